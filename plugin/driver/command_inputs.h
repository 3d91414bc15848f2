/* SPDX-License-Identifier: Apache-2.0 */
/* Which files of a folder may run containers by commands: scripts, Makefiles, units of systemd. */
#ifndef HM_DRIVER_COMMAND_INPUTS_H
#define HM_DRIVER_COMMAND_INPUTS_H

#include "plugin/context/discover.h"
#include "plugin/driver/inputs.h"

/** Whether a file that was named itself is one, by its name or by what is in it. */
bool hm_command_is_file(const char *path);

/** Adds the files of a folder that are one by their names, and those without a suffix, whose first
 * line tells. */
void hm_command_inputs_find(struct hm_report *report, const struct hm_discovery *discovery,
                            const struct hm_input_tree *tree, struct hm_inputs *inputs);

/** Whether a file that could not be read may have been one of them: others are programs, and links
 * that lead out of the tree. */
bool hm_command_is_missed(struct hm_str path, const struct hm_err *err);

#endif
