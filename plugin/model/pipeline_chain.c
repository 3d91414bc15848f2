/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/pipeline_chain.h"

#include "plugin/base/vec.h"
#include "plugin/model/job_order.h"
#include "plugin/model/pipeline_unknown.h"

/* Whether an act is over before another begins. */
static bool
is_before(const struct hm_job_order *order, const struct hm_act *act, const struct hm_act *other)
{
    if (act->job == other->job) {
        /* Acts of one command are one. */
        return act < other && (act->step != other->step || act->cmd != other->cmd);
    }
    return hm_job_follows(order, act->job, other->job);
}

/* An image that is being put together. */
struct group {
    HM_VEC(struct hm_scalar) names;
    struct hm_chain chain;
    struct hm_str recipe; /* context, Dockerfile and target that it is built of; or empty */
    uint32_t into;        /* joined into this one; its own index where it stands for itself */
};

struct maker {
    struct hm_arena *arena;
    const struct hm_pipeline *pipeline;
    struct hm_job_order order;
    struct group groups[HM_CHAINS_LIMIT];
    uint32_t n_groups;
    uint32_t unnamed;   /* the group of what has no name, or HM_NONE */
    uint32_t *group_of; /* of each act, or HM_NONE */
    bool is_full;
};

static struct group *
root_of(struct maker *maker, uint32_t i)
{
    while (maker->groups[i].into != i) {
        i = maker->groups[i].into;
    }
    return &maker->groups[i];
}

static struct group *
group_add(struct maker *maker)
{
    if (maker->n_groups == HM_CHAINS_LIMIT) {
        maker->is_full = true;
        return NULL;
    }
    struct group *group = &maker->groups[maker->n_groups];
    *group = (struct group){ .into = maker->n_groups, .chain.is_digest_used = HM_NO };
    maker->n_groups++;
    return group;
}

static void
name_add(struct maker *maker, struct group *group, const struct hm_scalar *name)
{
    for (size_t i = 0; i < group->names.n; i++) {
        if (hm_str_is(group->names.p[i].text, name->text)) {
            return;
        }
    }
    if (group->names.n < HM_CHAIN_NAMES) {
        hm_vec_add(maker->arena, &group->names, *name);
    }
}

static void
join(struct maker *maker, struct group *into, struct group *from)
{
    if (into == from) {
        return;
    }
    from->into = (uint32_t)(into - maker->groups);
    for (size_t i = 0; i < from->names.n; i++) {
        name_add(maker, into, &from->names.p[i]);
    }
    if (into->recipe.n == 0) {
        into->recipe = from->recipe;
    }
}

/* How much an act's names are a group's. */
static enum hm_trit
is_about(const struct group *group, const struct hm_act *act)
{
    enum hm_trit result = HM_NO;

    for (uint32_t i = 0; i < act->names.n && i < HM_CHAIN_NAMES; i++) {
        for (size_t k = 0; k < group->names.n; k++) {
            switch (hm_pipeline_same_image(act->names.list[i].text, group->names.p[k].text)) {
            case HM_YES:
                return HM_YES;
            case HM_UNKNOWN:
                result = HM_UNKNOWN;
                break;
            case HM_NO:
                break;
            }
        }
    }
    return result;
}

static struct hm_str
recipe_of(struct hm_arena *arena, const struct hm_act *act)
{
    /* A command without a folder makes its image of something else; an action has one by default.
     */
    bool is_of_files = act->cmd == NULL || act->context.is_set || act->dockerfile.is_set;

    if (act->kind != HM_ACT_BUILD || act->names.n == 0 || !is_of_files) {
        return HM_S("");
    }
    return hm_arena_printf(arena, "%.*s\n%.*s\n%.*s", HM_FMT(act->context.text),
                           HM_FMT(act->dockerfile.text), HM_FMT(act->target.text));
}

static bool
makes_image(const struct hm_act *act)
{
    return act->kind == HM_ACT_BUILD || act->kind == HM_ACT_PUSH || act->kind == HM_ACT_TAG ||
           (act->kind == HM_ACT_DEPLOY && act->names.n > 0);
}

