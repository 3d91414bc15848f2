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

/* Rows [from, to). Removed lines of a run of changes come before the added ones. */
static void
put_hunk(const struct rows *rows, size_t from, size_t to, struct hm_buf *out)
{
    hm_auto_buf struct hm_buf range = { 0 };

    hm_buf_printf(&range, "%zu", from + 1);
    if (to - from != 1) {
        hm_buf_printf(&range, ",%zu", to - from);
    }
    hm_buf_printf(out, "@@ -%s +%s @@\n", range.p, range.p);
    for (size_t i = from; i < to;) {
        size_t end = i;
        while (end < to && rows->all.p[end].is_changed) {
            end++;
        }
        for (size_t k = i; k < end; k++) {
            put(out, '-', rows->all.p[k].before);
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

bool
hm_diff_lines(struct hm_str path, struct hm_str before, struct hm_str after, struct hm_buf *out)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct rows rows = { 0 };
    bool is_changed = false;

    while (before.n > 0 && after.n > 0) {
        struct row *row = hm_vec_push(&arena, &rows.all);
        row->before = take_line(&before);
        row->after = take_line(&after);
        row->is_changed = !hm_str_is(row->before, row->after);
        is_changed = is_changed || row->is_changed;
    }
    if (before.n > 0 || after.n > 0) {
        return false;
    }
    if (is_changed) {
        hm_buf_printf(out, "--- a/%.*s\n+++ b/%.*s\n", HM_FMT(path), HM_FMT(path));
        put_hunks(&rows, out);
    }
    return true;
}
