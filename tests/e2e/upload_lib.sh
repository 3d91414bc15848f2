# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the tests of uploads share: a stand-in for the destination, what it holds afterwards, and
# that nothing that is said has a token.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# shellcheck disable=SC2034 # for the scripts
report=$ROOT/tests/golden/typical/expected.sarif
token=ghs_Kanarienvogel0123456789abcdefABCD

destination() { # destination NAME OPTION...: the stand-in tests/e2e/fake_NAME.py at $ADDRESS
    need hullmark python3
    listen python3 "$ROOT/tests/e2e/fake_$1.py" --log "${LOG:-log.jsonl}" --token "$token" "${@:2}"
}

upload() { # upload CODE ARGUMENT...: and nothing that it says has the token
    expect_exit "$1" hullmark upload "${@:2}"
    expect_no_match Kanarienvogel "$SAID/stdout"
    expect_no_match Kanarienvogel "$SAID/stderr"
}

expect_said() { # expect_said REGEX
    expect_match "$1" <(cat "$SAID/stdout" "$SAID/stderr")
}

ask() { # ask METHOD PATH BODY-FILE HEADER...: of the stand-in, whose answer goes to answer.json
    python3 - "$ADDRESS" "$@" <<'PYTHON'
import http.client, sys

address, method, path, body, *headers = sys.argv[1:]
connection = http.client.HTTPConnection(address, timeout=10)
with open(body, "rb") as file:
    connection.request(method, path, file.read() or None, {
        "Content-Type": "application/json", "User-Agent": "test",
        **dict(header.split(": ", 1) for header in headers)})
answer = connection.getresponse()
with open("answer.json", "wb") as file:
    file.write(answer.read())
assert answer.status < 300, answer.status
PYTHON
}

expect_state() { # expect_state EXPRESSION: over what the destination holds
    ask GET /__state /dev/null
    expect_json answer.json "$1"
}

expect_no_problems() {
    expect_json "${LOG:-log.jsonl}" 'all(not entry["problems"] for entry in doc)'
}

strangers() { # strangers FILE MEMBER BODY...: comments of somebody else; a body is JSON
    local file=$1 member=$2 body comma=''
    printf '[' >"$file"
    for body in "${@:3}"; do
        printf '%s{"%s":{"id":7,"login":"eve","type":"User"},"body":%s}' "$comma" "$member" \
            "$body" >>"$file"
        comma=,
    done
    printf ']' >>"$file"
}
