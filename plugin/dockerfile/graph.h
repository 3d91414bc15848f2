/* SPDX-License-Identifier: Apache-2.0 */
/* Which stage is made from, or copies from, which; and which of them the target needs. */
#ifndef HM_DOCKERFILE_GRAPH_H
#define HM_DOCKERFILE_GRAPH_H

#include "plugin/dockerfile/stages.h"

/** Fills parent, root, ref, known_base, is_target, is_ancestor and is_used of the stages, and
 * from_stage of their instructions. The bases must be expanded. */
void hm_graph_make(struct hm_stages *stages);

#endif
