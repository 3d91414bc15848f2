/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/diff.h"

#include "plugin/base/auto.h"
#include "plugin/base/vec.h"

enum {
    CONTEXT = 3, /* lines around a change */
};

/* A line of both texts, with its line end. */
struct row {
    struct hm_str before;
    struct hm_str after;
    bool is_changed;
    bool is_added;   /* there is no line before */
    size_t n_before; /* lines in front of it, before the edit */
};

struct rows {
    HM_VEC(struct row) all;
};

static struct hm_str
take_line(struct hm_str *rest)
{
    size_t n = hm_str_find(*rest, '\n');
    struct hm_str line = hm_str_sub(*rest, 0, n < rest->n ? n + 1 : n);

    *rest = hm_str_from(*rest, line.n);
    return line;
}

static void
put(struct hm_buf *out, char sign, struct hm_str line)
{
    hm_buf_putc(out, sign);
    hm_buf_add(out, line);
    if (!hm_str_ends(line, "\n")) {
        hm_buf_puts(out, "\n\\ No newline at end of file\n");
    }
}

/* "1,3" of the rows [from, to), before the edit or after it. */
static void
put_range(const struct rows *rows, size_t from, size_t to, bool is_before, struct hm_buf *out)
{
    const struct row *last = &rows->all.p[to - 1];
    size_t n_before = rows->all.p[from].n_before;
    size_t start = is_before ? n_before + 1 : from + 1;
    size_t n = is_before ? last->n_before + !last->is_added - n_before : to - from;

    hm_buf_printf(out, "%zu", n == 0 ? start - 1 : start);
    if (n != 1) {
        hm_buf_printf(out, ",%zu", n);
    }
}

/* Rows [from, to). Removed lines of a run of changes come before the added ones. */
static void
put_hunk(const struct rows *rows, size_t from, size_t to, struct hm_buf *out)
{
    hm_buf_puts(out, "@@ -");
    put_range(rows, from, to, true, out);
    hm_buf_puts(out, " +");
    put_range(rows, from, to, false, out);
    hm_buf_puts(out, " @@\n");
    for (size_t i = from; i < to;) {
        size_t end = i;
        while (end < to && rows->all.p[end].is_changed) {
            end++;
        }
        for (size_t k = i; k < end; k++) {
            if (!rows->all.p[k].is_added) {
                put(out, '-', rows->all.p[k].before);
            }
        }
        for (size_t k = i; k < end; k++) {
            put(out, '+', rows->all.p[k].after);
        }
        if (end == i) {
            put(out, ' ', rows->all.p[i].before);
            end++;
        }
        i = end;
    }
}

static void
put_hunks(const struct rows *rows, struct hm_buf *out)
{
    for (size_t i = 0; i < rows->all.n; i++) {
        if (!rows->all.p[i].is_changed) {
            continue;
        }
        size_t from = i > CONTEXT ? i - CONTEXT : 0;
        size_t last = i;
        for (size_t k = i; k < rows->all.n && k <= last + (size_t)2 * CONTEXT + 1; k++) {
            last = rows->all.p[k].is_changed ? k : last;
        }
        size_t to = last + 1 + CONTEXT < rows->all.n ? last + 1 + CONTEXT : rows->all.n;
        put_hunk(rows, from, to, out);
        i = to - 1;
    }
}

static size_t
count_lines(struct hm_str text)
{
    size_t n = 0;

    while (text.n > 0) {
        (void)take_line(&text);
        n++;
    }
    return n;
}

static size_t
common(struct hm_str a, struct hm_str b)
{
    size_t n = 0;

    while (n < a.n && n < b.n && a.p[n] == b.p[n]) {
        n++;
    }
    return n;
}

/* Whether the next line of @p after is a new one: the one behind it is more like the next of @p
 * before. */
static bool
is_addition(struct hm_str before, struct hm_str after)
{
    struct hm_str old = take_line(&before);
    struct hm_str first = take_line(&after);

    return old.n == 0 || common(old, first) < common(old, take_line(&after));
}

bool
hm_diff_lines(struct hm_str path, struct hm_str before, struct hm_str after, struct hm_buf *out)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct rows rows = { 0 };
    bool is_changed = false;
    size_t n_before = count_lines(before);
    size_t n_after = count_lines(after);
    size_t n_old = 0;

    if (n_after < n_before) {
        return false;
    }
    for (size_t left = n_after - n_before; after.n > 0;) {
        struct row *row = hm_vec_push(&arena, &rows.all);
        row->n_before = n_old;
        row->is_added = left > 0 && is_addition(before, after);
        left -= row->is_added;
        n_old += !row->is_added;
        row->before = row->is_added ? HM_S("") : take_line(&before);
        row->after = take_line(&after);
        row->is_changed = row->is_added || !hm_str_is(row->before, row->after);
        is_changed = is_changed || row->is_changed;
    }
    if (is_changed) {
        hm_buf_printf(out, "--- a/%.*s\n+++ b/%.*s\n", HM_FMT(path), HM_FMT(path));
        put_hunks(&rows, out);
    }
    return true;
}
