/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of services, as a line of text each: for tables of tests. */
#ifndef HM_TESTS_MANIFEST_DESCRIBED_H
#define HM_TESTS_MANIFEST_DESCRIBED_H

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/buf.h"
#include "plugin/model/manifests.h"

static inline void
describe_value(struct hm_buf *buf, const char *name, const struct hm_scalar *value)
{
    if (value->is_set) {
        hm_buf_printf(buf, " %s%s%.*s", name, value->is_known ? "=" : "?", HM_FMT(value->text));
    }
}

static inline void
describe_list(struct hm_buf *buf, const char *name, const struct hm_scalars *values)
{
    for (uint32_t i = 0; i < values->n; i++) {
        describe_value(buf, name, &values->list[i]);
    }
}

static inline void
describe_entries(struct hm_buf *buf, const char *name, const struct hm_entries *entries)
{
    for (uint32_t i = 0; i < entries->n; i++) {
        hm_buf_printf(buf, " %s:%.*s", name, HM_FMT(entries->list[i].name));
        describe_value(buf, "", &entries->list[i].value);
    }
}

static inline void
describe_mounts(struct hm_buf *buf, const struct hm_service *service)
{
    static const char kinds[] = "obnat";

    for (uint32_t i = 0; i < service->n_volumes; i++) {
        const struct hm_volume *volume = &service->volumes[i];
        hm_buf_printf(buf, " %c(%.*s>%.*s%s)", kinds[volume->kind],
                      HM_FMT(volume->path.n > 0 ? volume->path : volume->source.text),
                      HM_FMT(volume->target.text),
                      volume->is_read_only == HM_YES       ? " ro"
                      : volume->is_read_only == HM_UNKNOWN ? " ?"
                                                           : "");
    }
    for (uint32_t i = 0; i < service->n_ports; i++) {
        const struct hm_published *port = &service->ports[i];
        hm_buf_printf(buf, " port(%.*s|%.*s|%.*s)", HM_FMT(port->address.text),
                      HM_FMT(port->published.text), HM_FMT(port->target.text));
    }
}

/* "web: image=nginx privileged=true"; '?' for '=' where it is not known. */
static inline struct hm_str
describe(struct hm_arena *arena, const struct hm_service *service)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    hm_buf_printf(&buf, "%.*s:", HM_FMT(service->name));
    describe_value(&buf, "image", &service->image);
    describe_value(&buf, "user", &service->user);
    describe_value(&buf, "privileged", &service->privileged);
    describe_value(&buf, "read_only", &service->read_only);
    describe_list(&buf, "add", &service->cap_add);
    describe_list(&buf, "drop", &service->cap_drop);
    describe_list(&buf, "opt", &service->security_opt);
    describe_list(&buf, "device", &service->devices);
    describe_value(&buf, "net", &service->network_mode);
    describe_value(&buf, "pid", &service->pid);
    describe_value(&buf, "ipc", &service->ipc);
    describe_value(&buf, "uts", &service->uts);
    describe_value(&buf, "userns", &service->userns_mode);
    describe_value(&buf, "cgroup", &service->cgroup);
    describe_value(&buf, "memory", &service->memory);
    describe_value(&buf, "cpus", &service->cpus);
    describe_value(&buf, "pids", &service->pids);
    describe_value(&buf, "restart", &service->restart);
    describe_value(&buf, "health", &service->healthcheck);
    describe_value(&buf, "log", &service->logging);
    describe_entries(&buf, "env", &service->environment);
    describe_entries(&buf, "ulimit", &service->ulimits);
    describe_entries(&buf, "sysctl", &service->sysctls);
    for (uint32_t i = 0; i < service->n_env_files; i++) {
        describe_value(&buf, "env_file", &service->env_files[i].path);
    }
    describe_mounts(&buf, service);
    describe_list(&buf, "cmd", &service->command);
    hm_buf_puts(&buf, service->has_healthcheck_off == HM_YES ? " unchecked" : "");
    hm_buf_puts(&buf, service->is_passing ? " passing" : "");
    hm_buf_puts(&buf, service->is_podman ? " podman" : "");
    hm_buf_puts(&buf, service->is_image_made ? " made" : "");
    hm_buf_puts(&buf, service->incomplete != NULL ? " incomplete" : "");
    return hm_arena_str(arena, hm_buf_str(&buf));
}

/* All services of a manifest, a line each. */
static inline struct hm_str
describe_all(struct hm_arena *arena, const struct hm_manifests *manifest)
{
    struct hm_str all = HM_S("");

    for (uint32_t i = 0; i < manifest->n_services; i++) {
        all = hm_arena_concat(arena, all, hm_str_c(i == 0 ? "" : "\n"),
                              describe(arena, &manifest->services[i]));
    }
    return all;
}

/* The bytes of a span of the manifest's first source. */
static inline struct hm_str
described_text(const struct hm_manifests *manifest, struct hm_span span)
{
    return hm_source_text(manifest->sources[0], span);
}

#endif
