/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/ast_json.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/dockerfile/parse.h"

#define CASES "tests/dockerfile/cases/"

static json_t *
parse(struct hm_arena *arena, const char *name)
{
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_str path = hm_arena_printf(arena, CASES "%s", name);
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_err err = { 0 };

    cr_assert_eq(hm_read_file(AT_FDCWD, path.p, HM_SOURCE_LIMIT, &text, &err), HM_OK, "%s",
                 err.text);
    hm_source_init(&source, arena, hm_str_c(name), hm_arena_str(arena, hm_buf_str(&text)));
    hm_dockerfile_parse(arena, &source, NULL, &file);
    hm_ast_json(&file, &out);
    json_t *root = json_loadb(out.p, out.n, JSON_ALLOW_NUL, NULL);
    cr_assert_not_null(root, "%s: not JSON: %.*s", name, HM_FMT(hm_buf_str(&out)));
    return root;
}

/* The first member that differs, so that a failure says where to look. */
static const char *
difference(json_t *expected, json_t *got)
{
    const char *name;
    json_t *value;

    json_object_foreach (expected, name, value) {
        if (!json_equal(value, json_object_get(got, name))) {
            return name;
        }
    }
    json_object_foreach (got, name, value) {
        if (json_object_get(expected, name) == NULL) {
            return name;
        }
    }
    return NULL;
}

/* expected.jsonl is what BuildKit's packages print; tests/oracle/run --update writes it. */
Test(ast_json, cases_are_what_buildkit_says)
{
    hm_auto_buf struct hm_buf all = { 0 };
    struct hm_err err = { 0 };
    struct hm_str rest;
    struct hm_str line;
    size_t n = 0;

    cr_assert_eq(hm_read_file(AT_FDCWD, CASES "expected.jsonl", 1 << 24, &all, &err), HM_OK, "%s",
                 err.text);
    rest = hm_buf_str(&all);
    while (hm_str_split(&rest, '\n', &line) && line.n > 0) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_json json_t *expected = json_loadb(line.p, line.n, JSON_ALLOW_NUL, NULL);
        cr_assert_not_null(expected);
        const char *name = json_string_value(json_object_get(expected, "file"));
        hm_auto_json json_t *got = parse(&arena, name);
        const char *member = difference(expected, got);
        cr_expect_null(member, "%s: %s differs", name, member);
        n++;
    }
    cr_expect_geq(n, 60);
}
