/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a context that have no place in an image, by name and by content. */
#ifndef HM_CONTEXT_SENSITIVE_FILES_H
#define HM_CONTEXT_SENSITIVE_FILES_H

#include "plugin/context/contents.h"
#include "plugin/model/facts.h"

/** What a look at one file costs of HM_CONTEXT_STEPS: contexts of a set share them. */
#define HM_LOOK_STEPS ((uint64_t)20000)

/**
 * Appends the first @p limit bytes of a file (or fewer) to @p text. False for what is no regular
 * file, cannot be read, or is a link; nothing but a regular file is read.
 */
bool hm_read_head(int folder, const char *path, size_t limit, struct hm_buf *text);

/**
 * Puts into the context what is sensitive of the files that it sends, which lie in @p folder. Files
 * whose name says so are read, and of the others those whose content may tell; what is left
 * unread once @p spent is over HM_CONTEXT_STEPS is said in the context.
 */
void hm_sensitive_files_list(struct hm_arena *arena, const char *folder, uint64_t *spent,
                             struct hm_context *context);

#endif
