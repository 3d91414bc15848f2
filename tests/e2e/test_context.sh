#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# hullmark context: what a build would send, as text and as JSON.
set -eu
cd "$(dirname "$0")/../.."
hullmark=${HULLMARK:-$PWD/build/hullmark}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/app/node_modules/a" "$work/empty"
printf 'FROM alpine:3.22\nCOPY src* /s/\nCOPY . /app\n' >"$work/app/Dockerfile"
printf 'node_modules\n' >"$work/app/.dockerignore"
printf '12345' >"$work/app/src.c"
printf 'TOKEN=f9TzLm4wKq7xyz\n' >"$work/app/.env"
printf '1234567' >"$work/app/node_modules/a/i.js"
mkfifo "$work/app/pipe"
ln -s loop "$work/app/loop"

fail() {
    echo "context: $*"
    exit 1
}

json=$("$hullmark" context --json "$work")
for part in '"context":"app"' '"because":"the Dockerfile'"'"'s folder"' '"keptOut":{"files":1,"bytes":7}' \
    '{"line":2,"taken":{"files":1,"bytes":5},"isCertain":true}' '{"path":".env","what":"an environment file","byContent":true}'; do
    case $json in *"$part"*) ;; *) fail "no $part in $json" ;; esac
done
case $json in *f9TzLm4wKq7xyz*) fail "a secret left the program" ;; esac
text=$("$hullmark" context "$work/app/Dockerfile")
case $text in *"line 1     node_modules: 1 file, 7 B"*) ;; *) fail "$text" ;; esac
case $("$hullmark" context "$work/empty") in *"(the folder that was named)"*) ;; *) fail "an empty folder" ;; esac
case $("$hullmark" context --context "$work" "$work/app") in *"(--context says so)"*) ;; *) fail "--context" ;; esac
code=0
"$hullmark" context "$work/none" 2>/dev/null || code=$?
[ "$code" = 2 ] || [ "$code" = 3 ] || fail "a missing folder gives $code"
echo "context: ok"
