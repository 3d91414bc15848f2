/* SPDX-License-Identifier: Apache-2.0 */
/* The five levels and the practices, as enums and tables made from their .def files. */
#ifndef HM_MODEL_SEVERITY_H
#define HM_MODEL_SEVERITY_H

#include "plugin/base/str.h"

/** Ordered: a larger value is worse. */
enum hm_severity {
    HM_SEV_NONE = 0, /**< no level given; as a gate's threshold: never */
#define SEVERITY(name, word, sarif, score, gitlab, colour) HM_SEV_##name,
#include "plugin/model/severity.def"
#undef SEVERITY
    HM_SEV_COUNT
};

struct hm_severity_row {
    const char *word;   /**< "critical": options, reports */
    const char *sarif;  /**< "error", "warning", "note" */
    const char *score;  /**< security-severity where no CVSS score is known */
    const char *gitlab; /**< "Critical" */
    const char *colour; /**< ANSI SGR parameters */
};

/** The row of a level; HM_SEV_NONE has the word "none" and the SARIF level "none". */
const struct hm_severity_row *hm_severity_row(enum hm_severity severity);

/** Reads a level's word (not "none"), ignoring case. Returns HM_SEV_NONE for anything else. */
enum hm_severity hm_severity_parse(struct hm_str word);

/** The level of a CVSS score in GitHub's bands; 0 gives HM_SEV_INFO. */
enum hm_severity hm_severity_of_score(double score);

enum hm_practice {
    HM_PRACTICE_NONE = 0,
#define PRACTICE(name, number, slug, importance, title) HM_PRACTICE_##name = number,
#include "plugin/model/practices.def"
#undef PRACTICE
    HM_PRACTICE_COUNT
};

struct hm_practice_row {
    const char *slug;
    const char *title;
    bool is_critical; /**< summaries list these first */
};

/** The row of a practice; NULL for HM_PRACTICE_NONE. */
const struct hm_practice_row *hm_practice_row(enum hm_practice practice);

#endif
