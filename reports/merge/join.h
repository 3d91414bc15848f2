/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of two findings that are about one fault. */
#ifndef HM_REPORTS_JOIN_H
#define HM_REPORTS_JOIN_H

#include "plugin/model/report.h"

/**
 * Takes over what @p other knows and @p kept does not: its tool as one that agrees, the better
 * place, the ratings, the other ids of the advisory (which is named by the CVE where one knows it,
 * and so is the rule that is shown), package URL, fix and link. Levels stay as they are: they are
 * decided on when all is joined (reports/merge/level.h). Returns the rule that is shown no longer.
 */
const struct hm_rule *hm_finding_join(struct hm_arena *arena, struct hm_finding *kept,
                                      const struct hm_finding *other);

/** Takes over only who made @p other, and who agreed with that: what stands for several of our
 * rules is one finding that joins the first, and the others name it too. */
void hm_finding_agree(struct hm_arena *arena, struct hm_finding *kept,
                      const struct hm_finding *other);

#endif
