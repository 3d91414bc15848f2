#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job on real input: files, real Trivy, images, one report, the gate.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

bad=$ROOT/ci-examples/app/bad
good=$ROOT/ci-examples/app/good
schema=$ROOT/tests/schemas/sarif-2.1.0.json

# The ids of all results of a report, one a line.
ids() {
    json "$1" '"\n".join(sorted(r["ruleId"] for r in doc["runs"][0]["results"]))'
}

# A clean SARIF file: by its schema and by Microsoft's validator with GitHub's rules. GH1004 has limits of its own that
# are far below those GitHub documents.
valid_sarif() {
    need check-jsonschema sarif-multitool
    check-jsonschema -q --schemafile "$schema" "$1"
    sarif-multitool validate "$1" --rule-kind "Sarif;Ghas" --config "$ROOT/tests/schemas/github-rules.xml" \
        --level "Error;Warning" --output validated.sarif --log ForceOverwrite >/dev/null
    expect_json validated.sarif '[r for r in doc["runs"][0]["results"] if r["ruleId"] != "GH1004"] == []'
}

# --- files ---------------------------------------------------------------------------------------

bad_example_fails() {
    need hullmark
    expect_exit 1 hullmark scan --without all -o sarif=out.sarif "$bad"
    expect_json out.sarif '"HM3001" in [r["ruleId"] for r in doc["runs"][0]["results"]]'
    expect_match 'HM3001' "$SAID/stdout"
}
check "the bad example fails the gate" bad_example_fails

good_example_passes() {
    need hullmark
    expect_exit 0 hullmark scan --without all "$good"
}
check "the good example passes" good_example_passes

nothing_to_check() {
    need hullmark
    mkdir empty
    expect_exit 3 hullmark scan empty
    expect_match 'nothing to check' "$SAID/stdout"
    expect_exit 0 hullmark scan --allow-empty --without all empty
}
check "nothing to check is no pass" nothing_to_check

commands_that_are_cut_are_noted() {
    need hullmark
    { printf 'FROM alpine:3.20\nUSER 10001\nRUN '; printf '(a; %.0s' {1..200}; printf '\n'; } >Dockerfile
    hullmark scan --without all -o json=out.json . >/dev/null 2>&1 || true
    expect_json out.json '[n["id"] for n in doc["notes"]].count("commands-cut") == 1'
}
check "commands nested too deeply are noted once" commands_that_are_cut_are_noted

commands_that_cannot_be_read_are_noted() {
    need hullmark
    printf "FROM alpine:3.20\nUSER 10001\nRUN pwsh -EncodedCommand \$TEXT\n" >Dockerfile
    hullmark scan --without all -o json=out.json . >/dev/null 2>&1 || true
    expect_json out.json '[n["id"] for n in doc["notes"]].count("command-unread") == 1'
}
check "an encoded command that cannot be read is noted" commands_that_cannot_be_read_are_noted

standard_input() {
    need hullmark
    printf 'FROM alpine:3.20\nUSER root\n' >Dockerfile
    expect_exit 1 hullmark scan --without all -o json=out.json - <Dockerfile
    expect_json out.json 'any(f["ruleId"] == "HM3001" for f in doc["findings"])'
}
check "a Dockerfile on standard input" standard_input

shell_text_is_judged_where_it_stands() {
    need hullmark shellcheck
    # shellcheck disable=SC2016 # the file's own, not ours
    printf 'FROM debian:12-slim\nRUN ls \\\n# a note\n  && cd $DIR && ls\nRUN <<EOF\necho $FILE\nEOF\nUSER 10001\n' >Dockerfile
    expect_exit 0 hullmark scan --without trivy --require shellcheck -o sarif=out.sarif Dockerfile
    expect_json out.sarif '{(r["ruleId"], r["locations"][0]["physicalLocation"]["region"]["startLine"],
        r["locations"][0]["physicalLocation"]["region"]["startColumn"])
        for r in doc["runs"][0]["results"]} >= {("SC2086", 4, 9), ("SC2086", 6, 6)}'
    valid_sarif out.sarif
}
check "ShellCheck's findings stand where the text stands" shell_text_is_judged_where_it_stands

