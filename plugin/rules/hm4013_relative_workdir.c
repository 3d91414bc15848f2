/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static bool
is_absolute(struct hm_str path)
{
    return hm_str_starts(path, "/") || hm_str_starts(path, "\\") ||
           (path.n > 1 && path.p[1] == ':' && hm_is_alpha(path.p[0]));
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage->parent < at->file->n_stages &&
        at->file->stages[at->stage->parent].workdir.set_by != NULL) {
        return;
    }
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        if (inst->kind != HM_WORKDIR || inst->n_words == 0 || inst->words[0].value.n == 0) {
            continue;
        }
        const struct hm_word *path = &inst->words[0];
        if (is_absolute(path->value)) {
            return; /* what follows is relative to this one */
        }
        if (!path->is_known && hm_str_starts(path->value, "$")) {
            hm_cannot_tell(out, path->span, "WORKDIR depends on a variable without a value.");
            return;
        }
        hm_find(out, inst->span,
                "WORKDIR %.*s is relative to whatever directory the base image has set.",
                HM_FMT(path->value));
    }
}

const struct hm_rule hm4013_relative_workdir = {
    .id = "HM4013",
    .concept = "relative-workdir",
    .since = "0.1",
    .title = "WORKDIR is a relative path",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 665 },
    .same_as = HM_IDS("hadolint:DL3000", "buildkit:WorkdirRelativePath", "trivy:DS-0009",
                      "kics:WORKDIR Path Not Absolute", "checkov:CKV_DOCKER_10",
                      "semgrep:use-absolute-workdir", "droast:DF009"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "Where files go and where the program starts depends on the base image, and changes when "
        "that does. After an absolute WORKDIR in the same stage, or in one it is built from, a "
        "relative path means one place only and is not reported.",
    .fix = "Write the path from the root: `WORKDIR /app`.",
    .bad = "FROM alpine:3.22\nWORKDIR app\n",
    .good = "FROM alpine:3.22\nWORKDIR /srv\nWORKDIR app\n",
    .check = check,
};
