/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm6050_unexposed_port_published = {
    .id = "HM6050",
    .concept = "unexposed-port-published",
    .since = "0.1",
    .title = "A port is published that the image does not expose",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 1059 },
    .why = "The Dockerfile that the service is built of names its ports by EXPOSE, and `ports:` or "
           "`expose:` speaks of one that is not among them. Either nothing listens there, and who "
           "comes to "
           "it finds a closed door, or the image has a way in that its own file does not tell of "
           "and that no review of it sees.\n\nIt is looked at only where it is certain which "
           "Dockerfile the service's image is built of, and where that has an EXPOSE at all; ports "
           "that only the base image exposes are not known. The protocol counts: `EXPOSE 53` is "
           "TCP, and says nothing of 53/udp.",
    .fix = "Publish the port that the image listens on, or add the other to EXPOSE.",
    .raised_by = "scan",
};
