/* SPDX-License-Identifier: Apache-2.0 */
/* `rules:`, `overrides:` and `epoch:` of the configuration. */
#include "plugin/driver/config/config.h"

#include "plugin/base/auto.h"
#include "plugin/driver/config/profile.h"
#include "plugin/driver/config/values.h"
#include "plugin/rules/registry.h"

enum {
    SETTINGS_LIMIT = 2000, /* of one map */
    PATTERNS_LIMIT = 1000, /* of one override */
    EPOCH_PART_MAX = 9999,
};

/* --- names --- */

/* The error names what is nearest of all that could be written. */
static enum hm_status
unknown_rule(struct hm_arena *arena, const struct hm_yaml *at, struct hm_err *reterr)
{
    HM_VEC(const char *) names = { 0 };
    size_t n = 0;
    const struct hm_rule *const *all = hm_rules_all(&n);

    for (size_t i = 0; i < n; i++) {
        hm_vec_add(arena, &names, all[i]->id);
        hm_vec_add(arena, &names, all[i]->concept);
        for (const char *const *p = all[i]->same_as; p != NULL && *p != NULL; p++) {
            hm_vec_add(arena, &names, *p);
            hm_vec_add(arena, &names, strchr(*p, ':') + 1);
        }
    }
    return hm_config_unknown(at, "rule", names.p, names.n, reterr);
}

static enum hm_status
find_rules(struct hm_arena *arena, const struct hm_yaml *name, struct hm_rule_setting *setting,
           struct hm_err *reterr)
{
    HM_VEC(const struct hm_rule *) found = { 0 };
    size_t n = 0;
    const struct hm_rule *const *all = hm_rules_all(&n);

    for (size_t i = 0; i < n; i++) {
        if (hm_rule_is_named(all[i], name->text)) {
            hm_vec_add(arena, &found, all[i]);
        }
    }
    setting->id = name->text;
    setting->rules = found.p;
    setting->n_rules = found.n;
    return found.n > 0 ? HM_OK : unknown_rule(arena, name, reterr);
}

/* --- a setting --- */

static enum hm_status
read_level(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
           struct hm_err *reterr)
{
    struct hm_rule_setting *setting = to;
    const char *words[HM_SEV_COUNT + 1];
    size_t n = 0;
    size_t which = 0;
    const char *const *levels = hm_value_row(HM_VALUE_LEVEL)->words(&n);

    /* The last of them, "none", is a threshold and no level: its place is taken by "off". */
    (void)reader;
    memcpy(words, levels, (n - 1) * sizeof words[0]);
    words[n - 1] = "off";
    HM_TRY(hm_config_word(value, words, n, &which, reterr));
    setting->is_off = which == n - 1;
    setting->level = setting->is_off ? HM_SEV_NONE : hm_severity_parse(hm_str_c(words[which]));
    return HM_OK;
}

static enum hm_status
read_reason(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
            struct hm_err *reterr)
{
    (void)reader;
    return hm_config_text(value, &((struct hm_rule_setting *)to)->reason, reterr);
}

static const struct hm_config_key setting_keys[] = {
    { .name = "level", .read = read_level, .is_required = true },
    { .name = "reason", .read = read_reason },
};

/* What nothing may suppress is no more silenced here. */
static enum hm_status
check_final(const struct hm_rule_setting *setting, const struct hm_yaml *at, struct hm_err *reterr)
{
    for (size_t i = 0; i < setting->n_rules; i++) {
        const struct hm_rule *rule = setting->rules[i];
        if (rule->final_because != NULL && setting->level < rule->severity) {
            return hm_yaml_error(at, reterr, "%s cannot be %s: %s", rule->id,
                                 setting->is_off ? "switched off" : "lowered", rule->final_because);
        }
    }
    return HM_OK;
}

static enum hm_status
read_settings(struct hm_config_reader *reader, const struct hm_yaml *value,
              struct hm_rule_settings *settings, struct hm_err *reterr)
{
    HM_TRY(hm_yaml_expect(value, HM_YAML_MAP, reterr));
    if (value->n > SETTINGS_LIMIT) {
        return hm_yaml_error(value, reterr, "there are more than %d rules", SETTINGS_LIMIT);
    }
    for (uint32_t i = 0; i < value->n; i++) {
        const struct hm_yaml *name = value->pairs[i].key;
        const struct hm_yaml *what = value->pairs[i].value;
        struct hm_rule_setting setting = { .at = hm_config_at(reader, name) };
        HM_TRY(find_rules(reader->arena, name, &setting, reterr));
        HM_TRY(what->kind == HM_YAML_MAP
                   ? hm_config_map(reader, what, setting_keys,
                                   sizeof setting_keys / sizeof setting_keys[0], &setting, reterr)
                   : read_level(reader, what, &setting, reterr));
        HM_TRY(check_final(&setting, what, reterr));
        hm_vec_add(reader->arena, settings, setting);
    }
    return HM_OK;
}

enum hm_status
hm_config_rules(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                struct hm_err *reterr)
{
    return read_settings(reader, value, &((struct hm_config *)to)->rules, reterr);
}

/* --- overrides --- */

/* An override while it is read. */
struct draft {
    struct hm_override made;
    struct hm_buf patterns; /* a line each */
    struct hm_buf profile;
};

static enum hm_status
read_pattern(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
             struct hm_err *reterr)
{
    struct draft *draft = to;
    struct hm_str text;
    struct hm_err err = { 0 };

