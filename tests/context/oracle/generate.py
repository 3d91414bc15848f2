#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes questions about ignore files, one JSON object a line: ordinary ones, and strange ones.

usage: generate.py SEED COUNT [FOLDER]
With FOLDER, every question also gets a tree of files below it, its ignore file at the root.
"""
import json
import os
import random
import sys

NAMES = ["a", "b", "ab", "abc", "dir", "src", "node_modules", ".git", ".env", "x.txt", "a.go", "file", "README.md", "1",
         "d", "é", "日本", "a-b", "a b", "A", "_", "aa", "bb", "{2}", "a|b", "[x]", "!k", "#h", "$v", "+", "(", "^a", "\\"]
PLAIN = ["a", "b", "ab", "abc", "dir", "src", "node_modules", ".git", ".env", "*.txt", "*.go", "file", "README*", "1", "é", "?", "*",
         "**", "a*", "*b", "**a", "a**", "[a-c]", "[^a]", "d?r", "x.???", ".", "..", "aa", "bb", "é*"]
ODD = ["{2}", "{0}", "{1,2}", "{,3}", "{2,}", "{9999}", "|", "a|b", "^", "$", "+", "(", ")", "\\d", "\\D", "\\w", "\\W", "\\s", "\\b",
       "\\B", "\\A", "\\z", "\\Q", "\\E", "\\x61", "\\x{62}", "\\x", "\\141", "\\0", "\\1", "\\a", "\\n", "\\e", "\\_", "\\.", "\\*", "\\?",
       "\\[", "\\é", "[[:alpha:]]", "[[:^digit:]]", "[[:nope:]]", "[[:alpha", "[\\d]", "[^\\w]", "[a*b]", "[a**b]", "[?]", "[a-]", "[]a]",
       "[", "]", "[^]", "[z-a]", "[a-\\]]", "[é-ü]", "[\\x61-\\x63]", "!", "#", "\\", "***", "****", "**/**", "\ufeff", "\u00a0", "{", "}",
       "[!a]", "[-a]", "[a-b-c]", "[[]", "[.]", "[|]", "[{}]", "[\\Q]", "\x00", "\n", "[$(]", "a{2}b", "a{3}*", "(a)", "[a\\"]
BYTES = [b"\xff", b"\xc3", b"\xe2\x80", b"\x85", b"\xa0", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"]
SPACE = ["", "", "", "", " ", "\t", "\u00a0", "\u2003", "\r", "\u0085", " \r", "\v"]


def word(rng, odd):
    if rng.random() < odd:
        if rng.random() < 0.08:
            return rng.choice(BYTES)
        return rng.choice(ODD).encode()
    return rng.choice(PLAIN).encode()


def part(rng, odd):
    return b"".join(word(rng, odd) for _ in range(rng.choice([1, 1, 1, 2, 2, 3])))


def line(rng, odd):
    if rng.random() < 0.04:
        return rng.choice([b"", b"# a comment", b" # none", b"!", b"! ", b"/", b"//", b".", b"./", b"!.", b"!/", b"..", b"/ /", b"!a/.."])
    text = b"/".join(part(rng, odd) for _ in range(rng.choice([1, 1, 1, 2, 2, 3])))
    if rng.random() < 0.15:
        text = rng.choice([b"/", b"./", b"../", b"//", b"a/../"]) + text
    if rng.random() < 0.15:
        text += rng.choice([b"/", b"//", b"/.", b"/**", b"/*", b"/.."])
    if rng.random() < 0.3:
        text = b"!" + rng.choice(SPACE).encode() + text
    return rng.choice(SPACE).encode() + text + rng.choice(SPACE).encode()


def content(rng):
    odd = rng.choice([0, 0, 0.1, 0.5, 0.9])
    text = rng.choice([b"\n", b"\n", b"\n", b"\r\n"]).join(line(rng, odd) for _ in range(rng.choice([1, 1, 2, 3, 4, 6])))
    if rng.random() < 0.05:
        text = b"\xef\xbb\xbf" + text
    if rng.random() < 0.7:
        text += b"\n"
    if rng.random() < 0.002:
        text += b"a" * rng.choice([65534, 65535, 65536]) + rng.choice([b"", b"\n", b"\r\n"])
    return text


def path(rng):
    parts = [rng.choice(NAMES).encode() if rng.random() < 0.95 else rng.choice(BYTES) for _ in range(rng.choice([1, 1, 2, 2, 3, 4]))]
    if rng.random() < 0.2:
        parts[-1] += rng.choice(NAMES).encode()
    text = b"/".join(parts)
    if rng.random() < 0.03:
        text = rng.choice([b"/", b"./", b"../", b"//"]) + text
    if rng.random() < 0.03:
        text += rng.choice([b"/", b"/.", b"\n", b"/.."])
    return text


def similar(rng, text):
    """Paths made of the patterns' own words, so that many match."""
    lines = [l for l in text.split(b"\n") if l]
    if not lines:
        return path(rng)
    p = rng.choice(lines).strip().lstrip(b"!/ ").strip()
    for special, choices in ((b"**", [b"", b"a/b", b"x"]), (b"*", [b"", b"a", b"zz"]), (b"?", [b"b"]), (b"\\d", [b"1"]), (b"{2}", [b"", b"a"])):
        while special in p:
            p = p.replace(special, rng.choice(choices), 1)
    return p[:4000] + rng.choice([b"", b"", b"/a", b"/x.txt", b"b"])


