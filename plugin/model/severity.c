/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/severity.h"

static const struct hm_severity_row severities[HM_SEV_COUNT] = {
    [HM_SEV_NONE] = { "none", "none", "0.0", "Unknown", "0" },
#define SEVERITY(name, word, sarif, score, gitlab, colour)                                         \
    [HM_SEV_##name] = { word, sarif, score, gitlab, colour },
#include "plugin/model/severity.def"
#undef SEVERITY
};

enum importance {
    NORMAL,
    CRITICAL,
};

static const struct hm_practice_row practices[HM_PRACTICE_COUNT] = {
#define PRACTICE(name, number, slug, importance, title)                                            \
    [HM_PRACTICE_##name] = { slug, title, (importance) == CRITICAL },
#include "plugin/model/practices.def"
#undef PRACTICE
};

const struct hm_severity_row *
hm_severity_row(enum hm_severity severity)
{
    return &severities[(unsigned)severity < HM_SEV_COUNT ? severity : HM_SEV_NONE];
}

enum hm_severity
hm_severity_parse(struct hm_str word)
{
    for (int i = HM_SEV_NONE + 1; i < HM_SEV_COUNT; i++) {
        if (hm_str_eq_nocase(word, hm_str_c(severities[i].word))) {
            return (enum hm_severity)i;
        }
    }
    return HM_SEV_NONE;
}

enum hm_severity
hm_severity_of_score(double score)
{
    if (score >= 9.0) {
        return HM_SEV_CRITICAL;
    }
    if (score >= 7.0) {
        return HM_SEV_HIGH;
    }
    if (score >= 4.0) {
        return HM_SEV_MEDIUM;
    }
    return score > 0.0 ? HM_SEV_LOW : HM_SEV_INFO;
}

const struct hm_practice_row *
hm_practice_row(enum hm_practice practice)
{
    if (practice <= HM_PRACTICE_NONE || practice >= HM_PRACTICE_COUNT) {
        return NULL;
    }
    return &practices[practice];
}
