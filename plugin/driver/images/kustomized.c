/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/kustomized.h"

#include "plugin/base/auto.h"
#include "plugin/manifest/kubernetes.h"
#include "plugin/model/image_ref.h"
#include "plugin/model/suppression.h"

enum {
    DEPTH = 16,   /* of kustomizations that are resources of others */
    IMAGES = 64,  /* that are made of one */
    STEPS = 1000, /* of the ways to the outside */
    NODES = 5000, /* kustomizations of a run */
};

/* --- the graph --- */

static int
compare(const void *a, const void *b)
{
    const struct hm_kustomized_resource *x = a;
    const struct hm_kustomized_resource *y = b;
    int order = hm_str_compare(x->path, y->path);

    return order != 0 ? order : (x->node > y->node) - (x->node < y->node);
}

static void
index_resources(struct hm_arena *arena, struct hm_kustomized *all)
{
    size_t n = 0;

    for (uint32_t i = 0; i < all->nodes.n; i++) {
        const struct hm_kustomization *own = &all->nodes.p[i].own;
        for (uint32_t k = 0; k < own->n_resources; k++) {
            hm_vec_add(arena, &all->resources,
                       ((struct hm_kustomized_resource){ own->resources[k], i }));
        }
    }
    hm_vec_sort(&all->resources, compare);
    for (size_t i = 0; i < all->resources.n; i++) {
        if (n == 0 || compare(&all->resources.p[n - 1], &all->resources.p[i]) != 0) {
            all->resources.p[n++] = all->resources.p[i];
        }
    }
    all->resources.n = n;
}

