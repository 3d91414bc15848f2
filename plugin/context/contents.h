/* SPDX-License-Identifier: Apache-2.0 */
/* What a file holds that has no place in an image, by its content. */
#ifndef HM_CONTEXT_CONTENTS_H
#define HM_CONTEXT_CONTENTS_H

#include "plugin/model/sensitive.h"

/** So much of a file is read. */
#define HM_CONTENT_LIMIT ((size_t)64 * 1024)

enum hm_content {
    HM_CONTENT_UNKNOWN,  /**< the content does not tell: the name must */
    HM_CONTENT_HARMLESS, /**< empty, placeholders, settings, encrypted: whatever the name says */
    HM_CONTENT_VALUES,   /**< values, none of which is a secret by its name or shape */
    HM_CONTENT_SECRET,
};

struct hm_content_found {
    enum hm_sensitive kind; /**< of VALUES and SECRET */
    const char *what;       /**< "a private key": may be shown */
    uint32_t line;          /**< where, from 1; 0 in what has no lines */
};

/**
 * Judges the first HM_CONTENT_LIMIT bytes of a file. Linear; nothing of the text is kept. @p
 * ret_found is filled for VALUES and SECRET.
 */
enum hm_content hm_content_judge(struct hm_str path, struct hm_str text,
                                 struct hm_content_found *ret_found);

/** Whether all of a text could be one secret: it is not empty, a placeholder or a reference. */
bool hm_content_is_value(struct hm_str text);

/** Whether a file of this name, which says nothing, may be a key or credentials all the same, so
 * that its content is worth a look: "config", "backup.json", but not "main.c". */
bool hm_content_may_tell(struct hm_str path);

/** Whether a file is of an installed package, which others have published. */
bool hm_is_of_package(struct hm_str path);

#endif
