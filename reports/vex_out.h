/* SPDX-License-Identifier: Apache-2.0 */
/* Writes waivers as an OpenVEX 0.2.0 document, for tools that do not know them. */
#ifndef HM_REPORTS_VEX_OUT_H
#define HM_REPORTS_VEX_OUT_H

#include "plugin/base/buf.h"
#include "plugin/model/suppression.h"

struct hm_vex_options {
    struct hm_str author;
    struct hm_str timestamp; /**< RFC 3339 */
    uint32_t today;          /**< waivers that ended before are left out */
};

/**
 * Appends the document for the waivers that have something to say in VEX and a product: an image
 * that is written without '*' or '?', the products of the row, else a package URL. @p ret_n_left is
 * how many have none, or are over. Without any statement nothing is appended, for a document has
 * at least one; false then. The same waivers and options give the same bytes: @id is the SHA-256 of
 * the rest. hm_crypto_init must have been called.
 */
bool hm_vex_write(struct hm_buf *buf, const struct hm_suppression *waivers, size_t n,
                  const struct hm_vex_options *options, size_t *ret_n_left);

#endif
