/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as files of a tool's private folder, and what it says of them back in the report. */
#ifndef HM_ADAPTERS_TEXTS_H
#define HM_ADAPTERS_TEXTS_H

#include "adapters/adapter.h"
#include "plugin/base/json.h"

/** Adds a file for each of the job's texts to the plan, "texts/0", "texts/1" …, and its name as
 * seen from the folder that tools start in to the arguments. */
void hm_texts_plan(const struct hm_tool_job *job, const struct hm_plan_context *context,
                   struct hm_plan *plan);

/** The text that a tool calls @p name, or NULL. */
const struct hm_tool_text *hm_texts_find(const struct hm_tool_job *job, struct hm_str name);

/** What a tool says of a place in a text that it was given. Lines and columns are counted from 1;
 * 0 is "not said". */
struct hm_text_remark {
    const struct hm_tool_text *text;
    struct hm_str message; /**< borrowed from the document, not bounded */
    enum hm_severity severity;
    uint64_t line;
    uint64_t column;
    uint64_t end_line;
    uint64_t end_column;
};

/** Reads the members that hadolint and ShellCheck call alike: file, level, message, line, column,
 * endLine, endColumn. HM_E_SYNTAX for a text that the tool was not given, or an unknown level. */
enum hm_status hm_texts_read(const struct hm_tool_job *job, const struct hm_json *at,
                             struct hm_text_remark *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** A finding of a rule of the tool's at a text's place, with everything but the message. */
struct hm_finding *hm_texts_finding(struct hm_collect *out, const struct hm_tool_text *text,
                                    const struct hm_rule *rule, struct hm_place place);

#endif
