/* SPDX-License-Identifier: Apache-2.0 */
/* Which folder is each build's context, by whose word, and what a build would send of it. */
#ifndef HM_DRIVER_BUILD_CONTEXTS_H
#define HM_DRIVER_BUILD_CONTEXTS_H

#include "plugin/context/walk.h"
#include "plugin/driver/inputs.h"

/** What was seen of a tree when its Dockerfiles were looked for. */
struct hm_tree_walk {
    size_t tree; /**< index in hm_inputs.trees */
    struct hm_walk walk;
};

struct hm_tree_walks {
    HM_VEC(struct hm_tree_walk) list;
};

/**
 * Fills the contexts of all files and their builds: the folder of --context; else the one that the
 * use names; else that of the first use which names one; else the Dockerfile's own. One that cannot
 * be had, or lies outside of the scanned tree, is said in the report, and its rules are then not
 * evaluated. The report gets a row for each build (hm_report.builds).
 */
void hm_build_contexts_find(const struct hm_args *args, const struct hm_tree_walks *walks,
                            struct hm_report *report, struct hm_inputs *inputs);

#endif
