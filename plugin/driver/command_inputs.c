/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/command_inputs.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/manifest/command_read.h"
#include "plugin/manifest/quadlet.h"
#include "plugin/manifest/shell_file.h"

bool
hm_command_is_file(const char *path)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    struct hm_err err;

    struct hm_str name = hm_str_c(path);
    bool is_read = hm_read_file(AT_FDCWD, path, HM_SOURCE_LIMIT, &text, &err) == HM_OK;

    if (hm_quadlet_is_named(name)) {
        return is_read && hm_quadlet_is_meant(name, hm_buf_str(&text));
    }
    return hm_command_is_named(name) || (is_read && hm_shell_file_is_meant(hm_buf_str(&text)));
}

/* "entrypoint", "bin/setup": a script by its first line, or a program, or anything else. Names in
   capitals are those of texts, as LICENSE. */
static bool
may_be_script(struct hm_str path)
{
    struct hm_str name = hm_str_basename(path);

    return name.n > 0 && hm_str_find(name, '.') == name.n && !(*name.p >= 'A' && *name.p <= 'Z');
}

void
hm_command_inputs_find(struct hm_report *report, const struct hm_discovery *discovery,
                       const struct hm_input_tree *tree, struct hm_inputs *inputs)
{
    const struct hm_walk *walk = &discovery->walk;

    for (uint32_t i = 0; !discovery->is_file && i < walk->n_entries; i++) {
        const struct hm_walk_entry *entry = &walk->entries[i];
        if (entry->kind == HM_WALK_FILE &&
            (hm_command_is_named(entry->path) || may_be_script(entry->path))) {
            struct hm_input_file *found = hm_vec_push(&report->arena, &inputs->commands);
            found->path = hm_arena_concat(&report->arena, tree->prefix, entry->path);
            found->tree = inputs->trees.n;
        }
    }
}

bool
hm_command_is_missed(struct hm_str path, const struct hm_err *err)
{
    struct hm_str name = hm_str_basename(path);

    /* "disk.image" is too large for a text. */
    return hm_str_find(name, '.') < name.n && err->status == HM_E_LIMIT &&
           !hm_str_ends(name, ".image") && !hm_str_ends(name, ".build");
}
