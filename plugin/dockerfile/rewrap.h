/* SPDX-License-Identifier: Apache-2.0 */
/* Wrappers whose names came out of variables: what they run joins its script. */
#ifndef HM_DOCKERFILE_REWRAP_H
#define HM_DOCKERFILE_REWRAP_H

#include "plugin/dockerfile/shell.h"
#include "plugin/model/source.h"

/** What a command of a script turned out to run. */
struct hm_rewrap {
    struct hm_script script; /**< its first command stands for the wrapper itself */
    uint32_t by;             /**< the wrapper's index in the outer script */
    uint32_t taken; /**< the command there that the script's second one replaces, or HM_NONE */
    uint32_t last;  /**< in the script: the innermost one that runs with the same input */
    uint32_t at;    /**< for hm_rewrap_join: in front of which command of the outer script */
};

/**
 * Reads the fields of command @p by of @p outer as a command that may run others; false when it
 * runs none. @p dialect is that of the shell which reads @p by. Takes at most @p budget bytes of
 * @p arena for places in the file; false beyond.
 */
bool hm_rewrap_read(struct hm_shell_parser *p, struct hm_arena *arena,
                    const struct hm_source *source, const struct hm_script *outer, uint32_t by,
                    enum hm_dialect dialect, uint64_t *budget, struct hm_rewrap *ret_rewrap);

/** Puts the commands and loops of @p all into @p script, behind those that belong to their
 * wrappers. Sorts @p all. */
void hm_rewrap_join(struct hm_arena *arena, struct hm_script *script, struct hm_rewrap *all,
                    size_t n);

#endif
