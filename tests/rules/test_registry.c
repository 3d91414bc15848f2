/* SPDX-License-Identifier: Apache-2.0 */
/* Every rule's declaration holds what the catalogue promises. */
#include <criterion/criterion.h>
#include <ctype.h>
#include <dirent.h>

#include "plugin/base/auto.h"
#include "plugin/rules/registry.h"

static const char *const names[] = {
#define RULE(name) #name,
#include "plugin/rules/rules.def"
#undef RULE
};

#define EACH_RULE(rule)                                                                            \
    size_t n_;                                                                                     \
    const struct hm_rule *const *all_ = hm_rules_all(&n_);                                         \
    for (size_t i = 0; i < n_; i++)                                                                \
        for (const struct hm_rule *rule = all_[i]; rule != NULL; rule = NULL)

static bool
is_concept(const char *c)
{
    size_t n = strlen(c);

    for (size_t i = 0; i < n; i++) {
        if (!(islower((unsigned char)c[i]) || isdigit((unsigned char)c[i]) ||
              (c[i] == '-' && i > 0 && i + 1 < n && c[i - 1] != '-'))) {
            return false;
        }
    }
    return n > 0 && islower((unsigned char)c[0]);
}

static bool
ends_as_text(const char *c)
{
    struct hm_str s = hm_str_c(c);

    return hm_str_ends(s, ".") || hm_str_ends(s, "```") || hm_str_ends(s, ".\n") ||
           hm_str_ends(s, "```\n");
}

/* The tools whose ids same_as may name. */
static const char *const tools[] = {
    "buildkit", "checkov",  "cis",  "compose-lint", "dclint",     "dd-iac",  "docksec", "dockle",
    "droast",   "hadolint", "kics", "kube-linter",  "kube-score", "semgrep", "tally",   "trivy",
};

static bool
is_known_tool(struct hm_str tool)
{
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        if (hm_str_eq(tool, tools[i])) {
            return true;
        }
    }
    return false;
}

Test(registry, ids_are_sorted_unique_and_of_the_files_name)
{
    const char *before = "";

    EACH_RULE(rule)
    {
        cr_assert_eq(strlen(rule->id), 6, "%s", rule->id);
        cr_assert(strncmp(rule->id, "HM", 2) == 0 && strspn(rule->id + 2, "0123456789") == 4, "%s",
                  rule->id);
        cr_expect(strcmp(before, rule->id) < 0, "%s comes after %s in rules.def", rule->id, before);
        cr_expect(strncmp(names[i] + 2, rule->id + 2, 4) == 0, "%s is in %s", rule->id, names[i]);
        before = rule->id;
    }
}

Test(registry, concepts_are_unique_and_kebab_case)
{
    EACH_RULE(rule)
    {
        cr_expect(is_concept(rule->concept), "%s: %s", rule->id, rule->concept);
        cr_expect_not(hm_str_starts(hm_str_c(rule->concept), "no-") ||
                          hm_str_starts(hm_str_c(rule->concept), "avoid-"),
                      "%s: a concept says what is flagged: %s", rule->id, rule->concept);
        cr_expect_eq(hm_rules_find(hm_str_c(rule->concept)), rule, "%s: %s is taken", rule->id,
                     rule->concept);
    }
}

Test(registry, files_are_named_after_id_and_concept)
{
    EACH_RULE(rule)
    {
        char want[100];
        snprintf(want, sizeof want, "hm%s_%s", rule->id + 2, rule->concept);
        for (char *p = want; *p != '\0'; p++) {
            *p = *p == '-' ? '_' : *p;
        }
        cr_expect_str_eq(names[i], want);
    }
}

Test(registry, every_rule_file_is_in_the_catalogue)
{
    hm_auto_dir DIR *dir = opendir("plugin/rules");
    struct dirent *entry;
    size_t n_files = 0;

    cr_assert_not_null(dir, "run from the root of the repository");
    while ((entry = readdir(dir)) != NULL) {
        struct hm_str name = hm_str_c(entry->d_name);
        if (!hm_str_starts(name, "hm") || !hm_str_ends(name, ".c")) {
            continue;
        }
        bool is_listed = false;
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            is_listed = is_listed || hm_str_eq(hm_str_sub(name, 0, name.n - 2), names[i]);
        }
        cr_expect(is_listed, "%s is not in rules.def", entry->d_name);
        n_files++;
    }
    cr_expect_eq(n_files, sizeof names / sizeof names[0]);
}

