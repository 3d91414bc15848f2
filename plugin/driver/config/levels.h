/* SPDX-License-Identifier: Apache-2.0 */
/* What the configuration makes of the rules: which apply where, and at which level. */
#ifndef HM_DRIVER_LEVELS_H
#define HM_DRIVER_LEVELS_H

#include "plugin/driver/config/config.h"
#include "plugin/driver/config/profile.h"

struct hm_path_levels;

/** How findings of some rules, or in some places, are taken. Everything lies in the arena. */
struct hm_levels {
    struct hm_arena *arena;
    const struct hm_config *config;         /**< NULL: nothing is configured */
    const struct hm_rule *const *catalogue; /**< with copies of rules whose level is set */
    size_t n;
    const bool *is_base; /**< by rule: the profile has it */
    HM_VEC(struct hm_path_levels *) known;
    struct hm_ignore excluded; /**< --exclude */
    struct hm_given_at excluded_at;
    bool is_excluding;
};

/**
 * Takes what the configuration says of rules. @p selection is what the profile picked, and becomes
 * what some path needs: rules that are switched off everywhere leave it, those that are given a
 * level join it, those of an override's profile too. @p levels->catalogue is then what the report's
 * catalogue should be. HM_E_USAGE for patterns that are too complex.
 */
enum hm_status hm_levels_init(struct hm_levels *levels, const struct hm_args *args,
                              struct hm_selection *selection, struct hm_err *reterr) HM_MUST_CHECK;

/** Says in the report what was switched off, and by what. */
void hm_levels_state(const struct hm_levels *levels, struct hm_report *report);

/** Takes out the findings, and what was not decided, of rules that do not apply where they are.
 * Before anything else is done with them. */
void hm_levels_narrow(struct hm_levels *levels, struct hm_report *report);

/** Gives the findings, joined by now, the levels that the configuration sets; what it switches off
 * or excludes is suppressed by it; what is newer than the epoch no longer gates. @p levels is a
 * struct hm_levels. */
void hm_levels_settle(void *levels, struct hm_report *report);

#endif
