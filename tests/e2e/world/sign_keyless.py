#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A Sigstore of the test world's own: a certificate authority that names identities, a log of
certificates, and a log of signatures, all of which cosign verifies offline by a trusted root.

usage: sign_keyless.py authority DIR
       sign_keyless.py FORM DIR HOST:PORT/REPOSITORY DIGEST --identity URI --issuer URL [option...]

authority: makes the keys and DIR/trusted_root.json, if they are not there
legacy, attestation, bundle: the forms of sign_image.py, with a certificate (with an SCT) in place of
a key, the log's promise (SET) and, in a bundle, its proof of inclusion; the certificate was good for
ten minutes, an hour ago
"""
import argparse
import datetime
import hashlib
import os
import struct

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from registry_client import Repository, compact
from sign_image import (SIGNATURE_PREDICATE, base64_text, push_attestation, push_bundle,
                        push_legacy)

FULCIO = "1.3.6.1.4.1.57264.1."
SCT_LIST = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
SHA256 = ec.ECDSA(hashes.SHA256())
MINUTE = datetime.timedelta(minutes=1)
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)


def key_of(folder, name):
    path = os.path.join(folder, name + ".pem")
    if not os.path.exists(path):
        with open(path, "wb") as file:
            file.write(ec.generate_private_key(ec.SECP256R1()).private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption()))
    with open(path, "rb") as file:
        return serialization.load_pem_private_key(file.read(), None)


def public_bytes(key):
    return key.public_key().public_bytes(serialization.Encoding.DER,
                                         serialization.PublicFormat.SubjectPublicKeyInfo)


def log_id(key):
    return hashlib.sha256(public_bytes(key)).digest()


def pem_of(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def name_of(text):
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "world.test"),
                      x509.NameAttribute(NameOID.COMMON_NAME, text)])


def root_certificate(key):
    public = key.public_key()
    return (x509.CertificateBuilder()
            .subject_name(name_of("root")).issuer_name(name_of("root")).public_key(public)
            .serial_number(1).not_valid_before(LONG_AGO)
            .not_valid_after(LONG_AGO + datetime.timedelta(days=7300))
            .add_extension(x509.BasicConstraints(True, 1), True)
            .add_extension(x509.KeyUsage(False, False, False, False, False, True, True, False,
                                         False), True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
            .sign(key, hashes.SHA256()))


def make_authority(folder):
    os.makedirs(folder, exist_ok=True)
    if os.path.exists(os.path.join(folder, "trusted_root.json")):
        return
    root = root_certificate(key_of(folder, "root"))
    with open(os.path.join(folder, "root.crt"), "wb") as file:
        file.write(pem_of(root))

    def log(name):
        key = key_of(folder, name)
        return {"baseUrl": f"https://{name}.test", "hashAlgorithm": "SHA2_256",
                "publicKey": {"rawBytes": base64_text(public_bytes(key)),
                              "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                              "validFor": {"start": "2020-01-01T00:00:00Z"}},
                "logId": {"keyId": base64_text(log_id(key))}}

    with open(os.path.join(folder, "trusted_root.json"), "wb") as file:
        file.write(compact({
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [log("rekor")],
            "certificateAuthorities": [{
                "subject": {"organization": "world.test", "commonName": "root"},
                "uri": "https://fulcio.test",
                "certChain": {"certificates": [{"rawBytes": base64_text(
                    root.public_bytes(serialization.Encoding.DER))}]},
                "validFor": {"start": "2020-01-01T00:00:00Z"}}],
            "ctlogs": [log("ctlog")]}))


def sct_list(key, issuer_key, precertificate, at):
    """The log's word (RFC 6962, 3.2 and 3.3) that it has seen what is to become a certificate."""
    head = struct.pack(">Q", int(at.timestamp() * 1000))
    tbs = precertificate.tbs_certificate_bytes
    signed = (b"\0\0" + head + b"\0\1" + log_id(issuer_key) + struct.pack(">I", len(tbs))[1:] +
              tbs + b"\0\0")
    signature = key.sign(signed, SHA256)
    sct = (b"\0" + log_id(key) + head + b"\0\0" + b"\4\3" + struct.pack(">H", len(signature)) +
           signature)
    entries = struct.pack(">H", len(sct)) + sct
    entries = struct.pack(">H", len(entries)) + entries
    return b"\x04" + der_length(len(entries)) + entries


def der_length(n):
    return bytes([n]) if n < 128 else bytes([0x81, n]) if n < 256 else b"\x82" + struct.pack(">H", n)


def certify(folder, key, args, begin):
    """As Fulcio does: the identity is the name, the issuer stands in extensions of Sigstore's."""
    root_key = key_of(folder, "root")
    issuer = args.issuer.encode()
    builder = (x509.CertificateBuilder()
               .subject_name(x509.Name([])).issuer_name(name_of("root"))
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(begin).not_valid_after(begin + 10 * MINUTE)
               .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False,
                                            False), True)
               .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), False)
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
               .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(
                   root_key.public_key()), False)
               .add_extension(x509.SubjectAlternativeName(
                   [x509.UniformResourceIdentifier(args.identity)]), True)
               .add_extension(x509.UnrecognizedExtension(
                   x509.ObjectIdentifier(FULCIO + "1"), issuer), False)
               .add_extension(x509.UnrecognizedExtension(
                   x509.ObjectIdentifier(FULCIO + "8"),
                   b"\x0c" + der_length(len(issuer)) + issuer), False))
    precertificate = builder.sign(root_key, hashes.SHA256())
    scts = sct_list(key_of(folder, "ctlog"), root_key, precertificate, begin)
    return builder.add_extension(x509.UnrecognizedExtension(SCT_LIST, scts), False).sign(
        root_key, hashes.SHA256())


