/* SPDX-License-Identifier: Apache-2.0 */
/* Which files are pipelines. */
#ifndef HM_DRIVER_PIPELINE_INPUTS_H
#define HM_DRIVER_PIPELINE_INPUTS_H

#include "plugin/context/discover.h"
#include "plugin/driver/inputs.h"

/** Whether a file that was named itself is a pipeline: by its name, else by what is in it. */
bool hm_pipeline_is_file(const char *path);

/** Whether what came by standard input is one. */
bool hm_pipeline_is_text(struct hm_str text);

/** Adds the pipelines of a folder to the inputs, and what may be one, of which its reader tells. */
void hm_pipeline_inputs_find(struct hm_report *report, const struct hm_discovery *discovery,
                             const struct hm_input_tree *tree, struct hm_inputs *inputs);

#endif
