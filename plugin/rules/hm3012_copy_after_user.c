/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage == NULL || at->onbuild != NULL || !hm_stage_ships(at->stage) ||
        at->stage->is_windows || hm_instruction_flag(at->inst, "chown") != NULL) {
        return;
    }
    for (uint32_t i = at->inst->index; i-- > at->stage->first;) {
        const struct hm_instruction *before = &at->file->instructions[i];
        if (before->kind != HM_USER || before->n_words == 0) {
            continue;
        }
        struct hm_str user = before->words[0].value;
        user.n = hm_str_find(user, ':');
        if (!before->words[0].is_known) {
            hm_cannot_tell(out, at->inst->span, "USER is a variable without a value.");
        } else if (!hm_str_eq(user, "root") && !hm_str_eq(user, "0")) {
            hm_find(out, at->inst->span, "This belongs to root, not to %.*s.", HM_FMT(user));
        }
        return;
    }
}

const struct hm_rule hm3012_copy_after_user = {
    .id = "HM3012",
    .concept = "copy-after-user",
    .since = "0.1",
    .title = "What is copied after USER belongs to root all the same",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_NON_ROOT,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 732 },
    .same_as = HM_IDS("tally:copy-after-user-without-chown"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY, ADD),
    .why = "USER decides who runs RUN and the container, not who owns what COPY brings: that is "
           "root. For programs and libraries this is what one wants, since the service cannot "
           "change them then; for a folder that it must write to it is a surprise when it starts.",
    .fix = "Say what is meant: `COPY --chown=root:root` for what is only read, "
           "`--chown=10001:10001` for what the service writes.",
    .bad = "FROM alpine:3.22\nUSER 10001\nCOPY data /data\n",
    .good = "FROM alpine:3.22\nCOPY data /data\nUSER 10001\n",
    .check = check,
};
