/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/text/text_out.h"

static const struct hm_rule rule = { .id = "HM0001" };

static const struct {
    const char *name;
    const char *line;
    struct hm_place place;
    unsigned width;
    const char *out;
} excerpts[] = {
    { "a word",
      "FROM node:latest",
      { 7, 6, 7, 17 },
      0,
      "     7 | FROM node:latest\n"
      "       |      ^~~~~~~~~~~\n" },
    { "one character",
      "abc",
      { 12345, 2, 12345, 3 },
      0,
      " 12345 | abc\n"
      "       |  ^\n" },
    { "an empty region",
      "abc",
      { 7, 2, 7, 2 },
      0,
      "     7 | abc\n"
      "       |  ^\n" },
    { "the end of the line",
      "abc",
      { 7, 4, 7, 4 },
      0,
      "     7 | abc\n"
      "       |    ^\n" },
    { "past the end", "abc", { 7, 9, 7, 12 }, 0, "     7 | abc\n" },
    { "more lines than one",
      "RUN a \\",
      { 7, 1, 9, 3 },
      0,
      "     7 | RUN a \\\n"
      "       | ^~~~~~~\n" },
    { "tabs stand at every fourth column",
      "\ta\tb",
      { 7, 4, 7, 5 },
      0,
      "     7 |     a   b\n"
      "       |         ^\n" },
    { "a region that holds a tab",
      "a\tb",
      { 7, 1, 7, 4 },
      0,
      "     7 | a   b\n"
      "       | ^~~~~\n" },
    { "columns count UTF-16 units, carets what is seen",
      "\xf0\x9f\x98\x80\xc3\xa9\xe4\xb8\xadx",
      { 7, 5, 7, 6 },
      0,
      "     7 | \xf0\x9f\x98\x80\xc3\xa9\xe4\xb8\xadx\n"
      "       |      ^\n" },
    { "wide characters have wide marks",
      "a\xe4\xb8\xad"
      "b",
      { 7, 2, 7, 3 },
      0,
      "     7 | a\xe4\xb8\xad"
      "b\n"
      "       |  ^~\n" },
    { "combining marks have none",
      "e\xcc\x81x",
      { 7, 3, 7, 4 },
      0,
      "     7 | e\xcc\x81x\n"
      "       |  ^\n" },
    { "controls are spelled out",
      "a\x1b[1mb",
      { 7, 6, 7, 7 },
      0,
      "     7 | a<U+001B>[1mb\n"
      "       |             ^\n" },
    { "a long line is shown around its region",
      "0123456789012345678901234567890123456789012345678901234567890123456789",
      { 7, 41, 7, 44 },
      40,
      "     7 | \xe2\x80\xa6"
      "01234567890123456789012345678\xe2\x80\xa6\n"
      "       |            ^~~\n" },
    { "a long line's end",
      "0123456789012345678901234567890123456789",
      { 7, 39, 7, 41 },
      40,
      "     7 | \xe2\x80\xa6"
      "012345678901234567890123456789\n"
      "       |                              ^~\n" },
    { "a long line's start",
      "0123456789012345678901234567890123456789",
      { 7, 1, 7, 3 },
      40,
      "     7 | 012345678901234567890123456789\xe2\x80\xa6\n"
      "       | ^~\n" },
    { "a masked secret is marked as far as it is shown",
      "ENV A=****",
      { 7, 7, 7, 30 },
      0,
      "     7 | ENV A=****\n"
      "       |       ^~~~\n" },
    { "marks before a mask are right",
      "ENV A=****",
      { 7, 5, 7, 6 },
      0,
      "     7 | ENV A=****\n"
      "       |     ^\n" },
    { "marks behind a mask would be wrong",
      "ENV A=**** B=x",
      { 7, 30, 7, 31 },
      0,
      "     7 | ENV A=**** B=x\n" },
    { "a region around a mask",
      "ENV A=**** B",
      { 7, 1, 7, 9 },
      0,
      "     7 | ENV A=**** B\n"
      "       | ^~~~~~~~~~\n" },
    { "an unknown line", "", { 7, 1, 7, 3 }, 0, "" },
    { "no place", "abc", { 0, 0, 0, 0 }, 0, "" },
};

Test(text_out, excerpts)
{
    for (size_t i = 0; i < sizeof excerpts / sizeof excerpts[0]; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        struct hm_text out = { .buf = &buf, .width = excerpts[i].width };
        struct hm_finding finding = { .rule = &rule,
                                      .place = excerpts[i].place,
                                      .line_text = hm_str_c(excerpts[i].line) };
        hm_text_excerpt(&out, &finding);
        cr_expect(hm_str_eq(hm_buf_str(&buf), excerpts[i].out), "%s:\n%.*s", excerpts[i].name,
                  HM_FMT(hm_buf_str(&buf)));
    }
}

static const struct {
    const char *text;
    unsigned width;
    size_t column;
    size_t indent;
    const char *out;
} wraps[] = {
    { "one two three", 0, 0, 2, "one two three\n" },
    { "one two three", 8, 0, 2, "one two\n  three\n" },
    { "one two three", 7, 0, 2, "one two\n  three\n" },
    { "one two three", 6, 0, 2, "one\n  two\n  three\n" },
    { "one two", 30, 25, 2, "\n  one two\n" },
    { "one two", 32, 25, 2, "one two\n" },
    { "one two three four five six seven", 40, 16, 2, "one two three four five\n  six seven\n" },
    { "one two three four five six seven", 40, 17, 2, "\n  one two three four five six seven\n" },
    { " folds \n blanks\t", 0, 0, 0, "folds blanks\n" },
    { "unbreakable", 4, 0, 2, "unbreakable\n" },
    { "", 4, 0, 2, "\n" },
    { "\xe4\xb8\xad\xe4\xb8\xad \xe4\xb8\xad", 6, 0, 0,
      "\xe4\xb8\xad\xe4\xb8\xad\n\xe4\xb8\xad\n" },
};

Test(text_out, wrap)
{
    for (size_t i = 0; i < sizeof wraps / sizeof wraps[0]; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        struct hm_text out = { .buf = &buf, .width = wraps[i].width };
        hm_text_wrap(&out, hm_str_c(wraps[i].text), wraps[i].column, wraps[i].indent);
        cr_expect(hm_str_eq(hm_buf_str(&buf), wraps[i].out), "case %zu:\n%s", i, buf.p);
    }
}

static const struct {
    uint64_t bytes;
    const char *text;
} sizes[] = {
    { 0, "0 bytes" },      { 1, "1 byte" },           { 999, "999 bytes" },
    { 1000, "1.0 kB" },    { 34123456, "34.1 MB" },   { 999999, "999.9 kB" },
    { 1000000, "1.0 MB" }, { UINT64_MAX, "18.4 EB" },
};

Test(text_out, bytes)
{
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        struct hm_text out = { .buf = &buf };
        hm_text_bytes(&out, sizes[i].bytes);
        cr_expect_str_eq(buf.p, sizes[i].text);
    }
}

Test(text_out, colour_only_where_it_is_wanted)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_text out = { .buf = &buf };

    hm_text_cell(&out, HM_S("a"), HM_STYLE_BAD, 3);
    cr_expect_str_eq(buf.p, "a  ");
    hm_buf_clear(&buf);
    out.has_colour = true;
    hm_text_cell(&out, HM_S("a"), HM_STYLE_BAD, 3);
    cr_expect_str_eq(buf.p, "\x1b[1;31ma\x1b[0m  ");
    hm_buf_clear(&buf);
    hm_text_cell(&out, HM_S("a"), NULL, 0);
    cr_expect_str_eq(buf.p, "a");
}
