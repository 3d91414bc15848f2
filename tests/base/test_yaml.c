/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/yaml.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

/* A value in one line: text in quotes, null, !bool, #number, [..], {..}. */
static void
print(struct hm_buf *out, const struct hm_yaml *value)
{
    static const char *const marks[] = { "~", "!", "#", "'" };

    if (value->tag.n > 0) {
        hm_buf_printf(out, "<%.*s>", HM_FMT(value->tag));
    }
    if (value->kind == HM_YAML_LIST) {
        hm_buf_puts(out, "[");
        for (uint32_t i = 0; i < value->n; i++) {
            hm_buf_puts(out, i == 0 ? "" : " ");
            print(out, value->items[i]);
        }
        hm_buf_puts(out, "]");
    } else if (value->kind == HM_YAML_MAP) {
        hm_buf_puts(out, "{");
        for (uint32_t i = 0; i < value->n; i++) {
            hm_buf_puts(out, i == 0 ? "" : " ");
            print(out, value->pairs[i].key);
            hm_buf_puts(out, "=");
            print(out, value->pairs[i].value);
        }
        hm_buf_puts(out, "}");
    } else {
        hm_buf_printf(out, "%s%.*s", marks[value->kind], HM_FMT(value->text));
    }
}

static const struct {
    const char *text;
    const char *expected;
} values[] = {
    { "", "" },
    { "# nothing\n", "" },
    { "a: 1\nb: [x, 'y', \"z\\n\"]\n", "{'a=#1 'b=['x 'y 'z\n]}" },
    { "- ~\n- null\n- \n- yes\n- no\n- on\n", "[~~ ~null ~ 'yes 'no 'on]" },
    { "- true\n- False\n- TRUE\n- tRue\n", "[!true !False !TRUE 'tRue]" },
    { "- 0\n- -1.5e+3\n- .5\n- 0x1F\n- 0o17\n- .inf\n- 1.\n",
      "[#0 #-1.5e+3 #.5 #0x1F #0o17 #.inf #1.]" },
    { "- 22:22\n- 1_000\n- 0x\n- '1'\n- .\n- 1e\n- 2027-01-31\n",
      "['22:22 '1_000 '0x '1 '. '1e '2027-01-31]" },
    { "a: |\n  x\n  y\nb: >-\n  x\n  y\n", "{'a='x\ny\n 'b='x y}" },
    { "- !!str 1\n- !!int 2\n- !reference [a, b]\n- !x y\n", "['1 #2 <!reference>['a 'b] <!x>'y]" },
    { "a: &x {b: 1}\nc: *x\n", "{'a={'b=#1} 'c={'b=#1}}" },
    { "a: &x 1\nb: &x 2\nc: *x\n", "{'a=#1 'b=#2 'c=#2}" },
    { "--- 1\n--- a\n...\n", "#1\n'a" },
    { "1: a\ntrue: b\n", "{#1='a !true='b}" },
    { "\xef\xbb\xbf"
      "a: 1\n",
      "{'a=#1}" },
    { "a: \xc3\xa9\n", "{'a='\xc3\xa9}" },
};

Test(yaml, values)
{
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf out = { 0 };
        struct hm_yaml_stream stream = { 0 };
        struct hm_err err = { 0 };
        cr_expect_eq(hm_yaml_parse(&arena, hm_str_c(values[i].text), &stream, NULL, &err), HM_OK,
                     "%s: %s", values[i].text, err.text);
        for (uint32_t k = 0; k < stream.n; k++) {
            hm_buf_puts(&out, k == 0 ? "" : "\n");
            print(&out, stream.documents[k]);
        }
        cr_expect_str_eq(out.n == 0 ? "" : out.p, values[i].expected, "%s", values[i].text);
    }
}

static const struct {
    const char *text;
    enum hm_status status;
    uint32_t line;
    uint32_t column;
    const char *part; /* of the message */
} refused[] = {
    { "a: 1\nb: 2\na: 3\n", HM_E_SYNTAX, 3, 1, "there already, in line 1" },
    { "a:\n  {x: 1, \"x\": 2}\n", HM_E_SYNTAX, 2, 10, "\"x\"" },
    { "a: [1\nb: 2\n", HM_E_SYNTAX, 2, 2, "did not find" },
    { "a: b: c\n", HM_E_SYNTAX, 1, 5, "" },
    { "\ta: 1\n", HM_E_SYNTAX, 1, 1, "" },
    { "a: *nothing\n", HM_E_SYNTAX, 1, 4, "not there" },
    { "a: &x [1, *x]\n", HM_E_SYNTAX, 1, 11, "stands in" },
    { "a: &x 1\n--- \nb: *x\n", HM_E_SYNTAX, 3, 4, "not there" },
    { "? [a]\n: 1\n", HM_E_SYNTAX, 1, 3, "a key must be text" },
    { "a: \x01\n", HM_E_SYNTAX, 1, 4, "" },
    { "a: 1\n# \xc3\xa4\nb: \xff\n", HM_E_SYNTAX, 3, 4, "" },
};

Test(yaml, what_is_refused_has_a_place)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_yaml_stream stream = { 0 };
        struct hm_yaml_mark at = { 0 };
        struct hm_err err = { 0 };
        enum hm_status status =
            hm_yaml_parse(&arena, hm_str_c(refused[i].text), &stream, &at, &err);
        cr_expect_eq(status, refused[i].status, "%s", refused[i].text);
        cr_expect_eq(at.line, refused[i].line, "%s: line %u: %s", refused[i].text, at.line,
                     err.text);
        cr_expect_eq(at.column, refused[i].column, "%s: column %u: %s", refused[i].text, at.column,
                     err.text);
        cr_expect_not_null(strstr(err.text, refused[i].part), "%s: %s", refused[i].text, err.text);
        cr_expect_eq(stream.n, 0);
    }
}

