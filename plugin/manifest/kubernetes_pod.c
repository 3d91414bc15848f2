/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/kubernetes_pod.h"

#include "plugin/manifest/kubernetes.h"

#define APP_ARMOR "container.apparmor.security.beta.kubernetes.io/"

static struct hm_span
span_of(const struct hm_yaml *value)
{
    return (struct hm_span){ .off = value->off, .len = value->len };
}

static const struct hm_yaml *
list_of(const struct hm_yaml *map, const char *key)
{
    const struct hm_yaml *found = map == NULL ? NULL : hm_yaml_get(map, key);

    return found != NULL && found->kind == HM_YAML_LIST ? found : NULL;
}

static const struct hm_yaml *
map_of(const struct hm_yaml *map, const char *key)
{
    const struct hm_yaml *found = map == NULL ? NULL : hm_yaml_get(map, key);

    return found != NULL && found->kind == HM_YAML_MAP ? found : NULL;
}

/* Where something about an item of a list is said that has no place of its own. */
static struct hm_span
head_of(const struct hm_yaml *item)
{
    if (item->kind == HM_YAML_MAP && item->n > 0) {
        struct hm_span key = span_of(item->pairs[0].key);
        struct hm_span value = span_of(item->pairs[0].value);
        bool is_flat = item->pairs[0].value->kind < HM_YAML_LIST && value.off > key.off;
        return is_flat ? hm_span_join(key, value) : key;
    }
    return span_of(item);
}

static struct hm_scalars
scalars_of(struct hm_arena *arena, const struct hm_yaml *map, const char *key)
{
    struct hm_scalar whole = hm_tree_scalar(map, key);
    const struct hm_yaml *list = map == NULL ? NULL : list_of(map, key);
    struct hm_scalars scalars = { .span = whole.span, .is_set = whole.is_set };

    if (list == NULL || list->n == 0) {
        return scalars;
    }
    struct hm_scalar *to = hm_arena_new(arena, struct hm_scalar, list->n);
    for (uint32_t i = 0; i < list->n; i++) {
        bool has_template = hm_str_has(list->items[i]->text, "{{");
        to[i] = (struct hm_scalar){ .text = list->items[i]->text,
                                    .span = span_of(list->items[i]),
                                    .value = span_of(list->items[i]),
                                    .is_set = true,
                                    .is_known = !has_template,
                                    .has_variable = has_template };
    }
    scalars.list = to;
    scalars.n = list->n;
    return scalars;
}

static struct hm_entries
sysctls_of(struct hm_arena *arena, const struct hm_yaml *context)
{
    const struct hm_yaml *list = list_of(context, "sysctls");
    struct hm_entries entries = { 0 };

    if (list == NULL) {
        return entries;
    }
    struct hm_entry *to = hm_arena_new(arena, struct hm_entry, list->n);
    for (uint32_t i = 0; i < list->n; i++) {
        struct hm_scalar name = hm_tree_scalar(list->items[i], "name");
        to[i] = (struct hm_entry){ .name = name.text,
                                   .value = hm_tree_scalar(list->items[i], "value"),
                                   .span = name.is_set ? name.span : head_of(list->items[i]) };
    }
    entries.list = to;
    entries.n = list->n;
    entries.span = span_of(list);
    return entries;
}

static void
read_security(struct hm_arena *arena, const struct hm_yaml *holder, struct hm_security *security)
{
    struct hm_scalar whole = hm_tree_scalar(holder, "securityContext");
    const struct hm_yaml *context = map_of(holder, "securityContext");

    if (context == NULL) {
        return;
    }
    const struct hm_yaml *capabilities = map_of(context, "capabilities");
    *security = (struct hm_security){
        .is_set = context->n > 0,
        .span = whole.span,
        .run_as_user = hm_tree_scalar(context, "runAsUser"),
        .run_as_group = hm_tree_scalar(context, "runAsGroup"),
        .run_as_non_root = hm_tree_scalar(context, "runAsNonRoot"),
        .seccomp = hm_tree_at(context, "seccompProfile.type"),
        .app_armor = hm_tree_at(context, "appArmorProfile.type"),
        .selinux_type = hm_tree_at(context, "seLinuxOptions.type"),
        .selinux_user = hm_tree_at(context, "seLinuxOptions.user"),
        .selinux_role = hm_tree_at(context, "seLinuxOptions.role"),
        .host_process = hm_tree_at(context, "windowsOptions.hostProcess"),
        .privileged = hm_tree_scalar(context, "privileged"),
        .allow_escalation = hm_tree_scalar(context, "allowPrivilegeEscalation"),
        .read_only_root = hm_tree_scalar(context, "readOnlyRootFilesystem"),
        .proc_mount = hm_tree_scalar(context, "procMount"),
        .cap_add = scalars_of(arena, capabilities, "add"),
        .cap_drop = scalars_of(arena, capabilities, "drop"),
        .fs_group = hm_tree_scalar(context, "fsGroup"),
        .supplemental_groups = scalars_of(arena, context, "supplementalGroups"),
        .sysctls = sysctls_of(arena, context),
    };
}

