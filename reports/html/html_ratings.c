/* SPDX-License-Identifier: Apache-2.0 */
/* Who says how bad a finding is, and which tools say nothing of it. */
#include "plugin/base/auto.h"
#include "reports/html/html.h"
#include "reports/merge/level.h"

static void
put_rating(struct hm_html *page, const struct hm_rating *rating)
{
    hm_html_puts(page, "<li>");
    hm_html_c(page, rating->source);
    hm_html_puts(page, " ");
    if (rating->severity != HM_SEV_NONE) {
        hm_html_severity(page, rating->severity);
    }
    if (rating->tenths > 0) {
        hm_html_printf(page, " %u.%u", rating->tenths / 10, rating->tenths % 10);
    }
    hm_html_puts(page, rating->is_vendors ? " <span class='quiet'>who distributes it</span>" : "");
    hm_html_puts(
        page, rating->is_exploited ? " <span class='state bad'>exploited by attackers</span>" : "");
    hm_html_puts(page, "</li>");
}

void
hm_html_ratings(struct hm_html *page, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf reason = { 0 };

    hm_level_reason(finding, &reason);
    if (reason.n == 0 && finding->n_ratings == 0) {
        return;
    }
    if (finding->n_ratings < 2) {
        hm_html_in(page, "small", hm_buf_str(&reason));
        return;
    }
    hm_html_puts(page, "<details class='ratings'><summary>");
    hm_html_text(page, reason.n > 0 ? hm_buf_str(&reason) : HM_S("who says how bad it is"));
    hm_html_puts(page, "</summary><ul>");
    for (uint32_t i = 0; i < finding->n_ratings; i++) {
        put_rating(page, &finding->ratings[i]);
    }
    hm_html_puts(page, "</ul></details>");
}

void
hm_html_silent(struct hm_html *page, const struct hm_finding *finding)
{
    for (uint32_t i = 0; i < finding->n_silent; i++) {
        hm_html_puts(page, i == 0 ? " <small class='quiet'>looked, and stayed silent: " : ", ");
        hm_html_c(page, finding->silent[i]);
    }
    hm_html_puts(page, finding->n_silent > 0 ? "</small>" : "");
}
