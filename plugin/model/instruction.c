/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/instruction.h"

#include "plugin/base/rune.h"

static const char *const NAMES[HM_KEYWORD_COUNT] = {
    [HM_ADD] = "ADD",
    [HM_ARG] = "ARG",
    [HM_CMD] = "CMD",
    [HM_COPY] = "COPY",
    [HM_ENTRYPOINT] = "ENTRYPOINT",
    [HM_ENV] = "ENV",
    [HM_EXPOSE] = "EXPOSE",
    [HM_FROM] = "FROM",
    [HM_HEALTHCHECK] = "HEALTHCHECK",
    [HM_LABEL] = "LABEL",
    [HM_MAINTAINER] = "MAINTAINER",
    [HM_ONBUILD] = "ONBUILD",
    [HM_RUN] = "RUN",
    [HM_SHELL] = "SHELL",
    [HM_STOPSIGNAL] = "STOPSIGNAL",
    [HM_USER] = "USER",
    [HM_VOLUME] = "VOLUME",
    [HM_WORKDIR] = "WORKDIR",
    [HM_KEYWORD_UNKNOWN] = "unknown",
};

const char *
hm_keyword_name(enum hm_keyword kind)
{
    return kind < HM_KEYWORD_COUNT ? NAMES[kind] : NAMES[HM_KEYWORD_UNKNOWN];
}

/* The keyword whose name has this length and these letters, of the few that begin so. */
static enum hm_keyword
keyword_of(struct hm_str word)
{
    for (enum hm_keyword kind = 0; kind < HM_KEYWORD_UNKNOWN; kind++) {
        if ((NAMES[kind][0] | 0x20) == (word.p[0] | 0x20) &&
            hm_str_eq_nocase(word, hm_str_c(NAMES[kind]))) {
            return kind;
        }
    }
    return HM_KEYWORD_UNKNOWN;
}

enum hm_keyword
hm_keyword_parse(struct hm_str word)
{
    char folded[16];
    size_t to = 0;
    size_t n;

    if (word.n == 0) {
        return HM_KEYWORD_UNKNOWN;
    }
    enum hm_keyword kind = keyword_of(word);
    if (kind != HM_KEYWORD_UNKNOWN) {
        return kind;
    }
    /* U+212A is a K in lower case too, and U+0130 an i: BuildKit knows "WOR\u212aDIR". */
    for (size_t i = 0; i < word.n; i += n) {
        uint32_t rune = hm_rune_lower(hm_rune_next(word, i, &n));
        if (rune >= 0x80 || to == sizeof folded) {
            return HM_KEYWORD_UNKNOWN;
        }
        folded[to++] = (char)rune;
    }
    return keyword_of(hm_str_make(folded, to));
}

const struct hm_flag *
hm_instruction_flag(const struct hm_instruction *inst, const char *name)
{
    for (uint32_t i = 0; i < inst->n_flags; i++) {
        if (hm_str_eq(inst->flags[i].name, name)) {
            return &inst->flags[i];
        }
    }
    return NULL;
}

/* Where byte @p at of the joined line lies in the file. */
static uint32_t
original_of(const struct hm_instruction *inst, uint32_t at)
{
    uint32_t low = 0;
    uint32_t high = inst->n_joins;

    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (inst->joins[mid].logical <= at) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return inst->joins[low].original + (at - inst->joins[low].logical);
}

struct hm_span
hm_instruction_span(const struct hm_instruction *inst, uint32_t from, uint32_t to)
{
    if (inst->n_joins == 0) {
        return inst->span;
    }
    uint32_t first = original_of(inst, inst->base + from);
    /* The end belongs to the piece of the last byte, not to the piece that may begin there. */
    uint32_t end = to > from ? original_of(inst, inst->base + to - 1) + 1 : first;
    return (struct hm_span){ .off = first, .len = end - first };
}

struct hm_span
hm_keyword_span(const struct hm_instruction *inst)
{
    uint32_t n = (uint32_t)inst->keyword.n;

    return (struct hm_span){ .off = inst->span.off,
                             .len = n < inst->span.len ? n : inst->span.len };
}