what_hadolint_finds_joins_ours() {
    need hullmark hadolint shellcheck
    # shellcheck disable=SC2016 # the file's own, not ours
    printf 'FROM debian:12-slim\nRUN echo $A | wc -l\nUSER root\n' >Dockerfile
    printf 'ignored: [DL3002, DL4006]\n' >.hadolint.yaml
    expect_exit 1 hullmark scan --no-ignores --without trivy --require hadolint,shellcheck -o json=out.json Dockerfile
    expect_json out.json '[a["id"] for f in doc["findings"] if f["ruleId"] == "HM3001" for a in f["agreedBy"]] == ["DL3002"]'
    expect_json out.json '[a["tool"] for f in doc["findings"] if f["ruleId"] == "SC2086" for a in f["agreedBy"]] in (
        ["hadolint"], ["shellcheck"])'
    expect_json out.json '[f["place"]["column"] for f in doc["findings"] if f["ruleId"] == "SC2086"] == [10]'
}
check "what hadolint finds joins ours and ShellCheck's" what_hadolint_finds_joins_ours

tree_cannot_silence_linters() {
    need hullmark hadolint shellcheck
    # shellcheck disable=SC2016 # the file's own, not ours
    printf 'FROM debian:12-slim\nRUN echo $A | wc -l\nUSER root\n' >Dockerfile
    local scan=(hullmark scan --no-ignores --without trivy --require hadolint --require shellcheck -q --no-merge .)
    expect_exit 1 "${scan[@]}" -o sarif=before.sarif
    printf 'disable=all\n' >.shellcheckrc
    cp .shellcheckrc shellcheckrc
    printf 'ignored: [DL3002, DL4006, SC2086]\nfailure-threshold: none\n' >.hadolint.yaml
    cp .hadolint.yaml .hadolint.yml
    expect_exit 1 "${scan[@]}" -o sarif=after.sarif
    ids before.sarif >before
    ids after.sarif >after
    grep -q SC2086 before
    grep -q DL3002 before
    diff before after
}
check "a .shellcheckrc or .hadolint.yaml in the tree silences nothing" tree_cannot_silence_linters

what_hadolint_cannot_parse_is_unread() {
    need hullmark hadolint
    # shellcheck disable=SC2016 # the file's own, not ours
    printf 'FROM debian:12-slim\nRUN <<EOF\n\techo `ls`\nEOF\nCMD echo $(cat /x) | read a\nUSER 10001\n' >Dockerfile
    expect_exit 3 hullmark scan --without trivy --require hadolint -o json=out.json Dockerfile
    expect_json out.json 'any(r["tool"] == "hadolint" and r["state"] == "failed" for r in doc["ledger"])'
}
check "a file that hadolint cannot parse is none that it judged" what_hadolint_cannot_parse_is_unread

broken_file_is_a_finding() {
    need hullmark
    printf 'FROM alpine:3.20\nRUNN echo\nUSER root\n' >Dockerfile
    expect_exit 1 hullmark scan --without all -o sarif=out.sarif
    expect_json out.sarif '[(r["ruleId"], r["locations"][0]["physicalLocation"]["region"]["startLine"])
        for r in doc["runs"][0]["results"] if r["ruleId"].startswith("HM9")] == [("HM9001", 2)]'
    expect_json out.sarif '"HM3001" in [r["ruleId"] for r in doc["runs"][0]["results"]]'
}
check "what BuildKit rejects is a finding, and the rest is judged" broken_file_is_a_finding

outside_of_the_current_folder() {
    need hullmark
    mkdir here one two
    printf 'FROM alpine:3.22\n' >one/Dockerfile
    printf 'FROM debian:13\n' >two/Dockerfile
    cd here
    hullmark scan --without all --fail-on none -o json=out.json ../one ../two
    expect_equal "$(json out.json "sorted({'/' + f['path'] for f in doc['findings'] if f['ruleId'] == 'HM3001'})")" \
        "[\"$(realpath ../one)/Dockerfile\", \"$(realpath ../two)/Dockerfile\"]"
    hullmark scan --without all --fail-on none -o json=out.json ../one
    expect_json out.json '{f["path"] for f in doc["findings"]} == {"Dockerfile"}'
}
check "files of one name in two folders elsewhere" outside_of_the_current_folder

