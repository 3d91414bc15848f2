/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/instruction_check.h"

#include "plugin/base/rune.h"
#include "plugin/dockerfile/gotext.h"
#include "plugin/dockerfile/heredoc.h"
#include "plugin/dockerfile/mount.h"

struct checker {
    struct hm_arena *arena;
    struct hm_expander *plain;
    struct hm_instruction *inst;
    struct hm_str error;
};

enum flag_kind {
    FLAG_BOOL,
    FLAG_STRING,
    FLAG_STRINGS, /* may be repeated */
};

struct flag_row {
    const char *name;
    enum flag_kind kind;
};

enum {
    MOST_FLAGS = 8, /* of one instruction, with the row that ends the list */
};

static const struct flag_row ADD_FLAGS[MOST_FLAGS] = {
    { "chown", FLAG_STRING },      { "chmod", FLAG_STRING },    { "link", FLAG_BOOL },
    { "keep-git-dir", FLAG_BOOL }, { "checksum", FLAG_STRING }, { "unpack", FLAG_BOOL },
    { "exclude", FLAG_STRINGS },
};
static const struct flag_row COPY_FLAGS[MOST_FLAGS] = {
    { "chown", FLAG_STRING }, { "from", FLAG_STRING },     { "chmod", FLAG_STRING },
    { "link", FLAG_BOOL },    { "exclude", FLAG_STRINGS }, { "parents", FLAG_BOOL },
};
static const struct flag_row FROM_FLAGS[MOST_FLAGS] = { { "platform", FLAG_STRING } };
static const struct flag_row RUN_FLAGS[MOST_FLAGS] = {
    { "device", FLAG_STRINGS },
    { "mount", FLAG_STRINGS },
    { "network", FLAG_STRING },
    { "security", FLAG_STRING },
};
static const struct flag_row HEALTHCHECK_FLAGS[MOST_FLAGS] = {
    { "interval", FLAG_STRING },       { "timeout", FLAG_STRING }, { "start-period", FLAG_STRING },
    { "start-interval", FLAG_STRING }, { "retries", FLAG_STRING },
};
static const struct flag_row NO_FLAGS[MOST_FLAGS] = { { NULL, FLAG_BOOL } };

static bool
refuse(struct checker *c, struct hm_str error)
{
    c->error = error;
    return error.n == 0;
}

static bool
at_least_one(struct checker *c, size_t n)
{
    return n > 0 || refuse(c, hm_arena_printf(c->arena, "%s requires at least one argument",
                                              hm_keyword_name(c->inst->kind)));
}

static bool
exactly_one(struct checker *c)
{
    return c->inst->n_words == 1 ||
           refuse(c, hm_arena_printf(c->arena, "%s requires exactly one argument",
                                     hm_keyword_name(c->inst->kind)));
}

static bool
unknown_flag(struct checker *c, struct hm_str name, const struct flag_row *rows)
{
    const char *names[MOST_FLAGS] = { NULL };

    for (size_t i = 0; rows[i].name != NULL; i++) {
        names[i] = rows[i].name;
    }
    return refuse(c, hm_arena_concat(c->arena, HM_S("unknown flag: --"), name,
                                     hm_go_suggest(c->arena, name, names, true)));
}

static bool
check_flag(struct checker *c, const struct hm_flag *flag, const struct flag_row *row)
{
    struct hm_str value = flag->value.text;

    if (row->kind != FLAG_BOOL) {
        return flag->has_value ||
               refuse(c,
                      hm_arena_concat(c->arena, HM_S("missing a value on flag: --"), flag->name));
    }
    if (flag->has_value && value.n == 0) {
        return refuse(c,
                      hm_arena_concat(c->arena, HM_S("missing a value on flag: --"), flag->name));
    }
    return value.n == 0 || hm_str_eq_nocase(value, HM_S("true")) ||
           hm_str_eq_nocase(value, HM_S("false")) ||
           refuse(c, hm_arena_concat(c->arena, HM_S("expecting boolean value for flag --"),
                                     flag->name, HM_S(", not: "), value));
}

static bool
check_flags(struct checker *c, const struct flag_row *rows)
{
    bool is_used[MOST_FLAGS] = { false };

    for (uint32_t i = 0; i < c->inst->n_flags; i++) {
        const struct hm_flag *flag = &c->inst->flags[i];
        size_t row = 0;
        while (rows[row].name != NULL && !hm_str_eq(flag->name, rows[row].name)) {
            row++;
        }
        if (rows[row].name == NULL) {
            return unknown_flag(c, flag->name, rows);
        }
        if (is_used[row] && rows[row].kind != FLAG_STRINGS) {
            return refuse(
                c, hm_arena_concat(c->arena, HM_S("duplicate flag specified: --"), flag->name));
        }
        is_used[row] = true;
        if (!check_flag(c, flag, &rows[row])) {
            return false;
        }
    }
    return true;
}

