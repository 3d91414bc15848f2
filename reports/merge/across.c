/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/across.h"

#include "reports/merge/across_links.h"

enum {
    NAMED = 4,   /* deployments that a finding names */
    MATCHED = 16 /* deployments that one finding may speak of */
};

/* --- findings of Dockerfiles --- */

/* What a deployment says of a finding of its image. */
enum saying {
    SAYS_NOTHING,     /* it leaves it to the image, or nobody knows */
    SAYS_OTHERWISE,   /* it does so itself */
    SAYS_SO_FOR_WORK, /* it does, but only for those who develop: no evidence for others */
};

typedef enum saying saying_fn(const struct hm_deployment *deployment);

static enum saying
saying_of(const struct hm_deployment *deployment, enum hm_trit is_so, bool is_for_work)
{
    return !deployment->is_whole || is_so != HM_YES ? SAYS_NOTHING
           : is_for_work                            ? SAYS_SO_FOR_WORK
                                                    : SAYS_OTHERWISE;
}

static enum saying
says_user(const struct hm_deployment *deployment)
{
    return saying_of(deployment, deployment->is_root == HM_NO ? HM_YES : HM_UNKNOWN,
                     deployment->is_user_for_work);
}

static enum saying
says_check(const struct hm_deployment *deployment)
{
    return saying_of(deployment, deployment->is_checked, deployment->is_check_for_work);
}

/* How many say so, if all ways to build the finding's stage are run, and none of those who run them
 * leaves it to the image. The first NAMED of them are given. */
static size_t
settled_by(struct hm_across *a, const struct hm_finding *finding, saying_fn *says,
           const struct hm_deployment *ret[NAMED])
{
    uint32_t at =
        hm_strmap_find(&a->products.heads, hm_across_pair(a, finding->path, finding->stage));
    size_t n = 0;

    for (; at > 0; at = a->products.list.p[at - 1].next) {
        uint32_t link = a->of_product[a->products.list.p[at - 1].index];
        size_t n_before = n;
        for (; link > 0; link = a->links.p[link - 1].next_of_product) {
            const struct hm_deployment *by =
                &a->report->deployments.p[a->links.p[link - 1].deployment];
            enum saying saying = says(by);
            if (saying == SAYS_NOTHING) {
                return 0;
            }
            if (saying == SAYS_OTHERWISE && n < NAMED) {
                ret[n] = by;
            }
            n += saying == SAYS_OTHERWISE;
        }
        if (n == n_before) {
            return 0;
        }
    }
    return n;
}

static void
lower_root(struct hm_across *a, struct hm_finding *finding)
{
    const struct hm_deployment *by[NAMED];
    size_t n = settled_by(a, finding, says_user, by);
    struct hm_arena *arena = &a->report->arena;

    if (n == 0 || finding->severity <= HM_SEV_MEDIUM) {
        return;
    }
    finding->severity = HM_SEV_MEDIUM;
    hm_across_say(
        a->report, finding,
        HM_S("All that is known to run it gives it another user or refuses root; who runs "
             "it otherwise still has root."));
    for (size_t i = 0; i < n && i < NAMED; i++) {
        hm_across_relate(a->report, finding, by[i]->user_path, by[i]->user_place,
                         hm_arena_printf(arena,
                                         by[i]->is_root_refused
                                             ? "Here %.*s may not be started as root."
                                             : "Here %.*s runs the image as another user.",
                                         HM_FMT(hm_across_label(arena, by[i]))));
    }
}

static void
close_healthcheck(struct hm_across *a, struct hm_finding *finding)
{
    const struct hm_deployment *by[NAMED];
    size_t n = settled_by(a, finding, says_check, by);
    struct hm_arena *arena = &a->report->arena;

    if (n > 0) {
        hm_across_close(a->report, finding, by[0]->check_path, by[0]->check_place,
                        hm_arena_printf(arena,
                                        "by deployment: all that is known to run the image "
                                        "has a check of its own (%.*s%s)",
                                        HM_FMT(hm_across_label(arena, by[0])),
                                        n > 1 ? " and others" : ""));
    }
}

/* --- findings of deployments --- */

/* What a finding of a manifest is about, and what that runs. */
struct match {
    const struct hm_deployment *first;
    struct hm_across_made made[MATCHED];
    uint32_t n;
    bool is_all; /* of all of them it is known what they run */
};

