#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Waivers and VEX: what is accepted stays in the report, ends on its day, and other tools can read it.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

openvex=$ROOT/tests/schemas/openvex-0.2.0.json
day() {
    date -u -d "${1:-now}" +%F
}

waiver_accepts() {
    need hullmark
    printf 'FROM alpine:3.22\nUSER root\nCMD ["a"]\n' >Dockerfile
    cat >.hullmark-waivers.yaml <<EOF
waivers:
  - rule: DL3002
    path: Dockerfile
    reason: its entrypoint drops rights
    owner: team-x
    until: $(day '30 days')
EOF
    expect_exit 0 hullmark scan --without all -o sarif=out.sarif -o json=out.json -o text
    expect_match '1 more finding is suppressed by waivers' "$SAID/stdout"
    expect_json out.sarif '[(s["kind"], s["status"], s["justification"]) for r in doc["runs"][0]["results"]
        for s in r["suppressions"]] == [("external", "accepted", "its entrypoint drops rights (team-x, until '"$(day '30 days')"')")]'
    expect_json out.json '[f["suppressedBy"][0]["owner"] for f in doc["findings"] if f["ruleId"] == "HM3001"] == ["team-x"]'
    expect_exit 1 hullmark scan --without all --no-ignores -q
}
check "a waiver accepts a finding, and the report says who, why and until when" waiver_accepts

waiver_ends() {
    need hullmark
    printf 'FROM alpine:3.22\nUSER root\nCMD ["a"]\n' >Dockerfile
    cat >w.yaml <<EOF
waivers:
  - rule: runs-as-root
    path: Dockerfile
    reason: x
    until: $(day yesterday)
EOF
    expect_exit 1 hullmark scan --without all -q --waivers w.yaml -o json=out.json
    expect_json out.json 'any(f["ruleId"] == "HM9013" for f in doc["findings"])'
    # an old commit that is built again brings nothing back
    SOURCE_DATE_EPOCH=1577836800 expect_exit 1 hullmark scan --without all -q --waivers w.yaml
    sed -i "s/until: .*/until: $(day '20 days')/" w.yaml
    expect_exit 0 hullmark scan --without all -q --waivers w.yaml
    SOURCE_DATE_EPOCH=$(date -d '40 days' +%s) expect_exit 1 hullmark scan --without all -q --waivers w.yaml
}
check "a waiver ends, whatever SOURCE_DATE_EPOCH says" waiver_ends

waiver_is_strict() {
    need hullmark
    printf 'FROM alpine:3.22\nUSER root\n' >Dockerfile
    printf 'waivers:\n  - rule: HM3001\n    raeson: x\n    until: 2026-12-31\n' >.hullmark-waivers.yaml
    expect_exit 2 hullmark scan --without all
    expect_match '.hullmark-waivers.yaml: line 3, column 5: there is no key "raeson"; did you mean "reason"' "$SAID/stderr"
    printf 'waivers:\n  - rule: HM3001\n    reason: x\n    until: %s\n' "$(day '400 days')" >.hullmark-waivers.yaml
    expect_exit 2 hullmark scan --without all
    expect_match 'a waiver lasts at most 365' "$SAID/stderr"
    expect_exit 0 hullmark scan --without all -q --waiver-days 500
    mv .hullmark-waivers.yaml elsewhere.yaml
    ln -s elsewhere.yaml .hullmark-waivers.yaml
    expect_exit 2 hullmark scan --without all
    expect_match 'is a link' "$SAID/stderr"
}
check "a slip of the pen in a waiver is an error with its place" waiver_is_strict

# Waives every vulnerability of the image by VEX, each with its package.
write_waivers() {
    python3 - "$1" "$2" "$(day '30 days')" <<'EOF'
import json, sys
report, image, until = sys.argv[1:]
rows = sorted({(f["advisory"], f["purl"]) for f in json.load(open(report))["findings"] if f.get("advisory")})
assert rows
print("waivers:")
for advisory, purl in rows:
    print(f"""  - advisory: {advisory}
    image: {json.dumps(image)}
    package: {json.dumps(purl)}
    reason: the code is never reached
    owner: team-x
    until: {until}
    vex:
      status: not_affected
      justification: vulnerable_code_not_in_execute_path""")
EOF
}

