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

refused() {
    need hullmark
    an_app
    printf 'FROM alpine:3.22\nCOPY src.c /\n' >app/dev.Dockerfile
    printf '# ours\nnode_modules\n  [a-\n' >app/.dockerignore
    expect_exit 1 hullmark scan --without all app
    cp "$SAID/stdout" out.txt
    expect_match 'app/.dockerignore:3:3' out.txt
    [ "$(grep -c 'BuildKit refuses \[a-: syntax error in pattern' out.txt)" = 1 ] || fail "not one finding"
    expect_no_match 'What a build would send was not read' out.txt
}
check "an ignore file that BuildKit refuses is one finding of the Dockerfiles that share it" refused

no_folder() {
    need hullmark
    expect_exit 3 hullmark context none
    expect_match none "$SAID/stderr"
}
check "a folder that is not there" no_folder

proposed() {
    need hullmark
    an_app
    expect_exit 0 hullmark context --propose app
    expect_match '^# .dockerignore, for 1 Dockerfile$' "$SAID/stdout"
    expect_match '^\*\*/.env$' "$SAID/stdout"
    expect_no_match f9TzLm4wKq7xyz "$SAID/stdout"
    [ "$(cat app/.dockerignore)" = node_modules ] || fail "it is only shown"
    expect_exit 0 hullmark context --propose --write app
    expect_match '^# added to .*app/.dockerignore$' "$SAID/stdout"
    [ "$(cat app/.dockerignore)" = $'node_modules\n**/.env' ] || fail "$(cat app/.dockerignore)"
    expect_exit 0 hullmark context --propose --write app
    expect_match '^# nothing to add$' "$SAID/stdout"
    [ "$(cat app/.dockerignore)" = $'node_modules\n**/.env' ] || fail "twice"
    expect_exit 0 hullmark context app
    expect_no_match 'No business in an image' "$SAID/stdout"
}
check "lines that the ignore file lacks are shown, and written when that is asked for" proposed

proposed_for_all() {
    need hullmark
    mkdir -p app
    printf 'TOKEN=f9TzLm4wKq7xyz\n' >app/.env
    printf 'x' >app/a.c
    printf 'FROM alpine:3.22\nCOPY a.c /app/\n' >app/Dockerfile
    printf 'FROM alpine:3.22\nCOPY .env /app/\n' >app/dev.Dockerfile
    expect_exit 0 hullmark context --propose app
    expect_match '^# .dockerignore \(new\), for 2 Dockerfiles$' "$SAID/stdout"
    expect_match 'not kept out: .env, an environment file: line 2 of dev.Dockerfile takes it' "$SAID/stdout"
    expect_no_match '^\*\*/.env$' "$SAID/stdout"
    expect_match 'nothing to add' "$SAID/stdout"
    expect_exit 2 hullmark context --write app
    expect_exit 2 hullmark context --propose --json app
}
check "what one of the Dockerfiles of a context takes by its name is not kept out of it" proposed_for_all