/* The image that was built last in the job of a push that names none. */
static struct group *
last_built(struct maker *maker, const struct hm_act *act)
{
    for (uint32_t i = maker->n_groups; i > 0; i--) {
        struct group *group = root_of(maker, i - 1);
        if (group->chain.build != NULL && group->chain.build->job == act->job &&
            group->names.n > 0) {
            return group;
        }
    }
    return NULL;
}

static struct group *
unnamed_group(struct maker *maker, const struct hm_act *act)
{
    struct group *group = act->kind == HM_ACT_PUSH ? last_built(maker, act) : NULL;

    if (group != NULL) {
        return group;
    }
    if (maker->unnamed == HM_NONE) {
        group = group_add(maker);
        if (group != NULL) {
            maker->unnamed = group->into;
        }
        return group;
    }
    return root_of(maker, maker->unnamed);
}

/* Puts an act that makes, names or ships an image to its group. */
static void
place(struct maker *maker, const struct hm_act *act)
{
    struct hm_str recipe = recipe_of(maker->arena, act);
    struct group *found = NULL;

    if (act->names.n == 0 && act->kind == HM_ACT_TAG) {
        return;
    }
    for (uint32_t i = 0; i < maker->n_groups && act->names.n > 0; i++) {
        struct group *group = &maker->groups[i];
        bool is_same = group->into == i && (is_about(group, act) == HM_YES ||
                                            (recipe.n > 0 && hm_str_is(group->recipe, recipe)));
        if (is_same && found == NULL) {
            found = group;
        } else if (is_same) {
            join(maker, found, group);
        }
    }
    if (found == NULL) {
        found = act->names.n == 0 ? unnamed_group(maker, act) : group_add(maker);
    }
    if (found == NULL) {
        return;
    }
    for (uint32_t i = 0; i < act->names.n && i < HM_CHAIN_NAMES; i++) {
        name_add(maker, found, &act->names.list[i]);
    }
    if (found->recipe.n == 0) {
        found->recipe = recipe;
    }
    if (act->kind == HM_ACT_BUILD && found->chain.build == NULL) {
        found->chain.build = act;
    }
    maker->group_of[act - maker->pipeline->acts] = (uint32_t)(found - maker->groups);
}

static void
ship(const struct hm_act **place_of, const struct hm_act *act)
{
    *place_of = *place_of == NULL ? act : *place_of;
}

static bool
is_archive(struct hm_str name)
{
    return hm_str_ends(name, ".tar") || hm_str_ends(name, ".tar.gz") || hm_str_ends(name, ".tgz");
}

/* Which image an act that makes none is about: certainly, or perhaps. */
static enum hm_trit
concerns(const struct group *group, uint32_t n_images, const struct hm_act *act, bool is_owned)
{
    enum hm_trit about = is_about(group, act);
    /* An archive that nothing here was seen to make may be of any image. */
    bool is_open = act->names.n == 0 || (act->image.has_variable && about != HM_NO) ||
                   is_archive(act->image.text);
    bool is_beside = group->chain.build != NULL && group->chain.build->job == act->job;

    if (about == HM_YES || is_owned) {
        return about == HM_YES ? HM_YES : HM_NO;
    }
    if (is_open && (n_images == 1 || is_beside)) {
        return HM_YES;
    }
    if (group->names.n == 0 && is_beside) {
        return HM_YES;
    }
    return act->names.n == 0 || group->names.n == 0 || about == HM_UNKNOWN ? HM_UNKNOWN : HM_NO;
}

static void
link_to(const struct maker *maker, struct hm_chain_link *link, const struct hm_chain *chain,
        const struct hm_act *act, enum hm_trit about)
{
    enum hm_chain_when when = HM_CHAIN_UNKNOWN;

    if (about == HM_NO) {
        return;
    }
    if (about == HM_YES) {
        when = chain->push == NULL || is_before(&maker->order, act, chain->push) ? HM_CHAIN_BEFORE
                                                                                 : HM_CHAIN_AFTER;
    }
    if (when > link->when) {
        *link = (struct hm_chain_link){ .when = when, .act = act };
    }
}

