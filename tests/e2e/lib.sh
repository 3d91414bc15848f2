# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What every tests/e2e/test_*.sh sources: a case is one `check NAME COMMAND...`, mostly with a
# function of the script as its command.
#
#   scan_of_a_layout() {
#       need hullmark trivy world
#       expect_exit 1 hullmark scan --layout "$IMAGES/vuln-alpine" --output sarif=out.sarif
#       expect_json out.sarif 'len(doc["runs"]) == 1'
#   }
#   check "a layout with vulnerabilities fails the gate" scan_of_a_layout
#
# A case runs in a subshell, in a new empty folder, under `set -e`; what it prints is shown if it
# fails. Whatever `listen` started ends with it. $ROOT is the repository, $HULLMARK the program.
# With the test world up, the variables of its env.sh are set (tests/e2e/world/README.md).
set -uo pipefail

: "${E2E_TEMP:?these scripts are run by tests/e2e/run}"
script=$(basename "${BASH_SOURCE[-1]}")
script=${script%.sh}
script=${script#test_}
cases=0
if [ -n "${E2E_WORLD-}" ]; then
    # shellcheck source=/dev/null
    . "$E2E_WORLD/env.sh"
fi

hullmark() {
    "$HULLMARK" "$@"
}

# check NAME COMMAND...: one case
check() {
    local name="$script: $1" code
    # shellcheck disable=SC2053 # the right side is meant as a pattern
    [[ $name == ${E2E_CASE:-*} ]] || return 0
    shift
    cases=$((cases + 1))
    local folder=$E2E_TEMP/$script.$cases
    SAID=$folder.said
    servers=()
    mkdir "$folder" "$SAID"
    printf '%s\n' "$name" >"$E2E_TEMP/running"
    (
        set -e
        trap end_servers EXIT
        cd "$folder"
        "$@"
    ) >"$folder.log" 2>&1 </dev/null
    code=$?
    case $code in
    0) report passed "$name" ;;
    77) report skipped "$name ($(tail -n 1 "$folder.log"))" ;;
    *)
        sed 's/^/    /' "$folder.log"
        report failed "$name"
        ;;
    esac
    [ -n "${E2E_KEEP-}" ] || rm -rf "$folder" "$SAID" "$folder.log"
}

report() { # report STATE TEXT
    printf '%s\t%s\n' "$1" "$2" >>"$E2E_TEMP/results"
    case $1 in
    passed) printf 'ok      %s\n' "$2" ;;
    skipped) printf 'skip    %s\n' "$2" ;;
    failed) printf 'FAILED  %s\n' "$2" ;;
    esac
}

# need TOOL...: skips the case unless they are all there. Two names mean more than a program in
# PATH: `hullmark` the program under test, `world` the test world.
need() {
    local tool missing=()
    for tool; do
        case $tool in
        hullmark) [ -x "$HULLMARK" ] ;;
        world) [ -n "${E2E_WORLD-}" ] ;;
        *) command -v "$tool" >/dev/null ;;
        esac || missing+=("$tool")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "needs ${missing[*]}"
    exit 77
}

# expect_exit CODE COMMAND...: the output is in $SAID/stdout and $SAID/stderr afterwards
expect_exit() {
    local wanted=$1 code=0
    shift
    "$@" >"$SAID/stdout" 2>"$SAID/stderr" || code=$?
    if [ "$code" != "$wanted" ]; then
        printf 'exit code %s, expected %s: %s\n' "$code" "$wanted" "$*"
        tail -n 20 "$SAID/stdout" "$SAID/stderr"
        return 1
    fi
}

# expect_equal ACTUAL EXPECTED
expect_equal() {
    [ "$1" = "$2" ] || { printf 'got:      %s\nexpected: %s\n' "$1" "$2"; return 1; }
}

# expect_match EXTENDED-REGEX FILE
expect_match() {
    if ! grep -Eq -e "$1" "$2"; then
        printf 'no line of %s matches %s:\n' "$2" "$1"
        head -n 40 "$2"
        return 1
    fi
}

# expect_no_match EXTENDED-REGEX FILE
expect_no_match() {
    ! grep -En -e "$1" "$2" || { printf '(in %s, which must not match %s)\n' "$2" "$1"; return 1; }
}

# json FILE EXPRESSION: prints a Python expression over the document `doc`; strings bare, the rest
# as JSON. JSON lines (a file that ends in .jsonl) are a list.
json() {
    python3 - "$@" <<'EOF'
import json
import sys

path, expression = sys.argv[1:3]
with open(path, encoding="utf-8-sig") as file:
    doc = [json.loads(line) for line in file] if path.endswith(".jsonl") else json.load(file)
value = eval(expression, {"doc": doc})
print(value if isinstance(value, str) else json.dumps(value, sort_keys=True))
EOF
}

# expect_json FILE EXPRESSION: the expression over `doc` must be true
expect_json() {
    local value
    value=$(json "$1" "bool($2)") || return 1
    [ "$value" = true ] || { printf 'not true of %s: %s\n' "$1" "$2"; head -c 2000 "$1"; return 1; }
}

# listen COMMAND...: starts a server that prints "listening on HOST:PORT" when it is ready, sets
# $ADDRESS to HOST:PORT, and ends the server with the case
listen() {
    local said=$SAID/server.${#servers[@]} line tries
    : >"$said"
    "$@" >"$said" 2>"$said.err" &
    servers+=($!)
    for tries in {1..200}; do
        line=$(sed -n 's/^listening on //p' "$said")
        if [ -n "$line" ]; then
            # shellcheck disable=SC2034 # for the case
            ADDRESS=$line
            return 0
        fi
        kill -0 "${servers[-1]}" 2>/dev/null || break
        sleep 0.05
    done
    printf 'does not listen (%d tries): %s\n' "$tries" "$*"
    cat "$said" "$said.err"
    return 1
}

end_servers() {
    local code=$? server
    for server in "${servers[@]-}"; do
        [ -z "$server" ] || kill "$server" 2>/dev/null || :
    done
    exit "$code"
}
