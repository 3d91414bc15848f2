#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Which programs run: hullmark.lock, sealed copies, and Trivy's database fetched by the real Trivy.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

good=$ROOT/ci-examples/app/good

# The rows of a tool in a report's ledger.
rows() { # rows FILE TOOL EXPRESSION-OVER-r
    json "$1" "'\n'.join(sorted(set(str(($3)) for r in doc['ledger'] if r['tool'] == '$2')))"
}

# No database, so that none can be too old.
no_database() {
    export TRIVY_CACHE_DIR=$PWD/cache
}

# A folder in PATH with a Trivy of our own.
own_trivy() {
    mkdir -p bin
    cp -L "$(command -v trivy)" bin/trivy
    export HULLMARK_TRIVY=$PWD/bin/trivy
}

locked_tools_run() {
    need hullmark trivy
    no_database
    expect_exit 0 hullmark tools lock trivy
    expect_json hullmark.lock 'doc["hullmarkLock"] == 1 and [t["name"] for t in doc["tools"]] == ["trivy"]'
    local sum
    sum=$(sha256sum "$(command -v trivy)" | cut -d' ' -f1)
    expect_equal "$(json hullmark.lock 'doc["tools"][0]["sha256"]')" "$sum"
    hullmark scan --locked --allow-incomplete trivy "$good" -o json=out.json >/dev/null 2>&1 || true
    expect_equal "$(rows out.json trivy 'r["pin"]')" verified
    expect_equal "$(rows out.json trivy 'r["sha256"]')" "$sum"
    expect_equal "$(rows out.json trivy 'r["state"] if r["task"] == "config" else "done"')" "done"
}
check "a locked Trivy runs from a sealed copy, and its hash stands in the report" locked_tools_run

nothing_is_hashed_without_a_lock() {
    need hullmark trivy
    hullmark scan --allow-incomplete trivy "$good" -o json=out.json >/dev/null 2>&1 || true
    expect_json out.json 'all("pin" not in r for r in doc["ledger"])'
}
check "without a lock nothing is said of hashes" nothing_is_hashed_without_a_lock

an_exchanged_tool_is_refused() {
    need hullmark trivy
    no_database
    own_trivy
    expect_exit 0 hullmark tools lock trivy
    printf 'x' >>bin/trivy
    expect_exit 3 hullmark scan --allow-incomplete trivy "$good" -o json=out.json
    expect_equal "$(rows out.json trivy 'r["state"], r["pin"]')" "('failed', 'refused')"
    expect_json out.json '"tool-unverified" in [n["id"] for n in doc["notes"]]'
    expect_exit 1 hullmark tools check
    expect_match 'trivy: differs' "$SAID/stdout"
}
check "a program that was exchanged does not run, whatever is allowed" an_exchanged_tool_is_refused

a_script_is_never_verified() {
    need hullmark trivy
    no_database
    mkdir bin
    printf '#!/bin/sh\nexec %s "$@"\n' "$(command -v trivy)" >bin/trivy
    chmod +x bin/trivy
    export HULLMARK_TRIVY=$PWD/bin/trivy
    expect_exit 0 hullmark tools lock trivy
    expect_json hullmark.lock 'doc["tools"][0]["pinnable"] is False'
    hullmark scan --allow-incomplete trivy "$good" -o json=out.json >/dev/null 2>&1 || true
    expect_equal "$(rows out.json trivy 'r["pin"]')" not-pinnable
    expect_exit 3 hullmark scan --locked --allow-incomplete trivy "$good" -o json=out.json
    expect_equal "$(rows out.json trivy 'r["pin"]')" refused
}
check "a script is never called verified, and --locked refuses it" a_script_is_never_verified

locked_needs_a_lock() {
    need hullmark
    expect_exit 2 hullmark scan --locked "$good"
    expect_match 'hullmark tools lock' "$SAID/stderr"
    echo '{"hullmarkLock":1,"commands":["id"]}' >hullmark.lock
    expect_exit 2 hullmark scan --without all "$good"
    expect_exit 2 hullmark tools list
}
check "a lock that is missing or malformed is a usage error" locked_needs_a_lock

