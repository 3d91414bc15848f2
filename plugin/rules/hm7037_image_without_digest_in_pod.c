/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

#include "plugin/model/image_ref.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *image = &at->container->image;
    struct hm_image_ref ref;
    struct hm_err err;

    if (image->is_set && !image->is_known && !hm_str_has(image->text, "@sha256:")) {
        hm_cannot_tell(out, image->span, "The image depends on a template.");
    } else if (image->is_set && hm_image_ref_parse(out->arena, image->text, &ref, &err) == HM_OK &&
               ref.digest.n == 0) {
        hm_find(out, image->span, "%.*s runs %.*s, which is not pinned by a digest.",
                HM_FMT(hm_container_label(out->arena, at->container)), HM_FMT(image->text));
    }
}

const struct hm_rule hm7037_image_without_digest_in_pod = {
    .id = "HM7037",
    .concept = "image-without-digest-in-pod",
    .since = "0.1",
    .title = "A container runs an image that is not pinned by its digest",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 829 },
    .same_as = HM_IDS("checkov:CKV_K8S_43", "kics:Image Without Digest"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "A tag can be given to other content at any time; a digest is the content. What was "
           "scanned and signed is what runs, on every node and after every restart.",
    .fix = "Write the digest behind the tag: `image: nginx:1.29@sha256:…`. `hullmark pin` does it.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_HEAD
    "  containers:\n"
    "    - name: web\n"
    "      image: "
    "nginx:1.29@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1\n",
    .check = check,
};
