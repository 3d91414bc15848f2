/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/repeated.h"

void
hm_find_repeated(const struct hm_visit *at, enum hm_keyword kind, struct hm_sink *out)
{
    const struct hm_instruction *last = NULL;

    for (uint32_t i = at->stage->end; i-- > at->stage->first;) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        if (inst->kind != kind) {
            continue;
        }
        if (last != NULL) {
            hm_find(out, inst->span, "%s in line %u replaces this one.", hm_keyword_name(kind),
                    last->line);
        } else {
            last = inst;
        }
    }
}
