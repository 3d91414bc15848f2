#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The configuration: what it says, what overrules it, what it may not say, and its JSON Schema.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export SOURCE_DATE_EPOCH=1795320000 # 2026-11-22
corpus=$ROOT/tests/e2e/config

# What `config show` says of a key: "VALUE SOURCE".
setting() { # KEY OPTION...
    local key=$1
    shift
    hullmark config show --json "$@" >shown.json
    json shown.json "next(r['value'] + ' ' + r['source'] for r in doc if r['key'] == '$key')"
}

the_nearer_counts() {
    need hullmark
    [ "$(setting fail-on)" = "high default" ]
    echo 'fail-on: info' >base.yaml
    echo 'extends: base.yaml' >.hullmark.yaml
    [ "$(setting fail-on)" = "info base.yaml:1" ]
    echo 'fail-on: low' >>.hullmark.yaml
    [ "$(setting fail-on)" = "low .hullmark.yaml:2" ]
    export HULLMARK_FAIL_ON=medium
    [ "$(setting fail-on)" = "medium HULLMARK_FAIL_ON" ]
    [ "$(setting fail-on --fail-on critical)" = "critical --fail-on" ]
    export HULLMARK_FAIL_ON=hihg
    expect_exit 2 hullmark scan --without all
    expect_match 'HULLMARK_FAIL_ON: there is no choice "hihg"; did you mean "high"' "$SAID/stderr"
}
check "flags, environment, file, what it extends, defaults" the_nearer_counts

values_of_build_arguments_stay_inside() {
    need hullmark
    echo 'build-args: {TOKEN: correct-horse-battery}' >.hullmark.yaml
    expect_exit 0 hullmark config show
    expect_match 'build-args: *TOKEN ' "$SAID/stdout"
    expect_no_match 'correct-horse' "$SAID/stdout"
}
check "config show prints no build argument's value" values_of_build_arguments_stay_inside

bad_dockerfile() {
    printf 'FROM alpine:3.22\nUSER root\nCMD ["a"]\n'
}

what_is_off_is_said() {
    need hullmark
    bad_dockerfile >Dockerfile
    expect_exit 1 hullmark scan --without all -q
    echo 'rules: {DL3002: {level: off, reason: an appliance}}' >.hullmark.yaml
    expect_exit 0 hullmark scan --without all -o sarif=out.sarif
    expect_match 'Line 1 switches HM3001 off: an appliance' "$SAID/stdout"
    expect_json out.sarif 'all(r["ruleId"] != "HM3001" for r in doc["runs"][0]["results"])'
    expect_match 'switches HM3001 off' out.sarif
}
check "a rule that is off is in the report" what_is_off_is_said

others_follow() {
    need hullmark
    bad_dockerfile >Dockerfile
    cat >other.sarif <<'EOF'
{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "hadolint"}}, "results": [{"ruleId": "DL3002", "level": "error",
 "message": {"text": "root"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "Dockerfile"},
 "region": {"startLine": 2}}}]}]}]}
EOF
    echo 'rules: {HM3001: off}' >.hullmark.yaml
    expect_exit 0 hullmark scan --without all --import other.sarif -o sarif=out.sarif
    expect_json out.sarif '[len(r["suppressions"]) for r in doc["runs"][0]["results"] if "DL3002" in r["ruleId"]] == [1]'
    echo 'rules: {HM3001: low}' >.hullmark.yaml
    expect_exit 0 hullmark scan --without all --import other.sarif -o sarif=out.sarif
    expect_json out.sarif '[r["level"] for r in doc["runs"][0]["results"] if r["ruleId"] == "HM3001"] == ["note"]'
}
check "what another tool says of a rule follows its level" others_follow

