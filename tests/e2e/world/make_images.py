#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes OCI layouts and `docker save` archives, good and damaged, byte for byte reproducible.

usage: make_images.py FOLDER

FOLDER/digests.json   name -> digest (an index for the multi-platform image)
FOLDER/damaged.json   name -> {"kind": layout|archive, "what": ..., "blob": digest or null}
"""
import argparse
import gzip
import hashlib
import io
import json
import os
import pathlib
import shutil
import tarfile
import zipfile

CREATED = "2026-01-02T03:04:05Z"
OCI = "application/vnd.oci.image."
INDEX, MANIFEST, CONFIG = OCI + "index.v1+json", OCI + "manifest.v1+json", OCI + "config.v1+json"
LAYER = OCI + "layer.v1.tar"
REF_NAME = "org.opencontainers.image.ref.name"

ELF = bytes.fromhex("7f454c4602010100") + bytes(56)
PASSWD = ("root:x:0:0:root:/root:/sbin/nologin\n"
          "nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n")
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# Secrets are put together from halves, so that this file is no finding itself.
AWS_ID = "AKIA" + "QX4BTR7ZK2M5VNPC"
AWS_KEY = "wJq7rXUt" + "nFEMIbK7MDENGb" + "PxRfiCYzT9kQ2wLmVd"
GITHUB_TOKEN = "ghp_" + "Zk3vQ9xW1tR7yU5iO2pL8mN4bV6cX0aSdFgH"

APK_OLD = [("musl", "1.1.22-r2", "musl", "MIT"),
           ("libcrypto1.1", "1.1.1c-r0", "openssl", "OpenSSL"),
           ("libssl1.1", "1.1.1c-r0", "openssl", "OpenSSL"),
           ("busybox", "1.30.1-r2", "busybox", "GPL-2.0")]
APK_NEW = [("musl", "1.2.5-r10", "musl", "MIT"),
           ("busybox", "1.37.0-r20", "busybox", "GPL-2.0-only")]
DPKG = [("bash", "5.2.15-2+b2", "bash (5.2.15-2)"), ("libssl3", "3.0.11-1~deb12u2", "openssl"),
        ("e2fsprogs", "1.47.0-2", ""), ("libc6", "2.36-9+deb12u4", "glibc")]


def sha256_hex(data):
    return hashlib.sha256(data).hexdigest()


def digest_of(data):
    return "sha256:" + sha256_hex(data)


def compact(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def gzipped(data):
    """Written by hand rather than by gzip.compress, whose header differs between Pythons."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0) as stream:
        stream.write(data)
    return out.getvalue()


def flipped(data, position, bit=1):
    """The same bytes with one bit turned over."""
    position %= len(data)
    return data[:position] + bytes([data[position] ^ bit]) + data[position + 1:]


def add_member(tar, name, data, mode=0o644):
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), mode
    tar.addfile(member, io.BytesIO(data))


def add_folder(tar, name):
    member = tarfile.TarInfo(name)
    member.type, member.mode = tarfile.DIRTYPE, 0o755
    tar.addfile(member)


def write_tar(path, members):
    """members: [(name, bytes or None for a folder)]"""
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in members:
            if data is None:
                add_folder(tar, name)
            else:
                add_member(tar, name, data)


class Layer:
    """A layer's files as tar and as tar.gz. files: {path: text | bytes | (bytes, mode) | None},
    where None is a whiteout."""

    def __init__(self, files):
        raw = io.BytesIO()
        with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            folders = set()
            for path in sorted(files):
                for parent in reversed(pathlib.PurePath(path).parents[:-1]):
                    if str(parent) not in folders:
                        folders.add(str(parent))
                        add_folder(tar, str(parent))
                content, mode = files[path], 0o644
                if content is None:
                    head, tail = os.path.split(path)
                    path, content = os.path.join(head, ".wh." + tail), b""
                elif isinstance(content, tuple):
                    content, mode = content
                if isinstance(content, str):
                    content = content.encode()
                add_member(tar, path, content, mode)
        self.tar = raw.getvalue()
        self.gzip = gzipped(self.tar)
        self.diff_id = digest_of(self.tar)


