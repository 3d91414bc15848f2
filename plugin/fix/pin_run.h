/* SPDX-License-Identifier: Apache-2.0 */
/* References without a digest in commands that run or fetch images: scripts, Makefiles, units,
 * Quadlets, steps of pipelines. */
#ifndef HM_FIX_PIN_RUN_H
#define HM_FIX_PIN_RUN_H

#include "plugin/fix/pin.h"
#include "plugin/model/manifests.h"

/** The same for what the steps of a pipeline run; nothing for a file that is none. */
void hm_pins_add_steps(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                       struct hm_pins *pins);

/** Finds those of a script, a Makefile, a unit or a Quadlet; none in any other file. */
enum hm_status hm_pin_run_find(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                               struct hm_pins *ret_pins, struct hm_err *reterr) HM_MUST_CHECK;

#endif
