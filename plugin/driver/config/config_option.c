/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of the configuration that are options: what they say becomes the option's values, and is
 * read by whoever reads the option. */
#include "plugin/driver/config/config.h"

#include "adapters/command.h"
#include "plugin/base/auto.h"
#include "plugin/driver/tools/tools.h"
#include "plugin/driver/config/values.h"

enum {
    VALUES_LIMIT = 1000, /* of one key */
};

/* What is being read, besides the reader. */
struct target {
    struct hm_config *config;
    enum hm_option_id option;
    struct hm_buf *words;
};

static enum hm_status
check(struct hm_config_reader *reader, const struct hm_yaml *value, enum hm_value kind,
      struct hm_str text, struct hm_err *reterr)
{
    const struct hm_value_row *row = hm_value_row(kind);
    struct hm_err err = { 0 };
    size_t n = 0;

    if (row->words != NULL) {
        size_t which = 0;
        const char *const *words = row->words(&n);
        return hm_config_word(value, words, n, &which, reterr);
    }
    if (row->check != NULL && row->check(reader->arena, text, &err) != HM_OK) {
        return hm_yaml_error(value, reterr, "%s", err.text);
    }
    return HM_OK;
}

/* A value's text; numbers and booleans are taken as they are written where they may be. */
static enum hm_status
read_value(struct hm_config_reader *reader, const struct hm_yaml *value, enum hm_value kind,
           struct hm_str *ret, struct hm_err *reterr)
{
    bool is_number = kind == HM_VALUE_JOBS || kind == HM_VALUE_SECONDS || kind == HM_VALUE_DAYS;
    bool is_any = kind == HM_VALUE_ARGUMENT;

    if (is_number || (is_any && value->kind != HM_YAML_TEXT)) {
        if (value->kind != HM_YAML_NUMBER && !(is_any && value->kind == HM_YAML_BOOL)) {
            return hm_yaml_error(value, reterr, "%s is expected here",
                                 is_any ? "text" : "a whole number");
        }
        *ret = value->text;
    } else if (is_any) {
        *ret = value->text;
        if (memchr(ret->p, '\0', ret->n) != NULL) {
            return hm_yaml_error(value, reterr, "there is a zero byte in this");
        }
    } else if (kind == HM_VALUE_FOLDER || kind == HM_VALUE_FILE) {
        return hm_config_path(reader, value, kind == HM_VALUE_FOLDER, ret, reterr);
    } else {
        HM_TRY(hm_config_text(value, ret, reterr));
    }
    return check(reader, value, kind, *ret, reterr);
}

static enum hm_status
add_one(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
        struct hm_err *reterr)
{
    struct target *target = to;
    const struct hm_option_key *key = &hm_options[target->option].key;
    struct hm_str text;

    HM_TRY(read_value(reader, value, key->value, &text, reterr));
    if (target->words != NULL) {
        hm_buf_puts(target->words, target->words->n == 0 ? "" : ",");
        hm_buf_add(target->words, text);
    } else {
        hm_vec_add(reader->arena, &target->config->values[target->option],
                   hm_arena_c(reader->arena, text));
    }
    return HM_OK;
}

static enum hm_status
read_switch(struct hm_config_reader *reader, const struct hm_yaml *value, struct target *target,
            struct hm_err *reterr)
{
    struct hm_values *values = &target->config->values[target->option];

    HM_TRY(hm_yaml_expect(value, HM_YAML_BOOL, reterr));
    if (value->is_true) {
        hm_vec_add(reader->arena, values, "");
    }
    return HM_OK;
}

static enum hm_status
add_pair(struct hm_config_reader *reader, struct target *target, struct hm_str name,
         const struct hm_yaml *value, struct hm_err *reterr)
{
    enum hm_value kind = hm_options[target->option].key.value;
    struct hm_values *values = &target->config->values[target->option];
    struct hm_str text;

    HM_TRY(read_value(reader, value, kind, &text, reterr));
    const char *pair = hm_arena_printf(reader->arena, "%.*s=%.*s", HM_FMT(name), HM_FMT(text)).p;
    hm_vec_add(reader->arena, values, pair);
    return HM_OK;
}

