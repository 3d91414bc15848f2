/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/named_inputs.h"

#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/driver/input_listing.h"
#include "plugin/manifest/command_read.h"
#include "plugin/manifest/compose.h"
#include "plugin/manifest/kubernetes.h"
#include "plugin/manifest/pipeline_read.h"

struct finder {
    struct hm_arena *arena; /* the report's */
    struct hm_arena scratch;
    struct hm_inputs *inputs;
    size_t n_projects; /* those that were there: sorted */
    size_t n_kubes;
    size_t n_manifests;
    uint32_t n_found;
    bool is_cut;
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

static bool
is_in(const struct hm_input_file *files, size_t n_sorted, size_t n, struct hm_str path)
{
    size_t low = 0;
    size_t high = n_sorted;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = hm_str_compare(files[middle].path, path);
        if (order == 0) {
            return true;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    for (size_t i = n_sorted; i < n; i++) {
        if (hm_str_is(files[i].path, path)) {
            return true;
        }
    }
    return false;
}

/* Also what is laid over another, by --compose-file. */
static bool
is_project(const struct finder *f, struct hm_str path)
{
    const struct hm_inputs *inputs = f->inputs;

    for (size_t i = 0; i < inputs->projects.n; i++) {
        for (uint32_t k = 0; k < inputs->projects.p[i].n_overlays; k++) {
            if (hm_str_is(inputs->projects.p[i].overlays[k], path)) {
                return true;
            }
        }
    }
    return hm_compose_is_named(path) ||
           is_in(inputs->projects.p, f->n_projects, inputs->projects.n, path);
}

/* Whether the file is there, and is what the command takes it for. */
static bool
is_meant(const struct finder *f, struct hm_str path, enum hm_manifests_kind kind)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    struct hm_err err;
    size_t tree;

    return hm_inputs_has(f->inputs, path, &tree) &&
           hm_inputs_read(f->inputs, path, &text, &err) == HM_OK &&
           (kind == HM_MANIFEST_COMPOSE ? hm_compose_is_meant(hm_buf_str(&text))
                                        : hm_kubernetes_is_meant(hm_buf_str(&text)));
}

static struct hm_input_file *
make(struct finder *f, struct hm_input_file *to, struct hm_str path)
{
    *to = (struct hm_input_file){ .path = hm_arena_str(f->arena, path) };
    (void)hm_inputs_has(f->inputs, path, &to->tree);
    return to;
}

static void
add_manifest(struct finder *f, struct hm_str path)
{
    if (!is_in(f->inputs->manifests.p, f->n_manifests, f->inputs->manifests.n, path)) {
        (void)make(f, hm_vec_push(f->arena, &f->inputs->manifests), path);
    }
    f->n_found++;
}

/* Of several files the first has the others laid over it, unless it is judged by its own name. */
static void
add_composes(struct finder *f, const struct hm_str *paths, uint32_t n)
{
    struct hm_str *overlays = hm_arena_new(f->arena, struct hm_str, n);
    struct hm_input_file *project = NULL;
    uint32_t n_overlays = 0;

    for (uint32_t i = 0; i < n; i++) {
        if (is_project(f, paths[i])) {
            if (project != NULL && is_meant(f, paths[i], HM_MANIFEST_COMPOSE)) {
                overlays[n_overlays++] = hm_arena_str(f->arena, paths[i]);
            }
        } else if (is_meant(f, paths[i], HM_MANIFEST_COMPOSE)) {
            if (i > 0 && project != NULL) {
                overlays[n_overlays++] = hm_arena_str(f->arena, paths[i]);
            } else {
                project = make(f, hm_vec_push(f->arena, &f->inputs->projects), paths[i]);
            }
            add_manifest(f, paths[i]);
        }
    }
    if (project != NULL) {
        project->overlays = overlays;
        project->n_overlays = n_overlays;
    }
}

static void
add_kubes(struct finder *f, const struct hm_str *paths, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (!is_in(f->inputs->kubes.p, f->n_kubes, f->inputs->kubes.n, paths[i]) &&
            !is_project(f, paths[i]) && is_meant(f, paths[i], HM_MANIFEST_KUBERNETES)) {
            (void)make(f, hm_vec_push(f->arena, &f->inputs->kubes), paths[i]);
            add_manifest(f, paths[i]);
        }
    }
}

