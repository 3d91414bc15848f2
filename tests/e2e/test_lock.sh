#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `hullmark lock`: what tags point to, written down, and a scan that sees them move.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

scan() { # scan CODE IDS OPTION...: exactly these findings about tags, with their lines
    expect_exit "$1" hullmark scan --without all --resolve -o sarif=out.sarif "${@:3}"
    expect_equal "$(json out.sarif '" ".join(
        "%s:%d" % (r["ruleId"], r["locations"][0]["physicalLocation"]["region"]["startLine"])
        for r in doc["runs"][0]["results"] if r["ruleId"] == "HM5007")')" "$2"
}

write_dockerfile() {
    cat >Dockerfile <<EOF
FROM $REG/team/clean:1
COPY --from=$REG/team/multi:2.0 /a /b
COPY --from=$REG/team/clean:1@$DIGEST_CLEAN /a /c
USER 65532
EOF
}

written() {
    need hullmark world
    write_dockerfile
    expect_exit 0 hullmark lock
    expect_equal "$(cat "$SAID/stdout")" "$REG/team/clean:1: $DIGEST_CLEAN
$REG/team/multi:2.0: $DIGEST_MULTI"
    expect_json hullmark.lock "doc['images'][1]['digest'] == '$DIGEST_MULTI' and doc['tools'] == []"
    cp hullmark.lock before
    expect_exit 0 hullmark lock --image "$REG/team/clean:1"
    cmp hullmark.lock before
    scan 0 "" --fail-on critical
    scan 0 "" --fail-on critical --locked
}

moved() {
    need hullmark world
    write_dockerfile
    expect_exit 0 hullmark lock
    sed -i "s/$DIGEST_MULTI/$DIGEST_CLEAN/" hullmark.lock
    scan 1 "HM5007:2"
    expect_exit 0 hullmark lock
    expect_match "multi:2.0: $DIGEST_MULTI \(was $DIGEST_CLEAN\)" "$SAID/stdout"
    scan 0 "" --fail-on critical
}

# The registry's tag itself moves, between two runs.
moved_in_the_registry() {
    need hullmark world skopeo
    local image=$REG/team/moving:1
    local copy=(skopeo copy -q --all --preserve-digests --src-tls-verify=false --dest-tls-verify=false)
    "${copy[@]}" "docker://$REG/team/clean:1" "docker://$image"
    printf 'FROM %s\nUSER 1000\nHEALTHCHECK CMD ["true"]\n' "$image" >Dockerfile
    expect_exit 0 hullmark lock
    expect_match "$DIGEST_CLEAN" hullmark.lock
    scan 0 "" --fail-on critical
    "${copy[@]}" "docker://$REG/team/multi:2.0" "docker://$image"
    scan 1 "HM5007:1"
    expect_match "$DIGEST_MULTI" out.sarif
    expect_exit 1 hullmark verify "$image"
    expect_match HM5007 "$SAID/stdout"
}

image() {
    need hullmark world
    expect_exit 0 hullmark lock --image "$REG/team/clean:1"
    expect_exit 0 hullmark verify "$REG/team/clean:1" --locked
    expect_exit 3 hullmark verify "$REG/team/multi:2.0" --locked
    expect_exit 0 hullmark verify "$REG/team/multi:2.0"
    sed -i "s/$DIGEST_CLEAN/$DIGEST_MULTI/" hullmark.lock
    expect_exit 1 hullmark verify "$REG/team/clean:1"
    expect_match HM5007 "$SAID/stdout"
    expect_exit 0 hullmark verify "$REG/team/clean@$DIGEST_CLEAN"
}

not_asked() {
    need hullmark world
    write_dockerfile
    expect_exit 0 hullmark lock
    expect_exit 3 hullmark scan --without all --locked --fail-on critical
    expect_match "needs --resolve" "$SAID/stdout"
}

unknown() {
    need hullmark world
    cat >Dockerfile <<EOF
ARG X
FROM $REG/team/none:1
FROM a:\$X
FROM $REG/team/clean:1
EOF
    expect_exit 3 hullmark lock
    expect_match "Dockerfile:3: .* is not locked: it depends on a build argument" "$SAID/stderr"
    expect_match "team/none:1 is not locked: " "$SAID/stderr"
    expect_json hullmark.lock "[r['digest'] for r in doc['images']] == ['$DIGEST_CLEAN']"
    expect_exit 3 hullmark lock --offline
    expect_exit 2 hullmark lock --image "$REG/team/clean@$DIGEST_CLEAN"
    expect_exit 2 hullmark lock --image docker-daemon://app:1
}

