/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/builds/builds.h"

#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/driver/builds/image_map.h"
#include "plugin/driver/input_listing.h"
#include "plugin/manifest/command_read.h"
#include "plugin/manifest/compose.h"
#include "plugin/manifest/pipeline_read.h"

enum {
    MISSING_NAMED = 20, /* Dockerfiles that are named and not there: so many get a note */
};

struct finder {
    struct hm_arena *arena; /* the report's */
    struct hm_arena scratch;
    struct hm_report *report;
    struct hm_inputs *inputs;
    struct hm_build_uses uses;
    size_t n_missing;
};

static enum hm_status
read_path(void *ctx, struct hm_str path, struct hm_buf *buf, struct hm_err *reterr)
{
    const struct finder *f = ctx;

    return hm_inputs_read(f->inputs, path, buf, reterr);
}

static enum hm_status
list_paths(void *ctx, struct hm_arena *arena, struct hm_str folder, struct hm_path_list *ret_list,
           struct hm_err *reterr)
{
    const struct finder *f = ctx;

    return hm_inputs_list(f->inputs, arena, folder, ret_list, reterr);
}

/* --- who says it --- */

/* What is wrong with a project is said when it is judged. */
static void
read_project(struct finder *f, const struct hm_input_file *project)
{
    const struct hm_path_reader reader = { .read = read_path, .ctx = f };
    struct hm_manifests manifests;
    struct hm_err err = { 0 };

    hm_arena_reset(&f->scratch);
    size_t n = 1 + (size_t)project->n_overlays;
    struct hm_str *paths = hm_arena_new(&f->scratch, struct hm_str, n);
    paths[0] = project->path;
    for (size_t i = 1; i < n; i++) {
        paths[i] = project->overlays[i - 1];
    }
    if (hm_compose_load(&f->scratch, &reader, paths, n, &manifests, &err) == HM_OK) {
        hm_build_uses_of_services(f->arena, &manifests, &f->uses);
    }
}

/* Commands run in the repository's root: the scanned folder. */
static void
read_pipeline(struct finder *f, const struct hm_input_file *input)
{
    const struct hm_path_reader reader = { .read = read_path, .list = list_paths, .ctx = f };
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    struct hm_manifests manifests;
    struct hm_err err = { 0 };

    if (input->path.n == 0 || hm_inputs_read(f->inputs, input->path, &text, &err) != HM_OK) {
        return;
    }
    hm_arena_reset(&f->scratch);
    if (input->is_named
            ? hm_pipeline_read_as(&f->scratch, &reader, input->pipeline_kind, input->path,
                                  hm_buf_str(&text), &manifests)
            : hm_pipeline_read(&f->scratch, &reader, input->path, hm_buf_str(&text), &manifests)) {
        struct hm_str root = hm_path_clean(f->arena, f->inputs->trees.p[input->tree].prefix);
        hm_build_uses_of_pipeline(f->arena, &manifests, root, &f->uses);
    }
}

static bool
probe_inputs(const void *ctx, struct hm_str path)
{
    size_t tree;

    return hm_inputs_has(ctx, path, &tree);
}

static void
read_commands(struct finder *f, const struct hm_input_file *input)
{
    const struct hm_build_probe probe = { .is_there = probe_inputs, .ctx = f->inputs };
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    struct hm_manifests manifests = { 0 };
    struct hm_err err = { 0 };

    if (input->path.n == 0 || hm_inputs_read(f->inputs, input->path, &text, &err) != HM_OK) {
        return;
    }
    hm_arena_reset(&f->scratch);
    (void)hm_command_read(&f->scratch, input->path, hm_buf_str(&text), &manifests);
    if (manifests.n_builds > 0) {
        struct hm_str root = hm_path_clean(f->arena, f->inputs->trees.p[input->tree].prefix);
        hm_build_uses_of_commands(f->arena, &manifests, root, hm_command_is_at_home(input->path),
                                  &probe, &f->uses);
    }
}

/* The folder that bake's contexts are relative to is the one where it is run: the file's own, or
 * the scanned one when the Dockerfiles lie only there. */