static bool
check_pairs(struct checker *c)
{
    const char *name = hm_keyword_name(c->inst->kind);

    if (!check_flags(c, NO_FLAGS) || !at_least_one(c, c->inst->n_pairs)) {
        return false;
    }
    for (uint32_t i = 0; i < c->inst->n_pairs; i++) {
        if (c->inst->pairs[i].key.text.n == 0) {
            return refuse(c, hm_arena_printf(c->arena, "%s names can not be blank", name));
        }
    }
    return true;
}

static bool
check_arg(struct checker *c)
{
    if (!at_least_one(c, c->inst->n_pairs)) {
        return false;
    }
    for (uint32_t i = 0; i < c->inst->n_pairs; i++) {
        if (c->inst->pairs[i].has_value && c->inst->pairs[i].key.text.n == 0) {
            return refuse(c, HM_S("ARG names can not be blank"));
        }
    }
    return true;
}

static bool
check_copy(struct checker *c)
{
    const struct hm_instruction *inst = c->inst;
    const char *name = hm_keyword_name(inst->kind);

    if (inst->n_words < 2) {
        return refuse(c, hm_arena_printf(c->arena,
                                         "%s requires at least two arguments, but only one was "
                                         "provided. Destination could not be determined",
                                         name));
    }
    if (!check_flags(c, inst->kind == HM_ADD ? ADD_FLAGS : COPY_FLAGS)) {
        return false;
    }
    struct hm_str destination = inst->words[inst->n_words - 1].text;
    return !hm_str_has(destination, "<<") || !hm_heredoc_is_word(c->plain, destination) ||
           refuse(c,
                  hm_arena_printf(c->arena, "%s cannot accept a heredoc as a destination", name));
}

static bool
is_stage_name(struct hm_str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char ch = name.p[i];
        if (!(ch >= 'a' && ch <= 'z') &&
            (i == 0 || !(hm_is_digit(ch) || ch == '-' || ch == '_' || ch == '.'))) {
            return false;
        }
    }
    return name.n > 0;
}

static bool
check_from(struct checker *c)
{
    const struct hm_word *words = c->inst->words;

    if (c->inst->n_words == 3 && (hm_str_eq_nocase(words[1].text, HM_S("as")) ||
                                  hm_str_eq_nocase(words[1].text, HM_S("a\u017f")))) {
        if (!is_stage_name(hm_go_lower(c->arena, words[2].text))) {
            return refuse(
                c, hm_arena_concat(c->arena, HM_S("invalid name for build stage: "),
                                   hm_go_quoted(c->arena, words[2].text),
                                   HM_S(", name can't start with a number or contain symbols")));
        }
    } else if (c->inst->n_words != 1) {
        return refuse(c, HM_S("FROM requires either one or three arguments"));
    }
    return check_flags(c, FROM_FLAGS);
}

static bool
check_onbuild(struct checker *c)
{
    if (!at_least_one(c, c->inst->trigger != NULL) || !check_flags(c, NO_FLAGS)) {
        return false;
    }
    struct hm_str trigger = hm_go_upper(c->arena, hm_runes_trim(c->inst->trigger->keyword));
    if (hm_str_eq(trigger, "ONBUILD")) {
        return refuse(c, HM_S("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"));
    }
    if (hm_str_eq(trigger, "MAINTAINER") || hm_str_eq(trigger, "FROM")) {
        return refuse(
            c, hm_arena_concat(c->arena, trigger, HM_S(" isn't allowed as an ONBUILD trigger")));
    }
    return true;
}

static bool
check_run(struct checker *c)
{
    const struct hm_instruction *inst = c->inst;
    struct hm_str mounts = hm_mounts_read(c->arena, c->inst);

    if (!check_flags(c, RUN_FLAGS)) {
        return false;
    }
    for (uint32_t i = 0; i < inst->n_flags; i++) {
        if (hm_str_eq(inst->flags[i].name, "device") &&
            !refuse(c, hm_device_check(c->arena, inst->flags[i].value.text))) {
            return false;
        }
    }
    if (!refuse(c, mounts)) {
        return false;
    }
    const struct hm_flag *network = hm_instruction_flag(inst, "network");
    if (network != NULL && !hm_str_eq(network->value.text, "default") &&
        !hm_str_eq(network->value.text, "none") && !hm_str_eq(network->value.text, "host")) {
        return refuse(c, hm_arena_concat(c->arena, HM_S("invalid network mode "),
                                         hm_go_quoted(c->arena, network->value.text)));
    }
    const struct hm_flag *security = hm_instruction_flag(inst, "security");
    if (security != NULL && !hm_str_eq(security->value.text, "insecure") &&
        !hm_str_eq(security->value.text, "sandbox")) {
        return refuse(c, hm_arena_concat(c->arena, HM_S("security "),
                                         hm_go_quoted(c->arena, security->value.text),
                                         HM_S(" is not valid")));
    }
    return true;
}

