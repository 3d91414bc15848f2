/* SPDX-License-Identifier: Apache-2.0 */
/* Runs tools side by side and brings what they say into the report. */
#ifndef HM_ADAPTERS_RUNNER_H
#define HM_ADAPTERS_RUNNER_H

#include <signal.h>

#include "adapters/adapter.h"
#include "adapters/copies.h"
#include "plugin/base/env.h"

/** What a caller may want to show while tools run. */
struct hm_runner_event {
    enum {
        HM_JOB_BEGAN, /**< `job` was given to its tool */
        HM_JOBS_RUN,  /**< `running` are not done yet; comes several times a second */
        HM_JOB_ENDED,
    } kind;
    const struct hm_tool_job *job;
    const struct hm_tool_job *const *running;
    size_t n_running;
    double seconds; /**< that the job took, or that have passed since the start */
};

struct hm_runner_options {
    struct hm_env env;  /**< where tools are looked for, and what is handed on to them */
    size_t max_running; /**< processes at a time; 0: four */
    int64_t now;        /**< seconds since 1970, to judge the age of data by; 0: no judgement */
    struct hm_str authorities;  /**< PEM: what tools trust in place of $SSL_CERT_FILE; or empty */
    bool is_offline;            /**< --offline: no tool may touch the network */
    const struct hm_lock *lock; /**< which programs may run; NULL: any */
    bool is_locked;             /**< --locked: only those that the lock names and pins */
    struct hm_copies *copies;   /**< not NULL where there is a lock; must last as long */
    const char *keep_dir;       /**< --keep-raw: what tools wrote is kept there; or NULL */
    void (*watch)(void *ctx, const struct hm_runner_event *event); /**< or NULL */
    void *watch_ctx;
    const volatile sig_atomic_t *cancel; /**< set by the handler of SIGTERM; or NULL */
};

struct hm_runner;

/**
 * Starts the jobs and returns at once; the caller does its own work, and calls hm_runner_finish at
 * the end. @p jobs, @p options and what they point to must last until
 * then. A tool that is missing or cannot do a job is no error here: finish says so in the report.
 * Fails only when there is no place for the tools to work in.
 */
enum hm_status hm_runner_start(const struct hm_runner_options *options,
                               const struct hm_tool_job *jobs, size_t n_jobs,
                               struct hm_runner **ret, struct hm_err *reterr) HM_MUST_CHECK;

/** Waits for the tools of several runners side by side, none of them NULL: what is left for
 * hm_runner_finish is to judge. */
void hm_runner_wait(struct hm_runner *const *runners, size_t n);

/**
 * Waits for the tools, judges what they did in the order of the jobs, appends findings, notes,
 * ledger rows and evidence to the report, removes what the tools left, and frees the runner. NULL
 * is allowed.
 */
void hm_runner_finish(struct hm_runner *runner, struct hm_report *report);

/** start and finish in one. */
enum hm_status hm_runner_run(const struct hm_runner_options *options,
                             const struct hm_tool_job *jobs, size_t n_jobs,
                             struct hm_report *report, struct hm_err *reterr) HM_MUST_CHECK;

#endif
