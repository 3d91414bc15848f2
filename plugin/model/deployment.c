/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/deployment.h"

#include "plugin/base/path.h"
#include "plugin/model/redact.h"
#include "plugin/model/report.h"
#include "plugin/model/work_name.h"
#include "plugin/model/workload.h"

/* --- what runs images --- */

static bool
names_root(struct hm_str user)
{
    uint64_t number = 1;

    user = hm_str_sub(user, 0, hm_str_find(user, ':'));
    return user.n == 0 || hm_str_eq(user, "root") ||
           (hm_str_to_u64(user, UINT32_MAX, &number) && number == 0);
}

static struct hm_str
known_text(struct hm_arena *arena, const struct hm_scalar *value)
{
    return value->is_set && value->is_known ? hm_arena_str(arena, value->text) : HM_S("");
}

static struct hm_place
place_of(const struct hm_manifests *manifests, struct hm_span span)
{
    return hm_source_place(hm_manifests_source(manifests, span), span);
}

static struct hm_str
path_of(struct hm_arena *arena, const struct hm_manifests *manifests, struct hm_span span)
{
    return hm_arena_str(arena, hm_manifests_source(manifests, span)->path);
}

/* The ports and mounts of one that is being read. */
struct parts {
    struct hm_arena *arena;
    const struct hm_manifests *manifests;
    struct hm_used_port *ports;
    uint32_t n_ports;
    struct hm_str *mounts;
    uint32_t n_mounts;
    bool are_mounts_known;
};

static void
begin_parts(struct parts *parts, struct hm_arena *arena, const struct hm_manifests *manifests,
            size_t n_ports, size_t n_mounts)
{
    n_ports = n_ports < HM_PORTS_LIMIT ? n_ports : HM_PORTS_LIMIT;
    *parts = (struct parts){
        .arena = arena,
        .manifests = manifests,
        .ports = n_ports > 0 ? hm_arena_new(arena, struct hm_used_port, n_ports) : NULL,
        .mounts = n_mounts > 0 ? hm_arena_new(arena, struct hm_str, n_mounts) : NULL,
        .are_mounts_known = true,
    };
}

/* One that is not known, a range and a port's name say nothing, nor do other protocols. */
static void
use_port(struct parts *parts, const char *by, const struct hm_scalar *value, struct hm_span span,
         struct hm_str protocol)
{
    bool is_udp = hm_str_eq_nocase(protocol, HM_S("udp"));
    struct hm_str digits = hm_str_sub(value->text, 0, hm_str_find(value->text, '/'));
    uint64_t number = 0;

    if (!value->is_set || !value->is_known || !hm_str_to_u64(digits, UINT16_MAX, &number) ||
        number == 0 || parts->n_ports == HM_PORTS_LIMIT ||
        !(is_udp || protocol.n == 0 || hm_str_eq_nocase(protocol, HM_S("tcp")))) {
        return;
    }
    for (uint32_t i = 0; i < parts->n_ports; i++) {
        if (parts->ports[i].number == number && parts->ports[i].is_udp == is_udp) {
            return;
        }
    }
    parts->ports[parts->n_ports++] = (struct hm_used_port){
        .by = by,
        .number = (uint16_t)number,
        .place = place_of(parts->manifests, span),
        .is_udp = is_udp,
    };
}

static void
use_mount(struct parts *parts, const struct hm_scalar *target)
{
    if (!target->is_set || !target->is_known) {
        parts->are_mounts_known = false;
    } else {
        parts->mounts[parts->n_mounts++] = hm_path_clean(parts->arena, target->text);
    }
}

static void
end_parts(const struct parts *parts, struct hm_deployment *to)
{
    to->ports = parts->ports;
    to->n_ports = parts->n_ports;
    to->mounts = parts->mounts;
    to->n_mounts = parts->n_mounts;
    to->are_mounts_known = parts->are_mounts_known && to->is_whole;
}

/* --- services --- */

