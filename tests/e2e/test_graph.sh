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

scripts_and_makefiles() {
    need hullmark
    mkdir -p ops svc web
    printf 'FROM alpine:3.22 AS prod\nUSER 0\nFROM alpine:3.22\nUSER 1000\n' | tee svc/Recipe >web/Dockerfile
    # shellcheck disable=SC2016 # the script's own, not ours
    printf '#!/bin/sh\nNAME=acme/svc:1\ncd svc && docker build -t $NAME -f Recipe --target prod .\n' >ops/build.sh
    printf 'image:\n\tpodman build -t acme/web:1 .\n' >web/Makefile
    hullmark scan --without all -o json=out.json . >/dev/null || true
    expect_json out.json '[(b["dockerfile"], b["by"], b["name"], b["context"], b.get("target"), b["images"]) for b in doc["builds"]] == [("svc/Recipe", "script", "build.sh", "svc", "prod", ["acme/svc:1"]), ("web/Dockerfile", "script", "Makefile", "web", None, ["acme/web:1"])]'
}
check "a script and a Makefile say what they build" scripts_and_makefiles

own_folders() {
    need hullmark
    mkdir -p ops svc
    printf 'FROM alpine:3.22\nUSER 1000\n' | tee svc/Dockerfile ops/Dockerfile >Dockerfile
    # shellcheck disable=SC2016 # the scripts' own, not ours
    {
        printf 'D=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)\ndocker build -t acme/svc:1 "$D/../svc"\n' >ops/a.sh
        printf 'cd "$(dirname "$0")" || exit\ndocker build -t acme/ops:1 .\n' >ops/b.sh
        printf 'docker build -t acme/any:1 .\n' >ops/c.sh
        printf 'x:\n\tdocker build -t acme/mk:1 -f $(CURDIR)/Dockerfile $(CURDIR)/..\n' >ops/Makefile
    }
    hullmark scan --without all -o json=out.json . >/dev/null || true
    expect_json out.json '[(b["dockerfile"], b["name"], b["context"], b["images"]) for b in doc["builds"] if b["by"] == "script"] == [("ops/Dockerfile", "Makefile", ".", ["acme/mk:1"]), ("ops/Dockerfile", "b.sh", "ops", ["acme/ops:1"]), ("svc/Dockerfile", "a.sh", "svc", ["acme/svc:1"])]'
}
check "a script that says where it lies builds from there" own_folders

quadlets() {
    need hullmark
    mkdir -p deploy web
    printf 'FROM alpine:3.22 AS prod\nUSER 0\nFROM alpine:3.22\nUSER 1000\n' >web/Containerfile.prod
    printf '[Build]\nFile=../web/Containerfile.prod\nSetWorkingDirectory=file\nTarget=prod\nImageTag=localhost/web:1\n' >deploy/web.build
    hullmark scan --without all -o json=out.json . >/dev/null || true
    expect_json out.json '[(b["dockerfile"], b["by"], b["name"], b["context"], b.get("target"), b["images"]) for b in doc["builds"]] == [("web/Containerfile.prod", "script", "web.build", "web", "prod", ["localhost/web:1"])]'
    mkdir alone
    printf 'FROM alpine:3.22\nUSER 0\n' >alone/Web.build
    hullmark scan --without all -o json=out.json alone/Web.build >/dev/null || true
    expect_json out.json 'any(f["ruleId"] == "HM3001" for f in doc["findings"])'
}
check "a Quadlet says what it builds, and a Dockerfile may be called like one" quadlets

