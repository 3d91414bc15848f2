# SPDX-License-Identifier: Apache-2.0
"""Dockerfiles that mostly build: stages, arguments and what they inherit, for generate.py.

Most words are sensible, so that BuildKit gets far; about one in fifty is not, so that what it refuses late is met too.
"""

VARIABLES = ["NAME", "VERSION", "A", "B", "DIR", "EMPTY", "HOME_DIR", "TARGETARCH", "BUILDPLATFORM", "PATH", "LANG",
             "NODE_VERSION", "PIP", "SOURCE_DATE_EPOCH", "HTTP_PROXY", "a", "Name", "TARGETSTAGE"]
VALUES = ["1.2", "x", "/opt/app", "dir/sub", "", "a b", "alpine", "80 443/tcp", "8000-8002", "build", "SIGTERM", "0755", "1000:1000", "debian",
          "https://example.com/f.tgz", "linux/arm64", "*.md", "cache", "a.tar.gz", "x,y", "#c", "it's", "[a]", "é"]
IMAGES = ["alpine", "alpine:3.20", "debian", "debian:latest", "node", "node:latest", "python:onbuild", "ruby:onbuild", "bash", "scratch",
          "mcr.microsoft.com/windows/servercore:ltsc2022", "docker.io/library/debian", "library/node", "localhost:5000/a/b:1",
          "alpine@sha256:" + "0" * 64, "index.docker.io/library/bash"]
BAD_IMAGES = ["Alpine", "broken:onbuild", "a//b", "alpine:", "a:b:c", "-x", "a@sha256:1", "scratch:latest", "x/Y", "." * 3]
PLATFORMS = ["linux/amd64", "linux/arm64", "linux/arm/v7", "arm64", "windows/amd64", "$BUILDPLATFORM", "$TARGETPLATFORM", "${TARGETOS}/$TARGETARCH",
             "linux/arm64/v8", "linux/x86_64", "aarch64", "windows(10.0.17763)/amd64", "linux/riscv64", "darwin"]
BAD_PLATFORMS = ["nonsense", "a/b/c/d", "$NOTHING", "linux/", "/", "LINUX/AMD64", "linux(/amd64"]
STAGES = ["build", "Build", "base", "deps", "test", "final", "b-1", "x.y", "a_b", "0x", "context"]
FILES = ["a", "b.txt", ".", "./", "src/", "/etc/x", "../up", "dir/*.js", "a?b", "d/./e/f", "package*.json", "//x", "a b", "C:\\x", "c:/y", "app.tar.gz", "",
         "github.com/x/y", "./git@a:b", "[a-z]", "a\\b", "D:\\z", "~", "<x", "-", "..", "/./x/../y/"]
TARGETS = ["/app/", "/app", ".", "./", "dir/", "/", "/a/../b", "sub/x", "C:\\target\\", "..", "/x/./", "//d", "c:/d/", "/a//b", "x/..", "\\w", "D:/no", ""]
ADDRESSES = ["https://example.com/f.tgz", "http://example.com/", "https://example.com/a/b.txt?x=1#y", "https://github.com/x/y.git", "git@github.com:x/y.git",
             "https://github.com/x/y.git#v1:sub", "git://example.com/x", "https://example.com/x.git?ref=main&subdir=d", "ssh://git@host/x.git",
             "https://example.com/x.git?tag=v1&checksum=0123456", "https://example.com/x.git?submodules=false", "https://example.com/x.git?keep-git-dir",
             "https://example.com/x.git?branch=a&commit=12", "HTTP://example.com/x", "https://example.com", "git@host:x#r:d", "https://user:pw@example.com/x",
             "https://example.com/x.git#:sub", "https://example.com/a%20b", "https://example.com/x.git?fetch-by-commit=true", "ftp://example.com/x",
             "https://example.com/x.git?mtime=commit", "https://example.com/x.git/", "http://[::1]:80/x", "https://example.com/dir/../x"]
