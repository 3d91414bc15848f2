# SPDX-License-Identifier: Apache-2.0
"""What `make bench` feeds to the engine: a corpus of plain files, and shapes that may cost more than their size."""
import re
import random

BASES = ["alpine:3.20", "debian:12-slim", "node:20", "python:3.12", "golang:1.23 AS build", "ubuntu"]
LINES = [
    "RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates && rm -rf /var/lib/apt/lists/*",
    "RUN apk add --no-cache curl",
    "ENV APP_HOME=/srv/app \\\n    PORT=8080",
    "ARG VERSION=1.2.3\nLABEL org.opencontainers.image.version=$VERSION",
    "WORKDIR /srv/app",
    "COPY . .",
    "COPY --chown=app:app package.json package-lock.json ./",
    "RUN --mount=type=cache,target=/root/.cache pip install -r requirements.txt",
    "RUN <<EOF\nset -e\nmkdir -p /srv/app\nchown -R app /srv/app\nEOF",
    "RUN curl -fsSL https://example.com/install.sh | sh",
    "EXPOSE 8080",
    "USER app",
    "HEALTHCHECK CMD curl -f http://localhost:8080/health || exit 1",
    'ENTRYPOINT ["/srv/app/run"]',
    "CMD node server.js",
]


def write_corpus(folder, n):
    """n Dockerfiles, each in a folder of its own: the first of them are the same for any n."""
    rng = random.Random(1)
    for i in range(n):
        lines = ["FROM " + rng.choice(BASES)] + rng.sample(LINES, rng.randint(4, 12))
        place = folder / f"service{i:05}"
        place.mkdir()
        (place / "Dockerfile").write_text("\n".join(lines) + "\n")


def write_beside_each_other(folder, n):
    """n Dockerfiles in one folder: they share a context that holds all of them."""
    for i in range(n):
        (folder / f"service{i:05}.Dockerfile").write_text(f"{FROM}COPY . /app\nUSER 1000\n")


FROM = "FROM alpine:3.20\n"


def bytes_of(text):
    return text.encode("utf-8", "surrogateescape")


def size_of(text):
    return len(text) if text.isascii() else len(bytes_of(text))


def repeated(head, unit, tail=""):
    """A shape of about n bytes: head, as many units as fit, tail. {i} in the unit is its number."""
    def make(n):
        parts, i, size = [head], 0, size_of(head) + size_of(tail)
        while size < n:
            part = unit.replace("{i}", str(i))
            parts.append(part)
            size += size_of(part)
            i += 1
        return bytes_of("".join(parts) + tail)
    return make


