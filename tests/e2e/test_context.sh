#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# hullmark context: what a build would send, as text and as JSON.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

an_app() {
    mkdir -p app/node_modules/a empty
    printf 'FROM alpine:3.22\nCOPY src* /s/\nCOPY . /app\n' >app/Dockerfile
    printf 'node_modules\n' >app/.dockerignore
    printf '12345' >app/src.c
    printf 'TOKEN=f9TzLm4wKq7xyz\n' >app/.env
    printf '1234567' >app/node_modules/a/i.js
    mkfifo app/pipe
    ln -s loop app/loop
}

as_json() {
    need hullmark
    an_app
    expect_exit 0 hullmark context --json .
    cp "$SAID/stdout" out.json
    expect_match '"context":"app"' out.json
    expect_match '"because":"the Dockerfile.s folder"' out.json
    expect_match '"keptOut":\{"files":1,"bytes":7\}' out.json
    expect_match '\{"line":2,"taken":\{"files":1,"bytes":5\},"isCertain":true\}' out.json
    expect_match '\{"path":".env","what":"an environment file","byContent":true\}' out.json
    expect_no_match f9TzLm4wKq7xyz out.json
}
check "as JSON, with what each COPY takes and what holds a secret, which it never names" as_json

as_text() {
    need hullmark
    an_app
    expect_exit 0 hullmark context app/Dockerfile
    expect_match 'line 1 +node_modules: 1 file, 7 B' "$SAID/stdout"
    expect_exit 0 hullmark context empty
    expect_match 'the folder that was named' "$SAID/stdout"
    expect_exit 0 hullmark context --context . app
    expect_match '\(--context says so\)' "$SAID/stdout"
}
check "as text, with what each pattern keeps out and why the root is the root" as_text

no_folder() {
    need hullmark
    expect_exit 3 hullmark context none
    expect_match none "$SAID/stderr"
}
check "a folder that is not there" no_folder
