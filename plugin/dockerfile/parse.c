/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/parse.h"

#include "plugin/dockerfile/build_values.h"
#include "plugin/dockerfile/heredoc.h"
#include "plugin/dockerfile/instruction_check.h"
#include "plugin/dockerfile/lex.h"
#include "plugin/dockerfile/node.h"
#include "plugin/dockerfile/scripts.h"
#include "plugin/dockerfile/stages.h"
#include "plugin/dockerfile/syntax.h"
#include "plugin/model/suppression.h"

struct parser {
    struct hm_arena *arena;
    const struct hm_source *source;
    struct hm_problems problems;
    struct hm_lexer lexer;
    struct hm_node_reader nodes;
    struct hm_expander plain; /* sees no variables: for here-document words */
    struct hm_heredoc_words found;
    struct hm_heredoc_reader heredocs;
    HM_VEC(struct hm_instruction) instructions;
    bool has_stage;
};

static bool
can_have_heredocs(const struct hm_instruction *inst)
{
    if (inst->kind == HM_ONBUILD && inst->trigger != NULL) {
        inst = inst->trigger;
    }
    return (inst->kind == HM_RUN || inst->kind == HM_COPY || inst->kind == HM_ADD) &&
           !inst->is_json;
}

static uint32_t
line_start(const struct parser *parser, uint32_t line)
{
    return line < parser->source->n_lines ? parser->source->line_starts[line]
                                          : (uint32_t)parser->source->text.n;
}

/* Reads the bodies that follow the line; false when one does not end, and then nothing is read. */
static bool
read_bodies(struct parser *parser, struct hm_instruction *inst)
{
    uint32_t n = (uint32_t)parser->found.list.n;
    uint32_t at = parser->lexer.line;
    struct hm_heredoc *heredocs = hm_arena_new(parser->arena, struct hm_heredoc, n);

    for (uint32_t i = 0; i < n; i++) {
        struct hm_heredoc heredoc = parser->found.list.p[i];
        uint32_t end = hm_heredoc_end(&parser->heredocs, &parser->lexer, at, &heredoc);
        if (end == HM_NONE) {
            return false;
        }
        uint32_t start = line_start(parser, at);
        heredoc.span = (struct hm_span){ .off = start, .len = line_start(parser, end) - start };
        heredoc.content = hm_source_text(parser->source, heredoc.span);
        heredoc.value = heredoc.content;
        heredoc.is_known = true;
        if (heredoc.is_chomped) {
            heredoc.content = hm_heredoc_chomp(parser->arena, heredoc.content);
        }
        heredoc.word =
            hm_instruction_span(inst, heredoc.word.off, heredoc.word.off + heredoc.word.len);
        heredocs[i] = heredoc;
        at = end + 1;
    }
    parser->lexer.line = at;
    inst->heredocs = heredocs;
    inst->n_heredocs = n;
    if (inst->trigger != NULL) {
        struct hm_instruction *trigger = (struct hm_instruction *)inst->trigger;
        trigger->heredocs = heredocs;
        trigger->n_heredocs = n;
    }
    struct hm_str closing = hm_lexer_physical(&parser->lexer, at - 1);
    inst->span.len = (uint32_t)(closing.p + closing.n - parser->source->text.p) - inst->span.off;
    return true;
}

/* Here-documents of an instruction that BuildKit's parser took. */
static void
read_heredocs(struct parser *parser, struct hm_instruction *inst)
{
    struct hm_str error;

    if (!can_have_heredocs(inst) || !hm_str_has(inst->logical, "<<")) {
        return;
    }
    if (!hm_heredocs_find(&parser->plain, inst->logical, &parser->found, &error)) {
        hm_problems_parser(&parser->problems, inst->line, inst->span, error);
        inst->is_valid = false;
        return;
    }
    bool was_past_limit = parser->lexer.is_past_limit;
    bool has_ended = parser->found.list.n == 0 || read_bodies(parser, inst);
    if (parser->lexer.is_past_limit != was_past_limit) {
        hm_problems_parser(&parser->problems, inst->line, inst->span, HM_S("unterminated heredoc"));
    }
    if (!has_ended) {
        hm_problems_parser(&parser->problems, inst->line, inst->span, HM_S("unterminated heredoc"));
        inst->is_valid = false;
        /* What follows may be the body or the file: instructions count, complaints do not. */
        parser->problems.is_muted = true;
    }
}

