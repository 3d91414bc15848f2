/* SPDX-License-Identifier: Apache-2.0 */
/* Sections of a Jenkinsfile that say where steps run: environments, agents, credentials. */
#include "plugin/manifest/jenkins.h"

/* So many volumes of a pod, and mounts of a container, are looked at. */
enum { VOLUMES_LIMIT = 64 };

/* --- environments --- */

static struct hm_scalar
credential(struct hm_jenkins *j, struct hm_str id, struct hm_span span)
{
    return (struct hm_scalar){ .text = hm_arena_printf(j->arena, "credentials('%.*s')", HM_FMT(id)),
                               .span = span,
                               .value = span,
                               .is_set = true,
                               .has_variable = true };
}

/* A user and a password in one credential are three variables. */
static void
define_credential(struct hm_jenkins *j, struct hm_jenkins_scope *scope, struct hm_str name,
                  struct hm_str id, struct hm_span span)
{
    static const char *const ends[] = { "", "_USR", "_PSW" };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        hm_jenkins_define(j, scope, hm_arena_printf(j->arena, "%.*s%s", HM_FMT(name), ends[i]),
                          credential(j, id, span), span);
    }
}

void
hm_jenkins_environment(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                       struct hm_jenkins_range body, struct hm_jenkins_scope *scope)
{
    struct hm_jenkins_place own = *place;

    own.env = scope;
    for (size_t i = body.from; i + 2 < body.to;) {
        const struct hm_groovy_token *name = &j->tokens[i];
        if (name->kind == HM_GROOVY_MARK || !hm_groovy_is_mark(&j->tokens[i + 1], '=')) {
            i++;
            continue;
        }
        size_t end = hm_jenkins_statement_end(j, i + 2, body.to);
        struct hm_jenkins_range value = { i + 2, end };
        struct hm_span span = hm_jenkins_range_span(j, (struct hm_jenkins_range){ i, end });
        if (hm_groovy_is_word(&j->tokens[i + 2], "credentials")) {
            struct hm_jenkins_call call;
            hm_jenkins_call(j, i + 3, end, &call);
            struct hm_scalar id = hm_jenkins_given(j, &own, hm_jenkins_first(&call, "id"));
            define_credential(j, scope, name->text, id.text, span);
        } else {
            struct hm_scalar given = hm_jenkins_value(j, &own, value);
            given.span = span;
            hm_jenkins_define(j, scope, name->text, given, span);
        }
        i = end > i ? end : i + 1;
    }
}

void
hm_jenkins_with_env(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                    const struct hm_jenkins_call *call, struct hm_jenkins_scope *scope)
{
    for (size_t i = call->inside.from; i < call->inside.to; i++) {
        if (j->tokens[i].kind != HM_GROOVY_STRING) {
            continue;
        }
        struct hm_scalar whole = hm_jenkins_value(j, place, (struct hm_jenkins_range){ i, i + 1 });
        size_t at = hm_str_find(whole.text, '=');
        struct hm_scalar value = whole;
        value.text = hm_str_from(whole.text, at + 1);
        if (at < whole.text.n) {
            hm_jenkins_define(j, scope, hm_str_sub(whole.text, 0, at), value, whole.span);
        }
    }
}

void
hm_jenkins_credentials(struct hm_jenkins *j, const struct hm_jenkins_call *call,
                       const struct hm_jenkins_place *place, struct hm_jenkins_scope *scope)
{
    static const char *const names[] = { "variable",           "usernameVariable",
                                         "passwordVariable",   "keyFileVariable",
                                         "passphraseVariable", "keystoreVariable",
                                         "accessKeyVariable",  "secretKeyVariable",
                                         "tokenVariable",      NULL };
    struct hm_scalar id = { 0 };

    for (size_t i = call->inside.from; i + 2 < call->inside.to; i++) {
        if (!hm_groovy_is_mark(&j->tokens[i + 1], ':')) {
            continue;
        }
        struct hm_jenkins_range value = { i + 2, i + 3 };
        if (hm_groovy_is_word(&j->tokens[i], "credentialsId")) {
            id = hm_jenkins_value(j, place, value);
        }
    }
    for (size_t i = call->inside.from; i + 2 < call->inside.to; i++) {
        if (hm_groovy_is_mark(&j->tokens[i + 1], ':') && hm_str_in(j->tokens[i].text, names)) {
            struct hm_scalar name =
                hm_jenkins_value(j, place, (struct hm_jenkins_range){ i + 2, i + 3 });
            struct hm_span span = hm_jenkins_range_span(j, (struct hm_jenkins_range){ i, i + 3 });
            hm_jenkins_define(j, scope, name.text, credential(j, id.text, span), span);
        }
    }
}

