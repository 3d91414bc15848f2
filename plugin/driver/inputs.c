/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/inputs.h"

#include <errno.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/context/context.h"
#include "plugin/context/discover.h"
#include "plugin/driver/builds/builds.h"
#include "plugin/driver/builds/build_contexts.h"
#include "plugin/driver/command_inputs.h"
#include "plugin/driver/kube_inputs.h"
#include "plugin/driver/named_inputs.h"
#include "plugin/driver/pipeline_inputs.h"
#include "plugin/fix/pin_files.h"
#include "plugin/manifest/compose.h"
#include "plugin/manifest/kubernetes.h"
#include "plugin/manifest/shell_file.h"
#include "plugin/manifest/pipeline_read.h"

enum {
    EXCLUDED_NAMED = 20, /* files in a note */
    IGNORED_NAMED = 5,
};

static enum hm_status
read_stdin(struct hm_report *report, struct hm_inputs *inputs, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_input_tree tree = { .target = HM_S("-"), .folder = -1, .is_file = true };
    struct hm_input_file file = { .path = HM_S("-"), .tree = inputs->trees.n };
    enum hm_status status =
        hm_read_fd(STDIN_FILENO, "standard input", HM_SOURCE_LIMIT, &text, reterr);

    if (status != HM_OK) {
        return status;
    }
    inputs->stdin_text = hm_arena_str(&report->arena, hm_buf_str(&text));
    hm_vec_add(&report->arena, &inputs->trees, tree);
    if (hm_kubernetes_is_meant(inputs->stdin_text)) {
        hm_vec_add(&report->arena, &inputs->kubes, file);
        hm_vec_add(&report->arena, &inputs->manifests, file);
    } else if (hm_pipeline_is_text(inputs->stdin_text)) {
        hm_vec_add(&report->arena, &inputs->pipelines, file);
    } else if (hm_compose_is_meant(inputs->stdin_text)) {
        hm_vec_add(&report->arena, &inputs->projects, file);
    } else if (hm_shell_file_is_meant(inputs->stdin_text)) {
        hm_vec_add(&report->arena, &inputs->commands, file);
    } else {
        hm_vec_add(&report->arena, &inputs->files, file);
    }
    return HM_OK;
}

/* The report's name of a PATH: relative to the current folder where it lies below it, else as
   nothing at all, so that what is below it is named from there. */
static struct hm_str
name_of(struct hm_arena *arena, const char *cwd, const char *real)
{
    struct hm_str path = hm_str_c(real);
    struct hm_str root = hm_str_c(cwd);

    if (hm_str_is(path, root)) {
        return HM_S(".");
    }
    if (hm_str_starts(path, cwd) && (root.n == 1 || path.p[root.n] == '/')) {
        return hm_arena_str(arena, hm_str_from(path, root.n == 1 ? 1 : root.n + 1));
    }
    return HM_S("");
}

static void
note_passed(struct hm_report *report, const struct hm_input_tree *tree,
            const struct hm_discovery *discovery)
{
    for (uint32_t i = 0; i < discovery->n_passed; i++) {
        const struct hm_passed *passed = &discovery->passed[i];
        struct hm_str path = hm_arena_concat(&report->arena, tree->prefix, passed->path);
        if (passed->is_gap) {
            hm_report_note(report, HM_NOTE_ERROR, "folder-unreadable", HM_S("hullmark"), path,
                           "It was not looked at: %s.", passed->why);
        } else {
            hm_report_note(report, HM_NOTE_INFO, "passed-over", HM_S("hullmark"), path,
                           "It was passed over: %s; name it on the command line to check it.",
                           passed->why);
        }
    }
    if (discovery->n_more_gaps > 0) {
        hm_report_note(report, HM_NOTE_ERROR, "folder-unreadable", HM_S("hullmark"), tree->target,
                       "%u more places below it could not be looked at.",
                       (unsigned)discovery->n_more_gaps);
    }
}

