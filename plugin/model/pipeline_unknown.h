/* SPDX-License-Identifier: Apache-2.0 */
/* Why something may be done to the images of a pipeline where nobody sees it. */
#ifndef HM_MODEL_PIPELINE_UNKNOWN_H
#define HM_MODEL_PIPELINE_UNKNOWN_H

#include "plugin/model/pipeline_chain.h"

/** Sets the reasons in @p chains. @p is_full: there were too many images to be told apart. */
void hm_pipeline_unknown(const struct hm_pipeline *pipeline, bool is_full,
                         struct hm_chains *chains);

#endif
