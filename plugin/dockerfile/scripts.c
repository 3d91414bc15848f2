/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/scripts.h"

#include "plugin/base/rune.h"
#include "plugin/base/vec.h"
#include "plugin/dockerfile/fields.h"
#include "plugin/dockerfile/shell.h"
#include "plugin/model/packages.h"

struct maker {
    struct hm_arena *arena;
    struct hm_dockerfile *file;
    HM_VEC(struct hm_script) scripts;
    struct hm_shell_parser *parser;
    struct hm_shell *shells; /**< by stage: in force at its end, or where we are */
};

/* A text that is put together from pieces of the file. */
struct pieces {
    char *p;
    uint32_t n;
    HM_VEC(struct hm_join) joins;
};

static void
add_piece(struct hm_arena *arena, struct pieces *to, struct hm_str s, uint32_t original)
{
    const struct hm_join *last = to->joins.n == 0 ? NULL : &to->joins.p[to->joins.n - 1];
    if (s.n > 0 && (last == NULL || last->original + (to->n - last->logical) != original)) {
        struct hm_join join = { .logical = to->n, .original = original };
        hm_vec_add(arena, &to->joins, join);
    }
    if (s.n > 0) {
        memcpy(to->p + to->n, s.p, s.n);
    }
    to->n += (uint32_t)s.n;
}

static struct hm_shell_text
pieces_text(const struct pieces *from)
{
    return (struct hm_shell_text){ .text = { .p = from->p, .n = from->n },
                                   .joins = from->joins.p,
                                   .n_joins = (uint32_t)from->joins.n };
}

