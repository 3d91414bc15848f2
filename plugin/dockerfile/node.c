/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/node.h"

#include "plugin/base/rune.h"
#include "plugin/dockerfile/flags.h"
#include "plugin/dockerfile/gotext.h"

/* What BuildKit's expressions take for space between arguments. */
static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

/* A view of the joined line as a word, without flags or expansion. */
static struct hm_word
word_at(const struct hm_instruction *inst, uint32_t from, uint32_t to)
{
    struct hm_str text = hm_str_sub(inst->logical, from, to - from);

    return (struct hm_word){
        .text = text,
        .value = text,
        .span = hm_instruction_span(inst, from, to),
        .is_known = true,
    };
}

static void
add_word(struct hm_node_reader *reader, struct hm_word word)
{
    if (hm_node_count(reader)) {
        hm_vec_add(reader->arena, &reader->words, word);
    }
}

static void
add_pair(struct hm_node_reader *reader, struct hm_pair pair)
{
    if (hm_node_count(reader)) {
        hm_vec_add(reader->arena, &reader->pairs, pair);
    }
}

static void
keep_words(struct hm_node_reader *reader, struct hm_instruction *inst)
{
    size_t n = reader->words.n;

    if (n > 0) {
        struct hm_word *words = hm_arena_new(reader->arena, struct hm_word, n);
        memcpy(words, reader->words.p, n * sizeof *words);
        inst->words = words;
        inst->n_words = (uint32_t)n;
    }
}

static void
keep_pairs(struct hm_node_reader *reader, struct hm_instruction *inst)
{
    size_t n = reader->pairs.n;

    if (n > 0) {
        struct hm_pair *pairs = hm_arena_new(reader->arena, struct hm_pair, n);
        memcpy(pairs, reader->pairs.p, n * sizeof *pairs);
        inst->pairs = pairs;
        inst->n_pairs = (uint32_t)n;
    }
}

static void
read_string(struct hm_node_reader *reader, struct hm_instruction *inst, uint32_t from, uint32_t to)
{
    if (from < to) {
        add_word(reader, word_at(inst, from, to));
    }
}

static void
read_list(struct hm_node_reader *reader, struct hm_instruction *inst, uint32_t from, uint32_t to)
{
    const char *p = inst->logical.p;

    while (from < to) {
        uint32_t end = from;
        while (end < to && !is_blank(p[end])) {
            end++;
        }
        add_word(reader, word_at(inst, from, end));
        if (end == to) {
            break;
        }
        for (from = end; from < to && is_blank(p[from]); from++) {
        }
        if (from == to) {
            add_word(reader, word_at(inst, to, to));
        }
    }
}

static enum hm_json_list_kind
read_json(struct hm_node_reader *reader, struct hm_instruction *inst, uint32_t from, uint32_t to)
{
    struct hm_str text = hm_str_sub(inst->logical, from, to - from);
    enum hm_json_list_kind kind = hm_json_list_read(reader->arena, text, &reader->strings);

    if (kind != HM_JSON_LIST_STRINGS) {
        return kind;
    }
    inst->is_json = true;
    for (size_t i = 0; i < reader->strings.list.n; i++) {
        const struct hm_json_list_item *string = &reader->strings.list.p[i];
        struct hm_word word = word_at(inst, from + string->from, from + string->to);
        word.text = string->value;
        word.value = string->value;
        add_word(reader, word);
    }
    return kind;
}

static struct hm_str
read_maybe_json(struct hm_node_reader *reader, struct hm_instruction *inst, uint32_t from,
                uint32_t to, bool is_list)
{
    enum hm_json_list_kind kind = read_json(reader, inst, from, to);

    if (kind == HM_JSON_LIST_STRINGS) {
        return HM_S("");
    }
    if (is_list) {
        read_list(reader, inst, from, to);
    } else {
        read_string(reader, inst, from, to);
    }
    return kind == HM_JSON_LIST_NONE
               ? HM_S("")
               : HM_S("when using JSON array syntax, arrays must be comprised of strings only");
}

/* A word of ENV, LABEL or ARG: it keeps quotes and escapes, and ends at space outside them. */
struct shell_word {
    uint32_t from;
    uint32_t to; /* an escape at the very end of the line is left out */
    uint32_t next;
};

