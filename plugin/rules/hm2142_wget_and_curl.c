/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_command *first = NULL;
    if (!at->stage->is_target && !at->stage->is_ancestor) {
        return;
    }
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        if (inst->kind != HM_RUN || inst->script >= at->file->n_scripts) {
            continue;
        }
        const struct hm_script *script = &at->file->scripts[inst->script];
        for (uint32_t k = 0; k < script->n_commands; k++) {
            const struct hm_command *cmd = &script->commands[k];
            if (!hm_str_eq(cmd->name, "curl") && !hm_str_eq(cmd->name, "wget")) {
                continue;
            }
            if (first != NULL && !hm_str_is(first->name, cmd->name)) {
                hm_find(out, cmd->span,
                        "%.*s is used here, and %.*s before: one of them is enough.",
                        HM_FMT(cmd->name), HM_FMT(first->name));
                return;
            }
            first = cmd;
        }
    }
}

const struct hm_rule hm2142_wget_and_curl = {
    .id = "HM2142",
    .concept = "wget-and-curl",
    .since = "0.1",
    .title = "Both wget and curl are used",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .profile = HM_PROFILE_STRICT,
    .same_as = HM_IDS("hadolint:DL4001", "trivy:DS-0014", "kics:Run Using 'wget' and 'curl'",
                      "semgrep:use-either-wget-or-curl", "droast:DF058"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "Two programs for one purpose are two to install, to patch and to explain in scans; and "
           "each is of use to an intruder.",
    .fix = "Take one of the two. `ADD --checksum=… URL` or a builder stage needs neither in the "
           "image.",
    .bad = "FROM debian:12-slim\nRUN curl -fsSLo /a https://example.com/a\n"
           "RUN wget -qO /b https://example.com/b\n",
    .good = "FROM debian:12-slim\nRUN curl -fsSLo /a https://example.com/a\n"
            "RUN curl -fsSLo /b https://example.com/b\n",
    .check = check,
};
