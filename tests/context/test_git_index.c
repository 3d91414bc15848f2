/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/git_index.h"

#include "tests/context/tree.h"
#include "tests/repository.h"
#include "tests/rows.h"

static bool
is_any(void *ctx, struct hm_str path)
{
    (void)ctx;
    return !hm_str_ends(path, ".c");
}

static enum hm_status
is_missing(void *ctx, struct hm_str name, struct hm_str *ret_text, struct hm_err *reterr)
{
    (void)ctx;
    (void)ret_text;
    return hm_err_set(reterr, HM_E_NOT_FOUND, "%.*s", HM_FMT(name));
}

static const struct hm_git_index_wish all = { .wanted = is_any, .shared = is_missing };

static void
put_number(struct hm_buf *buf, uint32_t value, int n)
{
    while (n-- > 0) {
        hm_buf_putc(buf, (char)(value >> (8 * n)));
    }
}

struct entry {
    const char *path;
    uint32_t mode;
};

static const struct entry entries[] = {
    { ".env", 0100644 },  { "app/a.c", 0100644 }, { "app/key", 0100755 },
    { "app/l", 0120000 }, { "app/sub", 0160000 }, { "b", 0100644 },
};

/* An index as git writes it; of version 4 every path takes all of the last one back. */
static void
make_index(struct hm_buf *buf, uint32_t version, size_t id)
{
    size_t last = 0;

    hm_buf_puts(buf, "DIRC");
    put_number(buf, version, 4);
    put_number(buf, sizeof entries / sizeof entries[0], 4);
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        size_t start = buf->n;
        size_t n = strlen(entries[i].path);
        bool is_extended = version == 3 && i == 1;
        for (int k = 0; k < 6; k++) {
            put_number(buf, 7, 4);
        }
        put_number(buf, entries[i].mode, 4);
        for (size_t k = 0; k < 12 + id; k++) {
            hm_buf_putc(buf, (char)(k + 1));
        }
        put_number(buf, (uint32_t)n | (is_extended ? 0x4000u : 0u), 2);
        put_number(buf, 0, is_extended ? 2 : 0);
        if (version == 4) {
            put_number(buf, (uint32_t)last, 1);
        }
        hm_buf_puts(buf, entries[i].path);
        hm_buf_putc(buf, '\0');
        while (version < 4 && (buf->n - start) % 8 != 0) {
            hm_buf_putc(buf, '\0');
        }
        last = n;
    }
    hm_buf_puts(buf, "TREE");
    put_number(buf, 3, 4);
    hm_buf_puts(buf, "abc");
    for (size_t k = 0; k < id; k++) {
        hm_buf_putc(buf, 'h');
    }
}

struct index_case {
    uint32_t version;
    size_t id;
};

static const struct index_case forms[] = { { 2, 20 }, { 3, 20 }, { 4, 20 }, { 2, 32 }, { 4, 32 } };

ROWS_OF(git_index, lists_regular_files, forms)

ParameterizedTest(size_t *row, git_index, lists_regular_files)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_git_index index = { 0 };
    struct hm_err err = { 0 };

    make_index(&text, forms[*row].version, forms[*row].id);
    cr_assert_eq(hm_git_index_parse(&arena, hm_buf_str(&text), &all, &index, &err), HM_OK, "%s",
                 err.text);
    cr_assert_eq(index.n_paths, 3, "version %u, %zu", forms[*row].version, forms[*row].id);
    cr_expect(hm_str_eq(index.paths[0], ".env"));
    cr_expect(hm_str_eq(index.paths[1], "app/key"));
    cr_expect(hm_str_eq(index.paths[2], "b"));
    /* Whatever its end is missing, it is refused, and nothing behind it is read. */
    for (size_t n = 0; n + 1 < text.n; n++) {
        hm_auto_free char *cut = malloc(n + 1);
        memcpy(cut, text.p, n);
        cr_expect_neq(hm_git_index_parse(&arena, hm_str_make(cut, n), &all, &index, &err),
                      HM_E_LIMIT);
    }
}

Test(git_index, is_found_above_the_folder)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    tree_auto struct tree tree = make_tree("r/app/x", "r/.git/", "w/y", NULL);
    struct hm_git_index index = { 0 };
    struct hm_err err = { 0 };

    make_index(&text, 2, 20);
    cr_assert_eq(hm_write_file(tree_path(&tree, "r/.git/index"), hm_buf_str(&text), &err), HM_OK,
                 "%s", err.text);
    cr_assert_eq(hm_git_index_read(&arena, tree_path(&tree, "r/app"), is_any, NULL, &index, &err),
                 HM_OK, "%s", err.text);
    cr_assert_eq(index.n_paths, 1);
    cr_expect(hm_str_eq(index.paths[0], "key"));
    cr_expect(hm_str_eq(index.below, "app"));
    write_in_tree(&tree, "w/.git", "gitdir: ../r/.git\n");
    cr_assert_eq(hm_git_index_read(&arena, tree_path(&tree, "w"), is_any, NULL, &index, &err),
                 HM_OK, "%s", err.text);
    cr_expect_eq(index.n_paths, 3);
}

