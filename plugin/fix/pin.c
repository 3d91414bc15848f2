/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin.h"

#include "plugin/base/auto.h"
#include "plugin/rules/support.h"

/* --- references with variables: the digest belongs to the ARG that ends them */

/* "$NAME" or "${NAME}" at the end of a word, without a modifier. */
static bool
find_last_variable(struct hm_str text, char escape, struct hm_variable_ref *ret_last)
{
    struct hm_variable_walk walk = { .text = text, .escape = escape };
    bool is_there = false;

    while (hm_variable_next(&walk, ret_last)) {
        is_there = true;
    }
    return is_there && !ret_last->has_fallback && ret_last->off + ret_last->len == text.n;
}

/* How often a variable is referred to in all of the file's text, comments too. */
static size_t
count_uses(const struct hm_dockerfile *file, struct hm_str name)
{
    struct hm_variable_walk walk = { .text = file->source->text };
    struct hm_variable_ref ref;
    size_t n = 0;

    /* Quotes are not looked at: apostrophes of comments would hide what is behind them. */
    for (size_t i = 0; i < file->source->text.n; i++) {
        if (file->source->text.p[i] == '$') {
            walk = (struct hm_variable_walk){ .text = hm_str_sub(file->source->text, i, 512) };
            n += hm_variable_next(&walk, &ref) && ref.off == 0 && hm_str_is(ref.name, name) ? 1 : 0;
        }
    }
    return n;
}

/* The one ARG of this name in the file, before the first FROM; NULL when there are others. */
static const struct hm_pair *
find_definition(const struct hm_dockerfile *file, struct hm_str name)
{
    const struct hm_pair *found = NULL;

    for (uint32_t i = 0; i < file->n_instructions; i++) {
        const struct hm_instruction *inst = &file->instructions[i];
        for (uint32_t k = 0; inst->kind == HM_ARG && k < inst->n_pairs; k++) {
            if (!hm_str_is(inst->pairs[k].key.value, name)) {
                continue;
            }
            if (found != NULL || inst->stage != HM_NONE || !inst->pairs[k].has_value) {
                return NULL;
            }
            found = &inst->pairs[k];
        }
    }
    return found;
}

static bool
is_given(const struct hm_dockerfile *file, struct hm_str name)
{
    for (uint32_t i = 0; i < file->n_globals; i++) {
        if (hm_str_is(file->globals[i].name, name) && file->globals[i].is_given) {
            return true;
        }
    }
    return false;
}

static bool
is_written_plainly(const struct hm_dockerfile *file, const struct hm_word *word)
{
    return hm_str_is(hm_source_text(file->source, word->span), word->value);
}

static bool
ends_in(struct hm_str text, struct hm_str end)
{
    return text.n >= end.n && hm_str_is(hm_str_from(text, text.n - end.n), end);
}

static void
place_at_definition(const struct hm_dockerfile *file, const struct hm_word *word,
                    struct hm_pins *pins, struct hm_pin *pin)
{
    struct hm_variable_ref last;

    if (pins->n_with_variables++ >= HM_PINS_WITH_VARIABLES) {
        pin->why = HM_S("too many references of the file have variables");
        return;
    }
    if (!find_last_variable(word->text, file->escape, &last)) {
        pin->why = HM_S("the reference does not end in a plain variable");
        return;
    }
    const struct hm_pair *pair = find_definition(file, last.name);
    if (pair == NULL) {
        pin->why = HM_S("its variable is not defined once, by an ARG before the first FROM");
    } else if (is_given(file, last.name)) {
        pin->why = HM_S("its variable comes from --build-arg");
    } else if (count_uses(file, last.name) != 1) {
        pin->why = HM_S("its variable is used in other places too");
    } else if (pair->value.has_variable || !is_written_plainly(file, &pair->value) ||
               pair->value.value.n == 0 || !ends_in(word->value, pair->value.value)) {
        pin->why = HM_S("its variable's default is not a plain word");
    } else {
        pin->is_editable = true;
        pin->off = pair->value.span.off + pair->value.span.len;
    }
}

/* --- what a file uses */

static void
add_word(struct hm_arena *arena, const struct hm_dockerfile *file, const struct hm_image_use *use,
         struct hm_pins *pins)
{
    const struct hm_word *word = use->word;
    struct hm_pin *pin = hm_vec_push(arena, &pins->all);

