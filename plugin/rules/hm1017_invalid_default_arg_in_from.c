/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* The word with what is not known taken for empty, as a build without arguments has it; the empty
 * view when not all of that is declared ARGs without a default. */
static struct hm_str
with_defaults(const struct hm_dockerfile *file, const struct hm_word *word,
              const struct hm_nameset *open, struct hm_arena *arena)
{
    struct hm_variable_walk walk = { .text = word->value, .escape = file->escape };
    struct hm_variable_ref ref;
    char *p = hm_arena_alloc(arena, word->value.n + 1);
    size_t n = 0, done = 0;

    while (hm_variable_next(&walk, &ref)) {
        if (ref.has_fallback || hm_nameset_find(open, ref.name) == HM_NONE) {
            return hm_str_make(NULL, 0);
        }
        memcpy(p + n, word->value.p + done, ref.off - done);
        n += ref.off - done;
        done = ref.off + ref.len;
        walk.at = done;
    }
    memcpy(p + n, word->value.p + done, word->value.n - done);
    return done == 0 ? hm_str_make(NULL, 0) : hm_str_make(p, n + word->value.n - done);
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_nameset open = { 0 };

    for (uint32_t i = 0; i < at->file->n_globals; i++) {
        const struct hm_variable *v = &at->file->globals[i];
        if (!v->is_given && !v->has_value) {
            (void)hm_nameset_add(&open, out->arena, v->name, i);
        }
    }
    for (uint32_t i = 0; open.n > 0 && i < at->file->n_stages; i++) {
        const struct hm_word *base = at->file->stages[i].base;
        struct hm_image_ref ref;
        if (base == NULL || !base->has_variable || base->is_known) {
            continue;
        }
        struct hm_str name = with_defaults(at->file, base, &open, out->arena);
        if (name.p != NULL && hm_image_ref_parse(out->arena, name, &ref, NULL) != HM_OK) {
            hm_find(out, base->span,
                    "Without build arguments FROM means \"%.*s\", which is no image.",
                    HM_FMT(name));
        }
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
    .on = HM_ON(FILE),
    .why =
        "The file builds only with arguments that are written down elsewhere. Tools that read it "
        "alone, scanners and update bots among them, do not know which base image it has.",
    .fix = "Give the ARG a default that works: `ARG TAG=3.22`.",
    .bad = "ARG TAG\nFROM alpine:${TAG}\n",
    .good = "ARG TAG=3.22\nFROM alpine:${TAG}\n",
    .check = check,
};
