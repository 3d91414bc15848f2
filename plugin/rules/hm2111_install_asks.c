/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* Verbs of apt that ask, besides installing and upgrading. */
static bool
apt_asks(const struct hm_package_call *call)
{
    return call->action == HM_PACKAGES_INSTALL || call->action == HM_PACKAGES_UPGRADE ||
           call->action == HM_PACKAGES_REMOVE || hm_str_eq(call->verb, "build-dep");
}

static bool
apt_is_answered(const struct hm_command *cmd)
{
    for (uint32_t i = 1; i < cmd->n_args; i++) {
        struct hm_str arg = cmd->args[i].text;
        /* -qq implies -y, and -q=2 is the same. */
        if (hm_str_eq(arg, "-q=2") ||
            (arg.n > 2 && arg.p[0] == '-' && arg.p[1] != '-' && hm_str_has(arg, "qq")) ||
            hm_str_has_nocase(arg, "APT::Get::Assume-Yes")) {
            return true;
        }
    }
    return hm_command_flag(cmd, 'y', "oct", "--yes") || hm_command_has(cmd, "--assume-yes") ||
           hm_command_has(cmd, "--force-yes") || hm_command_flag(cmd, 's', "oct", "--simulate") ||
           hm_command_flag(cmd, 'd', "oct", "--download-only");
}

/* `yes | …`, `echo y | …` */
static bool
is_piped_an_answer(const struct hm_visit *at)
{
    if (at->cmd->input == HM_NONE) {
        return false;
    }
    const struct hm_command *from = &at->script->commands[at->cmd->input];
    return hm_str_eq(from->name, "yes") || hm_str_eq(from->name, "echo") ||
           hm_str_eq(from->name, "printf");
}

/* `apt-get purge` with nothing to purge does nothing. Without operands only these verbs do. */
static bool
is_idle(const struct hm_command *cmd, const struct hm_package_call *call)
{
    return call->action == HM_PACKAGES_REMOVE && !hm_str_eq(call->verb, "autoremove") &&
           !hm_str_eq(call->verb, "autopurge") && !hm_command_has_operand(cmd, call->operands);
}

/* Whether the command can ask; @p ret_option gets what keeps it from that. */
static bool
asks(const struct hm_command *cmd, const struct hm_package_call *call, const char **ret_option)
{
    bool changes = call->action == HM_PACKAGES_INSTALL || call->action == HM_PACKAGES_UPGRADE ||
                   call->action == HM_PACKAGES_REMOVE;
    switch (call->manager) {
    case HM_APT:
        *ret_option = "-y";
        return apt_asks(call) && !apt_is_answered(cmd);
    case HM_DNF:
        *ret_option = "-y";
        return changes && !hm_command_flag(cmd, 'y', "cdexR", "--assumeyes") &&
               !hm_command_has(cmd, "--downloadonly") && !hm_command_has(cmd, "--assumeno");
    case HM_ZYPPER:
        *ret_option = "--non-interactive";
        return changes && !hm_command_flag(cmd, 'n', "cDCpARtrf", "--non-interactive") &&
               !hm_command_flag(cmd, 'y', "cDCpARtrf", "--no-confirm");
    default:
        return false;
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_package_call call;
    const char *option = "";
    if (at->inst->kind != HM_RUN || !hm_package_call(at->cmd, &call) || is_idle(at->cmd, &call) ||
        !asks(at->cmd, &call, &option) || is_piped_an_answer(at)) {
        return;
    }
    uint32_t n;
    const struct hm_arg *fields = hm_command_fields(at->cmd, &n);
    for (uint32_t i = 1; i < n && i < call.operands; i++) {
        if (!fields[i].is_literal && hm_str_starts(fields[i].text, "$")) {
            hm_cannot_tell(out, at->cmd->span, "Its options are in a variable.");
            return;
        }
    }
    hm_find(out, at->cmd->span, "%.*s %.*s asks before it goes on, and nobody answers: add %s.",
            HM_FMT(at->cmd->name), HM_FMT(call.verb), option);
}

const struct hm_rule hm2111_install_asks = {
    .id = "HM2111",
    .concept = "install-asks",
    .since = "0.1",
    .title = "A package manager waits for an answer",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .same_as = HM_IDS(
        "hadolint:DL3014", "hadolint:DL3030", "hadolint:DL3038", "hadolint:DL3034", "trivy:DS-0021",
        "kics:APT-GET Missing Flags To Avoid Manual Input", "kics:Missing Flag From Dnf Install",
        "kics:Yum Install Allows Manual Input", "kics:Missing Zypper Non-interactive Switch",
        "semgrep:missing-assume-yes-switch", "semgrep:missing-dnf-assume-yes-switch",
        "semgrep:missing-yum-assume-yes-switch", "semgrep:missing-zypper-no-confirm-switch",
        "droast:DF015", "droast:DF027", "droast:DF043"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("apt-get", "apt", "aptitude", "yum", "dnf", "microdnf", "tdnf", "zypper"),
    .why = "A build has no terminal: a question is answered with \"no\", and the build stops as "
           "soon as the command has something to ask about, which may be only when a dependency is "
           "added months later.",
    .fix = "Give the option that means yes: `apt-get install -y`, `dnf install -y`, "
           "`zypper --non-interactive install`.",
    .bad =
        "FROM debian:12-slim\nRUN apt-get update && apt-get install --no-install-recommends curl\n",
    .good = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends "
            "curl\n",
    .check = check,
};
