#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `hullmark pin`: digests from a real registry, written as a diff that patch(1) takes.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

write_dockerfile() {
    cat >Dockerfile <<EOF
ARG TAG=2.0
FROM $REG/team/multi:\$TAG AS build
FROM $REG/team/clean:1
COPY --from=build /a /b
EOF
}

a_diff() {
    need hullmark world patch
    write_dockerfile
    cp Dockerfile before
    expect_exit 0 hullmark pin
    cmp Dockerfile before
    patch -p1 <"$SAID/stdout"
    expect_match "^ARG TAG=2.0@$DIGEST_MULTI\$" Dockerfile
    expect_match "^FROM $REG/team/clean:1@$DIGEST_CLEAN\$" Dockerfile
    expect_exit 0 hullmark pin --check
    expect_exit 0 hullmark pin
    expect_equal "$(cat "$SAID/stdout")" ""
}

in_place() {
    need hullmark world
    mkdir sub
    (cd sub && write_dockerfile)
    expect_exit 0 hullmark pin sub --write
    expect_match "^--- a/sub/Dockerfile\$" "$SAID/stdout"
    expect_match "^FROM $REG/team/clean:1@$DIGEST_CLEAN\$" sub/Dockerfile
}

unpinned() {
    need hullmark
    printf 'FROM alpine:3.22\nCOPY --from=%s /a /b\n' "nginx:1@sha256:$(printf '%064d' 0)" >Dockerfile
    expect_exit 1 hullmark pin --check --offline
    expect_equal "$(cat "$SAID/stdout")" "Dockerfile:1: alpine:3.22 has no digest"
}

unknown() {
    need hullmark world
    cat >Dockerfile <<EOF
ARG TAG
FROM $REG/team/multi:\$TAG
FROM $REG/team/none:1
FROM $REG/team/clean:1
EOF
    expect_exit 3 hullmark pin
    expect_match "^hullmark: Dockerfile:2: .* is not pinned: it depends on a build argument" "$SAID/stderr"
    expect_match "^hullmark: Dockerfile:3: $REG/team/none:1 is not pinned: " "$SAID/stderr"
    expect_match "^\+FROM $REG/team/clean:1@$DIGEST_CLEAN\$" "$SAID/stdout"
}

offline() {
    need hullmark
    printf 'FROM alpine:3.22\n' >Dockerfile
    expect_exit 3 hullmark pin --offline
    expect_equal "$(cat "$SAID/stdout")" ""
}

lied_to() {
    need hullmark world
    listen "$ROOT/tests/e2e/world/lying_registry.py" 0 "$REG" "$1"
    printf 'FROM %s/team/clean:1\n' "$ADDRESS" >Dockerfile
    expect_exit 3 hullmark pin --timeout 8
    expect_equal "$(cat "$SAID/stdout")" ""
}

manifests() {
    need hullmark world patch
    mkdir -p k .github/workflows
    printf 'services:\n  app:\n    image: %s/team/clean:1 # kept\n' "$REG" >compose.yml
    printf 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: "%s/team/multi:2.0"\n' "$REG" >k/pod.yaml
    printf 'jobs:\n  a:\n    container: %s/team/clean:1\n' "$REG" >.github/workflows/ci.yml
    printf 'image: %s/team/clean:1\n' "$REG" >.gitlab-ci.yml
    expect_exit 1 hullmark pin --check --offline
    expect_equal "$(wc -l <"$SAID/stdout")" 4
    expect_exit 0 hullmark pin
    patch -p1 <"$SAID/stdout"
    expect_match "^    image: $REG/team/clean:1@$DIGEST_CLEAN # kept\$" compose.yml
    expect_match "^  - image: \"$REG/team/multi:2.0@$DIGEST_MULTI\"\$" k/pod.yaml
    expect_match "^    container: $REG/team/clean:1@$DIGEST_CLEAN\$" .github/workflows/ci.yml
    expect_match "^image: $REG/team/clean:1@$DIGEST_CLEAN\$" .gitlab-ci.yml
    expect_exit 0 hullmark pin --check
    # shellcheck disable=SC2016 # the file's own, not ours
    printf 'services: {a: {image: "app:${TAG}"}}\n' >compose.yml
    expect_exit 3 hullmark pin compose.yml
    expect_match "^hullmark: compose.yml:1: app:.* is not pinned: it has a variable" "$SAID/stderr"
}