# A lock in the scanned tree is not the run's.
a_lock_elsewhere_does_not_count() {
    need hullmark
    mkdir tree
    printf 'FROM scratch\nUSER 10001\n' >tree/Dockerfile
    echo 'no lock' >tree/hullmark.lock
    expect_exit 0 hullmark scan --without all --fail-on none tree
}
check "a lock in the scanned folder is not read" a_lock_elsewhere_does_not_count

database_is_fetched() {
    need hullmark trivy world
    export TRIVY_CACHE_DIR=$PWD/cache
    unset TRIVY_SKIP_DB_UPDATE TRIVY_SKIP_JAVA_DB_UPDATE TRIVY_OFFLINE_SCAN
    expect_exit 0 hullmark tools fetch-db --db-repository "$REG/trivy-db:2"
    expect_match '2026-10-01.*sha256:[0-9a-f]{64}' "$SAID/stdout"
    [ -f cache/db/trivy.db ]
    export SOURCE_DATE_EPOCH=1790985600 # two days later
    expect_exit 0 hullmark tools lock trivy --db-repository "$REG/trivy-db:2"
    expect_json hullmark.lock 'doc["data"][0]["source"].endswith("/trivy-db:2")'
    expect_exit 0 hullmark tools check --locked
    expect_exit 0 hullmark tools fetch-db --locked
    expect_exit 2 hullmark tools fetch-db --db-repository "$REG/another:2"
    hullmark scan --locked "$good" -o json=out.json >/dev/null
    expect_equal "$(rows out.json trivy 'r["state"], r["pin"]')" "('done', 'verified')"
}
check "Trivy's database is fetched from the named source and locked" database_is_fetched

# A cache with the world's database, as `tools fetch-db` makes it, and a lock.
fetched_and_locked() { # fetched_and_locked [OPTION-OF-LOCK...]
    export TRIVY_CACHE_DIR=$PWD/cache SOURCE_DATE_EPOCH=1790985600 # two days later
    expect_exit 0 hullmark tools fetch-db --db-repository "$REG/trivy-db:2"
    expect_exit 0 hullmark tools lock trivy "$@"
}

another_database_is_refused() {
    need hullmark trivy world
    fetched_and_locked
    expect_equal "$(json hullmark.lock 'doc["data"][0]["source"]')" "$REG/trivy-db:2"
    head -c 4096 /dev/zero >>cache/db/trivy.db
    expect_exit 3 hullmark scan --locked --allow-incomplete trivy "$good" -o json=out.json
    expect_json out.json '"tool-data-unverified" in [n["id"] for n in doc["notes"]]'
    expect_exit 1 hullmark tools check --locked
    expect_exit 0 hullmark scan "$good"
    expect_exit 0 hullmark tools lock trivy --renewable-db
    expect_json hullmark.lock '"digest" not in doc["data"][0]'
    expect_exit 0 hullmark scan --locked "$good"
}
check "what was judged by another database than the lock names counts for nothing" another_database_is_refused

a_database_from_elsewhere_is_refused() {
    need hullmark trivy world
    fetched_and_locked --db-repository "$REG/another:2"
    expect_exit 3 hullmark scan "$good" -o json=out.json
    expect_match "came from $REG/trivy-db:2" out.json
    expect_exit 3 hullmark tools check
    rm cache/db/hullmark.json
    expect_exit 3 hullmark scan "$good" -o json=out.json
    expect_match 'nothing says where' out.json
}
check "a database from elsewhere than the lock says is not judged by" a_database_from_elsewhere_is_refused

