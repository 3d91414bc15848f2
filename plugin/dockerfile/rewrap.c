/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/rewrap.h"

#include <stdlib.h>

/* A word as a text: its bytes lie where the file has them, or somewhere in the word. */
static struct hm_shell_text
text_of(struct hm_arena *arena, const struct hm_source *source, const struct hm_arg *arg,
        uint64_t *budget)
{
    struct hm_shell_text text = { .text = arg->text, .base = arg->span.off };
    struct hm_str raw = hm_source_text(source, arg->span);
    uint64_t size = (arg->text.n + raw.n) * sizeof(struct hm_join);

    if (hm_str_is(raw, arg->text) || size > *budget) {
        return text;
    }
    *budget -= size;
    struct hm_join *joins = hm_arena_new(arena, struct hm_join, arg->text.n);
    size_t at = 0;
    for (size_t i = 0; i < arg->text.n; i++) {
        while (!arg->is_expanded && at < raw.n && raw.p[at] != arg->text.p[i]) {
            at++;
        }
        size_t place = at < raw.n ? at : raw.n - (raw.n > 0);
        joins[i] =
            (struct hm_join){ .logical = (uint32_t)i, .original = arg->span.off + (uint32_t)place };
        at++;
    }
    text.joins = joins;
    text.n_joins = (uint32_t)arg->text.n;
    text.base = text.n_joins > 0 ? 0 : text.base;
    return text;
}

/* Whether command @p index belongs to the words of @p by, or is run by it. */
static bool
is_within(const struct hm_script *script, uint32_t index, uint32_t by)
{
    const struct hm_command *cmd = &script->commands[index];

    return (cmd->owner != HM_NONE && cmd->owner >= by) ||
           (cmd->wrapper != HM_NONE && cmd->wrapper >= by);
}

bool
hm_rewrap_read(struct hm_shell_parser *p, struct hm_arena *arena, const struct hm_source *source,
               const struct hm_script *outer, uint32_t by, enum hm_dialect dialect,
               uint64_t *budget, struct hm_rewrap *ret_rewrap)
{
    const struct hm_command *cmd = &outer->commands[by];
    struct hm_rewrap made = { .by = by, .taken = HM_NONE, .at = by + 1 };
    struct hm_shell shell = { .dialect = dialect,
                              .has_pipefail = (cmd->flags & HM_CMD_PIPEFAIL) != 0 };
    uint64_t size = (uint64_t)cmd->n_fields * sizeof(struct hm_shell_text);
    bool is_listed = false;

    for (uint32_t i = 0; i < cmd->n_fields; i++) {
        size += cmd->fields[i].text.n;
    }
    if (size > *budget) {
        return false;
    }
    *budget -= size;
    for (; made.at < outer->n_commands && is_within(outer, made.at, by); made.at++) {
        is_listed = is_listed || outer->commands[made.at].owner == by;
    }
    struct hm_shell_text *texts = hm_arena_new(arena, struct hm_shell_text, cmd->n_fields);
    for (uint32_t i = 0; i < cmd->n_fields; i++) {
        texts[i] = text_of(arena, source, &cmd->fields[i], budget);
    }
    made.last = hm_shell_parse_again(p, cmd, texts, is_listed, &shell, &made.script);
    *ret_rewrap = made;
    return made.script.n_commands > 1;
}

static int
by_place(const void *a, const void *b)
{
    const struct hm_rewrap *x = a;
    const struct hm_rewrap *y = b;

    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    /* What stands in the words of another comes first. */
    return x->by > y->by ? -1 : x->by < y->by;
}

static int
by_begin(const void *a, const void *b)
{
    const struct hm_loop *x = a;
    const struct hm_loop *y = b;

    if (x->first != y->first) {
        return x->first < y->first ? -1 : 1;
    }
    return x->end > y->end ? -1 : x->end < y->end;
}

/* Where the commands of the outer script and of what is put into it come to lie. */
struct places {
    const uint32_t *of;   /* by the outer script's index, one more than it has commands */
    const uint32_t *ends; /* the same, as what a pipe reads from */
    const struct hm_rewrap *rewrap;
    uint32_t base; /* of its first command that has no place yet */
};

static uint32_t
place_of(const struct places *places, uint32_t local)
{
    const struct hm_rewrap *rewrap = places->rewrap;
    bool is_taking = rewrap->taken != HM_NONE;

    if (local == 0) {
        return places->of[rewrap->by];
    }
    return local == 1 && is_taking ? places->of[rewrap->taken]
                                   : places->base + local - 1 - is_taking;
}