/* What git ignores is told once, however much it is. */
static void
note_ignored(struct hm_report *report, const struct hm_input_tree *tree,
             const struct hm_discovery *discovery)
{
    hm_auto_buf struct hm_buf names = { 0 };
    uint32_t n = discovery->n_ignored;

    for (uint32_t i = 0; i < n && i < IGNORED_NAMED; i++) {
        hm_buf_printf(&names, "%s%.*s%.*s", i == 0 ? "" : ", ", HM_FMT(tree->prefix),
                      HM_FMT(discovery->ignored[i]));
    }
    if (n > 0) {
        hm_report_note(report, HM_NOTE_INFO, "git-ignored", HM_S("hullmark"), tree->target,
                       "%u file%s or folder%s that git ignores and does not track %s passed over: "
                       "%.*s%s; name one on the command line to check it, or all by "
                       "--include-ignored.",
                       (unsigned)n, n == 1 ? "" : "s", n == 1 ? "" : "s", n == 1 ? "was" : "were",
                       HM_FMT(hm_buf_str(&names)), n > IGNORED_NAMED ? ", ..." : "");
    }
    if (discovery->ignored_fault.n > 0) {
        hm_report_note(report, HM_NOTE_WARNING, "git-ignored-unknown", HM_S("hullmark"),
                       tree->target,
                       "What git ignores is not known for certain, so it was judged in case of "
                       "doubt: %.*s.",
                       HM_FMT(discovery->ignored_fault));
    }
}

static bool
has_gap(const struct hm_discovery *discovery)
{
    for (uint32_t i = 0; i < discovery->n_passed; i++) {
        if (discovery->passed[i].is_gap) {
            return true;
        }
    }
    return discovery->n_more_gaps > 0;
}

/* "compose.yml", "docker-compose.prod.yaml"; an override is read with the file beside it. */
static bool
is_compose(struct hm_str name)
{
    bool is_yaml = hm_str_ends(name, ".yml") || hm_str_ends(name, ".yaml");
    size_t n = hm_str_starts(name, "docker-compose") ? 14 : hm_str_starts(name, "compose") ? 7 : 0;

    return is_yaml && n > 0 && strchr(".-_", name.p[n]) != NULL &&
           !hm_str_has(name, "compose.override.y");
}

static void
find_composes(struct hm_arena *arena, const struct hm_discovery *discovery,
              struct hm_inputs *inputs)
{
    for (uint32_t i = 0; !discovery->is_file && i < discovery->walk.n_entries; i++) {
        const struct hm_walk_entry *entry = &discovery->walk.entries[i];
        if (entry->kind == HM_WALK_FILE && is_compose(hm_str_basename(entry->path))) {
            struct hm_input_compose *found = hm_vec_push(arena, &inputs->composes);
            found->path = entry->path;
            found->tree = inputs->trees.n;
        }
    }
}

/* Whatever may name images; its reader tells what it is. */
static void
find_manifests(struct hm_arena *arena, const struct hm_discovery *discovery,
               const struct hm_input_tree *tree, struct hm_inputs *inputs)
{
    for (uint32_t i = 0; i < discovery->walk.n_entries; i++) {
        const struct hm_walk_entry *entry = &discovery->walk.entries[i];
        if (!discovery->is_file && entry->kind == HM_WALK_FILE &&
            hm_pin_files_reader(entry->path) != NULL) {
            struct hm_input_file *found = hm_vec_push(arena, &inputs->manifests);
            found->path = hm_arena_concat(arena, tree->prefix, entry->path);
            found->tree = inputs->trees.n;
        }
    }
}

/* Compose lays an override over the file beside it: alone it is judged only without that file. */
static bool
has_base(const struct hm_discovery *discovery, struct hm_str override)
{
    static const char *const names[] = { "compose.yaml", "compose.yml", "docker-compose.yaml",
                                         "docker-compose.yml", NULL };
    struct hm_str folder = hm_str_dirname(override);

    for (uint32_t i = 0; i < discovery->walk.n_entries; i++) {
        struct hm_str path = discovery->walk.entries[i].path;
        if (hm_str_in(hm_str_basename(path), names) && hm_str_is(hm_str_dirname(path), folder)) {
            return true;
        }
    }
    return false;
}

static void
find_projects(struct hm_arena *arena, const struct hm_discovery *discovery,
              const struct hm_input_tree *tree, struct hm_inputs *inputs)
{
    for (uint32_t i = 0; i < discovery->walk.n_entries; i++) {
        const struct hm_walk_entry *entry = &discovery->walk.entries[i];
        if (entry->kind == HM_WALK_FILE && hm_compose_is_named(entry->path) &&
            !(hm_compose_is_override(entry->path) && has_base(discovery, entry->path))) {
            struct hm_input_file *found = hm_vec_push(arena, &inputs->projects);
            found->path = hm_arena_concat(arena, tree->prefix, entry->path);
            found->tree = inputs->trees.n;
        }
    }
}

