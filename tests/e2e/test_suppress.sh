#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Findings that are accepted: by comments and ignore files, visibly, and never more than they say.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

schema=$ROOT/tests/schemas/sarif-2.1.0.json
export SOURCE_DATE_EPOCH=1795320000 # 2026-11-22

# What suppresses each result of a report: "HM3001 hadolint:DL3002", or the id alone.
accepted() {
    json "$1" '"\n".join(sorted(r["ruleId"] + "".join(" " + s["properties"]["dialect"] + ":" + s["properties"]["id"]
        for s in r["suppressions"]) for r in doc["runs"][0]["results"] if r.get("suppressions")))'
}

valid_sarif() {
    need check-jsonschema sarif-multitool
    check-jsonschema -q --schemafile "$schema" "$1"
    sarif-multitool validate "$1" --rule-kind "Sarif;Ghas" --config "$ROOT/tests/schemas/github-rules.xml" \
        --level "Error;Warning" --output validated.sarif --log ForceOverwrite >/dev/null
    expect_json validated.sarif '[r for r in doc["runs"][0]["results"] if r["ruleId"] != "GH1004"] == []'
}

comment_accepts() {
    need hullmark
    printf 'FROM alpine:3.22\n# hadolint ignore=DL3002 # its entrypoint drops rights\nUSER root\nCMD ["a"]\n' >Dockerfile
    expect_exit 0 hullmark scan --without all -o sarif=out.sarif -o json=out.json
    [ "$(accepted out.sarif)" = 'HM3001 hadolint:DL3002' ]
    expect_json out.sarif '[r["suppressions"][0]["justification"] for r in doc["runs"][0]["results"]
        if r["ruleId"] == "HM3001"] == ["its entrypoint drops rights"]'
    expect_json out.json '[f["suppressedBy"][0]["line"] for f in doc["findings"] if f["ruleId"] == "HM3001"] == [2]'
    expect_match '1 more finding is suppressed by comments' "$SAID/stdout"
    expect_no_match "The image runs as root" "$SAID/stdout"
    expect_exit 0 hullmark scan --without all --show-suppressed
    expect_match 'suppressed: hadolint DL3002 in Dockerfile:2: its entrypoint' "$SAID/stdout"
    valid_sarif out.sarif
}
check "a comment accepts a finding, and the report says so" comment_accepts

ignores_can_be_left_out() {
    need hullmark
    printf 'FROM alpine:3.22\n# hullmark ignore=HM3001 reason=x\nUSER root\n' >Dockerfile
    expect_exit 1 hullmark scan --without all --no-ignores -o sarif=out.sarif
    [ -z "$(accepted out.sarif)" ]
}
check "--no-ignores suppresses nothing" ignores_can_be_left_out

the_last_day_counts() {
    need hullmark
    # A day before the machine's own does not count, so it is one that is far ahead.
    export SOURCE_DATE_EPOCH=2114380799 # the last second of 2036
    printf 'FROM registry.example/base:1\n# hullmark ignore=HM3001 reason=x until=2036-12-31\nUSER root\n' >Dockerfile
    expect_exit 0 hullmark scan --without all -q
    SOURCE_DATE_EPOCH=2114380800 expect_exit 1 hullmark scan --without all -q -o json=out.json
    expect_json out.json 'any(f["ruleId"] == "HM9013" for f in doc["findings"])'
}
check "a suppression ends with its last day" the_last_day_counts

files_accept() {
    need hullmark
    printf 'FROM alpine:3.22\nADD a b\nUSER root\n' >Dockerfile
    printf 'ignored:\n  - DL3002\n' >.hadolint.yaml
    printf 'DS-0005 exp:2037-01-31 # a directory\n' >.trivyignore
    expect_exit 0 hullmark scan --without all -q -o sarif=out.sarif
    [ "$(accepted out.sarif)" = "$(printf 'HM3001 hadolint:DL3002\nHM4001 trivy:DS-0005')" ]
    expect_json out.sarif '{s["kind"] for r in doc["runs"][0]["results"] for s in r["suppressions"]} == {"external"}'
    mkdir sub
    mv Dockerfile sub
    expect_exit 0 hullmark scan --without all -q sub
    printf 'ignored: [DL3002\n' >.hadolint.yaml
    expect_exit 1 hullmark scan --without all sub
    expect_match 'hadolint.yaml: It suppresses nothing: line 2, column 1' "$SAID/stdout"
}
check "ignore files accept findings, and broken ones nothing" files_accept

