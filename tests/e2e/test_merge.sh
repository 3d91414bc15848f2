#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# hullmark merge: reports of ours and of other tools become one, and nothing that went in is lost.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export SOURCE_DATE_EPOCH=1795320000 # 2026-11-22

# a_result RULE FILE LINE
a_result() {
    printf '{"ruleId":"%s","level":"warning","message":{"text":"It is so."},"locations":[{"physicalLocation":
        {"artifactLocation":{"uri":"%s"},"region":{"startLine":%s}}}]}' "$@"
}

# a_sarif TOOL RESULT...
a_sarif() {
    local tool=$1 IFS=,
    shift
    printf '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"%s"}},"results":[%s]}]}' "$tool" "$*"
}

four_reports() {
    printf 'FROM alpine:3.22\nRUN apk add curl\nUSER root\nCMD ["a"]\n' >Dockerfile
    a_sarif Hadolint "$(a_result DL3002 Dockerfile 3)" "$(a_result DL3018 Dockerfile 2)" >hadolint.sarif
    a_sarif Trivy "$(a_result DS-0002 Dockerfile 3)" >trivy.sarif
    a_sarif Linter "$(a_result no-cats "file://$PWD/src/a.c" 7)" >linter.sarif
    hullmark scan --without all -q --exit-zero -o sarif=own.sarif -o json=own.json
}

four_become_one() {
    need hullmark
    four_reports
    local own
    for own in own.sarif own.json; do
        expect_exit 1 hullmark merge hadolint.sarif trivy.sarif linter.sarif "$own" -o json=all.json -o sarif=all.sarif
        expect_match '^  done +trivy +import +trivy.sarif' "$SAID/stdout"
        expect_json all.json '[sorted(a["tool"] for a in f["agreedBy"]) for f in doc["findings"]
            if f["ruleId"] == "HM3001"] == [["hadolint", "trivy"]]'
        expect_json all.json 'any(f["path"] == "src/a.c" for f in doc["findings"])'
        expect_json all.json 'all(a["found"] == a["merged"] + a["suppressed"] + a["reported"] for a in doc["accounts"])'
        expect_json all.json 'len(doc["findings"]) + doc["mergedFindings"] == sum(a["found"] for a in doc["accounts"])'
        expect_exit 1 hullmark gate all.sarif
        expect_exit 0 hullmark merge hadolint.sarif trivy.sarif linter.sarif "$own" --gate 'path:other'
    done
    expect_exit 1 hullmark merge --no-merge hadolint.sarif trivy.sarif linter.sarif own.json own.sarif -o json=apart.json
    expect_json apart.json 'doc["mergedFindings"] == 0 and
        [f["ruleId"] for f in doc["findings"] if f["ruleId"] in ("DL3002", "DS-0002")] == ["DL3002", "DS-0002"]'
    expect_json apart.json 'sum(f["ruleId"] == "HM3001" for f in doc["findings"]) == 2'
}
check "four reports become one, and all of them are accounted for" four_become_one

the_same_as_an_import() {
    need hullmark
    four_reports
    hullmark scan --without all -q --exit-zero --import hadolint.sarif --import trivy.sarif -o json=scan.json
    hullmark merge own.sarif hadolint.sarif trivy.sarif -q --exit-zero -o json=merge.json
    hullmark diff scan.json merge.json
}
check "a merge says what a scan with the same imports says" the_same_as_an_import

a_gap_stays_a_gap() {
    need hullmark
    four_reports
    echo '{' >broken.sarif
    expect_exit 3 hullmark merge hadolint.sarif broken.sarif missing.sarif --fail-on none -o json=all.json
    expect_json all.json 'len(doc["findings"]) == 2'
    expect_json all.json 'sorted(r["target"] for r in doc["ledger"] if r["state"] == "failed") ==
        ["broken.sarif", "missing.sarif"]'
    expect_exit 0 hullmark merge hadolint.sarif broken.sarif --fail-on none --allow-incomplete import
    expect_exit 2 hullmark merge
    mkdir empty
    expect_exit 3 hullmark scan --without all -q empty -o json=empty.json
    expect_exit 3 hullmark merge hadolint.sarif empty.json --fail-on none
    expect_match '^INCOMPLETE  empty.json: there was nothing to check' "$SAID/stdout"
}
check "what could not be read, or was incomplete, makes the whole incomplete" a_gap_stays_a_gap

waivers_and_levels_count() {
    need hullmark
    four_reports
    printf 'rules:\n  HM3001: low\n' >.hullmark.yaml
    expect_exit 0 hullmark merge own.json hadolint.sarif
    expect_exit 1 hullmark merge own.json --fail-on low
}
check "the configuration has the last word on levels, as in a scan" waivers_and_levels_count
