/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tracked.h"

#include "plugin/rules/registry.h"
#include "tests/context/tree.h"

static void
add_entry(struct hm_buf *index, const char *path)
{
    static const char head[62] = { [26] = (char)0x81, [27] = (char)0xa4 };
    size_t start = index->n;

    hm_buf_add(index, hm_str_make(head, sizeof head));
    hm_buf_puts(index, path);
    do {
        hm_buf_putc(index, '\0');
    } while ((index->n - start) % 8 != 0);
}

/* Tracks .env, .env.example, deploy/config and testdata/tls.key; id_rsa is there untracked. */
static void
make_repository(const struct tree *tree)
{
    static const char key[] = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n";
    hm_auto_buf struct hm_buf index = { 0 };

    hm_buf_add(&index, HM_S("DIRC\0\0\0\2\0\0\0\4"));
    add_entry(&index, ".env");
    add_entry(&index, ".env.example");
    add_entry(&index, "deploy/config");
    add_entry(&index, "testdata/tls.key");
    hm_buf_add(&index, HM_S("12345678901234567890"));
    write_in_tree(tree, ".git/HEAD", "");
    cr_assert_eq(hm_write_file(tree_path(tree, ".git/index"), hm_buf_str(&index), NULL), HM_OK);
    write_in_tree(tree, ".env", "PORT=1\nDB_PASSWORD=f9TzLm4wKq7\n");
    write_in_tree(tree, ".env.example", "PORT=1\nDB_PASSWORD=\n");
    write_in_tree(tree, "deploy/config", key);
    write_in_tree(tree, "testdata/tls.key", key);
    write_in_tree(tree, "id_rsa", key);
}

static void
search(const struct tree *tree, const struct hm_ignore *excluded, struct hm_report *report)
{
    struct hm_inputs inputs = { 0 };
    struct hm_input_tree *row = hm_vec_push(&report->arena, &inputs.trees);

    *row = (struct hm_input_tree){ .root = tree->root,
                                   .target = HM_S("."),
                                   .prefix = HM_S("app/"),
                                   .folder = open(tree->root, O_PATH | O_DIRECTORY) };
    report->applied = hm_rules_all(&report->n_applied);
    hm_tracked_find(&inputs, excluded, report);
    hm_inputs_done(&inputs);
}

Test(tracked, files_with_secrets_are_found)
{
    tree_auto struct tree tree = make_tree("x", NULL);
    struct hm_report report = { 0 };

    make_repository(&tree);
    search(&tree, NULL, &report);
    cr_assert_eq(report.findings.n, 3);
    const struct hm_finding *f = report.findings.p;
    cr_expect(hm_str_eq(f[0].path, "app/.env") && f[0].place.line == 2);
    cr_expect_eq(f[0].severity, HM_SEV_HIGH);
    cr_expect_not(hm_str_has(f[0].line_text, "f9Tz"), "%.*s", HM_FMT(f[0].line_text));
    cr_expect_not(hm_str_has(f[0].message, "f9Tz"));
    cr_expect(hm_str_eq(f[1].path, "app/testdata/tls.key") && f[1].severity == HM_SEV_LOW);
    cr_expect(hm_str_eq(f[2].path, "app/deploy/config") && f[2].severity == HM_SEV_HIGH);
    hm_report_done(&report);
}

Test(tracked, files_that_are_excluded_are_not_read)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    tree_auto struct tree tree = make_tree("x", NULL);
    struct hm_report report = { 0 };
    struct hm_ignore excluded = { 0 };

    make_repository(&tree);
    cr_assert_eq(hm_ignore_parse(&arena, HM_S("app/.env\napp/deploy\n"), &excluded, NULL), HM_OK);
    search(&tree, &excluded, &report);
    cr_assert_eq(report.findings.n, 1);
    cr_expect(hm_str_eq(report.findings.p[0].path, "app/testdata/tls.key"));
    hm_report_done(&report);
}

Test(tracked, an_index_that_cannot_be_read_is_said)
{
    tree_auto struct tree tree = make_tree("x", ".git/HEAD", NULL);
    struct hm_report report = { 0 };

    write_in_tree(&tree, ".git/index", "DIRC?");
    search(&tree, NULL, &report);
    cr_expect_eq(report.findings.n, 0);
    cr_expect_eq(report.not_evaluated.n, 1);
    hm_report_done(&report);
}

