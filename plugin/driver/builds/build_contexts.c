/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/builds/build_contexts.h"

#include "plugin/base/path.h"
#include "plugin/context/context.h"

/* The contexts of one tree. */
struct finder {
    struct hm_report *report;
    const struct hm_input_tree *tree;
    struct hm_contexts contexts;
    struct hm_str option;             /* --context; empty: not given */
    const struct hm_context *refused; /* what get was asked for last, where BuildKit refuses it */
};

static void
note(struct finder *f, struct hm_str path, const char *why)
{
    hm_report_note(f->report, HM_NOTE_WARNING, "context-unreadable", HM_S("hullmark"), path,
                   "What a build would send was not read: %s.", why);
}

/* @p folder is relative to the tree, or the option's own; empty for the Dockerfile's. */
static const struct hm_context *
get(struct finder *f, struct hm_str folder, struct hm_str path)
{
    const struct hm_context *context = NULL;
    struct hm_err err = { 0 };

    f->refused = NULL;
    if (hm_contexts_get(&f->contexts, folder, hm_str_from(path, f->tree->prefix.n), &context,
                        &err) != HM_OK) {
        if (context != NULL && context->ignore_fault != NULL) {
            f->refused = context;
        } else {
            note(f, path, err.text);
        }
        return NULL;
    }
    return context;
}

/* The context that a use names, where the scan holds it. */
static const struct hm_context *
get_named(struct finder *f, const struct hm_build_use *use, struct hm_str path)
{
    struct hm_arena *arena = &f->report->arena;
    struct hm_str root = hm_path_clean(arena, f->tree->prefix);
    struct hm_str below = { 0 };

    f->refused = NULL;
    if (use->context.n == 0) {
        return NULL;
    }
    if (use->context.p[0] == '/' || !hm_path_is_below(use->context, root, &below) ||
        hm_str_starts(use->context, "..")) {
        struct hm_str why =
            hm_arena_printf(arena,
                            "%.*s, which %.*s names in line %u, lies outside of what is "
                            "scanned",
                            HM_FMT(use->context), HM_FMT(use->said_in), (unsigned)use->line);
        note(f, path, why.p);
        return NULL;
    }
    return get(f, below.n == 0 ? HM_S(".") : below, path);
}

/* The first that names a context; NULL without one. */
static const struct hm_input_build *
first_with_context(const struct hm_input_file *file)
{
    for (uint32_t i = 0; i < file->n_builds; i++) {
        if (file->builds[i].use.context.n > 0) {
            return &file->builds[i];
        }
    }
    return NULL;
}

static void
find_of_file(struct finder *f, struct hm_input_file *file)
{
    struct hm_input_build *builds = (struct hm_input_build *)file->builds;
    const struct hm_input_build *first = first_with_context(file);

    if (f->option.n > 0 || first == NULL) {
        file->context = get(f, f->option, file->path);
        file->refused = f->refused;
    }
    for (uint32_t i = 0; f->option.n == 0 && i < file->n_builds; i++) {
        builds[i].context = get_named(f, &builds[i].use, file->path);
        builds[i].refused = f->refused;
    }
    if (f->option.n == 0 && first != NULL) {
        file->context = first->context;
        file->refused = first->refused;
    }
    for (uint32_t i = 0; i < file->n_builds; i++) {
        bool has_own = f->option.n == 0 && builds[i].use.context.n > 0;
        builds[i].context = has_own ? builds[i].context : file->context;
    }
}

static struct hm_str
shown_root(struct hm_arena *arena, const struct hm_context *context)
{
    if (context == NULL) {
        return HM_S("");
    }
    return context->root.n > 0 && context->root.p[0] == '/'
               ? context->root
               : hm_path_clean(arena, hm_arena_concat(arena, context->prefix, context->root));
}

/* A row for each build, or one that says that nobody names the file. */
static void
report_file(struct finder *f, const struct hm_input_file *file)
{
    struct hm_arena *arena = &f->report->arena;
    const struct hm_input_build *first = first_with_context(file);

    for (uint32_t i = 0; i < file->n_builds || i == 0; i++) {
        struct hm_report_build *row = hm_vec_push(arena, &f->report->builds);
        row->use.by = HM_BUILD_BY_NOBODY;
        row->use.dockerfile = file->path;
        row->context = file->context;
        if (file->n_builds > 0) {
            row->use = file->builds[i].use;
            row->context = file->builds[i].context;
        }
        row->root = shown_root(arena, row->context);
        row->root_by = f->option.n > 0          ? HM_BUILD_BY_OPTION
                       : row->use.context.n > 0 ? row->use.by
                       : first != NULL          ? first->use.by
                                                : HM_BUILD_BY_NOBODY;
    }
}

static void
begin(struct finder *f, const struct hm_args *args, const struct hm_tree_walk *walk,
      struct hm_report *report, const struct hm_inputs *inputs)
{
    size_t n = 0;

    f->report = report;
    f->tree = &inputs->trees.p[walk->tree];
    f->option = hm_str_c(hm_args_text(args, HM_OPT_CONTEXT));
    hm_contexts_init(&f->contexts, &report->arena, f->tree->root);
    f->contexts.prefix = f->tree->prefix;
    for (size_t i = 0; i < inputs->files.n; i++) {
        n += inputs->files.p[i].tree == walk->tree ? 1 + inputs->files.p[i].n_builds : 0;
    }
    if (n > 1 && !f->tree->is_file) {
        hm_contexts_take_walk(&f->contexts, &walk->walk);
    }
}

void
hm_build_contexts_find(const struct hm_args *args, const struct hm_tree_walks *walks,
                       struct hm_report *report, struct hm_inputs *inputs)
{
    struct finder *finders = hm_arena_new(&report->arena, struct finder, inputs->trees.n);

    for (size_t i = 0; i < walks->list.n; i++) {
        begin(&finders[walks->list.p[i].tree], args, &walks->list.p[i], report, inputs);
    }
    for (size_t i = 0; i < inputs->files.n; i++) {
        struct finder *f = &finders[inputs->files.p[i].tree];
        if (f->tree != NULL) {
            find_of_file(f, &inputs->files.p[i]);
            report_file(f, &inputs->files.p[i]);
        }
    }
}
