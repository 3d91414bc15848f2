/* SPDX-License-Identifier: Apache-2.0 */
/* Which jobs of a pipeline run behind which: by what they need, and by their stages. */
#ifndef HM_MODEL_JOB_ORDER_H
#define HM_MODEL_JOB_ORDER_H

#include "plugin/model/pipeline.h"

/** The order of more jobs is not looked into: they run beside each other then. */
#define HM_ORDERED_JOBS 512u

struct hm_job_order {
    uint32_t n;
    bool *is_behind; /**< [later * n + earlier], in the arena that it was made in */
};

void hm_job_order_make(struct hm_job_order *order, struct hm_arena *arena,
                       const struct hm_pipeline *pipeline);

/** Whether the job @p later begins when the job @p earlier is over. */
bool hm_job_follows(const struct hm_job_order *order, uint32_t earlier, uint32_t later);

#endif
