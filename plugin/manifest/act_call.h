/* SPDX-License-Identifier: Apache-2.0 */
/* A command as a row of acts.def reads it, and what its options make of the row's kinds. */
#ifndef HM_MANIFEST_ACT_CALL_H
#define HM_MANIFEST_ACT_CALL_H

#include "plugin/manifest/act_kinds.h"
#include "plugin/manifest/act_maker.h"

/** Only so many operands of a command are looked at. */
#define HM_ACT_OPERANDS 64u

/** A row of acts.def, which says what its fields mean. */
struct hm_act_row {
    const char *program;
    const char *words;
    unsigned kinds;
    const char *tool;
    const char *names;
    const char *gate;
    const char *valued;
};

struct hm_act_call {
    struct hm_command cmd; /**< its fields for args */
    const struct hm_act_row *row;
    /** Indexes in args; the words of the row are not among them. */
    uint32_t operands[HM_ACT_OPERANDS];
    uint32_t n_operands;
};

/** What the command does, by its row and its options: bits of act_kinds.h. */
unsigned hm_act_call_kinds(const struct hm_act_call *call);

/** Adds the images that ko makes, by KO_DOCKER_REPO and by its own options. @p ret_is_kept: that is
 * no registry. */
void hm_act_names_ko(const struct hm_act_maker *maker, struct hm_act_names *names,
                     const struct hm_script *script, const struct hm_act_call *call,
                     bool *ret_is_kept);

#endif
