#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The other tools, as they are: Grype, Dockle, Syft, compose-lint and notation; and what tools wrote as SARIF.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

state_of() { # state_of REPORT TOOL TASK: the ledger's word
    json "$1" "[r['state'] for r in doc['runs'][0]['properties']['ledger'] if r['tool'] == '$2' and r['task'] == '$3'][0]"
}

grype_agrees_with_trivy() {
    need hullmark world trivy grype
    expect_exit 1 hullmark scan --with grype --layout "$IMAGES/vuln-alpine" -o sarif=out.sarif
    expect_equal "$(state_of out.sarif grype image)" "done"
    expect_json out.sarif 'len([r for r in doc["runs"][0]["results"]
        if r["properties"].get("advisory") == "CVE-2019-14697"]) == 1'
}
check "what Grype and Trivy both find is one finding" grype_agrees_with_trivy

grype_without_data() {
    need hullmark world grype
    export GRYPE_DB_CACHE_DIR=$PWD/none
    expect_exit 3 hullmark scan --without trivy --require grype --layout "$IMAGES/clean"
    expect_match 'grype db update' "$SAID/stdout"
}
check "Grype without its database is no clean scan" grype_without_data

grype_is_not_silenced() {
    need hullmark world grype
    printf 'ignore:\n  - package: {name: lodash}\n' >.grype.yaml
    cat >package-lock.json <<'LOCK'
{"name": "x", "lockfileVersion": 3, "packages": {"": {"dependencies": {"lodash": "4.17.11"}},
 "node_modules/lodash": {"version": "4.17.11"}}}
LOCK
    expect_exit 1 hullmark scan --without trivy --require grype .
    expect_match 'lodash' "$SAID/stdout"
}
check "a .grype.yaml in the tree silences nothing" grype_is_not_silenced

dockle_on_an_archive() {
    need hullmark world dockle
    printf 'CIS-DI-0001\n' >.dockleignore
    expect_exit 0 hullmark scan --without trivy --require dockle --archive "$IMAGES/vuln-alpine.docker.tar"
    expect_match 'dockle:CIS-DI-0001' "$SAID/stdout"
}
check "Dockle judges an archive, whatever a .dockleignore says" dockle_on_an_archive

sbom_of() { # sbom_of OPTION IMAGE
    need hullmark world syft
    expect_exit 0 hullmark scan --without trivy "$1" "$2" --sbom sbom.json
    expect_json sbom.json 'doc["bomFormat"] == "CycloneDX" and "musl" in [c["name"] for c in doc["components"]]'
}

syft_is_not_silenced() {
    need hullmark syft
    printf 'exclude: ["**"]\nselect-catalogers: ["-npm"]\n' >.syft.yaml
    cp .syft.yaml syft.yaml
    cat >package-lock.json <<'LOCK'
{"name": "x", "lockfileVersion": 3, "packages": {"": {"dependencies": {"lodash": "4.17.11"}},
 "node_modules/lodash": {"version": "4.17.11"}}}
LOCK
    expect_exit 0 hullmark scan --without trivy --allow-empty --sbom sbom.json .
    expect_json sbom.json '"lodash" in [c["name"] for c in doc["components"]]'
}
check "a .syft.yaml in the tree leaves nothing out" syft_is_not_silenced

check "--sbom of a layout" sbom_of --layout "${IMAGES-}/vuln-alpine"
check "--sbom of an archive" sbom_of --archive "${IMAGES-}/vuln-alpine.docker.tar"
check "--sbom of a registry's image" sbom_of --image "${REG-}/team/vuln-alpine:1.0"

sbom_of_two() {
    need hullmark world
    expect_exit 2 hullmark scan --layout "$IMAGES/clean" --layout "$IMAGES/leaky" --sbom sbom.json .
}
check "--sbom of two images is a question that is wrong" sbom_of_two

sbom_without_syft() {
    need hullmark world
    export HULLMARK_SYFT=/nowhere/syft
    expect_exit 3 hullmark scan --without trivy --layout "$IMAGES/clean" --sbom sbom.json
    [ ! -e sbom.json ]
}
check "--sbom without Syft is incomplete" sbom_without_syft