/* --- pods --- */

struct pod {
    struct hm_jenkins *j;
    struct hm_joined_text text;
    struct hm_span span;
    uint32_t n_volumes; /* of a pod in YAML: so many are looked at */
    HM_VEC(struct hm_job_image) images;
    HM_VEC(struct hm_scalar) mounts; /* of all containers of a podTemplate: "/host:/there" */
};

static struct hm_scalar
pod_scalar(const struct pod *pod, const struct hm_yaml *map, const char *key)
{
    const struct hm_yaml *value = hm_yaml_get(map, key);
    struct hm_scalar scalar = { .is_known = true };

    if (value == NULL || value->kind >= HM_YAML_LIST || value->kind == HM_YAML_NULL ||
        value->len == 0) {
        return scalar;
    }
    uint32_t from = hm_joined_original(&pod->text, value->off);
    uint32_t last = hm_joined_original(&pod->text, value->off + value->len - 1);
    bool has_hole = hm_str_has(value->text, "${");
    scalar.text = value->text;
    scalar.span = (struct hm_span){ .off = from, .len = last >= from ? last - from + 1 : 0 };
    scalar.value = scalar.span;
    scalar.is_set = true;
    scalar.is_known = !has_hole;
    scalar.has_variable = has_hole;
    return scalar;
}

/* A list of which no more than VOLUMES_LIMIT are looked at, which is said. */
static uint32_t
count_of(const struct pod *pod, const struct hm_yaml *list)
{
    if (list == NULL || list->kind != HM_YAML_LIST) {
        return 0;
    }
    if (list->n > VOLUMES_LIMIT) {
        hm_pipeline_problem(pod->j->reader, pod->span, false,
                            "The pod that is described here has more than %u volumes; the others "
                            "were not judged.",
                            VOLUMES_LIMIT);
        return VOLUMES_LIMIT;
    }
    return list->n;
}

/* The folder of the host that a volume of the pod is; not set for any other. */
static struct hm_scalar
host_path(const struct pod *pod, const struct hm_yaml *spec, struct hm_str name)
{
    const struct hm_yaml *volumes = hm_yaml_get(spec, "volumes");

    for (uint32_t i = 0; i < pod->n_volumes; i++) {
        const struct hm_yaml *host = hm_yaml_get(volumes->items[i], "hostPath");
        struct hm_scalar called = pod_scalar(pod, volumes->items[i], "name");
        if (host != NULL && hm_str_is(called.text, name)) {
            return pod_scalar(pod, host, "path");
        }
    }
    return (struct hm_scalar){ 0 };
}

/* What a container sees of the host, each as "/host:/there". */
static struct hm_scalars
host_mounts(const struct pod *pod, const struct hm_yaml *spec, const struct hm_yaml *container)
{
    const struct hm_yaml *mounts = hm_yaml_get(container, "volumeMounts");
    uint32_t n = count_of(pod, mounts);
    HM_VEC(struct hm_scalar) list = { 0 };

    for (uint32_t i = 0; i < n; i++) {
        struct hm_scalar name = pod_scalar(pod, mounts->items[i], "name");
        struct hm_scalar there = pod_scalar(pod, mounts->items[i], "mountPath");
        struct hm_scalar host = host_path(pod, spec, name.text);
        if (host.is_set) {
            host.text = hm_arena_concat(pod->j->arena, host.text, HM_S(":"), there.text);
            host.is_known = host.is_known && there.is_known;
            hm_vec_add(pod->j->arena, &list, host);
        }
    }
    return (struct hm_scalars){ .list = list.p, .n = (uint32_t)list.n, .is_set = list.n > 0 };
}

