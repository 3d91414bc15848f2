/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/kubernetes.h"

#include "plugin/base/auto.h"
#include "plugin/base/buf.h"
#include "plugin/base/vec.h"
#include "plugin/manifest/kubernetes_pod.h"
#include "plugin/model/suppression.h"

struct reader {
    struct hm_arena *arena;
    const struct hm_source *source;
    HM_VEC(struct hm_object *) objects;
    HM_VEC(struct hm_workload) workloads;
    HM_VEC(struct hm_manifest_problem) problems;
    bool is_full;
    uint32_t n_steps; /* in search of templates */
};

/* --- is it one? --- */

/* A key at the beginning of a line, but for blanks and a "- "; or in quotes, as JSON has it. */
static bool
has_key(struct hm_str text, const char *key)
{
    size_t n = strlen(key);

    for (size_t at = 0; at < text.n;) {
        const char *hit = memmem(text.p + at, text.n - at, key, n);
        if (hit == NULL) {
            return false;
        }
        size_t off = (size_t)(hit - text.p);
        char before = off == 0 ? '\n' : text.p[off - 1];
        struct hm_str rest = hm_str_from(text, off + n);
        bool is_quoted = (before == '"' || before == '\'') && rest.n > 1 && rest.p[0] == before;
        bool is_plain = strchr("\n \t{,\xbf", before) != NULL && before != '\0';
        if ((is_quoted || is_plain) && rest.n > 0 &&
            (is_quoted || rest.p[0] == ':' || rest.p[0] == ' ')) {
            return true;
        }
        at = off + n;
    }
    return false;
}

/* What begins as UTF-16 does: Kubernetes may read it, and libyaml here does not. */
static bool
is_wide(struct hm_str text)
{
    return hm_str_starts(text, "\xff\xfe") || hm_str_starts(text, "\xfe\xff");
}

static bool
is_wide_likely(struct hm_str text)
{
    hm_auto_buf struct hm_buf narrow = { 0 };

    for (size_t i = 2; i < text.n; i++) {
        if (text.p[i] != '\0') {
            hm_buf_putc(&narrow, text.p[i]);
        }
    }
    return has_key(hm_buf_str(&narrow), "apiVersion") && has_key(hm_buf_str(&narrow), "kind");
}

bool
hm_kubernetes_is_likely(struct hm_str text)
{
    if (is_wide(text)) {
        return is_wide_likely(text);
    }
    return has_key(text, "apiVersion") && has_key(text, "kind");
}

/* Of a text that cannot be parsed: apiVersion begins a line, as in all that people write. */
static bool
is_evident(struct hm_str text)
{
    return is_wide(text) || hm_str_starts(text, "apiVersion:") ||
           hm_str_has(text, "\napiVersion:") || hm_str_starts(hm_str_trim(text), "{");
}

static struct hm_str
text_at(const struct hm_yaml *map, const char *key)
{
    const struct hm_yaml *found = hm_yaml_get(map, key);

    return found != NULL && found->kind == HM_YAML_TEXT ? found->text : HM_S("");
}

static bool
is_object(const struct hm_yaml *value)
{
    return value->kind == HM_YAML_MAP && text_at(value, "apiVersion").n > 0 &&
           text_at(value, "kind").n > 0;
}

bool
hm_kubernetes_is_meant(struct hm_str text)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_yaml_stream stream;
    struct hm_err err;

    if (is_wide(text)) {
        return is_wide_likely(text);
    }
    if (!hm_kubernetes_is_likely(text) ||
        hm_yaml_parse(&arena, text, &stream, NULL, &err) != HM_OK) {
        return false;
    }
    for (uint32_t i = 0; i < stream.n; i++) {
        if (is_object(stream.documents[i])) {
            return true;
        }
    }
    return false;
}

/* --- objects --- */

static struct hm_span
span_of(const struct hm_yaml *value)
{
    return (struct hm_span){ .off = value->off, .len = value->len };
}

static void
add_problem(struct reader *reader, struct hm_span span, bool is_fatal, struct hm_str text)
{
    hm_vec_add(reader->arena, &reader->problems,
               ((struct hm_manifest_problem){ .span = span, .text = text, .is_fatal = is_fatal }));
}

/* The map that describes the pods: itself, or the template in it, also of kinds that are not known
 * here, as long as it is one. */
