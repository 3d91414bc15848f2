/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/summary.h"

#include "plugin/context/context.h"
#include "plugin/dockerfile/parse.h"
#include "tests/context/tree.h"

Test(summary, counts_what_is_sent_kept_out_and_taken)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("x", NULL);
    struct hm_context context = { 0 };
    struct hm_context_summary sum;
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_err err = { 0 };

    write_in_tree(&tree, "x", "1");
    write_in_tree(&tree, "src/a.c", "12345");
    write_in_tree(&tree, "src/b.log", "123");
    write_in_tree(&tree, "node_modules/m/i.js", "1234567");
    write_in_tree(&tree, "node_modules/m/keep.js", "12");
    write_in_tree(&tree, ".dockerignore", "node_modules\n**/*.log\n!node_modules/m/keep.js\n.*\n");
    cr_assert_eq(hm_context_make(&arena, tree.root, HM_S("."), HM_S(""), &context, &err), HM_OK,
                 "%s", err.text);
    hm_source_init(&source, &arena, HM_S("Dockerfile"),
                   HM_S("FROM scratch\nCOPY src /s\nCOPY --from=x /y /y\nCOPY . /a\n"));
    hm_dockerfile_parse(&arena, &source, &(struct hm_build){ 0 }, &file);
    hm_context_sum(&arena, &context, &file, &sum);
    cr_expect(sum.sent.files == 3 && sum.sent.bytes == 8);
    cr_expect_eq(sum.ignored.files, 3);
    cr_assert_eq(sum.n_patterns, 4);
    cr_expect(sum.patterns[0].kept_out.files == 1 && sum.patterns[0].kept_out.bytes == 7);
    cr_expect(sum.patterns[1].kept_out.files == 1 && sum.patterns[1].kept_out.bytes == 3);
    cr_expect(sum.patterns[2].is_exception && sum.patterns[2].kept_out.files == 0);
    cr_expect_eq(sum.patterns[3].kept_out.files, 1);
    cr_assert_eq(sum.n_copies, 2);
    cr_expect(sum.copies[0].inst->line == 2 && sum.copies[0].taken.bytes == 5);
    cr_expect_eq(sum.copies[1].taken.files, 3);
    cr_expect_eq(sum.asked.files, 3);
    cr_assert_eq(sum.n_largest, 3);
    cr_expect(hm_str_eq(sum.largest[0]->path, "src/a.c"));
    cr_expect(hm_str_eq(sum.largest[2]->path, "x"));
}

Test(summary, names_the_largest_only)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_context_file files[30];
    struct hm_context context = { .files = files, .n_files = 30 };
    struct hm_context_summary sum;

    for (uint32_t i = 0; i < 30; i++) {
        files[i] = (struct hm_context_file){ .path = HM_S("f"), .size = i * 7 % 30 };
    }
    hm_context_sum(&arena, &context, NULL, &sum);
    cr_assert_eq(sum.n_largest, HM_LARGEST);
    for (uint32_t i = 0; i < HM_LARGEST; i++) {
        cr_expect_eq(sum.largest[i]->size, 29 - i);
    }
    cr_expect_eq(sum.n_copies, 0);
}
