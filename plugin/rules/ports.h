/* SPDX-License-Identifier: Apache-2.0 */
/* One word of EXPOSE as numbers. */
#ifndef HM_RULES_PORTS_H
#define HM_RULES_PORTS_H

#include "plugin/model/instruction.h"

/** The container's side of "[[address:]host:]first[-last][/protocol]". */
struct hm_port {
    unsigned first;
    unsigned last;
    bool is_udp;
};

/** Reads a word of EXPOSE. False for what is no port, and for words that are not known. */
bool hm_port_parse(const struct hm_word *word, struct hm_port *ret_port);

#endif