static const struct hm_yaml *
template_of(const struct hm_yaml *tree, struct hm_str kind)
{
    static const char *const paths[][4] = {
        { "spec", "template" },
        { "spec", "jobTemplate", "spec", "template" },
        { "template" },
    };
    const struct hm_yaml *spec = hm_yaml_get(tree, "spec");

    if (hm_str_eq(kind, "Pod")) {
        return tree;
    }
    if (spec != NULL && spec->kind != HM_YAML_MAP && !hm_str_eq(kind, "PodTemplate")) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const struct hm_yaml *at = tree;
        for (size_t k = 0; k < 4 && paths[i][k] != NULL && at != NULL; k++) {
            at = hm_yaml_get(at, paths[i][k]);
        }
        const struct hm_yaml *pod = at == NULL ? NULL : hm_yaml_get(at, "spec");
        const struct hm_yaml *containers = pod == NULL ? NULL : hm_yaml_get(pod, "containers");
        const struct hm_yaml *inits = pod == NULL ? NULL : hm_yaml_get(pod, "initContainers");
        if ((containers != NULL && containers->kind == HM_YAML_LIST) ||
            (inits != NULL && inits->kind == HM_YAML_LIST)) {
            return at;
        }
    }
    return NULL;
}

static void
add_pod(struct reader *reader, const struct hm_object *object, const struct hm_yaml *pod)
{
    struct hm_workload workload = { .object = object,
                                    .kind = object->kind,
                                    .name = object->name,
                                    .span = object->span,
                                    .body = object->body };
    if (!hm_kubernetes_pod(reader->arena, pod, &workload)) {
        add_problem(reader, object->span, false,
                    hm_arena_printf(reader->arena,
                                    "Only the first %u containers of this object were judged.",
                                    HM_KUBE_CONTAINERS));
    }
    hm_vec_add(reader->arena, &reader->workloads, workload);
}

/* Kinds that others define hold templates wherever they like: `spec.jobTargetRef.template`. The
 * rules of Kyverno hold what looks like one. */
static bool
is_of_others(struct hm_str api_version)
{
    struct hm_str group = hm_str_sub(api_version, 0, hm_str_find(api_version, '/'));

    return group.n < api_version.n && hm_str_has(group, ".") && !hm_str_eq(group, "kyverno.io") &&
           (!hm_str_ends(group, ".k8s.io") || hm_str_ends(group, ".x-k8s.io"));
}

static bool
is_template(const struct hm_yaml *value)
{
    const struct hm_yaml *spec = value->kind == HM_YAML_MAP ? hm_yaml_get(value, "spec") : NULL;
    const struct hm_yaml *containers =
        spec != NULL && spec->kind == HM_YAML_MAP ? hm_yaml_get(spec, "containers") : NULL;

    return containers != NULL && containers->kind == HM_YAML_LIST && containers->n > 0 &&
           containers->items[0]->kind == HM_YAML_MAP;
}

static void
add_templates(struct reader *reader, const struct hm_object *object, const struct hm_yaml *tree,
              unsigned depth)
{
    if (depth > HM_KUBE_TEMPLATE_DEPTH || reader->n_steps >= HM_KUBE_STEPS) {
        return;
    }
    reader->n_steps++;
    for (uint32_t i = 0; tree->kind == HM_YAML_LIST && i < tree->n; i++) {
        add_templates(reader, object, tree->items[i], depth + 1);
    }
    for (uint32_t i = 0; tree->kind == HM_YAML_MAP && i < tree->n; i++) {
        const struct hm_yaml *value = tree->pairs[i].value;
        if (hm_str_eq(tree->pairs[i].key->text, "template") && is_template(value)) {
            add_pod(reader, object, value);
        } else {
            add_templates(reader, object, value, depth + 1);
        }
    }
}

static void
add_workloads(struct reader *reader, const struct hm_object *object)
{
    const struct hm_yaml *pod = template_of(object->tree, object->kind);

    if (pod != NULL) {
        add_pod(reader, object, pod);
    } else if (is_of_others(object->api_version)) {
        add_templates(reader, object, object->tree, 0);
    }
}

/* Lists of objects, and the template of OpenShift, which is one. */
static const struct hm_yaml *
items_of(const struct hm_yaml *tree, struct hm_str kind)
{
    const struct hm_yaml *items = hm_str_ends(kind, "List")     ? hm_yaml_get(tree, "items")
                                  : hm_str_eq(kind, "Template") ? hm_yaml_get(tree, "objects")
                                                                : NULL;

    return items != NULL && items->kind == HM_YAML_LIST ? items : NULL;
}

/* What an object is: by its own word, or as an item of a PodList. */
struct what {
    struct hm_str api_version;
    struct hm_str kind;
};

