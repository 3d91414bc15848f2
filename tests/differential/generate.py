# SPDX-License-Identifier: Apache-2.0
"""Dockerfiles of the kind that linters are written for: every rule that the peers and we have in common is met and missed."""
import random

BASES = ["alpine:3.22", "debian:13-slim", "ubuntu", "node:latest", "python:3.13", "$BASE", "${BASE}:1", "scratch",
         "registry.example:5000/team/app", "registry.example/app:1.2", "golang:1.25@sha256:" + "0" * 64,
         "--platform=linux/amd64 alpine:3.22", "--platform=$TARGETPLATFORM debian:13", "--platform=$BUILDPLATFORM golang:1.25",
         "build", "Base", "fedora:43", "opensuse/leap:15.6", "centos:7"]
STAGES = ["", "", "", " AS build", " as build", " AS Base", " AS base", " AS context", " AS test"]
VALUES = {
    "apt": ["curl", "git", "gcc=4:14.2.0-1", "$PACKAGES", "libc6-dev=2.*", "./tool.deb", "nginx=$NGINX_VERSION", "make"],
    "apk": ["curl", "git=2.49.1-r0", "$PACKAGES", "bash~=5.2", "-t .build", "--virtual .build", "gcc", "py3-pip~25"],
    "dnf": ["curl", "httpd-2.4.62", "$PACKAGES", "nginx-$VERSION", "epel-release", "https://example.com/a.rpm", "git"],
    "zypper": ["curl", "httpd=2.4.62", "$PACKAGES", "a>=1", "git"],
    "pip": ["flask", "flask==3.1.1", "-r requirements.txt", ".", "git+https://github.com/a/b", "'django>=5,<6'", "$PACKAGES",
            "-e .", "-c constraints.txt six", "-U pip", "numpy==$VERSION", "uv"],
    "npm": ["-g typescript", "-g typescript@5.9.2", "express", "", "@scope/tool", "@scope/tool@1.0.0", "-g npm@latest"],
    "gem": ["bundler", "bundler:2.7.1", "bundler -v 2.7.1", "rails --version 8", "rake"],
    "go": ["example.com/a@latest", "example.com/a@v1.2.3", "example.com/a", "./...", "example.com/a@$VERSION"],
}
COMMANDS = [
    "apt-get update", "apt-get update -qq", "apt-get install -y {apt}", "apt-get install {apt}", "apt-get -y install {apt} {apt}",
    "apt-get install -y --no-install-recommends {apt}", "apt-get install --no-install-recommends -yq {apt} {apt}",
    "apt-get -qq install {apt}", "apt install -y {apt}", "apt update", "apt-get upgrade -y", "apt-get dist-upgrade -y",
    "apt-get clean", "rm -rf /var/lib/apt/lists/*", "apt-get purge -y gcc", "aptitude install -y {apt}", "apt-cache policy curl",
    "apk add {apk}", "apk add --no-cache {apk} {apk}", "apk --no-cache add {apk}", "apk update", "apk upgrade", "apk add --update {apk}",
    "rm -rf /var/cache/apk/*", "apk del .build", "apk add -U {apk}",
    "yum install {dnf}", "yum install -y {dnf}", "yum -y install {dnf} {dnf}", "yum clean all", "yum update -y", "dnf install -y {dnf}",
    "dnf install {dnf}", "dnf -y install {dnf}", "dnf clean all", "rm -rf /var/cache/yum", "microdnf install -y {dnf}", "dnf upgrade -y",
    "dnf module install -y nodejs:22", "yum groupinstall -y 'Development Tools'", "rpm -i https://example.com/a.rpm",
    "zypper install {zypper}", "zypper -n install {zypper}", "zypper install -y {zypper}", "zypper in -n {zypper}", "zypper clean -a",
    "zypper dist-upgrade -y", "zypper update -y", "zypper --non-interactive in {zypper}", "zypper refresh",
    "pip install {pip}", "pip3 install --no-cache-dir {pip}", "python3 -m pip install {pip}", "pip install --upgrade {pip}",
    "pip install --no-cache-dir {pip} {pip}", "pip install --user {pip}", "PIP_NO_CACHE_DIR=1 pip install {pip}", "uv pip install {pip}",
    "npm install {npm}", "npm ci", "npm i {npm}", "npm install --production", "yarn install", "yarn install && yarn cache clean",
    "yarn add left-pad", "yarn cache clean", "yarn global add {npm}", "gem install {gem}", "gem install {gem} {gem}",
    "bundle install", "go install {go}", "go get {go}", "go build -o /app .",
    "cd /srv", "cd /srv && make", "cd src", "cd ~", "cd $HOME && ls", "(cd /srv && make)", "cd -", "mkdir -p /a && cd /a && make",
    "sudo ls", "sudo -u app make", "sudo apt-get install -y {apt}", "vim /etc/hosts", "ssh host ls", "service nginx start", "ps aux",
    "free -m", "top -b", "kill 1", "mount -t tmpfs tmpfs /mnt", "ifconfig", "shutdown now", "systemctl enable nginx", "nano a",
    "curl -fsSL https://example.com/a | sh", "curl https://example.com/a -o a", "curl -L https://example.com/a | tar xz",
    "wget https://example.com/a", "wget -q https://example.com/a", "wget --progress=dot:giga https://example.com/a", "wget -nv https://example.com/a",
    "wget -O - https://example.com/a | wc -l > /number", "wget -O a https://example.com/a", "curl -k https://example.com/a > a",
    "echo a | tee /b", "cat /a | grep b", "ls | wc -l", "grep a /b | cut -f 1 || true", "set -o pipefail && cat /a | sort",
    "set -eux", "set -e", "yes | sh b", "printf 'a\\n' | tr a b", "a=$(cat /b | head -n 1)", "if cat /a | grep -q b; then c; fi",
    "useradd -u 100000 app", "useradd -l -u 100000 app", "useradd --uid 100000 app", "useradd -u 1000 app", "useradd app",
    "useradd -m -u 123456 -g app app", "useradd --no-log-init -u 1234567 app", "adduser -D app",
    "ln -sf /bin/bash /bin/sh", "ln -s bash /bin/sh", "ln -sf /a /b", "chmod 777 /a", "chmod -R 0777 /a", "chmod +x /a", "chown app /a",
    "tar xf /a.tar.gz", "make install", "echo cd /a", "echo apt-get install", "true", "test -f /a", "export A=1", "mkdir -p /a",
    "bash -c 'apt-get install -y {apt}'", "sh -c \"cd /a && make\"", "env DEBIAN_FRONTEND=noninteractive apt-get install -y {apt}",
    "DEBIAN_FRONTEND=noninteractive apt-get install -yq {apt}", "for i in a b; do apk add $i; done",
]
RUN_FLAGS = ["", "", "", "", "", "--mount=type=cache,target=/var/cache/apt ", "--mount=type=cache,target=/root/.cache/pip ",
             "--mount=type=cache,target=/var/lib/apt/lists ", "--mount=type=secret,id=a ", "--mount=type=cache,target=/var/cache/apk ",
             "--mount=type=tmpfs,target=/tmp ", "--network=none "]
