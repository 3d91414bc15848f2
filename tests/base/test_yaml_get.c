/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/yaml.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const char text[] = "name: x\nport: 80\nempty:\nlist: [a]\nbase: &b {p: 1, q: 2}\n"
                           "own: {<<: *b, q: 3}\nmany: {<<: [{r: 4}, *b], s: 5}\n"
                           "late: {<<: [*b, {q: 6, t: 7}]}\ndeep: {<<: {<<: *b}}\nodd: {<<: 1}\n"
                           "hidden: {q: , <<: *b}\n";

static const struct hm_yaml *
parse(struct hm_arena *arena)
{
    struct hm_yaml_stream stream = { 0 };

    cr_assert_eq(hm_yaml_parse(arena, hm_str_c(text), &stream, NULL, NULL), HM_OK);
    return stream.documents[0];
}

Test(yaml_get, what_a_map_has_itself_comes_before_what_it_merges)
{
    static const struct {
        const char *map;
        const char *key;
        const char *value; /* NULL: there is none */
    } rows[] = {
        { "own", "p", "1" },   { "own", "q", "3" },  { "own", "r", NULL },  { "many", "r", "4" },
        { "many", "q", "2" },  { "many", "s", "5" }, { "late", "q", "2" },  { "late", "t", "7" },
        { "deep", "p", "1" },  { "odd", "p", NULL }, { "list", "a", NULL }, { "name", "x", NULL },
        { "hidden", "q", "" },
    };
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_yaml *top = parse(&arena);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct hm_yaml *found = hm_yaml_get(hm_yaml_get(top, rows[i].map), rows[i].key);
        cr_expect(rows[i].value == NULL ? found == NULL
                                        : found != NULL && hm_str_eq(found->text, rows[i].value),
                  "%s.%s", rows[i].map, rows[i].key);
    }
}

Test(yaml_get, text_may_be_a_number_or_missing)
{
    static const struct {
        const char *key;
        const char *value;
    } rows[] = { { "name", "x" }, { "port", "80" }, { "empty", "" }, { "missing", "" } };
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_yaml *top = parse(&arena);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_str value = HM_STR("before");
        cr_expect_eq(hm_yaml_may_text(top, rows[i].key, &value, NULL), HM_OK, "%s", rows[i].key);
        cr_expect(hm_str_eq(value, rows[i].value), "%s: %.*s", rows[i].key, HM_FMT(value));
    }
}

Test(yaml_get, a_list_is_no_text)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str value = HM_STR("before");
    struct hm_err err = { 0 };

    cr_expect_eq(hm_yaml_may_text(parse(&arena), "list", &value, &err), HM_E_SYNTAX);
    cr_expect_str_eq(err.text, "line 4, column 7: list is a list, and should be text");
    cr_expect(hm_str_eq(value, "before"));
}

Test(yaml_get, a_value_is_of_the_kind_that_is_asked_for_or_absent)
{
    static const struct {
        const char *key;
        enum hm_yaml_kind kind;
        enum hm_status status;
        bool is_there;
    } rows[] = {
        { "list", HM_YAML_LIST, HM_OK, true },        { "missing", HM_YAML_LIST, HM_OK, false },
        { "empty", HM_YAML_MAP, HM_OK, false },       { "port", HM_YAML_MAP, HM_E_SYNTAX, false },
        { "port", HM_YAML_TEXT, HM_E_SYNTAX, false }, { "port", HM_YAML_NUMBER, HM_OK, true },
    };
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_yaml *top = parse(&arena);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct hm_yaml *found = NULL;
        cr_expect_eq(hm_yaml_may(top, rows[i].key, rows[i].kind, &found, NULL), rows[i].status,
                     "%zu", i);
        cr_expect_eq(found != NULL, rows[i].is_there, "%zu", i);
    }
}

Test(yaml_get, what_is_no_map_has_no_members_to_ask_for)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_yaml *found = NULL;
    struct hm_err err = { 0 };
    const struct hm_yaml *name = hm_yaml_get(parse(&arena), "name");

    cr_expect_eq(hm_yaml_may(name, "x", HM_YAML_MAP, &found, &err), HM_E_SYNTAX);
    cr_expect_str_eq(err.text, "line 1, column 7: this is text, and should be a map");
}

Test(yaml_get, what_an_error_says_without_its_place)
{
    const struct hm_yaml at = { .line = 3, .column = 5 };
    struct hm_err err = { 0 };

    (void)hm_yaml_error(&at, &err, "a key: twice");
    cr_expect(hm_str_eq(hm_yaml_fault(&err), "a key: twice"));
    (void)hm_err_set(&err, HM_E_LIMIT, "too deep: 65");
    cr_expect(hm_str_eq(hm_yaml_fault(&err), "too deep: 65"));
}