static bool
is_about(const struct hm_deployment *deployment, const struct hm_finding *finding)
{
    uint32_t line = finding->place.line;

    return line > 0 &&
           (deployment->place.line == line || deployment->user_place.line == line ||
            deployment->check_place.line == line || deployment->read_only_place.line == line);
}

static void
match_finding(struct hm_across *a, const struct hm_finding *finding, struct match *match)
{
    uint32_t at =
        hm_strmap_find(&a->deployments.heads, hm_across_pair(a, finding->path, finding->stage));

    *match = (struct match){ .is_all = true };
    for (unsigned left = HM_ACROSS_LIMIT; at > 0 && left > 0; left--) {
        const struct hm_across_chain *one = &a->deployments.list.p[at - 1];
        if (is_about(&a->report->deployments.p[one->index], finding)) {
            if (match->n == MATCHED) {
                match->is_all = false;
                return;
            }
            match->first = &a->report->deployments.p[one->index];
            hm_across_made_by(a, one->index, &match->made[match->n]);
            match->is_all = match->is_all && match->made[match->n].is_all;
            match->n++;
        }
        at = one->next;
    }
    match->is_all = match->is_all && match->n > 0;
}

typedef bool is_product_fn(const struct hm_product *product);

static bool
is_certainly_root(const struct hm_product *product)
{
    return product->is_root == HM_YES && product->is_certain;
}

static bool
is_other_by_number(const struct hm_product *product)
{
    return product->is_root == HM_NO && product->is_user_number;
}

static bool
is_other(const struct hm_product *product)
{
    return product->is_root == HM_NO && product->user.n > 0;
}

static bool
has_check(const struct hm_product *product)
{
    return product->has_healthcheck == HM_YES;
}

static bool
has_volumes(const struct hm_product *product)
{
    return product->n_volumes > 0;
}

/* The first that is so, or NULL. */
static const struct hm_product *
find_product(const struct match *match, is_product_fn *is_so)
{
    for (uint32_t i = 0; i < match->n; i++) {
        for (uint32_t k = 0; k < match->made[i].n; k++) {
            if (is_so(match->made[i].list[k])) {
                return match->made[i].list[k];
            }
        }
    }
    return NULL;
}

/* One of them where all are so, else NULL. */
static const struct hm_product *
all_products(const struct match *match, is_product_fn *is_so)
{
    const struct hm_product *last = NULL;

    for (uint32_t i = 0; match->is_all && i < match->n; i++) {
        for (uint32_t k = 0; k < match->made[i].n; k++) {
            last = match->made[i].list[k];
            if (!is_so(last)) {
                return NULL;
            }
        }
    }
    return last;
}

static void
settle_pod(struct hm_across *a, struct hm_finding *finding, const struct match *match)
{
    struct hm_arena *arena = &a->report->arena;
    const struct hm_product *root = find_product(match, is_certainly_root);
    const struct hm_product *other = all_products(match, is_other_by_number);

    if (root != NULL) {
        finding->severity = finding->severity < HM_SEV_HIGH ? HM_SEV_HIGH : finding->severity;
        hm_across_say(
            a->report, finding,
            hm_arena_printf(arena, "It is root: the image is built of %.*s.", HM_FMT(root->path)));
        hm_across_relate(a->report, finding, root->path, root->user_place,
                         HM_S("This makes the container run as root."));
    } else if (other != NULL) {
        hm_across_close(a->report, finding, other->path, other->user_place,
                        hm_arena_printf(arena,
                                        "by deployment: the image is built of %.*s, whose "
                                        "user is %.*s",
                                        HM_FMT(other->path), HM_FMT(other->user)));
    }
}

/* One that is told to be root, and whose image had taken care. */
static void
blame_deployment(struct hm_across *a, struct hm_finding *finding, const struct match *match)
{
    struct hm_arena *arena = &a->report->arena;
    const struct hm_product *other = all_products(match, is_other);

    if (other != NULL) {
        hm_across_say(a->report, finding,
                      hm_arena_printf(arena, "Its image would be %.*s: %.*s says so.",
                                      HM_FMT(other->user), HM_FMT(other->path)));
        hm_across_relate(a->report, finding, other->path, other->user_place,
                         HM_S("This user of the image is overridden."));
    }
}