/* What these tools attest they sign; what a build attests by itself nobody signs. */
bool
hm_act_signs(const struct hm_act *act)
{
    static const char *const tools[] = { "actions/attest", "cosign attest", "syft attest", "slsa" };

    for (size_t i = 0; act->kind == HM_ACT_ATTEST && i < sizeof tools / sizeof tools[0]; i++) {
        if (hm_str_starts(hm_str_c(act->tool), tools[i])) {
            return true;
        }
    }
    return act->kind == HM_ACT_SIGN;
}

static void
attach(const struct maker *maker, struct hm_chain *chain, const struct hm_act *act,
       enum hm_trit about)
{
    switch (act->kind) {
    case HM_ACT_SCAN:
        link_to(maker, &chain->scanned, chain, act, about);
        if (act->ignores_failure != HM_YES) {
            link_to(maker, &chain->gated, chain, act, about);
        }
        break;
    case HM_ACT_SIGN:
        link_to(maker, &chain->signed_by, chain, act, about);
        break;
    case HM_ACT_ATTEST:
        link_to(maker, &chain->attested, chain, act, about);
        if (hm_act_signs(act)) {
            link_to(maker, &chain->signed_by, chain, act, about);
        }
        break;
    case HM_ACT_VERIFY:
        link_to(maker, &chain->verified, chain, act, about);
        break;
    case HM_ACT_BUILD:
    case HM_ACT_PUSH:
    case HM_ACT_TAG:
    case HM_ACT_SCAN_ALL:
    case HM_ACT_LOGIN:
    case HM_ACT_RUN:
    case HM_ACT_DEPLOY:
        break;
    }
    if (act->has_digest && act->kind != HM_ACT_PUSH && act->kind != HM_ACT_BUILD &&
        about != HM_NO && chain->is_digest_used != HM_YES) {
        chain->is_digest_used = about;
    }
}

static uint32_t
count_images(struct maker *maker)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < maker->n_groups; i++) {
        n += maker->groups[i].into == i;
    }
    return n;
}

static bool
has_owner(struct maker *maker, const struct hm_act *act)
{
    for (uint32_t i = 0; i < maker->n_groups; i++) {
        if (maker->groups[i].into == i && is_about(&maker->groups[i], act) == HM_YES) {
            return true;
        }
    }
    return false;
}

static void
ship_all(struct maker *maker)
{
    for (uint32_t i = 0; i < maker->pipeline->n_acts; i++) {
        const struct hm_act *act = &maker->pipeline->acts[i];
        if (maker->group_of[i] == HM_NONE) {
            continue;
        }
        struct hm_chain *chain = &root_of(maker, maker->group_of[i])->chain;
        if (act->kind == HM_ACT_BUILD) {
            ship(&chain->build, act);
        } else if (act->kind == HM_ACT_PUSH) {
            /* What is copied was pushed before: here, or by somebody else. */
            if (chain->push != NULL && chain->push->is_copy && !act->is_copy) {
                chain->push = NULL;
            }
            ship(&chain->push, act);
        } else if (act->kind == HM_ACT_DEPLOY) {
            ship(&chain->deploy, act);
        }
    }
}

static void
attach_all(struct maker *maker)
{
    uint32_t n_images = count_images(maker);

    for (uint32_t i = 0; i < maker->pipeline->n_acts; i++) {
        const struct hm_act *act = &maker->pipeline->acts[i];
        bool is_owned = has_owner(maker, act);
        for (uint32_t k = 0; k < maker->n_groups; k++) {
            struct group *group = &maker->groups[k];
            if (group->into == k) {
                attach(maker, &group->chain, act, concerns(group, n_images, act, is_owned));
            }
        }
    }
}