bill_of() { # bill_of FORM: what Syft lists of an image
    syft -q -o "$1=bom.json" "oci-dir:$IMAGES/vuln-alpine"
}

bill_is_judged() { # bill_is_judged FORM
    need hullmark world trivy grype syft
    bill_of "$1"
    printf 'FROM scratch\nUSER root\n' >Dockerfile
    expect_exit 1 hullmark scan --with grype --from-sbom bom.json -o sarif=out.sarif
    expect_equal "$(state_of out.sarif grype from-sbom)" "done"
    expect_equal "$(state_of out.sarif hullmark from-sbom)" "done"
    expect_json out.sarif '{"lodash", "musl"} <= {r["properties"].get("package") for r in doc["runs"][0]["results"]}'
    expect_json out.sarif '{l["physicalLocation"]["artifactLocation"]["uri"] for r in doc["runs"][0]["results"]
        for l in r["locations"]} == {"bom.json"}'
    expect_json out.sarif 'len([r for r in doc["runs"][0]["results"]
        if r["properties"].get("package") == "lodash" and r["properties"].get("advisory") == "CVE-2019-10744"]) == 1'
}
check "--from-sbom: CycloneDX, by Trivy and Grype" bill_is_judged cyclonedx-json
check "--from-sbom: SPDX, by Trivy and Grype" bill_is_judged spdx-json

bill_without_system() {
    need hullmark world trivy syft
    bill_of spdx-json
    expect_exit 1 hullmark scan --from-sbom bom.json
    expect_match "the system's packages were not judged" "$SAID/stdout"
    expect_exit 3 hullmark scan --fail-on none --from-sbom bom.json
}
check "--from-sbom: what Trivy passes over is not clean" bill_without_system

bill_of_a_scanned_image() {
    need hullmark world trivy syft
    bill_of cyclonedx-json
    expect_exit 1 hullmark scan --layout "$IMAGES/vuln-alpine" -o json=one.json
    expect_exit 1 hullmark scan --layout "$IMAGES/vuln-alpine" --from-sbom bom.json -o json=two.json
    expect_equal "$(json two.json 'sorted(f["fingerprint"] for f in doc["findings"])')" \
        "$(json one.json 'sorted(f["fingerprint"] for f in doc["findings"])')"
}
check "--from-sbom: the bill of a scanned image adds nothing that the image has" bill_of_a_scanned_image

bill_that_is_none() {
    need hullmark world trivy
    printf '{"a": 1}' >bom.json
    expect_exit 3 hullmark scan --from-sbom bom.json
    expect_match 'it is no bill of materials' "$SAID/stdout"
    expect_exit 3 hullmark scan --from-sbom none.json
    printf '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"a"}]}' >bom.json
    expect_exit 3 hullmark scan --without trivy --from-sbom bom.json
    expect_match 'no tool that judges bills' "$SAID/stdout"
}
check "--from-sbom: no bill, no file, no tool" bill_that_is_none

compose_files() {
    need hullmark compose-lint
    mkdir app
    printf 'services:\n  web:\n    image: nginx\n    privileged: true\n' >app/compose.yml
    printf 'rules:\n  CL-0002: {enabled: false}\n' >.compose-lint.yml
    printf 'FROM scratch\n' >app/Dockerfile
    expect_exit 1 hullmark scan --without trivy --require compose-lint .
    expect_match '^app/compose.yml:4.* HM6001 ' "$SAID/stdout"
    expect_match '^ +also: compose-lint CL-0002$' "$SAID/stdout"
    printf 'a: [\n' >docker-compose.yaml
    expect_exit 1 hullmark scan --without trivy --require compose-lint .
    expect_match 'could not read docker-compose.yaml' "$SAID/stdout"
}
check "compose-lint, and a file that it cannot read" compose_files

# --- notation ------------------------------------------------------------------------------------

signed() { # signed CODE REPOSITORY WORD
    need hullmark world notation
    expect_exit "$1" hullmark verify "$REG/$2" --notation-policy "$NOTATION_POLICY" --notation-store "$NOTATION_STORE"
    expect_match "^ *$3 +signature" "$SAID/stdout"
}
check "notation: signed" signed 0 nota/good:1 verified
check "notation: signed by another" signed 1 nota/wrongca:1 wrong
check "notation: unsigned" signed 1 nota/unsigned:1 absent
check "notation: the level audit verifies nothing" signed 3 nota/audit:1 unverifiable
check "notation: the level skip verifies nothing" signed 3 nota/skip:1 unverifiable
check "notation: no statement in the policy" signed 3 nota/nostatement:1 unverifiable

