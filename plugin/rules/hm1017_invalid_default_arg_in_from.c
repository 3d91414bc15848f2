/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static bool
is_declared_empty(const struct hm_dockerfile *file, struct hm_str name)
{
    for (uint32_t i = file->n_globals; i-- > 0;) {
        const struct hm_variable *v = &file->globals[i];
        if (hm_str_is(v->name, name)) {
            return !v->is_given && !v->has_value;
        }
    }
    return false;
}

/* The word with what is not known taken for empty, as a build without arguments has it. */
static struct hm_str
with_defaults(const struct hm_dockerfile *file, const struct hm_word *word, struct hm_arena *arena,
              bool *ret_is_declared)
{
    char *p = hm_arena_alloc(arena, word->value.n + 1);
    struct hm_variable_ref ref;
    size_t n = 0, done = 0, at = 0;

    bool has_any = false;
    *ret_is_declared = true;
    while (hm_variable_next(word->value, file->escape, &at, &ref)) {
        has_any = true;
        *ret_is_declared =
            *ret_is_declared && !ref.has_fallback && is_declared_empty(file, ref.name);
        memcpy(p + n, word->value.p + done, ref.off - done);
        n += ref.off - done;
        done = at = ref.off + ref.len;
    }
    *ret_is_declared = *ret_is_declared && has_any;
    memcpy(p + n, word->value.p + done, word->value.n - done);
    return hm_str_make(p, n + word->value.n - done);
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_image_ref ref;
    bool is_declared;

    if (at->stage == NULL || at->stage->from != at->inst || at->stage->base == NULL ||
        !at->stage->base->has_variable || at->stage->base->value.n == 0) {
        return;
    }
    struct hm_str name = with_defaults(at->file, at->stage->base, out->arena, &is_declared);
    if (is_declared && hm_image_ref_parse(out->arena, name, &ref, NULL) != HM_OK) {
        hm_find(out, at->stage->base->span,
                "Without build arguments FROM means \"%.*s\", which is no image.", HM_FMT(name));
    }
}

const struct hm_rule hm1017_invalid_default_arg_in_from = {
    .id = "HM1017",
    .concept = "invalid-default-arg-in-from",
    .since = "0.1",
    .title = "The defaults of the build arguments make FROM invalid",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 456 },
    .same_as = HM_IDS("buildkit:InvalidDefaultArgInFrom"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM),
    .why =
        "The file builds only with arguments that are written down elsewhere. Tools that read it "
        "alone, scanners and update bots among them, do not know which base image it has.",
    .fix = "Give the ARG a default that works: `ARG TAG=3.22`.",
    .bad = "ARG TAG\nFROM alpine:${TAG}\n",
    .good = "ARG TAG=3.22\nFROM alpine:${TAG}\n",
    .check = check,
};