Test(registry, texts_are_whole)
{
    EACH_RULE(rule)
    {
        cr_expect(strlen(rule->title) > 0 && strlen(rule->title) <= 72, "%s: title", rule->id);
        cr_expect_not(hm_str_ends(hm_str_c(rule->title), "."), "%s: title", rule->id);
        cr_expect(rule->since != NULL && rule->since[0] != '\0', "%s: since", rule->id);
        cr_expect(rule->why != NULL && strlen(rule->why) > 60 && ends_as_text(rule->why), "%s: why",
                  rule->id);
        cr_expect(rule->fix != NULL && strlen(rule->fix) >= 9 && ends_as_text(rule->fix), "%s: fix",
                  rule->id);
        cr_expect(rule->severity > HM_SEV_NONE && rule->severity < HM_SEV_COUNT, "%s: severity",
                  rule->id);
        cr_expect_not_null(hm_practice_row(rule->practice), "%s: practice", rule->id);
    }
}

Test(registry, a_rule_has_a_check_and_examples_or_says_who_raises_it)
{
    EACH_RULE(rule)
    {
        if (rule->check == NULL) {
            cr_expect_not_null(rule->raised_by, "%s", rule->id);
            continue;
        }
        cr_expect_null(rule->raised_by, "%s", rule->id);
        cr_expect(rule->on != 0 || rule->commands != NULL, "%s is never called", rule->id);
        cr_expect(rule->needs != 0 || rule->on == HM_ON(FILE, MANIFEST), "%s: needs", rule->id);
        cr_expect(rule->bad != NULL && rule->bad[0] != '\0', "%s: bad", rule->id);
        cr_expect(rule->good != NULL && rule->good[0] != '\0', "%s: good", rule->id);
    }
}

Test(registry, ids_of_other_tools_are_well_formed)
{
    EACH_RULE(rule)
    {
        for (const char *const *p = rule->same_as; p != NULL && *p != NULL; p++) {
            struct hm_str entry = hm_str_c(*p);
            size_t colon = hm_str_find(entry, ':');
            cr_expect(colon > 0 && colon + 1 < entry.n, "%s: %s", rule->id, *p);
            cr_expect(is_known_tool(hm_str_sub(entry, 0, colon)), "%s: %s", rule->id, *p);
        }
        if (rule->cis != NULL) {
            cr_expect(hm_rule_covers(rule, HM_S("cis"), hm_str_c(rule->cis)),
                      "%s: same_as lacks cis:%s", rule->id, rule->cis);
        }
    }
}

Test(registry, a_rule_is_found_by_id_and_concept_in_any_case)
{
    cr_expect_str_eq(hm_rules_find(HM_S("hm4011"))->concept, "maintainer-instruction");
    cr_expect_str_eq(hm_rules_find(HM_S("Maintainer-Instruction"))->id, "HM4011");
    cr_expect_null(hm_rules_find(HM_S("HM0000")));
    cr_expect_null(hm_rules_find(HM_S("")));
}

Test(registry, a_rule_is_found_by_the_spellings_of_other_tools)
{
    static const char *const spellings[] = { "DS-0022", "DS022", "AVD-DS-0022", "avd-ds-0022",
                                             "DS-022" };

    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        const struct hm_rule *rule = hm_rules_same_as(NULL, HM_S("trivy"), hm_str_c(spellings[i]));
        cr_assert_not_null(rule, "%s", spellings[i]);
        cr_expect_str_eq(rule->id, "HM4011");
        cr_expect_null(hm_rules_same_as(rule, HM_S("trivy"), hm_str_c(spellings[i])));
    }
    cr_expect_null(hm_rules_same_as(NULL, HM_S("trivy"), HM_S("KSV-2022")));
    cr_expect_null(hm_rules_same_as(NULL, HM_S("hadolint"), HM_S("DS-0022")));
}

Test(registry, a_name_is_made_from_the_concept)
{
    hm_auto_buf struct hm_buf name = { 0 };

    hm_rule_name(hm_rules_find(HM_S("HM4011")), &name);
    cr_expect_str_eq(name.p, "MaintainerInstruction");
}

Test(registry, smaller_profiles_are_part_of_larger_ones)
{
    const struct hm_rule strict = { .profile = HM_PROFILE_STRICT };
    const struct hm_rule hygiene = { .profile = HM_PROFILE_HYGIENE };
    const struct hm_rule removed = { .status = HM_RULE_REMOVED };

    cr_expect_not(hm_rule_in_profile(&strict, HM_PROFILE_DEFAULT, true));
    cr_expect(hm_rule_in_profile(&strict, HM_PROFILE_STRICT, false));
    cr_expect_not(hm_rule_in_profile(&hygiene, HM_PROFILE_STRICT, false));
    cr_expect(hm_rule_in_profile(&hygiene, HM_PROFILE_DEFAULT, true));
    cr_expect(hm_rule_in_profile(&hygiene, HM_PROFILE_ALL, false));
    cr_expect_not(hm_rule_in_profile(&removed, HM_PROFILE_ALL, true));
}