static void
raise_check_off(struct hm_across *a, struct hm_finding *finding, const struct match *match)
{
    const struct hm_product *checked = all_products(match, has_check);

    if (checked != NULL && match->first->is_checked == HM_NO) {
        finding->severity = finding->severity < HM_SEV_MEDIUM ? HM_SEV_MEDIUM : finding->severity;
        hm_across_say(a->report, finding,
                      hm_arena_printf(&a->report->arena, "Its image has one, by %.*s.",
                                      HM_FMT(checked->path)));
        hm_across_relate(a->report, finding, checked->path, checked->check_place,
                         HM_S("This check of the image is switched off."));
    }
}

static void
tell_check_is_unused(struct hm_across *a, struct hm_finding *finding, const struct match *match)
{
    const struct hm_product *checked = all_products(match, has_check);

    if (checked != NULL) {
        hm_across_say(a->report, finding,
                      HM_S("Its image has a HEALTHCHECK, which Kubernetes does not look at."));
        hm_across_relate(a->report, finding, checked->path, checked->check_place,
                         HM_S("This check says what a probe could ask."));
    }
}

/* What has to have a volume before the root can be read-only. */
static void
tell_volumes(struct hm_across *a, struct hm_finding *finding, const struct match *match)
{
    struct hm_arena *arena = &a->report->arena;
    const struct hm_product *product = all_products(match, has_volumes);
    struct hm_str list = { 0 };

    for (uint32_t i = 0; product != NULL && i < product->n_volumes; i++) {
        const struct hm_image_volume *volume = &product->volumes[i];
        if (match->first->are_mounts_known && !hm_deployment_mounts(match->first, volume->path)) {
            list = hm_arena_printf(arena, "%.*s%s%.*s", HM_FMT(list), list.n > 0 ? ", " : "",
                                   HM_FMT(volume->path));
            hm_across_relate(a->report, finding, product->path, volume->place,
                             HM_S("The image says here that it writes there."));
        }
    }
    if (list.n > 0) {
        hm_across_say(a->report, finding,
                      hm_arena_printf(arena,
                                      "Its image writes to %.*s: mount something there, and "
                                      "the rest can be read-only.",
                                      HM_FMT(list)));
    }
}

static const struct {
    const char *id;
    void (*settle)(struct hm_across *a, struct hm_finding *finding, const struct match *match);
} deployed[] = {
    { "HM6022", tell_volumes },         { "HM6023", raise_check_off },
    { "HM6029", blame_deployment },     { "HM7023", settle_pod },
    { "HM7024", blame_deployment },     { "HM7031", tell_volumes },
    { "HM7062", tell_check_is_unused }, { "HM7063", tell_check_is_unused },
};

static void
settle_one(struct hm_across *a, struct hm_finding *finding)
{
    struct match match;

    if (strcmp(finding->rule->id, "HM3001") == 0) {
        lower_root(a, finding);
        return;
    }
    if (strcmp(finding->rule->id, "HM4015") == 0) {
        close_healthcheck(a, finding);
        return;
    }
    for (size_t i = 0; i < sizeof deployed / sizeof deployed[0]; i++) {
        if (strcmp(finding->rule->id, deployed[i].id) == 0) {
            match_finding(a, finding, &match);
            if (match.n > 0) {
                deployed[i].settle(a, finding, &match);
            }
            return;
        }
    }
}

/* --- what the image decides --- */

/* Whether all that a row's line runs is known to be so. */
static bool
is_decided(struct hm_across *a, const struct hm_not_evaluated *row, is_product_fn *is_so)
{
    uint32_t at = hm_strmap_find(&a->places.heads, hm_across_line(a, row->path, row->line));
    bool has_all = false;

    for (unsigned left = HM_ACROSS_LIMIT; at > 0 && left > 0; left--) {
        const struct hm_across_chain *one = &a->places.list.p[at - 1];
        struct hm_across_made made;
        hm_across_made_by(a, one->index, &made);
        has_all = made.is_all;
        for (uint32_t i = 0; i < made.n; i++) {
            has_all = has_all && is_so(made.list[i]);
        }
        if (!has_all) {
            return false;
        }
        at = one->next;
    }
    return has_all;
}

/* Where it is root, its Dockerfile has the finding. */
static bool
has_known_user(const struct hm_product *product)
{
    return product->is_root == HM_NO || is_certainly_root(product);
}

