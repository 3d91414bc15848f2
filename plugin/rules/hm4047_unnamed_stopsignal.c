/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_word *word = at->inst->n_words > 0 ? &at->inst->words[0] : NULL;

    if (word == NULL || word->value.n == 0) {
        return;
    }
    if (!word->is_known) {
        hm_cannot_tell(out, word->span, "The signal is a variable without a value.");
    } else if (!hm_str_starts(word->value, "SIG")) {
        hm_find(out, word->span, "%.*s is not a signal's whole name.", HM_FMT(word->value));
    }
}

const struct hm_rule hm4047_unnamed_stopsignal = {
    .id = "HM4047",
    .concept = "unnamed-stopsignal",
    .since = "0.1",
    .title = "STOPSIGNAL is a number, or a name without SIG",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1059 },
    .same_as = HM_IDS("tally:prefer-canonical-stopsignal"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STOPSIGNAL),
    .why = "Numbers of signals differ between architectures, and only few readers know them; names "
           "are taken with and without SIG by some engines and not by others.",
    .fix = "Write the whole name: `STOPSIGNAL SIGTERM`.",
    .bad = "FROM alpine:3.22\nSTOPSIGNAL 15\n",
    .good = "FROM alpine:3.22\nSTOPSIGNAL SIGTERM\n",
    .check = check,
};
