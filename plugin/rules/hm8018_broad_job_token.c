/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

#include "plugin/model/pipeline_chain.h"

/* The entry by which a token may write everything, or NULL. */
static const struct hm_entry *
write_all(const struct hm_entries *permissions)
{
    for (uint32_t i = 0; i < permissions->n; i++) {
        if (permissions->list[i].name.n == 0 &&
            hm_str_eq(permissions->list[i].value.text, "write-all")) {
            return &permissions->list[i];
        }
    }
    return NULL;
}

/* `permissions: {}` is said, too. */
static bool
is_stated(const struct hm_entries *permissions)
{
    return permissions->n > 0 || permissions->span.len > 0;
}

static bool
makes_images(const struct hm_pipeline *pipeline, uint32_t job)
{
    for (uint32_t i = 0; i < pipeline->n_acts; i++) {
        if (pipeline->acts[i].job == job &&
            (pipeline->acts[i].kind == HM_ACT_BUILD || pipeline->acts[i].kind == HM_ACT_PUSH)) {
            return true;
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_entry *all = write_all(&at->pipeline->permissions);

    if (at->pipeline->kind != HM_PIPELINE_GITHUB) {
        return;
    }
    if (all != NULL) {
        hm_find_at(
            out, HM_SEV_MEDIUM, all->span,
            "The tokens of all jobs may write everything, and so may what they run: name the "
            "permissions that each needs.");
    }
    for (uint32_t i = 0; i < at->pipeline->n_jobs; i++) {
        const struct hm_job *job = &at->pipeline->jobs[i];
        all = write_all(&job->permissions);
        if (all != NULL) {
            hm_find_at(
                out, HM_SEV_MEDIUM, all->span,
                "The token of the job %.*s may write everything, and so may what it runs: name the "
                "permissions that it needs.",
                HM_FMT(job->name));
        } else if (!is_stated(&job->permissions) && !is_stated(&at->pipeline->permissions) &&
                   makes_images(at->pipeline, i) && hm_pipeline_is_called(at->pipeline)) {
            hm_cannot_tell(
                out, job->span,
                "What the token of the job %.*s may do is not said here: " HM_CHAIN_CALLED ".",
                HM_FMT(job->name));
        } else if (!is_stated(&job->permissions) && !is_stated(&at->pipeline->permissions) &&
                   makes_images(at->pipeline, i)) {
            /* One line at the top mends them all. */
            hm_find(out, job->span,
                    "Nothing says what the token of the job %.*s may do, so that the repository's "
                    "setting decides, which may be to write everything: add permissions.",
                    HM_FMT(job->name));
            return;
        }
    }
}

const struct hm_rule hm8018_broad_job_token = {
    .id = "HM8018",
    .concept = "broad-job-token",
    .since = "0.1",
    .title = "The token of a job that makes images may do more than it needs",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PIPELINE,
    .cwe = { 250 },
    .same_as = HM_IDS("checkov:CKV2_GHA_1"),
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(PIPELINE),
    .why =
        "A build runs other people's programs: base images, packages, actions. With a token that "
        "may write, each of them can change the code, the releases and the packages of the "
        "repository. Where nothing is said, the repository's setting decides, which for older "
        "ones is to write everything.",
    .fix = "Say `permissions: {contents: read}` at the top, and for the job that pushes "
           "`packages: write`, `id-token: write` for keyless signatures, and nothing else.",
    .bad = "on: push\n"
           "jobs:\n"
           "  image:\n"
           "    runs-on: ubuntu-24.04\n"
           "    steps:\n"
           "      - run: docker build -t web:1.4 .\n",
    .good = HM_GITHUB_STEPS "      - run: docker build -t web:1.4 .\n",
    .check = check,
};