signed_over_tls() {
    need hullmark world notation
    expect_exit 0 hullmark verify "$REG_TLS/nota/good:1" --ca-file "$CA" --notation-policy "$NOTATION_POLICY" \
        --notation-store "$NOTATION_STORE"
    expect_match '^ *verified +signature' "$SAID/stdout"
}
check "notation: signed, in a registry that speaks TLS on this machine" signed_over_tls

# --- a registry whose certificate is our own ------------------------------------------------------

# The environment says nothing of it: what the tool trusts it has from --ca-file.
by_ca_file() { # by_ca_file TOOL ARGUMENTS-OF-SCAN...
    local tool=$1
    need hullmark world "$tool"
    unset SSL_CERT_FILE
    shift
    hullmark scan --without trivy "$@" --image "$REG_TLS/team/vuln-alpine:1.0" --ca-file "$CA" -o json=out.json || true
    expect_json out.json "[r['state'] for r in doc['ledger'] if r['tool'] == '$tool'] == ['done']"
}
trivy_by_ca_file() {
    need hullmark world trivy
    unset SSL_CERT_FILE
    expect_exit 0 hullmark tools fetch-db --ca-file "$CA" --db-repository "$REG/trivy-db:2"
    expect_exit 1 hullmark scan --image "$REG_TLS/team/vuln-alpine:1.0" --ca-file "$CA" -o json=out.json
    expect_json out.json '[r["state"] for r in doc["ledger"] if r["tool"] == "trivy" and r["task"] == "image"] == ["done"]'
}
check "--ca-file reaches Trivy" trivy_by_ca_file
check "--ca-file reaches Grype" by_ca_file grype --require grype
check "--ca-file reaches Syft" by_ca_file syft --sbom bom.json

cosign_by_ca_file() { # cosign_by_ca_file COSIGN
    need hullmark world "$1"
    unset SSL_CERT_FILE
    HULLMARK_COSIGN=$(command -v "$1") && export HULLMARK_COSIGN
    expect_exit 0 hullmark verify "$REG_TLS/sig/good:1" --ca-file "$CA" --verify-key "$KEYS/good.pub"
    expect_match '^ *verified +signature' "$SAID/stdout"
}
check "--ca-file reaches cosign 2" cosign_by_ca_file cosign2
check "--ca-file reaches cosign 3" cosign_by_ca_file cosign3

no_authorities() {
    need hullmark
    echo "nothing" >ca.pem
    expect_exit 2 hullmark verify 127.0.0.1:9/a:1 --ca-file ca.pem
    expect_match 'ca.pem: no PEM certificate' "$SAID/stderr"
    expect_exit 2 hullmark verify 127.0.0.1:9/a:1 --ca-file nowhere.pem
}
check "--ca-file without a certificate is an error of usage" no_authorities

# --- an index below an index ----------------------------------------------------------------------

# An index of nothing but the index multi/$1:2.0, in the same repository.
wrap() {
    local types='application/vnd.oci.image.index.v1+json' inner digest
    curl -sf -H "Accept: $types" -H 'Accept: application/vnd.docker.distribution.manifest.list.v2+json' \
        "http://$REG/v2/multi/$1/manifests/2.0" -o inner.json
    inner=$(json inner.json 'doc["mediaType"]')
    digest=sha256:$(sha256sum inner.json | cut -d' ' -f1)
    printf '{"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s","size":%d}]}' \
        "$types" "$inner" "$digest" "$(stat -c %s inner.json)" >outer.json
    curl -sf -X PUT -H "Content-Type: $types" --data-binary @outer.json "http://$REG/v2/multi/$1/manifests/nested"
}
nested() { # nested CODE REPOSITORY WORD
    need hullmark world curl cosign2
    HULLMARK_COSIGN=$(command -v cosign2) && export HULLMARK_COSIGN
    wrap "$2"
    expect_exit "$1" hullmark verify "$REG/multi/$2:nested" --verify-key "$KEYS/good.pub"
    expect_match "^ *$3 +signature" "$SAID/stdout"
}
check "an index below an index: the signature of its platform counts" nested 0 platform verified
check "an index below an index: nothing is signed" nested 1 none absent

