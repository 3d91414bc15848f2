#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How a repository has its Dockerfiles built: by Compose, by bake, by the image map; and what follows from it.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# findings_of FILE: path, line and rule of every finding
findings_of() {
    json "$1" '" ".join(sorted("%s:%s:%s" % (f["path"], f["place"]["line"], f["ruleId"]) for f in doc["findings"]))'
}

# shellcheck disable=SC2016 # the variables are those of Dockerfiles and bake files
a_repository() {
    mkdir -p web api jobs
    printf 'name: x\nservices:\n  web:\n    image: acme/web:1\n    build:\n      context: .\n      dockerfile: web/Web.build\n' >compose.yaml
    printf '      target: prod\n      args: {BASE: alpine}\n  api:\n    build:\n      context: api\n      target: dev\n' >>compose.yaml
    printf 'ARG BASE=alpine:3.22\nFROM ${BASE} AS prod\nUSER 1000\nCOPY . /a/\nFROM prod AS test\nUSER root\n' >web/Web.build
    printf 'FROM alpine:3.22 AS dev\nUSER root\nFROM alpine:3.22 AS prod\nUSER 0\n' >api/Dockerfile
    printf 'variable "TAG" { default = "2" }\ntarget "job" {\n  context = "jobs"\n  dockerfile = "Job.build"\n' >docker-bake.hcl
    printf '  tags = ["ghcr.io/acme/job:${TAG}"]\n  contexts = { base = "docker-image://alpine" }\n}\n' >>docker-bake.hcl
    printf 'FROM base\nUSER 0\n' >jobs/Job.build
}

are_found() {
    need hullmark
    a_repository
    expect_exit 1 hullmark scan --without all -o json=out.json .
    findings_of out.json >found
    expect_match 'jobs/Job.build:2:HM3001' found
    expect_match 'api/Dockerfile:2:HM3001' found
    expect_match 'api/Dockerfile:4:HM3001' found
    expect_no_match 'web/Web.build:6:HM3001' found
}
check "Dockerfiles of any name, and the stages that are built of them" are_found

arguments() {
    need hullmark
    a_repository
    expect_exit 1 hullmark scan --without all -o json=out.json .
    findings_of out.json >found
    expect_match 'web/Web.build:2:HM1001' found
    expect_match 'jobs/Job.build:1:HM1001' found
    expect_exit 1 hullmark scan --without all -o json=pinned.json --build-arg BASE=alpine:3.22 .
    findings_of pinned.json >found
    expect_no_match 'web/Web.build:2:HM1001' found
}
check "arguments and named contexts say which image it is" arguments

contexts() {
    need hullmark
    a_repository
    expect_exit 1 hullmark scan --without all -o json=out.json .
    expect_json out.json '{(b["dockerfile"], b["context"], b["contextBy"]) for b in doc["builds"]} == {("web/Web.build", ".", "compose"), ("api/Dockerfile", "api", "compose"), ("jobs/Job.build", "jobs", "bake")}'
    findings_of out.json >found
    expect_match 'web/Web.build:4:HM4006' found
    expect_exit 0 hullmark context --json
    expect_match 'service web of compose.yaml, line 5, says so' "$SAID/stdout"
}
check "the context is what the repository says" contexts

images() {
    need hullmark
    a_repository
    expect_exit 1 hullmark scan --without all -o sarif=out.sarif .
    expect_json out.sarif '["ghcr.io/acme/job:2"] in [r["properties"].get("images") for r in doc["runs"][0]["results"]]'
    expect_json out.sarif 'all(r["relatedLocations"] for r in doc["runs"][0]["results"] if r["ruleId"] == "HM3001" and "Dockerfile" in str(r["locations"]) and r["locations"][0]["physicalLocation"]["region"]["startLine"] == 2)'
}
check "a finding names the images that it is about" images

mapped() {
    need hullmark
    mkdir -p odd
    printf 'FROM alpine:3.22\nUSER 0\n' >odd/Recipe
    expect_exit 3 hullmark scan --without all .
    expect_exit 1 hullmark scan --without all --image-map ghcr.io/acme/odd=odd/Recipe -o json=out.json .
    expect_json out.json '[f["images"] for f in doc["findings"] if f["ruleId"] == "HM3001"] == [["ghcr.io/acme/odd"]]'
    printf 'images:\n  - name: ghcr.io/acme/other\n    dockerfile: odd/Recipe\n    context: .\n' >.hullmark.yaml
    expect_exit 1 hullmark scan --without all -o json=out.json .
    expect_json out.json '[(b["context"], b["contextBy"], b["images"]) for b in doc["builds"]] == [(".", "configuration", ["ghcr.io/acme/other"])]'
    expect_exit 2 hullmark scan --image-map Wrong=odd/Recipe .
    expect_exit 2 hullmark scan --image-map ghcr.io/acme/odd .
    printf 'images:\n  - name: ghcr.io/acme/other\n    dockerfile: no/Recipe\n' >.hullmark.yaml
    expect_exit 2 hullmark scan .
    expect_match 'line 3' "$SAID/stderr"
}
check "people say themselves what is built of what" mapped