unreadable_file_is_incomplete() {
    need hullmark
    printf 'FROM scratch\n' >Dockerfile
    head -c 5000000 /dev/zero | tr '\0' '#' >Dockerfile.huge
    expect_exit 3 hullmark scan --without all --fail-on none
    expect_match 'Dockerfile.huge' "$SAID/stdout"
}
check "a file over the limit makes the run incomplete" unreadable_file_is_incomplete

same_clock_same_bytes() {
    need hullmark
    export SOURCE_DATE_EPOCH=1767323045
    expect_exit 1 hullmark scan --without all -q -o sarif=one.sarif --jobs 1 "$bad" "$good"
    expect_exit 1 hullmark scan --without all -q -o sarif=two.sarif --jobs 8 "$bad" "$good"
    cmp one.sarif two.sarif
}
check "the same clock gives the same bytes" same_clock_same_bytes

many_files() {
    need hullmark
    local n=0 folders=("$ROOT/tests")
    mkdir generated
    python3 "$ROOT/tests/oracle/generate.py" 1 200 generated
    [ ! -d "$ROOT/../shared/vectors" ] || folders+=("$ROOT/../shared/vectors")
    mkdir all
    while IFS= read -r file; do
        n=$((n + 1))
        mkdir "all/$n"
        cp "$file" "all/$n/Dockerfile"
    done < <(find generated "${folders[@]}" -type f -iname '*dockerfile*' -not -name '*.json' -size -1000k)
    [ "$n" -ge 200 ] || { echo "only $n files"; return 1; }
    expect_exit 1 hullmark scan --without all --profile all -q -o sarif=out.sarif all
    expect_json out.sarif 'len(doc["runs"][0]["results"]) > 200'
    valid_sarif out.sarif
}
check "hundreds of Dockerfiles without a crash, in one valid report" many_files

# --- Trivy ---------------------------------------------------------------------------------------

one_finding_per_fault() {
    need hullmark trivy world
    printf 'FROM debian:12\nRUN apt-get update && apt-get install -y sudo\nRUN sudo true\nCMD ["sh"]\n' >Dockerfile
    expect_exit 1 hullmark scan --require trivy -o sarif=out.sarif
    expect_json out.sarif '[[(a["tool"], a["id"]) for a in r["properties"]["agreedBy"]] for r in doc["runs"][0]["results"]
        if r["ruleId"] == "HM3001"] == [[("trivy", "DS-0002")]]'
    expect_json out.sarif 'not any(r["ruleId"] == "DS-0002" for r in doc["runs"][0]["results"])'
    expect_exit 1 hullmark scan --require trivy --no-merge -o sarif=apart.sarif
    expect_json apart.sarif 'any(r["ruleId"] == "DS-0002" for r in doc["runs"][0]["results"])'
    valid_sarif out.sarif
}
check "a fault that Trivy sees too is one finding" one_finding_per_fault

tree_cannot_silence_trivy() {
    need hullmark trivy world
    cp "$bad/Dockerfile" .
    printf '{"name":"a","lockfileVersion":3,"packages":{"node_modules/lodash":{"version":"4.17.4"}}}' >package-lock.json
    expect_exit 1 hullmark scan --require trivy -q -o sarif=before.sarif
    printf '*\nCVE-2019-10744\nDS-0002\n' >.trivyignore
    printf 'severity: [UNKNOWN]\nexit-code: 0\nscan: {skip-files: ["**"]}\n' >trivy.yaml
    expect_exit 1 hullmark scan --require trivy -q -o sarif=after.sarif
    ids before.sarif >before
    ids after.sarif >after
    grep -q CVE-2019-10744 before
    diff before after
}
check "a .trivyignore or trivy.yaml in the tree silences nothing" tree_cannot_silence_trivy

