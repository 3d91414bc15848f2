/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/support.h"

#include "plugin/model/moving_tag.h"
#include "plugin/model/suppression.h"

enum {
    LOOKUP_LIMIT = 128 << 10, /* bytes of a file whose variables are looked up one by one */
    MODIFIER_LIMIT = 256,     /* bytes of ${NAME:-…} that are looked at for its end */
};

struct hm_str
hm_stage_label(struct hm_arena *arena, const struct hm_stage *stage)
{
    return stage->name.n > 0 ? hm_arena_printf(arena, "stage \"%.*s\"", HM_FMT(stage->name))
                             : hm_arena_printf(arena, "stage %u", stage->index);
}

const struct hm_stage *
hm_target_stage(const struct hm_dockerfile *file)
{
    return file->target < file->n_stages ? &file->stages[file->target] : NULL;
}

/* --- images --- */

static bool
use_of_word(const struct hm_word *word, uint32_t stage, struct hm_arena *arena,
            struct hm_image_use *ret_use)
{
    uint64_t number;

    if (stage != HM_NONE || word == NULL || word->value.n == 0 ||
        hm_str_to_u64(word->value, UINT32_MAX, &number) ||
        hm_str_eq_nocase(word->value, HM_S("scratch"))) {
        return false;
    }
    *ret_use = (struct hm_image_use){ .word = word };
    ret_use->has_ref =
        word->is_known && hm_image_ref_parse(arena, word->value, &ret_use->ref, NULL) == HM_OK;
    return true;
}

bool
hm_image_use(const struct hm_visit *at, uint32_t n, struct hm_arena *arena,
             struct hm_image_use *ret_use)
{
    const struct hm_instruction *inst = at->inst;
    const struct hm_flag *from;

    switch (inst->kind) {
    case HM_FROM:
        if (n > 0 || at->stage == NULL || at->stage->from != inst || at->stage->is_scratch ||
            at->stage->parent != HM_NONE || at->stage->base == NULL ||
            at->stage->base->value.n == 0) {
            return false;
        }
        *ret_use = (struct hm_image_use){ .word = at->stage->base,
                                          .ref = at->stage->ref,
                                          .has_ref = at->stage->has_ref };
        return true;
    case HM_COPY:
    case HM_ADD:
        from = hm_instruction_flag(inst, "from");
        return n == 0 && from != NULL && from->has_value &&
               use_of_word(&from->value, inst->from_stage, arena, ret_use);
    case HM_RUN:
        for (uint32_t i = 0; i < inst->n_mounts; i++) {
            const struct hm_mount *mount = &inst->mounts[i];
            if (mount->from.value.n > 0 && mount->from_stage == HM_NONE && n-- == 0) {
                return use_of_word(&mount->from, HM_NONE, arena, ret_use);
            }
        }
        return false;
    default:
        return false;
    }
}

bool
hm_is_image_name(const struct hm_image_use *use)
{
    struct hm_str name = use->word->value;

    if (hm_str_find(name, '/') < name.n || hm_str_find(name, ':') < name.n ||
        hm_str_find(name, '@') < name.n) {
        return true;
    }
    const struct hm_base *base = use->has_ref ? hm_bases_find(&use->ref) : NULL;
    return base != NULL && strchr(base->repository, '*') == NULL;
}

const char *
hm_unknown_image(const struct hm_word *word)
{
    return word->has_variable ? "The image's name depends on a build argument without a value."
                              : "A named context of the build stands in this image's place.";
}

/* --- variables --- */

static bool
is_name_byte(char c, bool is_first)
{
    return hm_is_alpha(c) || c == '_' || (!is_first && hm_is_digit(c));
}

static bool
ref_at(struct hm_str text, size_t at, struct hm_variable_ref *ret_ref)
{
    bool is_braced = at + 1 < text.n && text.p[at + 1] == '{';
    size_t from = at + 1 + is_braced;
    size_t i = from;

    while (i < text.n && is_name_byte(text.p[i], i == from)) {
        i++;
    }
    if (i == from) {
        return false;
    }
    *ret_ref = (struct hm_variable_ref){ .name = hm_str_sub(text, from, i - from),
                                         .off = at,
                                         .len = i - at };
    if (!is_braced) {
        return true;
    }
    int depth = 1;
    char modifier = i < text.n ? text.p[i] : '\0';
    ret_ref->has_fallback =
        modifier == '-' || modifier == '+' || modifier == '?' ||
        (modifier == ':' && i + 1 < text.n &&
         (text.p[i + 1] == '-' || text.p[i + 1] == '+' || text.p[i + 1] == '?'));
    for (; i < text.n && i < from + MODIFIER_LIMIT && depth > 0; i++) {
        depth += text.p[i] == '{' ? 1 : text.p[i] == '}' ? -1 : 0;
    }
    ret_ref->len = i - at;
    return true;
}

bool
hm_variable_next(struct hm_variable_walk *walk, struct hm_variable_ref *ret_ref)
{
    struct hm_str text = walk->text;

    for (size_t i = walk->at; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\'' && !walk->is_double) {
            walk->is_single = !walk->is_single;
        } else if (c == '"' && !walk->is_single) {
            walk->is_double = !walk->is_double;
        } else if (c == walk->escape && !walk->is_single) {
            i++;
        } else if (c == '$' && !walk->is_single && ref_at(text, i, ret_ref)) {
            walk->at = (size_t)(ret_ref->name.p - text.p) + ret_ref->name.n;
            return true;
        }
    }
    walk->at = text.n;
    return false;
}

