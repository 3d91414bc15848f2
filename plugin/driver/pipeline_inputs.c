/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/pipeline_inputs.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
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

void
hm_pipeline_inputs_find(struct hm_report *report, const struct hm_discovery *discovery,
                        const struct hm_input_tree *tree, struct hm_inputs *inputs)
{
    for (uint32_t i = 0; !discovery->is_file && i < discovery->walk.n_entries; i++) {
        const struct hm_walk_entry *entry = &discovery->walk.entries[i];
        enum hm_pipeline_kind kind;
        if (entry->kind == HM_WALK_FILE && hm_pipeline_is_named(entry->path, &kind) != HM_NO) {
            struct hm_input_file *found = hm_vec_push(&report->arena, &inputs->pipelines);
            found->path = hm_arena_concat(&report->arena, tree->prefix, entry->path);
            found->tree = inputs->trees.n;
        }
    }
}