static bool
is_space_at(struct hm_str s, uint32_t at, size_t *ret_n)
{
    *ret_n = 1;
    unsigned char c = (unsigned char)s.p[at];
    return c < 0x80 ? hm_is_space((char)c) : hm_rune_is_space(hm_rune_next(s, at, ret_n));
}

static bool
next_shell_word(struct hm_str s, char escape, uint32_t at, struct shell_word *ret_word)
{
    char quote = '\0';
    size_t n;

    while (at < s.n && is_space_at(s, at, &n)) {
        at += (uint32_t)n;
    }
    if (at >= s.n) {
        return false;
    }
    *ret_word = (struct shell_word){ .from = at };
    uint32_t to = (uint32_t)s.n;
    for (; at < s.n; at += (uint32_t)n) {
        char c = s.p[at];
        bool is_space = is_space_at(s, at, &n);
        if (quote == '\0' && is_space) {
            to = at;
            break;
        }
        if (c == quote) {
            quote = '\0';
        } else if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
        }
        if (c == escape && quote != '\'') {
            if (at + 1 == s.n) {
                to = at;
                at++;
                break;
            }
            at++;
            (void)is_space_at(s, at, &n);
        }
    }
    ret_word->to = to;
    ret_word->next = at > s.n ? (uint32_t)s.n : at;
    return true;
}

/* The word as text: bytes that are no UTF-8 become U+FFFD, as BuildKit reads characters here. */
static struct hm_word
clean_word(struct hm_node_reader *reader, const struct hm_instruction *inst, uint32_t from,
           uint32_t to)
{
    struct hm_word word = word_at(inst, from, to);

    word.text = hm_runes_clean(reader->arena, word.text);
    word.value = word.text;
    return word;
}

static struct hm_pair
split_pair(struct hm_node_reader *reader, const struct hm_instruction *inst, uint32_t from,
           uint32_t to)
{
    struct hm_str word = hm_str_sub(inst->logical, from, to - from);
    uint32_t equals = from + (uint32_t)hm_str_find(word, '=');
    struct hm_pair pair = { .has_value = equals < to };

    pair.key = clean_word(reader, inst, from, equals);
    pair.value = clean_word(reader, inst, pair.has_value ? equals + 1 : to, to);
    return pair;
}

static struct hm_str
read_legacy_pair(struct hm_node_reader *reader, struct hm_instruction *inst, uint32_t from,
                 uint32_t to)
{
    const char *p = inst->logical.p;
    struct hm_pair pair = { .is_legacy = true, .has_value = true };
    uint32_t end = from;

    while (end < to && !is_blank(p[end])) {
        end++;
    }
    pair.key = word_at(inst, from, end);
    if (end == to) {
        return hm_arena_printf(reader->arena, "%s must have two arguments",
                               hm_keyword_name(inst->kind));
    }
    while (end < to && is_blank(p[end])) {
        end++;
    }
    pair.value = word_at(inst, end, to);
    add_pair(reader, pair);
    return HM_S("");
}

static struct hm_str
read_pairs(struct hm_node_reader *reader, struct hm_instruction *inst, uint32_t from, uint32_t to)
{
    struct hm_str line = hm_str_sub(inst->logical, 0, to);
    struct shell_word word;
    struct hm_str error = HM_S("");

    for (uint32_t at = from; next_shell_word(line, reader->escape, at, &word); at = word.next) {
        if (word.to == word.from) {
            continue;
        }
        struct hm_pair pair = split_pair(reader, inst, word.from, word.to);
        if (pair.has_value) {
            add_pair(reader, pair);
            continue;
        }
        if (reader->pairs.n == 0) {
            return read_legacy_pair(reader, inst, from, to);
        }
        if (error.n == 0) {
            error = hm_arena_concat(reader->arena, HM_S("Syntax error - can't find = in "),
                                    hm_go_quoted(reader->arena, pair.key.text),
                                    HM_S(". Must be of the form: name=value"));
        }
    }
    return error;
}

static void
read_arg(struct hm_node_reader *reader, struct hm_instruction *inst, uint32_t from, uint32_t to)
{
    struct hm_str line = hm_str_sub(inst->logical, 0, to);
    struct shell_word word;

    for (uint32_t at = from; next_shell_word(line, reader->escape, at, &word); at = word.next) {
        if (word.to > word.from) {
            add_word(reader, clean_word(reader, inst, word.from, word.to));
            add_pair(reader, split_pair(reader, inst, word.from, word.to));
        }
    }
}

