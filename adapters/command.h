/* SPDX-License-Identifier: Apache-2.0 */
/* A command of the configuration that speaks SARIF, as a tool like the others. */
#ifndef HM_ADAPTERS_COMMAND_H
#define HM_ADAPTERS_COMMAND_H

#include "adapters/adapter.h"

/** Words of an argument list that stand for something else. */
#define HM_COMMAND_PATH "{path}"   /**< the PATH that is scanned, absolute; also inside a word */
#define HM_COMMAND_FILES "{files}" /**< its Dockerfiles, a word each */

enum {
    HM_COMMAND_CODES = 16, /**< of each kind */
    HM_COMMAND_FILES_LIMIT = 1000,
};

struct hm_command_tool {
    struct hm_adapter adapter; /**< the first member: plan and parse are given its address */
    const char *const *argv;   /**< the program first; NULL-ended */
    const char *output;        /**< the file that it writes, in its working folder; NULL: stdout */
    bool needs_network;
    bool wants_files;   /**< HM_COMMAND_FILES is among the words */
    struct hm_str root; /**< the folder that the report's paths start in */
};

/** Fills the adapter of a tool whose other members, its name, program, exit codes and deadline are
 * set. */
void hm_command_tool_init(struct hm_command_tool *tool);

#endif
