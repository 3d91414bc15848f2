/* SPDX-License-Identifier: Apache-2.0 */
/* What a build would make of a file: the configuration of a stage's image at its end, and what
 * holds at each of its instructions. Worked out on demand, from facts that are complete. */
#ifndef HM_DOCKERFILE_OUTCOME_H
#define HM_DOCKERFILE_OUTCOME_H

#include "plugin/base/vec.h"
#include "plugin/dockerfile/build_values.h"
#include "plugin/model/facts.h"

/** A value, or a name and its value. `text` means nothing where it is not known. */
struct hm_item {
    struct hm_str name;
    struct hm_str text;
    bool is_known;
};

struct hm_items {
    HM_VEC(struct hm_item) list;
    bool is_set; /**< for lists that may be absent: entrypoint, cmd, shell */
};

/** What holds between two instructions. */
struct hm_outcome {
    struct hm_platform platform; /**< that is built for; `os` empty when not known */
    struct hm_str image_os;      /**< of the image itself: it decides on the default shell */
    bool is_complete; /**< the base image's configuration is known: lists hold all there is */
    struct hm_item user;
    struct hm_item workdir; /**< as the image will have it */
    struct hm_item folder;  /**< where commands run, with forward slashes */
    struct hm_item stopsignal;
    struct hm_items env;       /**< of the image */
    struct hm_items variables; /**< of commands: ARG and ENV */
    struct hm_items ports;     /**< by name; the same may stand there twice */
    struct hm_items volumes;
    struct hm_items labels;
    struct hm_items onbuild;
    struct hm_items entrypoint;
    struct hm_items cmd;
    struct hm_items shell;
    const struct hm_health *health; /**< NULL without one */
    struct hm_str made_by;  /**< "line 7", "docker-image://…" or "scratch": what made the files */
    bool has_cmd;           /**< CMD was given in this stage */
    uint32_t next_variable; /**< the stage's variables up to here are applied */
};

/** What an outcome is worked out from. */
struct hm_outcomes {
    struct hm_arena *arena;
    const struct hm_dockerfile *file;
    struct hm_platform platform; /**< as --platform says */
    struct hm_outcome *ends;     /**< of each stage that was walked */
    bool *is_done;
    uint64_t work_left; /**< what lists may still be copied; then `is_cut` */
    bool is_cut;
};

/** Begins: nothing is walked yet. */
void hm_outcomes_init(struct hm_outcomes *all, struct hm_arena *arena,
                      const struct hm_dockerfile *file, struct hm_str platform);

/** What a stage begins with; its parent must have been walked. */
struct hm_outcome hm_outcome_begin(struct hm_outcomes *all, const struct hm_stage *stage);

/** Applies an instruction of @p stage, whose own words are expanded. */
void hm_outcome_apply(struct hm_outcomes *all, const struct hm_stage *stage,
                      const struct hm_instruction *inst, struct hm_outcome *outcome);

/** The shell's words in front of a command in shell form. */
struct hm_items hm_outcome_shell(struct hm_outcomes *all, const struct hm_outcome *outcome);

/** The path of a word in the stage: WORKDIR's rules, with forward slashes. */
struct hm_item hm_outcome_path(struct hm_outcomes *all, const struct hm_outcome *outcome,
                               struct hm_item path, bool keeps_slash);

/** "docker-image://docker.io/library/alpine:latest", "scratch". */
struct hm_str hm_outcome_image(struct hm_arena *arena, struct hm_str name);

#endif
