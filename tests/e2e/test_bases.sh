#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What base images really say, read from registries and layouts: `scan --resolve` and `--base`.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

images=${IMAGES-} reg=${REG-}

# scan_from CODE "FROM line" [OPTION...]: one file of two lines; the report is in out.sarif
scan_from() {
    need hullmark world
    printf '%s\nENTRYPOINT ["/app"]\n' "$2" >Dockerfile
    expect_exit "$1" hullmark scan --without all -q -o sarif=out.sarif "${@:3}" Dockerfile
}

# expect_root yes|no: whether the report says that the image runs as root
expect_root() {
    local n=0
    [ "$1" = no ] || n=1
    expect_json out.sarif "sum(r['ruleId'] == 'HM3001' for r in doc['runs'][0]['results']) == $n"
}

not_asked() {
    scan_from 1 "FROM $reg/team/clean:1"
    expect_root yes
}
check "without being asked, no registry is asked" not_asked

user_of_base() {
    scan_from 0 "FROM $reg/team/clean:1" --resolve
    expect_root no
}
check "the user of a base image in a registry" user_of_base

root_of_base() {
    scan_from 1 "FROM $reg/team/leaky" --resolve
    expect_root yes
    expect_match 'configuration of [^ ]*/team/leaky, sha256:[0-9a-f]{64}' out.sarif
}
check "a base image whose user is root says so" root_of_base

by_digest() {
    scan_from 0 "FROM $reg/team/clean@${DIGEST_CLEAN-}" --resolve
}
check "by digest" by_digest

of_an_index() {
    scan_from 0 "FROM --platform=linux/arm64 $reg/team/multi:2.0" --resolve
    scan_from 3 "FROM --platform=linux/s390x $reg/team/multi:2.0" --resolve --fail-on none
}
check "of one platform, and of one that is not there" of_an_index

of_each_platform() {
    scan_from 0 "FROM $reg/team/multi:2.0" --resolve --platform linux/amd64 --platform linux/arm64
    expect_match 'team/multi:2.0 \(linux/arm64\)' out.sarif
    scan_from 0 "FROM $reg/team/multi:2.0" --resolve --platform all
    expect_match 'team/multi:2.0 \(linux/arm64/v8\)' out.sarif
    scan_from 3 "FROM $reg/team/multi:2.0" --resolve --platform linux/amd64 --platform linux/s390x --fail-on none
}
check "of each platform that is asked for" of_each_platform

from_layout() {
    scan_from 0 "FROM $reg/team/clean:1" --base "$reg/team/clean:1=$images/clean" --offline
    scan_from 0 "FROM acme/base" --base "acme/base:latest=$images/clean:1" --offline
}
check "from a layout, without a network" from_layout

from_archive() {
    scan_from 1 "FROM acme/base:1" --base "acme/base:1=$images/vuln-alpine.docker.tar" --offline
    scan_from 3 "FROM acme/base:1" --base "acme/base:1=$images/flipped-config.docker.tar" --offline \
        --fail-on none
}
check "from an archive, and from one that lies" from_archive

incomplete() {
    scan_from 3 "FROM $reg/team/none:1" --resolve --fail-on none
    scan_from 3 "FROM 127.0.0.1:9/team/none:1" --resolve --fail-on none
    scan_from 3 "FROM $reg/team/clean:1" --resolve --offline --fail-on none
    expect_match 'could not be read' out.sarif
}
check "a base that cannot be read makes the run incomplete" incomplete

logged_in() {
    need hullmark world
    printf 'FROM %s/team/vuln-alpine:1.0\n' "${REG_AUTH-}" >Dockerfile
    expect_exit 3 hullmark scan --without all -q --resolve --fail-on none Dockerfile
    export DOCKER_CONFIG=$WORLD/docker
    expect_exit 0 hullmark scan --without all -q --resolve --fail-on none Dockerfile
}
check "credentials are those of docker login" logged_in

unknown_reference() {
    need hullmark
    # shellcheck disable=SC2016 # the file's own, not ours
    printf 'ARG BASE\nFROM $BASE\n' >Dockerfile
    expect_exit 0 hullmark scan --without all -q --resolve --fail-on none Dockerfile
}
check "a base that is not known is nothing to ask for" unknown_reference

usage() {
    need hullmark
    printf 'FROM scratch\n' >Dockerfile
    expect_exit 2 hullmark scan --without all --base acme/base Dockerfile
}
check "--base needs a reference and a path" usage
