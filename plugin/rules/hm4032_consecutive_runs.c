/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static bool
is_plain(const struct hm_instruction *inst)
{
    return inst->kind == HM_RUN && inst->n_flags == 0 && inst->n_heredocs == 0;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    bool is_said = false;

    if (!hm_stage_ships(at->stage)) {
        return;
    }
    for (uint32_t i = at->stage->first + 1; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        const struct hm_instruction *before = inst - 1;
        bool is_next = is_plain(inst) && is_plain(before) && inst->n_comments == 0 &&
                       inst->is_json == before->is_json;
        if (is_next && !is_said) {
            hm_find(out, inst->span, "The RUN in line %u could do this too.", before->line);
        }
        is_said = is_next;
    }
}

const struct hm_rule hm4032_consecutive_runs = {
    .id = "HM4032",
    .concept = "consecutive-runs",
    .since = "0.1",
    .title = "RUN follows RUN: two layers where one would do",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1041 },
    .same_as = HM_IDS("hadolint:DL3059", "kics:Multiple RUN, ADD, COPY, Instructions Listed",
                      "droast:DF003"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "Each RUN of the image is a layer. What one of them leaves and the next one removes is "
           "in the image all the same, and each is cached by itself, so that an old result may be "
           "combined with a new one. Builder stages, and RUNs with mounts, networks or a comment "
           "of their own, are not judged: there the separation has a use. A row of RUNs is one "
           "finding, at its second.",
    .fix = "Join them by `&&`, or write one RUN with a heredoc.",
    .bad = "FROM alpine:3.22\nRUN adduser -D app\nRUN mkdir /data\n",
    .good = "FROM alpine:3.22\nRUN adduser -D app && mkdir /data\n",
    .check = check,
};
