/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *image = hm_service_image(at);
    struct hm_image_ref ref;
    struct hm_err err;

    if (image == NULL) {
        return;
    }
    if (!image->is_known) {
        hm_cannot_tell(out, image->span, "The image depends on a variable without a value.");
        return;
    }
    if (hm_image_ref_parse(out->arena, image->text, &ref, &err) != HM_OK || ref.digest.n > 0 ||
        hm_str_eq(ref.registry, "localhost")) {
        return;
    }
    bool is_latest = ref.tag.n == 0 || hm_str_eq(ref.tag, "latest");
    if (is_latest && hm_service_image_may_be_made(at, &ref)) {
        hm_cannot_tell(
            out, image->span,
            "Whether it is made on this machine, or pulled as \"latest\", cannot be told "
            "from here.");
    } else {
        hm_find_moving_image(out, &ref, image->text, image->span);
    }
}

const struct hm_rule hm6027_service_image_moving = {
    .id = "HM6027",
    .concept = "service-image-moving",
    .since = "0.1",
    .title = "A service's image is named by no version",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 1357 },
    .cis = "5.28",
    .same_as = HM_IDS("compose-lint:CL-0004", "docksec:compose-latest-or-untagged-image",
                      "dclint:service-image-require-explicit-tag", "cis:5.28"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Without a tag, or with `latest`, the next `docker compose pull` brings "
           "whatever was pushed last, a new major version or somebody else's image: what "
           "runs is not what was tested, and going back has no name.",
    .fix = "Name a version, and better its digest: `nginx:1.29@sha256:…`. `hullmark pin` "
           "writes the digests.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n",
    .check = check,
};
