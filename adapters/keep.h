/* SPDX-License-Identifier: Apache-2.0 */
/* --keep-raw: what tools wrote, kept for whoever has to find out why, with secrets masked. */
#ifndef HM_ADAPTERS_KEEP_H
#define HM_ADAPTERS_KEEP_H

#include "plugin/base/err.h"
#include "plugin/base/str.h"

/** Makes the folder, with access for its owner alone; one that is there must be empty, ours and as
 * closed. HM_E_USAGE. */
enum hm_status hm_keep_prepare(const char *dir, struct hm_err *reterr) HM_MUST_CHECK;

/** Writes @p text, masked, to a new file DIR/TOOL-TASK-N.SUFFIX (0600). */
enum hm_status hm_keep_write(const char *dir, const char *tool, const char *task,
                             const char *suffix, struct hm_str text,
                             struct hm_err *reterr) HM_MUST_CHECK;

#endif
