/* SPDX-License-Identifier: Apache-2.0 */
/* The ignore files that lie in what is scanned: tools run without them, so hullmark applies them
 * itself, visibly. */
#ifndef HM_DRIVER_IGNORES_H
#define HM_DRIVER_IGNORES_H

#include "plugin/driver/inputs.h"

/**
 * Reads .hadolint.yaml, .trivyignore, .trivyignore.yaml and .checkov.yaml (.yml too) in the folder
 * of each PATH, or else in the current folder, and adds what they accept to the report; where
 * hadolint's switches its comments off, those go. What cannot be read has no effect, and a note
 * says so. To be called once the files were judged.
 */
void hm_ignores_read(const struct hm_inputs *inputs, struct hm_report *report);

#endif