static void
find_bakes(struct hm_arena *arena, const struct hm_discovery *discovery,
           const struct hm_input_tree *tree, struct hm_inputs *inputs)
{
    for (uint32_t i = 0; i < discovery->walk.n_entries; i++) {
        const struct hm_walk_entry *entry = &discovery->walk.entries[i];
        if (entry->kind == HM_WALK_FILE && hm_bake_is_named(entry->path)) {
            struct hm_input_file *found = hm_vec_push(arena, &inputs->bakes);
            found->path = hm_arena_concat(arena, tree->prefix, entry->path);
            found->tree = inputs->trees.n;
        }
    }
}

/* A file that was named itself: what is in it decides, where its name does not. */
static bool
is_project(const char *path)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    struct hm_err err;
    struct hm_str name = hm_str_c(path);

    if (hm_compose_is_named(name)) {
        return true;
    }
    return (hm_str_ends(name, ".yml") || hm_str_ends(name, ".yaml")) &&
           hm_read_file(AT_FDCWD, path, HM_SOURCE_LIMIT, &text, &err) == HM_OK &&
           hm_compose_is_meant(hm_buf_str(&text));
}

/* The one file that was named is no Dockerfile where it is something else. */
static void
take_named(struct hm_arena *arena, const char *real, struct hm_discovery *discovery,
           const struct hm_input_tree *tree, struct hm_inputs *inputs)
{
    struct hm_input_file file = {
        .path = hm_arena_concat(arena, tree->prefix, discovery->dockerfiles[0]),
        .tree = inputs->trees.n,
    };

    file.is_named = hm_pipeline_is_named(hm_str_c(real), &file.pipeline_kind) == HM_YES;
    if (is_project(real)) {
        hm_vec_add(arena, &inputs->projects, file);
    } else if (hm_pipeline_is_file(real)) {
        hm_vec_add(arena, &inputs->pipelines, file);
    } else if (hm_kube_is_file(real)) {
        hm_vec_add(arena, &inputs->kubes, file);
    } else if (hm_bake_is_named(hm_str_c(real))) {
        hm_vec_add(arena, &inputs->bakes, file);
    } else {
        return;
    }
    hm_vec_add(arena, &inputs->manifests, file);
    discovery->n_dockerfiles = 0;
}

static void
take_commands(struct hm_arena *arena, struct hm_discovery *discovery,
              const struct hm_input_tree *tree, struct hm_inputs *inputs)
{
    struct hm_input_file *file = hm_vec_push(arena, &inputs->commands);

    file->path = hm_arena_concat(arena, tree->prefix, discovery->dockerfiles[0]);
    file->tree = inputs->trees.n;
    discovery->n_dockerfiles = 0;
}

static enum hm_status
find_below(const struct hm_args *args, const char *operand, struct hm_report *report,
           struct hm_inputs *inputs, struct hm_tree_walks *walks, struct hm_err *reterr)
{
    bool is_alone = args->operands.n < 2;
    bool with_ignored = hm_args_has(args, HM_OPT_INCLUDE_IGNORED);
    struct hm_arena *arena = &report->arena;
    struct hm_discovery discovery;
    hm_auto_free char *real = realpath(operand, NULL);

