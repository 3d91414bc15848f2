/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check_pair(const struct hm_pair *pair, const struct hm_image_ref *base, struct hm_sink *out)
{
    struct hm_image_ref named;

    if (!pair->has_value || !pair->value.is_known) {
        return;
    }
    if (hm_str_eq(pair->key.value, "org.opencontainers.image.base.digest")) {
        if (base->digest.n > 0 && !hm_str_is(base->digest, pair->value.value)) {
            hm_find(out, pair->value.span, "FROM names another digest.");
        }
    } else if (hm_str_eq(pair->key.value, "org.opencontainers.image.base.name") &&
               hm_image_ref_parse(out->arena, pair->value.value, &named, NULL) == HM_OK) {
        bool is_same = hm_str_is(named.registry, base->registry) &&
                       hm_str_is(named.repository, base->repository) &&
                       (hm_str_is(named.tag, base->tag) || named.tag.n == 0 || base->tag.n == 0);
        if (!is_same) {
            hm_find(out, pair->value.span, "FROM names another image: %.*s.", HM_FMT(base->text));
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!at->stage->is_target || at->stage->root >= at->file->n_stages ||
        !at->file->stages[at->stage->root].has_ref) {
        return;
    }
    const struct hm_image_ref *base = &at->file->stages[at->stage->root].ref;
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        for (uint32_t k = 0; inst->kind == HM_LABEL && k < inst->n_pairs; k++) {
            check_pair(&inst->pairs[k], base, out);
        }
    }
}

const struct hm_rule hm4031_stale_base_digest_label = {
    .id = "HM4031",
    .concept = "stale-base-digest-label",
    .since = "0.1",
    .title = "A label says that the image has another base than it has",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .cwe = { 1059 },
    .same_as = HM_IDS("tally:labels/no-stale-base-digest"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "Scanners and bots that rebuild images read `org.opencontainers.image.base.digest` and "
           "`base.name` to tell whether the base has news. When FROM was changed and the labels "
           "were not, they watch the wrong image.",
    .fix = "Change the label with FROM, or write both from one ARG.",
    .bad = "FROM alpine:3.22\nLABEL "
           "org.opencontainers.image.base.name=docker.io/library/alpine:3.20\n",
    .good = "FROM alpine:3.22\nLABEL "
            "org.opencontainers.image.base.name=docker.io/library/alpine:3.22\n",
    .check = check,
};
