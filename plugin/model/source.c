/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/source.h"

#include "plugin/base/utf8.h"
#include "plugin/model/redact.h"

#define BOM "\xef\xbb\xbf"

/* Bytes between marks, or a few more. */
enum { MARK_STEP = 4096 };

static uint32_t
count_lines(struct hm_str text)
{
    uint32_t n = 1;

    for (size_t i = 0; i < text.n; i++) {
        const char *hit = memchr(text.p + i, '\n', text.n - i);
        if (hit == NULL) {
            break;
        }
        i = (size_t)(hit - text.p);
        n++;
    }
    return n;
}

/* One pass over a text that is long enough for marks to pay. */
static void
make_marks(struct hm_source *source, struct hm_arena *arena)
{
    struct hm_str rest = source->text;
    struct hm_source_mark *marks = hm_arena_new(arena, struct hm_source_mark, rest.n / MARK_STEP);
    uint32_t units = 0;
    size_t next = MARK_STEP;
    bool is_valid;

    while (rest.n > 0) {
        size_t off = source->text.n - rest.n;
        if (off >= next) {
            marks[source->n_marks].off = (uint32_t)off;
            marks[source->n_marks++].units = units;
            next += MARK_STEP;
        }
        size_t n_ascii = 0;
        while (n_ascii < rest.n && off + n_ascii < next && (unsigned char)rest.p[n_ascii] < 0x80) {
            n_ascii++;
        }
        rest = hm_str_from(rest, n_ascii);
        units += (uint32_t)n_ascii;
        if (n_ascii == 0) {
            units += hm_utf8_next(&rest, &is_valid) > 0xffff ? 2 : 1;
        }
    }
    source->marks = marks;
}

void
hm_source_init(struct hm_source *source, struct hm_arena *arena, struct hm_str path,
               struct hm_str text)
{
    uint32_t n = count_lines(text);
    uint32_t *starts = hm_arena_new(arena, uint32_t, n);
    uint32_t line = 1;

    for (size_t i = 0; i < text.n && line < n; i++) {
        const char *hit = memchr(text.p + i, '\n', text.n - i);
        i = (size_t)(hit - text.p);
        starts[line++] = (uint32_t)i + 1;
    }
    *source = (struct hm_source){ .path = path,
                                  .text = text,
                                  .line_starts = starts,
                                  .n_lines = n,
                                  .is_plain = !hm_may_redact(text) };
    if (text.n > MARK_STEP) {
        make_marks(source, arena);
    }
}

uint32_t
hm_source_line_of(const struct hm_source *source, uint32_t off)
{
    uint32_t low = 0;
    uint32_t high = source->n_lines;

    off -= source->base;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (source->line_starts[mid] <= off) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return low + 1;
}

/* The last mark at or before @p off, or NULL. */
static const struct hm_source_mark *
mark_before(const struct hm_source *source, size_t off)
{
    uint32_t low = 0;
    uint32_t high = source->n_marks;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (source->marks[mid].off <= off) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low == 0 ? NULL : &source->marks[low - 1];
}

/* UTF-16 code units in front of @p off. */
static uint32_t
units_before(const struct hm_source *source, size_t off)
{
    const struct hm_source_mark *mark = mark_before(source, off);
    size_t from = mark == NULL ? 0 : mark->off;

    return (mark == NULL ? 0 : mark->units) +
           (uint32_t)hm_utf16_length(hm_str_sub(source->text, from, off - from));
}

static uint32_t
column_of(const struct hm_source *source, uint32_t line, uint32_t off)
{
    size_t start = source->line_starts[line - 1];

    if (line == 1 && hm_str_starts(source->text, BOM)) {
        start = sizeof BOM - 1;
    }
    if (off <= start) {
        return 1;
    }
    if (off - start > MARK_STEP && source->n_marks > 0) {
        return units_before(source, off) - units_before(source, start) + 1;
    }
    return (uint32_t)hm_utf16_length(hm_str_sub(source->text, start, off - start)) + 1;
}

struct hm_place
hm_source_place(const struct hm_source *source, struct hm_span span)
{
    uint32_t size = (uint32_t)source->text.n;
    uint32_t off = span.off - source->base;
    uint32_t from = off < size ? off : size;
    uint32_t to = span.len < size - from ? from + span.len : size;
    struct hm_place place = { 0 };

    if (source->seat != NULL) {
        return *source->seat;
    }
    while (to > from && (source->text.p[to - 1] == '\n' || source->text.p[to - 1] == '\r')) {
        to--;
    }
    place.line = hm_source_line_of(source, source->base + from);
    place.column = column_of(source, place.line, from) + source->indent;
    place.end_line = to == from ? place.line : hm_source_line_of(source, source->base + to - 1);
    place.end_column =
        to == from ? place.column : column_of(source, place.end_line, to) + source->indent;
    return place;
}

struct hm_str
hm_source_line(const struct hm_source *source, uint32_t line)
{
    if (line == 0 || line > source->n_lines) {
        return hm_str_make(NULL, 0);
    }
    size_t from = source->line_starts[line - 1];
    size_t to = line == source->n_lines ? source->text.n : source->line_starts[line];

    if (line == 1 && hm_str_starts(source->text, BOM)) {
        from = sizeof BOM - 1;
    }
    while (to > from && (source->text.p[to - 1] == '\n' || source->text.p[to - 1] == '\r')) {
        to--;
    }
    return hm_str_sub(source->text, from, to - from);
}

struct hm_span
hm_span_join(struct hm_span a, struct hm_span b)
{
    uint32_t from = a.off < b.off ? a.off : b.off;
    uint32_t a_end = a.off + a.len;
    uint32_t b_end = b.off + b.len;

    return (struct hm_span){ .off = from, .len = (a_end > b_end ? a_end : b_end) - from };
}
