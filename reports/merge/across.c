/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/across.h"

#include "plugin/base/auto.h"
#include "reports/strmap.h"

enum {
    CHAIN_LIMIT = 256, /* products or deployments of one name that are looked at */
    NAMED = 4,         /* deployments that a finding names */
};

/* A product and a deployment that runs it. Both have a list of theirs. */
struct link {
    uint32_t product;
    uint32_t deployment;
    uint32_t next_of_product; /* index + 1 */
    uint32_t next_of_deployment;
};

/* Things of one key, newest first. */
struct chain {
    uint32_t index;
    uint32_t next; /* index + 1 */
};

struct chains {
    struct hm_strmap heads;
    HM_VEC(struct chain) list;
};

struct across {
    struct hm_report *report;
    struct hm_arena scratch;
    HM_VEC(struct link) links;
    uint32_t *of_product; /* first link + 1 */
    uint32_t *of_deployment;
    struct chains products;    /* by Dockerfile and stage */
    struct chains deployments; /* by file and part */
    struct chains places;      /* deployments by file and line */
};

static void
chain(struct across *a, struct chains *chains, struct hm_str key, size_t index)
{
    uint32_t *head = hm_strmap_at(&chains->heads, key);
    struct chain *at = hm_vec_push(&a->scratch, &chains->list);

    at->index = (uint32_t)index;
    at->next = *head;
    *head = (uint32_t)chains->list.n;
}

static struct hm_str
pair(struct across *a, struct hm_str one, struct hm_str two)
{
    return hm_arena_printf(&a->scratch, "%.*s\n%.*s", HM_FMT(one), HM_FMT(two));
}

/* What an image is looked for by: without tag and digest. Empty for what is no reference. */
static struct hm_str
image_key(struct across *a, struct hm_str image)
{
    struct hm_image_ref ref;

    return image.n > 0 && hm_image_ref_parse(&a->scratch, image, &ref, NULL) == HM_OK
               ? pair(a, HM_S("image"), hm_image_ref_name(&a->scratch, &ref))
               : HM_S("");
}

/* --- links --- */

static void
add_link(struct across *a, uint32_t product, uint32_t deployment)
{
    for (uint32_t at = a->of_deployment[deployment]; at > 0;
         at = a->links.p[at - 1].next_of_deployment) {
        if (a->links.p[at - 1].product == product) {
            return;
        }
    }
    struct link *link = hm_vec_push(&a->scratch, &a->links);
    *link = (struct link){ .product = product,
                           .deployment = deployment,
                           .next_of_product = a->of_product[product],
                           .next_of_deployment = a->of_deployment[deployment] };
    a->of_product[product] = a->of_deployment[deployment] = (uint32_t)a->links.n;
}

static void
link_by(struct across *a, const struct chains *makers, struct hm_str key, uint32_t deployment)
{
    uint32_t at = key.n == 0 ? 0 : hm_strmap_find(&makers->heads, key);

    for (unsigned left = CHAIN_LIMIT; at > 0 && left > 0; left--) {
        const struct chain *maker = &makers->list.p[at - 1];
        if (hm_deployment_runs(&a->scratch, &a->report->deployments.p[deployment],
                               &a->report->products.p[maker->index])) {
            add_link(a, maker->index, deployment);
        }
        at = maker->next;
    }
}

static void
link_all(struct across *a)
{
    const struct hm_report *report = a->report;
    struct chains makers = { 0 };

    hm_strmap_init(&makers.heads, &a->scratch);
    for (size_t i = 0; i < report->products.n; i++) {
        const struct hm_product *product = &report->products.p[i];
        for (size_t k = 0; k < product->n_uses; k++) {
            const struct hm_build_use *use = product->uses[k];
            chain(a, &makers, pair(a, use->dockerfile, use->name), i);
            for (uint32_t n = 0; n < use->n_images; n++) {
                struct hm_str key = image_key(a, use->images[n]);
                if (key.n > 0) {
                    chain(a, &makers, key, i);
                }
            }
        }
    }
    for (uint32_t i = 0; i < report->deployments.n; i++) {
        const struct hm_deployment *deployment = &report->deployments.p[i];
        if (deployment->dockerfile.n > 0) {
            link_by(a, &makers, pair(a, deployment->dockerfile, deployment->name), i);
        }
        link_by(a, &makers, image_key(a, deployment->image), i);
    }
}

