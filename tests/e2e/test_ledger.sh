#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the ledger says of a tool that did not do its work, in each way there is: state, exit code and
# reason, the same in JSON, SARIF and on the console; and the run passes only where nothing was missed.
# shellcheck source-path=SCRIPTDIR source=lib.sh
# shellcheck disable=SC2016 # what is written holds variables of the tools that it makes
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

tool() { # tool BODY [VERSION]: a hadolint that does this
    printf '#!/bin/bash\n[ "$1" != --version ] || { echo "Haskell Dockerfile Linter %s"; exit; }\n%s\n' \
        "${2-2.15.1}" "$1" >hadolint
    chmod +x hadolint
    export HULLMARK_HADOLINT=$PWD/hadolint
}

scan=(hullmark scan --without trivy --fail-on none --allow-empty)

# row EXIT STATE CODE REASON OPTION...: of hadolint, as all formats tell it; CODE none: it did not end by itself
row() {
    need hullmark
    local found
    [ -e Dockerfile ] || [ -e nothing ] || printf 'FROM scratch\n' >Dockerfile
    expect_exit "$1" "${scan[@]}" "${@:5}" -o json=out.json -o sarif=out.sarif -o text=out.txt
    found=$(json out.json "[(r['state'], r.get('exitCode', 'none'), r.get('reason', '')) for r in doc['ledger']
        if r['tool'] == 'hadolint'][0]")
    printf '%s\n' "$found" >found
    expect_match "^\[\"$2\", \"?$3\"?, .*$4" found
    expect_equal "$(json out.sarif "[(r['state'], r.get('exitCode', 'none'), r.get('reason', ''))
        for r in doc['runs'][0]['properties']['ledger'] if r['tool'] == 'hadolint'][0]")" "$found"
    expect_match "^  $2 +hadolint.*$4" out.txt
    expect_equal "$(json out.json "doc['verdict']")" "$([ "$1" = 0 ] && echo pass || echo incomplete)"
    expect_json out.sarif "doc['runs'][0]['invocations'][0]['exitCode'] == $1"
    expect_json out.sarif "doc['runs'][0]['invocations'][0]['executionSuccessful'] == ($1 == 0)"
    [ "$1" = 0 ] || expect_json out.sarif "any(n['level'] == 'error' and 'hadolint' in n['message']['text']
        for n in doc['runs'][0]['invocations'][0]['toolExecutionNotifications'])"
}

with() { # with BODY ROW...: the row of a tool that does this
    tool "$1"
    row "${@:2}"
}

missing() { HULLMARK_HADOLINT=$PWD/none row "$@"; }
old() { tool 'echo "[]"' 1.0.0 && row "$@"; }
nothing() { touch nothing && with 'echo "[]"' "$@"; }

locked() {
    need hullmark
    tool 'echo "[]"'
    printf 'FROM scratch\n' >Dockerfile
    hullmark tools lock >/dev/null 2>&1
    row "$@"
}

require=(--require hadolint)
check "done" with 'echo "[]"' 0 "done" 0 '' "${require[@]}"
check "missing, and required" missing 3 failed none 'none' "${require[@]}"
check "missing, and not required" missing 0 skipped none 'none' --with hadolint
check "switched off" with 'echo "[]"' 0 skipped none 'switched off by --without' --without hadolint
check "switched off with all others" with 'echo "[]"' 0 skipped none 'switched off' --with hadolint --without all
check "nothing to look at" nothing 0 not-applicable none 'no Dockerfile was read' "${require[@]}"
check "refused by the lock" locked 3 failed none 'which cannot be pinned' "${require[@]}" --locked
check "too old" old 3 failed 0 'its version 1.0.0 is older than' "${require[@]}"
check "over its time" with 'sleep 60' 3 failed none 'after 1 seconds and was killed' "${require[@]}" --timeout 1
check "killed" with 'kill -9 $$' 3 failed none 'ended by signal 9 \(SIGKILL\)' "${require[@]}"
check "cut output" with 'yes' 3 failed none 'it wrote more than [0-9]+ bytes' "${require[@]}"
check "garbage" with 'echo hello' 3 failed 0 'not what it should be' "${require[@]}"
check "half a document" with 'printf "[{"' 3 failed 0 'not what it should be' "${require[@]}"
check "no output" with 'true' 3 failed 0 'not what it should be' "${require[@]}"
check "a code that it does not have" with 'echo "[]"; exit 7' 3 failed 7 'exit code 7' "${require[@]}"
check "findings by its code, and none in its output" with 'echo "[]"; exit 1' 3 failed 1 'exit code 1' "${require[@]}"
check "failed, and not required" with 'echo hello' 3 failed 0 'not what it should be' --with hadolint
check "failed, and allowed to" with 'echo hello' 0 failed 0 'not what it should be' --with hadolint \
    --allow-incomplete hadolint
check "switched off, and required: it runs" with 'echo "[]"' 0 "done" 0 '' --without hadolint "${require[@]}"

# --- by target -----------------------------------------------------------------------------------

targets() { # targets TOOL: "state task target" of each of its rows
    json out.json "'; '.join(sorted(' '.join((r['state'], r['task'], r['target'])) for r in doc['ledger']
        if r['tool'] == '$1'))"
}

each_target() {
    need hullmark
    mkdir a b
    printf 'FROM scratch\n' >a/Dockerfile
    tool 'echo "[]"'
    expect_exit 0 "${scan[@]}" --require hadolint,shellcheck,dockle,compose-lint a b -o json=out.json
    expect_equal "$(targets hadolint)" "done dockerfile a; not-applicable dockerfile b"
    expect_equal "$(targets shellcheck)" "not-applicable shell a; not-applicable shell b"
    expect_equal "$(targets compose-lint)" "not-applicable compose a; not-applicable compose b"
    expect_equal "$(targets dockle)" "not-applicable image images"
    expect_equal "$(targets trivy)" "skipped config a; skipped config b; skipped fs a; skipped fs b"
}

unread_image() {
    need hullmark
    expect_exit 3 hullmark scan --require trivy,dockle --image 127.0.0.1:9/a/b:1 -o json=out.json
    expect_equal "$(targets trivy)" "skipped image 127.0.0.1:9/a/b:1"
    expect_equal "$(targets dockle)" "skipped image 127.0.0.1:9/a/b:1"
}

unasked_signatures() {
    need hullmark
    printf 'FROM scratch\n' >Dockerfile
    expect_exit 3 "${scan[@]}" --require cosign -o json=out.json
    expect_equal "$(targets cosign)" "skipped signature images"
    printf 'signatures:\n  rules:\n    - image: "**"\n      unsigned: {until: 2037-01-01, reason: later}\n' >.hullmark.yaml
    expect_exit 0 "${scan[@]}" --require cosign -o json=out.json
    expect_equal "$(targets cosign)" "not-applicable signature images"
}

check "a row for each tool and PATH" each_target
check "an image that could not be read was not scanned" unread_image
check "cosign is required, and nothing says whose signature" unasked_signatures