static void
add_object(struct reader *reader, const struct hm_yaml *tree, struct what what, unsigned depth)
{
    if (is_object(tree)) {
        what = (struct what){ text_at(tree, "apiVersion"), text_at(tree, "kind") };
    }
    if (tree->kind != HM_YAML_MAP || what.kind.n == 0) {
        return;
    }
    const struct hm_yaml *items = items_of(tree, what.kind);
    struct hm_str kind = what.kind;
    if (items != NULL) {
        bool is_list = hm_str_ends(kind, "List");
        what.kind = hm_str_sub(kind, 0, is_list ? kind.n - strlen("List") : 0);
        for (uint32_t i = 0; i < items->n && depth < HM_KUBE_DEPTH; i++) {
            add_object(reader, items->items[i], what, depth + 1);
        }
        return;
    }
    if (reader->objects.n >= HM_KUBE_OBJECTS) {
        reader->is_full = true;
        return;
    }
    struct hm_object *object = hm_arena_new(reader->arena, struct hm_object, 1);
    *object = (struct hm_object){
        .api_version = what.api_version,
        .kind = kind,
        .name = hm_tree_at(tree, "metadata.name"),
        .namespace = hm_tree_at(tree, "metadata.namespace"),
        .body = span_of(tree),
        .tree = tree,
    };
    if (!object->name.is_set) {
        object->name = hm_tree_at(tree, "metadata.generateName");
    }
    object->span = object->name.is_set ? object->name.span : hm_tree_scalar(tree, "kind").span;
    if (object->span.len == 0) {
        object->span = span_of(tree->n > 0 ? tree->pairs[0].key : tree);
    }
    hm_vec_add(reader->arena, &reader->objects, object);
    add_workloads(reader, object);
}

/* --- files --- */

/* The documents before the one that an error is in. */
static struct hm_str
before_error(const struct hm_source *source, uint32_t line)
{
    for (uint32_t i = line > source->n_lines ? source->n_lines : line; i > 1; i--) {
        struct hm_str text = hm_source_line(source, i);
        if (hm_str_starts(text, "---")) {
            return hm_str_sub(source->text, 0, (size_t)(text.p - source->text.p));
        }
    }
    return hm_str_sub(source->text, 0, 0);
}

static void
read_stream(struct reader *reader, struct hm_yaml_stream *stream)
{
    struct hm_str text = reader->source->text;
    struct hm_yaml_mark at = { .line = 1, .column = 1 };
    struct hm_err err = { 0 };

    if (hm_yaml_parse(reader->arena, text, stream, &at, &err) == HM_OK) {
        return;
    }
    *stream = (struct hm_yaml_stream){ 0 };
    struct hm_str line = hm_source_line(reader->source, at.line);
    struct hm_span span = { .off = line.p == NULL ? 0 : (uint32_t)(line.p - text.p),
                            .len = (uint32_t)line.n };
    add_problem(reader, span, true,
                hm_arena_printf(reader->arena,
                                "This is no YAML that can be read, and what is below was not "
                                "judged: %s.",
                                err.text));
    struct hm_str front = before_error(reader->source, at.line);
    if (front.n > 0 && hm_yaml_parse(reader->arena, front, stream, NULL, &err) != HM_OK) {
        *stream = (struct hm_yaml_stream){ 0 };
    }
}

bool
hm_kubernetes_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                   struct hm_manifests *ret_manifest)
{
    struct hm_source *source = hm_arena_new(arena, struct hm_source, 1);
    const struct hm_source **sources = hm_arena_new(arena, const struct hm_source *, 1);
    struct hm_suppressions *asked = hm_arena_new(arena, struct hm_suppressions, 1);
    const struct hm_suppressions **all = hm_arena_new(arena, const struct hm_suppressions *, 1);
    struct reader reader = { .arena = arena, .source = source };
    struct hm_yaml_stream stream = { 0 };

    if (!hm_kubernetes_is_likely(text)) {
        return false;
    }
    hm_source_init(source, arena, path, text);
    read_stream(&reader, &stream);
    for (uint32_t i = 0; i < stream.n; i++) {
        add_object(&reader, stream.documents[i], (struct what){ 0 }, 0);
    }
    if (reader.objects.n == 0 && (reader.problems.n == 0 || !is_evident(text))) {
        return false;
    }
    if (reader.is_full) {
        add_problem(&reader, (struct hm_span){ 0 }, false,
                    hm_arena_printf(arena, "Only the first %u objects of this file were judged.",
                                    HM_KUBE_OBJECTS));
    }
    if (reader.n_steps >= HM_KUBE_STEPS) {
        add_problem(&reader, (struct hm_span){ 0 }, false,
                    hm_arena_printf(arena,
                                    "Templates of pods were looked for in the first %u "
                                    "values of this file only.",
                                    HM_KUBE_STEPS));
    }
    hm_suppressions_read_yaml(arena, source, &stream, asked);
    sources[0] = source;
    all[0] = asked;
    *ret_manifest = (struct hm_manifests){
        .kind = HM_MANIFEST_KUBERNETES,
        .sources = sources,
        .n_sources = 1,
        .workloads = reader.workloads.p,
        .n_workloads = (uint32_t)reader.workloads.n,
        .objects = (const struct hm_object *const *)reader.objects.p,
        .n_objects = (uint32_t)reader.objects.n,
        .problems = reader.problems.p,
        .n_problems = (uint32_t)reader.problems.n,
        .suppressions = all,
    };
    return true;
}
