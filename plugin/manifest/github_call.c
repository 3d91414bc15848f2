/* SPDX-License-Identifier: Apache-2.0 */
/* Workflows and composite actions of the repository itself that a workflow calls: they are read
 * into the job that calls them. */
#include "plugin/manifest/github.h"

#include "plugin/base/path.h"

enum {
    MAX_CALLED = 5000, /* steps and jobs of called files, all together */
    MAX_CALLS = 2000,
    MAX_INPUTS = 200,
    MAX_SHADOWED = 300, /* variables whose names are compared */
};

/* --- files --- */

/* The path of "./x" from the scan's root; empty for what is no file of the repository. */
static struct hm_str
path_of(const struct hm_github *g, struct hm_str uses, const char *name)
{
    struct hm_arena *arena = g->reader->arena;
    struct hm_str own = hm_path_join(arena, hm_str_from(uses, 2), hm_str_c(name));

    if (hm_str_find(uses, '$') < uses.n || uses.n > HM_PATH_LIMIT) {
        return HM_S("");
    }
    return hm_path_clean(arena, hm_path_join(arena, g->folder, own));
}

static const struct hm_github_file *
open_file(struct hm_github *g, struct hm_str path)
{
    for (size_t i = 0; i < g->files.n; i++) {
        if (hm_str_is(g->files.p[i].path, path)) {
            return &g->files.p[i];
        }
    }
    struct hm_github_file file = { .path = path };
    /* The file that was asked for is there already. */
    file.source =
        hm_str_is(g->reader->sources.p[0]->path, path) ? NULL : hm_pipeline_open(g->reader, path);
    if (file.source != NULL) {
        file.root = hm_pipeline_yaml(g->reader, file.source);
        file.root = file.root != NULL && file.root->kind == HM_YAML_MAP ? file.root : NULL;
    }
    hm_vec_add(g->reader->arena, &g->files, file);
    return &g->files.p[g->files.n - 1];
}

static bool
is_above(const struct hm_github *g, struct hm_str path)
{
    for (unsigned i = 0; i <= g->at.depth; i++) {
        if (hm_str_is(g->at.above[i], path)) {
            return true;
        }
    }
    return false;
}

/* Whether a call may be followed; where it may not, that is said. */
static bool
may_follow(struct hm_github *g, const struct hm_scalar *uses, struct hm_str path)
{
    if (is_above(g, path)) {
        hm_pipeline_problem(g->reader, uses->span, true,
                            "%.*s calls itself by this, and the platform refuses it.",
                            HM_FMT(hm_str_basename(path)));
        return false;
    }
    if (g->at.depth >= HM_GITHUB_DEPTH || g->calls.n >= MAX_CALLS || g->n_called >= MAX_CALLED) {
        g->reader->is_full = g->reader->is_full || g->at.depth < HM_GITHUB_DEPTH;
        return false;
    }
    return true;
}

static uint32_t
add_call(struct hm_github *g, struct hm_span at, struct hm_str by, const struct hm_source *source)
{
    struct hm_pipeline_call *call = hm_vec_push(g->reader->arena, &g->calls);

    call->at = at;
    call->by = by;
    call->file = (struct hm_span){ .off = source->base, .len = (uint32_t)source->text.n };
    return (uint32_t)g->calls.n;
}

/* --- inputs and variables --- */

struct hm_entries
hm_github_shadow(struct hm_arena *arena, const struct hm_entries *outer,
                 const struct hm_entries *own)
{
    HM_VEC(struct hm_entry) list = { 0 };

    if (outer->n == 0 || own->n == 0) {
        return own->n == 0 ? *outer : *own;
    }
    for (uint32_t i = 0; i < outer->n; i++) {
        bool is_hidden = false;
        for (uint32_t k = 0; k < own->n && k < MAX_SHADOWED && !is_hidden; k++) {
            is_hidden = hm_str_is(own->list[k].name, outer->list[i].name);
        }
        if (!is_hidden) {
            hm_vec_add(arena, &list, outer->list[i]);
        }
    }
    for (uint32_t i = 0; i < own->n; i++) {
        hm_vec_add(arena, &list, own->list[i]);
    }
    return (struct hm_entries){ .list = list.p, .n = (uint32_t)list.n, .span = own->span };
}

/* What a file that declares @p declared is given: what the call says, else the default, else
 * nothing. */
