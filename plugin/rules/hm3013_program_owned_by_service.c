/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/seat.h"

/* The program that the container starts, by its absolute path; empty when it is not written so. */
static struct hm_str
program_of(const struct hm_stage *stage)
{
    const struct hm_instruction *start =
        stage->entrypoint.set_by != NULL ? stage->entrypoint.set_by : stage->cmd.set_by;

    if (start == NULL || !start->is_json || start->n_words == 0 ||
        !hm_str_starts(start->words[0].value, "/")) {
        return hm_str_c("");
    }
    return start->words[0].value;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_str program = program_of(at->stage);
    struct hm_str user = hm_stage_user(at->stage);
    struct hm_seat seat = hm_seat_enter(at->file, at->stage);

    if (!at->stage->is_target || program.n == 0 || user.n == 0 ||
        hm_stage_runs_as_root(at->stage) != HM_NO) {
        return;
    }
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        const struct hm_flag *chown = hm_instruction_flag(inst, "chown");
        bool is_copy = inst->kind == HM_COPY || inst->kind == HM_ADD;
        if (is_copy && chown != NULL && chown->value.is_known) {
            struct hm_str owner = chown->value.value;
            owner.n = hm_str_find(owner, ':');
            for (uint32_t k = 0; hm_str_is(owner, user) && k < hm_copy_sources(inst); k++) {
                struct hm_str to = hm_copy_target(&seat, out->arena, inst, inst->words[k].value);
                if (hm_str_is(to, program)) {
                    hm_find(out, chown->span, "%.*s runs as %.*s and belongs to it.",
                            HM_FMT(program), HM_FMT(user));
                    break;
                }
            }
        }
        hm_seat_step(&seat, inst, out->arena);
    }
}

const struct hm_rule hm3013_program_owned_by_service = {
    .id = "HM3013",
    .concept = "program-owned-by-service",
    .since = "0.1",
    .title = "The service owns, and can change, its own program",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_NON_ROOT,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 732, 284 },
    .same_as = HM_IDS("kics:Chown Flag Exists"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "A program that belongs to the user it runs as can be overwritten through itself: "
           "whoever gets it to write a file leaves something behind that runs again at the next "
           "start of the container. Owned by root and merely readable it cannot. Only the program "
           "that ENTRYPOINT or CMD starts is judged; data that the service writes must be its own.",
    .fix = "Leave out `--chown` for the program: what COPY brings belongs to root and is readable "
           "by all. Give it `--chmod=0755` where it must be made executable.",
    .bad = "FROM alpine:3.22\nCOPY --chown=10001 server /usr/local/bin/server\nUSER "
           "10001\nENTRYPOINT [\"/usr/local/bin/server\"]\n",
    .good = "FROM alpine:3.22\nCOPY server /usr/local/bin/server\nUSER 10001\nENTRYPOINT "
            "[\"/usr/local/bin/server\"]\n",
    .check = check,
};