a_wrong_fetch_leaves_the_database() {
    need hullmark trivy world
    fetched_and_locked
    sed -i -E 's/"digest": "sha256:[0-9a-f]{8}/"digest": "sha256:00000000/' hullmark.lock
    local before
    before=$(find cache -type f -exec sha256sum {} + | sort)
    expect_exit 1 hullmark tools fetch-db --locked
    expect_match 'thrown away' "$SAID/stderr"
    rm hullmark.lock
    expect_exit 3 hullmark tools fetch-db --db-repository "$REG/nothing:2"
    expect_equal "$(find cache -type f -exec sha256sum {} + | sort)" "$before"
    expect_equal "$(ls cache)" db
}
check "a fetch that fails or brings another database leaves the one that was there" a_wrong_fetch_leaves_the_database

java_database_is_fetched() {
    need hullmark trivy world
    fetched_and_locked
    expect_exit 3 hullmark scan --layout "$IMAGES/vuln-debian" "$good"
    expect_match 'hullmark tools fetch-db --java' "$SAID/stdout"
    expect_exit 0 hullmark tools fetch-db --java-db-repository "$REG/trivy-java-db:1"
    expect_match 'Java database of 2026-10-01.* in .*sha256:' "$SAID/stdout"
    expect_exit 1 hullmark scan --layout "$IMAGES/vuln-debian" "$good"
}
check "an image with Java archives takes the Java database, which fetch-db --java brings" java_database_is_fetched

java_database_is_locked() {
    need hullmark trivy world
    fetched_and_locked
    expect_json hullmark.lock '[d["tool"] for d in doc["data"]] == ["trivy"]'
    expect_exit 0 hullmark tools fetch-db --java-db-repository "$REG/trivy-java-db:1"
    expect_exit 0 hullmark tools lock trivy
    expect_json hullmark.lock '[(d["tool"], d["source"].split("/")[1], len(d["digest"])) for d in doc["data"]] == [
        ("trivy", "trivy-db:2", 71), ("trivy-java", "trivy-java-db:1", 71)]'
    expect_exit 0 hullmark tools check --locked
    expect_match '^trivy-java.s data: of 2026-10-01' "$SAID/stdout"
    expect_exit 0 hullmark tools fetch-db --java --db-repository "$REG/trivy-db:2" # from the lock's sources
    expect_match 'Java database' "$SAID/stdout"
    expect_exit 2 hullmark tools fetch-db --java-db-repository "$REG/another:1"
    expect_exit 1 hullmark scan --locked --layout "$IMAGES/vuln-debian" "$good"
    head -c 4096 /dev/zero >>cache/java-db/trivy-java.db
    expect_exit 1 hullmark tools check --locked
    expect_exit 3 hullmark scan --locked --allow-incomplete trivy --layout "$IMAGES/vuln-debian" "$good" -o json=out.json
    expect_json out.json '"tool-data-unverified" in [n["id"] for n in doc["notes"]]'
    expect_match 'java-db/trivy-java.db is sha256:' out.json
    expect_exit 0 hullmark scan --locked "$good"
    rm -r cache/java-db
    expect_exit 3 hullmark tools check
    expect_match '^trivy-java.s data: missing; fetch it with' "$SAID/stdout"
}
check "the database of Java archives is locked, checked and fetched like the other" java_database_is_locked

a_fresh_database_is_not_fetched_again() {
    need hullmark trivy world
    export TRIVY_CACHE_DIR=$PWD/cache SOURCE_DATE_EPOCH=1790850000 # ten hours later
    expect_exit 0 hullmark tools fetch-db --db-repository "$REG/trivy-db:2"
    touch -d @1000000000 cache/db/trivy.db
    expect_exit 0 hullmark tools fetch-db --db-repository "$REG/trivy-db:2"
    expect_match 'less than a day old' "$SAID/stdout"
    expect_equal "$(stat -c %Y cache/db/trivy.db)" 1000000000
    expect_exit 3 hullmark tools fetch-db --db-repository "$REG/nothing:2"
}
check "a database of today is not fetched again, except from elsewhere" a_fresh_database_is_not_fetched_again

