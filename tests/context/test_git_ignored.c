/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/git_ignored.h"

#include <criterion/criterion.h>
#include <unistd.h>

#include "plugin/base/path.h"
#include "tests/repository.h"

struct seen {
    struct hm_buf names; /* files, with a blank behind each */
    struct hm_str fault;
};

static void
see(struct repository *repository, const char *folder, struct seen *seen)
{
    static const char *const skip[] = { ".git", NULL };
    struct hm_arena *arena = &repository->arena;
    const char *root = hm_path_join(arena, hm_buf_str(&repository->dir), hm_str_c(folder)).p;
    struct hm_git_ignored *ignored = hm_git_ignored_new(arena, root);
    struct hm_walk_options options = { .skip = skip,
                                       .guide =
                                           ignored == NULL ? NULL : hm_git_ignored_guide(ignored) };
    struct hm_walk walk;

    cr_assert_eq(hm_walk(arena, root, &options, &walk, NULL), HM_OK);
    for (uint32_t i = 0; i < walk.n_entries; i++) {
        const struct hm_walk_entry *entry = &walk.entries[i];
        if (entry->kind == HM_WALK_FILE && !entry->is_hidden && !hm_str_has(entry->path, ".git")) {
            hm_buf_printf(&seen->names, "%.*s ", HM_FMT(entry->path));
        }
    }
    if (ignored != NULL) {
        seen->fault = hm_git_ignored_fault(ignored);
        hm_git_ignored_done(ignored);
    }
}

static void
expect(struct repository *repository, const char *folder, const char *names)
{
    struct seen seen = { 0 };

    see(repository, folder, &seen);
    cr_expect(hm_str_eq(hm_buf_str(&seen.names), names), "%.*s", HM_FMT(hm_buf_str(&seen.names)));
    hm_buf_done(&seen.names);
}

static void
put(struct repository *repository, const char *path, const char *text)
{
    repository_write(repository, path, hm_str_c(text));
}

Test(git_ignored, what_is_ignored_and_not_tracked_is_hidden)
{
    struct repository r;

    repository_init(&r);
    put(&r, ".gitignore", "/out/\n*.tmp\n");
    put(&r, "out/a", "");
    put(&r, "out/b", "");
    put(&r, "x.tmp", "");
    put(&r, "y", "");
    expect(&r, ".", "y ");
    (void)repository_git(&r, "add", "-f", "out/b", NULL);
    expect(&r, ".", "out/b y ");
    repository_done(&r);
}

Test(git_ignored, nothing_is_included_again_below_an_ignored_folder)
{
    struct repository r;

    repository_init(&r);
    put(&r, ".gitignore", "out\n!out/a\nin/*\n!in/a\n");
    put(&r, "out/a", "");
    put(&r, "in/a", "");
    put(&r, "in/b", "");
    expect(&r, ".", "in/a ");
    repository_done(&r);
}

Test(git_ignored, the_nearest_file_decides)
{
    struct repository r;

    repository_init(&r);
    put(&r, ".gitignore", "*.yaml\n");
    put(&r, "k8s/.gitignore", "!*.yaml\n");
    put(&r, "k8s/a.yaml", "");
    put(&r, "b.yaml", "");
    put(&r, ".git/info/exclude", "c\n");
    put(&r, "c", "");
    expect(&r, ".", "k8s/a.yaml ");
    repository_done(&r);
}

Test(git_ignored, files_above_the_folder_count)
{
    struct repository r;

    repository_init(&r);
    put(&r, ".gitignore", "/app/web/x\n*.tmp\n");
    put(&r, "app/.gitignore", "y\n");
    put(&r, "app/web/x", "");
    put(&r, "app/web/y", "");
    put(&r, "app/web/z", "");
    put(&r, "app/web/z.tmp", "");
    expect(&r, "app/web", "z ");
    repository_done(&r);
}

Test(git_ignored, a_folder_that_is_asked_for_is_not_ignored)
{
    struct repository r;

    repository_init(&r);
    put(&r, ".gitignore", "/out/\n*.tmp\n");
    put(&r, "out/web/a.tmp", "");
    expect(&r, "out/web", "a.tmp ");
    repository_done(&r);
}

Test(git_ignored, a_repository_inside_has_its_own)
{
    struct repository r;

    repository_init(&r);
    put(&r, ".gitignore", "*.tmp\n");
    put(&r, "sub/a.tmp", "");
    put(&r, "sub/b", "");
    put(&r, "sub/.gitignore", "b\n");
    (void)repository_git(&r, "init", "-q", "sub", NULL);
    expect(&r, ".", "sub/a.tmp ");
    repository_done(&r);
}

Test(git_ignored, a_second_work_tree_shares_what_is_excluded)
{
    struct repository r;

    repository_init(&r);
    put(&r, "a", "");
    (void)repository_commit(&r, "a");
    put(&r, ".git/info/exclude", "c\n");
    (void)repository_git(&r, "worktree", "add", "-q", "second", NULL);
    put(&r, "second/c", "");
    put(&r, "second/d", "");
    expect(&r, "second", "a d ");
    repository_done(&r);
}

/* Whatever cannot be read might say that a file is not ignored, or that it is tracked. */
Test(git_ignored, what_cannot_be_read_hides_nothing)
{
    struct repository r;
    struct seen seen = { 0 };

    repository_init(&r);
    put(&r, ".gitignore", "x\n");
    put(&r, "x", "");
    put(&r, ".git/index", "broken");
    see(&r, ".", &seen);
    cr_expect(hm_str_eq(hm_buf_str(&seen.names), "x "));
    cr_expect_gt(seen.fault.n, 0);
    hm_buf_done(&seen.names);
    repository_done(&r);
}

Test(git_ignored, an_ignore_file_that_is_a_link_says_nothing)
{
    struct repository r;

    repository_init(&r);
    put(&r, "other", "x\n");
    put(&r, "x", "");
    cr_assert_eq(symlink("other", hm_path_join(&r.arena, hm_buf_str(&r.dir), HM_S(".gitignore")).p),
                 0);
    expect(&r, ".", "other x ");
    repository_done(&r);
}

Test(git_ignored, without_a_repository_there_is_nothing)
{
    struct hm_arena arena = { 0 };

    cr_expect_null(hm_git_ignored_new(&arena, "/proc/self"));
    hm_arena_done(&arena);
}