    *pin = (struct hm_pin){
        .text = word->value,
        .span = word->span,
        .line = hm_source_line_of(file->source, word->span.off),
    };
    if (!use->has_ref) {
        pin->is_pinned = hm_str_has(word->value, "@sha256:");
        pin->why = word->is_known ? HM_S("it is no valid reference")
                                  : HM_S("it depends on a build argument without a value");
        return;
    }
    pin->ref = use->ref;
    pin->is_pinned = use->ref.digest.n > 0;
    if (pin->is_pinned) {
        return;
    }
    if (word->has_variable) {
        place_at_definition(file, word, pins, pin);
    } else if (!is_written_plainly(file, word)) {
        pin->why = HM_S("it is written with quotes, escapes or over several lines");
    } else {
        pin->is_editable = true;
        pin->off = word->span.off + word->span.len;
    }
}

static void
add_frontend(struct hm_arena *arena, const struct hm_dockerfile *file, struct hm_pins *pins)
{
    struct hm_image_ref ref = { 0 };
    uint32_t line = file->syntax.line == 0 ? 1 : file->syntax.line;

    if (!file->syntax.is_given || file->syntax.ref.n == 0) {
        return;
    }
    struct hm_pin *pin = hm_vec_push(arena, &pins->all);
    *pin = (struct hm_pin){ .text = file->syntax.ref, .line = line };
    if (hm_image_ref_parse(arena, file->syntax.ref, &ref, NULL) != HM_OK) {
        pin->why = HM_S("it is no valid reference");
        return;
    }
    pin->ref = ref;
    pin->is_pinned = ref.digest.n > 0;
    struct hm_str text = hm_source_line(file->source, line);
    const char *at = memmem(text.p, text.n, file->syntax.ref.p, file->syntax.ref.n);
    pin->span = (struct hm_span){ (uint32_t)((at == NULL ? text.p : at) - file->source->text.p),
                                  (uint32_t)(at == NULL ? text.n : file->syntax.ref.n) };
    if (pin->is_pinned || at == NULL) {
        pin->why = HM_S("it is not on the line where BuildKit finds it");
        return;
    }
    pin->is_editable = true;
    pin->off = (uint32_t)(at - file->source->text.p) + (uint32_t)file->syntax.ref.n;
}

static void
add_instruction(struct hm_arena *arena, const struct hm_dockerfile *file,
                const struct hm_instruction *inst, bool is_trigger, struct hm_pins *pins)
{
    struct hm_image_use use;
    const struct hm_visit at = {
        .file = file,
        .stage = inst->stage == HM_NONE ? NULL : &file->stages[inst->stage],
        .inst = inst,
    };

    for (uint32_t i = 0; hm_image_use(&at, i, arena, &use); i++) {
        /* What a trigger names may be a stage of the file that it will run in. */
        if (!is_trigger || hm_is_image_name(&use)) {
            add_word(arena, file, &use, pins);
        }
    }
}

void
hm_pins_find(struct hm_arena *arena, const struct hm_dockerfile *file, struct hm_pins *ret_pins)
{
    struct hm_pins pins = { 0 };

    add_frontend(arena, file, &pins);
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        const struct hm_instruction *inst = &file->instructions[i];
        add_instruction(arena, file, inst, false, &pins);
        if (inst->trigger != NULL) {
            add_instruction(arena, file, inst->trigger, true, &pins);
        }
    }
    *ret_pins = pins;
}

/* --- writing them */

struct insertion {
    uint32_t off;
    const struct hm_pin *pin;
};

static int
compare(const void *a, const void *b)
{
    const struct insertion *x = a;
    const struct insertion *y = b;

    return x->off < y->off ? -1 : x->off > y->off;
}

static bool
is_edited(const struct hm_pin *pin)
{
    return pin->is_editable && pin->digest.n > 0;
}

static int
compare_places(const void *a, const void *b)
{
    const struct hm_pin *x = a;
    const struct hm_pin *y = b;

    if (x->span.off != y->span.off) {
        return x->span.off < y->span.off ? -1 : 1;
    }
    return hm_str_compare(x->text, y->text);
}

