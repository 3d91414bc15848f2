#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A proxy that knows one destination: whatever host a client wants, it gets that.

usage: fake_proxy.py --log FILE.jsonl --to HOST:PORT [--user NAME:PASSWORD] [--answer STATUS]

Each request is a line of the log: method, target, headers (names in lower case), status. What goes
through a tunnel is not looked at.
"""
import argparse
import base64
import http.server
import json
import socket
import threading


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    options = log = None

    def log_message(self, *args):
        pass

    def do_CONNECT(self):
        status = self.judge()
        self.log.write(json.dumps({
            "method": self.command, "target": self.path, "status": status,
            "headers": {name.lower(): value for name, value in self.headers.items()}}) + "\n")
        self.log.flush()
        self.send_response(status)
        if status == 407:
            self.send_header("Proxy-Authenticate", 'Basic realm="proxy"')
        if status != 200:
            self.send_header("Content-Length", "0")
        self.end_headers()
        if status == 200:
            self.tunnel()
        self.close_connection = True

    # A request that is no CONNECT: one that should have been encrypted.
    do_GET = do_POST = do_PUT = do_PATCH = do_CONNECT

    def judge(self):
        if self.options.user is not None:
            given = self.headers.get("Proxy-Authorization", "")
            wanted = base64.b64encode(self.options.user.encode()).decode()
            if given != f"Basic {wanted}":
                return 407
        return self.options.answer if self.command == "CONNECT" else 405

    def tunnel(self):
        host, _, port = self.options.to.rpartition(":")
        with socket.create_connection((host, int(port))) as there:
            threading.Thread(target=pass_on, args=(there, self.connection), daemon=True).start()
            pass_on(self.connection, there)


def pass_on(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", required=True)
    parser.add_argument("--to", required=True)
    parser.add_argument("--user", help="NAME:PASSWORD that are asked for")
    parser.add_argument("--answer", type=int, default=200, help="to every CONNECT")
    Proxy.options = parser.parse_args()
    Proxy.log = open(Proxy.options.log, "w", encoding="utf-8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.daemon_threads = True
    print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