static bool
is_for_work(const struct hm_manifests *manifests, const struct hm_service *service)
{
    bool are_profiles_for_work = service->profiles.n > 0;

    for (uint32_t i = 0; i < service->profiles.n; i++) {
        are_profiles_for_work =
            are_profiles_for_work && hm_is_work_name(service->profiles.list[i].text);
    }
    return are_profiles_for_work || service->is_passing ||
           manifests->kind == HM_MANIFEST_PIPELINE || hm_is_work_name(manifests->sources[0]->path);
}

static enum hm_trit
is_service_checked(const struct hm_service *service)
{
    switch (service->has_healthcheck_off) {
    case HM_YES:
        return HM_NO;
    case HM_UNKNOWN:
        return HM_UNKNOWN;
    case HM_NO:
        break;
    }
    return service->healthcheck.is_set || service->is_passing ? HM_YES : HM_UNKNOWN;
}

static void
add_parts(struct hm_arena *arena, const struct hm_manifests *manifests,
          const struct hm_service *service, struct hm_deployment *to)
{
    struct parts parts;

    begin_parts(&parts, arena, manifests, (size_t)service->n_ports + service->expose.n,
                service->n_volumes);
    for (uint32_t i = 0; i < service->n_ports; i++) {
        const struct hm_published *port = &service->ports[i];
        use_port(&parts, "publishes", &port->target, port->span, port->protocol);
    }
    for (uint32_t i = 0; i < service->expose.n; i++) {
        const struct hm_scalar *port = &service->expose.list[i];
        struct hm_str protocol = hm_str_from(port->text, hm_str_find(port->text, '/') + 1);
        use_port(&parts, "exposes", port, port->span, protocol);
    }
    for (uint32_t i = 0; i < service->n_volumes; i++) {
        use_mount(&parts, &service->volumes[i].target);
    }
    parts.are_mounts_known = parts.are_mounts_known && !service->has_shared_volumes;
    end_parts(&parts, to);
}

static void
add_service(struct hm_sink *sink, const struct hm_manifests *manifests,
            const struct hm_service *service)
{
    struct hm_arena *arena = hm_sink_kept(sink);
    struct hm_deployment *to = hm_vec_push(arena, &sink->deployments);

    to->is_whole = service->incomplete == NULL;
    to->is_passing = service->is_passing;
    to->is_for_work = is_for_work(manifests, service);
    to->noun = hm_service_noun(service);
    to->path = path_of(arena, manifests, service->span);
    to->place = place_of(manifests, service->span);
    to->name = hm_arena_str(arena, service->name);
    to->part = hm_redact(arena, to->name);
    to->image = known_text(arena, &service->image);
    if (service->build.file == NULL) {
        to->dockerfile = hm_arena_str(arena, service->build.path);
    }
    to->is_root = !service->user.is_set || !service->user.is_known ? HM_UNKNOWN
                  : names_root(service->user.text)                 ? HM_YES
                                                                   : HM_NO;
    to->user_path = path_of(arena, manifests, service->user.span);
    to->user_place = place_of(manifests, service->user.span);
    to->is_user_for_work = to->is_for_work || hm_is_work_name(to->user_path);
    to->is_checked = is_service_checked(service);
    to->check_path = path_of(arena, manifests, service->healthcheck.span);
    to->check_place = place_of(manifests, service->healthcheck.span);
    to->is_check_for_work = to->is_for_work || hm_is_work_name(to->check_path);
    to->is_read_only = hm_scalar_is_true(&service->read_only);
    to->read_only_place = place_of(manifests, service->read_only.span);
    add_parts(arena, manifests, service, to);
}

/* --- pods --- */

/* The kubelet refuses to start a container as root where runAsNonRoot holds. */
static enum hm_trit
is_root_in_pod(const struct hm_security *security)
{
    uint64_t number = 0;

    if (security->run_as_user.is_set) {
        return !security->run_as_user.is_known ||
                       !hm_str_to_u64(security->run_as_user.text, INT64_MAX, &number)
                   ? HM_UNKNOWN
               : number == 0 ? HM_YES
                             : HM_NO;
    }
    return hm_scalar_is_true(&security->run_as_non_root) == HM_YES ? HM_NO : HM_UNKNOWN;
}

