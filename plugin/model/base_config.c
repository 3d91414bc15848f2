/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/base_config.h"

#include "plugin/base/auto.h"
#include "plugin/base/vec.h"

struct row {
    struct hm_image_ref ref;
    struct hm_base_config config;
};

struct table {
    HM_VEC(struct row) rows;
    const struct hm_base_config *others; /* of "*" */
};

const struct hm_base_config *
hm_base_configs_find(const struct hm_base_configs *configs, const struct hm_image_ref *ref,
                     struct hm_str platform)
{
    if (configs == NULL || configs->find == NULL) {
        return NULL;
    }
    return configs->find(configs->of, ref, platform);
}

/* Go's reader of JSON takes "user" for "User": a document that means two things is refused. */
static enum hm_status
check_case(const struct hm_json *at, const char *const *names, struct hm_err *reterr)
{
    const char *key;
    json_t *value;

    json_object_foreach ((json_t *)at->value, key, value) {
        for (size_t i = 0; names[i] != NULL; i++) {
            if (strcmp(key, names[i]) != 0 && hm_str_eq_nocase(hm_str_c(key), hm_str_c(names[i]))) {
                return hm_json_error(at, reterr, "a member is written unlike %s", names[i]);
            }
        }
    }
    return HM_OK;
}

static enum hm_status
read_text(struct hm_arena *arena, const struct hm_json *at, const char *key, struct hm_str *ret,
          struct hm_err *reterr)
{
    struct hm_str text = { 0 };
    enum hm_status status = hm_json_may_str(at, key, &text, reterr);

    if (status == HM_OK) {
        *ret = hm_arena_str(arena, text);
    }
    return status;
}

static enum hm_status
read_list(struct hm_arena *arena, const struct hm_json *at, const char *key, struct hm_strs *ret,
          struct hm_err *reterr)
{
    struct hm_json array = { 0 };
    enum hm_status status = hm_json_may(at, key, JSON_ARRAY, &array, reterr);

    if (status != HM_OK || array.value == NULL) {
        return status;
    }
    size_t n = hm_json_count(&array);
    struct hm_str *list = hm_arena_new(arena, struct hm_str, n + 1);
    for (size_t i = 0; status == HM_OK && i < n; i++) {
        struct hm_json item = { 0 };
        status = hm_json_item(&array, i, JSON_STRING, &item, reterr);
        if (status == HM_OK) {
            list[i] = hm_arena_str(arena, hm_json_text(&item));
        }
    }
    if (status == HM_OK) {
        *ret = (struct hm_strs){ .p = list, .n = (uint32_t)n };
    }
    return status;
}

static int
compare(const void *a, const void *b)
{
    return hm_str_compare(*(const struct hm_str *)a, *(const struct hm_str *)b);
}

/* The names of an object's members, or "name=value" of those that are strings. */
static enum hm_status
read_names(struct hm_arena *arena, const struct hm_json *at, const char *key, bool has_values,
           struct hm_strs *ret, struct hm_err *reterr)
{
    struct hm_json object = { 0 };
    enum hm_status status = hm_json_may(at, key, JSON_OBJECT, &object, reterr);
    const char *name;
    json_t *value;
    uint32_t n = 0;

    if (status != HM_OK || object.value == NULL) {
        return status;
    }
    struct hm_str *list = hm_arena_new(arena, struct hm_str, json_object_size(object.value) + 1);
    json_object_foreach ((json_t *)object.value, name, value) {
        struct hm_json member = { .value = value, .up = &object, .key = name };
        status = has_values ? hm_json_expect(&member, JSON_STRING, reterr) : HM_OK;
        if (status != HM_OK) {
            return status;
        }
        list[n++] = has_values
                        ? hm_arena_concat(arena, hm_str_c(name), HM_S("="), hm_json_text(&member))
                        : hm_arena_str(arena, hm_str_c(name));
    }
    qsort(list, n, sizeof *list, compare);
    *ret = (struct hm_strs){ .p = list, .n = n };
    return HM_OK;
}