static const struct hm_entries *
inputs_of(const struct hm_github *g, const struct hm_source *source, const struct hm_yaml *declared,
          const struct hm_entries *given)
{
    struct hm_arena *arena = g->reader->arena;
    struct hm_entries *inputs = hm_arena_new(arena, struct hm_entries, 1);
    HM_VEC(struct hm_entry) list = { 0 };

    for (uint32_t i = 0; i < given->n && i < MAX_INPUTS; i++) {
        hm_vec_add(arena, &list, given->list[i]);
    }
    for (uint32_t i = 0; declared != NULL && declared->kind == HM_YAML_MAP && i < declared->n;
         i++) {
        const struct hm_yaml_pair *pair = &declared->pairs[i];
        struct hm_entry input = {
            .name = pair->key->text,
            .value = hm_pipeline_get(g->reader, source, pair->value, "default"),
            .span = hm_pipeline_span(source, pair->key),
        };
        bool is_given = false;
        for (size_t k = 0; k < list.n && !is_given; k++) {
            is_given = hm_str_eq_nocase(list.p[k].name, input.name);
        }
        if (!is_given && list.n < 2 * (size_t)MAX_INPUTS) {
            if (!input.value.is_set) {
                struct hm_str type = hm_github_get(g, pair->value, "type").text;
                bool is_off = hm_str_eq(type, "boolean");
                input.value = (struct hm_scalar){ .text = is_off ? HM_S("false") : HM_S(""),
                                                  .span = input.span,
                                                  .value = input.span,
                                                  .is_set = true,
                                                  .is_known = true };
            }
            hm_vec_add(arena, &list, input);
        }
    }
    inputs->list = list.p;
    inputs->n = (uint32_t)list.n;
    return inputs;
}

/* What who calls has for variables is not seen in what is called: they join its own, unknown. */
static struct hm_entries
hide_outer(const struct hm_github *g, const struct hm_entries *own)
{
    struct hm_arena *arena = g->reader->arena;
    const struct hm_entries *outer = &g->pipeline->env;
    struct hm_entry *list = hm_arena_new(arena, struct hm_entry, outer->n + 1);

    for (uint32_t i = 0; i < outer->n; i++) {
        list[i] = (struct hm_entry){ .name = outer->list[i].name, .span = outer->list[i].span };
    }
    struct hm_entries hidden = { .list = list, .n = outer->n };
    return hm_github_shadow(arena, &hidden, own);
}

/* --- actions --- */

static bool
is_local(const struct hm_scalar *uses)
{
    return uses->is_set && hm_str_starts(uses->text, "./");
}

/* Whose failure counts, and when: the step that uses the action decides where its own do not. */
static void
inherit(struct hm_step *step, const struct hm_step *caller)
{
    step->condition = step->condition.is_set ? step->condition : caller->condition;
    step->ignores_failure =
        step->ignores_failure.is_set ? step->ignores_failure : caller->ignores_failure;
    step->runs_always = step->runs_always || caller->runs_always;
}

static const struct hm_github_file *
open_action(struct hm_github *g, const struct hm_scalar *uses)
{
    static const char *const names[] = { "action.yml", "action.yaml" };

    for (size_t i = 0; i < 2; i++) {
        struct hm_str path = path_of(g, uses->text, names[i]);
        if (path.n > 0 && is_above(g, path)) {
            (void)may_follow(g, uses, path);
            return NULL;
        }
        const struct hm_github_file *file = path.n == 0 ? NULL : open_file(g, path);
        if (file != NULL && file->root != NULL) {
            return may_follow(g, uses, path) ? file : NULL;
        }
    }
    return NULL;
}

void
hm_github_follow_action(struct hm_github *g, const struct hm_github_frame *frame,
                        struct hm_github_steps *to)
{
    size_t index = to->list.n - 1;
    struct hm_step caller = to->list.p[index];
    const struct hm_github_file *found =
        is_local(&caller.uses) ? open_action(g, &caller.uses) : NULL;

