/* SPDX-License-Identifier: Apache-2.0 */
/* Which rules of the catalogue a run applies. */
#ifndef HM_DRIVER_PROFILE_H
#define HM_DRIVER_PROFILE_H

#include "plugin/driver/options.h"
#include "plugin/model/rule.h"

/** The rules that were picked, in the catalogue's order. */
struct hm_selection {
    const struct hm_rule **rules;
    size_t n;
};

/**
 * Picks the rules of the profiles that --profile names (default: default). `default` is in
 * `strict`, `strict` in `all`; `hygiene` adds its rules to any. HM_E_USAGE for a name that is none.
 */
enum hm_status hm_profile_select(const struct hm_args *args, struct hm_selection *ret_selection,
                                 struct hm_err *reterr) HM_MUST_CHECK;

/** "default", "strict", "all", "hygiene": the smallest profile that holds a rule. */
const char *hm_profile_name(enum hm_profile profile);

#endif
