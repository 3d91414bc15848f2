/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"
#include "plugin/rules/ports.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_port port;

    if (at->stage != NULL && !hm_stage_ships(at->stage)) {
        return;
    }
    for (uint32_t i = 0; i < at->inst->n_words; i++) {
        if (hm_port_parse(&at->inst->words[i], &port) && port.first <= 22 && port.last >= 22 &&
            !port.is_udp) {
            hm_find(out, at->inst->words[i].span, "The image offers SSH on port 22.");
        }
    }
}

const struct hm_rule hm3007_ssh_port = {
    .id = "HM3007",
    .concept = "ssh-port",
    .since = "0.1",
    .title = "The image exposes SSH",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 749 },
    .cis = "5.7",
    .same_as =
        HM_IDS("trivy:DS-0004", "kics:Exposing Port 22 (SSH)", "checkov:CKV_DOCKER_1", "cis:5.7"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(EXPOSE),
    .why =
        "A login server in a container is a second way in: with keys and passwords of its own to "
        "look after, usually run by root, and outside the engine's logs.",
    .fix = "Use `docker exec` or `kubectl exec` to look inside; take EXPOSE 22 and the server out.",
    .bad = "FROM alpine:3.22\nEXPOSE 22\n",
    .good = "FROM alpine:3.22\nEXPOSE 8080\n",
    .check = check,
};
