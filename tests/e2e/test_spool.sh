#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What could not be delivered waits in a folder, and is sent once more: whatever instant the process
# is killed at, nothing is lost and the destination looks as after one upload.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

report=$ROOT/tests/golden/typical/expected.sarif

killed_everywhere() { # killed_everywhere TARGET POINTS
    need hullmark python3 cc
    cc -O1 -o kill_at "$ROOT/tests/e2e/kill_at.c"
    python3 "$ROOT/tests/e2e/kill_everywhere.py" ./kill_at "$HULLMARK" "$report" "$1" "$2"
}
check "killed at 240 instants: PUT" killed_everywhere put 120
check "killed at 240 instants: a comment" killed_everywhere github-comment 120
check "killed at 60 instants: GitHub" killed_everywhere github 30

nobody_there() { # nobody_there ARGUMENT...: an upload that cannot arrive
    export HULLMARK_SPOOL_DIR=$PWD/spool
    expect_exit 3 hullmark upload "$report" --to http://127.0.0.1:9/reports/1 --timeout 2 "$@"
}

waits() {
    need hullmark
    nobody_there
    expect_match "upload --spool" "$SAID/stderr"
    expect_equal "$(stat -c %a spool)" 700
    expect_equal "$(stat -c %a spool/*.report)" 600
    expect_exit 3 hullmark upload --spool --timeout 2
    expect_match "1 of 1 reports still wait" "$SAID/stderr"
}
check "what cannot arrive waits, for its owner alone" waits

no_token_in_it() {
    need hullmark
    printf 'Authorization: Bearer Kanarienvogel\n' >headers
    nobody_there --header-file headers
    expect_no_match Kanarienvogel spool/*.report
    expect_match "headers" spool/*.report
}
check "no token lies in the spool" no_token_in_it

changed() {
    need hullmark
    nobody_there
    sed -i '2,$ s/hullmark/hullmerk/' spool/*.report
    expect_exit 3 hullmark upload --spool
    expect_match "cut or changed" "$SAID/stderr"
    expect_equal "$(find spool -name '*.report' | wc -l)" 1
}
check "a report that was changed is not sent" changed

in_hand() {
    need hullmark flock
    nobody_there
    expect_exit 3 flock spool/*.report "$HULLMARK" upload --spool
    expect_match "another process" "$SAID/stderr"
}
check "two do not send one report" in_hand

others_folder() {
    need hullmark
    mkdir -m 777 spool
    nobody_there
    expect_match "not kept" "$SAID/stderr"
    expect_exit 2 hullmark upload --spool --spool-dir spool "$report"
    expect_exit 3 hullmark upload --spool --spool-dir spool
    expect_match "others may write" "$SAID/stderr"
}
check "a folder that others may write into keeps nothing" others_folder

later_takes_its_place() {
    need hullmark python3
    nobody_there
    sed 's/hullmark container scanner/the later one/' "$report" >later.sarif
    expect_exit 3 hullmark upload later.sarif --to http://127.0.0.1:9/reports/1 --timeout 2
    listen python3 "$ROOT/tests/e2e/fake_github.py" --log log.jsonl
    sed -i "1 s|127.0.0.1:9/|$ADDRESS/|g" spool/*.report
    expect_exit 0 hullmark upload --spool
    expect_equal "$(find spool -name '*.report' | wc -l)" 0
    expect_json log.jsonl 'len(doc) == 1 and "the later one" in str(doc[0])'
}
check "of two for one place the later is sent" later_takes_its_place

dry_run() {
    need hullmark
    nobody_there
    expect_exit 0 hullmark upload --spool --dry-run
    expect_match "^PUT http://127.0.0.1:9/reports/1" "$SAID/stdout"
    expect_equal "$(find spool -name '*.report' | wc -l)" 1
}
check "a dry run shows what waits" dry_run

nothing() {
    need hullmark
    expect_exit 0 hullmark upload --spool --spool-dir nowhere
    expect_match "No report waits" "$SAID/stdout"
}
check "nothing waits" nothing
