/* SPDX-License-Identifier: Apache-2.0 */
/* What GitLab's security reports have in common: scan, identifiers, the shape of a vulnerability.
 */
#ifndef HM_REPORTS_GITLAB_H
#define HM_REPORTS_GITLAB_H

#include "reports/format.h"
#include "reports/json_out.h"
#include "reports/pick.h"

/** One kind of report. */
struct hm_gitlab {
    const char *type;   /**< scan.type: "sast" */
    const char *schema; /**< the name in the schema's address: "sast" */
    hm_pick_fn *takes;
    /** Whether it rests on that task; NULL: on every one. */
    bool (*has_task)(const struct hm_ledger_row *row);
    /** Whether that task looks for what the report holds. If none was done the scan is a failure:
     * of an empty list GitLab takes all that was found before for resolved. */
    bool (*looks)(const struct hm_ledger_row *row);
    const char *unasked; /**< then: what was not done, and how to have it done */
    /** Writes the member "location". */
    void (*location)(struct hm_json_out *json, const struct hm_finding *finding,
                     const struct hm_format_options *options);
};

void hm_gitlab_write(const struct hm_gitlab *kind, const struct hm_report *report,
                     const struct hm_format_options *options, struct hm_buf *buf);

/** Writes the members "file", "start_line" and "end_line" of a location. */
void hm_gitlab_lines(struct hm_json_out *json, const struct hm_finding *finding);

#endif
