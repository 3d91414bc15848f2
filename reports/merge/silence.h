/* SPDX-License-Identifier: Apache-2.0 */
/* Who looked, could have said it, and did not. */
#ifndef HM_REPORTS_SILENCE_H
#define HM_REPORTS_SILENCE_H

#include "plugin/model/report.h"

/**
 * Fills `silent` of every finding: tools that neither made it nor agree, that the ledger says
 * completed over its place, and that have a rule for the fault: by same_as of our rules that it
 * stands for; for a vulnerability those with a vulnerability database. hullmark is silent where it
 * judged the file and a rule of this run that the finding stands for neither fired nor was left
 * undecided. Nobody is called silent whose looking is not on record: of imported documents it is
 * not known what their tools looked at.
 */
void hm_report_note_silence(struct hm_report *report);

#endif
