/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/command_inputs.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/manifest/makefile.h"
#include "plugin/manifest/quadlet.h"
#include "plugin/manifest/shell_file.h"
#include "plugin/manifest/systemd_unit.h"

static bool
is_named(struct hm_str path)
{
    return hm_shell_file_is_named(path) || hm_makefile_is_named(path) ||
           hm_systemd_unit_is_named(path) || hm_quadlet_is_named(path);
}

bool
hm_command_is_file(const char *path)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    struct hm_err err;

    return is_named(hm_str_c(path)) ||
           (hm_read_file(AT_FDCWD, path, HM_SOURCE_LIMIT, &text, &err) == HM_OK &&
            hm_shell_file_is_meant(hm_buf_str(&text)));
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
        if (entry->kind == HM_WALK_FILE && (is_named(entry->path) || may_be_script(entry->path))) {
            struct hm_input_file *found = hm_vec_push(&report->arena, &inputs->commands);
            found->path = hm_arena_concat(&report->arena, tree->prefix, entry->path);
            found->tree = inputs->trees.n;
        }
    }
}

bool
hm_command_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                struct hm_manifests *ret_manifest)
{
    if (hm_makefile_is_named(path)) {
        return hm_makefile_read(arena, path, text, ret_manifest);
    }
    if (hm_systemd_unit_is_named(path)) {
        return hm_systemd_unit_read(arena, path, text, ret_manifest);
    }
    if (hm_quadlet_is_named(path)) {
        return hm_quadlet_read(arena, path, text, ret_manifest);
    }
    return (hm_shell_file_is_named(path) || hm_shell_file_is_meant(text)) &&
           hm_shell_file_read(arena, path, text, ret_manifest);
}
