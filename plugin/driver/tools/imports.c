/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/imports.h"

#include "adapters/sarif_in.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/base/spill.h"

static bool
is_there(const char *root, struct hm_arena *arena, struct hm_str path)
{
    return access(hm_arena_c(arena, hm_path_join(arena, hm_str_c(root), path)), F_OK) == 0;
}

/* What the report calls a file of a tree, by its path below the tree's root. */
static struct hm_str
named_in(const struct hm_input_tree *tree, struct hm_arena *arena, struct hm_str path)
{
    return hm_arena_concat(arena, tree->prefix, path);
}

static bool
is_below(struct hm_arena *arena, const char *root, struct hm_str path, struct hm_str *ret_rest)
{
    return hm_path_is_below(hm_str_from(path, 1), hm_path_clean(arena, hm_str_c(root + 1)),
                            ret_rest) &&
           ret_rest->n > 0;
}

/* The tool was told a whole path: that is one file. */
static struct hm_str
name_absolute(const struct hm_inputs *inputs, struct hm_arena *arena, struct hm_str path)
{
    struct hm_str rest;

    for (size_t i = 0; i < inputs->trees.n; i++) {
        const struct hm_input_tree *tree = &inputs->trees.p[i];
        if (tree->location != NULL && is_below(arena, tree->root, path, &rest)) {
            return named_in(tree, arena, rest);
        }
    }
    return is_below(arena, inputs->cwd, path, &rest) ? rest : HM_S("");
}

/* Nobody says where the tool was started: here, so that it names what was scanned as we do, or
 * where it was told to look. What is there decides; what was scanned comes first. */
static struct hm_str
name_relative(const struct hm_inputs *inputs, struct hm_arena *arena, struct hm_str path)
{
    struct hm_str here = hm_path_join(arena, hm_str_c(inputs->cwd), path);
    bool is_here = is_there(inputs->cwd, arena, path);
    struct hm_str rest;

    for (size_t i = 0; is_here && i < inputs->trees.n; i++) {
        const struct hm_input_tree *tree = &inputs->trees.p[i];
        if (tree->location != NULL && is_below(arena, tree->root, here, &rest)) {
            return path;
        }
    }
    for (size_t i = 0; i < inputs->trees.n; i++) {
        const struct hm_input_tree *tree = &inputs->trees.p[i];
        if (tree->location != NULL && is_there(tree->root, arena, path)) {
            return named_in(tree, arena, path);
        }
    }
    return path;
}

static struct hm_str
name_file(const void *ctx, struct hm_arena *arena, struct hm_str path)
{
    const struct hm_inputs *inputs = ctx;

    if (hm_str_starts(path, "/")) {
        return name_absolute(inputs, arena, path);
    }
    return hm_str_eq(path, ".") ? HM_S("") : name_relative(inputs, arena, path);
}

void
hm_imports_read(const struct hm_args *args, const struct hm_inputs *inputs,
                struct hm_report *report)
{
    bool is_allowed = hm_args_lists(args, HM_OPT_ALLOW_INCOMPLETE, "import");
    struct hm_rule_table rules = { 0 };

    for (size_t i = 0; i < args->values[HM_OPT_IMPORT].n; i++) {
        const char *path = args->values[HM_OPT_IMPORT].p[i];
        struct hm_sarif_options options = {
            .root = hm_str_c(inputs->cwd),
            .name_file = name_file,
            .ctx = inputs,
            .name = hm_str_c(path),
            .ignores_suppressions = hm_args_has(args, HM_OPT_NO_IGNORES),
        };
        struct hm_spill spill = { .dir = hm_temp_folder(), .fd = -1 };
        hm_auto_buf struct hm_buf buf = { 0 };
        struct hm_str text;
        struct hm_err err = { 0 };
        if (hm_spill_read_file(&spill, path, HM_SARIF_SIZE_LIMIT, &buf, &text, &err) == HM_OK) {
            options.is_mapped = spill.map.n > 0;
            hm_sarif_import(text, &options, is_allowed, &rules, report);
        } else {
            struct hm_str why = hm_str_c(err.text);
            why = hm_str_starts(why, path) ? hm_str_from(why, strlen(path) + 2) : why;
            hm_sarif_import_failed(options.name, why, is_allowed, report);
        }
        hm_spill_done(&spill);
    }
}
