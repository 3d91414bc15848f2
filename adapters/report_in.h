/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a whole report back: our JSON, our SARIF, and other tools' SARIF with what that holds. */
#ifndef HM_ADAPTERS_REPORT_IN_H
#define HM_ADAPTERS_REPORT_IN_H

#include "plugin/model/report.h"

/** Larger reports are refused. */
#define HM_REPORT_IN_LIMIT ((size_t)128 << 20)

/**
 * Reads @p text into a report that is empty but for its catalogue. Findings keep their identities,
 * the ledger, the evidence and what was not evaluated are there; `verdict` and `verdict_reason` are
 * those that the report had, HM_VERDICT_PASS where it has none, and `exit_code` likewise; `applied`
 * holds the rules that it says were applied: none where other tools made it. A document of other
 * tools has a ledger row for each run, with the task "import". @p name is for messages. Absolute
 * paths in SARIF become relative to @p root, an absolute folder. @p is_mapped: as in struct
 * hm_sarif_options.
 *
 * HM_E_SYNTAX for what is no report, or one that says what is not understood; HM_E_LIMIT for too
 * much of it.
 */
enum hm_status hm_report_read(struct hm_str text, bool is_mapped, struct hm_str name,
                              struct hm_str root, struct hm_report *report,
                              struct hm_err *reterr) HM_MUST_CHECK;

#endif
