/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures that exist only below an index. */
#ifndef HM_DRIVER_SIGNATURE_CHILDREN_H
#define HM_DRIVER_SIGNATURE_CHILDREN_H

#include "plugin/driver/signatures/signatures.h"

/** Asks the tools about the manifests below indexes that have nothing themselves. */
void hm_signatures_ask_children(struct hm_signatures *signatures, struct hm_report *report);

#endif
