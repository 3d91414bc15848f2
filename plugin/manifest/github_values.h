/* SPDX-License-Identifier: Apache-2.0 */
/* What expressions of a workflow come to, as far as the file itself says it. */
#ifndef HM_MANIFEST_GITHUB_VALUES_H
#define HM_MANIFEST_GITHUB_VALUES_H

#include "plugin/base/yaml.h"
#include "plugin/model/manifests.h"

/** What may be asked at one place of a workflow. */
struct hm_github_values {
    struct hm_arena *arena;
    const struct hm_entries *envs[3]; /**< of step, job, workflow: the nearest first; NULL: none */
    const struct hm_yaml *matrix;     /**< `strategy.matrix` of the job; NULL: none */
};

/**
 * What stands between the braces: `env.NAME`, `matrix.NAME`, a text or number itself. False where
 * nobody knows: it is of another kind, the value is computed, or the runs of the matrix differ.
 */
bool hm_github_value(const struct hm_github_values *values, struct hm_str expression,
                     struct hm_str *ret_value);

/** Puts what is known into a value in the place of its expressions; the others stay as they are
 * written. It is known when all of them are. */
void hm_github_resolve(const struct hm_github_values *values, struct hm_scalar *value);

/** The same for all values of a list that is the caller's own. */
void hm_github_resolve_entries(const struct hm_github_values *values, struct hm_entries *entries);
void hm_github_resolve_list(const struct hm_github_values *values, struct hm_scalars *list);

#endif
