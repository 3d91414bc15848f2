/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

#include "plugin/model/report.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *image = hm_service_image(at);
    struct hm_image_ref ref;
    struct hm_err err;

    if (image == NULL || hm_str_has(image->text, "@sha256:") ||
        hm_str_has(image->text, "@sha512:")) {
        return;
    }
    if (!image->is_known) {
        hm_cannot_tell(out, image->span, "The image depends on a variable without a value.");
    } else if (hm_image_ref_parse(out->arena, image->text, &ref, &err) == HM_OK &&
               (hm_str_eq(ref.registry, "localhost") || hm_service_image_may_be_made(at, &ref))) {
        hm_cannot_tell(out, image->span,
                       "Whether it is made on this machine, or pulled, cannot be told from here.");
    } else {
        hm_find(out, image->span, "%.*s is not pinned by a digest.", HM_FMT(image->text));
    }
}

const struct hm_rule hm6028_service_image_without_digest = {
    .id = "HM6028",
    .concept = "service-image-without-digest",
    .since = "0.1",
    .title = "A service's image is not pinned by its digest",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 829 },
    .same_as = HM_IDS("compose-lint:CL-0019"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "A tag is a name that its owner, or whoever took over the account, can give "
           "to other content. A digest is the content: what was tested is what runs.",
    .fix = "Write the digest behind the tag: `nginx:1.29@sha256:…`. `hullmark pin` does "
           "it, and Renovate and Dependabot keep both up to date.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n",
    .good = "services:\n"
            "  web:\n"
            "    image: "
            "nginx:1.29@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1\n",
    .check = check,
};
