/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/inert.h"

#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "reports/escape.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define ZERO_WIDTH "\xe2\x80\x8b"
#define ZERO_WIDTH_ENTITY "&#8203;"
#define BROKEN_BAR "\xc2\xa6"

static bool
is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static bool
is_word(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

static char
at(struct hm_str s, size_t i)
{
    return i < s.n ? s.p[i] : '\0';
}

/* --- one line --- */

static void
flatten(struct hm_buf *buf, struct hm_str s)
{
    while (s.n > 0) {
        size_t n = 0;
        while (n < s.n && !is_one_of(s.p[n], "\t\n\v\f\r")) {
            n++;
        }
        hm_escape_terminal(buf, hm_str_sub(s, 0, n));
        if (n < s.n) {
            hm_buf_putc(buf, ' ');
            n++;
        }
        s = hm_str_from(s, n);
    }
}

void
hm_inert_line(struct hm_buf *buf, struct hm_str s)
{
    hm_auto_buf struct hm_buf flat = { 0 };

    flatten(&flat, s);
    hm_escape_ci(buf, hm_buf_str(&flat));
}

/* --- XML --- */

static const char *
xml_entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&apos;";
    default:
        return NULL;
    }
}

void
hm_inert_xml(struct hm_buf *buf, struct hm_str s)
{
    hm_auto_buf struct hm_buf line = { 0 };

    hm_inert_line(&line, s);
    for (size_t i = 0; i < line.n; i++) {
        const char *entity = xml_entity(line.p[i]);
        if (entity != NULL) {
            hm_buf_puts(buf, entity);
        } else {
            hm_buf_putc(buf, line.p[i]);
        }
    }
}

/* --- tables --- */

/* Full-width signs are formulas to some spreadsheets, too. */
static bool
is_formula(struct hm_str s)
{
    return is_one_of(at(s, 0), "=+-@") || hm_str_starts(s, "\xef\xbc\x9d") ||
           hm_str_starts(s, "\xef\xbc\x8b") || hm_str_starts(s, "\xef\xbc\x8d") ||
           hm_str_starts(s, "\xef\xbc\xa0");
}

void
hm_inert_csv(struct hm_buf *buf, struct hm_str s)
{
    hm_auto_buf struct hm_buf line = { 0 };
    bool is_start = true;

    hm_inert_line(&line, s);
    hm_buf_putc(buf, '"');
    for (size_t i = 0; i < line.n; i++) {
        char c = line.p[i];
        if (is_start && is_formula(hm_str_from(hm_buf_str(&line), i))) {
            hm_buf_putc(buf, '\'');
        }
        is_start = is_one_of(c, ";,|\"") || (is_start && c == ' ');
        if (c == '"') {
            hm_buf_putc(buf, '"');
        }
        hm_buf_putc(buf, c);
    }
    hm_buf_putc(buf, '"');
}

/* --- workflow commands --- */

static void
put_command(struct hm_buf *buf, struct hm_str s, size_t limit, const char *escaped)
{
    hm_auto_buf struct hm_buf line = { 0 };
    struct hm_str rest;

    hm_inert_line(&line, s);
    struct hm_str kept = hm_utf8_cut(hm_buf_str(&line), limit - 1);
    for (rest = kept; rest.n > 0; rest = hm_str_from(rest, 1)) {
        if (is_one_of(rest.p[0], escaped)) {
            hm_buf_printf(buf, "%%%02X", (unsigned)(unsigned char)rest.p[0]);
        } else {
            hm_buf_putc(buf, rest.p[0]);
        }
    }
    hm_buf_puts(buf, kept.n < line.n ? ELLIPSIS : "");
}

void
hm_inert_command(struct hm_buf *buf, struct hm_str s, size_t limit)
{
    put_command(buf, s, limit, "%\r\n");
}

void
hm_inert_command_property(struct hm_buf *buf, struct hm_str s, size_t limit)
{
    put_command(buf, s, limit, "%\r\n:,");
}

/* --- Markdown --- */

/* Whether what stands at `i` would, with what follows, be a mention, a reference or an address:
 * something without width goes behind it. */
static bool
is_guarded(struct hm_str s, size_t i)
{
    char next = at(s, i + 1);

    switch (s.p[i]) {
    case '@':
        return true;
    case '#':
    case '!':
    case '~':
    case '%':
    case '$':
    case '&':
        return is_word(next) || next == '"';
    case ':':
        return next == '/' && at(s, i + 2) == '/';
    case 'w':
    case 'W':
        return i >= 2 && next == '.' && hm_str_eq_nocase(hm_str_sub(s, i - 2, 3), HM_S("www"));
    case '-':
        return i >= 2 && hm_is_digit(next) && hm_str_eq_nocase(hm_str_sub(s, i - 2, 2), HM_S("gh"));
    default:
        return false;
    }
}

void
hm_inert_markdown(struct hm_buf *buf, struct hm_str s)
{
    hm_auto_buf struct hm_buf flat = { 0 };

    flatten(&flat, s);
    struct hm_str text = hm_str_trim(hm_buf_str(&flat));
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (is_one_of(c, "<>&")) {
            hm_buf_puts(buf, xml_entity(c));
        } else {
            hm_buf_puts(buf, is_one_of(c, "\\`*_{}[]()|~$!^=#") ? "\\" : "");
            hm_buf_putc(buf, c);
        }
        hm_buf_puts(buf, is_guarded(text, i) ? ZERO_WIDTH_ENTITY : "");
    }
}

void
hm_inert_code(struct hm_buf *buf, struct hm_str s)
{
    hm_auto_buf struct hm_buf line = { 0 };
    size_t longest = 0;
    size_t run = 0;

    hm_inert_line(&line, s);
    struct hm_str text = hm_str_trim(hm_buf_str(&line));
    if (text.n == 0) {
        return;
    }
    for (size_t i = 0; i < text.n; i++) {
        run = text.p[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    const char *pad = text.p[0] == '`' || text.p[text.n - 1] == '`' ? " " : "";
    for (size_t i = 0; i <= longest; i++) {
        hm_buf_putc(buf, '`');
    }
    hm_buf_puts(buf, pad);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '|') {
            hm_buf_puts(buf, BROKEN_BAR);
        } else {
            hm_buf_putc(buf, text.p[i]);
        }
    }
    hm_buf_puts(buf, pad);
    for (size_t i = 0; i <= longest; i++) {
        hm_buf_putc(buf, '`');
    }
}

void
hm_inert_prose(struct hm_buf *buf, struct hm_str s, size_t limit)
{
    hm_auto_buf struct hm_buf line = { 0 };
    hm_auto_buf struct hm_buf guarded = { 0 };

    hm_inert_line(&line, s);
    struct hm_str text = hm_buf_str(&line);
    for (size_t i = 0; i < text.n; i++) {
        bool is_tag =
            text.p[i] == '<' && (hm_is_alpha(at(text, i + 1)) || is_one_of(at(text, i + 1), "/!?"));
        hm_buf_putc(&guarded, text.p[i]);
        hm_buf_puts(&guarded, is_tag || is_guarded(text, i) ? ZERO_WIDTH : "");
    }
    hm_escape_sentence(buf, hm_buf_str(&guarded), limit);
}
