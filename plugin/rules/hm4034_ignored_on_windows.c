/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = at->stage->first; at->stage->is_windows && i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        const struct hm_flag *chown = hm_instruction_flag(inst, "chown");
        if (chown != NULL && (inst->kind == HM_COPY || inst->kind == HM_ADD)) {
            hm_find(out, chown->span, "Files have no such owner in a Windows container.");
        } else if (inst->kind == HM_STOPSIGNAL) {
            hm_find(out, inst->span, "A Windows container gets no signals.");
        }
    }
}

const struct hm_rule hm4034_ignored_on_windows = {
    .id = "HM4034",
    .concept = "ignored-on-windows",
    .since = "0.1",
    .title = "Windows containers ignore this setting",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1164 },
    .same_as = HM_IDS("tally:windows/no-chown-flag", "tally:windows/no-stopsignal"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "Owners of files and POSIX signals do not exist in Windows containers. `--chown` and "
        "STOPSIGNAL are accepted there and have no effect: the file says something that is not so.",
    .fix = "Leave them out. Rights are given by `icacls` in a RUN.",
    .bad = "FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nCOPY --chown=app app C:/app\n",
    .good = "FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nCOPY app C:/app\n",
    .check = check,
};