void
hm_pins_sort(struct hm_pins *pins)
{
    size_t n = 0;

    hm_vec_sort(&pins->all, compare_places);
    for (size_t i = 0; i < pins->all.n; i++) {
        if (n == 0 || compare_places(&pins->all.p[n - 1], &pins->all.p[i]) != 0) {
            pins->all.p[n++] = pins->all.p[i];
        }
    }
    pins->all.n = n;
}

/* The text with those digests, not read again. */
static struct hm_str
write_pins(struct hm_arena *arena, struct hm_str text, const struct hm_pins *pins)
{
    HM_VEC(struct insertion) list = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };
    uint32_t from = 0;

    for (size_t i = 0; i < pins->all.n; i++) {
        const struct hm_pin *pin = &pins->all.p[i];
        if (is_edited(pin)) {
            hm_vec_add(arena, &list, ((struct insertion){ pin->off, pin }));
        }
    }
    hm_vec_sort(&list, compare);
    for (size_t i = 0; i < list.n; i++) {
        const struct hm_pin *pin = list.p[i].pin;
        hm_buf_add(&out, hm_str_sub(text, from, list.p[i].off - from));
        if (pin->before.n > 0) {
            hm_buf_printf(&out, "%.*s%.*s", HM_FMT(pin->before), HM_FMT(pin->digest));
        } else {
            hm_buf_printf(&out, "%s@%.*s", pin->ref.tag.n == 0 ? ":latest" : "",
                          HM_FMT(pin->digest));
        }
        from = list.p[i].off;
    }
    hm_buf_add(&out, hm_str_from(text, from));
    return hm_arena_str(arena, hm_buf_str(&out));
}

static bool
is_as_meant(const struct hm_pin *before, const struct hm_pin *after)
{
    if (!is_edited(before)) {
        return hm_str_is(before->text, after->text);
    }
    struct hm_str tag = before->ref.tag.n > 0 ? before->ref.tag : HM_S("latest");
    return hm_str_is(after->ref.registry, before->ref.registry) &&
           hm_str_is(after->ref.repository, before->ref.repository) &&
           hm_str_is(after->ref.tag, tag) && hm_str_is(after->ref.digest, before->digest);
}

/* Whether the references of the new text are those of the old one, with the digests they were
 * given. */
static bool
are_as_meant(const struct hm_pins *before, const struct hm_pins *after)
{
    bool is_right = after->all.n == before->all.n;

    for (size_t i = 0; is_right && i < before->all.n; i++) {
        is_right = is_as_meant(&before->all.p[i], &after->all.p[i]);
    }
    return is_right;
}

enum hm_status
hm_pins_apply(struct hm_arena *arena, const struct hm_dockerfile *file,
              const struct hm_build *build, const struct hm_pins *pins, struct hm_str *ret_text,
              struct hm_err *reterr)
{
    struct hm_source source;
    struct hm_dockerfile again;
    struct hm_pins after = { 0 };
    struct hm_str text = write_pins(arena, file->source->text, pins);
    bool is_right = false;

    hm_source_init(&source, arena, file->source->path, text);
    hm_dockerfile_parse(arena, &source, build, &again);
    if (!again.is_too_large) {
        hm_pins_find(arena, &again, &after);
        is_right = are_as_meant(pins, &after) && again.n_problems == file->n_problems &&
                   again.n_instructions == file->n_instructions;
    }
    if (!is_right) {
        return hm_err_set(reterr, HM_E_SYNTAX,
                          "%.*s: with the digests written it would be read as something else; it "
                          "is left as it is",
                          HM_FMT(file->source->path));
    }
    *ret_text = text;
    return HM_OK;
}

enum hm_status
hm_pins_apply_to(hm_pins_find_fn *find, struct hm_arena *arena, struct hm_str path,
                 struct hm_str text, const struct hm_pins *pins, struct hm_str *ret_text,
                 struct hm_err *reterr)
{
    struct hm_str written = write_pins(arena, text, pins);
    struct hm_pins after = { 0 };

    if (find(arena, path, written, &after, NULL) != HM_OK || !are_as_meant(pins, &after)) {
        return hm_err_set(reterr, HM_E_SYNTAX,
                          "%.*s: with the digests written it would be read as something else; it "
                          "is left as it is",
                          HM_FMT(path));
    }
    *ret_text = written;
    return HM_OK;
}
