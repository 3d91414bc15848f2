/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/flags.h"

#include "plugin/base/rune.h"

enum {
    FLAG_PIECES = 4,
};

/* BuildKit looks at bytes here, and takes each for a character of Latin-1. */
static bool
is_byte_space(char c)
{
    unsigned char byte = (unsigned char)c;

    return hm_is_space(c) || byte == 0x85 || byte == 0xa0;
}

struct raw_flag {
    struct hm_str text; /* quotes and escapes removed */
    uint32_t from;
    uint32_t to;
    bool is_plain; /* text is the bytes [from, to) */
};

/* The end of the word at @p at: the next space that is neither quoted nor escaped. */
static uint32_t
find_end(struct hm_str line, uint32_t at, char escape, bool *ret_is_plain)
{
    char quote = '\0';

    *ret_is_plain = true;
    for (; at < line.n; at++) {
        char c = line.p[at];
        if (quote == '\0' && is_byte_space(c)) {
            break;
        }
        if ((unsigned char)c >= 0x80) {
            *ret_is_plain = false;
        }
        if (quote != '\0' && c == quote) {
            quote = '\0';
        } else if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
            *ret_is_plain = false;
        } else if (c == escape) {
            *ret_is_plain = false;
            if (at + 1 == line.n) {
                return at + 1;
            }
            at++;
        }
    }
    return at > line.n ? (uint32_t)line.n : at;
}

static struct hm_str
unquote(struct hm_arena *arena, struct hm_str raw, char escape)
{
    char *p = hm_arena_alloc(arena, raw.n * 2);
    size_t to = 0;
    char quote = '\0';

    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (quote != '\0' && c == quote) {
            quote = '\0';
            continue;
        }
        if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
            continue;
        }
        if (c == escape) {
            if (i + 1 == raw.n) {
                continue;
            }
            c = raw.p[++i];
        }
        to += hm_rune_put((unsigned char)c, p + to);
    }
    return hm_str_make(p, to);
}

static void
add_flag(struct hm_node_reader *reader, const struct hm_instruction *inst,
         const struct raw_flag *raw)
{
    struct hm_flag flag = { .span = hm_instruction_span(inst, raw->from, raw->to) };
    size_t equals = hm_str_find(raw->text, '=');

    flag.has_value = equals < raw->text.n;
    flag.name = hm_str_sub(raw->text, 2, equals - 2);
    flag.value.text = hm_str_from(raw->text, equals + 1);
    flag.value.value = flag.value.text;
    flag.value.is_known = true;
    flag.value.span = flag.span;
    if (raw->is_plain) {
        uint32_t from = flag.has_value ? raw->from + (uint32_t)equals + 1 : raw->to;
        flag.value.span = hm_instruction_span(inst, from, raw->to);
    }
    /* For the words that a mount makes of it, too. */
    bool fits = true;
    for (int i = 0; i < FLAG_PIECES; i++) {
        fits = hm_node_count(reader);
    }
    if (fits) {
        hm_vec_add(reader->arena, &reader->flags, flag);
    }
}

uint32_t
hm_flags_read(struct hm_node_reader *reader, struct hm_instruction *inst, uint32_t from)
{
    struct hm_str line = inst->logical;
    uint32_t at = from;

    reader->flags.n = 0;
    for (;;) {
        while (at < line.n && is_byte_space(line.p[at])) {
            at++;
        }
        if (at + 1 >= line.n || line.p[at] != '-' || line.p[at + 1] != '-') {
            break;
        }
        struct raw_flag raw = { .from = at };
        raw.to = find_end(line, at, reader->escape, &raw.is_plain);
        raw.text = hm_str_sub(line, at, raw.to - at);
        if (!raw.is_plain) {
            raw.text = unquote(reader->arena, raw.text, reader->escape);
        }
        at = raw.to;
        if (hm_str_eq(raw.text, "--")) {
            break;
        }
        add_flag(reader, inst, &raw);
    }
    size_t n = reader->flags.n;
    if (n > 0) {
        struct hm_flag *flags = hm_arena_new(reader->arena, struct hm_flag, n);
        memcpy(flags, reader->flags.p, n * sizeof *flags);
        inst->flags = flags;
        inst->n_flags = (uint32_t)n;
    }
    return at;
}
