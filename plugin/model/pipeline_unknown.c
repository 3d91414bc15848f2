/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/pipeline_unknown.h"

/* Whether a step of Jenkins starts another job ("build job: 'scan'") that may look at what was
 * built: what stands in front of the first build cannot. Of a pipeline that builds nothing the
 * image may come from that job. */
static bool
starts_job(const struct hm_pipeline *pipeline)
{
    uint32_t job = 0;
    uint32_t step = 0;

    if (pipeline->kind != HM_PIPELINE_JENKINS) {
        return false;
    }
    for (uint32_t i = 0; i < pipeline->n_acts; i++) {
        const struct hm_act *act = &pipeline->acts[i];
        if (act->kind == HM_ACT_BUILD && act->job != HM_NONE) {
            job = act->job;
            step = act->step == HM_NONE ? 0 : act->step;
            break;
        }
    }
    for (uint32_t i = job; i < pipeline->n_jobs; i++) {
        const struct hm_job *at = &pipeline->jobs[i];
        for (uint32_t k = i == job ? step : 0; k < at->n_steps; k++) {
            if (hm_str_eq(at->steps[k].uses.text, "build")) {
                return true;
            }
        }
    }
    return false;
}

/* Why something may be done where nobody sees it. */
static const char *
hidden_by(const struct hm_pipeline *pipeline, bool is_of_signing)
{
    if (hm_pipeline_is_called(pipeline)) {
        return HM_CHAIN_CALLED;
    }
    if (pipeline->includes.n > 0 && !pipeline->includes_are_known) {
        return "it includes what was not read";
    }
    if (pipeline->is_cut) {
        return "it does too much to be read to its end";
    }
    for (uint32_t i = 0; i < pipeline->n_jobs; i++) {
        const struct hm_job *job = &pipeline->jobs[i];
        /* It attests what it is given, and scans nothing. */
        if (!is_of_signing &&
            hm_str_starts(job->calls.text, "slsa-framework/slsa-github-generator/")) {
            continue;
        }
        /* What such a job lacks stands in a template that is known. */
        bool is_of_template = pipeline->includes_are_known && job->n_steps == 0;
        if (job->incomplete != NULL && !is_of_template) {
            return job->incomplete;
        }
        if (job->calls.is_set && job->call == 0) {
            return "a job of it runs another pipeline, which was not read";
        }
        for (uint32_t k = 0; k < job->n_steps; k++) {
            if (hm_str_starts(job->steps[k].uses.text, "./") && job->steps[k].call == 0) {
                return "a step of it runs an action of the repository, which was not read";
            }
        }
    }
    return starts_job(pipeline) ? "a step of it starts another job, which is not known" : NULL;
}

static bool
has_act(const struct hm_pipeline *pipeline, uint32_t job, uint32_t step)
{
    for (uint32_t i = 0; i < pipeline->n_acts; i++) {
        if (pipeline->acts[i].job == job && pipeline->acts[i].step == step) {
            return true;
        }
    }
    return false;
}

static bool
has_kind(const struct hm_pipeline *pipeline, enum hm_act_kind kind)
{
    for (uint32_t i = 0; i < pipeline->n_acts; i++) {
        if (pipeline->acts[i].kind == kind) {
            return true;
        }
    }
    return false;
}

/* What brings the tool that another step runs. */
static bool
installs(struct hm_str uses)
{
    return hm_str_has(uses, "setup") || hm_str_has(uses, "install");
}

/* Whether a step that is not known sounds as if it did it. */
static bool
sounds_like(const struct hm_pipeline *pipeline, enum hm_act_kind kind, const char *const *words)
{
    bool is_known = has_kind(pipeline, kind);

    for (uint32_t i = 0; i < pipeline->n_jobs; i++) {
        for (uint32_t k = 0; k < pipeline->jobs[i].n_steps; k++) {
            const struct hm_step *step = &pipeline->jobs[i].steps[k];
            /* One of GitLab's own that a variable switches off does nothing. */
            bool does = false;
            bool is_off = pipeline->includes_are_known && step->uses.is_set && !step->run.is_set;
            is_off = is_off || (is_known && installs(step->uses.text));
            for (const char *const *p = words; *p != NULL && !does; p++) {
                does =
                    hm_str_has_nocase(step->uses.text, *p) || hm_str_has_nocase(step->run.text, *p);
            }
            if (does && !is_off && step->call == 0 && !has_act(pipeline, i, k)) {
                return true;
            }
        }
    }
    return false;
}

void
hm_pipeline_unknown(const struct hm_pipeline *pipeline, bool is_full, struct hm_chains *chains)
{
    static const char *const scanning[] = { "scan", "trivy", "grype", "snyk", "vuln", NULL };
    static const char *const signing[] = { "cosign", "notation", "sign-",    "signing", "sign.",
                                           "sign_",  "slsa",     "sigstore", NULL };

    chains->scan_unknown = hidden_by(pipeline, false);
    chains->sign_unknown = hidden_by(pipeline, true);
    if (chains->sign_unknown == NULL && is_full) {
        chains->sign_unknown = "it has too many images to be told apart";
    }
    if (chains->scan_unknown == NULL && is_full) {
        chains->scan_unknown = chains->sign_unknown;
    }
    if (chains->scan_unknown == NULL && sounds_like(pipeline, HM_ACT_SCAN, scanning)) {
        chains->scan_unknown = "a step of it sounds like a scan that is not known";
    }
    if (chains->sign_unknown == NULL && sounds_like(pipeline, HM_ACT_SIGN, signing)) {
        chains->sign_unknown = "a step of it sounds like a signature that is not known";
    }
}
