/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *image = hm_service_image(at);
    struct hm_image_ref ref;

    if (image == NULL) {
        return;
    }
    if (!image->is_known) {
        hm_cannot_tell(out, image->span, "The image depends on a variable without a value.");
    } else if (hm_image_ref_parse(out->arena, image->text, &ref, NULL) == HM_OK) {
        hm_find_past_end(at, out, &ref, image->text, image->span);
    }
}

const struct hm_rule hm6044_service_image_past_end_of_life = {
    .id = "HM6044",
    .concept = "service-image-past-end-of-life",
    .since = "0.1",
    .title = "A service runs a version that is past its end of life",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .cwe = { 1104, 1395 },
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why =
        "What is found in it after the end of support is published and not mended: a database or "
        "a proxy that listens on a network is worse off every day, however often it is pulled "
        "again.",
    .fix = "Move to a version that is maintained; of databases read how theirs are upgraded "
           "first, for most do not open the files of another major version. `hullmark` lists the "
           "dates in its table of images, each release brings it up to date.",
    .bad = "services:\n"
           "  db:\n"
           "    image: postgres:9.6\n",
    .good = "services:\n"
            "  db:\n"
            "    image: postgres:17\n",
    .check = check,
};
