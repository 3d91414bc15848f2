/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm7080_pod_refused_as_root = {
    .id = "HM7080",
    .concept = "pod-refused-as-root",
    .since = "0.1",
    .title = "A container cannot start: runAsNonRoot refuses its image's user",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 1188 },
    .why = "With `runAsNonRoot: true` and no `runAsUser` the kubelet looks at the user that the "
           "image names. It refuses root, and it refuses every user that is a name, even one that "
           "is not root: only of a number can it tell. The container stays in "
           "`CreateContainerConfigError`, and what people do about that in a hurry is to take "
           "`runAsNonRoot` away.\n\nIt is looked at only where it is certain which Dockerfile the "
           "image is built of, and where its user is known: by USER, or by a base that is known.",
    .fix = "End the Dockerfile with a user by number, `USER 10001`, or write the same number as "
           "`runAsUser` beside `runAsNonRoot`.",
    .raised_by = "scan",
};
