#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The gate: everything is reported, an expression decides; on a scan, on a report made earlier, against a baseline.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

schema=$ROOT/tests/schemas/sarif-2.1.0.json
export SOURCE_DATE_EPOCH=1795320000 # 2026-11-22

a_file() {
    printf 'FROM alpine:3.22\nENV A_TOKEN=%s_live_%s\nCMD ["a"]\n' sk abcdef0123456789abcdef >Dockerfile
}

an_expression_decides() {
    need hullmark check-jsonschema
    a_file
    expect_exit 1 hullmark scan --without all --gate 'secret' -o sarif=out.sarif -o json=out.json
    expect_exit 0 hullmark scan --without all --gate 'secret & low & path:other'
    expect_exit 0 hullmark scan --without all --gate none
    expect_exit 1 hullmark scan --without all --gate 'none | practice:non-root'
    expect_match '^  fails   practice:non-root: 1 finding: Dockerfile:[0-9]+ HM3001' "$SAID/stdout"
    expect_json out.json 'doc["gate"]["clauses"][0]["clause"] == "secret" and doc["gate"]["failed"]'
    expect_json out.json '[f["ruleId"] for f in doc["findings"] if f.get("failsGate")] ==
        [e["ruleId"] for e in doc["gate"]["clauses"][0]["examples"]]'
    expect_json out.sarif 'doc["runs"][0]["properties"]["gate"]["clauses"][0]["findings"] == 1'
    check-jsonschema -q --schemafile "$schema" out.sarif
}
check "an expression decides, and the report says which clause failed" an_expression_decides

a_wrong_expression_is_shown() {
    need hullmark
    a_file
    expect_exit 2 hullmark scan --without all --gate 'critical | hihg'
    expect_match '^             \^~~~$' "$SAID/stderr"
    expect_match 'column 12: there is no test "hihg"; did you mean "high"' "$SAID/stderr"
    expect_exit 2 hullmark scan --without all --gate high --fail-on high
    printf 'gate: hihg\n' >.hullmark.yaml
    expect_exit 2 hullmark scan --without all
    expect_match 'line 1.*did you mean "high"' "$SAID/stderr"
    printf 'gate: none\n' >.hullmark.yaml
    expect_exit 0 hullmark scan --without all
    expect_exit 1 hullmark scan --without all --fail-on high
}
check "a wrong expression is shown, with the place; what is said nearer counts" a_wrong_expression_is_shown

what_is_not_known_fails() {
    need hullmark
    a_file
    expect_exit 1 hullmark scan --without all --gate 'db-age > 7d'
    expect_match 'no tool that judges by a vulnerability database was run' "$SAID/stdout"
    expect_exit 1 hullmark scan --without all --gate 'db-age < 7d'
}
check "the age of no database is not young" what_is_not_known_fails

a_report_is_decided_on() {
    need hullmark
    a_file
    hullmark scan --without all -q --exit-zero -o json=out.json -o sarif=out.sarif
    local report
    for report in out.json out.sarif; do
        expect_exit 1 hullmark gate "$report"
        expect_exit 1 hullmark gate "$report" --gate 'rule:runs-as-root'
        expect_exit 0 hullmark gate "$report" --gate 'path:other | tool:trivy | image:*x*'
        expect_exit 1 hullmark gate "$report" --gate 'practice:secrets' --json
        expect_json "$SAID/stdout" 'doc["exitCode"] == 1 and doc["gate"]["findings"] == 1'
        SOURCE_DATE_EPOCH=$((SOURCE_DATE_EPOCH + 90000)) expect_exit 1 hullmark gate "$report" --gate 'report-age > 1d'
        expect_exit 0 hullmark gate "$report" --gate 'report-age > 1d'
    done
}
check "gate decides on a report as scan did" a_report_is_decided_on

incomplete_stays_incomplete() {
    need hullmark
    a_file
    HULLMARK_GRYPE=/nowhere/grype expect_exit 3 hullmark scan --without all --require grype --fail-on none -q -o json=out.json -o sarif=out.sarif
    expect_exit 3 hullmark gate out.json --gate none
    expect_exit 3 hullmark gate out.sarif --gate none
    expect_exit 1 hullmark gate out.json
    expect_exit 0 hullmark gate out.json --gate none --exit-zero
    head -c 400 out.json >cut.json
    expect_exit 3 hullmark gate cut.json
    printf '{}' >empty.json
    expect_exit 3 hullmark gate empty.json
}
check "an incomplete report stays so, and half of one is none" incomplete_stays_incomplete

others_reports() {
    need hullmark
    cat >snyk.sarif <<'END'
{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Other","rules":[{"id":"CVE-2024-1000"}]}},"results":[
{"ruleId":"CVE-2024-1000","level":"error","message":{"text":"It is so."}}]}]}
END
    expect_exit 1 hullmark gate snyk.sarif --gate 'high & fixable'
    expect_match 'of which not enough is known to pass' "$SAID/stdout"
    expect_exit 0 hullmark gate snyk.sarif --gate 'critical & fixable'
}
check "SARIF of other tools counts with what it holds" others_reports

