#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `hullmark verify` against real registries, a lying one, and images in every form: 0 all bytes are
# what the digests say, 1 something is not, 3 it could not be found out, 2 the question is wrong.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

verdict() { # verdict CODE TARGET [OPTION...]
    need hullmark world
    expect_exit "$1" hullmark verify "${@:2}"
}

images=${IMAGES-} reg=${REG-} reg_auth=${REG_AUTH-} reg_tls=${REG_TLS-} reg_token=${REG_TOKEN-}

# --- layouts and archives ------------------------------------------------------------------------

for image in vuln-alpine vuln-alpine:1.0 vuln-debian leaky clean multi \
    vuln-alpine.{docker,docker25,crane,oci}.tar multi.oci.tar; do
    check "$image" verdict 0 "$images/$image"
done
check "an archive by its tag" verdict 0 "$images/vuln-alpine.docker.tar:hullmark.test/vuln-alpine:1.0"
check "an archive by a tag that it has not" verdict 3 "$images/vuln-alpine.docker.tar:hullmark.test/vuln-alpine:2.0"
check "an OCI tar file by its tag" verdict 0 "$images/vuln-alpine.oci.tar:1.0"
check "an archive as a layout" expect_exit 3 hullmark scan --without all --layout "$images/vuln-alpine.docker.tar"
for image in tampered flipped-layer flipped-config flipped-manifest missing-blob wrong-size \
    wrong-diff-id path-digest {tampered,flipped-config}.{docker,docker25,crane}.tar; do
    check "$image" verdict 1 "$images/$image"
done
for image in symlinked-blob truncated.docker.tar not-an-image.tar; do
    check "$image" verdict 3 "$images/$image"
done
hashing_is_told() {
    verdict 0 "$images/clean" --verbose
    expect_match "^hullmark: digest $images/clean: started$" "$SAID/stderr"
    expect_match "^hullmark: digest $images/clean: [0-9]+ of [0-9]+ blobs, .* MB, ended after" "$SAID/stderr"
}

check "--verbose tells beginning and end" hashing_is_told
check "one platform of a layout" verdict 0 "$images/multi" --platform linux/arm64
check "a platform that is not there" verdict 3 "$images/multi" --platform linux/s390x
check "a tag that is not there" verdict 3 "$images/multi:none"

# --- registries ----------------------------------------------------------------------------------

check "registry: by tag" verdict 0 "$reg/team/vuln-alpine:1.0"
check "registry: by digest" verdict 0 "$reg/team/vuln-alpine@${DIGEST_VULN_ALPINE-}"
check "registry: an index" verdict 0 "$reg/team/multi@${DIGEST_MULTI-}"
check "registry: one platform" verdict 0 "$reg/team/multi:2.0" --platform linux/arm64
check "registry: all platforms" verdict 0 "$reg/team/multi:2.0" --platform all
check "registry: two platforms" verdict 0 "$reg/team/multi:2.0" --platform linux/arm64 \
    --platform linux/amd64
check "registry: one of two platforms is not there" verdict 3 "$reg/team/multi:2.0" \
    --platform linux/arm64,linux/s390x
check "registry: a platform that is not there" verdict 3 "$reg/team/multi:2.0" \
    --platform linux/s390x
check "registry: an unknown tag" verdict 3 "$reg/team/multi:none"
check "registry: an unknown repository" verdict 3 "$reg/team/none:1"
check "registry: offline" verdict 3 "$reg/team/multi:2.0" --offline
check "registry: nobody listens" verdict 3 127.0.0.1:9/team/multi:2.0
named=registry.localhost:${reg##*:} # this machine by a name that does not say so
check "registry: plain http that nobody named" verdict 3 "$named/team/multi:2.0"
check "registry: plain http" verdict 0 "$named/team/multi:2.0" --plain-http "$named"
check "registry: plain http of another port" verdict 3 "$named/team/multi:2.0" --plain-http registry.localhost:1

plain_http_is_said() {
    verdict 0 "$named/team/multi:2.0" --plain-http "$named" -o sarif=out.sarif
    expect_json out.sarif '"plain-http" in str(doc)'
}

check "registry: plain http stands in the report" plain_http_is_said
check "registry: not a reference" verdict 2 "$reg/Team/Multi"

# --- one image, not a name -----------------------------------------------------------------------

finds() { # finds IDS COMMAND...: exactly these rules' findings, whatever the exit code
    need hullmark world
    hullmark "${@:2}" -o sarif=out.sarif >/dev/null 2>&1 || [ $? -le 1 ]
    expect_equal "$(json out.sarif '" ".join(sorted(r["ruleId"] for r in doc["runs"][0]["results"]))')" "$1"
}

from() { # from IDS REFERENCE [BEFORE BEHIND]: a Dockerfile that uses it, in FROM or elsewhere
    need hullmark world
    printf '%s\nUSER 1000\nHEALTHCHECK CMD true\n' "${3-FROM }$2${4-}" >Dockerfile
    hullmark scan --resolve --without all -o sarif=out.sarif >/dev/null 2>&1 || [ $? -le 1 ]
    expect_equal "$(json out.sarif '" ".join(sorted(
        "%s:%d" % (r["ruleId"], r["locations"][0]["physicalLocation"]["region"]["startLine"])
        for r in doc["runs"][0]["results"] if r["ruleId"] == "HM5005"))')" "$1"
}

