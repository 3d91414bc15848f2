/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin_yaml.h"

#include "plugin/base/yaml.h"
#include "plugin/fix/pin_inline.h"
#include "plugin/fix/pin_run.h"
#include "plugin/manifest/compose.h"
#include "plugin/manifest/kustomize.h"

#define DOCKER "docker://"
#define CONTEXT "docker-image://"

struct finding {
    struct hm_arena *arena;
    struct hm_str text; /* of the file */
    struct hm_source source;
    struct hm_pins pins;
};

/* --- one reference */

/* Where the text of a value ends, if it stands there as it is read: plain or in quotes. */
static bool
find_end(const struct finding *f, const struct hm_yaml *at, uint32_t *ret_off)
{
    struct hm_str bytes = hm_str_sub(f->text, at->off, at->len);

    for (uint32_t quote = 0; quote < 2; quote++) {
        bool is_quoted = quote == 1 && bytes.n > 1 && strchr("\"'", bytes.p[bytes.n - 1]) != NULL;
        struct hm_str inner = is_quoted ? hm_str_sub(bytes, 0, bytes.n - 1) : bytes;
        if ((quote == 0 || is_quoted) && inner.n >= at->text.n &&
            hm_str_is(hm_str_from(inner, inner.n - at->text.n), at->text)) {
            *ret_off = at->off + (uint32_t)inner.n;
            return true;
        }
    }
    return false;
}

/* @p skip bytes in front are not the reference's ("docker://"). */
static void
add(struct finding *f, const struct hm_yaml *at, size_t skip)
{
    if (at == NULL || at->kind == HM_YAML_NULL) {
        return;
    }
    struct hm_pin *pin = hm_vec_push(f->arena, &f->pins.all);
    *pin = (struct hm_pin){
        .text = hm_str_from(at->text, skip),
        .span = { at->off, at->len },
        .line = at->line,
    };
    if (at->kind == HM_YAML_LIST || at->kind == HM_YAML_MAP) {
        pin->text = HM_S("an image");
        pin->why = HM_S("it is put together elsewhere");
    } else if (hm_str_find(pin->text, '$') < pin->text.n ||
               hm_str_find(pin->text, '{') < pin->text.n) {
        pin->is_pinned = hm_str_has(pin->text, "@sha256:");
        pin->why = HM_S("it has a variable");
    } else if (hm_image_ref_parse(f->arena, pin->text, &pin->ref, NULL) != HM_OK) {
        pin->why = HM_S("it is no valid reference");
    } else if (pin->ref.digest.n > 0) {
        pin->is_pinned = true;
    } else if (find_end(f, at, &pin->off)) {
        pin->is_editable = true;
    } else {
        pin->why = HM_S("it is written with escapes or over several lines");
    }
}

/* "image: a", or a map with that under another key: "image: {name: a}". */
static void
add_or_member(struct finding *f, const struct hm_yaml *at, const char *member)
{
    if (at != NULL && at->kind == HM_YAML_MAP) {
        add(f, hm_yaml_get(at, member), 0);
    } else {
        add(f, at, 0);
    }
}

static const struct hm_yaml *
list_of(const struct hm_yaml *map, const char *key)
{
    const struct hm_yaml *list = hm_yaml_get(map, key);

    return list != NULL && list->kind == HM_YAML_LIST ? list : NULL;
}

static const struct hm_yaml *
map_of(const struct hm_yaml *map, const char *key)
{
    const struct hm_yaml *found = hm_yaml_get(map, key);

    return found != NULL && found->kind == HM_YAML_MAP ? found : NULL;
}

/* "docker-image://alpine:3", as contexts of builds name images. */
static void
add_context(struct finding *f, const struct hm_yaml *at)
{
    if (at->kind == HM_YAML_TEXT && hm_str_starts(at->text, CONTEXT)) {
        add(f, at, strlen(CONTEXT));
    }
}

static void
add_inline(struct finding *f, const struct hm_yaml *at)
{
    if (at != NULL && at->kind == HM_YAML_TEXT) {
        hm_pins_add_inline(f->arena, &f->source, (struct hm_span){ at->off, at->len }, at->text,
                           &f->pins);
    }
}

/* --- compose */

