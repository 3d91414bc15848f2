/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as files of a tool's private folder, and what it says of them back in the report. */
#ifndef HM_ADAPTERS_TEXTS_H
#define HM_ADAPTERS_TEXTS_H

#include "adapters/adapter.h"

/** Adds a file for each of the job's texts to the plan, "texts/0", "texts/1" …, and its name as
 * seen from the folder that tools start in to the arguments. */
void hm_texts_plan(const struct hm_tool_job *job, const struct hm_plan_context *context,
                   struct hm_plan *plan);

/** The text that a tool calls @p name, or NULL. */
const struct hm_tool_text *hm_texts_find(const struct hm_tool_job *job, struct hm_str name);

/** A finding of a rule of the tool's at a text's place, with everything but the message. */
struct hm_finding *hm_texts_finding(struct hm_collect *out, const struct hm_tool_text *text,
                                    const struct hm_rule *rule, struct hm_place place);

#endif
