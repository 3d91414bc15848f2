/* SPDX-License-Identifier: Apache-2.0 */
/* What a tool's run amounts to: how it ended, its exit code by the table, its output by parse. */
#ifndef HM_ADAPTERS_JUDGE_H
#define HM_ADAPTERS_JUDGE_H

#include "adapters/adapter.h"
#include "plugin/base/process.h"

/** The outcome of one job. */
struct hm_judgement {
    enum hm_ledger_state state; /**< HM_LEDGER_DONE or HM_LEDGER_FAILED */
    const char *note_id;        /**< NULL when done */
    struct hm_str reason;       /**< why it failed: no period, secrets masked, one line */
    const char *advice;         /**< what to do about it, or NULL: no period */
};

/**
 * Judges a run. Starts nothing and reads no file. When it failed, @p out holds no findings: what a
 * broken run says is not half believed. A signature that could not be checked is evidence too.
 * @p dir, which may be NULL, is left out of what is quoted.
 */
struct hm_judgement hm_judge(const struct hm_tool_job *job, const struct hm_process_result *result,
                             const char *dir, struct hm_collect *out);

/** The end of standard error that says why, as one line without times: at most 400 bytes. */
struct hm_str hm_judge_tail(struct hm_arena *arena, struct hm_str err, const char *dir);

/** Puts the evidence of a signature that could not be checked. */
void hm_judge_unverifiable(const struct hm_tool_job *job, struct hm_str why,
                           struct hm_collect *out);

#endif