    HM_TRY(hm_config_text(value, &text, reterr));
    if (hm_value_row(HM_VALUE_PATHS)->check(reader->arena, text, &err) != HM_OK) {
        return hm_yaml_error(value, reterr, "%s", err.text);
    }
    hm_buf_add(&draft->patterns, text);
    hm_buf_putc(&draft->patterns, '\n');
    draft->made.patterns = draft->made.patterns.n == 0
                               ? text
                               : hm_arena_printf(reader->arena, "%.*s, %.*s",
                                                 HM_FMT(draft->made.patterns), HM_FMT(text));
    return HM_OK;
}

static enum hm_status
read_paths(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
           struct hm_err *reterr)
{
    struct draft *draft = to;

    HM_TRY(hm_config_each(reader, value, PATTERNS_LIMIT, to, read_pattern, reterr));
    return hm_ignore_parse(reader->arena, hm_arena_str(reader->arena, hm_buf_str(&draft->patterns)),
                           &draft->made.paths, reterr) == HM_OK
               ? HM_OK
               : hm_yaml_error(value, reterr, "these patterns are too complex together");
}

static enum hm_status
read_override_rules(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                    struct hm_err *reterr)
{
    return read_settings(reader, value, &((struct draft *)to)->made.rules, reterr);
}

static enum hm_status
read_profile_word(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                  struct hm_err *reterr)
{
    struct draft *draft = to;
    size_t n = 0;
    size_t which = 0;
    const char *const *words = hm_profile_words(&n);

    (void)reader;
    HM_TRY(hm_config_word(value, words, n, &which, reterr));
    hm_buf_printf(&draft->profile, "%s%s", draft->profile.n == 0 ? "" : ",", words[which]);
    return HM_OK;
}

static enum hm_status
read_profile(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
             struct hm_err *reterr)
{
    struct draft *draft = to;

    HM_TRY(hm_config_each(reader, value, PATTERNS_LIMIT, to, read_profile_word, reterr));
    draft->made.profile = hm_arena_c(reader->arena, hm_buf_str(&draft->profile));
    return HM_OK;
}

const struct hm_config_key hm_config_override_keys[] = {
    { .name = "paths",
      .read = read_paths,
      .is_required = true,
      .shape = HM_SHAPE_EACH,
      .about = "Patterns as in .dockerignore, from the current folder" },
    { .name = "rules",
      .read = read_override_rules,
      .shape = HM_SHAPE_NAMED,
      .schema = "{\"$ref\":\"#/$defs/rule\"}" },
    { .name = "profile",
      .read = read_profile,
      .shape = HM_SHAPE_EACH,
      .schema = "{\"$ref\":\"#/$defs/profile\"}" },
    { .name = NULL },
};

static enum hm_status
read_override(struct hm_config_reader *reader, const struct hm_yaml *value,
              struct hm_config *config, struct hm_err *reterr)
{
    struct draft draft = { .made.at = hm_config_at(reader, value) };
    enum hm_status status = hm_config_map(
        reader, value, hm_config_override_keys,
        sizeof hm_config_override_keys / sizeof hm_config_override_keys[0], &draft, reterr);

    hm_buf_done(&draft.patterns);
    hm_buf_done(&draft.profile);
    if (status == HM_OK && config->overrides.n == HM_OVERRIDES_LIMIT) {
        return hm_yaml_error(value, reterr, "there are more than %d overrides", HM_OVERRIDES_LIMIT);
    }
    if (status == HM_OK) {
        hm_vec_add(reader->arena, &config->overrides, draft.made);
    }
    return status;
}

enum hm_status
hm_config_overrides(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                    struct hm_err *reterr)
{
    HM_TRY(hm_yaml_expect(value, HM_YAML_LIST, reterr));
    for (uint32_t i = 0; i < value->n; i++) {
        HM_TRY(read_override(reader, value->items[i], to, reterr));
    }
    return HM_OK;
}

/* --- epoch --- */

static bool
read_version(struct hm_str text, uint64_t *ret_major, uint64_t *ret_minor)
{
    size_t dot = hm_str_find(text, '.');

    return dot < text.n && hm_str_to_u64(hm_str_sub(text, 0, dot), EPOCH_PART_MAX, ret_major) &&
           hm_str_to_u64(hm_str_from(text, dot + 1), EPOCH_PART_MAX, ret_minor);
}

/* "0.1" of "0.1.2" */
static struct hm_str
two_parts(struct hm_str version)
{
    size_t dot = hm_str_find(version, '.') + 1;

    return hm_str_sub(version, 0, dot + hm_str_find(hm_str_from(version, dot), '.'));
}

bool
hm_epoch_is_before(struct hm_str epoch, const char *since)
{
    uint64_t a = 0, b = 0, c = 0, d = 0;

    return read_version(two_parts(epoch), &a, &b) &&
           read_version(two_parts(hm_str_c(since)), &c, &d) && (a < c || (a == c && b < d));
}

enum hm_status
hm_config_epoch(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                struct hm_err *reterr)
{
    struct hm_config *config = to;
    uint64_t major, minor;

    if ((value->kind != HM_YAML_NUMBER && value->kind != HM_YAML_TEXT) ||
        !read_version(value->text, &major, &minor)) {
        return hm_yaml_error(value, reterr, "a version is expected here, such as 0.1");
    }
    if (hm_epoch_is_before(HM_S(HM_VERSION), hm_arena_c(reader->arena, value->text))) {
        return hm_yaml_error(value, reterr, "this hullmark is version %s, which is older",
                             HM_VERSION);
    }
    config->epoch = value->text;
    config->epoch_at = hm_config_at(reader, value);
    return HM_OK;
}