vex_is_written() {
    need hullmark trivy grype world check-jsonschema
    local image=$REG/team/vuln-alpine:1.0
    hullmark scan --with grype --image "$image" -q -o json=out.json || true
    write_waivers out.json "${image%:*}" >w.yaml
    hullmark vex --waivers w.yaml >vex.json
    check-jsonschema -q --schemafile "$openvex" vex.json
    SOURCE_DATE_EPOCH=1795320000 hullmark vex --waivers w.yaml >a.json
    SOURCE_DATE_EPOCH=1795320000 hullmark vex --waivers w.yaml >b.json
    cmp a.json b.json
    # hullmark itself
    hullmark scan --with grype --image "$image" -q --vex vex.json -o json=ours.json || true
    expect_json ours.json 'all(f["suppressedBy"] and f["vex"]["status"] == "not_affected"
        for f in doc["findings"] if f.get("advisory"))'
    hullmark scan --with grype --image "$image" -q --waivers w.yaml -o json=ours.json || true
    expect_json ours.json 'all(f["suppressedBy"][0]["dialect"] == "waiver" for f in doc["findings"] if f.get("advisory"))'
}
check "vex writes what hullmark reads" vex_is_written

trivy_reads_it() {
    need hullmark trivy world
    local image=$REG/team/vuln-alpine:1.0
    hullmark scan --image "$image" -q -o json=out.json || true
    write_waivers out.json "${image%:*}" >w.yaml
    hullmark vex --waivers w.yaml >vex.json
    trivy image --insecure --scanners vuln --format json --output before.json "$image"
    trivy image --insecure --scanners vuln --format json --output after.json --vex vex.json "$image"
    expect_json before.json 'sum(len(r.get("Vulnerabilities") or []) for r in doc["Results"]) > 0'
    expect_json after.json 'sum(len(r.get("Vulnerabilities") or []) for r in doc.get("Results", [])) == 0'
}
check "Trivy reads what vex writes" trivy_reads_it

grype_reads_it() {
    need hullmark grype world
    local image=$REG/team/vuln-alpine:1.0
    hullmark scan --without trivy --require grype --image "$image" -q -o json=out.json || true
    write_waivers out.json "${image%:*}" >w.yaml
    hullmark vex --waivers w.yaml >vex.json
    export GRYPE_REGISTRY_INSECURE_USE_HTTP=true
    grype "registry:$image" -q -o json >before.json
    grype "registry:$image" -q -o json --vex vex.json >after.json
    expect_json before.json 'len(doc["matches"]) > 0'
    expect_json after.json 'doc["matches"] == []'
}
check "Grype reads what vex writes" grype_reads_it

vex_is_believed_as_written() {
    need hullmark trivy world check-jsonschema
    local image=$REG/team/vuln-alpine:1.0
    printf '{"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://x/1","author":"acme","timestamp":"2026-01-01T00:00:00Z",
      "version":1,"statements":[{"vulnerability":{"name":"CVE-2019-14697"},"products":[{"@id":"%s"}],"status":"%s"}]}' \
        "pkg:oci/vuln-alpine" fixed >old.json
    sed 's/"fixed"/"affected","action_statement":"update"/; s/2026-01-01/2026-02-01/' old.json >new.json
    hullmark scan --image "$image" -q --vex old.json -o json=out.json || true
    expect_json out.json '[f["suppressedBy"][0]["dialect"] for f in doc["findings"] if f.get("advisory") == "CVE-2019-14697"] == ["vex"] * 1'
    hullmark scan --image "$image" --vex new.json --vex old.json -o json=out.json -o text >said || true
    expect_json out.json 'all(not f["suppressedBy"] and f["vex"]["status"] == "affected" for f in doc["findings"]
        if f.get("advisory") == "CVE-2019-14697")'
    expect_match 'CVE-2019-14697 is affected, says acme: update' said
    sed -i 's/vuln-alpine/another/' old.json
    hullmark scan --image "$image" --vex old.json >said || true
    expect_match 'None of its 1 statements is about a vulnerability' said
    printf '{"bomFormat":"CycloneDX"}' >cdx.json
    expect_exit 2 hullmark scan --without all --vex cdx.json
}
check "the last statement counts, and a document that fits nothing is told of" vex_is_believed_as_written
