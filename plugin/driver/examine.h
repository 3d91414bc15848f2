/* SPDX-License-Identifier: Apache-2.0 */
/* The embedded engine over many files: read, parse, run the rules, spread over the cores. */
#ifndef HM_DRIVER_EXAMINE_H
#define HM_DRIVER_EXAMINE_H

#include "plugin/dockerfile/parse.h"
#include "plugin/driver/inputs.h"
#include "plugin/driver/tools/texts.h"
#include "plugin/driver/suppress/trusted.h"
#include "plugin/rules/engine.h"

struct hm_examination {
    const struct hm_engine *engine;
    const struct hm_build *build;     /**< --build-arg and --target */
    const struct hm_trusted *trusted; /**< hm_trusted_read was called */
    int64_t now;                      /**< of this run, in seconds since 1970: ends of life */
    unsigned jobs;                    /**< files at once; 0: the number of processors */
    bool is_unwritten;  /**< only the verdict matters: nothing is hashed for writers */
    bool with_listings; /**< a format shows the files' lines: it is remembered what was judged */
    struct hm_texts_wanted wanted;
};

/** 20261122, in UTC; 0 for a time that no calendar has. */
uint32_t hm_day_of(int64_t now);

/**
 * Judges all files and adds to the report: findings, what could not be decided, the files'
 * outlines, a ledger row for each PATH, and a note for each file that could not be read. @p texts
 * gets what is wanted for tools, in the report's memory.
 */
void hm_examine_files(const struct hm_examination *examination, const struct hm_inputs *inputs,
                      struct hm_report *report, struct hm_texts *texts);

#endif
