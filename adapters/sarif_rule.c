/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/sarif_parts.h"

#include <stdio.h>

enum {
    ID_MAX = 300,
    TITLE_MAX = 72,
    HELP_MAX = 4000,
    TAGS_MAX = 100,
};

enum hm_status
hm_sarif_index(struct hm_sarif_reader *reader)
{
    struct hm_json rules, rule;
    struct hm_str id;

    HM_TRY(hm_json_may(&reader->driver, "rules", JSON_ARRAY, &rules, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&rules); i++) {
        HM_TRY(hm_json_item(&rules, i, JSON_OBJECT, &rule, reader->reterr));
        HM_TRY(hm_json_need_str(&rule, "id", &id, reader->reterr));
        if (json_object_getn(reader->by_id, id.p, id.n) == NULL) {
            (void)json_object_setn_new(reader->by_id, id.p, id.n, json_integer((json_int_t)i));
        }
    }
    return HM_OK;
}

/* A number that the standard gives -1 for when it is not said. */
static enum hm_status
may_index(struct hm_sarif_reader *reader, const struct hm_json *at, const char *key, size_t *ret,
          bool *ret_has)
{
    const json_t *value = json_object_get(at->value, key);
    uint64_t number = 0;

    *ret_has = value != NULL && !(json_is_integer(value) && json_integer_value(value) == -1);
    if (*ret_has) {
        HM_TRY(hm_json_need_u64(at, key, HM_SARIF_NUMBER_MAX, &number, reader->reterr));
    }
    *ret = (size_t)number;
    return HM_OK;
}

/* The extension that a reference names by its place in the list or its name. */
static enum hm_status
find_extension(struct hm_sarif_reader *reader, const struct hm_json *reference,
               struct hm_sarif_rule *ret)
{
    struct hm_json component, extension;
    struct hm_str wanted, name;
    size_t index;
    bool has_index;

    HM_TRY(hm_json_may(reference, "toolComponent", JSON_OBJECT, &component, reader->reterr));
    if (component.value == NULL) {
        return HM_OK;
    }
    HM_TRY(may_index(reader, &component, "index", &index, &has_index));
    HM_TRY(hm_json_may_str(&component, "name", &wanted, reader->reterr));
    if (has_index && index >= hm_json_count(&reader->extensions)) {
        return hm_json_error(&component, reader->reterr, "there is no extension of this index");
    }
    for (size_t i = 0; i < hm_json_count(&reader->extensions); i++) {
        HM_TRY(hm_json_item(&reader->extensions, i, JSON_OBJECT, &extension, reader->reterr));
        HM_TRY(hm_json_may_str(&extension, "name", &name, reader->reterr));
        if (has_index ? i == index : wanted.n > 0 && hm_str_is(name, wanted)) {
            ret->extension = extension;
            return HM_OK;
        }
    }
    return HM_OK;
}

/* "CA1000/1" is described under "CA1000". */
static bool
is_id_of(struct hm_str id, struct hm_str rule)
{
    return hm_str_is(id, rule) ||
           (id.n > rule.n && id.p[rule.n] == '/' && hm_str_is(hm_str_sub(id, 0, rule.n), rule));
}

static enum hm_status
find_by_id(struct hm_sarif_reader *reader, struct hm_sarif_rule *rule)
{
    struct hm_str id = rule->id;

    while (rule->extension.value == NULL && id.n > 0) {
        const json_t *found = json_object_getn(reader->by_id, id.p, id.n);
        if (found != NULL) {
            rule->index = (size_t)json_integer_value(found);
            return hm_json_item(&rule->rules, rule->index, JSON_OBJECT, &rule->at, reader->reterr);
        }
        size_t slash = hm_str_find_last(id, '/');
        id = slash == id.n ? HM_S("") : hm_str_sub(id, 0, slash);
    }
    return HM_OK;
}

enum hm_status
hm_sarif_find_rule(struct hm_sarif_reader *reader, const struct hm_json *result,
                   struct hm_sarif_rule *ret)
{
    struct hm_json reference;
    struct hm_str id;
    bool has_index;

