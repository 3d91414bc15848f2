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

ignores_are_held() {
    begin
    printf 'FROM alpine:3.22\n# hullmark ignore=HM3001 reason=x\nUSER root\nCMD ["a"]\n' >app/Dockerfile
    expect_exit 0 hullmark scan --without all -q
    expect_exit 1 hullmark scan --without all -q --gate 'rule:HM3001' --new-since main -o json=out.json
    expect_json out.json '[f["suppressedBy"] if "suppressedBy" in f else [] for f in doc["findings"] if f["ruleId"] == "HM3001"] == [[]]'
    expect_json out.json '[(f["path"], f["place"]["line"]) for f in doc["findings"] if f["ruleId"] == "HM9020"] == [("app/Dockerfile", 2)]'
    # once it is in the base it holds, also on the same instruction further down and in a renamed file
    commit ignore
    git branch -qf main
    printf 'FROM alpine:3.22\nWORKDIR /srv\n\n# hullmark ignore=HM3001 reason=x\nUSER root\nCMD ["a"]\n' >app/Dockerfile
    git mv app/Dockerfile app/Containerfile
    commit moved
    expect_exit 0 hullmark scan --without all -q --gate 'rule:HM3001,HM9020' --new-since main
    # but on another instruction it is another one
    printf 'FROM alpine:3.22\nWORKDIR /srv\n# hullmark ignore=HM3001 reason=x\nUSER 0:0\nCMD ["a"]\n' >app/Containerfile
    expect_exit 1 hullmark scan --without all -q --gate 'rule:HM9020' --new-since main
    expect_exit 1 hullmark scan --without all -q --new-since main
}
check "an ignore comment of a change does not count in it, and one of the base does" ignores_are_held

waivers_are_held() {
    begin
    until=$(date -u -d '30 days' +%F)
    later=$(date -u -d '90 days' +%F)
    printf 'HM3001\n' >.trivyignore
    printf 'waivers:\n  - rule: HM3001\n    path: app/Dockerfile\n    reason: x\n    until: %s\n' "$until" >.hullmark-waivers.yaml
    expect_exit 0 hullmark scan --without all -q
    expect_exit 1 hullmark scan --without all -q --gate 'rule:HM3001' --new-since main -o json=out.json
    expect_json out.json '[f["path"] for f in doc["findings"] if f["ruleId"] == "HM9020"] == [".hullmark-waivers.yaml", ".trivyignore"]'
    rm .trivyignore
    commit waiver
    git branch -qf main
    expect_exit 0 hullmark scan --without all -q --gate 'critical | rule:HM9020' --new-since main
    sed -i "s/until: .*/until: $later/" .hullmark-waivers.yaml
    expect_exit 1 hullmark scan --without all -q --gate 'rule:HM9020' --new-since main
    sed -i "s/until: .*/until: $(date -u -d '10 days' +%F)/" .hullmark-waivers.yaml
    expect_exit 0 hullmark scan --without all -q --gate 'critical | rule:HM9020' --new-since main
    # a file from outside of the repository is nobody's change
    mv .hullmark-waivers.yaml ../outside.$$.yaml
    expect_exit 0 hullmark scan --without all -q --gate 'rule:HM9020' --new-since main --waivers "../outside.$$.yaml"
    rm "../outside.$$.yaml"
}
check "waivers and ignore files of a change do not count in it" waivers_are_held

configuration_is_held() {
    begin
    printf 'fail-on: medium\nrules:\n  HM4015: high\n' >.hullmark.yaml
    commit config
    git branch -qf main
    mkdir b && printf 'FROM alpine:3.22\nUSER root\nCMD ["a"]\n' >b/Dockerfile
    printf 'fail-on: none\nrules:\n  HM3001: off\nexclude: ["b/**"]\ntrusted: ["evil.example/**"]\n' >.hullmark.yaml
    expect_exit 0 hullmark scan --without all -q
    expect_exit 1 hullmark scan --without all --new-since main -o json=out.json
    expect_json out.json 'sorted(f["place"]["line"] for f in doc["findings"] if f["ruleId"] == "HM9021") == [1, 1, 3, 4, 5]'
    expect_json out.json 'any(f["ruleId"] == "HM3001" and f["path"] == "b/Dockerfile" for f in doc["findings"])'
    expect_no_match '/tmp/' out.json
    # what tightens counts at once
    printf 'fail-on: low\nrules:\n  HM4015: critical\n  HM3001: critical\n' >.hullmark.yaml
    rm -r b
    expect_exit 0 hullmark scan --without all -q --gate 'rule:HM9021' --new-since main
    rm .hullmark.yaml
    expect_exit 1 hullmark scan --without all -q --gate 'rule:HM9021' --new-since main
    # a configuration that is weaker outside of the repository is the user's own
    printf 'fail-on: none\n' >"../outside.$$.yaml"
    expect_exit 0 hullmark scan --without all -q --config "../outside.$$.yaml" --new-since main
    rm "../outside.$$.yaml"
}
check "the configuration of a change may only tighten" configuration_is_held