amd64=${DIGEST_MULTI_AMD64-} index=${DIGEST_MULTI-}
check "tag and digest: the same" finds "" verify "$reg/team/multi:2.0@$index" --platform all
check "tag and digest: the tag points elsewhere" finds HM5005 verify "$reg/team/multi:2.0@$amd64"
check "tag and digest: the tag is gone" finds "" verify "$reg/team/multi:gone@$amd64"
check "tag and digest: by digest alone" finds "" verify "$reg/team/multi@$amd64"
check "FROM tag and digest: the same" from "" "$reg/team/multi:2.0@$index"
check "FROM tag and digest: the tag points elsewhere" from HM5005:1 "$reg/team/multi:2.0@$amd64"
copy=$'FROM scratch\nCOPY --from=' mount=$'FROM scratch\nRUN --mount=type=bind,target=/x,from='
check "COPY --from: the tag points elsewhere" from HM5005:2 "$reg/team/multi:2.0@$amd64" "$copy" " /a /"
check "a mount: the tag points elsewhere" from HM5005:2 "$reg/team/multi:2.0@$amd64" "$mount" " true"
check "# syntax: the tag points elsewhere" from HM5005:1 "$reg/team/multi:2.0@$amd64" "# syntax=" \
    $'\nFROM scratch'
check "COPY --from: the tag is the same" from "" "$reg/team/multi:2.0@$index" "$copy" " /a /"
check "FROM tag and digest: the tag is gone" from "" "$reg/team/multi:gone@$amd64"
check "an index: the platform nobody chose" finds HM5006 verify "$reg/team/multi:2.0"
check "an index: one platform" finds HM5006 verify "$reg/team/multi:2.0" --platform linux/arm64
check "an index: each platform" finds "" verify "$reg/team/multi:2.0" --platform linux/arm64 \
    --platform linux/amd64
check "an index: all platforms" finds "" verify "$reg/team/multi:2.0" --platform all
check "an index: in a layout" finds "" verify "$images/multi"
# By the real Trivy, which looks at the one platform: the finding says that the others were not scanned.
partly_scanned() { # partly_scanned IDS PLATFORM
    need hullmark world trivy
    expect_exit 0 hullmark tools fetch-db --db-repository "$REG/trivy-db:2"
    hullmark scan --image "$REG/team/multi:2.0" --platform "$2" --exit-zero -o sarif=out.sarif
    expect_equal "$(json out.sarif '" ".join(r["ruleId"] for r in doc["runs"][0]["results"] if r["ruleId"][:2] == "HM")')" "$1"
    expect_json out.sarif 'any(r["tool"] == "trivy" and r["task"] == "image" and r["state"] == "done"
        for r in doc["runs"][0]["properties"]["ledger"])'
}
check "an index: one platform was scanned" partly_scanned HM5006 linux/amd64
check "an index: all platforms were scanned" partly_scanned "" all
check "no index" finds "" verify "$reg/team/clean:1"

logged_in() {
    need hullmark world
    export DOCKER_CONFIG=$WORLD/docker
    verdict "$@"
}

wrong_password() { # wrong_password REGISTRY
    need hullmark world
    export DOCKER_AUTH_CONFIG="{\"auths\":{\"$1\":{\"username\":\"ci\",\"password\":\"kanarienvogel\"}}}"
    verdict 3 "$1/team/vuln-alpine:1.0"
    expect_no_match kanarienvogel "$SAID/stdout"
    expect_no_match kanarienvogel "$SAID/stderr"
}

