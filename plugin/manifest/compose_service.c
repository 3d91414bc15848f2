/* SPDX-License-Identifier: Apache-2.0 */
/* From a service's tree to facts. */
#include "plugin/manifest/compose_project.h"

#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/manifest/short_form.h"
#include "plugin/model/secret.h"

static struct hm_scalar
value_of(const struct hm_ynode *map, const char *key)
{
    return hm_ynode_value(hm_ynode_get(map, key));
}

/* The first that is set. */
static struct hm_scalar
either(struct hm_scalar a, struct hm_scalar b)
{
    return a.is_set ? a : b;
}

static void
read_volumes(struct hm_compose *compose, const struct hm_ynode *node, struct hm_service *service)
{
    const struct hm_ynode *volumes = hm_ynode_get(node, "volumes");
    const struct hm_ynode *tmpfs = hm_ynode_get(node, "tmpfs");
    uint32_t n = volumes == NULL ? 0 : volumes->n;
    uint32_t n_tmpfs = tmpfs == NULL ? 0 : tmpfs->kind == HM_YAML_LIST ? tmpfs->n : 1;
    struct hm_volume *list = hm_arena_new(compose->arena, struct hm_volume, n + n_tmpfs);

    for (uint32_t i = 0; i < n; i++) {
        list[i] = hm_volume_read(compose->arena, volumes->items[i]);
    }
    for (uint32_t i = 0; i < n_tmpfs; i++) {
        list[n + i] = hm_tmpfs_read(tmpfs->kind == HM_YAML_LIST ? tmpfs->items[i] : tmpfs);
    }
    service->volumes = list;
    service->n_volumes = n + n_tmpfs;
    service->has_shared_volumes = hm_ynode_get(node, "volumes_from") != NULL;
}

/* Of the long form, which is a map, what it calls the source. */
static struct hm_scalars
read_devices(struct hm_compose *compose, const struct hm_ynode *node)
{
    const struct hm_ynode *devices = hm_ynode_get(node, "devices");
    struct hm_scalars values = hm_ynode_values(compose->arena, devices);

    if (devices == NULL || devices->kind != HM_YAML_LIST) {
        return values;
    }
    struct hm_scalar *list = hm_arena_new(compose->arena, struct hm_scalar, values.n);
    for (uint32_t i = 0; i < values.n; i++) {
        const struct hm_ynode *item = devices->items[i];
        list[i] = item->kind == HM_YAML_MAP ? value_of(item, "source") : values.list[i];
    }
    values.list = list;
    return values;
}

/* Of a limit with two values the one that is raised to the most counts. */
static struct hm_entries
read_ulimits(struct hm_compose *compose, const struct hm_ynode *node)
{
    const struct hm_ynode *limits = hm_ynode_get(node, "ulimits");
    struct hm_entries entries = hm_ynode_entries(compose->arena, limits, '=');
    struct hm_entry *list = hm_arena_new(compose->arena, struct hm_entry, entries.n);

    for (uint32_t i = 0; i < entries.n; i++) {
        list[i] = entries.list[i];
        if (limits->items[i]->kind == HM_YAML_MAP) {
            struct hm_scalar hard = value_of(limits->items[i], "hard");
            struct hm_scalar soft = value_of(limits->items[i], "soft");
            list[i].value = hm_str_eq(soft.text, "-1") ? soft : either(hard, soft);
            list[i].span = list[i].value.is_set ? list[i].value.span : list[i].span;
        }
    }
    entries.list = list;
    return entries;
}

/* More ports than this are not compared with one another. */
enum { COMPARED_PORTS = 500 };

/* Whether an item means what one of those before it means: Compose takes them for one. */
static bool
is_repeated(const struct hm_str *identities, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++) {
        if (hm_str_is(identities[i], identities[at])) {
            return true;
        }
    }
    return false;
}

static void
read_ports(struct hm_compose *compose, const struct hm_ynode *node, struct hm_service *service)
{
    const struct hm_ynode *ports = hm_ynode_get(node, "ports");
    uint32_t n = ports == NULL || ports->kind != HM_YAML_LIST ? 0 : ports->n;
    struct hm_published *list = hm_arena_new(compose->arena, struct hm_published, n);
    struct hm_str *identities = hm_arena_new(compose->arena, struct hm_str, n);

    for (uint32_t i = 0; i < n; i++) {
        if (n <= COMPARED_PORTS) {
            identities[i] = hm_published_identity(compose->arena, ports->items[i]);
        }
        if (n > COMPARED_PORTS || !is_repeated(identities, i)) {
            list[service->n_ports++] = hm_published_read(ports->items[i]);
        }
    }
    service->ports = list;
}

