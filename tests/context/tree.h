/* SPDX-License-Identifier: Apache-2.0 */
/* Throw-away folders for tests. */
#ifndef HM_TESTS_CONTEXT_TREE_H
#define HM_TESTS_CONTEXT_TREE_H

#include <criterion/criterion.h>
#include <stdarg.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

/** A folder under $TMPDIR that goes away at the end of its block. */
struct tree {
    char root[256];
};

static inline void
tree_done(struct tree *tree)
{
    hm_remove_tree(tree->root);
}

#define tree_auto __attribute__((cleanup(tree_done)))

/** The full path of what is in it; the next call overwrites it. */
static inline const char *
tree_path(const struct tree *tree, const char *name)
{
    static char path[8192];

    (void)snprintf(path, sizeof path, "%s/%s", tree->root, name);
    return path;
}

/** Writes a file with the folders above it. */
static inline void
write_in_tree(const struct tree *tree, const char *name, const char *content)
{
    char path[8192];

    (void)snprintf(path, sizeof path, "%s", tree_path(tree, name));
    for (char *p = path + strlen(tree->root) + 1; *p != '\0'; p++) {
        if (*p == '/') {
            *p = '\0';
            (void)mkdir(path, 0700);
            *p = '/';
        }
    }
    if (content != NULL && path[strlen(path) - 1] != '/') {
        cr_assert_eq(hm_write_file(path, hm_str_c(content), NULL), HM_OK, "%s", path);
    }
}

/** "name" is an empty file, "name/" a folder, "name -> target" a link. */
static inline void
add_to_tree(const struct tree *tree, const char *entry)
{
    const char *arrow = strstr(entry, " -> ");

    if (arrow == NULL) {
        write_in_tree(tree, entry, "");
        return;
    }
    char name[256];
    (void)snprintf(name, sizeof name, "%.*s", (int)(arrow - entry), entry);
    write_in_tree(tree, name, NULL);
    cr_assert_eq(symlink(arrow + 4, tree_path(tree, name)), 0, "%s", entry);
}

/** The entries, NULL at their end. */
static inline struct tree
make_tree(const char *entry, ...)
{
    hm_auto_buf struct hm_buf root = { 0 };
    struct tree tree;
    va_list ap;

    cr_assert_eq(hm_make_temp_dir(&root, NULL), HM_OK);
    (void)snprintf(tree.root, sizeof tree.root, "%s", root.p);
    va_start(ap, entry);
    for (; entry != NULL; entry = va_arg(ap, const char *)) {
        add_to_tree(&tree, entry);
    }
    va_end(ap);
    return tree;
}

#endif
