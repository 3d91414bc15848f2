/* SPDX-License-Identifier: Apache-2.0 */
/* Walks the stages, parents first, and applies each instruction: variables, words, settings. */
#ifndef HM_DOCKERFILE_EFFECTS_H
#define HM_DOCKERFILE_EFFECTS_H

#include "plugin/dockerfile/stages.h"

/** The PATH that BuildKit gives to what runs on Linux from an image that sets none. */
#define HM_DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/** Fills the effective part of each stage and expands the words in them. The graph must be there.
 */
void hm_effects_apply(struct hm_stages *stages);

#endif
