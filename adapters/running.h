/* SPDX-License-Identifier: Apache-2.0 */
/* What runner.c and outcome.c share: the tools and jobs of a run. */
#ifndef HM_ADAPTERS_RUNNING_H
#define HM_ADAPTERS_RUNNING_H

#include "adapters/judge.h"
#include "adapters/locate.h"
#include "adapters/runner.h"

/** A program that some job needs. */
struct hm_running_tool {
    const struct hm_adapter *adapter;
    const char *path; /**< NULL: not found, and `why` says so */
    const char *why;
    enum hm_locked pin;
    struct hm_err refusal;     /**< `status` is not HM_OK: the lock forbids it */
    struct hm_sealed *program; /**< HM_LOCKED_HASH: the copy that is run */
    struct hm_str sha256;      /**< HM_LOCKED_HASH: the hash that it must have */
    struct hm_tool_data data;
    struct hm_sealed *data_hash; /**< the data are held against the lock's digest; or NULL */
    struct hm_tool_data also;    /**< hm_adapter_data.also */
    struct hm_sealed *also_hash;
    bool uses_data;
    bool is_served; /**< the data are a server's: `data` holds what it says of them */
    bool was_asked; /**< for its version */
    size_t version; /**< index of the process that prints it */
    struct hm_str version_text;
};

enum hm_running_state {
    HM_JOB_RUNS,
    HM_JOB_MISSING, /**< no program */
    HM_JOB_REFUSED, /**< plan said no */
};

/** A job of a run. */
struct hm_running {
    const struct hm_tool_job *job;
    struct hm_running_tool *tool;
    enum hm_running_state state;
    struct hm_err why; /**< HM_JOB_REFUSED */
    struct hm_plan plan;
    const char *dir;
    struct hm_process_spec spec;
    size_t process;     /**< its index in the set */
    bool is_unverified; /**< the lock kept it from running */
    bool is_misled;     /**< its data are not the ones that the lock names */
    bool was_asked_twice;
    int first_code; /**< was_asked_twice: the exit code of the first run */
};

/** A run. */
struct hm_runner {
    struct hm_arena arena;
    const struct hm_runner_options *options;
    struct hm_process_set *set;
    struct hm_buf root;  /**< the private folder */
    const char *ca_file; /**< in it, of hm_runner_options.authorities; or NULL */
    int64_t started_ms;  /**< of hm_clock_ms */
    HM_VEC(struct hm_running_tool *) tools;
    struct hm_running *jobs;
    size_t n_jobs;
    bool was_asked_again; /**< what an answer left in doubt */
};

/** Judges a job's run, or says why there was none, and appends all of it to the report. */
void hm_outcome_report(struct hm_report *report, struct hm_runner *runner,
                       struct hm_running *running, struct hm_rule_table *rules);

/** Says it when the data that a tool judged by are old. */
void hm_outcome_report_age(struct hm_report *report, const struct hm_runner *runner,
                           const struct hm_running_tool *tool);

#endif
