/* SPDX-License-Identifier: Apache-2.0 */
/* The keeper that stands between us and one program, and ends whatever the program leaves. */
#ifndef HM_BASE_KEEPER_H
#define HM_BASE_KEEPER_H

#include "plugin/base/process.h"

/* A keeper is a fork that ends everything when the program exits, at the deadline, or when our end
 * of the control pipe closes, which also happens when we are killed. Where the system permits it,
 * the program runs in a PID namespace, whose first process stands between it and the keeper: when
 * that one ends, nothing can stay. Elsewhere the keeper is the subreaper of whatever the program
 * starts, so that a daemon which left its session becomes the keeper's child and is found. */

/** What a keeper, and before it the program's own process, says on the status pipe: one write. */
struct hm_keeper_word {
    enum { HM_KEEPER_NO_EXEC = 1, HM_KEEPER_ONLINE, HM_KEEPER_EXPOSED, HM_KEEPER_ENDED } kind;
    int value; /**< errno, or what wait(2) said of the program */
    int64_t nanoseconds;
    unsigned strays;
    bool is_timed_out;
    bool has_escapees;
};

/** Our ends of a keeper's pipes; -1 where closed. The three that are read do not block. */
struct hm_keeper_ends {
    int in; /**< always -1 on our side: standard input is a file in memory */
    int out;
    int err;
    int control; /**< closing it makes the keeper kill everything */
    int status;  /**< gives hm_keeper_word, and ends when the keeper does */
};

/** Starts a keeper and its program. Returns its process id, or -1 with errno set and no end open.
 */
pid_t hm_keeper_start(const struct hm_process_spec *spec, struct hm_keeper_ends *ret_ends);

void hm_keeper_close(struct hm_keeper_ends *ends);

/** Nanoseconds of the clock that deadlines are measured by. */
int64_t hm_monotonic_ns(void);

/** Whole milliseconds from now to a time of that clock, rounded up; 0 when it has passed. */
int hm_monotonic_ms_until(int64_t when);

static inline int64_t
hm_ns_of_ms(int64_t ms)
{
    return ms * 1000000;
}

/** Closes a descriptor and sets it to -1. */
static inline void
hm_close_end(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
        *fd = -1;
    }
}

#endif
