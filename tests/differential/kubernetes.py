#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/differential/kubernetes.py [--generated N] [--seed N] [--peer NAME] [--counts] | --page

Holds the rules about manifests of Kubernetes against `trivy config` and Checkov on the repository's cases, the rules'
examples and generated manifests, file by file: what one side says of a manifest and the other does not must have a row
in kubernetes.tsv. --page prints the section of docs/DIFFERENCES.md. --counts tells how often each row was needed.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import kubernetes_corpus as corpus  # noqa: E402
import peers  # noqa: E402

TABLE = pathlib.Path(__file__).resolve().parent / "kubernetes.tsv"
TERM = re.compile(r"(not )?/((?:[^/\\]|\\.)*)/(?: and |$)")


class Row:
    """Why in some manifests one side speaks of a rule and the other does not."""

    def __init__(self, number, line):
        columns = line.split("\t")
        if len(columns) != 5 or columns[1] not in ("they", "we") or not columns[4].endswith("."):
            raise ValueError(f"{TABLE.name}:{number}: peers, they or we, rules, condition and a sentence")
        self.number, self.peers, self.side = number, columns[0].split(","), columns[1]
        self.rules, self.condition, self.reason, self.uses = columns[2].split(","), columns[3], columns[4], 0
        self.terms = [(bool(negated), re.compile(pattern, re.M)) for negated, pattern in TERM.findall(self.condition)]
        if self.condition != "always" and not self.terms:
            raise ValueError(f"{TABLE.name}:{number}: no condition: {self.condition}")

    def covers(self, peer, side, rule, text):
        return (peer in self.peers and side == self.side and (self.rules == ["*"] or rule in self.rules)
                and all(negated != bool(pattern.search(text)) for negated, pattern in self.terms))


def rows():
    lines = TABLE.read_text().splitlines()
    return [Row(number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]


def ours(folder, names):
    command = [peers.HULLMARK, "scan", "--without", "all", "--profile", "all", "--quiet", "-o", "json=/dev/stdout", *names]
    report = json.loads(peers.output_of(command, folder)[0])
    for one in report["findings"]:
        if one["ruleId"].startswith("HM7"):
            yield one["path"], one["ruleId"]


def trivy(folder):
    """Trivy with the checks that it carries; a cache of its own, and no network."""
    command = [peers.program_of("trivy"), "config", "--cache-dir", str(folder.parent / "cache"), "--skip-check-update",
               "--skip-version-check", "--disable-telemetry", "--quiet", "--misconfig-scanners", "kubernetes", "--format", "json", "."]
    report = json.loads(peers.output_of(command, folder)[0])
    for result in report.get("Results", []):
        for one in result.get("Misconfigurations", []):
            yield result["Target"], one["ID"]


def checkov(folder):
    command = [peers.program_of("checkov"), "-d", ".", "--framework", "kubernetes", "-o", "json", "--compact", "--quiet",
               "--skip-download"]
    text, said = peers.output_of(command, folder)
    try:
        report = json.loads(text)
    except ValueError:
        raise RuntimeError(f"Checkov: {text[:300]!r} {said[-300:]}") from None
    for one in report["results"]["failed_checks"]:
        yield one["file_path"].lstrip("/"), one["check_id"]


PEERS = {"trivy": trivy, "checkov": checkov}


def same_as(peer):
    """Which of ours say what a rule of theirs says."""
    known = collections.defaultdict(set)
    for rule in json.loads(peers.output_of([peers.HULLMARK, "rules", "--json"], pathlib.Path.cwd())[0]):
        for one in rule["sameAs"]:
            if one.startswith(f"{peer}:"):
                known[one.split(":", 1)[1]].add(rule["id"])
    return known


def differences(theirs, mine, known):
    """(side, rule, file) of what the other side does not say, and how often both did."""
    reverse = collections.defaultdict(set)
    for their, ids in known.items():
        for one in ids:
            reverse[one].add(their)
    both, open_ones = 0, []
    for name, rule in sorted(theirs):
        if any((name, one) in mine for one in known.get(rule, ())):
            both += 1
        else:
            open_ones.append(("they", rule, name))
    for name, rule in sorted(mine):
        if rule in reverse and not any((name, one) in theirs for one in reverse[rule]):
            open_ones.append(("we", rule, name))
    return both, open_ones


def compare(options):
    texts = {**dict(corpus.annotated(peers.ROOT / "tests/rules/cases")), **dict(corpus.examples(peers.ROOT / "docs/rules")),
             **dict(corpus.generated(options.generated, options.seed))}
    table, bad, is_skipped = rows(), 0, False
    with tempfile.TemporaryDirectory() as base:
        folder = pathlib.Path(base) / "manifests"
        folder.mkdir()
        for name, text in texts.items():
            (folder / name).write_text(text)
        mine = set(ours(folder, sorted(texts)))
        for peer in [options.peer] if options.peer else PEERS:
            try:
                theirs = set(PEERS[peer](folder))
            except peers.Missing as why:
                print(f"skipped: {why}")
                is_skipped = True
                continue
            both, missing = differences(theirs, mine, same_as(peer))
            bare = []
            for side, rule, name in missing:
                row = next((one for one in table if one.covers(peer, side, rule, texts[name])), None)
                if row:
                    row.uses += 1
                else:
                    bare.append((side, rule, name))
            print(f"{peer}: {len(texts)} manifests, {both} findings of both, {len(missing) - len(bare)} differences explained, "
                  f"{len(bare)} not")
            for (side, rule), count in sorted(collections.Counter(one[:2] for one in bare).items()):
                where = [name for a, b, name in bare if (a, b) == (side, rule)]
                print(f"  only {side}: {rule}, {count} times: {' '.join(where[:4])}")
            bad += len(bare) + (both == 0)
    for row in table if options.counts else []:
        print(f"{row.uses:6} {TABLE.name}:{row.number}: {row.side} {','.join(row.rules)}: {row.condition}")
    if bad:
        return 1
    return (1 if os.environ.get("E2E") == "require" else 77) if is_skipped else 0


def page():
    print("# In manifests of Kubernetes\n\n`tests/differential/kubernetes.py` does the same with `trivy config` and Checkov, file by "
          "file, over the cases, the\nrules' examples and generated manifests.\n")
    for peer in PEERS:
        for side, title in (("they", f"## {peer} reports, hullmark does not"), ("we", f"## hullmark reports, {peer} does not")):
            print(f"{title}\n\n| rule | where the manifest's text matches | why |\n|---|---|---|")
            for row in rows():
                if peer in row.peers and row.side == side:
                    names = "all" if row.rules == ["*"] else ", ".join(f"`{one}`" for one in row.rules)
                    where = "everywhere" if row.condition == "always" else "`" + row.condition.replace("|", "\\|") + "`"
                    print(f"| {names} | {where} | {row.reason} |")
            print()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--generated", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peer", choices=sorted(PEERS))
    parser.add_argument("--counts", action="store_true")
    parser.add_argument("--page", action="store_true")
    options = parser.parse_args()
    if options.page:
        page()
        return
    sys.exit(compare(options))


if __name__ == "__main__":
    main()
