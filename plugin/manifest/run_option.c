/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/run_option.h"

#include "plugin/manifest/run_call.h"
#include "plugin/manifest/short_form.h"

static const struct hm_run_option options[] = {
#define FLAG(name, letter, what) { (name), (letter), false, HM_RUN_##what },
#define VALUE(name, letter, what) { (name), (letter), true, HM_RUN_##what },
#include "plugin/manifest/run_options.def"
#undef FLAG
#undef VALUE
};

const struct hm_run_option *
hm_run_option_long(struct hm_str name)
{
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (hm_str_eq(name, options[i].name)) {
            return &options[i];
        }
    }
    return NULL;
}

const struct hm_run_option *
hm_run_option_letter(char letter)
{
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (letter != '\0' && options[i].letter == letter) {
            return &options[i];
        }
    }
    return NULL;
}

/* --- words --- */

static struct hm_span
span_of(const struct hm_run *r, struct hm_span span)
{
    return hm_run_map(r->reader, span);
}

/* Where the bytes of a word are the file's own, so that parts of it have places. */
static bool
is_verbatim(const struct hm_run *r, const struct hm_arg *arg)
{
    return !arg->is_quoted && !arg->is_expanded && arg->span.len == arg->text.n &&
           (r->reader->map == NULL || r->reader->map->n_joins == 0);
}

/* The folder that a script works in, and the user's own: what variables and commands for them stand
   for. */
static struct hm_str
replace_folder(struct hm_arena *arena, struct hm_str text)
{
    static const struct {
        const char *word;
        const char *path;
    } folders[] = {
        { "$PWD", "." },      { "${PWD}", "." },    { "$(pwd)", "." }, { "`pwd`", "." },
        { "$(CURDIR)", "." }, { "${CURDIR}", "." }, { "$HOME", "~" },  { "${HOME}", "~" },
        { "${PWD:?}", "." },  { "${HOME:?}", "~" },
    };

    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        struct hm_str rest = hm_str_from(text, strlen(folders[i].word));
        if (hm_str_starts(text, folders[i].word) &&
            (rest.n == 0 || *rest.p == '/' || *rest.p == ':' || *rest.p == ',')) {
            return hm_arena_concat(arena, hm_str_c(folders[i].path), rest);
        }
    }
    return text;
}

/* What the short forms read: @p text is all of a word or its part behind '='. */
struct hm_ynode
hm_run_node(const struct hm_run *r, const struct hm_arg *arg, struct hm_str text,
            struct hm_span span)
{
    struct hm_ynode node = {
        .kind = HM_YAML_TEXT,
        .text = text,
        .is_known = arg->is_literal,
        .has_variable = !arg->is_literal || arg->is_expanded,
        .span = span,
        .value = span_of(r, arg->span),
        .file = r->reader->file,
    };

    if (!arg->is_literal && text.n > 0) {
        node.is_known = hm_str_find(text, '$') == text.n && hm_str_find(text, '`') == text.n;
    }
    if (is_verbatim(r, arg) && text.p >= arg->text.p && text.p <= arg->text.p + arg->text.n) {
        node.value.off += (uint32_t)(text.p - arg->text.p);
        node.value.len = (uint32_t)text.n;
    }
    return node;
}

/* Of a command in back quotes the readers of short forms know nothing. */
static struct hm_str
as_dollar(struct hm_arena *arena, struct hm_str text)
{
    if (hm_str_find(text, '`') == text.n) {
        return text;
    }
    struct hm_str copy = hm_arena_str(arena, text);
    for (size_t i = 0; i < copy.n; i++) {
        char *c = (char *)copy.p + i;
        *c = *c == '`' ? '$' : *c;
    }
    return copy;
}