static struct hm_entries
container_env(const struct pod *pod, const struct hm_yaml *container)
{
    const struct hm_yaml *env = hm_yaml_get(container, "env");
    HM_VEC(struct hm_entry) list = { 0 };

    for (uint32_t i = 0; env != NULL && env->kind == HM_YAML_LIST && i < env->n; i++) {
        struct hm_scalar name = pod_scalar(pod, env->items[i], "name");
        struct hm_entry entry = { .name = name.text,
                                  .value = pod_scalar(pod, env->items[i], "value"),
                                  .span = name.span };
        if (name.is_set) {
            hm_vec_add(pod->j->arena, &list, entry);
        }
    }
    return (struct hm_entries){ .list = list.p, .n = (uint32_t)list.n };
}

static void
add_containers(struct pod *pod, const struct hm_yaml *spec, const char *key)
{
    const struct hm_yaml *list = hm_yaml_get(spec, key);

    for (uint32_t i = 0; list != NULL && list->kind == HM_YAML_LIST && i < list->n; i++) {
        const struct hm_yaml *item = list->items[i];
        const struct hm_yaml *security = hm_yaml_get(item, "securityContext");
        struct hm_job_image image = {
            .image = pod_scalar(pod, item, "image"),
            .alias = pod_scalar(pod, item, "name").text,
            .privileged = security == NULL ? (struct hm_scalar){ .is_known = true }
                                           : pod_scalar(pod, security, "privileged"),
            .volumes = host_mounts(pod, spec, item),
            .env = container_env(pod, item),
        };
        image.span = image.image.span;
        if (image.image.is_set) {
            hm_vec_add(pod->j->arena, &pod->images, image);
        }
    }
}

/* The text of a pod, whose containers are the job's. */
static void
read_pod(struct pod *pod, const struct hm_jenkins_place *place, struct hm_jenkins_range value)
{
    struct hm_jenkins *j = pod->j;
    struct hm_yaml_stream stream;
    struct hm_err err;

    pod->span = hm_jenkins_range_span(j, value);
    j->n_expanded = 0;
    (void)hm_jenkins_join(j, place, value, &pod->text, NULL);
    struct hm_str text = hm_str_make(pod->text.text.p, pod->text.text.n);
    if (hm_yaml_parse(j->arena, text, &stream, NULL, &err) != HM_OK) {
        hm_pipeline_problem(j->reader, pod->span, false,
                            "The pod that is described here could not be read, and was not "
                            "judged: %s.",
                            err.text);
        return;
    }
    for (uint32_t i = 0; i < stream.n; i++) {
        const struct hm_yaml *spec = hm_yaml_get(stream.documents[i], "spec");
        if (spec != NULL) {
            pod->n_volumes = count_of(pod, hm_yaml_get(spec, "volumes"));
            add_containers(pod, spec, "initContainers");
            add_containers(pod, spec, "containers");
        }
    }
}

/* `containerTemplate(name: 'x', image: 'y')`, and its block form. */
static void
read_template(struct pod *pod, const struct hm_jenkins_place *place, size_t from, size_t to)
{
    struct hm_jenkins *j = pod->j;
    struct hm_jenkins_call call;
    struct hm_job_image image = { 0 };

    hm_jenkins_call(j, from, to, &call);
    image.image = hm_jenkins_given(j, place, hm_jenkins_arg(&call, "image"));
    image.privileged = hm_jenkins_given(j, place, hm_jenkins_arg(&call, "privileged"));
    image.alias = hm_jenkins_given(j, place, hm_jenkins_arg(&call, "name")).text;
    for (size_t i = call.block.from; call.has_block && i + 1 < call.block.to; i++) {
        struct hm_jenkins_range value = { i + 1,
                                          hm_jenkins_statement_end(j, i + 1, call.block.to) };
        if (!j->tokens[i].begins_line || j->tokens[i].kind != HM_GROOVY_WORD) {
            continue;
        }
        if (hm_groovy_is_word(&j->tokens[i], "image")) {
            image.image = hm_jenkins_value(j, place, value);
        } else if (hm_groovy_is_word(&j->tokens[i], "privileged")) {
            image.privileged = hm_jenkins_value(j, place, value);
        }
    }
    image.span = image.image.span;
    if (image.image.is_set) {
        hm_vec_add(j->arena, &pod->images, image);
    }
}

