/* SPDX-License-Identifier: Apache-2.0 */
/* References without a digest in Jenkinsfiles. */
#ifndef HM_FIX_PIN_GROOVY_H
#define HM_FIX_PIN_GROOVY_H

#include "plugin/fix/pin.h"

/** "Jenkinsfile", with something after '.', '-' or '_' or with something and '.' in front, in any
 * case; not what ends like a document ("Jenkinsfile.md"). */
bool hm_pin_groovy_is_named(struct hm_str path);

/**
 * Finds the images that agents, `docker.image(…)`, containers of pod templates and the YAML of pods
 * name; what is put together or comes from a variable is there and says so. Images that the file
 * builds, tags or pushes are left out, and so are those that libraries name. Commands of its steps
 * are read too (pin_run.h). HM_E_SYNTAX, HM_E_LIMIT for what is no Groovy.
 */
enum hm_status hm_pin_groovy_find(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                                  struct hm_pins *ret_pins, struct hm_err *reterr) HM_MUST_CHECK;

#endif