static void
inherit(struct hm_scalar *own, const struct hm_scalar *given)
{
    if (!own->is_set) {
        *own = *given;
    }
}

static struct hm_security
effective_of(const struct hm_security *own, const struct hm_security *pod)
{
    struct hm_security all = *own;

    inherit(&all.run_as_user, &pod->run_as_user);
    inherit(&all.run_as_group, &pod->run_as_group);
    inherit(&all.run_as_non_root, &pod->run_as_non_root);
    inherit(&all.seccomp, &pod->seccomp);
    inherit(&all.app_armor, &pod->app_armor);
    if (!all.selinux_type.is_set && !all.selinux_user.is_set && !all.selinux_role.is_set) {
        all.selinux_type = pod->selinux_type;
        all.selinux_user = pod->selinux_user;
        all.selinux_role = pod->selinux_role;
    }
    inherit(&all.host_process, &pod->host_process);
    return all;
}

static void
read_env(struct hm_arena *arena, const struct hm_yaml *item, struct hm_container *to)
{
    const struct hm_yaml *list = list_of(item, "env");
    const struct hm_yaml *whole = list_of(item, "envFrom");
    uint32_t n = (list == NULL ? 0 : list->n) + (whole == NULL ? 0 : whole->n);
    struct hm_kube_env *env = hm_arena_new(arena, struct hm_kube_env, n);

    for (uint32_t i = 0; list != NULL && i < list->n; i++) {
        struct hm_scalar value = hm_tree_scalar(list->items[i], "value");
        struct hm_scalar secret = hm_tree_at(list->items[i], "valueFrom.secretKeyRef");
        bool is_from = hm_tree_scalar(list->items[i], "valueFrom").is_set;
        env[to->n_env++] = (struct hm_kube_env){
            .name = hm_tree_scalar(list->items[i], "name").text,
            .from = secret.is_set ? HM_ENV_SECRET
                    : is_from     ? HM_ENV_OTHER
                                  : HM_ENV_LITERAL,
            .value = value,
            .span = head_of(list->items[i]),
        };
    }
    for (uint32_t i = 0; whole != NULL && i < whole->n; i++) {
        bool is_secret = hm_tree_scalar(whole->items[i], "secretRef").is_set;
        env[to->n_env++] = (struct hm_kube_env){ .from = is_secret ? HM_ENV_SECRET : HM_ENV_OTHER,
                                                 .span = head_of(whole->items[i]) };
    }
    to->env = env;
}

static void
read_ports(struct hm_arena *arena, const struct hm_yaml *item, struct hm_container *to)
{
    const struct hm_yaml *list = list_of(item, "ports");
    struct hm_kube_port *ports = hm_arena_new(arena, struct hm_kube_port, list ? list->n : 0);

    for (uint32_t i = 0; list != NULL && i < list->n; i++) {
        ports[to->n_ports++] = (struct hm_kube_port){
            .name = hm_tree_scalar(list->items[i], "name"),
            .container_port = hm_tree_scalar(list->items[i], "containerPort"),
            .host_port = hm_tree_scalar(list->items[i], "hostPort"),
            .protocol = hm_tree_scalar(list->items[i], "protocol"),
            .span = head_of(list->items[i]),
        };
    }
    to->ports = ports;
}

static void
read_mounts(struct hm_arena *arena, const struct hm_yaml *item, struct hm_container *to)
{
    const struct hm_yaml *list = list_of(item, "volumeMounts");
    struct hm_kube_mount *mounts = hm_arena_new(arena, struct hm_kube_mount, list ? list->n : 0);

    for (uint32_t i = 0; list != NULL && i < list->n; i++) {
        mounts[to->n_mounts++] = (struct hm_kube_mount){
            .volume = hm_tree_scalar(list->items[i], "name"),
            .path = hm_tree_scalar(list->items[i], "mountPath"),
            .read_only = hm_tree_scalar(list->items[i], "readOnly"),
            .propagation = hm_tree_scalar(list->items[i], "mountPropagation"),
            .span = head_of(list->items[i]),
        };
    }
    to->mounts = mounts;
}