/* The checks that BuildKit makes once the whole file is parsed, in the order of the file. */
static void
check_instruction(struct parser *parser, struct hm_instruction *inst)
{
    struct hm_str error = hm_check_instruction(parser->arena, &parser->plain, inst);

    if (error.n > 0) {
        hm_problems_refuse(&parser->problems, inst, HM_PHASE_PARSE, error);
    } else if (!parser->has_stage && inst->kind != HM_ARG && inst->kind != HM_FROM) {
        inst->is_valid = false;
        hm_problems_refuse(&parser->problems, inst, HM_PHASE_PARSE,
                           HM_S("no build stage in current context"));
    }
    if (inst->kind == HM_FROM) {
        parser->has_stage = true;
    }
}

static void
check_triggers(struct parser *parser, struct hm_instruction *inst)
{
    while (inst->trigger != NULL) {
        inst = (struct hm_instruction *)inst->trigger;
        (void)hm_check_instruction(parser->arena, &parser->plain, inst);
    }
}

static void
number(struct hm_instruction *inst, uint32_t index, const struct hm_line *line, uint32_t last)
{
    for (; inst != NULL; inst = (struct hm_instruction *)inst->trigger) {
        inst->index = index;
        inst->stage = HM_NONE;
        inst->line = line->first;
        inst->end_line = last;
    }
}

static void
read_line(struct parser *parser, const struct hm_line *line)
{
    struct hm_instruction inst = {
        .logical = line->text,
        .joins = line->joins,
        .n_joins = line->n_joins,
        .comments = line->comments,
        .n_comments = line->n_comments,
    };
    struct hm_str error = hm_node_read(&parser->nodes, &inst);

    if (inst.kind == HM_KEYWORD_UNKNOWN && parser->problems.is_muted) {
        return;
    }
    number(&inst, (uint32_t)parser->instructions.n, line, parser->lexer.line);
    if (error.n > 0) {
        hm_problems_parser(&parser->problems, line->first, inst.span, error);
    } else {
        inst.is_valid = true;
        read_heredocs(parser, &inst);
        inst.end_line = parser->lexer.line;
    }
    bool is_parsed = inst.is_valid;
    if (is_parsed) {
        check_instruction(parser, &inst);
    } else {
        (void)hm_check_instruction(parser->arena, &parser->plain, &inst);
        inst.is_valid = false;
        parser->has_stage = parser->has_stage || inst.kind == HM_FROM;
    }
    check_triggers(parser, &inst);
    parser->lexer.has_instruction = true;
    hm_vec_add(parser->arena, &parser->instructions, inst);
}

static void
check_emptiness(struct parser *parser)
{
    if (!parser->lexer.has_instruction && !parser->lexer.is_past_limit) {
        hm_problems_parser(&parser->problems, parser->lexer.line, (struct hm_span){ 0 },
                           HM_S("file with no instructions"));
    }
}

/* `# check=`, which BuildKit reads before anything else. */
static void
check_options(struct parser *parser)
{
    struct hm_str value;
    struct hm_str error = HM_S("");

    if (hm_check_detect(hm_str_from(parser->source->text, parser->source->first_line), &value)) {
        error = hm_check_options(parser->arena, value);
    }
    if (error.n > 0) {
        hm_vec_add(
            parser->arena, &parser->problems.list,
            ((struct hm_problem){
                .text = error,
                .span = hm_lexer_span(&parser->lexer, value),
                .line = hm_source_line_of(parser->source, hm_lexer_span(&parser->lexer, value).off),
                .is_fatal = true,
                .is_build = true,
                .is_unplaced = true,
                .phase = HM_PHASE_OPTIONS }));
    }
}

