/* SPDX-License-Identifier: Apache-2.0 */
/* Which builds of a Dockerfile have to be judged apart, and how what they show becomes one. */
#ifndef HM_DRIVER_JUDGEMENTS_H
#define HM_DRIVER_JUDGEMENTS_H

#include "plugin/dockerfile/parse.h"
#include "plugin/driver/inputs.h"

/** So many builds of one file are judged. */
#define HM_JUDGEMENTS_LIMIT 16u

/** One way to build a file, and all who build it so. */
struct hm_judgement {
    struct hm_build build;
    const struct hm_context *context;
    bool is_of_last_stage;
    HM_VEC(const struct hm_build_use *) uses; /**< none: nobody is known to build it so */
};

struct hm_judgements {
    struct hm_judgement list[HM_JUDGEMENTS_LIMIT];
    uint32_t n;
    uint32_t n_left_out; /**< builds beyond the limit */
};

/**
 * The builds of a file that differ in stage, context, or arguments and named contexts that it knows
 * of. What the options say goes over what the uses say. When only Compose builds it, and never its
 * last stage, that one is judged besides, unless its name says that it is for development or tests:
 * a file that people run at home must not hide what is shipped. Without a use there is one
 * judgement, of the options alone.
 * @p file was parsed with the options.
 */
void hm_judgements_make(struct hm_arena *arena, const struct hm_build *options,
                        const struct hm_input_file *input, const struct hm_dockerfile *file,
                        struct hm_judgements *ret);

/** What several judgements of one file found. */
struct hm_shown {
    struct hm_arena *arena; /**< forgotten after the file */
    struct hm_sink *sink;
    size_t n_findings; /**< of the sink, before the file */
    size_t n_not_evaluated;
    uint64_t *slots; /**< open addressing: index of a finding + 1 */
    size_t n_slots;
    HM_VEC(uint32_t) shown_by; /**< of each finding of the file: a bit for each judgement */
};

/** Begins a file: what is in the sink already is left alone. */
void hm_shown_init(struct hm_shown *shown, struct hm_arena *arena, struct hm_sink *sink);

/** Joins what judgement @p index added to the sink since the last call: of findings of one rule at
 * one place the first stays, at the worst level; what could not be decided is kept once. */
void hm_shown_add(struct hm_shown *shown, uint32_t index);

/** Ends it: a finding that only some builds show names them, and gets the names of their images;
 * rules that speak of what no build has (hm_rule.is_of_all_builds) keep what all show. */
void hm_shown_finish(struct hm_shown *shown, const struct hm_judgements *judgements);

#endif
