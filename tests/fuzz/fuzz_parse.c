/* SPDX-License-Identifier: Apache-2.0 */
/* A Dockerfile, whole: lexer, parser, expansion, stages, and the tree as JSON. */
#include "plugin/base/auto.h"
#include "plugin/dockerfile/ast_json.h"
#include "plugin/dockerfile/parse.h"
#include "tests/fuzz/fuzz.h"

static void
check_span(const struct hm_dockerfile *file, struct hm_span span)
{
    size_t n = file->source->text.n;

    require(span.off <= n && span.len <= n - span.off);
}

/* Reads each byte, so that a view past its memory is seen. */
static void
check_word(const struct hm_dockerfile *file, const struct hm_word *word)
{
    check_span(file, word->span);
    require(hm_str_find(word->text, '\1') <= word->text.n);
    require(hm_str_find(word->value, '\1') <= word->value.n);
}

static void
check_instruction(const struct hm_dockerfile *file, const struct hm_instruction *inst)
{
    check_span(file, inst->span);
    require(inst->line >= 1 && inst->line <= inst->end_line);
    require(inst->end_line <= file->source->n_lines);
    require(inst->stage == HM_NONE || inst->stage < file->n_stages);
    require(inst->from_stage == HM_NONE || inst->from_stage < file->n_stages);
    require(inst->n_joins > 0);
    for (uint32_t i = 0; i < inst->n_words; i++) {
        check_word(file, &inst->words[i]);
    }
    for (uint32_t i = 0; i < inst->n_pairs; i++) {
        check_word(file, &inst->pairs[i].key);
        check_word(file, &inst->pairs[i].value);
    }
    for (uint32_t i = 0; i < inst->n_flags; i++) {
        check_span(file, inst->flags[i].span);
        check_word(file, &inst->flags[i].value);
    }
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        check_word(file, &inst->mounts[i].target);
        check_word(file, &inst->mounts[i].source);
        require(inst->mounts[i].from_stage == HM_NONE ||
                inst->mounts[i].from_stage < file->n_stages);
    }
    for (uint32_t i = 0; i < inst->n_heredocs; i++) {
        check_span(file, inst->heredocs[i].span);
        check_span(file, inst->heredocs[i].word);
        require(inst->heredocs[i].content.n <= inst->heredocs[i].span.len);
    }
}

static void
check_stage(const struct hm_dockerfile *file, const struct hm_stage *stage)
{
    require(stage->first < stage->end && stage->end <= file->n_instructions);
    require(stage->parent == HM_NONE || stage->parent < stage->index);
    require(stage->root <= stage->index && file->stages[stage->root].parent == HM_NONE);
    require(stage->user_origin != HM_USER_OF_BASE || stage->known_base != NULL);
    require(!stage->is_ancestor || stage->is_used);
    (void)hm_stage_runs_as_root(stage);
    for (uint32_t i = 0; i < stage->n_variables; i++) {
        require(stage->variables[i].set_by != NULL);
        require(hm_str_find(stage->variables[i].value.value, '\1') <=
                stage->variables[i].value.value.n);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf json = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;

    if (size > HM_SOURCE_LIMIT) {
        return 0;
    }
    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_make((const char *)data, size));
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    for (uint32_t i = 0; i < file.n_instructions; i++) {
        for (const struct hm_instruction *inst = &file.instructions[i]; inst != NULL;
             inst = inst->trigger) {
            require(inst->index == i);
            check_instruction(&file, inst);
        }
    }
    for (uint32_t i = 0; i < file.n_stages; i++) {
        check_stage(&file, &file.stages[i]);
    }
    require((file.n_stages == 0) == (file.target == HM_NONE));
    uint32_t line = 0;
    for (uint32_t i = 0; i < file.n_problems; i++) {
        check_span(&file, file.problems[i].span);
        require(file.problems[i].line >= line && file.problems[i].text.n > 0);
        line = file.problems[i].line;
    }
    hm_ast_json(&file, &json);
    json_t *root = json_loadb(json.p, json.n, JSON_ALLOW_NUL, NULL);
    require(root != NULL);
    json_decref(root);
    return 0;
}
