/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/template.h"

static const char *const openings[] = { "{{", "{%", "<%" };

static bool
is_refused(const struct hm_dockerfile *file)
{
    for (uint32_t i = 0; i < file->n_problems; i++) {
        if (file->problems[i].is_fatal) {
            return true;
        }
    }
    return false;
}

static bool
is_of_template(const struct hm_instruction *inst)
{
    for (size_t i = 0; i < sizeof openings / sizeof openings[0]; i++) {
        if (inst->kind == HM_KEYWORD_UNKNOWN && hm_str_starts(inst->keyword, openings[i])) {
            return true;
        }
        if (inst->kind == HM_FROM && hm_str_has(inst->logical, openings[i])) {
            return true;
        }
    }
    return false;
}

uint32_t
hm_template_line(const struct hm_dockerfile *file)
{
    if (!is_refused(file)) {
        return 0;
    }
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        if (is_of_template(&file->instructions[i])) {
            return file->instructions[i].line;
        }
    }
    return 0;
}

const char *
hm_template_advice(const struct hm_dockerfile *file, uint32_t line)
{
    struct hm_str text = hm_source_line(file->source, line);

    return hm_str_has(text, "<%") ? "erb FILE | hullmark scan -"
           : hm_str_has(text, "{%")
               ? "jinja2 FILE VALUES | hullmark scan -"
               : "gomplate -f FILE | hullmark scan -, or what else fills it in";
}
