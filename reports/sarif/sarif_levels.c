/* SPDX-License-Identifier: Apache-2.0 */
/* Rules for destinations that take a finding's level from its rule. */
#include "reports/sarif/sarif_view.h"

#include "plugin/base/auto.h"
#include "reports/sarif/sarif_rules.h"
#include "reports/strmap.h"

struct levels {
    struct hm_arena *arena;
    enum hm_sarif_identity identity;
    struct hm_strmap
        worst; /* id of a foreign rule → index + 1: two tools' rules of one id are one */
    HM_VEC(const struct hm_finding *) worst_of;
    struct hm_strmap made; /* tool and id → index + 1 */
    HM_VEC(struct hm_rule *) rules;
};

static bool
is_worse(const struct hm_finding *a, const struct hm_finding *b)
{
    struct hm_str score_a = hm_sarif_score(a->rule, a);
    struct hm_str score_b = hm_sarif_score(b->rule, b);

    if (a->severity != b->severity) {
        return a->severity > b->severity;
    }
    return score_a.n != score_b.n ? score_a.n > score_b.n : hm_str_compare(score_a, score_b) > 0;
}

static void
weigh(struct levels *levels, const struct hm_finding *finding)
{
    uint32_t *index = hm_strmap_at(&levels->worst, hm_str_c(finding->rule->id));

    if (*index == 0) {
        hm_vec_add(levels->arena, &levels->worst_of, finding);
        *index = (uint32_t)levels->worst_of.n;
    } else if (is_worse(finding, levels->worst_of.p[*index - 1])) {
        levels->worst_of.p[*index - 1] = finding;
    }
}

/* A copy of the rule with a finding's level, and with an id of its own where it is a variant. */
static const struct hm_rule *
with_level(struct levels *levels, const struct hm_rule *rule, const struct hm_finding *of,
           bool is_variant)
{
    hm_auto_buf struct hm_buf id = { 0 };
    hm_auto_buf struct hm_buf key = { 0 };
    hm_auto_buf struct hm_buf url = { 0 };

    hm_buf_puts(&id, rule->id);
    if (is_variant) {
        hm_buf_printf(&id, ":%s", hm_severity_row(of->severity)->word);
    }
    hm_buf_printf(&key, "%s\n%.*s", hm_rule_tool(rule), HM_FMT(hm_buf_str(&id)));
    uint32_t *index = hm_strmap_at(&levels->made, hm_buf_str(&key));
    if (*index == 0) {
        struct hm_rule *copy = hm_arena_new(levels->arena, struct hm_rule, 1);
        *copy = *rule;
        copy->id = hm_arena_c(levels->arena, hm_buf_str(&id));
        copy->severity = of->severity;
        copy->severity_before = HM_SEV_NONE;
        copy->score = hm_arena_c(levels->arena, hm_sarif_score(rule, of));
        hm_rule_url(rule, &url);
        copy->url = url.n > 0 ? hm_arena_c(levels->arena, hm_buf_str(&url)) : NULL;
        hm_vec_add(levels->arena, &levels->rules, copy);
        *index = (uint32_t)levels->rules.n;
    }
    return levels->rules.p[*index - 1];
}

static const struct hm_rule *
rule_for(struct levels *levels, const struct hm_finding *finding)
{
    const struct hm_rule *rule = finding->rule;

    if (rule->producer == NULL) {
        return finding->severity == rule->severity ? rule : with_level(levels, rule, finding, true);
    }
    uint32_t index = hm_strmap_find(&levels->worst, hm_str_c(rule->id));
    const struct hm_finding *worst = levels->worst_of.p[index - 1];
    bool is_variant = levels->identity == HM_SARIF_BY_PRINT && finding->severity != worst->severity;
    return with_level(levels, rule, is_variant ? finding : worst, is_variant);
}

void
hm_sarif_view_levels(struct hm_report *view, struct hm_arena *arena,
                     enum hm_sarif_identity identity)
{
    struct levels levels = { .arena = arena, .identity = identity };
    const struct hm_rule **rules =
        hm_arena_new(arena, const struct hm_rule *, view->findings.n + 1);

    hm_strmap_init(&levels.worst, arena);
    hm_strmap_init(&levels.made, arena);
    for (size_t i = 0; i < view->findings.n; i++) {
        if (view->findings.p[i].rule->producer != NULL) {
            weigh(&levels, &view->findings.p[i]);
        }
    }
    for (size_t i = 0; i < view->findings.n; i++) {
        rules[i] = rule_for(&levels, &view->findings.p[i]);
    }
    /* Only now: the score of a finding can be that of its rule. */
    for (size_t i = 0; i < view->findings.n; i++) {
        view->findings.p[i].rule = rules[i];
    }
}
