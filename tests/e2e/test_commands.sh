#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Containers that scripts, Makefiles, units of systemd and Quadlets run: which files are found, and what is said of them.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# findings_of FILE: path, line and rule of every finding
findings_of() {
    json "$1" '" ".join(sorted("%s:%s:%s" % (f["path"], f["place"]["line"], f["ruleId"]) for f in doc["findings"]))'
}

a_repository() {
    mkdir -p bin deploy other
    printf '#!/bin/sh\nset -e\ndocker run -d --privileged example/app:1.0\n' >bin/start
    printf 'docker run --rm \\\n    --pid=host example/app:1.0\n' >deploy/run.sh
    # shellcheck disable=SC2016 # make's own, not ours
    printf 'IMAGE = example/app:1.0\nup:\n\tdocker run --rm --ipc host $(IMAGE)\n' >Makefile
    printf '[Service]\nExecStart=/usr/bin/docker run --net=host example/app:1.0\n' >deploy/web.service
    printf '[Container]\nImage=example/app:1.0\nPodmanArgs=--uts=host\n' >deploy/web.container
    printf 'echo "docker run --privileged x"\n' >other/no.sh
    printf '#!/usr/bin/perl\ndocker run --privileged x\n' >other/program
    printf 'docker run --privileged x\n' >other/README
}

are_found() {
    need hullmark
    a_repository
    expect_exit 1 hullmark scan --without all -o json=out.json .
    findings_of out.json >found
    expect_match '(^| )bin/start:3:HM6001( |$)' found
    expect_match '(^| )deploy/run.sh:2:HM6009( |$)' found
    expect_match '(^| )Makefile:3:HM6010( |$)' found
    expect_match '(^| )deploy/web.service:2:HM6008( |$)' found
    expect_match '(^| )deploy/web.container:3:HM6012( |$)' found
    expect_no_match 'other/' found
    json out.json 'doc["ledger"][0]["reason"]' >reason
    expect_match '^5 files$' reason
}
check "commands that run containers are found in scripts, Makefiles, units and Quadlets" are_found

short_lived() {
    need hullmark
    printf 'docker run --rm example/app:1.0 test\n' >ci.sh
    expect_exit 0 hullmark scan --without all -o json=short.json .
    findings_of short.json >found
    expect_no_match HM found
    printf 'docker run -d example/app:1.0\n' >ci.sh
    expect_exit 0 hullmark scan --without all -o json=lasting.json .
    findings_of lasting.json >found
    expect_match 'ci.sh:1:HM6022' found
}
check "what a lasting container lacks is not asked of one that does a task and ends" short_lived

suppressed() {
    need hullmark
    printf '# hullmark ignore=HM6001 reason="loads a module"\ndocker run \\\n  --privileged --rm x/y:1\n' >a.sh
    printf '# hulmark ignore=HM6001\ndocker run --rm x/y:1\n# hullmark ignore\ndocker run --rm x/y:1\n' >b.sh
    printf '# hullmark ignore=HM0815\ndocker run --rm x/y:1\n' >c.sh
    expect_exit 0 hullmark scan --without all -o json=out.json .
    findings_of out.json >found
    expect_match 'b.sh:1:HM9011' found
    expect_match 'b.sh:3:HM9010' found
    expect_match 'c.sh:1:HM9012' found
    json out.json 'sorted(f["path"] for f in doc["findings"] if f.get("suppressions") or f.get("suppressedBy"))' >quiet
    expect_match 'a.sh' quiet
}
check "ignore comments count in scripts, and those without effect are said" suppressed

named() {
    need hullmark
    a_repository
    expect_exit 1 hullmark scan --without all -o json=out.json bin/start
    findings_of out.json >found
    expect_match '^bin/start:3:HM6001' found
    expect_no_match deploy found
    expect_exit 3 hullmark scan --without all other/no.sh
}
check "a script that is named is judged, and no other" named

no_secret() {
    need hullmark
    printf 'docker run -d -e DB_PASSWORD=Qu1etly-forg0tten --privileged -p 80:80 x/y\n' >a.sh
    expect_exit 1 hullmark scan --without all -o json=out.json -o sarif=out.sarif -o html=out.html .
    cat "$SAID/stdout" "$SAID/stderr" out.json out.sarif out.html >all
    expect_match HM6030 all
    expect_no_match Qu1etly-forg0tten all
}
check "a secret on a command line is in no report, whatever else is found in its line" no_secret
