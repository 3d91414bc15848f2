/* SPDX-License-Identifier: Apache-2.0 */
/* What only both ends together show. */
#include "reports/merge/across.h"

#include "reports/merge/across_links.h"

/* The rule, if this run applies it. */
static const struct hm_rule *
applied_rule(const struct hm_report *report, const char *id)
{
    for (size_t i = 0; i < report->n_applied; i++) {
        if (strcmp(report->applied[i]->id, id) == 0) {
            return report->applied[i];
        }
    }
    return NULL;
}

static struct hm_finding *
add_finding(struct hm_across *a, const struct hm_rule *rule, const struct hm_deployment *deployment,
            struct hm_place place, struct hm_str subject)
{
    struct hm_arena *arena = &a->report->arena;
    struct hm_finding *finding = hm_vec_push(arena, &a->report->findings);

    *finding = (struct hm_finding){
        .rule = rule,
        .target_kind = HM_TARGET_FILE,
        .path = deployment->path,
        .place = place,
        .stage = deployment->part,
        .subject = subject,
        .severity = rule->severity,
    };
    hm_finding_add_image(arena, finding, deployment->image);
    return finding;
}

/* --- ports --- */

static bool
exposes(const struct hm_product *product, const struct hm_used_port *port)
{
    /* A base may expose what its Dockerfile does not repeat: one that says nothing proves nothing.
     */
    bool is_exposed = product->exposed.n == 0 || !product->exposed.are_all_known;

    for (uint32_t i = 0; i < product->exposed.n; i++) {
        is_exposed = is_exposed || (product->exposed.list[i] == port->number &&
                                    product->exposed.are_udp[i] == port->is_udp);
    }
    return is_exposed;
}

/* What tells most: the same number of the other protocol, else the first. */
static struct hm_str
exposed_instead(struct hm_arena *arena, const struct hm_product *product, uint16_t number)
{
    const struct hm_port_list *list = &product->exposed;
    uint32_t at = 0;

    for (uint32_t i = 0; i < list->n; i++) {
        at = list->list[i] == number ? i : at;
    }
    bool is_other = list->list[at] == number;
    return hm_arena_printf(arena, "%u%s", list->list[at],
                           list->are_udp[at] ? "/udp"
                           : is_other        ? "/tcp"
                                             : "");
}

static struct hm_str
port_sentence(struct hm_arena *arena, const struct hm_deployment *deployment,
              const struct hm_used_port *port)
{
    struct hm_str label = hm_across_label(arena, deployment);
    const char *protocol = port->is_udp ? "/udp" : "";

    if (!deployment->is_kubernetes) {
        return hm_arena_printf(arena, "The%.*s %s port %u%s of its container",
                               HM_FMT(hm_str_from(label, 3)), port->by, port->number, protocol);
    }
    return strcmp(port->by, "containerPort") == 0
               ? hm_arena_printf(arena, "The%.*s declares port %u%s", HM_FMT(hm_str_from(label, 3)),
                                 port->number, protocol)
               : hm_arena_printf(arena, "The %s of %.*s asks port %u", port->by, HM_FMT(label),
                                 port->number);
}

static void
find_port(struct hm_across *a, const struct hm_rule *rule, const struct hm_across_made *made,
          const struct hm_deployment *deployment, const struct hm_used_port *port)
{
    struct hm_arena *arena = &a->report->arena;

    for (uint32_t i = 0; i < made->n; i++) {
        if (exposes(made->list[i], port)) {
            return;
        }
    }
    const struct hm_product *product = made->list[0];
    struct hm_finding *finding =
        add_finding(a, rule, deployment, port->place,
                    hm_arena_printf(arena, "%.*s port %u%s", HM_FMT(deployment->name), port->number,
                                    port->is_udp ? "/udp" : ""));
    finding->message = hm_arena_printf(
        arena, "%.*s, and %.*s, of which its image is built, exposes %s%.*s%s instead.",
        HM_FMT(port_sentence(arena, deployment, port)), HM_FMT(product->path),
        product->exposed.n > 1 ? "" : "only ",
        HM_FMT(exposed_instead(arena, product, port->number)),
        product->exposed.n > 1 ? " and others" : "");
    hm_across_relate(a->report, finding, product->path, product->user_place,
                     HM_S("The stage that the image is built of."));
}

