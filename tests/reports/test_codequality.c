/* SPDX-License-Identifier: Apache-2.0 */
/* What GitLab demands of a code quality report, on every golden case. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <jansson.h>

#include "plugin/base/auto.h"
#include "reports/pick.h"
#include "tests/golden_report.h"

static const char *const cases[] = { "tests/golden/typical", "tests/golden/empty",
                                     "tests/golden/hostile", "tests/golden/incomplete",
                                     "tests/golden/suppressed" };

static const char *
text_of(const json_t *from, const char *key)
{
    const char *text = json_string_value(json_object_get(from, key));

    cr_assert(text != NULL && text[0] != '\0', "%s is missing", key);
    return text;
}

static void
check_issue(json_t *issue, json_t *seen)
{
    const json_t *location = json_object_get(issue, "location");
    const char *path = text_of(location, "path");

    (void)text_of(issue, "description");
    (void)text_of(issue, "check_name");
    cr_expect_not_null(strstr("info minor major critical blocker", text_of(issue, "severity")));
    cr_expect(path[0] != '/' && strncmp(path, "./", 2) != 0, "%s", path);
    cr_expect_geq(json_integer_value(json_object_get(json_object_get(location, "lines"), "begin")),
                  1);
    cr_expect_null(json_object_get(seen, text_of(issue, "fingerprint")), "a fingerprint is twice");
    cr_expect_eq(json_object_set(seen, text_of(issue, "fingerprint"), issue), 0);
}

ParameterizedTestParameters(codequality, gitlab_takes_it)
{
    static size_t indexes[] = { 0, 1, 2, 3, 4 };

    return cr_make_param_array(size_t, indexes, 5);
}

ParameterizedTest(size_t *index, codequality, gitlab_takes_it)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };
    size_t n_open = 0;
    size_t i = 0;
    json_t *issue = NULL;

    golden_load(&golden, cases[*index]);
    hm_format_codequality(&golden.report, &(struct hm_format_options){ 0 }, &buf);
    for (i = 0; i < golden.report.findings.n; i++) {
        n_open += !hm_finding_is_suppressed(&golden.report.findings.p[i]);
    }
    hm_auto_json json_t *root = json_loadb(buf.p, buf.n, JSON_REJECT_DUPLICATES, NULL);
    hm_auto_json json_t *seen = json_object();
    cr_assert(json_is_array(root));
    cr_expect_eq(json_array_size(root), n_open + hm_report_holes(&golden.report));
    json_array_foreach (root, i, issue) {
        check_issue(issue, seen);
    }
    golden_done(&golden);
}
