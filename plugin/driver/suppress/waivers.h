/* SPDX-License-Identifier: Apache-2.0 */
/* The file of waivers, .hullmark-waivers.yaml: what somebody accepts, until when and why, for all
 * tools. Read strictly: a waiver with a slip of the pen is an error and never one that is wider. */
#ifndef HM_DRIVER_WAIVERS_H
#define HM_DRIVER_WAIVERS_H

#include "plugin/driver/options.h"
#include "plugin/model/suppression.h"

#define HM_WAIVERS_NAME ".hullmark-waivers.yaml"

enum {
    HM_WAIVERS_LIMIT = 5000,     /**< rows times the ids and paths of each */
    HM_WAIVERS_SIZE = 4 << 20,   /**< bytes */
    HM_WAIVER_DAYS_MAX = 3650,   /**< that may be configured */
    HM_WAIVER_DAYS_DEFAULT = 365 /**< the longest span from today to `until` */
};

struct hm_waivers {
    struct hm_str path; /**< as reports name it; empty: there is no file */
    HM_VEC(struct hm_suppression) list;
};

/** How rows are judged. */
struct hm_waiver_terms {
    uint32_t today;    /**< hm_run_day */
    unsigned max_days; /**< from today */
};

/**
 * Reads the file that --waivers names, else HM_WAIVERS_NAME in the current folder, where there is
 * one. All that is wrong with it is HM_E_USAGE with the place: "FILE: line 3, column 5: …".
 * Everything lives in the arguments' arena.
 */
enum hm_status hm_waivers_read(const struct hm_args *args, uint32_t today,
                               struct hm_waivers *ret_waivers, struct hm_err *reterr) HM_MUST_CHECK;

/** Reads the text of such a file: HM_E_SYNTAX with the place, "line 3, column 5: …", or HM_E_LIMIT.
 * The text must last as long as the arena. */
enum hm_status hm_waivers_parse(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                                const struct hm_waiver_terms *terms, struct hm_waivers *ret_waivers,
                                struct hm_err *reterr) HM_MUST_CHECK;

/** Days from one day (20261122) to another, negative when it is earlier. */
int64_t hm_days_between(uint32_t from, uint32_t to);

#endif
