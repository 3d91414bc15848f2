/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/escape.h"

#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/base/utf8.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define PARTER ' '

enum {
    URI_LIMIT = 2048,
};

struct range {
    uint32_t first;
    uint32_t last;
};

static bool
is_in(const struct range *ranges, size_t n, uint32_t code)
{
    size_t low = 0;

    while (low < n) {
        size_t mid = low + (n - low) / 2;
        if (ranges[mid].last < code) {
            low = mid + 1;
        } else if (ranges[mid].first > code) {
            n = mid;
        } else {
            return true;
        }
    }
    return false;
}

#define IS_IN(ranges, code) is_in((ranges), sizeof(ranges) / sizeof(ranges)[0], (code))

/* Controls, bidirectional marks, line separators, and what takes no room but changes the meaning.
 */
static bool
is_unsafe(uint32_t code)
{
    static const struct range unsafe[] = {
        { 0x0000, 0x001f },   { 0x007f, 0x009f },   { 0x00ad, 0x00ad },   { 0x061c, 0x061c },
        { 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },   { 0x180e, 0x180e },   { 0x200b, 0x200f },
        { 0x2028, 0x202e },   { 0x2060, 0x206f },   { 0x3164, 0x3164 },   { 0xd800, 0xdfff },
        { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb },   { 0xfffe, 0xffff },
        { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
    };

    return IS_IN(unsafe, code);
}

static void
put_code(struct hm_buf *buf, uint32_t code)
{
    char bytes[4];

    hm_buf_add(buf, hm_str_make(bytes, hm_utf8_encode(code, bytes)));
}

/* --- JSON --- */

static const char *
json_short(uint32_t code)
{
    switch (code) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

static void
put_json(struct hm_buf *buf, uint32_t code)
{
    const char *brief = json_short(code);

    if (brief != NULL) {
        hm_buf_puts(buf, brief);
    } else if (code == 0) {
        put_code(buf, HM_UTF8_REPLACEMENT);
    } else if (!is_unsafe(code)) {
        put_code(buf, code);
    } else if (code > 0xffff) {
        hm_buf_printf(buf, "\\u%04x\\u%04x", 0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff));
    } else {
        hm_buf_printf(buf, "\\u%04x", code);
    }
}

static bool
is_plain_json(char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '#';
}

/* Whether all of eight bytes are plain: the top bit of each is that of what it must not be. */
static bool
are_plain_json(const char *p)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t bytes;

    memcpy(&bytes, p, sizeof bytes);
    uint64_t quote = bytes ^ each * '"';
    uint64_t backslash = bytes ^ each * '\\';
    uint64_t hash = bytes ^ each * '#';
    uint64_t not_plain = bytes | (bytes + each) | (bytes - each * ' ') | (quote - each) |
                         (backslash - each) | (hash - each);
    return (not_plain & each * 0x80) == 0;
}

static size_t
plain_json_length(struct hm_str s)
{
    size_t n = 0;

    while (n + 8 <= s.n && are_plain_json(s.p + n)) {
        n += 8;
    }
    while (n < s.n && is_plain_json(s.p[n])) {
        n++;
    }
    return n;
}

void
hm_escape_json(struct hm_buf *buf, struct hm_str s)
{
    for (;;) {
        size_t n = plain_json_length(s);
        hm_buf_add(buf, hm_str_sub(s, 0, n));
        if (n >= s.n) {
            return;
        }
        s = hm_str_from(s, n);
        if (hm_str_starts(s, "##")) {
            hm_buf_puts(buf, "#\\u0023");
            s = hm_str_from(s, 2);
        } else {
            put_json(buf, hm_utf8_next(&s, NULL));
        }
    }
}

/* --- terminals --- */

void
hm_escape_terminal(struct hm_buf *buf, struct hm_str s)
{
    while (s.n > 0) {
        uint32_t code = hm_utf8_next(&s, NULL);
        if (code == '\t') {
            hm_buf_putc(buf, ' ');
        } else if (is_unsafe(code)) {
            hm_buf_printf(buf, "<U+%04X>", code);
        } else {
            put_code(buf, code);
        }
    }
}

