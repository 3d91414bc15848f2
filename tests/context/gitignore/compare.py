#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes repositories with generated ignore files, and holds what hullmark's walk sees in them against what git does not
ignore (`git ls-files --cached --others --exclude-standard`). usage: compare.py ANSWER FOLDER SEED COUNT"""
import os
import random
import subprocess
import sys

answer, folder, seed, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
rng = random.Random(seed)
ENV = {"PATH": os.environ["PATH"], "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
NAMES = ["a", "b", "ab", "abc", "a.b", "foo", "foobar", "bar", ".x", "a b", "b ", "#a", "!a", "a*b", "[a]", "a\\b", "A1", "a-b",
         "build", "x.log", "y.log", "Dockerfile"]
PIECES = ["a", "b", "ab", "foo", "bar", "*", "**", "?", "/", "/", "/", "/**/", "**/", "/**", "\\", "[ab]", "[!a]", "[^a-c]", "[]a]",
          "[a-", "[[:alpha:]]", "[[:digit:]-]", "[[:bad:]]", "[[:a]", "[a\\]b]", "[b-a]", "[\\a-c]", ".", ".log", "x", "-", " ", "\\ ",
          "***", "foo**", "build", "1", "[A-Z]", "[[:upper:][:digit:]]", "[a", "\t", "[]-a]", "[--0]", "Dockerfile"]
LINES = ["*", "!*/", "/*", "!/foo", "*.log", "!y.log", "build/", "/build/", "**/foo", "foo/**", "!foo/bar", "a/b", "/a/*/b", "\\#a", "\\!a",
         "# foo", "", " ", "foo ", "b\\ ", "!", "/", "//", "foo//", "**", "**/", "*/", "/**/", "\\", "foo\\", "/foo**/bar", "\ufeffab"]


def line():
    if rng.random() < 0.4:
        text = rng.choice(LINES)
    else:
        text = "".join(rng.choice(PIECES) for _ in range(rng.choice([1, 1, 2, 2, 3, 4, 6])))
    text = ("!" if rng.random() < 0.25 else "") + ("/" if rng.random() < 0.15 else "") + text
    return text + ("/" if rng.random() < 0.15 else "") + (" " if rng.random() < 0.05 else "")


def ignore_file():
    end = rng.choice(["\n", "\n", "\n", "\r\n"])
    text = end.join(line() for _ in range(rng.choice([1, 1, 2, 3, 5, 9]))) + rng.choice([end, end, ""])
    return rng.choice(["", "", "", "", "\ufeff"]) + text


def fill(root, depth):
    for name in rng.sample(NAMES, rng.randint(1, 6)):
        path = os.path.join(root, name)
        if depth < 4 and rng.random() < 0.5:
            os.mkdir(path)
            fill(path, depth + 1)
        elif rng.random() < 0.05:
            os.symlink(rng.choice(["/", "a", "."]), path)
        else:
            open(path, "w").close()
    if rng.random() < (0.9 if depth == 0 else 0.25):
        with open(os.path.join(root, ".gitignore"), "w", newline="") as file:
            file.write(ignore_file())


def git(root, *words):
    return subprocess.run(["git", "-C", root, *words], env=ENV, check=True, capture_output=True).stdout


def make(i):
    root = os.path.join(folder, f"r{i}")
    os.mkdir(root)
    git(root, "init", "-q")
    fill(root, 0)
    if rng.random() < 0.3:
        with open(os.path.join(root, ".git/info/exclude"), "w", newline="") as file:
            file.write(ignore_file())
    files = [os.path.join(top, f) for top, _, names in os.walk(root) for f in names if "/.git/" not in top + "/"]
    tracked = [f for f in files if rng.random() < 0.1]
    if tracked and rng.random() < 0.5:
        git(root, "add", "-f", "--", *tracked)
    return root


roots = [make(i) for i in range(count)]
ours = subprocess.run([answer], input="\n".join(roots) + "\n", text=True, capture_output=True, check=True)
lines = ours.stdout.split("\n")[:-1]
differences = n_files = n_seen = 0
if ours.stderr or len(lines) != len(roots):
    sys.exit(f"{ours.stderr[:500]} {len(lines)} answers for {len(roots)} folders")
for root, text in zip(roots, lines):
    mine = set(text.split("\0")[1:])
    theirs = set(os.fsdecode(git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")).split("\0")) - {""}
    everything = {os.path.relpath(os.path.join(top, f), root) for top, folders, names in os.walk(root) for f in names
                  + [d for d in folders if os.path.islink(os.path.join(top, d))]
                  if "/.git/" not in top + "/"}
    theirs &= everything
    n_files, n_seen = n_files + len(everything), n_seen + len(theirs)
    if mine != theirs:
        differences += 1
        if differences <= 5:
            print(root, "only git:", sorted(theirs - mine)[:5], "only hullmark:", sorted(mine - theirs)[:5])
            for name in sorted(mine ^ theirs)[:3]:
                told = subprocess.run(["git", "-C", root, "check-ignore", "--no-index", "-v", "-n", "--", name], env=ENV,
                                      capture_output=True, text=True, check=False)
                print("   git:", told.stdout.strip())
print(f"{len(roots)} repositories, {n_files} files, {n_files - n_seen} of them ignored, {differences} differences")
sys.exit(1 if differences or n_seen in (0, n_files) else 0)