/* The index of the join that holds @p original, by which the joins ascend too. */
static uint32_t
join_of(const struct hm_instruction *inst, uint32_t original)
{
    uint32_t low = 0;
    uint32_t high = inst->n_joins;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (inst->joins[middle].original <= original) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* A word's text with the map of the logical line; without one where the line does not hold it. */
static struct hm_shell_text
word_text(const struct hm_instruction *inst, const struct hm_word *word)
{
    struct hm_shell_text text = { .text = word->text, .base = word->span.off };
    if (inst->n_joins == 0) {
        return text;
    }
    const struct hm_join *join = &inst->joins[join_of(inst, word->span.off)];
    if (join->original > word->span.off) {
        return text;
    }
    uint32_t at = join->logical + (word->span.off - join->original);
    if (at < inst->base ||
        !hm_str_is(hm_str_sub(inst->logical, at - inst->base, word->text.n), word->text)) {
        return text;
    }
    text.joins = inst->joins;
    text.n_joins = inst->n_joins;
    text.base = at;
    return text;
}

/* A heredoc's body, line by line where tabs were stripped from it. */
static void
add_body(struct hm_arena *arena, struct pieces *to, const struct hm_source *source,
         const struct hm_heredoc *doc)
{
    struct hm_str body = doc->content;
    struct hm_str written = hm_source_text(source, doc->span);
    if (hm_str_is(body, written)) {
        add_piece(arena, to, body, doc->span.off);
        return;
    }
    size_t at = 0;
    while (body.n > 0) {
        struct hm_str line = hm_str_sub(body, 0, hm_str_find(body, '\n') + 1);
        while (line.p[0] != '\t' && at < written.n && written.p[at] == '\t') {
            at++;
        }
        add_piece(arena, to, line, doc->span.off + (uint32_t)(at < written.n ? at : written.n));
        at += hm_str_find(hm_str_from(written, at), '\n') + 1;
        body = hm_str_from(body, line.n);
    }
}

/* "#!/bin/bash -e": the words of a script's first line. */
static bool
read_interpreter(struct hm_str body, struct hm_shell *ret_shell)
{
    if (!hm_str_starts(body, "#!")) {
        return false;
    }
    struct hm_str line = hm_str_sub(body, 2, hm_str_find(body, '\n') - 2);
    struct hm_str words[8];
    size_t n = 0;
    struct hm_str word;
    line = hm_str_trim(line);
    while (n < 8 && hm_str_split(&line, ' ', &word)) {
        word = hm_str_trim(word);
        if (word.n > 0) {
            words[n++] = word;
        }
    }
    *ret_shell = hm_shell_of(words, n);
    return true;
}

/* The text of a RUN in shell form, heredocs and all, as its shell gets it. */
static struct hm_shell_text
run_text(struct maker *m, const struct hm_instruction *inst, const struct hm_word *word,
         struct hm_shell *shell)
{
    const struct hm_source *source = m->file->source;
    struct hm_shell_text line = word_text(inst, word);
    if (inst->n_heredocs == 0 || source == NULL) {
        return line;
    }
    const struct hm_heredoc *first = &inst->heredocs[0];
    bool is_script = inst->n_heredocs == 1 && first->word.off == word->span.off &&
                     first->word.len == word->span.len;
    size_t size = is_script ? 0 : line.text.n + 1;
    for (uint32_t i = 0; i < inst->n_heredocs; i++) {
        size += inst->heredocs[i].content.n + inst->heredocs[i].name.n + 1;
    }
    struct pieces made = { .p = hm_arena_alloc(m->arena, size) };
    if (is_script) {
        (void)read_interpreter(first->content, shell);
        add_body(m->arena, &made, source, first);
        return pieces_text(&made);
    }
    add_piece(m->arena, &made, line.text, line.base);
    if (line.n_joins > 0) {
        made.joins.n = 0;
        uint32_t i = join_of(inst, word->span.off);
        for (; i < line.n_joins && line.joins[i].logical < line.base + line.text.n; i++) {
            struct hm_join join = line.joins[i];
            if (join.logical < line.base) {
                join.original += line.base - join.logical;
                join.logical = line.base;
            }
            join.logical -= line.base;
            hm_vec_add(m->arena, &made.joins, join);
        }
    }
    uint32_t end = inst->heredocs[0].span.off;
    add_piece(m->arena, &made, HM_S("\n"), end > 0 ? end - 1 : 0);
    for (uint32_t i = 0; i < inst->n_heredocs; i++) {
        const struct hm_heredoc *doc = &inst->heredocs[i];
        add_body(m->arena, &made, source, doc);
        add_piece(m->arena, &made, doc->name, doc->span.off + doc->span.len);
        add_piece(m->arena, &made, HM_S("\n"),
                  doc->span.off + doc->span.len + (uint32_t)doc->name.n);
    }
    return pieces_text(&made);
}

/* How many bytes of UTF-8 what stands at @p at becomes: a byte, an escape, or a byte that is no
 * UTF-8 and becomes U+FFFD. @p ret_n gets its own length. */
static uint32_t
escape_size(struct hm_str s, size_t at, size_t *ret_n)
{
    if ((unsigned char)s.p[at] >= 0x80) {
        uint32_t rune = hm_rune_next(s, at, ret_n);
        return rune == HM_RUNE_BAD ? 3 : (uint32_t)*ret_n;
    }
    if (s.p[at] != '\\' || at + 1 >= s.n) {
        *ret_n = 1;
        return 1;
    }
    *ret_n = 2;
    if (s.p[at + 1] != 'u' || at + 6 > s.n) {
        return 1;
    }
    *ret_n = 6;
    unsigned code = 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        char c = hm_ascii_lower(s.p[i]);
        code = code * 16 + (unsigned)(hm_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    if (code >= 0xD800 && code < 0xDC00 && at + 12 <= s.n && s.p[at + 6] == '\\') {
        *ret_n = 12;
        return 4;
    }
    return code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
}

/* A text whose bytes cannot be found in the file: each lies somewhere in the word. */
static struct hm_shell_text
at_word(struct maker *m, const struct hm_word *word)
{
    struct hm_shell_text text = { .text = word->text, .n_joins = (uint32_t)word->text.n };
    text.base = text.n_joins == 0 ? word->span.off : 0;
    struct hm_join *joins = hm_arena_new(m->arena, struct hm_join, text.n_joins);
    uint32_t last = word->span.len > 0 ? word->span.len - 1 : 0;
    for (uint32_t i = 0; i < text.n_joins; i++) {
        joins[i].logical = i;
        joins[i].original = word->span.off + (i < last ? i : last);
    }
    text.joins = joins;
    return text;
}

/* An element of the exec form: its text was decoded from what lies in quotes at its span. */
static struct hm_shell_text
json_text(struct maker *m, const struct hm_instruction *inst, const struct hm_word *word)
{
    struct hm_shell_text text = { .text = word->text, .base = word->span.off };
    struct hm_word raw = *word;
    if (m->file->source == NULL || word->span.len < 2) {
        return at_word(m, word);
    }
    raw.text = hm_source_text(m->file->source, word->span);
    if (inst->n_joins > 0) {
        const struct hm_join *join = &inst->joins[join_of(inst, word->span.off)];
        const struct hm_join *last =
            &inst->joins[join_of(inst, word->span.off + word->span.len - 1)];
        uint32_t from = join->logical + (word->span.off - join->original);
        uint32_t to = last->logical + (word->span.off + word->span.len - last->original);
        if (word->span.off >= join->original && to > from && from >= inst->base) {
            raw.text = hm_str_sub(inst->logical, from - inst->base, to - from);
        }
    }
    if (raw.text.n < 2) {
        return at_word(m, word);
    }
    raw.text = hm_str_sub(raw.text, 1, raw.text.n - 2);
    raw.span.off++;
    struct hm_shell_text line = word_text(inst, &raw);
    HM_VEC(struct hm_join) joins = { 0 };
    size_t n;
    uint32_t logical = 0;
    uint32_t next = 0; /* in line.joins */
    bool is_start = true;
    for (size_t i = 0; i < raw.text.n; i += n) {
        uint32_t size = escape_size(raw.text, i, &n);
        uint32_t at = line.base + (uint32_t)i;
        while (next + 1 < line.n_joins && line.joins[next + 1].logical <= at) {
            next++;
            is_start = true;
        }
        if (is_start) {
            uint32_t original = line.n_joins == 0
                                    ? at
                                    : line.joins[next].original + (at - line.joins[next].logical);
            struct hm_join join = { .logical = logical, .original = original };
            hm_vec_add(m->arena, &joins, join);
        }
        is_start = n != size;
        logical += size;
    }
    if (logical != word->text.n || joins.n == 0) {
        return at_word(m, word);
    }
    text.joins = joins.p;
    text.n_joins = (uint32_t)joins.n;
    text.base = 0;
    return text;
}

/* The exec form: one command that no shell reads. */
static void
make_exec(struct maker *m, const struct hm_instruction *inst, uint32_t first,
          struct hm_script *ret_script)
{
    uint32_t n = inst->n_words - first;
    struct hm_arg *args = hm_arena_new(m->arena, struct hm_arg, n);
    struct hm_shell_text *texts = hm_arena_new(m->arena, struct hm_shell_text, n);
    for (uint32_t i = 0; i < n; i++) {
        const struct hm_word *word = &inst->words[first + i];
        args[i] = (struct hm_arg){ .text = word->text, .span = word->span, .is_literal = true };
        texts[i] = json_text(m, inst, word);
    }
    bool is_windows = inst->stage < m->file->n_stages && m->file->stages[inst->stage].is_windows;
    struct hm_shell shell = { .dialect = is_windows ? HM_SHELL_CMD : HM_SHELL_SH };
    hm_shell_parse_words(m->parser, args, texts, n, &shell, ret_script);
}

static struct hm_shell
shell_of(const struct hm_instruction *inst)
{
    struct hm_str words[16];
    size_t n = 0;
    for (; n < inst->n_words && n < 16; n++) {
        words[n] = inst->words[n].value.n > 0 ? inst->words[n].value : inst->words[n].text;
    }
    return hm_shell_of(words, n);
}

/* Where the words of a command begin, or HM_NONE: HEALTHCHECK NONE, an empty list. */
static uint32_t
first_word(const struct hm_instruction *inst)
{
    uint32_t first = 0;
    switch (inst->kind) {
    case HM_HEALTHCHECK:
        if (inst->n_words == 0 || !hm_str_eq_nocase(inst->words[0].text, HM_S("CMD"))) {
            return HM_NONE;
        }
        first = 1;
        break;
    case HM_RUN:
    case HM_CMD:
    case HM_ENTRYPOINT:
        break;
    default:
        return HM_NONE;
    }
    return first < inst->n_words ? first : HM_NONE;
}

static void
make_script(struct maker *m, struct hm_instruction *inst, uint32_t index)
{
    uint32_t first = first_word(inst);
    inst->script = HM_NONE;
    if (first == HM_NONE) {
        return;
    }
    struct hm_script script;
    if (inst->is_json) {
        make_exec(m, inst, first, &script);
    } else {
        struct hm_shell shell = { .dialect = HM_SHELL_SH };
        if (inst->stage < m->file->n_stages) {
            shell = m->shells[inst->stage];
        }
        struct hm_shell_text *text = hm_arena_new(m->arena, struct hm_shell_text, 1);
        *text = run_text(m, inst, &inst->words[first], &shell);
        hm_shell_parse(m->parser, text, &shell, &script);
        script.text = text;
    }
    script.instruction = index;
    inst->script = (uint32_t)m->scripts.n;
    hm_vec_add(m->arena, &m->scripts, script);
}

/* What reads a stage's texts before its own SHELL: its parent's, or the platform's default. */
static struct hm_shell
first_shell(const struct maker *m, uint32_t stage)
{
    const struct hm_stage *at = &m->file->stages[stage];
    if (at->parent < stage) {
        return m->shells[at->parent];
    }
    return (struct hm_shell){ .dialect = at->is_windows ? HM_SHELL_CMD : HM_SHELL_SH };
}

/* Many rules ask it of each command. */
static void
read_package_calls(struct hm_arena *arena, const struct hm_script *script)
{
    for (uint32_t i = 0; i < script->n_commands; i++) {
        struct hm_command *cmd = (struct hm_command *)&script->commands[i];
        struct hm_package_call call;
        if (hm_package_call_read(cmd, &call)) {
            struct hm_package_call *kept = hm_arena_new(arena, struct hm_package_call, 1);
            *kept = call;
            cmd->package_call = kept;
        }
    }
}

void
hm_scripts_make(struct hm_arena *arena, struct hm_dockerfile *file)
{
    struct maker m = { .arena = arena, .file = file };
    m.parser = hm_shell_parser_new(arena);
    m.shells = hm_arena_new(arena, struct hm_shell, file->n_stages);
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        struct hm_instruction *inst = (struct hm_instruction *)&file->instructions[i];
        bool is_staged = inst->stage < file->n_stages;
        if (inst->kind == HM_FROM && is_staged && file->stages[inst->stage].first == i) {
            m.shells[inst->stage] = first_shell(&m, inst->stage);
        } else if (inst->kind == HM_SHELL && is_staged && inst->n_words > 0) {
            m.shells[inst->stage] = shell_of(inst);
        }
        make_script(&m, inst, i);
        if (inst->trigger != NULL) {
            make_script(&m, (struct hm_instruction *)inst->trigger, i);
        }
    }
    file->scripts = m.scripts.p;
    file->n_scripts = (uint32_t)m.scripts.n;
    hm_fields_make(arena, m.parser, file);
    file->is_too_large = hm_shell_is_spent(m.parser);
    for (uint32_t i = 0; i < file->n_scripts; i++) {
        read_package_calls(arena, &file->scripts[i]);
    }
}

uint32_t
hm_scripts_cut_line(const struct hm_dockerfile *file)
{
    for (uint32_t i = 0; i < file->n_scripts; i++) {
        uint32_t instruction = file->scripts[i].instruction;
        if (file->scripts[i].is_cut && instruction < file->n_instructions) {
            return file->instructions[instruction].line;
        }
    }
    return 0;
}

uint32_t
hm_scripts_unread_line(const struct hm_dockerfile *file)
{
    for (uint32_t i = 0; i < file->n_scripts; i++) {
        const struct hm_script *script = &file->scripts[i];
        for (uint32_t k = 0; k < script->n_commands; k++) {
            if ((script->commands[k].flags & HM_CMD_UNREAD) != 0 &&
                script->instruction < file->n_instructions) {
                return file->instructions[script->instruction].line;
            }
        }
    }
    return 0;
}