/* `hostPathVolume(hostPath: 'x', mountPath: 'y')`: all containers of the pod have it. */
static void
read_volume(struct pod *pod, const struct hm_jenkins_place *place, size_t from, size_t to)
{
    struct hm_jenkins *j = pod->j;
    struct hm_jenkins_call call;

    hm_jenkins_call(j, from, to, &call);
    struct hm_scalar host = hm_jenkins_given(j, place, hm_jenkins_arg(&call, "hostPath"));
    struct hm_scalar there = hm_jenkins_given(j, place, hm_jenkins_arg(&call, "mountPath"));
    if (host.is_set) {
        host.text = hm_arena_concat(j->arena, host.text, HM_S(":"), there.text);
        hm_vec_add(j->arena, &pod->mounts, host);
    }
}

static void
share_mounts(struct pod *pod)
{
    for (size_t i = 0; i < pod->images.n && pod->mounts.n > 0; i++) {
        struct hm_scalars *volumes = &pod->images.p[i].volumes;
        if (!volumes->is_set) {
            *volumes = (struct hm_scalars){ .list = pod->mounts.p,
                                            .n = (uint32_t)pod->mounts.n,
                                            .is_set = true };
        }
    }
}

/* What `kubernetes { … }` or `podTemplate(…)` hold between their brackets. */
static void
read_kubernetes(struct hm_jenkins *j, struct hm_jenkins_range body, struct hm_jenkins_place *place)
{
    struct pod pod = { .j = j, .text.arena = j->arena };

    for (size_t i = body.from; i < body.to; i++) {
        const struct hm_groovy_token *token = &j->tokens[i];
        size_t value = i + 1 + (hm_groovy_is_mark(hm_jenkins_at(j, i + 1), ':') ? 1 : 0);
        bool is_given = token->kind == HM_GROOVY_WORD && value < body.to &&
                        j->tokens[value].kind != HM_GROOVY_MARK;
        if (hm_groovy_is_word(token, "containerTemplate")) {
            read_template(&pod, place, i + 1, body.to);
        } else if (hm_groovy_is_word(token, "hostPathVolume")) {
            read_volume(&pod, place, i + 1, body.to);
        } else if (is_given && hm_groovy_is_word(token, "yaml")) {
            pod.text = (struct hm_joined_text){ .arena = j->arena };
            size_t end = value + 1;
            while (end < body.to && !j->tokens[end].begins_line &&
                   !hm_groovy_is_mark(&j->tokens[end], ',')) {
                end++;
            }
            read_pod(&pod, place, (struct hm_jenkins_range){ value, end });
        } else if (is_given && hm_groovy_is_word(token, "yamlFile")) {
            hm_vec_add(j->arena, &j->includes,
                       hm_jenkins_value(j, place, (struct hm_jenkins_range){ value, value + 1 }));
        }
    }
    share_mounts(&pod);
    if (pod.images.n > 0) {
        place->images = pod.images.p;
        place->n_images = (uint32_t)pod.images.n;
    }
}

/* --- agents --- */

/* The value behind a key at the beginning of a line of a block. */
static struct hm_scalar
member(struct hm_jenkins *j, const struct hm_jenkins_place *place, struct hm_jenkins_range body,
       const char *key)
{
    for (size_t i = body.from; i + 1 < body.to; i++) {
        bool begins =
            j->tokens[i].begins_line || i == body.from || hm_groovy_is_mark(&j->tokens[i - 1], ';');
        if (!begins || !hm_groovy_is_word(&j->tokens[i], key)) {
            continue;
        }
        struct hm_jenkins_call call;
        hm_jenkins_call(j, i + 1, body.to, &call);
        struct hm_scalar value = hm_jenkins_given(j, place, hm_jenkins_first(&call, key));
        if (value.is_set) {
            value.span = hm_jenkins_range_span(
                j, (struct hm_jenkins_range){ i, call.n_args > 0 ? call.args[0].value.to : i + 1 });
        }
        return value;
    }
    return (struct hm_scalar){ .is_known = true };
}

static void
set_labels(struct hm_jenkins *j, struct hm_jenkins_place *place, struct hm_scalar label)
{
    struct hm_scalars *all = hm_arena_new(j->arena, struct hm_scalars, 1);
    struct hm_scalar *one = hm_arena_new(j->arena, struct hm_scalar, 1);

    *one = label;
    *all = (struct hm_scalars){ .list = one, .n = 1, .span = label.span, .is_set = true };
    place->runs_on = all;
}

