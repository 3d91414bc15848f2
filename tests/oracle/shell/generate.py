#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""generate.py SEED COUNT DIR DIALECT: writes COUNT shell scripts in the style of RUN instructions into DIR.

DIALECT is sh or bash. The same seed gives the same scripts. Every eighth is damaged: bytes dropped, doubled, swapped.
"""
import os
import random
import sys

PROGRAMS = ["apt-get", "apk", "curl", "echo", "rm", "/usr/bin/env", "tar", "sed", "x", "[", "test", "cd", ":", "mkdir", "true",
            "pip", "awk", "./configure", "make", "\\ls", "'my prog'", "if2", "done1", "A-B"]
WORDS = ["-y", "install", "--no-install-recommends", "a", "b.txt", "/usr/src/app", "*.deb", "a=b", "--x=y", "{a,b}", "{1..3}", "~/x", "http://x/y?z",
         "%s", "in", "do", "then", "fi", "if", "esac", "!", "}", "1", "a#b", "é", "日本", "[a-z]*", "?", "-", "--", "a:b", "@", "=", "+x",
         "^x", "a,b", "\\;", "\\#", "\\$x", "\\ ", "a\\ b", "\\\\", "\\'", '\\"', "[[", "]]", "case", "time", "function", "x\\&y"]
NAMES = ["a", "FOO", "bar_1", "PATH", "_", "x", "PKGS"]
OPS = [":-", "-", ":+", "+", ":=", "=", ":?", "?", "#", "##", "%", "%%"]


class Maker:
    def __init__(self, seed, dialect):
        self.r = random.Random(seed)
        self.bash = dialect == "bash"
        self.pending = []
        self.quotes = 0

    def chance(self, p):
        return self.r.random() < p

    def pick(self, items):
        return self.r.choice(items)

    def space(self):
        if self.chance(0.8):
            return " "
        return self.pick(["  ", "\t", " \\\n", " \\\n    ", "\\\n ", " \t "])

    def maybe(self):
        return self.pick(["", " ", " "])

    def expansion(self, depth):
        kind = self.r.randrange(14)
        name = self.pick(NAMES)
        if kind < 4:
            return "$" + name
        if kind < 6:
            return "${" + name + "}"
        if kind == 6:
            return self.pick(["$1", "$@", "$*", "$#", "$?", "$$", "$!", "${#x}", "${10}", "${@}"])
        if kind == 7:
            return "${" + name + self.pick(OPS) + self.inner_word(depth + 1) + "}"
        if kind in (8, 9) and depth < 3:
            inner = self.inner_list(depth + 1)
            return "$(" + (" " if inner.startswith("(") else "") + inner + ")"
        if kind == 10 and depth < 1:
            return "`" + self.plain_command() + "`"
        if kind == 11:
            return "$((" + self.arithmetic(depth + 1) + "))"
        if kind == 12 and self.bash:
            return self.pick(["${x/a/b}", "${x//\\//-}", "${x^^}", "${x:1:2}", "${!x}", "${a[0]}", "${a[@]}", "${#a[@]}", "${x,,}", "${x: -1}", "${x@Q}"])
        words = ["", "a", '"a b"', "$y", "${z}", "\\}"] + ([] if self.quotes else ["'}'"])
        return "${" + name + ":-" + self.pick(words) + "}"

    def arithmetic(self, depth):
        kind = self.r.randrange(5)
        if kind == 0:
            return "(" + self.arithmetic(depth + 1) + ")" if depth < 4 else "1"
        if kind == 1:
            return self.pick(["1", "x", "$x", "${x:-2}", "0x1f"]) + self.maybe() + self.pick(["+", "*", "-", "<<", "==", "&&"]) + self.maybe() + self.pick(["1", "y", "$y"])
        if kind == 2 and depth < 3:
            return "$(" + self.plain_command() + ") + 1"
        return self.pick(["1", "x", " $x ", "x = 2"])

    def inner_word(self, depth):
        if self.quotes:  # where shells do not agree on what a single quote is
            return self.pick(["", "a", "b c", "$y", "${z:-1}", "/", "*"])
        return "".join(self.piece(depth) for _ in range(self.r.randrange(0, 2)))

    def double(self, depth):
        self.quotes += 1
        out = '"'
        for _ in range(self.r.randrange(0, 4)):
            kind = self.r.randrange(8)
            if kind < 3:
                out += self.pick(["a b", "x", ";", "#", "&& c", "'", "|", "(", ")", "%s\\n", "é", "*"])
            elif kind < 5 and depth < 4:
                out += self.expansion(depth + 1)
            elif kind == 5:
                out += self.pick(["\\$", '\\"', "\\\\", "\\`", "\\n", "\\x", "\\\n"])
            elif kind == 6:
                out += self.pick([" $ ", "a$.", "\n"])
            else:
                out += self.pick(["=", "{}", "[0]"])
        self.quotes -= 1
        return out + '"'

    def piece(self, depth):
        kind = self.r.randrange(12)
        if kind < 5:
            return self.pick(["a", "b-c", "/d", ".e", "f=g", "h_1", "é", "0"])
        if kind < 7:
            return "'" + self.pick(["", "a b", "$x", "`c`", '"', "\\", "#;&|", "d\ne", "$(x"]) + "'"
        if kind < 9:
            return self.double(depth)
        if kind == 9:
            return self.pick(["\\ ", "\\'", '\\"', "\\$", "\\;", "\\&", "\\a", "\\\\", "\\\n"])
        if kind == 10 and self.bash:
            return self.pick(["$'a\\tb'", "$'\\''", "$'\\x41\\n'", '$"x y"', "$'\\\\'", "$'\\101'", "$'\\e[0m'"])
        return self.expansion(depth) if depth < 4 else "x"

    def word(self, depth):
        if self.chance(0.55):
            return self.pick(WORDS)
        if self.bash and self.chance(0.04):
            return self.pick(["<(", ">("]) + self.inner_list(depth + 1) + ")" if depth < 3 else "x"
        if self.bash and self.chance(0.02):
            return self.pick(["!(a|b)", "@(x)", "*.+(a|b)", "?(y)z"])
        return "".join(self.piece(depth) for _ in range(self.r.randrange(1, 4)))

    def assignment(self, depth):
        name = self.pick(NAMES)
        if self.bash and self.chance(0.15):
            return name + self.pick(["=", "+="]) + "(" + " ".join(self.piece(3) for _ in range(self.r.randrange(0, 3))) + ")"
        if self.bash and self.chance(0.1):
            return name + self.pick(["[0]=", "[x]="]) + self.pick(["", "v"])
        value = "" if self.chance(0.2) else "".join(self.piece(depth) for _ in range(self.r.randrange(1, 3)))
        return name + ("+=" if self.bash and self.chance(0.1) else "=") + value

    def redirect(self, depth):
        kind = self.r.randrange(12)
        target = "".join(self.piece(depth + 1) for _ in range(self.r.randrange(1, 3)))
        if kind < 5:
            return self.pick([">", ">>", "<", "2>", "1>", ">|", "<>", "2>>", "12>"]) + self.maybe() + target
        if kind < 8:
            return self.pick(["2>&1", ">&2", "<&-", "1>&2", "2>&-", ">& 2"])
        if kind < 10 and depth < 2:
            return self.heredoc(depth)
        if self.bash:
            return self.pick(["&>", "&>>", "<<<", ">&", "<<< "]) + target
        return ">/dev/null"

    def heredoc(self, depth):
        name = self.pick(["E", "EOF", "X1"])
        dash = self.chance(0.3)
        quote = self.pick(["", "", "'", '"', "\\"])
        lines = []
        for _ in range(self.r.randrange(0, 3)):
            kind = self.r.randrange(6)
            if kind < 2:
                lines.append(self.pick(["a b", "x 'y", "# no comment", "", "\tq", "EOF2", " E", 'say "']))
            elif kind < 4:
                lines.append(self.pick(["$x", "${x:-y}", "a $(b c) d", "`e f`", "\\$x", "$((1+2))", "$", "\\\\", "\\`"]))
            else:
                lines.append(self.pick(["l1", "[a]", "k = v", "%h;", "done"]))
        tab = "\t" if dash else ""
        body = "".join(tab + line + "\n" for line in lines) + (tab if self.chance(0.5) else "") + name + "\n"
        self.pending.append(body)
        stop = quote + name + (quote if quote in "'\"" else "")
        return "<<" + ("-" if dash else "") + self.maybe() + stop

    def newline(self):
        out = "\n" + "".join(self.pending)
        self.pending = []
        return out

    def plain_command(self):
        return self.pick(["uname -r", "cat /etc/os-release", "nproc", "ls *.txt", "pwd", "a|b", "c && d", "echo 'x y'", 'e "$f"', "g; h", "i > j", "cut -d\\\" -f2" if not self.quotes else "k", ""]) or "true"

    def simple(self, depth):
        parts = []
        while self.chance(0.12):
            parts.append(self.assignment(depth + 1))
            if "=(" in parts[-1]:
                return " ".join(parts[-1:])
        if self.chance(0.12):
            parts.append(self.redirect(depth + 1))
        if not parts or self.chance(0.75):
            if self.bash and self.chance(0.03):
                parts = [self.pick(["declare", "local", "typeset", "readonly"]), self.pick(["-a", "-r", "x", "y=z"]), self.assignment(depth + 1)]
            elif self.chance(0.05):
                parts = ["export", self.pick(NAMES) + "=" + self.pick(["a", '"b c"', "$x", "'d'", ""])]
            else:
                parts.append(self.pick(PROGRAMS) if self.chance(0.9) else self.pick(["$x", '"$@"', "${y}", "$(which z)", "a$b"]))
                for _ in range(self.r.randrange(0, 5)):
                    parts.append(self.redirect(depth + 1) if self.chance(0.12) else self.word(depth + 1))
        out = parts[0]
        for part in parts[1:]:
            out += self.space() + part
        return out

    def test_clause(self, depth):
        kind = self.r.randrange(6)
        left = self.pick(["$x", '"$x"', "a", "${y:-}", "'b c'"])
        if kind == 0:
            return "[[ -n " + left + " ]]"
        if kind == 1:
            return "[[ " + left + " =~ " + self.pick(["^a.*$", "^(x|y)$", "[0-9]+", "$re", "(a)(b)", "^v([0-9.]+)$"]) + " ]]"
        if kind == 2:
            return "[[ " + left + self.pick([" == ", " != ", " < ", " -eq ", " = "]) + self.pick(["b", "*.txt", '"c d"', "$z", "@(a|b)"]) + " ]]"
        if kind == 3:
            return "[[ ! -f " + left + " && ( -d a || -z b ) ]]"
        if kind == 4:
            return "[[ " + left + " ]]"
        return "[[ -f a ||" + (" " if self.chance(0.6) else self.newline()) + "a -nt b ]]"

    def compound(self, depth):
        kind = self.r.randrange(11)
        end = "; "
        if kind == 0:
            inner = self.inner_list(depth + 1)
            return "(" + (" " if inner.startswith("(") else self.maybe()) + inner + self.maybe() + ")"
        if kind == 1:
            return "{ " + self.body(depth + 1) + "}"
        if kind == 2:
            out = "if " + self.body(depth + 1) + "then " + self.body(depth + 1)
            while self.chance(0.3):
                out += "elif " + self.body(depth + 1) + "then" + self.newline() + self.body(depth + 1)
            if self.chance(0.4):
                out += "else " + self.body(depth + 1)
            return out + "fi"
        if kind == 3:
            return self.pick(["while ", "until "]) + self.body(depth + 1) + "do " + self.body(depth + 1) + "done"
        if kind in (4, 5):
            name = self.pick(["i", "p", "f"])
            form = self.r.randrange(5)
            if form == 0 and self.bash:
                return "for ((i=0; i<" + self.pick(["3", "$n"]) + "; i++)); do " + self.body(depth + 1) + "done"
            if form == 1:
                return "for " + name + self.pick(["; do ", " do ", " in; do "]) + self.body(depth + 1) + "done"
            words = "".join(self.space() + self.word(depth + 1) for _ in range(self.r.randrange(1, 4)))
            return "for " + name + " in" + words + self.pick([end + "do ", self.newline() + "do "]) + self.body(depth + 1) + "done"
        if kind == 6:
            out = "case " + self.pick(["$x", '"$(uname -m)"', "a", "${y##*-}"]) + (" in " if self.chance(0.6) else " in" + self.newline())
            for _ in range(self.r.randrange(0, 4)):
                patterns = "|".join(self.maybe() + self.pick(["a", "x86_64", "*", '"b c"', "[0-9]*", "$z", "d*e", "\\(", "'|'"]) + self.maybe() for _ in range(self.r.randrange(1, 3)))
                out += self.pick(["", "("]) + patterns + ")" + self.maybe()
                if self.chance(0.85):
                    out += self.inner_list(depth + 1)
                out += self.maybe() + (self.pick([";;", ";&", ";;&"]) if self.bash and self.chance(0.2) else ";;") + self.pick([" ", self.newline()])
            return out + "esac"
        if kind == 7:
            name = self.pick(["f", "run_it", "g1"])
            head = name + self.pick(["()", " ()", "( )"]) if not self.bash or self.chance(0.5) else "function " + name + self.pick(["", " ()", "()"])
            return head + (" " if self.chance(0.7) else self.newline()) + "{ " + self.body(depth + 1) + "}"
        if kind == 8 and self.bash:
            return "((" + self.pick(["x++", "y = 2", "z > 1", "a << 2", "(1)", "$x + 1"]) + "))"
        if kind == 9 and self.bash:
            return self.test_clause(depth)
        return "{ " + self.body(depth + 1) + "}"

    def body(self, depth):
        return self.inner_list(depth) + self.pick(["; ", ";" + self.newline(), self.newline(), " & " if not self.pending else "\n" + self.flush()])

    def flush(self):
        out = "".join(self.pending)
        self.pending = []
        return out

    def inner_list(self, depth):
        """A list whose here-documents are complete at its end."""
        if depth > 3 or self.pending:
            return self.plain_command()
        quotes, self.quotes = self.quotes, 0
        out = self.list(depth, self.r.randrange(1, 3))
        if self.pending:
            out += self.newline()
        self.quotes = quotes
        return out

    def command(self, depth):
        if depth < 3 and not self.pending and self.chance(0.22):
            out = self.compound(depth)
            if self.chance(0.15):
                out += " " + self.redirect(depth + 1)
            return out
        return self.simple(depth)

    def pipeline(self, depth):
        out = "! " if self.chance(0.06) else ""
        if self.bash and self.chance(0.03):
            out += self.pick(["time ", "time -p "])
            return out + self.simple(depth)
        out += self.command(depth)
        while self.chance(0.15):
            operator = "|&" if self.bash and self.chance(0.2) else "|"
            gap = self.newline() if self.chance(0.1) else self.maybe()
            out += " " + operator + gap + self.command(depth)
        return out

    def list(self, depth, count):
        out = self.pipeline(depth)
        for _ in range(count):
            kind = self.r.randrange(10)
            if kind < 5:
                out += self.space() + self.pick(["&&", "&&", "||"]) + (self.newline() if self.chance(0.1) else self.space())
            elif kind < 7:
                out += self.pick([";", " ;", "; "])
                out += "" if out.endswith(" ") else " "
            elif kind == 7:
                out += " &" + " "
            elif kind == 8:
                out += " # " + self.pick(["a comment", "it's; one", "$(x"]) + self.newline()
            else:
                out += self.newline()
            out += self.pipeline(depth)
        return out

    def script(self):
        out = self.pick(["", "", "set -eux; ", "#!/bin/sh\n", "\n# first\n", "set -e -o pipefail\n"])
        out += self.list(0, self.r.randrange(0, 6))
        if self.pending or self.chance(0.6):
            out += self.newline()
        return out


def damage(maker, text):
    for _ in range(maker.r.randrange(1, 3)):
        if len(text) < 2:
            return text
        at = maker.r.randrange(len(text) - 1)
        kind = maker.r.randrange(3)
        if kind == 0:
            text = text[:at] + text[at + 1:]
        elif kind == 1:
            text = text[:at] + text[at] + text[at:]
        else:
            text = text[:at] + text[at + 1] + text[at] + text[at + 2:]
    return text


def main():
    seed, count, folder, dialect = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    for i in range(count):
        maker = Maker(seed * 1000003 + i, dialect)
        text = maker.script()
        if i % 8 == 7:
            text = damage(maker, text)
        with open(os.path.join(folder, f"{i:06}.{dialect}"), "w", encoding="utf-8", newline="") as out:
            out.write(text)


if __name__ == "__main__":
    main()
