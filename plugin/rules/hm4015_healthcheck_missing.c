/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage->is_target && at->stage->from != NULL && at->stage->healthcheck.set_by == NULL) {
        hm_find(out, at->stage->from->span, "The image says nothing of how its health is checked.");
    }
}

const struct hm_rule hm4015_healthcheck_missing = {
    .id = "HM4015",
    .concept = "healthcheck-missing",
    .since = "0.1",
    .title = "The image has no HEALTHCHECK",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 703 },
    .cis = "4.6",
    .same_as = HM_IDS("hadolint:DL3057", "trivy:DS-0026", "kics:Healthcheck Instruction Missing",
                      "checkov:CKV_DOCKER_2", "dockle:CIS-DI-0006", "cis:4.6", "droast:DF012"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "Docker and Swarm can tell a hung service from a working one only by a check. Kubernetes "
        "does not look at it: there, probes belong to the pod. Base images may bring one, which "
        "was not read here.",
    .fix = "Add a check that uses nothing but what the image needs anyway: "
           "`HEALTHCHECK CMD [\"/app\", \"--health\"]`; or state `HEALTHCHECK NONE` where the "
           "orchestrator has probes.",
    .bad = "FROM alpine:3.22\nCMD [\"sleep\", \"9\"]\n",
    .good = "FROM alpine:3.22\nHEALTHCHECK CMD [\"true\"]\nCMD [\"sleep\", \"9\"]\n",
    .check = check,
};
