/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    static const char *const hard[] = { "SIGKILL", "KILL", "9", "SIGSTOP", "STOP", "19" };

    for (size_t i = 0; at->inst->n_words > 0 && i < sizeof hard / sizeof hard[0]; i++) {
        if (hm_str_eq_nocase(at->inst->words[0].value, hm_str_c(hard[i]))) {
            hm_find(out, at->inst->span, "No program can react to %.*s.",
                    HM_FMT(at->inst->words[0].value));
        }
    }
}

const struct hm_rule hm4028_ungraceful_stopsignal = {
    .id = "HM4028",
    .concept = "ungraceful-stopsignal",
    .since = "0.1",
    .title = "STOPSIGNAL leaves the program no chance to finish",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 404 },
    .same_as = HM_IDS("tally:no-ungraceful-stopsignal"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STOPSIGNAL),
    .why =
        "SIGKILL and SIGSTOP cannot be caught: requests in flight are cut, buffers are lost, and "
        "child processes are left behind, at every restart.",
    .fix =
        "Use the signal on which the program ends in good order: SIGTERM, the default, for most; "
        "SIGQUIT for nginx, SIGINT for PostgreSQL's fast shutdown.",
    .bad = "FROM alpine:3.22\nSTOPSIGNAL SIGKILL\n",
    .good = "FROM alpine:3.22\nSTOPSIGNAL SIGTERM\n",
    .check = check,
};
