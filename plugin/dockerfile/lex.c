/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/lex.h"

#include "plugin/base/rune.h"
#include "plugin/dockerfile/syntax.h"

#define BOM "\xef\xbb\xbf"

void
hm_lexer_init(struct hm_lexer *lexer, struct hm_arena *arena, const struct hm_source *source,
              struct hm_problems *problems)
{
    bool ends_in_lf = source->text.n > 0 && source->text.p[source->text.n - 1] == '\n';

    *lexer = (struct hm_lexer){ .arena = arena,
                                .source = source,
                                .problems = problems,
                                .escape = '\\',
                                .line = source->first_line,
                                .n_lines = source->n_lines };
    if (ends_in_lf || source->text.n == 0) {
        lexer->n_lines--;
    }
}

static uint32_t
end_of(const struct hm_lexer *lexer, uint32_t index)
{
    const struct hm_source *source = lexer->source;

    return index + 1 < source->n_lines ? source->line_starts[index + 1] : (uint32_t)source->text.n;
}

struct hm_str
hm_lexer_physical(const struct hm_lexer *lexer, uint32_t index)
{
    uint32_t start = lexer->source->line_starts[index];
    struct hm_str s = hm_str_make(lexer->source->text.p + start, end_of(lexer, index) - start);

    while (s.n > 0 && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r')) {
        s.n--;
    }
    return s;
}

bool
hm_lexer_is_too_long(const struct hm_lexer *lexer, uint32_t index)
{
    uint32_t n = end_of(lexer, index) - lexer->source->line_starts[index];

    /* The last line may lack its LF; BuildKit then needs one byte of room to see the end. */
    return n > HM_LINE_LIMIT ||
           (n == HM_LINE_LIMIT && lexer->source->text.p[end_of(lexer, index) - 1] != '\n');
}

void
hm_lexer_too_long(struct hm_lexer *lexer, uint32_t index)
{
    struct hm_str text = HM_S("dockerfile line greater than max allowed size of 65535");

    if (lexer->is_past_limit) {
        return;
    }
    lexer->is_past_limit = true;
    if (!lexer->has_instruction) {
        text = HM_S("file with no instructions");
    }
    hm_problems_parser(lexer->problems, index,
                       hm_lexer_span(lexer, hm_lexer_physical(lexer, index)), text);
}

struct hm_span
hm_lexer_span(const struct hm_lexer *lexer, struct hm_str piece)
{
    return (struct hm_span){ .off = (uint32_t)(piece.p - lexer->source->text.p),
                             .len = (uint32_t)piece.n };
}

static struct hm_str
skip_space(struct hm_str s)
{
    while (s.n > 0 && hm_is_space(*s.p)) {
        s = hm_str_make(s.p + 1, s.n - 1);
    }
    return s.n > 0 && (unsigned char)*s.p >= 0x80 ? hm_runes_trim_start(s) : s;
}

static void
set_escape(struct hm_lexer *lexer, const struct hm_directive *directive)
{
    struct hm_str value = directive->value;

    if (value.n == 1 && (*value.p == '\\' || *value.p == '`')) {
        lexer->escape = *value.p;
        return;
    }
    hm_problems_parser(lexer->problems, lexer->line, directive->span,
                       hm_arena_concat(lexer->arena, HM_S("invalid escape token '"), value,
                                       HM_S("' does not match ` or \\")));
}

/* @p line begins with '#'. Returns whether it is a directive, and thus no comment. */
static bool
read_directive(struct hm_lexer *lexer, struct hm_str line)
{
    struct hm_directive directive = { .span = hm_lexer_span(lexer, line) };
    char lower[8];
    struct hm_str name;

    if (lexer->is_past_directives) {
        return false;
    }
    lexer->is_past_directives = true;
    if (!hm_directive_split(skip_space(hm_str_from(line, 1)), &name, &directive.value) ||
        name.n >= sizeof lower) {
        return false;
    }
    for (size_t i = 0; i < name.n; i++) {
        lower[i] = hm_ascii_lower(name.p[i]);
    }
    directive.name = hm_str_make(lower, name.n);
    if (!hm_str_eq(directive.name, "syntax") && !hm_str_eq(directive.name, "escape") &&
        !hm_str_eq(directive.name, "check")) {
        return false;
    }
    lexer->is_past_directives = false;
    for (size_t i = 0; i < lexer->directives.n; i++) {
        if (hm_str_is(lexer->directives.p[i].name, directive.name)) {
            hm_problems_parser(lexer->problems, lexer->line, directive.span,
                               hm_arena_concat(lexer->arena, HM_S("only one "), directive.name,
                                               HM_S(" parser directive can be used")));
            return false;
        }
    }
    directive.name = hm_arena_str(lexer->arena, directive.name);
    hm_vec_add(lexer->arena, &lexer->directives, directive);
    if (hm_str_eq(directive.name, "escape")) {
        set_escape(lexer, &directive);
    }
    return true;
}

