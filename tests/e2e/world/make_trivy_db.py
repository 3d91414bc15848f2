#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a vulnerability database that Trivy reads, with the standard library alone.

usage: make_trivy_db.py FACTS.json CACHE [--schema N] [--archives FOLDER]

CACHE/db and CACHE/java-db are what `trivy --cache-dir CACHE` looks for. --schema writes another
schema version into the metadata (Trivy wants 2). --archives also writes the two tar.gz files in
the form in which Trivy downloads them from a registry.

The file is a bbolt database: 4096-byte pages; 0 and 1 meta, 2 an empty freelist, then one leaf
page (with overflow pages as needed) for each bucket that is too large to be held inline.
"""
import argparse
import gzip
import hashlib
import io
import json
import pathlib
import sqlite3
import struct
import tarfile

PAGE = 4096
MAGIC = 0xED0CDAED
VERSION = 2
PAGE_LEAF, PAGE_META, PAGE_FREELIST = 0x02, 0x04, 0x10
IS_BUCKET = 0x01
# An update that lies far ahead: Trivy sees no reason to look for a newer database.
TIMES = {"NextUpdate": "2099-01-01T00:00:00Z", "UpdatedAt": "2026-10-01T00:00:00Z",
         "DownloadedAt": "2026-10-01T00:00:00Z"}


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def fnv64a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def leaf_page(number, items):
    """items: sorted [(flags, key, value)]; number None makes an inline page without padding."""
    heads, body, offset = b"", b"", 16 * len(items)
    for index, (flags, key, value) in enumerate(items):
        heads += struct.pack("<IIII", flags, offset - 16 * index, len(key), len(value))
        body += key + value
        offset += len(key) + len(value)
    size = 16 + len(heads) + len(body)
    overflow = 0 if number is None else (size + PAGE - 1) // PAGE - 1
    page = struct.pack("<QHHI", number or 0, PAGE_LEAF, len(items), overflow) + heads + body
    return page if number is None else page.ljust((overflow + 1) * PAGE, b"\0")


class Bolt:
    """Turns a dict of dicts (buckets) and bytes (values) into the bytes of a bbolt file."""

    def __init__(self):
        self.pages = []
        self.next = 3

    def place(self, items):
        page = leaf_page(self.next, items)
        number, self.next = self.next, self.next + len(page) // PAGE
        self.pages.append(page)
        return number

    def bucket_value(self, tree):
        items = self.items(tree)
        inline = leaf_page(None, items)
        if len(inline) <= PAGE // 4 and not any(flags for flags, _, _ in items):
            return struct.pack("<QQ", 0, 0) + inline
        return struct.pack("<QQ", self.place(items), 0)

    def items(self, tree):
        items = []
        for key, value in sorted((name.encode(), value) for name, value in tree.items()):
            if isinstance(value, dict):
                items.append((IS_BUCKET, key, self.bucket_value(value)))
            else:
                items.append((0, key, value))
        return items

    def dump(self, tree):
        root = self.place(self.items(tree))
        metas = b""
        for number in (0, 1):
            meta = struct.pack("<IIIIQQQQQ", MAGIC, VERSION, PAGE, 0, root, 0, 2, self.next, number)
            meta += struct.pack("<Q", fnv64a(meta))
            metas += (struct.pack("<QHHI", number, PAGE_META, 0, 0) + meta).ljust(PAGE, b"\0")
        freelist = struct.pack("<QHHI", 2, PAGE_FREELIST, 0, 0).ljust(PAGE, b"\0")
        return metas + freelist + b"".join(self.pages)


def vulnerability_db(facts):
    tree = {name: {key: compact(value) for key, value in facts[name].items()}
            for name in ("vulnerability", "data-source")}
    for platform, packages in facts["advisory"].items():
        tree[platform] = {package: {cve: compact(value) for cve, value in advisories.items()}
                          for package, advisories in packages.items()}
    return Bolt().dump(tree)


def java_db(path):
    """Trivy asks for this as soon as an image holds one .jar; an index with one row will do."""
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.executescript("""
        CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT);
        CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT,
                             FOREIGN KEY (artifact_id) REFERENCES artifacts(id));
        CREATE UNIQUE INDEX artifacts_idx ON artifacts(artifact_id, group_id);
        CREATE INDEX indices_artifact_idx ON indices(artifact_id);
        CREATE UNIQUE INDEX indices_sha1_idx ON indices(sha1);
        INSERT INTO artifacts VALUES(1, 'com.fasterxml.jackson.core', 'jackson-databind');
    """)
    db.execute("INSERT INTO indices VALUES(1, '2.9.10', ?, 'jar')",
               (hashlib.sha1(b"hullmark").digest(),))
    db.commit()
    db.execute("VACUUM")
    db.close()


def write_archive(path, folder, names):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in names:
            data = (folder / name).read_bytes()
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o600
            tar.addfile(member, io.BytesIO(data))
    path.write_bytes(gzip.compress(raw.getvalue(), mtime=0))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("facts", type=pathlib.Path)
    parser.add_argument("cache", type=pathlib.Path)
    parser.add_argument("--schema", type=int, default=2)
    parser.add_argument("--archives", type=pathlib.Path)
    args = parser.parse_args()

    db, java = args.cache / "db", args.cache / "java-db"
    for folder, schema in ((db, args.schema), (java, 1)):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "metadata.json").write_bytes(compact({"Version": schema, **TIMES}))
    (db / "trivy.db").write_bytes(vulnerability_db(json.loads(args.facts.read_text())))
    java_db(java / "trivy-java.db")
    if args.archives:
        args.archives.mkdir(parents=True, exist_ok=True)
        write_archive(args.archives / "trivy-db.tar.gz", db, ["trivy.db", "metadata.json"])
        write_archive(args.archives / "trivy-java-db.tar.gz", java,
                      ["trivy-java.db", "metadata.json"])


main()
