/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/kube_inputs.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/base/yaml.h"
#include "plugin/manifest/compose.h"
#include "plugin/manifest/kubernetes.h"
#include "plugin/manifest/pipeline_read.h"

enum {
    NOTES_LIMIT = 100, /* charts and kustomizations that are named */
    KUSTOMIZATION_LIMIT = 1 << 20,
};

struct finder {
    struct hm_report *report;
    const struct hm_discovery *discovery;
    const struct hm_input_tree *tree;
    HM_VEC(struct hm_str) patches; /* below the tree's root */
    size_t n_notes;
};

static bool
has_ending(struct hm_str path)
{
    return hm_str_ends(path, ".yaml") || hm_str_ends(path, ".yml") || hm_str_ends(path, ".json");
}

bool
hm_kube_is_meant(struct hm_str path, struct hm_str text)
{
    return hm_kubernetes_is_meant(text) || (has_ending(path) && hm_kubernetes_is_likely(text));
}

bool
hm_kube_is_file(const char *path)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    struct hm_err err;

    if (hm_read_file(AT_FDCWD, path, HM_SOURCE_LIMIT, &text, &err) != HM_OK) {
        return false;
    }
    return hm_kube_is_meant(hm_str_c(path), hm_buf_str(&text));
}

static void
note(struct finder *f, struct hm_str path, const char *what, const char *how)
{
    struct hm_arena *arena = &f->report->arena;

    if (f->n_notes++ < NOTES_LIMIT) {
        struct hm_str folder = hm_str_dirname(path);
        hm_report_note(f->report, HM_NOTE_WARNING, "unrendered", HM_S("hullmark"),
                       hm_arena_concat(arena, f->tree->prefix, path),
                       "%s: render it to have the result judged (`%s %.*s | hullmark scan -`).",
                       what, how, HM_FMT(folder.n == 0 ? HM_S(".") : folder));
    }
}

/* "templates" of a chart: beside its Chart.yaml. */
static bool
is_in_chart(const struct finder *f, struct hm_str path)
{
    struct hm_arena *arena = &f->report->arena;

    for (size_t at = 0; at < path.n;) {
        size_t end = at + hm_str_find(hm_str_from(path, at), '/');
        bool is_folder = end < path.n;
        if (is_folder && hm_str_eq(hm_str_sub(path, at, end - at), "templates")) {
            struct hm_str chart =
                hm_arena_printf(arena, "%.*sChart.yaml", HM_FMT(hm_str_sub(path, 0, at)));
            if (hm_walk_find(&f->discovery->walk, chart, HM_WALK_FILE) != NULL) {
                return true;
            }
        }
        at = end + 1;
    }
    return false;
}

static void
add_patch(struct finder *f, struct hm_str folder, const struct hm_yaml *patch)
{
    struct hm_arena *arena = &f->report->arena;

    if (patch != NULL && patch->kind == HM_YAML_TEXT && has_ending(patch->text) &&
        hm_str_find(patch->text, '\n') == patch->text.n) {
        hm_vec_add(
            arena, &f->patches,
            hm_path_clean(arena, hm_path_join(arena, folder, hm_arena_str(arena, patch->text))));
    }
}

/* The files that only change others. */
static void
read_kustomization(struct finder *f, struct hm_str path)
{
    static const char *const lists[] = { "patches", "patchesStrategicMerge", "patchesJson6902" };
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { .limit = KUSTOMIZATION_LIMIT };
    struct hm_yaml_stream stream;
    struct hm_err err;
    char name[HM_PATH_LIMIT + 1];

    note(f, path,
         "What Kustomize makes of these files was not judged, only the resources as they are "
         "written",
         "kubectl kustomize");
    if (f->tree->folder < 0 || path.n > HM_PATH_LIMIT) {
        return;
    }
    memcpy(name, path.p, path.n);
    name[path.n] = '\0';
    if (hm_read_file_below(f->tree->folder, name, KUSTOMIZATION_LIMIT, &text, &err) != HM_OK ||
        hm_yaml_parse(&arena, hm_buf_str(&text), &stream, NULL, &err) != HM_OK) {
        return;
    }
    for (uint32_t i = 0; i < stream.n; i++) {
        for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
            const struct hm_yaml *list = hm_yaml_get(stream.documents[i], lists[k]);
            for (uint32_t n = 0; list != NULL && list->kind == HM_YAML_LIST && n < list->n; n++) {
                add_patch(f, hm_str_dirname(path), list->items[n]);
                add_patch(f, hm_str_dirname(path), hm_yaml_get(list->items[n], "path"));
            }
        }
    }
}

static int
compare_paths(const void *a, const void *b)
{
    return hm_str_compare(*(const struct hm_str *)a, *(const struct hm_str *)b);
}

static bool
is_patch(const struct finder *f, struct hm_str path)
{
    return f->patches.n > 0 &&
           bsearch(&path, f->patches.p, f->patches.n, sizeof *f->patches.p, compare_paths) != NULL;
}

static bool
is_kustomization(struct hm_str name)
{
    return hm_str_eq(name, "kustomization.yaml") || hm_str_eq(name, "kustomization.yml") ||
           hm_str_eq(name, "Kustomization");
}

void
hm_kube_inputs_find(struct hm_report *report, const struct hm_discovery *discovery,
                    const struct hm_input_tree *tree, struct hm_inputs *inputs)
{
    const struct hm_walk *walk = &discovery->walk;
    struct finder f = { .report = report, .discovery = discovery, .tree = tree };

    if (discovery->is_file) {
        return;
    }
    for (uint32_t i = 0; i < walk->n_entries; i++) {
        struct hm_str path = walk->entries[i].path;
        struct hm_str name = hm_str_basename(path);
        if (walk->entries[i].kind != HM_WALK_FILE) {
            continue;
        }
        if (is_kustomization(name) && !is_in_chart(&f, path)) {
            read_kustomization(&f, path);
        } else if (hm_str_eq(name, "Chart.yaml") && !is_in_chart(&f, path)) {
            note(&f, path, "The templates of this Helm chart were not judged", "helm template");
        }
    }
    hm_vec_sort(&f.patches, compare_paths);
    for (uint32_t i = 0; i < walk->n_entries; i++) {
        const struct hm_walk_entry *entry = &walk->entries[i];
        struct hm_str name = hm_str_basename(entry->path);
        enum hm_pipeline_kind kind;
        if (entry->kind == HM_WALK_FILE && has_ending(entry->path) &&
            !hm_compose_is_named(entry->path) &&
            hm_pipeline_is_named(entry->path, &kind) != HM_YES && !is_kustomization(name) &&
            !is_in_chart(&f, entry->path) && !is_patch(&f, entry->path)) {
            struct hm_input_file *found = hm_vec_push(&report->arena, &inputs->kubes);
            found->path = hm_arena_concat(&report->arena, tree->prefix, entry->path);
            found->tree = inputs->trees.n;
        }
    }
    if (f.n_notes > NOTES_LIMIT) {
        hm_report_note(report, HM_NOTE_WARNING, "unrendered", HM_S("hullmark"), tree->target,
                       "%zu more Helm charts and kustomizations below it were not rendered.",
                       f.n_notes - NOTES_LIMIT);
    }
}
