#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A change is held against what it changes: what was there before is known, and nothing in the change loosens what judges it.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
unset CI GITHUB_ACTIONS GITLAB_CI JENKINS_URL

commit() {
    git add -A
    git commit -qm "$1"
}

# a repository whose main branch has a finding, and a branch of it
begin() {
    need hullmark git
    git init -q -b main
    mkdir -p app
    printf 'FROM alpine:3.22\nUSER root\nCMD ["a"]\n' >app/Dockerfile
    commit main
    git checkout -q -b topic
}

known_findings_pass() {
    begin
    printf 'FROM alpine:3.22\n\nWORKDIR /srv\nUSER root\nCMD ["a"]\n' >app/Dockerfile
    commit topic
    expect_exit 1 hullmark scan --without all -q
    expect_exit 0 hullmark scan --without all --new-since main -o json=out.json -o sarif=out.sarif
    expect_match 'Baseline  main: 0 new, 1 unchanged' "$SAID/stdout"
    expect_json out.sarif '[r["baselineState"] for r in doc["runs"][0]["results"] if r["ruleId"] == "HM3001"] == ["unchanged"]'
    git -C . status --porcelain | grep -v '?? out' && return 1
    mkdir new && cp app/Dockerfile new/
    expect_exit 1 hullmark scan --without all -q --new-since main
}
check "what the merge base has does not fail a change, and what is new does" known_findings_pass

renames_are_known() {
    begin
    git mv app/Dockerfile Dockerfile
    commit topic
    expect_exit 0 hullmark scan --without all --new-since main -o json=out.json
    expect_match 'Baseline  main: 0 new, 1 unchanged' "$SAID/stdout"
}
check "a file that was renamed keeps what was known of it" renames_are_known

merge_base_counts() {
    begin
    git commit -q --allow-empty -m topic
    git checkout -q main
    printf 'FROM alpine:3.22\nUSER 1000\nCMD ["a"]\n' >app/Dockerfile
    commit later
    git checkout -q topic
    expect_exit 0 hullmark scan --without all -q --new-since main
}
check "a change is held against the merge base, not against what came later" merge_base_counts

shallow_is_incomplete() {
    begin
    git commit -q --allow-empty -m topic
    git clone -q --depth=1 "file://$PWD" clone
    cd clone
    GITHUB_ACTIONS=true expect_exit 3 hullmark scan --without all --new-since main
    expect_match 'shallow.*set fetch-depth: 0 for actions/checkout' "$SAID/stderr"
    GITLAB_CI=true expect_exit 3 hullmark scan --without all --new-since main
    expect_match 'GIT_DEPTH: 0' "$SAID/stderr"
    expect_exit 2 hullmark scan --without all --new-since --output=x
    mkdir "$E2E_TEMP/none.$$" && cd "$E2E_TEMP/none.$$"
    expect_exit 3 hullmark scan --new-since main
    expect_match 'is in no git repository' "$SAID/stderr"
}
check "a history that is cut short is incomplete, and what to set is said" shallow_is_incomplete

nothing_is_run() {
    begin
    for key in core.fsmonitor core.pager core.sshCommand diff.external diff.x.textconv filter.x.clean filter.x.smudge; do
        git config "$key" "touch $PWD/ran;cat"
    done
    printf '* filter=x diff=x\n' >.git/info/attributes
    printf 'FROM alpine:3.22\nUSER root\nCMD ["b"]\n' >app/Dockerfile
    git config --unset core.fsmonitor
    sum=$(sha256sum .git/index)
    git config core.fsmonitor "touch $PWD/ran;cat"
    expect_exit 0 hullmark scan --without all -q --new-since main
    [ ! -e ran ]
    [ "$sum" = "$(sha256sum .git/index)" ]
}
check "nothing of the repository's configuration is run, and the index is left alone" nothing_is_run

source_is_said() {
    begin
    git remote add origin https://ci:s3cr3t@git.example.org/acme/app.git
    head=$(git rev-parse HEAD)
    expect_exit 1 hullmark scan --without all -q -o sarif=out.sarif -o gitlab-secret-detection=secrets.json
    expect_json out.sarif 'doc["runs"][0]["versionControlProvenance"] == [{"repositoryUri": "https://git.example.org/acme/app.git", "revisionId": "'"$head"'"}]'
    GITHUB_ACTIONS=true GITHUB_SHA=0123456789012345678901234567890123456789 GITHUB_SERVER_URL=https://github.com \
        GITHUB_REPOSITORY=acme/app GITHUB_REF=refs/heads/main expect_exit 1 hullmark scan --without all -q -o sarif=out.sarif
    expect_json out.sarif 'doc["runs"][0]["versionControlProvenance"] == [{"repositoryUri": "https://github.com/acme/app", "revisionId": "0123456789012345678901234567890123456789", "branch": "main"}]'
    ! grep -r s3cr3t out.sarif secrets.json
}
check "a report says which commit of which repository it is about, without credentials" source_is_said