    if (operand[0] == '\0') {
        return hm_err_set(reterr, HM_E_USAGE,
                          "a PATH is empty: is a variable of the script not set?");
    }
    if (real == NULL) {
        return hm_err_set(reterr, errno == ENOENT || errno == ENOTDIR ? HM_E_NOT_FOUND : HM_E_IO,
                          "%s: %s", operand, strerror(errno));
    }
    enum hm_status status = hm_discover(arena, real, with_ignored, &discovery, reterr);
    if (status != HM_OK) {
        return status;
    }
    struct hm_str name = name_of(arena, inputs->cwd, real);
    struct hm_str base = name;
    if (name.n == 0 && !is_alone) {
        /* Another PATH may hold a file of that name: only the whole path tells them apart. */
        base = hm_arena_str(arena, hm_str_c(real + 1));
    }
    struct hm_str folder = discovery.is_file ? hm_str_dirname(base) : base;
    struct hm_input_tree tree = {
        .location = hm_arena_c(arena, hm_str_c(real)),
        .target = name.n > 0 ? name : hm_arena_str(arena, hm_str_c(operand)),
        .prefix = folder.n == 0 || hm_str_eq(folder, ".")
                      ? HM_S("")
                      : hm_arena_printf(arena, "%.*s/", HM_FMT(folder)),
        .is_file = discovery.is_file,
        .is_cut = has_gap(&discovery),
    };
    struct hm_str real_folder = hm_str_c(real);
    if (discovery.is_file) {
        real_folder = hm_str_dirname(real_folder);
    }
    tree.root = hm_arena_c(arena, real_folder.n == 0 ? HM_S("/") : real_folder);
    tree.folder = open(tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    note_passed(report, &tree, &discovery);
    note_ignored(report, &tree, &discovery);
    if (discovery.is_file) {
        take_named(arena, real, &discovery, &tree, inputs);
    }
    if (discovery.is_file && discovery.n_dockerfiles > 0 && hm_command_is_file(real)) {
        take_commands(arena, &discovery, &tree, inputs);
    }
    hm_kube_inputs_find(report, &discovery, &tree, inputs);
    hm_pipeline_inputs_find(report, &discovery, &tree, inputs);
    hm_command_inputs_find(report, &discovery, &tree, inputs);
    for (uint32_t i = 0; i < discovery.n_dockerfiles; i++) {
        struct hm_input_file *file = hm_vec_push(arena, &inputs->files);
        file->path = hm_arena_concat(arena, tree.prefix, discovery.dockerfiles[i]);
        file->tree = inputs->trees.n;
    }
    find_composes(arena, &discovery, inputs);
    find_manifests(arena, &discovery, &tree, inputs);
    find_projects(arena, &discovery, &tree, inputs);
    find_bakes(arena, &discovery, &tree, inputs);
    hm_vec_add(arena, &walks->list,
               ((struct hm_tree_walk){ .tree = inputs->trees.n, .walk = discovery.whole }));
    hm_vec_add(arena, &inputs->trees, tree);
    return HM_OK;
}

static int
compare_files(const void *a, const void *b)
{
    const struct hm_input_file *left = a;
    const struct hm_input_file *right = b;

    return hm_str_compare(left->path, right->path);
}

/* PATHs may overlap: a file that two of them hold is judged once. */
static size_t
sort_files(struct hm_input_file *files, size_t n_files)
{
    size_t n = 0;

    if (n_files == 0) {
        return 0;
    }
    qsort(files, n_files, sizeof *files, compare_files);
    for (size_t i = 0; i < n_files; i++) {
        if (n == 0 || !hm_str_is(files[n - 1].path, files[i].path)) {
            files[n++] = files[i];
        }
    }
    return n;
}

static bool
is_in_tree(const struct hm_input_tree *tree, struct hm_str path)
{
    return tree->location != NULL && path.n > tree->prefix.n &&
           hm_str_is(hm_str_sub(path, 0, tree->prefix.n), tree->prefix);
}

/* What --compose-file names is one project: none of its files is another besides. */
static void
join_project(struct hm_arena *arena, struct hm_inputs *inputs, const struct hm_str *paths, size_t n,
             size_t tree)
{
    size_t kept = 0;

    for (size_t i = 0; i < inputs->projects.n; i++) {
        bool is_named = false;
        for (size_t k = 0; k < n; k++) {
            is_named = is_named || hm_str_is(paths[k], inputs->projects.p[i].path);
        }
        if (!is_named) {
            inputs->projects.p[kept++] = inputs->projects.p[i];
        }
    }
    inputs->projects.n = kept;
    struct hm_input_file *project = hm_vec_push(arena, &inputs->projects);
    project->path = paths[0];
    project->overlays = paths + 1;
    project->n_overlays = (uint32_t)n - 1;
    project->tree = tree;
}

static enum hm_status
take_compose_files(const struct hm_args *args, struct hm_arena *arena, struct hm_inputs *inputs,
                   struct hm_err *reterr)
{
    const struct hm_values *values = &args->values[HM_OPT_COMPOSE_FILE];
    struct hm_str *paths = hm_arena_new(arena, struct hm_str, values->n);
    size_t tree = inputs->trees.n;