named_files() {
    need hullmark
    mkdir -p ops k .github/workflows
    printf 'services:\n  web:\n    image: nginx:1.27\n    privileged: true\n' | tee ops/prod.stack swarm.yml other.stack >base.yml
    printf 'services:\n  web:\n    user: "0"\n' >over.yml
    printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: a, image: nginx:1.27, securityContext: {privileged: true}}\n' | tee k/pod.kube k/other.kube >k/app.manifest
    # shellcheck disable=SC2016 # the script's own, not ours
    printf 'cd "$(dirname "$0")"\ndocker stack deploy -c prod.stack -c /etc/passwd -c ../../up x\ndocker compose -f ../base.yml -f ../over.yml up -d\n' >ops/a.sh
    printf 'up:\n\tpodman kube play k/pod.kube\n' >Makefile
    printf 'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: kubectl apply -f k/app.manifest\n    - run: docker-compose -f swarm.yml up\n' >.github/workflows/r.yml
    hullmark scan --without all -o json=out.json . >/dev/null || true
    expect_json out.json 'sorted((f["path"], f["ruleId"]) for f in doc["findings"] if f["ruleId"] in ("HM6001", "HM6029", "HM7001")) == [("base.yml", "HM6001"), ("k/app.manifest", "HM7001"), ("k/pod.kube", "HM7001"), ("ops/prod.stack", "HM6001"), ("over.yml", "HM6029"), ("swarm.yml", "HM6001")]'
    hullmark pin --check --offline >pins || true
    expect_equal "$(cut -d : -f 1 pins | tr '\n' ' ')" "base.yml k/app.manifest k/pod.kube ops/prod.stack swarm.yml "
}
check "what commands give to Compose and clusters is judged, whatever it is called" named_files

jenkins_folder() {
    need hullmark
    mkdir -p svc
    printf 'FROM alpine:3.22\nUSER 1000\n' | tee svc/Dockerfile >Dockerfile
    printf "node {\n  dir('svc') { sh 'docker build -t acme/svc:1 .' }\n  dir(where) { sh 'docker build -t acme/b:1 .' }\n}\n" >Jenkinsfile
    hullmark scan --without all -o json=out.json . >/dev/null || true
    expect_json out.json '[(b["dockerfile"], b["by"]) for b in doc["builds"]] == [("Dockerfile", "default"), ("svc/Dockerfile", "pipeline")]'
}
check "dir of a Jenkinsfile is the folder of its builds" jenkins_folder

jenkins_plugin_folder() {
    need hullmark
    mkdir -p svc
    printf 'FROM alpine:3.22\nUSER 1000\n' | tee svc/Dockerfile >Dockerfile
    printf "node {\n  dir('svc') { docker.build('acme/svc:1') }\n  dir(where) { docker.build('acme/b:1') }\n}\n" >Jenkinsfile
    hullmark scan --without all -o json=out.json . >/dev/null || true
    expect_json out.json '[(b["dockerfile"], b["by"]) for b in doc["builds"]] == [("Dockerfile", "default"), ("svc/Dockerfile", "pipeline")]'
}
check "dir of a Jenkinsfile is the folder of what its plugin builds" jenkins_plugin_folder

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

# refused NAME IMAGE: a pod that may not be root
refused() {
    printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: b}\nspec:\n  securityContext: {runAsNonRoot: true%s}\n' "$1" "${3-}"
    printf '  containers:\n  - name: %s\n    image: %s\n---\n' "$1" "$2"
}

pods_that_cannot_start() {
    need hullmark
    mkdir -p root named number unknown
    printf 'FROM alpine:3.22\nCMD ["true"]\n' >root/Dockerfile
    printf 'FROM alpine:3.22\nUSER app\nCMD ["true"]\n' >named/Dockerfile
    printf 'FROM alpine:3.22\nUSER 10001\nCMD ["true"]\n' >number/Dockerfile
    printf 'FROM ghcr.io/acme/nobody-knows:1\nCMD ["true"]\n' >unknown/Dockerfile
    for name in root named number unknown; do
        printf 'target "%s" {\n  context = "%s"\n  tags = ["acme/%s:1"]\n}\n' "$name" "$name" "$name"
    done >docker-bake.hcl
    for name in root named number unknown; do refused "$name" "acme/$name:1"; done >pods.yaml
    refused given acme/named:1 ', runAsUser: 10001' >>pods.yaml
    refused other acme/root:2 >>pods.yaml
    expect_exit 0 hullmark scan --without all -o json=out.json .
    expect_json out.json '[(f["stage"], f["severity"], f["images"], [r["path"] for r in f["related"]]) for f in doc["findings"] if f["ruleId"] == "HM7080"] == [("Pod/root", "medium", ["acme/root:1"], ["root/Dockerfile", "pods.yaml"]), ("Pod/named", "medium", ["acme/named:1"], ["named/Dockerfile", "pods.yaml"])]'
    expect_json out.json '{(f["path"], f["severity"]) for f in doc["findings"] if f["ruleId"] == "HM3001"} == {("root/Dockerfile", "medium"), ("unknown/Dockerfile", "medium")}'
}
check "a pod that refuses its image's user cannot start" pods_that_cannot_start

