/* SPDX-License-Identifier: Apache-2.0 */
/* Where the commands of a step run: its working-directory, and the `cd` in front of them. */
#include "plugin/base/path.h"
#include "plugin/manifest/act_maker.h"

/* So many commands in front of one are looked at. */
#define MOST_BEFORE 500u

/* Goes where a command leads; false where nobody knows where that is. */
static bool
go(const struct hm_act_maker *maker, const struct hm_script *script, const struct hm_command *cmd,
   unsigned depth, struct hm_act_place *place)
{
    const struct hm_act_place from = *place;
    uint32_t at = 1;

    while (at < cmd->n_args && hm_str_starts(cmd->args[at].text, "-") && cmd->args[at].text.n > 1) {
        at++;
    }
    if (hm_str_eq(cmd->name, "popd") || cmd->n_args != at + 1) {
        return false;
    }
    struct hm_str to = hm_act_resolve(maker, cmd->args[at].text);
    return hm_act_place(maker, script, cmd, &from, depth, to, place);
}

static bool
leads_on(const struct hm_command *cmd)
{
    return hm_str_eq(cmd->name, "cd") || hm_str_eq(cmd->name, "pushd") ||
           hm_str_eq(cmd->name, "popd");
}

/* The working-directory of the step. */
static bool
begin(const struct hm_act_maker *maker, struct hm_act_place *ret_place)
{
    *ret_place = (struct hm_act_place){ .folder = HM_S("") };
    if (!maker->step->folder.is_set) {
        return true;
    }
    struct hm_str folder = hm_act_resolve(maker, maker->step->folder.text);
    ret_place->folder = folder;
    return folder.n > 0 && folder.n <= HM_PATH_LIMIT && strchr("/~-", *folder.p) == NULL &&
           hm_str_find(folder, '$') == folder.n;
}

bool
hm_act_folder_within(const struct hm_act_maker *maker, const struct hm_script *script,
                     const struct hm_command *cmd, unsigned depth, struct hm_act_place *ret_place)
{
    const uint32_t nested = HM_CMD_IN_SUBSHELL | HM_CMD_IN_SUBSTITUTION;
    const uint32_t perhaps = HM_CMD_IN_FUNCTION | HM_CMD_IN_CONDITION | HM_CMD_IN_BRANCH;
    const struct hm_command *inner = NULL;
    bool is_known = begin(maker, ret_place);

    for (uint32_t i = 0; i < cmd->index && i < script->n_commands; i++) {
        const struct hm_command *other = &script->commands[i];
        if (!leads_on(other) || other->owner != cmd->owner) {
            continue;
        }
        if (i >= MOST_BEFORE || ((other->flags & perhaps) != 0 && (cmd->flags & perhaps) == 0)) {
            return false;
        }
        if ((other->flags & nested) == 0) {
            is_known = go(maker, script, other, depth + 1, ret_place) && is_known;
        } else if ((cmd->flags & nested) != 0) {
            /* Of several parentheses the last before it are its own. */
            inner = other;
        }
    }
    return is_known && (inner == NULL || go(maker, script, inner, depth + 1, ret_place));
}

bool
hm_act_folder(const struct hm_act_maker *maker, const struct hm_script *script,
              const struct hm_command *cmd, struct hm_act_place *ret_place)
{
    return hm_act_folder_within(maker, script, cmd, 0, ret_place);
}
