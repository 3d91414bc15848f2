/* SPDX-License-Identifier: Apache-2.0 */
/* A Dockerfile, parsed and judged by the whole catalogue. */
#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"
#include "plugin/rules/engine.h"
#include "plugin/rules/registry.h"
#include "tests/fuzz/fuzz.h"

static void
check_span(const struct hm_source *source, struct hm_span span)
{
    require(span.off <= source->text.n && span.len <= source->text.n - span.off);
}

static void
check_instruction(const struct hm_dockerfile *file, const struct hm_instruction *inst)
{
    check_span(file->source, inst->span);
    require(inst->stage == HM_NONE || inst->stage < file->n_stages);
    require(inst->script == HM_NONE || inst->script < file->n_scripts);
    for (uint32_t i = 0; i < inst->n_words; i++) {
        check_span(file->source, inst->words[i].span);
    }
    for (uint32_t i = 0; i < inst->n_heredocs; i++) {
        check_span(file->source, inst->heredocs[i].span);
    }
}

static void
check_script(const struct hm_dockerfile *file, const struct hm_script *script)
{
    require(script->instruction < file->n_instructions);
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        check_span(file->source, cmd->span);
        for (uint32_t k = 0; k < cmd->n_args; k++) {
            check_span(file->source, cmd->args[k].span);
        }
        for (uint32_t k = 0; k < cmd->n_redirects; k++) {
            check_span(file->source, cmd->redirects[k].target.span);
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_make((const char *)data, size));
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    for (uint32_t i = 0; i < file.n_instructions; i++) {
        check_instruction(&file, &file.instructions[i]);
    }
    for (uint32_t i = 0; i < file.n_scripts; i++) {
        check_script(&file, &file.scripts[i]);
    }

    size_t n;
    const struct hm_rule *const *rules = hm_rules_all(&n);
    struct hm_engine engine;
    hm_engine_init(&engine, &arena, rules, n);
    struct hm_facts facts = { .have = HM_NEEDS_DOCKERFILE, .dockerfile = &file, .today = 20261122 };
    struct hm_sink sink = { .arena = &arena };
    hm_engine_run(&engine, &facts, &sink);
    return 0;
}