Test(yaml, spans_are_bytes_and_places_characters)
{
    static const char text[] = "\xef\xbb\xbf"
                               "k\xc3\xa9y: {\xe2\x82\xac: \"v\"}\nlist:\n  - one\n";
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_yaml_stream stream = { 0 };

    cr_assert_eq(hm_yaml_parse(&arena, hm_str_c(text), &stream, NULL, NULL), HM_OK);
    const struct hm_yaml *map = stream.documents[0]->pairs[0].value;
    const struct hm_yaml *inner = map->pairs[0].value;
    cr_expect_eq(map->line, 1);
    cr_expect_eq(map->column, 6);
    cr_expect_arr_eq(text + map->off, "{\xe2\x82\xac: \"v\"}", map->len);
    cr_expect_arr_eq(text + inner->off, "\"v\"", inner->len);
    cr_expect_eq(inner->len, 3);
    const struct hm_yaml *one = stream.documents[0]->pairs[1].value->items[0];
    cr_expect_arr_eq(text + one->off, "one", one->len);
    cr_expect_eq(one->line, 3);
    cr_expect_eq(one->column, 5);
}

Test(yaml, spans_far_into_a_file)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_yaml_stream stream = { 0 };

    for (int i = 0; i < 2000; i++) {
        hm_buf_puts(&text, "- \xc3\xa4\xe2\x82\xac-x\r\n");
    }
    cr_assert_eq(hm_yaml_parse(&arena, hm_buf_str(&text), &stream, NULL, NULL), HM_OK);
    cr_assert_eq(stream.documents[0]->n, 2000);
    for (uint32_t i = 0; i < 2000; i++) {
        const struct hm_yaml *item = stream.documents[0]->items[i];
        cr_assert_eq(item->off, i * 11 + 2);
        cr_assert_eq(item->len, 7);
        cr_assert_eq(item->line, i + 1);
    }
}

static enum hm_status
parse(struct hm_buf *text)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_yaml_stream stream = { 0 };

    return hm_yaml_parse(&arena, hm_buf_str(text), &stream, NULL, NULL);
}

Test(yaml, depth_is_limited)
{
    for (unsigned depth = HM_YAML_DEPTH - 1; depth <= HM_YAML_DEPTH; depth++) {
        hm_auto_buf struct hm_buf text = { 0 };
        for (unsigned i = 0; i < depth; i++) {
            hm_buf_puts(&text, "[");
        }
        hm_buf_puts(&text, "x");
        for (unsigned i = 0; i < depth; i++) {
            hm_buf_puts(&text, "]");
        }
        cr_expect_eq(parse(&text), depth < HM_YAML_DEPTH ? HM_OK : HM_E_LIMIT, "%u", depth);
    }
}

/* Aliases make what is written small large, and what is written flat deep. */
Test(yaml, bombs_are_refused)
{
    hm_auto_buf struct hm_buf wide = { 0 };
    hm_auto_buf struct hm_buf deep = { 0 };

    hm_buf_puts(&wide, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    hm_buf_puts(&deep, "a0: &a0 [x]\n");
    for (int i = 1; i < 9; i++) {
        hm_buf_printf(&wide, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n",
                      i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    }
    for (unsigned i = 1; i < HM_YAML_DEPTH; i++) {
        hm_buf_printf(&deep, "a%u: &a%u [*a%u]\n", i, i, i - 1);
    }
    cr_expect_eq(parse(&wide), HM_E_LIMIT);
    cr_expect_eq(parse(&deep), HM_E_LIMIT);
}

Test(yaml, sizes_are_limited)
{
    hm_auto_buf struct hm_buf large = { 0 };
    hm_auto_buf struct hm_buf many = { 0 };
    hm_auto_buf struct hm_buf anchors = { 0 };

    while (large.n <= HM_YAML_LIMIT) {
        hm_buf_puts(&large,
                    "# a comment that fills the file, line by line, until it is too large\n");
    }
    for (unsigned i = 0; i <= HM_YAML_VALUES; i++) {
        hm_buf_puts(&many, "- 1\n");
    }
    for (unsigned i = 0; i <= HM_YAML_ANCHORS; i++) {
        hm_buf_printf(&anchors, "- &a%u 1\n", i);
    }
    cr_expect_eq(parse(&large), HM_E_LIMIT);
    cr_expect_eq(parse(&many), HM_E_LIMIT);
    cr_expect_eq(parse(&anchors), HM_E_LIMIT);
}

Test(yaml, ruby_takes_the_last_of_equal_keys_and_all_merges)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_yaml_stream stream;
    struct hm_err err;
    struct hm_str text = HM_S("a: &a {x: 1}\nb: &b {y: 2}\na: 3\nc:\n  <<: *a\n  z: 1\n  <<: *b\n"
                              "  z: 2\n");

    cr_assert_eq(hm_yaml_parse_ruby(&arena, text, &stream, NULL, &err), HM_OK, "%s", err.text);
    const struct hm_yaml *root = stream.documents[0];
    cr_assert_eq(root->n, 3);
    cr_expect(hm_str_eq(hm_yaml_get(root, "a")->text, "3"));
    const struct hm_yaml *c = hm_yaml_get(root, "c");
    cr_assert_eq(c->n, 3);
    cr_expect(hm_str_eq(c->pairs[0].key->text, "<<"));
    cr_expect(hm_str_eq(c->pairs[1].key->text, "<<"));
    cr_expect(hm_str_eq(c->pairs[2].value->text, "2"));
}