/* --- volumes --- */

static bool
has_volume(const struct hm_product *product, struct hm_str path)
{
    for (uint32_t i = 0; i < product->n_volumes; i++) {
        if (hm_str_is(product->volumes[i].path, path)) {
            return true;
        }
    }
    return false;
}

/* Where nobody expects a file to last. */
static bool
is_for_a_while(struct hm_str path)
{
    static const char *const paths[] = {
        "/tmp", "/var/tmp", "/run", "/var/run", "/var/cache", NULL
    };

    return hm_str_in(path, paths) || hm_str_starts(path, "/var/cache/") ||
           hm_str_starts(path, "/tmp/") || hm_str_starts(path, "/run/");
}

static void
find_volume(struct hm_across *a, const struct hm_rule *rule, const struct hm_deployment *deployment,
            const struct hm_product *product, const struct hm_image_volume *volume)
{
    struct hm_arena *arena = &a->report->arena;
    bool is_hole = deployment->is_read_only == HM_YES;
    struct hm_str label = hm_across_label(arena, deployment);
    struct hm_finding *finding = add_finding(
        a, rule, deployment, is_hole ? deployment->read_only_place : deployment->place,
        hm_arena_printf(arena, "%.*s volume %.*s", HM_FMT(deployment->name), HM_FMT(volume->path)));

    if (is_hole) {
        finding->message = hm_arena_printf(
            arena,
            "The root of %.*s is read-only, but %.*s is not: the image declares it a volume, and "
            "nothing is mounted there.",
            HM_FMT(label), HM_FMT(volume->path));
    } else {
        finding->severity = HM_SEV_INFO;
        finding->message = hm_arena_printf(
            arena,
            "Nothing is mounted on %.*s, a volume of the image that %.*s runs: what is written "
            "there %s.",
            HM_FMT(volume->path), HM_FMT(label),
            deployment->is_kubernetes ? "is gone with the container"
                                      : "lies in a volume without a name");
    }
    hm_across_relate(a->report, finding, product->path, volume->place,
                     HM_S("The image declares the volume here."));
}

static void
find_volumes(struct hm_across *a, const struct hm_rule *rule, const struct hm_across_made *made,
             const struct hm_deployment *deployment)
{
    const struct hm_product *product = made->list[0];
    bool is_asked = deployment->are_mounts_known && !deployment->is_passing &&
                    deployment->is_read_only != HM_UNKNOWN &&
                    (deployment->is_read_only == HM_YES || !deployment->is_for_work);

    for (uint32_t i = 0; is_asked && i < product->n_volumes; i++) {
        const struct hm_image_volume *volume = &product->volumes[i];
        bool is_of_all = true;
        for (uint32_t k = 1; k < made->n; k++) {
            is_of_all = is_of_all && has_volume(made->list[k], volume->path);
        }
        bool is_hole = deployment->is_read_only == HM_YES;
        if (is_of_all && !hm_deployment_mounts(deployment, volume->path) &&
            (is_hole || !is_for_a_while(volume->path))) {
            find_volume(a, rule, deployment, product, volume);
        }
    }
}

/* --- containers that the kubelet refuses --- */

static bool
is_refused(const struct hm_product *product)
{
    return product->is_root == HM_YES
               ? product->is_certain
               : product->is_root == HM_NO && product->user.n > 0 && !product->is_user_number;
}

static void
find_refusal(struct hm_across *a, const struct hm_rule *rule, const struct hm_across_made *made,
             const struct hm_deployment *deployment)
{
    struct hm_arena *arena = &a->report->arena;
    const struct hm_product *product = made->list[0];

    for (uint32_t i = 0; i < made->n; i++) {
        if (!is_refused(made->list[i])) {
            return;
        }
    }
    struct hm_finding *finding =
        add_finding(a, rule, deployment, deployment->place, deployment->name);
    struct hm_str label = hm_str_from(hm_across_label(arena, deployment), 3);
    finding->message =
        product->is_root == HM_YES
            ? hm_arena_printf(arena,
                              "The%.*s cannot start: its image, built of %.*s, is root, and "
                              "runAsNonRoot refuses that.",
                              HM_FMT(label), HM_FMT(product->path))
            : hm_arena_printf(
                  arena,
                  "The%.*s cannot start: its image, built of %.*s, names its user %.*s, "
                  "and with runAsNonRoot the kubelet takes numbers only.",
                  HM_FMT(label), HM_FMT(product->path), HM_FMT(product->user));
    hm_across_relate(a->report, finding, product->path, product->user_place,
                     HM_S("This makes the user of the image."));
    hm_across_relate(a->report, finding, deployment->user_path, deployment->user_place,
                     HM_S("Here root is refused."));
}