    if (found == NULL) {
        return;
    }
    struct hm_github_file file = *found;
    const struct hm_yaml *runs = hm_github_member(file.root, "runs");
    const struct hm_yaml *steps = hm_github_member(runs, "steps");
    if (steps == NULL || steps->kind != HM_YAML_LIST) {
        return;
    }
    uint32_t call = add_call(g, caller.uses.span, frame->job, file.source);
    to->list.p[index].call = call;
    caller.call = call;
    g->calls.p[call - 1].outputs =
        hm_pipeline_entries(g->reader, file.source, file.root, "outputs");
    struct hm_github_place back = g->at;
    g->at.source = file.source;
    g->at.inputs = inputs_of(g, file.source, hm_github_member(file.root, "inputs"), &caller.with);
    g->at.are_typed = false;
    g->at.depth++;
    g->at.above[g->at.depth] = file.path;
    struct hm_github_frame inner = *frame;
    inner.shell = (struct hm_scalar){ 0 };
    inner.folder = (struct hm_scalar){ 0 };
    inner.values.inputs = g->at.inputs;
    inner.values.are_typed = false;
    inner.caller = &caller;
    inner.scope = call;
    size_t first = to->list.n;
    hm_github_read_steps(g, steps, &inner, to);
    for (size_t i = first; i < to->list.n; i++) {
        inherit(&to->list.p[i], &caller);
    }
    g->n_called += (uint32_t)(to->list.n - first);
    g->at = back;
}

/* --- workflows --- */

static void
enter_called(struct hm_github *g, const struct hm_github_file *file, const struct hm_yaml *call,
             const struct hm_job *caller, uint32_t index)
{
    const struct hm_entries *inputs =
        inputs_of(g, file->source, hm_github_member(call, "inputs"), &caller->with);
    struct hm_entries granted = caller->permissions.n > 0 || caller->permissions.span.len > 0
                                    ? caller->permissions
                                    : g->at.permissions;

    g->at.source = file->source;
    g->at.inputs = inputs;
    g->at.are_typed = true;
    g->at.called_by = index + 1;
    g->at.depth++;
    g->at.above[g->at.depth] = file->path;
    hm_github_enter(g, file->root);
    g->at.env = hide_outer(g, &g->at.env);
    if (g->at.permissions.n == 0 && g->at.permissions.span.len == 0) {
        g->at.permissions = granted;
    }
}

/* The outputs of a workflow are those of its jobs: "${{ jobs.build.outputs.image }}". */
static struct hm_entries
outputs_of(struct hm_github *g, const struct hm_source *source, const struct hm_yaml *call)
{
    struct hm_entries outputs = hm_pipeline_entries(g->reader, source, call, "outputs");
    const struct hm_yaml *list = hm_github_member(call, "outputs");

    for (uint32_t i = 0; i < outputs.n; i++) {
        struct hm_entry *entry = (struct hm_entry *)&outputs.list[i];
        for (uint32_t k = 0; list != NULL && k < list->n; k++) {
            if (hm_str_is(list->pairs[k].key->text, entry->name)) {
                entry->value = hm_pipeline_get(g->reader, source, list->pairs[k].value, "value");
            }
        }
    }
    return outputs;
}

void
hm_github_follow_workflow(struct hm_github *g, size_t job)
{
    struct hm_job caller = g->jobs.p[job];
    struct hm_str path = is_local(&caller.calls) ? path_of(g, caller.calls.text, "") : HM_S("");

    if (path.n == 0 || !may_follow(g, &caller.calls, path)) {
        return;
    }
    const struct hm_github_file *found = open_file(g, path);
    const struct hm_yaml *on = found->root == NULL ? NULL : hm_github_member(found->root, "on");
    if (on == NULL || found->source == NULL) {
        return;
    }
    struct hm_github_file file = *found;
    const struct hm_yaml *call = hm_github_member(on, "workflow_call");
    struct hm_scalars events = hm_pipeline_list(g->reader, file.source, file.root, "on");
    bool is_callable = false;
    for (uint32_t i = 0; i < events.n; i++) {
        is_callable = is_callable || hm_str_eq(events.list[i].text, "workflow_call");
    }
    if (!is_callable) {
        hm_pipeline_problem(g->reader, caller.calls.span, true,
                            "The workflow that is called here does not say `on: workflow_call`, "
                            "and the platform refuses it.");
        return;
    }
    g->jobs.p[job].call = add_call(g, caller.calls.span, caller.name, file.source);
    g->jobs.p[job].incomplete = NULL;
    g->jobs.p[job].outputs = outputs_of(g, file.source, call);
    struct hm_github_place back = g->at;
    enter_called(g, &file, call, &caller, (uint32_t)job);
    size_t first = g->jobs.n;
    hm_github_read_jobs(g, file.root);
    g->n_called += (uint32_t)(g->jobs.n - first);
    g->at = back;
}