    *ret = (struct hm_sarif_rule){ 0 };
    HM_TRY(hm_json_may_str(result, "ruleId", &ret->id, reader->reterr));
    HM_TRY(may_index(reader, result, "ruleIndex", &ret->index, &has_index));
    HM_TRY(hm_json_may(result, "rule", JSON_OBJECT, &reference, reader->reterr));
    if (reference.value != NULL) {
        HM_TRY(hm_json_may_str(&reference, "id", &id, reader->reterr));
        ret->id = ret->id.n > 0 ? ret->id : id;
        if (!has_index) {
            HM_TRY(may_index(reader, &reference, "index", &ret->index, &has_index));
        }
        HM_TRY(find_extension(reader, &reference, ret));
    }
    HM_TRY(hm_json_may(ret->extension.value != NULL ? &ret->extension : &reader->driver, "rules",
                       JSON_ARRAY, &ret->rules, reader->reterr));
    if (has_index && ret->index >= hm_json_count(&ret->rules) &&
        (ret->id.n == 0 || ret->rules.value != NULL)) {
        return hm_json_error(result, reader->reterr, "there is no rule of this index");
    }
    if (has_index && ret->rules.value != NULL) {
        HM_TRY(hm_json_item(&ret->rules, ret->index, JSON_OBJECT, &ret->at, reader->reterr));
        HM_TRY(hm_json_need_str(&ret->at, "id", &id, reader->reterr));
        ret->id = ret->id.n > 0 ? ret->id : id;
        if (is_id_of(ret->id, id)) {
            return HM_OK;
        }
        ret->at = (struct hm_json){ 0 }; /* its id decides */
    }
    if (ret->id.n == 0) {
        return hm_json_error(result, reader->reterr, "it names no rule");
    }
    return find_by_id(reader, ret);
}

/* --- how bad it is --- */

/* What the words of tools mean that call nearly everything an error, as our own adapters read
 * them. */
static const struct flat_tool {
    const char *tool;
    enum hm_severity error, warning, note;
} flat_tools[] = {
    { "checkov", HM_SEV_MEDIUM, HM_SEV_LOW, HM_SEV_INFO },
    { "hadolint", HM_SEV_MEDIUM, HM_SEV_LOW, HM_SEV_INFO },
    { "shellcheck", HM_SEV_MEDIUM, HM_SEV_LOW, HM_SEV_INFO },
    { "tally", HM_SEV_MEDIUM, HM_SEV_LOW, HM_SEV_INFO },
};

static bool
read_word(const struct hm_sarif_reader *reader, struct hm_str word, enum hm_severity *ret)
{
    struct flat_tool means = { NULL, HM_SEV_HIGH, HM_SEV_MEDIUM, HM_SEV_LOW };

    for (size_t i = 0; i < sizeof flat_tools / sizeof flat_tools[0]; i++) {
        if (strcmp(flat_tools[i].tool, reader->run->found.producer) == 0) {
            means = flat_tools[i];
        }
    }
    *ret = hm_str_eq(word, "error")     ? means.error
           : hm_str_eq(word, "warning") ? means.warning
           : hm_str_eq(word, "note")    ? means.note
           : hm_str_eq(word, "none")    ? HM_SEV_INFO
                                        : HM_SEV_NONE;
    return *ret != HM_SEV_NONE;
}

/* "9.8" or 9.8 in an object's property bag; negative when it says none. */
static enum hm_status
read_score(struct hm_sarif_reader *reader, const struct hm_json *at, double *ret)
{
    struct hm_json bag;
    const json_t *value;
    char *end = NULL;

    *ret = -1;
    if (at->value == NULL) {
        return HM_OK;
    }
    HM_TRY(hm_json_may(at, "properties", JSON_OBJECT, &bag, reader->reterr));
    value = json_object_get(bag.value, "security-severity");
    if (json_is_number(value)) {
        *ret = json_number_value(value);
    } else if (json_is_string(value) && json_string_length(value) > 0 &&
               json_string_length(value) < 8 && hm_is_digit(json_string_value(value)[0])) {
        double number = strtod(json_string_value(value), &end);
        *ret = *end == '\0' ? number : -1;
    }
    *ret = *ret > 0 && *ret <= 10 ? *ret : -1;
    return HM_OK;
}

