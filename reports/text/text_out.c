/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/text/text_out.h"

#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "reports/escape.h"
#include "reports/pick.h"

#define ELLIPSIS "\xe2\x80\xa6"

enum {
    TAB_STOP = 4,
    GAP = 2,         /* between cells */
    CELL_LIMIT = 48, /* of what makes a column wider */
    ROOM = 24,       /* columns that are worth beginning a long text in */
    GUTTER = 8,      /* "  1234 | " less the blank */
    EXCERPT_WIDTH = 110,
    LEAST_EXCERPT_WIDTH = 20,
};

void
hm_text_puts(struct hm_text *out, const char *c)
{
    hm_buf_puts(out->buf, c);
}

size_t
hm_text_put(struct hm_text *out, struct hm_str s)
{
    hm_escape_terminal(out->buf, s);
    return hm_terminal_width(s);
}

void
hm_text_spaces(struct hm_text *out, size_t n)
{
    while (n-- > 0) {
        hm_buf_putc(out->buf, ' ');
    }
}

static void
style_on(struct hm_text *out, const char *style)
{
    if (out->has_colour && style != NULL) {
        hm_buf_printf(out->buf, "\x1b[%sm", style);
    }
}

static void
style_off(struct hm_text *out, const char *style)
{
    if (out->has_colour && style != NULL) {
        hm_buf_puts(out->buf, "\x1b[0m");
    }
}

void
hm_text_styled(struct hm_text *out, struct hm_str s, const char *style)
{
    style_on(out, style);
    (void)hm_text_put(out, s);
    style_off(out, style);
}

size_t
hm_text_wider(size_t width, struct hm_str cell)
{
    size_t taken = hm_terminal_width(cell);

    return taken > width && taken <= CELL_LIMIT ? taken : width;
}

void
hm_text_cell(struct hm_text *out, struct hm_str s, const char *style, size_t width)
{
    size_t taken = hm_terminal_width(s);

    hm_text_styled(out, s, style);
    hm_text_spaces(out, width == 0 ? 0 : taken + GAP < width ? width - taken : GAP);
}

void
hm_text_wrap(struct hm_text *out, struct hm_str s, size_t column, size_t indent)
{
    struct hm_str rest = hm_str_trim(s);
    bool is_first = true;

    if (out->width > 0 && column > indent && column + ROOM > out->width &&
        column + hm_terminal_width(rest) > out->width) {
        hm_text_puts(out, "\n");
        hm_text_spaces(out, indent);
        column = indent;
    }
    while (rest.n > 0) {
        size_t n = 0;
        while (n < rest.n && !hm_is_space(rest.p[n])) {
            n++;
        }
        struct hm_str word = hm_str_sub(rest, 0, n);
        size_t width = hm_terminal_width(word);
        if (!is_first && out->width > 0 && column + 1 + width > out->width &&
            indent + width < column + 1 + width) {
            hm_text_puts(out, "\n");
            hm_text_spaces(out, indent);
            column = indent;
        } else if (!is_first) {
            hm_text_puts(out, " ");
            column++;
        }
        column += hm_text_put(out, word);
        is_first = false;
        while (n < rest.n && hm_is_space(rest.p[n])) {
            n++;
        }
        rest = hm_str_from(rest, n);
    }
    hm_text_puts(out, "\n");
}

void
hm_text_count(struct hm_text *out, uint64_t n, const char *one, const char *many)
{
    hm_buf_printf(out->buf, "%llu %s", (unsigned long long)n, n == 1 ? one : many);
}

void
hm_text_bytes(struct hm_text *out, uint64_t bytes)
{
    hm_pick_bytes(bytes, out->buf);
}

/* --- excerpts --- */

/* Columns that a code point takes at a column. */
static size_t
advance(uint32_t code, size_t column)
{
    return code == '\t' ? TAB_STOP - column % TAB_STOP : hm_terminal_width_of(code);
}

/* The display columns [*ret_from, *ret_to) of the region in its first line, and the line's width.
 */
