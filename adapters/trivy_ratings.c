/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/advisory.h"
#include "adapters/trivy.h"

enum hm_status
hm_trivy_score(const struct hm_json *cvss, const char *source, double *ret, struct hm_err *reterr)
{
    static const char *const versions[] = { "V40Score", "V3Score" };
    struct hm_json scores;

    HM_TRY(hm_json_may(cvss, source, JSON_OBJECT, &scores, reterr));
    for (size_t i = 0; scores.value != NULL && i < 2 && *ret <= 0; i++) {
        HM_TRY(hm_json_may_number(&scores, versions[i], ret, reterr));
    }
    return HM_OK;
}

/* What one source says, by a level, a score or both. */
static enum hm_status
read_rating(const struct hm_json *levels, const struct hm_json *scores, const char *source,
            bool is_vendors, struct hm_arena *arena, struct hm_ratings *to, struct hm_err *reterr)
{
    static const enum hm_severity means[] = { HM_SEV_NONE, HM_SEV_LOW, HM_SEV_MEDIUM, HM_SEV_HIGH,
                                              HM_SEV_CRITICAL };
    uint64_t level = 0;
    double score = 0;

    if (levels->value != NULL) {
        HM_TRY(hm_json_may_u64(levels, source, sizeof means / sizeof means[0] - 1, &level, reterr));
    }
    if (scores->value != NULL) {
        HM_TRY(hm_trivy_score(scores, source, &score, reterr));
    }
    score = score > 0 && score <= 10 ? score : 0;
    if (level > 0 || score > 0) {
        hm_ratings_add(to, (struct hm_rating){
                               .source = hm_advisory_source(arena, hm_str_c(source)),
                               .severity = means[level],
                               .tenths = (unsigned)(score * 10 + 0.5),
                               .is_vendors = is_vendors && level > 0,
                           });
    }
    return HM_OK;
}

enum hm_status
hm_trivy_ratings(const struct hm_json *vuln, struct hm_str own, bool is_distribution,
                 struct hm_arena *arena, struct hm_ratings *to, struct hm_err *reterr)
{
    bool is_vendors =
        is_distribution && own.n > 0 && !hm_str_eq(own, "nvd") && !hm_str_eq(own, "ghsa");
    const char *source = NULL;
    json_t *value = NULL;
    struct hm_json levels, scores;

    HM_TRY(hm_json_may(vuln, "VendorSeverity", JSON_OBJECT, &levels, reterr));
    HM_TRY(hm_json_may(vuln, "CVSS", JSON_OBJECT, &scores, reterr));
    /* The deciding ones first, for the list has an end. */
    HM_TRY(read_rating(&levels, &scores, hm_arena_c(arena, own), is_vendors, arena, to, reterr));
    HM_TRY(read_rating(&levels, &scores, "nvd", false, arena, to, reterr));
    json_object_foreach ((json_t *)scores.value, source, value) {
        HM_TRY(read_rating(&levels, &scores, source, false, arena, to, reterr));
    }
    json_object_foreach ((json_t *)levels.value, source, value) {
        HM_TRY(read_rating(&levels, &scores, source, false, arena, to, reterr));
    }
    return HM_OK;
}