OTHERS = [
    "USER root", "USER app", "USER 0", "USER 10001", "USER $APP", "USER 10001:10001", "USER app:app", "USER root:root", "USER ${APP:-app}",
    "WORKDIR /app", "WORKDIR app", "WORKDIR $HOME", "WORKDIR \"/app\"", "WORKDIR ${HOME}/a", "WORKDIR C:\\\\app", "WORKDIR ./a",
    "CMD [\"a\"]", "CMD a b", "CMD [\"a\", \"b\"]", "CMD [ 'a' ]", "CMD a && b", "ENTRYPOINT [\"a\"]", "ENTRYPOINT a", "ENTRYPOINT exec a",
    "HEALTHCHECK CMD curl -f http://localhost/", "HEALTHCHECK NONE", "HEALTHCHECK CMD [\"a\"]", "HEALTHCHECK --interval=5s CMD a | b",
    "EXPOSE 80", "EXPOSE 8080/TCP", "EXPOSE 22", "EXPOSE $PORT", "EXPOSE 100-200",
    "ENV A=1", "ENV A 1", "ENV A=1 B=$A", "ENV PATH=$PATH:/a", "ENV API_TOKEN=abc", "ENV PASSWORD=a", "ENV A=$B", "ENV A=${A:-x}", "ENV A=x B=${A}y",
    "ARG VERSION", "ARG VERSION=1", "ARG NPM_TOKEN", "ARG DB_PASSWORD=a", "ARG AWS_SECRET_ACCESS_KEY", "ARG PACKAGES=git", "ARG KEY_FILE", "ARG GH_TOKEN",
    "LABEL a=b", "LABEL A=b", "LABEL a b", "LABEL maintainer=a", "LABEL com.docker.x=b", "LABEL a..b=c", "LABEL 1a=b", "LABEL a-=b", "LABEL a=b a=c",
    "MAINTAINER a", "VOLUME /data", "VOLUME [\"/a\"]", "STOPSIGNAL SIGTERM", "STOPSIGNAL SIGKILL", "STOPSIGNAL 9",
    "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]", "SHELL [\"/bin/bash\", \"-c\"]", "SHELL [\"/bin/sh\", \"-ec\"]",
    "COPY . .", "COPY a b", "COPY a b c/", "COPY --from=build /a /b", "COPY --from=nobody /a /b", "COPY --from=0 /a /a", "COPY a ./",
    "COPY --from=build / /", "COPY --from=base /a .", "COPY --from=alpine:3.22 /a /b", "COPY a /b", "COPY a.tar.gz /tmp/", "COPY [\"a\", \"b\"]",
    "COPY --chown=app:app a /b", "COPY --chmod=777 a /b", "COPY a $HOME/", "COPY a \"/b c\"", "COPY --from=test /a /b",
    "ADD a /b", "ADD a.tar.gz /b", "ADD https://example.com/a /b", "ADD --checksum=sha256:" + "0" * 64 + " https://example.com/a /b",
    "ADD https://example.com/a.tar.gz /b", "ADD $FILE /b", "ADD git@github.com:a/b.git /c", "ADD a b", "ADD a.tgz b.txt /c/",
    "ONBUILD RUN cd /a && make", "ONBUILD COPY a b", "ONBUILD ADD a /b",
    "run ls", "Copy a /b", "# hadolint ignore=DL3003", "# a comment", "", "RUN [\"apt-get\", \"install\", \"curl\"]", "RUN [\"cd\", \"/a\"]",
    "RUN <<EOF\napt-get update\napt-get install -y curl\ncd /a\nEOF", "RUN a \\\n# comment\n    && b",
]
# What no build takes, or not all linters read: most of them say nothing more of such a file.
BROKEN = ["FRM a", "RUN", "COPY a", "CMD", "ENTRYPOINT", "ONBUILD FROM a", "ONBUILD ONBUILD RUN a", "ONBUILD MAINTAINER a", "EXPOSE 80000",
          "EXPOSE 65536/udp", "EXPOSE 80:80", "EXPOSE 127.0.0.1:80", "COPY a b c", "SHELL [\"powershell\"]", "RUN a \\\n\n    && b",
          "COPY <<EOF /a\nb\nEOF", "RUN <<EOF bash\nset -o pipefail\ncat a | sort\nEOF", "RUN <<-'EOT'\n\tpip install flask\n\tEOT",
          "FROM $BASE:latest AS scratch"]
