/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a pipeline: `spec:` with its inputs, and `include:`. */
#include "plugin/base/path.h"
#include "plugin/manifest/gitlab.h"
#include "plugin/manifest/gitlab_template.h"

enum {
    INPUTS_LIMIT = 200,
    LISTED_LIMIT = 200000,      /* files that patterns of a pipeline are held against */
    COMPARED_LIMIT = 200000000, /* steps of that */
};

/* --- opening --- */

static void
refuse(struct hm_gitlab *lab, const struct hm_source *source, struct hm_yaml_mark at,
       const struct hm_err *err)
{
    struct hm_str line = hm_source_line(source, at.line);
    uint32_t off = line.p == NULL ? 0 : (uint32_t)(line.p - source->text.p);
    struct hm_span span = { .off = source->base + off, .len = (uint32_t)line.n };

    hm_ynode_problem(&lab->maker, span, true,
                     "This is no YAML that GitLab reads, and nothing of the file was judged: %.*s.",
                     HM_FMT(hm_yaml_fault(err)));
}

struct hm_gitlab_file *
hm_gitlab_open(struct hm_gitlab *lab, const struct hm_source *source)
{
    struct hm_gitlab_file *file = hm_arena_new(lab->arena, struct hm_gitlab_file, 1);
    struct hm_suppressions *asked = hm_arena_new(lab->arena, struct hm_suppressions, 1);
    struct hm_yaml_mark at = { .line = 1, .column = 1 };
    struct hm_err err = { 0 };

    file->source = source;
    file->is_read = hm_yaml_parse_ruby(lab->arena, source->text, &file->stream, &at, &err) == HM_OK;
    if (file->is_read) {
        hm_suppressions_read_yaml(lab->arena, source, &file->stream, asked);
        hm_pipeline_suppress(lab->reader, source, asked);
    } else {
        file->stream = (struct hm_yaml_stream){ 0 };
        refuse(lab, source, at, &err);
    }
    hm_vec_add(lab->arena, &lab->files, file);
    return file;
}

/* A file of the tree, read once; or NULL. */
static struct hm_gitlab_file *
open_local(struct hm_gitlab *lab, struct hm_str path)
{
    for (size_t i = 0; i < lab->files.n; i++) {
        if (hm_str_is(lab->files.p[i]->source->path, path)) {
            return lab->files.p[i];
        }
    }
    const struct hm_source *source = hm_pipeline_open(lab->reader, path);
    return source == NULL ? NULL : hm_gitlab_open(lab, source);
}

/* --- spec: --- */

static void
give(struct hm_gitlab *lab, struct hm_dotenv *inputs, struct hm_str name,
     const struct hm_yaml *value)
{
    bool is_text = value != NULL && value->kind < HM_YAML_LIST && value->kind != HM_YAML_NULL;
    struct hm_dotenv_value input = { .name = name,
                                     .value = is_text ? value->text : HM_S(""),
                                     .is_known = is_text };

    if (inputs->list.n < INPUTS_LIMIT) {
        hm_vec_add(lab->arena, &inputs->list, input);
    }
}

/* What an included file is given, over the defaults of its `spec:`. */
static const struct hm_dotenv *
inputs_of(struct hm_gitlab *lab, const struct hm_gitlab_file *file, const struct hm_dotenv *given)
{
    struct hm_dotenv *inputs = hm_arena_new(lab->arena, struct hm_dotenv, 1);
    const struct hm_yaml *spec = hm_yaml_get(file->stream.documents[0], "spec");
    const struct hm_yaml *named = spec == NULL ? NULL : hm_yaml_get(spec, "inputs");

    for (uint32_t i = 0; named != NULL && named->kind == HM_YAML_MAP && i < named->n; i++) {
        give(lab, inputs, named->pairs[i].key->text, hm_yaml_get(named->pairs[i].value, "default"));
    }
    for (size_t i = 0; given != NULL && i < given->list.n; i++) {
        hm_vec_add(lab->arena, &inputs->list, given->list.p[i]);
    }
    return inputs;
}

