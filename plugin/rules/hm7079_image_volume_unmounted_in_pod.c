/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm7079_image_volume_unmounted_in_pod = {
    .id = "HM7079",
    .concept = "image-volume-unmounted-in-pod",
    .since = "0.1",
    .title = "A volume of the image is mounted with nothing in a pod",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_READ_ONLY,
    .cwe = { 732 },
    .why =
        "Where the Dockerfile says VOLUME and the pod mounts nothing, it is up to the runtime of "
        "the node: containerd makes a folder of the node's disk for each container, which can be "
        "written to even under `readOnlyRootFilesystem: true`; CRI-O, as it is delivered, makes "
        "none, and there the program cannot write. With a read-only root that is low: it has a "
        "hole on some nodes, and programs that fail on others. Without one it is only a note: "
        "what is written there is gone with the container, and no limit of a volume holds.\n\n"
        "It is looked at only where it is certain which Dockerfile the image is built of; "
        "volumes of a base image that was not read are not known.",
    .fix =
        "Mount a claim where the data must last, an `emptyDir` with a `sizeLimit` where they need "
        "not; or take VOLUME out of the Dockerfile.",
    .raised_by = "scan",
};