LINKS = [" && ", " && ", " && ", " \\\n    && ", " \\\n && ", " \\\n    && ", "; ", " ; \\\n    ", " || "]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def command(self):
        text = self.random.choice(COMMANDS)
        while "{" in text and any("{" + name + "}" in text for name in VALUES):
            for name, values in VALUES.items():
                text = text.replace("{" + name + "}", self.random.choice(values), 1)
        return text

    def run(self):
        text = self.command()
        while self.random.random() < 0.6:
            text += self.random.choice(LINKS) + self.command()
        return "RUN " + self.random.choice(RUN_FLAGS) + text

    def stage(self):
        yield "FROM " + self.random.choice(BASES) + self.random.choice(STAGES)
        for _ in range(self.random.randint(1, 7)):
            yield self.run() if self.random.random() < 0.55 else self.random.choice(OTHERS)

    def file(self):
        lines = []
        if self.random.random() < 0.25:
            lines.append(self.random.choice(["ARG BASE", "ARG BASE=alpine", "ARG BASE=alpine:3.22", "# escape=\\"]))
        for _ in range(self.random.choice([1, 1, 1, 2, 2, 3])):
            lines += self.stage()
        if self.random.random() < 0.04:
            lines.insert(self.random.randint(0, len(lines)), self.random.choice(BROKEN))
        return "\n".join(lines) + "\n"


def files(seed, count):
    """The texts of `count` files; the first of them are the same for any count."""
    for number in range(count):
        yield Maker(f"{seed}/{number}").file()
