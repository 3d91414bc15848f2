# SPDX-License-Identifier: Apache-2.0
"""An image in which scanners find tens of thousands of vulnerabilities: its layout, and stand-ins for Trivy and Grype
that write what those would (a Debian image with every kernel package in it looks like this)."""
import hashlib
import json
import random

WORDS = ("a buffer overflow in the parser of lets remote attackers execute arbitrary code or cause denial service via crafted "
         "input when processing untrusted archive headers certificate validation improper bounds heap memory corruption").split()
PACKAGES_PER_ADVISORY = 4
BUILT = "2026-11-20T00:00:00Z"  # of the databases


def text(source, n):
    return " ".join(source.choice(WORDS) for _ in range(n))


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def write_layout(folder):
    """One empty layer; returns the digests of its configuration, its manifest and its layer."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def blob(kind, data):
        (blobs / digest_of(data)[7:]).write_bytes(data)
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": digest_of(data), "size": len(data)}

    layer = blob("layer.v1.tar", bytes(1024))
    config = blob("config.v1+json", compact({"os": "linux", "architecture": "amd64",
                                             "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}}))
    manifest = blob("manifest.v1+json", compact({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                                                 "config": config, "layers": [layer]}))
    (folder / "index.json").write_bytes(compact({"schemaVersion": 2, "manifests": [
        {**manifest, "annotations": {"org.opencontainers.image.ref.name": "1"}}]}))
    (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    return config["digest"], manifest["digest"], layer["digest"]


def advisories(source, n):
    for i in range(n):
        name = f"CVE-20{10 + i % 16}-{10000 + i}"
        yield {
            "VulnerabilityID": name, "Status": "fixed" if i % 3 else "affected", "Title": text(source, 10),
            "Description": text(source, 20 + i % 40), "Severity": source.choice(["LOW", "MEDIUM", "HIGH", "CRITICAL"]),
            "SeveritySource": "debian", "CweIDs": ["CWE-787", "CWE-125"], "VendorSeverity": {"debian": 1, "nvd": 3, "redhat": 2},
            "CVSS": {"nvd": {"V3Vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "V3Score": 9.8},
                     "redhat": {"V3Vector": "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H", "V3Score": 5.5}},
            "References": [f"https://access.redhat.com/security/cve/{name}", f"https://nvd.nist.gov/vuln/detail/{name}",
                           f"https://www.cve.org/CVERecord?id={name}", f"https://lists.example.org/archives/{i}/msg.html"],
            "PrimaryURL": "https://avd.aquasec.com/nvd/" + name.lower(),
            "PublishedDate": "2021-03-04T10:15:00Z", "LastModifiedDate": "2024-11-21T05:00:00Z"}


def installed(n):
    """Name, version, package URL and key of each."""
    for i in range(n):
        name, version = f"lib{WORDS[i % len(WORDS)]}{i % 4000}", f"{i % 7}.{i % 13}-{i % 5}"
        yield name, version, f"pkg:deb/debian/{name}@{version}?arch=amd64&distro=debian-12", "%016x" % (i * 2654435761)


def trivy_findings(known, n, layer):
    for i, (name, version, purl, key) in enumerate(installed(n)):
        yield {"PkgID": f"{name}@{version}", "PkgName": name, "PkgIdentifier": {"PURL": purl, "UID": key},
               "InstalledVersion": version, "FixedVersion": version + "+deb12u1",
               "Layer": {"Digest": layer, "DiffID": layer},
               "DataSource": {"ID": "debian", "Name": "Debian Security Tracker",
                              "URL": "https://salsa.debian.org/security-tracker-team/security-tracker"},
               **known[i % len(known)]}


def grype_findings(known, n, layer):
    for i, (name, version, purl, key) in enumerate(installed(n)):
        advisory = known[i % len(known)]
        about = {"id": advisory["VulnerabilityID"], "dataSource": advisory["References"][1], "severity": advisory["Severity"].title(),
                 "urls": advisory["References"], "description": advisory["Description"],
                 "cvss": [{"source": "nvd@nist.gov", "type": "Primary", "version": "3.1", "metrics": {"baseScore": 9.8}}]}
        yield {"vulnerability": {**about, "namespace": "debian:distro:debian:12",
                                 "fix": {"versions": [version + "+deb12u1"], "state": "fixed"}},
               "relatedVulnerabilities": [{**about, "namespace": "nvd:cpe"}],
               "artifact": {"id": key, "name": name, "version": version, "type": "deb", "purl": purl,
                            "locations": [{"path": "/var/lib/dpkg/status", "layerID": layer}]}}


def write_list(path, before, items, after):
    """The document around a list, element by element, as indented as the tools write it."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(before)
        for i, item in enumerate(items):
            file.write("," * (i > 0) + json.dumps(item, indent=2))
        file.write(after)


def stand_in(path, version, document):
    path.write_text(f"#!/bin/sh\ncase $1 in --version | version) echo Version: {version}; exit;; esac\ncat '{document}'\n", encoding="utf-8")
    path.chmod(0o755)


def write(folder, n):
    """`image`, `trivy.json`, `grype.json` and the programs `trivy` and `grype`, of n vulnerabilities each."""
    source = random.Random(7)
    config, manifest, layer = write_layout(folder / "image")
    known = list(advisories(source, n // PACKAGES_PER_ADVISORY))
    head = {"SchemaVersion": 2, "ArtifactName": "image", "ArtifactType": "container_image",
            "Metadata": {"ImageID": config, "DiffIDs": [layer], "OS": {"Family": "debian", "Name": "12.5"}}}
    write_list(folder / "trivy.json",
               json.dumps(head)[:-1] + ',"Results":[{"Target":"image (debian 12.5)","Class":"os-pkgs","Type":"debian","Vulnerabilities":[',
               trivy_findings(known, n, layer), "]}]}\n")
    write_list(folder / "grype.json", '{"matches":[', grype_findings(known, n, layer),
               "]," + json.dumps({"source": {"type": "image", "target": {"imageID": config, "manifestDigest": manifest}},
                                  "distro": {"name": "debian", "version": "12"},
                                  "descriptor": {"name": "grype", "version": "0.104.0",
                                                 "db": {"status": {"built": BUILT}}}})[1:] + "\n")
    for path, database in (("db", {"Version": 2, "UpdatedAt": BUILT, "NextUpdate": BUILT}), ("6", {"digest": config})):
        (folder / "cache" / path).mkdir(parents=True)
        (folder / "cache" / path / ("metadata.json" if path == "db" else "import.json")).write_bytes(compact(database))
    stand_in(folder / "trivy", "0.76.0", folder / "trivy.json")
    stand_in(folder / "grype", "0.104.0", folder / "grype.json")
