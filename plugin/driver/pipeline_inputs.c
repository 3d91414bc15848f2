/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/pipeline_inputs.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/manifest/pipeline_read.h"

bool
hm_pipeline_is_text(struct hm_str text)
{
    enum hm_pipeline_kind kind;

    return hm_pipeline_is_meant(text, &kind);
}

bool
hm_pipeline_is_file(const char *path)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    enum hm_pipeline_kind kind;
    struct hm_err err;

    if (hm_pipeline_is_named(hm_str_c(path), &kind) == HM_YES) {
        return true;
    }
    return hm_name_kind(hm_str_c(path)) != HM_NAME_DOCKERFILE &&
           hm_read_file(AT_FDCWD, path, HM_SOURCE_LIMIT, &text, &err) == HM_OK &&
           hm_pipeline_is_text(hm_buf_str(&text));
}

/* Of files near the top the folders above tell: PATH may be .github/workflows itself. */
static enum hm_trit
is_named_below(struct hm_arena *arena, const struct hm_input_tree *tree, struct hm_str path,
               enum hm_pipeline_kind *ret_kind)
{
    size_t first = hm_str_find(path, '/');

    if (first < path.n && hm_str_find_last(path, '/') > first) {
        return hm_pipeline_is_named(path, ret_kind);
    }
    return hm_pipeline_is_named(hm_path_join(arena, hm_str_c(tree->root), path), ret_kind);
}

void
hm_pipeline_inputs_find(struct hm_report *report, const struct hm_discovery *discovery,
                        const struct hm_input_tree *tree, struct hm_inputs *inputs)
{
    struct hm_arena *arena = &report->arena;

    for (uint32_t i = 0; !discovery->is_file && i < discovery->walk.n_entries; i++) {
        const struct hm_walk_entry *entry = &discovery->walk.entries[i];
        enum hm_pipeline_kind kind;
        enum hm_trit is_named = HM_NO;
        if (entry->kind == HM_WALK_FILE) {
            is_named = is_named_below(arena, tree, entry->path, &kind);
        }
        if (is_named != HM_NO) {
            struct hm_input_file *found = hm_vec_push(arena, &inputs->pipelines);
            found->path = hm_arena_concat(arena, tree->prefix, entry->path);
            found->tree = inputs->trees.n;
            found->is_named = is_named == HM_YES;
            found->pipeline_kind = kind;
        }
    }
}