static const struct hm_dotenv *
given_inputs(struct hm_gitlab *lab, const struct hm_ynode *item)
{
    struct hm_dotenv *given = hm_arena_new(lab->arena, struct hm_dotenv, 1);
    const struct hm_ynode *map = hm_ynode_get(item, "inputs");

    for (uint32_t i = 0; map != NULL && map->kind == HM_YAML_MAP && i < map->n; i++) {
        bool is_known = map->items[i]->kind < HM_YAML_LIST;
        struct hm_dotenv_value input = { .name = map->items[i]->key };
        input.value = is_known ? hm_gitlab_inputs(lab, map->items[i], &is_known) : HM_S("");
        input.is_known = is_known;
        if (given->list.n < INPUTS_LIMIT) {
            hm_vec_add(lab->arena, &given->list, input);
        }
    }
    return given;
}

/* --- include: --- */

/* Whether one more may be included; where not, it is said once. @p n: how many there are. */
static bool
has_room(struct hm_gitlab *lab, struct hm_span at, uint32_t *n)
{
    if (*n < HM_GITLAB_INCLUDES) {
        ++*n;
        return true;
    }
    if (!lab->has_left_out) {
        hm_ynode_problem(&lab->maker, at, false,
                         "GitLab includes at most %u files unless it is told otherwise; what is "
                         "included from here on was not read, and so not judged.",
                         HM_GITLAB_INCLUDES);
    }
    lab->has_left_out = true;
    lab->reader->is_full = true;
    return false;
}

static void
leave_out(struct hm_gitlab *lab, const struct hm_ynode *at, struct hm_str name)
{
    struct hm_scalar include = hm_ynode_value(at);

    include.text = name;
    hm_vec_add(lab->arena, &lab->includes, include);
}

/* A file of somewhere else. */
static void
include_other(struct hm_gitlab *lab, const struct hm_ynode *at, struct hm_str name)
{
    if (has_room(lab, at->span, &lab->n_includes)) {
        leave_out(lab, at, name);
    }
}

static struct hm_ynode *
include_path(struct hm_gitlab *lab, const struct hm_ynode *at, const struct hm_ynode *item,
             struct hm_str path, unsigned depth)
{
    struct hm_gitlab_file *file = depth < HM_GITLAB_DEPTH ? open_local(lab, path) : NULL;

    if (file != NULL) {
        return hm_gitlab_load(lab, file, given_inputs(lab, item), depth + 1);
    }
    hm_ynode_problem(&lab->maker, at->span, false,
                     "The file that is included here could not be read, and was not judged.");
    leave_out(lab, at, hm_gitlab_inputs(lab, at, &(bool){ true }));
    return NULL;
}

/* A pattern of paths: "**" stands for anything, "*" for anything but '/'. */
struct pattern {
    struct hm_str text;
    bool *now;  /* which of its bytes may come next; the last one: it is at its end */
    bool *then; /* behind the byte that is looked at */
    bool is_cut;
};

static size_t
star_at(struct hm_str pattern, size_t i)
{
    return i >= pattern.n || pattern.p[i] != '*'          ? 0
           : hm_str_starts(hm_str_from(pattern, i), "**") ? 2
                                                          : 1;
}

/* Stars may stand for nothing. */
static void
skip_stars(struct hm_str pattern, bool *may)
{
    for (size_t i = 0; i < pattern.n; i++) {
        size_t n = star_at(pattern, i);
        if (may[i] && n > 0) {
            may[i + n] = true;
        }
        i += n == 2;
    }
}

