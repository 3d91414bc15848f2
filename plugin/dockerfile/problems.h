/* SPDX-License-Identifier: Apache-2.0 */
/* The list that lexer, parser, check and stages write what BuildKit would say to. */
#ifndef HM_DOCKERFILE_PROBLEMS_H
#define HM_DOCKERFILE_PROBLEMS_H

#include "plugin/base/vec.h"
#include "plugin/model/facts.h"

struct hm_problems {
    struct hm_arena *arena;
    HM_VEC(struct hm_problem) list;
    /** Nothing more is added: what follows is judged, but may not be what its author meant. */
    bool is_muted;
};

/** The parser stops here. */
static inline void
hm_problems_parser(struct hm_problems *problems, uint32_t line, struct hm_span span,
                   struct hm_str text)
{
    if (!problems->is_muted) {
        hm_vec_add(problems->arena, &problems->list,
                   ((struct hm_problem){ .text = text,
                                         .span = span,
                                         .line = line,
                                         .is_fatal = true,
                                         .is_parser = true,
                                         .phase = HM_PHASE_PARSE }));
    }
}

/** The parser warns and goes on. */
static inline void
hm_problems_warn(struct hm_problems *problems, uint32_t line, struct hm_span span,
                 struct hm_str text)
{
    if (!problems->is_muted) {
        hm_vec_add(problems->arena, &problems->list,
                   ((struct hm_problem){ .text = text,
                                         .span = span,
                                         .line = line,
                                         .is_parser = true,
                                         .phase = HM_PHASE_PARSE }));
    }
}

/** An instruction is refused: in HM_PHASE_PARSE by the check of its arguments, later by what comes
 * after it. */
static inline void
hm_problems_refuse(struct hm_problems *problems, const struct hm_instruction *inst,
                   enum hm_phase phase, struct hm_str text)
{
    if (!problems->is_muted) {
        hm_vec_add(problems->arena, &problems->list,
                   ((struct hm_problem){ .text = text,
                                         .span = inst->span,
                                         .line = inst->line,
                                         .is_fatal = true,
                                         .is_build = phase != HM_PHASE_PARSE,
                                         .phase = phase }));
    }
}

/** The same for what BuildKit names no line for. */
static inline void
hm_problems_refuse_unplaced(struct hm_problems *problems, const struct hm_instruction *inst,
                            enum hm_phase phase, struct hm_str text)
{
    size_t before = problems->list.n;

    hm_problems_refuse(problems, inst, phase, text);
    if (problems->list.n > before) {
        problems->list.p[before].is_unplaced = true;
    }
}

/** The problem that was added last. */
static inline struct hm_problem *
hm_problems_last(struct hm_problems *problems)
{
    return &problems->list.p[problems->list.n - 1];
}

#endif