a_truncated_database_is_a_failure() {
    need hullmark trivy world
    export TRIVY_CACHE_DIR=$PWD/cache SOURCE_DATE_EPOCH=1790850000
    expect_exit 0 hullmark tools fetch-db --db-repository "$REG/trivy-db:2"
    truncate -s 20000 cache/db/trivy.db
    expect_exit 3 hullmark scan --without all --require trivy --layout "$IMAGES/vuln-alpine" "$good" -o json=out.json
    expect_json out.json 'any(r["state"] == "failed" and r["task"] == "image" for r in doc["ledger"])'
    expect_match 'fetch it again with: hullmark tools fetch-db' out.json
    expect_exit 0 hullmark tools fetch-db --db-repository "$REG/trivy-db:2"
    expect_exit 1 hullmark scan --without all --require trivy --layout "$IMAGES/vuln-alpine" "$good"
}
check "a truncated database is a failure, and fetch-db mends it" a_truncated_database_is_a_failure

what_trivy_cannot_parse_is_unread() {
    need hullmark trivy
    printf 'FROM scratch\nUSER 10001\nRUN <<EOF\ntrue\n' >Dockerfile
    hullmark scan --without all --require trivy -o json=out.json >/dev/null || true
    expect_json out.json '[r["state"] for r in doc["ledger"]
        if r["tool"] == "trivy" and r["task"] == "config" and r["target"] == "Dockerfile"] == ["failed"]'
}
check "a Dockerfile that Trivy passes over with exit code 0 is none that it judged" what_trivy_cannot_parse_is_unread

old_data_are_refused() {
    need hullmark trivy world
    export SOURCE_DATE_EPOCH=1790985600
    expect_exit 0 hullmark tools lock trivy
    export SOURCE_DATE_EPOCH=1792000000
    expect_exit 3 hullmark tools check
    expect_exit 3 hullmark scan "$good" -o json=out.json
    expect_match 'hullmark.lock allows 7' out.json
}
check "data older than the lock allows are not judged by" old_data_are_refused

failed_fetches_say_why() {
    need hullmark trivy world
    export TRIVY_CACHE_DIR=$PWD/cache
    expect_exit 3 hullmark tools fetch-db --db-repository "$REG/nothing:2"
    expect_match 'repository and a tag' "$SAID/stderr"
    expect_exit 3 env DOCKER_CONFIG="$PWD" "$HULLMARK" tools fetch-db --db-repository "$REG_AUTH/team/vuln-alpine:1.0"
    expect_match 'docker login' "$SAID/stderr"
    expect_exit 3 hullmark tools fetch-db --db-repository 127.0.0.1:1/trivy-db:2
    expect_match 'network' "$SAID/stderr"
    expect_exit 3 hullmark tools fetch-db --offline
}
check "a database that cannot be fetched is a failure of its own kind" failed_fetches_say_why

