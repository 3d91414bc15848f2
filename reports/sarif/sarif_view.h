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

/** Where a destination shows the level of a rule in place of a finding's. */
enum hm_sarif_identity {
    HM_SARIF_BY_RULE,  /**< it knows a finding again by its rule's id */
    HM_SARIF_BY_PRINT, /**< by a fingerprint alone */
};

/**
 * Gives each finding a rule whose level is the finding's own, as far as its id may change: a
 * finding of our rules at another level than its rule's gets "HM4012:low". Rules of others have no
 * level of their own: theirs is the worst of what is written. Findings below that get such ids too
 * where the rule's id is no part of their identity; elsewhere an alert would close and another open
 * because of what happened to a third, so they are shown at the worst level.
 */
void hm_sarif_view_levels(struct hm_report *view, struct hm_arena *arena,
                          enum hm_sarif_identity identity);

/** Makes the messages prose (reports/inert.h). */
void hm_sarif_view_prose(struct hm_report *view, struct hm_arena *arena);

/** Adds a note on what was cut, if anything was. */
void hm_sarif_view_cut(struct hm_report *view, struct hm_arena *arena, const struct hm_pick *pick,
                       const char *destination);

/** Says it to the console. */
void hm_sarif_say_cut(const struct hm_format_options *options, struct hm_str category, size_t n_cut,
                      const char *destination);

#endif