static struct hm_ynode
path_node(const struct hm_run *r, const struct hm_arg *arg, struct hm_str text, struct hm_span span)
{
    struct hm_arena *arena = r->reader->arena;
    struct hm_ynode node = hm_run_node(r, arg, text, span);
    struct hm_str head = HM_S("");
    struct hm_str path = text;

    if (hm_str_find(text, '=') < text.n) {
        static const char *const names[] = { "source=", "src=", NULL };
        for (size_t i = 0; names[i] != NULL; i++) {
            for (size_t at = 0; head.n == 0 && at + strlen(names[i]) < text.n; at++) {
                bool is_start = at == 0 || text.p[at - 1] == ',';
                if (is_start && hm_str_starts(hm_str_from(text, at), names[i])) {
                    head = hm_str_sub(text, 0, at + strlen(names[i]));
                    path = hm_str_from(text, head.n);
                }
            }
        }
    }
    struct hm_str replaced = replace_folder(arena, path);
    if (replaced.p != path.p) {
        node.text = hm_arena_concat(arena, head, replaced);
    }
    node.text = as_dollar(arena, node.text);
    node.is_known = hm_str_find(node.text, '$') == node.text.n;
    return node;
}

/* --- what the options say --- */

void
hm_run_set(struct hm_scalar *to, const struct hm_ynode *node)
{
    *to = hm_ynode_value(node);
    to->span = node->span;
    to->value = node->value;
}

/* "true" for a flag that is given, and for what Go takes for it behind '='. */
static void
set_flag(struct hm_scalar *to, const struct hm_ynode *node)
{
    static const char *const yes[] = { "1", "t", "true", NULL };

    hm_run_set(to, node);
    if (node->text.n == 0 || hm_str_in_nocase(node->text, yes)) {
        to->text = HM_S("true");
        to->is_known = true;
    }
}

static struct hm_entry
entry_of(const struct hm_ynode *node, char sep)
{
    size_t at = hm_str_find(node->text, sep);
    struct hm_entry entry = { .name = hm_str_sub(node->text, 0, at), .span = node->span };

    if (at < node->text.n) {
        hm_run_set(&entry.value, node);
        entry.value.text = hm_str_from(node->text, at + 1);
        entry.value.is_known =
            node->is_known || hm_str_find(entry.value.text, '$') == entry.value.text.n;
        if (entry.value.value.len == node->text.n) {
            entry.value.value.off += (uint32_t)at + 1;
            entry.value.value.len -= (uint32_t)at + 1;
        }
    }
    return entry;
}

static void
add_list(struct hm_run *r, unsigned list, const struct hm_ynode *node)
{
    struct hm_scalar *added = hm_vec_push(r->reader->arena, &r->lists[list]);

    hm_run_set(added, node);
}

/* --cap-add takes several with commas in Podman. */
static void
add_capabilities(struct hm_run *r, unsigned list, const struct hm_ynode *node)
{
    struct hm_str rest = node->text;
    struct hm_str name;

    while (hm_str_split(&rest, ',', &name)) {
        struct hm_ynode one = *node;
        one.text = hm_str_trim(name);
        add_list(r, list, &one);
    }
}

/* "host", "none", "container:x" are modes; others are names of networks. */
static void
set_network(struct hm_run *r, const struct hm_ynode *node)
{
    struct hm_service *service = r->service;

    if (!node->is_known || hm_str_eq(node->text, "host") || !service->network_mode.is_set) {
        hm_run_set(&service->network_mode, node);
    }
}

static void
add_published(struct hm_run *r, const struct hm_ynode *node, bool is_all)
{
    struct hm_ynode *kept = hm_arena_new(r->reader->arena, struct hm_ynode, 1);
    struct hm_published port = { .span = node->span, .protocol = HM_S("tcp") };

    *kept = *node;
    if (!is_all) {
        port = hm_str_find(kept->text, '=') < kept->text.n ? hm_publish_read(kept)
                                                           : hm_published_read(kept);
    }
    hm_vec_add(r->reader->arena, &r->ports, port);
}

static bool
is_false(struct hm_str text)
{
    static const char *const words[] = { "0", "f", "false", NULL };

    return hm_str_in_nocase(text, words);
}

