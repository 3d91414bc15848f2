/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/markdown_text.h"

struct hm_str
hm_markdown_first_paragraph(struct hm_str text)
{
    text = hm_str_trim(text);
    const char *end = text.n == 0 ? NULL : memmem(text.p, text.n, "\n\n", 2);

    return end == NULL ? text : hm_str_sub(text, 0, (size_t)(end - text.p));
}

/* "[text](target)" at the front: its length, or 0. */
static size_t
link_length(struct hm_str s, struct hm_str *ret_text, struct hm_str *ret_target)
{
    size_t close = hm_str_find(s, ']');
    struct hm_str after = hm_str_from(s, close);

    if (!hm_str_starts(after, "](")) {
        return 0;
    }
    size_t end = hm_str_find(after, ')');
    if (end == after.n) {
        return 0;
    }
    *ret_text = hm_str_sub(s, 1, close - 1);
    *ret_target = hm_str_sub(after, 2, end - 2);
    return close + end + 1;
}

void
hm_markdown_plain(struct hm_buf *buf, struct hm_str text)
{
    bool is_code = false;

    text = hm_str_trim(text);
    for (size_t i = 0; i < text.n; i++) {
        struct hm_str rest = hm_str_from(text, i);
        struct hm_str label, target;
        size_t n = 0;
        if (text.p[i] == '`') {
            is_code = !is_code;
        } else if (!is_code && hm_str_starts(rest, "**")) {
            i++;
        } else if (!is_code && text.p[i] == '[' && (n = link_length(rest, &label, &target)) > 0) {
            hm_buf_add(buf, label);
            hm_buf_puts(buf, " (");
            hm_buf_add(buf, target);
            hm_buf_putc(buf, ')');
            i += n - 1;
        } else {
            hm_buf_putc(buf, text.p[i]);
        }
    }
}

void
hm_markdown_fence(struct hm_buf *buf, const char *language, struct hm_str content)
{
    size_t longest = 2;
    size_t run = 0;

    for (size_t i = 0; i < content.n; i++) {
        run = content.p[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    for (size_t i = 0; i <= longest; i++) {
        hm_buf_putc(buf, '`');
    }
    hm_buf_printf(buf, "%s\n", language);
    hm_buf_add(buf, content);
    if (!hm_str_ends(content, "\n")) {
        hm_buf_putc(buf, '\n');
    }
    for (size_t i = 0; i <= longest; i++) {
        hm_buf_putc(buf, '`');
    }
    hm_buf_putc(buf, '\n');
}
