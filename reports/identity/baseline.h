/* SPDX-License-Identifier: Apache-2.0 */
/* What was there before and is known: findings by their identity, in a file of the repository. */
#ifndef HM_REPORTS_BASELINE_H
#define HM_REPORTS_BASELINE_H

#include "plugin/base/buf.h"
#include "plugin/model/report.h"

#define HM_BASELINE_NAME "hullmark.baseline.json"

enum {
    HM_BASELINE_LIMIT = 64 << 20, /**< bytes of the file */
    HM_BASELINE_ROWS = 200000,
};

/** A finding as a baseline has it. */
struct hm_baseline_row {
    struct hm_baseline_absent about;
    uint32_t count;  /**< so many findings had this identity */
    uint32_t n_seen; /**< of the report that it is compared with */
};

struct hm_baseline {
    struct hm_str name;           /**< of the file, for messages */
    struct hm_str version;        /**< of hullmark, when it was written */
    struct hm_str rule_set;       /**< of the rules that were applied then */
    struct hm_baseline_row *rows; /**< by identity, ascending, none twice */
    size_t n;
};

enum {
    HM_RULE_SET_SIZE = 17, /**< of a rule set's name, with its NUL */
};

/** A name for the list of the rules that judged. */
void hm_baseline_rule_set(const struct hm_report *report, char ret_name[static HM_RULE_SET_SIZE]);

/** Reads a baseline strictly; all lies in the arena. */
enum hm_status hm_baseline_read(struct hm_arena *arena, struct hm_str text, struct hm_str name,
                                struct hm_baseline *ret, struct hm_err *reterr) HM_MUST_CHECK;

/**
 * Fills `baseline` of a report and of its findings, which must have their fingerprints. What
 * nothing may suppress (hm_rule.final_because) is new whatever the baseline holds. A baseline of
 * another version or of other rules is said in a note. With NULL nothing is known: all are new.
 */
void hm_baseline_compare(struct hm_baseline *baseline, struct hm_report *report);

/** Appends the report's findings as a baseline: those that count, and that something may accept. */
void hm_baseline_write(const struct hm_report *report, struct hm_buf *buf);

/**
 * What a prepared report has, as a baseline: suppressed findings too, for they were there. All lies
 * in the arena, and @p name is its name.
 */
void hm_baseline_of(struct hm_arena *arena, const struct hm_report *report, struct hm_str name,
                    struct hm_baseline *ret);

/** Adds what another baseline has: of an identity that is in both, the larger number and the worse
 * level. */
void hm_baseline_join(struct hm_arena *arena, struct hm_baseline *baseline,
                      const struct hm_baseline *other);

/** Takes out what @p limit does not have: rows, numbers beyond its own, levels worse than its own.
 * Returns how many rows went or shrank. */
size_t hm_baseline_limit(struct hm_baseline *baseline, const struct hm_baseline *limit);

/** Appends what is left of a baseline that was compared with a report: what is gone is left out,
 * levels only fall, nothing is added. Returns how many rows went or shrank. */
size_t hm_baseline_shrink(const struct hm_baseline *baseline, const struct hm_report *report,
                          struct hm_buf *buf);

#endif
