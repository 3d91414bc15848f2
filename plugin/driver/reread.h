/* SPDX-License-Identifier: Apache-2.0 */
/* A file that was read more than once: by itself, and as part of a project that includes it. */
#ifndef HM_DRIVER_REREAD_H
#define HM_DRIVER_REREAD_H

#include "plugin/model/report.h"

/** Has said once what was said of such a file several times: a rule's finding at one place, an
 * ignore comment, its outline. To be called when only the embedded engine has spoken; findings are
 * sorted by it. */
void hm_reread_join(struct hm_report *report);

#endif
