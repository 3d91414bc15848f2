/* SPDX-License-Identifier: Apache-2.0 */
/* The field's rules, as tests/rules/inventory.tsv lists them: each is covered by one of ours, or
 * the list says why not. Columns: concept, tool, id, what it finds, reason. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/rules/registry.h"

enum {
    MAX_INVENTORY = 1 << 20,
};

struct row {
    struct hm_str concept;
    struct hm_str tool;
    struct hm_str id;
    struct hm_str title;
    struct hm_str reason;
};

static void
read_inventory(struct hm_buf *text)
{
    struct hm_err err;

    cr_assert_eq(hm_read_file(AT_FDCWD, "tests/rules/inventory.tsv", MAX_INVENTORY, text, &err),
                 HM_OK, "%s", err.text);
}

static bool
next_row(struct hm_str *rest, struct row *ret_row)
{
    struct hm_str line;

    if (!hm_str_split(rest, '\n', &line) || line.n == 0) {
        return false;
    }
    *ret_row = (struct row){ 0 };
    (void)hm_str_split(&line, '\t', &ret_row->concept);
    (void)hm_str_split(&line, '\t', &ret_row->tool);
    (void)hm_str_split(&line, '\t', &ret_row->id);
    (void)hm_str_split(&line, '\t', &ret_row->title);
    (void)hm_str_split(&line, '\t', &ret_row->reason);
    return true;
}

Test(inventory, every_rule_of_the_field_is_covered_or_says_why_not)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct row row;
    size_t n = 0;

    read_inventory(&text);
    for (struct hm_str rest = hm_buf_str(&text); next_row(&rest, &row); n++) {
        const struct hm_rule *rule = hm_rules_same_as(NULL, row.tool, row.id);
        cr_expect(rule != NULL || row.reason.n > 10, "%.*s:%.*s (%.*s) has neither rule nor reason",
                  HM_FMT(row.tool), HM_FMT(row.id), HM_FMT(row.title));
        cr_expect(rule == NULL || row.reason.n == 0, "%.*s:%.*s is covered by %s and excused",
                  HM_FMT(row.tool), HM_FMT(row.id), rule == NULL ? "" : rule->id);
    }
    cr_expect_gt(n, 500);
}

Test(inventory, every_id_that_a_rule_names_exists)
{
    hm_auto_buf struct hm_buf text = { 0 };
    size_t n;
    const struct hm_rule *const *rules = hm_rules_all(&n);

    read_inventory(&text);
    for (size_t i = 0; i < n; i++) {
        for (const char *const *id = rules[i]->same_as; id != NULL && *id != NULL; id++) {
            struct hm_str entry = hm_str_c(*id);
            size_t colon = hm_str_find(entry, ':');
            struct row row;
            bool is_there = false;
            for (struct hm_str rest = hm_buf_str(&text); next_row(&rest, &row) && !is_there;) {
                is_there = hm_str_is(row.tool, hm_str_sub(entry, 0, colon)) &&
                           hm_str_is(row.id, hm_str_from(entry, colon + 1));
            }
            cr_expect(is_there, "%s: no rule of the field is called %s", rules[i]->id, *id);
        }
    }
}
