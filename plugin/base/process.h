/* SPDX-License-Identifier: Apache-2.0 */
/* Other programs, run side by side under a deadline and a ceiling: the only header over fork(2). */
#ifndef HM_BASE_PROCESS_H
#define HM_BASE_PROCESS_H

#include <signal.h>

#include "plugin/base/buf.h"
#include "plugin/base/sealed.h"

/**
 * What to run. No shell is involved. The child gets exactly this argv and environment, no file
 * descriptor but its standard three, a session and process group of its own, default signal
 * handling, umask 077, no core dumps, no way to gain privileges, and of root's capabilities only
 * those over files. Where the system permits it, it sees no process but those that it starts.
 * Everything pointed to is borrowed and must last as long as the set.
 */
struct hm_process_spec {
    const char *path;          /**< the program's absolute path */
    struct hm_sealed *program; /**< run this copy of it instead, once it is made; or NULL */
    struct hm_str sha256;      /**< and only if it has this hash; empty: any */
    const char *const *argv;   /**< NULL-terminated; argv[0] is the name it sees */
    const char *const *env;    /**< NULL-terminated "NAME=value"; NULL: empty */
    const char *cwd;           /**< its working directory */
    struct hm_str input;       /**< what it reads on standard input, then end of file */
    unsigned timeout_ms;       /**< from its start; 0 means one hour */
    size_t out_limit;          /**< bytes of standard output it may write; 0 means 64 MiB */
    const char *spill_dir;     /**< more than some MiB of standard output go to a file in this
                                    folder, and not to memory; NULL: never */
    bool is_offline;           /**< without network, where the system lets us take it away */
    size_t err_limit;       /**< bytes of standard error that are kept: the last ones; 0: 64 KiB */
    bool has_secret_output; /**< what it writes is wiped when the set is freed */
    uint64_t memory_limit;  /**< bytes of address space of each process; 0: 64 GiB, for runtimes
                                 reserve far more than they use */
    uint64_t file_limit;    /**< bytes of each file that it writes; 0: 32 GiB */
    uint64_t process_limit; /**< processes and threads; 0: 4096. Holds only in a user namespace */
};

/** How a process ended. Only HM_PROCESS_EXITED says that its output is whole, and not even that
 * where `out.is_cut`: a descendant that could not be killed still held the pipe. */
enum hm_process_end {
    HM_PROCESS_RUNNING = 0, /**< or still waiting for its turn */
    HM_PROCESS_EXITED,      /**< by itself; `code` is the exit code */
    HM_PROCESS_SIGNALED,    /**< by a signal that we did not send; `code` is the signal */
    HM_PROCESS_TIMED_OUT,   /**< killed at its deadline */
    HM_PROCESS_FLOODED,     /**< killed, for it wrote more than out_limit */
    HM_PROCESS_CANCELLED,   /**< killed, or never started, because the caller asked for it */
    HM_PROCESS_UNVERIFIED,  /**< never started: its program has another hash, or cannot be pinned */
    HM_PROCESS_NOT_STARTED, /**< `code` is the errno that says why */
    HM_PROCESS_LOST,        /**< something else killed its keeper; how it ended is not known */
};

struct hm_process_result {
    enum hm_process_end end;
    int code;
    double seconds;        /**< from its start to its end */
    struct hm_buf out;     /**< standard output, unless it was spilled; belongs to the set */
    struct hm_str spilled; /**< then it is here: a private mapping of a file */
    struct hm_err lost;    /**< HM_PROCESS_FLOODED: why its output could not be spilled, if so */
    struct hm_buf err;     /**< the last bytes of standard error; belongs to the set */
    bool is_err_cut;       /**< earlier bytes of standard error were dropped */
    unsigned strays;       /**< descendants that outlived it, all killed */
    bool has_escapees;     /**< descendants that could not be killed are left */
    bool is_online;        /**< it was to have no network, and the system refused to take it away */
    bool is_exposed;       /**< the system refused to keep it from looking into other processes */
};

/** Processes that are run side by side. */
struct hm_process_set;

/**
 * At most @p max_running (0: no limit) run at a time, the others wait for their turn. When
 * @p cancel is not NULL, and a signal handler sets what it points to, hm_process_pump notices
 * within 50 ms and cancels.
 */
struct hm_process_set *hm_process_set_new(size_t max_running, const volatile sig_atomic_t *cancel);

/** Kills what still runs, every descendant too, and frees all. NULL is allowed. */
void hm_process_set_free(struct hm_process_set *set);

/** Adds a process, which starts at the next hm_process_pump. Returns its index: 0, 1 … */
size_t hm_process_add(struct hm_process_set *set, const struct hm_process_spec *spec);

/**
 * Starts what may start, reads what there is to read, and waits at most @p timeout_ms for more.
 * Returns whether any process is left to wait for. A caller who does other work besides calls this
 * now and then: a pipe that nobody reads stops its writer. Deadlines hold even when nobody calls.
 */
bool hm_process_pump(struct hm_process_set *set, int timeout_ms);

/** The same for several sets in one poll: returns whether any process of any is left. */
bool hm_process_pump_all(struct hm_process_set *const *sets, size_t n, int timeout_ms);

/** Pumps until all have ended. */
void hm_process_run(struct hm_process_set *set);

/** The result of a process, complete once its `end` is not HM_PROCESS_RUNNING. */
const struct hm_process_result *hm_process_result(const struct hm_process_set *set, size_t index);

/** What it wrote to standard output, in memory or not. */
static inline struct hm_str
hm_process_out(const struct hm_process_result *result)
{
    return result->spilled.n > 0 ? result->spilled : hm_buf_str(&result->out);
}

/** Keeps other programs of this user from reading our memory and environment through /proc, and
 * what we hold from a core file. */
void hm_process_hide(void);

#endif
