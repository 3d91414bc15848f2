/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_flag *flag = hm_instruction_flag(at->inst, "network");

    if (flag != NULL && hm_str_eq(flag->value.value, "host")) {
        hm_find(out, flag->span, "This command sees the build machine's network.");
    }
}

const struct hm_rule hm3005_host_network_build = {
    .id = "HM3005",
    .concept = "host-network-build",
    .since = "0.1",
    .title = "RUN uses the build machine's network",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 668 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why =
        "With `--network=host` the command reaches whatever listens on the build machine's own "
        "address: metadata services of clouds with their credentials, databases, other jobs. What "
        "it fetches from there nobody can build again elsewhere.",
    .fix = "Leave the flag out, or say `--network=none` for commands that need no network; serve "
           "internal packages under an address that the build's own network can reach.",
    .bad = "FROM alpine:3.22\nRUN --network=host wget http://localhost:8080/app\n",
    .good = "FROM alpine:3.22\nRUN --network=none true\n",
    .check = check,
};