# Dockerfiles that stand in other files, and a file of which only the command line says that it is meant.
inline() {
    need hullmark world patch
    cat >compose.yml <<EOF
services:
  a:
    build:
      dockerfile_inline: |
        FROM $REG/team/clean:1
        COPY --from=$REG/team/multi:2.0 /a /b
EOF
    printf 'target "a" {\n  dockerfile-inline = <<EOT\nFROM %s/team/clean:1\nEOT\n}\n' "$REG" >docker-bake.hcl
    expect_exit 0 hullmark pin
    patch -p1 <"$SAID/stdout"
    expect_match "^        FROM $REG/team/clean:1@$DIGEST_CLEAN\$" compose.yml
    expect_match "^        COPY --from=$REG/team/multi:2.0@$DIGEST_MULTI /a /b\$" compose.yml
    expect_match "^FROM $REG/team/clean:1@$DIGEST_CLEAN\$" docker-bake.hcl
    expect_exit 0 hullmark pin --check
    rm compose.yml docker-bake.hcl
    printf 'services:\n  a:\n    image: %s/team/clean:1\n' "$REG" >stack.yml
    expect_exit 3 hullmark pin
    expect_exit 0 hullmark pin stack.yml --write
    expect_match "^    image: $REG/team/clean:1@$DIGEST_CLEAN\$" stack.yml
}

pipelines() {
    need hullmark world patch
    printf 'node {\n  docker.image("%s/team/clean:1").inside { sh "make" }\n}\n' "$REG" >Jenkinsfile
    printf 'target "a" { contexts = { b = "docker-image://%s/team/multi:2.0" } }\n' "$REG" >docker-bake.hcl
    printf '{"target": {"a": {"contexts": {"b": "docker-image://%s/team/clean:1"}}}}\n' "$REG" >docker-bake.json
    expect_exit 1 hullmark pin --check --offline
    expect_equal "$(wc -l <"$SAID/stdout")" 3
    expect_exit 0 hullmark pin
    patch -p1 <"$SAID/stdout"
    expect_match "image.\"$REG/team/clean:1@$DIGEST_CLEAN\".\.inside" Jenkinsfile
    expect_match "\"docker-image://$REG/team/multi:2.0@$DIGEST_MULTI\"" docker-bake.hcl
    expect_match "\"docker-image://$REG/team/clean:1@$DIGEST_CLEAN\"" docker-bake.json
    expect_exit 0 hullmark pin --check
}

# What scripts, Makefiles, units, Quadlets and steps run.
commands() {
    need hullmark world patch
    mkdir -p u .github/workflows
    # shellcheck disable=SC2016 # the files' own, not ours
    {
        printf 'docker run --rm "%s/team/clean:1" true # kept\n' "$REG" >run.sh
        printf 'x:\n\t@docker run -w /a$$b \\\n\t  %s/team/clean:1 x\n' "$REG" >Makefile
        printf '[Service]\nExecStart=/usr/bin/podman run --name a %s/team/multi:2.0 x\n' "$REG" >u/a.service
        printf '[Container]\nImage=%s/team/multi:2.0\n' "$REG" >u/b.container
        printf '[Image]\nImage=%s/team/multi:2.0\n' "$REG" >u/c.image
        printf 'crane copy %s/team/clean:1 r.example/clean:1\nskopeo copy docker://%s/team/clean:1 dir:x\n' "$REG" "$REG" >mirror.sh
        printf 'jobs:\n  a:\n    steps:\n    - run: docker pull %s/team/clean:1\n' "$REG" >.github/workflows/ci.yml
    }
    expect_exit 1 hullmark pin --check --offline
    expect_equal "$(wc -l <"$SAID/stdout")" 8
    expect_match '^mirror.sh:2: .*/team/clean:1' "$SAID/stdout"
    sed -i 2d mirror.sh
    expect_exit 0 hullmark pin
    patch -p1 <"$SAID/stdout"
    expect_match "^docker run --rm \"$REG/team/clean:1@$DIGEST_CLEAN\" true # kept\$" run.sh
    expect_match "^	  $REG/team/clean:1@$DIGEST_CLEAN x\$" Makefile
    expect_match " --name a $REG/team/multi:2.0@$DIGEST_MULTI x\$" u/a.service
    expect_match "^Image=$REG/team/multi:2.0@$DIGEST_MULTI\$" u/b.container
    expect_match "^Image=$REG/team/multi:2.0@$DIGEST_MULTI\$" u/c.image
    expect_match "^crane copy $REG/team/clean:1@$DIGEST_CLEAN r.example/clean:1\$" mirror.sh
    expect_match "run: docker pull $REG/team/clean:1@$DIGEST_CLEAN\$" .github/workflows/ci.yml
    expect_exit 0 hullmark pin --check
    # shellcheck disable=SC2016 # the file's own, not ours
    printf 'i=%s/team/clean:1\ndocker run $i\ndocker run "$@"\n' "$REG" >run.sh
    expect_exit 3 hullmark pin run.sh
    expect_match "^hullmark: run.sh:2: $REG/team/clean:1 is not pinned: it comes from a variable" "$SAID/stderr"
    expect_match "^hullmark: run.sh:3: the image of .docker run. is not pinned: some of its options" "$SAID/stderr"
}

