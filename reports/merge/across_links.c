/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/across_links.h"

void
hm_across_chain(struct hm_across *a, struct hm_across_chains *chains, struct hm_str key,
                size_t index)
{
    uint32_t *head = hm_strmap_at(&chains->heads, key);
    struct hm_across_chain *at = hm_vec_push(&a->scratch, &chains->list);

    at->index = (uint32_t)index;
    at->next = *head;
    *head = (uint32_t)chains->list.n;
}

struct hm_str
hm_across_pair(struct hm_across *a, struct hm_str one, struct hm_str two)
{
    return hm_arena_printf(&a->scratch, "%.*s\n%.*s", HM_FMT(one), HM_FMT(two));
}

/* What an image is looked for by: without tag and digest. Empty for what is no reference. */
static struct hm_str
image_key(struct hm_across *a, struct hm_str image)
{
    struct hm_image_ref ref;

    return image.n > 0 && hm_image_ref_parse(&a->scratch, image, &ref, NULL) == HM_OK
               ? hm_across_pair(a, HM_S("image"), hm_image_ref_name(&a->scratch, &ref))
               : HM_S("");
}

/* --- links --- */

static void
add_link(struct hm_across *a, uint32_t product, uint32_t deployment)
{
    for (uint32_t at = a->of_deployment[deployment]; at > 0;
         at = a->links.p[at - 1].next_of_deployment) {
        if (a->links.p[at - 1].product == product) {
            return;
        }
    }
    struct hm_across_link *link = hm_vec_push(&a->scratch, &a->links);
    *link = (struct hm_across_link){ .product = product,
                                     .deployment = deployment,
                                     .next_of_product = a->of_product[product],
                                     .next_of_deployment = a->of_deployment[deployment] };
    a->of_product[product] = a->of_deployment[deployment] = (uint32_t)a->links.n;
}

static void
link_by(struct hm_across *a, const struct hm_across_chains *makers, struct hm_str key,
        uint32_t deployment)
{
    uint32_t at = key.n == 0 ? 0 : hm_strmap_find(&makers->heads, key);

    for (unsigned left = HM_ACROSS_LIMIT; at > 0 && left > 0; left--) {
        const struct hm_across_chain *maker = &makers->list.p[at - 1];
        if (hm_deployment_runs(&a->scratch, &a->report->deployments.p[deployment],
                               &a->report->products.p[maker->index])) {
            add_link(a, maker->index, deployment);
        }
        at = maker->next;
    }
}

static void
link_all(struct hm_across *a)
{
    const struct hm_report *report = a->report;
    struct hm_across_chains makers = { 0 };

    hm_strmap_init(&makers.heads, &a->scratch);
    for (size_t i = 0; i < report->products.n; i++) {
        const struct hm_product *product = &report->products.p[i];
        for (size_t k = 0; k < product->n_uses; k++) {
            const struct hm_build_use *use = product->uses[k];
            hm_across_chain(a, &makers, hm_across_pair(a, use->dockerfile, use->name), i);
            for (uint32_t n = 0; n < use->n_images; n++) {
                struct hm_str key = image_key(a, use->images[n]);
                if (key.n > 0) {
                    hm_across_chain(a, &makers, key, i);
                }
            }
        }
    }
    for (uint32_t i = 0; i < report->deployments.n; i++) {
        const struct hm_deployment *deployment = &report->deployments.p[i];
        if (deployment->dockerfile.n > 0) {
            link_by(a, &makers, hm_across_pair(a, deployment->dockerfile, deployment->name), i);
        }
        link_by(a, &makers, image_key(a, deployment->image), i);
    }
}

struct hm_str
hm_across_line(struct hm_across *a, struct hm_str path, uint32_t line)
{
    return hm_arena_printf(&a->scratch, "%.*s\n%u", HM_FMT(path), (unsigned)line);
}

void
hm_across_begin(struct hm_across *a, struct hm_report *report)
{
    *a = (struct hm_across){ .report = report };
    hm_strmap_init(&a->products.heads, &a->scratch);
    hm_strmap_init(&a->deployments.heads, &a->scratch);
    hm_strmap_init(&a->places.heads, &a->scratch);
    a->of_product = hm_arena_new(&a->scratch, uint32_t, report->products.n);
    a->of_deployment = hm_arena_new(&a->scratch, uint32_t, report->deployments.n);
    link_all(a);
    for (size_t i = 0; i < report->products.n; i++) {
        hm_across_chain(a, &a->products,
                        hm_across_pair(a, report->products.p[i].path, report->products.p[i].stage),
                        i);
    }
    for (size_t i = 0; i < report->deployments.n; i++) {
        const struct hm_deployment *at = &report->deployments.p[i];
        hm_across_chain(a, &a->deployments, hm_across_pair(a, at->path, at->part), i);
        hm_across_chain(a, &a->places, hm_across_line(a, at->path, at->place.line), i);
    }
}

void
hm_across_end(struct hm_across *a)
{
    hm_arena_done(&a->scratch);
}

void
hm_across_made_by(const struct hm_across *a, uint32_t deployment, struct hm_across_made *made)
{
    uint32_t at = a->of_deployment[deployment];

    *made = (struct hm_across_made){ .is_all = at > 0 };
    for (; at > 0; at = a->links.p[at - 1].next_of_deployment) {
        if (made->n == sizeof made->list / sizeof made->list[0]) {
            made->is_all = false;
            return;
        }
        made->list[made->n++] = &a->report->products.p[a->links.p[at - 1].product];
    }
}

/* --- words --- */

struct hm_str
hm_across_label(struct hm_arena *arena, const struct hm_deployment *deployment)
{
    return deployment->is_kubernetes
               ? hm_arena_printf(arena, "the container %.*s of %.*s", HM_FMT(deployment->name),
                                 HM_FMT(deployment->part))
               : hm_arena_printf(arena, "the %s %.*s", deployment->noun, HM_FMT(deployment->part));
}

void
hm_across_relate(struct hm_report *report, struct hm_finding *finding, struct hm_str path,
                 struct hm_place place, struct hm_str message)
{
    if (finding->related.n < HM_RELATED_LIMIT) {
        hm_vec_add(&report->arena, &finding->related,
                   ((struct hm_related){ .path = path, .place = place, .message = message }));
    }
}

void
hm_across_say(struct hm_report *report, struct hm_finding *finding, struct hm_str words)
{
    finding->message =
        hm_arena_printf(&report->arena, "%.*s %.*s", HM_FMT(finding->message), HM_FMT(words));
}

void
hm_across_close(struct hm_report *report, struct hm_finding *finding, struct hm_str path,
                struct hm_place place, struct hm_str reason)
{
    struct hm_suppression *by = hm_arena_new(&report->arena, struct hm_suppression, 1);

    *by = (struct hm_suppression){ .dialect = HM_SUPPRESS_DEPLOYMENT,
                                   .is_external = true,
                                   .id = hm_str_c(finding->rule->id),
                                   .path = path,
                                   .place = place,
                                   .reason = reason };
    hm_vec_add(&report->arena, &finding->suppressed_by, by);
}
