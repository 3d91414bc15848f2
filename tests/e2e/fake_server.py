# SPDX-License-Identifier: Apache-2.0
"""What the stand-ins for servers share: the ways of a connection, bad ones too, the log, TLS.

A stand-in is a Service (fake_github.py, fake_gitlab.py, fake_defectdojo.py) that main() runs. It
listens on 127.0.0.1 and prints "listening on HOST:PORT" (--port 0 takes a free one), then "other
host localhost:PORT2": where the mode `redirect` sends clients, a host that must never see their
credentials.

--mode is what happens to POST, PUT and PATCH one after the other, --read-mode to GET; the last one
stays. So `503,503,ok` fails twice and then takes it. Modes:

    ok             as the service would answer      401 403 404 413 500 502 503   that status
    429            with Retry-After: 1              429-reset   rate limit, x-ratelimit-reset
    403-secondary  secondary rate limit             slow        answers after --delay seconds
    cut            reads all, closes unanswered     cut-early   closes without reading the body
    cut-answer     does it, half an answer          cut-after   does it, closes unanswered
    reset          resets the connection            redirect    307 to the other host
    redirect-same  307 to the same place, once      redirect-loop  307 to itself
    html           200 and a login page             not-json    202 and no JSON
    empty          202 and no body                  endless     202 and a body without end

Each request is a line of the log: server (the service's name or other), method, path, headers
(names in lower case), mode, status, problems, and the body as the service describes it: `json`,
`text` if it is none, `multipart` [{name, filename, text}]. GET /__state, which no log has, is what
the service holds.
"""
import argparse
import email.parser
import email.policy
import gzip
import http.server
import json
import pathlib
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse
import uuid
import zlib

STATUS_MODES = ["401", "403", "404", "413", "500", "502", "503"]
OTHER_MODES = ["ok", "429", "429-reset", "403-secondary", "slow", "cut", "cut-early", "cut-answer",
               "cut-after", "reset", "redirect", "redirect-same", "redirect-loop", "html",
               "not-json", "empty", "endless"]
ACTING_MODES = ["ok", "slow", "cut-answer", "cut-after"]
WRITES = ["POST", "PUT", "PATCH"]


class Refusal(Exception):
    """An answer that refuses: the service makes its body of `value`."""

    def __init__(self, status, value, headers=None):
        super().__init__(str(value))
        self.status, self.value, self.headers = status, value, headers or {}


