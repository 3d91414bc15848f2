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
