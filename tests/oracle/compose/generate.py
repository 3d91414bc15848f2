# SPDX-License-Identifier: Apache-2.0
"""Random Compose projects: files that are laid over one another, extend and include each other."""
import random

NAMES = ("web", "db", "job")
CAPS = ("ALL", "NET_ADMIN", "CHOWN", "SYS_TIME")
TEXTS = ("plain", "$A", "${A}", "${A:-x}", "${EMPTY:-y}", "${EMPTY-y}", "${B:+set}", "$$A", "a${A}b", "${NONE:-${A}}",
         "${NONE:-}", "${A:+}")
ENV = "A=one\nB='$A'\nC=\"two words\" # note\nEMPTY=\nexport D=$A-four\n"


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        # Compose refuses limits that are given in both ways.
        self.has_deploy = self.random.random() < 0.5

    def pick(self, values):
        return self.random.choice(values)

    def some(self, values, most=3):
        return [self.pick(values) for _ in range(self.random.randint(1, most))]

    def distinct(self, values, most=3):
        return self.random.sample(values, min(len(values), self.random.randint(1, most)))

    def quoted(self, values):
        return "[" + ", ".join(f"'{one}'" for one in values) + "]"

    def tag(self, is_over):
        return self.pick(("", "", "", "", "!reset ", "!override ")) if is_over else ""

    def named(self, depth):
        """Variables: a list or a map."""
        pairs = {self.pick(("X", "Y", "Z")): self.pick(TEXTS) for _ in range(self.random.randint(1, 3))}
        pad = " " * depth
        if self.random.random() < 0.5:
            return "\n" + "".join(f"{pad}- '{name}={value}'\n" for name, value in pairs.items()).rstrip("\n")
        return "\n" + "".join(f"{pad}{name}: '{value}'\n" for name, value in pairs.items()).rstrip("\n")

    def volume(self, target):
        source = self.pick(("./data", "data", "../up", "/etc", "."))
        if self.random.random() < 0.5:
            return f"'{source}:{target}{self.pick(('', ':ro', ':rw', ':ro,z'))}'"
        kind = "volume" if source == "data" else "bind"
        return f"{{type: {kind}, source: {source}, target: {target}{self.pick(('', ', read_only: true'))}}}"

    def port(self):
        if self.random.random() < 0.6:
            return "'" + self.pick(("80", "8080:80", "127.0.0.1:8080:80", "8080:80/udp", "9000-9002:90-92", "53:53/tcp",
                                    "8000-8010:80", "[::1]:443:443", "${A:+81}:81")) + "'"
        return f"{{target: {self.pick((80, 81))}, published: '{self.pick(('8080', '8081'))}'{self.pick(('', ', host_ip: 127.0.0.1', ', protocol: udp'))}}}"

    def build(self):
        if self.random.random() < 0.3:
            return " " + self.pick(("./app", ".", "../other"))
        text = f"\n      context: {self.pick(('.', './app', '../other'))}"
        if self.random.random() < 0.5:
            text += "\n      dockerfile: " + self.pick(("Dockerfile.prod", "docker/Dockerfile"))
        if self.random.random() < 0.5:
            text += "\n      args:" + self.named(8)
        if self.random.random() < 0.4:
            text += "\n      target: " + self.pick(("dev", "'${A}'"))
        return text

    def value(self, key):
        pick = self.pick
        plain = {
            "image": ("nginx:1.27", "app:${A}", "'${NONE:-busybox}:1'"), "user": ("'1000'", "app", "'${A:-5}'", "0:0"),
            "privileged": ("true", "false", "'${NONE:-true}'"), "read_only": ("true", "false"),
            "network_mode": ("host", "none"), "pid": ("host",), "ipc": ("host", "private"), "userns_mode": ("host",),
            "mem_limit": ("64m", "1g", "'512k'"), "cpus": ("0.5", "'2'"), "pids_limit": ("100", "-1"),
            "restart": ("always", "'no'", "on-failure:3", "unless-stopped"), "container_name": ("one", "'${A}'"),
            "runtime": ("runc",), "cgroup_parent": ("x",),
        }
        if key in plain:
            return " " + pick(plain[key])
        if key in ("cap_add", "cap_drop"):
            return " " + self.quoted(self.distinct(CAPS))
        if key == "security_opt":
            return " " + self.quoted(self.distinct(("no-new-privileges:true", "seccomp=unconfined", "label=disable")))
        if key == "group_add":
            return " " + self.quoted(self.distinct(("docker", "audio")))
        if key in ("command", "entrypoint"):
            return " " + pick(("run it", "['a', 'b']", "'a \"b c\"'", "['${A}']"))
        if key == "environment":
            return self.named(6)
        if key == "volumes":
            targets = self.distinct(("/a", "/b", "/c/"), 2)
            return " [" + ", ".join(self.volume(target) for target in targets) + "]"
        if key == "ports":
            return " [" + ", ".join(self.port() for _ in range(self.random.randint(1, 2))) + "]"
        if key == "tmpfs":
            return " " + pick(("/run", "['/run', '/tmp:size=64m']", "['/tmp:noexec']"))
        if key == "networks":
            return " " + pick(("[front]", "[front, back]", "{back: {aliases: [x]}}", "{front: }"))
        if key == "env_file":
            return " " + pick(("one.env", "[one.env, two.env]", "[{path: two.env, required: false}]"))
        if key == "secrets":
            return " " + pick(("[key]", "[{source: key, target: other}]", "[key, cert]"))
        if key == "deploy":
            return "\n      resources:\n        limits:\n          " + pick(("memory: 128m", "cpus: '0.25'", "pids: 7"))
        if key == "logging":
            return " " + pick(("{driver: none}", "{driver: json-file, options: {max-size: 1m}}"))
        if key == "sysctls":
            return " " + pick(("['net.core.somaxconn=1024']", "{net.core.somaxconn: 10, net.ipv4.tcp_syncookies: 0}"))
        return self.build()

    def service(self, is_over):
        keys = ["user", "privileged", "read_only", "pid", "ipc", "userns_mode", "restart",
                "container_name", "runtime", "cgroup_parent", "cap_add", "cap_drop", "security_opt", "group_add", "command",
                "entrypoint", "environment", "volumes", "ports", "tmpfs", "env_file", "secrets", "logging", "sysctls", "build"]
        keys += ["networks"] + (["deploy"] if self.has_deploy else ["mem_limit", "pids_limit", "cpus"])
        chosen = self.random.sample(keys, self.random.randint(1, 7))
        text = "" if is_over and self.random.random() < 0.5 else f"    image:{self.value('image')}\n"
        if is_over and self.random.random() < 0.2:
            chosen = chosen[:2]
        for key in dict.fromkeys(chosen):
            tag = self.tag(is_over)
            value = self.value(key)
            if key == "deploy" or (tag == "!override " and value.startswith("\n")):
                tag = ""
            text += f"    {key}: !reset null\n" if tag == "!reset " else f"    {key}: {tag.strip()}{value}\n"
        return text

    def file(self, is_over, extended):
        text = "x-base: &base\n  read_only: true\n  cap_drop: [ALL]\n  environment: {X: base}\nservices:\n"
        names = self.distinct(NAMES, 3) if is_over else list(NAMES)
        for name in names:
            text += f"  {name}:\n"
            body = self.service(is_over)
            if not is_over and self.random.random() < 0.3:
                text += "    <<: *base\n"
            if name in extended and not is_over:
                text += f"    extends: {extended[name]}\n"
            text += body
        if not is_over:
            text += "networks: {front: {}, back: {}}\nvolumes: {data: {}}\nsecrets: {key: {file: ./key.txt}, cert: {environment: A}}\n"
        return text


