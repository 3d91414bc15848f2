/* SPDX-License-Identifier: Apache-2.0 */
/* How many findings of each tool went into a report, and where they are. */
#ifndef HM_REPORTS_ACCOUNTS_H
#define HM_REPORTS_ACCOUNTS_H

#include "plugin/model/report.h"

/** Counts what goes in: to be called before anything is joined. Anew at each call. */
void hm_accounts_open(struct hm_report *report);

/** The account of the tool that a rule belongs to; the pointer lasts until a tool is new. */
struct hm_account *hm_account_of(struct hm_report *report, const struct hm_rule *rule);

/** Counts findings from index @p from on as gone in: those that the report made itself. */
void hm_accounts_add(struct hm_report *report, size_t from);

/** Counts what is in the report now, and orders the accounts by tool. */
void hm_accounts_close(struct hm_report *report);

#endif
