/* SPDX-License-Identifier: Apache-2.0 */
/* The jobs of a pipeline that was read. */
#ifndef HM_TESTS_MANIFEST_JOBS_H
#define HM_TESTS_MANIFEST_JOBS_H

#include "plugin/manifest/pipeline_read.h"
#include "tests/manifest/project.h"

static inline const struct hm_job *
job_of(const struct hm_pipeline *pipeline, const char *name)
{
    for (uint32_t i = 0; i < pipeline->n_jobs; i++) {
        if (hm_str_eq(pipeline->jobs[i].name, name)) {
            return &pipeline->jobs[i];
        }
    }
    cr_assert(false, "no job %s", name);
    return NULL;
}

#endif
