/* SPDX-License-Identifier: Apache-2.0 */
/* -o FORMAT[=FILE]: which reports go where. */
#ifndef HM_DRIVER_OUTPUT_H
#define HM_DRIVER_OUTPUT_H

#include "plugin/driver/options.h"
#include "reports/format.h"

struct hm_output {
    const struct hm_format *format;
    const char *file; /**< NULL: standard output */
};

struct hm_outputs {
    HM_VEC(struct hm_output) list;
    struct hm_format_options options;
};

/**
 * Reads -o, --quiet, --verbose and --timings. Unless a format took standard output, or --quiet was
 * given, the text summary goes there. HM_E_USAGE for an unknown format, an empty file name, or two
 * reports on standard output.
 */
enum hm_status hm_outputs_init(const struct hm_args *args, struct hm_outputs *ret_outputs,
                               struct hm_err *reterr) HM_MUST_CHECK;

/** Whether one of the formats shows the lines of judged files. */
bool hm_outputs_want_listings(const struct hm_outputs *outputs);

/** Writes all; the first failure is returned after the others were tried. */
enum hm_status hm_outputs_write(const struct hm_outputs *outputs, const struct hm_report *report,
                                struct hm_err *reterr) HM_MUST_CHECK;

#endif
