/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/joined_text.h"

/* --- pieces --- */

static void
add_bytes(struct hm_joined_text *to, struct hm_str bytes)
{
    for (size_t i = 0; i < bytes.n; i++) {
        hm_vec_add(to->arena, &to->text, bytes.p[i]);
    }
}

void
hm_joined_add(struct hm_joined_text *to, struct hm_str bytes, uint32_t original)
{
    uint32_t at = (uint32_t)to->text.n;
    const struct hm_join *last = to->joins.n == 0 ? NULL : &to->joins.p[to->joins.n - 1];

    if (bytes.n == 0) {
        return;
    }
    if (last == NULL || last->original + (at - last->logical) != original) {
        struct hm_join join = { .logical = at, .original = original };
        hm_vec_add(to->arena, &to->joins, join);
    }
    add_bytes(to, bytes);
}

void
hm_joined_put(struct hm_joined_text *to, struct hm_str bytes, struct hm_span place)
{
    size_t n = bytes.n < place.len ? bytes.n : place.len;
    uint32_t last = place.off + (place.len > 0 ? place.len - 1 : 0);

    hm_joined_add(to, hm_str_sub(bytes, 0, n), place.off);
    for (; n < bytes.n; n++) {
        hm_joined_add(to, hm_str_sub(bytes, n, 1), last);
    }
}

