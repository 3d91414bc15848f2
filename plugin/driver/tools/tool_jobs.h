/* SPDX-License-Identifier: Apache-2.0 */
/* What the files share that give the tools their jobs. */
#ifndef HM_DRIVER_TOOL_JOBS_H
#define HM_DRIVER_TOOL_JOBS_H

#include "plugin/driver/tools/tools.h"

/** A job with all that is the same for each of this tool's; where it looks is the caller's to add.
 */
struct hm_tool_job hm_tools_job(const struct hm_tools *tools, const struct hm_adapter *adapter,
                                enum hm_task task);

/** Whether a tool takes part and has such a task. */
bool hm_tools_wants(const struct hm_tools *tools, const struct hm_adapter *adapter,
                    enum hm_task task);

#endif
