/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"
#include "plugin/rules/ports.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_port port;

    for (uint32_t i = 0; i < at->inst->n_words; i++) {
        const struct hm_word *word = &at->inst->words[i];
        if (word->is_known && word->value.n > 0 && !hm_port_parse(word, &port)) {
            hm_find(out, word->span, "%.*s is no port: ports go from 0 to 65535.",
                    HM_FMT(word->value));
        }
    }
}

const struct hm_rule hm3008_invalid_port = {
    .id = "HM3008",
    .concept = "invalid-port",
    .since = "0.1",
    .title = "EXPOSE names no port",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 682 },
    .same_as = HM_IDS("hadolint:DL3011", "trivy:DS-0008", "kics:UNIX Ports Out Of Range",
                      "semgrep:invalid-port", "droast:DF040"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(EXPOSE),
    .why = "Ports are numbers from 0 to 65535. The builder stops at anything else, and whoever "
           "reads the "
           "file for the ports to open finds one that does not exist.",
    .fix = "Write the number of the port that the program listens on, with `/udp` where that is "
           "meant.",
    .bad = "FROM alpine:3.22\nEXPOSE 80000\n",
    .good = "FROM alpine:3.22\nEXPOSE 8000/udp\n",
    .check = check,
};