/* Whether a push to a host that a variable names may go to a registry beside the job. */
static bool
may_stay(const struct hm_pipeline *pipeline, const struct hm_act *push)
{
    if (push == NULL || push->job == HM_NONE || push->names.n == 0) {
        return false;
    }
    for (uint32_t i = 0; i + push->n_sources < push->names.n; i++) {
        if (!hm_str_starts(push->names.list[i].text, "$")) {
            return false;
        }
    }
    const struct hm_job *job = &pipeline->jobs[push->job];
    for (uint32_t i = 0; i < job->n_images; i++) {
        struct hm_str name = hm_str_basename(job->images[i].image.text);
        if (job->images[i].is_service && hm_str_starts(name, "registry")) {
            return true;
        }
    }
    return false;
}

/* Of several names the one that says most to a reader. */
static void
name_chain(struct hm_chain *chain)
{
    const struct hm_act *push = chain->push;

    for (uint32_t i = 0; push != NULL && i < push->names.n; i++) {
        const struct hm_scalar *name = &push->names.list[i];
        if (!chain->image.is_set || hm_str_starts(chain->image.text, "${{") ||
            hm_str_starts(chain->image.text, "$(")) {
            chain->image = *name;
        }
    }
    if (!chain->image.is_set && chain->n_names > 0) {
        chain->image = chain->names[0];
    }
}

struct hm_chains
hm_pipeline_chains(struct hm_arena *arena, const struct hm_pipeline *pipeline)
{
    struct maker *maker = hm_arena_new(arena, struct maker, 1);
    struct hm_chains result = { 0 };
    HM_VEC(struct hm_chain) list = { 0 };

    maker->arena = arena;
    maker->pipeline = pipeline;
    maker->unnamed = HM_NONE;
    hm_job_order_make(&maker->order, arena, pipeline);
    maker->group_of = hm_arena_new(arena, uint32_t, pipeline->n_acts + 1);
    for (uint32_t i = 0; i < pipeline->n_acts; i++) {
        maker->group_of[i] = HM_NONE;
        if (makes_image(&pipeline->acts[i])) {
            place(maker, &pipeline->acts[i]);
        }
    }
    ship_all(maker);
    attach_all(maker);
    for (uint32_t i = 0; i < maker->n_groups; i++) {
        struct group *group = &maker->groups[i];
        if (group->into != i) {
            continue;
        }
        struct hm_chain *chain = &group->chain;
        chain->names = group->names.p;
        chain->n_names = (uint32_t)group->names.n;
        name_chain(chain);
        chain->may_stay = may_stay(pipeline, chain->push);
        hm_vec_add(arena, &list, *chain);
    }
    result.list = list.p;
    result.n = (uint32_t)list.n;
    hm_pipeline_unknown(pipeline, maker->is_full, &result);
    return result;
}

bool
hm_chain_is_local(const struct hm_chain *chain)
{
    static const char *const hosts[] = { "localhost:",     "localhost/",    "127.0.0.1:",
                                         "registry.local", "kind-registry", "host.docker.internal",
                                         "registry:5000/", "ttl.sh/" };

    const struct hm_act *push = chain->push;

    for (uint32_t i = 0; push != NULL && i + push->n_sources < push->names.n; i++) {
        bool is_local = false;
        for (size_t k = 0; k < sizeof hosts / sizeof hosts[0]; k++) {
            is_local = is_local || hm_str_starts(push->names.list[i].text, hosts[k]);
        }
        if (!is_local) {
            return false;
        }
    }
    return push != NULL && push->names.n > 0;
}

const struct hm_chain *
hm_chains_of(const struct hm_chains *chains, const struct hm_act *act)
{
    for (uint32_t i = 0; i < chains->n; i++) {
        const struct hm_chain *chain = &chains->list[i];
        if (chain->build == act || chain->push == act || chain->deploy == act) {
            return chain;
        }
        for (uint32_t k = 0; k < act->names.n && k < HM_CHAIN_NAMES; k++) {
            for (uint32_t m = 0; m < chain->n_names; m++) {
                if (hm_pipeline_same_image(act->names.list[k].text, chain->names[m].text) ==
                    HM_YES) {
                    return chain;
                }
            }
        }
    }
    return NULL;
}