/* A command's reference to another one, in its new place. */
static uint32_t
reference(const struct places *places, uint32_t local, uint32_t outer)
{
    return local == HM_NONE ? HM_NONE : local == HM_SHELL_OUTER ? outer : place_of(places, local);
}

static uint32_t
moved(const uint32_t *to, uint32_t index)
{
    return index == HM_NONE ? HM_NONE : to[index];
}

static void
move_commands(const struct hm_script *script, struct hm_command *to, const uint32_t *places,
              const uint32_t *ends)
{
    for (uint32_t i = 0; i < script->n_commands; i++) {
        struct hm_command *cmd = &to[places[i]];
        *cmd = script->commands[i];
        cmd->index = places[i];
        cmd->wrapper = moved(places, cmd->wrapper);
        cmd->owner = moved(places, cmd->owner);
        cmd->input = moved(ends, cmd->input);
    }
}

static void
join_commands(struct hm_command *to, const struct places *places, uint32_t *n_pipelines)
{
    const struct hm_script *inner = &places->rewrap->script;
    const struct hm_command by = to[places->of[places->rewrap->by]];
    uint32_t n = *n_pipelines;

    for (uint32_t i = 1; i < inner->n_commands; i++) {
        struct hm_command cmd = inner->commands[i];
        cmd.index = place_of(places, i);
        cmd.wrapper = reference(places, cmd.wrapper, HM_NONE);
        cmd.owner = reference(places, cmd.owner, by.owner);
        cmd.input = reference(places, cmd.input, by.input);
        if (cmd.pipeline == HM_SHELL_OUTER) {
            cmd.pipeline = by.pipeline;
        } else {
            cmd.pipeline += *n_pipelines;
            n = cmd.pipeline >= n ? cmd.pipeline + 1 : n;
        }
        to[cmd.index] = cmd;
    }
    *n_pipelines = n;
}

void
hm_rewrap_join(struct hm_arena *arena, struct hm_script *script, struct hm_rewrap *all, size_t n)
{
    uint32_t n_commands = script->n_commands;
    uint32_t n_loops = script->n_loops;
    uint32_t n_pipelines = 0;
    uint32_t *of = hm_arena_new(arena, uint32_t, (size_t)n_commands + 1);
    uint32_t *ends = hm_arena_new(arena, uint32_t, (size_t)n_commands + 1);
    struct places *places = hm_arena_new(arena, struct places, n);
    uint32_t at = 0;
    size_t next = 0;

    qsort(all, n, sizeof *all, by_place);
    for (uint32_t i = 0; i <= n_commands; i++) {
        for (; next < n && all[next].at <= i; next++) {
            places[next] =
                (struct places){ .of = of, .ends = ends, .rewrap = &all[next], .base = at };
            at += all[next].script.n_commands - 1 - (all[next].taken != HM_NONE);
            n_loops += all[next].script.n_loops;
        }
        of[i] = ends[i] = at++;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t last = place_of(&places[i], all[i].last);
        ends[all[i].by] = last;
        if (all[i].taken != HM_NONE) {
            ends[all[i].taken] = last;
        }
    }
    struct hm_command *commands = hm_arena_new(arena, struct hm_command, at - 1);
    struct hm_loop *loops = hm_arena_new(arena, struct hm_loop, (size_t)n_loops + 1);
    uint32_t loop = script->n_loops;
    move_commands(script, commands, of, ends);
    for (uint32_t i = 0; i < n_commands; i++) {
        uint32_t pipeline = script->commands[i].pipeline;
        n_pipelines = pipeline >= n_pipelines ? pipeline + 1 : n_pipelines;
    }
    for (uint32_t i = 0; i < script->n_loops; i++) {
        loops[i] = script->loops[i];
        loops[i].first = of[loops[i].first];
        loops[i].end = of[loops[i].end];
    }
    for (size_t i = 0; i < n; i++) {
        join_commands(commands, &places[i], &n_pipelines);
        for (uint32_t k = 0; k < all[i].script.n_loops; k++, loop++) {
            loops[loop] = all[i].script.loops[k];
            loops[loop].first = places[i].base + loops[loop].first - 1;
            loops[loop].end = places[i].base + loops[loop].end - 1;
        }
        script->is_complete = script->is_complete && all[i].script.is_complete;
        script->is_cut = script->is_cut || all[i].script.is_cut;
    }
    if (loop > 1) {
        qsort(loops, loop, sizeof *loops, by_begin);
    }
    script->commands = commands;
    script->n_commands = at - 1;
    script->loops = loops;
    script->n_loops = loop;
}
