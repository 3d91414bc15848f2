#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A registry that lies: it stands before an honest plain-http one and spoils what it passes on.

usage: lying_registry.py PORT UPSTREAM-HOST:PORT MODE [option...]      (PORT 0: a free one)

Prints "listening on ADDRESS:PORT" when it is ready.

blob      the last byte of every blob is changed        manifest  the manifest's bytes are changed
header    Docker-Content-Digest is wrong                truncate  half of a blob, then the end
slow      blobs are never answered                      http500   blobs and manifests fail
html      manifests are a login page, with status 200   endless   a manifest that does not end
redirect  blobs are redirected to another host and port (localhost), as object storage does
cut-once  the first answer for each blob ends in its middle; the next one honours Range
range     the same, but what comes then is another part than the one that was asked for
longer    a byte more than there should be, behind every blob
schema1   manifests are of Docker's schema 1     type      a manifest comes as an index
both      a manifest with `layers` and `manifests`           rate      Docker Hub's headers, almost used up
limited   429 for every blob, with Retry-After               login     401 for blobs, without a way to log in
loop      blobs redirect to themselves                       inward    blobs redirect to plain http elsewhere
referrers honest: what refers to an image is told by the API, and not under a tag
"""
import argparse
import http.client
import http.server
import time

MODES = ["blob", "manifest", "header", "truncate", "slow", "http500", "html", "endless", "redirect",
         "cut-once", "range", "longer", "schema1", "type", "both", "rate", "limited", "login", "loop", "inward",
         "referrers"]
DROPPED = {"content-length", "transfer-encoding", "connection"}
LOGIN = b"<html>login</html>"
SCHEMA1 = b'{"schemaVersion":1,"name":"team/app","tag":"1","fsLayers":[],"history":[],"signatures":[]}'
INDEX = "application/vnd.oci.image.index.v1+json"
EMPTY_INDEX = b'{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}'
UNKNOWN = b'{"errors":[{"code":"MANIFEST_UNKNOWN","message":"unknown"}]}'
BOOM = b'{"errors":[{"code":"UNKNOWN","message":"boom"}]}'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream = mode = elsewhere = log = None
    cut = set()

    def log_message(self, *args):
        pass

    def do_GET(self):
        if self.log:
            with open(self.log, "a", encoding="utf-8") as file:
                file.write(f"{self.requestline}\n{self.headers}")
        is_blob, is_manifest = "/blobs/" in self.path, "/manifests/" in self.path
        if self.mode == "http500" and (is_blob or is_manifest):
            return self.answer(500, {}, BOOM)
        if self.mode == "html" and is_manifest:
            return self.answer(200, {"Content-Type": "text/html"}, LOGIN)
        if self.mode == "endless" and is_manifest and self.command == "GET":
            return self.answer_endlessly()
        if self.mode == "slow" and is_blob:
            time.sleep(120)
        if self.mode == "redirect" and is_blob:
            return self.answer(307, {"Location": f"http://{self.elsewhere}{self.path}"}, b"")
        if self.mode == "loop" and is_blob:
            return self.answer(307, {"Location": self.path}, b"")
        if self.mode == "inward" and is_blob:
            return self.answer(307, {"Location": "http://169.254.169.254/latest/meta-data/"}, b"")
        if self.mode == "limited" and is_blob:
            return self.answer(429, {"Retry-After": "3600"}, b"{}")
        if self.mode == "login" and is_blob:
            return self.answer(401, {}, b"{}")
        if self.mode == "schema1" and is_manifest:
            return self.answer(
                200, {"Content-Type": "application/vnd.docker.distribution.manifest.v1+prettyjws"}, SCHEMA1)
        if self.mode == "referrers" and "/referrers/" in self.path:
            return self.answer_referrers()
        if self.mode == "referrers" and self.path.rsplit("/", 1)[1].startswith("sha256-") and \
                "." not in self.path.rsplit("/", 1)[1]:
            return self.answer(404, {}, UNKNOWN)
        return self.pass_on(is_blob, is_manifest)

    do_HEAD = do_GET

    def answer_referrers(self):
        path, digest = self.path.split("?")[0].split("/referrers/")
        connection = http.client.HTTPConnection(self.upstream, timeout=30)
        connection.request("GET", f"{path}/manifests/{digest.replace(':', '-')}", headers={"Accept": INDEX})
        answer = connection.getresponse()
        body = answer.read() if answer.status == 200 else EMPTY_INDEX
        return self.answer(200, {"Content-Type": INDEX}, body)

    def pass_on(self, is_blob, is_manifest):
        headers = {name: ", ".join(self.headers.get_all(name))
                   for name in ("Accept", "Authorization", "Range") if name in self.headers}
        connection = http.client.HTTPConnection(self.upstream, timeout=30)
        connection.request(self.command, self.path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        headers = {name: value for name, value in answer.getheaders()
                   if name.lower() not in DROPPED}
        if self.mode == "blob" and is_blob and body:
            body = body[:-1] + bytes([body[-1] ^ 1])
        if self.mode == "manifest" and is_manifest:
            body = body.replace(b'"schemaVersion":2', b'"schemaVersion": 2')
        if self.mode == "header" and is_manifest:
            headers["Docker-Content-Digest"] = "sha256:" + "0" * 64
        if self.mode == "longer" and is_blob:
            body += b"x"
        if self.mode == "type" and is_manifest:
            headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
            headers["Content-Type"] = INDEX
        if self.mode == "both" and is_manifest:
            body = body[:-1] + b',"manifests":[]}' if body.endswith(b"}") else body
            headers = {name: value for name, value in headers.items() if name.lower() != "docker-content-digest"}
        if self.mode == "rate" and is_manifest:
            headers.update({"ratelimit-limit": "100;w=21600", "ratelimit-remaining": "3;w=21600"})
        if self.mode in ("cut-once", "range") and is_blob and self.command == "GET":
            return self.cut_once(answer.status, headers, body)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else None
        return self.answer(answer.status, headers, body, length,
                           self.mode == "truncate" and is_blob)

    def cut_once(self, status, headers, body):
        if self.path not in Handler.cut:
            Handler.cut.add(self.path)
            return self.answer(status, headers, body, is_cut=True)
        if self.mode == "range" and status == 206:
            headers["Content-Range"] = headers["Content-Range"].replace("bytes ", "bytes 1", 1)
        return self.answer(status, headers, body)

    def answer(self, status, headers, body, length=None, is_cut=False):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", length or str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[:len(body) // 2] if is_cut else body)
        if is_cut:
            self.close_connection = True

    def answer_endlessly(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
        self.end_headers()
        self.close_connection = True
        try:
            for _ in range(4096):
                self.wfile.write(b" " * 65536)
        except OSError:
            pass


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("port", type=int)
    parser.add_argument("upstream")
    parser.add_argument("mode", choices=MODES)
    parser.add_argument("--elsewhere", metavar="HOST:PORT", help="where redirect leads: localhost, its port")
    parser.add_argument("--log", metavar="FILE", help="all that it was asked, with the headers")
    parser.add_argument("--bind", default="127.0.0.1")
    args = parser.parse_args()
    Handler.upstream, Handler.mode, Handler.log = args.upstream, args.mode, args.log
    Handler.elsewhere = args.elsewhere or "localhost:" + args.upstream.rsplit(":", 1)[1]
    server = http.server.ThreadingHTTPServer((args.bind, args.port), Handler)
    print(f"listening on {args.bind}:{server.server_port}", flush=True)
    server.serve_forever()


main()
