/* SPDX-License-Identifier: Apache-2.0 */
/* How bad a finding is, when several sources say several things, and why.
 *
 * A level is believed for what it is founded in, not for being the highest:
 * - What a rule of ours found has the level of that rule, whose text says why. Another tool's level
 *   for the same fault raises nothing: it rests on no evidence that we lack.
 * - A vulnerability of a distribution's package has the level of who distributes it: they know how
 *   it is built and used there. Where they say none, and for all other packages, the highest CVSS
 *   score of any source decides; without a score the highest level. What is known to be exploited
 *   is high at least.
 * - What only other tools found, and a rule of ours is about, has that rule's level where the run
 *   does not apply the rule (it belongs to a profile that was not asked for). Where the run applies
 *   it and it stayed silent, the tool's level counts, but for no more than our rule would give.
 * - What no rule of ours is about keeps its tool's level; of several tools the highest.
 */
#ifndef HM_REPORTS_LEVEL_H
#define HM_REPORTS_LEVEL_H

#include "plugin/model/report.h"

/** Decides on the level of every finding, once all is joined. Rules of other tools get the worst
 * level of their findings, since some readers look there. */
void hm_report_decide_levels(struct hm_report *report);

/** Appends why the finding has its level and who says otherwise, "high: NVD 8.1; Debian says low".
 * Nothing where nobody rated it and nobody disagrees. */
void hm_level_reason(const struct hm_finding *finding, struct hm_buf *buf);

/** Whether some source or tool gave it another level than it has. */
bool hm_level_is_disputed(const struct hm_finding *finding);

#endif
