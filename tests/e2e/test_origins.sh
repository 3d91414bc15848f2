#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What Trivy finds in an image lies on the instruction that brought it (docs/IMAGES.md).
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

base=hullmark.test/base:3.10

# The file that the world's image `built` is made of.
write_dockerfile() {
    printf 'FROM %s\nARG MODE\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\nCOPY settings/ .\nUSER 65532\n' \
        "${2:-$base}" >"$1"
}

scan() { # scan CODE [OPTION...]: the report is in out.sarif and out.json
    need hullmark trivy world
    expect_exit "$1" hullmark scan -q -o sarif=out.sarif -o json=out.json --layout "$IMAGES/built" "${@:2}" .
}

# place_of RULE: path, line and kind of origin of its results, each once
place_of() {
    json out.sarif "' '.join(sorted({'%s:%d:%s' % (
        r['locations'][0]['physicalLocation']['artifactLocation']['uri'],
        r['locations'][0]['physicalLocation']['region']['startLine'],
        r['properties']['origin']['kind']) for r in doc['runs'][0]['results'] if r['ruleId'] == '$1'}))"
}

by_history() {
    write_dockerfile Dockerfile
    scan 1
    expect_equal "$(place_of CVE-2019-14697)" Dockerfile:1:base
    expect_equal "$(place_of CVE-2019-10744)" Dockerfile:5:instruction
    expect_equal "$(place_of github-pat)" Dockerfile:6:instruction
    expect_equal "$(place_of HM5003)" Dockerfile:1:base
    expect_match 'This RUN brought it, by the image.s history: update it here\.' out.sarif
    expect_match 'The base image hullmark.test/base:3.10 brought it, by the image.s history: update the base\.' out.sarif
    expect_match 'brings 5 known vulnerabilities: 1 critical, 4 medium; 5 are fixed' out.sarif
}
check "by the image's history" by_history

by_diff_ids() {
    write_dockerfile Dockerfile
    scan 1 --base "$base=$IMAGES/base"
    expect_equal "$(place_of CVE-2019-14697)" Dockerfile:1:base
    expect_json out.json "{f['origin']['by'] for f in doc['findings'] if 'origin' in f} == {'diff-ids'}"
    expect_no_match "by the image's history" out.sarif
}
check "proven by the base image's diff ids" by_diff_ids

rebuilt_base() {
    write_dockerfile Dockerfile
    scan 1 --base "$base=$IMAGES/clean"
    expect_equal "$(place_of CVE-2019-14697)" Dockerfile:1:base
    expect_match 'built on other layers than the base has now' out.sarif
}
check "a base that was renewed since is told to be" rebuilt_base

of_several() {
    printf 'FROM alpine:3.20\nRUN npm ci\nUSER 1\n' >Dockerfile
    mkdir app
    write_dockerfile app/Dockerfile
    scan 1
    expect_equal "$(place_of CVE-2019-10744)" app/Dockerfile:5:instruction
    cp app/Dockerfile again.Dockerfile
    scan 1
    expect_equal "$(place_of CVE-2019-10744)" Dockerfile:1:unknown
    expect_match '2 Dockerfiles fit the image.s history alike' out.sarif
    expect_equal "$(place_of HM5003)" ''
}
check "of several Dockerfiles the one that built it, and none of two" of_several

of_another_version() {
    write_dockerfile Dockerfile
    sed -i 's/npm ci/npm install/' Dockerfile
    scan 1
    expect_equal "$(place_of CVE-2019-14697)" Dockerfile:1:unknown
    expect_match 'What brought it is not known: the image.s history does not fit the Dockerfile' out.sarif
    scan 1 --base "$base=$IMAGES/base"
    expect_equal "$(place_of CVE-2019-14697)" Dockerfile:1:base
    expect_equal "$(place_of CVE-2019-10744)" Dockerfile:1:unknown
}
check "what another version of the file brought is said not to be known" of_another_version

in_a_parent_stage() {
    printf 'FROM %s AS packages\nARG MODE\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\n\nFROM packages\nCOPY settings/ .\nUSER 65532\n' \
        "$base" >Dockerfile
    scan 1
    expect_equal "$(place_of CVE-2019-10744)" Dockerfile:5:instruction
    expect_equal "$(place_of github-pat)" Dockerfile:8:instruction
    expect_equal "$(place_of HM5003)" Dockerfile:1:base
}
check "in the stages that the target is FROM" in_a_parent_stage