needs_both() {
    need hullmark world
    expect_exit 2 hullmark verify "$REG/nota/good:1" --notation-policy "$NOTATION_POLICY"
}
check "notation: a policy needs a store" needs_both

# --- docker trust --------------------------------------------------------------------------------

# stated CODE REPOSITORY WORD [ROOT]: by the client(s) that are in PATH
stated() {
    need hullmark world notary-server "${CLIENT-notary}"
    export SSL_CERT_FILE=$CA
    printf 'FROM %s\nUSER 1000\nHEALTHCHECK CMD ["true"]\n' "$REG/$2@$DIGEST_CLEAN" >Dockerfile
    printf 'signatures:\n  rules:\n    - image: "**"\n      docker-trust: {server: "%s"%s}\n' \
        "$NOTARY" "${4:+, root: \"$4\"}" >.hullmark.yaml
    expect_exit "$1" hullmark scan --without all --config .hullmark.yaml -o sarif=out.sarif .
    expect_equal "$(json out.sarif '[e["proof"] for e in doc["runs"][0]["properties"]["evidence"]
        if e["kind"] == "signature"]')" "[\"$3\"]"
    expect_json out.sarif 'not [r for r in doc["runs"][0]["results"] if r["ruleId"] in ("HM5002", "HM5004")]'
    [ "$1" != 0 ] || expect_match 'Docker retires this kind of signature' "$SAID/stdout"
}
check "docker trust: what it states is for review" stated 0 dct/good:1 stated
check "docker trust: the root key that is named" stated 0 dct/good:1 stated "${NOTARY_ROOT-}"
check "docker trust: another root key is for review" stated 0 dct/good:1 wrong "${DIGEST_CLEAN#*:}"
check "docker trust: another digest is for review" stated 0 dct/other:1 wrong
check "docker trust: unsigned is for review" stated 0 dct/unsigned:1 absent

stated_by_docker() {
    need docker
    export HULLMARK_NOTARY=/nowhere/notary CLIENT=docker
    docker trust --help >/dev/null 2>&1 || { echo "needs docker trust"; exit 77; }
    stated "$@"
}
check "docker trust: by docker itself" stated_by_docker 0 dct/good:1 stated
check "docker trust: docker cannot tell what is unsigned" stated_by_docker 3 dct/unsigned:1 unverifiable

unreachable() {
    NOTARY=https://127.0.0.1:1 stated 3 dct/good:1 unverifiable
}
check "docker trust: a server that does not answer" unreachable

# --- SARIF that tools wrote ----------------------------------------------------------------------

imports() {
    need hullmark world trivy hadolint
    printf 'FROM debian\nRUN cd /tmp && ls\n' >Dockerfile
    hadolint --format sarif Dockerfile >hadolint.sarif || :
    trivy config --quiet --format sarif . >trivy.sarif
    expect_exit 1 hullmark scan --without all --import hadolint.sarif --import trivy.sarif -o sarif=out.sarif .
    expect_equal "$(state_of out.sarif hadolint import)" "done"
    expect_equal "$(state_of out.sarif trivy import)" "done"
    expect_json out.sarif 'len([r for r in doc["runs"][0]["results"] if r["ruleId"] in ("HM1001", "DL3006", "DS-0001")]) == 1'
}
check "--import: what hadolint and Trivy wrote joins ours" imports