/* A map of contexts, or a list of "name=docker-image://alpine:3". */
static void
find_contexts(struct finding *f, const struct hm_yaml *contexts)
{
    for (uint32_t i = 0; contexts != NULL && contexts->kind == HM_YAML_MAP && i < contexts->n;
         i++) {
        add_context(f, contexts->pairs[i].value);
    }
    for (uint32_t i = 0; contexts != NULL && contexts->kind == HM_YAML_LIST && i < contexts->n;
         i++) {
        const struct hm_yaml *item = contexts->items[i];
        size_t behind = hm_str_find(item->text, '=') + 1;
        if (item->kind == HM_YAML_TEXT && hm_str_starts(hm_str_from(item->text, behind), CONTEXT)) {
            add(f, item, behind + strlen(CONTEXT));
        }
    }
}

static void
find_service(struct finding *f, const struct hm_yaml *service)
{
    const struct hm_yaml *build = hm_yaml_get(service, "build");
    const struct hm_yaml *volumes = list_of(service, "volumes");

    if (build == NULL || build->kind == HM_YAML_NULL) {
        add(f, hm_yaml_get(service, "image"), 0);
    } else if (build->kind == HM_YAML_MAP) {
        find_contexts(f, hm_yaml_get(build, "additional_contexts"));
        add_inline(f, hm_yaml_get(build, "dockerfile_inline"));
    }
    for (uint32_t i = 0; volumes != NULL && i < volumes->n; i++) {
        const struct hm_yaml *type = hm_yaml_get(volumes->items[i], "type");
        if (type != NULL && hm_str_eq(type->text, "image")) {
            add(f, hm_yaml_get(volumes->items[i], "source"), 0);
        }
    }
}

static void
find_compose(struct finding *f, const struct hm_yaml *document)
{
    const struct hm_yaml *services = map_of(document, "services");

    for (uint32_t i = 0; services != NULL && i < services->n; i++) {
        find_service(f, services->pairs[i].value);
    }
}

/* --- Kubernetes: wherever pods are described, in a workload, a list or a resource of one's own */

static void
find_pods(struct finding *f, const struct hm_yaml *at, unsigned depth)
{
    static const char *const lists[] = { "containers", "initContainers", "ephemeralContainers" };

    if (depth > HM_YAML_DEPTH) {
        return;
    }
    for (size_t k = 0; at->kind == HM_YAML_MAP && k < sizeof lists / sizeof lists[0]; k++) {
        const struct hm_yaml *list = list_of(at, lists[k]);
        for (uint32_t i = 0; list != NULL && i < list->n; i++) {
            add(f, hm_yaml_get(list->items[i], "image"), 0);
        }
    }
    const struct hm_yaml *volumes = list_of(at, "volumes");
    for (uint32_t i = 0; volumes != NULL && i < volumes->n; i++) {
        const struct hm_yaml *image = map_of(volumes->items[i], "image");
        add(f, image == NULL ? NULL : hm_yaml_get(image, "reference"), 0);
    }
    for (uint32_t i = 0; at->kind == HM_YAML_MAP && i < at->n; i++) {
        find_pods(f, at->pairs[i].value, depth + 1);
    }
    for (uint32_t i = 0; at->kind == HM_YAML_LIST && i < at->n; i++) {
        find_pods(f, at->items[i], depth + 1);
    }
}

static bool
is_kubernetes(const struct hm_yaml *document)
{
    const struct hm_yaml *version = hm_yaml_get(document, "apiVersion");
    const struct hm_yaml *kind = hm_yaml_get(document, "kind");

    return version != NULL && version->kind == HM_YAML_TEXT && kind != NULL &&
           kind->kind == HM_YAML_TEXT;
}

/* --- GitHub */

static void
find_docker_url(struct finding *f, const struct hm_yaml *at)
{
    if (at != NULL && at->kind == HM_YAML_TEXT && hm_str_starts(at->text, DOCKER)) {
        add(f, at, strlen(DOCKER));
    }
}

static void
find_steps(struct finding *f, const struct hm_yaml *of)
{
    const struct hm_yaml *steps = list_of(of, "steps");

    for (uint32_t i = 0; steps != NULL && i < steps->n; i++) {
        find_docker_url(f, hm_yaml_get(steps->items[i], "uses"));
    }
}

