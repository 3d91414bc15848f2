#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `hullmark upload` against a strict stand-in for GitHub, and the sink for any URL that it also is:
# 0 taken, 3 not delivered, 2 the question is wrong. No output ever
# has the token.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

report=$ROOT/tests/golden/typical/expected.sarif
token=ghs_Kanarienvogel0123456789abcdefABCD

fake() { # fake OPTION...: the stand-in, and a workflow's environment
    need hullmark python3
    listen python3 "$ROOT/tests/e2e/fake_github.py" --log log.jsonl --token "$token" "$@"
    export GITHUB_API_URL=http://$ADDRESS GITHUB_REPOSITORY=octo/hull GITHUB_TOKEN=$token \
        GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/main \
        GITHUB_SHA=0123456789abcdef0123456789abcdef01234567
}

upload() { # upload CODE ARGUMENT...: and nothing that it says has the token
    expect_exit "$1" hullmark upload "${@:2}"
    expect_no_match Kanarienvogel "$SAID/stdout"
    expect_no_match Kanarienvogel "$SAID/stderr"
}

github() { # github MODES CODE REGEX: the regex is in what is said
    fake --mode "$1"
    upload "$2" "$report" --to github --timeout 20
    expect_match "$3" <(cat "$SAID/stdout" "$SAID/stderr")
}

check "github: taken" github ok 0 "processed"
for modes in 503,503,ok 429,ok 429-reset,ok 403-secondary,ok 502,ok cut,ok cut-early,ok \
    cut-answer,ok reset,ok redirect-same,ok; do
    check "github: $modes" github "$modes" 0 "processed"
done
check "github: a fork's token" github 403 3 "security-events: write"
check "github: a wrong token" github 401 3 "not valid"
check "github: no such repository" github 404 3 "GITHUB_REPOSITORY"
check "github: too large" github 413 3 "too large"
check "github: errors without end" github 500 3 "try again later"
check "github: a login page" github html 3 "GITHUB_API_URL"
check "github: 202 and no JSON" github not-json 3 "proxy"
check "github: an answer that does not end" github endless 3 "larger"

github_elsewhere() {
    github redirect 3 "another place"
    expect_json log.jsonl 'all(entry["server"] == "github" for entry in doc)'
}
check "github: neither report nor token go to another host" github_elsewhere

github_request() {
    fake
    upload 0 "$report" --to github
    expect_json log.jsonl 'doc[0]["problems"] == []'
    expect_json log.jsonl 'doc[0]["json"]["ref"] == "refs/heads/main"'
    expect_json log.jsonl 'doc[0]["sarif"]["version"] == "2.1.0"'
}
check "github: what is sent is what the API documents" github_request

github_processing() { # github_processing ERROR CODE REGEX
    fake --error "$1"
    upload "$2" "$report" --to github
    expect_match "$3" <(cat "$SAID/stdout" "$SAID/stderr")
}
check "github: refused while processing" github_processing \
    "rejecting SARIF, as there are more runs than allowed (21 > 20)" 3 "over a limit"

github_without() { # github_without VARIABLE CODE REGEX
    fake
    unset "$1"
    upload "$2" "$report" --to github
    expect_match "$3" "$SAID/stderr"
    expect_equal "$(wc -l <log.jsonl)" 0
}
check "github: no token" github_without GITHUB_TOKEN 3 "security-events: write"
check "github: no repository" github_without GITHUB_REPOSITORY 2 "GITHUB_REPOSITORY"
check "github: no ref" github_without GITHUB_REF 2 "GITHUB_REF"

github_dry_run() {
    fake
    upload 0 "$report" --to github --dry-run
    expect_match '^Authorization: Bearer \*{4}$' "$SAID/stdout"
    expect_equal "$(wc -l <log.jsonl)" 0
}
check "github: dry run" github_dry_run

github_not_sarif() {
    fake
    echo "words" >report.txt
    upload 3 report.txt --to github
    expect_equal "$(wc -l <log.jsonl)" 0
}
check "github: what is not SARIF is not sent" github_not_sarif

github_tls() {
    need openssl
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 \
        -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1
    fake --certificate cert.pem --key key.pem
    export GITHUB_API_URL=https://$ADDRESS
    upload 3 "$report" --to github
    expect_match "not trusted" "$SAID/stderr"
    expect_equal "$(wc -l <log.jsonl)" 0
    upload 0 "$report" --to github --ca-file cert.pem
}
check "github: only a trusted certificate" github_tls

# --- any URL -------------------------------------------------------------------------------------

url() { # url MODES CODE METHOD
    fake --mode "$1"
    printf 'Authorization: Bearer %s\n' "$token" >headers
    upload "$2" "$report" --to "http://$ADDRESS/reports/1" --method "$3" --header-file headers
    expect_json log.jsonl 'doc[0]["method"] == "'"$3"'"'
    expect_json log.jsonl 'doc[0]["headers"]["authorization"].endswith("'"$token"'")'
    expect_json log.jsonl 'all(entry["server"] == "github" for entry in doc)'
}
for method in PUT POST; do
    check "$method: taken" url ok 0 $method
    check "$method: refused" url 401 3 $method
    check "$method: redirected to another host" url redirect 3 $method
done
check "PUT: taken after a lost answer" url cut,ok 0 PUT
check "POST: a lost answer is not repeated" url cut,ok 3 POST
