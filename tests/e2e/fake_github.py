#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A strict stand-in for GitHub's code-scanning upload, and a sink for any other upload.

usage: fake_github.py --log FILE.jsonl [--port N] [--mode MODE,...] [option...]

It listens on 127.0.0.1 and prints "listening on HOST:PORT" (--port 0 takes a free one), then
"other host localhost:PORT2": where the mode `redirect` sends clients, a host that must never see
their credentials.

    POST [PREFIX]/repos/OWNER/REPO/code-scanning/sarifs        the upload; every documented rule
    GET  [PREFIX]/repos/OWNER/REPO/code-scanning/sarifs/ID     pending, then complete or failed
    PUT or POST to any other path                              the sink: 201 or 200

--mode is what happens to the uploads one after the other; the last one stays. So `503,503,ok`
fails twice and then takes it. Modes:

    ok             as GitHub would answer           401 403 404 413 500 502 503   that status
    429            with Retry-After: 1              429-reset   rate limit, x-ratelimit-reset
    403-secondary  secondary rate limit             slow        answers after --delay seconds
    cut            reads all, closes unanswered     cut-early   closes without reading the body
    cut-answer     half an answer                   reset       resets the connection
    redirect       307 to the other host            redirect-same  307 to the same host, once
    redirect-loop  307 to itself                    html        200 and a login page
    not-json       202 and no JSON                  empty       202 and no body
    endless        202 and a body that does not end

