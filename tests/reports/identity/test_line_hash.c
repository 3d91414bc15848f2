/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <jansson.h>

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "reports/identity/line_hash.h"

static void
expect_hash(struct hm_arena *arena, struct hm_line_hash hash, const char *want, const char *name,
            uint32_t line)
{
    struct hm_str text = hm_line_hash_text(arena, hash);

    cr_expect(hm_str_eq(text, want), "%s, line %u: %.*s, not %s", name, line, HM_FMT(text), want);
}

static void
check_vector(const json_t *vector)
{
    const char *name = json_string_value(json_object_get(vector, "name"));
    const json_t *hashes = json_object_get(vector, "hashes");
    size_t n = json_array_size(hashes);
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    uint32_t *lines = hm_arena_new(&arena, uint32_t, n);
    struct hm_line_hash *made = hm_arena_new(&arena, struct hm_line_hash, n);

    cr_assert(
        hm_unbase64_add(&text, hm_str_c(json_string_value(json_object_get(vector, "base64")))));
    for (size_t i = 0; i < n; i++) {
        lines[i] = (uint32_t)json_integer_value(json_array_get(json_array_get(hashes, i), 0));
    }
    hm_line_hashes(hm_buf_str(&text), lines, n, made);
    for (size_t i = 0; i < n; i++) {
        expect_hash(&arena, made[i],
                    json_string_value(json_array_get(json_array_get(hashes, i), 1)), name,
                    lines[i]);
    }
}

/* What codeql-action itself computed for these files. */
Test(line_hash, line_hashes_are_githubs)
{
    json_error_t error;
    hm_auto_json json_t *vectors = json_load_file("tests/reports/line_hashes.json", 0, &error);
    const json_t *vector = NULL;
    size_t i = 0;

    cr_assert_not_null(vectors, "%s", error.text);
    cr_assert_geq(json_array_size(vectors), 17);
    json_array_foreach (vectors, i, vector) {
        check_vector(vector);
    }
}

Test(line_hash, some_lines_have_the_hashes_they_have_among_all)
{
    struct hm_str text = HM_S("x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n");
    const uint32_t lines[] = { 0, 2, 2, 5, 8, 9 };
    struct hm_line_hash made[6];
    hm_auto_arena struct hm_arena arena = { 0 };

    hm_line_hashes(text, lines, 6, made);
    cr_expect_eq(made[0].count, 0);
    expect_hash(&arena, made[1], "bb609acbe9138d60:1", "x", 2);
    expect_hash(&arena, made[2], "bb609acbe9138d60:1", "x", 2);
    expect_hash(&arena, made[3], "54517377da7028d2:1", "x", 5);
    expect_hash(&arena, made[4], "c129715d7a2bc9a3:1", "x", 8);
    cr_expect_eq(made[5].count, 0);
    cr_expect_eq(hm_line_hash_text(&arena, made[5]).n, 0);
}

Test(line_hash, equal_lines_are_counted)
{
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_arena struct hm_arena arena = { 0 };
    const uint32_t lines[] = { 1, 5000 };
    struct hm_line_hash made[2];

    for (int i = 0; i < 10000; i++) {
        hm_buf_puts(&text, "Lorem ipsum dolor sit amet.\n");
    }
    hm_line_hashes(hm_buf_str(&text), lines, 2, made);
    expect_hash(&arena, made[0], "a7f2ff13bc495cf2:1", "lorem", 1);
    expect_hash(&arena, made[1], "a7f2ff13bc495cf2:5000", "lorem", 5000);
}
