/* SPDX-License-Identifier: Apache-2.0 */
/* The wildcards of COPY: Go's filepath.Match. */
#ifndef HM_CONTEXT_FILEPATH_MATCH_H
#define HM_CONTEXT_FILEPATH_MATCH_H

#include "plugin/base/str.h"

/** What Go answers; it notices an error in a pattern only where it looks. */
enum hm_filepath_fit {
    HM_FIT_BAD,
    HM_FIT_NO,
    HM_FIT_YES,
};

/**
 * Whether the pattern fits the whole of @p name: '*' and '?' stand for anything but '/', "[a-z]"
 * and
 * "[^a-z]" for one character, '\' takes the next as it is. Time is at most the product of the
 * lengths.
 */
enum hm_filepath_fit hm_filepath_match(struct hm_str pattern, struct hm_str name);

/** Whether one of the characters is a wildcard to COPY: one behind '\' is none. */
bool hm_filepath_has_wildcard(struct hm_str text);

#endif
