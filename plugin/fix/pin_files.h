/* SPDX-License-Identifier: Apache-2.0 */
/* The files that name images and are no Dockerfiles, by their names. */
#ifndef HM_FIX_PIN_FILES_H
#define HM_FIX_PIN_FILES_H

#include "plugin/fix/pin.h"

/** The reader of a file; NULL where its name says nothing, as for a Dockerfile. */
hm_pins_find_fn *hm_pin_files_reader(struct hm_str path);

/** Whether a file of that name that cannot be read may name an image. A template of YAML without a
 * word of images names none. */
bool hm_pin_files_is_missed(struct hm_str path, struct hm_str text);

#endif
