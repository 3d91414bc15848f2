/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/manifest/project.h"

#include "plugin/manifest/embedded.h"

static const struct hm_dockerfile *
load(struct hm_arena *arena, const char *text, struct hm_manifests *ret)
{
    struct project_file files[] = { { "compose.yaml", text }, { NULL, NULL } };

    project_load(arena, files, ret);
    cr_assert_eq(ret->n_services, 1);
    cr_assert_not_null(ret->services[0].build.file);
    return ret->services[0].build.file;
}

Test(embedded, lines_and_columns_are_those_of_the_yaml)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    const struct hm_dockerfile *file =
        load(&arena,
             "services:\n  a:\n    build:\n      dockerfile_inline: |\n        # escape=`\n"
             "        FROM alpine:3.22\n\n        RUN <<EOF\n          echo hello\n        EOF\n",
             &manifests);

    cr_assert_eq(file->n_instructions, 2);
    cr_expect_eq(file->escape, '`');
    const struct hm_instruction *from = &file->instructions[0];
    struct hm_place place = hm_source_place(file->source, from->words[0].span);
    cr_expect_eq(from->line, 6);
    cr_expect_eq(place.line, 6);
    cr_expect_eq(place.column, 14);
    cr_expect_eq(place.end_column, 25);
    cr_expect_eq(file->instructions[1].line, 8);
    expect_str(file->instructions[1].heredocs[0].content, "  echo hello\n");
}

Test(embedded, other_styles_have_the_place_of_the_value)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    const struct hm_dockerfile *file =
        load(&arena, "services:\n  a:\n    build: {dockerfile_inline: \"FROM a:1\\nUSER 5\"}\n",
             &manifests);

    cr_assert_eq(file->n_instructions, 2);
    struct hm_place place = hm_source_place(file->source, file->instructions[1].span);
    cr_expect_eq(place.line, 3);
    cr_expect_eq(place.column, 32);
}

Test(embedded, arguments_and_target_of_the_build_count)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    const struct hm_dockerfile *file =
        load(&arena,
             "services:\n  a:\n    build:\n      target: one\n      args: {BASE: 'alpine:3.22'}\n"
             "      dockerfile_inline: |\n        ARG BASE\n        FROM $$BASE AS one\n"
             "        FROM scratch\n",
             &manifests);

    expect_str(file->stages[0].base->value, "alpine:3.22");
    cr_expect_eq(file->target, 0);
}

Test(embedded, an_indentation_that_is_written_out)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    const struct hm_dockerfile *file = load(
        &arena, "services:\n  a:\n    build:\n      dockerfile_inline: |2-\n          FROM a:1\n",
        &manifests);

    struct hm_place place = hm_source_place(file->source, file->instructions[0].words[0].span);
    cr_expect_eq(place.line, 5);
    cr_expect_eq(place.column, 16);
}
