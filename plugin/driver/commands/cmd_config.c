/* SPDX-License-Identifier: Apache-2.0 */
/* What a scan would go by, and where each of it comes from. */
#include "plugin/driver/commands/cmd.h"

#include "adapters/command.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/json.h"
#include "plugin/driver/config/settings.h"
#include "plugin/model/redact.h"

enum {
    KEY_WIDTH = 18,
    VALUE_WIDTH = 36,
};

/* The rows that are shown: as text, or as JSON. */
struct show {
    struct hm_arena *arena;
    const struct hm_args *args;
    struct hm_buf out;
    json_t *list; /* NULL: text */
};

static void
add_row(struct show *show, const char *key, struct hm_str value, struct hm_str source)
{
    value = hm_redact(show->arena, value);
    if (show->list != NULL) {
        json_t *made = json_pack("{ss,ss%,ss%}", "key", key, "value", value.n == 0 ? "" : value.p,
                                 value.n, "source", source.p, source.n);
        (void)json_array_append_new(show->list, made);
        return;
    }
    const char *name = hm_arena_printf(show->arena, "%s:", key).p;
    hm_buf_printf(&show->out, "%-*s %-*.*s # %.*s\n", KEY_WIDTH, name, VALUE_WIDTH, HM_FMT(value),
                  HM_FMT(source));
}

/* ".hullmark.yaml:3" */
static struct hm_str
line_of(struct show *show, const struct hm_given_at *at)
{
    return hm_arena_printf(show->arena, "%.*s:%u", HM_FMT(at->file), (unsigned)at->line);
}

static struct hm_str
source_of(struct show *show, enum hm_option_id id)
{
    const struct hm_given_at *at = &show->args->origins[id];

    switch (at->kind) {
    case HM_GIVEN_BY_FLAG:
        return hm_arena_printf(show->arena, "--%s", hm_options[id].name);
    case HM_GIVEN_BY_ENV:
        return hm_str_c(hm_option_env(show->arena, &hm_options[id]));
    case HM_GIVEN_BY_FILE:
        return line_of(show, at);
    case HM_GIVEN_BY_DEFAULT:
        break;
    }
    return HM_S("default");
}

/* The values of build arguments are nobody's business: they may be secrets of any form. */
static struct hm_str
value_of(struct show *show, enum hm_option_id id)
{
    const struct hm_option_key *key = &hm_options[id].key;
    const struct hm_values *values = &show->args->values[id];
    struct hm_str text = HM_S("");

    if (key->form == HM_FORM_SWITCH) {
        return values->n > 0 ? HM_S("true") : HM_S("false");
    }
    for (size_t i = 0; i < values->n; i++) {
        struct hm_str value = hm_str_c(values->p[i]);
        if (key->value == HM_VALUE_ARGUMENT) {
            value = hm_str_sub(value, 0, hm_str_find(value, '='));
        }
        text = hm_arena_concat(show->arena, text, i == 0 ? HM_S("") : HM_S(", "), value);
    }
    return key->form == HM_FORM_ONE && values->n > 1 ? hm_str_c(values->p[values->n - 1]) : text;
}

static void
add_settings(struct show *show, const struct hm_rule_settings *settings, struct hm_str where)
{
    for (size_t i = 0; i < settings->n; i++) {
        const struct hm_rule_setting *setting = &settings->p[i];
        const char *key = hm_arena_printf(show->arena, "rules.%.*s", HM_FMT(setting->id)).p;
        const char *level = setting->is_off ? "off" : hm_severity_row(setting->level)->word;
        struct hm_str value = hm_arena_printf(show->arena, "%s%s%.*s", level,
                                              where.n == 0 ? "" : " for ", HM_FMT(where));
        add_row(show, key, value, line_of(show, &setting->at));
    }
}

static struct hm_str
words_of(struct show *show, const char *const *argv)
{
    struct hm_str text = HM_S("");

    for (; *argv != NULL; argv++) {
        text =
            hm_arena_concat(show->arena, text, text.n == 0 ? HM_S("") : HM_S(" "), hm_str_c(*argv));
    }
    return text;
}

