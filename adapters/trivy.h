/* SPDX-License-Identifier: Apache-2.0 */
/* What the two files of the Trivy adapter share. */
#ifndef HM_ADAPTERS_TRIVY_H
#define HM_ADAPTERS_TRIVY_H

#include "adapters/adapter.h"

/** Reads Trivy's JSON report, schema version 2; hm_adapter.parse. */
enum hm_status hm_trivy_parse(const struct hm_tool_job *job, const struct hm_tool_run *run,
                              struct hm_collect *out, struct hm_err *reterr);

#endif
