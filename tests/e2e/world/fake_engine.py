#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A container engine that can do one thing: GET /images/NAME/get over a unix socket.

usage: fake_engine.py SOCKET NAME=ARCHIVE...

Prints "listening on SOCKET" when it is ready.
"""
import http.server
import socketserver
import sys
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    images = {}

    def log_message(self, *args):
        pass

    def do_GET(self):
        name = urllib.parse.unquote(self.path).removeprefix("/images/").removesuffix("/get")
        status, body = 404, b'{"message":"No such image"}'
        if name in self.images:
            with open(self.images[name], "rb") as file:
                status, body = 200, file.read()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def get_request(self):
        connection, _ = super().get_request()
        return connection, ("engine", 0)


def main():
    Handler.images = dict(image.split("=", 1) for image in sys.argv[2:])
    server = Server(sys.argv[1], Handler)
    print(f"listening on {sys.argv[1]}", flush=True)
    server.serve_forever()


main()
