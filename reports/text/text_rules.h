/* SPDX-License-Identifier: Apache-2.0 */
/* The console report's count by rule: what to mend first, of many findings. */
#ifndef HM_REPORTS_TEXT_RULES_H
#define HM_REPORTS_TEXT_RULES_H

#include "reports/text/text_out.h"

/** Fewer findings than these are read one by one: there is no table. */
#define HM_TEXT_RULES_FROM 12u

/**
 * The rules of the findings that count, vulnerabilities apart: the worst first, of those the most
 * frequent, with the number of services, jobs or files that have it and its first place. Rows past
 * the limit are counted, unless verbose.
 */
void hm_text_rules(struct hm_text *out, const struct hm_report *report, bool is_verbose);

#endif
