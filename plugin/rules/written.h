/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that a build puts into files: what echo, printf, sed, tee and here-documents write. */
#ifndef HM_RULES_WRITTEN_H
#define HM_RULES_WRITTEN_H

#include "plugin/rules/commands.h"

/** A text, and where a finding about it belongs. */
struct hm_written {
    struct hm_str text; /**< of sed only what it puts in place of something */
    struct hm_span span;
    bool is_expanded; /**< a variable's value is in it: not all of it is written here */
    struct hm_str to; /**< the file, or the empty view where it is not known */
};

/** The @p n-th text that the command writes; false past the last. Of programs that only look at
 * texts there is none. */
bool hm_command_writes(const struct hm_script *script, const struct hm_command *cmd, uint32_t n,
                       struct hm_written *ret);

/** The @p n-th text of COPY's and ADD's here-documents; false past the last. */
bool hm_copy_writes(const struct hm_instruction *inst, uint32_t n, struct hm_written *ret);

/** Whether a line of @p text that is no comment sets @p key to @p value: "key value" or
 * "key=value", the case of letters aside. */
bool hm_text_sets(struct hm_str text, const char *key, const char *value);

#endif