static struct hm_str
place_key(struct across *a, struct hm_str path, uint32_t line)
{
    return hm_arena_printf(&a->scratch, "%.*s\n%u", HM_FMT(path), (unsigned)line);
}

static void
begin(struct across *a, struct hm_report *report)
{
    *a = (struct across){ .report = report };
    hm_strmap_init(&a->products.heads, &a->scratch);
    hm_strmap_init(&a->deployments.heads, &a->scratch);
    hm_strmap_init(&a->places.heads, &a->scratch);
    a->of_product = hm_arena_new(&a->scratch, uint32_t, report->products.n);
    a->of_deployment = hm_arena_new(&a->scratch, uint32_t, report->deployments.n);
    link_all(a);
    for (size_t i = 0; i < report->products.n; i++) {
        chain(a, &a->products, pair(a, report->products.p[i].path, report->products.p[i].stage), i);
    }
    for (size_t i = 0; i < report->deployments.n; i++) {
        const struct hm_deployment *at = &report->deployments.p[i];
        chain(a, &a->deployments, pair(a, at->path, at->part), i);
        chain(a, &a->places, place_key(a, at->path, at->place.line), i);
    }
}

/* --- words --- */

static struct hm_str
label(struct hm_arena *arena, const struct hm_deployment *deployment)
{
    return deployment->is_kubernetes
               ? hm_arena_printf(arena, "the container %.*s of %.*s", HM_FMT(deployment->name),
                                 HM_FMT(deployment->part))
               : hm_arena_printf(arena, "the service %.*s", HM_FMT(deployment->part));
}

static void
relate(struct hm_report *report, struct hm_finding *finding, struct hm_str path,
       struct hm_place place, struct hm_str message)
{
    if (finding->related.n < HM_RELATED_LIMIT) {
        hm_vec_add(&report->arena, &finding->related,
                   ((struct hm_related){ .path = path, .place = place, .message = message }));
    }
}

static void
add_words(struct hm_report *report, struct hm_finding *finding, struct hm_str words)
{
    finding->message =
        hm_arena_printf(&report->arena, "%.*s %.*s", HM_FMT(finding->message), HM_FMT(words));
}