    for (size_t i = 0; i < values->n; i++) {
        hm_auto_free char *real = realpath(values->p[i], NULL);
        if (real == NULL) {
            return hm_err_set(reterr, HM_E_NOT_FOUND, "--compose-file %s: %s", values->p[i],
                              strerror(errno));
        }
        paths[i] = name_of(arena, inputs->cwd, real);
        for (tree = 0; tree < inputs->trees.n; tree++) {
            if (is_in_tree(&inputs->trees.p[tree], paths[i])) {
                break;
            }
        }
        if (paths[i].n == 0 || tree == inputs->trees.n) {
            return hm_err_set(reterr, HM_E_USAGE,
                              "--compose-file %s lies in no PATH that is scanned", values->p[i]);
        }
    }
    if (values->n > 0) {
        join_project(arena, inputs, paths, values->n, tree);
    }
    return HM_OK;
}

enum hm_status
hm_inputs_find(const struct hm_args *args, bool has_images, struct hm_report *report,
               struct hm_inputs *ret_inputs, struct hm_err *reterr)
{
    hm_auto_free char *cwd = realpath(".", NULL);

    if (cwd == NULL) {
        return hm_err_set(reterr, HM_E_IO, "the current folder: %s", strerror(errno));
    }
    return hm_inputs_find_from(args, cwd, has_images, report, ret_inputs, reterr);
}

enum hm_status
hm_inputs_find_from(const struct hm_args *args, const char *cwd, bool has_images,
                    struct hm_report *report, struct hm_inputs *ret_inputs, struct hm_err *reterr)
{
    struct hm_inputs inputs = { .cwd = hm_arena_c(&report->arena, hm_str_c(cwd)) };
    struct hm_tree_walks walks = { 0 };
    bool has_stdin = false;

    size_t n = args->operands.n;
    for (size_t i = 0; i < (n == 0 && !has_images ? 1 : n); i++) {
        const char *operand = n == 0 ? "." : args->operands.p[i];
        enum hm_status status;
        if (strcmp(operand, "-") != 0) {
            status = find_below(args, operand, report, &inputs, &walks, reterr);
        } else if (has_stdin) {
            continue;
        } else {
            status = read_stdin(report, &inputs, reterr);
            has_stdin = true;
        }
        if (status != HM_OK) {
            hm_inputs_done(&inputs);
            return status;
        }
    }
    inputs.files.n = sort_files(inputs.files.p, inputs.files.n);
    enum hm_status joined = take_compose_files(args, &report->arena, &inputs, reterr);
    if (joined != HM_OK) {
        hm_inputs_done(&inputs);
        return joined;
    }
    inputs.projects.n = sort_files(inputs.projects.p, inputs.projects.n);
    inputs.kubes.n = sort_files(inputs.kubes.p, inputs.kubes.n);
    inputs.pipelines.n = sort_files(inputs.pipelines.p, inputs.pipelines.n);
    inputs.manifests.n = sort_files(inputs.manifests.p, inputs.manifests.n);
    hm_named_inputs_find(report, &inputs);
    inputs.projects.n = sort_files(inputs.projects.p, inputs.projects.n);
    inputs.kubes.n = sort_files(inputs.kubes.p, inputs.kubes.n);
    hm_builds_find(args, report, &inputs);
    hm_builds_attach(&inputs);
    hm_build_contexts_find(args, &walks, report, &inputs);
    inputs.commands.n = sort_files(inputs.commands.p, inputs.commands.n);
    inputs.manifests.n = sort_files(inputs.manifests.p, inputs.manifests.n);
    *ret_inputs = inputs;
    return HM_OK;
}

/* @p names and @p n may be NULL: nobody counts them. */
static size_t
exclude(struct hm_input_file *files, size_t n_files, const struct hm_ignore *excluded,
        struct hm_buf *names, size_t *n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n_files; i++) {
        if (hm_ignore_matches(excluded, files[i].path) != HM_YES) {
            files[kept++] = files[i];
        } else if (n != NULL && (*n)++ < EXCLUDED_NAMED) {
            hm_buf_printf(names, "%s%.*s", *n == 1 ? "" : ", ", HM_FMT(files[i].path));
        }
    }
    return kept;
}

void
hm_inputs_exclude(struct hm_inputs *inputs, const struct hm_ignore *excluded, const char *where,
                  struct hm_report *report)
{
    hm_auto_buf struct hm_buf names = { 0 };
    size_t n = 0;
    size_t kept = 0;

