/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/model/source.h"

static const struct {
    const char *text;
    uint32_t off;
    uint32_t len;
    struct hm_place place;
} places[] = {
    { "", 0, 0, { 1, 1, 1, 1 } },
    { "", 5, 5, { 1, 1, 1, 1 } },
    { "abc", 0, 3, { 1, 1, 1, 4 } },
    { "abc", 1, 1, { 1, 2, 1, 3 } },
    { "abc", 3, 0, { 1, 4, 1, 4 } },
    { "abc", 1, 0, { 1, 2, 1, 2 } },
    { "abc", 1, 99, { 1, 2, 1, 4 } },
    { "abc", 99, 1, { 1, 4, 1, 4 } },
    { "abc", 1, UINT32_MAX, { 1, 2, 1, 4 } },
    { "a\nbc\n", 2, 2, { 2, 1, 2, 3 } },
    { "a\nbc\n", 5, 0, { 3, 1, 3, 1 } },
    /* Trailing line ends are left out. */
    { "a\nbc\nd", 2, 3, { 2, 1, 2, 3 } },
    { "a\r\nbc\r\nd", 3, 4, { 2, 1, 2, 3 } },
    { "ab\n\n\n", 0, 5, { 1, 1, 1, 3 } },
    { "\n\n", 0, 2, { 1, 1, 1, 1 } },
    /* Over several lines. */
    { "ab\ncd\nef", 1, 6, { 1, 2, 3, 2 } },
    /* A BOM takes no column. */
    { "\xef\xbb\xbf"
      "abc",
      3,
      3,
      { 1, 1, 1, 4 } },
    { "\xef\xbb\xbf"
      "abc",
      0,
      6,
      { 1, 1, 1, 4 } },
    { "\xef\xbb\xbf"
      "abc",
      0,
      0,
      { 1, 1, 1, 1 } },
    { "a\n\xef\xbb\xbf"
      "b",
      5,
      1,
      { 2, 2, 2, 3 } },
    /* Two bytes are one column, four are two, what is no UTF-8 one for each replacement. */
    { "\xc3\xa9x", 2, 1, { 1, 2, 1, 3 } },
    { "\xe2\x82\xacx", 3, 1, { 1, 2, 1, 3 } },
    { "\xf0\x9f\x98\x80x", 4, 1, { 1, 3, 1, 4 } },
    { "\xf0\x9f\x98\x80x", 0, 4, { 1, 1, 1, 3 } },
    { "\xff\xfex", 2, 1, { 1, 3, 1, 4 } },
    { "\xe2\x82x", 2, 1, { 1, 2, 1, 3 } },
    { "\ta", 1, 1, { 1, 2, 1, 3 } },
};

Test(source, place_of_a_span)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_source source;
        hm_source_init(&source, &arena, HM_S("f"), hm_str_c(places[i].text));
        struct hm_place place =
            hm_source_place(&source, (struct hm_span){ places[i].off, places[i].len });
        cr_expect_eq(memcmp(&place, &places[i].place, sizeof place), 0, "case %zu: %u:%u to %u:%u",
                     i, place.line, place.column, place.end_line, place.end_column);
    }
}

static const struct {
    const char *text;
    uint32_t n;
    const char *lines[4];
} texts[] = {
    { "", 1, { "" } },
    { "a", 1, { "a" } },
    { "a\n", 2, { "a", "" } },
    { "\n\n", 3, { "", "", "" } },
    { "a\r\nb", 2, { "a", "b" } },
    { "\xef\xbb\xbf"
      "a\nb",
      2,
      { "a", "b" } },
    { "\xef\xbb\xbf", 1, { "" } },
    { "a\rb\nc", 2, { "a\rb", "c" } },
};

Test(source, lines)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_source source;
        hm_source_init(&source, &arena, HM_S("f"), hm_str_c(texts[i].text));
        cr_expect_eq(source.n_lines, texts[i].n, "case %zu", i);
        for (uint32_t k = 0; k < texts[i].n; k++) {
            cr_expect(hm_str_eq(hm_source_line(&source, k + 1), texts[i].lines[k]),
                      "case %zu, line %u", i, k + 1);
        }
        cr_expect_eq(hm_source_line(&source, 0).n, 0);
        cr_expect_eq(hm_source_line(&source, texts[i].n + 1).n, 0);
    }
}

/* Against a count by hand, at every offset. */
Test(source, line_of_every_offset)
{
    const char text[] = "\nab\n\n\ncd\r\ne";
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    uint32_t line = 1;

    hm_source_init(&source, &arena, HM_S("f"), HM_S("\nab\n\n\ncd\r\ne"));
    for (uint32_t off = 0; off < sizeof text; off++) {
        cr_expect_eq(hm_source_line_of(&source, off), line, "offset %u", off);
        line += text[off] == '\n';
    }
    cr_expect_eq(hm_source_line_of(&source, UINT32_MAX), 6);
}

Test(source, text_is_the_spans_bytes)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;

    hm_source_init(&source, &arena, HM_S("f"), HM_S("abc"));
    cr_expect(hm_str_eq(hm_source_text(&source, (struct hm_span){ 1, 1 }), "b"));
    cr_expect(hm_str_eq(hm_source_text(&source, (struct hm_span){ 1, 9 }), "bc"));
}

Test(source, join_holds_both)
{
    struct hm_span span = hm_span_join((struct hm_span){ 5, 2 }, (struct hm_span){ 1, 3 });

    cr_expect_eq(span.off, 1);
    cr_expect_eq(span.len, 6);
    span = hm_span_join((struct hm_span){ 1, 9 }, (struct hm_span){ 2, 1 });
    cr_expect_eq(span.off, 1);
    cr_expect_eq(span.len, 9);
}

Test(source, columns_of_a_long_line_are_the_same_with_marks_and_without)
{
    struct hm_arena arena = { 0 };
    struct hm_source source;
    static char text[40000];
    static const char piece[] = "a\xc3\xa4\xf0\x9f\x98\x80\xff\xe2\x82";
    for (size_t i = 0; i + sizeof piece < sizeof text; i += sizeof piece - 1) {
        memcpy(text + i, piece, sizeof piece - 1);
    }
    text[100] = '\n';
    hm_source_init(&source, &arena, HM_S("x"), hm_str_make(text, sizeof text));
    cr_assert_gt(source.n_marks, 2);
    struct hm_source plain = source;
    plain.n_marks = 0;
    for (uint32_t off = 0; off < sizeof text; off += 61) {
        struct hm_span span = { .off = off, .len = 5000 };
        struct hm_place a = hm_source_place(&source, span);
        struct hm_place b = hm_source_place(&plain, span);
        cr_assert_eq(a.line, b.line);
        cr_assert_eq(a.column, b.column, "%u", off);
        cr_assert_eq(a.end_column, b.end_column, "%u", off);
    }
    hm_arena_done(&arena);
}
