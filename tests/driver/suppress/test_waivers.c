/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/suppress/waivers.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const struct hm_waiver_terms TERMS = { .today = 20261122, .max_days = 365 };

static enum hm_status
parse(struct hm_arena *arena, const char *text, struct hm_waivers *ret, struct hm_err *err)
{
    return hm_waivers_parse(arena, HM_S("w.yaml"), hm_str_c(text), &TERMS, ret, err);
}

#define ROW "waivers:\n  - rule: HM3001\n    reason: r\n    until: 2027-01-31\n"

Test(waivers, a_row_for_each_id_and_path)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_waivers waivers = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(parse(&arena,
                       "waivers:\n"
                       "  - rule: [HM3001, DL3002]\n"
                       "    path: [a/**, ./b]\n"
                       "    stage: build\n"
                       "    reason: it drops its rights\n"
                       "    owner: team-x\n"
                       "    until: 2027-01-31\n"
                       "  - advisory: CVE-2024-1\n"
                       "    image: docker.io/library/*\n"
                       "    package: pkg:npm/left-pad\n"
                       "    reason: r\n"
                       "    until: 2026-12-01\n",
                       &waivers, &err),
                 HM_OK, "%s", err.text);
    cr_assert_eq(waivers.list.n, 5);
    const struct hm_suppression *first = &waivers.list.p[0];
    cr_expect(first->is_external && first->dialect == HM_SUPPRESS_WAIVER);
    cr_expect(hm_str_eq(first->id, "HM3001") && hm_str_eq(first->pattern, "a/**"));
    cr_expect(hm_str_eq(first->stage, "build") && hm_str_eq(first->owner, "team-x"));
    cr_expect_eq(first->until, 20270131);
    cr_expect_eq(first->place.line, 2);
    cr_expect_eq(first->place.column, 12);
    cr_expect(hm_str_eq(waivers.list.p[3].id, "DL3002") &&
              hm_str_eq(waivers.list.p[3].pattern, "b"));
    cr_expect(hm_str_eq(waivers.list.p[4].image, "docker.io/library/*"));
    cr_expect(hm_str_eq(waivers.list.p[4].package, "pkg:npm/left-pad"));
}

Test(waivers, what_vex_is_to_say)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_waivers waivers = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(parse(&arena,
                       "waivers:\n  - advisory: CVE-2024-1\n    reason: r\n    until: 2027-01-31\n"
                       "    vex:\n      status: not_affected\n"
                       "      justification: component_not_present\n"
                       "      products: pkg:oci/app\n",
                       &waivers, &err),
                 HM_OK, "%s", err.text);
    const struct hm_vex *vex = waivers.list.p[0].vex;
    cr_assert_not_null(vex);
    cr_expect_eq(vex->status, HM_VEX_NOT_AFFECTED);
    cr_expect(hm_str_eq(vex->justification, "component_not_present"));
    cr_assert_eq(vex->n_products, 1);
    cr_expect(hm_str_eq(vex->products[0].ids[0], "pkg:oci/app"));
}

Test(waivers, an_empty_file_has_none)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_waivers waivers = { 0 };
    struct hm_err err = { 0 };

    cr_expect_eq(parse(&arena, "# none yet\n", &waivers, &err), HM_OK);
    cr_expect_eq(waivers.list.n, 0);
}

static const struct {
    const char *text;
    const char *says;
} wrong[] = {
    { "waiver: []\n", "line 1, column 1: there is no key \"waiver\"; did you mean \"waivers\"?" },
    { "waivers: {}\n", "line 1, column 10:" },
    { ROW "    ownr: x\n", "line 5, column 5: there is no key \"ownr\"; did you mean \"owner\"?" },
    { "waivers:\n  - path: x\n    reason: r\n    until: 2027-01-31\n",
      "line 2, column 5: a waiver names a rule or an advisory" },
    { ROW "    advisory: CVE-2024-1\n", "line 5, column 15: a waiver names rules or advisories" },
    { "waivers:\n  - rule: HM3001\n    until: 2027-01-31\n",
      "line 2, column 5: \"reason\" has no value" },
    { "waivers:\n  - rule: HM3001\n    reason: r\n", "line 2, column 5: \"until\" has no value" },
    { "waivers:\n  - rule: HM3001\n    reason: ''\n    until: 2027-01-31\n",
      "line 3, column 13: this is empty" },
    { "waivers:\n  - rule: HM3001\n    reason: r\n    until: 2027-02-30\n",
      "line 4, column 12: a day is expected" },
    { "waivers:\n  - rule: HM3001\n    reason: r\n    until: 2027-11-23\n",
      "line 4, column 12: this is in 366 days; a waiver lasts at most 365" },
    { "waivers:\n  - rule: '*'\n    reason: r\n    until: 2027-01-31\n",
      "line 2, column 11: one id is expected here" },
    { ROW "    path: /etc\n", "line 5, column 11: a path is a pattern" },
    { ROW "    image: alpine\n", "line 5, column 12: \"alpine\" begins with no registry" },
    { ROW "    package: left-*\n", "line 5, column 14: a package is a name" },
    { ROW "    vex: { status: fixed }\n", "vex speaks of vulnerabilities" },
    { "waivers:\n  - advisory: CVE-1\n    reason: r\n    until: 2027-01-31\n"
      "    vex: { status: not_affected }\n",
      "not_affected needs a justification or an impact" },
    { "waivers:\n  - advisory: CVE-1\n    reason: r\n    until: 2027-01-31\n"
      "    vex: { status: affected }\n",
      "affected needs an action" },
    { "waivers:\n  - advisory: CVE-1\n    reason: r\n    until: 2027-01-31\n"
      "    vex: { status: fixd }\n",
      "there is no choice \"fixd\"; did you mean \"fixed\"?" },
};

Test(waivers, a_slip_of_the_pen_is_an_error_with_its_place)
{
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_waivers waivers = { 0 };
        struct hm_err err = { 0 };
        cr_expect_neq(parse(&arena, wrong[i].text, &waivers, &err), HM_OK, "%s", wrong[i].text);
        cr_expect(hm_str_has(hm_str_c(err.text), wrong[i].says), "%s: %s", wrong[i].text, err.text);
        cr_expect_eq(waivers.list.n, 0);
    }
}

Test(waivers, days)
{
    static const struct {
        uint32_t from, to;
        int64_t days;
    } rows[] = {
        { 20261122, 20261122, 0 },   { 20261122, 20261123, 1 },  { 20261231, 20270101, 1 },
        { 20240228, 20240301, 2 },   { 20230228, 20230301, 1 },  { 20261122, 20271122, 365 },
        { 20271122, 20281122, 366 }, { 20261122, 20261121, -1 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_eq(hm_days_between(rows[i].from, rows[i].to), rows[i].days, "%zu", i);
    }
}