def image_config(layers, config, history=None, **more):
    history = history or [{"created": CREATED, "created_by": f"COPY layer{number} /"}
                          for number in range(len(layers))]
    return {"architecture": "amd64", "os": "linux", "created": CREATED, "config": config,
            "rootfs": {"type": "layers", "diff_ids": [layer.diff_id for layer in layers]},
            "history": history, **more}


def descriptor(media_type, data):
    return {"mediaType": media_type, "digest": digest_of(data), "size": len(data)}


class Layout:
    """An OCI layout in the making."""

    def __init__(self, folder):
        self.folder = folder
        self.manifests = []
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "blobs/sha256").mkdir(parents=True)
        (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')

    def blob(self, media_type, data):
        (self.folder / "blobs/sha256" / sha256_hex(data)).write_bytes(data)
        return descriptor(media_type, data)

    def manifest(self, config, layers, annotations=None):
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}
        if annotations:
            manifest["annotations"] = annotations
        return self.blob(MANIFEST, compact(manifest))

    def image(self, layers, config, annotations=None, history=None, **more):
        config = compact(image_config(layers, config, history, **more))
        blobs = [self.blob(LAYER + "+gzip", layer.gzip) for layer in layers]
        return self.manifest(self.blob(CONFIG, config), blobs, annotations)

    def save(self, manifest, tag):
        """Writes index.json with this one entry; returns its digest."""
        entry = dict(manifest, annotations={REF_NAME: tag})
        (self.folder / "index.json").write_bytes(compact(
            {"schemaVersion": 2, "mediaType": INDEX, "manifests": [entry]}))
        return manifest["digest"]


def apk_database(packages):
    return "".join(
        f"C:Q1{hashlib.sha1((name + version).encode()).hexdigest()[:27]}=\nP:{name}\nV:{version}\n"
        f"A:x86_64\nS:1000\nI:4096\nT:{name} (test)\nU:https://example.invalid/{origin}\n"
        f"L:{licence}\no:{origin}\nm:Nobody <nobody@example.invalid>\nt:1700000000\n"
        f"c:{'0' * 40}\nF:usr\nF:usr/lib\nR:{name}.so\na:0:0:755\nZ:Q1{'A' * 27}=\n\n"
        for name, version, origin, licence in packages)


def dpkg_status(packages):
    return "".join(
        f"Package: {name}\nStatus: install ok installed\nPriority: optional\nSection: libs\n"
        "Installed-Size: 10\nMaintainer: Nobody <nobody@example.invalid>\nArchitecture: amd64\n"
        + (f"Source: {source}\n" if source else "")
        + f"Version: {version}\nDescription: test entry\n\n"
        for name, version, source in packages)


def alpine(packages):
    version = "3.10.2"
    return Layer({"etc/alpine-release": version + "\n",
                  "etc/os-release": f'NAME="Alpine Linux"\nID=alpine\nVERSION_ID={version}\n'
                                    f'PRETTY_NAME="Alpine Linux v{version}"\n',
                  "etc/passwd": PASSWD,
                  "lib/apk/db/installed": apk_database(packages),
                  "bin/sh": (ELF, 0o755)})


def node_modules(**versions):
    return Layer({f"app/node_modules/{name}/package.json":
                  f'{{"name":"{name}","version":"{version}","license":"MIT"}}\n'
                  for name, version in versions.items()})


def vuln_alpine_layers():
    return [alpine(APK_OLD), node_modules(lodash="4.17.4", jquery="3.3.9")]


# --- the images: name, tag, and what is in them --------------------------------------------------

def vuln_alpine(layout):
    """Vulnerable OS packages and npm packages; runs as root."""
    return layout.image(vuln_alpine_layers(), {"Cmd": ["/bin/sh"], "Env": [PATH]})


