/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/ports.h"

bool
hm_port_parse(const struct hm_word *word, struct hm_port *ret_port)
{
    struct hm_str text = word->value;
    size_t slash = hm_str_find(text, '/');
    struct hm_str protocol = hm_str_from(text, slash + 1);
    uint64_t first, last;

    if (!word->is_known || text.n == 0) {
        return false;
    }
    text = hm_str_sub(text, 0, slash);
    size_t colon = hm_str_find_last(text, ':');
    text = colon < text.n ? hm_str_from(text, colon + 1) : text;
    size_t dash = hm_str_find(text, '-');
    if (!hm_str_to_u64(hm_str_sub(text, 0, dash), 65535, &first)) {
        return false;
    }
    last = first;
    if (dash < text.n && !hm_str_to_u64(hm_str_from(text, dash + 1), 65535, &last)) {
        return false;
    }
    if (last < first) {
        return false;
    }
    *ret_port = (struct hm_port){ .first = (unsigned)first,
                                  .last = (unsigned)last,
                                  .is_udp = hm_str_eq_nocase(protocol, HM_S("udp")) };
    return true;
}
