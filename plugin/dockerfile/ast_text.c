/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/ast_text.h"

#include "plugin/base/rune.h"

void
hm_put_string(struct hm_buf *buf, struct hm_str s)
{
    size_t n;

    hm_buf_putc(buf, '"');
    for (size_t i = 0; i < s.n; i += n) {
        uint32_t rune = hm_rune_next(s, i, &n);
        if (rune == '"' || rune == '\\') {
            hm_buf_putc(buf, '\\');
            hm_buf_putc(buf, (char)rune);
        } else if (rune < 0x20 || rune == 0x2028 || rune == 0x2029) {
            hm_buf_printf(buf, "\\u%04x", (unsigned)rune);
        } else {
            hm_rune_add(buf, rune);
        }
    }
    hm_buf_putc(buf, '"');
}

/* ,"name": or, right after a brace, without the comma. */
void
hm_put_name(struct hm_buf *buf, const char *name)
{
    if (buf->n > 0 && buf->p[buf->n - 1] != '{') {
        hm_buf_putc(buf, ',');
    }
    hm_put_string(buf, hm_str_c(name));
    hm_buf_putc(buf, ':');
}

void
hm_put_text(struct hm_buf *buf, const char *name, struct hm_str value)
{
    hm_put_name(buf, name);
    hm_put_string(buf, value);
}

void
hm_put_number(struct hm_buf *buf, const char *name, uint64_t value)
{
    hm_put_name(buf, name);
    hm_buf_printf(buf, "%llu", (unsigned long long)value);
}

void
hm_put_bool(struct hm_buf *buf, const char *name, bool value)
{
    hm_put_name(buf, name);
    hm_buf_puts(buf, value ? "true" : "false");
}
