/* SPDX-License-Identifier: Apache-2.0 */
/* A SARIF log of one or several runs, in the shape that a destination wants. */
#ifndef HM_REPORTS_SARIF_H
#define HM_REPORTS_SARIF_H

#include "reports/format.h"

/** What a destination wants otherwise than the standard has it. */
struct hm_sarif_shape {
    bool has_short_help;   /**< jenkins: a rule's help is part of every issue's text there */
    bool is_prose;         /**< gitlab, defectdojo: texts are shown as Markdown */
    bool has_fingerprints; /**< defectdojo: the first of them is a finding's identity */
};

struct hm_sarif_run {
    const struct hm_report *report;
    struct hm_str category; /**< automationDetails.id before its last '/' */
};

void hm_sarif_write(const struct hm_sarif_run *runs, size_t n, const struct hm_sarif_shape *shape,
                    const struct hm_format_options *options, struct hm_buf *buf);

#endif
