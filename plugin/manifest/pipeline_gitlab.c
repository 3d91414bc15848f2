/* SPDX-License-Identifier: Apache-2.0 */
/* Pipelines of GitLab: .gitlab-ci.yml with what it includes, as GitLab puts them together. */
#include "plugin/manifest/gitlab.h"
#include "plugin/manifest/gitlab_template.h"

/* --- jobs --- */

static const char *const RESERVED[] = { "default",   "include",       "stages",       "types",
                                        "variables", "workflow",      "spec",         "image",
                                        "services",  "before_script", "after_script", "cache",
                                        NULL };

static bool
is_job(struct hm_str key)
{
    return !hm_str_in(key, RESERVED) && !hm_str_starts(key, ".");
}

static void
check_job(struct hm_gitlab *lab, const struct hm_pipeline *pipeline, struct hm_job *job)
{
    static const char *const edges[] = { ".pre", ".post", NULL };
    static const char *const usual[] = { "build", "test", "deploy", ".pre", ".post", NULL };
    bool is_there = job->n_steps > 0 || job->calls.is_set;
    bool has_stage = !job->stage.is_set || !job->stage.is_known ||
                     hm_str_in(job->stage.text, pipeline->stages.is_set ? edges : usual);

    for (uint32_t i = 0; i < job->n_steps && is_there && job->incomplete == NULL; i++) {
        if (job->steps[i].run.is_set && !job->steps[i].run.is_known) {
            job->incomplete = "its script depends on what the file does not say";
        }
    }
    for (uint32_t i = 0; i < pipeline->stages.n && !has_stage; i++) {
        has_stage = hm_str_is(pipeline->stages.list[i].text, job->stage.text) ||
                    !pipeline->stages.list[i].is_known;
    }
    if (job->incomplete == NULL && hm_gitlab_is_partial(lab) && !is_there) {
        job->incomplete = "it has no script, so a file that was not read belongs to it";
    } else if (job->incomplete == NULL && !is_there) {
        hm_ynode_problem(&lab->maker, job->span, true,
                         "GitLab refuses this: a job needs a script, or a trigger.");
    } else if (job->incomplete == NULL && !hm_gitlab_is_partial(lab) && !has_stage) {
        hm_ynode_problem(&lab->maker, job->stage.span, true,
                         "GitLab refuses this: \"%.*s\" is none of the pipeline's stages.",
                         HM_FMT(job->stage.text));
    }
}

static void
read_jobs(struct hm_gitlab *lab, const struct hm_gitlab_scope *global, struct hm_pipeline *pipeline)
{
    lab->jobs = hm_arena_new(lab->arena, struct hm_job, lab->top->n);
    for (uint32_t i = 0; i < lab->top->n; i++) {
        struct hm_str key = lab->top->items[i]->key;
        struct hm_gitlab_entry *entry = is_job(key) ? hm_gitlab_entry(lab, key) : NULL;
        struct hm_ynode *node = entry == NULL ? NULL : hm_gitlab_deref(lab, entry->node);
        if (entry == NULL || (node == NULL && hm_gitlab_is_partial(lab))) {
            continue;
        }
        if (node == NULL || node->kind != HM_YAML_MAP) {
            hm_ynode_problem(&lab->maker, lab->top->items[i]->span, true,
                             "GitLab refuses this: a job is a map, and what is none begins with a "
                             "dot.");
            continue;
        }
        struct hm_job *job = &lab->jobs[lab->n_jobs++];
        hm_gitlab_job(lab, global, entry, job);
        check_job(lab, pipeline, job);
    }
    pipeline->jobs = lab->jobs;
    pipeline->n_jobs = lab->n_jobs;
}

/* --- what holds for all --- */

static struct hm_ynode *
top_of(struct hm_gitlab *lab, const char *key)
{
    struct hm_gitlab_entry *entry = hm_gitlab_entry(lab, hm_str_c(key));

    return entry == NULL ? NULL : hm_gitlab_deref(lab, entry->node);
}

struct triggers {
    HM_VEC(struct hm_scalar) list;
};

static void
add_trigger(struct hm_gitlab *lab, struct triggers *triggers, const struct hm_scalar *condition,
            const char *what)
{
    for (size_t i = 0; i < triggers->list.n; i++) {
        if (hm_str_eq(triggers->list.p[i].text, what)) {
            return;
        }
    }
    struct hm_scalar *to = hm_vec_push(lab->arena, &triggers->list);
    *to = *condition;
    to->text = hm_str_c(what);
    to->is_known = true;
}

