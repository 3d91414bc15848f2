/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!at->stage->is_target || at->stage->root >= at->file->n_stages) {
        return;
    }
    const struct hm_stage *root = &at->file->stages[at->stage->root];
    const struct hm_base *base = root->known_base;
    if (base == NULL || base->is_minimal != HM_NO || base->minimal_variant == NULL ||
        root->base == NULL || base->is_sdk == HM_YES) {
        return;
    }
    hm_find(out, root->base->span,
            "%.*s brings a whole system into the image; a smaller base is %s.",
            HM_FMT(root->base->value), base->minimal_variant);
}

const struct hm_rule hm1005_full_base = {
    .id = "HM1005",
    .concept = "full-base",
    .since = "0.1",
    .title = "The image is built on a full system where a minimal base exists",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .cwe = { 1104 },
    .cis = "4.3",
    .same_as = HM_IDS("cis:4.3"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "Every package of the base is one that can have a vulnerability, that a scanner reports, "
        "and that an intruder can use. Full images hold hundreds that the application never "
        "calls. Only the stage that becomes the image is judged, not the builders; an "
        "SDK as the base of the image is reported as build tools (HM4012).",
    .fix = "Build on the slim, alpine, distroless or runtime variant; keep the full image for a "
           "builder stage, and copy from it what is needed.",
    .bad = "FROM debian:13\nCOPY app /app\n",
    .good = "FROM debian:13-slim\nCOPY app /app\n",
    .check = check,
};