static void
take_volume(struct hm_run *r, enum hm_run_what what, const struct hm_arg *arg, struct hm_str text,
            struct hm_span span)
{
    struct hm_ynode node = path_node(r, arg, text, span);
    struct hm_arena *arena = r->reader->arena;
    struct hm_volume volume = what == HM_RUN_VOLUME  ? hm_volume_read(arena, &node)
                              : what == HM_RUN_MOUNT ? hm_mount_read(arena, &node)
                                                     : hm_tmpfs_read(&node);

    volume.span = span;
    hm_vec_add(arena, &r->volumes, volume);
}

static void
take_env_file(struct hm_run *r, const struct hm_ynode *node)
{
    struct hm_env_file file = { 0 };

    hm_run_set(&file.path, node);
    hm_vec_add(r->reader->arena, &r->env_files, file);
}

static struct hm_scalar *
scalar_for(struct hm_service *service, enum hm_run_what what)
{
    switch (what) {
    case HM_RUN_CGROUP:
        return &service->cgroup;
    case HM_RUN_CGROUP_PARENT:
        return &service->cgroup_parent;
    case HM_RUN_CPUS:
        return &service->cpus;
    case HM_RUN_HEALTH_CMD:
        return &service->healthcheck;
    case HM_RUN_IPC:
        return &service->ipc;
    case HM_RUN_LOG_DRIVER:
        return &service->logging;
    case HM_RUN_MEMORY:
        return &service->memory;
    case HM_RUN_NAME:
        return &service->container_name;
    case HM_RUN_PID:
        return &service->pid;
    case HM_RUN_PIDS:
        return &service->pids;
    case HM_RUN_RESTART:
        return &service->restart;
    case HM_RUN_RUNTIME:
        return &service->runtime;
    case HM_RUN_USER:
        return &service->user;
    case HM_RUN_USERNS:
        return &service->userns_mode;
    case HM_RUN_UTS:
        return &service->uts;
    default:
        return NULL;
    }
}

void
hm_run_take_flag(struct hm_run *r, enum hm_run_what what, const struct hm_ynode *node)
{
    struct hm_service *service = r->service;
    bool is_on = !is_false(node->text);

    switch (what) {
    case HM_RUN_API_SOCKET:
        set_flag(&service->api_socket, node);
        break;
    case HM_RUN_DETACH:
        r->is_detached = is_on;
        break;
    case HM_RUN_HELP:
        r->is_help = is_on;
        break;
    case HM_RUN_NO_HEALTHCHECK:
        set_flag(&service->healthcheck, node);
        service->has_healthcheck_off = hm_scalar_is_true(&service->healthcheck);
        break;
    case HM_RUN_OOM_KILL_DISABLE:
        set_flag(&service->oom_kill_disable, node);
        break;
    case HM_RUN_PRIVILEGED:
        set_flag(&service->privileged, node);
        break;
    case HM_RUN_PUBLISH_ALL:
        if (is_on) {
            add_published(r, node, true);
        }
        break;
    case HM_RUN_READ_ONLY:
        set_flag(&service->read_only, node);
        break;
    case HM_RUN_REMOVED:
        r->is_removed = is_on;
        break;
    case HM_RUN_ROOTFS:
        r->is_rootfs = is_on;
        break;
    case HM_RUN_WATCHED:
        r->is_watched = r->is_watched || is_on;
        break;
    default:
        break;
    }
}

void
hm_run_take_value(struct hm_run *r, enum hm_run_what what, const struct hm_arg *arg,
                  struct hm_str text, struct hm_span span)
{
    struct hm_arena *arena = r->reader->arena;
    struct hm_ynode node = hm_run_node(r, arg, text, span);
    struct hm_scalar *scalar = scalar_for(r->service, what);

