/* SPDX-License-Identifier: Apache-2.0 */
/* What a build would send: a walk over the context's folder, seen through its ignore file. */
#ifndef HM_CONTEXT_CONTEXT_H
#define HM_CONTEXT_CONTEXT_H

#include "plugin/base/vec.h"
#include "plugin/context/walk.h"
#include "plugin/model/facts.h"

/** Comparing all files of a context with all patterns may take this long (in steps of a pattern on
 * one byte: some seconds). */
#define HM_CONTEXT_STEPS ((uint64_t)500000000)

/** All contexts of a set together hold so many files. */
#define HM_CONTEXT_FILES 2000000u

/**
 * The build context of @p dockerfile in @p folder as a walk over @p folder, or over a folder above
 * it, saw it. @p folder and @p dockerfile are relative to `walk->root`; an empty folder means the
 * Dockerfile's, an empty Dockerfile that it has no name (it came on standard input). The ignore
 * file is "<dockerfile>.dockerignore" if there is one, else "<folder>/.dockerignore".
 *
 * HM_E_SYNTAX when a build would refuse the ignore file, which @p ret_context then tells of alone
 * (hm_context.ignore_fault; NULL where a path is too long), HM_E_LIMIT when it or the work is too
 * large, HM_E_REFUSED when it is a link that leaves the walk's root, HM_E_NOT_FOUND when the walk
 * did not see the folder.
 */
enum hm_status hm_context_view(struct hm_arena *arena, const struct hm_walk *walk,
                               struct hm_str folder, struct hm_str dockerfile,
                               struct hm_context *ret_context, struct hm_err *reterr) HM_MUST_CHECK;

/** The same with a walk of its own; @p folder and @p dockerfile are relative to @p root. */
enum hm_status hm_context_make(struct hm_arena *arena, const char *root, struct hm_str folder,
                               struct hm_str dockerfile, struct hm_context *ret_context,
                               struct hm_err *reterr) HM_MUST_CHECK;

/**
 * What another ignore file would keep out of the same files: @p ret_ignored has a place for each of
 * them. HM_E_SYNTAX where a build would fail, HM_E_LIMIT.
 */
enum hm_status hm_context_judge(struct hm_arena *arena, const struct hm_context *context,
                                const struct hm_ignore *ignore, bool *ret_ignored,
                                struct hm_err *reterr) HM_MUST_CHECK;

/** A context that was made, or why it could not be. */
struct hm_known_context {
    struct hm_str folder;
    struct hm_str ignore_path;
    const struct hm_context *context;
    const struct hm_err *err; /**< NULL: it was made */
};

/** The contexts of many Dockerfiles: those with the same folder and the same ignore file share one.
 * Not for sharing between threads; the contexts it gave are. */
struct hm_contexts {
    struct hm_arena *arena;
    const char *root;     /**< what folders and Dockerfiles are relative to */
    struct hm_str prefix; /**< for hm_context.prefix; set by who has one */
    struct hm_walk walk;
    struct hm_str walked; /**< the folder that `walk` is of; empty without one */
    HM_VEC(struct hm_known_context) known;
    uint32_t *slots; /**< open addressing: by folder and ignore file, index in `known` + 1 */
    size_t n_slots;
    uint64_t n_files; /**< of all that are known */
    uint64_t spent;   /**< of HM_CONTEXT_STEPS, which they share */
};

/** Takes no hold of anything: dropping the arena drops the set. */
void hm_contexts_init(struct hm_contexts *set, struct hm_arena *arena, const char *root);

/**
 * Takes a walk over the set's root that was made for another purpose, for all contexts that are
 * asked for later, and goes into what it skipped. Files have no sizes where it has none.
 */
void hm_contexts_take_walk(struct hm_contexts *set, const struct hm_walk *walk);

/** As hm_context_make; the context lasts as long as the arena. With HM_E_SYNTAX @p ret_context is
 * set, too. */
enum hm_status hm_contexts_get(struct hm_contexts *set, struct hm_str folder,
                               struct hm_str dockerfile, const struct hm_context **ret_context,
                               struct hm_err *reterr) HM_MUST_CHECK;

#endif
