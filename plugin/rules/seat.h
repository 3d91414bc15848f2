/* SPDX-License-Identifier: Apache-2.0 */
/* Where a stage's instructions stand: in which folder, and as whom. */
#ifndef HM_RULES_SEAT_H
#define HM_RULES_SEAT_H

#include "plugin/rules/support.h"

struct hm_seat {
    const struct hm_dockerfile *file;
    struct hm_str workdir; /**< absolute and clean; empty when the base decides it */
    enum hm_trit is_root;  /**< who runs a RUN here */
    struct hm_str user;    /**< USER's word without its group; empty when none is set */
};

/** The seat at the stage's beginning: what its parents leave. */
struct hm_seat hm_seat_enter(const struct hm_dockerfile *file, const struct hm_stage *stage);

/** Moves the seat behind @p inst. */
void hm_seat_step(struct hm_seat *seat, const struct hm_instruction *inst, struct hm_arena *arena);

/** A path as it is seen there: absolute, clean, no slash at its end. Empty when that is not known,
 * as with variables and with `~`. */
struct hm_str hm_seat_path(const struct hm_seat *seat, struct hm_arena *arena, struct hm_str path);

/** Whether @p path is @p folder or lies in it; both absolute and clean. */
bool hm_path_is_in(struct hm_str path, struct hm_str folder);

/** Where COPY and ADD put the source: the destination, or the source's name in it when that is a
 * folder by its slash or by several sources. Empty when not known. */
struct hm_str hm_copy_target(const struct hm_seat *seat, struct hm_arena *arena,
                             const struct hm_instruction *inst, struct hm_str source);

/** The script of a RUN that a Unix shell reads, or NULL. */
const struct hm_script *hm_unix_script(const struct hm_dockerfile *file,
                                       const struct hm_instruction *inst);

#endif
