# SPDX-License-Identifier: Apache-2.0
"""Manifests for tests/differential/kubernetes.py: the cases, the rules' examples, and generated ones."""
import random
import re

CONTAINER = [
    ("image", ["nginx:1.29", "nginx", "nginx:latest", "nginx:1.29@sha256:" + "0" * 64, "ghcr.io/shop/web:4.2"]),
    ("imagePullPolicy", [None, "Always", "IfNotPresent", "Never"]),
    ("command", [None, '["/app", "serve"]']),
    ("ports", [None, "[{containerPort: 8080}]", "[{containerPort: 80}]", "[{containerPort: 8080, hostPort: 8080}]"]),
    ("env", [None, "[{name: MODE, value: fast}]",
             "[{name: TOKEN, valueFrom: {secretKeyRef: {name: web, key: token}}}]"]),
    ("envFrom", [None, None, "[{secretRef: {name: web}}]", "[{configMapRef: {name: web}}]"]),
    ("livenessProbe", [None, "{httpGet: {path: /live, port: 8080}}", "{grpc: {port: 8080}}"]),
    ("readinessProbe", [None, "{tcpSocket: {port: 8080}}", "{exec: {command: [/ready]}}"]),
    ("volumeMounts", [None, "[{name: data, mountPath: /data}]"]),
]
RESOURCES = ["cpu: 500m", "memory: 128Mi", "ephemeral-storage: 1Gi"]
SECURITY = [
    ("privileged", [None, "true", "false"]),
    ("allowPrivilegeEscalation", [None, "true", "false"]),
    ("readOnlyRootFilesystem", [None, "true", "false"]),
    ("runAsNonRoot", [None, "true", "false"]),
    ("runAsUser", [None, "0", "1000", "10001", "65534"]),
    ("runAsGroup", [None, "0", "1000", "10001"]),
    ("procMount", [None, None, "Default", "Unmasked"]),
    ("seccompProfile", [None, "{type: RuntimeDefault}", "{type: Unconfined}", "{type: Localhost, localhostProfile: a.json}"]),
    ("seLinuxOptions", [None, None, "{type: spc_t}", "{level: s0}"]),
    ("capabilities", [None, "{drop: [ALL]}", "{drop: [NET_RAW]}", "{add: [SYS_ADMIN]}", "{drop: [ALL], add: [NET_BIND_SERVICE]}",
                      "{add: [NET_RAW, CHOWN]}", "{drop: [all]}", "{add: [SYS_MODULE], drop: [ALL]}", "{add: [ALL]}"]),
]
OF_CONTAINERS = {"privileged", "allowPrivilegeEscalation", "readOnlyRootFilesystem", "procMount", "capabilities"}
POD = [
    ("hostNetwork", [None, None, "true", "false"]),
    ("hostPID", [None, None, "true"]),
    ("hostIPC", [None, None, "true"]),
    ("hostUsers", [None, None, "false", "true"]),
    ("shareProcessNamespace", [None, None, "true"]),
    ("automountServiceAccountToken", [None, "false", "true"]),
    ("serviceAccountName", [None, "web", "default"]),
    ("hostAliases", [None, None, "[{ip: 127.0.0.1, hostnames: [a]}]"]),
    ("volumes", [None, "[{name: data, emptyDir: {}}]", "[{name: data, hostPath: {path: /var/lib/shop}}]",
                 "[{name: data, hostPath: {path: /etc}}]", "[{name: data, hostPath: {path: /var/run/docker.sock}}]",
                 "[{name: data, persistentVolumeClaim: {claimName: web}}]", "[{name: data, nfs: {server: a, path: /}}]"]),
]
KINDS = {
    "Pod": ("v1", ""),
    "Deployment": ("apps/v1", "spec:\n  replicas: 2\n  selector: {matchLabels: {app: web}}\n  template:\n"),
    "StatefulSet": ("apps/v1", "spec:\n  serviceName: web\n  selector: {matchLabels: {app: web}}\n  template:\n"),
    "DaemonSet": ("apps/v1", "spec:\n  selector: {matchLabels: {app: web}}\n  template:\n"),
    "Job": ("batch/v1", "spec:\n  template:\n"),
    "CronJob": ("batch/v1", 'spec:\n  schedule: "0 3 * * *"\n  jobTemplate:\n    spec:\n      template:\n'),
}
VERBS = ["[get]", "[get, list, watch]", '["*"]', "[create, delete]", "[escalate, bind]", "[impersonate]", "[update, patch]"]
RESOURCE_NAMES = ["[pods]", "[secrets]", '["*"]', "[configmaps]", "[pods/exec]", "[roles, rolebindings]", "[nodes/proxy]",
                  "[deployments]", "[clusterroles]", "[validatingwebhookconfigurations]", "[pods/attach]", "[pods/log]",
                  "[services]", "[networkpolicies]", "[serviceaccounts/token]", "[users]"]
