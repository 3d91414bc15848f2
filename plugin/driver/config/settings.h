/* SPDX-License-Identifier: Apache-2.0 */
/* Options that the command line does not give, from the environment and the configuration file. */
#ifndef HM_DRIVER_SETTINGS_H
#define HM_DRIVER_SETTINGS_H

#include "plugin/driver/config/config.h"

/** Whether a command reads the configuration at all. */
bool hm_settings_are_read(const struct hm_args *args);

/**
 * Reads the configuration into @p args->config and fills the values and origins of the options that
 * have a key and were not given: from the environment (HULLMARK_FAIL_ON), else from the file, else
 * from what that extends. A value is taken as a whole: a list is not added to. HM_E_USAGE with the
 * place of what is wrong.
 */
enum hm_status hm_settings_apply(struct hm_args *args, struct hm_err *reterr) HM_MUST_CHECK;

#endif
