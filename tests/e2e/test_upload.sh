#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `hullmark upload` to any URL, several targets in one run, the way through a proxy. 0 taken, 3 not
# delivered. No output ever has the token.
# shellcheck source-path=SCRIPTDIR source=upload_lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/upload_lib.sh"

# --- any URL -------------------------------------------------------------------------------------

url() { # url MODES CODE METHOD
    destination github --mode "$1"
    printf 'Authorization: Bearer %s\n' "$token" >headers
    upload "$2" "$report" --to "http://$ADDRESS/reports/1" --method "$3" --header-file headers
    expect_json log.jsonl 'doc[0]["method"] == "'"$3"'"'
    expect_json log.jsonl 'doc[0]["headers"]["authorization"].endswith("'"$token"'")'
    expect_json log.jsonl 'all(entry["server"] == "github" for entry in doc)'
}
for method in PUT POST; do
    check "$method: taken" url ok 0 $method
    check "$method: refused" url 401 3 $method
    check "$method: redirected to another host" url redirect 3 $method
done
check "PUT: taken after a lost answer" url cut,ok 0 PUT
check "POST: a lost answer is not repeated" url cut,ok 3 POST

kept_post() {
    destination github --mode 429,cut,ok
    printf 'Authorization: Bearer %s\n' "$token" >headers
    upload 3 "$report" --to "http://$ADDRESS/reports/1" --method POST --header-file headers
    expect_json log.jsonl '[e["mode"] for e in doc] == ["429", "cut"]'
}
check "POST: a lost answer on a kept connection is not repeated" kept_post

# --- several targets -----------------------------------------------------------------------------

job() { # job: two stand-ins, and the environment for both
    LOG=dojo.jsonl destination defectdojo "${dojo_options[@]}"
    export DEFECTDOJO_URL=http://$ADDRESS DEFECTDOJO_TOKEN=$token DEFECTDOJO_PRODUCT=p \
        DEFECTDOJO_PRODUCT_TYPE=t
    destination github --pending 0
    export GITHUB_API_URL=http://$ADDRESS GITHUB_REPOSITORY=octo/hull GITHUB_TOKEN=$token \
        GITHUB_REF=refs/heads/main GITHUB_SHA=0123456789abcdef0123456789abcdef01234567
    printf 'FROM alpine\n' >Dockerfile
}

expect_silence() { # nothing that was said or written has the token
    expect_no_match Kanarienvogel "$SAID/stdout"
    expect_no_match Kanarienvogel "$SAID/stderr"
    expect_no_match Kanarienvogel out.sarif
}

two() {
    dojo_options=()
    job
    expect_exit 0 hullmark scan --without all --fail-on none -o sarif=out.sarif --verbose \
        --upload github --upload defectdojo --require upload .
    expect_json log.jsonl 'doc[0]["status"] == 202'
    expect_json dojo.jsonl 'doc[0]["status"] == 201'
    expect_silence
}
check "two targets in one run" two

one_fails() {
    dojo_options=(--mode 403)
    job
    expect_exit 3 hullmark scan --without all --fail-on none -o sarif=out.sarif --verbose \
        --upload defectdojo --upload github --require upload .
    expect_said "the role Writer"
    expect_json log.jsonl 'doc[0]["status"] == 202'
    expect_json out.sarif 'any("not delivered" in n["message"]["text"]
        for i in doc["runs"][0]["invocations"] for n in i["toolExecutionNotifications"])'
    expect_silence
}
check "two targets, one of which fails" one_fails

# --- a proxy -------------------------------------------------------------------------------------

behind_proxy() { # behind_proxy OPTION...: GitHub by TLS as api.github.test, behind a proxy
    need openssl
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 \
        -subj /CN=api.github.test -addext subjectAltName=DNS:api.github.test 2>/dev/null
    destination github --certificate cert.pem --key key.pem
    listen python3 "$ROOT/tests/e2e/fake_proxy.py" --log proxy.jsonl --to "$ADDRESS" "$@"
    export GITHUB_API_URL=https://api.github.test GITHUB_REPOSITORY=octo/hull GITHUB_TOKEN=$token \
        GITHUB_REF=refs/heads/main GITHUB_SHA=0123456789abcdef0123456789abcdef01234567 \
        https_proxy=http://ci:Kanarienvogel-proxy@$ADDRESS
}

proxy() {
    behind_proxy --user ci:Kanarienvogel-proxy
    upload 0 "$report" --to github --ca-file cert.pem
    expect_json proxy.jsonl 'len(doc) >= 1 and all(e["method"] == "CONNECT"
        and e["target"] == "api.github.test:443" for e in doc)'
    expect_json proxy.jsonl 'all("authorization" not in e["headers"] for e in doc)'
    expect_no_match "$token" proxy.jsonl
    expect_json log.jsonl 'doc[0]["status"] == 202
        and not any("proxy-authorization" in e["headers"] for e in doc)'
}
check "proxy: the token goes through the tunnel only" proxy

proxy_refuses() { # proxy_refuses REGEX OPTION...
    behind_proxy "${@:2}"
    local since=$SECONDS
    upload 3 "$report" --to github --ca-file cert.pem
    expect_said "$1"
    expect_equal "$(wc -l <log.jsonl)" 0
    [ $((SECONDS - since)) -le 30 ]
}
check "proxy: wrong credentials" proxy_refuses "the proxy.*https_proxy" --user ci:other
check "proxy: it does not let us through" proxy_refuses "the proxy.*https_proxy" --answer 403

proxy_gone() {
    behind_proxy
    export https_proxy=http://ci:Kanarienvogel-proxy@127.0.0.1:9
    upload 3 "$report" --to github --ca-file cert.pem --timeout 20
    expect_equal "$(wc -l <log.jsonl)" 0
}
check "proxy: nobody listens" proxy_gone

proxy_other_certificate() {
    behind_proxy
    upload 3 "$report" --to github
    expect_said "not trusted"
    expect_equal "$(wc -l <log.jsonl)" 0
}
check "proxy: behind it only a trusted certificate" proxy_other_certificate

no_proxy_for_loopback() {
    destination github
    export http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9
    upload 0 "$report" --to "http://$ADDRESS/reports/1"
}
check "proxy: not for this machine" no_proxy_for_loopback
