/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

enum {
    MAX_LOOKED_AT = 100, /* instructions of the other stage */
};

/* Stages on scratch hold what was put into them and no more. */
static enum hm_trit
has_system(const struct hm_visit *at, struct hm_arena *arena)
{
    const struct hm_base *base = NULL;
    struct hm_image_use use;

    if (at->inst->from_stage < at->file->n_stages) {
        const struct hm_stage *from = &at->file->stages[at->inst->from_stage];
        const struct hm_stage *root =
            from->root < at->file->n_stages ? &at->file->stages[from->root] : from;
        for (uint32_t i = from->first; i < from->end && i < from->first + MAX_LOOKED_AT; i++) {
            if (at->file->instructions[i].kind == HM_RUN && !at->file->instructions[i].is_json) {
                return HM_YES; /* it has a shell */
            }
        }
        if (root->is_scratch) {
            return HM_NO;
        }
        base = root->known_base;
    } else if (hm_image_use(at, 0, arena, &use) && use.has_ref) {
        base = hm_bases_find(&use.ref);
    }
    return base == NULL ? HM_UNKNOWN : base->has_shell;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint32_t n = hm_copy_sources(at->inst);

    if (hm_instruction_flag(at->inst, "from") == NULL || n == 0 || at->stage == NULL ||
        at->stage->is_scratch || !hm_str_eq(at->inst->words[n].value, "/")) {
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (hm_str_eq(at->inst->words[i].value, "/") || hm_str_eq(at->inst->words[i].value, "/*") ||
            hm_str_eq(at->inst->words[i].value, "/.")) {
            enum hm_trit is_full = has_system(at, out->arena);
            if (is_full == HM_YES) {
                hm_find(out, at->inst->span,
                        "The other stage's whole file system is copied over this one.");
            } else if (is_full == HM_UNKNOWN) {
                hm_cannot_tell(out, at->inst->span, "What the other image holds was not read.");
            }
            return;
        }
    }
}

const struct hm_rule hm4009_whole_stage_copied = {
    .id = "HM4009",
    .concept = "whole-stage-copied",
    .since = "0.1",
    .title = "The whole file system of another stage is copied",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_MULTI_STAGE,
    .cwe = { 1104 },
    .same_as = HM_IDS("hadolint:DL3067", "droast:DF026"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY),
    .why =
        "Everything of the builder comes along: compilers, caches, sources, and its /etc/passwd "
        "and libraries over those of the base. What was gained by the second stage is lost. Into "
        "an empty stage (`FROM scratch`) it is a way to flatten layers, out of one a way to add a "
        "few "
        "files; neither is reported.",
    .fix = "Copy what the program needs: the binary, its libraries, its data.",
    .bad = "FROM alpine:3.22 AS build\nRUN touch /a\nFROM debian:13-slim\nCOPY --from=build / /\n",
    .good =
        "FROM alpine:3.22 AS build\nRUN touch /a\nFROM debian:13-slim\nCOPY --from=build /a /a\n",
    .check = check,
};
