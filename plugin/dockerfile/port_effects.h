/* SPDX-License-Identifier: Apache-2.0 */
/* The words of EXPOSE in the scope of their stage, and what BuildKit refuses of them then. */
#ifndef HM_DOCKERFILE_PORT_EFFECTS_H
#define HM_DOCKERFILE_PORT_EFFECTS_H

#include "plugin/dockerfile/stages.h"

/** Expands the words, in the order in which BuildKit does. */
void hm_ports_expand(struct hm_stages *stages, struct hm_scope *scope, struct hm_instruction *inst);

/** Reads the ports: a word may hold several once its variables are put in. */
void hm_ports_check(struct hm_stages *stages, struct hm_scope *scope,
                    const struct hm_instruction *inst);

#endif