static bool
fits(struct hm_gitlab *lab, struct pattern *pattern, struct hm_str path)
{
    struct hm_str text = pattern->text;

    lab->n_compared += (uint64_t)(text.n + 1) * (path.n + 1);
    pattern->is_cut = pattern->is_cut || lab->n_compared > COMPARED_LIMIT;
    if (pattern->is_cut) {
        return false;
    }
    memset(pattern->now, 0, text.n + 1);
    pattern->now[0] = true;
    skip_stars(text, pattern->now);
    for (size_t k = 0; k < path.n; k++) {
        bool *swap = pattern->now;
        memset(pattern->then, 0, text.n + 1);
        for (size_t i = 0; i < text.n; i++) {
            size_t n = star_at(text, i);
            bool stays = n == 2 || (n == 1 && path.p[k] != '/');
            if (pattern->now[i] && (stays || text.p[i] == path.p[k])) {
                pattern->then[n > 0 ? i : i + 1] = true;
            }
            i += n == 2;
        }
        skip_stars(text, pattern->then);
        pattern->now = pattern->then;
        pattern->then = swap;
    }
    return pattern->now[text.n];
}

/* Files below the folder of a pattern; false where they cannot be listed. */
static bool
list_files(struct hm_gitlab *lab, struct hm_str pattern, struct hm_path_list *ret_list)
{
    const struct hm_path_reader *files = lab->reader->files;
    struct hm_str folder = hm_str_dirname(hm_str_sub(pattern, 0, hm_str_find(pattern, '*')));
    struct hm_err err;

    if (files == NULL || files->list == NULL || lab->n_listed > LISTED_LIMIT ||
        files->list(files->ctx, lab->arena, folder, ret_list, &err) != HM_OK) {
        return false;
    }
    lab->n_listed += ret_list->n;
    return true;
}

/* The files of the tree that fit, in the order in which Git lists them, as GitLab does. */
static struct hm_ynode *
include_pattern(struct hm_gitlab *lab, const struct hm_ynode *at, const struct hm_ynode *item,
                struct hm_str name, unsigned depth)
{
    struct pattern pattern = { .text = hm_path_join(lab->arena, lab->root, name) };
    struct hm_path_list list = { 0 };
    struct hm_ynode *base = NULL;
    uint32_t n_fit = 0;
    bool is_listed = list_files(lab, pattern.text, &list);

    pattern.now = hm_arena_new(lab->arena, bool, pattern.text.n + 1);
    pattern.then = hm_arena_new(lab->arena, bool, pattern.text.n + 1);
    for (uint32_t i = 0; i < list.n; i++) {
        if (!fits(lab, &pattern, list.paths[i])) {
            continue;
        }
        n_fit++;
        if (!has_room(lab, at->span, &lab->n_includes)) {
            break;
        }
        base = hm_gitlab_merge(lab, base, include_path(lab, at, item, list.paths[i], depth));
    }
    if (!is_listed || list.is_cut || pattern.is_cut) {
        hm_ynode_problem(&lab->maker, at->span, false,
                         "Not all files that this pattern fits could be found, and those that "
                         "were not are not judged.");
        leave_out(lab, at, name);
    } else if (n_fit == 0) {
        hm_ynode_problem(&lab->maker, at->span, false,
                         "No file fits this pattern, and so nothing is included here.");
    }
    return base;
}

static struct hm_ynode *
include_local(struct hm_gitlab *lab, const struct hm_ynode *at, const struct hm_ynode *item,
              unsigned depth)
{
    bool is_known = true;
    struct hm_str text = hm_gitlab_inputs(lab, at, &is_known);
    struct hm_str name = hm_path_relative(text);
    bool has_pattern = hm_str_find(name, '*') < name.n;

    if (!is_known || hm_str_find(name, '$') < name.n || name.n == 0 || name.n > HM_PATH_LIMIT) {
        hm_ynode_problem(&lab->maker, at->span, false,
                         "What is included here has a variable in its name, or none; it was not "
                         "read, and so not judged.");
        leave_out(lab, at, text);
        return NULL;
    }
    if (has_pattern) {
        return has_room(lab, at->span, &lab->n_patterns)
                   ? include_pattern(lab, at, item, name, depth)
                   : NULL;
    }
    struct hm_str path = hm_path_clean(lab->arena, hm_path_join(lab->arena, lab->root, name));
    return has_room(lab, at->span, &lab->n_includes) ? include_path(lab, at, item, path, depth)
                                                     : NULL;
}