BAD_ADDRESSES = ["https://example.com/x.git?what=1", "https://example.com/x.git?ref=a&tag=b", "https://example.com/%zz", "https://example.com/x.git?ref=",
                 "https://example.com:x/y", "https://example.com/x.git?submodules=maybe", "https://example.com/x.git?mtime=x",
                 "https://example.com/x.git#a?ref=b", "https://example.com/x.git?ref=b#a", "git@host:", "https://exa mple.com/x", "://x"]
CHECKSUMS = ["sha256:" + "a" * 64, "sha256:" + "a" * 64, "0123456", "sha512:" + "b" * 128, "$VERSION", "sha256:12", "md5:" + "c" * 32, "sha256:" + "A" * 64,
             "a" * 40]
OWNERS = ["app", "app:app", "1000", "1000:0", "$NAME", "0:root", ":1", "a:", "4294967296", "-1", "a:b:c", "${EMPTY}"]
MODES = ["755", "0755", "u+x", "go=r", "a=rX,u+w", "7777", "$VERSION", "10000", "8", "u", "rwx", "+x", "", "u=g", "0o755", "-1"]
SIGNALS = ["SIGTERM", "9", "QUIT", "rtmin+3", "SIGRTMAX-1", "$NAME", "65", "NOPE", "0", "-1", "sigterm", "RTMIN+99"]
PORTS = ["80", "443/tcp", "53/udp", "8000-8010", "8000-8001/UDP", "$VERSION", "$PORTS", "99999", "0", "1-0", "80/http", "127.0.0.1:80:90", "80:90", ":80", "[::1]:1:2",
         "80/", "/tcp", "10-12:20-22", "10-12:20", "80/sctp", "1-70000", "a", "80/tcp/udp"]
SHELLS = ['["/bin/bash", "-c"]', '["powershell", "-Command"]', '["cmd", "/S", "/C"]', '["/bin/sh"]', "[]", '["/bin/bash", "-o", "pipefail", "-c"]']
TRIGGERS = ["run", "run", "copy", "copy", "add", "env", "arg", "user", "workdir", "label", "expose", "volume", "stopsignal", "cmd", "entrypoint", "healthcheck", "shell"]
KINDS = TRIGGERS + ["run", "run", "copy", "copy", "copy", "add", "env", "env", "arg", "arg", "workdir", "workdir", "onbuild", "onbuild"]
SWITCHES = ["", "=true", "=false", "=TRUE"]