static void
set_image(struct hm_jenkins *j, struct hm_jenkins_place *place, struct hm_scalar image,
          struct hm_scalar options)
{
    struct hm_job_image *one = hm_arena_new(j->arena, struct hm_job_image, 1);

    *one = (struct hm_job_image){ .image = image, .options = options, .span = image.span };
    place->images = one;
    place->n_images = 1;
}

static void
add_entry(struct hm_entry *list, uint32_t *n, const char *name, struct hm_scalar value)
{
    if (value.is_set) {
        list[(*n)++] =
            (struct hm_entry){ .name = hm_str_c(name), .value = value, .span = value.span };
    }
}

/* An image is built of the repository's own Dockerfile: a step of whatever has the agent. */
static void
build_agent(struct hm_jenkins *j, size_t at, struct hm_jenkins_range body,
            struct hm_jenkins_place *place)
{
    static const char *const keys[][2] = { { "filename", "file" },
                                           { "dir", "context" },
                                           { "additionalBuildArgs", "additionalBuildArgs" },
                                           { "args", "args" } };
    struct hm_entry *list = hm_arena_new(j->arena, struct hm_entry, 4);
    struct hm_step *step = hm_jenkins_add_step(
        j, place, (struct hm_jenkins_range){ at, body.to > at ? body.to : at + 1 });

    if (step == NULL) {
        return;
    }
    struct hm_span span = hm_jenkins_span(j, &j->tokens[at]);
    step->uses = (struct hm_scalar){
        .text = HM_S("dockerfile"), .span = span, .value = span, .is_set = true, .is_known = true
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        add_entry(list, &step->with.n, keys[i][1], member(j, place, body, keys[i][0]));
    }
    step->with.list = list;
    step->with.span = span;
}

static void
read_agent(struct hm_jenkins *j, size_t at, size_t to, struct hm_jenkins_place *place)
{
    const struct hm_groovy_token *token = &j->tokens[at];
    struct hm_jenkins_call call;

    hm_jenkins_call(j, at + 1, to, &call);
    struct hm_scalar value = hm_jenkins_given(j, place, hm_jenkins_first(&call, "label"));
    if (hm_groovy_is_word(token, "docker")) {
        struct hm_scalar options = { .is_known = true };
        if (call.has_block) {
            value = member(j, place, call.block, "image");
            options = member(j, place, call.block, "args");
            struct hm_scalar label = member(j, place, call.block, "label");
            if (label.is_set) {
                set_labels(j, place, label);
            }
        }
        set_image(j, place, value, options);
    } else if (hm_groovy_is_word(token, "dockerfile")) {
        build_agent(j, at, call.has_block ? call.block : (struct hm_jenkins_range){ 0 }, place);
        place->n_images = 0;
    } else if (hm_groovy_is_word(token, "kubernetes")) {
        place->n_images = 0;
        read_kubernetes(j, call.has_block ? call.block : call.inside, place);
    } else if (hm_groovy_is_word(token, "label") || hm_groovy_is_word(token, "node")) {
        place->n_images = 0;
        if (call.has_block) {
            value = member(j, place, call.block, "label");
        }
        if (value.is_set) {
            set_labels(j, place, value);
        }
    }
}

void
hm_jenkins_agent(struct hm_jenkins *j, size_t from, size_t to, struct hm_jenkins_place *place)
{
    if (from >= to) {
        return;
    }
    if (hm_groovy_is_word(&j->tokens[from], "podTemplate")) {
        struct hm_jenkins_call call;
        hm_jenkins_call(j, from + 1, to, &call);
        read_kubernetes(j, call.inside, place);
    } else if (hm_groovy_is_mark(&j->tokens[from], '{')) {
        for (size_t i = from + 1; i < j->match[from];) {
            const struct hm_groovy_token *token = &j->tokens[i];
            bool is_block = token->kind == HM_GROOVY_MARK && j->match[i] > i;
            if (token->kind == HM_GROOVY_WORD) {
                read_agent(j, i, j->match[from], place);
            }
            i = is_block ? j->match[i] + 1 : i + 1;
        }
    } else {
        place->n_images = 0; /* any, none */
    }
}
