/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/compose_json.h"

#include "plugin/dockerfile/ast_text.h"
#include "plugin/manifest/model_json.h"

static void
put_some(const struct hm_json_writer *out, const char *name, struct hm_str text)
{
    if (text.n > 0) {
        hm_put_text(out->buf, name, text);
    }
}

static void
begin_list(const struct hm_json_writer *out, const char *name)
{
    hm_put_name(out->buf, name);
    hm_buf_putc(out->buf, '[');
}

static void
begin_item(const struct hm_json_writer *out, uint32_t i)
{
    hm_buf_puts(out->buf, i == 0 ? "{" : ",{");
}

static void
put_build(const struct hm_json_writer *out, const struct hm_service_build *build)
{
    if (!build->is_set) {
        return;
    }
    hm_put_name(out->buf, "build");
    hm_buf_putc(out->buf, '{');
    hm_json_scalar(out, "context", &build->context);
    hm_json_scalar(out, "dockerfile", &build->dockerfile);
    hm_json_scalar(out, "dockerfile_inline", &build->inline_text);
    put_some(out, "folder", build->folder);
    put_some(out, "path", build->path);
    hm_json_scalar(out, "target", &build->target);
    hm_json_scalar(out, "privileged", &build->privileged);
    hm_json_scalar(out, "network", &build->network);
    hm_json_entries(out, "args", &build->args);
    hm_json_entries(out, "additional_contexts", &build->contexts);
    hm_json_scalars(out, "tags", &build->tags);
    hm_json_scalars(out, "entitlements", &build->entitlements);
    hm_json_at(out, build->span);
    hm_buf_putc(out->buf, '}');
}

static void
put_volumes(const struct hm_json_writer *out, const struct hm_service *service)
{
    static const char *const kinds[] = {
        [HM_VOLUME_OTHER] = "other",  [HM_VOLUME_BIND] = "bind",
        [HM_VOLUME_NAMED] = "volume", [HM_VOLUME_ANONYMOUS] = "anonymous",
        [HM_VOLUME_TMPFS] = "tmpfs",  [HM_VOLUME_IMAGE] = "image",
    };
    static const char *const trits[] = {
        [HM_NO] = "no", [HM_YES] = "yes", [HM_UNKNOWN] = "unknown"
    };

    begin_list(out, "volumes");
    for (uint32_t i = 0; i < service->n_volumes; i++) {
        const struct hm_volume *volume = &service->volumes[i];
        begin_item(out, i);
        hm_put_text(out->buf, "kind", hm_str_c(kinds[volume->kind]));
        hm_json_scalar(out, "source", &volume->source);
        put_some(out, "path", volume->path);
        hm_json_scalar(out, "target", &volume->target);
        hm_put_text(out->buf, "read_only", hm_str_c(trits[volume->is_read_only]));
        hm_json_scalar(out, "propagation", &volume->propagation);
        hm_json_scalar(out, "options", &volume->options);
        hm_json_at(out, volume->span);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

static void
put_ports(const struct hm_json_writer *out, const struct hm_service *service)
{
    begin_list(out, "ports");
    for (uint32_t i = 0; i < service->n_ports; i++) {
        const struct hm_published *port = &service->ports[i];
        begin_item(out, i);
        hm_json_scalar(out, "address", &port->address);
        hm_json_scalar(out, "published", &port->published);
        hm_json_scalar(out, "target", &port->target);
        hm_put_text(out->buf, "protocol", port->protocol);
        hm_json_at(out, port->span);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

static void
put_grants(const struct hm_json_writer *out, const char *name, const struct hm_grant *grants,
           uint32_t n)
{
    begin_list(out, name);
    for (uint32_t i = 0; i < n; i++) {
        begin_item(out, i);
        hm_json_scalar(out, "source", &grants[i].source);
        hm_json_scalar(out, "target", &grants[i].target);
        hm_json_at(out, grants[i].span);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

static void
put_env_files(const struct hm_json_writer *out, const struct hm_service *service)
{
    begin_list(out, "env_file");
    for (uint32_t i = 0; i < service->n_env_files; i++) {
        begin_item(out, i);
        hm_json_scalar(out, "path", &service->env_files[i].path);
        put_some(out, "file", service->env_files[i].file);
        hm_put_bool(out->buf, "read", service->env_files[i].is_read);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

static void
put_values(const struct hm_json_writer *out, const struct hm_service *service)
{
    const struct {
        const char *key;
        const struct hm_scalar *value;
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
        { "memory", &service->memory },
        { "cpus", &service->cpus },
        { "pids", &service->pids },
        { "restart", &service->restart },
        { "logging", &service->logging },
        { "oom_kill_disable", &service->oom_kill_disable },
        { "use_api_socket", &service->api_socket },
    };

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        hm_json_scalar(out, values[i].key, values[i].value);
    }
}

static void
put_lists(const struct hm_json_writer *out, const struct hm_service *service)
{
    const struct {
        const char *key;
        const struct hm_scalars *values;
    } lists[] = {
        { "profiles", &service->profiles },
        { "cap_add", &service->cap_add },
        { "cap_drop", &service->cap_drop },
        { "security_opt", &service->security_opt },
        { "group_add", &service->group_add },
        { "networks", &service->networks },
        { "devices", &service->devices },
        { "device_cgroup_rules", &service->device_cgroup_rules },
        { "command", &service->command },
        { "entrypoint", &service->entrypoint },
    };

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        hm_json_scalars(out, lists[i].key, lists[i].values);
    }
}

static void
put_service(const struct hm_json_writer *out, const struct hm_service *service)
{
    hm_put_text(out->buf, "name", service->name);
    if (service->incomplete != NULL) {
        hm_put_text(out->buf, "incomplete", hm_str_c(service->incomplete));
    }
    put_build(out, &service->build);
    put_values(out, service);
    put_lists(out, service);
    put_volumes(out, service);
    put_ports(out, service);
    hm_json_entries(out, "environment", &service->environment);
    put_env_files(out, service);
    put_grants(out, "secrets", service->secrets, service->n_secrets);
    put_grants(out, "configs", service->configs, service->n_configs);
    hm_json_entries(out, "sysctls", &service->sysctls);
    hm_json_at(out, service->span);
}

static void
put_given(const struct hm_json_writer *out, const char *name, bool is_secret)
{
    uint32_t n = 0;

    begin_list(out, name);
    for (uint32_t i = 0; i < out->manifest->n_given; i++) {
        const struct hm_given *given = &out->manifest->given[i];
        if (given->is_secret == is_secret) {
            begin_item(out, n++);
            hm_put_text(out->buf, "name", given->name);
            hm_json_scalar(out, "file", &given->file);
            hm_json_scalar(out, "content", &given->content);
            hm_buf_putc(out->buf, '}');
        }
    }
    hm_buf_putc(out->buf, ']');
}

void
hm_compose_json(const struct hm_manifests *manifest, struct hm_buf *buf)
{
    const struct hm_json_writer out = { .manifest = manifest, .buf = buf };

    hm_buf_putc(buf, '{');
    hm_put_text(buf, "file", manifest->sources[0]->path);
    hm_put_text(buf, "kind", HM_S("compose"));
    hm_json_sources(&out);
    hm_json_problems(&out);
    begin_list(&out, "services");
    for (uint32_t i = 0; i < manifest->n_services; i++) {
        begin_item(&out, i);
        put_service(&out, &manifest->services[i]);
        hm_buf_putc(buf, '}');
    }
    hm_buf_putc(buf, ']');
    put_given(&out, "secrets", true);
    put_given(&out, "configs", false);
    hm_buf_putc(buf, '}');
}
