/* SPDX-License-Identifier: Apache-2.0 */
/* Which of many fixed beginnings a text has, without trying them one by one. */
#ifndef HM_BASE_PREFIXES_H
#define HM_BASE_PREFIXES_H

#include "plugin/base/str.h"

/**
 * The row whose prefix is the longest of at most @p most bytes that @p text begins with, or NULL.
 * @p rows is a table of @p n rows of @p size bytes, each beginning with its prefix as a struct
 * hm_str; none is empty, and they are in the order of hm_str_compare, all different. The shorter
 * ones that match too are found by asking again with one byte less than the last one's length.
 */
const void *hm_prefix_find(const void *rows, size_t n, size_t size, struct hm_str text,
                           size_t most);

/** Whether the rows are in the order that hm_prefix_find relies on. */
bool hm_prefix_is_sorted(const void *rows, size_t n, size_t size);

#endif
