/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/deployment.h"

#include "plugin/model/redact.h"
#include "plugin/model/report.h"
#include "plugin/model/workload.h"

/* --- images --- */

static void
add_port(struct hm_port_list *ports, struct hm_str text, bool is_known)
{
    uint64_t number = 0;
    struct hm_str digits = hm_str_sub(text, 0, hm_str_find(text, '/'));

    if (!is_known || !hm_str_to_u64(digits, UINT16_MAX, &number) || ports->n == HM_PORTS_LIMIT) {
        ports->are_all_known = false;
    } else {
        ports->list[ports->n++] = (uint16_t)number;
    }
}

/* EXPOSE of the stage and of those that it is FROM. */
static struct hm_port_list
exposed_by(const struct hm_dockerfile *file, const struct hm_stage *stage)
{
    struct hm_port_list ports = { .are_all_known = true };

    for (uint32_t left = file->n_stages; stage != NULL && left > 0; left--) {
        for (uint32_t i = stage->first; i < stage->end; i++) {
            const struct hm_instruction *inst = &file->instructions[i];
            for (uint32_t k = 0; inst->kind == HM_EXPOSE && k < inst->n_words; k++) {
                add_port(&ports, inst->words[k].value, inst->words[k].is_known);
            }
        }
        ports.are_all_known = ports.are_all_known && stage->n_triggers == 0;
        stage = stage->parent < file->n_stages ? &file->stages[stage->parent] : NULL;
    }
    return ports;
}

static enum hm_trit
has_healthcheck(const struct hm_dockerfile *file, const struct hm_stage *stage)
{
    const struct hm_instruction *set_by = stage->healthcheck.set_by;
    const struct hm_stage *root = stage->root < file->n_stages ? &file->stages[stage->root] : stage;

    if (set_by != NULL) {
        return set_by->n_words > 0 && hm_str_eq_nocase(set_by->words[0].text, HM_S("none"))
                   ? HM_NO
                   : HM_YES;
    }
    return root->is_scratch            ? HM_NO
           : stage->known_base != NULL ? stage->known_base->has_healthcheck
                                       : HM_UNKNOWN;
}

void
hm_sink_product(struct hm_sink *sink, const struct hm_dockerfile *file,
                const struct hm_build_use *const *uses, size_t n_uses)
{
    struct hm_arena *arena = hm_sink_kept(sink);
    uint64_t number = 0;

    if (file->target >= file->n_stages) {
        return;
    }
    const struct hm_stage *stage = &file->stages[file->target];
    const struct hm_build_use **kept = hm_arena_new(arena, const struct hm_build_use *, n_uses);
    struct hm_product *product = hm_vec_push(arena, &sink->products);
    struct hm_str user = hm_stage_user(stage);
    for (size_t i = 0; i < n_uses; i++) {
        kept[i] = uses[i];
    }
    product->path = hm_arena_str(arena, file->source->path);
    product->stage = stage->name.n > 0 ? hm_redact(arena, hm_arena_str(arena, stage->name))
                                       : hm_arena_printf(arena, "%u", stage->index);
    product->uses = kept;
    product->n_uses = n_uses;
    product->is_root = hm_stage_runs_as_root(stage);
    product->is_certain = stage->user_origin == HM_USER_SET ||
                          stage->user_origin == HM_USER_OF_BASE ||
                          (stage->root < file->n_stages && file->stages[stage->root].is_scratch);
    product->is_user_number = hm_str_to_u64(user, UINT32_MAX, &number);
    product->user = hm_redact(arena, hm_arena_str(arena, user));
    product->user_place = hm_source_place(
        file->source, stage->user.set_by != NULL ? stage->user.set_by->span : stage->from->span);
    product->has_healthcheck = has_healthcheck(file, stage);
    product->exposed = exposed_by(file, stage);
}

/* --- what runs them --- */

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

static void
publish(struct hm_deployment *to, const struct hm_manifests *manifests,
        const struct hm_scalar *target, struct hm_span span)
{
    uint32_t n = to->published.n;

    add_port(&to->published, target->text, target->is_set && target->is_known);
    if (to->published.n > n) {
        to->port_places[n] = place_of(manifests, span);
    }
}

static void
add_service(struct hm_sink *sink, const struct hm_manifests *manifests,
            const struct hm_service *service)
{
    struct hm_arena *arena = hm_sink_kept(sink);
    struct hm_deployment *to = hm_vec_push(arena, &sink->deployments);

    to->is_whole = service->incomplete == NULL;
    to->path = hm_arena_str(arena, hm_manifests_source(manifests, service->span)->path);
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
    to->user_place = place_of(manifests, service->user.span);
    to->is_checked = service->has_healthcheck_off != HM_NO
                         ? service->has_healthcheck_off == HM_YES ? HM_NO : HM_UNKNOWN
                     : service->healthcheck.is_set ? HM_YES
                                                   : HM_UNKNOWN;
    to->published.are_all_known = true;
    for (uint32_t i = 0; i < service->n_ports; i++) {
        const struct hm_published *port = &service->ports[i];
        if (hm_str_eq(port->protocol, "tcp")) {
            publish(to, manifests, &port->target, port->span);
        }
    }
}

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
    to->path = hm_arena_str(arena, hm_manifests_source(manifests, container->span)->path);
    to->place = place_of(manifests, container->span);
    to->name = hm_redact(arena, known_text(arena, &container->name));
    to->part = hm_redact(arena, hm_arena_printf(arena, "%.*s/%.*s", HM_FMT(workload->kind),
                                                HM_FMT(workload->name.text)));
    to->image = known_text(arena, &container->image);
    to->is_root = is_root_in_pod(security);
    to->user_place =
        place_of(manifests, security->run_as_user.is_set ? security->run_as_user.span
                                                         : security->run_as_non_root.span);
    to->is_checked =
        !is_lasting || container->has_liveness || container->has_readiness ? HM_YES : HM_UNKNOWN;
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
