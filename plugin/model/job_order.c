/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/job_order.h"

/* A job names so many others that it waits for. */
#define MOST_NEEDS 64u

static uint32_t
job_named(const struct hm_pipeline *pipeline, uint32_t n, uint32_t called_by, struct hm_str name)
{
    for (uint32_t i = 0; i < n; i++) {
        if (pipeline->jobs[i].called_by == called_by && hm_str_is(pipeline->jobs[i].name, name)) {
            return i;
        }
    }
    return HM_NONE;
}

static uint32_t
stage_rank(const struct hm_pipeline *pipeline, const struct hm_job *job)
{
    static const char *const usual[] = { "build", "test", "deploy" };
    struct hm_str stage = job->stage.is_set ? job->stage.text : HM_S("test");

    if (hm_str_eq(stage, ".pre")) {
        return 0;
    }
    for (uint32_t i = 0; pipeline->stages.is_set && i < pipeline->stages.n; i++) {
        if (hm_str_is(pipeline->stages.list[i].text, stage)) {
            return i + 1;
        }
    }
    for (uint32_t i = 0; !pipeline->stages.is_set && i < 3; i++) {
        if (hm_str_eq(stage, usual[i])) {
            return i + 1;
        }
    }
    return HM_NONE;
}

/* Jenkins runs its stages as they stand in the file, GitLab by `stages` where a job names nothing
 * that it needs. */
static bool
is_behind_by_stage(const struct hm_pipeline *pipeline, uint32_t later, uint32_t earlier)
{
    if (pipeline->kind == HM_PIPELINE_JENKINS) {
        return earlier < later;
    }
    return pipeline->kind == HM_PIPELINE_GITLAB && !pipeline->jobs[later].needs.is_set &&
           stage_rank(pipeline, &pipeline->jobs[earlier]) <
               stage_rank(pipeline, &pipeline->jobs[later]);
}

/* @p i waits for what @p job needs: the job itself, or one whose workflow it belongs to. */
static void
add_needs(struct hm_job_order *order, const struct hm_pipeline *pipeline, uint32_t i,
          const struct hm_job *job)
{
    for (uint32_t k = 0; k < job->needs.n && k < MOST_NEEDS; k++) {
        uint32_t needed = job_named(pipeline, order->n, job->called_by, job->needs.list[k].text);
        if (needed != HM_NONE) {
            order->is_behind[i * order->n + needed] = true;
        }
    }
}

/* A job that calls a workflow is over when the jobs of that are, and they begin when it may. */
static void
add_callers(struct hm_job_order *order, const struct hm_pipeline *pipeline, uint32_t i)
{
    uint32_t caller = pipeline->jobs[i].called_by;

    while (caller > 0 && caller <= order->n) {
        order->is_behind[(caller - 1) * order->n + i] = true;
        add_needs(order, pipeline, i, &pipeline->jobs[caller - 1]);
        /* Who calls stands in front of what it calls. */
        caller = pipeline->jobs[caller - 1].called_by < caller
                     ? pipeline->jobs[caller - 1].called_by
                     : 0;
    }
}

void
hm_job_order_make(struct hm_job_order *order, struct hm_arena *arena,
                  const struct hm_pipeline *pipeline)
{
    uint32_t n = pipeline->n_jobs < HM_ORDERED_JOBS ? pipeline->n_jobs : HM_ORDERED_JOBS;

    *order = (struct hm_job_order){ .n = n };
    order->is_behind = hm_arena_new(arena, bool, (size_t)n *n + 1);
    for (uint32_t i = 0; i < n; i++) {
        add_needs(order, pipeline, i, &pipeline->jobs[i]);
        add_callers(order, pipeline, i);
        for (uint32_t k = 0; k < n; k++) {
            if (k != i && is_behind_by_stage(pipeline, i, k)) {
                order->is_behind[i * n + k] = true;
            }
        }
    }
    for (uint32_t k = 0; k < n; k++) {
        for (uint32_t i = 0; i < n; i++) {
            for (uint32_t e = 0; e < n && order->is_behind[i * n + k]; e++) {
                order->is_behind[i * n + e] |= order->is_behind[k * n + e];
            }
        }
    }
}

bool
hm_job_follows(const struct hm_job_order *order, uint32_t earlier, uint32_t later)
{
    return earlier < order->n && later < order->n && order->is_behind[later * order->n + earlier];
}
