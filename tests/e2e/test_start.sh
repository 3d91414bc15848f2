#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The first steps: init, doctor, completion.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export SOURCE_DATE_EPOCH=1795320000 # 2026-11-22
unset GITHUB_ACTIONS GITLAB_CI JENKINS_URL

a_configuration_is_written_once() {
    need hullmark
    expect_exit 0 hullmark init --dry-run
    [ ! -e .hullmark.yaml ]
    expect_exit 0 hullmark init
    expect_exit 0 hullmark config check
    # Each key, by itself, is right too.
    grep '^# [a-z-]*: .' .hullmark.yaml | sed 's/^# //' | while read -r line; do
        printf '%s\n' "$line" >key.yaml
        expect_exit 0 hullmark config check key.yaml
    done
    printf 'profile: all\n' >.hullmark.yaml
    expect_exit 2 hullmark init
    expect_match 'is left as it is' "$SAID/stderr"
    [ "$(cat .hullmark.yaml)" = 'profile: all' ]
    rm .hullmark.yaml
    ln -s elsewhere .hullmark.yaml
    expect_exit 2 hullmark init
    [ ! -e elsewhere ]
}
check "init writes a configuration that is right, and never over another" a_configuration_is_written_once

the_job_is_for_the_platform() {
    need hullmark
    expect_exit 0 hullmark init --dry-run
    expect_match '^No CI system was recognised' "$SAID/stdout"
    touch .gitlab-ci.yml Jenkinsfile
    expect_exit 0 hullmark init --dry-run
    expect_match '^GitLab CI, in .gitlab-ci.yml:' "$SAID/stdout"
    expect_match '^Jenkins, in Jenkinsfile:' "$SAID/stdout"
    GITHUB_ACTIONS=true expect_exit 0 hullmark init --dry-run
    sed -n '/^name: hullmark/,/^$/p' "$SAID/stdout" >workflow.yml
    python3 -c 'import sys, yaml; sys.exit("scan" not in yaml.safe_load(open("workflow.yml"))["jobs"])'
}
check "init prints a job for the systems that the repository uses" the_job_is_for_the_platform

what_is_wrong_is_said() {
    need hullmark
    export HOME=$PWD PATH=/usr/bin:/bin
    unset SSL_CERT_FILE DOCKER_CONFIG HULLMARK_TRIVY TRIVY_CACHE_DIR
    expect_exit 0 hullmark doctor --without all
    expect_exit 0 hullmark doctor --json
    expect_json "$SAID/stdout" 'doc["problems"] == 0 and
        {r["group"] for r in doc["rows"]} >= {"Configuration", "Tools", "System", "CI"}'
    expect_exit 3 hullmark doctor --require grype
    expect_match '^  problem +grype +not found, and it is asked for' "$SAID/stdout"
    printf 'profil: all\n' >.hullmark.yaml
    expect_exit 3 hullmark doctor
    expect_match 'problem +.hullmark.yaml .*line 1.*profile' "$SAID/stdout"
    rm .hullmark.yaml
    SSL_CERT_FILE=/nowhere expect_exit 3 hullmark doctor
    TMPDIR=/nowhere expect_exit 3 hullmark doctor
    printf '#!/bin/sh\necho Version: 0.1.0\n' >trivy
    chmod +x trivy
    HULLMARK_TRIVY=$PWD/trivy expect_exit 3 hullmark doctor
    expect_match '^  problem +trivy +0.1.0 is too old' "$SAID/stdout"
    GITHUB_ACTIONS=true expect_exit 0 env -u GITHUB_TOKEN "$HULLMARK" doctor
    expect_match '^  note +GITHUB_TOKEN' "$SAID/stdout"
    HULLMARK_FAILON=low expect_exit 0 hullmark doctor
    expect_match '^  note +environment .*HULLMARK_FAILON' "$SAID/stdout"
}
check "doctor says what is wrong, and what to do" what_is_wrong_is_said

commands_are_known() {
    need hullmark
    mkdir tree
    printf 'commands: [{name: lint, argv: [/bin/true]}]\n' >ci.yaml
    cd tree
    expect_exit 0 hullmark adapters --config ../ci.yaml --json
    expect_json "$SAID/stdout" '[r["path"] for r in doc if r["name"] == "lint"] == ["/bin/true"]'
    expect_exit 0 hullmark adapters --config ../ci.yaml
    expect_match '^lint: a command' "$SAID/stdout"
    hullmark doctor --without all --config ../ci.yaml >out.txt || true
    expect_match '^  ok +lint' out.txt
    printf 'commands: [{name: lint, argv: [/nowhere/lint]}]\n' >../ci.yaml
    expect_exit 3 hullmark doctor --without all --config ../ci.yaml
    expect_match '^  problem +lint' "$SAID/stdout"
}
check "doctor and adapters know the commands of a configuration" commands_are_known

# complete WORD...: what bash would offer for the last word, with blanks between.
offered() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _hullmark
    printf '%s' "${COMPREPLY[*]-}"
}

# offers WANT WORD...
offers() {
    local want=$1 have
    shift
    have=$(offered "$@")
    [ "$have" = "$want" ] || {
        printf 'for "%s": "%s", expected "%s"\n' "$*" "$have" "$want"
        return 1
    }
}

bash_completes() {
    need hullmark
    hullmark completion bash >completion.bash
    bash -n completion.bash
    # shellcheck disable=SC1091 # it was written just now
    . ./completion.bash
    touch report.sarif
    mkdir layout
    offers 'scan' hullmark sc
    offers '--fail-on' hullmark scan --fail
    offers 'info low medium high critical none' hullmark scan --fail-on ''
    offers 'medium' hullmark scan --fail-on = me
    offers 'html' hullmark scan -o ht
    offers 'sarif sarif:github sarif:gitlab sarif:jenkins sarif:defectdojo' hullmark scan -o sari
    offers 'github gitlab' hullmark scan -o sarif : git
    offers 'report.sarif' hullmark scan --import rep
    offers 'layout' hullmark scan --layout lay
    offers 'list lock check fetch-db' hullmark tools ''
    offers 'fetch-db' hullmark tools fe
    offers 'bash zsh fish' hullmark completion ''
    offers 'doctor' hullmark help doc
    # Every option of every command is there.
    hullmark help --man | sed -n 's/^\.SS "hullmark \([a-z]*\).*/\1/p' | while read -r command; do
        if [ "$command" = help ]; then hullmark help help; else hullmark "$command" --help; fi |
            sed -n 's/^  \(-., \|    \)--\([a-z-]*\).*/--\2/p' | sort >want
        offered hullmark "$command" -- | tr ' ' '\n' | grep '^--' | sort >have
        diff want have
    done
    expect_exit 2 hullmark completion tcsh
}
check "bash completes commands, options, values and files" bash_completes

other_shells_complete() {
    need hullmark
    local shell
    for shell in zsh fish; do
        hullmark completion $shell >completion.$shell
        ! command -v $shell >/dev/null || $shell -n completion.$shell
    done
    ! command -v fish >/dev/null || [ "$(fish -c '. ./completion.fish; complete -C "hullmark scan --fail-o"' | cut -f 1)" = --fail-on ]
    # zsh's own patterns: quotes come in pairs, and so do the brackets of each option
    python3 - <<'PYTHON'
import re
for line in open("completion.zsh"):
    assert line.count("'") % 2 == 0, line
    option = re.match(r"\s+'\*(--?[a-z-]+)=?\[((?:[^\[\]\\]|\\.)*)\]", line)
    assert not line.lstrip().startswith("'*-") or option, line
PYTHON
}
check "so do zsh and fish, by scripts that they can read" other_shells_complete