# shellcheck disable=SC2016,SC2129 # the variable is Compose's, and the file grows service by service
volumes() {
    need hullmark
    mkdir -p db
    printf 'FROM alpine:3.22\nUSER 10001\nVOLUME ["/data", "/tmp"]\nCMD ["true"]\n' >db/Dockerfile
    printf 'name: x\nservices:\n' >compose.yaml
    printf '  hole:\n    image: acme/db:1\n    build: db\n    read_only: true\n    tmpfs: [/tmp]\n' >>compose.yaml
    printf '  mounted:\n    build: db\n    read_only: true\n    volumes: ["data:/data", "/tmp"]\n' >>compose.yaml
    printf '  above:\n    build: db\n    volumes: ["data:/"]\n' >>compose.yaml
    printf '  unknown:\n    build: db\n    volumes: ["data:${WHERE}"]\n' >>compose.yaml
    printf '  shared:\n    build: db\n    volumes_from: [mounted]\nvolumes: {data: {}}\n' >>compose.yaml
    { deployed db acme/db:1 'readOnlyRootFilesystem: true'; deployed writes acme/db:1; } >pods.yaml
    hullmark scan --without all -o json=out.json . >/dev/null || true
    expect_json out.json '[(f["stage"], f["severity"], f["place"]["line"]) for f in doc["findings"] if f["ruleId"] == "HM6051"] == [("hole", "low", 6), ("above", "info", 12)]'
    expect_json out.json '[(f["stage"], f["severity"], "/tmp" in f["message"]) for f in doc["findings"] if f["ruleId"] == "HM7079"] == [("Deployment/db", "low", False), ("Deployment/db", "low", True), ("Deployment/writes", "info", False)]'
    expect_json out.json '[("/data" in f["message"], [r["path"] for r in f["related"]][:1]) for f in doc["findings"] if f["ruleId"] == "HM7031" and f["stage"] == "Deployment/writes"] == [(True, ["db/Dockerfile"])]'
}
check "volumes of an image, and what is mounted there" volumes

ports_of_pods() {
    need hullmark
    printf 'FROM alpine:3.22\nUSER 10001\nEXPOSE 8080\nCMD ["true"]\n' >Dockerfile
    printf 'target "web" {\n  tags = ["acme/web:1"]\n}\n' >docker-bake.hcl
    deployed web acme/web:1 | sed '/^---/d' >pods.yaml
    printf '        ports: [{containerPort: 8080, name: http}, {containerPort: 9090}, {containerPort: 53, protocol: UDP}]\n' >>pods.yaml
    printf '        livenessProbe: {httpGet: {port: 8081}}\n        readinessProbe: {httpGet: {port: http}}\n' >>pods.yaml
    printf 'name: x\nservices:\n  web:\n    image: acme/web:1\n    expose: ["8080", "7000/tcp"]\n' >compose.yaml
    hullmark scan --without all --profile all -o json=out.json . >/dev/null || true
    expect_json out.json '[(f["ruleId"], f["place"]["line"], [p for p in ("7000", "9090", "8081", " 53") if p in f["message"]]) for f in doc["findings"] if f["ruleId"] in ("HM6050", "HM7078")] == [("HM6050", 5, ["7000"]), ("HM7078", 12, ["9090"]), ("HM7078", 12, [" 53"]), ("HM7078", 13, ["8081"])]'
}
check "ports of pods against EXPOSE" ports_of_pods

