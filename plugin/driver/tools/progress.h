/* SPDX-License-Identifier: Apache-2.0 */
/* What runs at the moment, on standard error: lines that come and go on a terminal, start and end
 * of each job elsewhere. */
#ifndef HM_DRIVER_PROGRESS_H
#define HM_DRIVER_PROGRESS_H

#include "adapters/runner.h"
#include "plugin/driver/options.h"
#include "plugin/image/watch.h"

struct hm_progress {
    bool is_terminal;    /**< and not --quiet */
    bool is_verbose;     /**< --verbose: start and end are lines of their own */
    unsigned lines;      /**< that stand on the terminal now */
    struct hm_str image; /**< that is hashed, as the report names it */
};

void hm_progress_init(struct hm_progress *progress, const struct hm_args *args);

/** hm_runner_options.watch; @p ctx is the struct hm_progress. */
void hm_progress_watch(void *ctx, const struct hm_runner_event *event);

/** hm_image_options.watch; @p ctx is the struct hm_progress, whose `image` is set. */
void hm_progress_watch_image(void *ctx, const struct hm_image_event *event);

#endif