/* --- services without a check --- */

/* The deployment of a row that no image of its has a check for, or NULL. */
static const struct hm_deployment *
unchecked_at(struct hm_across *a, const struct hm_not_evaluated *row,
             const struct hm_product **ret_product)
{
    uint32_t at = hm_strmap_find(&a->places.heads, hm_across_line(a, row->path, row->line));
    struct hm_across_made made;

    if (at == 0 || a->places.list.p[at - 1].next > 0) {
        return NULL;
    }
    uint32_t index = a->places.list.p[at - 1].index;
    const struct hm_deployment *deployment = &a->report->deployments.p[index];
    hm_across_made_by(a, index, &made);
    for (uint32_t i = 0; i < made.n; i++) {
        if (made.list[i]->has_healthcheck != HM_NO) {
            return NULL;
        }
        *ret_product = made.list[i];
    }
    bool is_asked = made.is_all && deployment->is_whole && !deployment->is_for_work &&
                    deployment->is_checked == HM_UNKNOWN;
    return is_asked ? deployment : NULL;
}

static void
find_unchecked(struct hm_across *a)
{
    struct hm_report *report = a->report;
    size_t n = 0;

    for (size_t i = 0; i < report->not_evaluated.n; i++) {
        const struct hm_not_evaluated row = report->not_evaluated.p[i];
        const struct hm_product *product = NULL;
        const struct hm_deployment *deployment =
            row.rule->producer == NULL && strcmp(row.rule->id, "HM6023") == 0
                ? unchecked_at(a, &row, &product)
                : NULL;
        if (deployment == NULL) {
            report->not_evaluated.p[n++] = row;
            continue;
        }
        struct hm_finding *finding =
            add_finding(a, row.rule, deployment, deployment->place, deployment->name);
        finding->message =
            hm_arena_printf(&report->arena,
                            "The %s %.*s has no health check, and %.*s, of which its image is "
                            "built, has none either.",
                            deployment->noun, HM_FMT(deployment->part), HM_FMT(product->path));
        hm_across_relate(report, finding, product->path, product->check_place,
                         HM_S("The stage that the image is built of."));
    }
    report->not_evaluated.n = n;
}

void
hm_report_across_find(struct hm_report *report)
{
    const struct {
        const struct hm_rule *ports;
        const struct hm_rule *volumes;
    } rules[] = {
        { applied_rule(report, "HM6050"), applied_rule(report, "HM6051") },
        { applied_rule(report, "HM7078"), applied_rule(report, "HM7079") },
    };
    const struct hm_rule *refusals = applied_rule(report, "HM7080");
    struct hm_across a;

    if (report->products.n == 0 || report->deployments.n == 0) {
        return;
    }
    hm_across_begin(&a, report);
    for (uint32_t i = 0; i < report->deployments.n && a.links.n > 0; i++) {
        const struct hm_deployment *deployment = &report->deployments.p[i];
        struct hm_across_made made;
        hm_across_made_by(&a, i, &made);
        if (!made.is_all || !deployment->is_whole) {
            continue;
        }
        const struct hm_rule *ports = rules[deployment->is_kubernetes].ports;
        const struct hm_rule *volumes = rules[deployment->is_kubernetes].volumes;
        for (uint32_t k = 0; ports != NULL && k < deployment->n_ports; k++) {
            find_port(&a, ports, &made, deployment, &deployment->ports[k]);
        }
        if (volumes != NULL) {
            find_volumes(&a, volumes, &made, deployment);
        }
        if (refusals != NULL && deployment->is_root_refused) {
            find_refusal(&a, refusals, &made, deployment);
        }
    }
    if (a.links.n > 0) {
        find_unchecked(&a);
    }
    hm_across_end(&a);
}
