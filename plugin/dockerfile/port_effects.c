/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/port_effects.h"

static int
compare_words(const void *a, const void *b)
{
    const struct hm_word *one = *(struct hm_word *const *)a;
    const struct hm_word *two = *(struct hm_word *const *)b;

    return hm_str_compare(one->text, two->text);
}

/* BuildKit sorts the words of EXPOSE, which tells which of several faults it names. */
static struct hm_word **
sort_words(struct hm_stages *stages, const struct hm_instruction *inst)
{
    struct hm_word **words = hm_arena_new(stages->arena, struct hm_word *, inst->n_words + 1);

    for (uint32_t i = 0; i < inst->n_words; i++) {
        words[i] = (struct hm_word *)&inst->words[i];
    }
    qsort(words, inst->n_words, sizeof(struct hm_word *), compare_words);
    return words;
}

void
hm_ports_expand(struct hm_stages *stages, struct hm_scope *scope, struct hm_instruction *inst)
{
    struct hm_word **words = sort_words(stages, inst);

    for (uint32_t i = 0; i < inst->n_words; i++) {
        hm_stages_expand(stages, scope, inst, words[i]);
    }
}

void
hm_ports_check(struct hm_stages *stages, struct hm_scope *scope, const struct hm_instruction *inst)
{
    struct hm_expander *ex = &stages->ex;
    struct hm_word **words = sort_words(stages, inst);
    struct hm_pieces pieces = { 0 };

    for (uint32_t i = 0; i < inst->n_words; i++) {
        struct hm_expanded expanded;
        if (!words[i]->is_known) {
            return;
        }
        ex->lookup = hm_scope_lookup;
        ex->of = scope;
        hm_expand_words(ex, words[i]->text, &pieces, &expanded);
    }
    for (size_t i = 0; i < pieces.list.n; i++) {
        struct hm_ports ports;
        struct hm_str error = hm_ports_read(stages->arena, pieces.list.p[i].text, &ports);
        if (error.n > 0) {
            hm_stages_refuse(stages, inst, error);
            return;
        }
    }
}
