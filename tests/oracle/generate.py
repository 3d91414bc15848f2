#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""generate.py SEED COUNT DIR: writes COUNT Dockerfiles, valid and slightly broken, into DIR.
generate.py --words SEED COUNT: prints COUNT words to expand, with their variables, a JSON object a line.

The same seed gives the same files. A file is made by a grammar of the language that is wider than the
language, and then some of them are damaged: bytes dropped, doubled, swapped. Every other one is of
generate_builds.py: a build that mostly goes through.
"""
import json
import os
import random
import sys

from generate_builds import BuildMaker

KEYWORDS = ["ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL",
            "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"]
NAMES = ["a", "FOO", "bar_1", "PATH", "VERSION", "x", "TARGETARCH", "1", "@", "é", "_"]
WORDS = ["a", "b.txt", "/usr/src/app", ".", "./", "https://example.com/x.tgz", "80/tcp", "root", "0:0", "latest",
         "alpine:3.20", "--", "-x", "--flag", "as", "AS", "#x", "a#b", "&&", "|", "x;y", "[", "]", "{}", "é", "日本",
         "\u00a0", "\u2028", "\u3000", "\u0130", "\u212a", "a\u0085b", "%s", "'", '"', "<", "<<", "<<<", "\\", "`", "$", "=", "==",
         "a=b", "=x", "a=", "x\ty", "\v", "\f", "\r", "\x7f", "\x01", "\u200b", "\ufeff", "😀"]


CALM_WORDS = ["a", "b.txt", "/usr/src/app", ".", "./", "src/", "root", "0:0", "alpine:3.20", "#x", "a#b", "&&", "|", "é", "日本", "a=b",
              "app.jar", "1000", "x-y", "install", "-y", "curl", "/bin/sh", "-c", ">/dev/null", "2>&1", "http://x/y"]
FLAGS = {
    "ADD": ["chown=a:b", "chmod=755", "link", "link=false", "keep-git-dir=true", "checksum=sha256:0", "unpack=true", "exclude=*.md"],
    "COPY": ["chown=$FOO", "chmod=u+x", "link", "from=b", "from=0", "from=alpine:3.20", "exclude=a", "parents"],
    "FROM": ["platform=linux/amd64", "platform=$BUILDPLATFORM"],
    "RUN": ["mount=type=cache,target=/root/.cache", "mount=type=secret,id=k,env=K", "mount=type=bind,from=b,source=/,target=/x,rw", "network=none",
            "security=sandbox", "mount=type=ssh", 'mount="type=tmpfs,target=/t,size=1m"', "device=vendor.com/class=name", "network=host"],
    "HEALTHCHECK": ["interval=5m", "timeout=3s", "start-period=1.5s", "start-interval=100ms", "retries=3"],
}


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.escape = "\\"
        self.is_calm = self.r.random() < 0.5

    def chance(self, p):
        return self.r.random() < p

    def pick(self, items):
        return self.r.choice(items)

    def space(self):
        return " " if self.chance(0.85) else self.pick(["  ", "\t", " \t ", "\v", "\f", "\r", "   "])

    def variable(self, depth=0):
        name = self.pick(NAMES)
        form = self.r.randrange(12)
        if form < 3:
            return "$" + name
        if form < 5:
            return "${" + name + "}"
        inner = self.word(depth + 1)
        op = self.pick([":-", "-", ":+", "+", ":?", "?", "#", "##", "%", "%%", "/", "//", ":", "!", ":#", ""])
        text = "${" + name + op + inner
        if op in ("/", "//"):
            text += "/" + self.word(depth + 1)
        return text + ("}" if self.chance(0.95) else "")

    def calm_word(self):
        kind = self.r.randrange(12)
        if kind < 8:
            return self.pick(CALM_WORDS)
        if kind == 8:
            return '"' + self.pick(CALM_WORDS) + " " + self.pick(CALM_WORDS) + '"'
        if kind == 9:
            return "'" + self.pick(CALM_WORDS) + " $x'"
        if kind == 10:
            return self.pick(["$FOO", "${bar_1}", "${x:-y}", "a${PATH:+z}b", "${x##*/}", "${x%.*}", "${x/a/b}", "${x:-${y-z}}"])
        return self.escape + self.pick(["$x", "'a", '"', " b", self.escape])

    def word(self, depth=0):
        if self.is_calm:
            return self.calm_word()
        kind = self.r.randrange(20)
        if kind < 11 or depth > 3:
            return self.pick(WORDS)
        if kind < 13:
            return '"' + self.pick(WORDS) + self.space() + self.pick(WORDS) + ('"' if self.chance(0.95) else "")
        if kind < 14:
            return "'" + self.pick(WORDS) + self.space() + self.pick(WORDS) + ("'" if self.chance(0.95) else "")
        if kind < 16:
            return self.variable(depth)
        if kind < 17:
            return self.escape + self.pick(WORDS)
        return self.word(depth + 1) + self.word(depth + 1)

    def words(self, low, high):
        return [self.word() for _ in range(self.r.randint(low, high))]

    def join(self, parts):
        text = ""
        for part in parts:
            if text:
                text += self.space()
                if self.chance(0.08):
                    text += self.escape + self.pick(["", "", "", " ", "\t "]) + "\n"
                    while self.chance(0.25):
                        text += self.pick(["# comment\n", "   # more\n", "\n", "  \n", "\t#\n"])
                    if self.chance(0.6):
                        text += "    "
            text += part
        return text

    def json_string(self):
        body = "".join(self.pick(["a", "b c", "\\n", "\\u00e9", "\\ud83d\\ude00", "\\ud800", "\\\\", '\\"', "/", "é", "$x", "\\x", "<<EOF"])
                       for _ in range(self.r.randint(0, 3)))
        return '"' + body + '"'

    def json(self):
        items = [self.json_string() for _ in range(self.r.randint(0, 4))]
        if self.chance(0.12):
            items.insert(self.r.randint(0, len(items)),
                         self.pick(["1", "null", "true", "[]", '["a"]', '{"a":1}', "1e999", "-0.5e-3", "01", "{", "x", "{}", "'a'"]))
        text = "[" + self.pick([", ", ",", " , "]).join(items) + "]"
        if self.chance(0.08):
            text = self.pick([text[:-1], text + " x", text.replace('"', "'"), text[:-1] + ",]", " " + text, text + ","])
        return text

    def heredoc(self):
        name = self.pick(["EOF", "EOT", "a.txt", "x", "E O F", "END-1", "é", "$x", "E\\OF"])
        quote = self.pick(["", "", "", "'", '"'])
        if " " in name and not quote:
            name = "EOF"
        dash = self.pick(["", "", "-"])
        fd = self.pick(["", "", "", "3", "0", "12"])
        gap = self.pick(["", "", "", " "])
        word = fd + "<<" + dash + gap + quote + name + quote
        lines = []
        for _ in range(self.r.randint(0, 4)):
            lines.append(self.pick(["", "\t", "\t\t"]) + self.pick(["echo $x", "# no comment", "", "RUN x", "EOF2", " EOF", "a \\", '"', "<<y"]))
        end = name.replace("\\", "") if not quote else name
        if dash and self.chance(0.5):
            end = "\t" + end
        if self.chance(0.06):
            end = self.pick([end + " ", "eof", "", " " + end])
        lines.append(end)
        return word, lines

    def shell(self):
        parts = self.words(1, 5)
        bodies = []
        while self.chance(0.12):
            word, lines = self.heredoc()
            parts.insert(self.r.randint(0, len(parts)), word)
            bodies.extend(lines)
        return parts, bodies

    def flags(self, keyword):
        flags = []
        if self.is_calm:
            known = FLAGS.get(keyword, [])
            return ["--" + flag for flag in self.r.sample(known, min(len(known), self.r.randint(0, 2)))]
        while self.chance(0.25):
            name = self.pick(["from", "chown", "chmod", "link", "parents", "exclude", "checksum", "keep-git-dir", "unpack", "mount",
                              "network", "security", "device", "platform", "interval", "timeout", "start-period", "start-interval",
                              "retries", "form", "chwon", "nett"])
            value = self.pick(["", "=", "=" + self.word(), "=true", "=false", "=TRUE", "=0", "=x", "=5s", "=1m30s", "=1.5h", "=5",
                               "=-1", "=1us", "=99999999999", "=none", "=host", "=default", "=sandbox", "=linux/amd64",
                               "=type=cache,target=/x", "=type=bind,from=b,source=a", "=from=$x,target=y", '="type=secret,id=a"',
                               "=type=secret,required", '=a,"b,c",d', '=a"b', "=name=x,required=1", "=vendor/class=dev,required=maybe"])
            flags.append("--" + name + value)
        if self.chance(0.02):
            flags.append("--")
        return flags

    def arguments(self, keyword):
        """Parts to join, and lines of here-documents that follow."""
        if self.is_calm and keyword == "SHELL":
            return ['["/bin/bash", "-c"]'], []
        if self.is_calm and keyword in ("COPY", "ADD"):
            parts = self.words(2, 4)
            bodies = []
            if self.chance(0.3):
                word, bodies = self.heredoc()
                parts.insert(0, word)
            return parts, bodies
        if self.is_calm and keyword == "HEALTHCHECK":
            return self.pick([["NONE"], ["CMD", "curl", "x"], ["CMD", '["a", "b"]'], ["cmd", "x"]]), []
        if self.is_calm and keyword in ("USER", "WORKDIR", "STOPSIGNAL", "MAINTAINER", "EXPOSE", "VOLUME"):
            return self.words(1, 2), []
        if self.is_calm and keyword in ("ENV", "LABEL", "ARG"):
            return [self.pick(NAMES) + "=" + self.word() for _ in range(self.r.randint(1, 3))], []
        if keyword in ("RUN", "CMD", "ENTRYPOINT", "SHELL"):
            return ([self.json()], []) if self.chance(0.4 if keyword == "RUN" else 0.7) else self.shell()
        if keyword in ("COPY", "ADD"):
            return ([self.json()], []) if self.chance(0.15) else self.shell()
        if keyword == "FROM":
            parts = [self.pick(["alpine", "b", "scratch", "golang:1.22", "a:$VERSION"]) if self.is_calm else self.word()]
            if self.chance(0.4):
                parts += [self.pick(["AS", "as", "As", "a\u017f", "AD"]), self.pick(["b", "Build", "x-1"] if self.is_calm else ["b", "Build", "x-1", "1x", "a_b.c", "é", "-"])]
                parts[1] = "AS" if self.is_calm else parts[1]
            return parts, []
        if keyword in ("ENV", "LABEL", "ARG"):
            if self.chance(0.25):
                return self.words(1, 4), []
            return [self.pick(NAMES) + self.pick(["=", "=", "=", "", " ="]) + self.word() for _ in range(self.r.randint(1, 4))], []
        if keyword == "HEALTHCHECK":
            parts = [self.pick(["CMD", "cmd", "NONE", "none", "FOO", "Cmd"])]
            if self.chance(0.8):
                parts.append(self.json() if self.chance(0.5) else self.join(self.words(1, 3)))
            return parts, []
        if keyword == "ONBUILD":
            text, bodies = self.instruction(True)
            return [text], bodies
        if keyword == "VOLUME" and self.chance(0.4):
            return [self.json()], []
        return self.words(0 if self.chance(0.1) else 1, 3), []

    def instruction(self, is_trigger=False):
        keyword = self.pick(KEYWORDS + ["RUN", "RUN", "COPY", "ENV"])
        if self.is_calm and is_trigger and keyword in ("ONBUILD", "FROM", "MAINTAINER"):
            keyword = "RUN"
        if self.is_calm:
            keyword = "RUN" if keyword == "FROM" and self.chance(0.7) else keyword
        elif self.chance(0.02):
            keyword = self.pick(["RUNN", "COP", "FORM", "EXPOS", "x", "É", "WOR\u212aDIR", "ARGS", "VOLUMES", "ADDD", "ONBU\u0130LD", "=", "<<EOF"])
        parts, bodies = self.arguments(keyword)
        if keyword != "HEALTHCHECK" or self.chance(0.9):
            parts = self.flags(keyword) + parts
        case = self.r.randrange(10)
        written = keyword.lower() if case == 0 else keyword.capitalize() if case == 1 else keyword
        return self.join([written] + parts), bodies

    def directive(self):
        name = self.pick(["syntax", "escape", "check", "Escape", "foo", "escape"])
        value = self.pick(["`", "\\", "docker/dockerfile:1", "skip=all", "", " ", "x", "\\ "])
        if name.lower() == "escape" and value == "`":
            self.escape = "`"
        return self.pick(["# ", "#", "#  ", " # ", "//"]) + name + self.pick(["=", " = ", "= "]) + value

    def file(self):
        lines = []
        self.escape = "\\"
        while self.chance(0.2):
            lines.append(self.directive())
        if self.chance(0.9):
            lines.append("FROM " + self.pick(["alpine", "scratch", "a:1 AS b"]))
        for _ in range(self.r.randint(0, 8)):
            while self.chance(0.15):
                lines.append(self.pick(["", "# comment", "  # x", "#", "# a b", "\t", "#!/bin/sh"]))
            text, bodies = self.instruction()
            lines.append(self.pick(["", "", "", "  ", "\t"]) + text + self.pick(["", "", "", " ", "\t", self.escape if self.chance(0.1) else ""]))
            lines.extend(bodies)
        end = "\r\n" if self.chance(0.1) else "\n"
        text = end.join(lines) + (end if self.chance(0.9) else "")
        data = text.encode("utf-8", "surrogatepass")
        if self.chance(0.05):
            data = b"\xef\xbb\xbf" + data
        return self.damage(data) if not self.is_calm and self.chance(0.4) else data

    def damage(self, data):
        data = bytearray(data)
        for _ in range(self.r.randint(1, 4)):
            if not data:
                break
            at = self.r.randrange(len(data))
            kind = self.r.randrange(5)
            if kind == 0:
                del data[at:at + self.r.randint(1, 4)]
            elif kind == 1:
                data[at:at] = data[at:at + self.r.randint(1, 12)]
            elif kind == 2:
                data[at] = self.r.choice(b"\\`\"'$<>={}[]#\n\r\t \x00\x80\xa0\x85\xc3\xff-,:")
            elif kind == 3:
                data[at:at] = bytes([self.r.choice(b"\\`\"'$<={}[]#\n\r \xa0\xe2")])
            else:
                del data[at:]
        return bytes(data)


def question(seed):
    maker = Maker(seed)
    maker.is_calm = False
    maker.escape = maker.pick(["\\", "\\", "`"])
    names = maker.r.sample(NAMES, maker.r.randint(0, 6))
    values = WORDS + ["", "a b", " lead", "trail ", "a  b c", "/usr/lib/x.tar.gz", "aXbXc", "a*b?", "${x}", "a/b/c", "a\\b", "x\ny"]
    return {
        "word": "".join(maker.word() + maker.pick(["", "", " ", "  ", "\t"]) for _ in range(maker.r.randint(1, 4))),
        "env": {name: maker.pick(values) + maker.pick(["", "", maker.pick(values)]) for name in names},
        "escape": maker.escape,
        "raw": maker.chance(0.3),
        "unset": maker.chance(0.3),
    }


def main():
    if sys.argv[1] == "--words":
        for i in range(int(sys.argv[3])):
            print(json.dumps(question(f"{sys.argv[2]}/{i}")))
        return
    seed, count, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    os.makedirs(folder, exist_ok=True)
    for i in range(count):
        with open(os.path.join(folder, f"{seed}-{i:05}.dockerfile"), "wb") as out:
            maker = Maker(f"{seed}/{i}")
            out.write(maker.file() if i % 2 == 0 else BuildMaker(maker.r).file())


if __name__ == "__main__":
    main()
