/* SPDX-License-Identifier: Apache-2.0 */
/* The second look at what cosign calls absent or wrong. */
#ifndef HM_DRIVER_SIGNATURE_AGAIN_H
#define HM_DRIVER_SIGNATURE_AGAIN_H

#include "plugin/driver/signatures/signatures.h"

/** Reads what is beside the images, and asks for signatures of the old form by themselves. */
void hm_signatures_look_again(struct hm_signatures *signatures, struct hm_report *report);

#endif
