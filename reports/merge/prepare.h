/* SPDX-License-Identifier: Apache-2.0 */
/* From what a run collected to what a writer may write. */
#ifndef HM_REPORTS_PREPARE_H
#define HM_REPORTS_PREPARE_H

#include "reports/identity/fingerprint.h"
#include "reports/suppress/suppress.h"

struct hm_prepare_options {
    bool is_unmerged;   /**< --no-merge: every tool's findings stay apart */
    hm_read_path *read; /**< for line hashes and excerpts; NULL reads nothing */
    void *ctx;
    struct hm_suppress_options suppress;
    bool is_unwritten;  /**< nobody will see more than the verdict: no hashes, excerpts, masks and
                           fingerprints are made. Such a report must not be written */
    bool with_listings; /**< a format shows the lines of judged files */
    unsigned jobs;      /**< threads that may work on it; 0: one per processor */
    /** Has the last word on levels and on what is accepted, after findings were joined; or NULL. */
    void (*settle)(void *settle_ctx, struct hm_report *report);
    void *settle_ctx;
};

/**
 * Does, in this order: findings get the stage their line lies in; those of an image without a file
 * get a place (the FROM of the image's stage in the first Dockerfile by depth and name, marked
 * is_inferred; "Dockerfile" where no file was judged: an image's name is never a path); findings
 * are joined (reports/merge/merge.h), their levels are decided on (reports/merge/level.h), tools
 * that stayed silent are named (reports/merge/silence.h), findings of images go to what brought
 * them (reports/merge/origins.h), those that are accepted get to know by what
 * (reports/suppress/suppress.h), and the others of a base image are counted; what became of each
 * tool's findings is counted (reports/merge/accounts.h); line hashes, missing excerpts and columns
 * are filled from the files; what looks like a secret is masked in every text, and lines that hold
 * a reported secret are quoted by no finding; fingerprints are made; everything is sorted. To be
 * called once, after the last finding and before the verdict.
 */
void hm_report_prepare(struct hm_report *report, const struct hm_prepare_options *options);

/** The lines that hold a finding's secret, its whole instruction where that is known; line 0: it is
 * about no secret. The report must be sorted. */
struct hm_lines hm_report_secret_lines(const struct hm_report *report,
                                       const struct hm_finding *finding);

#endif
