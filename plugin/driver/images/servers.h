/* SPDX-License-Identifier: Apache-2.0 */
/* Which servers are asked for a registry's images, and how they are spoken to. */
#ifndef HM_DRIVER_SERVERS_H
#define HM_DRIVER_SERVERS_H

#include "plugin/driver/options.h"
#include "plugin/image/verify.h"

/** Reads --plain-http, --mirror and --mirrors-from into @p options; what is asked without TLS is
 * said in a note of the report. HM_E_USAGE for what cannot be read. */
enum hm_status hm_servers_read(const struct hm_args *args, struct hm_image_options *options,
                               struct hm_report *report, struct hm_err *reterr) HM_MUST_CHECK;

/** Takes the URL of --trivy-server, without a final slash, if there is one. HM_E_USAGE for what is
 * none, and for one without TLS that is neither on this machine nor named by --plain-http: a token
 * goes there. */
enum hm_status hm_servers_trivy(const struct hm_args *args, struct hm_str *ret,
                                struct hm_err *reterr) HM_MUST_CHECK;

#endif