def unique_members(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member occurs twice")
    return members


def parse_json(data):
    """A JSON document without members that occur twice; ValueError for any other."""
    return json.loads(data.decode("utf-8"), object_pairs_hook=unique_members)


class Request:
    """What a service sees of a request."""

    def __init__(self, method, target, headers, body, base_url):
        parts = urllib.parse.urlsplit(target)
        self.method, self.path, self.headers = method, parts.path, headers
        self.body, self.base_url = body, base_url
        self.query = {name: values[-1]
                      for name, values in urllib.parse.parse_qs(parts.query, True).items()}
        self.problems = []

    def content_type(self):
        return self.headers.get("content-type", "").split(";")[0].strip()


class Service:
    """A destination. Its methods are called with the world's lock held."""

    name = "service"
    messages = {}  # of the modes that are a status

    def __init__(self, options):
        self.options = options

    @staticmethod
    def add_options(parser):
        pass

    def take(self, request):
        """(status, value, headers) of an answer, or a Refusal."""
        raise NotImplementedError

    def refusal(self, status, value):
        """The body of an answer that refuses."""
        return {"message": value}

    def rate_headers(self, left, reset):
        """The headers of each answer that tell how many requests are left."""
        return {}

    def describe(self, entry, body):
        """What the log says of a body."""
        try:
            entry["json"] = json.loads(body.decode("utf-8"))
        except ValueError:
            entry["text"] = body.decode("utf-8", "backslashreplace")

    def state(self):
        """What `GET /__state` answers."""
        return {}


def page_of(request, items, most=100):
    """The items of the page that the query asks for, and the headers that tell of the others."""
    size = min(int(request.query.get("per_page", "20")), most)
    page = int(request.query.get("page", "1"))
    last = max(1, -(-len(items) // size))
    links = [(page + 1, "next"), (last, "last")] if page < last else []
    link = ", ".join(f'<{request.base_url}{request.path}?per_page={size}&page={number}>; '
                     f'rel="{relation}"' for number, relation in links)
    return items[(page - 1) * size:page * size], {"Link": link} if link else {}


class World:
    """What the handlers of both servers share."""

    def __init__(self, options, service):
        self.options, self.service = options, service
        self.modes = {True: list(options.mode), False: list(options.read_mode)}
        self.lock = threading.Lock()
        self.log = open(options.log, "w", encoding="utf-8")
        self.other_port = None

    def next_mode(self, is_write):
        with self.lock:
            modes = self.modes[is_write]
            return modes.pop(0) if len(modes) > 1 else modes[0]

    def write(self, entry):
        with self.lock:
            self.log.write(json.dumps(entry) + "\n")
            self.log.flush()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "fake", ""
    world = None
    timeout = 60

    def log_message(self, *args):
        pass

    # BaseHTTPRequestHandler calls do_METHOD.
    def do_POST(self):
        self.take("POST")

    def do_PUT(self):
        self.take("PUT")

    def do_PATCH(self):
        self.take("PATCH")

    def do_DELETE(self):
        self.take("DELETE")

    def do_GET(self):
        if self.path == "/__state":
            with self.world.lock:
                state = self.world.service.state()
            self.send(200, json.dumps(state).encode(), {"Content-Type": "application/json"})
        else:
            self.take("GET")

    def mode_of(self, method):
        if self.server.name == "other" or method == "DELETE":
            return "ok"
        return self.world.next_mode(method in WRITES)

    def take(self, method):
        mode = self.mode_of(method)
        self.lowered = {name.lower(): value for name, value in self.headers.items()}
        entry = {"server": self.server.name, "method": method, "path": self.path,
                 "headers": self.lowered, "mode": mode, "status": None, "problems": []}
        if mode in ("cut-early", "reset"):
            self.world.write(entry)
            self.drop(with_reset=mode == "reset")
            return
        body = self.read_body()
        if method in WRITES:
            self.describe_body(entry, body)
        if mode == "cut":
            self.world.write(entry)
            self.drop()
            return
        if mode == "slow":
            time.sleep(self.world.options.delay)
        if mode in ACTING_MODES:
            self.act(entry, Request(method, self.path, self.lowered, body, self.base_url()))
        else:
            self.misbehave(entry, mode)

    def act(self, entry, request):
        service = self.world.service
        try:
            if self.server.name == "other":
                status, value, headers = 200, {"message": "stored"}, {}
            else:
                with self.world.lock:
                    self.refuse_as_told(request)
                    status, value, headers = service.take(request)
        except Refusal as refusal:
            request.problems.append(str(refusal.value))
            status, headers = refusal.status, refusal.headers
            value = service.refusal(status, refusal.value)
        entry["problems"] += request.problems
        self.answer(entry, status, value, headers)

    def refuse_as_told(self, request):
        for status, text in self.world.options.refuse:
            if request.method in WRITES:
                raise Refusal(status, text)

    # -- requests

    def read_body(self):
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            body = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return body
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def describe_body(self, entry, body):
        """What the log holds of it, whether it is right or not."""
        entry["length"] = len(body)
        kind = self.headers.get("Content-Type", "")
        if self.headers.get("Content-Encoding", "").lower() == "gzip":
            try:
                body = gzip.decompress(body)
            except (OSError, EOFError, zlib.error):
                entry["problems"].append("Content-Encoding says gzip, and the body is none")
        if kind.startswith("multipart/"):
            entry["multipart"] = multipart(kind, body)
        else:
            self.world.service.describe(entry, body)

    def base_url(self):
        scheme = "https" if self.world.options.certificate else "http"
        return f"{scheme}://{self.headers.get('Host', '')}"

    # -- answers

    def misbehave(self, entry, mode):
        service = self.world.service
        if mode in STATUS_MODES:
            value = service.messages.get(mode, "Server Error")
            self.answer(entry, int(mode), service.refusal(int(mode), value), {})
        elif mode in ("429", "403-secondary"):
            value = service.messages.get("429", "You have exceeded a secondary rate limit.")
            self.answer(entry, int(mode[:3]), service.refusal(int(mode[:3]), value),
                        {"Retry-After": "1"})
        elif mode == "429-reset":
            self.answer(entry, 429, {"message": "API rate limit exceeded"},
                        service.rate_headers(0, int(time.time()) + 2))
        elif mode == "redirect":
            place = f"http://localhost:{self.world.other_port}{self.path}"
            self.answer(entry, 307, {"message": "Moved"}, {"Location": place})
        elif mode in ("redirect-same", "redirect-loop"):
            if mode == "redirect-same":
                with self.world.lock:
                    self.world.modes = {True: ["ok"], False: ["ok"]}
            self.answer(entry, 307, {"message": "Moved"}, {"Location": self.path})
        elif mode == "html":
            self.answer(entry, 200, b"<html><form>login</form></html>", {})
        elif mode == "not-json":
            self.answer(entry, 202, b'{"id": ', {})
        elif mode == "empty":
            self.answer(entry, 202, b"", {})
        elif mode == "endless":
            self.answer_endlessly(entry)

    def answer(self, entry, status, value, headers):
        entry["status"] = status
        self.world.write(entry)
        if entry["mode"] == "cut-after":
            self.drop()
            return
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        headers = {"Content-Type": "text/html" if body[:1] == b"<" else
                   "application/json; charset=utf-8",
                   **self.world.service.rate_headers(999, int(time.time()) + 3600), **headers}
        self.send(status, b"" if status == 204 else body, headers, entry["mode"] == "cut-answer")

    def send(self, status, body, headers, is_cut=False):
        self.send_response(status)
        for name, text in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body[:len(body) // 2] if is_cut else body)
        self.close_connection = self.close_connection or is_cut

    def answer_endlessly(self, entry):
        entry["status"] = 202
        self.world.write(entry)
        self.send_response(202)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.close_connection = True
        try:
            for _ in range(16384):
                self.wfile.write(b" " * 65536)
        except OSError:
            pass

    def drop(self, with_reset=False):
        if with_reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                       struct.pack("ii", 1, 0))
        self.close_connection = True
        self.wfile.flush()
        self.rfile.close()
        self.connection.close()


def multipart(content_type, body):
    """[{name, filename, text}] of a multipart/form-data body."""
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    return [{"name": part.get_param("name", header="content-disposition"),
             "filename": part.get_filename(),
             "text": (part.get_payload(decode=True) or b"").decode("utf-8", "backslashreplace")}
            for part in message.iter_parts()]


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, name, port):
        self.name = name
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request, client_address):
        """A client that goes away, or a connection that a mode closed: no news."""
        error = sys.exc_info()[1]
        if not isinstance(error, (OSError, ValueError)):
            super().handle_error(request, client_address)


def modes(text):
    names = text.split(",")
    for name in names:
        if name not in STATUS_MODES and name not in OTHER_MODES:
            raise argparse.ArgumentTypeError(f"no such mode: {name}")
    return names


def refusal(text):
    status, _, words = text.partition(":")
    return int(status), words


def parse_options(kind, description):
    parser = argparse.ArgumentParser(description=description + "\n" + __doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", type=pathlib.Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--mode", type=modes, default=["ok"], metavar="MODE,...")
    parser.add_argument("--read-mode", type=modes, default=["ok"], metavar="MODE,...")
    parser.add_argument("--refuse", type=refusal, action="append", default=[],
                        metavar="STATUS:TEXT", help="what POST, PUT and PATCH are answered")
    parser.add_argument("--token", default="fake-token")
    parser.add_argument("--delay", type=float, default=30, help="seconds, for the mode slow")
    parser.add_argument("--certificate", help="serve https with this PEM file")
    parser.add_argument("--key")
    kind.add_options(parser)
    return parser.parse_args()


def main(kind, description):
    options = parse_options(kind, description)
    world = Handler.world = World(options, kind(options))
    server, other = Server(kind.name, options.port), Server("other", 0)
    world.other_port = other.server_port
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
    print(f"other host localhost:{other.server_port}", flush=True)
    server.serve_forever()


def request_id():
    return uuid.uuid4().hex[:16].upper()
