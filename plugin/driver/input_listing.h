/* SPDX-License-Identifier: Apache-2.0 */
/* Which files lie below a folder of the scan, for readers of files that include others by pattern.
 */
#ifndef HM_DRIVER_INPUT_LISTING_H
#define HM_DRIVER_INPUT_LISTING_H

#include "plugin/driver/inputs.h"
#include "plugin/manifest/path_reader.h"

/** Of a folder with more entries the list is cut. */
#define HM_LISTING_ENTRIES 50000u

/**
 * Lists the files below @p folder, which is relative to @p root and does not leave it, also not by
 * links; each is called @p prefix and its path from @p root. What version control keeps for itself
 * is not looked at. A folder that is not there has no files.
 */
enum hm_status hm_listing_make(struct hm_arena *arena, const char *root, struct hm_str folder,
                               struct hm_str prefix, struct hm_path_list *ret_list,
                               struct hm_err *reterr) HM_MUST_CHECK;

/** The same for a folder by its path in the report. HM_E_NOT_FOUND where no tree holds it. */
enum hm_status hm_inputs_list(const struct hm_inputs *inputs, struct hm_arena *arena,
                              struct hm_str folder, struct hm_path_list *ret_list,
                              struct hm_err *reterr) HM_MUST_CHECK;

/** The PATH that holds a file of this path of the report; NULL where none does. */
const struct hm_input_tree *hm_inputs_tree(const struct hm_inputs *inputs, struct hm_str path,
                                           size_t *ret_index);

/** Whether it is there, and a file. @p ret_tree is the index of its PATH then. */
bool hm_inputs_has(const struct hm_inputs *inputs, struct hm_str path, size_t *ret_tree);

#endif
