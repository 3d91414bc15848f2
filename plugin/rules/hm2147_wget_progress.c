/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_command *cmd = at->cmd;
    if (at->inst->kind == HM_RUN && hm_command_has_operand(cmd, 1) &&
        !hm_command_flag(cmd, 'q', "aeioOtTPUQ", "--quiet") &&
        !hm_command_has(cmd, "--no-verbose") && !hm_command_option(cmd, "--progress", NULL) &&
        !hm_command_has(cmd, "-nv") && !hm_command_option(cmd, "--output-file", NULL) &&
        !hm_command_has(cmd, "-o") && !hm_command_has(cmd, "-a")) {
        hm_find(out, cmd->span, "wget fills the build's log with its progress: add %s.",
                "--progress=dot:giga or -q");
    }
}

const struct hm_rule hm2147_wget_progress = {
    .id = "HM2147",
    .concept = "wget-progress",
    .since = "0.1",
    .title = "wget fills the log with its progress",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .same_as = HM_IDS("hadolint:DL3047", "droast:DF056"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("wget"),
    .why = "Without a terminal wget prints a line for every 50 kB. In a log of thousands of such "
           "lines the one that matters is not seen, and log storage cuts it off.",
    .fix = "`wget -q`, `wget -nv`, or `wget --progress=dot:giga` to see some.",
    .bad = "FROM debian:12-slim\nRUN wget -O /tmp/a.tgz https://example.com/a.tgz\n",
    .good = "FROM debian:12-slim\nRUN wget -nv -O /tmp/a.tgz https://example.com/a.tgz\n",
    .check = check,
};