protocols() {
    need hullmark
    printf 'FROM alpine:3.22\nUSER 10001\nEXPOSE 53/udp 9000\nCMD ["true"]\n' >Dockerfile
    printf 'name: x\nservices:\n  web:\n    build: .\n    ports: ["127.0.0.1:53:53/udp", "127.0.0.1:9000:9000/udp"]\n    expose: ["53", "9000"]\n' >compose.yaml
    hullmark scan --without all --profile all -o json=out.json . >/dev/null || true
    expect_json out.json '[(f["place"]["line"], f["message"].split(", and")[0].split("s port ")[1]) for f in doc["findings"] if f["ruleId"] == "HM6050"] == [(5, "9000/udp of its container"), (6, "53 of its container")]'
}
check "protocols of published ports against EXPOSE" protocols

utf16() {
    need hullmark
    printf 'FROM alpine:3.22\nUSER 1\n' >Dockerfile
    printf 'apiVersion: v1\nkind: Pod\n' | iconv -t UTF-16 >pod.yaml
    printf 'a: 1\n' | iconv -t UTF-16 >other.yaml
    expect_exit 1 hullmark scan --without all -o json=out.json .
    expect_json out.json '[(f["path"], f["ruleId"]) for f in doc["findings"] if f["ruleId"].startswith("HM900")] == [("pod.yaml", "HM9004")]'
}
check "a manifest in UTF-16 is refused, and not passed over" utf16

accounts() {
    need hullmark
    mkdir -p a b
    printf 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: b}\nautomountServiceAccountToken: false\n' >a/account.yaml
    printf 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: quiet}\nautomountServiceAccountToken: false\n' >a/default.yaml
    printf 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: nameless}\nautomountServiceAccountToken: false\n' >a/nameless.yaml
    for pod in 'one b web' 'two other web' 'three quiet default' 'four - nameless'; do
        read -r name namespace account <<<"$pod"
        printf 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: %s\n' "$name"
        [ "$namespace" = - ] || printf '  namespace: %s\n' "$namespace"
        printf 'spec:\n'
        [ "$account" = default ] || printf '  serviceAccountName: %s\n' "$account"
        printf '  containers: [{name: x, image: nginx}]\n---\n'
    done >b/pods.yaml
    grep -A9 'name: four' b/pods.yaml | sed '1i apiVersion: v1\nkind: Pod\nmetadata:' | sed 's/four/five/' >a/pod.yaml
    hullmark scan --without all --profile all -o json=out.json . >/dev/null || true
    expect_json out.json '{(f["stage"], f["suppressedBy"][0]["path"] if f["suppressedBy"] else None) for f in doc["findings"] if f["ruleId"] == "HM7051"} == {("Pod/one", "a/account.yaml"), ("Pod/two", None), ("Pod/three", "a/default.yaml"), ("Pod/four", None), ("Pod/five", "a/nameless.yaml")}'
    expect_json out.json '[(f["stage"], len(f["suppressedBy"])) for f in doc["findings"] if f["ruleId"] == "HM7052"] == [("Pod/three", 1)]'
}
check "service accounts of other files" accounts

# root_with FILE...: the level of the image's root, where these Compose files give it a user
root_with() {
    hullmark scan --without all -o json=out.json . >/dev/null || true
    expect_json out.json "[f['severity'] for f in doc['findings'] if f['ruleId'] == 'HM3001'] == ['$1']"
}

for_work() {
    need hullmark
    printf 'FROM alpine:3.22\nCMD ["true"]\n' >Dockerfile
    printf 'name: x\nservices:\n  web:\n    image: acme/web:1\n    build: .\n    user: "1000"\n' >compose.yaml
    root_with medium
    mv compose.yaml compose.dev.yaml
    root_with critical
    deployed web acme/web:1 'runAsUser: 1000' >pods.yaml
    root_with medium
    expect_json out.json '[r["path"] for f in doc["findings"] if f["ruleId"] == "HM3001" for r in f["related"]] == ["pods.yaml"]'
    sed -i '/user:/d' compose.dev.yaml
    root_with critical
    rm pods.yaml compose.dev.yaml
    printf 'name: x\nservices:\n  web:\n    image: acme/web:1\n    build: .\n' >compose.yaml
    printf 'services:\n  web:\n    user: "1000"\n' >compose.override.yaml
    root_with critical
    rm compose.override.yaml
    printf '    user: "1000"\n    profiles: [test]\n' >>compose.yaml
    root_with critical
}
check "what is for development or tests lowers nothing" for_work

