/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static const struct hm_variable *
global(const struct hm_dockerfile *file, struct hm_str name)
{
    for (uint32_t i = file->n_globals; i-- > 0;) {
        if (hm_str_is(file->globals[i].name, name)) {
            return &file->globals[i];
        }
    }
    return NULL;
}

static void
check_word(const struct hm_visit *at, const struct hm_word *word, struct hm_sink *out)
{
    struct hm_variable_ref ref;
    size_t from = 0;

    while (word != NULL && word->has_variable &&
           hm_variable_next(word->text, at->file->escape, &from, &ref)) {
        if (!ref.has_fallback && !hm_is_platform_arg(ref.name) &&
            global(at->file, ref.name) == NULL) {
            /* What is left is no name of an image: BuildKit stops here. */
            bool is_blank = word == at->stage->base && word->is_known && !at->stage->has_ref &&
                            at->stage->parent == HM_NONE && !at->stage->is_scratch;
            hm_find_at(out, is_blank ? HM_SEV_HIGH : out->rule->severity, word->span,
                       "FROM uses $%.*s, but no ARG before the first FROM declares it.",
                       HM_FMT(ref.name));
            return;
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage != NULL && at->stage->from == at->inst) {
        check_word(at, at->stage->base, out);
        check_word(at, at->stage->platform, out);
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
    .on = HM_ON(FROM),
    .why = "The variable is empty, whatever `--build-arg` says: `FROM alpine:$TAG` then means "
           "`alpine:`, which is no image, and `FROM base$SUFFIX` silently means another one. ARGs "
           "inside a stage do not count for FROM.",
    .fix = "Declare it before the first FROM, with a default: `ARG TAG=3.22`.",
    .bad = "FROM alpine:${TAG}\n",
    .good = "ARG TAG=3.22\nFROM alpine:${TAG}\n",
    .check = check,
};