/* Conditions of `workflow:` that name what starts a pipeline. */
static struct hm_scalars
read_triggers(struct hm_gitlab *lab)
{
    static const char *const words[][2] = {
        { "merge_request_event", "pull_request" },
        { "CI_MERGE_REQUEST", "pull_request" },
        { "external_pull_request", "pull_request" },
        { "\"push\"", "push" },
        { "'push'", "push" },
        { "CI_COMMIT_BRANCH", "push" },
        { "CI_COMMIT_TAG", "push" },
        { "CI_COMMIT_REF_NAME", "push" },
        { "\"schedule\"", "schedule" },
        { "'schedule'", "schedule" },
        { "\"web\"", "workflow_dispatch" },
        { "\"api\"", "repository_dispatch" },
        { "\"trigger\"", "repository_dispatch" },
        { "\"pipeline\"", "workflow_call" },
        { "parent_pipeline", "workflow_call" },
    };
    struct hm_ynode *rules = hm_gitlab_get(lab, top_of(lab, "workflow"), "rules");
    struct triggers triggers = { 0 };

    for (uint32_t i = 0; rules != NULL && rules->kind == HM_YAML_LIST && i < rules->n; i++) {
        struct hm_ynode *rule = hm_gitlab_deref(lab, rules->items[i]);
        struct hm_scalar condition = hm_gitlab_value(lab, hm_ynode_get(rule, "if"), NULL);
        struct hm_scalar when = hm_gitlab_value(lab, hm_ynode_get(rule, "when"), NULL);
        if (!condition.is_set) {
            triggers.list.n = 0;
            break;
        }
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
            if (hm_scalar_is(&when, "never") != HM_YES && hm_str_has(condition.text, words[k][0])) {
                add_trigger(lab, &triggers, &condition, words[k][1]);
            }
        }
    }
    return (struct hm_scalars){ .list = triggers.list.p,
                                .n = (uint32_t)triggers.list.n,
                                .span = rules == NULL ? (struct hm_span){ 0 } : rules->span,
                                .is_set = triggers.list.n > 0 };
}

static void
open_workflow(struct hm_gitlab *lab, struct hm_gitlab_scope *scope)
{
    struct hm_ynode *rules = hm_gitlab_get(lab, top_of(lab, "workflow"), "rules");

    for (uint32_t i = 0; rules != NULL && rules->kind == HM_YAML_LIST && i < rules->n; i++) {
        struct hm_ynode *rule = hm_gitlab_deref(lab, rules->items[i]);
        hm_gitlab_scope_open(lab, scope, hm_gitlab_get(lab, rule, "variables"));
    }
}

static void
read_pipeline(struct hm_gitlab *lab, struct hm_pipeline *pipeline)
{
    struct hm_gitlab_scope global = { 0 };
    struct hm_ynode *variables = top_of(lab, "variables");
    struct hm_ynode *stages = top_of(lab, "stages");

    hm_gitlab_scope_add(lab, &global, variables);
    open_workflow(lab, &global);
    hm_gitlab_scope_close(&global);
    pipeline->name = hm_gitlab_value(lab, hm_ynode_get(top_of(lab, "workflow"), "name"), &global);
    pipeline->stages = hm_gitlab_values(lab, stages != NULL ? stages : top_of(lab, "types"), NULL);
    pipeline->triggers = read_triggers(lab);
    pipeline->env = hm_gitlab_scope_entries(
        lab, &global, variables == NULL ? (struct hm_span){ 0 } : variables->span);
    read_jobs(lab, &global, pipeline);
}

/* --- the whole --- */

static bool
are_known(const struct hm_scalars *includes)
{
    for (uint32_t i = 0; i < includes->n; i++) {
        if (hm_gitlab_template_find(includes->list[i].text) == NULL) {
            return false;
        }
    }
    return true;
}

static void
finish(struct hm_gitlab *lab, struct hm_pipeline *pipeline)
{
    if (lab->maker.is_full || lab->maker.n_made > HM_NODES_LIMIT) {
        lab->reader->is_full = true;
    }
    for (uint32_t i = 0; lab->reader->is_full && i < lab->n_jobs; i++) {
        lab->jobs[i].incomplete = "the pipeline is too large to be read to its end";
    }
    for (size_t i = 0; i < lab->maker.problems.n; i++) {
        hm_vec_add(lab->arena, &lab->reader->problems, lab->maker.problems.p[i]);
    }
    pipeline->includes = (struct hm_scalars){ .list = lab->includes.p,
                                              .n = (uint32_t)lab->includes.n,
                                              .is_set = lab->includes.n > 0 };
    pipeline->includes_are_known = are_known(&pipeline->includes);
}

void
hm_pipeline_gitlab(struct hm_pipeline_reader *reader, struct hm_pipeline *ret_pipeline)
{
    const struct hm_source *source = reader->sources.p[0];
    struct hm_str name = hm_str_basename(source->path);
    bool is_root = hm_str_starts(name, ".gitlab-ci.");
    struct hm_gitlab lab = { .arena = reader->arena,
                             .reader = reader,
                             .maker = { .arena = reader->arena, .is_ruby = true },
                             .is_part = !is_root };

    lab.root = is_root ? hm_str_dirname(source->path) : HM_S("");
    lab.top = hm_gitlab_load(&lab, hm_gitlab_open(&lab, source), NULL, 0);
    if (lab.top != NULL) {
        hm_gitlab_index(&lab);
        read_pipeline(&lab, ret_pipeline);
    }
    finish(&lab, ret_pipeline);
}