/* What is no option. */
static void
add_parts(struct show *show, const struct hm_config *config)
{
    struct hm_str file = config->path;

    if (config->has_signatures) {
        add_row(show, "signatures",
                hm_arena_printf(show->arena, "%u rules", (unsigned)config->signatures.n_rules),
                line_of(show, &config->signatures_at));
    }
    for (size_t i = 0; i < config->images.n; i++) {
        const struct hm_build_use *use = &config->images.p[i];
        struct hm_str value = hm_arena_printf(show->arena, "%.*s from %.*s", HM_FMT(use->name),
                                              HM_FMT(use->dockerfile));
        add_row(show, "images", value, line_of(show, &config->images_at));
    }
    if (config->epoch.n > 0) {
        add_row(show, "epoch", config->epoch, line_of(show, &config->epoch_at));
    }
    add_settings(show, &config->rules, HM_S(""));
    for (size_t i = 0; i < config->overrides.n; i++) {
        const struct hm_override *override = &config->overrides.p[i];
        if (override->profile != NULL) {
            struct hm_str value = hm_arena_printf(show->arena, "%s for %.*s", override->profile,
                                                  HM_FMT(override->patterns));
            add_row(show, "profile", value, line_of(show, &override->at));
        }
        add_settings(show, &override->rules, override->patterns);
    }
    for (size_t i = 0; i < config->commands.n; i++) {
        const struct hm_command_tool *tool = config->commands.p[i];
        const char *key = hm_arena_printf(show->arena, "commands.%s", tool->adapter.name).p;
        add_row(show, key, words_of(show, tool->argv), file);
    }
}

static int
show_all(struct show *show)
{
    const struct hm_config *config = show->args->config;

    if (show->list == NULL) {
        hm_buf_printf(&show->out, "# configuration: %.*s\n",
                      HM_FMT(config->path.n == 0 ? HM_S("none") : config->path));
    }
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        enum hm_option_id id = (enum hm_option_id)i;
        if (hm_options[i].key.name != NULL) {
            bool is_default = show->args->origins[i].kind == HM_GIVEN_BY_DEFAULT;
            add_row(show, hm_options[i].key.name,
                    is_default ? hm_str_c(hm_option_default(&hm_options[i])) : value_of(show, id),
                    source_of(show, id));
        }
    }
    add_parts(show, config);
    if (show->list != NULL) {
        char *text = json_dumps(show->list, JSON_INDENT(2));
        hm_buf_puts(&show->out, text);
        hm_buf_putc(&show->out, '\n');
        free(text);
    }
    return hm_print(&show->out);
}

static int
cmd_show(struct hm_args *args)
{
    struct show show = { .arena = args->arena, .args = args };
    struct hm_err err = { 0 };

    if (hm_settings_apply(args, &err) != HM_OK) {
        return hm_complain(&err);
    }
    hm_auto_json json_t *list = hm_args_has(args, HM_OPT_JSON) ? json_array() : NULL;
    show.list = list;
    int exit_code = show_all(&show);
    hm_buf_done(&show.out);
    return exit_code;
}

/* A file that is named here may say what one that --config names may. */
static int
cmd_check(struct hm_args *args)
{
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_err err = { 0 };

    if (args->operands.n > 1) {
        hm_vec_add(args->arena, &args->values[HM_OPT_CONFIG], args->operands.p[1]);
    }
    args->operands.n = 0;
    if (hm_settings_apply(args, &err) != HM_OK) {
        return hm_complain(&err);
    }
    if (args->config->path.n == 0) {
        hm_buf_puts(&out, "There is no configuration here: everything is as by default.\n");
    } else {
        hm_buf_printf(&out, "%.*s is right.\n", HM_FMT(args->config->path));
    }
    return hm_print(&out);
}

int
hm_cmd_config(const struct hm_args *given)
{
    struct hm_args args = *given;
    const char *what = args.operands.n == 0 ? "" : args.operands.p[0];

    if (strcmp(what, "show") == 0 && args.operands.n == 1) {
        args.operands.n = 0;
        return cmd_show(&args);
    }
    if (strcmp(what, "check") == 0 && args.operands.n <= 2) {
        return cmd_check(&args);
    }
    if (strcmp(what, "schema") == 0 && args.operands.n == 1) {
        hm_auto_buf struct hm_buf out = { 0 };
        hm_config_schema(&out);
        return hm_print(&out);
    }
    return hm_complain_usage(given,
                             "write `config show`, `config check [FILE]` or `config schema`");
}
