/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/config/settings.h"

#include "plugin/base/auto.h"
#include "plugin/driver/change/strict.h"
#include "plugin/driver/config/values.h"

enum {
    VARIABLE_LIMIT = 1 << 20, /* bytes: longer ones the system hardly has */
};

bool
hm_settings_are_read(const struct hm_args *args)
{
    return hm_option_is_of(&hm_options[HM_OPT_CONFIG], args->command) &&
           args->command != HM_COMMAND_CONFIG && args->command != HM_COMMAND_DOCTOR;
}

static enum hm_status
check(struct hm_args *args, const struct hm_option_row *row, struct hm_str text,
      struct hm_err *reterr)
{
    const struct hm_value_row *value = hm_value_row(row->key.value);
    size_t n = 0;

    if (value->words == NULL) {
        return value->check == NULL || row->key.form == HM_FORM_MAP
                   ? HM_OK
                   : value->check(args->arena, text, reterr);
    }
    const char *const *words = value->words(&n);
    for (size_t i = 0; i < n; i++) {
        if (hm_str_eq(text, words[i])) {
            return HM_OK;
        }
    }
    const char *near = hm_nearest(hm_arena_c(args->arena, text), words, n);
    return hm_err_set(reterr, HM_E_SYNTAX, "there is no choice \"%.*s\"%s%s%s", HM_FMT(text),
                      near == NULL ? "" : "; did you mean \"", near == NULL ? "" : near,
                      near == NULL ? "" : "\"?");
}

static enum hm_status
read_switch(struct hm_args *args, enum hm_option_id id, struct hm_str text, struct hm_err *reterr)
{
    bool is_on = hm_str_eq(text, "true") || hm_str_eq(text, "1");

    if (!is_on && !hm_str_eq(text, "false") && !hm_str_eq(text, "0")) {
        return hm_err_set(reterr, HM_E_SYNTAX, "true or false is expected, not \"%.*s\"",
                          HM_FMT(text));
    }
    if (is_on) {
        hm_vec_add(args->arena, &args->values[id], "");
    }
    return HM_OK;
}

static enum hm_status
check_words(struct hm_args *args, const struct hm_option_row *row, struct hm_str text,
            struct hm_err *reterr)
{
    struct hm_str word;

    while (hm_str_split(&text, ',', &word)) {
        HM_TRY(check(args, row, hm_str_trim(word), reterr));
    }
    return HM_OK;
}

/* What may be repeated is one a line. */
static enum hm_status
read_variable(struct hm_args *args, enum hm_option_id id, struct hm_str text, struct hm_err *reterr)
{
    const struct hm_option_row *row = &hm_options[id];
    bool is_many = row->key.form == HM_FORM_LIST || row->key.form == HM_FORM_MAP;
    struct hm_str line;

    args->origins[id].kind = HM_GIVEN_BY_ENV;
    if (text.n > VARIABLE_LIMIT) {
        return hm_err_set(reterr, HM_E_LIMIT, "it is longer than %d bytes", VARIABLE_LIMIT);
    }
    if (row->key.form == HM_FORM_SWITCH) {
        return read_switch(args, id, hm_str_trim(text), reterr);
    }
    while (hm_str_split(&text, is_many ? '\n' : '\0', &line)) {
        line = hm_str_trim(line);
        if (line.n == 0) {
            continue;
        }
        HM_TRY(row->key.form == HM_FORM_WORDS ? check_words(args, row, line, reterr)
                                              : check(args, row, line, reterr));
        hm_vec_add(args->arena, &args->values[id], hm_arena_c(args->arena, line));
    }
    return HM_OK;
}

static enum hm_status
apply_one(struct hm_args *args, enum hm_option_id id, struct hm_err *reterr)
{
    const struct hm_option_row *row = &hm_options[id];
    const char *name = hm_option_env(args->arena, row);
    const char *text = getenv(name);
    struct hm_err err = { 0 };

    if (text != NULL && text[0] != '\0') {
        return read_variable(args, id, hm_str_c(text), &err) == HM_OK
                   ? HM_OK
                   : hm_err_set(reterr, HM_E_USAGE, "%s: %s", name, err.text);
    }
    if (args->config->origins[id].kind != HM_GIVEN_BY_DEFAULT) {
        args->values[id] = args->config->values[id];
        args->origins[id] = args->config->origins[id];
    }
    return HM_OK;
}

enum hm_status
hm_settings_apply(struct hm_args *args, struct hm_err *reterr)
{
    struct hm_config *config = hm_arena_new(args->arena, struct hm_config, 1);

    HM_TRY(hm_config_read(args, config, reterr));
    hm_strict_config(args, config);
    HM_TRY(hm_config_check_tools(args, config, reterr));
    args->config = config;
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        if (hm_options[i].key.name != NULL && hm_option_is_of(&hm_options[i], args->command) &&
            args->origins[i].kind == HM_GIVEN_BY_DEFAULT) {
            HM_TRY(apply_one(args, (enum hm_option_id)i, reterr));
        }
    }
    return HM_OK;
}
