#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The verification summary that -o vsa= writes, attached to its image by the real cosign and read back.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

summary() { # summary REPOSITORY [ARGUMENT...]: of the world's good image, pushed there
    need hullmark world skopeo
    skopeo copy -q --src-tls-verify=false --dest-tls-verify=false --preserve-digests \
        "docker://$REG/team/clean:1" "docker://$REG/$1:1"
    image=$REG/$1@$DIGEST_CLEAN
    hullmark scan --image "$image" --plain-http "$REG" --without all -q -o vsa=vsa.json -o vsa:predicate=predicate.json "${@:2}" || true
}

attached() { # attached COSIGN SIGN-ARGUMENT...
    local cosign=$1
    need "$cosign"
    summary "vsa/$cosign"
    expect_json vsa.json 'doc["predicate"]["verificationResult"] == "PASSED"'
    COSIGN_PASSWORD="" "$cosign" attest -y --key "$KEYS/$cosign.key" --predicate predicate.json --type https://slsa.dev/verification_summary/v1 "${@:2}" "$image"
    "$cosign" verify-attestation --key "$KEYS/$cosign.pub" --insecure-ignore-tlog \
        --type https://slsa.dev/verification_summary/v1 "$image" >attestation.json
    python3 - "$DIGEST_CLEAN" <<'EOF'
import base64
import json
import sys

statement = json.loads(base64.b64decode(json.load(open("attestation.json"))["payload"]))
assert statement["subject"][0]["digest"]["sha256"] == sys.argv[1].removeprefix("sha256:"), statement
assert statement["predicate"]["verifier"]["id"].endswith("hullmark"), statement
assert statement["predicate"]["verificationResult"] == "PASSED", statement
EOF
}
check "cosign 2 attaches a summary and finds it" attached cosign2 --tlog-upload=false
by_cosign3() { attached cosign3 --signing-config "$KEYS/signing-config.json" --trusted-root "$KEYS/trusted-root.json"; }
check "cosign 3 attaches a summary and finds it" by_cosign3

nothing_verified() {
    need hullmark
    printf 'FROM alpine\n' >Dockerfile
    expect_exit 0 hullmark scan . --exit-zero --without all -q -o vsa=vsa.json
    expect_json vsa.json 'doc["subject"] == [] and doc["predicate"]["verificationResult"] == "FAILED"'
}
check "a report without a verified image vouches for nothing" nothing_verified

