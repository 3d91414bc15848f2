/* SPDX-License-Identifier: Apache-2.0 */
/* What makes SonarQube refuse a generic report: a rule that is twice or missing, a severity of an
 * issue's own. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <jansson.h>

#include "plugin/base/auto.h"
#include "reports/pick.h"
#include "tests/golden_report.h"

static const char *const cases[] = { "tests/golden/typical", "tests/golden/empty",
                                     "tests/golden/hostile", "tests/golden/incomplete",
                                     "tests/golden/suppressed" };

static json_t *
write_case(struct golden_case *golden)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    hm_format_sonar(&golden->report, &(struct hm_format_options){ 0 }, &buf);
    json_t *root = json_loadb(buf.p, buf.n, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(root);
    return root;
}

static void
check_rule(json_t *rule, json_t *seen)
{
    const json_t *impact = json_array_get(json_object_get(rule, "impacts"), 0);
    const char *id = json_string_value(json_object_get(rule, "id"));

    cr_assert(id != NULL && id[0] != '\0');
    cr_expect_null(json_object_get(seen, id), "%s is there twice", id);
    cr_expect_eq(json_object_set(seen, id, rule), 0);
    cr_expect_str_eq(json_string_value(json_object_get(rule, "engineId")), "hullmark");
    cr_expect_gt(json_string_length(json_object_get(rule, "name")), 0);
    cr_expect_not_null(
        strstr("HIGH MEDIUM LOW", json_string_value(json_object_get(impact, "severity"))));
}

static void
check_issue(const json_t *issue, const json_t *rules)
{
    const json_t *location = json_object_get(issue, "primaryLocation");
    const json_t *range = json_object_get(location, "textRange");
    const char *path = json_string_value(json_object_get(location, "filePath"));

    cr_expect_not_null(json_object_get(rules, json_string_value(json_object_get(issue, "ruleId"))));
    cr_expect_null(json_object_get(issue, "severity"));
    cr_expect_null(json_object_get(issue, "type"));
    cr_expect_gt(json_string_length(json_object_get(location, "message")), 0);
    cr_assert(path != NULL && path[0] != '\0' && path[0] != '/');
    cr_expect(range == NULL || json_integer_value(json_object_get(range, "startLine")) > 0);
}

ParameterizedTestParameters(sonar, sonarqube_takes_it)
{
    static size_t indexes[] = { 0, 1, 2, 3, 4 };

    return cr_make_param_array(size_t, indexes, 5);
}

ParameterizedTest(size_t *index, sonar, sonarqube_takes_it)
{
    struct golden_case golden;
    size_t i = 0;
    json_t *item = NULL;

    golden_load(&golden, cases[*index]);
    hm_auto_json json_t *root = write_case(&golden);
    hm_auto_json json_t *rules = json_object();
    json_array_foreach (json_object_get(root, "rules"), i, item) {
        check_rule(item, rules);
    }
    json_array_foreach (json_object_get(root, "issues"), i, item) {
        check_issue(item, rules);
    }
    golden_done(&golden);
}

Test(sonar, findings_of_one_rule_and_several_levels)
{
    struct golden_case golden;

    golden_load(&golden, "tests/golden/typical");
    hm_auto_json json_t *first = write_case(&golden);
    size_t before = json_array_size(json_object_get(first, "rules"));
    golden_multiply(&golden, 50);
    hm_auto_json json_t *root = write_case(&golden);
    cr_expect_gt(json_array_size(json_object_get(root, "rules")), before);
    golden_done(&golden);
}
