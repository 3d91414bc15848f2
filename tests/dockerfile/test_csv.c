/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/csv.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const struct {
    const char *line;
    const char *fields; /* each followed by '|' */
} LINES[] = {
    { "a", "a|" },
    { "a,b", "a|b|" },
    { "a,", "a||" },
    { ",", "||" },
    { "\"a\"", "a|" },
    { "\"a,b\",c", "a,b|c|" },
    { "\"a\"\"b\",\"\"", "a\"b||" },
    { "\"\"\"\"\"\"", "\"\"|" },
    { " a , b ", " a | b |" },
};

Test(csv, splits_at_commas_outside_quotes)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        hm_auto_buf struct hm_buf got = { 0 };
        struct hm_csv_fields fields = { 0 };
        struct hm_str error = { 0 };
        struct hm_str line = hm_str_c(LINES[i].line);
        uint32_t from = 0;
        cr_assert(hm_csv_split(&arena, line, &fields, &error), "%s: %.*s", LINES[i].line,
                  HM_FMT(error));
        for (size_t k = 0; k < fields.list.n; k++) {
            hm_buf_printf(&got, "%.*s|", HM_FMT(fields.list.p[k].text));
            cr_expect_eq(fields.list.p[k].from, from, "%s, field %zu", LINES[i].line, k);
            cr_expect(fields.list.p[k].to == line.n || line.p[fields.list.p[k].to] == ',');
            from = fields.list.p[k].to + 1;
        }
        cr_expect_str_eq(got.p, LINES[i].fields, "%s gives %s", LINES[i].line, got.p);
    }
}

static const struct {
    const char *line;
    const char *error;
} REFUSED[] = {
    { "", "EOF" },
    { "a\"b", "parse error on line 1, column 2: bare \" in non-quoted field" },
    { "\"a\"b", "parse error on line 1, column 3: extraneous or missing \" in quoted-field" },
    { "\"a", "parse error on line 1, column 2: extraneous or missing \" in quoted-field" },
    { "\"a\"\"b", "parse error on line 1, column 5: extraneous or missing \" in quoted-field" },
};

Test(csv, says_where_a_quote_is_wrong)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        struct hm_csv_fields fields = { 0 };
        struct hm_str error = { 0 };
        cr_expect_not(hm_csv_split(&arena, hm_str_c(REFUSED[i].line), &fields, &error));
        cr_expect(hm_str_eq(error, REFUSED[i].error), "%s: %.*s", REFUSED[i].line, HM_FMT(error));
    }
}

Test(csv, many_fields_take_no_more_than_their_size)
{
    enum { FIELDS = 5000 };
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf line = { 0 };
    struct hm_csv_fields fields = { 0 };
    struct hm_str error = { 0 };

    for (int i = 0; i < FIELDS; i++) {
        hm_buf_puts(&line, i == 0 ? "\"a\"\"\"" : ",\"a\"\"\"");
    }
    cr_assert(hm_csv_split(&arena, hm_buf_str(&line), &fields, &error));
    cr_expect_eq(fields.list.n, FIELDS);
    cr_expect_leq(arena.taken, 100 * line.n, "%zu bytes for %zu", arena.taken, line.n);
}
