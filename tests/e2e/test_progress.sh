#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What is seen while tools run and images are hashed: on a terminal, in a log, and with --quiet.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export TERM=xterm

a_slow_tool() {
    printf 'FROM alpine:3.22\nUSER app\n' >Dockerfile
    printf '#!/bin/sh\ncase "$*" in *version*) echo "Version: 0.76.0"; exit ;; esac\nsleep 2\nexit 1\n' >slow
    chmod +x slow
    export HULLMARK_TRIVY=$PWD/slow
}

on_a_terminal() { # on_a_terminal COMMAND...: what the terminal got, in `said`
    code=0
    python3 "$ROOT/tests/e2e/terminal.py" said "$@" || code=$?
}

tools_on_a_terminal() {
    need hullmark
    a_slow_tool
    on_a_terminal "$HULLMARK" scan --allow-incomplete trivy
    tr '\r' '\n' <said >lines
    expect_match 'trivy config \.  0 s' lines
    expect_match 'trivy fs \.  1 s' lines
    # Whatever was drawn is erased: as many lines up, and all below them.
    python3 - <<'EOF'
import re

said = open("said", "rb").read().decode()
drawn = 0
for up, end in re.findall(r"\x1b\[(\d+)A\r\x1b\[J|(\n)", said):
    drawn = drawn + 1 if end else drawn - int(up)
    assert drawn >= 0, "it erases what is not its own"
assert drawn == 0, "%d lines are left" % drawn
assert "\x1b[J" in said
EOF
}
check "on a terminal each tool has a line, which goes when it has ended" tools_on_a_terminal

images_on_a_terminal() {
    need hullmark world
    on_a_terminal "$HULLMARK" verify "$IMAGES/vuln-debian"
    expect_equal "$code" 0
    expect_match 'digest .*vuln-debian  [0-9]+ of [0-9]+ blobs, [0-9]+\.[0-9] of [0-9]+\.[0-9] MB  [0-9]+ s' said
    expect_equal "$(tail -c 3 said | od -An -c | tr -d ' ')" '033[J'
}
check "on a terminal an image has a line with blobs, bytes and seconds" images_on_a_terminal

nothing_but_start_and_end() {
    need hullmark
    a_slow_tool
    CI=true on_a_terminal "$HULLMARK" scan --allow-incomplete trivy --verbose
    expect_no_match $'\033' said
    expect_match '^hullmark: trivy config \.: started' said
    expect_match '^hullmark: trivy config \.: ended after 2\.[0-9] s' said
    expect_equal "$(grep -c 'started\|ended after' said)" 4
    hullmark scan --allow-incomplete trivy --verbose >/dev/null 2>log || :
    expect_no_match $'\033' log
    expect_equal "$(grep -c 'started\|ended after' log)" 4
}
check "a log has start and end, and no more" nothing_but_start_and_end

quiet() {
    need hullmark
    a_slow_tool
    on_a_terminal "$HULLMARK" scan --allow-incomplete trivy --quiet
    expect_no_match $'\033|trivy config \.' said
    TERM=dumb on_a_terminal "$HULLMARK" scan --allow-incomplete trivy
    expect_no_match $'\033' said
}
check "--quiet, and a terminal that can do nothing" quiet
