#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `hullmark upload` against a strict stand-in for GitHub: code scanning, and a comment that is kept
# up to date. 0 taken, 3 not delivered, 2 the question is wrong. No output ever has the token.
# shellcheck source-path=SCRIPTDIR source=upload_lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/upload_lib.sh"

fake() { # fake OPTION...: the stand-in, and a workflow's environment
    destination github --pending 0 "$@"
    export GITHUB_API_URL=http://$ADDRESS GITHUB_REPOSITORY=octo/hull GITHUB_TOKEN=$token \
        GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/main \
        GITHUB_SHA=0123456789abcdef0123456789abcdef01234567
}

github() { # github MODES CODE REGEX: the regex is in what is said
    fake --mode "$1"
    upload "$2" "$report" --to github --timeout 20
    expect_said "$3"
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
    expect_said "$3"
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

again() {
    fake
    upload 0 "$report" --to github
    ask GET /__state /dev/null
    mv answer.json first.json
    upload 0 "$report" --to github
    expect_state 'len(doc["analyses"]) >= 1 and all(key.startswith("refs/heads/main ") for key in doc["analyses"])'
    expect_equal "$(json answer.json 'doc["analyses"]')" "$(json first.json 'doc["analyses"]')"
    expect_no_problems
}
check "github: a second upload takes the first one's place" again

category() { # category REGEX: an incomplete scan
    fake
    printf 'FROM alpine\n' >Dockerfile
    expect_exit 3 hullmark scan --without all --fail-on none --import none.sarif --upload github \
        -o sarif=out.sarif .
    expect_said "$1"
    expect_state 'list(doc["analyses"]) == ["refs/heads/main hullmark/static/"]'
}
check "github: a category whose producers did not finish is not sent" category "hullmark/static/sarif/ is left out"

documented() { # documented STATUS:TEXT CODE REGEX
    fake --refuse "$1"
    upload "$2" "$report" --to github
    expect_said "$3"
}
while IFS='|' read -r refusal code regex; do
    check "github: ${refusal:0:60}" documented "$refusal" "$code" "$regex"
done <<'ROWS'
403:Resource not accessible by integration|3|from a fork never gets it
403:Resource not accessible by personal access token|3|security_events
403:Repository was archived so is read-only.|3|archived
403:Advanced Security must be enabled for this repository to use code scanning.|3|turn on code scanning
403:Code Security must be enabled for this repository to use code scanning.|3|turn on code scanning
403:Code scanning is not enabled for this repository. Please enable code scanning in the repository settings.|3|turn on code scanning
403:CodeQL analyses from advanced configurations cannot be processed when the default setup is enabled|3|default setup
404:commit not found|3|push it first
404:ref 'refs/heads/main' not found in this repository|3|push it first
451:Repository access blocked|3|blocked
410:Gone|3|GITHUB_API_URL
422:Validation Failed|3|does not take the request
400:Invalid SARIF. JSON syntax error|3|does not take the report
503:Service unavailable|3|try again later
ROWS

event() { # event NAME JSON REF SHA-LETTER: what is filed under which ref
    fake --pull 7
    printf '%s' "$2" >event.json
    export GITHUB_EVENT_NAME=$1 GITHUB_EVENT_PATH=$PWD/event.json GITHUB_REF=$5
    upload 0 "$report" --to github
    expect_json log.jsonl 'doc[0]["json"]["ref"] == "'"$3"'"'
    expect_json log.jsonl 'doc[0]["json"]["commit_sha"][0] == "'"$4"'"'
    expect_no_problems
}
sha=$(printf 'a%.0s' {1..40})
check "github: a push" event push '{}' refs/heads/main 0 refs/heads/main
check "github: a tag" event push '{}' refs/tags/v1.0 0 refs/tags/v1.0
check "github: a pull request" event pull_request '{}' refs/pull/7/merge 0 refs/pull/7/merge
check "github: the merge queue" event merge_group \
    '{"merge_group":{"head_ref":"refs/heads/gh-readonly-queue/main/pr-7-b","head_sha":"'"$sha"'"}}' \
    refs/heads/gh-readonly-queue/main/pr-7-b 0 refs/heads/gh-readonly-queue/main/pr-7-b
check "github: pull_request_target" event pull_request_target \
    '{"pull_request":{"number":7,"head":{"sha":"'"$sha"'"}}}' refs/pull/7/head a refs/heads/main
check "github: workflow_run of a push" event workflow_run \
    '{"workflow_run":{"event":"push","head_branch":"topic","head_sha":"'"$sha"'"}}' \
    refs/heads/topic a refs/heads/main
check "github: workflow_run of a pull request" event workflow_run \
    '{"workflow_run":{"event":"pull_request","head_branch":"topic","head_sha":"'"$sha"'",
      "pull_requests":[{"number":7}]}}' refs/pull/7/head a refs/heads/main

