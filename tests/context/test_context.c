/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/context/context.h"
#include "tests/context/tree.h"

static struct hm_context
make(const struct tree *tree, struct hm_arena *arena, const char *folder, const char *dockerfile)
{
    struct hm_context context = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(
        hm_context_make(arena, tree->root, hm_str_c(folder), hm_str_c(dockerfile), &context, &err),
        HM_OK, "%s", err.text);
    return context;
}

/* Ignored files are in brackets. */
static void
expect(const struct hm_context *context, const char *files)
{
    hm_auto_buf struct hm_buf all = { 0 };

    for (uint32_t i = 0; i < context->n_files; i++) {
        const struct hm_context_file *file = &context->files[i];
        hm_buf_printf(&all, file->is_ignored ? "%s(%.*s)" : "%s%.*s", i == 0 ? "" : " ",
                      HM_FMT(file->path));
    }
    cr_assert(hm_str_eq(hm_buf_str(&all), files), "%.*s", HM_FMT(hm_buf_str(&all)));
}

Test(context, is_the_dockerfiles_folder)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("app/Dockerfile", "app/src/x", "other", NULL);
    struct hm_context context = make(&tree, &arena, "", "app/Dockerfile");

    cr_assert(hm_str_eq(context.root, "app"));
    expect(&context, "Dockerfile src/x");
}

Test(context, lists_the_sensitive_files_that_are_sent)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree =
        make_tree("Dockerfile", ".git/HEAD", ".git/config", "prod.env", "b/.env", NULL);
    write_in_tree(&tree, "a/.env", "A=1\n");
    write_in_tree(&tree, "x.key", "x");
    write_in_tree(&tree, ".dockerignore", "prod.env\n");
    struct hm_context context = make(&tree, &arena, "", "Dockerfile");
    static const char *const expected[] = { ".git/HEAD", "a/.env", "x.key" };

    cr_assert_eq(context.n_sensitive, 3);
    for (uint32_t i = 0; i < 3; i++) {
        cr_expect(hm_str_eq(context.sensitive[i].path, expected[i]), "%s", expected[i]);
    }
    cr_expect_eq(context.sensitive[0].kind, HM_FILE_HISTORY);
}

Test(context, is_the_root_of_a_dockerfile_there)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("Dockerfile", "a/b", NULL);
    struct hm_context context = make(&tree, &arena, "", "Dockerfile");

    cr_assert(hm_str_eq(context.root, "."));
    expect(&context, "Dockerfile a/b");
}

Test(context, is_the_folder_that_was_given)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("app/Dockerfile", "other/x", NULL);
    struct hm_context context = make(&tree, &arena, "other", "app/Dockerfile");

    expect(&context, "x");
}

Test(context, may_lie_outside_of_the_root)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("scan/Dockerfile", "out/x", NULL);
    struct hm_context context = { 0 };

    cr_assert_eq(hm_context_make(&arena, tree_path(&tree, "scan"), HM_S("../out"),
                                 HM_S("Dockerfile"), &context, NULL),
                 HM_OK);
    expect(&context, "x");
}

Test(context, has_no_ignore_file_when_there_is_none)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("Dockerfile", NULL);
    struct hm_context context = make(&tree, &arena, "", "Dockerfile");

    cr_assert(context.ignore_path.n == 0 && context.ignores == NULL);
}

Test(context, goes_by_the_ignore_file_of_its_root)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("app/Dockerfile", "app/.env", "app/a/.env", NULL);
    write_in_tree(&tree, "app/.dockerignore", "**/.env\n.dockerignore\n");
    struct hm_context context = make(&tree, &arena, "", "app/Dockerfile");

    cr_assert(hm_str_eq(context.ignore_path, "app/.dockerignore"));
    expect(&context, "(.dockerignore) (.env) Dockerfile (a/.env)");
}

Test(context, prefers_the_ignore_file_of_the_dockerfile)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("x", NULL);
    write_in_tree(&tree, ".dockerignore", "*\n");
    write_in_tree(&tree, "build/api.Dockerfile.dockerignore", "build\n");
    struct hm_context context = make(&tree, &arena, ".", "build/api.Dockerfile");

    cr_assert(hm_str_eq(context.ignore_path, "build/api.Dockerfile.dockerignore"));
    expect(&context, ".dockerignore (build/api.Dockerfile.dockerignore) x");
}

Test(context, of_a_nameless_dockerfile_has_the_roots_ignore_file)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("x", NULL);
    write_in_tree(&tree, ".dockerignore", "x\n");
    struct hm_context context = make(&tree, &arena, ".", "");

    expect(&context, ".dockerignore (x)");
}

