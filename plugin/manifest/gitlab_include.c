/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a pipeline: `spec:` with its inputs, and `include:`. */
#include "plugin/base/path.h"
#include "plugin/manifest/gitlab.h"

enum { INPUTS_LIMIT = 200 };

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

static void
leave_out(struct hm_gitlab *lab, const struct hm_ynode *at, struct hm_str name)
{
    struct hm_scalar include = hm_ynode_value(at);

    include.text = name;
    hm_vec_add(lab->arena, &lab->includes, include);
}

static struct hm_ynode *
include_local(struct hm_gitlab *lab, const struct hm_ynode *at, const struct hm_ynode *item,
              unsigned depth)
{
    bool is_known = true;
    struct hm_str text = hm_gitlab_inputs(lab, at, &is_known);
    struct hm_str name = hm_path_relative(text);
    struct hm_gitlab_file *file = NULL;

    bool is_plain = is_known && hm_str_find(name, '*') == name.n &&
                    hm_str_find(name, '$') == name.n && name.n > 0 && name.n <= HM_PATH_LIMIT;
    if (is_plain && depth < HM_GITLAB_DEPTH) {
        file =
            open_local(lab, hm_path_clean(lab->arena, hm_path_join(lab->arena, lab->root, name)));
    }
    if (file == NULL) {
        hm_ynode_problem(&lab->maker, at->span, false,
                         !is_plain ? "What is included here has a pattern or a variable in its "
                                     "name; it was not read, and so not judged."
                                   : "The file that is included here could not be read, and was "
                                     "not judged.");
        leave_out(lab, at, text);
        return NULL;
    }
    return hm_gitlab_load(lab, file, given_inputs(lab, item), depth + 1);
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
        leave_out(lab, project, hm_arena_printf(lab->arena, "project:%.*s", HM_FMT(project->text)));
    } else if (file->kind != HM_YAML_LIST) {
        leave_out(lab, project, project_name(lab, item, project, file));
    }
    for (uint32_t i = 0; file != NULL && file->kind == HM_YAML_LIST && i < file->n; i++) {
        leave_out(lab, project, project_name(lab, item, project, file->items[i]));
    }
}

static struct hm_ynode *
include_one(struct hm_gitlab *lab, struct hm_ynode *item, unsigned depth)
{
    static const char *const kinds[] = { "remote", "template", "component", "artifact" };

    if (item->kind != HM_YAML_MAP) {
        bool is_url = hm_str_starts(item->text, "http://") || hm_str_starts(item->text, "https://");
        if (!is_url) {
            return include_local(lab, item, NULL, depth);
        }
        leave_out(lab, item, item->text);
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
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const struct hm_ynode *at = hm_ynode_get(item, kinds[i]);
        if (at != NULL) {
            leave_out(lab, at,
                      i == 0 ? at->text
                             : hm_arena_printf(lab->arena, "%s:%.*s", kinds[i], HM_FMT(at->text)));
        }
    }
    return NULL;
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
        if (lab->includes.n > HM_GITLAB_INCLUDES) {
            break;
        }
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