# The digest goes where the tag that counts is written.
kustomized() {
    need hullmark world patch
    mkdir base over
    printf 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: app\n' >base/pod.yaml
    printf 'resources: [pod.yaml]\n' >base/kustomization.yaml
    printf 'resources: [../base]\nimages:\n  - name: app\n    newName: %s/team/clean\n    newTag: "1"\n' "$REG" >over/kustomization.yaml
    expect_exit 1 hullmark pin --check --offline
    expect_equal "$(cat "$SAID/stdout")" "over/kustomization.yaml:5: $REG/team/clean:1 has no digest"
    expect_exit 0 hullmark pin
    patch -p1 <"$SAID/stdout"
    expect_equal "$(tail -n 1 over/kustomization.yaml)" "    digest: $DIGEST_CLEAN"
    expect_exit 0 hullmark pin --check
    hullmark scan --without all --profile all -o json=out.json >/dev/null || [ $? = 1 ]
    expect_json out.json 'all(f["suppressedBy"][0]["path"] == "over/kustomization.yaml"
        for f in doc["findings"] if f["ruleId"] in ("HM7036", "HM7037")) and
        sum(f["ruleId"] in ("HM7036", "HM7037") for f in doc["findings"]) == 2'
    printf 'resources: [../base]\n' >kustomization.yaml
    mkdir plain && mv kustomization.yaml plain
    hullmark scan --without all --profile all -o json=out.json >/dev/null || [ $? = 1 ]
    expect_json out.json 'not any(f.get("suppressedBy") for f in doc["findings"])'
}

unread() {
    need hullmark
    printf "agent { docker { image 'a } }\n" >Jenkinsfile
    expect_exit 3 hullmark pin --check --offline
    expect_match "^hullmark: Jenkinsfile: line 1: the string has no end" "$SAID/stderr"
    # shellcheck disable=SC2016 # the file's own, not ours
    printf 'docker.image("a:${TAG}").pull()\n' >Jenkinsfile
    expect_exit 1 hullmark pin --check --offline
    expect_exit 3 hullmark pin --offline
    expect_match "^hullmark: Jenkinsfile:1: a:.* is not pinned: it has a variable" "$SAID/stderr"
}

nothing() {
    need hullmark
    local check
    printf 'a: 1\n' >values.yaml
    for check in "" --check; do
        expect_exit 3 hullmark pin --offline $check
        expect_match "^hullmark: there was nothing to pin: no Dockerfile was found" "$SAID/stderr"
    done
    printf 'FROM scratch\n' >Dockerfile
    expect_exit 0 hullmark pin --offline --check
    expect_equal "$(cat "$SAID/stderr")" ""
}

check "compose, Kubernetes and pipelines" manifests
check "Jenkinsfiles and bake files" pipelines
check "Dockerfiles inside of other files" inline
check "containers that commands run" commands
check "images that Kustomize sets" kustomized
check "what cannot be read is no pass" unread
check "nothing to pin is no pass" nothing
check "a diff" a_diff
check "in place" in_place
check "--check names what has no digest" unpinned
check "what cannot be pinned is named" unknown
check "offline" offline
for lie in header html endless http500; do
    check "a lying registry: $lie" lied_to "$lie"
done
