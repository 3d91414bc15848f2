/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/created_by.h"

#include "plugin/base/auto.h"

#define SUFFIX " # buildkit"
#define NO_OPERATION "#(nop)"

enum {
    SHELL_LIMIT = 200, /* bytes of what stands before "#(nop)" */
};

/* An entry taken apart. */
struct entry {
    enum hm_keyword kind;
    struct hm_str rest;
};

/* What builders write in other ways than files do. */
static bool
is_noise(char c)
{
    return hm_is_space(c) || c == '"' || c == '\'' || c == '\\' || c == ',' || c == '[' || c == ']';
}

/* Whether @p text ends in @p end, noise apart; then *ret_before is what stands before it. */
static bool
ends_in(struct hm_str text, struct hm_str end, struct hm_str *ret_before)
{
    size_t i = text.n;
    size_t k = end.n;

    for (;;) {
        while (k > 0 && is_noise(end.p[k - 1])) {
            k--;
        }
        if (k == 0) {
            while (i > 0 && is_noise(text.p[i - 1])) {
                i--;
            }
            *ret_before = hm_str_trim(hm_str_sub(text, 0, i));
            return true;
        }
        while (i > 0 && is_noise(text.p[i - 1])) {
            i--;
        }
        if (i == 0 || text.p[i - 1] != end.p[k - 1]) {
            return false;
        }
        i--;
        k--;
    }
}

/* Whether nothing but noise is left. */
static bool
is_all_noise(struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (!is_noise(text.p[i])) {
            return false;
        }
    }
    return true;
}

static struct entry
take_apart(struct hm_str text)
{
    struct hm_str head = hm_str_sub(text, 0, SHELL_LIMIT);

    if (hm_str_ends(text, SUFFIX)) {
        text = hm_str_sub(text, 0, text.n - strlen(SUFFIX));
    }
    for (size_t i = hm_str_find(head, '#'); i < head.n; i++) {
        if (hm_str_starts(hm_str_from(head, i), NO_OPERATION)) {
            text = hm_str_trim(hm_str_from(text, i + strlen(NO_OPERATION)));
            break;
        }
    }
    size_t space = hm_str_find(text, ' ');
    struct hm_str word = hm_str_sub(text, 0, space);
    enum hm_keyword kind = hm_keyword_parse(word);
    /* What begins with none is what docker's first builder ran; it wrote keywords in capitals. */
    bool has_keyword = kind != HM_KEYWORD_UNKNOWN && hm_str_eq(word, hm_keyword_name(kind));
    return (struct entry){
        .kind = has_keyword ? kind : HM_RUN,
        .rest = has_keyword ? hm_str_trim(hm_str_from(text, space)) : text,
    };
}

/* All words from @p from on, with blanks between them. */
static struct hm_str
words_of(struct hm_arena *arena, const struct hm_instruction *inst, bool is_value)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    if (inst->n_words == 1) {
        return is_value ? inst->words[0].value : inst->words[0].text;
    }
    for (uint32_t i = 0; i < inst->n_words; i++) {
        const struct hm_word *word = &inst->words[i];
        hm_buf_puts(&buf, i > 0 ? " " : "");
        hm_buf_add(&buf, is_value ? word->value : word->text);
    }
    return hm_arena_str(arena, hm_buf_str(&buf));
}

static bool
are_words_known(const struct hm_instruction *inst)
{
    for (uint32_t i = 0; i < inst->n_words; i++) {
        if (!inst->words[i].is_known) {
            return false;
        }
    }
    return inst->n_words > 0;
}

static bool
ends_in_words(struct hm_arena *arena, const struct hm_instruction *inst, struct hm_str text,
              struct hm_str *ret_before)
{
    return ends_in(text, words_of(arena, inst, true), ret_before) ||
           ends_in(text, words_of(arena, inst, false), ret_before);
}

/* --- what makes layers: a text that differs is another instruction */

/* What stands before a command: build arguments ("|1 A=b"), and a shell with its flag. */
static bool
is_before_command(struct hm_str before)
{
    return is_all_noise(before) || before.p[0] == '|' || hm_str_ends(before, "-c") ||
           hm_str_ends(before, "/C") || hm_str_ends(before, "/c") ||
           hm_str_ends(before, "-Command");
}

static enum hm_created
by_run(struct hm_arena *arena, const struct hm_instruction *inst, struct hm_str rest)
{
    struct hm_str before;

    for (uint32_t i = 0; i < inst->n_heredocs; i++) {
        if (hm_str_trim(inst->heredocs[i].content).n > 0 &&
            ends_in(rest, inst->heredocs[i].content, &before)) {
            return HM_CREATED_EXACTLY;
        }
    }
    if (inst->n_heredocs > 0) {
        /* The delimiter's line, or a file that is run, follows it. */
        return HM_CREATED_PERHAPS;
    }
    return ends_in_words(arena, inst, rest, &before) && is_before_command(before)
               ? HM_CREATED_EXACTLY
               : HM_CREATED_NOT;
}

