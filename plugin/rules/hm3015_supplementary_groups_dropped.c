/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/seat.h"

/* Whether the command puts @p user into a further group; where it says so. */
static bool
adds_group(const struct hm_command *cmd, struct hm_str user)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    if (n_fields < 3) {
        return false;
    }
    struct hm_str last = fields[n_fields - 1].text;
    bool is_user = hm_str_is(last, user);
    if (hm_str_eq(cmd->name, "usermod") || hm_str_eq(cmd->name, "useradd")) {
        return is_user &&
               (hm_command_has_short(cmd, 'G') || hm_command_option(cmd, "--groups", NULL));
    }
    uint32_t first = hm_command_operand(cmd, 1);
    if (hm_str_eq(cmd->name, "gpasswd")) {
        return hm_command_has(cmd, "-a") && first < n_fields && hm_str_is(fields[first].text, user);
    }
    /* adduser USER GROUP, addgroup USER GROUP: two operands and no option that takes one. */
    bool is_short = hm_str_eq(cmd->name, "adduser") || hm_str_eq(cmd->name, "addgroup");
    return is_short && n_fields == 3 && hm_str_is(fields[1].text, user) &&
           !hm_str_starts(last, "-") && !hm_str_is(last, user);
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_setting *setting = &at->stage->user;

    if (!at->stage->is_target || setting->set_by == NULL || !setting->word.is_known) {
        return;
    }
    struct hm_str word = setting->word.value;
    size_t colon = hm_str_find(word, ':');
    struct hm_str user = hm_str_sub(word, 0, colon);
    for (uint32_t i = 0; colon < word.n && i < at->file->n_instructions; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        const struct hm_script *script = hm_unix_script(at->file, inst);
        if (script == NULL || inst->stage >= at->file->n_stages ||
            !hm_stage_ships(&at->file->stages[inst->stage])) {
            continue;
        }
        for (uint32_t k = 0; k < script->n_commands; k++) {
            if (adds_group(&script->commands[k], user)) {
                hm_find(out, setting->set_by->span,
                        "The groups that line %u puts %.*s into do not count with :%.*s.",
                        inst->line, HM_FMT(user), HM_FMT(hm_str_from(word, colon + 1)));
                return;
            }
        }
    }
}

const struct hm_rule hm3015_supplementary_groups_dropped = {
    .id = "HM3015",
    .concept = "supplementary-groups-dropped",
    .since = "0.1",
    .title = "USER with a group drops the groups the user was put into",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 732 },
    .same_as = HM_IDS("tally:user-explicit-group-drops-supplementary-groups"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "With `USER name:group` the process has that one group. The groups that `usermod -aG` "
           "or `adduser` put the user into count only when USER names no group: the service then "
           "lacks the very device or folder that the group was for.",
    .fix = "Write `USER name` without a group, or let the orchestrator add the groups "
           "(`group_add`, `supplementalGroups`).",
    .bad = "FROM debian:13-slim\nRUN useradd -r app && usermod -aG video app\nUSER app:app\n",
    .good = "FROM debian:13-slim\nRUN useradd -r app && usermod -aG video app\nUSER app\n",
    .check = check,
};
