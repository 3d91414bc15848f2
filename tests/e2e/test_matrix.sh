#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Policies of signatures against real tools and real registries: each row of matrix.tsv is a case.
# shellcheck disable=SC2016 # what is printed holds variables of Dockerfiles
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

key() { printf '      cosign: {key: keys/%s.pub}\n' "$1"; }
rule_good() { key good; }
rule_other() { key other; }
rule_either() { printf '      cosign: [{key: keys/other.pub}, {key: keys/good.pub}]\n'; }
rule_same() { key good && echo '      signed-as: same'; }
rule_team() { key good && echo '      signed-as: "*/team/**"'; }
rule_all() { key good && echo '      attestations: [slsa-provenance, sbom, vulnerability]'; }
rule_sbom() { key good && echo '      attestations: sbom'; }
rule_slsa-either() { rule_either && echo '      attestations: slsa-provenance'; }
rule_slsa() { key good && echo '      attestations: slsa-provenance'; }
rule_cosign2() { key cosign2; }
rule_cosign3-sbom() { key cosign3 && echo '      attestations: sbom'; }
keyless() { # keyless KIND IDENTITY ISSUER [FOLDER]
    printf '      cosign: {identity%s: "%s", issuer: "%s", trusted-root: %s/trusted_root.json}\n' \
        "$1" "$2" "$3" "${4-keyless}"
}
IDENTITY=https://ci.test/team/app/build@main ISSUER=https://issuer.test
rule_keyless() { keyless '' "$IDENTITY" "$ISSUER"; }
rule_keyless-slsa() { rule_keyless && echo '      attestations: slsa-provenance'; }
rule_keyless-all() { rule_keyless && echo '      attestations: [slsa-provenance, sbom, vulnerability]'; }
rule_keyless-same() { rule_keyless && echo '      signed-as: same'; }
rule_keyless-identity() { keyless '' "$IDENTITY/x" "$ISSUER"; }
rule_keyless-issuer() { keyless '' "$IDENTITY" "$ISSUER/x"; }
rule_keyless-regexp() { keyless -regexp 'https://ci\\.test/team/[a-z]+/build@main' "$ISSUER"; }
rule_keyless-part() { keyless -regexp 'ci\\.test/team' "$ISSUER"; }
rule_keyless-or() { keyless -regexp 'https://ci\\.test|x' "$ISSUER"; }
rule_keyless-root() { keyless '' "$IDENTITY" "$ISSUER" keyless/other; }
rule_until() { echo '      unsigned: {until: 2037-01-01, reason: nobody signs it yet}'; }
rule_past() { echo '      unsigned: {until: 2026-01-01, reason: nobody signed it then}'; }
# Until a day, at its last second and a second later.
rule_last-day() { export SOURCE_DATE_EPOCH=2114380799 && rule_day; }
rule_day-after() { export SOURCE_DATE_EPOCH=2114380800 && rule_day; }
rule_day() { echo '      unsigned: {until: 2036-12-31, reason: nobody signs it yet}'; }
# The report's clock is set back to when it was accepted; the machine's is not.
rule_replayed() { export SOURCE_DATE_EPOCH=1735689600 && rule_past; }
rule_absent() { key absent; }
rule_spoilt() { key spoilt; }
rule_notation() { echo '      notation: {policy: notation/trustpolicy.json, store: notation/truststore}'; }
rule_notation-absent() { echo '      notation: {policy: notation/trustpolicy.json, store: notation/absent}'; }
rule_notation-empty() { echo '      notation: {policy: notation/trustpolicy.json, store: notation/localkeys}'; }
rule_notation-attested() { rule_notation && echo '      attestations: sbom'; }
rule_notation-or-cosign() { rule_notation && key good; }

policy() { # policy RULE: the configuration, and the files that it names
    local rule=$1 pattern='**'
    cp -r "$KEYS" keys
    echo hello >keys/spoilt.pub
    [ ! -d "$WORLD/notation" ] || cp -r "$WORLD/notation/notation" notation
    [ ! -d "$WORLD/keyless" ] || cp -r "$WORLD/keyless" keyless
    printf 'signatures:\n'
    case $rule in
    none) rule=good pattern='registry.test/**' ;;
    refuse) rule=good pattern='registry.test/**' && echo '  otherwise: refuse' ;;
    esac
    printf '  rules:\n'
    case $rule in
    narrow-first) rule=good && printf '    - image: "**/unsigned"\n' && rule_until ;;
    wide-first) rule=good && printf '    - image: "**"\n' && rule_until ;;
    esac
    printf '    - image: "%s"\n' "$pattern"
    "rule_$rule"
}

# place REGISTRY: sets $at to its address
place() {
    case $1 in
    plain) at=$REG ;;
    auth) at=$REG_AUTH && export DOCKER_CONFIG=$WORLD/docker ;;
    auth-nobody) at=$REG_AUTH ;;
    token) at=$REG_TOKEN && export DOCKER_CONFIG=$WORLD/docker ;;
    token-nobody) at=$REG_TOKEN ;;
    tls) at=$REG_TLS && export SSL_CERT_FILE=$CA ;;
    tls-unknown) at=$REG_TLS ;;
    layout) at=$IMAGES ;;
    down) at=127.0.0.1:9 ;;
    *)
        listen "$ROOT/tests/e2e/world/lying_registry.py" 0 "$REG" "$1"
        at=$ADDRESS
        ;;
    esac
}