trivy_absent() {
    need hullmark
    mkdir none
    export HULLMARK_TRIVY=/nonexistent/trivy
    expect_exit 0 hullmark scan -o sarif=out.sarif "$good"
    expect_json out.sarif 'any("trivy" in n["message"]["text"].lower()
        for n in doc["runs"][0]["invocations"][0]["toolExecutionNotifications"])'
    expect_exit 3 hullmark scan --require trivy "$good"
    expect_exit 1 hullmark scan --require trivy "$bad"
}
check "without Trivy the built-in results come, and a required one is missed" trivy_absent

trivy_killed() {
    need hullmark trivy world
    cat >trivy-slow <<EOF
#!/bin/sh
case "\$*" in *version*) exec trivy "\$@" ;; esac
exec sleep 60
EOF
    chmod +x trivy-slow
    export HULLMARK_TRIVY=$PWD/trivy-slow
    hullmark scan -q -o sarif=out.sarif "$good" &
    local pid=$! sleeper=
    for _ in {1..100}; do
        sleeper=$(pgrep -fx 'sleep 60' | head -n 1) && break
        sleep 0.05
    done
    pkill -KILL -fx 'sleep 60'
    local code=0
    wait "$pid" || code=$?
    expect_equal "$code" 3
    [ -n "$sleeper" ]
    expect_json out.sarif 'any(n["level"] == "error"
        for n in doc["runs"][0]["invocations"][0]["toolExecutionNotifications"])'
    expect_json out.sarif 'doc["runs"][0]["invocations"][0]["executionSuccessful"] is False'
}
check "Trivy killed half-way is incomplete, with all built-in results" trivy_killed

trivy_times_out() {
    need hullmark trivy
    printf '#!/bin/sh\ncase "$*" in *version*) exec trivy "$@" ;; esac\ntrap "" TERM\nwhile :; do sleep 1; done\n' >trivy-hang
    chmod +x trivy-hang
    export HULLMARK_TRIVY=$PWD/trivy-hang
    expect_exit 3 hullmark scan --timeout 1 "$good"
    expect_exit 0 hullmark scan --timeout 1 --allow-incomplete trivy "$good"
}
check "a deadline ends a tool that ignores signals" trivy_times_out

terminated() {
    need hullmark
    printf '#!/bin/sh\ncase "$*" in *version*) echo "Version: 0.76.0"; exit ;; esac\nexec sleep 60\n' >trivy-slow
    chmod +x trivy-slow
    export HULLMARK_TRIVY=$PWD/trivy-slow
    "$HULLMARK" scan -q -o sarif=out.sarif "$bad" &
    local pid=$! code=0
    sleep 1
    kill -TERM "$pid"
    wait "$pid" || code=$?
    expect_equal "$code" 143
    expect_json out.sarif 'doc["runs"][0]["invocations"][0]["exitCode"] == 143'
    expect_json out.sarif '"HM3001" in [r["ruleId"] for r in doc["runs"][0]["results"]]'
}
check "SIGTERM writes the partial report" terminated

# --- images --------------------------------------------------------------------------------------

image_forms() { # OPTION VALUE
    need hullmark trivy world
    expect_exit 1 hullmark scan --require trivy -o sarif=out.sarif "$1" "$2"
    expect_json out.sarif '{"CVE-2019-14697", "CVE-2019-10744"} <= {r["ruleId"] for r in doc["runs"][0]["results"]}'
    expect_json out.sarif '[(e["kind"], e["proof"]) for e in doc["runs"][0]["properties"]["evidence"]] == [("digest", "verified")]'
    valid_sarif out.sarif
}
check "an OCI layout" image_forms --layout "${IMAGES-}/vuln-alpine"
check "docker save" image_forms --archive "${IMAGES-}/vuln-alpine.docker.tar"
check "docker save, version 25" image_forms --archive "${IMAGES-}/vuln-alpine.docker25.tar"
check "a registry, by tag" image_forms --image "${REG-}/team/vuln-alpine:1.0"
check "a registry, by digest" image_forms --image "${REG-}/team/vuln-alpine@${DIGEST_VULN_ALPINE-}"

clean_image_passes() {
    need hullmark trivy world
    expect_exit 0 hullmark scan --require trivy --layout "$IMAGES/clean"
}
check "a clean image passes" clean_image_passes