checks() {
    need hullmark
    mkdir -p a b
    printf 'FROM alpine:3.22\nUSER 10001\nHEALTHCHECK CMD ["true"]\nCMD ["true"]\n' >a/Dockerfile
    printf 'FROM alpine:3.22\nUSER 10001\nCMD ["true"]\n' >b/Dockerfile
    printf 'name: x\nservices:\n  off:\n    image: acme/a:1\n    build: a\n    healthcheck: {disable: true}\n    user: root\n' >compose.yaml
    printf '  none:\n    build: b\n' >>compose.yaml
    deployed web acme/a:1 >pods.yaml
    hullmark scan --without all --profile all -o json=out.json . >/dev/null || true
    expect_json out.json '[(f["stage"], f["severity"], [r["path"] for r in f["related"]]) for f in doc["findings"] if f["ruleId"] == "HM6023"] == [("off", "medium", ["a/Dockerfile"]), ("none", "low", ["b/Dockerfile"])]'
    expect_json out.json '["10001" in f["message"] for f in doc["findings"] if f["ruleId"] == "HM6029"] == [True]'
    expect_json out.json '[("HEALTHCHECK" in f["message"], [r["place"]["line"] for r in f["related"]]) for f in doc["findings"] if f["ruleId"] == "HM7062"] == [(True, [3])]'
    expect_json out.json '[r for r in doc["notEvaluated"] if r["ruleId"] in ("HM6023", "HM6029")] == []'
}
check "checks and users that the image brings" checks

commands() {
    need hullmark
    printf 'FROM alpine:3.22\nEXPOSE 80\nVOLUME /data\nCMD ["true"]\n' >Dockerfile
    printf 'target "web" {\n  tags = ["acme/web:1"]\n}\n' >docker-bake.hcl
    printf '#!/bin/sh\ndocker run -d --name web --user 1000 --read-only -p 127.0.0.1:90:90 acme/web:1\n' >start.sh
    root_with medium
    expect_json out.json '[r["path"] for f in doc["findings"] if f["ruleId"] == "HM3001" for r in f["related"]] == ["start.sh"]'
    expect_json out.json '[(f["path"], f["place"]["line"]) for f in doc["findings"] if f["ruleId"] == "HM6051"] == [("start.sh", 2)]'
    printf '#!/bin/sh\ndocker run --rm --user 1000 acme/web:1 true\n' >start.sh
    root_with critical
    printf '[Container]\nImage=acme/web:1\nUser=1000\n[Install]\nWantedBy=default.target\n' >web.container
    root_with medium
    expect_json out.json '[r["path"] for f in doc["findings"] if f["ruleId"] == "HM3001" for r in f["related"]] == ["web.container"]'
}
check "commands and units that run an image" commands

# Dockerfiles that stand in bake files, with their own lines and columns.
in_bake() {
    need hullmark
    printf 'target "a" {\n  dockerfile-inline = <<-EOT\n    FROM alpine:3.22\n    RUN sudo x\n  EOT\n}\n' >docker-bake.hcl
    printf '{"target": {"a": {\n  "dockerfile-inline": "FROM alpine:3.22\\nRUN sudo x"}}}\n' >docker-bake.ci.json
    # shellcheck disable=SC2016 # bake's own, not ours
    printf 'target "a" {\n  dockerfile-inline = "FROM a:${V}"\n}\n' >docker-bake.x.hcl
    local path
    for path in . docker-bake.hcl; do
        expect_exit 1 hullmark scan --without all -o json=out.json "$path"
        expect_json out.json '("docker-bake.hcl", 4, 9) in [(f["path"], f["place"]["line"], f["place"]["column"])
            for f in doc["findings"] if f["ruleId"] == "HM2107"]'
        expect_json out.json 'not any(f["ruleId"] == "HM9001" for f in doc["findings"])'
    done
    expect_exit 1 hullmark scan --without all -o json=out.json .
    expect_json out.json '[(f["path"], f["place"]["line"]) for f in doc["findings"] if f["ruleId"] == "HM3001"] ==
        [("docker-bake.ci.json", 2), ("docker-bake.hcl", 3)]'
    expect_json out.json '[(n["path"]) for n in doc["notes"] if n["id"] == "inline-unknown"] == ["docker-bake.x.hcl"]'
}
check "Dockerfiles inside of bake files" in_bake