trivy_is_seen_through() {
    need hullmark trivy world
    printf 'FROM alpine:3.22\nUSER root\nCMD ["a"]\n' >Dockerfile
    printf 'DS-0002\nDS-0026\n' >.trivyignore
    expect_exit 0 hullmark scan --require trivy --allow-incomplete trivy -q -o sarif=out.sarif
    expect_json out.sarif '[[(a["tool"], a["id"]) for a in r["properties"]["agreedBy"]] for r in doc["runs"][0]["results"]
        if r["ruleId"] == "HM3001" and r["suppressions"]] == [[("trivy", "DS-0002")]]'
    valid_sarif out.sarif
}
check "what .trivyignore accepts is reported, and marked" trivy_is_seen_through

trivy_obeys_no_comment() {
    need hullmark trivy world
    printf 'FROM alpine:3.22\nRUN apt-get update; apt-get install curl # trivy:ignore:DS-0029\n#trivy:ignore:DS-0002\nUSER root\n' >Dockerfile
    cp Dockerfile before
    hullmark scan --require trivy --allow-incomplete trivy -q -o sarif=out.sarif --exit-zero
    [ "$(accepted out.sarif)" = "$(printf 'DS-0029 trivy:DS-0029\nHM3001 trivy:DS-0002')" ]
    expect_json out.sarif '[[(a["tool"], a["id"]) for a in r["properties"]["agreedBy"]] for r in doc["runs"][0]["results"]
        if r["ruleId"] == "HM3001"] == [[("trivy", "DS-0002")]]'
    expect_json out.sarif '[r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in doc["runs"][0]["results"]
        if r["ruleId"] == "DS-0029"] == [2]'
    hullmark scan --require trivy --allow-incomplete trivy -q -o sarif=all.sarif --exit-zero --no-ignores
    [ -z "$(accepted all.sarif)" ]
    expect_json all.sarif 'any(r["ruleId"] == "DS-0029" for r in doc["runs"][0]["results"])'
    cmp Dockerfile before
}
check "a comment that Trivy obeys takes nothing out of the report" trivy_obeys_no_comment

trees_vouch_for_images() {
    need hullmark
    mkdir a b
    printf 'FROM ghcr.io/acme/base:1\nUSER 1000\n' | tee a/Dockerfile >b/Dockerfile
    printf 'trustedRegistries: [ghcr.io]\n' >a/.hadolint.yaml
    printf 'trustedRegistries: [quay.io]\n' >b/.hadolint.yaml
    expect_exit 0 hullmark scan --without all a b -o json=out.json
    expect_json out.json '[f["path"] for f in doc["findings"] if f["ruleId"] == "HM1004"] == ["b/Dockerfile"]'
    expect_json out.json '[n["path"] for n in doc["notes"] if n["id"] == "trusted-registries"]
        == ["a/.hadolint.yaml", "b/.hadolint.yaml"]'
    expect_exit 0 hullmark scan --without all --no-ignores a b -o json=out.json
    expect_json out.json 'all(f["ruleId"] != "HM1004" for f in doc["findings"])'
    expect_exit 0 hullmark scan --without all --no-ignores --trust 'ghcr.io/acme/**' a -o json=out.json
    expect_json out.json 'all(f["ruleId"] != "HM1004" for f in doc["findings"] + doc["notEvaluated"])'
    expect_exit 2 hullmark scan --without all --trust acme a
    expect_match '--trust: .*docker.io/library/acme' "$SAID/stderr"
}
check "images that a tree's .hadolint.yaml or --trust vouches for are trusted" trees_vouch_for_images