struct hm_str
hm_trigger_parse(struct hm_arena *arena, struct hm_str text, struct hm_instruction *ret_inst)
{
    struct hm_source *source = hm_arena_new(arena, struct hm_source, 1);
    struct parser parser = {
        .arena = arena,
        .source = source,
        .problems = { .arena = arena },
        .nodes = { .arena = arena },
        .plain = { .arena = arena,
                   .value_limit = SIZE_MAX / 2,
                   .work_left = hm_expand_work(text.n) },
        .has_stage = true,
    };
    struct hm_line line;
    struct hm_str error = HM_S("");

    hm_source_init(source, arena, HM_S("ONBUILD"), text);
    hm_lexer_init(&parser.lexer, arena, source, &parser.problems);
    while (hm_lexer_next(&parser.lexer, &line)) {
        parser.nodes.escape = parser.lexer.escape;
        read_line(&parser, &line);
    }
    check_emptiness(&parser);
    hm_expander_done(&parser.plain);
    for (size_t i = 0; error.n == 0 && i < parser.problems.list.n; i++) {
        error = parser.problems.list.p[i].is_fatal ? parser.problems.list.p[i].text : error;
    }
    if (error.n == 0 && parser.instructions.n != 1) {
        error = HM_S("onbuild trigger should be a single expression");
    }
    if (error.n == 0 && parser.instructions.p[0].kind == HM_FROM) {
        error = HM_S("*instructions.Stage is not a command type");
    }
    if (error.n == 0) {
        *ret_inst = parser.instructions.p[0];
    }
    return error;
}

void
hm_dockerfile_parse(struct hm_arena *arena, const struct hm_source *source,
                    const struct hm_build *build, struct hm_dockerfile *ret_file)
{
    static const struct hm_build NOTHING = { 0 };
    struct parser parser = {
        .arena = arena,
        .source = source,
        .problems = { .arena = arena },
        .nodes = { .arena = arena },
        .plain = { .arena = arena,
                   .value_limit = SIZE_MAX / 2,
                   .work_left = hm_expand_work(source->text.n) },
    };
    struct hm_line line;

    hm_lexer_init(&parser.lexer, arena, source, &parser.problems);
    while (parser.nodes.n_pieces <= HM_PIECES_LIMIT && hm_lexer_next(&parser.lexer, &line)) {
        parser.nodes.escape = parser.lexer.escape;
        read_line(&parser, &line);
    }
    check_emptiness(&parser);
    check_options(&parser);
    hm_expander_done(&parser.plain);

    *ret_file = (struct hm_dockerfile){
        .source = source,
        .escape = parser.lexer.escape,
        .syntax = hm_syntax_detect(arena, hm_str_from(source->text, source->first_line)),
        .directives = parser.lexer.directives.p,
        .n_directives = (uint32_t)parser.lexer.directives.n,
        .instructions = parser.instructions.p,
        .n_instructions = (uint32_t)parser.instructions.n,
        .target = HM_NONE,
        .is_too_large = parser.nodes.n_pieces > HM_PIECES_LIMIT,
    };
    if (ret_file->is_too_large) {
        return;
    }
    hm_stages_make(arena, build == NULL ? &NOTHING : build, &parser.problems, ret_file);
    ret_file->problems = parser.problems.list.p;
    ret_file->n_problems = (uint32_t)parser.problems.list.n;
    hm_scripts_make(arena, ret_file);
    struct hm_suppressions *suppressions = hm_arena_new(arena, struct hm_suppressions, 1);
    hm_suppressions_read(arena, ret_file, suppressions);
    ret_file->suppressions = suppressions;
}

enum hm_status
hm_dockerfile_refuse(struct hm_err *reterr)
{
    return hm_err_set(
        reterr, HM_E_LIMIT,
        "it has more than the %u instructions, words and shell commands that are read",
        HM_PIECES_LIMIT);
}