static enum hm_status
read_integer(const struct hm_json *at, const char *key, int64_t *ret, struct hm_err *reterr)
{
    struct hm_json member = { 0 };
    enum hm_status status = hm_json_may(at, key, JSON_INTEGER, &member, reterr);

    if (status == HM_OK && member.value != NULL) {
        *ret = json_integer_value(member.value);
    }
    return status;
}

static enum hm_status
read_health(struct hm_arena *arena, const struct hm_json *at, const struct hm_health **ret,
            struct hm_err *reterr)
{
    static const char *const NAMES[] = { "Test",    "Interval",      "Timeout", "StartPeriod",
                                         "Retries", "StartInterval", NULL };
    struct hm_json object = { 0 };
    struct hm_health *health = hm_arena_new(arena, struct hm_health, 1);
    enum hm_status status = hm_json_may(at, "Healthcheck", JSON_OBJECT, &object, reterr);

    if (status != HM_OK || object.value == NULL) {
        return status;
    }
    const struct {
        const char *key;
        int64_t *to;
    } NUMBERS[] = {
        { "Interval", &health->interval },        { "Timeout", &health->timeout },
        { "StartPeriod", &health->start_period }, { "StartInterval", &health->start_interval },
        { "Retries", &health->retries },
    };
    status = check_case(&object, NAMES, reterr);
    if (status == HM_OK) {
        status = read_list(arena, &object, "Test", &health->test, reterr);
    }
    for (size_t i = 0; status == HM_OK && i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
        status = read_integer(&object, NUMBERS[i].key, NUMBERS[i].to, reterr);
    }
    if (status == HM_OK) {
        *ret = health;
    }
    return status;
}

static enum hm_status
read_execution(struct hm_arena *arena, const struct hm_json *at, struct hm_base_config *config,
               struct hm_err *reterr)
{
    static const char *const NAMES[] = { "User",       "WorkingDir", "StopSignal",   "Env",
                                         "Entrypoint", "Cmd",        "Shell",        "OnBuild",
                                         "Volumes",    "Labels",     "ExposedPorts", "Healthcheck",
                                         NULL };
    const struct {
        const char *key;
        struct hm_str *to;
    } TEXTS[] = {
        { "User", &config->user },
        { "WorkingDir", &config->workdir },
        { "StopSignal", &config->stopsignal },
    };
    const struct {
        const char *key;
        struct hm_strs *to;
    } LISTS[] = {
        { "Env", &config->env },     { "Entrypoint", &config->entrypoint }, { "Cmd", &config->cmd },
        { "Shell", &config->shell }, { "OnBuild", &config->onbuild },
    };
    enum hm_status status = check_case(at, NAMES, reterr);

    for (size_t i = 0; status == HM_OK && i < sizeof TEXTS / sizeof *TEXTS; i++) {
        status = read_text(arena, at, TEXTS[i].key, TEXTS[i].to, reterr);
    }
    for (size_t i = 0; status == HM_OK && i < sizeof LISTS / sizeof *LISTS; i++) {
        status = read_list(arena, at, LISTS[i].key, LISTS[i].to, reterr);
    }
    if (status == HM_OK) {
        status = read_names(arena, at, "ExposedPorts", false, &config->ports, reterr);
    }
    if (status == HM_OK) {
        status = read_names(arena, at, "Volumes", false, &config->volumes, reterr);
    }
    if (status == HM_OK) {
        status = read_names(arena, at, "Labels", true, &config->labels, reterr);
    }
    if (status == HM_OK) {
        status = read_health(arena, at, &config->health, reterr);
    }
    return status;
}

/* Nothing of a build depends on them, so their absence is no fault. */
static enum hm_status
read_diff_ids(struct hm_arena *arena, const struct hm_json *document, struct hm_strs *ret,
              struct hm_err *reterr)
{
    static const char *const NAMES[] = { "diff_ids", NULL };
    struct hm_json rootfs = { 0 };
    enum hm_status status = hm_json_may(document, "rootfs", JSON_OBJECT, &rootfs, reterr);

