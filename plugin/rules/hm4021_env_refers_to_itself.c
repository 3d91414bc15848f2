/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* BuildKit expands all of one ENV with the values from before it, so a variable set in the same
 * line is seen with its old value: usually none, but for PATH, which every image has. */
static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_nameset set = { 0 };

    if (!hm_can_look_up(at->file)) {
        hm_cannot_tell(out, at->inst->span, "The file is too large to follow its variables.");
        return;
    }
    for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
        (void)hm_nameset_add(&set, out->arena, at->inst->pairs[i].key.value, i);
    }
    for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
        const struct hm_pair *pair = &at->inst->pairs[i];
        struct hm_variable_walk walk = { .text = pair->value.text, .escape = at->file->escape };
        struct hm_variable_ref ref;
        while (pair->value.has_variable && hm_variable_next(&walk, &ref)) {
            uint32_t owner = hm_nameset_find(&set, ref.name);
            if (owner != HM_NONE && !hm_str_is(ref.name, pair->key.value) && !ref.has_fallback &&
                !hm_str_eq(ref.name, "PATH") &&
                hm_stage_variable(at->file, at->inst, ref.name) == NULL) {
                hm_find(out, hm_span_join(pair->key.span, pair->value.span),
                        "$%.*s is set in this same ENV and not yet known here.", HM_FMT(ref.name));
                break;
            }
        }
    }
}

const struct hm_rule hm4021_env_refers_to_itself = {
    .id = "HM4021",
    .concept = "env-refers-to-itself",
    .since = "0.1",
    .title = "ENV uses a variable that the same line sets",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 457 },
    .same_as = HM_IDS("hadolint:DL3044", "dd-iac:env_no_refer_envvar", "droast:DF062"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(ENV),
    .why = "All values of one ENV are expanded before any of them is set. `ENV HOME=/app "
           "BIN=$HOME/bin` makes BIN `/bin`, not `/app/bin`.",
    .fix = "Set the second variable in an ENV of its own.",
    .bad = "FROM alpine:3.22\nENV APP=/app BIN=$APP/bin\n",
    .good = "FROM alpine:3.22\nENV APP=/app\nENV BIN=$APP/bin\n",
    .check = check,
};
