#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Three whole services, each bad and mended: the bad one has just the findings that it names, and the gate fails; the
# mended one has none.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

services=$ROOT/tests/e2e/examples

bad_service() { # bad_service NAME
    need hullmark
    cp -r "$services/$1/bad/." .
    rm expected
    expect_exit 1 hullmark scan --without all --profile default -o json=report.json .
    json report.json '"\n".join("%d %s" % (f["place"]["line"], f["ruleId"]) for f in doc["findings"])' |
        sort -n >"$SAID/found"
    diff "$services/$1/bad/expected" "$SAID/found"
}

good_service() { # good_service NAME
    need hullmark
    cp -r "$services/$1/good/." .
    expect_exit 0 hullmark scan --without all --profile default -o json=report.json .
    expect_json report.json 'doc["findings"] == []'
}

for folder in "$services"/*/; do
    name=$(basename "$folder")
    check "$name, as it is found" bad_service "$name"
    check "$name, mended" good_service "$name"
done
