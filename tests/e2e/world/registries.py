#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starts and stops the loopback registries (docker-registry, openssl and htpasswd are needed).

usage: registries.py start FOLDER PORT     (PORT 0: free ports; else PORT and the five after it)
       registries.py stop FOLDER

    plain   http, no authentication             auth    http, user ci, password secret-ci
    tls     https, certified by FOLDER/ca.pem   token   http, bearer tokens from a token server
    notary  https likewise: the trust server of docker trust, where notary-server is installed

FOLDER/addresses.json names where each listens; FOLDER/<name>.log is what it said. Certificates
and keys are made new in each folder. A registry that does not answer is an error, and whatever
had been started is stopped again.
"""
import argparse
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
REGISTRIES = ["plain", "auth", "tls", "token"]
NAMES = [*REGISTRIES, "token-server", *(["notary"] if shutil.which("notary-server") else [])]
SECONDS_TO_START = 20

CONFIG = """\
version: 0.1
log: {{level: warn, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: {folder}/data-{name}}}, delete: {{enabled: true}}}}
http:
  addr: 127.0.0.1:{port}
  secret: loopback
  headers: {{X-Test-World: [{mark}]}}
{more}
"""
MORE = {
    "plain": "",
    "auth": "auth: {{htpasswd: {{realm: hullmark, path: {folder}/htpasswd}}}}",
    "tls": "  tls: {{certificate: {folder}/server.pem, key: {folder}/server.key}}",
    "token": "auth: {{token: {{realm: 'http://localhost:{token_server}/token',"
             " service: hullmark-registry, issuer: hullmark-issuer,"
             " rootcertbundle: {folder}/token.pem}}}}",
}


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, stderr=subprocess.DEVNULL)


def make_keys(folder):
    if (folder / "htpasswd").exists():
        return
    new = ["req", "-newkey", "rsa:2048", "-nodes"]
    self_signed = [*new, "-x509", "-days", "3650"]
    openssl(folder, *self_signed, "-keyout", "ca.key", "-out", "ca.pem",
            "-subj", "/CN=hullmark test CA")
    openssl(folder, *new, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    (folder / "server.ext").write_text(
        "subjectAltName=DNS:localhost,DNS:registry.test,IP:127.0.0.1\n"
        "extendedKeyUsage=serverAuth\n")
    openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-out", "server.pem", "-days", "3650", "-extfile", "server.ext")
    openssl(folder, *self_signed, "-keyout", "token.key", "-out", "token.pem",
            "-subj", "/CN=hullmark token")
    (folder / "certs").mkdir(exist_ok=True)
    (folder / "certs/ca.crt").write_bytes((folder / "ca.pem").read_bytes())
    # docker-registry takes bcrypt only.
    made = subprocess.run(["htpasswd", "-Bbn", "-C", "5", "ci", "secret-ci"], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    (folder / "htpasswd").write_bytes(made.stdout)


def choose_ports(first):
    if first:
        return {name: first + number for number, name in enumerate(NAMES)}
    sockets = {name: socket.create_server(("127.0.0.1", 0)) for name in NAMES}
    ports = {name: each.getsockname()[1] for name, each in sockets.items()}
    for each in sockets.values():
        each.close()
    return ports


def spawn(folder, name, command):
    with open(folder / f"{name}.log", "wb") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                cwd=folder, env={**os.environ, "OTEL_TRACES_EXPORTER": "none"})


def start_all(folder, ports, mark):
    running = {}
    for name in REGISTRIES:
        more = MORE[name].format(folder=folder, token_server=ports["token-server"])
        config = folder / f"{name}.yml"
        config.write_text(CONFIG.format(folder=folder, name=name, port=ports[name], mark=mark,
                                        more=more))
        running[name] = spawn(folder, name, ["docker-registry", "serve", str(config)])
    running["token-server"] = spawn(folder, "token-server", [
        sys.executable, str(HERE / "token_server.py"), str(ports["token-server"]),
        str(folder / "token.key"), str(folder / "token.pem"), "hullmark-issuer", mark])
    if "notary" in NAMES:
        config = folder / "notary.json"
        config.write_text(json.dumps({
            "server": {"http_addr": f"127.0.0.1:{ports['notary']}",
                       "tls_cert_file": str(folder / "server.pem"),
                       "tls_key_file": str(folder / "server.key")},
            "trust_service": {"type": "local", "key_algorithm": "ecdsa"},
            "logging": {"level": "warn"}, "storage": {"backend": "memory"}}))
        running["notary"] = spawn(folder, "notary", ["notary-server", "-config", str(config)])
    return running


def does_answer(folder, name, port, mark):
    """Whether our registry answers there: another's answer does not bear the mark."""
    if name in ("tls", "notary"):
        context = ssl.create_default_context(cafile=folder / "ca.pem")
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=context)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/token" if name == "token-server" else "/v2/")
        answer = connection.getresponse()
        if name == "notary":
            return answer.status == 200  # it cannot be made to bear the mark
        expected = 401 if name in ("auth", "token") else 200
        return answer.status == expected and answer.getheader("X-Test-World") == mark
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_for(folder, ports, running, mark):
    """Returns what went wrong, or None."""
    deadline = time.monotonic() + SECONDS_TO_START
    for name, process in running.items():
        while not does_answer(folder, name, ports[name], mark):
            if process.poll() is not None:
                return f"{name} ended with exit code {process.returncode}"
            if time.monotonic() > deadline:
                return f"{name} does not answer on port {ports[name]}"
            time.sleep(0.05)
    return None


def start(folder, first_port):
    folder.mkdir(parents=True, exist_ok=True)
    stop(folder)
    make_keys(folder)
    for attempt in range(3):
        ports = choose_ports(first_port)
        mark = os.urandom(8).hex()
        running = start_all(folder, ports, mark)
        (folder / "pids").write_text("".join(f"{each.pid}\n" for each in running.values()))
        wrong = wait_for(folder, ports, running, mark)
        if wrong is None:
            addresses = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
            (folder / "addresses.json").write_text(json.dumps(addresses, indent=4) + "\n")
            return
        stop(folder)
        for process in running.values():
            process.wait()
        if first_port:
            break
        print(f"registries: {wrong}; trying other ports ({attempt + 1})", file=sys.stderr)
    name = wrong.split()[0]
    print((folder / f"{name}.log").read_text()[-2000:], file=sys.stderr)
    raise SystemExit(f"registries: {wrong}")


def stop(folder):
    """Ends the processes that were started for this folder, and no others: a process id that has
    been given to another program since does not name the folder in its command line."""
    pids = folder / "pids"
    if not pids.exists():
        return
    ours = [int(line) for line in pids.read_text().split() if is_ours(folder, int(line))]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in ours:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        deadline = time.monotonic() + 5
        while any(is_ours(folder, pid) for pid in ours) and time.monotonic() < deadline:
            time.sleep(0.02)
        ours = [pid for pid in ours if is_ours(folder, pid)]
    pids.unlink()


def is_ours(folder, pid):
    try:
        return str(folder).encode() in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=["start", "stop"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("port", type=int, nargs="?", default=0)
    args = parser.parse_args()
    folder = args.folder.resolve()
    if args.action == "start":
        start(folder, args.port)
    else:
        stop(folder)


main()