static void
read_handlers(struct hm_arena *arena, const struct hm_yaml *item, struct hm_container *to)
{
    static const char *const paths[][2] = {
        { "livenessProbe", "livenessProbe" }, { "readinessProbe", "readinessProbe" },
        { "startupProbe", "startupProbe" },   { "postStart", "lifecycle.postStart" },
        { "preStop", "lifecycle.preStop" },
    };
    enum { N = sizeof paths / sizeof paths[0] };
    struct hm_kube_handler *handlers = hm_arena_new(arena, struct hm_kube_handler, N);

    for (uint32_t i = 0; i < N; i++) {
        struct hm_scalar whole = hm_tree_at(item, paths[i][1]);
        if (!whole.is_set) {
            continue;
        }
        const struct hm_yaml *holder = i < 3 ? item : map_of(item, "lifecycle");
        const struct hm_yaml *handler = map_of(holder, paths[i][0]);
        struct hm_scalar host = hm_tree_at(handler, "httpGet.host");
        struct hm_scalar port = hm_tree_at(handler, "httpGet.port");
        port = port.is_set ? port : hm_tree_at(handler, "tcpSocket.port");
        handlers[to->n_handlers++] = (struct hm_kube_handler){
            .what = paths[i][0],
            .host = host.is_set ? host : hm_tree_at(handler, "tcpSocket.host"),
            .port = port.is_set ? port : hm_tree_at(handler, "grpc.port"),
            .span = whole.span,
        };
    }
    to->handlers = handlers;
    to->has_liveness = hm_tree_scalar(item, "livenessProbe").is_set;
    to->has_readiness = hm_tree_scalar(item, "readinessProbe").is_set;
}

static struct hm_scalars
command_of(struct hm_arena *arena, const struct hm_yaml *item)
{
    struct hm_scalars command = scalars_of(arena, item, "command");
    struct hm_scalars args = scalars_of(arena, item, "args");
    struct hm_scalar *all = hm_arena_new(arena, struct hm_scalar, command.n + args.n);

    for (uint32_t i = 0; i < command.n + args.n; i++) {
        all[i] = i < command.n ? command.list[i] : args.list[i - command.n];
    }
    return (struct hm_scalars){ .list = all,
                                .n = command.n + args.n,
                                .span = command.is_set ? command.span : args.span,
                                .is_set = command.is_set || args.is_set };
}

/* The field wins over the annotation that was there before it. */
static void
read_app_armor(const struct hm_yaml *pod, struct hm_container *to)
{
    const struct hm_yaml *notes = map_of(map_of(pod, "metadata"), "annotations");

    for (uint32_t i = 0; notes != NULL && !to->own.app_armor.is_set && i < notes->n; i++) {
        struct hm_str key = notes->pairs[i].key->text;
        if (hm_str_starts(key, APP_ARMOR) &&
            hm_str_is(hm_str_from(key, sizeof APP_ARMOR - 1), to->name.text)) {
            to->own.app_armor = (struct hm_scalar){
                .text = notes->pairs[i].value->text,
                .span = hm_span_join(span_of(notes->pairs[i].key), span_of(notes->pairs[i].value)),
                .value = span_of(notes->pairs[i].value),
                .is_set = true,
                .is_known = true,
            };
        }
    }
}

static void
read_container(struct hm_arena *arena, const struct hm_yaml *pod, const struct hm_yaml *item,
               enum hm_container_kind kind, const struct hm_pod *of, struct hm_container *to)
{
    struct hm_scalar name = hm_tree_scalar(item, "name");

    *to = (struct hm_container){
        .kind = kind,
        .name = name,
        .image = hm_tree_scalar(item, "image"),
        .pull_policy = hm_tree_scalar(item, "imagePullPolicy"),
        .span = name.is_set ? name.span : head_of(item),
        .body = span_of(item),
        .limit_cpu = hm_tree_at(item, "resources.limits.cpu"),
        .limit_memory = hm_tree_at(item, "resources.limits.memory"),
        .limit_storage = hm_tree_at(item, "resources.limits.ephemeral-storage"),
        .request_cpu = hm_tree_at(item, "resources.requests.cpu"),
        .request_memory = hm_tree_at(item, "resources.requests.memory"),
        .command = command_of(arena, item),
    };
    if (kind == HM_CONTAINER_INIT &&
        hm_str_eq(hm_tree_scalar(item, "restartPolicy").text, "Always")) {
        to->kind = HM_CONTAINER_SIDECAR;
    }
    read_security(arena, item, &to->own);
    read_app_armor(pod, to);
    to->effective = effective_of(&to->own, &of->security);
    read_env(arena, item, to);
    read_ports(arena, item, to);
    read_mounts(arena, item, to);
    read_handlers(arena, item, to);
}

