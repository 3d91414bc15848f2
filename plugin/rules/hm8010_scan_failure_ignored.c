/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

/* Whether another scan decides: of the same image, or in the same job; of files one by the same
 * tool. `hullmark gate` decides over reports. */
static bool
is_decided_elsewhere(const struct hm_pipeline *pipeline, const struct hm_act *act)
{
    const struct hm_chain *chain = hm_chains_of(pipeline->chains, act);

    if (act->kind == HM_ACT_SCAN && chain != NULL && chain->gated.when >= HM_CHAIN_AFTER) {
        return true;
    }
    for (uint32_t i = 0; i < pipeline->n_acts; i++) {
        const struct hm_act *other = &pipeline->acts[i];
        /* Of one image what another's scan finds is no word about it. */
        bool is_other_image = act->kind == HM_ACT_SCAN && act->image.is_set &&
                              act->image.is_known && other->image.is_set && other->image.is_known &&
                              (chain == NULL || hm_chains_of(pipeline->chains, other) != chain) &&
                              !hm_str_is(act->image.text, other->image.text);
        bool is_same_kind = other->kind == act->kind && !is_other_image &&
                            (other->job == act->job || strcmp(other->tool, act->tool) == 0);
        if (other->ignores_failure != HM_YES &&
            (is_same_kind || strcmp(other->tool, "hullmark gate") == 0)) {
            return true;
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->pipeline->n_acts; i++) {
        const struct hm_act *act = &at->pipeline->acts[i];
        bool is_scan = act->kind == HM_ACT_SCAN || act->kind == HM_ACT_SCAN_ALL;
        if ((!is_scan && act->kind != HM_ACT_VERIFY) || act->ignores_failure != HM_YES ||
            act->job == HM_NONE || is_decided_elsewhere(at->pipeline, act)) {
            continue;
        }
        hm_find_at(
            out, act->kind == HM_ACT_SCAN_ALL ? HM_SEV_LOW : HM_SEV_MEDIUM, act->ignored_span,
            "Whatever %s finds, the pipeline goes on, because of %s: let what it finds fail the "
            "job.",
            act->tool, act->ignored_by);
    }
}

const struct hm_rule hm8010_scan_failure_ignored = {
    .id = "HM8010",
    .concept = "scan-failure-ignored",
    .since = "0.1",
    .title = "What a scan finds stops nothing",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_PIPELINE,
    .cwe = { 754 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(PIPELINE),
    .why =
        "The scan runs, the log says what is wrong, the step is green, and the image is shipped. "
        "Besides `|| true`, `continue-on-error` and `allow_failure` this is what some scanners "
        "do when they are not told otherwise: Trivy ends with 0 without `--exit-code 1`, Grype "
        "without `--fail-on`, Docker Scout without `--exit-code`.\n\n"
        "A scan whose report goes on to somebody else (SARIF, JSON, a file), whose exit is asked "
        "for later, or beside which another one decides, is not reported.",
    .fix = "Let it fail: `trivy image --exit-code 1 --severity HIGH,CRITICAL IMAGE`, `exit-code: "
           "\"1\"` of trivy-action, `grype --fail-on high IMAGE`. What cannot be mended at once "
           "belongs into an ignore file, with a reason and a date.",
    .bad = HM_GITHUB_STEPS "      - run: trivy image --exit-code 1 ghcr.io/acme/web:1.4 || true\n",
    .good = HM_GITHUB_STEPS
    "      - run: trivy image --exit-code 1 --severity HIGH,CRITICAL ghcr.io/acme/web:1.4\n",
    .check = check,
};
