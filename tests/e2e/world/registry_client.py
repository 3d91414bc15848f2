# SPDX-License-Identifier: Apache-2.0
"""The little of the OCI distribution protocol that the test world pushes with (plain http)."""
import hashlib
import http.client
import json

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


class Repository:
    """One repository, named as HOST:PORT/NAME."""

    def __init__(self, where):
        self.where = where
        self.host, self.name = where.split("/", 1)

    def request(self, method, path, body=None, headers=None, expect=None):
        connection = http.client.HTTPConnection(self.host, timeout=30)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        if expect and answer.status != expect:
            raise SystemExit(f"{method} {path}: {answer.status}, expected {expect}: {data[:300]!r}")
        return answer, data

    def manifest(self, reference):
        """The bytes of a manifest or an index, or None if it is not there."""
        answer, data = self.request("GET", f"/v2/{self.name}/manifests/{reference}",
                                    headers={"Accept": f"{INDEX}, {MANIFEST}"})
        return data if answer.status == 200 else None

    def push_blob(self, data):
        """Returns digest and size, two members of a descriptor."""
        digest = digest_of(data)
        answer, _ = self.request("POST", f"/v2/{self.name}/blobs/uploads/", expect=202)
        place = answer.getheader("Location").split(self.host, 1)[-1]
        self.request("PUT", f"{place}{'&' if '?' in place else '?'}digest={digest}", data,
                     {"Content-Type": "application/octet-stream"}, expect=201)
        return {"digest": digest, "size": len(data)}

    def push_manifest(self, reference, manifest):
        """reference None pushes by digest only. Returns digest and size."""
        data = compact(manifest)
        self.request("PUT", f"/v2/{self.name}/manifests/{reference or digest_of(data)}", data,
                     {"Content-Type": manifest["mediaType"]}, expect=201)
        return {"digest": digest_of(data), "size": len(data)}
