/* SPDX-License-Identifier: Apache-2.0 */
/* The options of every command that decides: --fail-on, --gate, --exit-zero, --allow-empty. */
#ifndef HM_DRIVER_GATE_OPTIONS_H
#define HM_DRIVER_GATE_OPTIONS_H

#include "plugin/driver/options.h"
#include "plugin/driver/gate/policy.h"

/** Reads them. Where --gate cannot be read, the place is shown on standard error. The expression
 * lives in the arguments' arena. */
enum hm_status hm_gate_options_read(const struct hm_args *args, int64_t now,
                                    struct hm_gate *ret_gate, struct hm_err *reterr) HM_MUST_CHECK;

#endif