baselines_are_held() {
    begin
    expect_exit 0 hullmark baseline write --without all
    commit baseline
    git branch -qf main
    mkdir b && printf 'FROM alpine:3.22\nUSER root\nCMD ["b"]\n' >b/Dockerfile
    rm hullmark.baseline.json
    expect_exit 0 hullmark baseline write --without all
    expect_exit 0 hullmark scan --without all -q --baseline hullmark.baseline.json
    expect_exit 1 hullmark scan --without all -q --baseline hullmark.baseline.json --new-since main -o json=out.json
    expect_json out.json '[f["path"] for f in doc["findings"] if f["ruleId"] == "HM9022"] == ["hullmark.baseline.json"]'
}
check "the baseline of a change may only shrink" baselines_are_held

lock_is_held() {
    begin
    a=$(printf '%064d' 1)
    printf '{"hullmarkLock":1,"tools":[{"name":"hadolint","version":"1","sha256":"%s"}],"data":[],"images":[]}' "$a" >hullmark.lock
    commit lock
    git branch -qf main
    printf '{"hullmarkLock":1,"tools":[],"data":[],"images":[]}' >hullmark.lock
    expect_exit 1 hullmark scan --without all -q --gate 'rule:HM9023' --new-since main -o json=out.json
    rm hullmark.lock
    expect_exit 1 hullmark scan --without all -q --gate 'rule:HM9023' --new-since main -o json=out.json
    printf '{"hullmarkLock":1,"tools":[{"name":"hadolint","version":"1","sha256":"%s"}],"data":[],"images":[]}' "$(printf '%064d' 2)" >hullmark.lock
    expect_exit 1 hullmark scan --without all -q --gate 'rule:HM9023' --new-since main -o json=out.json
    git checkout -q hullmark.lock
    expect_exit 0 hullmark scan --without all -q --gate 'rule:HM9023' --new-since main -o json=out.json
}
check "what the lock pins stays pinned in a change" lock_is_held

a_ci_names_the_base() {
    begin
    printf 'FROM alpine:3.22\n# hullmark ignore=HM3001 reason=x\nUSER root\nCMD ["a"]\n' >app/Dockerfile
    commit topic
    git update-ref refs/remotes/origin/main main
    export GITHUB_ACTIONS=true
    GITHUB_BASE_REF=main expect_exit 1 hullmark scan --without all -q -o json=out.json
    expect_json out.json 'any(f["ruleId"] == "HM9020" for f in doc["findings"])'
    GITHUB_BASE_REF=gone expect_exit 0 hullmark scan --without all -o json=out.json
    expect_json out.json '[n["id"] for n in doc["notes"] if n["id"] == "change-unknown"] == ["change-unknown"]'
    unset GITHUB_ACTIONS
    JENKINS_URL=x CHANGE_TARGET=main expect_exit 1 hullmark scan --without all -q
    GITLAB_CI=true CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git rev-parse main) expect_exit 1 hullmark scan --without all -q
}
check "in a pull request's CI a change is held against its target without being asked" a_ci_names_the_base

trusted_registries_are_held() {
    begin
    printf 'trustedRegistries:\n  - ghcr.io\n' >.hadolint.yaml
    commit trust
    git branch -qf main
    printf 'trustedRegistries:\n  - ghcr.io\n  - evil.example\n' >.hadolint.yaml
    mkdir b && printf 'FROM evil.example/x:1\nUSER 1000\nCMD ["b"]\n' >b/Dockerfile
    expect_exit 0 hullmark scan --without all -q --profile strict --gate 'rule:HM1004'
    expect_exit 1 hullmark scan --without all -q --profile strict --gate 'rule:HM1004' --new-since main -o json=out.json
    expect_json out.json '[f["path"] for f in doc["findings"] if f["ruleId"] == "HM9021"] == [".hadolint.yaml"]'
    printf 'trustedRegistries: []\n' >.hadolint.yaml
    expect_exit 0 hullmark scan --without all -q --profile strict --gate 'rule:HM9021' --new-since main
}
check "registries that a change trusts are not trusted in it" trusted_registries_are_held
