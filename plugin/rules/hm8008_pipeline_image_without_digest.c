/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->job->n_images; i++) {
        const struct hm_scalar *image = &at->job->images[i].image;
        if (!image->is_set || hm_str_has(image->text, "@sha256:") ||
            hm_str_has(image->text, "@sha512:")) {
            continue;
        }
        if (!image->is_known) {
            hm_cannot_tell(out, image->span, "The image depends on a variable without a value.");
        } else {
            hm_find(out, image->span,
                    "%.*s may be another image tomorrow: write its digest behind it.",
                    HM_FMT(image->text));
        }
    }
}

const struct hm_rule hm8008_pipeline_image_without_digest = {
    .id = "HM8008",
    .concept = "pipeline-image-without-digest",
    .since = "0.1",
    .title = "The image that a job runs in is not pinned by its digest",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 829 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(JOB),
    .why = "A tag is a name that its owner, or whoever took over the account, can give to other "
           "content, and that content runs with the job's secrets. A digest is the content.",
    .fix = "Write the digest behind the tag: `golang:1.25@sha256:…`. `hullmark pin` does it, and "
           "Renovate keeps both up to date.",
    .bad = HM_GITHUB_HEAD "    container: node:24.1\n"
                          "    steps:\n"
                          "      - run: npm ci\n",
    .good = HM_GITHUB_HEAD
    "    container: "
    "node:24.1@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1\n"
    "    steps:\n"
    "      - run: npm ci\n",
    .check = check,
};
