/* SPDX-License-Identifier: Apache-2.0 */
/* A change cannot loosen its own judge: what it brings that would accept its own findings has no
 * effect in it, and is itself a finding for whoever reviews it. */
#ifndef HM_DRIVER_JUDGE_H
#define HM_DRIVER_JUDGE_H

#include "plugin/driver/change/known.h"
#include "reports/strmap.h"

/** Of files that belong to the change what the base revision accepts, too. */
struct hm_judge {
    const struct hm_change *change;
    const struct hm_inputs *inputs; /**< of now */
    struct hm_arena arena;
    struct hm_strmap by_key;                   /**< index + 1 in `accepted` */
    HM_VEC(struct hm_judge_accepted) accepted; /**< of the base revision */
    struct hm_judge_text *now;                 /**< the file of now that was looked at last */
};

/** Takes what the base revision accepts. hm_judge_done is due. */
void hm_judge_init(struct hm_judge *judge, const struct hm_change *change,
                   const struct hm_known *known, const struct hm_inputs *inputs);

void hm_judge_done(struct hm_judge *judge);

/**
 * Whether a suppression may hold (hm_suppress_options.may_hold): it lies in no file of the
 * repository, or the base revision has the same one: in the same file (also after a rename), for
 * the same ids, stage, paths, images and packages, ending no earlier; one in a source for the same
 * instruction, by its words without tag and digest. A VEX document counts when it is the same as a
 * whole. What another tool's report calls suppressed is that tool's to judge.
 */
bool hm_judge_may_hold(void *judge, const struct hm_suppression *from);

/** Takes out of a baseline that lies in the repository what the base revision's does not have, and
 * adds a finding about it (HM9022). */
void hm_judge_baseline(const struct hm_change *change, const char *path,
                       struct hm_baseline *baseline, struct hm_report *report);

/** Takes out of what the scanned trees trust (hm_trusted_read) what they did not trust at the base,
 * and adds findings about it (HM9021). */
void hm_judge_trusted(const struct hm_known *known, const struct hm_inputs *inputs,
                      struct hm_trusted *trusted, struct hm_report *report);

/** Adds a finding of a rule of the catalogue (HM9021 to HM9023) about a file at a line. */
void hm_judge_find(struct hm_report *report, const char *rule, struct hm_str path, uint32_t line,
                   struct hm_str subject, const char *fmt, ...) HM_PRINTF(6, 7);

#endif