    if (status != HM_OK || rootfs.value == NULL) {
        return status;
    }
    status = check_case(&rootfs, NAMES, reterr);
    return status == HM_OK ? read_list(arena, &rootfs, "diff_ids", ret, reterr) : status;
}

enum hm_status
hm_base_config_read(struct hm_arena *arena, const struct hm_json *document,
                    struct hm_base_config *ret_config, struct hm_err *reterr)
{
    static const char *const NAMES[] = { "os",     "architecture", "variant", "os.version",
                                         "config", "rootfs",       NULL };
    struct hm_base_config config = { 0 };
    const struct {
        const char *key;
        struct hm_str *to;
    } TEXTS[] = {
        { "os", &config.os },
        { "architecture", &config.architecture },
        { "variant", &config.variant },
        { "os.version", &config.os_version },
    };
    struct hm_json execution = { 0 };
    enum hm_status status = hm_json_expect(document, JSON_OBJECT, reterr);

    if (status == HM_OK) {
        status = check_case(document, NAMES, reterr);
    }
    for (size_t i = 0; status == HM_OK && i < sizeof TEXTS / sizeof *TEXTS; i++) {
        status = read_text(arena, document, TEXTS[i].key, TEXTS[i].to, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_may(document, "config", JSON_OBJECT, &execution, reterr);
    }
    if (status == HM_OK && execution.value != NULL) {
        status = read_execution(arena, &execution, &config, reterr);
    }
    if (status == HM_OK) {
        status = read_diff_ids(arena, document, &config.diff_ids, reterr);
    }
    if (status == HM_OK) {
        *ret_config = config;
    }
    return status;
}

/* A name without tag and digest means the tag "latest". */
static struct hm_str
tag_of(const struct hm_image_ref *ref)
{
    return ref->tag.n == 0 && ref->digest.n == 0 ? HM_S("latest") : ref->tag;
}

static bool
is_same_image(const struct hm_image_ref *a, const struct hm_image_ref *b)
{
    return hm_str_is(a->registry, b->registry) && hm_str_is(a->repository, b->repository) &&
           hm_str_is(tag_of(a), tag_of(b)) && hm_str_is(a->digest, b->digest);
}

static const struct hm_base_config *
find(const void *of, const struct hm_image_ref *ref, struct hm_str platform)
{
    const struct table *table = of;

    (void)platform;
    for (size_t i = 0; i < table->rows.n; i++) {
        if (is_same_image(&table->rows.p[i].ref, ref)) {
            return &table->rows.p[i].config;
        }
    }
    return table->others;
}

enum hm_status
hm_base_configs_parse(struct hm_arena *arena, struct hm_str text,
                      struct hm_base_configs *ret_configs, struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    struct table *table = hm_arena_new(arena, struct table, 1);
    enum hm_status status = hm_json_parse(text, &document, reterr);
    struct hm_json root = hm_json_root(document);
    struct hm_base_config *others = NULL;
    const char *name;
    json_t *value;

    if (status == HM_OK) {
        status = hm_json_expect(&root, JSON_OBJECT, reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    json_object_foreach (document, name, value) {
        struct hm_json member = { .value = value, .up = &root, .key = name };
        struct row row = { 0 };
        struct hm_str written = hm_arena_str(arena, hm_str_c(name));
        bool is_others = strcmp(name, "*") == 0;
        if (!is_others) {
            status = hm_image_ref_parse(arena, written, &row.ref, reterr);
        }
        if (status == HM_OK && !is_others && find(table, &row.ref, HM_S("")) != NULL) {
            status = hm_json_error(&root, reterr, "%s occurs twice", name);
        }
        if (status == HM_OK) {
            status = hm_base_config_read(arena, &member, &row.config, reterr);
        }
        if (status != HM_OK) {
            return status;
        }
        if (is_others) {
            others = hm_arena_new(arena, struct hm_base_config, 1);
            *others = row.config;
        } else {
            hm_vec_add(arena, &table->rows, row);
        }
    }
    table->others = others;
    *ret_configs = (struct hm_base_configs){ .find = find, .of = table };
    return HM_OK;
}
