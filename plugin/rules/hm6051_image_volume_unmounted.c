/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm6051_image_volume_unmounted = {
    .id = "HM6051",
    .concept = "image-volume-unmounted",
    .since = "0.1",
    .title = "A volume of the image is mounted with nothing",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_READ_ONLY,
    .cwe = { 732 },
    .why = "Where the Dockerfile says VOLUME and the service mounts nothing, the engine makes a "
           "volume without a name for each container. It can be written to, even under "
           "`read_only: true`, and programs can be run from it: the read-only root has a hole that "
           "nobody sees in the service. That is low. Without a read-only root it is only a note: "
           "what is written there is not in the next container after `down`, and stays behind on "
           "the disk.\n\nOnly the same path counts as mounted: a volume of a folder above does not "
           "keep the engine from making its own. It is looked at only where it is certain which "
           "Dockerfile the service's image is built of; volumes of a base image that was not read "
           "are not known, and services for development or tests are asked for it only where "
           "their root is read-only.",
    .fix = "Mount a named volume where the data must last, a `tmpfs` with `noexec` where they need "
           "not; or take VOLUME out of the Dockerfile.",
    .raised_by = "scan",
};