static void
add_from(struct finder *f, const struct hm_named_files *files, struct hm_str folder)
{
    struct hm_str *paths = hm_arena_new(&f->scratch, struct hm_str, files->n);

    if (f->n_found >= HM_NAMED_INPUTS_LIMIT) {
        f->is_cut = true;
        return;
    }
    for (uint32_t i = 0; i < files->n; i++) {
        paths[i] = hm_path_join(&f->scratch, folder, files->paths[i]);
    }
    if (files->kind == HM_MANIFEST_COMPOSE) {
        add_composes(f, paths, files->n);
    } else {
        add_kubes(f, paths, files->n);
    }
}

/* A script may run in its own folder, or in the one that is scanned: what is there tells. */
static void
add_all(struct finder *f, const struct hm_named_files *list, uint32_t n, struct hm_str own,
        struct hm_str root)
{
    for (uint32_t i = 0; i < n; i++) {
        if (list[i].base != HM_ACT_FROM_ROOT) {
            add_from(f, &list[i], own);
        }
        if (list[i].base != HM_ACT_FROM_SCRIPT && !hm_str_is(own, root)) {
            add_from(f, &list[i], root);
        }
    }
}

static bool
is_likely(struct hm_str text)
{
    return hm_str_has(text, "compose") || hm_str_has(text, "stack") || hm_str_has(text, "kube") ||
           hm_str_has(text, "oc ");
}

/* False for a file that names none. */
static bool
read_text(const struct finder *f, const struct hm_input_file *input, struct hm_buf *text)
{
    struct hm_err err;

    return input->path.n > 0 && !f->inputs->trees.p[input->tree].is_file &&
           hm_inputs_read(f->inputs, input->path, text, &err) == HM_OK &&
           is_likely(hm_buf_str(text));
}

static void
read_commands(struct finder *f, const struct hm_input_file *input)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    struct hm_manifests manifests = { 0 };

    if (!read_text(f, input, &text)) {
        return;
    }
    hm_arena_reset(&f->scratch);
    (void)hm_command_read(&f->scratch, input->path, hm_buf_str(&text), &manifests);
    struct hm_str own = hm_path_clean(&f->scratch, hm_str_dirname(input->path));
    struct hm_str root = hm_path_clean(&f->scratch, f->inputs->trees.p[input->tree].prefix);
    add_all(f, manifests.named, manifests.n_named, own,
            hm_command_is_at_home(input->path) ? own : root);
}

static void
read_pipeline(struct finder *f, const struct hm_input_file *input)
{
    const struct hm_path_reader reader = { .read = read_path, .list = list_paths, .ctx = f };
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    struct hm_manifests manifests = { 0 };

    if (!read_text(f, input, &text)) {
        return;
    }
    hm_arena_reset(&f->scratch);
    struct hm_str root = hm_path_clean(&f->scratch, f->inputs->trees.p[input->tree].prefix);
    if ((input->is_named ? hm_pipeline_read_as(&f->scratch, &reader, input->pipeline_kind,
                                               input->path, hm_buf_str(&text), &manifests)
                         : hm_pipeline_read(&f->scratch, &reader, input->path, hm_buf_str(&text),
                                            &manifests)) &&
        manifests.pipeline != NULL) {
        add_all(f, manifests.pipeline->named, manifests.pipeline->n_named, root, root);
    }
}

void
hm_named_inputs_find(struct hm_report *report, struct hm_inputs *inputs)
{
    struct finder f = { .arena = &report->arena,
                        .inputs = inputs,
                        .n_projects = inputs->projects.n,
                        .n_kubes = inputs->kubes.n,
                        .n_manifests = inputs->manifests.n };

    for (size_t i = 0; i < inputs->commands.n; i++) {
        read_commands(&f, &inputs->commands.p[i]);
    }
    for (size_t i = 0; i < inputs->pipelines.n; i++) {
        read_pipeline(&f, &inputs->pipelines.p[i]);
    }
    if (f.is_cut) {
        hm_report_note(report, HM_NOTE_WARNING, "named-cut", HM_S("hullmark"), HM_S(""),
                       "Commands name more than %u files that only they say what they are; the "
                       "others were not judged.",
                       HM_NAMED_INPUTS_LIMIT);
    }
    hm_arena_done(&f.scratch);
}
