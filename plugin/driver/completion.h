/* SPDX-License-Identifier: Apache-2.0 */
/* Completion scripts for shells, made from the rows of commands and options. */
#ifndef HM_DRIVER_COMPLETION_H
#define HM_DRIVER_COMPLETION_H

#include "plugin/driver/options.h"

/** Appends the script for "bash", "zsh" or "fish"; HM_E_USAGE for any other shell. */
enum hm_status hm_completion_write(const char *shell, struct hm_buf *out,
                                   struct hm_err *reterr) HM_MUST_CHECK;

#endif