static struct hm_str
folder_of_bake(struct finder *f, const struct hm_input_file *file, const struct hm_bake *bake)
{
    struct hm_str own = hm_path_clean(f->arena, hm_str_dirname(file->path));
    struct hm_str prefix = f->inputs->trees.p[file->tree].prefix;
    struct hm_str root = hm_path_clean(f->arena, prefix);
    struct hm_build_uses probe = { 0 };
    size_t n_own = 0;
    size_t n_root = 0;

    if (hm_str_is(own, root)) {
        return own;
    }
    hm_build_uses_of_targets(&f->scratch, bake, own, &probe);
    for (size_t i = 0; i < probe.list.n; i++) {
        n_own += probe_inputs(f->inputs, probe.list.p[i].dockerfile);
    }
    probe = (struct hm_build_uses){ 0 };
    hm_build_uses_of_targets(&f->scratch, bake, root, &probe);
    for (size_t i = 0; i < probe.list.n; i++) {
        n_root += probe_inputs(f->inputs, probe.list.p[i].dockerfile);
    }
    return n_root > n_own ? root : own;
}

static void
read_bake(struct finder *f, const struct hm_input_file *files, size_t n)
{
    const struct hm_path_reader reader = { .read = read_path, .ctx = f };
    struct hm_bake bake = { 0 };
    struct hm_err err = { 0 };

    hm_arena_reset(&f->scratch);
    struct hm_str *paths = hm_arena_new(&f->scratch, struct hm_str, n);
    for (size_t i = 0; i < n; i++) {
        paths[i] = files[i].path;
    }
    if (hm_bake_load(&f->scratch, &reader, paths, n, &bake, &err) != HM_OK) {
        hm_report_note(f->report, HM_NOTE_WARNING, "bake-unreadable", HM_S("hullmark"), paths[0],
                       "What bake builds was not read: %s.", err.text);
        return;
    }
    hm_build_uses_of_targets(f->arena, &bake, folder_of_bake(f, &files[0], &bake), &f->uses);
}

/* In the order in which bake lays them over each other: JSON, HCL, and the overrides of both. */
static unsigned
rank_of(struct hm_str path)
{
    return (hm_str_has(hm_str_basename(path), ".override.") ? 2 : 0) + hm_str_ends(path, ".hcl");
}

static int
compare_bakes(const void *a, const void *b)
{
    const struct hm_input_file *left = a;
    const struct hm_input_file *right = b;
    bool is_left_default = hm_bake_is_default(left->path);
    bool is_right_default = hm_bake_is_default(right->path);
    int order = hm_str_compare(hm_str_dirname(left->path), hm_str_dirname(right->path));

    if (order != 0 || is_left_default != is_right_default) {
        return order != 0 ? order : is_left_default ? -1 : 1;
    }
    if (is_left_default && rank_of(left->path) != rank_of(right->path)) {
        return rank_of(left->path) < rank_of(right->path) ? -1 : 1;
    }
    return hm_str_compare(left->path, right->path);
}

/* What bake takes by itself in a folder is one; others are each their own. */
static void
read_bakes(struct finder *f)
{
    struct hm_inputs *inputs = f->inputs;
    size_t end = 0;

    hm_vec_sort(&inputs->bakes, compare_bakes);
    for (size_t i = 0; i < inputs->bakes.n; i = end) {
        const struct hm_input_file *files = inputs->bakes.p;
        struct hm_str folder = hm_str_dirname(files[i].path);
        end = i + 1;
        while (end < inputs->bakes.n && hm_bake_is_default(files[i].path) &&
               hm_bake_is_default(files[end].path) &&
               hm_str_is(hm_str_dirname(files[end].path), folder)) {
            end++;
        }
        read_bake(f, &files[i], end - i);
    }
}

/* --- what follows --- */

static int
compare_uses(const void *a, const void *b)
{
    const struct hm_build_use *left = a;
    const struct hm_build_use *right = b;
    int order = hm_str_compare(left->dockerfile, right->dockerfile);

    if (order == 0 && left->by != right->by) {
        order = left->by < right->by ? -1 : 1;
    }
    if (order == 0) {
        order = hm_str_compare(left->said_in, right->said_in);
    }
    if (order == 0 && left->line != right->line) {
        order = left->line < right->line ? -1 : 1;
    }
    return order != 0 ? order : hm_str_compare(left->name, right->name);
}

/* Two projects may share a file by `include` or `extends`. */
static void
drop_repeated(struct hm_build_uses *uses)
{
    size_t n = 0;

    for (size_t i = 0; i < uses->list.n; i++) {
        if (n == 0 || compare_uses(&uses->list.p[n - 1], &uses->list.p[i]) != 0 ||
            !hm_str_is(uses->list.p[n - 1].target, uses->list.p[i].target)) {
            uses->list.p[n++] = uses->list.p[i];
        }
    }
    uses->list.n = n;
}

static int
compare_file(const void *key, const void *file)
{
    return hm_str_compare(*(const struct hm_str *)key, ((const struct hm_input_file *)file)->path);
}

