/* SPDX-License-Identifier: Apache-2.0 */
/* What the embedded engine would have said of the base revision: the baseline of a change that
 * nobody had to store. */
#ifndef HM_DRIVER_KNOWN_H
#define HM_DRIVER_KNOWN_H

#include "plugin/driver/change/change.h"
#include "plugin/driver/config/levels.h"
#include "plugin/driver/examine.h"
#include "reports/identity/baseline.h"

/** How the files of now are judged, and so those of then. */
struct hm_known_request {
    const struct hm_change *change; /**< known */
    const struct hm_args *args;
    const struct hm_examination *examination; /**< `trusted` is replaced */
    const struct hm_trusted *trusted;         /**< `given` alone is taken */
    const struct hm_selection *selection;
    struct hm_levels *levels;
    const struct hm_report *report; /**< of now: catalogue, version */
    uint32_t today;
};

/** What came of it. */
struct hm_known {
    struct hm_report report;   /**< hm_report_prepare was called; paths are those of now */
    struct hm_inputs inputs;   /**< by paths of then */
    struct hm_trusted trusted; /**< where has_inputs */
    bool has_inputs;           /**< of the PATHs something was there */
};

/** Judges the files of the base revision. hm_known_done is due in any case. What could not be read
 * there is a note of @p report, and its findings count as new. */
enum hm_status hm_known_find(struct hm_known *known, const struct hm_known_request *request,
                             struct hm_report *report, struct hm_err *reterr) HM_MUST_CHECK;

void hm_known_done(struct hm_known *known);

/** Compares a prepared report with what was known, and with @p stored besides (may be NULL). How
 * many findings of other tools could not be compared is said in a note. */
void hm_known_compare(const struct hm_known *known, const struct hm_change *change,
                      const struct hm_baseline *stored, struct hm_report *report);

#endif
