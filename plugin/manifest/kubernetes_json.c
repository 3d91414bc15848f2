/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/kubernetes_json.h"

#include "plugin/dockerfile/ast_text.h"
#include "plugin/manifest/model_json.h"

static void
begin_map(const struct hm_json_writer *out, const char *name)
{
    hm_put_name(out->buf, name);
    hm_buf_putc(out->buf, '{');
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

/* Some values of one object. */
struct member {
    const char *name;
    const struct hm_scalar *value;
};

static void
put_members(const struct hm_json_writer *out, const struct member *members, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        hm_json_scalar(out, members[i].name, members[i].value);
    }
}

/* An object of them, where there is one. */
static void
put_group(const struct hm_json_writer *out, const char *name, const struct member *members,
          size_t n)
{
    bool is_set = false;

    for (size_t i = 0; i < n; i++) {
        is_set = is_set || members[i].value->is_set;
    }
    if (is_set) {
        begin_map(out, name);
        put_members(out, members, n);
        hm_buf_putc(out->buf, '}');
    }
}

static void
put_security(const struct hm_json_writer *out, const struct hm_security *security)
{
    const struct member members[] = {
        { "runAsUser", &security->run_as_user },
        { "runAsGroup", &security->run_as_group },
        { "runAsNonRoot", &security->run_as_non_root },
        { "privileged", &security->privileged },
        { "allowPrivilegeEscalation", &security->allow_escalation },
        { "readOnlyRootFilesystem", &security->read_only_root },
        { "procMount", &security->proc_mount },
        { "fsGroup", &security->fs_group },
    };
    const struct member seccomp[] = { { "type", &security->seccomp } };
    const struct member app_armor[] = { { "type", &security->app_armor } };
    const struct member windows[] = { { "hostProcess", &security->host_process } };
    const struct member selinux[] = {
        { "user", &security->selinux_user },
        { "role", &security->selinux_role },
        { "type", &security->selinux_type },
    };

    begin_map(out, "securityContext");
    put_members(out, members, sizeof members / sizeof members[0]);
    put_group(out, "seccompProfile", seccomp, 1);
    put_group(out, "appArmorProfile", app_armor, 1);
    put_group(out, "seLinuxOptions", selinux, sizeof selinux / sizeof selinux[0]);
    put_group(out, "windowsOptions", windows, 1);
    if (security->cap_add.is_set || security->cap_drop.is_set) {
        begin_map(out, "capabilities");
        hm_json_scalars(out, "add", &security->cap_add);
        hm_json_scalars(out, "drop", &security->cap_drop);
        hm_buf_putc(out->buf, '}');
    }
    hm_json_scalars(out, "supplementalGroups", &security->supplemental_groups);
    hm_json_entries(out, "sysctls", &security->sysctls);
    hm_buf_putc(out->buf, '}');
}

