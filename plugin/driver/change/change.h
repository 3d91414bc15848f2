/* SPDX-License-Identifier: Apache-2.0 */
/* The revision that a change is held against: --new-since, or what a CI says that a pull or merge
 * request is to be merged into. */
#ifndef HM_DRIVER_CHANGE_H
#define HM_DRIVER_CHANGE_H

#include "plugin/base/git.h"
#include "plugin/driver/change/checkout.h"
#include "plugin/driver/options.h"
#include "plugin/model/report.h"

/** Something that a change does to its own judge, and that has no effect in it. */
struct hm_loosening {
    const char *rule; /**< "HM9021" */
    struct hm_str path;
    uint32_t line;         /**< 0: of no line */
    struct hm_str subject; /**< what tells two in a file apart */
    struct hm_str text;
};

/** Zeroed, nothing is known of a change. */
struct hm_change {
    bool is_asked;      /**< by --new-since: then it must be known */
    bool is_known;      /**< all below but `failure` is filled */
    struct hm_str name; /**< as somebody wrote it, or a CI: "main", "refs/remotes/origin/main" */
    const char *from;   /**< "--new-since", or the variable that names it; NULL: nobody does */
    struct hm_str base; /**< the commit: what HEAD and `name` have in common */
    struct hm_git git;
    struct hm_git_tree tree;               /**< the files of `base` */
    struct hm_git_differences differences; /**< from `base` to HEAD */
    struct hm_checkout_gaps gaps;
    const char *folder; /**< private, to be removed */
    const char *root;   /**< in it the files of `base`: hm_checkout_write */
    const char *cwd;    /**< what the current folder was at `base`; an empty one where it was not
                             there */
    HM_VEC(struct hm_loosening) loosenings; /**< of configuration and lock, for the report */
    struct hm_err failure; /**< why it is not known although `from` names it; status HM_OK: it is */
};

/**
 * Finds the base of a change in the repository of the current folder and writes its files to a
 * private folder; hm_change_done is due in any case. Where --new-since names the revision, what
 * goes wrong is an error, with the setting of a CI's checkout that mends it: HM_E_USAGE for what is
 * no revision, others for what cannot be had. Where only a CI names it, `failure` says so. All lies
 * in the arguments' arena.
 */
enum hm_status hm_change_find(struct hm_change *change, const struct hm_args *args,
                              const struct hm_env *env, const volatile sig_atomic_t *stop,
                              struct hm_err *reterr) HM_MUST_CHECK;

void hm_change_done(struct hm_change *change);

/** Says in the report what the change was held against, or that it was not. */
void hm_change_state(const struct hm_change *change, struct hm_report *report);

/** The path in the repository of a file as the command line or a report names it; false for one
 * that lies elsewhere, which no change can touch. It need not be there. */
bool hm_change_locate(const struct hm_change *change, struct hm_str path, struct hm_str *ret_path);

/** What `base` has of a file, by its path in the repository. HM_E_NOT_FOUND where it has none;
 * HM_E_UNSUPPORTED for a link or a submodule. */
enum hm_status hm_change_read(const struct hm_change *change, struct hm_str path, size_t limit,
                              struct hm_str *ret_text, struct hm_err *reterr) HM_MUST_CHECK;

/** The arguments as they would be for the files of `base`: PATHs that were not there are left out.
 * Returns how many PATHs are left, of those that were given or of the one that is meant. */
size_t hm_change_args(const struct hm_change *change, const struct hm_args *args,
                      struct hm_args *ret_args);

/** What a file of `base` is called at HEAD, both as reports name them: renamed files have their new
 * name. */
struct hm_str hm_change_new_path(const struct hm_change *change, struct hm_str path);

#endif