static void
close_finding(struct hm_report *report, struct hm_finding *finding, struct hm_str path,
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

/* --- findings of Dockerfiles --- */

typedef bool is_settled_fn(const struct hm_deployment *deployment);

static bool
is_other_user(const struct hm_deployment *deployment)
{
    return deployment->is_whole && deployment->is_root == HM_NO;
}

static bool
is_checked(const struct hm_deployment *deployment)
{
    return deployment->is_whole && deployment->is_checked == HM_YES;
}

/* Whether all ways to build the finding's stage are run, and all who run them say so. The first
 * NAMED of those are given. */
static size_t
settled_by(struct across *a, const struct hm_finding *finding, is_settled_fn *is_settled,
           const struct hm_deployment *ret[NAMED])
{
    uint32_t at = hm_strmap_find(&a->products.heads, pair(a, finding->path, finding->stage));
    size_t n = 0;

    for (; at > 0; at = a->products.list.p[at - 1].next) {
        uint32_t link = a->of_product[a->products.list.p[at - 1].index];
        if (link == 0) {
            return 0;
        }
        for (; link > 0; link = a->links.p[link - 1].next_of_product) {
            const struct hm_deployment *by =
                &a->report->deployments.p[a->links.p[link - 1].deployment];
            if (!is_settled(by)) {
                return 0;
            }
            if (n < NAMED) {
                ret[n] = by;
            }
            n++;
        }
    }
    return n;
}

static void
lower_root(struct across *a, struct hm_finding *finding)
{
    const struct hm_deployment *by[NAMED];
    size_t n = settled_by(a, finding, is_other_user, by);
    struct hm_arena *arena = &a->report->arena;

    if (n == 0 || finding->severity <= HM_SEV_MEDIUM) {
        return;
    }
    finding->severity = HM_SEV_MEDIUM;
    add_words(a->report, finding,
              HM_S("All that is known to run it gives it another user; who runs it otherwise "
                   "still has root."));
    for (size_t i = 0; i < n && i < NAMED; i++) {
        relate(a->report, finding, by[i]->path, by[i]->user_place,
               hm_arena_printf(arena, "Here %.*s runs the image as another user.",
                               HM_FMT(label(arena, by[i]))));
    }
}

static void
close_healthcheck(struct across *a, struct hm_finding *finding)
{
    const struct hm_deployment *by[NAMED];
    size_t n = settled_by(a, finding, is_checked, by);
    struct hm_arena *arena = &a->report->arena;

    if (n > 0) {
        close_finding(a->report, finding, by[0]->path, by[0]->place,
                      hm_arena_printf(arena,
                                      "by deployment: all that is known to run the image "
                                      "has a check of its own (%.*s%s)",
                                      HM_FMT(label(arena, by[0])), n > 1 ? " and others" : ""));
    }
}

/* --- findings of deployments --- */

static const struct hm_deployment *
deployment_at(struct across *a, struct hm_str path, struct hm_str part, uint32_t line,
              uint32_t *ret_index)
{
    uint32_t at = hm_strmap_find(&a->deployments.heads, pair(a, path, part));

    for (unsigned left = CHAIN_LIMIT; at > 0 && left > 0; left--) {
        const struct chain *one = &a->deployments.list.p[at - 1];
        const struct hm_deployment *deployment = &a->report->deployments.p[one->index];
        if (deployment->place.line == line || deployment->user_place.line == line) {
            *ret_index = one->index;
            return deployment;
        }
        at = one->next;
    }
    return NULL;
}

static void
settle_pod(struct across *a, struct hm_finding *finding)
{
    struct hm_arena *arena = &a->report->arena;
    const struct hm_product *root = NULL;
    const struct hm_product *other = NULL;
    bool are_all_other = true;
    uint32_t index = 0;

    if (deployment_at(a, finding->path, finding->stage, finding->place.line, &index) == NULL) {
        return;
    }
    for (uint32_t at = a->of_deployment[index]; at > 0;
         at = a->links.p[at - 1].next_of_deployment) {
        const struct hm_product *product = &a->report->products.p[a->links.p[at - 1].product];
        root = product->is_root == HM_YES && product->is_certain ? product : root;
        other = product;
        are_all_other = are_all_other && product->is_root == HM_NO && product->is_user_number;
    }
    if (root != NULL) {
        finding->severity = finding->severity < HM_SEV_HIGH ? HM_SEV_HIGH : finding->severity;
        add_words(
            a->report, finding,
            hm_arena_printf(arena, "It is root: the image is built of %.*s.", HM_FMT(root->path)));
        relate(a->report, finding, root->path, root->user_place,
               HM_S("This makes the container run as root."));
    } else if (other != NULL && are_all_other) {
        close_finding(a->report, finding, other->path, other->user_place,
                      hm_arena_printf(arena,
                                      "by deployment: the image is built of %.*s, whose "
                                      "user is %.*s",
                                      HM_FMT(other->path), HM_FMT(other->user)));
    }
}

/* A service whose check could not be decided on: the image has one. */
static bool
has_image_check(struct across *a, const struct hm_not_evaluated *row)
{
    uint32_t at = hm_strmap_find(&a->places.heads, place_key(a, row->path, row->line));
    bool has_all = false;

    for (unsigned left = CHAIN_LIMIT; at > 0 && left > 0; left--) {
        const struct chain *one = &a->places.list.p[at - 1];
        uint32_t link = a->of_deployment[one->index];
        has_all = link > 0;
        for (; link > 0; link = a->links.p[link - 1].next_of_deployment) {
            const struct hm_product *product = &a->report->products.p[a->links.p[link - 1].product];
            has_all = has_all && product->has_healthcheck == HM_YES;
        }
        if (!has_all) {
            return false;
        }
        at = one->next;
    }
    return has_all;
}

static void
drop_decided(struct across *a)
{
    struct hm_report *report = a->report;
    size_t n = 0;

    for (size_t i = 0; i < report->not_evaluated.n; i++) {
        const struct hm_not_evaluated *row = &report->not_evaluated.p[i];
        bool is_asked = row->rule->producer == NULL && strcmp(row->rule->id, "HM6023") == 0;
        if (!is_asked || !has_image_check(a, row)) {
            report->not_evaluated.p[n++] = *row;
        }
    }
    report->not_evaluated.n = n;
}

/* --- images --- */

/* Findings of other tools in Dockerfiles, and of our rules where all builds show them. */
static void
name_images(struct hm_report *report)
{
    size_t row = 0;

    for (size_t i = 0; i < report->findings.n; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        if (finding->path.n == 0 || finding->images.n > 0 || finding->target.n > 0) {
            continue;
        }
        while (row < report->builds.n &&
               hm_str_compare(report->builds.p[row].use.dockerfile, finding->path) < 0) {
            row++;
        }
        for (size_t k = row;
             k < report->builds.n && hm_str_is(report->builds.p[k].use.dockerfile, finding->path);
             k++) {
            for (uint32_t n = 0; n < report->builds.p[k].use.n_images; n++) {
                hm_finding_add_image(&report->arena, finding, report->builds.p[k].use.images[n]);
            }
        }
    }
}

void
hm_report_across_settle(struct hm_report *report)
{
    struct across a;

    name_images(report);
    if (report->products.n == 0 || report->deployments.n == 0) {
        return;
    }
    begin(&a, report);
    for (size_t i = 0; i < report->findings.n && a.links.n > 0; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        if (finding->rule->producer != NULL || hm_finding_is_suppressed(finding)) {
            continue;
        }
        if (strcmp(finding->rule->id, "HM3001") == 0) {
            lower_root(&a, finding);
        } else if (strcmp(finding->rule->id, "HM4015") == 0) {
            close_healthcheck(&a, finding);
        } else if (strcmp(finding->rule->id, "HM7023") == 0) {
            settle_pod(&a, finding);
        }
    }
    if (a.links.n > 0) {
        drop_decided(&a);
    }
    hm_arena_done(&a.scratch);
}

/* --- ports --- */

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

static bool
exposes(const struct hm_product *product, uint16_t port)
{
    /* A base may expose what its Dockerfile does not repeat: one that says nothing proves nothing.
     */
    bool is_exposed = product->exposed.n == 0 || !product->exposed.are_all_known;

    for (uint32_t i = 0; i < product->exposed.n; i++) {
        is_exposed = is_exposed || product->exposed.list[i] == port;
    }
    return is_exposed;
}

static void
find_port(struct across *a, const struct hm_rule *rule, uint32_t index, uint32_t at)
{
    const struct hm_deployment *deployment = &a->report->deployments.p[index];
    const struct hm_product *product = NULL;
    struct hm_arena *arena = &a->report->arena;
    uint16_t port = deployment->published.list[at];

    for (uint32_t k = a->of_deployment[index]; k > 0; k = a->links.p[k - 1].next_of_deployment) {
        product = &a->report->products.p[a->links.p[k - 1].product];
        if (exposes(product, port)) {
            return;
        }
    }
    if (product == NULL) {
        return;
    }
    struct hm_finding *finding = hm_vec_push(arena, &a->report->findings);
    *finding = (struct hm_finding){
        .rule = rule,
        .target_kind = HM_TARGET_FILE,
        .path = deployment->path,
        .place = deployment->port_places[at],
        .stage = deployment->part,
        .subject = hm_arena_printf(arena, "port %u", port),
        .severity = rule->severity,
        .message = hm_arena_printf(arena,
                                   "The service %.*s publishes port %u of its container, and "
                                   "%.*s, of which it is built, exposes %s%u%s instead.",
                                   HM_FMT(deployment->part), port, HM_FMT(product->path),
                                   product->exposed.n > 1 ? "" : "only ", product->exposed.list[0],
                                   product->exposed.n > 1 ? " and others" : ""),
    };
    hm_finding_add_image(arena, finding, deployment->image);
    relate(a->report, finding, product->path, product->user_place,
           HM_S("The stage that the image is built of."));
}

void
hm_report_across_find(struct hm_report *report)
{
    const struct hm_rule *rule = applied_rule(report, "HM6050");
    struct across a;

    if (rule == NULL || report->products.n == 0 || report->deployments.n == 0) {
        return;
    }
    begin(&a, report);
    for (uint32_t i = 0; i < report->deployments.n && a.links.n > 0; i++) {
        const struct hm_deployment *deployment = &report->deployments.p[i];
        for (uint32_t k = 0; deployment->is_whole && k < deployment->published.n; k++) {
            find_port(&a, rule, i, k);
        }
    }
    hm_arena_done(&a.scratch);
}
