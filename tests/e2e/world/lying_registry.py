#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A registry that lies: it stands before an honest plain-http one and spoils what it passes on.

usage: lying_registry.py PORT UPSTREAM-HOST:PORT MODE      (PORT 0: a free one)

Prints "listening on 127.0.0.1:PORT" when it is ready.

blob      the last byte of every blob is changed        manifest  the manifest's bytes are changed
header    Docker-Content-Digest is wrong                truncate  half of a blob, then the end
slow      blobs are never answered                      http500   blobs and manifests fail
html      manifests are a login page, with status 200   endless   a manifest that does not end
redirect  blobs are redirected to another host and port (localhost), as object storage does
"""
import argparse
import http.client
import http.server
import time

MODES = ["blob", "manifest", "header", "truncate", "slow", "http500", "html", "endless", "redirect"]
DROPPED = {"content-length", "transfer-encoding", "connection"}
LOGIN = b"<html>login</html>"
BOOM = b'{"errors":[{"code":"UNKNOWN","message":"boom"}]}'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream = mode = None

    def log_message(self, *args):
        pass

    def do_GET(self):
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
            place = f"http://localhost:{self.upstream.rsplit(':', 1)[1]}{self.path}"
            return self.answer(307, {"Location": place}, b"")
        return self.pass_on(is_blob, is_manifest)

    do_HEAD = do_GET

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
        length = answer.getheader("Content-Length") if self.command == "HEAD" else None
        return self.answer(answer.status, headers, body, length,
                           self.mode == "truncate" and is_blob)

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
    args = parser.parse_args()
    Handler.upstream, Handler.mode = args.upstream, args.mode
    server = http.server.ThreadingHTTPServer(("127.0.0.1", args.port), Handler)
    print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


main()
