/* SPDX-License-Identifier: Apache-2.0 */
/* Rules' pages and the catalogue as JSON. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/rules/page.h"
#include "plugin/rules/registry.h"

Test(page, every_rule_has_all_its_parts_on_its_page)
{
    size_t n;
    const struct hm_rule *const *rules = hm_rules_all(&n);

    for (size_t i = 0; i < n; i++) {
        hm_auto_buf struct hm_buf page = { 0 };
        hm_rule_page(rules[i], &page);
        struct hm_str text = hm_buf_str(&page);
        cr_expect(hm_str_has(text, rules[i]->title), "%s", rules[i]->id);
        cr_expect(hm_str_has(text, rules[i]->why), "%s", rules[i]->id);
        cr_expect(hm_str_has(text, rules[i]->fix), "%s", rules[i]->id);
        cr_expect_not(hm_str_has(text, "\n\n\n"), "%s", rules[i]->id);
        cr_expect(hm_str_ends(text, "\n"), "%s", rules[i]->id);
    }
}

Test(page, files_of_an_example_are_blocks_of_their_own)
{
    hm_auto_buf struct hm_buf page = { 0 };
    const struct hm_rule rule = { .id = "HM0001",
                                  .concept = "x",
                                  .title = "X",
                                  .since = "0.1",
                                  .why = "Because.",
                                  .fix = "Mend.",
                                  .bad = "FROM a\n-- .env --\nA=1\n-- empty --\n",
                                  .good = "FROM b\n" };

    hm_rule_page(&rule, &page);
    cr_expect(hm_str_has(hm_buf_str(&page), "```dockerfile\nFROM a\n```\n\nwith the file "
                                            "`.env`:\n\n```text\nA=1\n```\n\nwith the file "
                                            "`empty`:\n\n```text\n```\n"),
              "%s", page.p);
}

Test(page, a_rule_about_containers_says_which_are_judged_milder)
{
    hm_auto_buf struct hm_buf page = { 0 };
    struct hm_rule rule = { .id = "HM0001",
                            .concept = "x",
                            .title = "X",
                            .since = "0.1",
                            .why = "Because.",
                            .fix = "Mend.",
                            .needs = HM_NEEDS_SERVICES,
                            .on = HM_ON(SERVICE) };

    hm_rule_page(&rule, &page);
    cr_expect(hm_str_has(hm_buf_str(&page), "one level lower"), "%s", page.p);
    hm_buf_clear(&page);
    rule.needs = HM_NEEDS_COMPOSE;
    hm_rule_page(&rule, &page);
    cr_expect_not(hm_str_has(hm_buf_str(&page), "one level lower"), "%s", page.p);
}

Test(page, the_catalogue_is_json_with_the_promised_members)
{
    static const char *const members[] = { "id",     "concept", "title",  "severity", "practice",
                                           "sameAs", "cwe",     "status", "since" };
    hm_auto_buf struct hm_buf text = { 0 };
    size_t n;

    hm_rules_json(&text);
    hm_rules_all(&n);
    hm_auto_json json_t *all = json_loadb(text.p, text.n, 0, NULL);
    cr_assert_eq(json_array_size(all), n);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < sizeof members / sizeof members[0]; k++) {
            cr_expect_not_null(json_object_get(json_array_get(all, i), members[k]));
        }
    }
    cr_expect_str_eq(json_string_value(json_object_get(json_array_get(all, 0), "id")), "HM1001");
}
