/* SPDX-License-Identifier: Apache-2.0 */
/* Which rules a profile picks, and at which levels. */
#include <criterion/criterion.h>

#include "plugin/driver/config/profile.h"
#include "plugin/rules/registry.h"

static void
pick(struct hm_arena *arena, const char *profile, struct hm_selection *ret_selection)
{
    const char *argv[] = { "hullmark", "rules", "--profile", profile, NULL };
    struct hm_args args = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_args_parse(arena, 4, (char *const *)(uintptr_t)argv, &args, &err), HM_OK, "%s",
                 err.text);
    cr_assert_eq(hm_profile_select(&args, ret_selection, &err), HM_OK, "%s", err.text);
}

static const struct hm_rule *
find(const struct hm_selection *selection, const char *id)
{
    for (size_t i = 0; i < selection->n; i++) {
        if (strcmp(selection->rules[i]->id, id) == 0) {
            return selection->rules[i];
        }
    }
    return NULL;
}

static bool
has_twin(const struct hm_rule *rule, const char *tool)
{
    for (const char *const *id = rule->same_as; id != NULL && *id != NULL; id++) {
        if (hm_str_starts(hm_str_c(*id), tool)) {
            return true;
        }
    }
    return false;
}

Test(profile, hadolint_is_exactly_the_rules_that_it_has_too)
{
    struct hm_arena arena = { 0 };
    struct hm_selection selection;
    size_t n;
    const struct hm_rule *const *all = hm_rules_all(&n);

    pick(&arena, "hadolint", &selection);
    for (size_t i = 0; i < n; i++) {
        cr_expect_eq(find(&selection, all[i]->id) != NULL, has_twin(all[i], "hadolint:"), "%s",
                     all[i]->id);
    }
    hm_arena_done(&arena);
}

Test(profile, hadolint_rules_have_its_levels)
{
    static const struct {
        const char *id;
        enum hm_severity level;
    } levels[] = {
        { "HM3001", HM_SEV_MEDIUM }, /* DL3002 warning */
        { "HM2107", HM_SEV_HIGH },   /* DL3004 error */
        { "HM2112", HM_SEV_LOW },    /* DL3015 info */
        { "HM4024", HM_SEV_INFO },   /* DL3048 style */
        { "HM4015", HM_SEV_INFO },   /* DL3057 off */
        { "HM9001", HM_SEV_HIGH },   /* DL1000 and DL3061 error */
    };
    struct hm_arena arena = { 0 };
    struct hm_selection selection;

    pick(&arena, "hadolint", &selection);
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        const struct hm_rule *rule = find(&selection, levels[i].id);
        cr_assert_not_null(rule, "%s", levels[i].id);
        cr_expect_eq(rule->severity, levels[i].level, "%s", levels[i].id);
    }
    hm_arena_done(&arena);
}

Test(profile, findings_take_the_level_that_a_profile_sets)
{
    struct hm_arena arena = { 0 };
    struct hm_selection selection;
    struct hm_report report = { 0 };

    pick(&arena, "hadolint,cis", &selection);
    struct hm_finding *root = hm_vec_push(&report.arena, &report.findings);
    *root = (struct hm_finding){ .rule = find(&selection, "HM3001"), .severity = HM_SEV_CRITICAL };
    struct hm_finding *key = hm_vec_push(&report.arena, &report.findings);
    *key = (struct hm_finding){ .rule = find(&selection, "HM2004"), .severity = HM_SEV_CRITICAL };
    hm_profile_set_levels(&selection, &report);
    cr_expect_eq(report.findings.p[0].severity, HM_SEV_MEDIUM);
    cr_expect_eq(report.findings.p[1].severity, HM_SEV_CRITICAL);
    hm_report_done(&report);
    hm_arena_done(&arena);
}

Test(profile, cis_is_the_rules_that_belong_to_a_section)
{
    struct hm_arena arena = { 0 };
    struct hm_selection selection;
    size_t n;
    const struct hm_rule *const *all = hm_rules_all(&n);

    pick(&arena, "cis", &selection);
    for (size_t i = 0; i < n; i++) {
        cr_expect_eq(all[i]->cis != NULL, has_twin(all[i], "cis:"), "%s: section", all[i]->id);
        cr_expect_eq(find(&selection, all[i]->id) != NULL, all[i]->cis != NULL, "%s", all[i]->id);
    }
    hm_arena_done(&arena);
}

Test(profile, other_tools_selections_add_to_ours)
{
    struct hm_arena arena = { 0 };
    struct hm_selection both, ours, hygiene;

    pick(&arena, "default", &ours);
    pick(&arena, "default,hadolint", &both);
    pick(&arena, "hygiene", &hygiene);
    for (size_t i = 0; i < ours.n; i++) {
        cr_expect_not_null(find(&both, ours.rules[i]->id), "%s", ours.rules[i]->id);
        cr_expect_not_null(find(&hygiene, ours.rules[i]->id), "%s", ours.rules[i]->id);
    }
    cr_expect_gt(both.n, ours.n);
    cr_expect_gt(hygiene.n, ours.n);
    hm_arena_done(&arena);
}

Test(profile, a_name_that_is_none_is_refused)
{
    struct hm_arena arena = { 0 };
    const char *argv[] = { "hullmark", "rules", "--profile", "cis,hadolnt", NULL };
    struct hm_selection selection;
    struct hm_args args = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_args_parse(&arena, 4, (char *const *)(uintptr_t)argv, &args, &err), HM_OK, "%s",
                 err.text);
    cr_expect_eq(hm_profile_select(&args, &selection, &err), HM_E_USAGE);
    cr_expect(hm_str_has(hm_str_c(err.text), "hadolnt"), "%s", err.text);
    hm_arena_done(&arena);
}