/* Only what lies in the scanned folders can be read: in a fresh checkout that is what is tracked.
 */
static void
look_into(struct hm_compose *compose, struct hm_env_file *file)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_dotenv env = { 0 };
    struct hm_err err;

    if (compose->reader->read(compose->reader->ctx, file->file, &text, &err) != HM_OK) {
        return;
    }
    file->is_read = true;
    hm_dotenv_read(&env, compose->arena, hm_buf_str(&text));
    for (size_t i = 0; i < env.list.n; i++) {
        const struct hm_dotenv_value *set = &env.list.p[i];
        struct hm_secret secret;
        size_t at = 0;
        if (hm_secret_next(set->value, &at, &secret) ||
            (set->is_known && hm_secret_name(set->name) == HM_NAME_SECRET &&
             hm_secret_value(set->value) == HM_VALUE_LITERAL)) {
            file->secret = set->name;
            return;
        }
    }
}

static void
read_env_files(struct hm_compose *compose, const struct hm_ynode *node, struct hm_service *service)
{
    const struct hm_ynode *files = hm_ynode_get(node, "env_file");
    uint32_t n = files == NULL ? 0 : files->kind == HM_YAML_LIST ? files->n : 1;
    struct hm_env_file *list = hm_arena_new(compose->arena, struct hm_env_file, n);

    for (uint32_t i = 0; i < n; i++) {
        const struct hm_ynode *item = files->kind == HM_YAML_LIST ? files->items[i] : files;
        list[i].path =
            hm_ynode_value(item->kind == HM_YAML_MAP ? hm_ynode_get(item, "path") : item);
        if (list[i].path.is_set && list[i].path.is_known) {
            list[i].file = hm_path_join(compose->arena, item->file->folder, list[i].path.text);
            look_into(compose, &list[i]);
        }
    }
    service->env_files = list;
    service->n_env_files = n;
}

static const struct hm_grant *
read_grants(struct hm_compose *compose, const struct hm_ynode *list, uint32_t *ret_n)
{
    uint32_t n = list == NULL || list->kind != HM_YAML_LIST ? 0 : list->n;
    struct hm_grant *grants = hm_arena_new(compose->arena, struct hm_grant, n);

    for (uint32_t i = 0; i < n; i++) {
        const struct hm_ynode *item = list->items[i];
        grants[i].span = item->span;
        grants[i].source =
            hm_ynode_value(item->kind == HM_YAML_MAP ? hm_ynode_get(item, "source") : item);
        grants[i].target = value_of(item, "target");
    }
    *ret_n = n;
    return grants;
}

static void
read_limits(const struct hm_ynode *node, struct hm_service *service)
{
    const struct hm_ynode *resources = hm_ynode_get(hm_ynode_get(node, "deploy"), "resources");
    const struct hm_ynode *limits = hm_ynode_get(resources, "limits");

    service->memory = either(value_of(limits, "memory"), value_of(node, "mem_limit"));
    service->cpus = either(either(value_of(limits, "cpus"), value_of(node, "cpus")),
                           value_of(node, "cpu_quota"));
    service->pids = either(value_of(limits, "pids"), value_of(node, "pids_limit"));
}

static void
read_healthcheck(const struct hm_ynode *node, struct hm_service *service)
{
    const struct hm_ynode *healthcheck = hm_ynode_get(node, "healthcheck");
    const struct hm_ynode *test = hm_ynode_get(healthcheck, "test");
    struct hm_scalar disable = value_of(healthcheck, "disable");

    service->healthcheck = hm_ynode_value(test);
    service->has_healthcheck_off = hm_scalar_is_true(&disable);
    if (disable.is_set && service->has_healthcheck_off != HM_NO) {
        service->healthcheck.span = disable.span;
    }
    const struct hm_ynode *first =
        test != NULL && test->kind == HM_YAML_LIST && test->n > 0 ? test->items[0] : test;
    if (first != NULL && hm_str_eq_nocase(first->text, HM_S("none"))) {
        service->has_healthcheck_off = HM_YES;
    }
}

