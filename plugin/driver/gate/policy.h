/* SPDX-License-Identifier: Apache-2.0 */
/* The gate: what a report's findings, ledger and evidence mean for the build. */
#ifndef HM_DRIVER_POLICY_H
#define HM_DRIVER_POLICY_H

#include "plugin/driver/gate/gate.h"

/** What ends a process: documented in manual.def. */
enum hm_exit {
    HM_EXIT_PASS = 0,
    HM_EXIT_FAIL = 1,
    HM_EXIT_USAGE = 2,
    HM_EXIT_INCOMPLETE = 3,
    HM_EXIT_INTERNAL = 70,
    HM_EXIT_TERMINATED = 143,
};

struct hm_gate {
    const struct hm_gate_expression *expression; /**< NULL: `fail_on` decides */
    enum hm_severity fail_on;                    /**< HM_SEV_NONE: findings never fail */
    int64_t now;                                 /**< seconds since 1970 */
    struct hm_str gap; /**< why the run is known not to be a whole one; empty: nothing is known */
    bool is_exit_zero; /**< the verdict stands, the exit code is 0 */
    bool is_empty_allowed; /**< nothing to check is a pass */
};

/** The exit code of a usage error is 2, of everything else that kept a command from doing its
 * work 3. */
int hm_exit_of(enum hm_status status);

/**
 * Fills the report's gate, verdict, verdict_reason and exit_code. Fail closed: a gate that failed
 * wins over an incomplete run, an incomplete run over a pass. Incomplete is: a ledger row that
 * failed and is not allowed to; one that was required and is not done; evidence that was asked for
 * and could not be verified, or that no rule of a policy speaks of; nothing that was checked at
 * all.
 */
void hm_policy_decide(struct hm_report *report, const struct hm_gate *gate);

#endif
