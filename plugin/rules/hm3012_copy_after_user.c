/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
judge(const struct hm_instruction *copy, const struct hm_word *user, struct hm_sink *out)
{
    struct hm_str name = hm_str_sub(user->value, 0, hm_str_find(user->value, ':'));

    if (!user->is_known) {
        hm_cannot_tell(out, copy->span, "USER is a variable without a value.");
    } else if (!hm_str_eq(name, "root") && !hm_str_eq(name, "0")) {
        hm_find(out, copy->span, "This belongs to root, not to %.*s.", HM_FMT(name));
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_word *user = NULL;

    if (!hm_stage_ships(at->stage) || at->stage->is_windows) {
        return;
    }
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        if (inst->kind == HM_USER && inst->n_words > 0) {
            user = &inst->words[0];
        } else if ((inst->kind == HM_COPY || inst->kind == HM_ADD) && user != NULL &&
                   hm_instruction_flag(inst, "chown") == NULL) {
            judge(inst, user, out);
        }
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
    .on = HM_ON(STAGE),
    .why = "USER decides who runs RUN and the container, not who owns what COPY brings: that is "
           "root. For programs and libraries this is what one wants, since the service cannot "
           "change them then; for a folder that it must write to it is a surprise when it starts.",
    .fix = "Say what is meant: `COPY --chown=root:root` for what is only read, "
           "`--chown=10001:10001` for what the service writes.",
    .bad = "FROM alpine:3.22\nUSER 10001\nCOPY data /data\n",
    .good = "FROM alpine:3.22\nCOPY data /data\nUSER 10001\n",
    .check = check,
};