for registry in "htpasswd $reg_auth" "token $reg_token"; do
    check "${registry% *}: not logged in" verdict 3 "${registry#* }/team/vuln-alpine:1.0"
    check "${registry% *}: logged in" logged_in 0 "${registry#* }/team/vuln-alpine:1.0"
    check "${registry% *}: wrong password" wrong_password "${registry#* }"
done
check "token: public to anybody" verdict 0 "$reg_token/public/clean:1"
check "TLS: an unknown CA" verdict 3 "$reg_tls/team/vuln-alpine:1.0"
check "TLS: its CA" verdict 0 "$reg_tls/team/vuln-alpine:1.0" --ca-file "${CA-}"

by_environment() {
    need hullmark world
    export SSL_CERT_FILE=$CA
    verdict 0 "$REG_TLS/team/vuln-alpine:1.0"
}
check "TLS: its CA in SSL_CERT_FILE" by_environment

# --- a local engine ------------------------------------------------------------------------------

in_engine() { # in_engine CODE IMAGE ARCHIVE [COMMAND...]: the engine has the archive as app:1
    need hullmark world
    listen "$ROOT/tests/e2e/world/fake_engine.py" "$PWD/engine.sock" "app:1=$IMAGES/$3"
    export DOCKER_HOST=unix://$ADDRESS TMPDIR=$PWD/tmp
    mkdir tmp
    expect_exit "$1" hullmark "${@:4}" "$2"
    expect_equal "$(ls tmp)" ""
}

check "engine: an image" in_engine 0 docker-daemon://app:1 vuln-alpine.docker.tar verify --offline
check "engine: of Docker 25" in_engine 0 docker-daemon://app:1 vuln-alpine.docker25.tar verify
check "engine: a changed layer" in_engine 1 docker-daemon://app:1 tampered.docker.tar verify
check "engine: half an image" in_engine 3 docker-daemon://app:1 truncated.docker.tar verify
check "engine: another image" in_engine 3 docker-daemon://app:2 vuln-alpine.docker.tar verify
check "engine: not a name" in_engine 2 docker-daemon://App:1 vuln-alpine.docker.tar verify

# An engine that nobody here wrote, in folders of the case.
in_podman() { # in_podman CODE IMAGE
    need hullmark world podman curl
    local sock=$PWD/podman.sock tries
    export HOME=$PWD/home XDG_RUNTIME_DIR=$PWD/run TMPDIR=$PWD/tmp
    mkdir -p tmp run "$HOME/.config/containers"
    printf '{"default":[{"type":"insecureAcceptAnything"}]}' >"$HOME/.config/containers/policy.json"
    podman --root "$PWD/storage" --runroot "$PWD/run/root" --storage-driver vfs --cgroup-manager cgroupfs \
        --events-backend file system service --time 60 "unix://$sock" >"$SAID/podman" 2>&1 &
    servers+=($!)
    for tries in {1..100}; do
        [ ! -S "$sock" ] || break
        sleep 0.1
    done
    curl -sS --fail --max-time 60 --unix-socket "$sock" -H 'Content-Type: application/x-tar' \
        --data-binary "@$IMAGES/vuln-alpine.docker.tar" 'http://localhost/images/load?quiet=1' ||
        { printf 'after %d tries:\n' "$tries"; cat "$SAID/podman"; return 1; }
    export CONTAINER_HOST=unix://$sock DOCKER_HOST=unix://$sock
    expect_exit "$1" hullmark verify "$2" --offline
}

check "podman: an image" in_podman 0 podman://hullmark.test/vuln-alpine:1.0
check "podman: as Docker's API" in_podman 0 docker-daemon://hullmark.test/vuln-alpine:1.0
check "podman: another image" in_podman 3 podman://hullmark.test/none:1