def project(seed):
    """(text by path, what -f names)"""
    maker = Maker(seed)
    files = {".env": ENV, "one.env": "P=1\n", "two.env": "P=2\n", "key.txt": "k\n"}
    extended, given = {}, []
    if maker.random.random() < 0.5:
        extended["web"] = maker.pick(("{service: base, file: common/base.yaml}", "{service: db}", "db"))
        files["common/base.yaml"] = "services:\n  base:\n" + maker.service(False).replace("[key", "[ckey") + \
            "networks: {front: {}, back: {}}\nvolumes: {data: {}}\nsecrets: {key: {file: ./key.txt}, cert: {environment: A}}\n"
        files["common/base.yaml"] = files["common/base.yaml"].replace("[ckey", "[key")
        files["common/one.env"] = files["common/two.env"] = "P=3\n"
    files["compose.yaml"] = maker.file(False, extended)
    if maker.random.random() < 0.3:
        files["compose.yaml"] += "include:\n  - " + maker.pick(("part/compose.yaml", "{path: part/compose.yaml, project_directory: .}")) + "\n"
        files["part/compose.yaml"] = "services:\n  part:\n" + maker.service(False) + \
            "volumes: {data: {}}\nnetworks: {front: {}, back: {}}\nsecrets: {key: {file: ./key.txt}, cert: {environment: A}}\n"
        files["part/one.env"] = files["part/two.env"] = "P=4\n"
        files["part/.env"] = "A=part\n"
    if maker.random.random() < 0.5:
        files["compose.override.yaml"] = maker.file(True, {})
    elif maker.random.random() < 0.8:
        given = ["compose.yaml"]
        for number in range(maker.random.randint(1, 2)):
            files[f"more{number}.yaml"] = maker.file(True, {})
            given.append(f"more{number}.yaml")
    return files, given
