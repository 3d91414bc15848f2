/* SPDX-License-Identifier: Apache-2.0 */
/* The scripts of a Dockerfile: what RUN, CMD, ENTRYPOINT and HEALTHCHECK give to a shell. */
#ifndef HM_DOCKERFILE_SCRIPTS_H
#define HM_DOCKERFILE_SCRIPTS_H

#include "plugin/base/arena.h"
#include "plugin/model/facts.h"

/**
 * Fills @p file's scripts and each instruction's `script`, triggers included. The stages must be
 * known: the effective SHELL decides who reads a text. The instructions, which @p file shows as
 * const, must lie in memory that can be written.
 */
void hm_scripts_make(struct hm_arena *arena, struct hm_dockerfile *file);

/** The line of the first instruction whose commands a limit cut, so that rules see only those
 * before; 0: there is none. */
uint32_t hm_scripts_cut_line(const struct hm_dockerfile *file);

/** The line of the first instruction that runs a text which cannot be read: one behind
 * -EncodedCommand that is no Base64 of UTF-16, or a variable; 0: there is none. */
uint32_t hm_scripts_unread_line(const struct hm_dockerfile *file);

#endif
