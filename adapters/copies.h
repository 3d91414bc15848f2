/* SPDX-License-Identifier: Apache-2.0 */
/* Which program a lock lets run, and the copies of programs that are run. */
#ifndef HM_ADAPTERS_COPIES_H
#define HM_ADAPTERS_COPIES_H

#include "adapters/lock.h"
#include "plugin/base/sealed.h"

/** What is known of the program that a tool was. */
enum hm_locked {
    HM_LOCKED_NONE = 0, /**< there is no lock */
    HM_LOCKED_UNLISTED, /**< the lock does not name it */
    HM_LOCKED_SCRIPT,   /**< it cannot be pinned, as the lock says too */
    HM_LOCKED_HASH,     /**< a sealed copy with the lock's hash, or nothing, is run */
};

/** The word of reports: NULL, "unlisted", "not-pinnable", "verified". */
const char *hm_locked_word(enum hm_locked pin);

/**
 * What the lock (NULL: none) says of the tool whose program lies at @p path. HM_E_MISMATCH when it
 * must not run: with @p is_locked it must be named and be pinnable, and a program and a script do
 * not become one another.
 */
enum hm_status hm_lock_judge(const struct hm_lock *lock, bool is_locked, const char *name,
                             const char *path, enum hm_locked *ret,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** A program and its copy, or a file and its hash. */
struct hm_copy {
    const char *path;
    bool is_hash;
    struct hm_sealed *sealed;
};

/** The copies of a process: a program that several runs need is copied once. Zeroed, it is empty.
 */
struct hm_copies {
    struct hm_arena arena;
    HM_VEC(struct hm_copy) all;
};

/** The copy of a program, which is started to be made when it is not there. */
struct hm_sealed *hm_copies_get(struct hm_copies *copies, const char *path);

/** The hash of a file that is no program, which is started likewise; nothing is copied. */
struct hm_sealed *hm_copies_hash(struct hm_copies *copies, const char *path);

void hm_copies_done(struct hm_copies *copies);

#endif