/* What the project of app/compose.yaml does with a file. */
static void
give(struct hm_report *report, const char *path, enum hm_given_role role, uint32_t line)
{
    struct hm_given_file given = { .path = hm_str_c(path),
                                   .role = role,
                                   .by = HM_S("app/compose.yaml"),
                                   .place = { .line = line, .column = 5 } };

    hm_vec_add(&report->arena, &report->given_files, given);
}

static void
make_project(const struct tree *tree)
{
    hm_auto_buf struct hm_buf index = { 0 };

    hm_buf_add(&index, HM_S("DIRC\0\0\0\2\0\0\0\5"));
    add_entry(&index, "empty.txt");
    add_entry(&index, "secrets/db.txt");
    add_entry(&index, "secrets/model.txt");
    add_entry(&index, "site.conf");
    add_entry(&index, "web.vars");
    hm_buf_add(&index, HM_S("12345678901234567890"));
    write_in_tree(tree, ".git/HEAD", "");
    cr_assert_eq(hm_write_file(tree_path(tree, ".git/index"), hm_buf_str(&index), NULL), HM_OK);
    write_in_tree(tree, "empty.txt", "\n");
    write_in_tree(tree, "secrets/db.txt", "f9TzLm4wKq7vB=x\n");
    write_in_tree(tree, "secrets/model.txt", "<password>\n");
    write_in_tree(tree, "site.conf", "listen = 80\n");
    write_in_tree(tree, "web.vars", "PORT=1\nDB_PASSWORD=f9TzLm4wKq7\n");
    write_in_tree(tree, "untracked.txt", "f9TzLm4wKq7vB\n");
}

Test(tracked, what_a_project_names_is_judged_by_what_it_is_for)
{
    tree_auto struct tree tree = make_tree("x", NULL);
    struct hm_report report = { 0 };

    make_project(&tree);
    give(&report, "app/web.vars", HM_GIVEN_VARIABLES, 4);
    give(&report, "app/untracked.txt", HM_GIVEN_SECRET, 9);
    give(&report, "app/site.conf", HM_GIVEN_CONFIG, 8);
    give(&report, "app/secrets/model.txt", HM_GIVEN_SECRET, 7);
    give(&report, "app/secrets/db.txt", HM_GIVEN_SECRET, 6);
    give(&report, "app/empty.txt", HM_GIVEN_SECRET, 5);
    search(&tree, NULL, &report);
    cr_assert_eq(report.findings.n, 2);
    const struct hm_finding *f = report.findings.p;
    cr_expect(hm_str_eq(f[0].path, "app/secrets/db.txt") && f[0].line_text.n == 0);
    cr_expect_eq(f[0].severity, HM_SEV_HIGH);
    cr_expect(f[0].related.n == 1 && f[0].related.p[0].place.line == 6);
    cr_expect(hm_str_eq(f[1].path, "app/web.vars") && f[1].place.line == 2);
    cr_expect_not(hm_str_has(f[1].line_text, "f9Tz"));
    hm_report_done(&report);
}

Test(tracked, what_nobody_names_has_its_name_and_content_alone)
{
    tree_auto struct tree tree = make_tree("x", NULL);
    struct hm_report report = { 0 };

    make_project(&tree);
    search(&tree, NULL, &report);
    cr_expect_eq(report.findings.n, 0);
    hm_report_done(&report);
}

Test(tracked, a_value_of_a_file_that_is_reported_is_no_second_finding)
{
    tree_auto struct tree tree = make_tree("x", NULL);
    struct hm_report report = { 0 };
    size_t n = 0;
    struct hm_finding finding = { .path = HM_S("app/compose.yaml"), .place = { .column = 5 } };

    make_project(&tree);
    const struct hm_rule *const *all = hm_rules_all(&n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(all[i]->id, "HM6034") == 0) {
            finding.rule = all[i];
        }
    }
    for (uint32_t line = 4; line <= 5; line++) {
        finding.place.line = line;
        hm_vec_add(&report.arena, &report.findings, finding);
    }
    give(&report, "app/web.vars", HM_GIVEN_VARIABLES, 4);
    search(&tree, NULL, &report);
    cr_assert_eq(report.findings.n, 2);
    cr_expect_eq(report.findings.p[0].place.line, 5);
    cr_expect(hm_str_eq(report.findings.p[1].path, "app/web.vars"));
    hm_report_done(&report);
}
