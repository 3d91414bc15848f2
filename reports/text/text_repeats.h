/* SPDX-License-Identifier: Apache-2.0 */
/* What the console report has said already, word for word but for the name of the service, job or
 * stage: a person reads it some times, and of the other places that they are the same. */
#ifndef HM_REPORTS_TEXT_REPEATS_H
#define HM_REPORTS_TEXT_REPEATS_H

#include "plugin/model/report.h"
#include "reports/strmap.h"

/** The same is said so often; from then on it is a repeat. */
#define HM_TEXT_SAID_LIMIT 3u

struct hm_text_repeats {
    struct hm_strmap said;
    size_t n; /**< findings that were told as repeats */
};

/** Lives as long as @p arena. */
void hm_text_repeats_init(struct hm_text_repeats *repeats, struct hm_arena *arena);

/**
 * Whether the same was said often enough before @p finding, which counts as said by this: to be
 * called once for each. Never for what is of level high or worse, is suppressed, or has something
 * of its own to tell besides: another place, another tool.
 */
bool hm_text_is_repeat(struct hm_text_repeats *repeats, const struct hm_finding *finding);

#endif