static void
find_workflow(struct finding *f, const struct hm_yaml *document)
{
    const struct hm_yaml *jobs = map_of(document, "jobs");

    for (uint32_t i = 0; jobs != NULL && i < jobs->n; i++) {
        const struct hm_yaml *job = jobs->pairs[i].value;
        const struct hm_yaml *services = map_of(job, "services");
        add_or_member(f, hm_yaml_get(job, "container"), "image");
        for (uint32_t k = 0; services != NULL && k < services->n; k++) {
            add(f, hm_yaml_get(services->pairs[k].value, "image"), 0);
        }
        find_steps(f, job);
    }
}

static void
find_action(struct finding *f, const struct hm_yaml *document)
{
    const struct hm_yaml *runs = map_of(document, "runs");

    if (runs != NULL) {
        find_docker_url(f, hm_yaml_get(runs, "image"));
        find_steps(f, runs);
    }
}

/* --- GitLab */

static void
find_in_job(struct finding *f, const struct hm_yaml *job)
{
    const struct hm_yaml *services = hm_yaml_get(job, "services");

    add_or_member(f, hm_yaml_get(job, "image"), "name");
    if (services != NULL && services->kind != HM_YAML_LIST) {
        add(f, services, 0);
    }
    for (uint32_t i = 0; services != NULL && services->kind == HM_YAML_LIST && i < services->n;
         i++) {
        add_or_member(f, services->items[i], "name");
    }
}

static void
find_gitlab(struct finding *f, const struct hm_yaml *document)
{
    static const char *const no_jobs[] = { "variables", "include", "stages",  "workflow",
                                           "spec",      "image",   "services" };

    find_in_job(f, document);
    for (uint32_t i = 0; document->kind == HM_YAML_MAP && i < document->n; i++) {
        bool is_job = document->pairs[i].value->kind == HM_YAML_MAP;
        for (size_t k = 0; k < sizeof no_jobs / sizeof no_jobs[0]; k++) {
            is_job = is_job && !hm_str_eq(document->pairs[i].key->text, no_jobs[k]);
        }
        if (is_job) {
            find_in_job(f, document->pairs[i].value);
        }
    }
}

/* --- bake */

static bool
is_bake(struct hm_str name)
{
    return hm_str_starts(name, "docker-bake") && hm_str_ends(name, ".json");
}

static void
find_bake(struct finding *f, const struct hm_yaml *document)
{
    const struct hm_yaml *targets = map_of(document, "target");

    for (uint32_t i = 0; targets != NULL && i < targets->n; i++) {
        const struct hm_yaml *target = targets->pairs[i].value;
        find_contexts(f, map_of(target, "contexts"));
        add_inline(f, hm_yaml_get(target, "dockerfile-inline"));
    }
}

/* --- Kustomize */

/* A key of its own behind the value of newTag, with the indentation of that key. */
static void
place_digest(struct finding *f, const struct hm_kustomize_image *row, struct hm_pin *pin)
{
    const struct hm_yaml *tag = hm_yaml_get(row->tree, "newTag");
    uint32_t end = tag->off + tag->len;
    uint32_t line = hm_source_line_of(&f->source, tag->off);
    uint32_t key = tag->off;

    for (uint32_t i = 0; i < row->tree->n; i++) {
        if (row->tree->pairs[i].value == tag) {
            key = row->tree->pairs[i].key->off;
        }
    }
    if (hm_source_line_of(&f->source, end) != line || hm_source_line_of(&f->source, key) != line) {
        pin->why = HM_S("its tag is written over several lines");
        return;
    }
    pin->is_editable = true;
    if (hm_str_sub(f->text, row->tree->off, 1).p[0] == '{') {
        pin->off = end;
        pin->before = HM_S(", digest: ");
        return;
    }
    struct hm_str own = hm_source_line(&f->source, line);
    size_t n = key - (size_t)(own.p - f->text.p);
    char *blanks = hm_arena_alloc(f->arena, n + 1);
    memset(blanks, ' ', n);
    pin->off = (uint32_t)(own.p - f->text.p) + (uint32_t)own.n;
    pin->before = hm_arena_printf(
        f->arena,
        "%s%.*sdigest: ", hm_str_starts(hm_str_from(f->text, pin->off), "\r") ? "\r\n" : "\n",
        (int)n, blanks);
}

