#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The expected files of tests/golden, held against the schemas of their destinations; SARIF also
# against sarif-multitool with GitHub's rules switched on. It exits 0 whatever it finds, so its own log
# is counted.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

schema_accepts() { # schema_accepts CASE
    need check-jsonschema
    check-jsonschema --schemafile "$ROOT/tests/schemas/sarif-2.1.0.json" \
        "$ROOT/tests/golden/$1/"expected*.sarif
}

junit_is_valid() { # junit_is_valid CASE
    need xmllint
    xmllint --noout --schema "$ROOT/tests/schemas/junit-10.xsd" \
        "$ROOT/tests/golden/$1/expected.junit.xml"
}

codequality_is_valid() { # codequality_is_valid CASE
    need check-jsonschema
    check-jsonschema --schemafile "$ROOT/tests/schemas/gitlab-codequality.json" \
        "$ROOT/tests/golden/$1/expected.codequality.json"
}

gitlab_is_valid() { # gitlab_is_valid CASE
    local kind
    need check-jsonschema
    for kind in container-scanning sast secret-detection; do
        check-jsonschema --schemafile "$ROOT/tests/schemas/gitlab-$kind.json" \
            "$ROOT/tests/golden/$1/expected.gitlab-$kind.json"
    done
}

# A path outside of the repository stays absolute: GH1006 asks where the checkout is, which the upload says beside the
# report (checkout_uri).
multitool_finds_nothing() { # multitool_finds_nothing CASE
    local file
    need sarif-multitool
    for file in "$ROOT/tests/golden/$1/"expected*.sarif; do
        sarif-multitool validate "$file" --rule-kind 'Sarif;Ghas' \
            --config "$ROOT/tests/schemas/github-rules.xml" --level 'Error;Warning' \
            --output found.sarif --log ForceOverwrite
        expect_json found.sarif 'len(doc["runs"]) == 1 and
            {one["ruleId"] for one in doc["runs"][0].get("results", [])} <= {"GH1006"}'
    done
}

# The check above would pass with a validator that never finds anything.
multitool_finds_what_is_wrong() {
    need sarif-multitool
    sed 's/"startLine": [0-9]*/"startLine": 0/' "$ROOT/tests/golden/typical/expected.sarif" >bad.sarif
    sarif-multitool validate bad.sarif --rule-kind 'Sarif;Ghas' \
        --config "$ROOT/tests/schemas/github-rules.xml" --level 'Error;Warning' \
        --output found.sarif --log ForceOverwrite
    expect_json found.sarif 'len(doc["runs"][0]["results"]) > 0'
}

update_is_refused_under_ci() {
    CI=true expect_exit 1 "$ROOT/tests/golden/update"
    expect_match 'refused under CI' "$SAID/stderr"
}

for folder in "$ROOT"/tests/golden/*/; do
    name=$(basename "$folder")
    check "$name is valid against the schema" schema_accepts "$name"
    check "$name is clean under sarif-multitool" multitool_finds_nothing "$name"
    check "$name is JUnit that Jenkins takes" junit_is_valid "$name"
    check "$name is valid against GitLab's schemas" gitlab_is_valid "$name"
    check "$name is a code quality report" codequality_is_valid "$name"
done
check "sarif-multitool finds a line 0" multitool_finds_what_is_wrong
check "golden files are not rewritten under CI" update_is_refused_under_ci
