/* SPDX-License-Identifier: Apache-2.0 */
/* A report whose every text is an attack, for every format's tests. */
#ifndef HM_TESTS_HOSTILE_H
#define HM_TESTS_HOSTILE_H

#include "plugin/model/report.h"

/* The attacks: on terminals, CI runners, markup, spreadsheets, trackers and readers of secrets. */
const char *const *hostile_attacks(size_t *ret_n);

/* A prepared report in which each text that a file or a tool can choose is @p attack: findings of a
 * file, of an image, of a secret, one that is suppressed; a task that failed, notes, evidence. */
void hostile_report(struct hm_report *ret_report, const char *attack);

#endif
