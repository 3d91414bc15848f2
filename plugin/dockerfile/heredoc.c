/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/heredoc.h"

/* Digits, "<<", perhaps "-", space, and a rest without '<'. */
static bool
split_heredoc(struct hm_str word, uint64_t *ret_fd, bool *ret_is_chomped, struct hm_str *ret_rest)
{
    uint64_t fd = 0;
    size_t i = 0;

    for (; i < word.n && hm_is_digit(word.p[i]); i++) {
        uint64_t digit = (uint64_t)(word.p[i] - '0');
        fd = fd > (UINT64_MAX - digit) / 10 ? UINT64_MAX : fd * 10 + digit;
    }
    if (!hm_str_starts(hm_str_from(word, i), "<<")) {
        return false;
    }
    i += 2;
    *ret_is_chomped = i < word.n && word.p[i] == '-';
    i += *ret_is_chomped ? 1 : 0;
    while (i < word.n && hm_is_space(word.p[i]) && word.p[i] != '\v') {
        i++;
    }
    *ret_fd = fd;
    *ret_rest = hm_str_from(word, i);
    return ret_rest->n > 0 && hm_str_find(*ret_rest, '<') == ret_rest->n;
}

static size_t
count_quotes(struct hm_str s)
{
    size_t count = 0;

    for (size_t i = 0; i < s.n; i++) {
        count += s.p[i] == '\'' || s.p[i] == '"' ? 1 : 0;
    }
    return count;
}

/* One word. False with an empty error when it is no heredoc at all. */
static bool
read_word(struct hm_expander *plain, struct hm_str word, struct hm_heredoc *ret_heredoc,
          struct hm_str *ret_error)
{
    struct hm_heredoc heredoc = { 0 };
    struct hm_expanded expanded;
    struct hm_pieces bare = { 0 };
    struct hm_pieces raw = { 0 };
    struct hm_str rest;

    if (!split_heredoc(word, &heredoc.fd, &heredoc.is_chomped, &rest)) {
        return false;
    }
    plain->keeps_escapes = false;
    plain->keeps_quotes = false;
    hm_expand_words(plain, rest, &bare, &expanded);
    if (expanded.error.n > 0 || bare.list.n != 1) {
        *ret_error = expanded.error;
        return false;
    }
    plain->keeps_quotes = true;
    hm_expand_words(plain, rest, &raw, &expanded);
    if (expanded.error.n > 0) {
        *ret_error = expanded.error;
        return false;
    }
    if (raw.list.n != bare.list.n) {
        *ret_error = hm_arena_concat(
            plain->arena, HM_S("internal lexing of heredoc produced inconsistent results: "), rest);
        return false;
    }
    heredoc.name = bare.list.p[0].text;
    heredoc.is_expanded = count_quotes(heredoc.name) == count_quotes(raw.list.p[0].text);
    *ret_heredoc = heredoc;
    return true;
}

static void
set_plain(struct hm_expander *plain)
{
    plain->escape = '\\';
    plain->keeps_unset = true;
    plain->keeps_quotes = true;
    plain->keeps_escapes = true;
}

bool
hm_heredocs_find(struct hm_expander *plain, struct hm_str line, struct hm_heredoc_words *words,
                 struct hm_str *ret_error)
{
    struct hm_expanded expanded;

    words->list.n = 0;
    words->pieces.list.n = 0;
    *ret_error = hm_str_make(NULL, 0);
    set_plain(plain);
    hm_expand_words(plain, line, &words->pieces, &expanded);
    for (size_t i = 0; i < words->pieces.list.n; i++) {
        const struct hm_piece *piece = &words->pieces.list.p[i];
        struct hm_heredoc heredoc;
        if (read_word(plain, piece->text, &heredoc, ret_error)) {
            heredoc.word = (struct hm_span){ .off = piece->from, .len = piece->to - piece->from };
            hm_vec_add(plain->arena, &words->list, heredoc);
        } else if (ret_error->n > 0) {
            return false;
        }
    }
    return true;
}

bool
hm_heredoc_is_word(struct hm_expander *plain, struct hm_str word)
{
    struct hm_heredoc heredoc;
    struct hm_str error = { 0 };

    set_plain(plain);
    return read_word(plain, word, &heredoc, &error);
}

static struct hm_str
without_tabs(struct hm_str line)
{
    while (line.n > 0 && *line.p == '\t') {
        line = hm_str_from(line, 1);
    }
    return line;
}

/* The text that a delimiter is compared with. */
static struct hm_str
line_text(const struct hm_lexer *lexer, uint32_t line, bool is_chomped)
{
    struct hm_str text = hm_lexer_physical(lexer, line);

    return is_chomped ? without_tabs(text) : text;
}

static int
compare_lines(const void *a, const void *b)
{
    const struct hm_indexed_line *one = a;
    const struct hm_indexed_line *two = b;
    int order = hm_str_compare(one->text, two->text);

    return order != 0 ? order : (one->line > two->line) - (one->line < two->line);
}

static const struct hm_indexed_line *
index_of(struct hm_heredoc_reader *reader, const struct hm_lexer *lexer, bool is_chomped)
{
    struct hm_indexed_line **index = &reader->index[is_chomped];

    if (*index == NULL) {
        *index = hm_arena_new(lexer->arena, struct hm_indexed_line, lexer->n_lines);
        for (uint32_t line = 0; line < lexer->n_lines; line++) {
            (*index)[line] = (struct hm_indexed_line){
                .text = line_text(lexer, line, is_chomped),
                .line = line,
            };
        }
        qsort(*index, lexer->n_lines, sizeof **index, compare_lines);
    }
    return *index;
}

/* The first line from @p from on that has the delimiter's text. */
static uint32_t
find_indexed(struct hm_heredoc_reader *reader, const struct hm_lexer *lexer, uint32_t from,
             const struct hm_heredoc *heredoc)
{
    const struct hm_indexed_line *index = index_of(reader, lexer, heredoc->is_chomped);
    const struct hm_indexed_line wanted = { .text = heredoc->name, .line = from };
    uint32_t low = 0;
    uint32_t high = lexer->n_lines;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (compare_lines(&index[mid], &wanted) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    bool is_found = low < lexer->n_lines && hm_str_is(index[low].text, heredoc->name);
    return is_found ? index[low].line : HM_NONE;
}

uint32_t
hm_heredoc_end(struct hm_heredoc_reader *reader, struct hm_lexer *lexer, uint32_t from,
               const struct hm_heredoc *heredoc)
{
    if (reader->is_indexed) {
        return find_indexed(reader, lexer, from, heredoc);
    }
    for (uint32_t line = from; line < lexer->n_lines; line++) {
        if (hm_lexer_is_too_long(lexer, line)) {
            lexer->has_instruction = true;
            hm_lexer_too_long(lexer, line);
        }
        if (hm_str_is(line_text(lexer, line, heredoc->is_chomped), heredoc->name)) {
            return line;
        }
    }
    reader->is_indexed = true;
    return HM_NONE;
}

struct hm_str
hm_heredoc_chomp(struct hm_arena *arena, struct hm_str body)
{
    char *p = hm_arena_alloc(arena, body.n);
    size_t to = 0;
    bool at_start = true;

    for (size_t i = 0; i < body.n; i++) {
        if (!at_start || body.p[i] != '\t') {
            p[to++] = body.p[i];
            at_start = body.p[i] == '\n';
        }
    }
    return hm_str_make(p, to);
}
