/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/command_read.h"

#include "plugin/manifest/makefile.h"
#include "plugin/manifest/quadlet.h"
#include "plugin/manifest/shell_file.h"
#include "plugin/manifest/systemd_unit.h"

bool
hm_command_is_named(struct hm_str path)
{
    return hm_shell_file_is_named(path) || hm_makefile_is_named(path) ||
           hm_systemd_unit_is_named(path) || hm_quadlet_is_named(path);
}

bool
hm_command_is_at_home(struct hm_str path)
{
    return hm_quadlet_is_named(path) || (hm_makefile_is_named(path) && !hm_str_ends(path, ".mk"));
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