def make_tree(rng, root, text):
    os.makedirs(root)
    for _ in range(rng.choice([3, 8, 15])):
        p = os.path.normpath((similar(rng, text) if rng.random() < 0.5 else path(rng)).replace(b"\0", b"")).lstrip(b"/")
        if p.startswith(b"..") or p in (b"", b".") or p == b".dockerignore" or len(p) > 1000:
            continue
        full = os.path.join(os.fsencode(root), p)
        try:
            os.makedirs(os.path.dirname(full), exist_ok=True)
            if rng.random() < 0.1:
                os.symlink(rng.choice(["a", "a", "b", "../a", "dir/src", "/src", "/dir/a", "..", "../..", ".", "x", os.path.basename(p)]), full)
            else:
                open(full, "wb").close()
        except OSError:
            pass
    with open(os.path.join(root, ".dockerignore"), "wb") as f:
        f.write(text)


def wild(rng, name):
    """A name with some of its letters as wildcards."""
    parts = name.split(b"/")
    at = rng.randrange(len(parts))
    parts[at] = rng.choice([b"*", b"?" * len(parts[at]), parts[at][:1] + b"*", b"*" + parts[at][-1:], b"[^x]*", b"**"])
    return b"/".join(parts)


def make_copies(rng, text, root):
    """What COPY instructions might name: plain paths, wildcards, with --exclude and --parents."""
    copies = []
    there = [os.path.relpath(os.path.join(folder, n), os.fsencode(root))
             for folder, folders, files in os.walk(os.fsencode(root)) for n in folders + files]
    for _ in range(6):
        odd = rng.choice([0, 0, 0.1, 0.3])
        source = rng.choice([lambda: path(rng), lambda: similar(rng, text), lambda: b".", lambda: rng.choice(NAMES).encode(),
                             lambda: rng.choice(there), lambda: rng.choice(there), lambda: rng.choice(there) + b"/*",
                             lambda: wild(rng, rng.choice(there)), lambda: wild(rng, rng.choice(there)),
                             lambda: b"/".join(part(rng, odd) for _ in range(rng.choice([1, 1, 2, 3])))])()
        if rng.random() < 0.15:
            source = rng.choice([b"/", b"./", b"../", b"a/../"]) + source
        parents = rng.random() < 0.25
        if parents and rng.random() < 0.4:
            source = rng.choice([b".", b"a", b"dir", b"*"]) + b"/./" + source
        excludes = [rng.choice([b"", b"", b"!", b"**/"]) + part(rng, odd) for _ in range(rng.choice([0, 0, 0, 1, 2]))]
        if b"\0" not in source and source and not source.startswith(b"<<"):
            copies.append({"source": source.hex(), "excludes": [e.hex() for e in excludes], "parents": parents})
    return copies


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    folder = sys.argv[3] if len(sys.argv) > 3 else None
    rng = random.Random(seed)
    for i in range(count):
        text = content(rng)
        paths = [similar(rng, text) if rng.random() < 0.5 else path(rng) for _ in range(12)]
        root, copies = "", []
        if folder:
            root = os.path.join(folder, str(i))
            make_tree(rng, root, text)
            copies = make_copies(rng, text, root)
        print(json.dumps({"content": text.hex(), "paths": [p.hex() for p in paths], "root": root, "copies": copies}))


main()