class BuildMaker:
    """One file, from a generator of random numbers."""

    def __init__(self, r):
        self.r = r
        self.names = []
        self.escape = "\\"
        self.breaks = r.choice([0.0, 0.0, 0.02, 0.05])

    def chance(self, p):
        return self.r.random() < p

    def pick(self, items):
        return self.r.choice(items)

    def broken(self):
        return self.chance(self.breaks)

    def few(self, items, most=3):
        return [self.pick(items) for _ in range(self.r.randint(1, most))]

    def variable(self, depth=0):
        name = self.pick(VARIABLES)
        if depth > 2 or self.chance(0.4):
            return self.pick(["$" + name, "${" + name + "}"])
        inner = self.variable(depth + 1) if self.chance(0.3) else self.pick(["x", "", "/d", "a b", "1.*", "*/", "?", "e", "\\$", "'q'", '"q"'])
        op = self.pick([":-", "-", ":+", "+", "#", "##", "%", "%%", "/", "//"])
        if self.broken():
            op = self.pick([":?", "?", ":", "!", "^"])
        if op in ("/", "//"):
            inner += "/" + self.pick(["y", "", "$A", "a/b"])
        return "${" + name + op + inner + "}"

    def vary(self, word):
        """The word as it is, or with variables and quotes in it."""
        kind = self.r.randrange(14)
        if kind == 0:
            return self.variable()
        if kind == 1:
            return word + self.variable()
        if kind == 2:
            return '"' + word.replace('"', "") + self.pick(["", "$A", "${B:-c d}"]) + '"'
        if kind == 3:
            return "'" + word.replace("'", "") + self.pick(["", "$A"]) + "'"
        if kind == 4 and self.broken():
            return word + self.pick(['"', "'", "${", "${A", self.escape, "${A:=b}"])
        return word.replace(" ", self.escape + " ") if self.chance(0.9) else word

    def value(self):
        return self.vary(self.pick(VALUES))

    def flag(self, name, values, p=0.2):
        return [f"--{name}={self.vary(self.pick(values))}"] if self.chance(p) else []

    def switch(self, name, p=0.1):
        return [f"--{name}" + ("=maybe" if self.broken() else self.pick(SWITCHES))] if self.chance(p) else []

    def stage(self):
        """What --from and mounts may name."""
        if self.broken():
            return self.pick(["$A", "99", "-1", "Nobody/X", "${EMPTY}", "context"])
        kind = self.r.randrange(10)
        if kind < 5 and self.names:
            name = self.pick(self.names)
            return name.upper() if self.chance(0.1) else name
        if kind < 7:
            return str(self.r.randint(0, max(0, len(self.names))))
        if kind == 7:
            return self.pick(STAGES)
        return self.pick(IMAGES)

    def mount(self):
        kind = self.pick(["bind", "cache", "cache", "tmpfs", "secret", "ssh", "", "$A", "BIND"])
        fields = [f"type={kind}"] if kind else []
        if self.chance(0.8):
            fields.append(self.pick(["target", "dst", "destination", "TARGET"]) + "=" + self.pick(["/m", "/root/.cache", "rel/x", "$DIR", "/", "..", "/a/../b/", ".", "m$A", "C:\\m"]))
        if self.chance(0.3):
            fields.append(self.pick(["source", "src"]) + "=" + self.pick(["/", ".", "sub/d", "../x", "$DIR", "/a//b", "k"]))
        if self.chance(0.3):
            fields.append("from=" + self.stage())
        if self.chance(0.3):
            fields.append(self.pick(["id=k", "id=$NAME", "id=/c/", "env=K", "required", "required=true", "sharing=locked", "sharing=$A", "sharing=private", "size=1m", "size=x",
                                     "mode=0700", "mode=9", "uid=1", "gid=$A", "uid=x", "ro", "rw", "readonly=false", "readwrite", "ro=maybe", "what=1"]))
        if self.chance(0.2):
            fields.append(self.pick(["ro", "rw", "ro=false", "uid=1000", "mode=755", "id=a", "sharing=shared", "required=false", "env=$A"]))
        self.r.shuffle(fields)
        text = ",".join(fields)
        return "--mount=" + (f'"{text}"' if self.chance(0.03) else text)

    def document(self):
        name = self.pick(["EOF", "a.txt", "dir/x", "E1"])
        quote = self.pick(["", "", "'", '"'])
        dash = self.pick(["", "-"])
        lines = [self.pick(["", "\t"]) + self.pick(["echo $A", "${B:-x} 'q'", "#!/bin/sh", "x \\", '"$NAME"', "", "${A", "\\$A \\\\"]) for _ in range(self.r.randint(0, 3))]
        return f"<<{dash}{quote}{name}{quote}", lines + [name]

    def files(self, is_add):
        if is_add and self.chance(0.5):
            sources = [self.vary(self.pick(BAD_ADDRESSES if self.broken() else ADDRESSES))]
            sources += [self.vary(self.pick(ADDRESSES + FILES))] if self.chance(0.15) else []
        elif not is_add and self.broken():
            sources = [self.pick(ADDRESSES)]
        else:
            sources = [self.vary(file or ".") for file in self.few(FILES)]
        lines = []
        while self.chance(0.08):
            word, body = self.document()
            sources.insert(self.r.randint(0, len(sources)), word)
            lines += body
        target = self.vary(self.pick(TARGETS) or "''")
        if not lines and self.chance(0.1):
            quoted = ['"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in [*sources, target]]
            return ["[" + ", ".join(quoted) + "]"], []
        return [*sources, target], lines

    def make_copy(self):
        words, lines = self.files(False)
        flags = [f"--from={self.stage()}"] if self.chance(0.4) else []
        flags += self.flag("chown", OWNERS) + self.flag("chmod", MODES) + self.switch("link") + self.switch("parents")
        flags += self.flag("exclude", ["*.md", "a/**", "$A", ""], 0.1) + self.flag("exclude", ["!x"], 0.05)
        return ["COPY", *flags, *words], lines

    def make_add(self):
        words, lines = self.files(True)
        flags = self.flag("chown", OWNERS) + self.flag("chmod", MODES) + self.flag("checksum", CHECKSUMS, 0.15) + self.switch("link")
        flags += self.switch("keep-git-dir") + self.switch("unpack") + self.flag("exclude", ["*.md", "$A"], 0.1)
        return ["ADD", *flags, *words], lines

    def make_run(self):
        flags = []
        while self.chance(0.25):
            flags.append(self.mount())
        flags += [self.pick(["--network=none", "--network=host", "--network=default", "--security=insecure", "--security=sandbox"])] if self.chance(0.08) else []
        if self.chance(0.15):
            word, lines = self.document()
            return ["RUN", *flags, *self.pick([[word], ["cat", word], [word, "sh"]])], lines
        if self.chance(0.2):
            return ["RUN", *flags, self.pick(['["a", "$A"]', '["x"]', "[]" if self.broken() else '["sh", "-c", "é"]'])], []
        return ["RUN", *flags, self.pick(["make", "echo $A", "x && y", "apt-get install -y x", "a  b", "echo \"$PATH\" | z", "true # no comment"])], []

    def pairs(self):
        return [f"{self.pick(VARIABLES)}={self.value()}" for _ in range(self.r.randint(1, 3))]

    def make_env(self):
        if self.chance(0.15):
            return ["ENV", self.pick(VARIABLES), self.value() + self.pick(["", " b c", " $A"])], []
        return ["ENV", *self.pairs()], []

    def make_arg(self):
        return ["ARG", *[pair if self.chance(0.5) else pair.split("=")[0] for pair in self.pairs()]], []

    def make_label(self):
        return ["LABEL", *[self.vary(self.pick(["a", "b.c/d", "version", "$A"])) + "=" + self.value() for _ in range(self.r.randint(1, 3))]], []

    def make_user(self):
        return ["USER", self.vary(self.pick(OWNERS))], []

    def make_workdir(self):
        return ["WORKDIR", self.vary(self.pick(TARGETS) or "x")], []

    def make_expose(self):
        return ["EXPOSE", *[self.vary(port) for port in self.few(PORTS if self.chance(0.5) else PORTS[:7])]], []

    def make_volume(self):
        if self.chance(0.3):
            return ["VOLUME", self.pick(['["/a", "b c"]', '["$DIR"]', '[""]' if self.broken() else '["/d"]', "[]" if self.broken() else '["/d"]'])], []
        return ["VOLUME", *[self.vary(word) for word in self.few(["/data", "d", "$DIR", "${EMPTY}", "/x/"])]], []

    def make_stopsignal(self):
        return ["STOPSIGNAL", self.vary(self.pick(SIGNALS if self.broken() else SIGNALS[:6]))], []

    def make_healthcheck(self):
        flags = []
        for name in ("interval", "timeout", "start-period", "start-interval", "retries"):
            if self.chance(0.25):
                good = ["3", "0", "1"] if name == "retries" else ["5m", "1.5s", "100ms", "1h2m", "0", "0s"]
                flags.append(f"--{name}=" + self.pick(["x", "-1s", "1us", "-1", "", "5"] if self.broken() else good))
        command = self.pick([["NONE"], ["CMD", "curl -f x || exit 1"], ["CMD", '["a", "$A"]'], ["CMD", "[]"], ["cmd", "a b"]])
        return ["HEALTHCHECK", *([] if command == ["NONE"] and not self.broken() else flags), *command], []

    def make_shell(self):
        return ["SHELL", self.pick(SHELLS if self.broken() else SHELLS[:4])], []

    def make_cmd(self):
        return ["CMD", self.pick(['["a", "$A"]', "[]", "run $A", "a  b"])], []

    def make_entrypoint(self):
        return ["ENTRYPOINT", self.pick(['["a", "$A"]', "[]", "run $A", '["x", "é"]'])], []

    def make_onbuild(self):
        parts, lines = getattr(self, "make_" + self.pick(TRIGGERS))()
        if self.broken():
            parts = self.pick([["ONBUILD", "RUN", "x"], ["FROM", "x"], ["MAINTAINER", "x"], ["RUM", "x"]])
        return ["ONBUILD", *parts], lines

    def from_line(self):
        base = self.pick(IMAGES)
        if self.names and self.chance(0.35):
            base = self.pick(self.names)
        elif self.chance(0.15):
            base = self.pick(["$BASE", "${BASE:-debian}", "alpine:$VERSION", "${NAME}", '"debian"', "node:${VERSION:-latest}", "deb$EMPTY" + "ian"])
        elif self.broken():
            base = self.pick(BAD_IMAGES)
        parts = ["FROM"]
        if self.chance(0.15):
            parts.append("--platform=" + self.pick(BAD_PLATFORMS if self.broken() else PLATFORMS))
        parts.append(base)
        name = self.pick(STAGES)
        if self.chance(0.75) and (name.lower() not in self.names or self.chance(0.3)):
            self.names.append(name.lower())
            parts += [self.pick(["AS", "as"]), "9" + name if self.broken() else name]
        else:
            self.names.append(str(len(self.names)))
        return parts

    def globals(self):
        lines = []
        while self.chance(0.4):
            name = self.pick(["BASE", "BASE", *VARIABLES])
            value = self.pick(["alpine", "node", "build", "python:onbuild", "scratch"]) if name == "BASE" else self.value()
            if name == "SOURCE_DATE_EPOCH":
                value = self.pick(["0", "1700000000", "-5", "+1", "context", *(STAGES if self.chance(0.5) else ["1"])])
            lines.append("ARG " + name + ("=" + value if self.chance(0.85) else ""))
        return lines

    def epoch_stage(self):
        """What SOURCE_DATE_EPOCH may name."""
        name = self.pick(STAGES)
        lines = [self.pick(["ARG W=x", "ARG A", "RUN x"])] if self.chance(0.2) else []
        lines += ["ADD " + self.vary(self.pick(ADDRESSES)) + " /"] * self.pick([1, 1, 1, 1, 0, 2])
        base = "scratch" if self.chance(0.9) else "debian"
        self.names.append(name.lower())
        return [f"ARG SOURCE_DATE_EPOCH={name}", f"FROM {base} AS {name}", *lines]

    def join(self, parts):
        text = parts[0] if self.chance(0.9) else parts[0].lower()
        for part in parts[1:]:
            text += (" " if self.chance(0.95) else f" {self.escape}\n  ") + part
        return text

    def file(self):
        lines = []
        if self.chance(0.12):
            self.escape = "`"
            lines.append("# escape=`")
        lines += self.globals()
        lines += self.epoch_stage() if self.chance(0.05) else []
        for _ in range(self.pick([1, 2, 2, 3, 3, 4, 6])):
            lines.append(self.join(self.from_line()))
            for _ in range(self.r.randint(0, 7)):
                parts, body = getattr(self, "make_" + self.pick(KINDS))()
                lines.append(self.join(parts))
                lines += body
        return ("\n".join(lines) + "\n").encode()