# containerd, in folders of the case, with the images of one archive.
in_containerd() { # in_containerd CODE ARCHIVE IMAGE [OPTION...]
    need hullmark world containerd ctr
    local sock=$PWD/c.sock tries
    export CONTAINERD_ADDRESS=$sock CONTAINERD_NAMESPACE=hullmark TMPDIR=$PWD/tmp
    mkdir tmp
    printf 'version = 2\nroot = "%s"\nstate = "%s"\n[grpc]\naddress = "%s"\n' "$PWD/root" "$PWD/state" "$sock" >c.toml
    printf 'disabled_plugins = ["io.containerd.grpc.v1.cri"]\n' | cat - c.toml >config.toml
    containerd --config config.toml >"$SAID/containerd" 2>&1 &
    servers+=($!)
    for tries in {1..100}; do
        ! ctr version >/dev/null 2>&1 || break
        sleep 0.1
    done
    ctr images import --no-unpack --base-name hullmark.test/multi "$IMAGES/$2" >"$SAID/import" 2>&1 ||
        { printf 'after %d tries:\n' "$tries"; cat "$SAID/import" "$SAID/containerd"; return 1; }
    expect_exit "$1" hullmark verify "${@:3}" --offline
    expect_equal "$(ls tmp)" ""
}

check "containerd: an image" in_containerd 0 vuln-alpine.docker.tar containerd://hullmark.test/vuln-alpine:1.0
check "containerd: a changed layer" in_containerd 1 tampered.docker.tar containerd://hullmark.test/vuln-alpine:1.0
check "containerd: another image" in_containerd 3 vuln-alpine.docker.tar containerd://hullmark.test/none:1
check "containerd: one platform" in_containerd 0 multi.oci.tar containerd://hullmark.test/multi:2.0 --platform linux/amd64
check "containerd: a platform that it has not" in_containerd 3 multi.oci.tar containerd://hullmark.test/multi:2.0 \
    --platform linux/s390x
check "containerd: not a name" in_engine 2 containerd://App:1 vuln-alpine.docker.tar verify

trivy_sees() { # trivy_sees OPTION IMAGE: Trivy's findings in vuln-alpine, however it is given
    need hullmark world trivy
    if [ "$1" = --image ]; then
        listen "$ROOT/tests/e2e/world/fake_engine.py" "$PWD/engine.sock" "app:1=$IMAGES/vuln-alpine.docker.tar"
        export DOCKER_HOST=unix://$ADDRESS
    fi
    hullmark scan "$1" "$2" --require trivy -o sarif=out.sarif >"$SAID/stdout" 2>"$SAID/stderr" || [ $? = 1 ]
    expect_json out.sarif 'any(r["ruleId"] == "CVE-2019-14697" for run in doc["runs"] for r in run["results"])'
}

check "Trivy: an OCI layout in a tar file" trivy_sees --archive "$images/vuln-alpine.oci.tar"
check "Trivy: an image in an engine" trivy_sees --image docker-daemon://app:1

# --- the lying registry --------------------------------------------------------------------------

lie() { # lie MODE CODE REFERENCE
    need hullmark world
    listen "$ROOT/tests/e2e/world/lying_registry.py" 0 "$REG" "$1"
    expect_exit "$2" hullmark verify "$ADDRESS/$3" --timeout 8
}

by_digest=team/vuln-alpine@${DIGEST_VULN_ALPINE-} by_tag=team/vuln-alpine:1.0
check "lying registry: honest but for a redirect" lie redirect 0 "$by_digest"
check "lying registry: changed blobs" lie blob 1 "$by_digest"
check "lying registry: changed blobs, by tag" lie blob 1 "$by_tag"
check "lying registry: a changed manifest" lie manifest 1 "$by_digest"
check "lying registry: a changed manifest, by tag" lie manifest 1 "$by_tag"
check "lying registry: a wrong digest in the header" lie header 1 "$by_digest"
check "lying registry: a wrong digest in the header, by tag" lie header 1 "$by_tag"
check "lying registry: half a blob" lie truncate 3 "$by_digest"
check "lying registry: a login page" lie html 1 "$by_digest"
check "lying registry: a login page, by tag" lie html 3 "$by_tag"
check "lying registry: a manifest that does not end" lie endless 3 "$by_digest"
check "lying registry: blobs that never come" lie slow 3 "$by_digest"
check "lying registry: nothing but errors" lie http500 3 "$by_digest"
check "lying registry: a transfer that breaks off once" lie cut-once 0 "$by_digest"
check "lying registry: another part than the one asked for" lie range 3 "$by_digest"
check "lying registry: blobs with a byte more" lie longer 1 "$by_digest"
check "lying registry: a manifest of schema 1, by tag" lie schema1 3 "$by_tag"
check "lying registry: a manifest of schema 1" lie schema1 1 "$by_digest"
check "lying registry: a manifest as an index" lie type 1 "$by_digest"
check "lying registry: an index and a manifest in one" lie both 1 "$by_tag"
check "lying registry: too many requests" lie limited 3 "$by_digest"
check "lying registry: blobs for nobody" lie login 3 "$by_digest"
check "lying registry: redirects without end" lie loop 3 "$by_digest"
check "lying registry: a redirect to plain http inside the network" lie inward 3 "$by_digest"

