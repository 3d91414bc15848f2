/* SPDX-License-Identifier: Apache-2.0 */
/* The certificate authorities that --ca-file adds to those that count without it. */
#ifndef HM_NET_AUTHORITIES_H
#define HM_NET_AUTHORITIES_H

#include "plugin/base/buf.h"
#include "plugin/base/err.h"

/**
 * Appends the certificates of the PEM file @p path to @p ret, and behind them those that count
 * already: @p present (the user's $SSL_CERT_FILE), or where that is empty the system's bundle, if
 * it has one. What else lies in the file, a private key perhaps, stays there. Fails, with @p ret as
 * it was, when a file that was named cannot be read or holds no certificate.
 */
enum hm_status hm_authorities_read(struct hm_str path, struct hm_str present, struct hm_buf *ret,
                                   struct hm_err *reterr) HM_MUST_CHECK;

#endif
