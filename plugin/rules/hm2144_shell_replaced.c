/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_command *cmd = at->cmd;
    struct hm_str to = cmd->n_args > 2 ? cmd->args[cmd->n_args - 1].text : hm_str_make(NULL, 0);
    if (at->inst->kind == HM_RUN && (hm_str_eq(to, "/bin/sh") || hm_str_eq(to, "/usr/bin/sh"))) {
        hm_find(out, cmd->span,
                "/bin/sh is replaced for everything in the image, to change one "
                "build's shell: SHELL does that.");
    }
}

const struct hm_rule hm2144_shell_replaced = {
    .id = "HM2144",
    .concept = "shell-replaced",
    .since = "0.1",
    .title = "/bin/sh is replaced by another shell",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .same_as = HM_IDS("hadolint:DL4005", "kics:Changing Default Shell Using RUN Command",
                      "semgrep:use-shell-instruction"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("ln"),
    .why = "Every script of the image that asks for /bin/sh, those of its packages included, is "
           "run by a shell that it was not tested with; an upgrade of the package that owns the "
           "link changes it back without a word.",
    .fix =
        "`SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` changes the shell of the following "
        "RUN instructions and nothing else.",
    .bad = "FROM debian:12-slim\nRUN ln -sf /bin/bash /bin/sh\n",
    .good = "FROM debian:12-slim\nSHELL [\"/bin/bash\", \"-c\"]\n",
    .check = check,
};
