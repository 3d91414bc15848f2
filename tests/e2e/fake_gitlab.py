#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A strict stand-in for GitLab: notes of a merge request, statuses of commits.

usage: fake_gitlab.py --log FILE.jsonl [--port N] [--mode MODE,...] [option...]

    GET    /api/v4/user
    GET    /api/v4/projects/ID/merge_requests/IID/notes      in pages, newest first
    POST   /api/v4/projects/ID/merge_requests/IID/notes      a note of the token's user
    PUT    /api/v4/projects/ID/merge_requests/IID/notes/N    of one's own note
    DELETE /api/v4/projects/ID/merge_requests/IID/notes/N
    POST   /api/v4/projects/ID/statuses/SHA

A member that is not documented or of another type is refused, although GitLab would leave some of
them unread. The state: `notes` [{id, author, body, edits}], `statuses` [{name, ref, status, ...}]
in the order in which they came, those that a later one of the name replaced with `retried`.
"""
import json
import pathlib
import re
import urllib.parse

import fake_server
from fake_server import Refusal

NOTES = re.compile(r"/api/v4/projects/(?P<project>[^/]+)/merge_requests/(?P<iid>[1-9][0-9]*)/notes"
                   r"(?:/(?P<id>[1-9][0-9]*))?")
STATUSES = re.compile(r"/api/v4/projects/(?P<project>[^/]+)/statuses/(?P<sha>[^/]+)")
MAX_NOTE = 1000000
STATES = ["pending", "running", "success", "failed", "canceled", "skipped"]
STATUS_MEMBERS = {"state": str, "ref": str, "name": str, "context": str, "target_url": str,
                  "description": str, "coverage": (int, float), "pipeline_id": int}


class GitLab(fake_server.Service):
    name = "gitlab"
    messages = {
        "401": "401 Unauthorized",
        "403": "403 Forbidden",
        "404": "404 Not found",
        "413": "413 Request Entity Too Large",
        "429": "This endpoint has been requested too many times. Try again later.",
        "500": "500 Internal Server Error",
    }

    def __init__(self, options):
        super().__init__(options)
        self.notes, self.statuses, self.last_id = [], [], 1000
        for note in json.loads(options.notes.read_text()) if options.notes else []:
            self.add_note(note["author"], note["body"])

    @staticmethod
    def add_options(parser):
        parser.add_argument("--project", default="42", help="its number ...")
        parser.add_argument("--path", default="group/sub/hull", help="... and its path")
        parser.add_argument("--request", type=int, default=7, help="the only merge request")
        parser.add_argument("--commit", default="0123456789abcdef0123456789abcdef01234567")
        parser.add_argument("--pipeline", type=int, default=77, help="the only pipeline")
        parser.add_argument("--scope", default="api", help="of the token")
        parser.add_argument("--notes", type=pathlib.Path, metavar="FILE.json",
                            help="that are there: [{author: {id, username}, body}]")

    def refusal(self, status, value):
        return value if isinstance(value, dict) and "error" in value else {"message": value}

    def rate_headers(self, left, reset):
        headers = {"RateLimit-Limit": "2000", "RateLimit-Remaining": str(left),
                   "RateLimit-Observed": str(2000 - left), "RateLimit-Reset": str(reset),
                   "RateLimit-Name": "throttle_authenticated_api"}
        return headers

    def state(self):
        return {"notes": self.notes, "statuses": self.statuses}

    def take(self, request):
        self.check_token(request)
        if request.path == "/api/v4/user" and request.method == "GET":
            return 200, self.me(), {}
        for pattern, action in ((NOTES, self.take_notes), (STATUSES, self.take_status)):
            match = pattern.fullmatch(request.path)
            if match is not None:
                if urllib.parse.unquote(match["project"]) not in (self.options.project,
                                                                  self.options.path):
                    raise Refusal(404, "404 Project Not Found")
                return action(request, match)
        raise Refusal(404, {"error": "404 Not Found"})

    def check_token(self, request):
        headers = request.headers
        given = headers.get("private-token") or \
            headers.get("authorization", "").removeprefix("Bearer ")
        if given != self.options.token or "job-token" in headers:
            raise Refusal(401, self.messages["401"])
        is_write = request.method not in ("GET", "HEAD")
        if is_write and self.options.scope != "api":
            raise Refusal(403, {"error": "insufficient_scope", "error_description":
                                "The request requires higher privileges than provided by the "
                                "access token.", "scope": "api"})
        if is_write and request.body and request.content_type() != "application/json":
            raise Refusal(415, {"error": "The provided content-type is not supported."})

    def me(self):
        return {"id": 500, "username": "project_42_bot", "name": "hullmark", "state": "active",
                "bot": True}

    def members(self, request, known):
        """The document of a request that has known members of the documented types only."""
        try:
            document = fake_server.parse_json(request.body)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise Refusal(400, {"error": "Problem with the JSON of the request"})
        for name, value in document.items():
            if name not in known:
                raise Refusal(400, {"error": f"{name} is unknown"})
            if not isinstance(value, known[name]) or isinstance(value, bool):
                raise Refusal(400, {"error": f"{name} is invalid"})
        return document

    # -- notes

    def add_note(self, author, body):
        self.last_id += 1
        note = {"id": self.last_id, "type": None, "author": author, "body": body, "edits": 0,
                "system": False, "noteable_type": "MergeRequest", "noteable_iid": 7}
        self.notes.append(note)
        return note

    def note_body(self, request):
        body = self.members(request, {"body": str}).get("body")
        if body is None:
            raise Refusal(400, {"error": "body is missing"})
        if not body.strip():
            raise Refusal(400, {"note": ["can't be blank"]})
        if len(body) > MAX_NOTE:
            raise Refusal(400, {"note": ["is too long (maximum is 1000000 characters)"]})
        return body

    def take_notes(self, request, match):
        if int(match["iid"]) != self.options.request:
            raise Refusal(404, self.messages["404"])
        if match["id"] is not None:
            return self.take_note(request, match)
        if request.method == "POST":
            return 201, self.add_note(self.me(), self.note_body(request)), {}
        if request.method != "GET":
            raise Refusal(405, {"error": "405 Not Allowed"})
        page, headers = fake_server.page_of(request, self.notes[::-1])
        return 200, page, {"X-Total": str(len(self.notes)), **headers}

    def take_note(self, request, match):
        note = next((n for n in self.notes if n["id"] == int(match["id"])), None)
        if note is None:
            raise Refusal(404, "404 Note Not Found")
        if note["author"]["id"] != self.me()["id"]:
            raise Refusal(403, self.messages["403"])
        if request.method == "DELETE":
            self.notes.remove(note)
            return 204, {}, {}
        if request.method != "PUT":
            raise Refusal(405, {"error": "405 Not Allowed"})
        note.update(body=self.note_body(request), edits=note["edits"] + 1)
        return 200, note, {}

    # -- statuses

    def take_status(self, request, match):
        if request.method != "POST":
            raise Refusal(405, {"error": "405 Not Allowed"})
        document = self.members(request, STATUS_MEMBERS)
        state = document.pop("state", None)
        if state not in STATES:
            raise Refusal(400, {"error": "state is missing" if state is None else
                                "state does not have a valid value"})
        if match["sha"] != self.options.commit:
            raise Refusal(404, "404 Commit Not Found")
        if document.get("pipeline_id", self.options.pipeline) != self.options.pipeline:
            raise Refusal(404, "404 Pipeline Not Found")
        if len(document.get("description", "")) > 255:
            raise Refusal(400, {"description": ["is too long (maximum is 255 characters)"]})
        url = document.get("target_url", "https://a.test")
        if urllib.parse.urlsplit(url).scheme not in ("http", "https") or len(url) > 255:
            raise Refusal(400, {"target_url": ["is blocked: Only allowed schemes are http, https"]})
        name = document.pop("name", None) or document.pop("context", None) or "default"
        status = {"id": len(self.statuses) + 1, "sha": match["sha"], "status": state,
                  "name": name, **document, "retried": False}
        for older in self.statuses:
            if (older["name"], older.get("ref")) == (name, status.get("ref")):
                if older["status"] == state == "running":
                    raise Refusal(400, "Cannot transition status via :run from :running "
                                       "(Reason(s): Status cannot transition via \"run\")")
                older["retried"] = True
        self.statuses.append(status)
        return 201, status, {}


if __name__ == "__main__":
    fake_server.main(GitLab, __doc__)
