/* SPDX-License-Identifier: Apache-2.0 */
/* A file of waivers, or, where it begins with '{', an OpenVEX document. */
#include "adapters/vex_in.h"
#include "plugin/base/auto.h"
#include "plugin/driver/suppress/waivers.h"
#include "tests/fuzz/fuzz.h"

static void
check_waivers(const struct hm_waivers *waivers)
{
    require(waivers->list.n <= HM_WAIVERS_LIMIT);
    for (size_t i = 0; i < waivers->list.n; i++) {
        const struct hm_suppression *row = &waivers->list.p[i];
        require(row->dialect == HM_SUPPRESS_WAIVER && row->is_external && !row->is_all);
        require(row->id.n > 0 && hm_str_find(row->id, '*') == row->id.n);
        require(row->reason.n > 0 && row->until != 0);
        require(hm_days_between(20261122, row->until) <= 365);
        require(row->place.line > 0);
        require(row->vex == NULL || row->vex->status != HM_VEX_NONE);
    }
}

static void
check_document(const struct hm_vex_document *document)
{
    require(document->list.n > 0 && document->list.n <= HM_VEX_STATEMENTS_LIMIT);
    for (size_t i = 0; i < document->list.n; i++) {
        const struct hm_suppression *row = &document->list.p[i];
        require(row->dialect == HM_SUPPRESS_VEX && row->id.n > 0 && row->vex != NULL);
        require(row->vex->status != HM_VEX_NONE && row->vex->order == 5 + i);
        for (uint32_t p = 0; p < row->vex->n_products; p++) {
            require(row->vex->products[p].n_ids <= 3);
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct hm_waiver_terms terms = { .today = 20261122, .max_days = 365 };
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str text = hm_str_make((const char *)data, size);
    struct hm_err err = { 0 };
    struct hm_vex_document document = { 0 };
    struct hm_waivers waivers = { 0 };

    if (hm_str_starts(text, "{")) {
        if (hm_vex_read(&arena, HM_S("v.json"), text, 5, &document, &err) == HM_OK) {
            check_document(&document);
        }
    } else if (hm_waivers_parse(&arena, HM_S("w.yaml"), text, &terms, &waivers, &err) == HM_OK) {
        check_waivers(&waivers);
    }
    return 0;
}
