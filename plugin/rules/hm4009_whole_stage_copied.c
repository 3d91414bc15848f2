/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

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
            hm_find(out, at->inst->span,
                    "The other stage's whole file system is copied over this "
                    "one.");
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
        "an empty stage (`FROM scratch`) it is a way to flatten layers, and not reported.",
    .fix = "Copy what the program needs: the binary, its libraries, its data.",
    .bad = "FROM alpine:3.22 AS build\nRUN touch /a\nFROM debian:13-slim\nCOPY --from=build / /\n",
    .good =
        "FROM alpine:3.22 AS build\nRUN touch /a\nFROM debian:13-slim\nCOPY --from=build /a /a\n",
    .check = check,
};