/* The level that the invocation gave the rule for this run. */
static enum hm_status
read_override(struct hm_sarif_reader *reader, const struct hm_sarif_rule *rule, struct hm_str *ret)
{
    for (size_t i = 0; i < hm_json_count(&reader->overrides); i++) {
        struct hm_json item, descriptor, configuration, component;
        struct hm_str id;
        size_t index;
        bool has_index;
        HM_TRY(hm_json_item(&reader->overrides, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(hm_json_need(&item, "descriptor", JSON_OBJECT, &descriptor, reader->reterr));
        HM_TRY(hm_json_need(&item, "configuration", JSON_OBJECT, &configuration, reader->reterr));
        HM_TRY(hm_json_may_str(&descriptor, "id", &id, reader->reterr));
        HM_TRY(may_index(reader, &descriptor, "index", &index, &has_index));
        HM_TRY(hm_json_may(&descriptor, "toolComponent", JSON_OBJECT, &component, reader->reterr));
        bool is_meant = id.n > 0 ? is_id_of(rule->id, id)
                                 : has_index && rule->at.value != NULL && rule->index == index &&
                                       (component.value != NULL) == (rule->extension.value != NULL);
        if (is_meant) {
            HM_TRY(hm_json_may_str(&configuration, "level", ret, reader->reterr));
        }
    }
    return HM_OK;
}

enum hm_status
hm_sarif_find_level(struct hm_sarif_reader *reader, const struct hm_json *result,
                    const struct hm_sarif_rule *rule, struct hm_sarif_level *ret)
{
    struct hm_json configuration;
    struct hm_str word;
    double score;

    HM_TRY(read_score(reader, result, &score));
    if (score < 0) {
        HM_TRY(read_score(reader, &rule->at, &score));
    }
    HM_TRY(hm_json_may_str(result, "level", &word, reader->reterr));
    if (word.n == 0) {
        HM_TRY(read_override(reader, rule, &word));
    }
    if (word.n == 0 && rule->at.value != NULL) {
        HM_TRY(hm_json_may(&rule->at, "defaultConfiguration", JSON_OBJECT, &configuration,
                           reader->reterr));
        if (configuration.value != NULL) {
            HM_TRY(hm_json_may_str(&configuration, "level", &word, reader->reterr));
        }
    }
    if (!read_word(reader, word.n > 0 ? word : HM_S("warning"), &ret->severity)) {
        return hm_json_error(result, reader->reterr, "its level is none that is known");
    }
    ret->score = HM_S("");
    if (score > 0) {
        ret->severity = hm_severity_of_score(score);
        ret->score = hm_arena_printf(reader->arena, "%.1f", score);
    }
    return HM_OK;
}

/* --- what it says of itself --- */

static enum hm_status
read_text(struct hm_sarif_reader *reader, const struct hm_json *at, const char *key,
          struct hm_str *ret)
{
    struct hm_json message;

    HM_TRY(hm_json_may(at, key, JSON_OBJECT, &message, reader->reterr));
    *ret = HM_S("");
    return message.value == NULL ? HM_OK : hm_json_may_str(&message, "text", ret, reader->reterr);
}

static bool
has_word(struct hm_str text, const char *word)
{
    return hm_str_has_nocase(text, word);
}

/* "external/cwe/cwe-798", "CWE-798: …" */
static void
take_cwe(struct hm_rule *rule, struct hm_str tag)
{
    size_t at = 0;
    size_t n = 0;
    uint64_t number = 0;

    while (at + 4 < tag.n && !hm_str_eq_nocase(hm_str_sub(tag, at, 4), HM_S("cwe-"))) {
        at++;
    }
    struct hm_str digits = hm_str_from(tag, at + 4);
    while (n < digits.n && hm_is_digit(digits.p[n])) {
        n++;
    }
    if (at + 4 >= tag.n || !hm_str_to_u64(hm_str_sub(digits, 0, n), 99999, &number) ||
        number == 0) {
        return;
    }
    for (size_t i = 0; i < 4; i++) {
        if (rule->cwe[i] == number) {
            return;
        }
        if (rule->cwe[i] == 0) {
            rule->cwe[i] = (unsigned)number;
            return;
        }
    }
}

static enum hm_status
read_tags(struct hm_sarif_reader *reader, const struct hm_json *at, struct hm_rule *rule,
          bool *ret_is_secret)
{
    static const char *const keys[] = { "tags", "cwe" };
    struct hm_json bag, list, item;

    HM_TRY(hm_json_may(at, "properties", JSON_OBJECT, &bag, reader->reterr));
    for (size_t k = 0; k < 2 && bag.value != NULL; k++) {
        if (!json_is_array(json_object_get(bag.value, keys[k]))) {
            continue; /* a property bag may hold anything */
        }
        HM_TRY(hm_json_need(&bag, keys[k], JSON_ARRAY, &list, reader->reterr));
        for (size_t i = 0; i < hm_json_count(&list) && i < TAGS_MAX; i++) {
            if (!json_is_string(json_array_get(list.value, i))) {
                continue;
            }
            HM_TRY(hm_json_item(&list, i, JSON_STRING, &item, reader->reterr));
            take_cwe(rule, hm_json_text(&item));
            *ret_is_secret |= has_word(hm_json_text(&item), "secret");
        }
    }
    return HM_OK;
}

/* Of findings about secrets the report quotes no line. */
static bool
is_about_secrets(const struct hm_sarif_reader *reader, const struct hm_rule *rule)
{
    static const char *const tools[] = { "gitleaks", "trufflehog", "ggshield", "detect-secrets" };
    static const unsigned cwes[] = { 798, 259, 321, 547 };
    static const char *const words[] = { "secret", "credential",  "password",
                                         "token",  "private-key", "api-key" };

    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        if (strcmp(reader->run->found.producer, tools[i]) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < 4 * sizeof cwes / sizeof cwes[0]; i++) {
        if (rule->cwe[i % 4] == cwes[i / 4]) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (has_word(hm_str_c(rule->id), words[i]) || has_word(hm_str_c(rule->title), words[i])) {
            return true;
        }
    }
    return false;
}

static enum hm_status
describe(struct hm_sarif_reader *reader, const struct hm_json *at, struct hm_rule *rule)
{
    struct hm_str title, name, about, help, url;
    bool is_secret = false;

    HM_TRY(read_text(reader, at, "shortDescription", &title));
    HM_TRY(read_text(reader, at, "fullDescription", &about));
    HM_TRY(read_text(reader, at, "help", &help));
    HM_TRY(hm_json_may_str(at, "name", &name, reader->reterr));
    HM_TRY(hm_json_may_str(at, "helpUri", &url, reader->reterr));
    HM_TRY(read_tags(reader, at, rule, &is_secret));
    title = hm_str_trim(title).n > 0 ? title : name;
    if (hm_str_trim(title).n > 0) {
        rule->title = hm_collect_c(reader->arena, title, TITLE_MAX);
    }
    rule->why = hm_collect_c(reader->arena, about.n > 0 ? about : help, HELP_MAX);
    rule->url = hm_collect_c(reader->arena, hm_collect_url(reader->arena, url), HELP_MAX);
    rule->practice = is_secret ? HM_PRACTICE_SECRETS : rule->practice;
    return HM_OK;
}

/* shellcheck-sarif leaves out the letters by which everybody knows ShellCheck's rules: "2086". */
static struct hm_str
full_id(struct hm_sarif_reader *reader, struct hm_str id)
{
    uint64_t number;

    return strcmp(reader->run->found.producer, "shellcheck") == 0 &&
                   hm_str_to_u64(id, 9999, &number)
               ? hm_arena_printf(reader->arena, "SC%.*s", HM_FMT(id))
               : hm_collect_text(reader->arena, id, ID_MAX);
}

enum hm_status
hm_sarif_make_rule(struct hm_sarif_reader *reader, const struct hm_sarif_rule *from,
                   const struct hm_sarif_level *level, const struct hm_rule **ret)
{
    bool is_new;
    struct hm_str id = full_id(reader, from->id);

    *ret = hm_sarif_own_rule(reader, id);
    if (*ret != NULL) {
        return HM_OK;
    }
    struct hm_rule *rule = hm_collect_rule(&reader->run->found, id, &is_new);

    if (is_new) {
        rule->title = hm_collect_c(reader->arena, id, TITLE_MAX);
        if (from->at.value != NULL) {
            HM_TRY(describe(reader, &from->at, rule));
        }
        if (is_about_secrets(reader, rule)) {
            rule->practice = HM_PRACTICE_SECRETS;
        }
    }
    /* Results of one rule may differ: it has the worst. */
    if (level->severity > rule->severity) {
        rule->severity = level->severity;
        rule->score = level->score.n > 0 ? level->score.p : NULL;
    }
    *ret = rule;
    return HM_OK;
}
