#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The token server of the registry with token authentication (needs openssl).

usage: token_server.py PORT KEY.pem CERTIFICATE.pem ISSUER [MARK]

The user ci with the password secret-ci may pull and push; anybody may pull from public/*. One
line per request goes to stderr: user and scopes, never a password. MARK goes into the header
X-Test-World of every answer, by which registries.py knows its own.
"""
import argparse
import base64
import http.server
import json
import os
import subprocess
import sys
import time
import urllib.parse

USERS = {"ci": "secret-ci"}


def base64_url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def granted(user, scope):
    kind, rest = scope.split(":", 1)
    name, actions = rest.rsplit(":", 1)
    allowed = [action for action in actions.split(",")
               if user or (action == "pull" and name.startswith("public/"))]
    return {"type": kind, "name": name, "actions": allowed}


class Handler(http.server.BaseHTTPRequestHandler):
    key = certificate = issuer = mark = None

    def log_message(self, *args):
        pass

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        user = password = ""
        authorization = self.headers.get("Authorization", "")
        if authorization.startswith("Basic "):
            user, _, password = base64.b64decode(authorization[6:]).decode().partition(":")
        self.grant(user, password, query)

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        form = urllib.parse.parse_qs(self.rfile.read(length).decode())
        self.grant(form.get("username", [""])[0], form.get("password", [""])[0], form)

    def grant(self, user, password, query):
        scopes = " ".join(query.get("scope", [])).split()
        print(user or "anonymous", *scopes, file=sys.stderr, flush=True)
        if user and USERS.get(user) != password:
            self.answer(401, {"errors": [{"code": "UNAUTHORIZED",
                                          "message": "wrong user or password"}]})
            return
        token = self.token(user or "anonymous", query.get("service", [""])[0],
                           [granted(user, scope) for scope in scopes])
        self.answer(200, {"token": token, "access_token": token, "expires_in": 300})

    def token(self, subject, audience, access):
        now = int(time.time())
        head = {"typ": "JWT", "alg": "RS256", "x5c": [self.certificate]}
        body = {"iss": self.issuer, "sub": subject, "aud": audience, "exp": now + 300,
                "nbf": now - 10, "iat": now, "jti": os.urandom(16).hex(), "access": access}
        signed = b".".join(base64_url(json.dumps(part).encode()) for part in (head, body))
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], input=signed,
                                   stdout=subprocess.PIPE, check=True).stdout
        return (signed + b"." + base64_url(signature)).decode()

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Test-World", self.mark)
        self.end_headers()
        self.wfile.write(body)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("port", type=int)
    parser.add_argument("key")
    parser.add_argument("certificate")
    parser.add_argument("issuer")
    parser.add_argument("mark", nargs="?", default="")
    args = parser.parse_args()
    der = subprocess.check_output(["openssl", "x509", "-in", args.certificate, "-outform", "DER"])
    Handler.key, Handler.issuer, Handler.mark = args.key, args.issuer, args.mark
    Handler.certificate = base64.b64encode(der).decode()
    http.server.ThreadingHTTPServer(("127.0.0.1", args.port), Handler).serve_forever()


main()
