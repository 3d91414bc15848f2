/* SPDX-License-Identifier: Apache-2.0 */
/* SOURCE_DATE_EPOCH: a number, or the stage whose download tells the time. */
#ifndef HM_DOCKERFILE_EPOCH_H
#define HM_DOCKERFILE_EPOCH_H

#include "plugin/dockerfile/stages.h"

/**
 * Reads SOURCE_DATE_EPOCH once the ARGs before the first FROM are in stages->globals, and leaves
 * there and in stages->epoch what it is from then on: the number, or nothing for a stage, since
 * only a build finds out when that one's source is from. Complains as BuildKit does.
 */
void hm_epoch_settle(struct hm_stages *stages);

#endif