paths_differ() {
    need hullmark
    mkdir -p legacy old
    bad_dockerfile | tee Dockerfile legacy/Dockerfile >old/Dockerfile
    cat >.hullmark.yaml <<'EOF'
exclude: old
overrides:
  - {paths: legacy/**, rules: {HM3001: low}}
EOF
    expect_exit 1 hullmark scan --without all -o sarif=out.sarif
    expect_json out.sarif 'sorted((r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], r["level"])
        for r in doc["runs"][0]["results"] if r["ruleId"] == "HM3001") == [("Dockerfile", "error"), ("legacy/Dockerfile", "note")]'
    expect_match '1 file is not judged, since .hullmark.yaml: line 1: exclude excludes it: old/Dockerfile' "$SAID/stdout"
    expect_exit 0 hullmark scan --without all --exclude Dockerfile --exclude old -q
}
check "paths are excluded, and have levels of their own" paths_differ

newer_rules_are_notes() {
    need hullmark
    bad_dockerfile >Dockerfile
    echo 'epoch: 0.0' >.hullmark.yaml
    expect_exit 0 hullmark scan --without all --fail-on info -o sarif=out.sarif
    expect_json out.sarif 'len(doc["runs"][0]["results"]) > 0'
    expect_json out.sarif 'all(r["level"] == "note" for r in doc["runs"][0]["results"])'
    expect_match 'rules are newer than epoch 0.0' "$SAID/stdout"
}
check "rules newer than the epoch fail no build" newer_rules_are_notes

# --- commands ---

commands_of() { # a row for hadolint
    cat <<EOF
commands:
  - name: hadolint-sarif
    argv: [hadolint, --no-color, -f, sarif, --config, /dev/null, "{files}"]
    exits: {clean: 0, findings: 1}
    timeout: 60
EOF
}

the_tree_names_no_commands() {
    need hullmark
    bad_dockerfile >Dockerfile
    commands_of >.hullmark.yaml
    expect_exit 2 hullmark scan --without all
    expect_match 'line 2, column 3: "commands" is not taken from a file that nobody named' "$SAID/stderr"
    mkdir sub
    mv .hullmark.yaml sub/ci.yaml
    expect_exit 2 hullmark scan --without all --config sub/ci.yaml
    expect_match 'which is scanned: whoever changes what is scanned could change it too' "$SAID/stderr"
}
check "a scanned tree names no commands" the_tree_names_no_commands

a_command_speaks_sarif() {
    need hullmark hadolint
    mkdir repository
    cd repository
    printf 'FROM alpine\nUSER root\nRUN cd /tmp && apk add curl\n' >Dockerfile
    commands_of >../ci.yaml
    expect_exit 1 hullmark scan --config ../ci.yaml --without trivy -o sarif=../out.sarif
    expect_match 'done *hadolint-sarif .*command' "$SAID/stdout"
    expect_json ../out.sarif 'any(a["id"] == "DL3002" for r in doc["runs"][0]["results"] if r["ruleId"] == "HM3001"
        for a in r["properties"]["agreedBy"])'
    printf 'FROM alpine:3.22@sha256:%064d\nUSER app\nCMD ["a"]\n' 7 >Dockerfile
    expect_exit 0 hullmark scan --config ../ci.yaml --without trivy --fail-on critical
    expect_match 'done *hadolint-sarif' "$SAID/stdout"
    HULLMARK_CONFIG=../ci.yaml expect_exit 0 hullmark scan --without trivy --fail-on critical
    expect_match 'done *hadolint-sarif' "$SAID/stdout"
    expect_exit 0 hullmark scan --config ../ci.yaml --without all --fail-on critical
    expect_match 'skipped *hadolint-sarif' "$SAID/stdout"
}
check "a command that speaks SARIF joins the others" a_command_speaks_sarif

commands_are_locked() {
    need hullmark hadolint
    mkdir repository
    cd repository
    printf 'FROM alpine:3.22\nUSER app\nCMD ["a"]\n' >Dockerfile
    commands_of >../ci.yaml
    printf '{"hullmarkLock": 1, "tools": []}\n' >hullmark.lock
    expect_exit 3 hullmark scan --config ../ci.yaml --without trivy --locked
    expect_match 'hadolint-sarif' "$SAID/stdout"
    printf '{"hullmarkLock": 1, "tools": [{"name": "hadolint-sarif", "version": "1", "sha256": "%064d"}]}\n' 7 >hullmark.lock
    expect_exit 3 hullmark scan --config ../ci.yaml --without trivy
    expect_match 'failed *hadolint-sarif' "$SAID/stdout"
}
check "commands are locked like tools" commands_are_locked

the_lock_takes_commands() {
    need hullmark hadolint
    mkdir repository bin
    cp "$(command -v hadolint)" bin/
    PATH=$PWD/bin:$PATH
    cd repository
    printf 'FROM alpine:3.22@sha256:%064d\nUSER app\nCMD ["a"]\n' 7 >Dockerfile
    commands_of >../ci.yaml
    expect_exit 0 hullmark tools lock hadolint-sarif --config ../ci.yaml
    expect_json hullmark.lock "doc['tools'] == [{'name': 'hadolint-sarif',
        'version': '$(hadolint --version | grep -oE '[0-9]+(\.[0-9]+)+')',
        'sha256': '$(sha256sum ../bin/hadolint | cut -d ' ' -f 1)'}]"
    expect_exit 0 hullmark tools check --config ../ci.yaml
    expect_match '^hadolint-sarif: verified$' "$SAID/stdout"
    expect_exit 0 hullmark scan --config ../ci.yaml --without trivy --fail-on critical --locked
    printf 'x' >>../bin/hadolint
    expect_exit 1 hullmark tools check --config ../ci.yaml
    expect_match '^hadolint-sarif: differs' "$SAID/stdout"
    expect_exit 3 hullmark tools check
    expect_match '^hadolint-sarif: unknown' "$SAID/stdout"
    expect_exit 2 hullmark tools lock hadolint-sarif
    mv ../ci.yaml .
    expect_exit 2 hullmark tools lock --config ci.yaml
    expect_exit 2 hullmark baseline write --config ci.yaml
}
check "tools lock and tools check know the commands" the_lock_takes_commands

commands_are_judged() {
    need hullmark
    mkdir repository tools
    cd repository
    printf 'FROM alpine:3.22\nUSER app\nCMD ["a"]\n' >Dockerfile
    cat >../tools/lint <<'EOF'
#!/bin/sh
case $1 in
file) printf '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"lint"}},"results":[]}]}' >"$2" ;;
none) ;;
code) exit 4 ;;
esac
EOF
    chmod +x ../tools/lint
    row() { # ARGUMENT SARIF
        printf 'commands: [{name: lint, argv: [%s, %s, out.sarif], sarif: %s}]\n' "$(cd ../tools && pwd)/lint" "$1" "$2" >../ci.yaml
    }
    row file out.sarif
    expect_exit 0 hullmark scan --config ../ci.yaml --without trivy
    row none out.sarif
    expect_exit 3 hullmark scan --config ../ci.yaml --without trivy
    expect_match 'it did not write out.sarif' "$SAID/stdout"
    expect_exit 0 hullmark scan --config ../ci.yaml --without trivy --allow-incomplete lint
    row none stdout
    expect_exit 3 hullmark scan --config ../ci.yaml --without trivy
    row code stdout
    expect_exit 3 hullmark scan --config ../ci.yaml --without trivy
    expect_match 'exit code 4' "$SAID/stdout"
}
check "a command's exit code and report are judged" commands_are_judged

# --- the schema ---

the_schema_agrees() {
    local schema=$ROOT/docs/hullmark.schema.json file
    need hullmark check-jsonschema
    check-jsonschema -q --check-metaschema "$schema"
    check-jsonschema -q --schemafile "$schema" "$corpus"/good/*.yaml
    cp "$corpus"/good/*.yaml "$corpus"/bad/*.yaml .
    for file in "$corpus"/good/*.yaml; do
        expect_exit 0 hullmark config check "$(basename "$file")"
    done
    for file in "$corpus"/bad/*.yaml; do
        expect_exit 2 hullmark config check "$(basename "$file")"
        if check-jsonschema -q --schemafile "$schema" "$file"; then
            echo "the schema takes $file" >&2
            return 1
        fi
    done
}
check "the schema and the reader agree" the_schema_agrees

# --- the page ---

# The N-th block of YAML in docs/CONFIGURATION.md.
example() { # N
    awk -v n="$1" '/^```yaml/ { i++; on = i == n; next } /^```/ { on = 0 } on' "$ROOT/docs/CONFIGURATION.md"
}

the_page_is_right() {
    need hullmark
    mkdir repository
    cd repository
    example 1 >.hullmark.yaml
    expect_exit 0 hullmark config check
    hullmark config show --json >../shown.json
    json ../shown.json '"\n".join(sorted(r["key"] for r in doc if "." not in r["key"] and r["key"] != "epoch" and
        not r["value"].endswith("test")))' >../known
    # shellcheck disable=SC2016 # the page's own
    sed -n 's/^| `\([a-z-]*\)` | `--.*/\1/p' "$ROOT/docs/CONFIGURATION.md" | sort >../said
    diff ../known ../said
    mkdir web
    printf 'FROM scratch\n' >web/Dockerfile
    example 2 >.hullmark.yaml
    expect_exit 0 hullmark config check
    example 3 >../ci.yaml
    expect_exit 0 hullmark config check ../ci.yaml
    hullmark config show --config ../ci.yaml >../shown
    expect_match 'commands.checkov: */opt/checkov/bin/checkov -d {path}' ../shown
}
check "the page's examples and keys are the program's" the_page_is_right

# --- slips of the pen ----------------------------------------------------------------------------

mistyped_variable() {
    need hullmark
    printf 'FROM scratch\nUSER 1000\n' >Dockerfile
    HULLMARK_FAILON=low expect_exit 0 hullmark scan --without all -q --fail-on none
    expect_match 'HULLMARK_FAILON is not read; did you mean HULLMARK_FAIL_ON' "$SAID/stderr"
    HULLMARK_OF_THE_CI=x expect_exit 0 hullmark scan --without all -q --fail-on none
    expect_no_match 'HULLMARK_OF_THE_CI' "$SAID/stderr"
}
check "a variable that nobody reads is warned of" mistyped_variable

slips() {
    need hullmark
    expect_exit 2 hullmark scan ""
    expect_match 'a PATH is empty' "$SAID/stderr"
    expect_exit 2 hullmark --fail-on high scan
    expect_match 'the command comes first' "$SAID/stderr"
    expect_exit 2 hullmark help scna
    expect_match 'did you mean "scan"' "$SAID/stderr"
    expect_exit 2 hullmark scan -o report.sarif
    expect_match 'sarif=report.sarif' "$SAID/stderr"
    expect_exit 2 hullmark scan --platform Linux
    expect_match 'linux/arm64' "$SAID/stderr"
}
check "what people mistype is answered with what to write" slips

nowhere_to_write() {
    need hullmark
    printf 'FROM scratch\nUSER 1000\n' >Dockerfile
    expect_exit 3 hullmark scan --without all --fail-on none -q -o sarif=nodir/x.sarif
    expect_exit 3 hullmark scan --without all --fail-on none -q -o sarif=/dev/full
    expect_match 'No space left' "$SAID/stderr"
}
check "a report that cannot be written is incomplete" nowhere_to_write