    inputs->files.n = exclude(inputs->files.p, inputs->files.n, excluded, &names, &n);
    inputs->projects.n = exclude(inputs->projects.p, inputs->projects.n, excluded, &names, &n);
    inputs->kubes.n = exclude(inputs->kubes.p, inputs->kubes.n, excluded, &names, &n);
    inputs->pipelines.n = exclude(inputs->pipelines.p, inputs->pipelines.n, excluded, &names, &n);
    inputs->bakes.n = exclude(inputs->bakes.p, inputs->bakes.n, excluded, NULL, NULL);
    inputs->commands.n = exclude(inputs->commands.p, inputs->commands.n, excluded, &names, &n);
    /* Most of these are among the others, or no file that is judged. */
    inputs->manifests.n = exclude(inputs->manifests.p, inputs->manifests.n, excluded, NULL, NULL);
    for (size_t i = 0; i < inputs->composes.n; i++) {
        const struct hm_input_compose *compose = &inputs->composes.p[i];
        struct hm_str path =
            hm_arena_concat(&report->arena, inputs->trees.p[compose->tree].prefix, compose->path);
        if (hm_ignore_matches(excluded, path) != HM_YES) {
            inputs->composes.p[kept++] = *compose;
        }
    }
    inputs->composes.n = kept;
    if (n > 0) {
        hm_report_note(report, HM_NOTE_WARNING, "excluded", HM_S("hullmark"), HM_S(""),
                       "%zu file%s not judged, since %s excludes %s: %.*s%s.", n,
                       n == 1 ? " is" : "s are", where, n == 1 ? "it" : "them",
                       HM_FMT(hm_buf_str(&names)), n > EXCLUDED_NAMED ? ", ..." : "");
    } else {
        hm_report_note(report, HM_NOTE_INFO, "excluded-nothing", HM_S("hullmark"), HM_S(""),
                       "What %s excludes fits no file that would be judged.", where);
    }
}

void
hm_inputs_done(struct hm_inputs *inputs)
{
    for (size_t i = 0; i < inputs->trees.n; i++) {
        if (inputs->trees.p[i].folder >= 0) {
            (void)close(inputs->trees.p[i].folder);
        }
    }
    *inputs = (struct hm_inputs){ 0 };
}

/* Links are followed only to what lies in the tree. */
static enum hm_status
read_in_tree(const struct hm_input_tree *tree, struct hm_str name, struct hm_buf *buf,
             struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    char path[HM_PATH_LIMIT + 1];

    if (tree->folder >= 0 && name.n <= HM_PATH_LIMIT) {
        memcpy(path, name.p, name.n);
        path[name.n] = '\0';
        if (hm_read_file_below(tree->folder, path, HM_SOURCE_LIMIT, buf, reterr) == HM_OK) {
            return HM_OK;
        }
    }
    const char *file = hm_path_join(&arena, hm_str_c(tree->root), name).p;
    return hm_walk_is_inside(tree->root, file)
               ? hm_read_file(AT_FDCWD, file, HM_SOURCE_LIMIT, buf, reterr)
               : HM_E_NOT_FOUND;
}

enum hm_status
hm_inputs_read(const struct hm_inputs *inputs, struct hm_str path, struct hm_buf *buf,
               struct hm_err *reterr)
{
    for (size_t i = 0; i < inputs->trees.n; i++) {
        const struct hm_input_tree *tree = &inputs->trees.p[i];
        if (tree->location == NULL) {
            if (hm_str_eq(path, "-")) {
                hm_buf_add(buf, inputs->stdin_text);
                return HM_OK;
            }
            continue;
        }
        if (path.n <= tree->prefix.n ||
            !hm_str_is(hm_str_sub(path, 0, tree->prefix.n), tree->prefix)) {
            continue;
        }
        struct hm_err err = { 0 };
        enum hm_status status = read_in_tree(tree, hm_str_from(path, tree->prefix.n), buf, &err);
        if (status == HM_OK) {
            return HM_OK;
        }
        if (status != HM_E_NOT_FOUND) {
            *reterr = err;
            return status;
        }
    }
    return hm_err_set(reterr, HM_E_NOT_FOUND, "%.*s: no such file", HM_FMT(path));
}