Test(context, takes_back_what_an_exception_names)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("src/a", "src/b", "doc/c", NULL);
    write_in_tree(&tree, ".dockerignore", "*\n!src\nsrc/b\n");
    struct hm_context context = make(&tree, &arena, ".", "");

    expect(&context, "(.dockerignore) (doc/c) src/a (src/b)");
    cr_assert(context.has_exceptions);
}

Test(context, does_not_look_into_a_folder_that_is_cut_off)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("dir/a", "dir/sub/b", NULL);
    /* The exception is compared with folders too, but is plain and names another one. */
    write_in_tree(&tree, ".dockerignore", "dir\n!other/**\n");
    struct hm_context context = make(&tree, &arena, ".", "");

    expect(&context, ".dockerignore (dir/a) (dir/sub/b)");
}

Test(context, sends_links_and_counts_git)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree(".git/HEAD", "link -> /etc/passwd", NULL);
    struct hm_context context = make(&tree, &arena, ".", "");

    expect(&context, ".git/HEAD link");
    cr_assert(context.files[1].is_link);
}

Test(context, answers_for_files_that_are_not_there)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree(NULL);
    write_in_tree(&tree, ".dockerignore", "gone\n");
    struct hm_context context = make(&tree, &arena, ".", "");

    cr_assert_eq(context.ignores(context.ignore, HM_S("gone/x")), HM_YES);
}

static enum hm_status
make_with(const char *ignore, struct hm_err *err)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("x", NULL);
    struct hm_context context = { 0 };

    write_in_tree(&tree, ".dockerignore", ignore);
    return hm_context_make(&arena, tree.root, HM_S("."), HM_S(""), &context, err);
}

Test(context, fails_as_the_build_does_on_a_refused_ignore_file)
{
    struct hm_err err = { 0 };

    cr_assert_eq(make_with("!\n", &err), HM_E_SYNTAX);
    cr_assert_str_eq(err.text, ".dockerignore: line 1: illegal exclusion pattern: \"!\"");
}

Test(context, fails_as_the_build_does_on_a_broken_pattern)
{
    struct hm_err err = { 0 };

    cr_assert_eq(make_with("y\n[z-a]*\n", &err), HM_E_SYNTAX);
    cr_assert_str_eq(err.text, ".dockerignore: line 2: invalid character class range");
}

Test(context, refuses_an_ignore_file_from_elsewhere)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree(".dockerignore -> /etc/passwd", NULL);
    struct hm_context context = { 0 };

    cr_assert_eq(hm_context_make(&arena, tree.root, HM_S("."), HM_S(""), &context, NULL),
                 HM_E_REFUSED);
}

Test(context, refuses_a_folder_as_ignore_file)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree(".dockerignore/x", NULL);
    struct hm_context context = { 0 };

    cr_assert_eq(hm_context_make(&arena, tree.root, HM_S("."), HM_S(""), &context, NULL),
                 HM_E_UNSUPPORTED);
}

static struct hm_context
view_of(const struct tree *tree, struct hm_arena *arena, uint32_t max_depth, const char *folder)
{
    struct hm_context context = { 0 };
    struct hm_walk walk = { 0 };
    struct hm_walk_options options = { .max_depth = max_depth };

    cr_assert_eq(hm_walk(arena, tree->root, &options, &walk, NULL), HM_OK);
    cr_assert_eq(
        hm_context_view(arena, &walk, hm_str_c(folder), (struct hm_str){ 0 }, &context, NULL),
        HM_OK);
    return context;
}

Test(context, is_seen_through_a_walk_from_above)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/x", "a/b/y", "a-b/z", "ab", NULL);
    write_in_tree(&tree, "a/.dockerignore", "b\n");
    struct hm_context context = view_of(&tree, &arena, 0, "a");

    cr_assert(hm_str_eq(context.root, "a"));
    expect(&context, ".dockerignore (b/y) x");
    cr_assert(context.is_complete);
}

Test(context, is_incomplete_where_the_walk_has_a_gap)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/b/c/f", "d/e", NULL);

    cr_assert_not(view_of(&tree, &arena, 2, ".").is_complete);
}

Test(context, is_complete_where_the_gap_lies_elsewhere)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/b/c/f", "d/e", NULL);

    cr_assert(view_of(&tree, &arena, 2, "d").is_complete);
}

Test(context, is_complete_where_the_gap_is_ignored)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/b/c/f", "d/e", NULL);
    write_in_tree(&tree, ".dockerignore", "a\n");

    cr_assert(view_of(&tree, &arena, 2, ".").is_complete);
}