damaged_fails() {
    need hullmark world
    expect_exit 1 hullmark scan --without all -o sarif=out.sarif "$1" "$IMAGES/$2"
    expect_json out.sarif 'any(r["ruleId"] == "HM5001" for r in doc["runs"][0]["results"])'
}
for layout in tampered flipped-layer flipped-config flipped-manifest missing-blob wrong-size wrong-diff-id; do
    check "a wrong byte fails the gate: $layout" damaged_fails --layout "$layout"
done
for archive in {tampered,flipped-config}.{docker,docker25,crane}.tar; do
    check "a wrong byte fails the gate: $archive" damaged_fails --archive "$archive"
done

unreadable_is_no_pass() {
    need hullmark world
    local code=0
    hullmark scan --without all "$1" "$IMAGES/$2" >out 2>&1 || code=$?
    [ "$code" = 1 ] || [ "$code" = 3 ] || { cat out; return 1; }
}
for layout in symlinked-blob path-digest; do
    check "never a pass: $layout" unreadable_is_no_pass --layout "$layout"
done
check "never a pass: half an archive" unreadable_is_no_pass --archive truncated.docker.tar
check "never a pass: no archive" unreadable_is_no_pass --archive not-an-image.tar

secrets_stay_inside() {
    need hullmark trivy world
    local format
    for format in sarif json text; do
        code=0
        hullmark scan --require trivy --verbose -o "$format" --layout "$IMAGES/leaky" >"out.$format" 2>>err || code=$?
        expect_equal "$code" 1
        # the fake secrets of the image, in halves so that this script is no finding itself
        expect_no_match "AKIA""QX4BTR7ZK2M5VNPC|wJq7rXUt""nFEMIbK7|ghp_""Zk3vQ9xW1tR7" "out.$format"
    done
    expect_no_match "AKIA""QX4BTR7ZK2M5VNPC|wJq7rXUt""nFEMIbK7|ghp_""Zk3vQ9xW1tR7" err
}
check "secrets of an image reach no report" secrets_stay_inside

offline_refuses_registries() {
    need hullmark
    expect_exit 3 hullmark scan --offline --without all --image 127.0.0.1:9/a/b:1
    expect_match 'offline' "$SAID/stdout"
}
check "--offline refuses a registry" offline_refuses_registries

# --- signatures ----------------------------------------------------------------------------------

signature() { # COSIGN CODE REPOSITORY PROOF
    need hullmark "$1" world
    export HULLMARK_COSIGN
    HULLMARK_COSIGN=$(command -v "$1")
    expect_exit "$2" hullmark verify --verify-key "$KEYS/good.pub" -o json=out.json "$REG/sig/$3:1"
    expect_json out.json "[e['proof'] for e in doc['evidence'] if e['kind'] == 'signature'] == ['$4']"
}
for cosign in cosign2 cosign3; do
    check "$cosign: signed" signature $cosign 0 good verified
    check "$cosign: unsigned" signature $cosign 1 unsigned absent
    check "$cosign: tag moved" signature $cosign 1 moved absent
    check "$cosign: another key" signature $cosign 1 wrongkey wrong
    check "$cosign: replayed" signature $cosign 1 replay wrong
    check "$cosign: spoilt signature" signature $cosign 1 badsig wrong
    check "$cosign: spoilt payload" signature $cosign 1 badpayload wrong
done
check "cosign3: bundle" signature cosign3 0 bundle verified
check "cosign3: bundle of another key" signature cosign3 1 bundle-wrongkey wrong
check "cosign3: bundle replayed" signature cosign3 1 bundle-replay wrong
check "cosign3: bundle spoilt" signature cosign3 1 bundle-badsig wrong
check "cosign3: an attestation is no signature" signature cosign3 1 attonly absent

no_cosign() {
    need hullmark world
    export HULLMARK_COSIGN=/nonexistent/cosign
    expect_exit 3 hullmark verify --verify-key "$KEYS/good.pub" "$REG/sig/good:1"
}
check "a signature that cannot be checked is incomplete" no_cosign

