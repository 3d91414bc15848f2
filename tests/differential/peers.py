# SPDX-License-Identifier: Apache-2.0
"""The programs that are compared: each gives, for files in a folder, what it says of which line."""
import hashlib
import inspect
import json
import os
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = pathlib.Path(os.environ.get("HULLMARK_TOOLS") or os.path.join(
    os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "hullmark", "tools"))
HULLMARK = os.environ.get("HULLMARK", str(ROOT / "build" / "hullmark"))
BATCH = 200
KEPT = ROOT / "build" / "differential"


class Missing(Exception):
    """A program that is not installed here."""


def output_of(command, folder, text=None):
    """A program's output and its last words. It sees none of the user's settings."""
    done = subprocess.run(command, cwd=folder, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                          env={**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "NO_COLOR": "1"})
    return done.stdout, done.stderr.decode(errors="replace")


def batches(files, size=BATCH):
    for start in range(0, len(files), size):
        yield files[start:start + size]


def program_of(name):
    found = shutil.which(name, path=f"{TOOLS / 'bin'}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        raise Missing(f"{name} is missing: tests/setup --all installs it")
    return found


def hadolint(files, folder):
    """hadolint's own rules; ShellCheck's findings, which it passes on, are those of another tool."""
    command = [program_of("hadolint"), "--no-fail", "--disable-ignore-pragma", "--info", "DL3057", "-f", "json"]
    for some in batches(files):
        for row in json.loads(output_of([*command, *some], folder)[0]):
            if row["code"].startswith("DL"):
                yield row["file"], row["code"], row["line"]


def hadolint_levels(files, folder):
    """The level of each rule that hadolint reports, in its defaults."""
    text, _ = output_of([program_of("hadolint"), "--no-fail", "-f", "json", *files[:BATCH]], folder)
    return {row["code"]: row["level"] for row in json.loads(text)}


def tally_batch(command, files, folder):
    """tally gives no answer at all when one of its files does not parse: that one is left out, and named."""
    files = list(files)
    while files:
        text, errors = output_of([*command, *files], folder)
        if text.startswith(b"{"):
            for file in json.loads(text)["files"] or []:
                for row in file["violations"]:
                    yield file["file"], row["rule"], max(row["location"]["start"]["line"], 1)
            return
        refused = re.search(r"^Error: (?:failed to lint )?([^\s:]+):", errors)
        if refused is None or refused[1] not in files:
            raise RuntimeError(f"tally: {errors}")
        files.remove(refused[1])
        yield refused[1], "unreadable", 1


def tally(files, folder):
    """tally's rules, and those of hadolint and BuildKit that it has, under their names."""
    command = [program_of("tally"), "lint", "--no-config", "--no-inline-directives", "--slow-checks", "off",
               "--select", "*", "--hide-source", "-f", "json"]
    for some in batches(files, 25):
        yield from tally_batch(command, some, folder)


def build_linter():
    """BuildKit's linter has no program of its own: tests/oracle/lint is one."""
    go = shutil.which("go") or shutil.which("/usr/local/go/bin/go")
    if go is None:
        raise Missing("Go is missing, which BuildKit's linter is built with")
    program = ROOT / "build" / "oracle" / "lint"
    program.parent.mkdir(parents=True, exist_ok=True)
    made = subprocess.run([go, "build", "-o", str(program), "./lint"], cwd=ROOT / "tests" / "oracle", check=False,
                          capture_output=True, text=True,
                          env={**os.environ, "GOFLAGS": "-mod=readonly", "CGO_ENABLED": "0"})
    if made.returncode != 0:
        raise Missing("BuildKit's linter cannot be built here: " + (made.stderr.splitlines() or ["?"])[-1])
    return str(program)


def buildkit(files, folder):
    names = "".join(file + "\n" for file in files).encode()
    text, errors = output_of([build_linter(), "."], folder, names)
    answers = [json.loads(line) for line in text.splitlines()]
    if len(answers) != len(files):
        raise RuntimeError(f"buildkit: {errors}")
    for answer in answers:
        if answer.get("error"):
            yield answer["file"], "unreadable", 1
        for row in answer["lint"]:
            yield answer["file"], row["rule"], row["line"]


PEERS = {"hadolint": hadolint, "tally": tally, "buildkit": buildkit}



def answers_of(peer, files, folder):
    """What a peer says of the files. It is asked once: the answer is kept, by what the files hold."""
    digest = hashlib.sha256(inspect.getsource(PEERS[peer]).encode())
    for file in files:
        digest.update(file.encode() + b"\0" + (pathlib.Path(folder) / file).read_bytes() + b"\0")
    kept = KEPT / f"{peer}-{digest.hexdigest()[:16]}.json"
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(list(PEERS[peer](files, folder))))
    return json.loads(kept.read_text())


# What makes a peer say nothing more of a file.
UNREADABLE = {"hadolint": "DL1000", "tally": "unreadable", "buildkit": "unreadable"}

# Of a FROM for which it says one of these tally says nothing else.
GRAVE = ("buildkit/DuplicateStageName", "buildkit/InvalidDefaultArgInFrom", "buildkit/ReservedStageName",
         "buildkit/UndefinedArgInFrom", "tally/circular-stage-deps")

# Names in our rules' same_as that a peer does not report without a configuration or a build, or does not have.
SILENT = {
    "hadolint": re.compile(r"DL1001|DL3026|DL3049|DL305[0-68]"),
    "buildkit": re.compile(r"CopyIgnoredFile|InvalidBaseImagePlatform"),
    "tally": re.compile(r"hadolint/(?!DL30(0[1-467]|1[014]|2[01237]|3[048]|4[3567]|57|61)|DL40(01|05|06)).*|"
                        r"buildkit/(CopyIgnoredFile|InvalidBaseImagePlatform)"),
}


def name_at(peer, same_as):
    """What `tool:id` is called at a peer, or None when it is none of its rules."""
    tool, _, name = same_as.partition(":")
    if peer == "tally":
        name = f"{tool}/{name}" if tool in ("tally", "hadolint", "buildkit") else None
    elif tool != peer:
        name = None
    return None if name is None or SILENT[peer].fullmatch(name) else name


def scan(folder, profile):
    """What hullmark reports of a folder: a run of SARIF."""
    text, errors = output_of([HULLMARK, "scan", "--without", "all", "--exit-zero", "--quiet", "--profile", profile,
                              "-o", "sarif", "."], folder)
    if not text:
        raise RuntimeError(f"hullmark: {errors}")
    return json.loads(text)["runs"][0]


def same_as(run):
    """By rule of ours the names that other tools have for it."""
    return {rule["id"]: rule["properties"].get("sameAs", []) for rule in run["tool"]["driver"]["rules"]}


def levels(folder):
    """By rule of ours the levels that the profile hadolint gives it, as SARIF has them; and the names."""
    run = scan(folder, "hadolint")
    found = {}
    for result in run["results"]:
        found.setdefault(result["ruleId"], set()).add(result["level"])
    return found, same_as(run)


def hullmark(folder):
    """Our findings as (file, rule, line), and by rule the names that other tools have for it."""
    run = scan(folder, "all")
    rows = []
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        rows.append((place["artifactLocation"]["uri"], result["ruleId"], place.get("region", {}).get("startLine", 1)))
    return rows, same_as(run)


def trees(files, folder):
    """By file what `hullmark ast --json` says of it."""
    found = {}
    for some in batches(files):
        for line in output_of([HULLMARK, "ast", "--json", *some], folder)[0].splitlines():
            tree = json.loads(line)
            found[tree["file"]] = tree
    return found
