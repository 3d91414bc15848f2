#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The real tools' verdicts on the test world. Where one of these fails, the world or a tool has
# changed, and what the other tests say about hullmark means little.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# exits CODE TOOL...: expect_exit in the world, a missing tool skips
exits() {
    need "$2" world
    expect_exit "$@"
}

# logged_in CODE TOOL...: the same, with the world's user name and password at hand
logged_in() {
    need "$2" world
    export DOCKER_CONFIG=$WORLD/docker
    expect_exit "$@"
}

scan() { # scan NAME CODE ARGUMENT...
    local name=$1 code=$2
    shift 2
    check "trivy: $name" exits "$code" trivy image -q --format json \
        --cache-backend memory "$@"
}

# --- trivy ---------------------------------------------------------------------------------------

images=${IMAGES-} reg=${REG-} reg_auth=${REG_AUTH-} reg_tls=${REG_TLS-} reg_token=${REG_TOKEN-}
all=(--scanners "vuln,secret,misconfig" --image-config-scanners "misconfig,secret")

scan "findings alone do not change the exit code" 0 --input "$images/vuln-alpine"
scan "--exit-code" 9 --input "$images/vuln-debian" --exit-code 9
scan "a clean image" 0 --input "$images/clean" --exit-code 9 "${all[@]}"
scan "secrets" 9 --input "$images/leaky" --exit-code 9
scan "docker save" 9 --input "$images/vuln-alpine.docker.tar" --exit-code 9
scan "docker save, version 25" 9 --input "$images/vuln-alpine.docker25.tar" --exit-code 9
scan "crane pull" 9 --input "$images/vuln-alpine.crane.tar" --exit-code 9
scan "an OCI layout as a tar is not read" 1 --input "$images/vuln-alpine.oci.tar"
scan "half an archive" 1 --input "$images/truncated.docker.tar"
scan "not an archive" 1 --input "$images/not-an-image.tar"
for image in missing-blob symlinked-blob path-digest; do
    scan "does not read $image" 1 --input "$images/$image"
done
for image in tampered flipped-layer flipped-config flipped-manifest wrong-size wrong-diff-id \
    {tampered,flipped-config}.{docker,docker25,crane}.tar; do
    scan "does not notice $image" 0 --input "$images/$image"
done
scan "registry, default platform" 0 --image-src remote --exit-code 9 "$reg/team/multi:2.0"
scan "registry, --platform" 9 --image-src remote --exit-code 9 --platform linux/arm64 \
    "$reg/team/multi:2.0"
scan "registry, unknown tag" 1 --image-src remote "$reg/team/multi:none"
scan "registry, by digest" 9 --image-src remote --exit-code 9 \
    "$reg/team/vuln-alpine@${DIGEST_VULN_ALPINE-}"
scan "not logged in" 1 --image-src remote "$reg_auth/team/vuln-alpine:1.0"
scan "TLS with the registry's CA" 0 --image-src remote --cacert "${CA-}" \
    "$reg_tls/team/vuln-alpine:1.0"
scan "TLS with an unknown CA" 1 --image-src remote "$reg_tls/team/vuln-alpine:1.0"
for registry in "htpasswd $reg_auth" "token $reg_token"; do
    check "trivy: logged in, ${registry% *}" logged_in 0 trivy image -q --image-src remote \
        "${registry#* }/team/vuln-alpine:1.0"
done

database_from_the_registry() {
    need trivy world
    unset TRIVY_CACHE_DIR TRIVY_SKIP_DB_UPDATE TRIVY_SKIP_JAVA_DB_UPDATE
    expect_exit 0 trivy image -q --cache-dir cache --download-db-only \
        --db-repository "$REG/trivy-db:2"
    cmp "$WORLD/cache/db/trivy.db" cache/db/trivy.db
}
check "trivy: downloads its database from the registry" database_from_the_registry

database_of_another_schema() {
    need trivy world
    "$ROOT/tests/e2e/world/make_trivy_db.py" "$ROOT/tests/e2e/world/trivy_facts.json" cache \
        --schema 3
    expect_exit 1 trivy image -q --cache-dir cache --input "$IMAGES/clean"
    expect_match "schema" "$SAID/stderr"
}
check "trivy: a database of another schema" database_of_another_schema

what_trivy_finds() {
    need trivy world
    expect_exit 0 trivy image -q --format json --input "$IMAGES/vuln-alpine"
    expect_json "$SAID/stdout" \
        'sum(len(r.get("Vulnerabilities", [])) for r in doc["Results"]) == 7'
}
check "trivy: finds seven vulnerabilities" what_trivy_finds