raw_output_is_kept_masked() {
    need hullmark trivy world
    hullmark scan --keep-raw raw --layout "$IMAGES/leaky" "$good" >/dev/null 2>&1 || true
    expect_equal "$(stat -c %a raw)" 700
    expect_json raw/trivy-image-1.stdout 'doc["Metadata"]["ImageConfig"] is not None'
    cat raw/* >all
    expect_no_match '(AKIA|ghp_)[A-Za-z0-9]{8}' all
    expect_exit 2 hullmark scan --keep-raw raw --without all "$good"
    expect_match 'not empty' "$SAID/stderr"
}
check "raw output is kept for its owner alone, secrets masked" raw_output_is_kept_masked

jobs_are_announced() {
    need hullmark trivy
    hullmark scan --verbose "$good" >/dev/null 2>said || true
    expect_match '^hullmark: trivy config .*: started$' said
    expect_match '^hullmark: trivy config .*: ended after' said
    hullmark scan "$good" >/dev/null 2>said || true
    expect_no_match 'started|ended after' said
}
check "--verbose says when a tool begins and ends" jobs_are_announced

# Sets $SERVER to the URL of a real Trivy server with the world's database and the token "of-the-tests".
trivy_server() {
    local port
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    mkdir -p server-cache
    cp -r "$WORLD/cache/db" server-cache/
    TRIVY_TOKEN=of-the-tests listen sh -c "echo listening on 127.0.0.1:$port
        exec trivy server --listen 127.0.0.1:$port --cache-dir server-cache --skip-db-update 2>&1"
    SERVER=http://127.0.0.1:$port
    local tries
    for tries in {1..100}; do
        ! curl -fsS "$SERVER/healthz" >/dev/null 2>&1 || return 0
        sleep 0.1
    done
    echo "no Trivy server at $SERVER after $tries tries"
    return 1
}

a_trivy_server_judges() {
    need hullmark trivy world curl
    trivy_server
    export TRIVY_CACHE_DIR=$PWD/nothing-here TRIVY_TOKEN=of-the-tests SOURCE_DATE_EPOCH=1790985600
    expect_exit 1 hullmark scan --trivy-server "$SERVER" --layout "$IMAGES/vuln-alpine" "$good" -o json=out.json
    expect_json out.json '{r["dataDate"] for r in doc["ledger"] if r["tool"] == "trivy" and r["task"] in ("image", "fs")} == {"2026-10-01T00:00:00Z"}'
    expect_json out.json '"CVE-2019-14697" in [f.get("advisory") or f["rule"] for f in doc["findings"]]'
    expect_no_match 'of-the-tests' out.json
    export TRIVY_TOKEN=another
    expect_exit 3 hullmark scan --trivy-server "$SERVER" "$good" -o json=out.json
    expect_match 'wants its token in TRIVY_TOKEN' out.json
    expect_exit 3 hullmark scan --offline --trivy-server "$SERVER" "$good"
    expect_exit 3 hullmark scan --trivy-server http://127.0.0.1:1 "$good"
    expect_exit 2 hullmark scan --trivy-server http://trivy.example "$good"
    expect_exit 2 hullmark scan --trivy-server https://user:word@trivy.example "$good"
    expect_no_match 'word@' "$SAID/stderr"
}
check "a Trivy server judges by its own database, whose date stands in the report" a_trivy_server_judges

licences_are_judged_when_asked() {
    need hullmark trivy world
    mkdir app
    printf 'FROM scratch\nUSER 10001\n' >app/Dockerfile
    printf '{"name":"x","lockfileVersion":3,"packages":{"":{"dependencies":{"a":"1"}},"node_modules/a":{"version":"1.0.0","license":"AGPL-3.0-only"}}}' \
        >app/package-lock.json
    hullmark scan app -o json=out.json >/dev/null || true
    expect_no_match 'license-' out.json
    expect_exit 1 hullmark scan --licenses app -o sarif=out.sarif
    expect_json out.sarif '[r["level"] for r in doc["runs"][0]["results"] if r["ruleId"].endswith("license-forbidden")] == ["error"]'
}
check "licences are judged when they are asked for, and forbidden ones are findings" licences_are_judged_when_asked

adapters_say_what_is_pinned() {
    need hullmark trivy
    no_database
    own_trivy
    hullmark adapters >out
    expect_match '^    not pinned: there is no lock' out
    expect_exit 0 hullmark tools lock trivy
    hullmark adapters --json >out.json
    expect_json out.json '[t["pin"] for t in doc if t["name"] == "trivy"] == ["verified"]'
    expect_json out.json '{t["pin"] for t in doc if t["name"] != "trivy"} <= {"unlisted", "missing", "not-pinnable"}'
    printf 'x' >>bin/trivy
    hullmark adapters >out
    expect_match '^    NOT the program of the lock' out
    expect_exit 2 hullmark adapters --lock nowhere
}
check "\`hullmark adapters\` says what is pinned" adapters_say_what_is_pinned
