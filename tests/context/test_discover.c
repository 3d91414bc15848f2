/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/context/discover.h"
#include "tests/context/tree.h"
#include "tests/repository.h"
#include "tests/rows.h"

static const struct {
    const char *path;
    enum hm_name_kind kind;
} NAMES[] = {
    { "Dockerfile", HM_NAME_DOCKERFILE },
    { "a/b/Dockerfile", HM_NAME_DOCKERFILE },
    { "dockerfile", HM_NAME_DOCKERFILE },
    { "DOCKERFILE", HM_NAME_DOCKERFILE },
    { "Containerfile", HM_NAME_DOCKERFILE },
    { "Dockerfile.prod", HM_NAME_DOCKERFILE },
    { "Dockerfile.arm64.v8", HM_NAME_DOCKERFILE },
    { "Dockerfile.go", HM_NAME_DOCKERFILE },
    { "dockerfile.prod", HM_NAME_DOCKERFILE },
    { "Dockerfile-alpine", HM_NAME_DOCKERFILE },
    { "Dockerfile_dev", HM_NAME_DOCKERFILE },
    { "Containerfile.ubi9", HM_NAME_DOCKERFILE },
    { "api.Dockerfile", HM_NAME_DOCKERFILE },
    { "api.dockerfile", HM_NAME_DOCKERFILE },
    { "api.v2.containerfile", HM_NAME_DOCKERFILE },
    { "Dockerfile.dockerignore", HM_NAME_OTHER },
    { "api.Dockerfile.dockerignore", HM_NAME_OTHER },
    { "Dockerfile.md", HM_NAME_OTHER },
    { "dockerfile.go", HM_NAME_OTHER },
    { "Dockerfile_test.go", HM_NAME_OTHER },
    { "dockerfile-parser.js", HM_NAME_OTHER },
    { "Dockerfiles", HM_NAME_OTHER },
    { "MyDockerfile", HM_NAME_OTHER },
    { ".dockerfile", HM_NAME_OTHER },
    { "Dockerfile.", HM_NAME_OTHER },
    { "Dockerfile/readme", HM_NAME_OTHER },
    { "Makefile", HM_NAME_OTHER },
    { "", HM_NAME_OTHER },
    { "Dockerfile.j2", HM_NAME_TEMPLATE },
    { "Dockerfile.template", HM_NAME_TEMPLATE },
    { "Dockerfile-alpine.erb", HM_NAME_TEMPLATE },
    { "Dockerfile~", HM_NAME_BACKUP },
    { "Dockerfile.prod~", HM_NAME_BACKUP },
    { "#Dockerfile#", HM_NAME_BACKUP },
    { ".Dockerfile.swp", HM_NAME_BACKUP },
    { "Dockerfile.orig", HM_NAME_BACKUP },
    { "Dockerfile.bak", HM_NAME_BACKUP },
    { "notes~", HM_NAME_OTHER },
};

ROWS_OF(discover, reads_names, NAMES)

ParameterizedTest(size_t *i, discover, reads_names)
{
    cr_assert_eq(hm_name_kind(hm_str_c(NAMES[*i].path)), NAMES[*i].kind, "%s", NAMES[*i].path);
}

static struct hm_discovery
discover(const struct tree *tree, struct hm_arena *arena)
{
    struct hm_discovery found = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_discover(arena, tree->root, false, &found, &err), HM_OK, "%s", err.text);
    return found;
}

static const char *
why(const struct hm_discovery *found, const char *path)
{
    for (uint32_t i = 0; i < found->n_passed; i++) {
        if (hm_str_eq(found->passed[i].path, path)) {
            return found->passed[i].why;
        }
    }
    return "";
}

static void
expect(const struct hm_discovery *found, const char *paths)
{
    hm_auto_buf struct hm_buf all = { 0 };

    for (uint32_t i = 0; i < found->n_dockerfiles; i++) {
        hm_buf_printf(&all, "%s%.*s", i == 0 ? "" : " ", HM_FMT(found->dockerfiles[i]));
    }
    cr_assert(hm_str_eq(hm_buf_str(&all), paths), "%.*s", HM_FMT(hm_buf_str(&all)));
}

Test(discover, lists_what_is_below_in_order)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("b/Dockerfile", "Dockerfile", "a/x.dockerfile",
                                           "a/main.go", "a-b/Containerfile", NULL);
    struct hm_discovery found = discover(&tree, &arena);

    expect(&found, "Dockerfile a-b/Containerfile a/x.dockerfile b/Dockerfile");
}

