/* SPDX-License-Identifier: Apache-2.0 */
/* What BuildKit asks of a --mount once its variables are known. */
#include "plugin/dockerfile/mount.h"

#include "plugin/dockerfile/csv.h"
#include "plugin/dockerfile/gotext.h"

struct checked {
    struct hm_arena *arena;
    struct hm_str type;
    struct hm_str sharing;
    const char *file_option; /* "mode", "uid" or "gid", the first of these that is set */
    bool has_from;
    bool has_source;
    bool has_target;
    bool has_id;
};

static struct hm_str
bad_value(const struct checked *c, struct hm_str key, struct hm_str value)
{
    return hm_arena_concat(c->arena, HM_S("invalid value for "), key, HM_S(": "), value);
}

static struct hm_str
bad_key(const struct checked *c, struct hm_str key)
{
    return hm_arena_concat(c->arena, HM_S("unexpected key '"), key, HM_S("' for mount type '"),
                           c->type, HM_S("'"));
}

/* "1.5g", "512 MiB": a number and a unit, as Docker's size options have them. */
static bool
is_size(struct hm_arena *arena, struct hm_str s)
{
    size_t end = s.n;

    while (end > 0 && !hm_is_digit(s.p[end - 1]) && s.p[end - 1] != '.' && s.p[end - 1] != ' ') {
        end--;
    }
    if (end == 0) {
        return false;
    }
    struct hm_str unit = hm_str_from(s, end);
    struct hm_str number = hm_str_sub(s, 0, s.p[end - 1] == ' ' ? end - 1 : end);
    const char *text = hm_arena_c(arena, number);
    char *rest = NULL;
    double value = strtod(text, &rest);
    bool is_number = number.n > 0 && rest == text + number.n && !hm_is_space(*text) &&
                     !hm_str_has_nocase(number, "x") && value >= 0;
    if (!is_number || unit.n > 3) {
        return false;
    }
    if (unit.n == 0) {
        return true;
    }
    char first = hm_ascii_lower(unit.p[0]);
    struct hm_str tail = hm_str_from(unit, 1);
    if (first == 'b') {
        return tail.n == 0;
    }
    return strchr("kmgtp", first) != NULL &&
           (tail.n == 0 || hm_str_eq_nocase(tail, HM_S("b")) || hm_str_eq_nocase(tail, HM_S("ib")));
}

static struct hm_str
check_type(struct checked *c, struct hm_str value)
{
    static const char *const TYPES[] = { "bind", "cache", "tmpfs", "secret", "ssh", NULL };
    struct hm_str type = hm_go_lower(c->arena, value);

    if (!hm_str_in(type, TYPES)) {
        return hm_arena_concat(c->arena, HM_S("unsupported mount type "),
                               hm_go_quoted(c->arena, value),
                               hm_go_suggest(c->arena, value, TYPES, true));
    }
    c->type = type;
    return HM_S("");
}

static struct hm_str
check_sharing(struct checked *c, struct hm_str value)
{
    static const char *const MODES[] = { "shared", "private", "locked", NULL };
    struct hm_str sharing = hm_go_lower(c->arena, value);

    if (!hm_str_in(sharing, MODES)) {
        return hm_arena_concat(c->arena, HM_S("unsupported sharing value "),
                               hm_go_quoted(c->arena, value),
                               hm_go_suggest(c->arena, value, MODES, true));
    }
    c->sharing = sharing;
    return HM_S("");
}

/* mode, uid, gid: which the end of the check asks for in this order. */
static struct hm_str
check_number(struct checked *c, struct hm_str key, struct hm_str value)
{
    static const char *const NAMES[] = { "mode", "uid", "gid" };
    size_t before = 3;

    if (!hm_go_is_uint32(value, hm_str_eq(key, "mode") ? 8 : 10)) {
        return hm_arena_concat(c->arena, HM_S("invalid value "), value, HM_S(" for "), key);
    }
    for (size_t i = 3; i > 0; i--) {
        bool is_set = c->file_option != NULL && strcmp(c->file_option, NAMES[i - 1]) == 0;
        if (is_set || hm_str_eq(key, NAMES[i - 1])) {
            before = i - 1;
        }
    }
    c->file_option = NAMES[before];
    return HM_S("");
}

static struct hm_str
check_bool(struct checked *c, struct hm_str key, struct hm_str value)
{
    bool is_yes;
    bool needs_secret = hm_str_eq(key, "required");

    if (needs_secret && !hm_str_eq(c->type, "secret") && !hm_str_eq(c->type, "ssh")) {
        return bad_key(c, key);
    }
    return hm_go_bool(value, &is_yes) ? HM_S("") : bad_value(c, key, value);
}

