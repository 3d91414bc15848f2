/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

#include "plugin/model/image_ref.h"
#include "plugin/model/moving_tag.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *image = &at->container->image;
    struct hm_image_ref ref;
    struct hm_err err;

    if (image->is_set && !image->is_known) {
        hm_cannot_tell(out, image->span, "The image depends on a template.");
    } else if (image->is_set && hm_image_ref_parse(out->arena, image->text, &ref, &err) == HM_OK &&
               ref.digest.n == 0 && (ref.tag.n == 0 || hm_tag_is_moving(ref.tag))) {
        hm_find(out, image->span, "%.*s runs %.*s: whatever was pushed last under that name.",
                HM_FMT(hm_container_label(out->arena, at->container)), HM_FMT(image->text));
    }
}

const struct hm_rule hm7036_untagged_image_in_pod = {
    .id = "HM7036",
    .concept = "untagged-image-in-pod",
    .since = "0.1",
    .title = "A container runs whatever image was pushed last",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 1357 },
    .same_as = HM_IDS("trivy:KSV-0013", "checkov:CKV_K8S_14", "kics:Invalid Image Tag",
                      "kube-linter:latest-tag", "kube-score:container-image-tag"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "A name without a tag means `latest`, and `stable`, `edge` or `lts` are moved to every "
           "new version too. Two pods of one Deployment then run different programs, a new one "
           "starts with whatever was pushed that minute, and going back to what ran yesterday is "
           "not possible.",
    .fix = "Name a version, and better its digest: `image: nginx:1.29@sha256:…`. `hullmark pin` "
           "writes the digests.",
    .bad = HM_KUBE_HEAD "  containers:\n"
                        "    - name: web\n"
                        "      image: nginx\n",
    .good = HM_KUBE_POD,
    .check = check,
};
