/* SPDX-License-Identifier: Apache-2.0 */
/* The commands: each parses nothing (options.c did), prints, and returns the process's exit code.
 */
#ifndef HM_DRIVER_CMD_H
#define HM_DRIVER_CMD_H

#include <signal.h>

#include "plugin/driver/options.h"
#include "plugin/driver/gate/policy.h"

#define COMMAND(name, word, operands, summary, description)                                        \
    int hm_cmd_##word(const struct hm_args *args);
#include "plugin/driver/commands/commands.def"
#undef COMMAND

/** Prints "hullmark: text" to standard error and returns the exit code that belongs to the error's
 * status. */
int hm_complain(const struct hm_err *err);

/** The same for a usage error; always 2. */
int hm_complain_usage(const struct hm_args *args, const char *fmt, ...) HM_PRINTF(2, 3);

/** Writes a buffer to standard output; returns the exit code 0, or 3 with a complaint when the pipe
 * is closed. */
int hm_print(const struct hm_buf *out);

/** Set by SIGTERM, SIGINT and SIGHUP: whatever runs long looks at it. */
extern volatile sig_atomic_t hm_stop_signal;

#endif
