#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes cosign key signatures with openssl alone, so that cosign has something to verify and to
refuse, and pushes them to a plain-http registry.

usage: sign_image.py legacy HOST:PORT/REPOSITORY DIGEST KEY.pem [option...]
       sign_image.py bundle HOST:PORT/REPOSITORY DIGEST KEY.pem [option...]
       sign_image.py attestation HOST:PORT/REPOSITORY DIGEST KEY.pem --predicate-type URI

legacy: a simple-signing payload under the tag sha256-<digest>.sig (cosign 2; cosign 3 verifies it)
attestation: a DSSE envelope under the tag sha256-<digest>.att (cosign 2; cosign 3 verifies it)
bundle: a sigstore bundle v0.3 as an OCI referrer, with the fallback tag sha256-<digest> (cosign 3)
"""
import argparse
import base64
import hashlib
import json
import subprocess

from registry_client import INDEX, MANIFEST, Repository, compact, digest_of

BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
STATEMENT = "application/vnd.in-toto+json"
SIGNATURE_PREDICATE = "https://sigstore.dev/cosign/sign/v1"


def base64_text(data):
    return base64.b64encode(data).decode()


def sign(key, data, is_spoilt):
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=data,
                               stdout=subprocess.PIPE, check=True).stdout
    return signature[:-1] + bytes([signature[-1] ^ 1]) if is_spoilt else signature


def key_hint(key):
    public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-outform", "DER"],
                            stdout=subprocess.PIPE, check=True).stdout
    return base64_text(hashlib.sha256(public).digest())


def push_legacy(repository, args, sign_payload, more=lambda payload, signature: {}):
    annotations = dict(pair.split("=", 1) for pair in args.annotation)
    payload = compact({
        "critical": {"identity": {"docker-reference": args.reference or args.where},
                     "image": {"docker-manifest-digest": args.claim},
                     "type": "cosign container image signature"},
        "optional": annotations or None})
    signature = sign_payload(payload)
    signed = payload
    if args.spoil == "payload":
        payload = payload.replace(b"cosign container", b"cosign_container")
    layer = {"mediaType": "application/vnd.dev.cosign.simplesigning.v1+json",
             **repository.push_blob(payload),
             "annotations": {"dev.cosignproject.cosign/signature": base64_text(signature),
                             **more(signed, signature)}}
    config = compact({"architecture": "", "created": "0001-01-01T00:00:00Z",
                      "history": [{"created": "0001-01-01T00:00:00Z"}], "os": "",
                      "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}, "config": {}})
    repository.push_manifest(args.digest.replace(":", "-") + ".sig", {
        "schemaVersion": 2, "mediaType": MANIFEST,
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json",
                   **repository.push_blob(config)},
        "layers": [layer]})


def sign_envelope(args, sign_payload):
    """The envelope, what of it is signed, and the signature."""
    statement = compact({"_type": "https://in-toto.io/Statement/v1",
                         "subject": [{"name": "", "digest": {"sha256": args.claim[7:]}}],
                         "predicateType": args.predicate_type, "predicate": {}})
    signature = sign_payload(b"DSSEv1 %d %s %d %s" % (len(STATEMENT), STATEMENT.encode(),
                                                      len(statement), statement))
    return compact({"payload": base64_text(statement), "payloadType": STATEMENT,
                    "signatures": [{"sig": base64_text(signature)}]}), statement, signature


def push_attestation(repository, args, sign_payload, more=lambda *signed: {}):
    tag = args.digest.replace(":", "-") + ".att"
    old = repository.manifest(tag)
    layers = json.loads(old)["layers"] if old else []
    signed = sign_envelope(args, sign_payload)
    layers.append({"mediaType": "application/vnd.dsse.envelope.v1+json",
                   **repository.push_blob(signed[0]),
                   "annotations": {"dev.cosignproject.cosign/signature": "",
                                   "predicateType": args.predicate_type, **more(*signed)}})
    config = compact({"architecture": "", "created": "0001-01-01T00:00:00Z", "history": [],
                      "os": "", "rootfs": {"type": "layers",
                                           "diff_ids": [layer["digest"] for layer in layers]},
                      "config": {}})
    repository.push_manifest(tag, {
        "schemaVersion": 2, "mediaType": MANIFEST,
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json",
                   **repository.push_blob(config)},
        "layers": layers})


def push_bundle(repository, args, sign_payload, material):
    """material(envelope, statement, signature) is what the signature is verified by."""
    image = image_of(repository, args)
    signed = sign_envelope(args, sign_payload)
    bundle = compact({"mediaType": BUNDLE, "verificationMaterial": material(*signed),
                      "dsseEnvelope": json.loads(signed[0])})
    pushed = repository.push_manifest(None, {
        "schemaVersion": 2, "mediaType": MANIFEST, "artifactType": BUNDLE,
        "config": {"mediaType": "application/vnd.oci.empty.v1+json", **repository.push_blob(b"{}")},
        "layers": [{"mediaType": BUNDLE, **repository.push_blob(bundle)}],
        "subject": {"mediaType": json.loads(image)["mediaType"], "digest": args.digest,
                    "size": len(image)},
        "annotations": {"dev.sigstore.bundle.content": "dsse-envelope",
                        "dev.sigstore.bundle.predicateType": args.predicate_type,
                        "org.opencontainers.image.created": "2026-01-02T03:04:05Z"}})
    fallback = args.digest.replace(":", "-")
    old = repository.manifest(fallback)
    referrers = json.loads(old)["manifests"] if old else []
    referrers.append({"mediaType": MANIFEST, **pushed, "artifactType": BUNDLE})
    repository.push_manifest(fallback, {"schemaVersion": 2, "mediaType": INDEX,
                                        "manifests": referrers})


def image_of(repository, args):
    image = repository.manifest(args.digest)
    if image is None or digest_of(image) != args.digest:
        raise SystemExit(f"{args.where}@{args.digest} is not there")
    return image


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("form", choices=["legacy", "bundle", "attestation"])
    parser.add_argument("where", metavar="HOST:PORT/REPOSITORY")
    parser.add_argument("digest")
    parser.add_argument("key", metavar="KEY.pem")
    parser.add_argument("--claim", help="sign this digest, attach to the other (a replay)")
    parser.add_argument("--spoil", choices=["signature", "payload"])
    parser.add_argument("--reference", help="legacy: another docker-reference in the payload")
    parser.add_argument("--annotation", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--predicate-type", default=SIGNATURE_PREDICATE)
    args = parser.parse_args()
    args.claim = args.claim or args.digest

    repository = Repository(args.where)
    image_of(repository, args)

    def sign_payload(payload):
        return sign(args.key, payload, args.spoil == "signature")

    if args.form == "legacy":
        push_legacy(repository, args, sign_payload)
    elif args.form == "attestation":
        push_attestation(repository, args, sign_payload)
    else:
        push_bundle(repository, args, sign_payload,
                    lambda *signed: {"publicKey": {"hint": key_hint(args.key)}})


if __name__ == "__main__":
    main()
