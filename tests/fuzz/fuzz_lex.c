/* SPDX-License-Identifier: Apache-2.0 */
/* Logical lines: each of their bytes is one of the source, in its order. */
#include "plugin/base/auto.h"
#include "plugin/dockerfile/lex.h"
#include "tests/fuzz/fuzz.h"

static void
check_joins(const struct hm_source *source, const struct hm_line *line, uint32_t start)
{
    require(line->n_joins > 0 && line->joins[0].logical == 0);
    require(line->joins[0].original >= start);
    for (uint32_t i = 0; i < line->n_joins; i++) {
        struct hm_join join = line->joins[i];
        size_t end = i + 1 < line->n_joins ? line->joins[i + 1].logical : line->text.n;
        require(join.logical <= end && end <= line->text.n);
        size_t n = end - join.logical;
        require(join.original <= source->text.n && n <= source->text.n - join.original);
        require(hm_str_is(hm_str_sub(line->text, join.logical, n),
                          hm_str_sub(source->text, join.original, n)));
        require(i + 1 == line->n_joins || join.original + n <= line->joins[i + 1].original);
        require(i + 1 < line->n_joins || join.original + n == line->end);
    }
}

static void
check_comments(const struct hm_source *source, const struct hm_line *line)
{
    for (uint32_t i = 0; i < line->n_comments; i++) {
        require(line->comments[i].n > 0);
        require(line->comments[i].p >= source->text.p);
        require(line->comments[i].p + line->comments[i].n <= source->text.p + source->text.n);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_problems problems = { .arena = &arena };
    struct hm_source source;
    struct hm_lexer lexer;
    struct hm_line line;
    uint32_t last = 0;
    uint32_t end = 0;

    if (size > HM_SOURCE_LIMIT) {
        return 0;
    }
    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_make((const char *)data, size));
    hm_lexer_init(&lexer, &arena, &source, &problems);
    while (hm_lexer_next(&lexer, &line)) {
        require(line.first > last && line.last >= line.first && line.last <= source.n_lines);
        require(line.end >= end && line.end <= size);
        check_joins(&source, &line, end);
        check_comments(&source, &line);
        require(!hm_str_has(line.text, "\n"));
        last = line.last;
        end = line.end;
    }
    require(lexer.escape == '\\' || lexer.escape == '`');
    require(lexer.directives.n <= 3);
    require(arena.taken <= 8192 + 256 * size);
    return 0;
}
