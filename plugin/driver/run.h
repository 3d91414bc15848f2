/* SPDX-License-Identifier: Apache-2.0 */
/* What scan and verify have in common: a report, images and tools, a verdict, and where the report
 * goes. */
#ifndef HM_DRIVER_RUN_H
#define HM_DRIVER_RUN_H

#include "plugin/driver/change/judge.h"
#include "plugin/driver/images/images.h"
#include "plugin/driver/inputs.h"
#include "plugin/driver/config/levels.h"
#include "plugin/driver/output.h"
#include "plugin/driver/gate/policy.h"
#include "plugin/driver/signatures/signatures.h"
#include "plugin/driver/tools/tools.h"
#include "reports/identity/baseline.h"
#include "plugin/driver/suppress/waivers.h"

struct hm_run {
    const struct hm_args *args;
    struct hm_selection selection; /**< the rules that some path needs */
    struct hm_levels levels;
    struct hm_report report;
    struct hm_gate gate;
    bool has_baseline;
    struct hm_baseline baseline;
    struct hm_outputs outputs;
    struct hm_images images;
    struct hm_image_options image_options;
    struct hm_inputs inputs;
    struct hm_tools tools;
    struct hm_signatures signatures;
    struct hm_waivers waivers;
    bool has_known; /**< what the base revision had was found out */
    struct hm_known known;
    struct hm_judge judge; /**< where has_known */
    unsigned jobs;         /**< threads at a time; 0: one per processor */
    int64_t now;           /**< seconds since 1970: the one time that the report knows */
    uint32_t today;        /**< hm_run_day: for the ends of exceptions, and nothing else */
};

/** Seconds since 1970: the clock's, or SOURCE_DATE_EPOCH. */
enum hm_status hm_run_clock(int64_t *ret_now, struct hm_err *reterr) HM_MUST_CHECK;

/** The same moment as RFC 3339 writes it, "2026-11-22T03:04:05Z". */
struct hm_str hm_run_timestamp(struct hm_arena *arena, int64_t now);

/** The machine's clock, whatever SOURCE_DATE_EPOCH says. */
int64_t hm_run_wall_clock(void);

/**
 * The day that the ends of exceptions are held against, 20261122: the later of the report's time
 * (hm_run_clock) and the clock's own. An old commit that is built again, with SOURCE_DATE_EPOCH of
 * its time, does not bring back what was accepted then.
 */
uint32_t hm_run_day(int64_t now, int64_t clock);

/** Reads the clock and the options that both commands have; nothing is started yet. */
enum hm_status hm_run_init(struct hm_run *run, const struct hm_args *args,
                           struct hm_err *reterr) HM_MUST_CHECK;

/** Whether the report goes anywhere; otherwise only its verdict matters. */
bool hm_run_is_written(const struct hm_run *run);

/** Hashes the images, starts the tools on what was hashed and those that verify signatures, waits
 * for all tools. */
enum hm_status hm_run_images(struct hm_run *run, struct hm_err *reterr) HM_MUST_CHECK;

/** Places, joins, sorts and judges what was found; sends and writes the report. Returns the exit
 * code. */
int hm_run_conclude(struct hm_run *run);

void hm_run_done(struct hm_run *run);

#endif
