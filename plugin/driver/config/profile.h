/* SPDX-License-Identifier: Apache-2.0 */
/* Which rules of the catalogue a run applies. */
#ifndef HM_DRIVER_PROFILE_H
#define HM_DRIVER_PROFILE_H

#include "plugin/driver/options.h"
#include "plugin/model/report.h"

/** The rules that were picked, in the catalogue's order. Where a profile sets the level, the rule
 * is a copy with that level. */
struct hm_selection {
    const struct hm_rule **rules;
    size_t n;
    bool sets_levels; /**< some rules are such copies */
};

/**
 * Picks the rules of the profiles that --profile names (default: default). `default` is in
 * `strict`, `strict` in `all`; `hygiene` adds its rules to any. `cis` is the rules that belong to a
 * section of the CIS benchmark, and `hadolint` those that hadolint has too, at its levels. Several
 * are put together. HM_E_USAGE for a name that is none.
 */
enum hm_status hm_profile_select(const struct hm_args *args, struct hm_selection *ret_selection,
                                 struct hm_err *reterr) HM_MUST_CHECK;

/** The same for words with commas between them; none are the default. */
enum hm_status hm_profile_pick(struct hm_arena *arena, struct hm_str words,
                               struct hm_selection *ret_selection,
                               struct hm_err *reterr) HM_MUST_CHECK;

/** Gives findings of rules whose level a profile sets that level, whatever their place. */
void hm_profile_set_levels(const struct hm_selection *selection, struct hm_report *report);

/** All words that --profile takes. */
const char *const *hm_profile_words(size_t *ret_n);

/** "default", "strict", "all", "hygiene": the smallest profile that holds a rule. */
const char *hm_profile_name(enum hm_profile profile);

#endif