static const struct hm_context *
get(struct hm_contexts *set, const char *dockerfile)
{
    const struct hm_context *context = NULL;
    struct hm_err err = { 0 };

    cr_assert_eq(hm_contexts_get(set, (struct hm_str){ 0 }, hm_str_c(dockerfile), &context, &err),
                 HM_OK, "%s", err.text);
    return context;
}

Test(context, is_shared_by_dockerfiles_with_the_same_ignore_file)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/x", NULL);
    write_in_tree(&tree, "a/two.dockerignore", "*\n");
    struct hm_contexts set;

    hm_contexts_init(&set, &arena, tree.root);
    cr_assert_eq(get(&set, "a/one"), get(&set, "a/three"));
    cr_assert_neq(get(&set, "a/one"), get(&set, "a/two"));
}

Test(context, of_a_set_needs_no_walk_before)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/x", "b/y", NULL);
    struct hm_contexts set;

    hm_contexts_init(&set, &arena, tree.root);
    expect(get(&set, "b/Dockerfile"), "y");
}

Test(context, that_failed_fails_again)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("x", NULL);
    const struct hm_context *context = NULL;
    struct hm_contexts set;
    struct hm_err err = { 0 };

    write_in_tree(&tree, ".dockerignore", "!\n");
    hm_contexts_init(&set, &arena, tree.root);
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(hm_contexts_get(&set, HM_S("."), HM_S("x"), &context, &err), HM_E_SYNTAX);
    }
    cr_assert_str_eq(err.text, ".dockerignore: line 1: illegal exclusion pattern: \"!\"");
}

Test(context, of_a_set_takes_a_walk_that_was_there)
{
    static const char *const skip[] = { "vendor", NULL };
    struct hm_walk_options options = { .skip = skip, .without_sizes = true };
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/x", "a/vendor/y", "b/z", NULL);
    write_in_tree(&tree, "b/.dockerignore", "z\n");
    struct hm_walk walk = { 0 };
    struct hm_contexts set;

    cr_assert_eq(hm_walk(&arena, tree.root, &options, &walk, NULL), HM_OK);
    hm_contexts_init(&set, &arena, tree.root);
    hm_contexts_take_walk(&set, &walk);
    expect(get(&set, "a/Dockerfile"), "vendor/y x");
    cr_assert(get(&set, "b/Dockerfile")->files[1].is_ignored);
}

Test(context, of_many_folders_is_found_again)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("x", NULL);
    const struct hm_context *contexts[100] = { 0 };
    struct hm_contexts set;

    hm_contexts_init(&set, &arena, tree.root);
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < 100; i++) {
            char name[32];
            (void)snprintf(name, sizeof name, "f%u/", i);
            add_to_tree(&tree, name);
            (void)snprintf(name, sizeof name, "f%u/Dockerfile", i);
            const struct hm_context *context = get(&set, name);
            cr_assert(round == 0 || contexts[i] == context, "%u", i);
            contexts[i] = context;
        }
    }
    cr_assert_eq(set.known.n, 100);
}

Test(context, looks_into_files_and_tells_what_lets_them_in)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("Dockerfile", "a/.env.example", "a/main.c", NULL);
    write_in_tree(&tree, "a/config",
                  "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBkg\n-----END EC PRIVATE KEY-----\n");
    write_in_tree(&tree, "a/b.key", "x");
    write_in_tree(&tree, ".env", "A=1\n");
    write_in_tree(&tree, "c/.npmrc", "save-exact=true\n");
    write_in_tree(&tree, ".dockerignore", "*.key\n.env\n!.env\n");
    struct hm_context context = make(&tree, &arena, "", "Dockerfile");

    cr_assert_eq(context.n_sensitive, 3);
    cr_expect(hm_str_eq(context.sensitive[0].path, ".env"));
    cr_expect_eq(context.sensitive[0].let_in_by, HM_LET_BY_EXCEPTION);
    cr_expect_eq(context.sensitive[0].ignore_span.off, 11);
    cr_expect(hm_str_eq(context.sensitive[1].path, "a/b.key") && !context.sensitive[1].is_seen);
    cr_expect_eq(context.sensitive[1].let_in_by, HM_LET_BY_TOP_ONLY);
    cr_expect(hm_str_eq(context.sensitive[2].path, "a/config") && context.sensitive[2].is_seen);
    cr_expect_eq(context.sensitive[2].let_in_by, HM_LET_BY_NOTHING);
}
