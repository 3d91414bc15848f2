/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/context/walk.h"
#include "tests/context/tree.h"

static struct hm_walk
walk(const struct tree *tree, struct hm_arena *arena, const struct hm_walk_options *options)
{
    struct hm_walk walk = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_walk(arena, tree->root, options, &walk, &err), HM_OK, "%s", err.text);
    return walk;
}

static void
expect(const struct hm_walk *walk, const char *paths)
{
    hm_auto_buf struct hm_buf all = { 0 };

    for (uint32_t i = 0; i < walk->n_entries; i++) {
        hm_buf_printf(&all, "%s%.*s", i == 0 ? "" : " ", HM_FMT(walk->entries[i].path));
    }
    cr_assert(hm_str_eq(hm_buf_str(&all), paths), "%.*s", HM_FMT(hm_buf_str(&all)));
}

Test(walk, sorts_files_by_their_paths)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree =
        make_tree("b", "a/x", "a/c/y", "a-b", "a.b", "a0", ".git/config", NULL);
    struct hm_walk seen = walk(&tree, &arena, NULL);

    expect(&seen, ".git .git/config a-b a.b a a/c a/c/y a/x a0 b");
    cr_assert(seen.is_complete);
}

Test(walk, tells_sizes)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree(NULL);
    write_in_tree(&tree, "five", "12345");
    struct hm_walk seen = walk(&tree, &arena, NULL);

    cr_assert_eq(seen.entries[0].size, 5);
}

Test(walk, without_sizes_sees_the_same_kinds)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/file", "link -> a", "z", NULL);
    cr_assert_eq(mkfifo(tree_path(&tree, "pipe"), 0600), 0);
    struct hm_walk full = walk(&tree, &arena, NULL);
    struct hm_walk quick = walk(&tree, &arena, &(struct hm_walk_options){ .without_sizes = true });

    expect(&quick, "a a/file link pipe z");
    for (uint32_t i = 0; i < full.n_entries; i++) {
        cr_assert_eq(quick.entries[i].kind, full.entries[i].kind);
    }
}

Test(walk, lists_links_without_following_them)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/file", "link -> a", NULL);
    struct hm_walk seen = walk(&tree, &arena, NULL);

    expect(&seen, "a a/file link");
    cr_assert_eq(seen.entries[2].kind, HM_WALK_LINK);
}

Test(walk, does_not_open_a_pipe)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree(NULL);
    cr_assert_eq(mkfifo(tree_path(&tree, "pipe"), 0600), 0);
    struct hm_walk seen = walk(&tree, &arena, NULL);

    cr_assert_eq(seen.entries[0].kind, HM_WALK_OTHER);
}

Test(walk, lists_a_skipped_folder_but_nothing_in_it)
{
    static const char *const skip[] = { "vendor", NULL };
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/vendor/x", "vendor.txt", NULL);
    struct hm_walk seen = walk(&tree, &arena, &(struct hm_walk_options){ .skip = skip });

    expect(&seen, "a a/vendor vendor.txt");
    cr_assert(seen.n_skipped == 1 && seen.skipped[0] == 1 && seen.entries[1].is_closed);
    cr_assert(seen.is_complete);
}

Test(walk, ends_where_there_are_too_many_entries)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/1", "a/2", "a/3", "b/1", "c", NULL);
    struct hm_walk seen = walk(&tree, &arena, &(struct hm_walk_options){ .max_entries = 5 });

    expect(&seen, "a b c");
    cr_assert_not(seen.is_complete);
    cr_assert_str_eq(seen.gaps[0].why, "more than 5 entries");
    cr_assert(hm_str_eq(seen.gaps[0].path, "a"));
}

Test(walk, says_where_it_is_too_deep)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/b/c/d", "e", NULL);
    struct hm_walk seen = walk(&tree, &arena, &(struct hm_walk_options){ .max_depth = 2 });

    expect(&seen, "a a/b a/b/c e");
    cr_assert_str_eq(seen.gaps[0].why, "more than 2 folders deep");
}

Test(walk, says_what_it_may_not_read)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/b", "c", NULL);
    if (geteuid() == 0) {
        cr_skip("root may read everything");
    }
    cr_assert_eq(chmod(tree_path(&tree, "a"), 0), 0);
    struct hm_walk seen = walk(&tree, &arena, NULL);
    cr_assert_eq(chmod(tree_path(&tree, "a"), 0700), 0);

    expect(&seen, "a c");
    cr_assert(seen.entries[0].is_closed && seen.n_gaps == 1);
}