/* A name may have several values where order says which is asked first. */
static enum hm_status
read_map(struct hm_config_reader *reader, const struct hm_yaml *value, struct target *target,
         struct hm_err *reterr)
{
    HM_TRY(hm_yaml_expect(value, HM_YAML_MAP, reterr));
    if (value->n > VALUES_LIMIT) {
        return hm_yaml_error(value, reterr, "there are more than %d names", VALUES_LIMIT);
    }
    for (uint32_t i = 0; i < value->n; i++) {
        const struct hm_yaml *name = value->pairs[i].key;
        const struct hm_yaml *what = value->pairs[i].value;
        if (name->text.n == 0 || hm_str_find(name->text, '=') < name->text.n ||
            memchr(name->text.p, '\0', name->text.n) != NULL) {
            return hm_yaml_error(name, reterr, "this is no name");
        }
        bool is_list =
            what->kind == HM_YAML_LIST && hm_options[target->option].key.value == HM_VALUE_URL;
        if (is_list && (what->n == 0 || what->n > VALUES_LIMIT)) {
            return hm_yaml_error(what, reterr, "a list of 1 to %d is expected here", VALUES_LIMIT);
        }
        for (uint32_t k = 0; k < (is_list ? what->n : 1); k++) {
            HM_TRY(add_pair(reader, target, name->text, is_list ? what->items[k] : what, reterr));
        }
    }
    return HM_OK;
}

/* What is in the way of a map's names that a file overrules: "NAME=…" of what it extends. */
static void
drop_overruled(struct hm_values *values, size_t n_before)
{
    size_t kept = 0;

    for (size_t i = 0; i < n_before; i++) {
        struct hm_str old = hm_str_c(values->p[i]);
        struct hm_str name = hm_str_sub(old, 0, hm_str_find(old, '=') + 1);
        bool is_overruled = false;
        for (size_t k = n_before; k < values->n && !is_overruled; k++) {
            is_overruled = strncmp(values->p[k], name.p, name.n) == 0;
        }
        if (!is_overruled) {
            values->p[kept++] = values->p[i];
        }
    }
    memmove(values->p + kept, values->p + n_before, (values->n - n_before) * sizeof values->p[0]);
    values->n -= n_before - kept;
}

enum hm_status
hm_config_option(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                 struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf words = { 0 };
    struct target target = { .config = to, .option = (enum hm_option_id)reader->key->option };
    const struct hm_option_key *key = &hm_options[target.option].key;
    struct hm_values *values = &target.config->values[target.option];
    size_t n_before = values->n;

    if (key->is_outer) {
        HM_TRY(hm_config_need_outer(reader, value, key->name, reterr));
    }
    target.config->origins[target.option] = hm_config_at(reader, value);
    if (key->form == HM_FORM_MAP) {
        HM_TRY(read_map(reader, value, &target, reterr));
        drop_overruled(values, n_before);
        return HM_OK;
    }
    *values = (struct hm_values){ 0 };
    switch (key->form) {
    case HM_FORM_SWITCH:
        return read_switch(reader, value, &target, reterr);
    case HM_FORM_ONE:
        return add_one(reader, value, &target, reterr);
    case HM_FORM_WORDS:
        target.words = &words;
        HM_TRY(hm_config_each(reader, value, VALUES_LIMIT, &target, add_one, reterr));
        hm_vec_add(reader->arena, values, hm_arena_c(reader->arena, hm_buf_str(&words)));
        return HM_OK;
    case HM_FORM_LIST:
    case HM_FORM_MAP:
    case HM_FORM_NONE:
        break;
    }
    return hm_config_each(reader, value, VALUES_LIMIT, &target, add_one, reterr);
}

enum hm_status
hm_config_check_tools(const struct hm_args *args, const struct hm_config *config,
                      struct hm_err *reterr)
{
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        if (hm_options[i].key.value != HM_VALUE_TOOL || hm_options[i].key.name == NULL) {
            continue;
        }
        for (size_t k = 0; k < config->values[i].n; k++) {
            struct hm_str rest = hm_str_c(config->values[i].p[k]);
            struct hm_str word;
            while (hm_str_split(&rest, ',', &word)) {
                if (!hm_tools_is_word(config, (enum hm_option_id)i, word)) {
                    return hm_err_set(reterr, HM_E_USAGE,
                                      "%.*s: line %u: %s: there is no tool \"%.*s\"; `hullmark "
                                      "adapters` lists them",
                                      HM_FMT(config->origins[i].file),
                                      (unsigned)config->origins[i].line, hm_options[i].key.name,
                                      HM_FMT(word));
                }
            }
        }
    }
    (void)args;
    return HM_OK;
}