def vuln_debian(layout):
    """dpkg, Python packages and a jar; fixed, affected, will_not_fix and end_of_life."""
    jar = io.BytesIO()
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr(
            zipfile.ZipInfo("META-INF/maven/com.fasterxml.jackson.core/jackson-databind/"
                            "pom.properties", (2020, 1, 1, 0, 0, 0)),
            "groupId=com.fasterxml.jackson.core\nartifactId=jackson-databind\nversion=2.9.10\n")
    system = Layer({
        "etc/debian_version": "12.5\n",
        "etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\n'
                          'VERSION_ID="12"\nVERSION="12 (bookworm)"\n'
                          "VERSION_CODENAME=bookworm\nID=debian\n",
        "etc/passwd": PASSWD,
        "var/lib/dpkg/status": dpkg_status(DPKG)})
    python = "usr/lib/python3/dist-packages/"
    application = Layer({
        python + "Werkzeug-0.14.1.dist-info/METADATA":
            "Metadata-Version: 2.1\nName: Werkzeug\nVersion: 0.14.1\nLicense: BSD\n",
        python + "setuptools-65.5.0.dist-info/METADATA":
            "Metadata-Version: 2.1\nName: setuptools\nVersion: 65.5.0\nLicense: MIT\n",
        "opt/app/jackson-databind-2.9.10.jar": jar.getvalue()})
    return layout.image([system, application],
                        {"Cmd": ["python3", "/app.py"], "Env": [PATH], "User": "1000:1000"})


def leaky(layout):
    """Root, and secrets: in a layer (removed by the next one), in ENV, in the history."""
    buildkit = "buildkit.dockerfile.v0"
    history = [
        {"created": CREATED, "created_by": "/bin/sh -c #(nop) ADD file:aaaa in / "},
        {"created": CREATED, "empty_layer": True,
         "created_by": "/bin/sh -c #(nop)  ENV AWS_SECRET_ACCESS_KEY=" + AWS_KEY},
        {"created": CREATED, "comment": buildkit,
         "created_by": "COPY credentials /root/.aws/credentials # buildkit"},
        {"created": CREATED, "comment": buildkit, "created_by":
         "RUN /bin/sh -c apt-get update && sudo apt-get install -y curl # buildkit"}]
    credentials = f"[default]\naws_access_key_id = {AWS_ID}\naws_secret_access_key = {AWS_KEY}\n"
    return layout.image(
        [alpine(APK_NEW),
         Layer({"root/.aws/credentials": credentials,
                "app/config.env": f"GITHUB_PAT={GITHUB_TOKEN}\n"}),
         Layer({"root/.aws/credentials": None})],
        {"Cmd": ["/bin/sh"], "User": "root",
         "Env": [PATH, "AWS_ACCESS_KEY_ID=" + AWS_ID, "GITHUB_TOKEN=" + GITHUB_TOKEN]},
        history=history)


BASE_HISTORY = [
    {"created": CREATED, "created_by": "/bin/sh -c #(nop) ADD file:aaaa in / "},
    {"created": CREATED, "created_by": '/bin/sh -c #(nop)  CMD ["/bin/sh"]', "empty_layer": True}]


def base(layout):
    """What `built` is built on: vulnerable OS packages, and nothing else."""
    return layout.image([alpine(APK_OLD)], {"Cmd": ["/bin/sh"], "Env": [PATH]},
                        history=BASE_HISTORY)


def built(layout):
    """As BuildKit makes it of this file, with --build-arg MODE=production:

        FROM hullmark.test/base:3.10
        ARG MODE
        WORKDIR /app
        COPY package.json .
        RUN npm ci
        COPY settings/ .
        USER 65532
    """
    def step(text, **more):
        return {"created": CREATED, "created_by": text, "comment": "buildkit.dockerfile.v0", **more}
    history = BASE_HISTORY + [
        step("ARG MODE=production", empty_layer=True), step("WORKDIR /app"),
        step("COPY package.json . # buildkit"),
        step("RUN |1 MODE=production /bin/sh -c npm ci # buildkit"),
        step("COPY settings/ . # buildkit"), step("USER 65532", empty_layer=True)]
    layers = [alpine(APK_OLD), Layer({"app/.keep": ""}), Layer({"app/package.json": "{}\n"}),
              node_modules(lodash="4.17.4"),
              Layer({"app/settings.env": f"GITHUB_PAT={GITHUB_TOKEN}\n"})]
    return layout.image(layers, {"Cmd": ["/bin/sh"], "Env": [PATH], "User": "65532"},
                        history=history)