registry_down() {
    need hullmark cosign3 world
    expect_exit 3 hullmark verify --verify-key "$KEYS/good.pub" 127.0.0.1:9/sig/good:1
}
check "a registry that is down is incomplete" registry_down

# --- upload --------------------------------------------------------------------------------------

upload_to_github() {
    need hullmark
    listen python3 "$ROOT/tests/e2e/fake_github.py" --log log.jsonl --mode 503,ok
    export GITHUB_API_URL=http://$ADDRESS GITHUB_REPOSITORY=octo/hull GITHUB_TOKEN=fake-token \
        GITHUB_SHA=0123456789abcdef0123456789abcdef01234567 GITHUB_REF=refs/heads/main GITHUB_ACTIONS=true
    expect_exit 1 hullmark scan --without all --upload github -o sarif=out.sarif "$bad"
    expect_json log.jsonl '[r["status"] for r in doc if r["method"] == "POST"] == [503, 202]'
    expect_json log.jsonl '[r for r in doc if r["method"] == "POST"][-1]["sarif"]["runs"][0]["tool"]["driver"]["name"] == "hullmark"'
    expect_json log.jsonl 'all(not r["problems"] for r in doc)'
    expect_no_match 'fake-token' "$SAID/stdout"
    expect_no_match 'fake-token' "$SAID/stderr"
    expect_exit 0 hullmark upload out.sarif --to github
}
check "upload to GitHub, after a 503" upload_to_github

failed_upload() {
    need hullmark
    listen python3 "$ROOT/tests/e2e/fake_github.py" --log log.jsonl --mode 403
    export GITHUB_API_URL=http://$ADDRESS GITHUB_REPOSITORY=octo/hull GITHUB_TOKEN=fake-token \
        GITHUB_SHA=0123456789abcdef0123456789abcdef01234567 GITHUB_REF=refs/heads/main
    expect_exit 0 hullmark scan --without all --upload github "$good"
    expect_exit 3 hullmark scan --without all --upload github --require upload "$good"
}
check "a failed upload is a note, and 3 where it is required" failed_upload

generic_upload() {
    need hullmark
    listen python3 "$ROOT/tests/e2e/fake_github.py" --log log.jsonl
    printf 'Authorization: Bearer s3cr3t-canary\n' >headers
    expect_exit 1 hullmark scan --without all -q -o sarif=out.sarif "$bad"
    expect_exit 0 hullmark upload out.sarif --to "http://$ADDRESS/reports/1" --method PUT --header-file headers
    expect_json log.jsonl '[(r["method"], r["path"]) for r in doc] == [("PUT", "/reports/1")]'
    expect_exit 0 hullmark upload out.sarif --to "http://$ADDRESS/reports/1" --header-file headers --dry-run
    expect_no_match 's3cr3t-canary' "$SAID/stdout"
}
check "upload to a URL, and the dry run" generic_upload

a_template_is_not_judged() {
    need hullmark
    mkdir app generated
    printf '{{ set base }}\nFROM {{ base }}\nRUN echo {{ x }}\n' >app/Dockerfile
    printf 'FROM alpine:3.22@sha256:%064d\nUSER 1000\nCMD ["a"]\n' 1 >generated/Dockerfile
    # What is there besides is judged; the template is no failure, and never a pass.
    expect_exit 0 hullmark scan --without all --gate 'critical | high' -o json=out.json
    expect_match 'warning: hullmark: 1 file is a template, and was not judged: app/Dockerfile \(line 1\)' "$SAID/stdout"
    expect_match '1 file; not judged: 1 template' "$SAID/stdout"
    expect_json out.json 'doc["paths"] == ["generated/Dockerfile"]'
    expect_json out.json '[r["path"] for r in doc["notEvaluated"] if r["ruleId"] == "HM9001"] == ["app/Dockerfile"]'
    expect_json out.json 'not any(f["path"] == "app/Dockerfile" for f in doc["findings"])'
    expect_exit 1 hullmark scan --without all --gate not-evaluated
    # With nothing but templates nothing was checked.
    expect_exit 3 hullmark scan --without all app
    expect_exit 3 hullmark scan --without all app/Dockerfile
}
check "a template is not judged, and does not look as if it were" a_template_is_not_judged
