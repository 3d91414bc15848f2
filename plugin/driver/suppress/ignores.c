/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/suppress/ignores.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/context/walk.h"
#include "plugin/model/ignore_file.h"

enum {
    MAX_NAMED = 10, /* registries in a note */
};

static const struct {
    const char *name;
    enum hm_ignore_file_kind kind;
} files[] = {
    { ".hadolint.yaml", HM_IGNORE_FILE_HADOLINT },
    { ".hadolint.yml", HM_IGNORE_FILE_HADOLINT },
    { ".trivyignore", HM_IGNORE_FILE_TRIVY },
    { ".trivyignore.yaml", HM_IGNORE_FILE_TRIVY_YAML },
    { ".trivyignore.yml", HM_IGNORE_FILE_TRIVY_YAML },
    { ".checkov.yaml", HM_IGNORE_FILE_CHECKOV },
    { ".checkov.yml", HM_IGNORE_FILE_CHECKOV },
};

/* A folder that is looked at, and how reports name what is in it. */
struct place {
    const char *folder;
    struct hm_str prefix;
};

static bool
is_below(struct hm_str path, struct hm_str prefix)
{
    return path.n >= prefix.n && hm_str_is(hm_str_sub(path, 0, prefix.n), prefix);
}

static void
drop_comments(struct hm_report *report, struct hm_str file, struct hm_str scope)
{
    size_t n = 0;

    for (size_t i = 0; i < report->suppressions.n; i++) {
        const struct hm_suppression *from = &report->suppressions.p[i];
        if (from->is_external || from->dialect != HM_SUPPRESS_HADOLINT ||
            !is_below(from->path, scope)) {
            report->suppressions.p[n++] = *from;
        }
    }
    if (n < report->suppressions.n) {
        hm_report_note(report, HM_NOTE_INFO, "ignores-off", HM_S("hullmark"), file,
                       "hadolint's ignore comments do not count: disable-ignore-pragma is set.");
    }
    report->suppressions.n = n;
}

static void
take(struct hm_report *report, struct hm_str path, struct hm_str scope,
     const struct hm_ignore_file *file)
{
    for (size_t i = 0; i < file->list.n; i++) {
        hm_vec_add(&report->arena, &report->suppressions, file->list.p[i]);
    }
    for (size_t i = 0; i < file->remarks.n; i++) {
        hm_report_note(report, HM_NOTE_WARNING, "ignore-file-remark", HM_S("hullmark"), path,
                       "%.*s", HM_FMT(file->remarks.p[i]));
    }
    if (file->are_comments_off) {
        drop_comments(report, path, scope);
    }
}

/* HM_E_NOT_FOUND where there is no such file. */
static enum hm_status
load(struct hm_arena *arena, const struct place *place, size_t index, struct hm_str path,
     struct hm_ignore_file *ret_file, struct hm_err *reterr)
{
    const char *real = hm_path_join(arena, hm_str_c(place->folder), hm_str_c(files[index].name)).p;
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_source source;
    enum hm_status status = HM_E_NOT_FOUND;

    if (access(real, F_OK) == 0 && hm_walk_is_inside(place->folder, real)) {
        status = hm_read_file(AT_FDCWD, real, HM_SOURCE_LIMIT, &text, reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    hm_source_init(&source, arena, path, hm_arena_str(arena, hm_buf_str(&text)));
    return hm_ignore_file_read(arena, files[index].kind, &source, place->prefix, ret_file, reterr);
}

static struct hm_str
path_of(struct hm_arena *arena, const struct place *place, size_t index)
{
    return hm_arena_printf(arena, "%.*s%s", HM_FMT(place->prefix), files[index].name);
}

/* Whether the file is there. */
static bool
read_one(struct hm_report *report, const struct place *place, size_t index)
{
    struct hm_str path = path_of(&report->arena, place, index);
    struct hm_ignore_file file = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = load(&report->arena, place, index, path, &file, &err);

    if (status == HM_E_NOT_FOUND) {
        return false;
    }
    if (status != HM_OK) {
        hm_report_note(report, HM_NOTE_WARNING, "ignore-file-unreadable", HM_S("hullmark"), path,
                       "It suppresses nothing: %s.", err.text);
        return true;
    }
    take(report, path, place->prefix, &file);
    return true;
}

static bool
was_read(const struct place *places, size_t n, const char *folder)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(places[i].folder, folder) == 0) {
            return true;
        }
    }
    return false;
}

/* Tools look in the folder that they are started in: that is where people put these files. */
void
hm_ignores_read(const struct hm_inputs *inputs, struct hm_report *report)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct place *places = hm_arena_new(&scratch, struct place, inputs->trees.n + 1);
    bool is_missing[sizeof files / sizeof files[0]] = { false };
    size_t n = 0;

    for (size_t t = 0; t < inputs->trees.n; t++) {
        const struct hm_input_tree *tree = &inputs->trees.p[t];
        if (tree->location == NULL || was_read(places, n, tree->root)) {
            continue;
        }
        places[n] = (struct place){ .folder = tree->root, .prefix = tree->prefix };
        for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
            is_missing[i] = !read_one(report, &places[n], i) || is_missing[i];
        }
        n++;
    }
    struct place here = { .folder = inputs->cwd, .prefix = HM_S("") };
    for (size_t i = 0; n > 0 && i < sizeof files / sizeof files[0]; i++) {
        if (is_missing[i] && !was_read(places, n, here.folder)) {
            (void)read_one(report, &here, i);
        }
    }
}

/* Takes the list of the first such file that is there; false where there is none. */
static bool
trust_one(struct hm_report *report, const struct place *place, size_t index,
          struct hm_trust_list *list)
{
    struct hm_str path = path_of(&report->arena, place, index);
    struct hm_ignore_file file = { 0 };
    struct hm_err err = { 0 };
    hm_auto_buf struct hm_buf names = { 0 };
    enum hm_status status = load(&report->arena, place, index, path, &file, &err);

    for (size_t i = 0; status == HM_OK && i < file.trusted.n; i++) {
        hm_vec_add(&report->arena, list, file.trusted.p[i]);
        if (i < MAX_NAMED) {
            hm_buf_printf(&names, "%s%.*s", i > 0 ? ", " : "", HM_FMT(file.trusted.p[i]));
        }
    }
    if (names.n > 0) {
        hm_report_note(report, HM_NOTE_INFO, "trusted-registries", HM_S("hullmark"), path,
                       "HM1004 takes images that fit %.*s%s for trusted, as this file says.",
                       HM_FMT(hm_buf_str(&names)), file.trusted.n > MAX_NAMED ? " and more" : "");
    }
    return status != HM_E_NOT_FOUND;
}

void
hm_ignores_trust(const struct hm_inputs *inputs, const struct hm_input_tree *tree,
                 struct hm_report *report, struct hm_trust_list *list)
{
    const struct place places[] = { { .folder = tree->root, .prefix = tree->prefix },
                                    { .folder = inputs->cwd, .prefix = HM_S("") } };

    for (size_t p = 0; tree->location != NULL && p < 2; p++) {
        for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
            if (files[i].kind == HM_IGNORE_FILE_HADOLINT &&
                trust_one(report, &places[p], i, list)) {
                return;
            }
        }
    }
}