Test(git_index, of_no_repository_is_not_found)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/.git/HEAD", NULL);
    struct hm_git_index index = { 0 };
    struct hm_err err = { 0 };

    cr_expect_eq(hm_git_index_read(&arena, tree_path(&tree, "a"), is_any, NULL, &index, &err),
                 HM_E_NOT_FOUND);
}

static bool
is_all(void *ctx, struct hm_str path)
{
    (void)ctx;
    (void)path;
    return true;
}

/* What git itself lists is what is read. */
static void
expect_as_listed(struct repository *repository)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str list = repository_git(repository, "ls-files", NULL);
    struct hm_git_index index = { 0 };
    struct hm_str line;
    struct hm_err err = { 0 };
    uint32_t n = 0;

    cr_assert_eq(hm_git_index_read(&arena, repository->dir.p, is_all, NULL, &index, &err), HM_OK,
                 "%s", err.text);
    while (hm_str_split(&list, '\n', &line)) {
        cr_assert_lt(n, index.n_paths, "no %.*s", HM_FMT(line));
        cr_expect(hm_str_is(index.paths[n], line), "%.*s for %.*s", HM_FMT(index.paths[n]),
                  HM_FMT(line));
        n++;
    }
    cr_expect_eq(n, index.n_paths);
}

static void
make_many(struct repository *repository)
{
    repository_init(repository);
    for (int i = 0; i < 150; i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "d%d/f%03d", i % 3, i);
        repository_write(repository, path, hm_str_c(path));
    }
    (void)repository_git(repository, "config", "splitIndex.maxPercentChange", "100", NULL);
    (void)repository_commit(repository, "many");
}

static const char *const versions[] = { "2", "4" };

ROWS_OF(git_index, is_read_where_it_is_split, versions)

ParameterizedTest(size_t *row, git_index, is_read_where_it_is_split)
{
    struct repository repository;

    make_many(&repository);
    (void)repository_git(&repository, "update-index", "--index-version", versions[*row], NULL);
    (void)repository_git(&repository, "update-index", "--split-index", NULL);
    expect_as_listed(&repository);
    (void)repository_git(&repository, "rm", "-q", "--cached", "d0/f000", "d1/f148", NULL);
    repository_write(&repository, "d2/f002", HM_S("other"));
    repository_write(&repository, "d2/f149", HM_S("other"));
    repository_write(&repository, "a", HM_S("new"));
    repository_write(&repository, "z/z", HM_S("new"));
    (void)repository_git(&repository, "add", "a", "z", "d2", NULL);
    expect_as_listed(&repository);
    repository_done(&repository);
}

Test(git_index, split_without_its_other_half_is_refused)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct repository repository;
    struct hm_git_index index = { 0 };
    struct hm_err err = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };

    make_many(&repository);
    (void)repository_git(&repository, "update-index", "--split-index", NULL);
    struct hm_str path = hm_arena_printf(&arena, "%s/.git/index", repository.dir.p);
    cr_assert_eq(hm_read_file(AT_FDCWD, path.p, HM_GIT_INDEX_LIMIT, &text, &err), HM_OK);
    cr_expect_eq(hm_git_index_parse(&arena, hm_buf_str(&text), &all, &index, &err), HM_E_SYNTAX);
    cr_expect(hm_str_has(hm_str_c(err.text), "without sharedindex."), "%s", err.text);
    repository_done(&repository);
}

Test(git_index, folders_of_a_sparse_checkout_are_counted)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct repository repository;
    struct hm_git_index index = { 0 };
    struct hm_err err = { 0 };

    make_many(&repository);
    (void)repository_git(&repository, "sparse-checkout", "init", "--cone", "--sparse-index", NULL);
    (void)repository_git(&repository, "sparse-checkout", "set", "d1", NULL);
    cr_assert_eq(hm_git_index_read(&arena, repository.dir.p, is_all, NULL, &index, &err), HM_OK,
                 "%s", err.text);
    cr_expect_eq(index.n_folders, 2);
    cr_expect_eq(index.n_paths, 50);
    repository_done(&repository);
}