imports_of_a_path() {
    need hullmark
    mkdir -p else/sub here
    printf 'FROM alpine:3.20\nUSER root\n' | tee else/Dockerfile >else/sub/Dockerfile
    joins() { # joins PLACE URI ARGUMENT...: where it is found, and that both found it there
        local place=$1 uri=$2
        shift 2
        printf '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "hadolint"}}, %s
            "results": [{"ruleId": "DL3002", "level": "error", "message": {"text": "x"}, "locations": [{"physicalLocation":
            {"artifactLocation": {"uri": "%s", "uriBaseId": "SRCROOT"}, "region": {"startLine": 2}}}]}]}]}' \
            "${base-}" "$uri" >x.sarif
        expect_exit 1 hullmark scan --without all --import x.sarif -o json=out.json "$@"
        expect_json out.json "[f['path'] for f in doc['findings'] if 'hadolint' in str(f.get('agreedBy', ''))] == ['$place']"
    }
    cd here
    joins Dockerfile "file://$(cd ../else && pwd)/Dockerfile" ../else
    joins Dockerfile Dockerfile ../else
    base='"originalUriBaseIds": {"SRCROOT": {"uri": "file://'$(cd ../else && pwd)'/"}},' joins Dockerfile Dockerfile ../else
    cd ../else
    joins sub/Dockerfile Dockerfile sub
    joins sub/Dockerfile sub/Dockerfile sub
    joins Dockerfile Dockerfile .
}
check "--import: paths are of what is scanned, wherever the tool was started" imports_of_a_path

# Each of checkov's seven results is a fault that we found too: one finding, and checkov agrees.
checkov_agrees() {
    need hullmark
    mkdir api web
    cat >api/Dockerfile <<'EOF'
FROM debian:latest
RUN apt-get update && apt-get install -y curl
ADD https://example.com/a.tar.gz /opt/
EXPOSE 22
CMD ["a"]
EOF
    printf 'FROM alpine:3.20@sha256:%064d\nRUN adduser -D app\nUSER root\nENTRYPOINT ["a"]\n' 1 >web/Dockerfile
    expect_exit 1 hullmark scan --without all --profile all --import "$ROOT/tests/adapters/sarif/checkov.sarif" \
        -o json=out.json .
    expect_json out.json 'sorted((f["path"], f["place"]["line"], f["ruleId"], a["id"])
        for f in doc["findings"] for a in f["agreedBy"]) == [
        ("api/Dockerfile", 1, "HM1002", "CKV_DOCKER_7"), ("api/Dockerfile", 1, "HM3001", "CKV_DOCKER_3"),
        ("api/Dockerfile", 1, "HM4015", "CKV_DOCKER_2"), ("api/Dockerfile", 3, "HM4002", "CKV_DOCKER_4"),
        ("api/Dockerfile", 4, "HM3007", "CKV_DOCKER_1"), ("web/Dockerfile", 1, "HM4015", "CKV_DOCKER_2"),
        ("web/Dockerfile", 3, "HM3001", "CKV_DOCKER_8")]'
    expect_json out.json '{f["tool"] for f in doc["findings"]} == {"hullmark"}'
}
check "--import: what checkov wrote joins ours, all of it" checkov_agrees

# Both are said of line 1, for Trivy knows none.
trivy_of_stages() {
    need hullmark
    printf '# build\nFROM golang:1.24@sha256:%064d AS build\nRUN go build ./...\n\nFROM alpine:3.20\nCOPY --from=build /app /app\nCMD ["/app"]\n' \
        1 >Dockerfile
    sed "s|file:///src/|file://$PWD/|" "$ROOT/tests/adapters/sarif/trivy-stages.sarif" >trivy.sarif
    expect_exit 1 hullmark scan --without all --profile all --import trivy.sarif -o json=out.json .
    expect_json out.json 'sorted((f["place"]["line"], f["ruleId"], a["id"])
        for f in doc["findings"] for a in f["agreedBy"]) == [(5, "HM3001", "DS-0002"), (5, "HM4015", "DS-0026")]'
    expect_json out.json '{f["tool"] for f in doc["findings"]} == {"hullmark"}'
}
check "--import: what Trivy says of a file without a line joins ours of any stage" trivy_of_stages

import_fails() {
    need hullmark
    printf 'FROM scratch\nUSER 1000\n' >Dockerfile
    printf '{"version": "2.1.0"' >cut.sarif
    expect_exit 3 hullmark scan --without all --import cut.sarif .
    expect_exit 3 hullmark scan --without all --import missing.sarif .
    expect_exit 0 hullmark scan --without all --import missing.sarif --allow-incomplete import .
}
check "--import: a file that cannot be read is no clean one" import_fails