static struct hm_str
check_option(struct checked *c, struct hm_str key, struct hm_str value, struct hm_str field)
{
    static const char *const KEYS[] = { "type", "from",    "source",    "target", "readonly",
                                        "id",   "sharing", "required",  "size",   "mode",
                                        "uid",  "gid",     "src",       "dst",    "destination",
                                        "ro",   "rw",      "readwrite", "env",    NULL };
    static const char *const SOURCES[] = { "source", "src", NULL };
    static const char *const TARGETS[] = { "target", "dst", "destination", NULL };
    static const char *const BOOLS[] = { "readonly", "ro", "readwrite", "rw", "required", NULL };
    static const char *const NUMBERS[] = { "mode", "uid", "gid", NULL };

    if (hm_str_eq(key, "type")) {
        return check_type(c, value);
    }
    if (hm_str_eq(key, "sharing")) {
        return check_sharing(c, value);
    }
    if (hm_str_in(key, BOOLS)) {
        return check_bool(c, key, value);
    }
    if (hm_str_in(key, NUMBERS)) {
        return check_number(c, key, value);
    }
    if (hm_str_eq(key, "size")) {
        return !hm_str_eq(c->type, "tmpfs") ? bad_key(c, key)
               : is_size(c->arena, value)   ? HM_S("")
                                            : bad_value(c, key, value);
    }
    c->has_from = hm_str_eq(key, "from") ? value.n > 0 : c->has_from;
    c->has_id = hm_str_eq(key, "id") ? value.n > 0 : c->has_id;
    c->has_source = hm_str_in(key, SOURCES) ? value.n > 0 : c->has_source;
    c->has_target = hm_str_in(key, TARGETS) ? value.n > 0 : c->has_target;
    if (!hm_str_in(key, KEYS)) {
        return hm_arena_concat(c->arena, HM_S("unexpected key '"), key, HM_S("' in '"), field,
                               HM_S("'"), hm_go_suggest(c->arena, key, KEYS, true));
    }
    return HM_S("");
}

static struct hm_str
check_word(struct checked *c, struct hm_str key, struct hm_str field)
{
    static const char *const WORDS[] = { "readonly", "ro", "readwrite", "rw", NULL };

    if (hm_str_eq(key, "required")) {
        return hm_str_eq(c->type, "secret") || hm_str_eq(c->type, "ssh") ? HM_S("")
                                                                         : bad_key(c, key);
    }
    if (hm_str_in(key, WORDS)) {
        return HM_S("");
    }
    return hm_arena_concat(c->arena, HM_S("invalid field '"), field,
                           HM_S("' must be a key=value pair"));
}

/* What options may not stand together. */
static struct hm_str
check_whole(const struct checked *c)
{
    bool is_secret = hm_str_eq(c->type, "secret");
    bool is_cache = hm_str_eq(c->type, "cache");

    if (c->file_option != NULL && !is_secret && !is_cache && !hm_str_eq(c->type, "ssh")) {
        return hm_arena_concat(c->arena, hm_str_c(c->file_option), HM_S(" not allowed for "),
                               hm_go_quoted(c->arena, c->type), HM_S(" type mounts"));
    }
    if (is_secret && c->has_from) {
        return HM_S("secret mount should not have a from");
    }
    if (is_secret && c->sharing.n > 0) {
        return HM_S("secret mount should not define sharing");
    }
    if (is_secret && !c->has_source && !c->has_target && !c->has_id) {
        return HM_S("invalid secret mount. one of source, target required");
    }
    if (is_secret && c->has_source && c->has_id) {
        return HM_S("both source and id can't be set");
    }
    if (c->sharing.n > 0 && !is_cache) {
        return hm_arena_concat(c->arena, HM_S("invalid cache sharing set for "), c->type,
                               HM_S(" mount"));
    }
    return HM_S("");
}

struct hm_str
hm_mount_check(struct hm_arena *arena, struct hm_str text,
               void (*expand)(void *of, struct hm_word *word), void *of)
{
    struct checked c = { .arena = arena, .type = HM_S("bind") };
    struct hm_csv_fields fields = { 0 };
    struct hm_str error;

    if (!hm_csv_split(arena, text, &fields, &error)) {
        return HM_S("");
    }
    for (size_t i = 0; i < fields.list.n; i++) {
        struct hm_str field = fields.list.p[i].text;
        size_t equals = hm_str_find(field, '=');
        struct hm_str key = hm_go_lower(arena, hm_str_sub(field, 0, equals));
        struct hm_word word = { .text = hm_str_from(field, equals + 1), .is_known = true };
        word.value = word.text;
        if (equals == field.n) {
            error = check_word(&c, key, field);
        } else {
            expand(of, &word);
            if (!word.is_known) {
                return HM_S("");
            }
            error = check_option(&c, key, word.value, field);
        }
        if (error.n > 0) {
            return error;
        }
    }
    return check_whole(&c);
}