static struct hm_str
project_name(struct hm_gitlab *lab, const struct hm_ynode *item, const struct hm_ynode *project,
             const struct hm_ynode *file)
{
    const struct hm_ynode *ref = hm_ynode_get(item, "ref");

    return hm_arena_printf(lab->arena, "project:%.*s%s%.*s:%.*s", HM_FMT(project->text),
                           ref == NULL ? "" : "@", HM_FMT(ref == NULL ? HM_S("") : ref->text),
                           HM_FMT(file->text));
}

/* One of a project may name several files. */
static void
include_project(struct hm_gitlab *lab, const struct hm_ynode *item, const struct hm_ynode *project)
{
    const struct hm_ynode *file = hm_ynode_get(item, "file");

    if (file == NULL) {
        include_other(lab, project,
                      hm_arena_printf(lab->arena, "project:%.*s", HM_FMT(project->text)));
    } else if (file->kind != HM_YAML_LIST) {
        include_other(lab, project, project_name(lab, item, project, file));
    }
    for (uint32_t i = 0; file != NULL && file->kind == HM_YAML_LIST && i < file->n; i++) {
        include_other(lab, project, project_name(lab, item, project, file->items[i]));
    }
}

static struct hm_ynode *
made_node(struct hm_gitlab *lab, const struct hm_ynode *at, enum hm_yaml_kind kind, const char *key,
          const char *text)
{
    struct hm_ynode *made = hm_arena_new(lab->arena, struct hm_ynode, 1);

    *made = (struct hm_ynode){ .kind = kind,
                               .key = hm_str_c(key),
                               .text = hm_str_c(text),
                               .is_known = true,
                               .span = at->span,
                               .value = at->value,
                               .file = at->file };
    made->items = hm_arena_new(lab->arena, struct hm_ynode *, 3);
    lab->maker.n_made++;
    return made;
}

/* What a template of GitLab's own lays below the file: a job whose one step is called like it. */
static struct hm_ynode *
template_job(struct hm_gitlab *lab, const struct hm_ynode *at, const struct hm_ynode *item,
             const char *name)
{
    struct hm_ynode *image = hm_ynode_get(hm_ynode_get(item, "inputs"), "cs_image");
    struct hm_ynode *stage = hm_ynode_get(hm_ynode_get(item, "inputs"), "stage");
    struct hm_ynode *root = made_node(lab, at, HM_YAML_MAP, "", "");
    struct hm_ynode *job = made_node(lab, at, HM_YAML_MAP, name, "");
    struct hm_ynode *run = made_node(lab, at, HM_YAML_LIST, "run", "");
    struct hm_ynode *step = made_node(lab, at, HM_YAML_MAP, "", "");

    root->items[root->n++] = job;
    job->items[job->n++] =
        stage != NULL ? stage : made_node(lab, at, HM_YAML_TEXT, "stage", "test");
    job->items[job->n++] = run;
    run->items[run->n++] = step;
    step->items[step->n++] = made_node(lab, at, HM_YAML_TEXT, "step", name);
    if (image != NULL) {
        struct hm_ynode *variables = made_node(lab, at, HM_YAML_MAP, "variables", "");
        struct hm_ynode *variable = hm_arena_new(lab->arena, struct hm_ynode, 1);
        *variable = *image;
        variable->key = HM_S("CS_IMAGE");
        variables->items[variables->n++] = variable;
        job->items[job->n++] = variables;
    }
    return root;
}