Test(discover, passes_over_dependencies_and_says_so)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("Dockerfile", "web/node_modules/x/Dockerfile",
                                           "vendor/y/Dockerfile", ".git/Dockerfile", NULL);
    struct hm_discovery found = discover(&tree, &arena);

    expect(&found, "Dockerfile");
    cr_assert_str_eq(why(&found, "web/node_modules"), "a folder of dependencies");
    cr_assert_str_eq(why(&found, "vendor"), "a folder of dependencies");
    cr_assert_str_eq(why(&found, ".git"), "a folder of version control");
}

Test(discover, passes_over_templates_and_says_so)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("Dockerfile.j2", NULL);
    struct hm_discovery found = discover(&tree, &arena);

    expect(&found, "");
    cr_assert(found.n_passed == 1 && !found.passed[0].is_gap);
}

Test(discover, takes_a_file_whatever_its_name)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("vendor/image.txt", NULL);
    struct hm_discovery found = { 0 };

    cr_assert_eq(hm_discover(&arena, tree_path(&tree, "vendor/image.txt"), false, &found, NULL),
                 HM_OK);
    expect(&found, "image.txt");
    cr_assert(found.is_file);
}

Test(discover, takes_a_skipped_folder_that_was_asked_for)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("vendor/Dockerfile", NULL);
    struct hm_discovery found = { 0 };

    cr_assert_eq(hm_discover(&arena, tree_path(&tree, "vendor"), false, &found, NULL), HM_OK);
    expect(&found, "Dockerfile");
}

Test(discover, tells_what_git_ignores)
{
    struct repository r;
    struct hm_discovery found = { 0 };

    repository_init(&r);
    repository_write(&r, ".gitignore", HM_S("/out/\n*.tmp\n"));
    repository_write(&r, "out/Dockerfile", HM_S(""));
    repository_write(&r, "Dockerfile.tmp", HM_S(""));
    repository_write(&r, "Dockerfile", HM_S(""));
    cr_assert_eq(hm_discover(&r.arena, r.dir.p, false, &found, NULL), HM_OK);
    expect(&found, "Dockerfile");
    cr_assert_eq(found.n_ignored, 2);
    cr_expect(hm_str_eq(found.ignored[0], "Dockerfile.tmp"));
    cr_expect(hm_str_eq(found.ignored[1], "out/"));
    cr_expect_gt(found.whole.n_entries, found.walk.n_entries);
    cr_assert_eq(hm_discover(&r.arena, r.dir.p, true, &found, NULL), HM_OK);
    expect(&found, "Dockerfile out/Dockerfile");
    cr_expect_eq(found.n_ignored, 0);
    repository_done(&r);
}

Test(discover, follows_a_link_to_a_file_of_another_name)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("common.txt", "a/Dockerfile -> ../common.txt", NULL);
    struct hm_discovery found = discover(&tree, &arena);

    expect(&found, "a/Dockerfile");
}

Test(discover, takes_a_file_once)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("Dockerfile", "a/Dockerfile -> ../Dockerfile", NULL);
    struct hm_discovery found = discover(&tree, &arena);

    expect(&found, "Dockerfile");
    cr_assert_str_eq(why(&found, "a/Dockerfile"),
                     "a link to a file that is found under its own name");
}

Test(discover, does_not_follow_a_link_out)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("Dockerfile -> /etc/passwd", NULL);
    struct hm_discovery found = discover(&tree, &arena);

    expect(&found, "");
    cr_assert_str_eq(why(&found, "Dockerfile"), "a link that leaves the scanned folder");
}

Test(discover, survives_a_loop_of_links)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("Dockerfile -> Dockerfile", "a/up -> ..", NULL);
    struct hm_discovery found = discover(&tree, &arena);

    expect(&found, "");
    cr_assert_str_eq(why(&found, "Dockerfile"), "a link to nothing");
}

Test(discover, tells_what_could_not_be_looked_at)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("Dockerfile", NULL);
    hm_auto_buf struct hm_buf deep = { 0 };
    for (int i = 0; i < 70; i++) {
        hm_buf_puts(&deep, "d/");
    }
    hm_buf_puts(&deep, "Dockerfile");
    add_to_tree(&tree, deep.p);
    struct hm_discovery found = discover(&tree, &arena);

    expect(&found, "Dockerfile");
    cr_assert(found.n_passed == 1 && found.passed[0].is_gap);
}

Test(discover, refuses_what_is_not_there)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_discovery found = { 0 };

    cr_assert_eq(hm_discover(&arena, "/nowhere/at/all", false, &found, NULL), HM_E_NOT_FOUND);
}

Test(discover, refuses_a_device)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_discovery found = { 0 };

    cr_assert_eq(hm_discover(&arena, "/dev/null", false, &found, NULL), HM_E_UNSUPPORTED);
}