def hash_of(data):
    return {"algorithm": "sha256", "value": hashlib.sha256(data).hexdigest()}


def entry_of_payload(payload, signature, certificate):
    return compact({"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": {
        "data": {"hash": hash_of(payload)},
        "signature": {"content": base64_text(signature),
                      "publicKey": {"content": base64_text(pem_of(certificate))}}}})


def entry_of_envelope(envelope, statement, signature, certificate):
    return compact({"apiVersion": "0.0.1", "kind": "dsse", "spec": {
        "envelopeHash": hash_of(envelope), "payloadHash": hash_of(statement),
        "signatures": [{"signature": base64_text(signature),
                        "verifier": base64_text(pem_of(certificate))}]}})


def promise(folder, body, at):
    """What the log of signatures answers: it will hold this entry (a SET)."""
    key = key_of(folder, "rekor")
    entry = {"body": base64_text(body), "integratedTime": int(at.timestamp()),
             "logID": log_id(key).hex(), "logIndex": 0}
    return {"SignedEntryTimestamp": base64_text(key.sign(compact(entry), SHA256)),
            "Payload": entry}


def proof_of(folder, body, is_spoilt):
    """That the log holds the entry: it is the only one, so the tree's root is its own hash."""
    key = key_of(folder, "rekor")
    root = hashlib.sha256(b"\0" + body + (b"x" if is_spoilt else b"")).digest()
    note = f"rekor.test - 1\n1\n{base64_text(root)}\n"
    signature = log_id(key)[:4] + key.sign(note.encode(), SHA256)
    return {"logIndex": "0", "rootHash": base64_text(root), "treeSize": "1", "hashes": [],
            "checkpoint": {"envelope": f"{note}\n\u2014 rekor.test {base64_text(signature)}\n"}}


def log_entry(folder, body, at, is_spoilt):
    """The entry as a bundle holds it."""
    said = promise(folder, body, at)
    return {"logIndex": "0", "logId": {"keyId": base64_text(log_id(key_of(folder, "rekor")))},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": str(int(at.timestamp())),
            "inclusionPromise": {"signedEntryTimestamp": said["SignedEntryTimestamp"]},
            "inclusionProof": proof_of(folder, body, is_spoilt),
            "canonicalizedBody": base64_text(body)}


def sign(args):
    begin = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) - 60 * MINUTE
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = certify(args.folder, key, args, begin)
    at = begin + (30 if args.late else 5) * MINUTE
    repository = Repository(args.where)

    def sign_payload(payload):
        return key.sign(payload, SHA256)

    def annotations(body):
        with open(os.path.join(args.folder, "root.crt"), encoding="ascii") as file:
            chain = file.read()
        more = {"dev.sigstore.cosign/certificate": pem_of(certificate).decode(),
                "dev.sigstore.cosign/chain": chain}
        if not args.no_log:
            more["dev.sigstore.cosign/bundle"] = compact(promise(args.folder, body, at)).decode()
        return more

    def material(*signed):
        more = {} if args.no_log else {"tlogEntries": [log_entry(
            args.folder, entry_of_envelope(*signed, certificate), at, args.spoil == "proof")]}
        return {"certificate": {"rawBytes": base64_text(
            certificate.public_bytes(serialization.Encoding.DER))}, **more}

    if args.command == "legacy":
        push_legacy(repository, args, sign_payload, lambda payload, signature: annotations(
            entry_of_payload(payload, signature, certificate)))
    elif args.command == "attestation":
        push_attestation(repository, args, sign_payload, lambda *signed: annotations(
            entry_of_envelope(*signed, certificate)))
    else:
        push_bundle(repository, args, sign_payload, material)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    authority = commands.add_parser("authority")
    authority.add_argument("folder", metavar="DIR")
    for form in ("legacy", "attestation", "bundle"):
        signer = commands.add_parser(form)
        signer.add_argument("folder", metavar="DIR")
        signer.add_argument("where", metavar="HOST:PORT/REPOSITORY")
        signer.add_argument("digest")
        signer.add_argument("--identity", required=True)
        signer.add_argument("--issuer", required=True)
        signer.add_argument("--claim", help="sign this digest, attach to the other (a replay)")
        signer.add_argument("--reference", help="legacy: another docker-reference in the payload")
        signer.add_argument("--predicate-type", default=SIGNATURE_PREDICATE)
        signer.add_argument("--late", action="store_true", help="after the certificate had expired")
        signer.add_argument("--no-log", action="store_true", help="in no log: nobody knows when")
        signer.add_argument("--spoil", choices=["proof"], help="bundle: the log's proof")
    args = parser.parse_args()
    if args.command == "authority":
        make_authority(args.folder)
        return
    args.claim = args.claim or args.digest
    args.annotation = []
    sign(args)


main()
