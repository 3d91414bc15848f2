#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compose files and Kubernetes manifests in a scan: which are found, and what is said of what cannot be judged.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# findings_of FILE: path, line and rule of every finding
findings_of() {
    json "$1" '" ".join(sorted("%s:%s:%s" % (f["path"], f["place"]["line"], f["ruleId"]) for f in doc["findings"]))'
}

a_repository() {
    mkdir -p deploy chart/templates other
    printf 'services:\n  web:\n    image: nginx:1.29\n    privileged: true\n' >compose.yaml
    printf 'services:\n  web:\n    pid: host\n' >compose.override.yaml
    printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\nspec:\n  hostNetwork: true\n' >deploy/pod.yaml
    printf '  containers:\n  - name: a\n    image: nginx:1.29\n' >>deploy/pod.yaml
    printf 'apiVersion: v2\nname: a\nversion: 1.0.0\n' >chart/Chart.yaml
    printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Release.Name }}}\n' >chart/templates/pod.yaml
    printf 'a: 1\nkind: of\n' >other/settings.yaml
}

are_found() {
    need hullmark
    a_repository
    expect_exit 1 hullmark scan --without all -o json=out.json .
    findings_of out.json >found
    expect_match '(^| )compose.yaml:4:HM6001( |$)' found
    expect_match '(^| )compose.override.yaml:3:HM60' found
    expect_match '(^| )deploy/pod.yaml:5:HM70' found
    expect_no_match 'other/|chart/' found
}
check "Compose projects and Kubernetes objects are found, by name and by content" are_found

not_rendered() {
    need hullmark
    a_repository
    expect_exit 1 hullmark scan --without all .
    cat "$SAID/stdout" "$SAID/stderr" >said
    expect_match 'helm template' said
}
check "a chart is said not to be rendered, with what renders it" not_rendered

named() {
    need hullmark
    a_repository
    expect_exit 1 hullmark scan --without all -o json=pod.json deploy/pod.yaml
    findings_of pod.json >found
    expect_match 'deploy/pod.yaml:5:HM70' found
    expect_no_match compose found
}
check "a file that is named is judged, and no other" named

from_standard_input() {
    need hullmark
    a_repository
    expect_exit 1 hullmark scan --without all -o json=out.json - <deploy/pod.yaml
    findings_of out.json >found
    expect_match ':5:HM70' found
}
check "a manifest on standard input" from_standard_input

others_from_standard_input() {
    need hullmark
    printf '# ours\nname: x\nservices:\n  web:\n    image: alpine:3.22\n    privileged: true\n' >compose
    printf '#!/bin/sh\ndocker run -d --privileged alpine:3.22\n' >script
    printf 'FROM alpine:3.22\nCOPY <<EOF /compose.yaml\nservices:\n  a: {privileged: true}\nEOF\nUSER 1\n' >dockerfile
    expect_exit 1 hullmark scan --without all - <compose
    expect_match '^-:6:5 +critical  HM6001' "$SAID/stdout"
    expect_exit 1 hullmark scan --without all - <script
    expect_match '^-:2:[0-9]+ +critical  HM6001' "$SAID/stdout"
    expect_exit 0 hullmark scan --without all - <dockerfile
    expect_no_match 'HM6001|HM9001' "$SAID/stdout"
}
check "a Compose file, a script and a Dockerfile on standard input" others_from_standard_input

accepted() {
    need hullmark
    printf 'services:\n  web:\n    image: alpine:3.22\n' >compose.yaml
    printf '    # hullmark ignore=HM6001 reason="a test bench"\n    privileged: true\n' >>compose.yaml
    expect_exit 1 hullmark scan --without all --no-ignores .
    expect_exit 0 hullmark scan --without all .
    expect_match '1 more finding is suppressed by comments' "$SAID/stdout"
}
check "a comment accepts a finding of the key below it" accepted

broken() {
    need hullmark
    printf 'services:\n\tweb: {}\n' >compose.yaml
    printf 'apiVersion: v1\nkind: Pod\nspec: [\n' >pod.yaml
    expect_exit 1 hullmark scan --without all --fail-on info -o json=out.json .
    expect_json out.json '{"HM9003", "HM9004"} <= {f["ruleId"] for f in doc["findings"]}'
}
check "what cannot be read is a finding" broken

included() {
    need hullmark
    mkdir -p inc
    printf 'include:\n  - inc/compose.yaml\nservices: {}\n' >compose.yaml
    printf 'services:\n  b:\n    image: nginx:1.29\n    # hullmark ignore=HM6004 reason="a test bench"\n' >inc/compose.yaml
    printf '    privileged: true\n    pid: host\n' >>inc/compose.yaml
    expect_exit 1 hullmark scan --without all -o json=out.json .
    expect_json out.json 'len(doc["findings"]) == len({(f["ruleId"], f["path"], f["place"]["line"], f["place"]["column"]) for f in doc["findings"]})'
    expect_json out.json 'len(doc["paths"]) == len(set(doc["paths"])) == 2'
}
check "what is wrong in a file that another includes is said once" included

