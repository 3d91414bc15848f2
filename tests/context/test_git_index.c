/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/git_index.h"

#include "tests/context/tree.h"
#include "tests/rows.h"

static bool
is_any(struct hm_str path)
{
    return !hm_str_ends(path, ".c");
}

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
    cr_assert_eq(hm_git_index_parse(&arena, hm_buf_str(&text), HM_S(""), is_any, &index, &err),
                 HM_OK, "%s", err.text);
    cr_assert_eq(index.n_paths, 3, "version %u, %zu", forms[*row].version, forms[*row].id);
    cr_expect(hm_str_eq(index.paths[0], ".env"));
    cr_expect(hm_str_eq(index.paths[1], "app/key"));
    cr_expect(hm_str_eq(index.paths[2], "b"));
    /* Whatever its end is missing, it is refused, and nothing behind it is read. */
    for (size_t n = 0; n + 1 < text.n; n++) {
        hm_auto_free char *cut = malloc(n + 1);
        memcpy(cut, text.p, n);
        cr_expect_neq(
            hm_git_index_parse(&arena, hm_str_make(cut, n), HM_S(""), is_any, &index, &err),
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
    cr_assert_eq(hm_git_index_read(&arena, tree_path(&tree, "r/app"), is_any, &index, &err), HM_OK,
                 "%s", err.text);
    cr_assert_eq(index.n_paths, 1);
    cr_expect(hm_str_eq(index.paths[0], "key"));
    cr_expect(hm_str_eq(index.below, "app"));
    write_in_tree(&tree, "w/.git", "gitdir: ../r/.git\n");
    cr_assert_eq(hm_git_index_read(&arena, tree_path(&tree, "w"), is_any, &index, &err), HM_OK,
                 "%s", err.text);
    cr_expect_eq(index.n_paths, 3);
}

Test(git_index, of_no_repository_is_not_found)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("a/.git/HEAD", NULL);
    struct hm_git_index index = { 0 };
    struct hm_err err = { 0 };

    cr_expect_eq(hm_git_index_read(&arena, tree_path(&tree, "a"), is_any, &index, &err),
                 HM_E_NOT_FOUND);
}
