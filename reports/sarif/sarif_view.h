/* SPDX-License-Identifier: Apache-2.0 */
/* A report with some of its findings, changed for a destination. */
#ifndef HM_REPORTS_SARIF_VIEW_H
#define HM_REPORTS_SARIF_VIEW_H

#include "reports/pick.h"
#include "reports/sarif/sarif.h"

/** Makes a view of the report with copies of the picked findings and of the list of notes, in
 * @p arena. It is never given to hm_report_done. */
void hm_sarif_view(struct hm_report *ret_view, struct hm_arena *arena,
                   const struct hm_report *report, const struct hm_pick *pick);

/** Makes the messages prose (reports/inert.h). */
void hm_sarif_view_prose(struct hm_report *view, struct hm_arena *arena);

/** Adds a note on what was cut, if anything was. */
void hm_sarif_view_cut(struct hm_report *view, struct hm_arena *arena, const struct hm_pick *pick,
                       const char *destination);

/** Says it to the console. */
void hm_sarif_say_cut(const struct hm_format_options *options, struct hm_str category, size_t n_cut,
                      const char *destination);

#endif
