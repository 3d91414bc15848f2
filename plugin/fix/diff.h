/* SPDX-License-Identifier: Apache-2.0 */
/* Unified diffs of edits that change and add lines but remove none. */
#ifndef HM_FIX_DIFF_H
#define HM_FIX_DIFF_H

#include "plugin/base/buf.h"

/**
 * Appends what `diff -u` prints for two texts of which the later has as many lines or more, with
 * the names a/PATH and b/PATH; nothing when they are equal. False, and nothing appended, when it
 * has less.
 */
bool hm_diff_lines(struct hm_str path, struct hm_str before, struct hm_str after,
                   struct hm_buf *out);

#endif
