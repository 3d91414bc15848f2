/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"
#include "plugin/rules/ports.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_stage *target = hm_target_stage(at->file);
    struct hm_port port;

    if (at->stage == NULL || target == NULL || !hm_stage_ships(at->stage) || target->is_windows ||
        hm_stage_runs_as_root(target) != HM_NO) {
        return;
    }
    for (uint32_t i = 0; i < at->inst->n_words; i++) {
        if (hm_port_parse(&at->inst->words[i], &port) && port.first > 0 && port.first < 1024) {
            hm_find(out, at->inst->words[i].span,
                    "Port %u needs a privilege that the image's user does not have.", port.first);
        }
    }
}

const struct hm_rule hm3006_privileged_port = {
    .id = "HM3006",
    .concept = "privileged-port",
    .since = "0.1",
    .title = "A user without privileges shall listen below port 1024",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_NON_ROOT,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 269 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(EXPOSE),
    .why = "Ports below 1024 are root's unless the kernel or a capability says otherwise. Docker "
           "says so by default, Kubernetes and others do not: there the image fails to start, and "
           "what people change then is the user.",
    .fix = "Listen on a port above 1023 (8080, 8443) and publish it as 80 or 443.",
    .bad = "FROM alpine:3.22\nUSER 10001\nEXPOSE 80\n",
    .good = "FROM alpine:3.22\nUSER 10001\nEXPOSE 8080\n",
    .check = check,
};
