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
    const struct hm_entries *inputs;  /**< what a called file is given; NULL: nobody knows */
    bool are_typed;                   /**< inputs may be true and false, not only texts */
};

/**
 * What stands between the braces: `env.NAME`, `matrix.NAME`, `inputs.NAME`, a text or number
 * itself. False where nobody knows: it is of another kind, the value is computed, or the runs of
 * the matrix differ. @p ret_is_known: false for an input whose own value has expressions in it.
 */
bool hm_github_value(const struct hm_github_values *values, struct hm_str expression,
                     struct hm_str *ret_value, bool *ret_is_known);

/** Whether a condition holds, with or without braces around it: `inputs.push`, `!inputs.push`,
 * `inputs.mode == 'release'`, and several of them joined by && and ||. */
enum hm_trit hm_github_holds(const struct hm_github_values *values, struct hm_str condition);

/** Whether a text is one word for a shell, its expressions included. */
bool hm_github_is_word(struct hm_str text);

/** Puts what is known into a value in the place of its expressions; the others stay as they are
 * written. It is known when all of them are. */
void hm_github_resolve(const struct hm_github_values *values, struct hm_scalar *value);

/** The same for all values of a list that is the caller's own. */
void hm_github_resolve_entries(const struct hm_github_values *values, struct hm_entries *entries);
void hm_github_resolve_list(const struct hm_github_values *values, struct hm_scalars *list);

#endif
