/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/builds/refused_ignores.h"

#include "plugin/context/context.h"
#include "plugin/rules/registry.h"
#include "tests/context/tree.h"

/* Two Dockerfiles that share an ignore file. */
static void
find(const char *ignore, bool is_applied, struct hm_report *report)
{
    tree_auto struct tree tree = make_tree("Dockerfile", "dev.Dockerfile", "a.c", NULL);
    static const char *const names[] = { "Dockerfile", "dev.Dockerfile" };
    struct hm_contexts contexts;
    struct hm_inputs inputs = { 0 };
    struct hm_err err = { 0 };

    write_in_tree(&tree, ".dockerignore", ignore);
    hm_contexts_init(&contexts, &report->arena, tree.root);
    contexts.prefix = HM_S("app/");
    for (size_t i = 0; i < 2; i++) {
        struct hm_input_file *file = hm_vec_push(&report->arena, &inputs.files);
        const struct hm_context *context = NULL;
        file->path = hm_str_c(names[i]);
        cr_assert_eq(hm_contexts_get(&contexts, HM_S(""), file->path, &context, &err), HM_E_SYNTAX);
        file->refused = context;
    }
    if (is_applied) {
        report->applied = hm_rules_all(&report->n_applied);
    }
    hm_refused_ignores_find(&inputs, report);
}

Test(refused_ignores, a_file_is_one_finding_at_its_pattern)
{
    struct hm_report report = { 0 };

    find("# ours\n  [a-\n", true, &report);
    cr_assert_eq(report.findings.n, 1);
    const struct hm_finding *f = report.findings.p;
    cr_expect(hm_str_eq(f->path, "app/.dockerignore"), "%.*s", HM_FMT(f->path));
    cr_expect(f->place.line == 2 && f->place.column == 3 && f->place.end_column == 6);
    cr_expect(hm_str_has(f->message, "refuses [a-: syntax error in pattern. No build with"), "%.*s",
              HM_FMT(f->message));
    cr_expect_eq(f->related.n, 2);
    cr_expect_eq(report.notes.n, 0);
    hm_report_done(&report);
}

Test(refused_ignores, a_pattern_that_stops_what_compares_it_is_said_to)
{
    struct hm_report report = { 0 };

    find("[z-a]*\n", true, &report);
    cr_assert_eq(report.findings.n, 1);
    cr_expect(hm_str_has(report.findings.p->message, "takes anything out of the context"), "%.*s",
              HM_FMT(report.findings.p->message));
    hm_report_done(&report);
}

Test(refused_ignores, without_the_rule_it_is_a_note)
{
    struct hm_report report = { 0 };

    find("!\n", false, &report);
    cr_expect_eq(report.findings.n, 0);
    cr_expect_eq(report.notes.n, 1);
    hm_report_done(&report);
}