/* Bytes again, as characters of Latin-1. */
static bool
is_byte_space(char c)
{
    return hm_is_space(c) || (unsigned char)c == 0x85 || (unsigned char)c == 0xa0;
}

static struct hm_str
read_health(struct hm_node_reader *reader, struct hm_instruction *inst, uint32_t from, uint32_t to)
{
    const char *p = inst->logical.p;
    uint32_t end = from;

    while (end < to && !is_byte_space(p[end])) {
        end++;
    }
    if (end == from) {
        return HM_S("");
    }
    add_word(reader, word_at(inst, from, end));
    while (end < to && is_byte_space(p[end])) {
        end++;
    }
    return end == to ? HM_S("") : read_maybe_json(reader, inst, end, to, false);
}

static struct hm_str
read_arguments(struct hm_node_reader *reader, struct hm_instruction *inst, uint32_t from,
               uint32_t to)
{
    struct hm_str error = HM_S("");

    switch (inst->kind) {
    case HM_RUN:
    case HM_CMD:
    case HM_ENTRYPOINT:
    case HM_SHELL:
        error = read_maybe_json(reader, inst, from, to, false);
        break;
    case HM_ADD:
    case HM_COPY:
    case HM_VOLUME:
        error = read_maybe_json(reader, inst, from, to, true);
        break;
    case HM_FROM:
    case HM_EXPOSE:
        read_list(reader, inst, from, to);
        break;
    case HM_MAINTAINER:
    case HM_STOPSIGNAL:
    case HM_USER:
    case HM_WORKDIR:
        read_string(reader, inst, from, to);
        break;
    case HM_ENV:
    case HM_LABEL:
        error = read_pairs(reader, inst, from, to);
        break;
    case HM_ARG:
        read_arg(reader, inst, from, to);
        break;
    case HM_HEALTHCHECK:
        error = read_health(reader, inst, from, to);
        break;
    default:
        break;
    }
    return error;
}

/* Keyword and flags. Returns the range of the arguments, trimmed. */
static void
read_head(struct hm_node_reader *reader, struct hm_instruction *inst, uint32_t *ret_from,
          uint32_t *ret_to)
{
    struct hm_str line = hm_runes_trim(inst->logical);
    uint32_t from = line.n == 0 ? 0 : (uint32_t)(line.p - inst->logical.p);
    uint32_t end = from;
    uint32_t to = from + (uint32_t)line.n;

    while (end < to && !is_blank(inst->logical.p[end])) {
        end++;
    }
    inst->keyword = hm_str_sub(inst->logical, from, end - from);
    inst->kind = hm_keyword_parse(inst->keyword);
    inst->span = hm_instruction_span(inst, from, to);
    while (end < to && is_blank(inst->logical.p[end])) {
        end++;
    }
    struct hm_str whole = inst->logical;
    inst->logical.n = to;
    from = hm_flags_read(reader, inst, end);
    inst->logical = whole;
    struct hm_str rest = hm_runes_trim(hm_str_sub(whole, from, to - from));
    *ret_from = rest.n == 0 ? to : (uint32_t)(rest.p - whole.p);
    *ret_to = *ret_from + (uint32_t)rest.n;
}

struct hm_str
hm_node_read(struct hm_node_reader *reader, struct hm_instruction *inst)
{
    for (;;) {
        uint32_t from;
        uint32_t to;

        inst->script = HM_NONE;
        inst->from_stage = HM_NONE;
        (void)hm_node_count(reader);
        read_head(reader, inst, &from, &to);
        reader->words.n = 0;
        reader->pairs.n = 0;
        if (inst->kind != HM_ONBUILD || from == to) {
            struct hm_str error = read_arguments(reader, inst, from, to);
            keep_words(reader, inst);
            keep_pairs(reader, inst);
            return error;
        }
        struct hm_instruction *trigger = hm_arena_new(reader->arena, struct hm_instruction, 1);
        trigger->logical = hm_str_sub(inst->logical, from, to - from);
        trigger->base = inst->base + from;
        trigger->joins = inst->joins;
        trigger->n_joins = inst->n_joins;
        inst->trigger = trigger;
        inst = trigger;
    }
}
