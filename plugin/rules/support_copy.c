/* SPDX-License-Identifier: Apache-2.0 */
/* What COPY and ADD take (support.h). */
#include "plugin/rules/support.h"

#include "plugin/base/path.h"

uint32_t
hm_copy_sources(const struct hm_instruction *inst)
{
    return inst->n_words >= 2 ? inst->n_words - 1 : 0;
}

bool
hm_copies_context(const struct hm_instruction *inst)
{
    return (inst->kind == HM_COPY || inst->kind == HM_ADD) &&
           hm_instruction_flag(inst, "from") == NULL;
}

bool
hm_is_whole_context(struct hm_str source)
{
    struct hm_str path = hm_path_relative(source);

    return source.n > 0 && (path.n == 0 || hm_str_eq(path, "*") || hm_str_eq(path, "**"));
}

bool
hm_is_remote(struct hm_str source)
{
    return hm_str_starts(source, "http://") || hm_str_starts(source, "https://") ||
           hm_str_starts(source, "ftp://") || hm_str_starts(source, "git://") ||
           hm_str_starts(source, "ssh://") || hm_str_starts(source, "git@");
}

const struct hm_copied *
hm_copied_by(const struct hm_facts *facts, const struct hm_instruction *inst)
{
    const struct hm_dockerfile *file = facts->dockerfile;
    bool is_of_file =
        inst->index < file->n_instructions && inst == &file->instructions[inst->index];

    return facts->copies == NULL || !is_of_file ? NULL : facts->copies[inst->index];
}