outside() {
    need hullmark
    mkdir -p a/b
    printf 'services:\n  web:\n    image: x\n    build:\n      context: ../..\n      dockerfile: a/b/Dockerfile\n' >a/b/compose.yaml
    printf 'FROM alpine:3.22\nUSER 1000\nCOPY . /a\n' >a/b/Dockerfile
    printf 'secret\n' >.env
    hullmark scan --without all -o json=out.json a/b >/dev/null || true
    expect_json out.json 'any("outside" in n["text"] for n in doc["notes"])'
}
check "a context outside of what is scanned is not read" outside

broken() {
    need hullmark
    printf 'FROM alpine:3.22\nUSER 1000\n' >Dockerfile
    printf 'target "a" {\n  context\n}\n' >docker-bake.hcl
    hullmark scan --without all -o json=out.json . >/dev/null || true
    expect_json out.json 'any(n["id"] == "bake-unreadable" and "line 2" in n["text"] for n in doc["notes"])'
}
check "a bake file that cannot be read is said so" broken

pipeline() {
    need hullmark
    mkdir -p .github/workflows svc
    printf 'FROM alpine:3.22 AS prod\nUSER 0\nFROM alpine:3.22\nUSER 1000\n' >svc/Recipe
    printf 'on: push\njobs:\n  release:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v6\n' >.github/workflows/r.yml
    printf '        with:\n          context: svc\n          file: svc/Recipe\n          target: prod\n          tags: ghcr.io/acme/svc:1\n' >>.github/workflows/r.yml
    hullmark scan --without all -o json=out.json . >/dev/null || true
    expect_json out.json '[(b["dockerfile"], b["by"], b["context"], b.get("target"), b["images"]) for b in doc["builds"]] == [("svc/Recipe", "pipeline", "svc", "prod", ["ghcr.io/acme/svc:1"])]'
    expect_json out.json '[(f["place"]["line"], f["images"]) for f in doc["findings"] if f["ruleId"] == "HM3001"] == [(2, ["ghcr.io/acme/svc:1"])]'
}
check "a workflow says what it builds" pipeline

# deployed NAME IMAGE [SECURITY]: a Deployment of one container
deployed() {
    printf 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: %s, namespace: b}\nspec:\n  selector: {matchLabels: {a: b}}\n' "$1"
    printf '  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n      - name: %s\n        image: %s\n' "$1" "$2"
    [ -z "${3-}" ] || printf '        securityContext: {%s}\n' "$3"
    printf -- '---\n'
}

across() {
    need hullmark
    mkdir -p web api job k8s
    printf 'name: x\nservices:\n  web:\n    image: acme/web:1\n    build: web\n    user: "1000"\n    ports: ["127.0.0.1:80:80", "127.0.0.1:90:90"]\n' >compose.yaml
    printf '    healthcheck: {test: ["CMD", "true"]}\n' >>compose.yaml
    printf 'FROM alpine:3.22\nEXPOSE 80\nCMD ["true"]\n' >web/Dockerfile
    printf 'FROM alpine:3.22\nUSER 10001\nCMD ["true"]\n' >api/Dockerfile
    printf 'FROM alpine:3.22\nUSER 0\nCMD ["true"]\n' >job/Dockerfile
    printf 'target "api" {\n  context = "api"\n  tags = ["ghcr.io/acme/api:2"]\n}\n' >docker-bake.hcl
    printf 'target "job" {\n  context = "job"\n  tags = ["acme/job:1"]\n}\n' >>docker-bake.hcl
    { deployed api ghcr.io/acme/api:2; deployed job docker.io/acme/job:1; deployed other ghcr.io/acme/api:3; } >k8s/all.yaml
    expect_exit 1 hullmark scan --without all --profile all -o json=out.json -o sarif=out.sarif .
    expect_json out.json '{(f["path"], f["severity"]) for f in doc["findings"] if f["ruleId"] == "HM3001"} == {("web/Dockerfile", "medium"), ("job/Dockerfile", "critical")}'
    expect_json out.json '[r["path"] for f in doc["findings"] if f["ruleId"] == "HM3001" for r in f.get("related", [])] == ["compose.yaml"]'
    expect_json out.json '[(f["stage"], f["severity"], len(f["suppressedBy"])) for f in doc["findings"] if f["ruleId"] == "HM7023"] == [("Deployment/api", "medium", 1), ("Deployment/job", "high", 0), ("Deployment/other", "medium", 0)]'
    expect_json out.json '[f["path"] for f in doc["findings"] if f["ruleId"] == "HM4015" and f["suppressedBy"]] == ["web/Dockerfile"]'
    expect_json out.json '[f["place"]["line"] for f in doc["findings"] if f["ruleId"] == "HM6050"] == [7]'
    expect_json out.sarif 'any(s["status"] == "accepted" and s["justification"].startswith("by deployment: ") for r in doc["runs"][0]["results"] for s in r["suppressions"])'
}
check "what runs an image lowers, closes and raises" across