static void
add_container_parts(struct hm_arena *arena, const struct hm_manifests *manifests,
                    const struct hm_container *container, struct hm_deployment *to)
{
    struct parts parts;

    begin_parts(&parts, arena, manifests, (size_t)container->n_ports + container->n_handlers,
                container->n_mounts);
    for (uint32_t i = 0; i < container->n_ports; i++) {
        const struct hm_kube_port *port = &container->ports[i];
        use_port(&parts, "containerPort", &port->container_port, port->container_port.span,
                 port->protocol.text);
    }
    for (uint32_t i = 0; i < container->n_handlers; i++) {
        const struct hm_kube_handler *handler = &container->handlers[i];
        if (!handler->host.is_set) {
            use_port(&parts, handler->what, &handler->port, handler->port.span, HM_S("tcp"));
        }
    }
    for (uint32_t i = 0; i < container->n_mounts; i++) {
        use_mount(&parts, &container->mounts[i].path);
    }
    end_parts(&parts, to);
}

static void
add_container(struct hm_sink *sink, const struct hm_manifests *manifests,
              const struct hm_workload *workload, const struct hm_container *container)
{
    struct hm_arena *arena = hm_sink_kept(sink);
    const struct hm_security *security = &container->effective;
    bool is_lasting =
        container->kind == HM_CONTAINER_PLAIN || container->kind == HM_CONTAINER_SIDECAR;
    struct hm_deployment *to = hm_vec_push(arena, &sink->deployments);

    to->is_kubernetes = true;
    to->is_whole = !workload->is_partial && !workload->is_windows;
    to->is_passing = !is_lasting;
    to->noun = "container";
    to->path = path_of(arena, manifests, container->span);
    to->place = place_of(manifests, container->span);
    to->name = hm_redact(arena, known_text(arena, &container->name));
    to->part = hm_redact(arena, hm_arena_printf(arena, "%.*s/%.*s", HM_FMT(workload->kind),
                                                HM_FMT(workload->name.text)));
    to->image = known_text(arena, &container->image);
    to->is_root = is_root_in_pod(security);
    to->is_root_refused =
        !security->run_as_user.is_set && hm_scalar_is_true(&security->run_as_non_root) == HM_YES;
    to->is_for_work = hm_is_work_name(to->path);
    to->is_user_for_work = to->is_check_for_work = to->is_for_work;
    to->user_path = to->check_path = to->path;
    to->user_place =
        place_of(manifests, security->run_as_user.is_set ? security->run_as_user.span
                                                         : security->run_as_non_root.span);
    to->is_checked =
        !is_lasting || container->has_liveness || container->has_readiness ? HM_YES : HM_UNKNOWN;
    to->check_place = to->place;
    to->is_read_only = hm_scalar_is_true(&container->own.read_only_root);
    to->read_only_place = place_of(manifests, container->own.read_only_root.span);
    add_container_parts(arena, manifests, container, to);
}

static void
add_pod(struct hm_sink *sink, const struct hm_manifests *manifests,
        const struct hm_workload *workload)
{
    struct hm_arena *arena = hm_sink_kept(sink);
    const struct hm_scalar *account = &workload->pod.service_account;
    const struct hm_scalar *namespace = &workload->object->namespace;
    bool is_known =
        (!account->is_set || account->is_known) && (!namespace->is_set || namespace->is_known);

    if (workload->is_partial || workload->pod.automount.is_set || !is_known) {
        return;
    }
    struct hm_pod_account *pod = hm_vec_push(arena, &sink->pods);
    pod->path = path_of(arena, manifests, workload->span);
    pod->place = place_of(manifests, workload->span);
    pod->part = hm_redact(arena, hm_arena_printf(arena, "%.*s/%.*s", HM_FMT(workload->kind),
                                                 HM_FMT(workload->name.text)));
    pod->namespace = hm_arena_str(arena, namespace->text);
    pod->name = account->text.n > 0 ? hm_arena_str(arena, account->text) : HM_S("default");
}

