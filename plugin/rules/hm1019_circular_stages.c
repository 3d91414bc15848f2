/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* What a stage needs, listed behind one another: [first[i], first[i + 1]) of `to`. */
struct needs {
    HM_VEC(uint32_t) to;
    uint32_t *first;
};

static void
add(struct needs *needs, struct hm_arena *arena, uint32_t from, uint32_t to, uint32_t n)
{
    /* A stage that copies from itself is another rule's matter. */
    if (to < n && to != from) {
        hm_vec_add(arena, &needs->to, to);
    }
}

static void
collect(const struct hm_dockerfile *file, struct hm_arena *arena, struct needs *ret_needs)
{
    *ret_needs = (struct needs){ .first = hm_arena_new(arena, uint32_t, file->n_stages + 1) };
    for (uint32_t s = 0; s < file->n_stages; s++) {
        const struct hm_stage *stage = &file->stages[s];
        ret_needs->first[s] = (uint32_t)ret_needs->to.n;
        add(ret_needs, arena, s, stage->parent, file->n_stages);
        for (uint32_t i = stage->first; i < stage->end; i++) {
            const struct hm_instruction *inst = &file->instructions[i];
            if (inst->kind == HM_COPY) {
                add(ret_needs, arena, s, inst->from_stage, file->n_stages);
            }
            for (uint32_t k = 0; k < inst->n_mounts; k++) {
                add(ret_needs, arena, s, inst->mounts[k].from_stage, file->n_stages);
            }
        }
    }
    ret_needs->first[file->n_stages] = (uint32_t)ret_needs->to.n;
}

enum colour {
    WHITE,
    GREY, /* on the way from the start to here */
    BLACK,
};

struct step {
    uint32_t stage;
    uint32_t next; /* in needs.to */
};

/* Depth first, with a stack of its own: the chain may be as long as the file. */
static uint32_t
find_circle(const struct needs *needs, uint32_t start, unsigned char *colours, struct step *stack)
{
    uint32_t depth = 0;

    stack[depth++] = (struct step){ start, needs->first[start] };
    colours[start] = GREY;
    while (depth > 0) {
        struct step *top = &stack[depth - 1];
        if (top->next == needs->first[top->stage + 1]) {
            colours[top->stage] = BLACK;
            depth--;
            continue;
        }
        uint32_t to = needs->to.p[top->next++];
        if (colours[to] == GREY) {
            return to;
        }
        if (colours[to] == WHITE) {
            colours[to] = GREY;
            stack[depth++] = (struct step){ to, needs->first[to] };
        }
    }
    return HM_NONE;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint32_t n = at->file->n_stages;
    unsigned char *colours = hm_arena_alloc(out->arena, n + 1);
    struct step *stack = hm_arena_new(out->arena, struct step, n + 1);
    struct needs needs;

    collect(at->file, out->arena, &needs);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t circle = colours[i] == WHITE ? find_circle(&needs, i, colours, stack) : HM_NONE;
        if (circle != HM_NONE) {
            hm_find(out, at->file->stages[circle].from->span,
                    "%.*s needs itself by way of other stages.",
                    HM_FMT(hm_stage_label(out->arena, &at->file->stages[circle])));
            return;
        }
    }
}

const struct hm_rule hm1019_circular_stages = {
    .id = "HM1019",
    .concept = "circular-stages",
    .since = "0.1",
    .title = "Stages need one another in a circle",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_MULTI_STAGE,
    .cwe = { 1047 },
    .same_as = HM_IDS("tally:circular-stage-deps"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FILE),
    .why = "A stage that copies from, mounts or is built from another one has to wait for it. In a "
           "circle all wait for ever: BuildKit refuses the file.",
    .fix = "Take what both need into a stage of its own that both come after.",
    .bad =
        "FROM alpine:3.22 AS a\nCOPY --from=b /x /x\nFROM alpine:3.22 AS b\nCOPY --from=a /y /y\n",
    .good = "FROM alpine:3.22 AS a\nRUN touch /y\nFROM alpine:3.22 AS b\nCOPY --from=a /y /y\n",
    .check = check,
};
