/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

#include "plugin/model/image_ref.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->job->n_images; i++) {
        const struct hm_scalar *image = &at->job->images[i].image;
        struct hm_image_ref ref;
        struct hm_err err;
        if (!image->is_set || hm_str_has(image->text, "@sha256:")) {
            continue;
        }
        if (!image->is_known) {
            hm_cannot_tell(out, image->span, "The image depends on a variable without a value.");
        } else if (hm_image_ref_parse(out->arena, image->text, &ref, &err) == HM_OK) {
            hm_find_moving_image(out, &ref, image->text, image->span);
        }
    }
}

const struct hm_rule hm8007_pipeline_image_moving = {
    .id = "HM8007",
    .concept = "pipeline-image-moving",
    .since = "0.1",
    .title = "A job runs in an image that is named by no version",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 1357 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(JOB),
    .why = "The job runs whatever was pushed last under that name: the same commit is built and "
           "tested by other tools tomorrow, and what somebody else pushes there sees the job's "
           "secrets.",
    .fix = "Name a version, and better its digest: `image: golang:1.25@sha256:…`. `hullmark pin` "
           "writes the digests.",
    .bad = HM_GITHUB_HEAD "    container: node\n"
                          "    steps:\n"
                          "      - run: npm ci\n",
    .good = HM_GITHUB_HEAD "    container: node:24.1\n"
                           "    steps:\n"
                           "      - run: npm ci\n",
    .check = check,
};
