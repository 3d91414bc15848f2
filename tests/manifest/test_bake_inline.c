/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/bake_inline.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static struct hm_arena arena;
static struct hm_bake_inlines inlines;

static void
end(void)
{
    hm_arena_done(&arena);
}

TestSuite(bake_inline, .fini = end);

static void
read_text(const char *path, const char *text)
{
    struct hm_err err = { 0 };

    cr_assert_eq(hm_bake_inline_read(&arena, hm_str_c(path), hm_str_c(text), &inlines, &err), HM_OK,
                 "%s", err.text);
}

/* Where the base of a target's first stage stands. */
static struct hm_place
place_of_base(size_t i)
{
    const struct hm_dockerfile *file = inlines.list.p[i].file;

    cr_assert_not_null(file);
    cr_assert_gt(file->n_stages, 0u);
    return hm_source_place(file->source, file->stages[0].base->span);
}

Test(bake_inline, lines_of_a_here_document_have_their_places)
{
    read_text("docker-bake.hcl", "target \"a\" {\n  args = { B = \"alpine:3\" }\n"
                                 "  dockerfile-inline = <<-EOT\n    ARG B\n    FROM $B\n  EOT\n}\n"
                                 "target \"b\" {}\n");
    cr_assert_eq(inlines.list.n, 1u);
    struct hm_place place = place_of_base(0);
    cr_expect_eq(place.line, 5u);
    cr_expect_eq(place.column, 10u);
    cr_expect(hm_str_eq(inlines.list.p[0].file->stages[0].base->value, "alpine:3"));
    cr_expect_eq(inlines.list.p[0].line, 3u);
    cr_expect(hm_str_eq(inlines.list.p[0].target, "a"));
}

Test(bake_inline, a_string_is_one_place)
{
    read_text("docker-bake.hcl",
              "target \"a\" {\n  dockerfile-inline = \"FROM a:1\\nUSER 1\"\n}\n");
    struct hm_place place = place_of_base(0);
    cr_expect_eq(place.line, 2u);
    cr_expect_eq(place.column, 23u);
    cr_expect_eq(inlines.list.p[0].file->n_instructions, 2u);
}

Test(bake_inline, of_json)
{
    read_text("docker-bake.json",
              "{\"target\": {\"a\": {\n \"dockerfile-inline\": \"FROM a AS x\\nFROM b\",\n"
              " \"target\": \"x\"}}}\n");
    struct hm_place place = place_of_base(0);
    cr_expect_eq(place.line, 2u);
    cr_expect_eq(place.column, 23u);
    cr_expect_eq(inlines.list.p[0].file->target, 0u);
}

Test(bake_inline, what_has_to_be_put_together_is_not_known)
{
    read_text("docker-bake.hcl",
              "target \"a\" {\n  dockerfile-inline = <<EOT\nFROM a:${V}\nEOT\n}\n"
              "target \"b\" {\n  dockerfile-inline = \"FROM ${B}\"\n}\n");
    cr_assert_eq(inlines.list.n, 2u);
    cr_expect_null(inlines.list.p[0].file);
    cr_expect_null(inlines.list.p[1].file);
    cr_expect_eq(inlines.list.p[1].line, 7u);
}

Test(bake_inline, what_is_no_bake_file_is_refused)
{
    struct hm_err err = { 0 };

    cr_expect_eq(hm_bake_inline_read(&arena, HM_S("docker-bake.hcl"), HM_S("target \"a\" {"),
                                     &inlines, &err),
                 HM_E_SYNTAX);
}