static struct hm_str
without_flags(struct hm_str rest)
{
    while (hm_str_starts(rest, "--")) {
        rest = hm_str_trim(hm_str_from(rest, hm_str_find(rest, ' ')));
    }
    return rest;
}

/* "file:HASH in /app/", "--chown=1 multi:HASH in /app/" */
static bool
is_by_hash(struct hm_str rest)
{
    return hm_str_starts(rest, "file:") || hm_str_starts(rest, "dir:") ||
           hm_str_starts(rest, "multi:");
}

static enum hm_created
by_copy(struct hm_arena *arena, const struct hm_instruction *inst, struct hm_str rest)
{
    struct hm_str before;

    rest = without_flags(rest);
    if (inst->n_words == 0) {
        return HM_CREATED_NOT;
    }
    const struct hm_word *to = &inst->words[inst->n_words - 1];
    if (is_by_hash(rest) || inst->n_heredocs > 0) {
        if (!to->is_known) {
            return HM_CREATED_PERHAPS;
        }
        bool is_there = ends_in(rest, to->value, &before) || ends_in(rest, to->text, &before);
        return !is_there                                            ? HM_CREATED_NOT
               : inst->n_heredocs > 0 || hm_str_ends(before, " in") ? HM_CREATED_EXACTLY
                                                                    : HM_CREATED_NOT;
    }
    if (ends_in_words(arena, inst, rest, &before) && is_all_noise(before)) {
        return HM_CREATED_EXACTLY;
    }
    return are_words_known(inst) ? HM_CREATED_NOT : HM_CREATED_PERHAPS;
}

/* It makes a layer where the folder is new; builders join relative ones to those before. */
static enum hm_created
by_workdir(const struct hm_instruction *inst, struct hm_str rest)
{
    struct hm_str before;

    if (inst->n_words == 0 || !inst->words[0].is_known) {
        return HM_CREATED_PERHAPS;
    }
    struct hm_str folder = inst->words[0].value;
    while (folder.n > 1 && folder.p[folder.n - 1] == '/') {
        folder.n--;
    }
    while (hm_str_starts(folder, "./")) {
        folder = hm_str_from(folder, 2);
    }
    bool has_parent = hm_str_find(folder, '.') < folder.n || hm_str_find(rest, '/') == rest.n;
    return ends_in(rest, folder, &before) ? HM_CREATED_EXACTLY
           : has_parent                   ? HM_CREATED_PERHAPS
                                          : HM_CREATED_NOT;
}

/* --- what makes none: the text is worth something only where it is the same */

static struct hm_str
pairs_of(struct hm_arena *arena, const struct hm_instruction *inst)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    for (uint32_t i = 0; i < inst->n_pairs; i++) {
        hm_buf_printf(&buf, "%s%.*s=%.*s", i > 0 ? " " : "", HM_FMT(inst->pairs[i].key.value),
                      HM_FMT(inst->pairs[i].value.value));
    }
    return hm_arena_str(arena, hm_buf_str(&buf));
}

static enum hm_created
by_setting(struct hm_arena *arena, const struct hm_instruction *inst, struct hm_str rest)
{
    struct hm_str written = hm_str_trim(inst->logical);
    struct hm_str before;
    bool is_same = false;

    if (hm_str_is(hm_str_sub(written, 0, inst->keyword.n), inst->keyword)) {
        written = hm_str_from(written, inst->keyword.n);
    }
    if (inst->n_pairs > 0) {
        is_same = ends_in(rest, pairs_of(arena, inst), &before) && is_all_noise(before);
    } else if (inst->n_words > 0) {
        is_same = ends_in_words(arena, inst, rest, &before) &&
                  (is_all_noise(before) || (!inst->is_json && is_before_command(before)));
    }
    is_same = is_same || (ends_in(rest, written, &before) && is_all_noise(before));
    return is_same ? HM_CREATED_EXACTLY : HM_CREATED_PERHAPS;
}

enum hm_created
hm_created_by(const struct hm_instruction *inst, struct hm_str text)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct entry entry = take_apart(hm_str_trim(text));

    if (entry.kind != inst->kind) {
        return HM_CREATED_NOT;
    }
    switch (inst->kind) {
    case HM_RUN:
        return by_run(&scratch, inst, entry.rest);
    case HM_COPY:
    case HM_ADD:
        return by_copy(&scratch, inst, entry.rest);
    case HM_WORKDIR:
        return by_workdir(inst, entry.rest);
    default:
        return by_setting(&scratch, inst, entry.rest);
    }
}
