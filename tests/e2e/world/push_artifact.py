#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pushes one file as an OCI artifact to a plain-http registry and prints the manifest's digest.

usage: push_artifact.py HOST:PORT/REPOSITORY:TAG LAYER-MEDIA-TYPE FILE [CONFIG-MEDIA-TYPE]
"""
import argparse
import pathlib

from registry_client import MANIFEST, Repository


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reference")
    parser.add_argument("media_type")
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("config_type", nargs="?",
                        default="application/vnd.aquasec.trivy.config.v1+json")
    args = parser.parse_args()

    where, tag = args.reference.rsplit(":", 1)
    repository = Repository(where)
    pushed = repository.push_manifest(tag, {
        "schemaVersion": 2, "mediaType": MANIFEST,
        "config": {"mediaType": args.config_type, **repository.push_blob(b"{}")},
        "layers": [{"mediaType": args.media_type,
                    **repository.push_blob(args.file.read_bytes()),
                    "annotations": {"org.opencontainers.image.title": args.file.name}}]})
    print(pushed["digest"])


main()