rate() {
    lie rate 0 "$by_tag"
    expect_match "3 more requests for images, of 100" "$SAID/stdout"
}
check "registry: a rate limit that is almost used up" rate

mirrored() { # mirrored CODE MODE: the registry's mirror lies, or not
    need hullmark world
    listen "$ROOT/tests/e2e/world/lying_registry.py" 0 "$REG" "$2"
    expect_exit "$1" hullmark verify "$REG/$by_digest" --mirror "$REG=http://$ADDRESS" --timeout 8
}
check "mirror: honest" mirrored 0 redirect
check "mirror: changed blobs" mirrored 1 blob
check "mirror: nothing but errors" mirrored 0 http500

# An address of this machine that tools do not take for one: they must be told to speak plain http.
told() { # told TOOL OPTION...: the tool reads an image that only a mirror without TLS has
    need hullmark world "$1"
    listen "$ROOT/tests/e2e/world/lying_registry.py" 0 "$REG" rate --bind 127.0.0.2
    hullmark scan --image "elsewhere.test/$by_digest" --mirror "elsewhere.test=http://$ADDRESS" \
        --without all --require "$1" --verbose -o sarif=out.sarif "${@:2}" --timeout 60 \
        >"$SAID/stdout" 2>"$SAID/stderr" || [ $? = 1 ]
    expect_json out.sarif 'any(row["tool"] == "'"$1"'" and row["state"] == "done" and row["task"] != "signature"
        for run in doc["runs"] for row in run["properties"]["ledger"])'
    expect_match "mirror $ADDRESS/" "$SAID/stdout"
}
check "mirror: Trivy is sent to it" told trivy
check "mirror: Syft is sent to it" told syft --sbom sbom.json
check "mirror: Grype is sent to it" told grype
check "mirror: no http elsewhere" verdict 2 "$reg/$by_digest" --mirror "$reg=http://mirror.test"
check "mirror: no registry" verdict 2 "$reg/$by_digest" --mirror "http://127.0.0.1:9"

# --- a redirect to another host takes no credential along ---------------------------------------

# The registry wants a login and sends its blobs from another host, which keeps what it is asked.
elsewhere() { # elsewhere COMMAND...: with @ for the registry's address
    need hullmark world
    local storage login at
    listen "$ROOT/tests/e2e/world/lying_registry.py" 0 "$REG" rate --log "$PWD/storage.log"
    storage=localhost:${ADDRESS##*:}
    listen "$ROOT/tests/e2e/world/lying_registry.py" 0 "$REG_AUTH" redirect --elsewhere "$storage" \
        --log "$PWD/registry.log"
    at=$ADDRESS login=$(printf ci:secret-ci | base64)
    mkdir docker
    printf '{"auths":{"%s":{"auth":"%s"}}}' "$at" "$login" >docker/config.json
    export DOCKER_CONFIG=$PWD/docker
    "${@//@/$at}" >"$SAID/stdout" 2>"$SAID/stderr" || [ $? = 1 ]
    expect_match "^Authorization: Basic $login" registry.log
    expect_match '^GET .*/blobs/' storage.log
    expect_no_match '[Aa]uthorization|[Cc]ookie|secret-ci|Y2k6' storage.log
}

elsewhere_by() { # elsewhere_by TOOL COMMAND...
    need "$1"
    HULLMARK_COSIGN=$(command -v "$1") && export HULLMARK_COSIGN
    elsewhere "${@:2}"
    expect_match "verified +signature" "$SAID/stdout"
}

elsewhere_by_trivy() {
    need trivy
    elsewhere hullmark scan --image @/team/vuln-alpine:1.0 --require trivy -o json=out.json
    expect_json out.json 'any(row["tool"] == "trivy" and row["state"] == "done" for row in doc["ledger"])'
}

check "a redirect: hullmark's own client" elsewhere hullmark verify @/team/vuln-alpine:1.0
for tool in cosign2 cosign3; do
    check "a redirect: $tool" elsewhere_by "$tool" hullmark verify @/sig/good:1 --verify-key "${KEYS-}/good.pub"
done
check "a redirect: Trivy" elsewhere_by_trivy