Each request is a line of the log: server (github or other), method, path, headers (names in lower
case), mode, status, problems, and the body: `json` (an upload's without its sarif member), `sarif`
(decoded), `text` if it is neither, `multipart` [{name, filename, text}]; `gzip_size` of an upload.
"""
import argparse
import base64
import binascii
import email.parser
import email.policy
import gzip
import http.server
import json
import pathlib
import re
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse
import uuid
import zlib

DOCUMENTATION = "https://docs.github.com/rest/code-scanning/code-scanning"
UPLOAD = re.compile(r"(?P<prefix>.*?)/repos/(?P<repository>[^/]+/[^/]+)/code-scanning/sarifs"
                    r"(?:/(?P<id>[^/]+))?")
API_VERSIONS = {"2022-11-28", "2026-03-10"}
MAX_GZIP = 10 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
STATUS_MODES = {
    "401": "Bad credentials",
    "403": "Resource not accessible by integration",
    "404": "Not Found",
    "413": "SARIF ZIP upload is too large",
    "500": "Server Error",
    "502": "Server Error",
    "503": "Service unavailable",
}
OTHER_MODES = ["ok", "429", "429-reset", "403-secondary", "slow", "cut", "cut-early", "cut-answer",
               "reset", "redirect", "redirect-same", "redirect-loop", "html", "not-json", "empty",
               "endless"]


class Refusal(Exception):
    """An answer other than 202."""

    def __init__(self, status, message, headers=None):
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers or {}


# --- what GitHub checks at once ------------------------------------------------------------------

def unique_members(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member occurs twice")
    return members


def parse_json(data, what, status):
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=unique_members)
    except ValueError as error:
        raise Refusal(status, f"{what}: {error}") from None


def check_headers(headers, token, has_body):
    if not headers.get("user-agent", "").strip():
        raise Refusal(403, "Request forbidden by administrative rules. Please make sure your "
                           "request has a User-Agent header")
    authorization = headers.get("authorization")
    if authorization is None:
        raise Refusal(401, "Requires authentication")
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() not in ("bearer", "token") or given != token:
        raise Refusal(401, "Bad credentials")
    if headers.get("accept") != "application/vnd.github+json":
        raise Refusal(415, "Unsupported 'Accept' header; must be 'application/vnd.github+json'")
    if headers.get("x-github-api-version") not in API_VERSIONS:
        raise Refusal(400, "X-GitHub-Api-Version is missing or unknown")
    if has_body and headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise Refusal(415, "Content-Type must be application/json")


def is_date(text):
    try:
        time.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return False
    return True


MEMBERS = {
    "commit_sha": (str, lambda text: re.fullmatch(r"[0-9a-fA-F]{40}(?:[0-9a-fA-F]{24})?", text)),
    "ref": (str, lambda text: re.fullmatch(
        r"refs/(?:(?:heads|tags)/[^\s~^:?*\[\\]+|pull/[1-9][0-9]*/(?:merge|head))", text)),
    "sarif": (str, lambda text: True),
    "checkout_uri": (str, lambda text: re.match(r"[a-z][a-z0-9+.-]*:\S+\Z", text)),
    "started_at": (str, is_date),
    "tool_name": (str, lambda text: text != ""),
    "validate": (bool, lambda value: True),
}


def check_members(document):
    """The schema of the request: additionalProperties false, patterns, formats, types."""
    if not isinstance(document, dict):
        raise Refusal(422, "Invalid request.\n\nFor 'links/0/schema', the body is not an object.")
    for name, value in document.items():
        if name not in MEMBERS:
            raise Refusal(422, f'Invalid request.\n\n"{name}" is not a permitted key.')
        kind, is_valid = MEMBERS[name]
        if not isinstance(value, kind):
            raise Refusal(422, f"Invalid request.\n\nFor 'properties/{name}', {value!r} is not a "
                               f"{kind.__name__}.")
        if not is_valid(value):
            raise Refusal(422, f"Invalid request.\n\nFor 'properties/{name}', {value!r} does not "
                               "match what is documented.")
    for name in ("commit_sha", "ref", "sarif"):
        if name not in document:
            raise Refusal(422, f'Invalid request.\n\n"{name}" wasn\'t supplied.')


def unpack_sarif(text, max_gzip):
    """base64 (one line, padded) of one gzip member; returns its size and the document."""
    try:
        packed = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise Refusal(400, f"Invalid SARIF: not base64: {error}") from None
    if len(packed) > max_gzip:
        raise Refusal(413, STATUS_MODES["413"])
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(packed, MAX_UNPACKED)
    except zlib.error as error:
        raise Refusal(400, f"Invalid SARIF: not gzip: {error}") from None
    if not unpacker.eof or unpacker.unused_data:
        raise Refusal(400, "Invalid SARIF: the gzip data is cut, too long or followed by more")
    document = parse_json(data, "Invalid SARIF. JSON syntax error", 400)
    if not isinstance(document, dict) or document.get("version") != "2.1.0" or \
            not isinstance(document.get("runs"), list):
        raise Refusal(400, "Invalid SARIF: not a SARIF 2.1.0 document")
    return len(packed), document


# --- what GitHub finds when it processes a delivery ----------------------------------------------

LIMITS = [("runs", 20), ("results", 25000), ("rules", 25000), ("extensions", 100),
          ("locations", 1000), ("tags", 20)]
LIMIT = dict(LIMITS)


def over_limit(name, values):
    if len(values) > LIMIT[name]:
        yield (f"rejecting SARIF, as there are more {name} than allowed "
               f"({len(values)} > {LIMIT[name]})")


def text_of(value, *path):
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def rule_errors(rule):
    name = rule.get("id")
    if not name:
        yield "strict: a rule has no id"
    for path in ("shortDescription", "fullDescription", "help"):
        text = text_of(rule, path, "text")
        if not text:
            yield f"strict: rule {name} has no {path}.text"
        elif path != "help" and len(text) > 1024:
            yield f"strict: rule {name}: {path}.text is longer than 1024 characters"
    properties = rule.get("properties", {})
    yield from over_limit("tags", properties.get("tags", []))
    if "security-severity" in properties:
        severity = properties["security-severity"]
        try:
            is_number = isinstance(severity, str) and 0.0 <= float(severity) <= 10.0
        except ValueError:
            is_number = False
        if not is_number:
            yield "could not convert rules: invalid security severity value, is not a number"


def location_errors(location, checkout_uri):
    uri = text_of(location, "physicalLocation", "artifactLocation", "uri")
    if not isinstance(uri, str) or uri == "":
        yield "locationFromSarifResult: expected artifact location"
        return
    if re.search(r"[\s<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})", uri):
        yield f"an invalid URI was provided as a SARIF location: {uri}"
        return
    scheme = urllib.parse.urlsplit(uri).scheme
    wanted = urllib.parse.urlsplit(checkout_uri or "").scheme
    if scheme and scheme != wanted:
        yield (f"SARIF URI scheme {scheme!r} did not match the checkout URI scheme {wanted!r}")
    if not isinstance(text_of(location, "physicalLocation", "region", "startLine"), int):
        yield f"strict: a location in {uri} has no region.startLine"


def result_errors(result, rules, checkout_uri):
    if not text_of(result, "message", "text"):
        yield "strict: a result has no message.text"
    locations = result.get("locations", [])
    if not locations:
        yield "locationFromSarifResult: expected at least one location"
    yield from over_limit("locations", locations)
    for location in locations[:1]:
        yield from location_errors(location, checkout_uri)
    index = result.get("ruleIndex")
    if isinstance(index, int) and 0 <= index < len(rules) and \
            rules[index].get("id") != result.get("ruleId"):
        yield f"strict: ruleIndex {index} is not the rule {result.get('ruleId')}"
    if not result.get("partialFingerprints"):
        yield "strict: a result has no partialFingerprints"


def delivery_errors(document, checkout_uri):
    """The errors of the whole delivery, in the words that GitHub uses where they are known."""
    if not document.get("$schema"):
        yield "strict: no $schema"
    yield from over_limit("runs", document["runs"])
    categories = set()
    for run in document["runs"]:
        driver = text_of(run, "tool", "driver") or {}
        if not driver.get("name"):
            yield "strict: a run has no tool.driver.name"
        if not isinstance(run.get("results"), list):
            yield "strict: a run has no results"
        category = (driver.get("name"), text_of(run, "automationDetails", "id"))
        if category in categories:
            yield "A delivery cannot contain multiple runs with the same category"
        categories.add(category)
        rules = driver.get("rules", [])
        yield from over_limit("rules", rules)
        yield from over_limit("extensions", text_of(run, "tool", "extensions") or [])
        yield from over_limit("results", run.get("results") or [])
        for rule in rules:
            yield from rule_errors(rule)
        for result in run.get("results") or []:
            yield from result_errors(result, rules, checkout_uri)


# --- the server ----------------------------------------------------------------------------------

class World:
    """What the handlers of both servers share."""

    def __init__(self, options):
        self.options = options
        self.modes = list(options.mode)
        self.lock = threading.Lock()
        self.deliveries = {}
        self.log = open(options.log, "w", encoding="utf-8")
        self.other_port = None

    def next_mode(self):
        with self.lock:
            return self.modes.pop(0) if len(self.modes) > 1 else self.modes[0]

    def write(self, entry):
        with self.lock:
            self.log.write(json.dumps(entry) + "\n")
            self.log.flush()

    def accept(self, errors):
        identifier = str(uuid.uuid4())
        with self.lock:
            self.deliveries[identifier] = {"polls": 0, "errors": errors}
        return identifier

    def poll(self, identifier):
        """Returns how often this delivery was asked for before, and its errors; or None."""
        with self.lock:
            delivery = self.deliveries.get(identifier)
            if delivery is None:
                return None
            delivery["polls"] += 1
            return delivery["polls"] - 1, delivery["errors"]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "fake-github", ""
    world = None
    timeout = 60

    def log_message(self, *args):
        pass

    # BaseHTTPRequestHandler calls do_METHOD.
    def do_POST(self):
        self.take("POST")

    def do_PUT(self):
        self.take("PUT")

    def do_GET(self):
        entry = self.new_entry("GET", "ok")
        self.guarded(entry, self.give_status)

    def new_entry(self, method, mode):
        self.lowered = {name.lower(): value for name, value in self.headers.items()}
        return {"server": self.server.name, "method": method, "path": self.path,
                "headers": self.lowered, "mode": mode, "status": None, "problems": []}

    def take(self, method):
        is_other = self.server.name == "other"
        mode = "ok" if is_other else self.world.next_mode()
        entry = self.new_entry(method, mode)
        if mode in ("cut-early", "reset"):
            self.world.write(entry)
            self.drop(with_reset=mode == "reset")
            return
        body = self.read_body()
        self.describe_body(entry, body)
        if mode == "cut":
            self.world.write(entry)
            self.drop()
            return
        if mode == "slow":
            time.sleep(self.world.options.delay)
        if mode in ("ok", "slow", "cut-answer"):
            self.guarded(entry, self.take_upload, body, method)
        else:
            self.misbehave(entry, mode)

    def guarded(self, entry, action, *arguments):
        """Runs an action that returns (status, value, headers) or raises a Refusal."""
        try:
            status, value, headers = action(entry, *arguments)
        except Refusal as refusal:
            entry["problems"].append(refusal.message)
            status, headers = refusal.status, refusal.headers
            value = {"message": refusal.message, "documentation_url": DOCUMENTATION,
                     "status": str(status)}
        self.answer(entry, status, value, headers)

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
            return
        try:
            document = json.loads(body.decode("utf-8"))
        except ValueError:
            entry["text"] = body.decode("utf-8", "backslashreplace")
            return
        if isinstance(document, dict) and isinstance(document.get("sarif"), str):
            packed = document.pop("sarif")
            try:
                entry["gzip_size"], entry["sarif"] = unpack_sarif(packed, MAX_UNPACKED)
            except Refusal as refusal:
                entry["problems"].append(refusal.message)
        entry["json"] = document

    def upload_path(self):
        match = UPLOAD.fullmatch(urllib.parse.urlsplit(self.path).path)
        if match is None:
            return None
        options = self.world.options
        prefixes = [options.prefix] if options.prefix is not None else ["", "/api/v3"]
        if match["prefix"] not in prefixes:
            raise Refusal(404, STATUS_MODES["404"])
        return match

    def take_upload(self, entry, body, method):
        path = self.upload_path()
        if path is None:
            return (201 if method == "PUT" else 200), {"message": "stored"}, {}
        if path["id"] is not None or method != "POST":
            raise Refusal(404, STATUS_MODES["404"])
        options = self.world.options
        check_headers(self.lowered, options.token, has_body=True)
        if path["repository"].lower() != options.repository.lower():
            raise Refusal(404, STATUS_MODES["404"])
        document = parse_json(body, "Problems parsing JSON", 400)
        check_members(document)
        _, sarif = unpack_sarif(document["sarif"], options.max_gzip)
        errors = list(dict.fromkeys(delivery_errors(sarif, document.get("checkout_uri"))))
        entry["problems"] += errors
        identifier = self.world.accept(errors + options.error)
        url = f"{self.base_url()}{urllib.parse.urlsplit(self.path).path}/{identifier}"
        return 202, {"id": identifier, "url": url}, {}

    def give_status(self, entry):
        path = self.upload_path()
        if path is None or path["id"] is None:
            raise Refusal(404, STATUS_MODES["404"])
        options = self.world.options
        check_headers(self.lowered, options.token, has_body=False)
        if path["repository"].lower() != options.repository.lower():
            raise Refusal(404, STATUS_MODES["404"])
        polled = self.world.poll(path["id"])
        if polled is None or polled[0] < options.unknown:
            raise Refusal(404, STATUS_MODES["404"])
        polls, errors = polled
        if options.pending < 0 or polls < options.unknown + options.pending:
            return 200, {"processing_status": "pending", "analyses_url": None, "errors": None}, {}
        analyses = (f"{self.base_url()}{path['prefix']}/repos/{path['repository']}"
                    f"/code-scanning/analyses?sarif_id={path['id']}")
        if errors:
            return 200, {"processing_status": "failed", "analyses_url": analyses,
                         "errors": errors}, {}
        return 200, {"processing_status": "complete", "analyses_url": analyses,
                     "errors": None}, {}

    def base_url(self):
        scheme = "https" if self.world.options.certificate else "http"
        return f"{scheme}://{self.headers.get('Host', '')}"

    # -- answers

    def misbehave(self, entry, mode):
        if mode in STATUS_MODES:
            value = {"message": STATUS_MODES[mode], "documentation_url": DOCUMENTATION}
            value["code" if mode == "503" else "status"] = mode
            self.answer(entry, int(mode), value, {})
        elif mode == "429":
            self.answer(entry, 429, {"message": "You have exceeded a secondary rate limit."},
                        {"Retry-After": "1"})
        elif mode == "429-reset":
            self.answer(entry, 429, {"message": "API rate limit exceeded"},
                        {"x-ratelimit-remaining": "0",
                         "x-ratelimit-reset": str(int(time.time()) + 2)})
        elif mode == "403-secondary":
            self.answer(entry, 403, {"message": "You have exceeded a secondary rate limit."},
                        {"Retry-After": "1"})
        elif mode == "redirect":
            place = f"http://localhost:{self.world.other_port}{self.path}"
            self.answer(entry, 307, {"message": "Moved"}, {"Location": place})
        elif mode in ("redirect-same", "redirect-loop"):
            if mode == "redirect-same":
                with self.world.lock:
                    self.world.modes = ["ok"]
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
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        headers = {"Content-Type": "text/html" if body[:1] == b"<" else
                   "application/json; charset=utf-8", "x-ratelimit-limit": "1000",
                   "x-ratelimit-remaining": "999", "x-ratelimit-used": "1",
                   "x-ratelimit-reset": str(int(time.time()) + 3600),
                   "x-ratelimit-resource": "code_scanning_upload",
                   "X-GitHub-Request-Id": uuid.uuid4().hex[:16].upper(), **headers,
                   "Content-Length": str(len(body))}
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        is_cut = entry["mode"] == "cut-answer"
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


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", type=pathlib.Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--mode", type=modes, default=["ok"], metavar="MODE,...")
    parser.add_argument("--token", default="fake-token")
    parser.add_argument("--repository", default="octo/hull", metavar="OWNER/REPO")
    parser.add_argument("--prefix", help="the only one allowed (default: none and /api/v3)")
    parser.add_argument("--delay", type=float, default=30, help="seconds, for the mode slow")
    parser.add_argument("--pending", type=int, default=1,
                        help="so many polls say pending (-1: all of them)")
    parser.add_argument("--unknown", type=int, default=0, help="so many polls before say 404")
    parser.add_argument("--error", action="append", default=[],
                        help="processing fails with this text")
    parser.add_argument("--max-gzip", type=int, default=MAX_GZIP, help="bytes")
    parser.add_argument("--certificate", help="serve https with this PEM file")
    parser.add_argument("--key")
    return parser.parse_args()


def main():
    options = parse_options()
    world = Handler.world = World(options)
    server, other = Server("github", options.port), Server("other", 0)
    world.other_port = other.server_port
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
    print(f"other host localhost:{other.server_port}", flush=True)
    server.serve_forever()


main()