static void
add_row(struct finding *f, const struct hm_kustomize_image *row)
{
    struct hm_pin *pin = hm_vec_push(f->arena, &f->pins.all);

    *pin = (struct hm_pin){
        .text = hm_kustomize_image_text(f->arena, row),
        .span = row->span,
        .line = hm_source_line_of(&f->source, row->span.off),
    };
    if (!row->is_whole) {
        pin->why = HM_S("its tag is what the manifests say");
    } else if (hm_image_ref_parse(f->arena, pin->text, &pin->ref, NULL) != HM_OK) {
        pin->why = HM_S("it is no valid reference");
    } else if (pin->ref.digest.n > 0) {
        pin->is_pinned = true;
    } else {
        place_digest(f, row, pin);
    }
}

static enum hm_status
find_kustomization(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                   struct hm_pins *ret_pins, struct hm_err *reterr)
{
    struct finding f = { .arena = arena, .text = text };
    struct hm_kustomization read;

    HM_TRY(hm_kustomize_read(arena, path, text, &read, reterr));
    f.source = read.source;
    for (uint32_t i = 0; i < read.n_images; i++) {
        add_row(&f, &read.images[i]);
    }
    hm_pins_sort(&f.pins);
    *ret_pins = f.pins;
    return HM_OK;
}

/* --- files */

bool
hm_pin_yaml_is_named(struct hm_str path)
{
    return hm_str_ends(path, ".yml") || hm_str_ends(path, ".yaml") || hm_kustomize_is_named(path) ||
           is_bake(hm_str_basename(path));
}

static void
find_in(struct finding *f, struct hm_str path, const struct hm_yaml *document)
{
    struct hm_str name = hm_str_basename(path);

    if (is_bake(name)) {
        find_bake(f, document);
    } else if (is_kubernetes(document)) {
        find_pods(f, document, 0);
    } else if (hm_compose_is_named(name)) {
        find_compose(f, document);
    } else if (hm_str_has(path, ".github/workflows/")) {
        find_workflow(f, document);
    } else if (hm_str_starts(name, "action.y")) {
        find_action(f, document);
    } else if (hm_str_ends(name, ".gitlab-ci.yml") || hm_str_ends(name, ".gitlab-ci.yaml")) {
        find_gitlab(f, document);
    }
}

static void
find_pods_in(struct finding *f, struct hm_str path, const struct hm_yaml *document)
{
    (void)path;
    find_pods(f, document, 0);
}

static void
find_compose_in(struct finding *f, struct hm_str path, const struct hm_yaml *document)
{
    (void)path;
    find_compose(f, document);
}

static enum hm_status
find_by(void (*of)(struct finding *f, struct hm_str path, const struct hm_yaml *document),
        struct hm_arena *arena, struct hm_str path, struct hm_str text, struct hm_pins *ret_pins,
        struct hm_err *reterr)
{
    struct finding f = { .arena = arena, .text = text };
    struct hm_yaml_stream stream = { 0 };

    HM_TRY(hm_yaml_parse(arena, text, &stream, NULL, reterr));
    hm_source_init(&f.source, arena, path, text);
    for (uint32_t i = 0; i < stream.n; i++) {
        of(&f, path, stream.documents[i]);
    }
    hm_pins_sort(&f.pins);
    *ret_pins = f.pins;
    return HM_OK;
}

enum hm_status
hm_pin_yaml_find(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                 struct hm_pins *ret_pins, struct hm_err *reterr)
{
    if (hm_kustomize_is_named(path)) {
        return find_kustomization(arena, path, text, ret_pins, reterr);
    }
    HM_TRY(find_by(find_in, arena, path, text, ret_pins, reterr));
    hm_pins_add_steps(arena, path, text, ret_pins);
    hm_pins_sort(ret_pins);
    return HM_OK;
}

enum hm_status
hm_pin_yaml_find_compose(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                         struct hm_pins *ret_pins, struct hm_err *reterr)
{
    return find_by(find_compose_in, arena, path, text, ret_pins, reterr);
}

enum hm_status
hm_pin_yaml_find_pods(struct hm_arena *arena, struct hm_str text, struct hm_pins *ret_pins,
                      struct hm_err *reterr)
{
    return find_by(find_pods_in, arena, HM_S(""), text, ret_pins, reterr);
}