static void
read_comment(struct hm_lexer *lexer, struct hm_str line, struct hm_str trimmed)
{
    /* BuildKit drops the first byte of the line, be it '#' or the space in front of it. */
    struct hm_str comment = hm_runes_trim(hm_str_from(line, 1));

    if (comment.n == 0) {
        lexer->comments.n = 0;
    }
    if (!read_directive(lexer, trimmed) && comment.n > 0) {
        hm_vec_add(lexer->arena, &lexer->comments, comment);
    }
}

/* Cuts a continuation character and the blanks behind it off; false when there is none. */
static bool
cut_continuation(char escape, struct hm_str *line)
{
    size_t n = line->n;

    while (n > 0 && (line->p[n - 1] == ' ' || line->p[n - 1] == '\t')) {
        n--;
    }
    if (n == 0 || line->p[n - 1] != escape || (n > 1 && line->p[n - 2] == escape)) {
        return false;
    }
    line->n = n - 1;
    return true;
}

static void
add_piece(struct hm_lexer *lexer, struct hm_str piece)
{
    if (piece.n > 0 || lexer->pieces.n == 0) {
        hm_vec_add(lexer->arena, &lexer->pieces, hm_lexer_span(lexer, piece));
    }
}

static void
join_pieces(struct hm_lexer *lexer, struct hm_line *ret_line)
{
    const struct hm_span *pieces = lexer->pieces.p;
    uint32_t n = (uint32_t)lexer->pieces.n;

    /* An empty first piece, a lone continuation character, maps nothing. */
    if (n > 1 && pieces[0].len == 0) {
        pieces++;
        n--;
    }
    struct hm_join *joins = hm_arena_new(lexer->arena, struct hm_join, n);
    size_t total = 0;
    for (uint32_t i = 0; i < n; i++) {
        joins[i] = (struct hm_join){ .logical = (uint32_t)total, .original = pieces[i].off };
        total += pieces[i].len;
    }
    ret_line->joins = joins;
    ret_line->n_joins = n;
    ret_line->end = pieces[n - 1].off + pieces[n - 1].len;
    if (n == 1) {
        ret_line->text = hm_source_text(lexer->source, pieces[0]);
        return;
    }
    char *text = hm_arena_alloc(lexer->arena, total);
    for (uint32_t i = 0; i < n; i++) {
        memcpy(text + joins[i].logical, lexer->source->text.p + pieces[i].off, pieces[i].len);
    }
    ret_line->text = hm_str_make(text, total);
}

/* Reads on until a line has no continuation character. */
static void
read_continuations(struct hm_lexer *lexer, bool *ret_has_empty)
{
    bool is_open = true;

    while (is_open && lexer->line < lexer->n_lines) {
        if (hm_lexer_is_too_long(lexer, lexer->line)) {
            lexer->has_instruction = true;
            hm_lexer_too_long(lexer, lexer->line);
        }
        struct hm_str line = hm_lexer_physical(lexer, lexer->line++);
        struct hm_str trimmed = skip_space(line);
        if (trimmed.n == 0) {
            *ret_has_empty = true;
        } else if (*trimmed.p != '#') {
            is_open = cut_continuation(lexer->escape, &line);
            add_piece(lexer, line);
        }
    }
}

static void
take_comments(struct hm_lexer *lexer, struct hm_line *ret_line)
{
    size_t n = lexer->comments.n;

    if (n > 0) {
        struct hm_str *comments = hm_arena_new(lexer->arena, struct hm_str, n);
        memcpy(comments, lexer->comments.p, n * sizeof *comments);
        ret_line->comments = comments;
        ret_line->n_comments = (uint32_t)n;
        lexer->comments.n = 0;
    }
}

bool
hm_lexer_next(struct hm_lexer *lexer, struct hm_line *ret_line)
{
    while (lexer->line < lexer->n_lines) {
        uint32_t index = lexer->line;
        if (hm_lexer_is_too_long(lexer, index)) {
            hm_lexer_too_long(lexer, index);
        }
        struct hm_str line = hm_lexer_physical(lexer, index);
        if (index == 0 && hm_str_starts(line, BOM)) {
            line = hm_str_from(line, sizeof BOM - 1);
        }
        struct hm_str trimmed = skip_space(line);
        if (trimmed.n > 0 && *trimmed.p == '#') {
            read_comment(lexer, line, trimmed);
            lexer->line++;
            continue;
        }
        lexer->is_past_directives = true;
        lexer->line++;
        if (trimmed.n == 0) {
            continue;
        }

        bool has_empty = false;
        bool is_open = cut_continuation(lexer->escape, &trimmed);
        lexer->pieces.n = 0;
        add_piece(lexer, trimmed);
        if (is_open) {
            read_continuations(lexer, &has_empty);
        }
        *ret_line = (struct hm_line){ .first = index + 1, .last = lexer->line };
        join_pieces(lexer, ret_line);
        take_comments(lexer, ret_line);
        if (has_empty) {
            hm_problems_warn(lexer->problems, lexer->line, hm_lexer_span(lexer, trimmed),
                             hm_arena_concat(lexer->arena,
                                             HM_S("Empty continuation line found in: "),
                                             ret_line->text));
        }
        return true;
    }
    return false;
}
