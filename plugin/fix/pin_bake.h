/* SPDX-License-Identifier: Apache-2.0 */
/* References without a digest in bake files of HCL: contexts that are images. */
#ifndef HM_FIX_PIN_BAKE_H
#define HM_FIX_PIN_BAKE_H

#include "plugin/fix/pin.h"

/** "docker-bake.hcl", "docker-bake.override.hcl". */
bool hm_pin_bake_is_named(struct hm_str path);

/**
 * Finds the strings that begin with "docker-image://"; those with "${…}", and Dockerfiles that are
 * written inside of the file, are there and say that they cannot be pinned. HM_E_SYNTAX, HM_E_LIMIT
 * for what is no HCL.
 */
enum hm_status hm_pin_bake_find(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                                struct hm_pins *ret_pins, struct hm_err *reterr) HM_MUST_CHECK;

#endif
