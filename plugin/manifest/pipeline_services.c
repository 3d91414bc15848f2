/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/pipeline_reader.h"
#include "plugin/manifest/run_command.h"

void
hm_pipeline_services(struct hm_pipeline_reader *reader, const struct hm_pipeline *pipeline,
                     struct hm_manifests *manifest)
{
    struct hm_manifest_file *file = hm_arena_new(reader->arena, struct hm_manifest_file, 1);
    struct hm_run_reader run = { .arena = reader->arena,
                                 .file = file,
                                 .place = HM_RUN_BY_PIPELINE };

    /* A job begins in the checkout, wherever its file lies. */
    file->source = *reader->sources.p[0];
    for (uint32_t i = 0; i < pipeline->n_jobs; i++) {
        const struct hm_job *job = &pipeline->jobs[i];
        for (uint32_t k = 0; k < job->n_steps; k++) {
            if (job->steps[k].script != NULL) {
                hm_run_script(&run, job->steps[k].script);
            }
        }
    }
    hm_run_finish(&run);
    if (run.services.n == HM_RUN_SERVICES) {
        hm_pipeline_problem(reader, (struct hm_span){ 0 }, false,
                            "Only the first %u of its commands that run containers were judged.",
                            HM_RUN_SERVICES);
    }
    if (run.pulls.n == HM_RUN_PULLS) {
        hm_pipeline_problem(reader, (struct hm_span){ 0 }, false,
                            "Only the first %u of its commands that fetch images were read.",
                            HM_RUN_PULLS);
    }
    manifest->services = run.services.p;
    manifest->n_services = (uint32_t)run.services.n;
    manifest->pulls = run.pulls.p;
    manifest->n_pulls = (uint32_t)run.pulls.n;
}