Test(walk, counts_the_gaps_it_does_not_list)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree(NULL);
    for (unsigned i = 0; i < HM_WALK_GAPS + 7; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "a/%u/", i);
        add_to_tree(&tree, name);
    }
    struct hm_walk seen = walk(&tree, &arena, &(struct hm_walk_options){ .max_depth = 1 });

    cr_assert_eq(seen.n_gaps, HM_WALK_GAPS);
    cr_assert_eq(seen.n_more_gaps, 7);
}

Test(walk, takes_a_link_as_its_root)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/x", "link -> a", NULL);
    struct hm_walk seen = { 0 };

    cr_assert_eq(hm_walk(&arena, tree_path(&tree, "link"), NULL, &seen, NULL), HM_OK);
    expect(&seen, "x");
}

Test(walk, refuses_a_root_that_is_a_file)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("x", NULL);
    struct hm_walk seen = { 0 };

    cr_assert_eq(hm_walk(&arena, tree_path(&tree, "x"), NULL, &seen, NULL), HM_E_NOT_FOUND);
}

Test(walk, finds_an_entry)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/x", "a-b/y", "a.b", "ab/z", NULL);
    struct hm_walk seen = walk(&tree, &arena, NULL);

    for (uint32_t i = 0; i < seen.n_entries; i++) {
        cr_assert_eq(hm_walk_find(&seen, seen.entries[i].path, seen.entries[i].kind),
                     &seen.entries[i]);
    }
}

Test(walk, finds_nothing_of_another_kind)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/x", NULL);
    struct hm_walk seen = walk(&tree, &arena, NULL);

    cr_assert_null(hm_walk_find(&seen, HM_S("a"), HM_WALK_FILE));
}

Test(walk, knows_what_is_inside)
{
    tree_auto struct tree tree = make_tree("a/x", "link -> a/x", NULL);

    cr_assert(hm_walk_is_inside(tree.root, tree_path(&tree, "link")));
}

Test(walk, knows_what_is_outside)
{
    tree_auto struct tree tree = make_tree("link -> /etc/passwd", NULL);

    cr_assert_not(hm_walk_is_inside(tree.root, tree_path(&tree, "link")));
}

Test(walk, goes_into_what_it_skipped_when_asked)
{
    static const char *const skip[] = { "vendor", NULL };
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree =
        make_tree("a/vendor/x/y", "a/vendor/vendor/z", "vendor.txt", "vendor/1", NULL);
    struct hm_walk quick = walk(&tree, &arena, &(struct hm_walk_options){ .skip = skip });
    struct hm_walk all = hm_walk_skipped(&arena, &quick, NULL);

    expect(&quick, "a a/vendor vendor.txt vendor");
    expect(&all, "a a/vendor a/vendor/vendor a/vendor/vendor/z a/vendor/x a/vendor/x/y vendor.txt "
                 "vendor vendor/1");
    cr_assert(all.n_skipped == 0 && all.is_complete && !all.entries[1].is_closed);
}

Test(walk, keeps_its_limits_when_it_goes_into_what_it_skipped)
{
    static const char *const skip[] = { "vendor", NULL };
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a", "vendor/1/2", "vendor/3", NULL);
    struct hm_walk quick = walk(&tree, &arena, &(struct hm_walk_options){ .skip = skip });
    struct hm_walk few =
        hm_walk_skipped(&arena, &quick, &(struct hm_walk_options){ .max_entries = 3 });
    struct hm_walk flat =
        hm_walk_skipped(&arena, &quick, &(struct hm_walk_options){ .max_depth = 1 });

    expect(&few, "a vendor");
    cr_assert(few.entries[1].is_closed && few.n_gaps == 1 && !few.is_complete);
    expect(&flat, "a vendor vendor/1 vendor/3");
    cr_assert(flat.entries[2].is_closed && flat.n_gaps == 1);
}

Test(walk, says_what_there_is_and_what_it_cannot_tell)
{
    static const char *const skip[] = { "vendor", NULL };
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/x", "link -> a", "vendor/1", NULL);
    struct hm_walk seen = walk(&tree, &arena, &(struct hm_walk_options){ .skip = skip });

    cr_expect_eq(hm_walk_has(&seen, HM_S("a")), HM_YES);
    cr_expect_eq(hm_walk_has(&seen, HM_S("a/x")), HM_YES);
    cr_expect_eq(hm_walk_has(&seen, HM_S("link")), HM_YES);
    cr_expect_eq(hm_walk_has(&seen, HM_S("a/y")), HM_NO);
    cr_expect_eq(hm_walk_has(&seen, HM_S("y")), HM_NO);
    cr_expect_eq(hm_walk_has(&seen, HM_S("vendor/1")), HM_UNKNOWN);
    cr_expect_eq(hm_walk_has(&seen, HM_S("link/x")), HM_UNKNOWN);
}
