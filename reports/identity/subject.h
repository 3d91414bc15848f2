/* SPDX-License-Identifier: Apache-2.0 */
/* The normalised instruction that a finding of another tool is about. */
#ifndef HM_REPORTS_SUBJECT_H
#define HM_REPORTS_SUBJECT_H

#include "plugin/model/report.h"

/**
 * The text of some lines as an identity may be made from it: one line, white space folded, without
 * continuation characters and comment lines, the keyword in capitals, of FROM without tag and
 * digest, secrets masked; what is longer than 300 bytes ends in a hash of the whole. Reformatting a
 * file does not change it.
 */
struct hm_str hm_subject_of_lines(struct hm_arena *arena, const struct hm_source *source,
                                  struct hm_lines lines);

#endif
