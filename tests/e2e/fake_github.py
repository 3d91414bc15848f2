#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A strict stand-in for GitHub: code scanning, comments of a pull request, and a sink for any
other upload.

usage: fake_github.py --log FILE.jsonl [--port N] [--mode MODE,...] [option...]

    POST   [PREFIX]/repos/OWNER/REPO/code-scanning/sarifs        the upload; every documented rule
    GET    [PREFIX]/repos/OWNER/REPO/code-scanning/sarifs/ID     pending, then complete or failed
    GET    [PREFIX]/user                                         403 for a job's token
    GET    [PREFIX]/repos/OWNER/REPO/issues/N/comments           in pages, with Link
    POST   [PREFIX]/repos/OWNER/REPO/issues/N/comments           a comment of the token's user
    PATCH  [PREFIX]/repos/OWNER/REPO/issues/comments/ID          of one's own comment
    DELETE [PREFIX]/repos/OWNER/REPO/issues/comments/ID
    PUT or POST to any other path                                the sink: 201 or 200

An upload's line in the log has `json` without its sarif member, `sarif` (decoded), `gzip_size`.
The state: `comments` [{id, user, body, edits}], `analyses` {"REF CATEGORY": number of results}.
"""
import base64
import binascii
import json
import pathlib
import re
import time
import urllib.parse
import uuid
import zlib

import fake_server
from fake_server import Refusal

DOCUMENTATION = "https://docs.github.com/rest"
PROJECT = r"(?P<prefix>.*?)/repos/(?P<repository>[^/]+/[^/]+)"
UPLOAD = re.compile(PROJECT + r"/code-scanning/sarifs(?:/(?P<id>[^/]+))?")
USER = re.compile(r"(?P<prefix>.*?)/user")
COMMENTS = re.compile(PROJECT + r"/issues/(?P<number>[1-9][0-9]*)/comments")
COMMENT = re.compile(PROJECT + r"/issues/comments/(?P<id>[1-9][0-9]*)")
API_VERSIONS = {"2022-11-28", "2026-03-10"}
MAX_GZIP = 10 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
MAX_COMMENT = 65536
BOT = {"id": 41898282, "login": "github-actions[bot]", "type": "Bot"}


# --- what GitHub checks at once ------------------------------------------------------------------

def parse_json(data, what, status):
    try:
        return fake_server.parse_json(data)
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


def check_members(document, names):
    """The schema of the request: additionalProperties false, patterns, formats, types."""
    if not isinstance(document, dict):
        raise Refusal(422, "Invalid request.\n\nFor 'links/0/schema', the body is not an object.")
    for name, value in document.items():
        if name not in names:
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
        raise Refusal(413, "SARIF ZIP upload is too large")
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


# --- the service ---------------------------------------------------------------------------------

class GitHub(fake_server.Service):
    name = "github"
    messages = {
        "401": "Bad credentials",
        "403": "Resource not accessible by integration",
        "404": "Not Found",
        "413": "SARIF ZIP upload is too large",
        "503": "Service unavailable",
    }

    def __init__(self, options):
        super().__init__(options)
        self.deliveries, self.analyses, self.comments, self.last_id = {}, {}, [], 1000
        for comment in json.loads(options.comments.read_text()) if options.comments else []:
            self.add_comment(comment["user"], comment["body"])

    @staticmethod
    def add_options(parser):
        parser.add_argument("--repository", default="octo/hull", metavar="OWNER/REPO")
        parser.add_argument("--prefix", help="the only one allowed (default: none and /api/v3)")
        parser.add_argument("--pending", type=int, default=1,
                            help="so many polls say pending (-1: all of them)")
        parser.add_argument("--unknown", type=int, default=0,
                            help="so many polls before say 404")
        parser.add_argument("--error", action="append", default=[],
                            help="processing fails with this text")
        parser.add_argument("--max-gzip", type=int, default=MAX_GZIP, help="bytes")
        parser.add_argument("--server", action="store_true",
                            help="GitHub Enterprise Server: no `validate`")
        parser.add_argument("--pull", type=int, default=7, help="the only pull request")
        parser.add_argument("--user", type=int, help="the token is this user's, not a job's")
        parser.add_argument("--comments", type=pathlib.Path, metavar="FILE.json",
                            help="that are there: [{user: {id, login, type}, body}]")

    def refusal(self, status, value):
        body = {"message": value, "documentation_url": DOCUMENTATION}
        body["code" if status == 503 else "status"] = str(status)
        return body

    def rate_headers(self, left, reset):
        return {"x-ratelimit-limit": "1000", "x-ratelimit-remaining": str(left),
                "x-ratelimit-used": str(1000 - left), "x-ratelimit-reset": str(reset),
                "x-ratelimit-resource": "core", "X-GitHub-Request-Id": fake_server.request_id(),
                **({"x-github-enterprise-version": "3.19.0"} if self.options.server else {})}

    def describe(self, entry, body):
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
                entry["problems"].append(refusal.value)
        entry["json"] = document

    def state(self):
        return {"comments": self.comments, "analyses": self.analyses}

    def take(self, request):
        for pattern, action in ((UPLOAD, self.take_delivery), (USER, self.give_user),
                                (COMMENTS, self.take_comments), (COMMENT, self.take_comment)):
            match = pattern.fullmatch(request.path)
            if match is not None:
                self.check(request, match)
                return action(request, match)
        if request.method in ("PUT", "POST"):
            return (201 if request.method == "PUT" else 200), {"message": "stored"}, {}
        raise self.not_found()

    def not_found(self):
        return Refusal(404, self.messages["404"])

    def check(self, request, match):
        options = self.options
        if match["prefix"] not in (["", "/api/v3"] if options.prefix is None
                                   else [options.prefix]):
            raise self.not_found()
        check_headers(request.headers, options.token, request.method in fake_server.WRITES)
        if "repository" in match.groupdict() and \
                match["repository"].lower() != options.repository.lower():
            raise self.not_found()

    # -- code scanning

    def take_delivery(self, request, match):
        if request.method == "GET" and match["id"] is not None:
            return self.give_status(request, match)
        if request.method != "POST" or match["id"] is not None:
            raise self.not_found()
        document = parse_json(request.body, "Problems parsing JSON", 400)
        check_members(document, MEMBERS.keys() - ({"validate"} if self.options.server else set()))
        _, sarif = unpack_sarif(document["sarif"], self.options.max_gzip)
        errors = list(dict.fromkeys(delivery_errors(sarif, document.get("checkout_uri"))))
        request.problems += errors
        errors += self.options.error
        identifier = str(uuid.uuid4())
        self.deliveries[identifier] = {"polls": 0, "errors": errors}
        if not errors:
            for run in sarif["runs"]:
                category = text_of(run, "automationDetails", "id") or "-"
                self.analyses[f"{document['ref']} {category}"] = len(run["results"])
        return 202, {"id": identifier,
                     "url": f"{request.base_url}{request.path}/{identifier}"}, {}

    def give_status(self, request, match):
        options, delivery = self.options, self.deliveries.get(match["id"])
        if delivery is None:
            raise self.not_found()
        delivery["polls"] += 1
        polls = delivery["polls"] - 1
        if polls < options.unknown:
            raise self.not_found()
        if options.pending < 0 or polls < options.unknown + options.pending:
            return 200, {"processing_status": "pending", "analyses_url": None, "errors": None}, {}
        analyses = (f"{request.base_url}{match['prefix']}/repos/{match['repository']}"
                    f"/code-scanning/analyses?sarif_id={match['id']}")
        if delivery["errors"]:
            return 200, {"processing_status": "failed", "analyses_url": analyses,
                         "errors": delivery["errors"]}, {}
        return 200, {"processing_status": "complete", "analyses_url": analyses,
                     "errors": None}, {}

    # -- comments

    def user(self):
        number = self.options.user
        return BOT if number is None else {"id": number, "login": "mona", "type": "User"}

    def give_user(self, request, match):
        if request.method != "GET":
            raise self.not_found()
        if self.options.user is None:
            raise Refusal(403, self.messages["403"])
        return 200, self.user(), {}

    def add_comment(self, user, body):
        self.last_id += 1
        comment = {"id": self.last_id, "user": user, "body": body, "edits": 0}
        comment["html_url"] = f"https://github.test/comment/{comment['id']}"
        self.comments.append(comment)
        return comment

    def comment_body(self, request):
        document = parse_json(request.body, "Problems parsing JSON", 400)
        if not isinstance(document, dict):
            raise Refusal(422, "Invalid request.\n\nFor 'links/1/schema', the body is no object.")
        for name in document:
            if name != "body":
                raise Refusal(422, f'Invalid request.\n\n"{name}" is not a permitted key.')
        body = document.get("body")
        if not isinstance(body, str):
            raise Refusal(422, f"Invalid request.\n\nFor 'properties/body', {body!r} is not a "
                               "string.")
        if not body.strip():
            raise Refusal(422, "Validation Failed: body cannot be blank")
        if len(body) > MAX_COMMENT:
            raise Refusal(422, "Validation Failed: body is too long (maximum is 65536 characters)")
        return body

    def take_comments(self, request, match):
        if int(match["number"]) != self.options.pull:
            raise self.not_found()
        if request.method == "POST":
            return 201, self.add_comment(self.user(), self.comment_body(request)), {}
        if request.method != "GET":
            raise self.not_found()
        page, headers = fake_server.page_of(request, self.comments)
        return 200, page, headers

    def take_comment(self, request, match):
        comment = next((c for c in self.comments if c["id"] == int(match["id"])), None)
        if comment is None or request.method not in ("PATCH", "DELETE"):
            raise self.not_found()
        if comment["user"]["id"] != self.user()["id"]:
            raise Refusal(403, "Must have admin rights to Repository.")
        if request.method == "DELETE":
            self.comments.remove(comment)
            return 204, {}, {}
        comment.update(body=self.comment_body(request), edits=comment["edits"] + 1)
        return 200, comment, {}


if __name__ == "__main__":
    fake_server.main(GitHub, __doc__)