def clean(layout):
    """Nothing to find: distroless-like, another user than root, a health check."""
    def step(text, **more):
        return {"created": CREATED, "created_by": text, "comment": "buildkit.dockerfile.v0", **more}
    history = [
        step("COPY /out / # buildkit"),
        step("USER 65532:65532", empty_layer=True),
        step('HEALTHCHECK &{["CMD" "/app/server" "-health"] "30s" "5s" "0s" "0s" \'\\x03\'}',
             empty_layer=True),
        step('ENTRYPOINT ["/app/server"]', empty_layer=True)]
    files = Layer({"etc/passwd": PASSWD, "etc/os-release": 'NAME="Distroless"\nID="distroless"\n',
                   "app/server": (ELF, 0o755)})
    return layout.image([files],
                        {"Entrypoint": ["/app/server"], "Env": [PATH], "User": "65532:65532",
                         "Healthcheck": {"Test": ["CMD", "/app/server", "-health"]}},
                        annotations={"org.opencontainers.image.title": "clean"}, history=history)


def multi(layout):
    """An index: amd64 is clean, arm64 vulnerable, so a scan of the wrong platform is seen."""
    config = {"Cmd": ["/bin/sh"], "Env": [PATH], "User": "65532"}
    amd64 = layout.image([alpine(APK_NEW)], config)
    arm64 = layout.image([alpine(APK_OLD)], config, architecture="arm64", variant="v8")
    amd64["platform"] = {"os": "linux", "architecture": "amd64"}
    arm64["platform"] = {"os": "linux", "architecture": "arm64", "variant": "v8"}
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [amd64, arm64]}
    return layout.blob(INDEX, compact(index))


IMAGES = [("vuln-alpine", "1.0", vuln_alpine), ("vuln-debian", "12", vuln_debian),
          ("leaky", "latest", leaky), ("clean", "1", clean), ("multi", "2.0", multi),
          ("base", "3.10", base), ("built", "1.0", built)]


# --- archives ------------------------------------------------------------------------------------

REPOSITORY, TAG = "hullmark.test/vuln-alpine", "1.0"


def archive_config(layers):
    return compact(image_config(layers, {"Cmd": ["/bin/sh"], "Env": [PATH]}))


def docker_manifest(config_name, layer_names, **more):
    return compact([{"Config": config_name, "RepoTags": [f"{REPOSITORY}:{TAG}"],
                     "Layers": layer_names, **more}])


def docker_save_old(layers, config):
    """As `docker save` wrote it before version 25: a folder for each layer."""
    names = [f"{sha256_hex(layer.tar)}/layer.tar" for layer in layers]
    config_name = sha256_hex(config) + ".json"
    return [*zip(names, [layer.tar for layer in layers]), (config_name, config),
            ("manifest.json", docker_manifest(config_name, names))]


def docker_save_new(layers, config):
    """As `docker save` writes it since version 25: an OCI layout with a manifest.json beside."""
    tars = [layer.tar for layer in layers]
    manifest = compact({"schemaVersion": 2, "mediaType": MANIFEST,
                        "config": descriptor(CONFIG, config),
                        "layers": [descriptor(LAYER, tar) for tar in tars]})
    entry = dict(descriptor(MANIFEST, manifest),
                 annotations={"io.containerd.image.name": f"{REPOSITORY}:{TAG}", REF_NAME: TAG})
    blobs = sorted((f"blobs/sha256/{sha256_hex(data)}", data) for data in [*tars, config, manifest])
    names = [f"blobs/sha256/{sha256_hex(tar)}" for tar in tars]
    sources = {digest_of(tar): descriptor(LAYER, tar) for tar in tars}
    return [("blobs", None), ("blobs/sha256", None), *blobs,
            ("index.json", compact({"schemaVersion": 2, "mediaType": INDEX, "manifests": [entry]})),
            ("manifest.json", docker_manifest(f"blobs/sha256/{sha256_hex(config)}", names,
                                              LayerSources=sources)),
            ("oci-layout", b'{"imageLayoutVersion":"1.0.0"}'),
            ("repositories", compact({REPOSITORY: {TAG: sha256_hex(tars[-1])}}))]