/* The first of those of this path. */
static size_t
find_resource(const struct hm_kustomized *all, struct hm_str path)
{
    size_t low = 0;
    size_t high = all->resources.n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (hm_str_compare(all->resources.p[middle].path, path) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool
is_of(const struct hm_kustomized *all, size_t i, struct hm_str path)
{
    return i < all->resources.n && hm_str_is(all->resources.p[i].path, path);
}

/* A kustomization is a resource by its folder, or by its file. */
static void
link_parents(struct hm_arena *arena, struct hm_kustomized *all)
{
    for (uint32_t node = 0; node < all->nodes.n; node++) {
        struct hm_str path = all->nodes.p[node].own.source.path;
        struct hm_str folder = hm_str_dirname(path);
        const struct hm_str names[] = { path, folder.n == 0 ? HM_S(".") : folder };
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            for (size_t i = find_resource(all, names[k]); is_of(all, i, names[k]); i++) {
                if (all->resources.p[i].node != node) {
                    hm_vec_add(arena, &all->nodes.p[node].parents, all->resources.p[i].node);
                }
            }
        }
    }
}

void
hm_kustomized_find(struct hm_arena *arena, const struct hm_inputs *inputs,
                   struct hm_kustomized *ret)
{
    *ret = (struct hm_kustomized){ 0 };
    for (size_t i = 0; i < inputs->manifests.n && ret->nodes.n < NODES; i++) {
        struct hm_str path = inputs->manifests.p[i].path;
        hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
        struct hm_kustomized_node node = { 0 };
        struct hm_err err;
        if (hm_kustomize_is_named(path) && hm_inputs_read(inputs, path, &text, &err) == HM_OK &&
            hm_kustomize_read(arena, path, hm_arena_str(arena, hm_buf_str(&text)), &node.own,
                              &err) == HM_OK) {
            hm_vec_add(arena, &ret->nodes, node);
        }
    }
    index_resources(arena, ret);
    link_parents(arena, ret);
}

/* --- what becomes of an image --- */

struct climb {
    struct hm_arena *arena;
    const struct hm_kustomized *all;
    struct hm_kustomized_images *images;
    unsigned n_steps;
    bool is_cut;
};

static void
climb(struct climb *c, uint32_t at, struct hm_kustomized_image image, unsigned depth)
{
    const struct hm_kustomized_node *node = &c->all->nodes.p[at];
    const struct hm_kustomize_image *row = NULL;

    if (depth == DEPTH || ++c->n_steps > STEPS || c->images->list.n == IMAGES) {
        c->is_cut = true;
        return;
    }
    image.text = hm_kustomize_apply(c->arena, &node->own, image.text, &row);
    if (row != NULL) {
        image.by = &node->own;
        image.row = row;
    }
    for (size_t i = 0; i < node->parents.n; i++) {
        climb(c, node->parents.p[i], image, depth + 1);
    }
    if (node->parents.n == 0) {
        hm_vec_add(c->arena, &c->images->list, image);
    }
}

void
hm_kustomized_images(struct hm_arena *arena, const struct hm_kustomized *all, struct hm_str path,
                     struct hm_str image, struct hm_kustomized_images *ret)
{
    struct climb c = { .arena = arena, .all = all, .images = ret };

    *ret = (struct hm_kustomized_images){ 0 };
    for (size_t i = find_resource(all, path); is_of(all, i, path); i++) {
        climb(&c, all->resources.p[i].node, (struct hm_kustomized_image){ .text = image }, 0);
    }
    ret->is_replaced = ret->list.n > 0 && !c.is_cut;
    for (size_t i = 0; i < ret->list.n; i++) {
        ret->is_replaced = ret->is_replaced && ret->list.p[i].by != NULL;
    }
}

/* --- findings --- */

/* The container's image that a finding points to; empty where there is none. */
static struct hm_str
image_at(const struct hm_manifests *manifests, uint32_t off)
{
    for (uint32_t i = 0; i < manifests->n_workloads; i++) {
        const struct hm_workload *workload = &manifests->workloads[i];
        for (uint32_t k = 0; k < workload->n_containers; k++) {
            const struct hm_scalar *image = &workload->containers[k].image;
            if (image->is_set && image->span.off == off) {
                return image->text;
            }
        }
    }
    return HM_S("");
}

static bool
is_mended(struct hm_arena *arena, const struct hm_rule *rule, struct hm_str image)
{
    struct hm_image_ref ref;

    if (hm_image_ref_parse(arena, image, &ref, NULL) != HM_OK) {
        return false;
    }
    return ref.digest.n > 0 ||
           (strcmp(rule->id, "HM7036") == 0 && ref.tag.n > 0 && !hm_str_eq(ref.tag, "latest"));
}

static bool
are_all_mended(struct hm_arena *arena, const struct hm_rule *rule,
               const struct hm_kustomized_images *images)
{
    for (size_t i = 0; i < images->list.n; i++) {
        if (!is_mended(arena, rule, images->list.p[i].text)) {
            return false;
        }
    }
    return images->is_replaced;
}

static void
close_finding(struct hm_report *report, struct hm_finding *finding,
              const struct hm_kustomized_image *image)
{
    struct hm_arena *arena = &report->arena;
    struct hm_suppression *by = hm_arena_new(arena, struct hm_suppression, 1);

    *by = (struct hm_suppression){
        .dialect = HM_SUPPRESS_DEPLOYMENT,
        .is_external = true,
        .id = hm_str_c(finding->rule->id),
        .path = hm_arena_str(arena, image->by->source.path),
        .place = hm_source_place(&image->by->source, image->row->span),
        .reason = hm_arena_printf(
            arena, "Every kustomization that has this file deploys another image: %.*s by %.*s.",
            HM_FMT(image->text), HM_FMT(image->by->source.path)),
    };
    hm_vec_add(arena, &finding->suppressed_by, by);
}

static bool
is_about_tags(const struct hm_finding *finding)
{
    return finding->suppressed_by.n == 0 && finding->path.n > 0 &&
           (strcmp(finding->rule->id, "HM7036") == 0 || strcmp(finding->rule->id, "HM7037") == 0);
}

/* Findings are sorted by path: a file is read once. */
struct manifest {
    struct hm_arena arena;
    struct hm_buf text;
    struct hm_str path;
    struct hm_manifests read;
    bool is_read;
};

static const struct hm_manifests *
read_manifest(struct manifest *manifest, const struct hm_inputs *inputs, struct hm_str path)
{
    struct hm_err err;

    if (!hm_str_is(manifest->path, path)) {
        hm_arena_reset(&manifest->arena);
        hm_buf_clear(&manifest->text);
        manifest->path = path;
        manifest->is_read = hm_inputs_read(inputs, path, &manifest->text, &err) == HM_OK &&
                            hm_kubernetes_read(&manifest->arena, path, hm_buf_str(&manifest->text),
                                               &manifest->read);
    }
    return manifest->is_read ? &manifest->read : NULL;
}

void
hm_kustomized_settle(const struct hm_inputs *inputs, struct hm_report *report)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_kustomized all;
    struct manifest manifest = { 0 };

    hm_kustomized_find(&arena, inputs, &all);
    for (size_t i = 0; all.nodes.n > 0 && i < report->findings.n; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        if (!is_about_tags(finding)) {
            continue;
        }
        const struct hm_manifests *read = read_manifest(&manifest, inputs, finding->path);
        struct hm_str image = read == NULL ? HM_S("") : image_at(read, finding->off);
        struct hm_kustomized_images images = { 0 };
        if (image.n > 0) {
            hm_kustomized_images(&manifest.arena, &all, finding->path, image, &images);
        }
        if (are_all_mended(&manifest.arena, finding->rule, &images)) {
            close_finding(report, finding, &images.list.p[0]);
        }
    }
    hm_arena_done(&manifest.arena);
    hm_buf_done(&manifest.text);
}
