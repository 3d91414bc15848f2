/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say what build is meant: --build-arg, --target, --image-config. */
#ifndef HM_DRIVER_BUILD_OPTIONS_H
#define HM_DRIVER_BUILD_OPTIONS_H

#include "plugin/dockerfile/parse.h"
#include "plugin/driver/options.h"

/** Reads them; all of it lives in args->arena. HM_E_USAGE for what is no NAME=VALUE, and what
 * reading the file of configurations says. The platform is left alone. */
enum hm_status hm_build_read(const struct hm_args *args, struct hm_build *ret_build,
                             struct hm_err *reterr) HM_MUST_CHECK;

#endif
