/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of reports on their way. Each lies there, synced, before the first byte of it is sent,
 * and goes when it has arrived: whatever happens in between, it is sent once more. */
#ifndef HM_DRIVER_SPOOL_H
#define HM_DRIVER_SPOOL_H

#include "plugin/driver/upload/spool_text.h"

/** The folder, which is made (0700) when something is kept in it. */
struct hm_spool {
    struct hm_str path; /**< absolute; empty: there is none */
    int fd;             /**< -1: not there (yet) */
};

/** A file of it that is ours alone until hm_spool_release. Zeroed but for fd = -1 it is none. */
struct hm_spool_file {
    struct hm_str name; /**< in the folder; files sort by their time */
    int fd;             /**< locked: whoever else looks at it leaves it alone */
};

/**
 * The folder that @p chosen names, else $HULLMARK_SPOOL_DIR, else hullmark/spool below
 * $XDG_STATE_HOME or ~/.local/state. HM_E_REFUSED where others could write into it.
 * hm_spool_close is due.
 */
enum hm_status hm_spool_open(struct hm_arena *arena, struct hm_str chosen, const struct hm_env *env,
                             struct hm_spool *ret, struct hm_err *reterr) HM_MUST_CHECK;

void hm_spool_close(struct hm_spool *spool);

/** Keeps @p content: it is on the disk, whole, when this returns HM_OK, and @p ret is locked. */
enum hm_status hm_spool_keep(struct hm_arena *arena, struct hm_spool *spool, struct hm_str content,
                             struct hm_spool_file *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** The names of what waits, the oldest first. */
enum hm_status hm_spool_list(struct hm_arena *arena, const struct hm_spool *spool,
                             struct hm_str **ret, size_t *ret_n,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** Locks a file and reads it. HM_E_NOT_FOUND: it went meanwhile; HM_E_REFUSED: another process has
 * it in hand. */
enum hm_status hm_spool_take(const struct hm_spool *spool, struct hm_str name,
                             struct hm_spool_file *ret, struct hm_buf *content,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** Removes a file that has arrived. */
void hm_spool_drop(const struct hm_spool *spool, struct hm_spool_file *file);

/** Lets go of a file, which stays. */
void hm_spool_release(struct hm_spool_file *file);

#endif
