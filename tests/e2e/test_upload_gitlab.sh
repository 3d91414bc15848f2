#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `hullmark upload` against a strict stand-in for GitLab: a note that is kept up to date, the
# status of a commit. No output ever has the token.
# shellcheck source-path=SCRIPTDIR source=upload_lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/upload_lib.sh"

gitlab() { # gitlab OPTION...: the stand-in, and a merge request's job
    destination gitlab "$@"
    export CI_API_V4_URL=http://$ADDRESS/api/v4 CI_PROJECT_ID=42 CI_MERGE_REQUEST_PROJECT_ID=42 \
        CI_MERGE_REQUEST_IID=7 CI_COMMIT_SHA=0123456789abcdef0123456789abcdef01234567 \
        CI_COMMIT_REF_NAME=topic CI_PIPELINE_ID=77 CI_JOB_URL=https://gitlab.test/jobs/1 \
        GITLAB_TOKEN=$token
}

answers() { # answers TARGET MODES CODE REGEX: the regex is in what is said
    gitlab --mode "$2" --read-mode "${5-ok}"
    upload "$3" "$report" --to "$1" --timeout 20
    expect_said "$4"
}

# --- the note ------------------------------------------------------------------------------------

note_is_one() {
    gitlab
    upload 0 "$report" --to gitlab-note
    expect_said "The comment in the merge request is written"
    upload 0 "$report" --to gitlab-note
    expect_said "up to date"
    expect_state '[(n["id"], n["edits"]) for n in doc["notes"]] == [(1001, 1)]'
    expect_state 'doc["notes"][0]["body"].startswith("<!-- hullmark report -->\n")'
    upload 0 "$report" --to gitlab-note:images
    expect_state 'len(doc["notes"]) == 2'
    expect_no_problems
}
check "note: written once, then kept up to date" note_is_one

note_by_path() {
    gitlab
    export CI_MERGE_REQUEST_PROJECT_ID=group/sub/hull
    upload 0 "$report" --to gitlab-note
    expect_state 'len(doc["notes"]) == 1'
}
check "note: a project by its path" note_by_path

for modes in cut,ok cut-after,ok cut-answer,ok cut-early,ok reset,ok 503,ok 502,ok 429,ok; do
    note_lost() {
        gitlab --mode "$modes"
        upload 0 "$report" --to gitlab-note
        expect_state 'len(doc["notes"]) == 1'
    }
    check "note: $modes makes one note" note_lost
done

note_of_a_stranger() {
    strangers notes.json author '"<!-- hullmark report -->\nmine now"' '"hello"'
    gitlab --notes notes.json
    upload 0 "$report" --to gitlab-note
    upload 0 "$report" --to gitlab-note
    expect_state 'doc["notes"][0]["body"].endswith("mine now") and doc["notes"][0]["edits"] == 0'
    expect_state '[n["author"]["id"] for n in doc["notes"]] == [7, 7, 500]'
}
check "note: a stranger's with our marker stays alone" note_of_a_stranger

note_behind_pages() {
    gitlab
    upload 0 "$report" --to gitlab-note
    for _ in {1..120}; do
        printf '{"body":"words"}' >words.json
        ask POST /api/v4/projects/42/merge_requests/7/notes words.json "PRIVATE-TOKEN: $token"
    done
    upload 0 "$report" --to gitlab-note
    expect_state 'len(doc["notes"]) == 121 and doc["notes"][0]["edits"] == 1'
}
check "note: found behind a page of others" note_behind_pages

note_removed() {
    gitlab
    upload 0 "$report" --to gitlab-note
    ask DELETE /api/v4/projects/42/merge_requests/7/notes/1001 /dev/null "PRIVATE-TOKEN: $token"
    upload 0 "$report" --to gitlab-note
    expect_state '[n["id"] for n in doc["notes"]] == [1002]'
}
check "note: removed, it is written anew" note_removed

note_without() { # note_without VARIABLE CODE REGEX
    gitlab
    unset "$1"
    upload "$2" "$report" --to gitlab-note
    expect_said "$3"
    expect_equal "$(wc -l <log.jsonl)" 0
}
check "note: no token" note_without GITLAB_TOKEN 3 "masked variable GITLAB_TOKEN"
check "note: no merge request" note_without CI_MERGE_REQUEST_IID 2 "merge_request_event"
check "note: no address" note_without CI_API_V4_URL 2 "CI_API_V4_URL"

refused_scope() { # refused_scope TARGET
    gitlab --scope read_api
    upload 3 "$report" --to "$1"
    expect_said "the token needs the scope api"
}
wrong_token() { # wrong_token TARGET
    gitlab
    export GITLAB_TOKEN=glpat-Kanarienvogel-of-another
    upload 3 "$report" --to "$1"
    expect_said "the token is not valid"
}
for target in gitlab-note gitlab-status; do
    check "$target: 401" wrong_token $target
    check "$target: a token without the scope" refused_scope $target
    check "$target: 403" answers $target 403 3 "at least the role Developer"
    check "$target: 404" answers $target 404 3 "no such project"
    check "$target: 413" answers $target 413 3 "too large"
    check "$target: 429 without end" answers $target 429 3 "limits requests"
    check "$target: 500 without end" answers $target 500 3 "try again later"
    check "$target: redirected to another host" answers $target redirect 3 "another place"
    check "$target: a login page" answers $target html 3 "CI_API_V4_URL"
    check "$target: an endless answer" answers $target endless 3 "larger"
done
check "note: the list is not given" answers gitlab-note ok 3 "another place|CI_API_V4_URL|JSON" html
check "note: the list comes after 503" answers gitlab-note ok 0 "written" 503,ok

# --- the status ----------------------------------------------------------------------------------

status() { # status EXIT-OF-SCAN STATE REGEX OPTION...: of a report of our own
    gitlab
    printf 'FROM alpine:3.20\nUSER 1000\n' >Dockerfile
    expect_exit "$1" hullmark scan --without all -q -o sarif=out.sarif "${@:4}" .
    upload 0 out.sarif --to gitlab-status
    upload 0 out.sarif --to gitlab-status
    expect_state '[s["status"] for s in doc["statuses"]] == ["'"$2"'"] * 2'
    expect_state '[s["retried"] for s in doc["statuses"]] == [True, False]'
    expect_state 'all(s["name"] == "hullmark" and s["ref"] == "topic" and s["pipeline_id"] == 77
        and s["target_url"] == "https://gitlab.test/jobs/1" for s in doc["statuses"])'
    expect_no_problems
}
check "status: success" status 0 success "is set" --fail-on none
check "status: a failed gate" status 1 failed "is set" --fail-on info
check "status: an incomplete report has failed" status 3 failed "is set" --fail-on none --import none.sarif
