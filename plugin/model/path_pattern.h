/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns over paths, part by part: which files, and which repositories, a line is about. */
#ifndef HM_MODEL_PATH_PATTERN_H
#define HM_MODEL_PATH_PATTERN_H

#include "plugin/base/str.h"

/**
 * `*` stands for any run of characters and `?` for one, both within a part between slashes; a part
 * that is `**` alone stands for any number of parts, at the end for at least one. Two stars within
 * a part are as good as one, as in .gitignore. Case counts. A path that is empty is no file and
 * fits nothing. Linear in the product of both.
 */
bool hm_path_pattern_fits_whole(struct hm_str pattern, struct hm_str path);

/** Whether a path fits a pattern, or lies below a folder that does; slashes at the pattern's end
 * say nothing. */
bool hm_path_pattern_fits(struct hm_str pattern, struct hm_str path);

/** Whether one part does, which has no slash; @p any_case: letters of ASCII fit in any case. */
bool hm_part_pattern_fits(struct hm_str pattern, struct hm_str part, bool any_case);

#endif
