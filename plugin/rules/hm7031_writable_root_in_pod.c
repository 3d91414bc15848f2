/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *read_only = &at->container->own.read_only_root;

    if (!hm_container_is_whole(at) || at->container->kind == HM_CONTAINER_EPHEMERAL) {
        return;
    }
    if (read_only->is_set && !read_only->is_known) {
        hm_cannot_tell(out, read_only->span, "Whether it may depends on a template.");
    } else if (hm_scalar_is_true(read_only) != HM_YES) {
        hm_find(out, read_only->is_set ? read_only->span : at->container->span,
                "%.*s may write to its root filesystem.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7031_writable_root_in_pod = {
    .id = "HM7031",
    .concept = "writable-root-in-pod",
    .since = "0.1",
    .title = "A container may write to its image's files",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_READ_ONLY,
    .cwe = { 732 },
    .same_as =
        HM_IDS("trivy:KSV-0014", "checkov:CKV_K8S_22", "kics:Root Container Not Mounted Read-only",
               "kube-linter:no-read-only-root-fs",
               "kube-score:container-security-context-readonlyrootfilesystem"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "With a read-only root filesystem whoever gets into the container cannot leave tools "
           "there, nor change the program or its configuration; what a program writes by design "
           "then has a volume of its own, and a limit.",
    .fix = "Write `readOnlyRootFilesystem: true` into the securityContext of the container, and "
           "mount an `emptyDir` where it has to write, `/tmp` for example.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        readOnlyRootFilesystem: true\n",
    .check = check,
};
