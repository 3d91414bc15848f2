/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm7078_unexposed_port_in_pod = {
    .id = "HM7078",
    .concept = "unexposed-port-in-pod",
    .since = "0.1",
    .title = "A pod names a port that the image does not expose",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 1059 },
    .why =
        "The Dockerfile that the container's image is built of names its ports by EXPOSE, and "
        "`containerPort`, a probe or a hook of the pod speaks of another. Either nothing "
        "listens there, and a probe that asks it has the container started again and again, or "
        "the image has a way in that its own file does not tell of.\n\nIt is looked at only "
        "where it is certain which Dockerfile the image is built of, and where that has an "
        "EXPOSE at all; ports that only the base image exposes are not known. The protocol counts, "
        "TCP where none is written.",
    .fix = "Name the port that the image listens on, or add the other to EXPOSE.",
    .raised_by = "scan",
};
