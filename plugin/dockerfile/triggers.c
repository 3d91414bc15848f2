/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/triggers.h"

#include "plugin/dockerfile/node.h"

/* What a trigger costs besides its text: many stages may be FROM one with many. */
#define WORK_EACH 1024u

struct maker {
    struct hm_stages *all;
    struct hm_stage *stage;
    HM_VEC(struct hm_instruction) list;
};

/* The space of BuildKit's expression for the keyword. */
static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* The line behind "ONBUILD"; all of it where other characters stand in front of that. */
static struct hm_str
after_keyword(struct hm_str line)
{
    size_t at = 0;

    while (at < line.n && is_blank(line.p[at])) {
        at++;
    }
    if (!hm_str_eq_nocase(hm_str_sub(line, at, 7), HM_S("onbuild"))) {
        return line;
    }
    for (at += 7; at < line.n && is_blank(line.p[at]); at++) {
    }
    return hm_str_from(line, at);
}

struct hm_str
hm_trigger_text(struct hm_arena *arena, const struct hm_source *source,
                const struct hm_instruction *onbuild)
{
    struct hm_str text = after_keyword(onbuild->logical);

    for (uint32_t i = 0; i < onbuild->n_heredocs; i++) {
        const struct hm_heredoc *heredoc = &onbuild->heredocs[i];
        text = hm_arena_concat(arena, text, HM_S("\n"), hm_source_text(source, heredoc->span),
                               heredoc->name);
    }
    return text;
}

/* Findings about a trigger point to where it is written: word by word where the words are the same,
 * else to @p whole. */
static void
place(struct hm_instruction *inst, struct hm_span whole, const struct hm_instruction *written)
{
    bool is_same = written != NULL && written->n_words == inst->n_words;

    inst->span = whole;
    inst->joins = NULL;
    inst->n_joins = 0;
    for (uint32_t i = 0; i < inst->n_words; i++) {
        hm_node_words(inst)[i].span = is_same ? written->words[i].span : whole;
    }
    for (uint32_t i = 0; i < inst->n_pairs; i++) {
        struct hm_pair *pair = (struct hm_pair *)&inst->pairs[i];
        pair->key.span = whole;
        pair->value.span = whole;
    }
    for (uint32_t i = 0; i < inst->n_flags; i++) {
        struct hm_flag *flag = (struct hm_flag *)&inst->flags[i];
        flag->span = whole;
        flag->value.span = whole;
    }
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        ((struct hm_mount *)inst->mounts)[i].span = whole;
    }
    for (uint32_t i = 0; i < inst->n_heredocs; i++) {
        struct hm_heredoc *heredoc = (struct hm_heredoc *)&inst->heredocs[i];
        heredoc->span = whole;
        heredoc->word = whole;
    }
}

static bool
afford(struct hm_stages *all, size_t n)
{
    uint64_t work = (uint64_t)n + WORK_EACH;

    if (all->ex.work_left < work) {
        all->ex.is_exhausted = true;
        return false;
    }
    all->ex.work_left -= work;
    return true;
}

static void
add(struct maker *maker, struct hm_str text, struct hm_span whole,
    const struct hm_instruction *written)
{
    const struct hm_instruction *from = maker->stage->from;
    struct hm_instruction inst = { 0 };

    if (!afford(maker->all, text.n)) {
        return;
    }
    struct hm_str error = hm_trigger_parse(maker->all->arena, text, &inst);
    if (error.n > 0) {
        if (from->is_valid) {
            hm_problems_refuse(maker->all->problems, from, HM_PHASE_TRIGGERS, error);
        }
        return;
    }
    place(&inst, whole, written);
    inst.line = from->line;
    inst.end_line = from->end_line;
    inst.index = from->index;
    inst.stage = maker->stage->index;
    hm_vec_add(maker->all->arena, &maker->list, inst);
}

void
hm_triggers_make(struct hm_stages *stages, struct hm_stage *stage)
{
    struct maker maker = { .all = stages, .stage = stage };
    const struct hm_source *source = stages->file->source;

    if (stage->parent != HM_NONE) {
        const struct hm_stage *parent = &stages->stages[stage->parent];
        /* A stage without ONBUILD costs its children nothing. */
        bool has_any = stages->has_onbuild[stage->parent] &&
                       afford(stages, (size_t)(parent->end - parent->first) * 8);
        for (uint32_t i = parent->first; has_any && i < parent->end; i++) {
            const struct hm_instruction *inst = &stages->instructions[i];
            if (inst->kind == HM_ONBUILD && inst->is_valid && inst->trigger != NULL) {
                add(&maker, hm_trigger_text(stages->arena, source, inst), inst->span,
                    inst->trigger);
            }
        }
    } else if (stage->config != NULL) {
        for (uint32_t i = 0; i < stage->config->onbuild.n; i++) {
            add(&maker, stage->config->onbuild.p[i], stage->from->span, NULL);
        }
    }
    stage->triggers = maker.list.p;
    stage->n_triggers = (uint32_t)maker.list.n;
}
