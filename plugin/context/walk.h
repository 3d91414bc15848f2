/* SPDX-License-Identifier: Apache-2.0 */
/* One bounded walk over a folder: everything below it, by name, without following a link. */
#ifndef HM_CONTEXT_WALK_H
#define HM_CONTEXT_WALK_H

#include "plugin/base/arena.h"
#include "plugin/model/bases.h"

/** What a walk takes at most; each can be lowered by hm_walk_options. */
#define HM_WALK_ENTRIES 200000u
#define HM_WALK_DEPTH 64u

/** As many gaps are remembered one by one; the rest is counted. */
#define HM_WALK_GAPS 100u

enum hm_walk_kind {
    HM_WALK_FILE,
    HM_WALK_FOLDER,
    HM_WALK_LINK,  /**< symbolic; what it points to is not looked at */
    HM_WALK_OTHER, /**< a device, pipe or socket: never opened */
};

struct hm_walk_entry {
    struct hm_str path; /**< relative to the root, clean */
    uint64_t size;      /**< in bytes: of a file, or of a link's text; 0 for others */
    uint32_t mode;      /**< permission bits */
    enum hm_walk_kind kind;
    bool is_closed; /**< a folder whose content is not in the walk: skipped, or a gap */
    bool is_hidden; /**< hm_walk_guide says so; of a folder all that is below it is */
};

/** Something that is there and was not looked at. */
struct hm_walk_gap {
    struct hm_str path;
    const char *why; /**< "permission denied", "more than 64 folders deep" … */
};

struct hm_walk {
    struct hm_str root; /**< as it was given, to be opened */
    /** In the byte order of their paths when a folder's is taken with a '/' at its end: so files
     * are in the order of their paths, and what is below a folder follows it. */
    const struct hm_walk_entry *entries;
    uint32_t n_entries;
    const struct hm_walk_gap *gaps;
    uint32_t n_gaps;         /**< at most HM_WALK_GAPS */
    uint32_t n_more_gaps;    /**< beyond those */
    const uint32_t *skipped; /**< indexes of folders that hm_walk_options.skip names, or
                                that are hidden */
    uint32_t n_skipped;
    bool is_complete; /**< no gap; skipped folders are none */
};

/** Who says on the way what a walk is not about. */
struct hm_walk_guide {
    /** A folder is gone into: @p fd is it, and these entries, in no order, are all that is in it.
     */
    void (*enter)(void *ctx, int fd, struct hm_str folder, const struct hm_walk_entry *entries,
                  uint32_t n);
    /** Whether an entry of the folder that was entered last is hidden: a folder is then listed and
     * not entered, as those of `skip` are. */
    bool (*is_hidden)(void *ctx, const struct hm_walk_entry *entry);
    /** The folder that was entered last is done. */
    void (*leave)(void *ctx);
    void *ctx;
};

/** Zero-initialised: everything, up to the limits. */
struct hm_walk_options {
    uint32_t max_entries;
    uint32_t max_depth;
    const char *const
        *skip;          /**< names of folders that are listed but not entered, NULL at the end */
    bool without_sizes; /**< sizes and permission bits may be left 0, which is much quicker */
    const struct hm_walk_guide *guide; /**< or NULL */
};

/**
 * Walks down from @p root, which may itself be a link to a folder. HM_E_NOT_FOUND or HM_E_IO when
 * the root cannot be opened; anything that goes wrong below is a gap. A folder that holds more
 * entries than are left ends the walk, so that what was seen does not depend on the order in which
 * the system lists it. @p options may be NULL.
 */
enum hm_status hm_walk(struct hm_arena *arena, const char *root,
                       const struct hm_walk_options *options, struct hm_walk *ret_walk,
                       struct hm_err *reterr) HM_MUST_CHECK;

/**
 * The same walk with what is below the folders that it skipped, which are entered in their order as
 * far as the limit on entries goes. Without any it is @p walk itself.
 */
struct hm_walk hm_walk_skipped(struct hm_arena *arena, const struct hm_walk *walk,
                               const struct hm_walk_options *options);

/** Whether something of this clean path is in the walk, or whether that cannot be told from it:
 * something may have been missed, or the folder was not looked into. */
enum hm_trit hm_walk_has(const struct hm_walk *walk, struct hm_str path);

/** The entry of a clean path, or NULL. */
const struct hm_walk_entry *hm_walk_find(const struct hm_walk *walk, struct hm_str path,
                                         enum hm_walk_kind kind);

/**
 * Whether @p path, taken from @p root, is @p root or below it once all links are resolved. False
 * too when either does not exist. Links in a scanned tree are only followed where this says so.
 */
bool hm_walk_is_inside(const char *root, const char *path);

#endif
