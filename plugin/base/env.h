/* SPDX-License-Identifier: Apache-2.0 */
/* The environment as something that is handed over, so that tests need not change the real one. */
#ifndef HM_BASE_ENV_H
#define HM_BASE_ENV_H

#include "plugin/base/str.h"

/** Zeroed, it reads the process's own environment. */
struct hm_env {
    const char *(*get)(void *ctx, const char *name); /**< NULL for a variable that is not set */
    void *ctx;
};

/** The value of a variable; empty when it is not set (or empty). Lasts as long as the environment
 * does. */
static inline struct hm_str
hm_env_get(const struct hm_env *env, const char *name)
{
    return hm_str_c(env->get == NULL ? getenv(name) : env->get(env->ctx, name));
}

#endif