static void
add_account(struct hm_sink *sink, const struct hm_manifests *manifests,
            const struct hm_object *object)
{
    struct hm_arena *arena = hm_sink_kept(sink);
    struct hm_scalar automount = hm_tree_scalar(object->tree, "automountServiceAccountToken");
    struct hm_span span = automount.is_set ? automount.span : object->span;
    bool is_known = object->name.is_set && object->name.is_known &&
                    (!object->namespace.is_set || object->namespace.is_known);

    if (!hm_str_eq(object->kind, "ServiceAccount") || !is_known) {
        return;
    }
    struct hm_kube_account *account = hm_vec_push(arena, &sink->kube_accounts);
    account->path = path_of(arena, manifests, span);
    account->place = place_of(manifests, span);
    account->namespace = hm_arena_str(arena, object->namespace.text);
    account->name = hm_arena_str(arena, object->name.text);
    account->gives_token = !automount.is_set ? HM_YES : hm_scalar_is_true(&automount);
}

void
hm_sink_deployments(struct hm_sink *sink, const struct hm_manifests *manifests)
{
    for (uint32_t i = 0; i < manifests->n_services; i++) {
        add_service(sink, manifests, &manifests->services[i]);
    }
    for (uint32_t i = 0; i < manifests->n_workloads; i++) {
        const struct hm_workload *workload = &manifests->workloads[i];
        for (uint32_t k = 0; k < workload->n_containers; k++) {
            add_container(sink, manifests, workload, &workload->containers[k]);
        }
        add_pod(sink, manifests, workload);
    }
    for (uint32_t i = 0; i < manifests->n_objects; i++) {
        add_account(sink, manifests, manifests->objects[i]);
    }
}

/* --- which runs which --- */

static bool
is_same_image(struct hm_arena *scratch, struct hm_str runs, struct hm_str makes, bool is_any_tag)
{
    struct hm_image_ref a, b;

    if (hm_image_ref_parse(scratch, runs, &a, NULL) != HM_OK ||
        hm_image_ref_parse(scratch, makes, &b, NULL) != HM_OK ||
        !hm_str_is(a.registry, b.registry) || !hm_str_is(a.repository, b.repository)) {
        return false;
    }
    if (is_any_tag && b.tag.n == 0 && b.digest.n == 0) {
        return true;
    }
    if (a.digest.n > 0 && b.digest.n > 0) {
        return hm_str_is(a.digest, b.digest);
    }
    if (a.digest.n > 0 && a.tag.n == 0) {
        return false;
    }
    a.tag = a.tag.n == 0 ? HM_S("latest") : a.tag;
    b.tag = b.tag.n == 0 ? HM_S("latest") : b.tag;
    return hm_str_is(a.tag, b.tag);
}

bool
hm_deployment_mounts(const struct hm_deployment *deployment, struct hm_str path)
{
    for (uint32_t i = 0; i < deployment->n_mounts; i++) {
        if (hm_str_is(deployment->mounts[i], path)) {
            return true;
        }
    }
    return false;
}

bool
hm_deployment_runs(struct hm_arena *scratch, const struct hm_deployment *deployment,
                   const struct hm_product *product)
{
    for (size_t i = 0; i < product->n_uses; i++) {
        const struct hm_build_use *use = product->uses[i];
        if (use->by == HM_BUILD_BY_COMPOSE && !deployment->is_kubernetes &&
            hm_str_is(use->name, deployment->name) && hm_str_is(use->dockerfile, product->path) &&
            deployment->dockerfile.n > 0 && hm_str_is(deployment->dockerfile, use->dockerfile)) {
            return true;
        }
        for (uint32_t k = 0; k < use->n_images && deployment->image.n > 0; k++) {
            if (is_same_image(scratch, deployment->image, use->images[k],
                              use->by == HM_BUILD_BY_CONFIG)) {
                return true;
            }
        }
    }
    return false;
}

bool
hm_pod_has_account(const struct hm_pod_account *pod, const struct hm_kube_account *account)
{
    if (!hm_str_is(pod->name, account->name) || !hm_str_is(pod->namespace, account->namespace)) {
        return false;
    }
    size_t n = pod->path.n - hm_str_basename(pod->path).n;
    return pod->namespace.n > 0 ||
           hm_str_is(
               hm_str_sub(pod->path, 0, n),
               hm_str_sub(account->path, 0, account->path.n - hm_str_basename(account->path).n));
}
