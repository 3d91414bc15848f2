/* SPDX-License-Identifier: Apache-2.0 */
/* Of reports/suppress/ alone: what the id of a suppression means, and what it covers. */
#ifndef HM_REPORTS_SUPPRESS_MATCH_H
#define HM_REPORTS_SUPPRESS_MATCH_H

#include "reports/suppress/suppress_scope.h"

enum hm_waiver_state {
    HM_WAIVER_HOLDS,
    HM_WAIVER_EXPIRED,
    HM_WAIVER_REFUSED, /**< by the policy */
};

/** A suppression, and what its id stands for. */
struct hm_waiver {
    const struct hm_suppression *from;
    struct hm_str id;  /**< without a tool in front */
    const char *tool;  /**< that was named in front, or NULL: those of the dialect */
    struct hm_str key; /**< hm_rule_key of Trivy's spelling of the id: the same for all of them */
    bool is_glob;      /**< the id has a '*' */
    const struct hm_rule *const *rules; /**< of ours */
    size_t n_rules;
    enum hm_waiver_state state;
    uint32_t n_used;   /**< findings that it met */
    bool is_last;      /**< VEX: for some finding it is the statement that counts */
    bool is_overruled; /**< it names a finding that nothing may suppress */
};

/** Fills all but the state from the catalogue. */
void hm_waiver_resolve(struct hm_arena *arena, const struct hm_report *report,
                       const struct hm_suppression *from, struct hm_waiver *ret);

/** Whether it covers the place of a finding; @p image is what that is about. */
bool hm_waiver_reaches(const struct hm_waiver *waiver, const struct hm_finding *finding,
                       const struct hm_waived_image *image);

/** Whether it names the finding's rule, or its advisory. */
bool hm_waiver_names(const struct hm_waiver *waiver, const struct hm_finding *finding);

/** Whether it names what a tool calls @p id. */
bool hm_waiver_names_id(const struct hm_waiver *waiver, const char *tool, const char *id);

/** Findings about the suppressions. */
void hm_waivers_judge(struct hm_report *report, const struct hm_waiver *waivers, size_t n);

#endif