a_baseline_makes_known() {
    need hullmark check-jsonschema
    a_file
    expect_exit 1 hullmark scan --without all -q
    expect_exit 0 hullmark baseline write --without all
    expect_exit 0 hullmark scan --without all --baseline hullmark.baseline.json -o sarif=out.sarif
    check-jsonschema -q --schemafile "$schema" out.sarif
    expect_json out.sarif '{r["baselineState"] for r in doc["runs"][0]["results"]} == {"unchanged"}'
    printf 'USER root\n' >>Dockerfile
    printf 'FROM alpine\nCMD ["a"]\n' >other.Dockerfile
    expect_exit 1 hullmark scan --without all --baseline hullmark.baseline.json -o sarif=out.sarif
    expect_json out.sarif '"new" in {r["baselineState"] for r in doc["runs"][0]["results"]}'
    expect_exit 1 hullmark scan --without all --baseline hullmark.baseline.json --gate 'high & new'
    expect_exit 0 hullmark scan --without all --baseline hullmark.baseline.json --gate 'secret & new'
    expect_exit 2 hullmark scan --without all --baseline none.json
}
check "only what the baseline does not hold fails" a_baseline_makes_known

a_baseline_only_shrinks() {
    need hullmark
    a_file
    expect_exit 0 hullmark baseline write --without all
    expect_exit 2 hullmark baseline write --without all
    expect_match 'can only shrink' "$SAID/stderr"
    expect_exit 0 hullmark baseline check --without all
    printf 'FROM alpine:3.22\nCMD ["a"]\n' >Dockerfile
    expect_exit 1 hullmark baseline check --without all
    expect_match 'could shrink by 1 finding' "$SAID/stderr"
    printf 'FROM alpine\n' >other.Dockerfile
    local before
    before=$(json hullmark.baseline.json 'len(doc["findings"])')
    expect_exit 1 hullmark baseline write --ratchet --without all
    expect_match 'not taken in' "$SAID/stderr"
    expect_equal "$(json hullmark.baseline.json 'len(doc["findings"])')" "$((before - 1))"
    rm other.Dockerfile
    expect_exit 0 hullmark baseline check --without all
    HULLMARK_GRYPE=/nowhere/grype expect_exit 3 hullmark baseline check --without all --require grype
}
check "a baseline can only shrink, and not by a run that is incomplete" a_baseline_only_shrinks

a_baseline_of_a_report() {
    need hullmark
    a_file
    hullmark scan --without all -q --exit-zero -o json=out.json -o sarif=out.sarif
    expect_exit 0 hullmark baseline write out.json -o a.json
    expect_exit 0 hullmark baseline write out.sarif -o b.json
    cmp a.json b.json
    expect_exit 0 hullmark baseline write --without all -o c.json
    cmp a.json c.json
    expect_exit 0 hullmark gate out.sarif --baseline a.json
    expect_exit 0 hullmark scan --without all --baseline a.json
    expect_no_match 'baseline was written' "$SAID/stdout"
    expect_exit 0 hullmark scan --without all --profile strict --baseline a.json --gate 'secret & new'
    expect_match 'written with other rules' "$SAID/stdout"
}
check "a baseline is the same from a scan and from its reports" a_baseline_of_a_report

two_reports_differ() {
    need hullmark
    a_file
    hullmark scan --without all -q --exit-zero -o json=a.json -o sarif=a.sarif
    expect_exit 0 hullmark diff a.json a.sarif
    expect_match '^0 new, 0 gone, 0 worse, 0 eased$' "$SAID/stdout"
    printf 'FROM alpine:3.22\nUSER 10001\nCMD ["a"]\n' >Dockerfile
    hullmark scan --without all -q --exit-zero -o sarif=b.sarif
    expect_exit 0 hullmark diff a.json b.sarif
    expect_match '^gone +critical' "$SAID/stdout"
    expect_exit 1 hullmark diff b.sarif a.json --json
    expect_json "$SAID/stdout" 'len(doc["new"]) >= 2 and not doc["gone"]'
}
check "diff says what is new and gone, and fails for what is new" two_reports_differ

the_end_of_life_is_asked_of_a_report() {
    need hullmark
    printf 'FROM debian:8\nUSER 1\nCMD ["a"]\n' >Dockerfile
    local profile report
    for profile in default cis; do
        expect_exit 1 hullmark scan --without all --profile $profile --gate eol-base -o json=out.json \
            -o sarif=out.sarif -o sarif:github=github.sarif
        grep '^  fails' "$SAID/stdout" >said
        for report in out.json out.sarif github.sarif; do
            expect_exit 1 hullmark gate --gate eol-base "$report"
            grep '^  fails' "$SAID/stdout" | diff said -
        done
    done
    printf '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[]}]}' >other.sarif
    expect_exit 1 hullmark gate --gate eol-base other.sarif
    printf 'FROM debian:13@sha256:%064d\nUSER 1\nCMD ["a"]\n' 1 >Dockerfile
    expect_exit 0 hullmark scan --without all --gate eol-base -o sarif=out.sarif
    expect_exit 0 hullmark gate --gate eol-base out.sarif
}
check "the end of life of a base is asked of a report as of a scan" the_end_of_life_is_asked_of_a_report
