/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

/* Whether the file's check directive switches the experiment on. */
static bool
is_asked_for(const struct hm_dockerfile *file)
{
    for (uint32_t i = 0; i < file->n_directives; i++) {
        struct hm_str value = file->directives[i].value;
        struct hm_str part;
        while (hm_str_eq(file->directives[i].name, "check") && hm_str_split(&value, ';', &part)) {
            struct hm_str name;
            size_t equals = hm_str_find(part, '=');
            struct hm_str names = hm_str_from(part, equals + 1);
            if (!hm_str_eq_nocase(hm_str_trim(hm_str_sub(part, 0, equals)), HM_S("experimental"))) {
                continue;
            }
            while (hm_str_split(&names, ',', &name)) {
                name = hm_str_trim(name);
                if (hm_str_eq_nocase(name, HM_S("all")) ||
                    hm_str_eq_nocase(name, HM_S("InvalidDefinitionDescription"))) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* BuildKit knows stages by their names in lower case. */
static bool
is_lower_case_of(struct hm_str word, struct hm_str name)
{
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] != hm_ascii_lower(word.p[i])) {
            return false;
        }
    }
    return hm_str_eq_nocase(word, name);
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_instruction *inst = at->inst;

    if (inst->n_comments == 0 || at->onbuild != NULL || !is_asked_for(at->file)) {
        return;
    }
    struct hm_str comment = inst->comments[inst->n_comments - 1];
    struct hm_str first = hm_str_sub(comment, 0, hm_str_find(comment, ' '));
    if (inst->kind == HM_FROM) {
        struct hm_str name = at->stage == NULL ? hm_str_c("") : at->stage->name;
        if (name.n > 0 && !is_lower_case_of(first, name)) {
            hm_find(out, inst->span, "The comment above does not begin with %.*s.", HM_FMT(name));
        }
        return;
    }
    for (uint32_t i = 0; i < inst->n_pairs; i++) {
        if (hm_str_is(first, inst->pairs[i].key.text)) {
            return;
        }
    }
    if (inst->n_pairs > 0) {
        hm_find(out, inst->span, "The comment above does not begin with %.*s.",
                HM_FMT(inst->pairs[0].key.text));
    }
}

const struct hm_rule hm4033_unclear_definition_comment = {
    .id = "HM4033",
    .concept = "unclear-definition-comment",
    .since = "0.1",
    .title = "A comment above FROM or ARG does not begin with its name",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1059 },
    .same_as = HM_IDS("buildkit:InvalidDefinitionDescription"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM, ARG),
    .why = "`docker build --call=outline` shows the comment above a stage or an argument as its "
           "description, if it begins with the name: `# VERSION is what to build`. The check is an "
           "experiment of BuildKit's, and is made where the file asks for it: `# "
           "check=experimental=InvalidDefinitionDescription`, or `all`.",
    .fix = "Begin the comment with the name, or put an empty comment line, `#`, between it and the "
           "instruction.",
    .bad = "# check=experimental=all\nFROM alpine:3.22\n# what to build\nARG VERSION=1\n",
    .good =
        "# check=experimental=all\nFROM alpine:3.22\n# VERSION is what to build\nARG VERSION=1\n",
    .check = check,
};
