#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The expected files of tests/golden, read by the programs that are to read such files: the parsers of
# Jenkins' warnings plugin, and sarif-tools. Each takes every file, and counts what we count. Each
# program is started once for all files: starting takes it longest.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

count() { # count PARSER FILE...: "HIGH NORMAL LOW FILE", as Jenkins has them
    analysis-model "$ROOT/tests/e2e/consumers/Count.java" "$@"
}

# levels FILE.sarif: "ERROR WARNING NOTE", as the results say that nothing suppresses
levels() {
    json "$1" '" ".join(str(sum(r["level"] == level and not r.get("suppressions")
        for run in doc["runs"] for r in run["results"])) for level in ("error", "warning", "note"))'
}

jenkins_reads_what_is_made_for_it() {
    local n file
    need analysis-model
    count sarif "$ROOT"/tests/golden/*/expected.jenkins.sarif >counts
    while read -r -a n; do
        file=${n[3]}
        expect_equal "${n[*]}" "$(levels "$file") $file"
        expect_equal "$(json "$file" 'sum(len(run["results"]) for run in doc["runs"])')" \
            "$(json "$(dirname "$file")/expected.json" \
                'sum(not f.get("suppressedBy") for f in doc["findings"])')"
    done <counts
    expect_match '^7 2 1 .*/typical/' counts
}

# Issues that look the same become one there, which only sarif:jenkins prevents.
jenkins_reads_all_sarif() {
    local n i made
    need analysis-model
    count sarif "$ROOT"/tests/golden/*/expected{,.github,.gitlab,.defectdojo}.sarif >counts
    while read -r -a n; do
        read -r -a made < <(levels "${n[3]}")
        for i in 0 1 2; do
            if [ "${n[i]}" -gt "${made[i]}" ] || { [ "${n[i]}" = 0 ] && [ "${made[i]}" != 0 ]; }; then
                echo "read: ${n[*]}; made: ${made[*]}"
                return 1
            fi
        done
    done <counts
}

# What failed or could not be done is an issue; passed and skipped cases are none.
jenkins_reads_junit() {
    local n
    need analysis-model
    count junit "$ROOT"/tests/golden/*/expected.junit.xml >counts
    while read -r -a n; do
        expect_equal "$((n[0] + n[1] + n[2]))" \
            "$(grep -Ec '<(failure|error) ' "${n[3]}" || :)"
    done <counts
}

jenkins_reads_codequality() {
    local n
    need analysis-model
    count code-climate "$ROOT"/tests/golden/*/expected.codequality.json >counts
    while read -r -a n; do
        expect_equal "$((n[0] + n[1] + n[2]))" "$(json "${n[3]}" 'len(doc)')"
    done <counts
}

# The counts above would be equal, too, if a parser took everything.
jenkins_refuses_what_is_wrong() {
    need analysis-model
    echo '{"runs": null' >bad.sarif
    expect_exit 1 count sarif bad.sarif
}

sarif_tools_counts_the_same() {
    need sarif-tools
    sarif-tools csv "$ROOT"/tests/golden/*/expected*.sarif -o read.csv
    python3 - "$ROOT"/tests/golden/*/expected*.sarif >made.txt <<'EOF'
import collections
import json
import sys

counts = collections.Counter()
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        for run in json.load(file)["runs"]:
            counts.update(result["level"] for result in run["results"])
for level in "error", "warning", "note":
    print(f"{level}: {counts[level]}")
EOF
    python3 - >read.txt <<'EOF'
import collections
import csv

with open("read.csv", encoding="utf-8", newline="") as file:
    counts = collections.Counter(row["Severity"] for row in csv.DictReader(file))
for level in "error", "warning", "note":
    print(f"{level}: {counts[level]}")
EOF
    expect_equal "$(cat read.txt)" "$(cat made.txt)"
    sarif-tools summary "$ROOT"/tests/golden/*/expected*.sarif -o summary.txt
    expect_equal "$(grep -E '^(error|warning|note): ' summary.txt)" "$(cat made.txt)"
}

check "Jenkins reads the shape made for it" jenkins_reads_what_is_made_for_it
check "Jenkins reads every SARIF" jenkins_reads_all_sarif
check "Jenkins reads JUnit" jenkins_reads_junit
check "Jenkins reads code quality" jenkins_reads_codequality
check "Jenkins' parser refuses what is wrong" jenkins_refuses_what_is_wrong
check "sarif-tools counts as we do" sarif_tools_counts_the_same
