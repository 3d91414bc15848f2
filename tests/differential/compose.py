#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/differential/compose.py [--page]

Holds the rules about Compose files against compose-lint on the repository's cases, service by service: what one side says
of a service and the other does not must have a row in compose.tsv. --page prints the section of docs/DIFFERENCES.md.
COMPOSE_LINT and HULLMARK name the programs.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TABLE = HERE / "compose.tsv"
TOOLS = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "hullmark/tools/bin"


def rows():
    return [line.split("\t") for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]


def cases():
    """The Compose files of the annotated cases, without the files behind them."""
    for path in sorted((ROOT / "tests/rules/cases").glob("hm6*.compose.yaml")):
        for number, part in enumerate(re.split(r"^#~ ---.*\n", path.read_text(), flags=re.M)):
            yield f"{path.name.split('.')[0]}_{number}.yaml", re.split(r"^(?:-- .* --|#~ .*)$", part, maxsplit=1, flags=re.M)[0]


def same_as():
    """Which of ours say what a rule of compose-lint says."""
    known = {}
    rules = json.loads(subprocess.run([program(), "rules", "--json"], capture_output=True, check=True).stdout)
    for rule in rules:
        for one in rule["sameAs"]:
            if one.startswith("compose-lint:"):
                known.setdefault(one.split(":", 1)[1], set()).add(rule["id"])
    return known


def program():
    return os.environ.get("HULLMARK", str(ROOT / "build/hullmark"))


def ours(folder, names):
    command = [program(), "scan", "--without", "all", "--profile", "all", "--quiet", "-o", "json=ours.json", *names]
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    report = json.loads((folder / "ours.json").read_text())
    return {(one["path"], one["ruleId"], one.get("stage", "")) for one in report["findings"]}


def theirs(folder, names, tool):
    found = set()
    for name in names:
        run = subprocess.run([tool, "check", "--format", "json", name], cwd=folder, capture_output=True, check=False)
        for one in json.loads(run.stdout or "{}").get("findings", []):
            found.add((name, one["rule_id"], one["service"]))
    return found


def service_text(text, service):
    found = re.search(rf"^  {re.escape(service)}:.*\n((?:(?: {{3,}}.*)?\n)*)", text, flags=re.M)
    return found.group(1) if found else ""


def explain(table, side, rule, text):
    for row in table:
        if row[0] == side and (row[1] == "*" or rule in row[1].split(",")) and re.search(row[2], text, flags=re.M):
            return True
    return False


def compare():
    tool = os.environ.get("COMPOSE_LINT", str(TOOLS / "compose-lint"))
    if not os.access(tool, os.X_OK):
        print("compose-lint is missing: run tests/setup --all")
        return 77
    texts = dict(cases())
    known = same_as()
    of_theirs = {}
    for their, mine in known.items():
        for one in mine:
            of_theirs.setdefault(one, set()).add(their)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for file, text in texts.items():
            (folder / file).write_text(text)
        mine, other = ours(folder, sorted(texts)), theirs(folder, sorted(texts), tool)
    table, both, open_ones, explained = rows(), 0, [], 0
    for file, rule, service in sorted(other):
        if any((file, one, service) in mine for one in known.get(rule, ())):
            both += 1
        elif explain(table, "they", rule, service_text(texts[file], service)):
            explained += 1
        else:
            open_ones.append(f"{file}: compose-lint alone: {rule} of {service}")
    for file, rule, service in sorted(mine):
        if rule not in of_theirs or any((file, one, service) in other for one in of_theirs[rule]):
            continue
        if explain(table, "we", rule, service_text(texts[file], service)):
            explained += 1
        else:
            open_ones.append(f"{file}: hullmark alone: {rule} of {service}")
    print(f"compose-lint: {both} findings of both, {explained} differences explained, {len(open_ones)} not")
    print("\n".join(open_ones))
    return 1 if open_ones or both == 0 else 0


def page():
    print("# In Compose files\n\n`tests/differential/compose.py` does the same with compose-lint, service by service.\n")
    for side, title in (("they", "## compose-lint reports, hullmark does not"), ("we", "## hullmark reports, compose-lint does not")):
        print(f"{title}\n\n| rule | where the service's text matches | why |\n|---|---|---|")
        for row in rows():
            if row[0] == side:
                names = "all" if row[1] == "*" else ", ".join(f"`{one}`" for one in row[1].split(","))
                pattern = row[2].replace("|", "\\|")
                print(f"| {names} | `{pattern}` | {row[3]} |")
        print()


if __name__ == "__main__":
    sys.exit(page() if "--page" in sys.argv[1:] else compare())
