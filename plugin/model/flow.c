/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/flow.h"

#include "plugin/model/report.h"

/* --- names --- */

/* What is the same in all workflows of a repository, whoever starts them. */
static bool
is_shared_variable(struct hm_str name)
{
    static const char *const whole[] = { "GITHUB_REPOSITORY", "GITHUB_REPOSITORY_OWNER",
                                         "github.event.repository.name" };
    static const char *const fronts[] = { "secrets.", "vars." };

    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        if (hm_str_eq(name, whole[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++) {
        if (hm_str_starts(name, fronts[i]) && hm_str_find(name, ' ') == name.n) {
            return true;
        }
    }
    return false;
}

/* Whether all variables of a text, written as acts have them, are such. */
static bool
is_shared(struct hm_str text)
{
    for (size_t i = hm_str_find(text, '$'); i < text.n; i = hm_str_find(text, '$')) {
        text = hm_str_from(text, i);
        size_t front = hm_str_starts(text, "${{") ? 3 : hm_str_starts(text, "${") ? 2 : 0;
        size_t end = hm_str_find(text, '}');
        if (front == 0 || end >= text.n ||
            !is_shared_variable(hm_str_trim(hm_str_sub(text, front, end - front)))) {
            return false;
        }
        text = hm_str_from(text, end);
    }
    return true;
}

static struct hm_flow_names
keep_names(struct hm_arena *arena, const struct hm_scalar *names, uint32_t n)
{
    struct hm_str *list = hm_arena_new(arena, struct hm_str, HM_CHAIN_NAMES);
    struct hm_flow_names kept = { .list = list };

    for (uint32_t i = 0; i < n; i++) {
        struct hm_str text = names[i].text;
        if (hm_str_starts(text, "${{") && hm_str_has(text, ".outputs.")) {
            kept.is_open = true;
        } else if (kept.n < HM_CHAIN_NAMES && is_shared(hm_pipeline_repository(text))) {
            list[kept.n++] = hm_arena_str(arena, text);
        }
    }
    return kept;
}

/* Whether a tag that was pushed is the one that an act names. */
static bool
is_tag(struct hm_str pushed, struct hm_str named, bool is_behind)
{
    bool is_made = hm_str_find(pushed, '$') < pushed.n;
    bool is_asked = hm_str_find(named, '$') < named.n;

    pushed = pushed.n == 0 ? HM_S("latest") : pushed;
    named = named.n == 0 ? HM_S("latest") : named;
    return hm_str_is(pushed, named) || (is_behind && is_made && is_asked);
}

static bool
is_one(const struct hm_flow_act *act, struct hm_str named, const struct hm_flow_image *image,
       struct hm_str pushed, bool is_behind)
{
    struct hm_str tag = hm_pipeline_tag(named);
    struct hm_str pushed_tag = hm_pipeline_tag(pushed);

    if (hm_pipeline_same_image(named, pushed) != HM_YES) {
        return false;
    }
    if (act->has_digest && hm_str_find(named, '@') < named.n) {
        return is_behind;
    }
    return (act->names.is_open && tag.n == 0) || (image->names.is_open && pushed_tag.n == 0) ||
           is_tag(pushed_tag, tag, is_behind);
}

bool
hm_flow_is_about(const struct hm_flow_act *act, const struct hm_flow_image *image, bool is_behind)
{
    for (uint32_t i = 0; i < act->names.n; i++) {
        for (uint32_t k = 0; k < image->names.n; k++) {
            if (is_one(act, act->names.list[i], image, image->names.list[k], is_behind)) {
                return true;
            }
        }
    }
    return false;
}

/* --- when --- */

static const struct {
    const char *event;
    enum hm_flow_start start;
} events[] = {
    { "schedule", HM_FLOW_BESIDE },
    { "release", HM_FLOW_BESIDE },
    { "registry_package", HM_FLOW_BESIDE },
    { "push", HM_FLOW_BESIDE },
    { "create", HM_FLOW_BESIDE },
    { "deployment", HM_FLOW_BESIDE },
    { "deployment_status", HM_FLOW_BESIDE },
    { "workflow_run", HM_FLOW_BESIDE },
    { "workflow_dispatch", HM_FLOW_BY_HAND },
    { "repository_dispatch", HM_FLOW_BY_HAND },
};

static void
find_start(const struct hm_pipeline *pipeline, struct hm_flow *flow)
{
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        for (uint32_t k = 0; k < pipeline->triggers.n; k++) {
            if (hm_str_eq(pipeline->triggers.list[k].text, events[i].event)) {
                flow->start = events[i].start;
                flow->event = hm_str_c(events[i].event);
                return;
            }
        }
    }
}

/* What is there for the case that the other one failed says nothing of what it pushed. */
static bool
is_for_failure(struct hm_str condition)
{
    return hm_str_has(condition, "conclusion") && hm_str_has(condition, "failure") &&
           !hm_str_has(condition, "!=") && !hm_str_has(condition, "success");
}

/* --- what --- */

static struct hm_place
place_of(const struct hm_manifests *manifests, struct hm_span span, struct hm_str *ret_path)
{
    const struct hm_source *source = hm_manifests_source(manifests, span);

    *ret_path = source->path;
    return hm_source_place(source, span);
}

static bool
is_kept(const struct hm_pipeline *pipeline, const struct hm_act *act)
{
    bool is_check = act->kind == HM_ACT_SCAN || act->kind == HM_ACT_VERIFY ||
                    act->kind == HM_ACT_DEPLOY || hm_act_signs(act);

    if (!is_check || act->names.n == 0 || act->job == HM_NONE) {
        return false;
    }
    const struct hm_job *job = &pipeline->jobs[act->job];
    if (is_for_failure(job->condition.text) ||
        (act->step != HM_NONE && is_for_failure(job->steps[act->step].condition.text))) {
        return false;
    }
    const struct hm_chain *chain = hm_chains_of(pipeline->chains, act);
    return chain == NULL || chain->build == NULL;
}

static void
keep_acts(struct hm_arena *arena, const struct hm_manifests *manifests, struct hm_flow *flow)
{
    const struct hm_pipeline *pipeline = manifests->pipeline;
    HM_VEC(struct hm_flow_act) list = { 0 };

    for (uint32_t i = 0; i < pipeline->n_acts; i++) {
        const struct hm_act *act = &pipeline->acts[i];
        if (!is_kept(pipeline, act)) {
            continue;
        }
        struct hm_flow_act kept = {
            .kind = hm_act_signs(act) ? HM_ACT_SIGN : act->kind,
            .tool = act->tool,
            .has_digest = act->has_digest,
            .names = keep_names(arena, act->names.list, act->names.n),
        };
        kept.place = place_of(manifests, act->span, &kept.path);
        kept.path = hm_arena_str(arena, kept.path);
        /* A digest that is written there is of what was pushed some day. */
        if (kept.names.n > 0 && !hm_str_has(act->image.text, "@sha")) {
            hm_vec_add(arena, &list, kept);
        }
    }
    flow->acts = list.p;
    flow->n_acts = (uint32_t)list.n;
}

static void
keep_images(struct hm_arena *arena, const struct hm_manifests *manifests, struct hm_flow *flow)
{
    const struct hm_chains *chains = manifests->pipeline->chains;
    HM_VEC(struct hm_flow_image) list = { 0 };

    for (uint32_t i = 0; i < chains->n; i++) {
        const struct hm_chain *chain = &chains->list[i];
        if (chain->push != NULL) {
            struct hm_flow_image image = { .names =
                                               keep_names(arena, chain->names, chain->n_names) };
            image.place = place_of(manifests, chain->push->span, &image.path);
            image.path = hm_arena_str(arena, image.path);
            hm_vec_add(arena, &list, image);
        }
    }
    flow->images = list.p;
    flow->n_images = (uint32_t)list.n;
}

/* Where ".github" lies; a workflow that has no name is called by its path from there. */
static void
name_flow(struct hm_arena *arena, const struct hm_pipeline *pipeline, struct hm_flow *flow)
{
    size_t at = 0;

    for (size_t i = 0; i + 1 < flow->path.n; i++) {
        bool begins = i == 0 || flow->path.p[i - 1] == '/';
        at = begins && flow->path.p[i] == '.' && hm_is_alpha(flow->path.p[i + 1]) ? i : at;
    }
    flow->folder = hm_str_sub(flow->path, 0, at);
    flow->name = pipeline->name.is_set && pipeline->name.text.n > 0
                     ? hm_arena_str(arena, pipeline->name.text)
                     : hm_str_from(flow->path, at);
}

void
hm_sink_flow(struct hm_sink *sink, const struct hm_manifests *manifests)
{
    const struct hm_pipeline *pipeline = manifests->pipeline;
    struct hm_arena *arena = hm_sink_kept(sink);
    struct hm_flow flow = { 0 };

    if (pipeline == NULL || pipeline->chains == NULL || pipeline->kind != HM_PIPELINE_GITHUB ||
        hm_pipeline_is_called(pipeline)) {
        return;
    }
    flow.path = hm_arena_str(arena, manifests->sources[0]->path);
    name_flow(arena, pipeline, &flow);
    find_start(pipeline, &flow);
    uint32_t n = pipeline->follows.n < HM_FLOW_FOLLOWS ? pipeline->follows.n : HM_FLOW_FOLLOWS;
    struct hm_str *follows = hm_arena_new(arena, struct hm_str, n);
    for (uint32_t i = 0; i < n; i++) {
        follows[i] = hm_arena_str(arena, pipeline->follows.list[i].text);
    }
    flow.follows = follows;
    flow.n_follows = n;
    keep_images(arena, manifests, &flow);
    keep_acts(arena, manifests, &flow);
    if (flow.n_images > 0 || flow.n_acts > 0 || flow.n_follows > 0) {
        hm_vec_add(arena, &sink->flows, flow);
    }
}
