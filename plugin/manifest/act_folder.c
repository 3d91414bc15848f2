/* SPDX-License-Identifier: Apache-2.0 */
/* Where the commands of a step run: its working-directory, and the `cd` in front of them. */
#include "plugin/base/path.h"
#include "plugin/manifest/act_maker.h"

/* So many commands in front of one are looked at. */
#define MOST_BEFORE 500u

static bool
is_elsewhere(struct hm_str path)
{
    return path.n == 0 || path.p[0] == '/' || path.p[0] == '~' || path.p[0] == '-' ||
           hm_str_find(path, '$') < path.n;
}

/* Goes where a command leads; false where nobody knows where that is. */
static bool
go(const struct hm_act_maker *maker, const struct hm_command *cmd, struct hm_str *folder)
{
    if (hm_str_eq(cmd->name, "popd") || cmd->n_args != 2) {
        return false;
    }
    struct hm_str to = hm_act_resolve(maker, cmd->args[1].text);
    /* Back to where the repository lies. */
    if (hm_str_eq(to, "${GITHUB_WORKSPACE}") || hm_str_eq(to, "${CI_PROJECT_DIR}") ||
        hm_str_eq(to, "${WORKSPACE}")) {
        *folder = HM_S("");
        return true;
    }
    if (is_elsewhere(to) || to.n > HM_PATH_LIMIT) {
        return false;
    }
    *folder = hm_path_join(maker->arena, *folder, to);
    return folder->n <= HM_PATH_LIMIT;
}

static bool
leads_on(const struct hm_command *cmd)
{
    return hm_str_eq(cmd->name, "cd") || hm_str_eq(cmd->name, "pushd") ||
           hm_str_eq(cmd->name, "popd");
}

bool
hm_act_folder(const struct hm_act_maker *maker, const struct hm_script *script,
              const struct hm_command *cmd, struct hm_str *ret_folder)
{
    const uint32_t nested = HM_CMD_IN_SUBSHELL | HM_CMD_IN_SUBSTITUTION;
    const uint32_t perhaps = HM_CMD_IN_FUNCTION | HM_CMD_IN_CONDITION | HM_CMD_IN_BRANCH;
    const struct hm_command *inner = NULL;
    bool is_known = true;

    *ret_folder = HM_S("");
    if (maker->step->folder.is_set) {
        *ret_folder = hm_act_resolve(maker, maker->step->folder.text);
        is_known = !is_elsewhere(*ret_folder) && ret_folder->n <= HM_PATH_LIMIT;
    }
    for (uint32_t i = 0; i < cmd->index && i < script->n_commands; i++) {
        const struct hm_command *other = &script->commands[i];
        if (!leads_on(other) || other->owner != cmd->owner) {
            continue;
        }
        if (i >= MOST_BEFORE || ((other->flags & perhaps) != 0 && (cmd->flags & perhaps) == 0)) {
            return false;
        }
        if ((other->flags & nested) == 0) {
            is_known = go(maker, other, ret_folder) && is_known;
        } else if ((cmd->flags & nested) != 0) {
            /* Of several parentheses the last before it are its own. */
            inner = other;
        }
    }
    return is_known && (inner == NULL || go(maker, inner, ret_folder));
}
