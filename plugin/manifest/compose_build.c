/* SPDX-License-Identifier: Apache-2.0 */
/* `build:`: which Dockerfile it means, and the Dockerfile that stands in the file itself. */
#include "plugin/manifest/compose_project.h"

#include "plugin/base/path.h"
#include "plugin/dockerfile/parse.h"
#include "plugin/manifest/embedded.h"

static bool
is_remote(struct hm_str context)
{
    return hm_str_has(context, "://") || hm_str_starts(context, "git@") ||
           hm_str_starts(context, "github.com/");
}

/* Paths: the Dockerfile is relative to the context, unless it is absolute. */
static void
set_paths(struct hm_compose *compose, const struct hm_ynode *node, struct hm_service_build *build)
{
    struct hm_arena *arena = compose->arena;
    struct hm_str context = build->context.is_set ? build->context.text : HM_S(".");

    if (!build->context.is_known || is_remote(context)) {
        return;
    }
    build->folder = hm_path_join(arena, node->file->folder, context);
    if (build->inline_text.is_set || !build->dockerfile.is_known) {
        return;
    }
    build->path =
        hm_path_join(arena, build->folder,
                     build->dockerfile.is_set ? build->dockerfile.text : HM_S("Dockerfile"));
}

static void
parse_inline(struct hm_compose *compose, const struct hm_ynode *node,
             struct hm_service_build *build)
{
    const struct hm_ynode *text = hm_ynode_get(node, "dockerfile_inline");
    struct hm_build how = { .has_all_args = false };

    if (text == NULL || text->kind == HM_YAML_LIST || text->kind == HM_YAML_MAP) {
        return;
    }
    struct hm_build_arg *args = hm_arena_new(compose->arena, struct hm_build_arg, build->args.n);
    for (uint32_t i = 0; i < build->args.n; i++) {
        const struct hm_entry *entry = &build->args.list[i];
        if (entry->value.is_set && entry->value.is_known) {
            args[how.n_args++] =
                (struct hm_build_arg){ .name = entry->name, .value = entry->value.text };
        }
    }
    how.args = args;
    how.target = build->target.is_set && build->target.is_known ? build->target.text : HM_S("");
    build->file =
        hm_embedded_parse(compose->arena, &text->file->source, text->value, text->text, &how);
}

void
hm_compose_build(struct hm_compose *compose, const struct hm_ynode *node,
                 struct hm_service_build *build)
{
    if (node == NULL) {
        return;
    }
    build->is_set = true;
    build->span = node->span;
    build->context =
        hm_ynode_value(node->kind == HM_YAML_MAP ? hm_ynode_get(node, "context") : node);
    build->dockerfile = hm_ynode_value(hm_ynode_get(node, "dockerfile"));
    build->inline_text = hm_ynode_value(hm_ynode_get(node, "dockerfile_inline"));
    build->target = hm_ynode_value(hm_ynode_get(node, "target"));
    build->privileged = hm_ynode_value(hm_ynode_get(node, "privileged"));
    build->network = hm_ynode_value(hm_ynode_get(node, "network"));
    build->args = hm_ynode_entries(compose->arena, hm_ynode_get(node, "args"), '=');
    build->contexts =
        hm_ynode_entries(compose->arena, hm_ynode_get(node, "additional_contexts"), '=');
    build->tags = hm_ynode_values(compose->arena, hm_ynode_get(node, "tags"));
    build->entitlements = hm_ynode_values(compose->arena, hm_ynode_get(node, "entitlements"));
    const struct hm_ynode *context = hm_ynode_get(node, "context");
    set_paths(compose, context == NULL ? node : context, build);
    parse_inline(compose, node, build);
}