static void
put_env(const struct hm_json_writer *out, const struct hm_container *container)
{
    static const char *const from[] = {
        [HM_ENV_LITERAL] = NULL,
        [HM_ENV_SECRET] = "secret",
        [HM_ENV_OTHER] = "other",
    };

    begin_list(out, "env");
    for (uint32_t i = 0; i < container->n_env; i++) {
        const struct hm_kube_env *env = &container->env[i];
        begin_item(out, i);
        if (env->name.n > 0) {
            hm_put_text(out->buf, "name", env->name);
        }
        hm_json_scalar(out, "value", &env->value);
        if (from[env->from] != NULL) {
            hm_put_text(out->buf, "from", hm_str_c(from[env->from]));
        }
        hm_json_at(out, env->span);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

static void
put_ports(const struct hm_json_writer *out, const struct hm_container *container)
{
    begin_list(out, "ports");
    for (uint32_t i = 0; i < container->n_ports; i++) {
        const struct hm_kube_port *port = &container->ports[i];
        begin_item(out, i);
        hm_json_scalar(out, "name", &port->name);
        hm_json_scalar(out, "containerPort", &port->container_port);
        hm_json_scalar(out, "hostPort", &port->host_port);
        hm_json_scalar(out, "protocol", &port->protocol);
        hm_json_at(out, port->span);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

static void
put_mounts(const struct hm_json_writer *out, const struct hm_container *container)
{
    begin_list(out, "volumeMounts");
    for (uint32_t i = 0; i < container->n_mounts; i++) {
        const struct hm_kube_mount *mount = &container->mounts[i];
        begin_item(out, i);
        hm_json_scalar(out, "name", &mount->volume);
        hm_json_scalar(out, "mountPath", &mount->path);
        hm_json_scalar(out, "readOnly", &mount->read_only);
        hm_json_scalar(out, "mountPropagation", &mount->propagation);
        hm_json_at(out, mount->span);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

static void
put_handlers(const struct hm_json_writer *out, const struct hm_container *container)
{
    begin_list(out, "handlers");
    for (uint32_t i = 0; i < container->n_handlers; i++) {
        const struct hm_kube_handler *handler = &container->handlers[i];
        begin_item(out, i);
        hm_put_text(out->buf, "what", hm_str_c(handler->what));
        hm_json_scalar(out, "host", &handler->host);
        hm_json_scalar(out, "port", &handler->port);
        hm_json_at(out, handler->span);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

static void
put_resources(const struct hm_json_writer *out, const struct hm_container *container)
{
    const struct member limits[] = {
        { "cpu", &container->limit_cpu },
        { "memory", &container->limit_memory },
        { "ephemeral-storage", &container->limit_storage },
    };
    const struct member requests[] = {
        { "cpu", &container->request_cpu },
        { "memory", &container->request_memory },
    };

    begin_map(out, "resources");
    put_group(out, "limits", limits, sizeof limits / sizeof limits[0]);
    put_group(out, "requests", requests, sizeof requests / sizeof requests[0]);
    hm_buf_putc(out->buf, '}');
}

static void
put_container(const struct hm_json_writer *out, const struct hm_container *container)
{
    static const char *const kinds[] = {
        [HM_CONTAINER_PLAIN] = "container",
        [HM_CONTAINER_INIT] = "init",
        [HM_CONTAINER_SIDECAR] = "sidecar",
        [HM_CONTAINER_EPHEMERAL] = "ephemeral",
    };

    hm_put_text(out->buf, "kind", hm_str_c(kinds[container->kind]));
    hm_json_scalar(out, "name", &container->name);
    hm_json_scalar(out, "image", &container->image);
    hm_json_scalar(out, "imagePullPolicy", &container->pull_policy);
    hm_json_scalars(out, "command", &container->command);
    put_security(out, &container->effective);
    put_resources(out, container);
    put_env(out, container);
    put_ports(out, container);
    put_mounts(out, container);
    put_handlers(out, container);
    hm_json_at(out, container->span);
}

static void
put_volumes(const struct hm_json_writer *out, const struct hm_pod *pod)
{
    begin_list(out, "volumes");
    for (uint32_t i = 0; i < pod->n_volumes; i++) {
        const struct hm_kube_volume *volume = &pod->volumes[i];
        begin_item(out, i);
        hm_json_scalar(out, "name", &volume->name);
        if (volume->type.n > 0) {
            hm_put_text(out->buf, "type", volume->type);
        }
        hm_json_scalar(out, "path", &volume->host_path);
        hm_json_at(out, volume->span);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

static void
put_pod(const struct hm_json_writer *out, const struct hm_workload *workload)
{
    const struct hm_pod *pod = &workload->pod;
    const struct member members[] = {
        { "hostNetwork", &pod->host_network },
        { "hostPID", &pod->host_pid },
        { "hostIPC", &pod->host_ipc },
        { "hostUsers", &pod->host_users },
        { "shareProcessNamespace", &pod->share_processes },
        { "automountServiceAccountToken", &pod->automount },
        { "serviceAccountName", &pod->service_account },
        { "os", &pod->os },
    };

    hm_put_bool(out->buf, "windows", workload->is_windows);
    hm_put_bool(out->buf, "partial", workload->is_partial);
    put_members(out, members, sizeof members / sizeof members[0]);
    put_security(out, &pod->security);
    put_volumes(out, pod);
    begin_list(out, "containers");
    for (uint32_t i = 0; i < workload->n_containers; i++) {
        begin_item(out, i);
        put_container(out, &workload->containers[i]);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

/* Those of one object stand together. */
static void
put_pods(const struct hm_json_writer *out, const struct hm_object *object, uint32_t *at)
{
    const struct hm_manifests *manifest = out->manifest;
    uint32_t n = 0;

    if (*at == manifest->n_workloads || manifest->workloads[*at].object != object) {
        return;
    }
    begin_list(out, "pods");
    for (; *at < manifest->n_workloads && manifest->workloads[*at].object == object; (*at)++) {
        begin_item(out, n++);
        put_pod(out, &manifest->workloads[*at]);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

void
hm_kubernetes_json(const struct hm_manifests *manifest, struct hm_buf *buf)
{
    const struct hm_json_writer out = { .manifest = manifest, .buf = buf };
    uint32_t at = 0;

    hm_buf_putc(buf, '{');
    hm_put_text(buf, "file", manifest->sources[0]->path);
    hm_put_text(buf, "kind", HM_S("kubernetes"));
    hm_json_sources(&out);
    hm_json_problems(&out);
    begin_list(&out, "objects");
    for (uint32_t i = 0; i < manifest->n_objects; i++) {
        const struct hm_object *object = manifest->objects[i];
        begin_item(&out, i);
        hm_put_text(buf, "apiVersion", object->api_version);
        hm_put_text(buf, "kind", object->kind);
        hm_json_scalar(&out, "name", &object->name);
        hm_json_scalar(&out, "namespace", &object->namespace);
        hm_json_at(&out, object->span);
        put_pods(&out, object, &at);
        hm_buf_putc(buf, '}');
    }
    hm_buf_puts(buf, "]}");
}
