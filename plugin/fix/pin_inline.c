/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin_inline.h"

#include "plugin/manifest/embedded.h"

struct inlined {
    struct hm_arena *arena;
    const struct hm_source *within;
    const struct hm_dockerfile *file;
    struct hm_span span; /* where all of it stands */
};

/* Where a byte of the Dockerfile stands in the outer file; its line must be the same in both. */
static bool
find_place(const struct inlined *in, uint32_t off, uint32_t *ret_off)
{
    const struct hm_source *inner = in->file->source;
    uint32_t line = hm_source_line_of(inner, off);
    struct hm_str own = hm_source_line(inner, line);
    struct hm_str outer = hm_source_line(in->within, line);
    size_t column = off - (size_t)(own.p - inner->text.p);

    if (inner->seat != NULL || outer.n < inner->indent ||
        !hm_str_is(hm_str_from(outer, inner->indent), own) || hm_str_has(own, "$")) {
        return false;
    }
    *ret_off = (uint32_t)(outer.p - in->within->text.p) + inner->indent + (uint32_t)column;
    return true;
}

static bool
has_variable(const struct inlined *in, const struct hm_pin *pin)
{
    return hm_str_has(pin->text, "$") ||
           hm_str_has(hm_source_line(in->file->source, pin->line), "$");
}

static void
add(const struct inlined *in, struct hm_pin pin, struct hm_pins *pins)
{
    uint32_t off = pin.off;
    uint32_t begin = pin.span.off;

    /* The outer file's variables look like the Dockerfile's own. */
    if (has_variable(in, &pin)) {
        pin.ref = (struct hm_image_ref){ 0 };
        pin.text = hm_source_text(in->file->source, pin.span);
        pin.is_pinned = hm_str_has(pin.text, "@sha256:");
        pin.is_editable = false;
        pin.why = HM_S("it has a variable");
    } else if (pin.is_editable && !find_place(in, off, &pin.off)) {
        pin.is_editable = false;
        pin.why = HM_S("its Dockerfile is written with quotes, escapes or folded lines");
    }
    if (in->file->source->seat != NULL) {
        pin.line = in->file->source->seat->line;
    }
    if (!find_place(in, begin, &pin.span.off)) {
        pin.span = in->span;
    }
    hm_vec_add(in->arena, &pins->all, pin);
}

static void
add_all(const struct inlined *in, struct hm_pins *pins)
{
    struct hm_pins found = { 0 };

    hm_pins_find(in->arena, in->file, &found);
    for (size_t i = 0; i < found.all.n; i++) {
        add(in, found.all.p[i], pins);
    }
}

static const struct hm_build no_build = { .has_all_args = false };

static void
add_file(struct inlined *in, struct hm_pins *pins)
{
    if (in->file != NULL) {
        add_all(in, pins);
        return;
    }
    hm_vec_add(in->arena, &pins->all,
               ((struct hm_pin){ .text = HM_S("what an inline Dockerfile names"),
                                 .span = in->span,
                                 .line = hm_source_line_of(in->within, in->span.off),
                                 .why = HM_S("it is too large") }));
}

void
hm_pins_add_inline(struct hm_arena *arena, const struct hm_source *within, struct hm_span span,
                   struct hm_str text, struct hm_pins *pins)
{
    struct inlined in = { .arena = arena, .within = within, .span = span };

    in.file = hm_embedded_parse(arena, within, span, text, &no_build);
    add_file(&in, pins);
}

void
hm_pins_add_lines(struct hm_arena *arena, const struct hm_source *within, struct hm_str text,
                  struct hm_pins *pins)
{
    struct inlined in = { .arena = arena, .within = within };

    in.span = (struct hm_span){ (uint32_t)(text.p - within->text.p), (uint32_t)text.n };
    in.file = hm_embedded_parse_lines(arena, within, text, &no_build);
    add_file(&in, pins);
}
