/* SPDX-License-Identifier: Apache-2.0 */
/* Findings of an image on the instruction that brought them, and one for a vulnerable base. */
#ifndef HM_REPORTS_ORIGINS_H
#define HM_REPORTS_ORIGINS_H

#include "plugin/model/report.h"

/**
 * By report->origins: findings of images that were placed by inference go where what holds them
 * came from; vulnerabilities and secrets say in their message who can mend it: a newer base, or the
 * line itself; or why that is not known. For each base image whose layers have vulnerabilities one
 * finding of the rule `vulnerable-base-image` (where the run applies it) is added to its FROM,
 * which hm_report_count_bases completes. They stay findings of their own. To be called once, after
 * merging; the report is no longer sorted afterwards. n log n.
 */
void hm_report_place_origins(struct hm_report *report);

/**
 * Writes into the findings about vulnerable bases how many vulnerabilities of what level there are
 * that nothing accepts: they are as bad as the worst of those, at least high. Where all are
 * accepted, the finding goes. To be called once, when it is known what is accepted
 * (reports/suppress/suppress.h), and the accounts are open; the order stays.
 */
void hm_report_count_bases(struct hm_report *report);

#endif