GROUPS = ['[""]', '["*"]', "[apps]", "[rbac.authorization.k8s.io]", "[admissionregistration.k8s.io]"]


def pick(dice, table, indent, skip=()):
    lines = []
    for key, values in table:
        value = None if key in skip else dice.choice(values)
        if value is not None:
            lines.append(f"{indent}{key}: {value}\n")
    return "".join(lines)


def security(dice, indent, is_pod):
    chosen = [row for row in SECURITY if (row[0] not in OF_CONTAINERS or not is_pod) and dice.random() < 0.7]
    body = pick(dice, chosen, indent + "  ")
    return f"{indent}securityContext:\n{body}" if body else ""


def resources(dice, indent):
    found = ""
    for which in ("limits", "requests"):
        chosen = [one for one in RESOURCES if dice.random() < 0.5]
        if chosen:
            found += f"{indent}  {which}: {{{', '.join(chosen)}}}\n"
    return f"{indent}resources:\n{found}" if found else ""


def pod_spec(dice, indent):
    volumes = pick(dice, POD, indent + "  ")
    text = f"{indent}spec:\n{volumes}" + (security(dice, indent + "  ", True) if dice.random() < 0.5 else "")
    for key in ("initContainers", "containers") if dice.random() < 0.2 else ("containers",):
        text += f"{indent}  {key}:\n"
        body = pick(dice, CONTAINER, indent + "      ", () if "data" in volumes else ("volumeMounts",))
        text += f"{indent}    - name: {'first' if key[0] == 'i' else 'web'}\n{body}" + resources(dice, indent + "      ")
        text += security(dice, indent + "      ", False) if dice.random() < 0.8 else ""
    return text


def workload(dice):
    kind = dice.choice(sorted(KINDS))
    version, wrapper = KINDS[kind]
    namespace = dice.choice(["", "  namespace: shop\n", "  namespace: shop\n", "  namespace: default\n", "  namespace: kube-system\n"])
    text = f"apiVersion: {version}\nkind: {kind}\nmetadata:\n  name: web\n{namespace}{wrapper}"
    if not wrapper:
        return text + pod_spec(dice, "")
    depth = len(wrapper.splitlines()[-1]) - len(wrapper.splitlines()[-1].lstrip()) + 2
    return text + " " * depth + "metadata: {labels: {app: web}}\n" + pod_spec(dice, " " * depth)


def role(dice):
    kind = dice.choice(["Role", "ClusterRole"])
    text = f"apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata:\n  name: web\n"
    text += "  namespace: shop\n" if kind == "Role" else ""
    return text + (f"rules:\n  - apiGroups: {dice.choice(GROUPS)}\n    resources: {dice.choice(RESOURCE_NAMES)}\n"
                   f"    verbs: {dice.choice(VERBS)}\n")


def binding(dice):
    kind = dice.choice(["RoleBinding", "ClusterRoleBinding"])
    to = dice.choice(["cluster-admin", "admin", "edit", "view", "web"])
    of = "Role" if kind == "RoleBinding" and to == "web" else "ClusterRole"
    subject = dice.choice(["{kind: ServiceAccount, name: default, namespace: shop}", "{kind: ServiceAccount, name: web, namespace: shop}",
                           "{kind: Group, name: system:authenticated, apiGroup: rbac.authorization.k8s.io}",
                           "{kind: User, name: system:anonymous, apiGroup: rbac.authorization.k8s.io}",
                           "{kind: Group, name: system:masters, apiGroup: rbac.authorization.k8s.io}"])
    namespace = "  namespace: shop\n" if kind == "RoleBinding" else ""
    return (f"apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata:\n  name: web\n{namespace}"
            f"roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: {of}\n  name: {to}\nsubjects:\n  - {subject}\n")


def generated(count, seed):
    dice = random.Random(seed)
    for number in range(count):
        make = dice.choices([workload, role, binding], [8, 1, 1])[0]
        yield f"g{number:04}.yaml", make(dice)


def annotated(folder):
    """The manifests of the annotated cases, without the files behind them, a file for each document: Checkov takes two
    objects of one name for one."""
    for path in sorted(folder.glob("hm7*.k8s.yaml")):
        for number, part in enumerate(re.split(r"^#~ ---.*\n", path.read_text(), flags=re.M)):
            text = re.split(r"^(?:-- .* --|#~ .*)$", part, maxsplit=1, flags=re.M)[0]
            for document, one in enumerate(re.split(r"^---.*\n", text, flags=re.M)):
                yield f"{path.name.split('.')[0]}_{number}_{document}.yaml", one


def examples(folder):
    """What the pages of the rules show."""
    for page in sorted(folder.glob("HM7*.md")):
        for number, text in enumerate(re.findall(r"^```yaml\n(.*?)^```$", page.read_text(), flags=re.M | re.S)):
            yield f"{page.stem}_{number}.yaml", re.split(r"^-- .* --$", text, maxsplit=1, flags=re.M)[0]
