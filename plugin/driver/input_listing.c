/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/input_listing.h"

#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/context/walk.h"

static void
keep_files(struct hm_arena *arena, const struct hm_walk *walk, struct hm_str front,
           struct hm_path_list *list)
{
    struct hm_str *paths = hm_arena_new(arena, struct hm_str, walk->n_entries);
    uint32_t n = 0;

    for (uint32_t i = 0; i < walk->n_entries; i++) {
        if (walk->entries[i].kind == HM_WALK_FILE) {
            paths[n++] = hm_arena_concat(arena, front, walk->entries[i].path);
        }
    }
    *list = (struct hm_path_list){ .paths = paths, .n = n, .is_cut = !walk->is_complete };
}

enum hm_status
hm_listing_make(struct hm_arena *arena, const char *root, struct hm_str folder,
                struct hm_str prefix, struct hm_path_list *ret_list, struct hm_err *reterr)
{
    static const char *const skip[] = { ".git", NULL };
    const struct hm_walk_options options = { .max_entries = HM_LISTING_ENTRIES,
                                             .skip = skip,
                                             .without_sizes = true };
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_walk walk;
    const char *path = hm_path_join(&scratch, hm_str_c(root), folder).p;

    if (!hm_walk_is_inside(root, path)) {
        *ret_list = (struct hm_path_list){ 0 };
        return HM_OK;
    }
    enum hm_status status = hm_walk(&scratch, path, &options, &walk, reterr);
    if (status == HM_OK) {
        struct hm_str front = hm_arena_concat(&scratch, prefix, folder);
        if (folder.n > 0) {
            front = hm_arena_concat(&scratch, front, HM_S("/"));
        }
        keep_files(arena, &walk, front, ret_list);
    }
    return status;
}

enum hm_status
hm_inputs_list(const struct hm_inputs *inputs, struct hm_arena *arena, struct hm_str folder,
               struct hm_path_list *ret_list, struct hm_err *reterr)
{
    struct hm_str whole = hm_arena_concat(arena, folder, HM_S("/"));

    for (size_t i = 0; i < inputs->trees.n; i++) {
        const struct hm_input_tree *tree = &inputs->trees.p[i];
        if (tree->location != NULL &&
            hm_str_is(hm_str_sub(whole, 0, tree->prefix.n), tree->prefix)) {
            struct hm_str below = hm_path_relative(hm_str_from(whole, tree->prefix.n));
            return hm_listing_make(arena, tree->root, below, tree->prefix, ret_list, reterr);
        }
    }
    return hm_err_set(reterr, HM_E_NOT_FOUND, "%.*s: no such folder", HM_FMT(folder));
}

const struct hm_input_tree *
hm_inputs_tree(const struct hm_inputs *inputs, struct hm_str path, size_t *ret_index)
{
    for (size_t i = 0; i < inputs->trees.n; i++) {
        const struct hm_input_tree *tree = &inputs->trees.p[i];
        if (tree->location != NULL && path.n > tree->prefix.n &&
            hm_str_is(hm_str_sub(path, 0, tree->prefix.n), tree->prefix) &&
            !hm_str_starts(hm_str_from(path, tree->prefix.n), "..") && path.p[0] != '/') {
            *ret_index = i;
            return tree;
        }
    }
    return NULL;
}

bool
hm_inputs_has(const struct hm_inputs *inputs, struct hm_str path, size_t *ret_tree)
{
    const struct hm_input_tree *tree = hm_inputs_tree(inputs, path, ret_tree);
    char name[HM_PATH_LIMIT + 1];
    struct stat st;

    if (tree == NULL || tree->folder < 0 || path.n - tree->prefix.n > HM_PATH_LIMIT) {
        return false;
    }
    struct hm_str below = hm_str_from(path, tree->prefix.n);
    memcpy(name, below.p, below.n);
    name[below.n] = '\0';
    return fstatat(tree->folder, name, &st, 0) == 0 && S_ISREG(st.st_mode);
}
