/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/seat.h"

/* Whether a copy may bring /etc/passwd: it goes there, or to a folder above. */
static bool
may_bring_passwd(const struct hm_seat *seat, struct hm_arena *arena,
                 const struct hm_instruction *inst)
{
    struct hm_str to = inst->n_words > 0 ? inst->words[inst->n_words - 1].value : hm_str_c("");
    struct hm_str path = hm_seat_path(seat, arena, to);

    if (path.n == 0 || hm_path_is_in(path, HM_S("/etc/passwd"))) {
        return true;
    }
    if (!hm_path_is_in(HM_S("/etc/passwd"), path)) {
        return false;
    }
    /* A file goes to /, a folder's contents too: only what is plainly a file of another name is
     * left out. */
    for (uint32_t i = 0; i < hm_copy_sources(inst); i++) {
        struct hm_str name = hm_str_basename(inst->words[i].value);
        bool is_other_file = hm_copies_context(inst) && inst->kind == HM_COPY &&
                             hm_str_ends(to, "/") && !hm_str_eq(name, "passwd") &&
                             hm_str_has(name, ".") && !hm_is_whole_context(inst->words[i].value);
        if (!is_other_file) {
            return true;
        }
    }
    return false;
}

static bool
is_name(const struct hm_word *word)
{
    uint64_t number;
    struct hm_str user = hm_str_sub(word->value, 0, hm_str_find(word->value, ':'));

    return word->is_known && user.n > 0 && !hm_str_to_u64(user, UINT32_MAX, &number);
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_seat seat = hm_seat_enter(at->file, at->stage);

    if (!at->stage->is_scratch || at->stage->is_windows) {
        return;
    }
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        bool is_copy = inst->kind == HM_COPY || inst->kind == HM_ADD;
        const struct hm_flag *chown = is_copy ? hm_instruction_flag(inst, "chown") : NULL;
        if (chown != NULL && is_name(&chown->value)) {
            hm_find(out, chown->span, "There is no /etc/passwd to find %.*s in.",
                    HM_FMT(chown->value.value));
        } else if (inst->kind == HM_USER && inst->n_words > 0 && is_name(&inst->words[0])) {
            hm_find(out, inst->span, "There is no /etc/passwd to find %.*s in.",
                    HM_FMT(inst->words[0].value));
        }
        if (inst->kind == HM_RUN || (is_copy && may_bring_passwd(&seat, out->arena, inst))) {
            return;
        }
        hm_seat_step(&seat, inst, out->arena);
    }
}

const struct hm_rule hm3014_unresolvable_user = {
    .id = "HM3014",
    .concept = "unresolvable-user",
    .since = "0.1",
    .title = "A user is named where no /etc/passwd tells who that is",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 1164 },
    .same_as = HM_IDS("tally:named-identity-in-passwdless-stage"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "Names of users are looked up in the image's /etc/passwd. An image that begins with "
           "`scratch` has none: `COPY --chown=app` ends the build, and with `USER app` no "
           "container starts.",
    .fix = "Use numbers, `USER 65532:65532`, or bring the file: `COPY --from=build /etc/passwd "
           "/etc/passwd`.",
    .bad = "FROM scratch\nCOPY app /app\nUSER app\n",
    .good = "FROM scratch\nCOPY app /app\nUSER 65532\n",
    .check = check,
};
