/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of secret a finding is about, whichever tool says it. */
#ifndef HM_REPORTS_SECRET_KIND_H
#define HM_REPORTS_SECRET_KIND_H

#include "plugin/model/report.h"

/**
 * A word for the kind of secret, "github", "aws", "private-key", from the rule's id and title and,
 * for rules of ours, the message, which names the kind; never from the secret or its line. NULL
 * where only that it is one is said: an entropy, a keyword, a generic rule.
 */
const char *hm_secret_kind(const struct hm_finding *finding);

/** Whether two findings may be about the same secret, as far as their kinds tell: they are equal,
 * or one is not known. */
bool hm_secret_kinds_agree(const struct hm_finding *a, const struct hm_finding *b);

#endif