static void
read_volumes(struct hm_arena *arena, const struct hm_yaml *spec, struct hm_pod *pod)
{
    const struct hm_yaml *list = list_of(spec, "volumes");
    struct hm_kube_volume *volumes = hm_arena_new(arena, struct hm_kube_volume, list ? list->n : 0);

    for (uint32_t i = 0; list != NULL && i < list->n; i++) {
        const struct hm_yaml *item = list->items[i];
        struct hm_kube_volume *volume = &volumes[pod->n_volumes++];
        volume->name = hm_tree_scalar(item, "name");
        volume->span = head_of(item);
        for (uint32_t k = 0; item->kind == HM_YAML_MAP && k < item->n; k++) {
            struct hm_str key = item->pairs[k].key->text;
            if (!hm_str_eq(key, "name") && !hm_str_eq(key, "<<")) {
                volume->type = key;
                volume->span = hm_tree_scalar(item, hm_arena_c(arena, key)).span;
            }
        }
        volume->host_path = hm_tree_at(item, "hostPath.path");
        if (hm_tree_scalar(item, "hostPath").is_set) {
            volume->type = HM_S("hostPath");
        }
    }
    pod->volumes = volumes;
}

static void
read_pod(struct hm_arena *arena, const struct hm_yaml *spec, struct hm_pod *pod)
{
    pod->host_network = hm_tree_scalar(spec, "hostNetwork");
    pod->host_pid = hm_tree_scalar(spec, "hostPID");
    pod->host_ipc = hm_tree_scalar(spec, "hostIPC");
    pod->host_users = hm_tree_scalar(spec, "hostUsers");
    pod->share_processes = hm_tree_scalar(spec, "shareProcessNamespace");
    pod->automount = hm_tree_scalar(spec, "automountServiceAccountToken");
    pod->service_account = hm_tree_scalar(spec, "serviceAccountName");
    if (!pod->service_account.is_set) {
        pod->service_account = hm_tree_scalar(spec, "serviceAccount");
    }
    pod->os = hm_tree_at(spec, "os.name");
    pod->host_aliases = scalars_of(arena, spec, "hostAliases");
    read_security(arena, spec, &pod->security);
    read_volumes(arena, spec, pod);
}

bool
hm_kubernetes_pod(struct hm_arena *arena, const struct hm_yaml *pod, struct hm_workload *workload)
{
    static const struct {
        const char *key;
        enum hm_container_kind kind;
    } lists[] = {
        { "initContainers", HM_CONTAINER_INIT },
        { "containers", HM_CONTAINER_PLAIN },
        { "ephemeralContainers", HM_CONTAINER_EPHEMERAL },
    };
    const struct hm_yaml *spec = map_of(pod, "spec");
    uint32_t n = 0;
    uint32_t n_images = 0;

    read_pod(arena, spec, &workload->pod);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const struct hm_yaml *list = list_of(spec, lists[i].key);
        n += list == NULL ? 0 : list->n;
    }
    bool is_all = n <= HM_KUBE_CONTAINERS;
    n = is_all ? n : HM_KUBE_CONTAINERS;
    struct hm_container *containers = hm_arena_new(arena, struct hm_container, n);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const struct hm_yaml *list = list_of(spec, lists[i].key);
        for (uint32_t k = 0; list != NULL && k < list->n && workload->n_containers < n; k++) {
            struct hm_container *to = &containers[workload->n_containers++];
            read_container(arena, pod, list->items[k], lists[i].kind, &workload->pod, to);
            n_images += to->image.is_set;
        }
    }
    workload->containers = containers;
    workload->is_partial = n_images == 0;
    workload->is_windows =
        hm_str_eq(workload->pod.os.text, "windows") ||
        hm_scalar_is_true(&workload->pod.security.host_process) == HM_YES ||
        hm_str_eq(hm_tree_scalar(map_of(spec, "nodeSelector"), "kubernetes.io/os").text, "windows");
    return is_all;
}
