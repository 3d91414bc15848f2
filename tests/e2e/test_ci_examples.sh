#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The examples for pipelines: they are valid where a schema says what is, they install what the
# build needs, and their own lines do what their READMEs say.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

examples=$ROOT/ci-examples
gitlab=$examples/gitlab/.gitlab-ci.yml

valid() { # valid SCHEMA FILE
    need check-jsonschema
    check-jsonschema --builtin-schema "vendor.$1" "$examples/$2"
}

# The Makefile is the one home of the list.
installs_every_library() { # installs_every_library FILE
    local package
    for package in $(sed -n 's/^LIBS *:= *//p' "$ROOT/Makefile" | tr ' ' '\n' | sed 's/.*=//'); do
        grep -Eq "(^| )$package( |\$)" "$examples/$1" || { echo "$1 lacks $package"; return 1; }
    done
}

links_resolve() {
    local file target
    for file in "$ROOT"/*.md "$ROOT"/docs/ARCHITECTURE.md "$examples"/*/README.md; do
        while read -r target; do
            [ -e "$(dirname "$file")/$target" ] || { echo "$file: $target is not there"; return 1; }
        done < <(grep -oE '\]\([^)#:]+\)' "$file" | sed 's/^](//; s/)$//')
    done
}

# at VARIANT: a copy of the application in this folder, and a program called hullmark in PATH. No
# other tool is there: what those find is no matter of the examples.
at() {
    need hullmark
    cp -r "$examples/app/$1/." .
    mkdir "$SAID/bin"
    ln -s "$HULLMARK" "$SAID/bin/hullmark"
    ln -s "$(command -v python3)" "$SAID/bin/python3"
    export PATH=$SAID/bin:/usr/bin:/bin
    unset -f hullmark
}

github_line() { # github_line WORD: the workflow's line that starts with "hullmark WORD"
    sed -n "s/^ *run: \\(hullmark $1 .*\\)/\\1/p" "$examples/github/workflow.yml"
}

github_scans() { # github_scans VARIANT EXIT
    at "$1"
    expect_exit "$2" bash -e -c "$(github_line scan)"
    expect_json hullmark.sarif 'doc["version"] == "2.1.0"'
}

github_uploads() {
    at bad
    listen python3 "$ROOT/tests/e2e/fake_github.py" --log log.jsonl
    export GITHUB_API_URL=http://$ADDRESS GITHUB_TOKEN=fake-token GITHUB_REPOSITORY=octo/hull \
        GITHUB_SHA=4b6472266afd7b471e86085a6659e8c7f2b119da GITHUB_REF=refs/heads/main GITHUB_ACTIONS=true
    expect_exit 1 bash -e -c "$(github_line scan)"
    expect_exit 0 bash -e -c "$(github_line upload)"
}

gitlab_lines() { # gitlab_lines JOB: its script without the lines that need root
    sed -n "/^$1:/,/^\$/s/^    - //p" "$gitlab" | grep -v '^apt-get'
}

gitlab_job() { # gitlab_job EXIT JOB
    gitlab_lines "$2" >"$SAID/$2"
    expect_exit "$1" bash -eo pipefail "$SAID/$2"
}

gitlab_reports_and_decides() { # gitlab_reports_and_decides VARIANT EXIT
    at "$1"
    mkdir .hullmark
    ln -s "$HULLMARK" .hullmark/hullmark
    gitlab_job 0 hullmark_sast
    expect_json gl-sarif-report.sarif 'doc["version"] == "2.1.0"'
    gitlab_job "$2" hullmark_gate
}

gitlab_fails_without_a_verdict() {
    expect_exit 2 bash -eo pipefail -c "$(gitlab_lines hullmark_gate)"
}

jenkins_scans() { # jenkins_scans VARIANT EXIT
    at "$1"
    export WORKSPACE_TMP=$SAID/tmp
    mkdir -p "$WORKSPACE_TMP/hullmark/build"
    ln -s "$HULLMARK" "$WORKSPACE_TMP/hullmark/build/hullmark"
    expect_exit "$2" bash -e -c "$(sed -n "s/^ *sh '\\([^'].*\\)'\$/\\1/p" "$examples/jenkins/Jenkinsfile")"
    expect_json hullmark.sarif 'doc["version"] == "2.1.0"'
}

names_the_four_classes() {
    at bad
    expect_exit 1 hullmark scan -o sarif=out.sarif
    json out.sarif '"\n".join(r["ruleId"] for r in doc["runs"][0]["results"])' >ids
    local id
    for id in HM3001 HM2001 HM1006 HM4012; do # root, secret, vulnerable base, build tools
        expect_match "^$id\$" ids
    done
}

has_nothing_to_say() {
    at good
    expect_exit 0 hullmark scan --profile all,hygiene -o sarif=out.sarif
    expect_json out.sarif 'doc["runs"][0]["results"] == []'
}

the_application_works() {
    need go
    cp -r "$examples/app/good/." .
    GOFLAGS=-mod=mod GOTOOLCHAIN=local go test ./...
}

check "the GitHub workflow is valid" valid github-workflows github/workflow.yml
check "the GitLab file is valid" valid gitlab-ci gitlab/.gitlab-ci.yml
for variant in bad good; do
    check "the $variant compose file is valid" valid compose-spec "app/$variant/compose.yml"
done
for file in github/workflow.yml gitlab/.gitlab-ci.yml jenkins/README.md; do
    check "$file installs every library" installs_every_library "$file"
done
check "no link leads nowhere" links_resolve
check "the bad application has the four classes of fault" names_the_four_classes
check "the good application is clean under all rules" has_nothing_to_say
check "the good application passes its tests" the_application_works
check "GitHub: the bad application fails" github_scans bad 1
check "GitHub: the good application passes" github_scans good 0
check "GitHub: the report is uploaded" github_uploads
check "GitLab: the bad application is reported, then fails" gitlab_reports_and_decides bad 1
check "GitLab: the good application passes" gitlab_reports_and_decides good 0
check "GitLab: no verdict is no pass" gitlab_fails_without_a_verdict
check "Jenkins: the bad application fails" jenkins_scans bad 1
check "Jenkins: the good application passes" jenkins_scans good 0
