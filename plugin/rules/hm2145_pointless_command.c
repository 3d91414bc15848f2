/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static bool
has_ssh_mount(const struct hm_instruction *inst)
{
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        if (hm_str_eq(inst->mounts[i].type, "ssh") || hm_str_eq(inst->mounts[i].type, "secret")) {
            return true;
        }
    }
    return false;
}

/* Whether a daemon is started for the commands behind it in the same RUN. */
static bool
is_last(const struct hm_visit *at)
{
    return at->cmd->index + 1 == at->script->n_commands;
}

/* `vim +PluginInstall +qall`, `emacs --batch …`: an editor that is told what to do. */
static bool
is_told(const struct hm_command *cmd)
{
    for (uint32_t i = 1; i < cmd->n_args; i++) {
        struct hm_str arg = cmd->args[i].text;
        if (hm_str_starts(arg, "+") || hm_str_eq(arg, "-c") || hm_str_eq(arg, "-es") ||
            hm_str_eq(arg, "--batch") || hm_str_eq(arg, "--headless")) {
            return true;
        }
    }
    return false;
}

static bool
is_editor(const struct hm_command *cmd)
{
    return hm_str_eq(cmd->name, "vim") || hm_str_eq(cmd->name, "vi") ||
           hm_str_eq(cmd->name, "emacs");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_command *cmd = at->cmd;
    if (!hm_visit_is_unix_run(at) || (cmd->flags & HM_CMD_IN_SUBSTITUTION) != 0 ||
        hm_instruction_flag(at->inst, "security") != NULL) {
        return;
    }
    if (hm_str_eq(cmd->name, "service") || hm_str_eq(cmd->name, "systemctl")) {
        bool starts = hm_command_has(cmd, "start") || hm_command_has(cmd, "restart") ||
                      hm_command_has(cmd, "daemon-reload") || hm_command_has(cmd, "reload");
        if (starts && is_last(at)) {
            hm_find(out, cmd->span, "What is started in a RUN ends with it.");
        } else if (cmd->index == 0 && hm_command_has(cmd, "stop")) {
            hm_find(out, cmd->span, "No service runs when a RUN begins.");
        }
        return;
    }
    if (hm_str_eq(cmd->name, "kill") || hm_str_eq(cmd->name, "pkill") ||
        hm_str_eq(cmd->name, "killall")) {
        if (cmd->index == 0) {
            hm_find(out, cmd->span, "No process runs when a RUN begins.");
        }
        return;
    }
    if ((hm_str_eq(cmd->name, "ssh") && has_ssh_mount(at->inst)) ||
        (is_editor(cmd) && is_told(cmd))) {
        return;
    }
    /* `ps | grep`, `mount && …`: somebody uses the answer. */
    bool shows = hm_str_eq(cmd->name, "ps") || hm_str_eq(cmd->name, "free") ||
                 hm_str_eq(cmd->name, "ifconfig");
    if (shows && at->cmd->index + 1 < at->script->n_commands &&
        at->script->commands[cmd->index + 1].input == cmd->index) {
        return;
    }
    hm_find(out, cmd->span, "%.*s does nothing useful in a build.", HM_FMT(cmd->name));
}

const struct hm_rule hm2145_pointless_command = {
    .id = "HM2145",
    .concept = "pointless-command",
    .since = "0.1",
    .title = "A command makes no sense in a build",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .same_as = HM_IDS("hadolint:DL3001", "kics:Run Utilities And POSIX Commands",
                      "semgrep:nonsensical-command", "droast:DF060"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("vim", "vi", "nano", "emacs", "top", "htop", "ps", "free", "shutdown",
                       "reboot", "halt", "poweroff", "service", "systemctl", "mount", "umount",
                       "ifconfig", "ssh", "kill", "pkill", "killall"),
    .why = "A build has no terminal, no init system and no network interfaces of its own, and "
           "processes end with their RUN: such a command waits, fails or has no effect. It mostly "
           "comes from instructions that were written for a machine.",
    .fix = "Leave it out. A service starts when the container starts: by ENTRYPOINT or CMD. Data "
           "over ssh belongs into a `RUN --mount=type=ssh`.",
    .bad = "FROM debian:12-slim\nRUN service nginx start\n",
    .good = "FROM debian:12-slim\nCMD [\"nginx\", \"-g\", \"daemon off;\"]\n",
    .check = check,
};