static struct hm_input_file *
file_of(const struct hm_inputs *inputs, size_t n, struct hm_str path)
{
    return n == 0 ? NULL
                  : bsearch(&path, inputs->files.p, n, sizeof *inputs->files.p, compare_file);
}

static int
compare_files(const void *a, const void *b)
{
    return hm_str_compare(((const struct hm_input_file *)a)->path,
                          ((const struct hm_input_file *)b)->path);
}

static void
note_missing(struct finder *f, const struct hm_build_use *use)
{
    size_t index = 0;

    if (f->n_missing++ < MISSING_NAMED && use->by != HM_BUILD_BY_PIPELINE &&
        use->by != HM_BUILD_BY_SCRIPT) {
        hm_report_note(f->report, HM_NOTE_INFO, "dockerfile-missing", HM_S("hullmark"),
                       use->said_in, "Line %u: %.*s %s, so it was not judged.", (unsigned)use->line,
                       HM_FMT(use->dockerfile),
                       hm_inputs_tree(f->inputs, use->dockerfile, &index) == NULL
                           ? "lies outside of what is scanned"
                           : "is not there");
    }
}

/* Dockerfiles of any name. */
static void
add_files(struct finder *f)
{
    struct hm_inputs *inputs = f->inputs;
    size_t n = inputs->files.n;
    struct hm_str last = { 0 };
    size_t kept = 0;

    for (size_t i = 0; i < f->uses.list.n; i++) {
        const struct hm_build_use *use = &f->uses.list.p[i];
        bool is_again = last.p != NULL && hm_str_is(last, use->dockerfile);
        size_t tree = 0;
        if (is_again || file_of(inputs, n, use->dockerfile) != NULL) {
            last = use->dockerfile;
            f->uses.list.p[kept++] = *use;
        } else if (!probe_inputs(inputs, use->dockerfile)) {
            note_missing(f, use);
        } else if (hm_inputs_tree(inputs, use->dockerfile, &tree) != NULL) {
            struct hm_input_file *file = hm_vec_push(f->arena, &inputs->files);
            file->path = use->dockerfile;
            file->tree = tree;
            last = use->dockerfile;
            f->uses.list.p[kept++] = *use;
        }
    }
    f->uses.list.n = kept;
    hm_vec_sort(&inputs->files, compare_files);
}

void
hm_builds_attach(struct hm_inputs *inputs)
{
    for (size_t i = 0; i < inputs->builds.n; i++) {
        struct hm_input_file *file =
            file_of(inputs, inputs->files.n, inputs->builds.p[i].use.dockerfile);
        if (file != NULL) {
            file->builds = file->n_builds == 0 ? &inputs->builds.p[i] : file->builds;
            file->n_builds++;
        }
    }
}

static bool
has_folder(const struct hm_inputs *inputs)
{
    for (size_t i = 0; i < inputs->trees.n; i++) {
        if (!inputs->trees.p[i].is_file && inputs->trees.p[i].location != NULL) {
            return true;
        }
    }
    return false;
}

void
hm_builds_find(const struct hm_args *args, struct hm_report *report, struct hm_inputs *inputs)
{
    struct finder f = { .arena = &report->arena, .report = report, .inputs = inputs };

    hm_image_map_uses(args, &report->arena, &f.uses);
    for (size_t i = 0; i < inputs->projects.n && has_folder(inputs); i++) {
        read_project(&f, &inputs->projects.p[i]);
    }
    read_bakes(&f);
    for (size_t i = 0; i < inputs->pipelines.n && has_folder(inputs); i++) {
        read_pipeline(&f, &inputs->pipelines.p[i]);
    }
    for (size_t i = 0; i < inputs->commands.n && has_folder(inputs); i++) {
        read_commands(&f, &inputs->commands.p[i]);
    }
    if (f.uses.list.n == HM_BUILD_USES_LIMIT) {
        hm_report_note(report, HM_NOTE_WARNING, "builds-cut", HM_S("hullmark"), HM_S(""),
                       "There are more than %u builds of Dockerfiles; the others do not count.",
                       HM_BUILD_USES_LIMIT);
    }
    hm_vec_sort(&f.uses.list, compare_uses);
    drop_repeated(&f.uses);
    add_files(&f);
    for (size_t i = 0; i < f.uses.list.n; i++) {
        struct hm_input_build *build = hm_vec_push(f.arena, &inputs->builds);
        build->use = f.uses.list.p[i];
    }
    hm_arena_done(&f.scratch);
}
