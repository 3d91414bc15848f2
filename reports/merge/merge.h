/* SPDX-License-Identifier: Apache-2.0 */
/* Many tools, one finding per fault. */
#ifndef HM_REPORTS_MERGE_H
#define HM_REPORTS_MERGE_H

#include "plugin/model/report.h"

/**
 * Joins findings that are about the same fault: what is left of each group names the others in
 * agreed_by and has the best of their places (reports/merge/join.h); report->n_merged, and the
 * accounts of the tools, count those that went. Levels are decided on afterwards
 * (reports/merge/level.h). Joined are
 * - a foreign finding and one of ours when its id is named in our rule's same_as (the report's
 *   catalogue), the file and target are the same, and it lies in the same instruction, in the same
 *   stage for rules about a stage as a whole, or knows no line; where its id stands for several of
 *   our rules it joins the first that fired, and the others name it too;
 * - what a foreign tool says of an image (no secret, no vulnerability), where it is known from
 * which stage of which Dockerfile that was built (report->origins), and ours of that stage;
 * - likewise two foreign findings whose ids stand for the same rule of ours;
 * - vulnerabilities of one advisory, under whichever of its ids, of one package (by purl where both
 *   have one, else by name; reports/merge/purl.h), installed version, target and file: what is left
 * is named by the CVE where one of them is, and lists the other ids;
 * - secrets of different tools in the same lines of a file, whose kinds do not contradict each
 *   other (reports/merge/secret_kind.h);
 * - the same finding of one tool, made by two of its tasks.
 * The report must be sorted, and is afterwards no longer. n log n.
 */
void hm_report_merge(struct hm_report *report);

#endif
