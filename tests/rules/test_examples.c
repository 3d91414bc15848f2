/* SPDX-License-Identifier: Apache-2.0 */
/* Every rule's bad example is reported by it, and its good one is not. */
#include "tests/rules/judge.h"

#include <criterion/parameterized.h>

ParameterizedTestParameters(examples, rule)
{
    static size_t indexes[1000];
    size_t n;

    hm_rules_all(&n);
    for (size_t i = 0; i < n; i++) {
        indexes[i] = i;
    }
    return cr_make_param_array(size_t, indexes, n);
}

ParameterizedTest(size_t *index, examples, rule)
{
    size_t n;
    const struct hm_rule *rule = hm_rules_all(&n)[*index];
    struct judged judged;

    if (rule->check == NULL) {
        return;
    }
    judge(&judged, judge_kind_of(rule, rule->bad), hm_str_c(rule->bad), NULL, &rule, 1);
    cr_expect_gt(judged.sink.findings.n, 0, "%s: the bad example is not reported", rule->id);
    for (size_t i = 0; i < judged.sink.findings.n; i++) {
        const struct hm_finding *f = &judged.sink.findings.p[i];
        cr_expect(hm_str_ends(f->message, ".") || hm_str_ends(f->message, "?"), "%s: %.*s",
                  rule->id, HM_FMT(f->message));
        cr_expect(f->message.n > 0 && f->place.line > 0, "%s: a place", rule->id);
    }
    hm_arena_done(&judged.arena);

    judge(&judged, judge_kind_of(rule, rule->good), hm_str_c(rule->good), NULL, &rule, 1);
    cr_expect_eq(judged.sink.findings.n, 0, "%s: the good example is reported: %.*s", rule->id,
                 HM_FMT(judged.sink.findings.p[0].message));
    cr_expect_eq(judged.sink.not_evaluated.n, 0, "%s: the good example cannot be told: %.*s",
                 rule->id, HM_FMT(judged.sink.not_evaluated.p[0].reason));
    hm_arena_done(&judged.arena);
}

/* Compose would take them: a bad example has its fault, and no other. */
Test(examples, compose_refuses_none)
{
    size_t n;
    const struct hm_rule *const *rules = hm_rules_all(&n);

    for (size_t i = 0; i < n; i++) {
        struct judged judged;
        if (rules[i]->check == NULL || judge_kind_of(rules[i], rules[i]->good) != JUDGE_COMPOSE) {
            continue;
        }
        const char *texts[] = { rules[i]->good, rules[i]->bad };
        bool is_about_that = hm_str_eq(hm_str_c(rules[i]->id), "HM9003");
        for (size_t k = 0; k < (is_about_that ? 1 : 2); k++) {
            judge(&judged, JUDGE_COMPOSE, hm_str_c(texts[k]), NULL, &rules[i], 1);
            cr_expect_eq(judged.manifests.n_problems, 0, "%s: %.*s", rules[i]->id,
                         HM_FMT(judged.manifests.problems[0].text));
            hm_arena_done(&judged.arena);
        }
    }
}

/* Likewise the platforms of pipelines. */
Test(examples, platforms_refuse_none)
{
    size_t n;
    const struct hm_rule *const *rules = hm_rules_all(&n);

    for (size_t i = 0; i < n; i++) {
        const char *texts[] = { rules[i]->good, rules[i]->bad };
        bool is_about_that = hm_str_eq(hm_str_c(rules[i]->id), "HM9005");
        bool is_asked = rules[i]->check != NULL && (rules[i]->needs & HM_NEEDS_PIPELINE) != 0;
        for (size_t k = 0; is_asked && k < (is_about_that ? 1 : 2); k++) {
            struct judged judged;
            judge(&judged, judge_kind_of(rules[i], texts[k]), hm_str_c(texts[k]), NULL, &rules[i],
                  1);
            cr_expect_eq(judged.manifests.n_problems, 0, "%s: %.*s", rules[i]->id,
                         HM_FMT(judged.manifests.problems[0].text));
            hm_arena_done(&judged.arena);
        }
    }
}

Test(examples, every_practice_has_a_rule_or_says_why_not)
{
    size_t n;
    const struct hm_rule *const *rules = hm_rules_all(&n);

    for (int p = HM_PRACTICE_NONE + 1; p < HM_PRACTICE_COUNT; p++) {
        size_t n_rules = 0;
        for (size_t i = 0; i < n; i++) {
            n_rules += rules[i]->practice == (enum hm_practice)p;
        }
        const char *excuse = hm_practice_excuse((enum hm_practice)p);
        cr_expect(n_rules > 0 ? excuse == NULL : excuse != NULL,
                  "practice %d has %zu rules, and %s excuse", p, n_rules,
                  excuse == NULL ? "no" : "an");
    }
}
