/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *image = &at->container->image;
    struct hm_image_ref ref;

    if (image->is_set && !image->is_known) {
        hm_cannot_tell(out, image->span, "The image depends on a template.");
    } else if (image->is_set && hm_image_ref_parse(out->arena, image->text, &ref, NULL) == HM_OK) {
        hm_find_past_end(at, out, &ref, image->text, image->span);
    }
}

const struct hm_rule hm7040_image_past_end_of_life_in_pod = {
    .id = "HM7040",
    .concept = "image-past-end-of-life-in-pod",
    .since = "0.1",
    .title = "A container runs a version that is past its end of life",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .cwe = { 1104, 1395 },
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "What is found in it after the end of support is published and not mended: the pod is "
           "worse off every day, however often it is started again.",
    .fix = "Move to a version that is maintained; of databases read how theirs are upgraded "
           "first, for most do not open the files of another major version. `hullmark` lists the "
           "dates in its table of images, each release brings it up to date.",
    .bad = HM_KUBE_HEAD "  containers:\n"
                        "    - name: db\n"
                        "      image: postgres:9.6\n",
    .good = HM_KUBE_HEAD "  containers:\n"
                         "    - name: db\n"
                         "      image: postgres:17\n",
    .check = check,
};
