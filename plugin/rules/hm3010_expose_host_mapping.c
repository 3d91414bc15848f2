/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->inst->n_words; i++) {
        const struct hm_word *word = &at->inst->words[i];
        if (word->is_known && hm_str_find(word->value, ':') < word->value.n) {
            hm_find(out, word->span,
                    "%.*s maps a port of the host, which EXPOSE cannot do: the part before the "
                    "colon is ignored.",
                    HM_FMT(word->value));
        }
    }
}

const struct hm_rule hm3010_expose_host_mapping = {
    .id = "HM3010",
    .concept = "expose-host-mapping",
    .since = "0.1",
    .title = "EXPOSE maps a port of the host",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1173 },
    .same_as = HM_IDS("buildkit:ExposeInvalidFormat"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(EXPOSE),
    .why =
        "EXPOSE documents a port of the container; addresses and ports of the host are chosen when "
        "it starts. Who wrote `127.0.0.1:8080:80` believes that the service is bound to the "
        "loopback, and it is not.",
    .fix = "Write the container's port alone, and the mapping where the container is started: "
           "`docker run -p 127.0.0.1:8080:80`.",
    .bad = "FROM alpine:3.22\nEXPOSE 127.0.0.1:8080:80\n",
    .good = "FROM alpine:3.22\nEXPOSE 80\n",
    .check = check,
};
