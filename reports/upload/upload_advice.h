/* SPDX-License-Identifier: Apache-2.0 */
/* What the answer of a target means, and what its user can do about it: rows of a table. */
#ifndef HM_REPORTS_UPLOAD_ADVICE_H
#define HM_REPORTS_UPLOAD_ADVICE_H

#include "plugin/net/http.h"

/** An answer and what it means. In a table, the first row that fits counts. */
struct hm_upload_advice {
    long status;      /**< 0: any */
    const char *says; /**< in the server's own words, whatever the case; NULL: anything */
    enum hm_status means;
    const char *text; /**< what to do, without a period */
};

/** The row for a status and the server's words, or NULL. */
const struct hm_upload_advice *hm_upload_advice_for(const struct hm_upload_advice *rows, size_t n,
                                                    long status, struct hm_str said);

/**
 * Sets @p reterr to what came back and what to do about it: "https://host answers 403 (its words):
 * advice". An answer that no row is about is HM_E_NETWORK where it may pass by itself (5xx, 408,
 * 429), HM_E_REFUSED with @p otherwise behind it elsewhere.
 */
void hm_upload_explain(struct hm_arena *arena, const struct hm_http_response *response,
                       const struct hm_upload_advice *rows, size_t n, const char *otherwise,
                       struct hm_err *reterr);

/** The end of a message: " (what the server says)", masked and cut; empty when it says nothing.
 * Reads `message`, `error`, `error_description` and `detail` of JSON bodies, and bodies that are a
 * list of texts. */
struct hm_str hm_upload_said(struct hm_arena *arena, struct hm_str body);

#endif
