/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/input_listing.h"

#include "tests/context/tree.h"

static void
expect(const struct hm_path_list *list, const char *paths)
{
    hm_auto_buf struct hm_buf all = { 0 };

    hm_buf_puts(&all, "");
    for (uint32_t i = 0; i < list->n; i++) {
        hm_buf_printf(&all, "%s%.*s", i == 0 ? "" : " ", HM_FMT(list->paths[i]));
    }
    cr_assert(hm_str_eq(hm_buf_str(&all), paths), "%.*s", HM_FMT(hm_buf_str(&all)));
}

Test(input_listing, files_have_the_paths_of_the_report)
{
    static const struct {
        const char *folder;
        const char *paths;
    } rows[] = {
        { "", "app/a.yml app/ci/b.yml app/ci/x/c.yml app/z.yml" },
        { "ci", "app/ci/b.yml app/ci/x/c.yml" },
        { "ci/x", "app/ci/x/c.yml" },
        { "gone", "" },
        { "out", "" },
        { "../other", "" },
    };
    tree_auto struct tree tree =
        make_tree("root/a.yml", "root/ci/x/c.yml", "root/ci/b.yml", "root/z.yml",
                  "root/.git/config", "other/no.yml", "root/out -> ../other", NULL);
    char root[300];

    (void)snprintf(root, sizeof root, "%s/root", tree.root);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_path_list list = { 0 };
        struct hm_err err = { 0 };
        cr_assert_eq(
            hm_listing_make(&arena, root, hm_str_c(rows[i].folder), HM_S("app/"), &list, &err),
            HM_OK, "%s", err.text);
        expect(&list, rows[i].paths);
        cr_expect_not(list.is_cut);
    }
}

Test(input_listing, folders_are_those_of_the_tree_that_holds_them)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("ci/a.yml", NULL);
    const struct hm_input_tree trees[] = {
        { .location = NULL },
        { .location = tree.root, .root = tree.root, .prefix = HM_S("x/"), .folder = -1 },
    };
    struct hm_path_list list = { 0 };
    struct hm_inputs inputs = { 0 };
    struct hm_err err = { 0 };

    hm_vec_add(&arena, &inputs.trees, trees[0]);
    hm_vec_add(&arena, &inputs.trees, trees[1]);
    cr_assert_eq(hm_inputs_list(&inputs, &arena, HM_S("x/ci"), &list, &err), HM_OK);
    expect(&list, "x/ci/a.yml");
    cr_assert_eq(hm_inputs_list(&inputs, &arena, HM_S("x"), &list, &err), HM_OK);
    expect(&list, "x/ci/a.yml");
    cr_assert_eq(hm_inputs_list(&inputs, &arena, HM_S("y"), &list, &err), HM_E_NOT_FOUND);
}
