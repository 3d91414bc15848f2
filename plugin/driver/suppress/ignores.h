/* SPDX-License-Identifier: Apache-2.0 */
/* The ignore files that lie in what is scanned: tools run without them, so hullmark applies them
 * itself, visibly. */
#ifndef HM_DRIVER_IGNORES_H
#define HM_DRIVER_IGNORES_H

#include "plugin/driver/inputs.h"
#include "plugin/driver/suppress/trusted.h"

/**
 * Reads .hadolint.yaml, .trivyignore, .trivyignore.yaml and .checkov.yaml (.yml too) in the folder
 * of each PATH, or else in the current folder, and adds what they accept to the report; where
 * hadolint's switches its comments off, those go. What cannot be read has no effect, and a note
 * says so. To be called once the files were judged.
 */
void hm_ignores_read(const struct hm_inputs *inputs, struct hm_report *report);

/**
 * Adds the trustedRegistries of the .hadolint.yaml that is about a tree, as patterns, and a note
 * that names them: what a scanned tree trusts is never silent. To be called before the files are
 * judged; what is wrong with the file hm_ignores_read says.
 */
void hm_ignores_trust(const struct hm_inputs *inputs, const struct hm_input_tree *tree,
                      struct hm_report *report, struct hm_trust_list *list);

#endif
