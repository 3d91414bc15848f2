/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/texts.h"

enum {
    NAMES_LIMIT = 256, /* variables that a script is told of */
};

static bool
is_name(struct hm_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c != '_' && !hm_is_alpha(c) && (i == 0 || !hm_is_digit(c))) {
            return false;
        }
    }
    return s.n > 0;
}

/* The shell that reads the text, and the variables that the build sets for it: what a tool cannot
 * see in the text itself. */
static struct hm_str
preamble(struct hm_arena *arena, const struct hm_dockerfile *file,
         const struct hm_instruction *inst, enum hm_dialect dialect, struct hm_str text)
{
    struct hm_buf buf = { 0 };
    unsigned n = 0;

    if (hm_str_starts(text, "#!")) {
        return hm_str_make(NULL, 0);
    }
    /* What runs in a container has variables that no file names: 2154 would call them unassigned.
     */
    hm_buf_printf(&buf, "# shellcheck shell=%s%s\n", dialect == HM_SHELL_BASH ? "bash" : "sh",
                  inst->kind == HM_RUN ? "" : " disable=SC2154");
    for (uint32_t at = inst->stage; at < file->n_stages; at = file->stages[at].parent) {
        const struct hm_stage *stage = &file->stages[at];
        for (uint32_t i = 0; i < stage->n_variables && n < NAMES_LIMIT; i++) {
            const struct hm_variable *variable = &stage->variables[i];
            bool is_before = variable->set_by == NULL || variable->set_by->index < inst->index;
            if (is_before && is_name(variable->name)) {
                hm_buf_puts(&buf, n++ == 0 ? "export " : " ");
                hm_buf_add(&buf, variable->name);
            }
        }
    }
    if (n > 0) {
        hm_buf_putc(&buf, '\n');
    }
    struct hm_str made = hm_arena_str(arena, hm_buf_str(&buf));
    hm_buf_done(&buf);
    return made;
}

/* A piece for each part of the text that lies together in the file and in one line of it. */
static void
add_pieces(struct hm_arena *arena, const struct hm_source *source, const struct hm_shell_text *from,
           struct hm_tool_text *to)
{
    HM_VEC(struct hm_text_piece) pieces = { 0 };
    uint32_t join = 0;
    uint32_t original = from->n_joins == 0 ? from->base : 0;
    bool is_start = true;

    for (uint32_t i = 0; i < from->text.n; i++, original++) {
        while (join < from->n_joins && from->joins[join].logical <= from->base + i) {
            original = from->joins[join].original + (from->base + i - from->joins[join].logical);
            join++;
            is_start = true;
        }
        if (is_start) {
            struct hm_place place =
                hm_source_place(source, (struct hm_span){ .off = original, .len = 0 });
            struct hm_text_piece piece = { .off = i, .line = place.line, .column = place.column };
            hm_vec_add(arena, &pieces, piece);
        }
        is_start = from->text.p[i] == '\n';
    }
    to->pieces = pieces.p;
    to->n_pieces = pieces.n;
}

static void
add_script(struct hm_texts *texts, struct hm_arena *arena, const struct hm_dockerfile *file,
           const struct hm_script *script, size_t tree)
{
    const struct hm_shell_text *text = script->text;
    bool is_read = script->dialect == HM_SHELL_SH || script->dialect == HM_SHELL_BASH;

    if (!is_read || text == NULL || text->text.n == 0) {
        return;
    }
    if (text->text.n > HM_TEXTS_SCRIPT_LIMIT) {
        size_t n = texts->too_large.n;
        if (n == 0 || !hm_str_is(texts->too_large.p[n - 1], file->source->path)) {
            hm_vec_add(arena, &texts->too_large, hm_arena_str(arena, file->source->path));
        }
        return;
    }
    struct hm_tool_text *to = hm_vec_push(arena, &texts->scripts);
    const struct hm_instruction *inst = &file->instructions[script->instruction];
    *to = (struct hm_tool_text){
        .path = hm_arena_str(arena, file->source->path),
        .text = hm_arena_str(arena, text->text),
        .preamble = preamble(arena, file, inst, script->dialect, text->text),
        .dialect = script->dialect,
        .tree = tree,
    };
    add_pieces(arena, file->source, text, to);
}

void
hm_texts_add(struct hm_texts *texts, struct hm_arena *arena, const struct hm_texts_wanted *wanted,
             const struct hm_dockerfile *file, size_t tree)
{
    if (wanted->dockerfiles && (wanted->only == NULL || wanted->only(file->source->text))) {
        struct hm_tool_text text = {
            .path = hm_arena_str(arena, file->source->path),
            .text = hm_arena_str(arena, file->source->text),
            .tree = tree,
        };
        hm_vec_add(arena, &texts->dockerfiles, text);
    }
    for (uint32_t i = 0; wanted->scripts && i < file->n_scripts; i++) {
        add_script(texts, arena, file, &file->scripts[i], tree);
    }
}

void
hm_texts_take(struct hm_texts *to, struct hm_arena *arena, const struct hm_texts *from)
{
    for (size_t i = 0; i < from->dockerfiles.n; i++) {
        hm_vec_add(arena, &to->dockerfiles, from->dockerfiles.p[i]);
    }
    for (size_t i = 0; i < from->scripts.n; i++) {
        hm_vec_add(arena, &to->scripts, from->scripts.p[i]);
    }
    for (size_t i = 0; i < from->too_large.n; i++) {
        hm_vec_add(arena, &to->too_large, from->too_large.p[i]);
    }
}

static int
compare(const void *a, const void *b)
{
    const struct hm_tool_text *x = a;
    const struct hm_tool_text *y = b;

    if (x->tree != y->tree) {
        return x->tree < y->tree ? -1 : 1;
    }
    int order = hm_str_compare(x->path, y->path);
    if (order != 0 || x->n_pieces == 0 || y->n_pieces == 0) {
        return order;
    }
    const struct hm_text_piece *p = &x->pieces[0];
    const struct hm_text_piece *q = &y->pieces[0];
    if (p->line != q->line) {
        return p->line < q->line ? -1 : 1;
    }
    return p->column < q->column ? -1 : p->column > q->column;
}

void
hm_texts_sort(struct hm_texts *texts)
{
    hm_vec_sort(&texts->dockerfiles, compare);
    hm_vec_sort(&texts->scripts, compare);
}
