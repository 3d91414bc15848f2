/* SPDX-License-Identifier: Apache-2.0 */
/* Puts instructions into stages, stages into a graph, and works out what holds at each one's end.
 */
#ifndef HM_DOCKERFILE_STAGES_H
#define HM_DOCKERFILE_STAGES_H

#include "plugin/dockerfile/build_values.h"
#include "plugin/dockerfile/parse.h"
#include "plugin/dockerfile/problems.h"
#include "plugin/dockerfile/scope.h"

/** What the steps share. */
struct hm_stages {
    struct hm_arena *arena;
    const struct hm_build *build;
    struct hm_problems *problems;
    struct hm_dockerfile *file;
    struct hm_instruction *instructions; /**< file->instructions, to be completed */
    struct hm_stage *stages;
    uint32_t n_stages;
    bool *has_onbuild; /**< of each stage */
    bool has_cycle;    /**< stages that need each other: refused once, not at each place */
    struct hm_scope globals;
    bool has_epoch;              /**< SOURCE_DATE_EPOCH has a value, */
    struct hm_str epoch;         /**< and this is what stages see of it: empty for nothing */
    struct hm_platform platform; /**< what is built for; `os` empty when not known */
    struct hm_expander ex;
};

/**
 * Completes @p file, whose instructions are read: their stage, expanded words and the stages that
 * COPY --from and mounts name; globals, stages, target.
 */
void hm_stages_make(struct hm_arena *arena, const struct hm_build *build,
                    struct hm_problems *problems, struct hm_dockerfile *file);

/** Expands one word in @p scope; complains about @p inst where BuildKit would. */
void hm_stages_expand(struct hm_stages *stages, struct hm_scope *scope,
                      const struct hm_instruction *inst, struct hm_word *word);

/** Says that BuildKit refuses @p inst when it builds its stage: fatal, unless that is not built.
 * For FROM's own words and the ARGs before it, fatal in any case. */
void hm_stages_refuse(struct hm_stages *stages, const struct hm_instruction *inst,
                      struct hm_str text);

/** The value given by --build-arg; false when there is none. */
bool hm_build_value(const struct hm_build *build, struct hm_str name, struct hm_str *ret_value);

/** The same, as the stages see it: SOURCE_DATE_EPOCH is a number there, or not given. */
bool hm_stages_given(const struct hm_stages *stages, struct hm_str name, struct hm_str *ret_value);

#endif