bool
hm_can_look_up(const struct hm_dockerfile *file)
{
    return file->source->text.n <= LOOKUP_LIMIT;
}

bool
hm_is_platform_arg(struct hm_str name)
{
    static const char *const names[] = { "TARGETPLATFORM", "TARGETOS",    "TARGETARCH",
                                         "TARGETVARIANT",  "TARGETSTAGE", "BUILDPLATFORM",
                                         "BUILDOS",        "BUILDARCH",   "BUILDVARIANT",
                                         "TARGETOSVERSION" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (hm_str_eq(name, names[i])) {
            return true;
        }
    }
    return false;
}

/* --- names --- */

struct hm_nameset_slot {
    struct hm_str name;
    uint32_t number;
    bool is_taken;
};

static size_t
find_slot(const struct hm_nameset *names, struct hm_str name)
{
    uint64_t hash = 14695981039346656037ULL;

    for (size_t i = 0; i < name.n; i++) {
        char c = names->fold_case ? hm_ascii_lower(name.p[i]) : name.p[i];
        hash = (hash ^ (unsigned char)c) * 1099511628211ULL;
    }
    size_t at = (size_t)(hash ^ (hash >> 32)) & (names->cap - 1);
    while (names->slots[at].is_taken &&
           !(names->fold_case ? hm_str_eq_nocase(names->slots[at].name, name)
                              : hm_str_is(names->slots[at].name, name))) {
        at = (at + 1) & (names->cap - 1);
    }
    return at;
}

static void
grow(struct hm_nameset *names, struct hm_arena *arena)
{
    struct hm_nameset bigger = { .fold_case = names->fold_case,
                                 .n = names->n,
                                 .cap = names->cap == 0 ? 16 : 2 * names->cap };

    bigger.slots = hm_arena_new(arena, struct hm_nameset_slot, bigger.cap);
    for (size_t i = 0; i < names->cap; i++) {
        if (names->slots[i].is_taken) {
            bigger.slots[find_slot(&bigger, names->slots[i].name)] = names->slots[i];
        }
    }
    *names = bigger;
}

uint32_t
hm_nameset_add(struct hm_nameset *names, struct hm_arena *arena, struct hm_str name,
               uint32_t number)
{
    if (2 * (names->n + 1) > names->cap) {
        grow(names, arena);
    }
    struct hm_nameset_slot *slot = &names->slots[find_slot(names, name)];
    if (slot->is_taken) {
        return slot->number;
    }
    *slot = (struct hm_nameset_slot){ .name = name, .number = number, .is_taken = true };
    names->n++;
    return HM_NONE;
}

uint32_t
hm_nameset_find(const struct hm_nameset *names, struct hm_str name)
{
    if (names->cap == 0) {
        return HM_NONE;
    }
    const struct hm_nameset_slot *slot = &names->slots[find_slot(names, name)];
    return slot->is_taken ? slot->number : HM_NONE;
}

void
hm_find_past_end(const struct hm_visit *at, struct hm_sink *out, const struct hm_image_ref *ref,
                 struct hm_str name, struct hm_span span)
{
    const struct hm_base_end *end = hm_bases_end(ref);

    if (end == NULL) {
        return;
    }
    if (at->facts->today == 0) {
        hm_cannot_tell(out, span, "The date of this run is not known.");
    } else if (at->facts->today > end->date) {
        hm_find(out, span,
                "%.*s gets no security updates any more: support of %s ended on %u-%02u-%02u.",
                HM_FMT(name), end->what, end->date / 10000, end->date / 100 % 100, end->date % 100);
    }
}

void
hm_find_moving_image(struct hm_sink *out, const struct hm_image_ref *ref, struct hm_str name,
                     struct hm_span span)
{
    if (ref->digest.n > 0) {
        return;
    }
    if (ref->tag.n == 0) {
        hm_find(out, span, "%.*s has neither tag nor digest: \"latest\" is run.", HM_FMT(name));
    } else if (hm_tag_is_moving(ref->tag)) {
        hm_find(out, span, "The tag of %.*s names no version: it moves on.", HM_FMT(name));
    }
}

static void
find_faults(const struct hm_suppressions *asked, struct hm_sink *out, bool is_misspelt)
{
    for (uint32_t i = 0; asked != NULL && i < asked->n_faults; i++) {
        if (asked->faults[i].is_misspelt == is_misspelt) {
            hm_find(out, asked->faults[i].span, "%.*s", HM_FMT(asked->faults[i].text));
        }
    }
}

void
hm_find_ignore_faults(const struct hm_visit *at, struct hm_sink *out, bool is_misspelt)
{
    if (at->manifests == NULL) {
        find_faults(at->file->suppressions, out, is_misspelt);
        return;
    }
    for (uint32_t i = 0; at->manifests->suppressions != NULL && i < at->manifests->n_sources; i++) {
        find_faults(at->manifests->suppressions[i], out, is_misspelt);
    }
}
