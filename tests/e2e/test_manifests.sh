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

accepted() {
    need hullmark
    printf 'services:\n  web:\n    image: nginx:1.29\n' >compose.yaml
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