def nested(head, opening, core, closing, tail="\n"):
    """A shape of about n bytes: as many openings as closings around the core."""
    def make(n):
        depth = max(1, (n - len(head) - len(core) - len(tail)) // (len(opening) + len(closing)))
        return bytes_of(head + opening * depth + core + closing * depth + tail)
    return make


PLAIN = FROM + "\n".join(LINES) + "\n"

def examples(pages):
    """Each rule's own examples, from its page: what stands behind their first FROM, again and again."""
    for page in sorted(pages.glob("HM*.md")):
        for which, text in zip(("reported", "not reported"), re.findall(r"```dockerfile\n(.*?)```", page.read_text(), re.S)):
            lines = text.splitlines(keepends=True)
            at = next((i for i, line in enumerate(lines) if line.upper().startswith("FROM")), 0) + 1
            if "".join(lines[at:]).strip():
                yield f"{page.stem} {which}", repeated("".join(lines[:at]), "".join(lines[at:]))


# The name, and what makes about n bytes of it.
SHAPES = {
    "plain": repeated("", PLAIN),
    "tiny instructions": repeated(FROM, "RUN a\n"),
    "tiny variables": repeated(FROM, "ENV a{i}=$a{i}\n"),
    "one line": repeated(FROM + "RUN echo", " word{i}", "\n"),
    "one word": repeated(FROM + "RUN ", "a", "\n"),
    "continuations": repeated(FROM + "RUN true", " \\\n && true", "\n"),
    "empty continuations": repeated(FROM + "RUN a", " \\\n", "\n"),
    "comments in continuations": repeated(FROM + "RUN a", " \\\n# b\n", "\n"),
    "comments": repeated(FROM, "# a\n"),
    "stages": repeated("", "FROM a AS s{i}\n"),
    "stages in a chain": repeated("FROM a AS s0\n", "FROM s{i} AS t{i}\nFROM t{i} AS s{i}\n"),
    "stages of one name": repeated("", "FROM a AS s\n"),
    "stages with copies": repeated("FROM a AS s0\n", "FROM a AS s{i}x\nCOPY --from=s{i}x /a /a\n"),
    "circular copies": repeated("", "FROM a AS c{i}\nCOPY --from=c{i} a b\n"),
    "inherited variables": repeated("FROM a AS s0\nENV v=1\n", "FROM s0\nENV v=$v$v\nRUN $v\n"),
    "unknown stages": repeated(FROM, "COPY --from=nobody{i} a b\n"),
    "${": repeated(FROM + "ENV a=", "${", "\n"),
    "${a:-": nested(FROM + "ENV a=", "${a:-", "b", "}"),
    "${a/b/": nested(FROM + "ENV a=", "${a/b/", "c", "}"),
    "${v} of a long value": repeated(FROM + "ENV v=" + "x" * 4000 + "\nENV w=", "${v}", "\n"),
    "${v%*a*a*b}": repeated(FROM + "ENV v=" + "a" * 4000 + "\n", "ENV w{i}=${v%%*a*a*a*b}\n"),
    "${v%b} of a long value": repeated(FROM + "ENV v=" + "a" * 30000 + "\n", "ENV w=${v%b}\n"),
    "unterminated heredocs": repeated(FROM, "RUN <<E{i}\n"),
    "heredocs of one instruction": repeated(FROM + "RUN a", " <<E", "\n"),
    "heredocs that end": repeated(FROM, "RUN <<E\na\nE\n"),
    "shell heredocs": repeated(FROM + "RUN <<OUT\n", "cat <<E{i}\n", "OUT\n"),
    "shell brackets": nested(FROM + "RUN ", "(", "a", ")"),
    "shell braces": nested(FROM + "RUN ", "{ ", "a", ";}"),
    "shell substitutions": nested(FROM + "RUN ", "$(", "a", ")"),
    "shell substitutions in quotes": nested(FROM + "RUN ", '"$(', "a", ')"'),
    "shell backquotes": repeated(FROM + "RUN ", "`a", "\n"),
    "shell ifs": nested(FROM + "RUN ", "if a; then ", "a", "; fi"),
    "shell cases": nested(FROM + "RUN ", "case a in a) ", "a", ";; esac"),
    "shell functions": repeated(FROM + "RUN a", "; f{i}() { a; }"),
    "shell pipes": repeated(FROM + "RUN a", "|a", "\n"),
    "shell sh -c": repeated(FROM + "RUN ", "sh -c ", "a\n"),
    "shell sudo": repeated(FROM + "RUN ", "sudo ", "a\n"),
    "shell env": repeated(FROM + "RUN env", " A{i}=b", " c\n"),
    "shell assignments": repeated(FROM + "RUN ", "A{i}=$A{i} ", "c\n"),
    "shell redirections": repeated(FROM + "RUN a", " >b", "\n"),
    "shell quotes": repeated(FROM + "RUN a ", "'b'\"c\"", "\n"),
    "shell installs": repeated(FROM + "RUN apt-get update", " && apt-get install -y p{i}", "\n"),
    "shell packages": repeated(FROM + "RUN apt-get install -y", " p{i}", "\n"),
    "shell downloads": repeated(FROM + "RUN true", " && curl -k http://u:p{i}@h/{i} | sh", "\n"),
    "powershell": repeated("# escape=`\nFROM mcr.microsoft.com/windows/servercore\nSHELL [\"powershell\"]\nRUN a", "; if (b) { c }", "\n"),
    "json lists": repeated(FROM + "CMD [\"a\"", ", \"b\"", "]\n"),
    "json brackets": repeated(FROM + "CMD ", "[", "\n"),
    "onbuild": repeated(FROM, "ONBUILD RUN a\n"),
    "onbuild of onbuild": repeated(FROM, "ONBUILD ", "RUN a\n"),
    "flags": repeated(FROM + "RUN", " --mount=type=cache,target=/{i}", " a\n"),
    "mount options": repeated(FROM + "RUN --mount=type=cache", ",target=/{i}", " a\n"),
    "mount options in quotes": repeated(FROM + "RUN --mount=type=cache", ",\\\"target=/x\\\"", " a\n"),
    "labels": repeated(FROM + "LABEL", " a{i}=b", "\n"),
    "labels of one name": repeated(FROM, "LABEL a=b\n"),
    "sources of a copy": repeated(FROM + "COPY", " a{i}", " /b/\n"),
    "ports": repeated(FROM + "EXPOSE", " {i}", "\n"),
    "arguments": repeated("", "ARG a{i}=$a{i}\n", FROM),
    "secrets": repeated(FROM, "ENV PASSWORD{i}=hunter2x{i}\n"),
    "secrets on one line": repeated(FROM + "ENV", " PASSWORD{i}=hunter2x{i}", "\n"),
    "addresses": repeated(FROM, "ADD http://u:p{i}@h{i}/a /b\n"),
    "directives": repeated("", "# a{i}=b\n", FROM),
    "unknown keywords": repeated(FROM, "RUM a{i}\n"),
    "bad UTF-8": repeated(FROM + "RUN ", "\udcff\udc80", "\n"),
    "wide characters": repeated(FROM + "RUN a", " \N{GRINNING FACE}", "\n"),
    "CRs": repeated(FROM, "\r"),
    "ignored": repeated(FROM, "# hadolint ignore=DL3000\nRUN cd /a\n"),
}