# flow_build: a workflow that pushes ghcr.io/acme/web:1, unseen and unsigned.
flow_build() {
    mkdir -p .github/workflows
    printf 'name: Build\non: push\npermissions: {contents: read}\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n' >.github/workflows/build.yml
    printf '      - run: docker build -t ghcr.io/acme/web:1 .\n      - run: docker push ghcr.io/acme/web:1\n' >>.github/workflows/build.yml
}

# flow_other TRIGGER COMMAND...: another workflow, that runs these.
flow_other() {
    printf 'name: Other\non: %s\npermissions: {contents: read}\njobs:\n  look:\n    runs-on: ubuntu-24.04\n    steps:\n' "$1" >.github/workflows/other.yml
    shift
    printf '      - run: %s\n' "$@" >>.github/workflows/other.yml
}

# flow_expect ROWS: id, severity and whether it is suppressed, of what is said of the push.
flow_expect() {
    hullmark scan --without all -o json=out.json . >/dev/null || true
    expect_json out.json "sorted((f['ruleId'], f['severity'], len(f['suppressedBy'])) for f in doc['findings'] if f['path'].endswith('build.yml')) == [$1]"
}

behind() {
    need hullmark
    flow_build
    # shellcheck disable=SC2016 # the workflow's own, not ours
    flow_other '{workflow_run: {workflows: [Build], types: [completed]}}' 'trivy image ghcr.io/acme/web:1' 'cosign sign --yes ghcr.io/acme/web@$(crane digest ghcr.io/acme/web:1)'
    flow_expect "('HM8001', 'low', 0), ('HM8002', 'low', 1), ('HM8003', 'low', 1)"
    expect_json out.json '["it was shipped by then" in f["message"] and f["related"][0]["path"] == ".github/workflows/other.yml" for f in doc["findings"] if f["ruleId"] == "HM8001"] == [True]'
    sed -i 's/on: push/on: pull_request/' .github/workflows/build.yml
    flow_other '{workflow_run: {workflows: [Build], types: [requested]}}' 'trivy image ghcr.io/acme/web:1' 'cosign sign --yes ghcr.io/acme/web:1'
    flow_expect "('HM8001', 'low', 0), ('HM8002', 'info', 0), ('HM8003', 'low', 0)"
    flow_other '{workflow_run: {workflows: [Tests]}}' 'cosign sign --yes ghcr.io/acme/web:1'
    printf 'name: Tests\non: {workflow_run: {workflows: [Build]}}\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: make\n' >.github/workflows/tests.yml
    flow_expect "('HM8001', 'medium', 0), ('HM8002', 'low', 1), ('HM8003', 'low', 0)"
}
check "a workflow that runs on the end of a push scans and signs what it pushed" behind

beside() {
    need hullmark
    flow_build
    for event in '{schedule: [{cron: "0 3 * * *"}]}' 'release' 'push'; do
        flow_other "$event" 'trivy image ghcr.io/acme/web:1' 'cosign sign --yes ghcr.io/acme/web:1'
        flow_expect "('HM8001', 'low', 0), ('HM8002', 'info', 0), ('HM8003', 'low', 0)"
    done
    flow_other workflow_dispatch 'trivy image ghcr.io/acme/web:1'
    flow_expect "('HM8001', 'medium', 0), ('HM8002', 'low', 0), ('HM8003', 'low', 0)"
    expect_json out.json '["when somebody starts it" in f["message"] for f in doc["findings"] if f["ruleId"] == "HM8001"] == [True]'
}
check "a workflow of its own time lowers what is said of a push, and closes nothing" beside

