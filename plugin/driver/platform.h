/* SPDX-License-Identifier: Apache-2.0 */
/* The CI systems that are known: how a job on one is recognised, what it needs, what to write. */
#ifndef HM_DRIVER_PLATFORM_H
#define HM_DRIVER_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "plugin/base/env.h"

enum hm_platform {
    HM_PLATFORM_NONE,
    HM_PLATFORM_GITHUB,
    HM_PLATFORM_GITLAB,
    HM_PLATFORM_JENKINS,
    HM_PLATFORM_COUNT
};

/** A variable of the environment that a job should have. */
struct hm_platform_variable {
    const char *name;
    const char *without; /**< what does not work without it, a clause */
    const char *advice;
    bool is_needed; /**< something goes wrong; else there is only less */
};

struct hm_platform_row {
    const char *title;    /**< "GitHub Actions" */
    const char *variable; /**< set in every job of it; NULL for HM_PLATFORM_NONE */
    const char *file;     /**< that, or a folder which, says that a repository uses it */
    const char *where;    /**< where `snippet` belongs */
    const char *snippet;  /**< a job that scans, several lines */
    const struct hm_platform_variable *variables;
    size_t n_variables;
};

const struct hm_platform_row *hm_platform_row(enum hm_platform platform);

/** What this process is a job of. */
enum hm_platform hm_platform_of_run(const struct hm_env *env);

#endif