/* A template, a component, or what a job makes. */
static struct hm_ynode *
include_kind(struct hm_gitlab *lab, const struct hm_ynode *at, const struct hm_ynode *item,
             const char *kind)
{
    struct hm_str name = hm_arena_printf(lab->arena, "%s:%.*s", kind, HM_FMT(at->text));
    const struct hm_gitlab_template *template = hm_gitlab_template_find(name);

    include_other(lab, at, name);
    return template == NULL || template->job == NULL ? NULL
                                                     : template_job(lab, at, item, template->job);
}

static struct hm_ynode *
include_one(struct hm_gitlab *lab, struct hm_ynode *item, unsigned depth)
{
    static const char *const kinds[] = { "template", "component", "artifact" };
    struct hm_ynode *base = NULL;

    if (item->kind != HM_YAML_MAP) {
        bool is_url = hm_str_starts(item->text, "http://") || hm_str_starts(item->text, "https://");
        if (!is_url) {
            return include_local(lab, item, NULL, depth);
        }
        include_other(lab, item, item->text);
        return NULL;
    }
    const struct hm_ynode *local = hm_ynode_get(item, "local");
    const struct hm_ynode *project = hm_ynode_get(item, "project");
    if (local != NULL) {
        return include_local(lab, local, item, depth);
    }
    if (project != NULL) {
        include_project(lab, item, project);
    }
    const struct hm_ynode *remote = hm_ynode_get(item, "remote");
    if (remote != NULL) {
        const struct hm_ynode *hash = hm_ynode_get(item, "integrity");
        include_other(lab, remote,
                      hash == NULL
                          ? remote->text
                          : hm_arena_concat(lab->arena, remote->text, HM_S("#"), hash->text));
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const struct hm_ynode *at = hm_ynode_get(item, kinds[i]);
        base =
            at != NULL ? hm_gitlab_merge(lab, base, include_kind(lab, at, item, kinds[i])) : base;
    }
    return base;
}

static struct hm_ynode *
include_all(struct hm_gitlab *lab, struct hm_ynode *root, unsigned depth)
{
    struct hm_ynode *include = hm_ynode_get(root, "include");
    struct hm_ynode *base = NULL;

    if (include == NULL) {
        return root;
    }
    if (include->kind != HM_YAML_LIST) {
        base = include_one(lab, include, depth);
    }
    for (uint32_t i = 0; include->kind == HM_YAML_LIST && i < include->n; i++) {
        base = hm_gitlab_merge(lab, base, include_one(lab, include->items[i], depth));
    }
    return hm_gitlab_merge(lab, base, root);
}

/* --- documents --- */

static void
replace_in_keys(struct hm_gitlab *lab, struct hm_ynode *root)
{
    for (uint32_t i = 0; i < root->n; i++) {
        if (hm_str_has(root->items[i]->key, "$[[")) {
            struct hm_ynode key = *root->items[i];
            bool is_known = true;
            key.text = key.key;
            root->items[i]->key = hm_gitlab_inputs(lab, &key, &is_known);
        }
    }
}

struct hm_ynode *
hm_gitlab_load(struct hm_gitlab *lab, struct hm_gitlab_file *file, const struct hm_dotenv *inputs,
               unsigned depth)
{
    uint32_t n = file->stream.n;

    if (!file->is_read || n == 0) {
        return NULL;
    }
    bool has_spec = n > 1 && hm_yaml_get(file->stream.documents[0], "spec") != NULL;
    const struct hm_yaml *document = file->stream.documents[has_spec ? 1 : 0];
    if (document->kind != HM_YAML_MAP) {
        hm_ynode_problem(&lab->maker, (struct hm_span){ .off = file->source->base }, true,
                         "GitLab refuses this file: it has no keys.");
        return NULL;
    }
    struct hm_manifest_file *seen = hm_arena_new(lab->arena, struct hm_manifest_file, 1);
    seen->source = *file->source;
    seen->env = has_spec ? inputs_of(lab, file, inputs) : inputs;
    struct hm_ynode *root = hm_ynode_make(&lab->maker, seen, document);
    replace_in_keys(lab, root);
    return include_all(lab, root, depth);
}