size_t
hm_terminal_width_of(uint32_t code)
{
    static const struct range none[] = {
        { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x0610, 0x061a },
        { 0x064b, 0x065f }, { 0x06d6, 0x06dc }, { 0x0900, 0x0902 }, { 0x093c, 0x093c },
        { 0x0941, 0x0948 }, { 0x094d, 0x094d }, { 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a },
        { 0x0e47, 0x0e4e }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20f0 },
        { 0x302a, 0x302d }, { 0x3099, 0x309a }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
    };
    static const struct range wide[] = {
        { 0x1100, 0x115e },   { 0x231a, 0x231b },   { 0x23e9, 0x23ec },   { 0x25fd, 0x25fe },
        { 0x2614, 0x2615 },   { 0x2648, 0x2653 },   { 0x26a1, 0x26a1 },   { 0x26d4, 0x26d4 },
        { 0x2705, 0x2705 },   { 0x270a, 0x270b },   { 0x2728, 0x2728 },   { 0x274c, 0x274c },
        { 0x2753, 0x2757 },   { 0x2795, 0x2797 },   { 0x2b50, 0x2b50 },   { 0x2e80, 0x303e },
        { 0x3041, 0x33ff },   { 0x3400, 0x4dbf },   { 0x4e00, 0x9fff },   { 0xa000, 0xa4cf },
        { 0xa960, 0xa97f },   { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe10, 0xfe19 },
        { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x16fe0, 0x18cff },
        { 0x1b000, 0x1b2ff }, { 0x1f004, 0x1f004 }, { 0x1f0cf, 0x1f0cf }, { 0x1f18e, 0x1f18e },
        { 0x1f191, 0x1f19a }, { 0x1f200, 0x1f320 }, { 0x1f32d, 0x1f335 }, { 0x1f337, 0x1f37c },
        { 0x1f37e, 0x1f393 }, { 0x1f3a0, 0x1f3ca }, { 0x1f3cf, 0x1f3d3 }, { 0x1f3e0, 0x1f3f0 },
        { 0x1f3f4, 0x1f3f4 }, { 0x1f3f8, 0x1f43e }, { 0x1f440, 0x1f440 }, { 0x1f442, 0x1f4fc },
        { 0x1f4ff, 0x1f53d }, { 0x1f54b, 0x1f54e }, { 0x1f550, 0x1f567 }, { 0x1f57a, 0x1f57a },
        { 0x1f595, 0x1f596 }, { 0x1f5a4, 0x1f5a4 }, { 0x1f5fb, 0x1f64f }, { 0x1f680, 0x1f6c5 },
        { 0x1f6cc, 0x1f6cc }, { 0x1f6d0, 0x1f6d2 }, { 0x1f6d5, 0x1f6d7 }, { 0x1f6dc, 0x1f6df },
        { 0x1f6eb, 0x1f6ec }, { 0x1f6f4, 0x1f6fc }, { 0x1f7e0, 0x1f7eb }, { 0x1f90c, 0x1f9ff },
        { 0x1fa70, 0x1faff }, { 0x20000, 0x3fffd },
    };

    if (code >= 0x20 && code < 0x7f) {
        return 1;
    }
    if (code == '\t') {
        return 1;
    }
    if (is_unsafe(code)) {
        return code > 0xffff ? sizeof "<U+12345>" - 1 : sizeof "<U+1234>" - 1;
    }
    return IS_IN(none, code) ? 0 : IS_IN(wide, code) ? 2 : 1;
}

size_t
hm_terminal_width(struct hm_str s)
{
    size_t width = 0;

    while (s.n > 0) {
        width += hm_terminal_width_of(hm_utf8_next(&s, NULL));
    }
    return width;
}

/* --- CI logs --- */

static bool
is_blank(uint32_t code)
{
    return code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85 || code == 0xa0 ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
           code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000 || code == 0xfeff;
}

/* The front of the line that a runner skips before it looks for a command. */
static size_t
blank_length(struct hm_str line)
{
    struct hm_str rest = line;

    while (rest.n > 0) {
        struct hm_str after = rest;
        if (!is_blank(hm_utf8_next(&after, NULL))) {
            break;
        }
        rest = after;
    }
    return line.n - rest.n;
}

static void
put_ci_line(struct hm_buf *buf, struct hm_str line)
{
    size_t n = blank_length(line);

    if (hm_str_starts(hm_str_from(line, n), "::")) {
        hm_buf_add(buf, hm_str_sub(line, 0, n + 1));
        hm_buf_putc(buf, PARTER);
        line = hm_str_from(line, n + 1);
    }
    for (;;) {
        size_t at = 0;
        while (at < line.n && !hm_str_starts(hm_str_from(line, at), "##[") &&
               !hm_str_eq_nocase(hm_str_sub(line, at, 6), HM_S("##vso["))) {
            struct hm_str rest = hm_str_from(line, at + 1);
            at += 1 + hm_str_find(rest, '#');
        }
        hm_buf_add(buf, hm_str_sub(line, 0, at));
        if (at >= line.n) {
            return;
        }
        hm_buf_putc(buf, '#');
        hm_buf_putc(buf, PARTER);
        line = hm_str_from(line, at + 1);
    }
}

void
hm_escape_ci(struct hm_buf *buf, struct hm_str lines)
{
    while (lines.n > 0) {
        size_t n = hm_str_find(lines, '\n');
        put_ci_line(buf, hm_str_sub(lines, 0, n));
        if (n < lines.n) {
            hm_buf_putc(buf, '\n');
            n++;
        }
        lines = hm_str_from(lines, n);
    }
}