static bool
check_interval(struct checker *c, const char *name)
{
    const struct hm_flag *flag = hm_instruction_flag(c->inst, name);
    int64_t nanoseconds;
    struct hm_str error;

    if (flag == NULL || flag->value.text.n == 0) {
        return true;
    }
    if (!hm_go_duration(c->arena, flag->value.text, &nanoseconds, &error)) {
        return refuse(c, error);
    }
    return nanoseconds == 0 || nanoseconds >= 1000000 ||
           refuse(c, hm_arena_printf(c->arena, "Interval \"%s\" cannot be less than 1ms", name));
}

static bool
check_retries(struct checker *c)
{
    const struct hm_flag *flag = hm_instruction_flag(c->inst, "retries");
    int32_t retries;
    struct hm_str error;

    if (flag == NULL || flag->value.text.n == 0) {
        return true;
    }
    if (!hm_go_int32(c->arena, flag->value.text, &retries, &error)) {
        return refuse(c, error);
    }
    return retries >= 0 ||
           refuse(c, hm_arena_printf(c->arena, "--retries cannot be negative (%d)", retries));
}

static bool
check_healthcheck(struct checker *c)
{
    const struct hm_instruction *inst = c->inst;

    if (!at_least_one(c, inst->n_words)) {
        return false;
    }
    struct hm_str type = inst->words[0].text;
    if (hm_str_eq_nocase(type, HM_S("none"))) {
        return inst->n_words == 1 || refuse(c, HM_S("HEALTHCHECK NONE takes no arguments"));
    }
    if (!check_flags(c, HEALTHCHECK_FLAGS)) {
        return false;
    }
    if (!hm_str_eq_nocase(type, HM_S("cmd"))) {
        return refuse(c, hm_arena_concat(c->arena, HM_S("Unknown type "),
                                         hm_go_quoted(c->arena, hm_go_upper(c->arena, type)),
                                         HM_S(" in HEALTHCHECK (try CMD)")));
    }
    if (inst->n_words == 1) {
        return refuse(c, HM_S("Missing command after HEALTHCHECK CMD"));
    }
    return check_interval(c, "interval") && check_interval(c, "timeout") &&
           check_interval(c, "start-period") && check_interval(c, "start-interval") &&
           check_retries(c);
}

static bool
check_volume(struct checker *c)
{
    if (!at_least_one(c, c->inst->n_words) || !check_flags(c, NO_FLAGS)) {
        return false;
    }
    for (uint32_t i = 0; i < c->inst->n_words; i++) {
        if (hm_runes_trim(c->inst->words[i].text).n == 0) {
            return refuse(c, HM_S("VOLUME specified can not be an empty string"));
        }
    }
    return true;
}

static bool
check_shell(struct checker *c)
{
    return check_flags(c, NO_FLAGS) && at_least_one(c, c->inst->n_words) &&
           (c->inst->is_json || refuse(c, HM_S("SHELL requires the arguments to be in JSON form")));
}

static bool
check_unknown(struct checker *c)
{
    static const char *const NAMES[] = {
        "add",        "arg",         "cmd",    "copy",       "entrypoint", "env", "expose",
        "from",       "healthcheck", "label",  "maintainer", "onbuild",    "run", "shell",
        "stopsignal", "user",        "volume", "workdir",    NULL,
    };
    struct hm_str keyword = c->inst->keyword;

    return refuse(c, hm_arena_concat(c->arena, HM_S("unknown instruction: "), keyword,
                                     hm_go_suggest(c->arena, keyword, NAMES, false)));
}

static bool
check(struct checker *c)
{
    switch (c->inst->kind) {
    case HM_ENV:
    case HM_LABEL:
        return check_pairs(c);
    case HM_ARG:
        return check_arg(c);
    case HM_ADD:
    case HM_COPY:
        return check_copy(c);
    case HM_FROM:
        return check_from(c);
    case HM_ONBUILD:
        return check_onbuild(c);
    case HM_RUN:
        return check_run(c);
    case HM_CMD:
    case HM_ENTRYPOINT:
        return check_flags(c, NO_FLAGS);
    case HM_HEALTHCHECK:
        return check_healthcheck(c);
    case HM_MAINTAINER:
    case HM_USER:
    case HM_WORKDIR:
        return exactly_one(c) && check_flags(c, NO_FLAGS);
    case HM_STOPSIGNAL:
        return exactly_one(c);
    case HM_EXPOSE:
        return at_least_one(c, c->inst->n_words) && check_flags(c, NO_FLAGS);
    case HM_VOLUME:
        return check_volume(c);
    case HM_SHELL:
        return check_shell(c);
    default:
        return check_unknown(c);
    }
}

struct hm_str
hm_check_instruction(struct hm_arena *arena, struct hm_expander *plain, struct hm_instruction *inst)
{
    struct checker c = { .arena = arena, .plain = plain, .inst = inst };

    inst->is_valid = check(&c);
    return inst->is_valid ? HM_S("") : c.error;
}
