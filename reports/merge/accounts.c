/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/accounts.h"

struct hm_account *
hm_account_of(struct hm_report *report, const struct hm_rule *rule)
{
    const char *tool = hm_rule_tool(rule);

    for (size_t i = 0; i < report->accounts.n; i++) {
        if (strcmp(report->accounts.p[i].tool, tool) == 0) {
            return &report->accounts.p[i];
        }
    }
    struct hm_account *added = hm_vec_push(&report->arena, &report->accounts);
    added->tool = tool;
    return added;
}

void
hm_accounts_add(struct hm_report *report, size_t from)
{
    for (size_t i = from; i < report->findings.n; i++) {
        hm_account_of(report, report->findings.p[i].rule)->n_found++;
    }
}

void
hm_accounts_open(struct hm_report *report)
{
    report->accounts.n = 0;
    hm_accounts_add(report, 0);
}

static int
compare(const void *left, const void *right)
{
    const struct hm_account *a = left;
    const struct hm_account *b = right;

    return strcmp(a->tool, b->tool);
}

void
hm_accounts_close(struct hm_report *report)
{
    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        struct hm_account *account = hm_account_of(report, finding->rule);
        account->n_suppressed += hm_finding_is_suppressed(finding);
        account->n_reported += !hm_finding_is_suppressed(finding);
    }
    hm_vec_sort(&report->accounts, compare);
}