/* --- URIs --- */

static bool
is_unreserved(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static void
put_percent(struct hm_buf *buf, char c)
{
    hm_buf_printf(buf, "%%%02X", (unsigned)(unsigned char)c);
}

void
hm_escape_path_uri(struct hm_buf *buf, struct hm_str path)
{
    hm_auto_buf struct hm_buf clean = { 0 };

    while (hm_str_starts(path, "./")) {
        path = hm_str_from(path, 2);
        while (hm_str_starts(path, "/")) {
            path = hm_str_from(path, 1);
        }
    }
    if (hm_str_starts(path, "/")) {
        /* SARIF1002: ".." may mean another place on the reader's machine than here. */
        size_t room = 0;
        char *to = hm_buf_room(&clean, path.n, &room);
        path = to == NULL || room < path.n ? path : hm_str_make(to, hm_path_clean_to(path, to));
        hm_buf_puts(buf, "file://");
    }
    while (path.n > 0) {
        size_t n = 0;
        while (n < path.n && (is_unreserved(path.p[n]) || path.p[n] == '/')) {
            n++;
        }
        hm_buf_add(buf, hm_str_sub(path, 0, n));
        if (n < path.n) {
            put_percent(buf, path.p[n++]);
        }
        path = hm_str_from(path, n);
    }
}

static bool
is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static bool
is_hex(char c)
{
    return hm_is_digit(c) || is_one_of(c, "abcdefABCDEF");
}

/* The length of host and port at the front, or 0 when they are none. */
static size_t
web_host_length(struct hm_str rest)
{
    size_t n = 0;

    while (n < rest.n && !is_one_of(rest.p[n], "/?#")) {
        if (!hm_is_alpha(rest.p[n]) && !hm_is_digit(rest.p[n]) && !is_one_of(rest.p[n], "-._:[]")) {
            return 0;
        }
        n++;
    }
    return n;
}

bool
hm_escape_web_uri(struct hm_buf *buf, struct hm_str uri)
{
    size_t start = buf->n;
    size_t scheme = hm_str_starts(uri, "https://") ? 8 : hm_str_starts(uri, "http://") ? 7 : 0;
    size_t host = scheme == 0 || uri.n > URI_LIMIT ? 0 : web_host_length(hm_str_from(uri, scheme));
    bool has_fragment = false;

    if (host == 0) {
        return false;
    }
    hm_buf_add(buf, hm_str_sub(uri, 0, scheme + host));
    for (size_t i = scheme + host; i < uri.n; i++) {
        char c = uri.p[i];
        bool is_pair = c == '%' && i + 2 < uri.n && is_hex(uri.p[i + 1]) && is_hex(uri.p[i + 2]);
        bool is_delimiter = is_one_of(c, ":/?@!$&'()*+,;=") || (c == '#' && !has_fragment);
        has_fragment |= c == '#';
        if (is_unreserved(c) || is_delimiter || is_pair) {
            hm_buf_putc(buf, c);
        } else {
            put_percent(buf, c);
        }
    }
    if (buf->n - start <= URI_LIMIT) {
        return true;
    }
    hm_buf_cut(buf, start);
    return false;
}

/* --- sentences --- */

static bool
is_ended(struct hm_str text)
{
    return text.n > 0 && is_one_of(text.p[text.n - 1], ".!?");
}

void
hm_escape_sentence(struct hm_buf *buf, struct hm_str text, size_t limit)
{
    size_t start = buf->n;
    struct hm_str rest = hm_str_trim(text);
    char last = '\0';

    while (rest.n > 0) {
        /* A '(' matters only behind a ']': what has none is taken as a whole. */
        size_t n = plain_json_length(rest);
        size_t bracket = hm_str_find(hm_str_sub(rest, 0, n), ']');
        n = bracket < n ? bracket + 1 : n;
        if (n > 0 && (rest.p[0] != '(' || last != ']')) {
            hm_buf_add(buf, hm_str_sub(rest, 0, n));
            last = rest.p[n - 1];
            rest = hm_str_from(rest, n);
            continue;
        }
        uint32_t code = hm_utf8_next(&rest, NULL);
        if (code == '(' && last == ']') {
            hm_buf_putc(buf, PARTER);
        }
        put_code(buf, code);
        last = code < 0x80 ? (char)code : '\0';
    }
    struct hm_str all = hm_str_from(hm_buf_str(buf), start);
    bool is_long = all.n >= limit && hm_utf8_length(all) + !is_ended(all) > limit;
    if (is_long) {
        hm_buf_cut(buf, start + hm_utf8_cut(all, limit - 2).n);
        hm_buf_puts(buf, ELLIPSIS);
    }
    if (buf->n > start && (is_long || !is_ended(all))) {
        hm_buf_putc(buf, '.');
    }
}