static void
drop_decided(struct hm_across *a)
{
    struct hm_report *report = a->report;
    size_t n = 0;

    for (size_t i = 0; i < report->not_evaluated.n; i++) {
        const struct hm_not_evaluated *row = &report->not_evaluated.p[i];
        is_product_fn *is_so = row->rule->producer != NULL            ? NULL
                               : strcmp(row->rule->id, "HM6023") == 0 ? has_check
                               : strcmp(row->rule->id, "HM6029") == 0 ? has_known_user
                                                                      : NULL;
        if (is_so == NULL || !is_decided(a, row, is_so)) {
            report->not_evaluated.p[n++] = *row;
        }
    }
    report->not_evaluated.n = n;
}

/* --- accounts of pods --- */

/* What accounts that a pod may have say of a token. */
static void
settle_token(struct hm_report *report, struct hm_finding *finding, const struct hm_pod_account *pod,
             const struct hm_across_chains *accounts, uint32_t at)
{
    const struct hm_kube_account *last = NULL;
    bool is_forbidden = true;
    bool is_given = true;

    for (unsigned left = HM_ACROSS_LIMIT; at > 0 && left > 0; left--) {
        const struct hm_kube_account *one =
            &report->kube_accounts.p[accounts->list.p[at - 1].index];
        if (hm_pod_has_account(pod, one)) {
            last = one;
            is_forbidden = is_forbidden && one->gives_token == HM_NO;
            is_given = is_given && one->gives_token == HM_YES;
        }
        at = accounts->list.p[at - 1].next;
    }
    if (last != NULL && is_forbidden) {
        hm_across_close(report, finding, last->path, last->place,
                        hm_arena_printf(&report->arena,
                                        "by deployment: the service account %.*s of %.*s gives no "
                                        "token",
                                        HM_FMT(last->name), HM_FMT(last->path)));
    } else if (last != NULL && is_given && !hm_str_is(last->path, finding->path) &&
               strcmp(finding->rule->id, "HM7051") == 0) {
        hm_across_say(report, finding,
                      hm_arena_printf(&report->arena,
                                      "The account %.*s of %.*s does not forbid it.",
                                      HM_FMT(last->name), HM_FMT(last->path)));
        hm_across_relate(report, finding, last->path, last->place,
                         HM_S("The account that the pod runs as."));
    }
}

static void
settle_tokens(struct hm_report *report)
{
    struct hm_across a = { .report = report };
    struct hm_across_chains accounts = { 0 };
    struct hm_across_chains pods = { 0 };

    hm_strmap_init(&accounts.heads, &a.scratch);
    hm_strmap_init(&pods.heads, &a.scratch);
    for (size_t i = 0; i < report->kube_accounts.n; i++) {
        hm_across_chain(&a, &accounts,
                        hm_across_pair(&a, report->kube_accounts.p[i].namespace,
                                       report->kube_accounts.p[i].name),
                        i);
    }
    for (size_t i = 0; i < report->pods.n; i++) {
        const struct hm_pod_account *pod = &report->pods.p[i];
        hm_across_chain(&a, &pods, hm_across_line(&a, pod->path, pod->place.line), i);
    }
    for (size_t i = 0; i < report->findings.n; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        bool is_of_token =
            finding->rule->producer == NULL &&
            (strcmp(finding->rule->id, "HM7051") == 0 || strcmp(finding->rule->id, "HM7052") == 0);
        if (!is_of_token || hm_finding_is_suppressed(finding)) {
            continue;
        }
        uint32_t at =
            hm_strmap_find(&pods.heads, hm_across_line(&a, finding->path, finding->place.line));
        if (at == 0) {
            continue;
        }
        const struct hm_pod_account *pod = &report->pods.p[pods.list.p[at - 1].index];
        if (hm_str_is(pod->part, finding->stage)) {
            settle_token(
                report, finding, pod, &accounts,
                hm_strmap_find(&accounts.heads, hm_across_pair(&a, pod->namespace, pod->name)));
        }
    }
    hm_arena_done(&a.scratch);
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
    struct hm_across a;

    name_images(report);
    hm_across_flows(report);
    if (report->kube_accounts.n > 0) {
        settle_tokens(report);
    }
    if (report->products.n == 0 || report->deployments.n == 0) {
        return;
    }
    hm_across_begin(&a, report);
    for (size_t i = 0; i < report->findings.n && a.links.n > 0; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        if (finding->rule->producer == NULL && !hm_finding_is_suppressed(finding)) {
            settle_one(&a, finding);
        }
    }
    if (a.links.n > 0) {
        drop_decided(&a);
    }
    hm_across_end(&a);
}