accepted_at_from() {
    write_dockerfile Dockerfile
    sed -i '1i # hullmark ignore=HM5003,CVE-2019-14697 reason="the base is replaced next week"' Dockerfile
    scan 1
    expect_json out.sarif "{r['ruleId'] for r in doc['runs'][0]['results'] if r['suppressions']} == {'HM5003', 'CVE-2019-14697'}"
    expect_match 'brings 4 known vulnerabilities: 4 medium; 4 are fixed in newer packages. 1 more is accepted' out.sarif
    expect_json out.sarif "[r['level'] for r in doc['runs'][0]['results'] if r['ruleId'] == 'HM5003'] == ['error']"
}
check "a comment above FROM accepts a vulnerable base, or some of its advisories" accepted_at_from

# Writes app.tar as `docker save` does: the image `built` without its USER.
save_built() {
    python3 - "$IMAGES/built" <<'PY'
import gzip, hashlib, io, json, pathlib, sys, tarfile
layout = pathlib.Path(sys.argv[1])
def blob(of):
    return (layout / "blobs/sha256" / of["digest"][7:]).read_bytes()
manifest = json.loads(blob(json.loads((layout / "index.json").read_text())["manifests"][0]))
config = json.loads(blob(manifest["config"]))
config["config"].pop("User")
config["history"] = [row for row in config["history"] if not row["created_by"].startswith("USER")]
text = json.dumps(config).encode()
name = hashlib.sha256(text).hexdigest() + ".json"
layers = [blob(layer) for layer in manifest["layers"]]
files = {f"{i}/layer.tar": gzip.decompress(layer) if layer[:2] == b"\x1f\x8b" else layer
         for i, layer in enumerate(layers)}
files[name] = text
files["manifest.json"] = json.dumps([{"Config": name, "RepoTags": ["acme/app:1"], "Layers": list(files)[:-1]}]).encode()
with tarfile.open("app.tar", "w") as archive:
    for path, data in files.items():
        entry = tarfile.TarInfo(path)
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
PY
}

agrees_with_dockle() {
    need hullmark world dockle
    save_built
    write_dockerfile Dockerfile
    sed -i /USER/d Dockerfile
    expect_exit 1 hullmark scan -q --without trivy --require dockle -o sarif=out.sarif --archive app.tar .
    agreed="[(r['ruleId'], a['tool'], a['id']) for r in doc['runs'][0]['results']
        for a in r['properties'].get('agreedBy', []) if a['id'] == 'CIS-DI-0001']"
    expect_json out.sarif "$agreed == [('HM3001', 'dockle', 'CIS-DI-0001')]"
    sed -i s/npm.ci/npm.install/ Dockerfile
    expect_exit 1 hullmark scan -q --without trivy --require dockle -o sarif=out.sarif --archive app.tar .
    expect_json out.sarif "$agreed == []"
    expect_json out.sarif "{r['ruleId'] for r in doc['runs'][0]['results']} >= {'HM3001', 'CIS-DI-0001'}"
}
check "what Dockle says of an image joins ours of the file that it was built from" agrees_with_dockle

image_is_no_path() {
    write_dockerfile Dockerfile
    scan 1
    expect_json out.sarif "all(set(kinds) >= {'resource', 'layer', 'package'}
        for r in doc['runs'][0]['results'] if r['ruleId'] == 'CVE-2019-10744'
        for kinds in [[l['kind'] for l in r['locations'][0]['logicalLocations']]])"
    expect_json out.sarif "{r['locations'][0]['physicalLocation']['artifactLocation']['uri']
        for r in doc['runs'][0]['results']} == {'Dockerfile'}"
}
check "the image, the layer and the package are logical locations, never a path" image_is_no_path

identities() {
    json out.sarif "sorted(r['partialFingerprints']['hullmark/v1'] for r in doc['runs'][0]['results']
        if 'target' in r['properties'])"
}

stable_identity() {
    need hullmark trivy world
    cp -r "$IMAGES/built" image
    write_dockerfile Dockerfile
    expect_exit 1 hullmark scan -q -o sarif=out.sarif --layout ./image .
    before=$(identities)
    { printf '# another line\n\n'; cat Dockerfile; } >changed
    sed 's/base:3.10/base:3.11/' changed >Dockerfile
    expect_exit 1 hullmark scan -q -o sarif=out.sarif --layout ./image:1.0 --base "hullmark.test/base:3.11=$IMAGES/clean" .
    expect_equal "$(identities)" "$before"
}
check "a line above, a new tag and another proof change no identity" stable_identity
