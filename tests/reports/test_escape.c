/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <jansson.h>

#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "reports/escape.h"

typedef void escape_fn(struct hm_buf *buf, struct hm_str s);

static void
expect(escape_fn *escape, struct hm_str in, const char *out)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    escape(&buf, in);
    cr_expect(hm_str_eq(hm_buf_str(&buf), out), "%.*s: %.*s", HM_FMT(in), HM_FMT(hm_buf_str(&buf)));
}

Test(escape, json)
{
    expect(hm_escape_json, HM_S("plain"), "plain");
    expect(hm_escape_json, HM_S(""), "");
    expect(hm_escape_json, HM_S("a\"b\\c/"), "a\\\"b\\\\c/");
    expect(hm_escape_json, HM_S("\b\f\n\r\t"), "\\b\\f\\n\\r\\t");
    expect(hm_escape_json, HM_S("\x01\x1f\x7f"), "\\u0001\\u001f\\u007f");
    expect(hm_escape_json, HM_S("a\0b"),
           "a\xef\xbf\xbd"
           "b");
    expect(hm_escape_json, HM_S("\xc3\xa9\xf0\x9f\x98\x80"), "\xc3\xa9\xf0\x9f\x98\x80");
    expect(hm_escape_json, HM_S("\xff(\xe2\x82"), "\xef\xbf\xbd(\xef\xbf\xbd");
    expect(hm_escape_json, HM_S("\xc2\x9b\xe2\x80\xae\xe2\x80\xa8"), "\\u009b\\u202e\\u2028");
    expect(hm_escape_json, HM_S("\xf3\xa0\x81\x81"), "\\udb40\\udc41");
}

/* What was written is read back by another implementation, for all code points and all bytes. */
Test(escape, json_is_what_a_parser_reads)
{
    for (uint32_t code = 1; code < 0x30000; code++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        char bytes[4];
        if (code >= 0xd800 && code <= 0xdfff) {
            continue;
        }
        struct hm_str in = hm_str_make(bytes, hm_utf8_encode(code, bytes));
        hm_buf_putc(&buf, '"');
        hm_escape_json(&buf, in);
        hm_buf_putc(&buf, '"');
        hm_auto_json json_t *value =
            json_loadb(buf.p, buf.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        cr_assert_not_null(value, "U+%04X: %s", code, buf.p);
        struct hm_str out = hm_str_make(json_string_value(value), json_string_length(value));
        cr_assert(hm_str_is(in, out), "U+%04X", code);
    }
}

Test(escape, terminal)
{
    expect(hm_escape_terminal, HM_S("plain \xc3\xa9"), "plain \xc3\xa9");
    expect(hm_escape_terminal, HM_S("a\x1b[31mb"), "a<U+001B>[31mb");
    expect(hm_escape_terminal, HM_S("a\tb\nc\rd\0e"), "a b<U+000A>c<U+000D>d<U+0000>e");
    expect(hm_escape_terminal,
           HM_S("\xc2\x9b"
                "31m"),
           "<U+009B>31m");
    expect(hm_escape_terminal,
           HM_S("\xe2\x80\xae"
                "txt.exe"),
           "<U+202E>txt.exe");
    expect(hm_escape_terminal, HM_S("\xe2\x81\xa6\xe2\x80\x8b\xef\xbb\xbf"),
           "<U+2066><U+200B><U+FEFF>");
    expect(hm_escape_terminal,
           HM_S("\x9b"
                "31m\xff"),
           "\xef\xbf\xbd"
           "31m\xef\xbf\xbd");
    expect(hm_escape_terminal, HM_S("\xf3\xa0\x81\x81"), "<U+E0041>");
}

static const struct {
    const char *text;
    size_t width;
} widths[] = {
    { "", 0 },
    { "abc", 3 },
    { "\xc3\xa9", 1 },
    { "e\xcc\x81", 1 },        /* combining acute */
    { "\xe4\xb8\xad", 2 },     /* CJK */
    { "\xf0\x9f\x98\x80", 2 }, /* emoji */
    { "\xef\xbc\xa1", 2 },     /* full-width A */
    { "\x1b", 8 },             /* <U+001B> */
    { "\xf3\xa0\x81\x81", 9 }, /* <U+E0041> */
    { "\xff", 1 },             /* U+FFFD */
};

Test(escape, terminal_width)
{
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        cr_expect_eq(hm_terminal_width(hm_str_c(widths[i].text)), widths[i].width, "%zu", i);
    }
}

/* Nothing that a terminal acts on comes out, whatever bytes go in. */
Test(escape, terminal_output_holds_no_control)
{
    for (unsigned a = 0; a < 256; a++) {
        for (unsigned b = 0; b < 256; b++) {
            hm_auto_buf struct hm_buf buf = { 0 };
            char bytes[] = { (char)a, (char)b, 'x' };
            hm_escape_terminal(&buf, hm_str_make(bytes, sizeof bytes));
            for (size_t i = 0; i < buf.n; i++) {
                unsigned char c = (unsigned char)buf.p[i];
                cr_assert(c >= 0x20 && c != 0x7f, "%02x %02x", a, b);
                cr_assert_not(c == 0xc2 && (unsigned char)buf.p[i + 1] < 0xa0, "%02x %02x", a, b);
            }
        }
    }
}