# write_manifest HOW IMAGE: the file, besides the Dockerfile, that names it
write_manifest() {
    case $1 in
    in-compose) printf 'services: {a: {image: "%s:${TAG:-%s}"}}\n' "${2%:*}" "${2##*:}" >compose.yml ;;
    in-compose-unknown) printf 'services: {a: {image: "%s:${TAG}"}}\n' "${2%:*}" >compose.yml ;;
    in-inline) printf 'services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM %s\n' "$2" >compose.yml ;;
    in-context) printf 'services: {a: {build: {additional_contexts: {b: "docker-image://%s"}}}}\n' "$2" >compose.yml ;;
    in-pod) printf 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: "%s"}]}\n' "$2" >k8s/a.yaml ;;
    in-template) printf 'apiVersion: v1\nkind: Pod\nspec: {{ x }}\n  image: %s\n' "$2" >k8s/a.yaml ;;
    in-workflow) printf 'jobs: {a: {container: "%s"}}\n' "$2" >.github/workflows/a.yml ;;
    in-action) printf 'runs: {using: docker, image: "docker://%s"}\n' "$2" >action.yml ;;
    in-gitlab) printf 'job: {services: ["%s"]}\n' "$2" >.gitlab-ci.yml ;;
    in-jenkins) printf 'pipeline { agent { docker { image "%s" } } }\n' "$2" >Jenkinsfile ;;
    in-bake) printf 'target "a" { contexts = { b = "docker-image://%s" } }\n' "$2" >docker-bake.hcl ;;
    esac
}

# ask HOW IMAGE: sets $command, and writes the Dockerfile that it is about
ask() {
    local image=$2 good=$at/sig/good:1
    command=(hullmark scan --without all --timeout 20 --fail-on high)
    case $1 in
    verify) command=(hullmark verify "$image" --timeout 20) ;;
    verify-arm64) command=(hullmark verify "$image" --platform linux/arm64) ;;
    verify-all) command=(hullmark verify "$image" --platform all) ;;
    scan-layout) command+=(--layout "$image") && echo "FROM scratch" ;;
    scan-archive) command+=(--archive "$image") && echo "FROM scratch" ;;
    from) echo "FROM $image" ;;
    from-mirror) command+=(--mirror "$at=http://$REG") && echo "FROM $image" ;;
    from-resolve) command+=(--resolve) && echo "FROM $image" ;;
    from-arm64) echo "FROM --platform=linux/arm64 $image" ;;
    offline) command+=(--offline) && echo "FROM $image" ;;
    copy) printf 'FROM %s\nCOPY --from=%s /a /a\n' "$good" "$image" ;;
    copy-notation) printf 'FROM %s\nCOPY --from=%s /a /a\n' "$at/nota/good:1" "$image" ;;
    onbuild) printf 'FROM %s\nONBUILD COPY --from=%s /a /a\n' "$good" "$image" ;;
    mount) printf 'FROM %s\nRUN --mount=from=%s,target=/x true\n' "$good" "$image" ;;
    syntax) printf '# syntax=%s\nFROM %s\n' "$image" "$good" ;;
    syntax-arg)
        command+=(--build-arg "BUILDKIT_SYNTAX=$image")
        printf '# syntax=%s\nFROM %s\n' "$good" "$good"
        ;;
    arg) printf 'ARG TAG=%s\nFROM %s:$TAG\n' "${image##*:}" "${image%:*}" ;;
    build-arg)
        command+=(--build-arg "TAG=${image##*:}")
        printf 'ARG TAG\nFROM %s:${TAG}\n' "${image%:*}"
        ;;
    unknown) printf 'ARG TAG\nFROM %s:$TAG\n' "${image%:*}" ;;
    in-*) echo "FROM $good" && mkdir -p k8s .github/workflows && write_manifest "$1" "$image" ;;
    esac >Dockerfile
    [[ ${command[1]} != verify ]] || rm Dockerfile
    echo "USER 10001" >>Dockerfile
    [[ ${command[1]} != verify ]] || rm Dockerfile
}

row() { # TOOL REGISTRY HOW IMAGE RULE EXIT PROOFS
    local at command image
    need hullmark world
    case $1 in
    cosign*) need "$1" && HULLMARK_COSIGN=$(command -v "$1") && export HULLMARK_COSIGN ;;
    notation)
        need notation cosign3
        HULLMARK_COSIGN=$(command -v cosign3) && export HULLMARK_COSIGN
        ;;
    *) export HULLMARK_COSIGN=/nonexistent/cosign ;;
    esac
    if [[ $4 == keyless/* ]] && [ ! -d "$WORLD/keyless" ]; then
        need "the module cryptography of Python"
    fi
    if [[ $4 == nota/expired* ]]; then
        while [ "$(date +%s)" -le "$(cat "$WORLD/notation/notation/expires")" ]; do sleep 1; done
    fi
    place "$2"
    image=$at/${4/CLEAN/$DIGEST_CLEAN}
    policy "$5" >.hullmark.yaml
    ask "$3" "$image"
    expect_exit "$6" "${command[@]}" -o json=out.json
    [ "$7" != - ] || return 0
    expect_equal "$(json out.json "'+'.join(e['proof'] for e in sorted(doc['evidence'],
        key=lambda e: (e['kind'] != 'signature', e['subject'], e.get('detail', '')))
        if e['kind'] != 'digest')")" "$7"
}

while IFS=$'\t' read -r name tool registry how image rule code proofs; do
    [[ $name != \#* ]] || continue
    check "$tool: $name" row "$tool" "$registry" "$how" "$image" "$rule" "$code" "$proofs"
done <"$ROOT/tests/e2e/matrix.tsv"
