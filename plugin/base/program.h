/* SPDX-License-Identifier: Apache-2.0 */
/* Where a program lies. */
#ifndef HM_BASE_PROGRAM_H
#define HM_BASE_PROGRAM_H

#include "plugin/base/buf.h"

/**
 * Puts the absolute path of the first @p program in the folders of @p folders (the value of PATH)
 * into @p ret_path; false, and an empty buffer, when there is none. Relative folders are passed
 * over, so that a program that lies in the current one is not taken for the one that is meant.
 */
bool hm_program_find(struct hm_str folders, const char *program, struct hm_buf *ret_path);

/** Whether this is a regular file that may be executed. */
bool hm_program_is(const char *path);

#endif