def crane_pull(layers, config):
    """As crane writes it: the config's digest is its name, and the layers stay compressed."""
    names = [f"{sha256_hex(layer.gzip)}.tar.gz" for layer in layers]
    return [(digest_of(config), config), *zip(names, [layer.gzip for layer in layers]),
            ("manifest.json", docker_manifest(digest_of(config), names))]


ARCHIVES = [("docker.tar", docker_save_old), ("docker25.tar", docker_save_new),
            ("crane.tar", crane_pull)]


def oci_archive(layout):
    names = ["oci-layout", "index.json",
             *sorted(f"blobs/sha256/{name}" for name in os.listdir(layout / "blobs/sha256"))]
    return [(name, (layout / name).read_bytes()) for name in names]


# --- damage --------------------------------------------------------------------------------------

class Damage:
    """Makes damaged copies of good images and notes what is wrong with each."""

    def __init__(self, folder, digests):
        self.folder = folder
        self.digests = digests
        self.made = {}

    def note(self, name, kind, what, blob=None):
        self.made[name] = {"kind": kind, "what": what, "blob": blob}

    def copy(self, source, name):
        """A copy of a layout: its folder, manifest, and a function digest -> path."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder / source, folder, symlinks=True)

        def blob(digest):
            return folder / "blobs/sha256" / digest[7:]
        return folder, json.loads(blob(self.digests[source]).read_bytes()), blob

    def layer_bytes(self):
        folder, manifest, blob = self.copy("vuln-alpine", "tampered")
        digest = manifest["layers"][1]["digest"]
        blob(digest).write_bytes(node_modules(lodash="4.17.21").gzip)
        self.note("tampered", "layout", "another layer under the old digest", digest)

        folder, manifest, blob = self.copy("vuln-alpine", "flipped-layer")
        digest = manifest["layers"][1]["digest"]
        # The byte of the gzip header that names the operating system: what is unpacked stays the
        # same, so that the digest of the blob alone shows it.
        blob(digest).write_bytes(flipped(blob(digest).read_bytes(), 9))
        self.note("flipped-layer", "layout", "one bit of a layer's gzip header", digest)

    def json_bytes(self):
        folder, manifest, blob = self.copy("vuln-alpine", "flipped-config")
        digest = manifest["config"]["digest"]
        config = blob(digest).read_bytes()
        blob(digest).write_bytes(flipped(config, config.index(b"05Z") + 1))
        self.note("flipped-config", "layout", "one bit of the config (still JSON)", digest)

        digest = self.digests["clean"]
        folder, manifest, blob = self.copy("clean", "flipped-manifest")
        data = blob(digest).read_bytes()
        blob(digest).write_bytes(flipped(data, data.index(b'"clean"') + 1))
        self.note("flipped-manifest", "layout", "one bit of the manifest (still JSON)", digest)

    def blob_files(self):
        folder, manifest, blob = self.copy("vuln-alpine", "missing-blob")
        digest = manifest["layers"][1]["digest"]
        blob(digest).unlink()
        self.note("missing-blob", "layout", "a layer is not there", digest)

        folder, manifest, blob = self.copy("vuln-alpine", "symlinked-blob")
        digest = manifest["layers"][1]["digest"]
        outside = self.folder / "outside.blob"
        outside.write_bytes(blob(digest).read_bytes())
        blob(digest).unlink()
        blob(digest).symlink_to("../../../outside.blob")
        self.note("symlinked-blob", "layout", "a link to the right bytes outside", digest)

    def descriptors(self):
        name = "wrong-size"
        folder, manifest, blob = self.copy("vuln-alpine", name)
        layer = manifest["layers"][1]
        layer["size"] += 1
        self.rewrite(name, manifest, folder, blob)
        self.note(name, "layout", "a descriptor's size is one too large", layer["digest"])

        name = "wrong-diff-id"
        folder, manifest, blob = self.copy("vuln-alpine", name)
        config = json.loads(blob(manifest["config"]["digest"]).read_bytes())
        config["rootfs"]["diff_ids"][1] = digest_of(b"another layer")
        config = compact(config)
        blob(manifest["config"]["digest"]).unlink()
        manifest["config"] = descriptor(CONFIG, config)
        blob(digest_of(config)).write_bytes(config)
        self.rewrite(name, manifest, folder, blob)
        self.note(name, "layout", "every blob is right, a layer unpacks to another diff ID",
                  manifest["layers"][1]["digest"])

        name = "path-digest"
        folder, manifest, blob = self.copy("vuln-alpine", name)
        bad = "sha256:../../etc/passwd"
        (folder / "etc").mkdir()
        (folder / "etc/passwd").write_bytes(blob(self.digests["vuln-alpine"]).read_bytes())
        index = json.loads((folder / "index.json").read_bytes())
        index["manifests"][0]["digest"] = bad
        (folder / "index.json").write_bytes(compact(index))
        self.note(name, "layout", "index.json names a path for a digest", bad)

    def rewrite(self, name, manifest, folder, blob):
        """Puts a changed manifest in, with the digests above it made right."""
        data = compact(manifest)
        blob(digest_of(data)).write_bytes(data)
        blob(self.digests["vuln-alpine"]).unlink()
        index = json.loads((folder / "index.json").read_bytes())
        index["manifests"][0].update(descriptor(MANIFEST, data))
        (folder / "index.json").write_bytes(compact(index))
        self.digests[name] = digest_of(data)

    def archives(self, layers, config):
        for suffix, make in ARCHIVES:
            layer = layers[1].gzip if make is crane_pull else layers[1].tar
            # In a tar the byte lies in the first file's text, in a gzip in the header (see above).
            changed = (flipped(layer, 9) if make is crane_pull else
                       flipped(layer, layer.index(b'"version"') + 1))
            members = make(layers, config)
            write_tar(self.folder / f"tampered.{suffix}",
                      [(name, changed if data == layer else data) for name, data in members])
            self.note(f"tampered.{suffix}", "archive", "one bit of a layer", digest_of(layer))
            write_tar(self.folder / f"flipped-config.{suffix}",
                      [(name, flipped(config, config.index(b"05Z") + 1) if data == config else data)
                       for name, data in members])
            self.note(f"flipped-config.{suffix}", "archive", "one bit of the config",
                      digest_of(config))
        whole = (self.folder / "vuln-alpine.docker.tar").read_bytes()
        (self.folder / "truncated.docker.tar").write_bytes(whole[:len(whole) // 2 + 100])
        self.note("truncated.docker.tar", "archive", "the second half is missing")
        (self.folder / "not-an-image.tar").write_bytes(b"this is not a tar archive\n" * 20)
        self.note("not-an-image.tar", "archive", "text")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)

    digests = {}
    for name, tag, fill in IMAGES:
        layout = Layout(folder / name)
        digests[name] = layout.save(fill(layout), tag)
    index = json.loads((folder / "multi/blobs/sha256" / digests["multi"][7:]).read_bytes())
    for child in index["manifests"]:
        digests["multi/" + child["platform"]["architecture"]] = child["digest"]
    for name in ("vuln-alpine", "multi"):
        write_tar(folder / f"{name}.oci.tar", oci_archive(folder / name))

    layers = vuln_alpine_layers()
    config = archive_config(layers)
    digests["vuln-alpine.docker.tar#config"] = digest_of(config)
    for suffix, make in ARCHIVES:
        write_tar(folder / f"vuln-alpine.{suffix}", make(layers, config))

    damage = Damage(folder, digests)
    damage.layer_bytes()
    damage.json_bytes()
    damage.blob_files()
    damage.descriptors()
    damage.archives(layers, config)
    (folder / "digests.json").write_text(json.dumps(digests, indent=4) + "\n")
    (folder / "damaged.json").write_text(json.dumps(damage.made, indent=4) + "\n")


main()
