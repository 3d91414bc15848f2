/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!hm_copies_context(at->inst) || at->facts->context->ignore_path.n > 0) {
        return;
    }
    for (uint32_t i = 0; i < hm_copy_sources(at->inst); i++) {
        if (at->inst->words[i].is_known && hm_is_whole_context(at->inst->words[i].value)) {
            hm_find(out, at->inst->span,
                    "The whole context is taken, and there is no .dockerignore to keep anything "
                    "out.");
            return;
        }
    }
}

const struct hm_rule hm4006_missing_dockerignore = {
    .id = "HM4006",
    .concept = "missing-dockerignore",
    .since = "0.1",
    .title = "The whole context is copied, and there is no .dockerignore",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CONTEXT,
    .cwe = { 538 },
    .same_as = HM_IDS("droast:DF033"),
    .needs = HM_NEEDS_DOCKERFILE | HM_NEEDS_CONTEXT,
    .on = HM_ON(COPY, ADD),
    .why =
        "Without an ignore file everything that ever lies in the directory is sent to the builder "
        "and copied: a `.env` that a colleague makes tomorrow, `.git`, `node_modules`, editors' "
        "backups. Nothing in the repository shows it.",
    .fix =
        "Write a .dockerignore beside the Dockerfile's context. The safest form shuts everything "
        "out and lets in what is needed:\n\n```\n*\n!src/\n!package.json\n```",
    .bad = "FROM alpine:3.22\nWORKDIR /app\nCOPY . .\n-- main.c --\n",
    .good = "FROM alpine:3.22\nWORKDIR /app\nCOPY . .\n-- .dockerignore --\n.git\n-- main.c --\n",
    .check = check,
};
