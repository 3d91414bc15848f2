#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: kill_everywhere.py KILL_AT HULLMARK REPORT TARGET POINTS

Kills an upload before its Nth system call, for POINTS values of N over its whole length, and then
resumes: once while it is sent for the first time, once while `upload --spool` sends what waited.
After each the destination must look as after one upload, and nothing may wait any more. TARGET is
put, github or github-comment; the destination is a server in this process.
"""
import base64
import gzip
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

TOKEN = "ghs_Kanarienvogel0123456789abcdefABCD"
WORKERS = 4
SHA = "0123456789abcdef0123456789abcdef01234567"


class Destination:
    """What lies there in the end, by place; a comment is a place of its own."""

    def __init__(self):
        self.things = {}
        self.comments = []


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *args):
        pass

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        wanted = int(self.headers["Content-Length"])
        data = self.rfile.read(wanted)
        return data if len(data) == wanted else None

    def do_PUT(self):
        data = self.body()
        if data is not None:
            self.server.place.things[self.path] = data
            self.answer(201, {})

    def do_GET(self):
        if self.path == "/user":
            self.answer(200, {"id": 5})
        elif "/comments?" in self.path:
            self.answer(200, self.server.place.comments)
        else:
            self.answer(200, {"processing_status": "complete", "analyses_url": None, "errors": None})

    def do_POST(self):
        data = self.body()
        if data is None:
            return
        document = json.loads(data)
        if self.path.endswith("/sarifs"):
            sarif = json.loads(gzip.decompress(base64.b64decode(document["sarif"])))
            for run in sarif["runs"]:
                self.server.place.things[document["ref"], run["automationDetails"]["id"]] = run["results"]
            self.answer(202, {"id": "a1"})
        else:
            comment = {"id": len(self.server.place.comments) + 1, "user": {"id": 5}, "body": document["body"]}
            self.server.place.comments.append(comment)
            self.answer(201, comment)

    def do_PATCH(self):
        data = self.body()
        if data is not None:
            comment = self.server.place.comments[int(self.path.rsplit("/", 1)[1]) - 1]
            comment["body"] = json.loads(data)["body"]
            self.answer(200, comment)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    place = None

    def handle_error(self, request, client_address):
        """A client that was killed."""


class Trial:
    """A destination, a spool and the commands that use them."""

    def __init__(self, arguments, folder):
        self.kill_at, self.hullmark, self.report, self.target = arguments[:4]
        self.spool = folder / "spool"
        folder.mkdir()
        self.listen(0)
        url = f"http://127.0.0.1:{self.server.server_port}"
        self.environment = {
            **os.environ,
            "HULLMARK_SPOOL_DIR": str(self.spool),
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_API_URL": url,
            "GITHUB_REPOSITORY": "octo/hull",
            "GITHUB_REF": "refs/pull/7/merge" if self.target == "github-comment" else "refs/heads/main",
            "GITHUB_SHA": SHA,
            "GITHUB_EVENT_NAME": "push",
        }
        to = f"{url}/reports/1" if self.target == "put" else self.target
        self.upload = [self.hullmark, "upload", self.report, "--to", to, "--timeout", "20"]
        self.resume = [self.hullmark, "upload", "--spool", "--timeout", "20"]

    def listen(self, port):
        self.server = Server(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop_listening(self):
        self.server.shutdown()
        self.server.server_close()

    def run(self, command, point=None):
        words = command if point is None else [self.kill_at, str(point), *command]
        return subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False)

    def begin(self, waiting=None):
        self.server.place = Destination()
        shutil.rmtree(self.spool, ignore_errors=True)
        if waiting is not None:
            self.spool.mkdir(mode=0o700)
            for name, data in waiting.items():
                (self.spool / name).write_bytes(data)

    def waits(self):
        return {path.name: path.read_bytes() for path in self.spool.glob("2*.report")}

    def looks(self):
        return self.server.place.things, self.server.place.comments

    def expect(self, holds, what, run):
        if not holds:
            raise AssertionError(f"{what}\n{run.stdout}{run.stderr}\n{self.looks()}"[:2000])

    def whole_upload(self):
        """How many calls it has, and what the destination looks like after it."""
        self.begin()
        run = self.run(self.upload, 0)
        self.expect(run.returncode == 0, "the upload fails unharmed", run)
        return int(run.stdout.splitlines()[-1]), self.looks()

    def kept(self):
        """What waits after an upload to nobody, and how many calls sending it has."""
        self.begin()
        self.stop_listening()
        run = self.run([*self.upload[:-1], "2"])
        waiting = self.waits()
        self.expect(run.returncode == 3 and len(waiting) == 1, "it does not wait", run)
        self.listen(self.server.server_port)
        self.begin(waiting)
        run = self.run(self.resume, 0)
        self.expect(run.returncode == 0 and not self.waits(), "it cannot be resumed", run)
        return int(run.stdout.splitlines()[-1]), waiting

    def kill_upload(self, point, once):
        self.begin()
        killed = self.run(self.upload, point)
        is_kept = self.waits() or self.looks() != ({}, [])
        again = self.run(self.resume if is_kept else self.upload)
        self.expect(again.returncode == 0 and not self.waits() and self.looks() == once, f"killed at call {point}", again)
        return killed.returncode == 137

    def kill_resumed(self, point, once, waiting):
        """What waits is the only copy: nothing may be lost at all."""
        self.begin(waiting)
        killed = self.run(self.resume, point)
        self.expect(self.waits() or self.looks() == once, f"lost at call {point}", killed)
        again = self.run(self.resume)
        self.expect(again.returncode == 0 and not self.waits() and self.looks() == once, f"resumed, killed at call {point}", again)
        return killed.returncode == 137


def points(calls, wanted):
    return sorted({1 + calls * i // wanted for i in range(wanted)})


def work(arguments, folder, share):
    """Every WORKERSth point; how many were killed."""
    trial = Trial(arguments, folder)
    wanted = int(arguments[4])
    calls, once = trial.whole_upload()
    killed = sum(trial.kill_upload(point, once) for point in points(calls, wanted)[share::WORKERS])
    calls, waiting = trial.kept()
    return killed + sum(trial.kill_resumed(point, once, waiting) for point in points(calls, wanted)[share::WORKERS])


def main():
    arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(WORKERS) as pool:
        folders = [pathlib.Path(temporary) / str(share) for share in range(WORKERS)]
        killed = sum(pool.map(work, [arguments] * WORKERS, folders, range(WORKERS)))
    print(f"{killed} killed")
    # The last calls of a process may come when it has ended already.
    return killed < 2 * int(arguments[4]) - 2 * WORKERS


sys.exit(main())
