/* SPDX-License-Identifier: Apache-2.0 */
/* Reports for tests, read from tests/golden/<case>/input.json. */
#ifndef HM_TESTS_GOLDEN_REPORT_H
#define HM_TESTS_GOLDEN_REPORT_H

#include "reports/format.h"

struct golden_case {
    const char *folder; /* tests/golden/<case> */
    struct hm_report report;
    bool is_unmerged;
};

/* Reads and prepares the case's report; files that findings lie in are read from <case>/files. Ends
 * the test with a message when the input is wrong. */
void golden_load(struct golden_case *ret_case, const char *folder);

/* Adds @p n copies of the report's first finding, the last one critical, the others of all levels
 * in turn; each with a line, a fingerprint and a message of its own. */
void golden_multiply(struct golden_case *golden, size_t n);

void golden_done(struct golden_case *golden);

#endif
