/* SPDX-License-Identifier: Apache-2.0 */
/* The console report's tables: vulnerabilities, notes, what was checked, evidence, the summary. */
#ifndef HM_REPORTS_TEXT_TABLES_H
#define HM_REPORTS_TEXT_TABLES_H

#include "reports/text/text_out.h"

/** The vulnerabilities of one image or file, worst first; @p rows are all of one place. Rows past
 * the limit are counted, unless verbose. */
void hm_text_vulnerabilities(struct hm_text *out, const struct hm_finding *const *rows, size_t n,
                             bool is_verbose);

/** "1 critical, 2 high" of some findings. */
void hm_text_severities(struct hm_text *out, const struct hm_finding *const *rows, size_t n);

void hm_text_notes(struct hm_text *out, const struct hm_report *report, bool is_verbose);

void hm_text_ledger(struct hm_text *out, const struct hm_report *report, bool with_timings);

void hm_text_evidence(struct hm_text *out, const struct hm_report *report);

/** How the Dockerfiles are built, and of which folders. */
void hm_text_builds(struct hm_text *out, const struct hm_report *report);

void hm_text_not_evaluated(struct hm_text *out, const struct hm_report *report, bool is_verbose);

/** Counts by severity, by practice, the critical practices first, and of many by rule; those that
 * are suppressed apart, and how to see them unless they are shown. */
void hm_text_summary(struct hm_text *out, const struct hm_report *report,
                     const struct hm_format_options *options);

/** What the report was compared with; and of a gate that failed, but for --fail-on, whose verdict
 * says it all: which clauses, and the worst findings of each. */
void hm_text_gate(struct hm_text *out, const struct hm_report *report);

/** The verdict, why, and what the exit code means. */
void hm_text_verdict(struct hm_text *out, const struct hm_report *report);

#endif
