/* SPDX-License-Identifier: Apache-2.0 */
/* Which files of a folder are Dockerfiles, by their names. */
#ifndef HM_CONTEXT_DISCOVER_H
#define HM_CONTEXT_DISCOVER_H

#include "plugin/context/walk.h"

enum hm_name_kind {
    HM_NAME_OTHER,
    HM_NAME_DOCKERFILE,
    HM_NAME_TEMPLATE, /**< a Dockerfile once something has filled it in: "Dockerfile.j2" */
    HM_NAME_BACKUP,   /**< what an editor or a merge left: "Dockerfile~", "Dockerfile.orig" */
};

/**
 * What the last part of a path says: Dockerfile and Containerfile, with something after '.', '-' or
 * '_' or with something and '.' in front, in any case. Names that end like a document or a program
 * ("Dockerfile.md", "dockerfile.go", but not "Dockerfile.go") are other files, as are ignore files.
 */
enum hm_name_kind hm_name_kind(struct hm_str path);

/** Something that was passed over although it may hold, or be, a Dockerfile. */
struct hm_passed {
    struct hm_str path;
    const char *why; /**< "a folder of dependencies", "a template", "permission denied" … */
    bool is_gap;     /**< nobody decided it: it could not be looked at, so the scan is incomplete */
};

struct hm_discovery {
    /** In byte order, relative to the root that was asked for; one file itself has its name. */
    const struct hm_str *dockerfiles;
    uint32_t n_dockerfiles;
    const struct hm_passed *passed; /**< in no order that means anything, but always the same */
    uint32_t n_passed;
    uint32_t n_more_gaps; /**< not listed: hm_walk counts beyond HM_WALK_GAPS */
    struct hm_walk walk;  /**< of the folder: without sizes, not into skipped folders, and without
                             what git ignores */
    struct hm_walk whole; /**< the same with what git ignores: folders of it are skipped, too */
    const struct hm_str *ignored; /**< what git ignores, by path: folders, with '/' at their end,
                                     and files outside of those */
    uint32_t n_ignored;
    struct hm_str ignored_fault; /**< why not all that git may ignore was left out; else empty */
    bool is_file; /**< the path that was given is one file, and is taken whatever its name */
};

/**
 * Looks for Dockerfiles in the folder @p path and below, but not in folders of dependencies and of
 * version control, nor, unless @p with_ignored, among what git ignores and does not track; or takes
 * the file @p path. A link is followed only to a file in the folder that has not been found under
 * its own name. HM_E_NOT_FOUND, HM_E_IO, or HM_E_UNSUPPORTED when @p path is neither a file nor a
 * folder. Finding nothing is no error.
 */
enum hm_status hm_discover(struct hm_arena *arena, const char *path, bool with_ignored,
                           struct hm_discovery *ret_discovery, struct hm_err *reterr) HM_MUST_CHECK;

#endif