    if (scalar != NULL) {
        hm_run_set(scalar, &node);
        return;
    }
    switch (what) {
    case HM_RUN_CAP_ADD:
        add_capabilities(r, LIST_CAP_ADD, &node);
        break;
    case HM_RUN_CAP_DROP:
        add_capabilities(r, LIST_CAP_DROP, &node);
        break;
    case HM_RUN_SECURITY_OPT:
        add_list(r, LIST_SECURITY_OPT, &node);
        break;
    case HM_RUN_GROUP_ADD:
        add_list(r, LIST_GROUP_ADD, &node);
        break;
    case HM_RUN_DEVICE:
        add_list(r, LIST_DEVICES, &node);
        break;
    case HM_RUN_DEVICE_CGROUP_RULE:
        add_list(r, LIST_RULES, &node);
        break;
    case HM_RUN_ENTRYPOINT:
        r->service->entrypoint.list = hm_arena_new(arena, struct hm_scalar, 1);
        hm_run_set((struct hm_scalar *)r->service->entrypoint.list, &node);
        r->service->entrypoint.n = 1;
        r->service->entrypoint.span = span;
        r->service->entrypoint.is_set = true;
        break;
    case HM_RUN_ENV:
        hm_vec_add(arena, &r->environment, entry_of(&node, '='));
        break;
    case HM_RUN_ENV_FILE:
        take_env_file(r, &node);
        break;
    case HM_RUN_ATTEMPTS:
        hm_run_set(&r->attempts, &node);
        break;
    case HM_RUN_MODE:
        r->is_job = hm_str_ends(node.text, "-job");
        break;
    case HM_RUN_MOUNT:
    case HM_RUN_TMPFS:
    case HM_RUN_VOLUME:
        take_volume(r, what, arg, text, span);
        break;
    case HM_RUN_NETWORK:
        set_network(r, &node);
        break;
    case HM_RUN_PUBLISH:
        add_published(r, &node, false);
        break;
    case HM_RUN_SECRET:
        hm_vec_add(arena, &r->secrets, ((struct hm_grant){ .span = span }));
        break;
    case HM_RUN_SYSCTL:
        hm_vec_add(arena, &r->sysctls, entry_of(&node, '='));
        break;
    case HM_RUN_ULIMIT:
        hm_vec_add(arena, &r->ulimits, entry_of(&node, '='));
        break;
    case HM_RUN_VOLUMES_FROM:
        r->service->has_shared_volumes = true;
        break;
    default:
        break;
    }
}

static struct hm_scalars
list_of(const struct hm_run *r, unsigned list)
{
    struct hm_scalars values = { .list = r->lists[list].p, .n = (uint32_t)r->lists[list].n };

    values.is_set = values.n > 0;
    if (values.n > 0) {
        values.span = values.list[values.n - 1].span;
    }
    return values;
}

void
hm_run_keep(const struct hm_run *r)
{
    struct hm_service *service = r->service;

    service->cap_add = list_of(r, LIST_CAP_ADD);
    service->cap_drop = list_of(r, LIST_CAP_DROP);
    service->security_opt = list_of(r, LIST_SECURITY_OPT);
    service->group_add = list_of(r, LIST_GROUP_ADD);
    service->devices = list_of(r, LIST_DEVICES);
    service->device_cgroup_rules = list_of(r, LIST_RULES);
    service->volumes = r->volumes.p;
    service->n_volumes = (uint32_t)r->volumes.n;
    service->ports = r->ports.p;
    service->n_ports = (uint32_t)r->ports.n;
    service->env_files = r->env_files.p;
    service->n_env_files = (uint32_t)r->env_files.n;
    service->secrets = r->secrets.p;
    service->n_secrets = (uint32_t)r->secrets.n;
    service->environment.list = r->environment.p;
    service->environment.n = (uint32_t)r->environment.n;
    service->sysctls.list = r->sysctls.p;
    service->sysctls.n = (uint32_t)r->sysctls.n;
    service->ulimits.list = r->ulimits.p;
    service->ulimits.n = (uint32_t)r->ulimits.n;
}
