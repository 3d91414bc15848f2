/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/gather.h"

#include "plugin/base/auto.h"
#include "reports/merge/accounts.h"
#include "reports/strmap.h"

static struct hm_str
key_of(struct hm_arena *arena, const struct hm_finding *finding)
{
    return hm_arena_printf(arena, "%s %d %.*s", finding->rule->id, (int)finding->severity,
                           HM_FMT(finding->fault));
}

static void
add_place(struct hm_arena *arena, struct hm_finding *first, const struct hm_finding *other,
          uint32_t n_left_out)
{
    bool is_same = hm_str_is(first->message, other->message);
    const struct hm_related place = {
        .path = other->path,
        .place = other->place,
        .message = is_same ? HM_S("The same holds here.") : other->message,
    };

    if (first->related.n < HM_RELATED_LIMIT) {
        hm_vec_add(arena, &first->related, place);
    } else {
        first->related.p[first->related.n - 1].message = hm_arena_printf(
            arena, "The same holds here, and in %u more places.", (unsigned)n_left_out);
    }
}

void
hm_report_gather(struct hm_report *report)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_strmap firsts;
    uint32_t *n_left_out = hm_arena_new(&scratch, uint32_t, report->findings.n);
    size_t n = 0;

    hm_strmap_init(&firsts, &scratch);
    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding finding = report->findings.p[i];
        uint32_t *at = finding.fault.n == 0 || finding.suppressed_by.n > 0
                           ? NULL
                           : hm_strmap_at(&firsts, key_of(&scratch, &finding));
        if (at == NULL || *at == 0) {
            if (at != NULL) {
                *at = (uint32_t)n + 1;
            }
            report->findings.p[n++] = finding;
            continue;
        }
        struct hm_finding *first = &report->findings.p[*at - 1];
        n_left_out[*at - 1] += first->related.n >= HM_RELATED_LIMIT;
        add_place(&report->arena, first, &finding, n_left_out[*at - 1]);
        hm_account_of(report, finding.rule)->n_merged++;
        report->n_merged++;
    }
    report->findings.n = n;
}
