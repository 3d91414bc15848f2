#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `hullmark upload --to defectdojo` against a strict stand-in that reads the report as DefectDojo
# does and keeps its findings. No output ever has the token.
# shellcheck source-path=SCRIPTDIR source=upload_lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/upload_lib.sh"

dojo() { # dojo OPTION...: the stand-in, and a job
    destination defectdojo "$@"
    export DEFECTDOJO_URL=http://$ADDRESS DEFECTDOJO_TOKEN=$token DEFECTDOJO_PRODUCT="Web shop" \
        DEFECTDOJO_PRODUCT_TYPE=Shops CI_COMMIT_REF_NAME=topic CI_JOB_ID=99 \
        CI_COMMIT_SHA=0123456789abcdef0123456789abcdef01234567
}

scan() { # scan CODE FROM OPTION...: out.sarif of a Dockerfile with this base image
    printf 'FROM %s\nRUN cd /x\nCMD ["x"]\n' "$2" >Dockerfile
    expect_exit "$1" hullmark scan --without all -q -o sarif=out.sarif --fail-on none "${@:3}" .
}

taken() {
    dojo
    scan 0 alpine:latest
    upload 0 out.sarif --to defectdojo
    expect_said "DefectDojo took the report: http://127.0.0.1:[0-9]*/test/1"
    expect_state '[(t["product"], t["product_type"], t["engagement"], t["title"], t["branch_tag"],
        t["build_id"]) for t in doc["tests"]] ==
        [("Web shop", "Shops", "hullmark", "hullmark", "topic", "99")]'
    expect_state 'all(f["active"] and f["file_path"] == "Dockerfile" and f["line"] >= 1
        and f["unique_id_from_tool"] for f in doc["findings"])'
    expect_state 'any(f["severity"] == "Critical" and f["cwe"] == 250 for f in doc["findings"])'
    expect_equal "$(json out.sarif 'len(doc["runs"][0]["results"])')" \
        "$(json answer.json 'len(doc["findings"])')"
    expect_no_problems
}
check "taken, and read as it was meant" taken

again() {
    dojo
    scan 0 alpine:latest
    upload 0 out.sarif --to defectdojo
    ask GET /__state /dev/null
    mv answer.json first.json
    upload 0 out.sarif --to defectdojo
    ask GET /__state /dev/null
    expect_equal "$(json answer.json 'doc["findings"]')" "$(json first.json 'doc["findings"]')"
    expect_json answer.json '[t["imports"] for t in doc["tests"]] == [2]'
}
check "the same report again changes no finding" again

closes() {
    dojo
    scan 0 alpine:latest
    upload 0 out.sarif --to defectdojo
    scan 0 alpine:3.20@sha256:1111111111111111111111111111111111111111111111111111111111111111
    upload 0 out.sarif --to defectdojo
    expect_state 'any(f["is_mitigated"] for f in doc["findings"])'
    expect_equal "$(json out.sarif 'len(doc["runs"][0]["results"])')" \
        "$(json answer.json 'sum(f["active"] for f in doc["findings"])')"
    scan 0 alpine:latest
    upload 0 out.sarif --to defectdojo
    expect_equal "$(json out.sarif 'len(doc["runs"][0]["results"])')" \
        "$(json answer.json 'sum(f["active"] for f in doc["findings"])')"
}
check "what is gone is closed, what comes back is open again" closes

incomplete() {
    dojo
    scan 0 alpine:latest
    upload 0 out.sarif --to defectdojo
    scan 3 alpine:3.20@sha256:1111111111111111111111111111111111111111111111111111111111111111 \
        --import none.sarif
    upload 0 out.sarif --to defectdojo
    expect_said "no finding is closed"
    expect_state 'not any(f["is_mitigated"] for f in doc["findings"])'
}
check "an incomplete report closes nothing" incomplete

suppressed() {
    dojo
    printf '# hullmark ignore=HM1001 reason="kept for the test"\nFROM alpine:latest\n' >Dockerfile
    expect_exit 0 hullmark scan --without all -q -o sarif=out.sarif --fail-on none .
    upload 0 out.sarif --to defectdojo
    expect_state 'all(f["active"] != f["false_p"] for f in doc["findings"])'
}
check "what is suppressed is not active" suppressed

for modes in cut,ok cut-after,ok cut-answer,ok cut-early,ok reset,ok 503,ok 502,ok 500,ok 429,ok; do
    lost() {
        dojo --mode "$modes"
        upload 0 "$report" --to defectdojo
        upload 0 "$report" --to defectdojo
        expect_state 'len(doc["tests"]) == 1'
        expect_state 'len(set((f["title"], f["file_path"], f["line"], f["cwe"], f["description"])
            for f in doc["findings"])) == len(doc["findings"])'
    }
    check "$modes makes no finding twice" lost
done

answers() { # answers MODES CODE REGEX
    dojo --mode "$1"
    upload "$2" "$report" --to defectdojo --timeout 20
    expect_said "$3"
}
check "401" answers 401 3 "DEFECTDOJO_TOKEN is not valid"
check "403" answers 403 3 "the role Writer"
check "404" answers 404 3 "DEFECTDOJO_URL"
check "413" answers 413 3 "DD_SCAN_FILE_MAX_SIZE"
check "429 without end" answers 429 3 "limits requests"
check "500 without end" answers 500 3 "try again later"
check "redirected to another host" answers redirect 3 "another place"
check "a login page" answers html 3 "a proxy in between"
check "an endless answer" answers endless 3 "larger"

wrong_token() {
    dojo
    export DEFECTDOJO_TOKEN=Kanarienvogel-of-another
    upload 3 "$report" --to defectdojo
    expect_said "DEFECTDOJO_TOKEN is not valid"
}
check "another token" wrong_token

new_product() {
    dojo --product Present
    unset DEFECTDOJO_PRODUCT_TYPE
    upload 3 "$report" --to defectdojo
    expect_said "set DEFECTDOJO_PRODUCT_TYPE, so that it can be made"
    export DEFECTDOJO_PRODUCT=Present
    upload 0 "$report" --to defectdojo
}
check "a new product needs a type, one that is there none" new_product

by_number() {
    dojo
    upload 0 "$report" --to defectdojo
    unset DEFECTDOJO_PRODUCT
    export DEFECTDOJO_TEST=1
    upload 0 "$report" --to defectdojo
    expect_state '[t["imports"] for t in doc["tests"]] == [2]'
    export DEFECTDOJO_TEST=8
    upload 3 "$report" --to defectdojo
    expect_said "does not exist"
}
check "a test by its number" by_number

too_large() {
    dojo --max-size 1000
    upload 3 "$report" --to defectdojo
    expect_said "DD_SCAN_FILE_MAX_SIZE"
}
check "a file over the server's limit" too_large

long_branch() {
    dojo
    CI_COMMIT_REF_NAME=$(printf 'topic/%0200d' 1)
    upload 0 "$report" --to defectdojo
    expect_state 'len(doc["tests"][0]["branch_tag"]) == 150'
}
check "a branch with a long name" long_branch

dry_run() {
    dojo
    upload 0 "$report" --to defectdojo --dry-run
    expect_match '^Authorization: Token \*{4}$' "$SAID/stdout"
    expect_match 'name="close_old_findings"' "$SAID/stdout"
    expect_equal "$(wc -l <log.jsonl)" 0
}
check "dry run" dry_run
