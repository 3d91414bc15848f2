/* SPDX-License-Identifier: Apache-2.0 */
/* What rules write about themselves: little of Markdown, and whatever is not that is text. */
#include "reports/html/html.h"

enum {
    BLOCKS_LIMIT = 100, /* lines of a text */
};

enum block {
    NONE,
    PARAGRAPH,
    ITEM,
    FENCE,
};

/* "[text](uri)" at the front: its length, or 0. */
static size_t
link_length(struct hm_str s, struct hm_str *ret_text, struct hm_str *ret_uri)
{
    size_t close = hm_str_find(s, ']');
    struct hm_str rest = hm_str_from(s, close + 1);
    size_t end = hm_str_find(rest, ')');

    if (s.p[0] != '[' || close >= s.n || !hm_str_starts(rest, "(") || end >= rest.n) {
        return 0;
    }
    *ret_text = hm_str_sub(s, 1, close - 1);
    *ret_uri = hm_str_sub(rest, 1, end - 1);
    return close + 1 + end + 1;
}

/* What stands between two of `mark` at the front: its length with them, or 0. */
static size_t
pair_length(struct hm_str s, const char *mark, struct hm_str *ret_inside)
{
    size_t n = strlen(mark);
    struct hm_str rest = hm_str_from(s, n);
    const char *end = NULL;

    if (!hm_str_starts(s, mark) || rest.n == 0) {
        return 0;
    }
    end = memmem(rest.p, rest.n, mark, n);
    if (end == NULL || end == rest.p) {
        return 0;
    }
    *ret_inside = hm_str_sub(rest, 0, (size_t)(end - rest.p));
    return ret_inside->n + 2 * n;
}

static size_t
put_span(struct hm_html *page, struct hm_str s)
{
    struct hm_str inside = { 0 };
    struct hm_str uri = { 0 };
    size_t n = pair_length(s, "`", &inside);

    if (n > 0) {
        hm_html_in(page, "code", inside);
        return n;
    }
    n = pair_length(s, "**", &inside);
    if (n > 0) {
        hm_html_in(page, "strong", inside);
        return n;
    }
    n = link_length(s, &inside, &uri);
    if (n > 0) {
        hm_html_link(page, uri, inside);
    }
    return n;
}

/* Marks that nothing closes are looked for once: what is behind them has none, either. */
static void
put_inline(struct hm_html *page, struct hm_str s)
{
    size_t plain = 0;
    size_t n_tries = 0;

    while (plain < s.n) {
        char c = s.p[plain];
        size_t n = 0;
        if ((c == '`' || c == '*' || c == '[') && n_tries < BLOCKS_LIMIT) {
            struct hm_str before = hm_str_sub(s, 0, plain);
            struct hm_str rest = hm_str_from(s, plain);
            struct hm_str ignored = { 0 };
            struct hm_str ignored_uri = { 0 };
            n_tries++;
            if (pair_length(rest, "`", &ignored) > 0 || pair_length(rest, "**", &ignored) > 0 ||
                link_length(rest, &ignored, &ignored_uri) > 0) {
                hm_html_text(page, before);
                n = put_span(page, rest);
            }
        }
        if (n > 0) {
            s = hm_str_from(s, plain + n);
            plain = 0;
        } else {
            plain++;
        }
    }
    hm_html_text(page, s);
}

static void
end_block(struct hm_html *page, enum block *block)
{
    static const char *const ends[] = {
        [NONE] = "", [PARAGRAPH] = "</p>", [ITEM] = "</li></ul>", [FENCE] = "</code></pre>"
    };

    hm_html_puts(page, ends[*block]);
    *block = NONE;
}

static void
put_line(struct hm_html *page, struct hm_str line, enum block *block)
{
    struct hm_str text = hm_str_trim(line);
    bool is_item = hm_str_starts(text, "- ") || hm_str_starts(text, "* ");

    if (hm_str_starts(text, "```")) {
        bool is_end = *block == FENCE;
        end_block(page, block);
        if (!is_end) {
            hm_html_puts(page, "<pre><code>");
            *block = FENCE;
        }
        return;
    }
    if (*block == FENCE) {
        hm_html_text(page, line);
        hm_html_puts(page, "\n");
        return;
    }
    if (text.n == 0) {
        end_block(page, block);
        return;
    }
    if (is_item) {
        text = hm_str_trim(hm_str_from(text, 2));
        hm_html_puts(page, *block == ITEM ? "</li><li>" : "");
    }
    if (is_item != (*block == ITEM) && (is_item || *block == NONE)) {
        end_block(page, block);
        hm_html_puts(page, is_item ? "<ul><li>" : "<p>");
        *block = is_item ? ITEM : PARAGRAPH;
    } else if (*block == NONE) {
        hm_html_puts(page, "<p>");
        *block = PARAGRAPH;
    } else if (!is_item) {
        hm_html_puts(page, " ");
    }
    put_inline(page, text);
}

void
hm_html_markdown(struct hm_html *page, struct hm_str text)
{
    enum block block = NONE;
    struct hm_str line;

    for (int n = 0; n < BLOCKS_LIMIT && hm_str_split(&text, '\n', &line); n++) {
        put_line(page, line, &block);
    }
    end_block(page, &block);
}
