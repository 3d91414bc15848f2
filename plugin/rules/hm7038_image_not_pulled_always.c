/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_container *container = at->container;
    struct hm_image_ref ref;
    struct hm_err err;

    if (at->workload->is_partial || !container->image.is_set || !container->image.is_known ||
        hm_image_ref_parse(out->arena, container->image.text, &ref, &err) != HM_OK ||
        ref.digest.n > 0) {
        return;
    }
    bool is_latest = ref.tag.n == 0 || hm_str_eq(ref.tag, "latest");
    bool is_always = container->pull_policy.is_set
                         ? hm_str_eq(container->pull_policy.text, "Always")
                         : is_latest;
    if (!is_always) {
        hm_find(out, container->pull_policy.is_set ? container->pull_policy.span : container->span,
                "%.*s runs what a node pulled earlier, without asking the registry again.",
                HM_FMT(hm_container_label(out->arena, container)));
    }
}

const struct hm_rule hm7038_image_not_pulled_always = {
    .id = "HM7038",
    .concept = "image-not-pulled-always",
    .since = "0.1",
    .title = "A node may run a pulled image without asking the registry",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_ALL,
    .cwe = { 829 },
    .same_as =
        HM_IDS("checkov:CKV_K8S_15", "kics:Image Pull Policy Of The Container Is Not Set To Always",
               "kube-score:container-image-pull-policy"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "With `IfNotPresent`, the default for all tags but `latest`, a node that has the image "
           "starts it for any pod, whether that pod may pull it or not, and nodes that pulled a "
           "tag at different times run different programs. By a digest neither matters, and the "
           "rule is silent.",
    .fix = "Write `imagePullPolicy: Always`, or pin the image by its digest.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      imagePullPolicy: Always\n",
    .check = check,
};