static void
read_restart(struct hm_compose *compose, const struct hm_ynode *node, struct hm_service *service)
{
    const struct hm_ynode *policy = hm_ynode_get(hm_ynode_get(node, "deploy"), "restart_policy");
    struct hm_scalar attempts = value_of(policy, "max_attempts");

    service->restart = either(value_of(policy, "condition"), value_of(node, "restart"));
    if (policy != NULL && !service->restart.is_set) {
        service->restart = hm_ynode_value(policy);
        service->restart.text = HM_S("any");
    }
    if (policy != NULL && attempts.is_set && attempts.is_known) {
        service->restart.text = hm_arena_printf(
            compose->arena, "%.*s:%.*s", HM_FMT(service->restart.text), HM_FMT(attempts.text));
    }
}

static void
read_hooks(struct hm_compose *compose, const struct hm_ynode *node, struct hm_service *service)
{
    const struct hm_ynode *lists[] = { hm_ynode_get(node, "post_start"),
                                       hm_ynode_get(node, "pre_stop") };
    uint32_t n = (lists[0] == NULL ? 0 : lists[0]->n) + (lists[1] == NULL ? 0 : lists[1]->n);
    struct hm_hook *hooks = hm_arena_new(compose->arena, struct hm_hook, n);

    for (unsigned i = 0; i < 2; i++) {
        for (uint32_t k = 0; lists[i] != NULL && k < lists[i]->n; k++) {
            struct hm_hook *hook = &hooks[service->n_hooks++];
            hook->user = value_of(lists[i]->items[k], "user");
            hook->privileged = value_of(lists[i]->items[k], "privileged");
        }
    }
    service->hooks = hooks;
}

void
hm_compose_service(struct hm_compose *compose, const struct hm_ynode *node,
                   struct hm_service *service)
{
    const struct {
        const char *key;
        struct hm_scalar *value;
    } values[] = {
        { "image", &service->image },
        { "container_name", &service->container_name },
        { "user", &service->user },
        { "privileged", &service->privileged },
        { "read_only", &service->read_only },
        { "network_mode", &service->network_mode },
        { "pid", &service->pid },
        { "ipc", &service->ipc },
        { "uts", &service->uts },
        { "userns_mode", &service->userns_mode },
        { "cgroup", &service->cgroup },
        { "cgroup_parent", &service->cgroup_parent },
        { "runtime", &service->runtime },
        { "oom_kill_disable", &service->oom_kill_disable },
        { "use_api_socket", &service->api_socket },
    };
    const struct {
        const char *key;
        struct hm_scalars *values;
    } lists[] = {
        { "profiles", &service->profiles },
        { "cap_add", &service->cap_add },
        { "cap_drop", &service->cap_drop },
        { "security_opt", &service->security_opt },
        { "group_add", &service->group_add },
        { "networks", &service->networks },
        { "device_cgroup_rules", &service->device_cgroup_rules },
        { "command", &service->command },
        { "entrypoint", &service->entrypoint },
        { "expose", &service->expose },
    };

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        *values[i].value = value_of(node, values[i].key);
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        *lists[i].values = hm_ynode_values(compose->arena, hm_ynode_get(node, lists[i].key));
    }
    service->environment = hm_ynode_entries(compose->arena, hm_ynode_get(node, "environment"), '=');
    service->sysctls = hm_ynode_entries(compose->arena, hm_ynode_get(node, "sysctls"), '=');
    service->ulimits = read_ulimits(compose, node);
    service->devices = read_devices(compose, node);
    service->secrets = read_grants(compose, hm_ynode_get(node, "secrets"), &service->n_secrets);
    service->configs = read_grants(compose, hm_ynode_get(node, "configs"), &service->n_configs);
    service->logging = value_of(hm_ynode_get(node, "logging"), "driver");
    read_volumes(compose, node, service);
    read_ports(compose, node, service);
    read_env_files(compose, node, service);
    read_limits(node, service);
    read_healthcheck(node, service);
    read_restart(compose, node, service);
    read_hooks(compose, node, service);
    struct hm_scalar mode = value_of(hm_ynode_get(node, "deploy"), "mode");
    service->is_passing =
        hm_str_eq(mode.text, "replicated-job") || hm_str_eq(mode.text, "global-job");
    hm_compose_build(compose, hm_ynode_get(node, "build"), &service->build);
}
