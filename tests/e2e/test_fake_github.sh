#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The stand-in for GitHub is as strict as it says: what it would let through, no test of the
# upload would notice.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# upload [CHANGE]: one upload of a good report to $ADDRESS; prints status and message. CHANGE is
# Python that may change path, headers, document (the request), sarif (the report), packed.
upload() {
    python3 - "$ADDRESS" "${1-}" <<'EOF'
import base64, gzip, http.client, json, sys

address, change = sys.argv[1:]
path = "/repos/octo/hull/code-scanning/sarifs"
headers = {"Authorization": "Bearer fake-token", "Accept": "application/vnd.github+json",
           "X-GitHub-Api-Version": "2022-11-28", "User-Agent": "test",
           "Content-Type": "application/json"}
rule = {"id": "HM1", "shortDescription": {"text": "a"}, "fullDescription": {"text": "b"},
        "help": {"text": "c"}, "properties": {"security-severity": "7.5", "tags": ["security"]}}
place = {"artifactLocation": {"uri": "Dockerfile"}, "region": {"startLine": 1}}
result = {"ruleId": "HM1", "ruleIndex": 0, "message": {"text": "m"},
          "locations": [{"physicalLocation": place}], "partialFingerprints": {"a/v1": "1"}}
run = {"tool": {"driver": {"name": "hullmark", "rules": [rule]}}, "results": [result]}
sarif = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
         "runs": [run]}
document = {"commit_sha": "4b6472266afd7b471e86085a6659e8c7f2b119da", "ref": "refs/heads/main"}
packed = None
steps = change.split("|")
exec(steps[0])
if packed is None:
    packed = gzip.compress(json.dumps(sarif).encode())
    exec("|".join(steps[1:]))
if isinstance(packed, bytes):
    packed = base64.b64encode(packed).decode()
document.setdefault("sarif", packed)
connection = http.client.HTTPConnection(address, timeout=10)
try:
    connection.request("POST", path, json.dumps(document), headers)
    answer = connection.getresponse()
    body = answer.read()
except (OSError, http.client.HTTPException) as error:
    print("broken", type(error).__name__)
    raise SystemExit
try:
    body = json.loads(body)
except ValueError:
    print(answer.status, body[:40])
    raise SystemExit
print(answer.status, body.get("message") or body.get("id"))
headers.pop("Content-Type")
while answer.status == 202:
    connection.request("GET", body["url"].split(address)[1], headers=headers)
    status = connection.getresponse()
    state = json.loads(status.read())
    print(status.status, state.get("processing_status"), *(state.get("errors") or []))
    if status.status != 200 or state["processing_status"] != "pending":
        break
EOF
}

fake() { # fake [OPTION...]
    listen "$ROOT/tests/e2e/fake_github.py" --log log.jsonl "$@"
}

good() {
    fake --pending 2
    upload >said
    expect_equal "$(sed -n '2,$p' said)" $'200 pending\n200 pending\n200 complete'
    expect_json log.jsonl 'doc[0]["status"] == 202 and doc[0]["problems"] == []'
    expect_json log.jsonl 'doc[0]["sarif"]["runs"][0]["tool"]["driver"]["name"] == "hullmark"'
    expect_json log.jsonl '"sarif" not in doc[0]["json"] and doc[0]["gzip_size"] > 100'
    upload 'path = "/api/v3" + path; document.update(checkout_uri="file:///w/", validate=True,
        started_at="2026-01-02T03:04:05Z", tool_name="hullmark", ref="refs/pull/7/merge")' >said
    expect_match "^202 " said
    expect_match "^200 complete" said
}
check "takes a good upload" good

refuses() { # refuses STATUS CHANGE
    fake
    upload "$2" >said
    expect_match "^$1 " said
}
refused() { # refused NAME STATUS CHANGE
    check "refuses $1" refuses "$2" "$3"
}
refused "an unknown member" 422 'document["branch"] = "main"'
refused "no commit" 422 'del document["commit_sha"]'
refused "a short commit" 422 'document["commit_sha"] = "4b64722"'
refused "a branch for a ref" 422 'document["ref"] = "main"'
refused "a pull request's ref without merge or head" 422 'document["ref"] = "refs/pull/7"'
refused "a relative checkout URI" 422 'document["checkout_uri"] = "work/"'
refused "a date without a time" 422 'document["started_at"] = "2026-01-02"'
refused "text for a bool" 422 'document["validate"] = "true"'
refused "base64 in lines" 400 '|packed = base64.encodebytes(packed).decode()'
refused "base64 without padding" 400 \
    '|packed = base64.b64encode(packed + b"x" * (4 - len(packed) % 3)).decode().rstrip("=")'
refused "no gzip" 400 '|packed = gzip.decompress(packed)'
refused "half of the gzip data" 400 '|packed = packed[:-20]'
refused "two gzip members" 400 '|packed = packed + packed'
refused "no JSON" 400 'packed = gzip.compress(b"{")'
refused "another version of SARIF" 400 'sarif["version"] = "2.0.0"'
refused "no token" 401 'del headers["Authorization"]'
refused "another token" 401 'headers["Authorization"] = "Bearer other"'
refused "basic authentication" 401 'headers["Authorization"] = "Basic fake-token"'
refused "no user agent" 403 'headers["User-Agent"] = ""'
refused "no Accept" 415 'del headers["Accept"]'
refused "a form" 415 'headers["Content-Type"] = "application/x-www-form-urlencoded"'
refused "no API version" 400 'del headers["X-GitHub-Api-Version"]'
refused "another repository" 404 'path = path.replace("hull", "boat")'
refused "another prefix" 404 'path = "/api/v4" + path'