server() {
    fake --server --prefix /api/v3
    export GITHUB_API_URL=http://$ADDRESS/api/v3
    upload 0 "$report" --to github
    expect_no_problems
}
check "github: an Enterprise Server" server

read_back() { # the report that a scan would have sent itself, but for its gate
    fake
    printf 'FROM alpine:latest\nRUN cd /x\nCMD ["x"]\n' >Dockerfile
    printf 'services:\n  web: {build: ., image: ghcr.io/acme/web:1}\n' >compose.yaml
    printf '  worker: {build: ., image: ghcr.io/acme/worker:1}\n' >>compose.yaml
    expect_exit 3 hullmark scan --without all --fail-on none -q --import none.sarif \
        -o sarif=a.sarif -o json=a.json -o sarif:github=b.sarif .
    expect_json b.sarif 'any("images" in r["properties"] for r in doc["runs"][0]["results"])'
    for file in a.sarif a.json; do
        upload 0 "$file" --to github
        json log.jsonl '[e["sarif"] for e in doc if e["method"] == "POST"][-1]' >sent.json
        python3 - <<'PYTHON'
import json
sent, wanted = (json.load(open(name)) for name in ("sent.json", "b.sarif"))
for document in (sent, wanted):
    for run in document["runs"]:
        run["properties"].pop("gate", None)
assert sent == wanted, [key for a, b in zip(sent["runs"], wanted["runs"])
                        for key in a if a[key] != b.get(key)]
PYTHON
    done
}
check "github: a report that is read back is sent as the scan would" read_back

slow() {
    fake --mode slow --delay 20
    local since=$SECONDS
    upload 3 "$report" --to github --timeout 2
    expect_said "before the deadline"
    [ $((SECONDS - since)) -le 8 ]
}
check "github: a slow server and --timeout" slow

# --- the comment ---------------------------------------------------------------------------------

pull() { # pull OPTION...: the stand-in, and a pull request's job
    fake "$@"
    export GITHUB_EVENT_NAME=pull_request GITHUB_REF=refs/pull/7/merge
}

comment_is_one() { # comment_is_one OPTION...
    pull "$@"
    upload 0 "$report" --to github-comment
    expect_said "The comment in the pull request is written"
    upload 0 "$report" --to github-comment
    expect_said "up to date"
    expect_state '[(c["id"], c["edits"]) for c in doc["comments"]] == [(1001, 1)]'
    upload 0 "$report" --to github-comment:images
    expect_state 'len(doc["comments"]) == 2'
    expect_json log.jsonl '[e["problems"] for e in doc if e["status"] != 403] ==
        [[]] * len([e for e in doc if e["status"] != 403])'
}
check "comment: a job's is written once, then kept up to date" comment_is_one
check "comment: a user's is written once, then kept up to date" comment_is_one --user 5

for modes in cut,ok cut-after,ok cut-answer,ok cut-early,ok reset,ok 503,ok 429,ok 403-secondary,ok; do
    comment_lost() {
        pull --mode "$modes"
        upload 0 "$report" --to github-comment
        expect_state 'len(doc["comments"]) == 1'
    }
    check "comment: $modes makes one comment" comment_lost
