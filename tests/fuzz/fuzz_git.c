/* SPDX-License-Identifier: Apache-2.0 */
/* What git prints: a first byte says which command's output it is. Whatever is taken stays in the
   repository. */
#include "plugin/base/auto.h"
#include "plugin/base/git_text.h"
#include "tests/fuzz/fuzz.h"

static void
read_tree(struct hm_arena *arena, struct hm_str text)
{
    struct hm_git_tree tree = { 0 };
    struct hm_err err = { 0 };

    if (hm_git_tree_parse(arena, text, &tree, &err) != HM_OK) {
        require(err.text[0] != '\0');
        return;
    }
    for (size_t i = 0; i < tree.entries.n; i++) {
        require(hm_git_is_path(tree.entries.p[i].path) && hm_git_is_id(tree.entries.p[i].id));
        require(hm_git_tree_find(&tree, tree.entries.p[i].path) == &tree.entries.p[i]);
    }
}

static void
read_hunks(struct hm_arena *arena, struct hm_str text)
{
    struct hm_git_hunks hunks = { 0 };
    struct hm_err err = { 0 };
    bool is_binary = false;

    if (hm_git_hunks_parse(arena, text, &hunks, &is_binary, &err) != HM_OK) {
        return;
    }
    for (size_t i = 1; i < hunks.list.n; i++) {
        require(hunks.list.p[i].line >= hunks.list.p[i - 1].line + hunks.list.p[i - 1].n);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str text = hm_str_make((const char *)data, size);
    struct hm_git_differences differences = { 0 };
    struct hm_str content = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = HM_OK;

    if (size == 0) {
        return 0;
    }
    text = hm_str_from(text, 1);
    switch (data[0]) {
    case 't':
        read_tree(&arena, text);
        break;
    case 'd':
        if (hm_git_differences_parse(&arena, text, &differences, &err) == HM_OK) {
            for (size_t i = 0; i < differences.list.n; i++) {
                require(hm_git_is_path(differences.list.p[i].path));
            }
        }
        break;
    case 'h':
        read_hunks(&arena, text);
        break;
    case 'u':
        if (hm_git_clean_url(&arena, text, &content)) {
            require(hm_str_find(content, '@') == content.n);
        }
        break;
    default:
        while (hm_git_next_blob(&text, HM_S("0123456789012345678901234567890123456789"), &content,
                                &status, &err)) {
            (void)hm_git_is_lfs_pointer(content);
        }
        break;
    }
    return 0;
}