workflows() {
    mkdir -p .github/workflows app/.github/workflows ci other vendor/x/.github/workflows .git
    printf 'on: push\njobs:\n  a: {}\n' >.github/workflows/build.yml
    printf 'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - name: x\n' >app/.github/workflows/b.yaml
    printf 'runs:\n  using: composite\n  steps:\n    - name: y\n' >ci/action.yml
    printf 'todo: x\n' >other/action.yml
    printf 'on: push\n' >other/flow.yml
    cp .github/workflows/build.yml vendor/x/.github/workflows/
}

pipelines_are_found() {
    need hullmark
    workflows
    expect_exit 1 hullmark scan --without all -o json=out.json .
    findings_of out.json >found
    expect_match '(^| )\.github/workflows/build\.yml:3:HM9005' found
    expect_match '(^| )app/\.github/workflows/b\.yaml:6:HM9005' found
    expect_match '(^| )ci/action\.yml:4:HM9005' found
    expect_no_match 'other/|vendor/' found
    expect_json out.json 'next(l["reason"] for l in doc["ledger"] if l["tool"] == "hullmark") == "3 files"'
}
check "pipelines are found by name and folder, and not in what others wrote" pipelines_are_found

pipelines_that_are_named() {
    need hullmark
    workflows
    expect_exit 1 hullmark scan --without all -o json=out.json .github/workflows
    findings_of out.json >found
    expect_match 'build\.yml:3:HM9005' found
    (cd / && expect_exit 1 hullmark scan --without all -o json="$OLDPWD/out.json" "$OLDPWD/.github/workflows/build.yml")
    findings_of out.json >found
    expect_match 'build\.yml:3:HM9005' found
    expect_exit 1 hullmark scan --without all -o json=out.json - <app/.github/workflows/b.yaml
    findings_of out.json >found
    expect_match ':6:HM9005' found
    expect_no_match 'HM9001' found
}
check "a workflow as folder, as file from elsewhere, and on standard input" pipelines_that_are_named

pipelines_accept() {
    need hullmark
    mkdir -p .github/workflows
    printf 'on: push\njobs:\n  # hullmark ignore=HM9005 reason="is filled in by a bot"\n  a: {}\n' >.github/workflows/a.yml
    expect_exit 1 hullmark scan --without all --no-ignores .
    expect_exit 0 hullmark scan --without all .
    expect_match '1 more finding is suppressed by comments' "$SAID/stdout"
}
check "a comment accepts a finding of the job below it" pipelines_accept

pipelines_are_printed() {
    need hullmark
    mkdir -p app/ci
    printf 'include: ci/a.yml\njob:\n  extends: .a\n' >app/.gitlab-ci.yml
    printf '.a:\n  script: docker push acme/web:1\n' >app/ci/a.yml
    hullmark ast --json app/.gitlab-ci.yml >ast.json
    expect_json ast.json 'doc["files"] == ["app/.gitlab-ci.yml", "app/ci/a.yml"] and doc["acts"][0]["at"] == "app/ci/a.yml:2:11"'
    hullmark ast --json "$PWD/app/.gitlab-ci.yml" >ast.json
    expect_json ast.json '[a["kind"] for a in doc["acts"]] == ["push"]'
    ln -s a.yml app/ci/link.yml
    printf 'include: [../.gitlab-ci.yml, link.yml]\njob:\n  script: make\n' >app/ci/.gitlab-ci.yml
    hullmark ast --json app/ci/.gitlab-ci.yml >ast.json
    expect_json ast.json 'doc["files"] == ["app/ci/.gitlab-ci.yml"]'
    printf 'FROM alpine\n' | hullmark ast --json - >ast.json
    expect_json ast.json 'doc["stages"] == 1'
}
check "a pipeline's parse is printed with what it includes of its folder, and nothing from above it" pipelines_are_printed

objects_are_printed() {
    need hullmark
    printf 'apiVersion: v1\nkind: Pod\nspec:\n  securityContext: {runAsUser: 5}\n  containers: [{name: a, image: b}]\n' >pod.yaml
    hullmark ast --json pod.yaml >ast.json
    expect_json ast.json 'doc["objects"][0]["pods"][0]["containers"][0]["securityContext"] == {"runAsUser": "5"}'
    hullmark ast --json - <pod.yaml >ast.json
    expect_json ast.json 'doc["kind"] == "kubernetes" and doc["file"] == "-"'
}
check "a manifest's parse is printed, from standard input too" objects_are_printed

too_much_to_judge() {
    need hullmark
    python3 -c 'print("a:\n  script:\n" + "    - docker tag a b\n" * 4001)' >.gitlab-ci.yml
    hullmark scan --without all --exit-zero --profile all -o json=out.json . >text
    expect_json out.json '{r["ruleId"] for r in doc["notEvaluated"]} >= {"HM80%02d" % n for n in range(1, 19)}'
    findings_of out.json >found
    expect_match ':1:HM9005' found
}
check "of a pipeline that is too large no rule about pipelines says that all is well" too_much_to_judge
