/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/pipeline_acts.h"

#include "plugin/manifest/act_maker.h"
#include "plugin/manifest/gitlab_template.h"

struct hm_act *
hm_act_add(struct hm_act_maker *maker, enum hm_act_kind kind, const char *tool, struct hm_span span)
{
    if (maker->acts.n >= HM_ACTS_LIMIT) {
        maker->is_cut = true;
        return NULL;
    }
    struct hm_act *act = hm_vec_push(maker->arena, &maker->acts);
    act->kind = kind;
    act->tool = tool;
    act->job = maker->job_index;
    act->step = maker->step_index;
    act->span = span;
    return act;
}

static void
judge_all(const struct hm_act_maker *maker, size_t first)
{
    for (size_t i = first; i < maker->acts.n; i++) {
        hm_act_judge_failure(maker, &maker->acts.p[i]);
    }
}

static void
read_step(struct hm_act_maker *maker)
{
    const struct hm_script *script = maker->step->script;
    size_t first = maker->acts.n;

    if (maker->step->uses.is_set) {
        hm_act_uses(maker);
    }
    for (uint32_t i = 0; script != NULL && i < script->n_commands; i++) {
        hm_act_command(maker, script, &script->commands[i]);
    }
    judge_all(maker, first);
}

/* Others' templates that are called like GitLab's own, which are jobs (gitlab_template.h). */
static void
read_includes(struct hm_act_maker *maker)
{
    for (uint32_t i = 0; i < maker->pipeline->includes.n; i++) {
        const struct hm_scalar *include = &maker->pipeline->includes.list[i];
        bool is_scan = hm_str_has_nocase(include->text, "container-scanning") ||
                       hm_str_has_nocase(include->text, "container_scanning");
        if (is_scan && hm_gitlab_template_find(include->text) == NULL) {
            struct hm_act *act =
                hm_act_add(maker, HM_ACT_SCAN, "GitLab container scanning", include->span);
            if (act != NULL) {
                act->job = HM_NONE;
                act->step = HM_NONE;
            }
        }
    }
}

void
hm_pipeline_acts(struct hm_arena *arena, struct hm_pipeline *pipeline)
{
    struct hm_act_maker maker = { .arena = arena, .pipeline = pipeline };

    for (uint32_t i = 0; i < pipeline->n_jobs; i++) {
        maker.job = &pipeline->jobs[i];
        maker.job_index = i;
        for (uint32_t k = 0; k < maker.job->n_steps; k++) {
            maker.step = &maker.job->steps[k];
            maker.step_index = k;
            read_step(&maker);
        }
    }
    maker.job = NULL;
    maker.step = NULL;
    read_includes(&maker);
    pipeline->acts = maker.acts.p;
    pipeline->n_acts = (uint32_t)maker.acts.n;
    pipeline->named = maker.named.p;
    pipeline->n_named = (uint32_t)maker.named.n;
    pipeline->is_cut = pipeline->is_cut || maker.is_cut;
}