done

comment_of_a_stranger() {
    strangers comments.json user '"<!-- hullmark report -->\nmine now"' '"hello"'
    pull --comments comments.json "$@"
    upload 0 "$report" --to github-comment
    upload 0 "$report" --to github-comment
    expect_state 'doc["comments"][0]["body"].endswith("mine now") and
        [c["edits"] for c in doc["comments"]] == [0, 0, 1]'
}
check "comment: a stranger's with our marker stays alone" comment_of_a_stranger
check "comment: a stranger's stays alone for a user too" comment_of_a_stranger --user 5

comment_of_a_bot() {
    strangers comments.json user '"<!-- hullmark report -->\nof another App"'
    sed -i 's/"User"/"Bot"/' comments.json
    pull --comments comments.json
    upload 0 "$report" --to github-comment
    upload 0 "$report" --to github-comment
    expect_state '[c["edits"] for c in doc["comments"]] == [0, 1]'
}
check "comment: another bot's with our marker stays alone" comment_of_a_bot

comment_behind_pages() {
    mapfile -t words < <(printf '"words"\n%.0s' {1..130})
    strangers comments.json user "${words[@]}"
    pull --comments comments.json
    upload 0 "$report" --to github-comment
    upload 0 "$report" --to github-comment
    expect_state 'len(doc["comments"]) == 131 and doc["comments"][130]["edits"] == 1'
}
check "comment: found behind a page of others" comment_behind_pages

comment_removed() {
    pull
    upload 0 "$report" --to github-comment
    ask DELETE /repos/octo/hull/issues/comments/1001 /dev/null "Authorization: Bearer $token" \
        "Accept: application/vnd.github+json" "X-GitHub-Api-Version: 2022-11-28"
    upload 0 "$report" --to github-comment
    expect_state '[c["id"] for c in doc["comments"]] == [1002]'
}
check "comment: removed, it is written anew" comment_removed

comment() { # comment MODES CODE REGEX
    pull --mode "$1"
    upload "$2" "$report" --to github-comment --timeout 20
    expect_said "$3"
}
check "comment: a fork's token" comment 403 3 "pull-requests: write"
check "comment: 401" comment 401 3 "not valid"
check "comment: 404" comment 404 3 "no such pull request"
check "comment: 413" comment 413 3 "too large"
check "comment: 429 without end" comment 429 3 "rate limit"
check "comment: 500 without end" comment 500 3 "try again later"
check "comment: redirected to another host" comment redirect 3 "another place"
check "comment: a login page" comment html 3 "GITHUB_API_URL"
check "comment: an endless answer" comment endless 3 "larger"

comment_of_many() {
    pull
    for number in {1..400}; do
        printf 'FROM alpine:latest AS s%d\nRUN cd /some/long/folder/of/stage/%d\n' "$number" "$number"
    done >Dockerfile
    expect_exit 0 hullmark scan --without all -q -o sarif=out.sarif --fail-on none .
    upload 0 out.sarif --to github-comment
    expect_state 'len(doc["comments"]) == 1 and len(doc["comments"][0]["body"]) <= 65536'
    expect_no_match 'too long' log.jsonl
}
check "comment: a report of many findings fits" comment_of_many

comment_without_a_pull_request() {
    fake
    upload 2 "$report" --to github-comment
    expect_said "there is no pull request to comment in"
    expect_equal "$(wc -l <log.jsonl)" 0
}
check "comment: no pull request" comment_without_a_pull_request

comment_dry_run() {
    pull
    upload 0 "$report" --to github-comment --dry-run
    expect_match '^GET .*/user$' "$SAID/stdout"
    expect_match '^GET .*/issues/7/comments\?per_page=100&page=1$' "$SAID/stdout"
    expect_match '^POST .*/issues/7/comments$' "$SAID/stdout"
    expect_equal "$(wc -l <log.jsonl)" 0
}
check "comment: dry run" comment_dry_run