# --- skopeo --------------------------------------------------------------------------------------

copy() { # copy NAME CODE FROM
    check "skopeo: $1" exits "$2" skopeo copy -q "$3" oci:copy:1
}
for image in tampered flipped-layer flipped-config missing-blob path-digest; do
    copy "refuses $image" 1 "oci:$images/$image:1.0"
done
for image in wrong-size wrong-diff-id symlinked-blob vuln-alpine; do
    copy "takes $image" 0 "oci:$images/$image:1.0"
done
copy "takes flipped-manifest" 0 "oci:$images/flipped-manifest:1"
for image in {vuln-alpine,flipped-config}.{docker,docker25,crane}.tar tampered.crane.tar; do
    copy "takes $image" 0 "docker-archive:$images/$image"
done
for image in tampered.{docker,docker25}.tar truncated.docker.tar; do
    copy "refuses $image" 1 "docker-archive:$images/$image"
done

# --- cosign --------------------------------------------------------------------------------------

verify() { # verify COSIGN NAME CODE REFERENCE [ARGUMENT...]
    local cosign=$1 name=$2 code=$3
    shift 3
    check "$cosign: $name" exits "$code" "$cosign" verify --insecure-ignore-tlog \
        --key "${KEYS-}/good.pub" "$@"
}

for cosign in cosign2 cosign3; do
    verify $cosign "good" 0 "$reg/sig/good:1"
    verify $cosign "the signature names another repository" 0 "$reg/sig/otherrepo:1"
    verify $cosign "signed by another key" 12 "$reg/sig/wrongkey:1"
    verify $cosign "replayed from another image" 12 "$reg/sig/replay:1"
    verify $cosign "broken signature" 12 "$reg/sig/badsig:1"
    verify $cosign "broken payload" 12 "$reg/sig/badpayload:1"
    verify $cosign "unsigned" 10 "$reg/sig/unsigned:1"
    verify $cosign "the tag moved after signing" 10 "$reg/sig/moved:1"
    verify $cosign "right annotation" 0 "$reg/sig/good:1" -a env=ci
    verify $cosign "wrong annotation" 12 "$reg/sig/good:1" -a env=prod
    verify $cosign "unknown tag" 11 "$reg/sig/good:none"
    verify $cosign "connection refused" 1 127.0.0.1:9/sig/good:1
    verify $cosign "not logged in" 1 "$reg_auth/team/vuln-alpine:1.0"
done
verify cosign3 "bundle: good" 0 "$reg/sig/bundle:1"
verify cosign3 "bundle: signed by another key" 1 "$reg/sig/bundle-wrongkey:1"
verify cosign3 "bundle: replayed from another image" 1 "$reg/sig/bundle-replay:1"
verify cosign3 "bundle: broken signature" 1 "$reg/sig/bundle-badsig:1"
verify cosign3 "an attestation alone passes for a signature" 0 "$reg/sig/attonly:1"

signed_by_cosign() { # signed_by_cosign COSIGN
    need "$1" world
    expect_exit 0 "$1" verify --insecure-ignore-tlog --key "$KEYS/$1.pub" "$REG/$1/good:1"
    expect_json "$SAID/stdout" \
        "doc[0]['critical']['image']['docker-manifest-digest'] == '$DIGEST_CLEAN'"
}
check "cosign2: what it signed itself" signed_by_cosign cosign2
check "cosign3: what it signed itself" signed_by_cosign cosign3

# --- the lying registry --------------------------------------------------------------------------

lie() { # lie MODE CODE REFERENCE
    need trivy world
    listen "$ROOT/tests/e2e/world/lying_registry.py" 0 "$REG" "$1"
    expect_exit "$2" trivy image -q --image-src remote --cache-backend memory "$ADDRESS/$3"
}
by_digest=team/vuln-alpine@${DIGEST_VULN_ALPINE-}
check "lying registry: honest but for a redirect" lie redirect 0 "$by_digest"
check "lying registry: changed blobs" lie blob 1 "$by_digest"
check "lying registry: a changed manifest" lie manifest 1 "$by_digest"
check "lying registry: a changed manifest goes through by tag" lie manifest 0 team/vuln-alpine:1.0
check "lying registry: a wrong digest in the header goes through" lie header 0 "$by_digest"
check "lying registry: half a blob" lie truncate 1 "$by_digest"
check "lying registry: a login page" lie html 1 team/vuln-alpine:1.0