too_large() {
    fake --max-gzip 100
    upload >said
    expect_match "^413 SARIF ZIP upload is too large" said
}
check "refuses what is too large" too_large

fails() { # fails ERROR CHANGE
    fake --pending 0
    upload "$2" >said
    expect_match "^200 failed .*$1" said
}
failed() { # failed NAME ERROR CHANGE
    check "fails to process $1" fails "$2" "$3"
}
failed "21 runs" "more runs than allowed \(21 > 20\)" 'sarif["runs"] *= 21'
failed "21 tags" "more tags than allowed" 'rule["properties"]["tags"] *= 21'
failed "25,001 results" "more results than allowed" 'run["results"] *= 25001'
failed "two runs of one category" "same category" 'sarif["runs"] *= 2'
failed "a severity in words" "invalid security severity value" \
    'rule["properties"]["security-severity"] = "high"'
failed "a severity that is a number" "invalid security severity value" \
    'rule["properties"]["security-severity"] = 7.5'
failed "a result without a place" "locationFromSarifResult" 'result["locations"] = []'
failed "a space in a URI" "an invalid URI" 'place["artifactLocation"]["uri"] = "a b"'
failed "an absolute URI without checkout" "did not match the checkout URI scheme" \
    'place["artifactLocation"]["uri"] = "file:///w/Dockerfile"'
failed "a rule without help" "has no help.text" 'del rule["help"]'
failed "a wrong ruleIndex" "is not the rule" 'result["ruleId"] = "HM2"'

modes() { # modes MODES EXPECTED...: the first line said by one upload after the other
    local modes=$1 wanted
    shift
    fake --mode "$modes" --delay 0.1
    for wanted; do
        upload >said
        head -n 1 said >first
        expect_match "^$wanted" first
    done
}
for status in 401 403 404 413 429 500 502 503; do
    check "mode $status" modes "$status" "$status "
done
check "modes one after the other" modes 503,503,ok 503 503 202 202
check "mode 429-reset" modes 429-reset 429
check "mode 403-secondary" modes 403-secondary 403
check "mode slow" modes slow 202
check "mode cut" modes cut "broken RemoteDisconnected"
check "mode cut-early" modes cut-early broken
check "mode reset" modes reset "broken ConnectionResetError"
check "mode cut-answer" modes cut-answer "broken IncompleteRead"
check "mode redirect" modes redirect 307
check "mode redirect-same" modes redirect-same,503 307 202
check "mode html" modes html 200
check "mode not-json" modes not-json 202
check "mode empty" modes empty "202 b''"

sink() {
    fake
    python3 - "$ADDRESS" <<'EOF'
import gzip, sys, urllib.request

def send(method, path, body, **headers):
    request = urllib.request.Request(f"http://{sys.argv[1]}{path}", body, method=method,
                                     headers={k.replace("_", "-"): v for k, v in headers.items()})
    print(method, urllib.request.urlopen(request, timeout=10).status)

send("PUT", "/files/report.sarif", b'{"a": 1}', X_Key="k")
send("POST", "/packed", gzip.compress(b'{"b": 2}'), Content_Encoding="gzip")
send("POST", "/form", b'--x\r\nContent-Disposition: form-data; name="file"; filename="r.sarif"'
     b'\r\n\r\n{}\r\n--x--\r\n', Content_Type="multipart/form-data; boundary=x")
send("POST", "/chunked", iter([b"one ", b"two"]), Transfer_Encoding="chunked")
EOF
    expect_json log.jsonl '[e["status"] for e in doc] == [201, 200, 200, 200]'
    expect_json log.jsonl 'doc[0]["json"] == {"a": 1} and doc[0]["headers"]["x-key"] == "k"'
    expect_json log.jsonl 'doc[1]["json"] == {"b": 2}'
    expect_json log.jsonl \
        'doc[2]["multipart"] == [{"name": "file", "filename": "r.sarif", "text": "{}"}]'
    expect_json log.jsonl 'doc[3]["text"] == "one two"'
}
check "the sink" sink

leaked_credentials() {
    fake --mode redirect
    python3 - "$ADDRESS" <<'EOF'
import sys, http.client
path, headers = "/x", {"Authorization": "Bearer fake-token"}
first = http.client.HTTPConnection(sys.argv[1])
first.request("PUT", path, "{}", headers)
place = first.getresponse().getheader("Location")
second = http.client.HTTPConnection(place.split("/")[2])
second.request("PUT", path, "{}", headers)
second.getresponse()
EOF
    expect_json log.jsonl '[e["server"] for e in doc] == ["github", "other"]'
    expect_json log.jsonl '"authorization" in doc[1]["headers"]'
}
check "the log shows credentials that went to the other host" leaked_credentials

over_tls() {
    need openssl
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 2 \
        -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 2>/dev/null
    fake --certificate certificate.pem --key key.pem
    python3 - "$ADDRESS" <<'EOF'
import ssl, sys, urllib.request
request = urllib.request.Request(f"https://{sys.argv[1]}/x", b"{}", method="PUT")
context = ssl.create_default_context(cafile="certificate.pem")
assert urllib.request.urlopen(request, context=context, timeout=10).status == 201
EOF
}
check "https" over_tls
