/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/image_names.h"

bool
hm_report_builds_several(const struct hm_report *report)
{
    struct hm_str first = { 0 };

    for (size_t i = 0; i < report->builds.n; i++) {
        const struct hm_build_use *use = &report->builds.p[i].use;
        if (use->n_images > 0 && first.n > 0 && !hm_str_is(use->images[0], first)) {
            return true;
        }
        first = use->n_images > 0 ? use->images[0] : first;
    }
    return false;
}

bool
hm_images_are_same(const struct hm_finding *a, const struct hm_finding *b)
{
    for (size_t i = 0; a->images.n == b->images.n && i < a->images.n; i++) {
        if (!hm_str_is(a->images.p[i], b->images.p[i])) {
            return false;
        }
    }
    return a->images.n == b->images.n;
}

void
hm_image_names_add(struct hm_buf *buf, const struct hm_finding *finding, size_t most)
{
    size_t n = finding->images.n;
    size_t shown = n <= most ? n : most;

    for (size_t i = 0; i < shown; i++) {
        hm_buf_puts(buf, i == 0 ? "" : ", ");
        hm_buf_add(buf, finding->images.p[i]);
    }
    if (n > shown) {
        hm_buf_printf(buf, " and %zu other%s", n - shown, n - shown == 1 ? "" : "s");
    }
}