static size_t
measure(const struct hm_finding *finding, size_t *ret_from, size_t *ret_to)
{
    const struct hm_place *place = &finding->place;
    struct hm_str rest = finding->line_text;
    uint32_t unit = 1;
    size_t column = 0;

    *ret_from = SIZE_MAX;
    *ret_to = SIZE_MAX;
    while (rest.n > 0) {
        if (*ret_from == SIZE_MAX && unit >= place->column) {
            *ret_from = column;
        }
        if (*ret_to == SIZE_MAX && place->end_line == place->line && unit >= place->end_column) {
            *ret_to = column;
        }
        uint32_t code = hm_utf8_next(&rest, NULL);
        column += advance(code, column);
        unit += code > 0xffff ? 2 : 1;
    }
    if (*ret_from == SIZE_MAX && unit >= place->column) {
        *ret_from = column;
    }
    if (*ret_to > column) {
        *ret_to = column;
    }
    return column;
}

/* The columns of a line whose secrets were masked are those of the file up to the first mask only:
 * marks that begin behind it would point to something else. */
static void
mind_mask(struct hm_str line, size_t *mark, size_t *mark_end)
{
    const char *hit = line.n == 0 ? NULL : memmem(line.p, line.n, "****", 4);
    size_t column = 0;

    if (hit == NULL || *mark == SIZE_MAX) {
        return;
    }
    struct hm_str rest = hm_str_sub(line, 0, (size_t)(hit - line.p));
    while (rest.n > 0) {
        column += advance(hm_utf8_next(&rest, NULL), column);
    }
    if (column < *mark) {
        *mark = SIZE_MAX;
    } else if (column < *mark_end) {
        *mark_end = column + 4;
    }
}

/* The part of a line between two display columns. */
static void
put_window(struct hm_text *out, struct hm_str line, size_t from, size_t to)
{
    size_t column = 0;

    while (line.n > 0 && column < to) {
        struct hm_str here = line;
        uint32_t code = hm_utf8_next(&line, NULL);
        size_t width = advance(code, column);
        if (column >= from && column + width <= to) {
            if (code == '\t') {
                hm_text_spaces(out, width);
            } else {
                (void)hm_text_put(out, hm_str_sub(here, 0, here.n - line.n));
            }
        } else if (column + width > from) {
            size_t first = column > from ? column : from;
            size_t last = column + width < to ? column + width : to;
            hm_text_spaces(out, last - first);
        }
        column += width;
    }
}

static void
put_marks(struct hm_text *out, size_t from, size_t to, const char *style)
{
    hm_text_spaces(out, GUTTER - 1);
    hm_text_styled(out, HM_S("| "), HM_STYLE_FAINT);
    hm_text_spaces(out, from);
    style_on(out, style);
    hm_text_puts(out, "^");
    for (size_t i = from + 1; i < to; i++) {
        hm_text_puts(out, "~");
    }
    style_off(out, style);
    hm_text_puts(out, "\n");
}

void
hm_text_excerpt(struct hm_text *out, const struct hm_finding *finding)
{
    size_t mark = 0;
    size_t mark_end = 0;
    size_t room = out->width == 0                             ? EXCERPT_WIDTH
                  : out->width > GUTTER + LEAST_EXCERPT_WIDTH ? out->width - GUTTER - 1
                                                              : LEAST_EXCERPT_WIDTH;
    size_t from = 0;

    if (finding->place.line == 0 || hm_str_trim(finding->line_text).n == 0) {
        return;
    }
    size_t width = measure(finding, &mark, &mark_end);
    mind_mask(finding->line_text, &mark, &mark_end);
    bool has_mark = mark != SIZE_MAX;
    if (width > room && has_mark && mark > room / 3) {
        from = mark - room / 3;
        from = width - from < room ? width - room + 1 : from;
    }
    room -= from > 0;
    size_t to = width - from > room ? from + room - 1 : width;
    hm_auto_buf struct hm_buf number = { 0 };
    hm_buf_printf(&number, "%*u | ", GUTTER - 2, finding->place.line);
    hm_text_styled(out, hm_buf_str(&number), HM_STYLE_FAINT);
    hm_text_puts(out, from > 0 ? ELLIPSIS : "");
    put_window(out, finding->line_text, from, to);
    hm_text_puts(out, to < width ? ELLIPSIS "\n" : "\n");
    if (has_mark && mark >= from && mark <= to) {
        size_t shift = from > 0 ? from - 1 : 0;
        mark_end = mark_end < to ? mark_end : to;
        put_marks(out, mark - shift, mark_end - shift, hm_severity_row(finding->severity)->colour);
    }
}