nothing() {
    need hullmark
    expect_exit 3 hullmark lock --offline
    expect_match "^hullmark: there was nothing to lock: no Dockerfile" "$SAID/stderr"
    printf 'FROM scratch\n' >Dockerfile
    expect_exit 0 hullmark lock --offline
    expect_match "^hullmark: no lock is needed: 1 Dockerfile, and no reference" "$SAID/stderr"
    [ ! -e hullmark.lock ]
}

# What the repository's builds give for an argument.
built() {
    need hullmark world
    printf 'services:\n  a:\n    build: {context: ., args: {BASE: "%s/team/clean:1"}}\n' "$REG" >compose.yml
    # shellcheck disable=SC2016 # the file's own, not ours
    printf 'ARG BASE\nFROM ${BASE}\nUSER 1\n' >Dockerfile
    expect_exit 0 hullmark lock
    expect_equal "$(cat "$SAID/stdout")" "$REG/team/clean:1: $DIGEST_CLEAN"
    rm compose.yml hullmark.lock
    expect_exit 3 hullmark lock
}

# The same of files that are no Dockerfiles; what a service builds is no image to lock.
other_files() {
    need hullmark world
    local at="$REG/team/multi:2.0@$DIGEST_MULTI_AMD64"
    mkdir k
    cat >compose.yml <<EOF
services:
  a:
    image: "$REG/team/clean:\${V:-1}"
  b:
    build: {dockerfile_inline: "FROM $REG/team/multi:2.0"}
    image: app
  c:
    image: "$at"
EOF
    printf 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: %s\n' "$at" >k/pod.yaml
    printf 'image: %s/team/clean:1\n' "$REG" >.gitlab-ci.yml
    printf 'docker run %s/team/clean:1\n' "$REG" >run.sh
    printf 'docker pull %s/team/clean:1\n' "$REG" >pull.sh
    expect_exit 0 hullmark lock
    expect_equal "$(cat "$SAID/stdout")" "$REG/team/clean:1: $DIGEST_CLEAN
$REG/team/multi:2.0: $DIGEST_MULTI"
    hullmark scan --without all --resolve --locked -o sarif=out.sarif >/dev/null || [ $? = 1 ]
    expect_equal "$(places HM5005)" "compose.yml:8 k/pod.yaml:5"
    expect_equal "$(places HM5007)" ""
    expect_json out.sarif 'any(r["task"] == "lock" and r["state"] == "done"
        for r in doc["runs"][0]["properties"]["ledger"])'
    sed -i "s/$DIGEST_CLEAN/$DIGEST_MULTI/" hullmark.lock
    hullmark scan --without all --resolve --locked -o sarif=out.sarif >/dev/null || [ $? = 1 ]
    expect_equal "$(places HM5007)" ".gitlab-ci.yml:1 compose.yml:3 pull.sh:1 run.sh:1"
    # shellcheck disable=SC2016 # the file's own, not ours
    printf 'services: {a: {image: "a:${V}"}}\n' >compose.yml
    expect_exit 3 hullmark lock
    expect_match "^hullmark: compose.yml:1: a:.* is not locked: it depends on a variable" "$SAID/stderr"
}

places() { # places RULE: where its findings are
    json out.sarif '" ".join(sorted("%s:%d" % (l["artifactLocation"]["uri"], l["region"]["startLine"])
        for r in doc["runs"][0]["results"] if r["ruleId"] == "'"$1"'"
        for l in [r["locations"][0]["physicalLocation"]]))'
}

check "Compose, Kubernetes and pipelines" other_files
check "arguments that the repository's builds give" built
check "nothing to lock is no lock" nothing
check "tags are written down, and found as they were" written
check "a tag that moved" moved
check "a tag that moves in its registry after it was locked" moved_in_the_registry
check "an image that is named" image
check "--locked without asking the registries" not_asked
check "what cannot be locked is named" unknown
