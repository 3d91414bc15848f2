/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/mount.h"

#include "plugin/dockerfile/csv.h"
#include "plugin/dockerfile/gotext.h"

/* key=value, or a key alone. */
struct option {
    struct hm_str key; /* lower case */
    struct hm_word value;
    bool has_value;
};

static struct option
split_option(struct hm_arena *arena, const struct hm_flag *flag, const struct hm_csv_field *field)
{
    size_t equals = hm_str_find(field->text, '=');
    struct option option = { .has_value = equals < field->text.n };
    bool is_plain =
        flag->value.span.len == flag->value.text.n && field->to - field->from == field->text.n;

    option.key = hm_go_lower(arena, hm_str_sub(field->text, 0, equals));
    option.value.text = hm_str_from(field->text, equals + 1);
    option.value.value = option.value.text;
    option.value.is_known = true;
    option.value.span = flag->value.span;
    if (is_plain && option.has_value) {
        option.value.span.off += field->from + (uint32_t)equals + 1;
        option.value.span.len = (uint32_t)option.value.text.n;
    }
    return option;
}

static void
set_option(struct hm_mount *mount, const struct option *option)
{
    static const struct {
        const char *key;
        size_t word;
    } WORDS[] = {
        { "source", offsetof(struct hm_mount, source) },
        { "src", offsetof(struct hm_mount, source) },
        { "target", offsetof(struct hm_mount, target) },
        { "dst", offsetof(struct hm_mount, target) },
        { "destination", offsetof(struct hm_mount, target) },
        { "from", offsetof(struct hm_mount, from) },
        { "id", offsetof(struct hm_mount, id) },
        { "env", offsetof(struct hm_mount, env) },
        { "sharing", offsetof(struct hm_mount, sharing) },
    };
    bool is_yes = true;

    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (option->has_value && hm_str_eq(option->key, WORDS[i].key)) {
            memcpy((char *)mount + WORDS[i].word, &option->value, sizeof option->value);
            return;
        }
    }
    if (option->has_value && !hm_go_bool(option->value.text, &is_yes)) {
        return;
    }
    if (hm_str_eq(option->key, "rw") || hm_str_eq(option->key, "readwrite")) {
        mount->is_writable = is_yes;
    } else if (hm_str_eq(option->key, "ro") || hm_str_eq(option->key, "readonly")) {
        mount->is_writable = !is_yes;
    } else if (hm_str_eq(option->key, "required")) {
        mount->is_required = is_yes;
    }
}

static struct hm_str
read_mount(struct hm_arena *arena, const struct hm_flag *flag, struct hm_mount *mount)
{
    struct hm_csv_fields fields = { 0 };
    struct hm_str error = HM_S("");
    bool has_mode = false;

    const struct hm_word none = { .is_known = true, .span = flag->span };
    *mount = (struct hm_mount){ .type = HM_S("bind"),
                                .source = none,
                                .target = none,
                                .from = none,
                                .id = none,
                                .env = none,
                                .sharing = none,
                                .span = flag->span,
                                .from_stage = HM_NONE };
    if (!hm_csv_split(arena, flag->value.text, &fields, &error)) {
        return hm_arena_concat(arena, HM_S("failed to parse csv mounts: "), error);
    }
    for (size_t i = 0; i < fields.list.n; i++) {
        struct option option = split_option(arena, flag, &fields.list.p[i]);
        struct hm_str value = option.value.text;
        if (option.has_value && hm_str_eq(option.key, "type")) {
            /* A variable's name keeps its case until its value is known. */
            mount->type = hm_str_find(value, '$') < value.n ? value : hm_go_lower(arena, value);
        } else if (option.has_value && hm_str_eq(option.key, "from") && error.n == 0 &&
                   hm_str_find(value, '$') + 1 < value.n) {
            error = HM_S("'from' doesn't support variable expansion, define alias stage instead");
        }
        mount->has_env = mount->has_env || (option.has_value && hm_str_eq(option.key, "env"));
        mount->has_owner = mount->has_owner || hm_str_eq(option.key, "mode") ||
                           hm_str_eq(option.key, "uid") || hm_str_eq(option.key, "gid");
        has_mode = has_mode || hm_str_starts(option.key, "r");
        set_option(mount, &option);
    }
    mount->has_mode = has_mode;
    bool is_scratchpad = hm_str_eq(mount->type, "cache") || hm_str_eq(mount->type, "tmpfs");
    mount->is_writable = has_mode ? mount->is_writable : is_scratchpad;
    return error;
}

struct hm_str
hm_mounts_read(struct hm_arena *arena, struct hm_instruction *inst)
{
    struct hm_str first = HM_S("");
    struct hm_mount *mounts = NULL;
    uint32_t n = 0;

    for (uint32_t i = 0; i < inst->n_flags; i++) {
        if (!hm_str_eq(inst->flags[i].name, "mount") || !inst->flags[i].has_value) {
            continue;
        }
        if (mounts == NULL) {
            mounts = hm_arena_new(arena, struct hm_mount, inst->n_flags - i);
        }
        struct hm_str error = read_mount(arena, &inst->flags[i], &mounts[n++]);
        first = first.n > 0 ? first : error;
    }
    inst->mounts = mounts;
    inst->n_mounts = n;
    return first;
}

struct hm_str
hm_device_check(struct hm_arena *arena, struct hm_str value)
{
    static const char *const KEYS[] = { "name", "required", NULL };
    struct hm_csv_fields fields = { 0 };
    struct hm_str error;
    struct hm_str name = HM_S("");
    bool is_required;

    if (!hm_csv_split(arena, value, &fields, &error)) {
        return hm_arena_concat(arena, HM_S("failed to parse csv devices: "), error);
    }
    for (size_t i = 0; i < fields.list.n; i++) {
        struct hm_str field = fields.list.p[i].text;
        size_t equals = hm_str_find(field, '=');
        struct hm_str key = hm_go_lower(arena, hm_str_sub(field, 0, equals));
        struct hm_str rest = hm_str_from(field, equals + 1);
        bool has_value = equals < field.n;
        if (hm_str_eq(key, "required")) {
            if (has_value && !hm_go_bool(rest, &is_required)) {
                return hm_arena_concat(arena, HM_S("invalid value for required: "), rest);
            }
        } else if (has_value && hm_str_eq(key, "name")) {
            if (name.n > 0) {
                return hm_arena_concat(arena, HM_S("device name already set to "), name);
            }
            name = rest;
        } else if (name.n == 0) {
            name = field;
        } else if (!has_value) {
            return hm_arena_concat(arena, HM_S("invalid field '"), field,
                                   HM_S("' must be a key=value pair"));
        } else {
            return hm_arena_concat(arena, HM_S("unexpected key '"), key, HM_S("' in '"), field,
                                   HM_S("'"), hm_go_suggest(arena, key, KEYS, true));
        }
    }
    return HM_S("");
}