uint32_t
hm_joined_original(const struct hm_joined_text *joined, size_t at)
{
    size_t low = 0;
    size_t high = joined->joins.n;

    if (high == 0) {
        return 0;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (joined->joins.p[middle].logical <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return joined->joins.p[low].original + (uint32_t)(at - joined->joins.p[low].logical);
}

void
hm_joined_copy(struct hm_joined_text *to, const struct hm_joined_text *from, size_t begin,
               size_t end)
{
    size_t next = 0;

    while (next < from->joins.n && from->joins.p[next].logical <= begin) {
        next++;
    }
    while (begin < end) {
        size_t stop = next < from->joins.n && from->joins.p[next].logical < end
                          ? from->joins.p[next].logical
                          : end;
        hm_joined_add(to, hm_str_make(from->text.p + begin, stop - begin),
                      hm_joined_original(from, begin));
        begin = stop;
        next++;
    }
}

struct hm_shell_text
hm_joined_shell_text(const struct hm_joined_text *joined)
{
    return (struct hm_shell_text){ .text = hm_str_make(joined->text.p, joined->text.n),
                                   .joins = joined->joins.p,
                                   .n_joins = (uint32_t)joined->joins.n };
}

/* --- scalars of YAML --- */

struct aligner {
    struct hm_joined_text *to;
    struct hm_str raw; /* without tag and anchor */
    struct hm_str text;
    uint32_t base; /* where raw begins */
    size_t r;
    size_t t;
};

/* Behind the tag and the anchor. */
static size_t
skip_properties(struct hm_str raw)
{
    size_t at = 0;

    while (at < raw.n && (raw.p[at] == '!' || raw.p[at] == '&')) {
        while (at < raw.n && !hm_is_space(raw.p[at])) {
            at++;
        }
        while (at < raw.n && hm_is_space(raw.p[at])) {
            at++;
        }
    }
    return at;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void
step(struct aligner *a)
{
    hm_joined_add(a->to, hm_str_sub(a->text, a->t, 1), a->base + (uint32_t)a->r);
    a->t++;
}

/* How many bytes an escape of double quotes has, and how many of text it stands for. */
static void
take_escape(struct aligner *a)
{
    char kind = a->r + 1 < a->raw.n ? a->raw.p[a->r + 1] : '\0';
    size_t n_raw = kind == 'x' ? 4 : kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
    size_t n_text = 1;

    if (kind == '\n' || kind == '\r') {
        a->r += 2;
        while (a->r < a->raw.n && is_blank(a->raw.p[a->r])) {
            a->r++;
        }
        return;
    }
    while (a->t + n_text < a->text.n && ((unsigned char)a->text.p[a->t + n_text] & 0xc0) == 0x80) {
        n_text++;
    }
    hm_joined_put(a->to, hm_str_sub(a->text, a->t, n_text),
                  (struct hm_span){ .off = a->base + (uint32_t)a->r, .len = (uint32_t)n_raw });
    a->t += n_text;
    a->r += n_raw;
}

/* A line's end may be a blank, and blanks around it nothing. */
static void
take_blank(struct aligner *a)
{
    if (a->r < a->raw.n && is_blank(a->raw.p[a->r])) {
        if (a->text.p[a->t] == '\n') {
            while (a->r < a->raw.n && a->raw.p[a->r] != '\n' && is_blank(a->raw.p[a->r])) {
                a->r++;
            }
        }
        step(a);
        a->r += a->r < a->raw.n;
    } else {
        step(a);
    }
}

static void
align_flow(struct aligner *a, char quote)
{
    while (a->t < a->text.n) {
        if (a->r < a->raw.n && quote == '"' && a->raw.p[a->r] == '\\') {
            take_escape(a);
        } else if (is_blank(a->text.p[a->t])) {
            take_blank(a);
        } else {
            while (a->r < a->raw.n && is_blank(a->raw.p[a->r])) {
                a->r++;
            }
            if (a->r < a->raw.n && quote == '"' && a->raw.p[a->r] == '\\') {
                continue;
            }
            if (a->r >= a->raw.n || a->raw.p[a->r] != a->text.p[a->t]) {
                return;
            }
            bool is_doubled = quote == '\'' && a->raw.p[a->r] == '\'';
            step(a);
            a->r += is_doubled ? 2 : 1;
        }
    }
}

static size_t
end_of_line(const struct aligner *a)
{
    return a->r + hm_str_find(hm_str_from(a->raw, a->r), '\n');
}

/* The blanks that a block's lines have in front: those of its first line with text, less what the
 * text itself begins with. */
static size_t
indent_of(const struct aligner *a)
{
    struct hm_str raw = hm_str_from(a->raw, a->r);
    struct hm_str text = a->text;
    struct hm_str line = { 0 };
    struct hm_str own = { 0 };
    size_t n = 0;
    size_t n_own = 0;

    while (hm_str_split(&raw, '\n', &line) && hm_str_trim(line).n == 0) {
    }
    while (hm_str_split(&text, '\n', &own) && hm_str_trim(own).n == 0) {
    }
    while (n < line.n && line.p[n] == ' ') {
        n++;
    }
    while (n_own < own.n && own.p[n_own] == ' ') {
        n_own++;
    }
    return n > n_own ? n - n_own : 0;
}

/* A literal block: each line behind its indentation is as it is. */
static void
align_literal(struct aligner *a)
{
    size_t indent = 0;

    a->r = end_of_line(a) + 1;
    indent = indent_of(a);
    while (a->t < a->text.n && a->r < a->raw.n) {
        size_t end = end_of_line(a);
        size_t from = a->r + indent < end ? a->r + indent : end;
        size_t n = hm_str_find(hm_str_from(a->text, a->t), '\n');
        if (end - from < n ||
            !hm_str_is(hm_str_sub(a->raw, from, n), hm_str_sub(a->text, a->t, n))) {
            return;
        }
        bool has_end = a->t + n < a->text.n;
        hm_joined_add(a->to, hm_str_sub(a->text, a->t, n), a->base + (uint32_t)from);
        a->t += n;
        a->r = end + 1;
        if (has_end) {
            /* The last line's end may not be in the file. */
            size_t last = end < a->raw.n || end == 0 ? end : end - 1;
            hm_joined_add(a->to, HM_S("\n"), a->base + (uint32_t)last);
            a->t++;
        }
    }
}

void
hm_joined_add_yaml(struct hm_joined_text *to, const struct hm_source *within, struct hm_span span,
                   struct hm_str text)
{
    struct hm_str whole = hm_source_text(within, span);
    size_t from = skip_properties(whole);
    struct aligner a = {
        .to = to, .raw = hm_str_from(whole, from), .text = text, .base = span.off + (uint32_t)from
    };
    char style = a.raw.n > 0 ? a.raw.p[0] : '\0';

    if (style == '|') {
        align_literal(&a);
    } else if (style == '>') {
        a.r = end_of_line(&a);
        align_flow(&a, style);
    } else {
        a.r = style == '"' || style == '\'';
        align_flow(&a, style);
    }
    if (a.t < text.n) {
        uint32_t first = a.base;
        for (; a.t < text.n; a.t++) {
            hm_joined_add(to, hm_str_sub(text, a.t, 1), first);
        }
    }
}