Test(escape, ci_parts_commands)
{
    expect(hm_escape_ci, HM_S("plain\nlines\n"), "plain\nlines\n");
    expect(hm_escape_ci, HM_S("::error::x\n"), ": :error::x\n");
    expect(hm_escape_ci, HM_S("  \t::set-output name=a::b"), "  \t: :set-output name=a::b");
    expect(hm_escape_ci, HM_S("a\n::stop-commands::t\nb\n"), "a\n: :stop-commands::t\nb\n");
    expect(hm_escape_ci, HM_S("\xc2\xa0\xe3\x80\x80::x"), "\xc2\xa0\xe3\x80\x80: :x");
    expect(hm_escape_ci, HM_S("std::string ::1"), "std::string ::1");
    expect(hm_escape_ci, HM_S("a ##[error]b ##[x]"), "a # #[error]b # #[x]");
    expect(hm_escape_ci, HM_S("a ##vso[task.x]b"), "a # #vso[task.x]b");
    expect(hm_escape_ci, HM_S("##VSO[task.x]"), "# #VSO[task.x]");
    expect(hm_escape_ci, HM_S("###[x]"), "## #[x]");
    expect(hm_escape_ci, HM_S("## heading ##"), "## heading ##");
    expect(hm_escape_ci, HM_S("::"), ": :");
    expect(hm_escape_ci, HM_S(":"), ":");
    expect(hm_escape_ci, HM_S(""), "");
    expect(hm_escape_ci, HM_S("\n\n"), "\n\n");
    expect(hm_escape_ci, HM_S("::##[a]"), ": :# #[a]");
}

Test(escape, path_uri)
{
    expect(hm_escape_path_uri, HM_S("a/Dockerfile.dev"), "a/Dockerfile.dev");
    expect(hm_escape_path_uri, HM_S("./Dockerfile"), "Dockerfile");
    expect(hm_escape_path_uri, HM_S(".//./a"), "a");
    expect(hm_escape_path_uri, HM_S("../a"), "../a");
    expect(hm_escape_path_uri, HM_S("a b/%41"), "a%20b/%2541");
    expect(hm_escape_path_uri, HM_S("http://x"), "http%3A//x");
    expect(hm_escape_path_uri, HM_S("c:\\x"), "c%3A%5Cx");
    expect(hm_escape_path_uri, HM_S("\xc3\xa9\xff?#[]{}"), "%C3%A9%FF%3F%23%5B%5D%7B%7D");
    expect(hm_escape_path_uri, HM_S("/abs/x y"), "file:///abs/x%20y");
    expect(hm_escape_path_uri, HM_S("/abs/../path//x/."), "file:///path/x");
    expect(hm_escape_path_uri, HM_S("<stdin>"), "%3Cstdin%3E");
    expect(hm_escape_path_uri, HM_S(".dockerignore"), ".dockerignore");
}

static const struct {
    const char *in;
    const char *out; /* NULL: refused */
} uris[] = {
    { "https://example.org/a?b=c#d", "https://example.org/a?b=c#d" },
    { "http://example.org", "http://example.org" },
    { "https://example.org:8443/x", "https://example.org:8443/x" },
    { "https://example.org/a b", "https://example.org/a%20b" },
    { "https://example.org/{x}|<y>", "https://example.org/%7Bx%7D%7C%3Cy%3E" },
    { "https://example.org/%41%4", "https://example.org/%41%254" },
    { "https://example.org/%zz", "https://example.org/%25zz" },
    { "https://example.org/#a#b", "https://example.org/#a%23b" },
    { "https://example.org/[x]", "https://example.org/%5Bx%5D" },
    { "https://[::1]/x", "https://[::1]/x" },
    { "https://example.org/\xc3\xa9", "https://example.org/%C3%A9" },
    { "javascript:alert(1)", NULL },
    { "https://user@example.org/", NULL },
    { "https:///x", NULL },
    { "https://", NULL },
    { "ftp://example.org/", NULL },
    { "https://exam ple.org/", NULL },
    { "", NULL },
};

Test(escape, web_uri)
{
    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        bool is_valid = hm_escape_web_uri(&buf, hm_str_c(uris[i].in));
        cr_expect_eq(is_valid, uris[i].out != NULL, "%s", uris[i].in);
        cr_expect(hm_str_eq(hm_buf_str(&buf), uris[i].out), "%s: %.*s", uris[i].in,
                  HM_FMT(hm_buf_str(&buf)));
    }
}

Test(escape, web_uri_has_a_length)
{
    hm_auto_buf struct hm_buf in = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };

    hm_buf_printf(&in, "https://example.org/%02028d", 0);
    cr_assert_eq(in.n, 2048);
    cr_expect(hm_escape_web_uri(&out, hm_buf_str(&in)));
    hm_buf_clear(&out);
    in.p[in.n - 1] = ' ';
    cr_expect_not(hm_escape_web_uri(&out, hm_buf_str(&in)));
    cr_expect_eq(out.n, 0);
}

static const struct {
    const char *in;
    size_t limit;
    const char *out;
} sentences[] = {
    { "A sentence.", 20, "A sentence." },
    { "No period", 20, "No period." },
    { " Trimmed \n", 20, "Trimmed." },
    { "Why?", 20, "Why?" },
    { "", 20, "" },
    { "123456789.", 10, "123456789." },
    { "1234567890", 10, "12345678\xe2\x80\xa6." },
    { "12345678901", 10, "12345678\xe2\x80\xa6." },
    { "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80", 4,
      "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xe2\x80\xa6." },
    { "see [x](http://y)", 40, "see [x] (http://y)." },
    { "CMD [\"sh\"]", 40, "CMD [\"sh\"]." },
    { "\xff", 9, "\xef\xbf\xbd." },
};

Test(escape, sentence)
{
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        hm_escape_sentence(&buf, hm_str_c(sentences[i].in), sentences[i].limit);
        cr_expect(hm_str_eq(hm_buf_str(&buf), sentences[i].out), "%s: %.*s", sentences[i].in,
                  HM_FMT(hm_buf_str(&buf)));
        cr_expect_leq(hm_utf8_length(hm_buf_str(&buf)), sentences[i].limit);
    }
}
