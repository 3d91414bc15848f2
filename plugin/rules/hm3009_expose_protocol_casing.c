/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->inst->n_words; i++) {
        struct hm_str word = at->inst->words[i].value;
        struct hm_str protocol = hm_str_from(word, hm_str_find(word, '/') + 1);
        for (size_t k = 0; at->inst->words[i].is_known && k < protocol.n; k++) {
            if (protocol.p[k] >= 'A' && protocol.p[k] <= 'Z') {
                hm_find(out, at->inst->words[i].span, "The protocol %.*s is written in capitals.",
                        HM_FMT(protocol));
                break;
            }
        }
    }
}

const struct hm_rule hm3009_expose_protocol_casing = {
    .id = "HM3009",
    .concept = "expose-protocol-casing",
    .since = "0.1",
    .title = "EXPOSE writes the protocol in capitals",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1078 },
    .same_as = HM_IDS("buildkit:ExposeProtoCasing"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(EXPOSE),
    .why =
        "BuildKit warns about it, and tools that compare ports as text take `80/TCP` and `80/tcp` "
        "for two.",
    .fix = "Write `tcp`, `udp` or `sctp`.",
    .bad = "FROM alpine:3.22\nEXPOSE 8080/TCP\n",
    .good = "FROM alpine:3.22\nEXPOSE 8080/tcp\n",
    .check = check,
};