unrelated() {
    need hullmark
    flow_build
    none="('HM8001', 'medium', 0), ('HM8002', 'low', 0), ('HM8003', 'low', 0)"
    run='{workflow_run: {workflows: [Build]}}'
    flow_other pull_request 'trivy image ghcr.io/acme/web:1'
    flow_expect "$none"
    # shellcheck disable=SC2016 # the workflow's own, not ours
    flow_other "$run" 'trivy image ghcr.io/acme/api:1' 'cosign sign --yes ghcr.io/acme/web:2' 'trivy image $IMAGE'
    flow_expect "$none"
    flow_other "$run" 'docker build -t ghcr.io/acme/web:1 .' 'trivy image ghcr.io/acme/web:1'
    flow_expect "$none"
    flow_other "$run" 'cosign sign --yes ghcr.io/acme/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
    flow_expect "$none"
    flow_other "$run" 'cosign sign --yes ghcr.io/acme/web:1'
    sed -i "s/    runs-on/    if: github.event.workflow_run.conclusion == 'failure'\n    runs-on/" .github/workflows/other.yml
    flow_expect "$none"
    mkdir -p b && mv .github b/
    mkdir -p .github/workflows && mv b/.github/workflows/build.yml .github/workflows/
    flow_expect "$none"
}
check "what is not certainly about the image that was pushed changes nothing" unrelated

# What git ignores, what of it is tracked, and what is named nevertheless.
with_ignored() {
    mkdir -p out tracked named charts
    printf 'FROM alpine:3.22\nUSER root\n' | tee out/Dockerfile tracked/Dockerfile named/Web.build >/dev/null
    printf 'FROM alpine:3.22\nCOPY out/Dockerfile named/ /a/\nUSER 1000\n' >Dockerfile
    printf 'name: x\nservices:\n  w:\n    build: {context: ., dockerfile: named/Web.build}\n' >compose.yaml
    printf 'services:\n  d:\n    image: alpine:3.22\n    privileged: true\n' >compose.dev.yaml
    printf '#!/bin/sh\ndocker run --privileged alpine:3.22\n' >local.sh
    printf 'on: push\njobs: {b: {runs-on: x, container: {image: alpine, options: --privileged}, steps: []}}\n' >charts/pipeline.yml
    printf '/out/\n/tracked/\n/named/\n/local.sh\n*.dev.yaml\n' >.gitignore
    printf 'charts\n' >>.gitignore
    git init -q . && git add -f tracked .gitignore compose.yaml Dockerfile
}

ignored_by_git() {
    need hullmark git
    with_ignored
    expect_exit 1 hullmark scan --without all -o json=out.json .
    findings_of out.json >found
    expect_match 'tracked/Dockerfile:2:HM3001' found
    expect_match 'named/Web.build:2:HM3001' found
    expect_no_match ' out/|^out/|dev.yaml|local.sh|charts' found
    expect_json out.json '[n["text"].split(";")[0] for n in doc["notes"] if n["id"] == "git-ignored"] == ["5 files or folders that git ignores and does not track were passed over: charts/, compose.dev.yaml, local.sh, named/, out/"]'
    expect_no_match 'HM4008' found
}
check "what git ignores and does not track is passed over, and that is said" ignored_by_git

ignored_by_git_and_asked_for() {
    need hullmark git
    with_ignored
    expect_exit 1 hullmark scan --without all -o json=out.json --include-ignored .
    findings_of out.json >found
    expect_match 'out/Dockerfile:2:HM3001' found
    expect_match 'compose.dev.yaml:4:HM6001' found
    expect_match 'local.sh:2:HM6001' found
    expect_exit 1 hullmark scan --without all -o json=out.json out
    findings_of out.json >found
    expect_match 'out/Dockerfile:2:HM3001' found
    expect_exit 1 hullmark scan --without all -o json=out.json compose.dev.yaml
    findings_of out.json >found
    expect_match 'compose.dev.yaml:4:HM6001' found
    printf 'include-ignored: true\n' >.hullmark.yaml
    expect_exit 1 hullmark scan --without all -o json=out.json .
    findings_of out.json >found
    expect_match 'out/Dockerfile:2:HM3001' found
}
check "what git ignores is judged where somebody asks for it" ignored_by_git_and_asked_for
