/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check_word(const struct hm_visit *at, const struct hm_stage *stage, const struct hm_word *word,
           const struct hm_nameset *globals, struct hm_sink *out)
{
    struct hm_variable_walk walk = { .escape = at->file->escape };
    struct hm_variable_ref ref;

    if (word == NULL || !word->has_variable) {
        return;
    }
    walk.text = word->text;
    while (hm_variable_next(&walk, &ref)) {
        if (ref.has_fallback || hm_is_platform_arg(ref.name) ||
            hm_nameset_find(globals, ref.name) != HM_NONE) {
            continue;
        }
        /* What is left is no name of an image: BuildKit stops here. */
        bool is_blank = word == stage->base && word->is_known && !stage->has_ref &&
                        stage->parent == HM_NONE && !stage->is_scratch;
        hm_find_at(out, is_blank ? HM_SEV_HIGH : out->rule->severity, word->span,
                   "FROM uses $%.*s, but no ARG before the first FROM declares it.",
                   HM_FMT(ref.name));
        return;
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_nameset globals = { 0 };

    for (uint32_t i = 0; i < at->file->n_globals; i++) {
        (void)hm_nameset_add(&globals, out->arena, at->file->globals[i].name, i);
    }
    for (uint32_t i = 0; i < at->file->n_stages; i++) {
        const struct hm_stage *stage = &at->file->stages[i];
        check_word(at, stage, stage->base, &globals, out);
        check_word(at, stage, stage->platform, &globals, out);
    }
}

const struct hm_rule hm1016_undeclared_arg_in_from = {
    .id = "HM1016",
    .concept = "undeclared-arg-in-from",
    .since = "0.1",
    .title = "FROM uses a variable that no ARG declares",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .cwe = { 457 },
    .same_as = HM_IDS("buildkit:UndefinedArgInFrom"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FILE),
    .why = "The variable is empty, whatever `--build-arg` says: `FROM alpine:$TAG` then means "
           "`alpine:`, which is no image, and `FROM base$SUFFIX` silently means another one. ARGs "
           "inside a stage do not count for FROM.",
    .fix = "Declare it before the first FROM, with a default: `ARG TAG=3.22`.",
    .bad = "FROM alpine:${TAG}\n",
    .good = "ARG TAG=3.22\nFROM alpine:${TAG}\n",
    .check = check,
};
