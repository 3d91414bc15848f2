/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/driver/gate/gate.h"

/* The tree in Polish notation: "(or high (and fixable new))". */
static void
dump(const struct hm_gate_expression *expression, const struct hm_gate_node *node,
     struct hm_buf *out)
{
    static const char *const words[] = { "test", "not", "and", "or" };
    struct hm_str text = hm_str_sub(expression->text, node->from, node->to - node->from);

    if (node->kind == HM_GATE_TEST) {
        hm_buf_add(out, text);
        return;
    }
    hm_buf_printf(out, "(%s ", words[node->kind]);
    dump(expression, node->left, out);
    if (node->right != NULL) {
        hm_buf_putc(out, ' ');
        dump(expression, node->right, out);
    }
    hm_buf_putc(out, ')');
}

static const struct {
    const char *text;
    const char *tree;
    size_t n_clauses;
} good[] = {
    { "high", "high", 1 },
    { " HIGH ", "HIGH", 1 },
    { "critical | high & fixable", "(or critical (and high fixable))", 2 },
    { "critical or high and fixable", "(or critical (and high fixable))", 2 },
    { "critical||high&&fixable", "(or critical (and high fixable))", 2 },
    { "(critical | high) & fixable", "(and (or critical high) fixable)", 1 },
    { "critical | (high | new) | any", "(or (or critical (or high new)) any)", 4 },
    { "!new & not fixable", "(and (not new) (not fixable))", 1 },
    { "not (new | high)", "(not (or new high))", 1 },
    { "severity = high", "severity = high", 1 },
    { "severity:high,critical", "severity:high,critical", 1 },
    { "score>=7.5", "score>=7.5", 1 },
    { "path:\"a b/**\" & medium", "(and path:\"a b/**\" medium)", 1 },
    { "path:services/**&medium", "(and path:services/** medium)", 1 },
    { "tool!=trivy,grype", "tool!=trivy,grype", 1 },
    { "rule:hadolint:DL3008", "rule:hadolint:DL3008", 1 },
    { "rule:hm3001", "rule:hm3001", 1 },
    { "rule:runs-as-root", "rule:runs-as-root", 1 },
    { "rule:CKV_OTHER_1", "rule:CKV_OTHER_1", 1 },
    { "image:ghcr.io/acme/*:1", "image:ghcr.io/acme/*:1", 1 },
    { "db-age > 7d | tool-failed | tool-failed:grype",
      "(or (or db-age > 7d tool-failed) tool-failed:grype)", 3 },
    { "stage:and", "stage:and", 1 },
};

Test(gate_parse, reads)
{
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf tree = { 0 };
        struct hm_gate_expression expression;
        struct hm_err err = { 0 };
        cr_assert_eq(hm_gate_parse(&arena, hm_str_c(good[i].text), &expression, NULL, &err), HM_OK,
                     "%s: %s", good[i].text, err.text);
        dump(&expression, expression.root, &tree);
        cr_expect_str_eq(tree.p, good[i].tree);
        cr_expect_eq(expression.n_clauses, good[i].n_clauses, "%s", good[i].text);
    }
}

static const struct {
    const char *text;
    const char *error;
    size_t offset;
    size_t n;
} bad[] = {
    { "", "column 1: the expression is empty", 0, 0 },
    { "critical | hihg", "column 12: there is no test \"hihg\"; did you mean \"high\"?", 11, 4 },
    { "zzzzz", "column 1: there is no test \"zzzzz\"; see `hullmark help gate`", 0, 5 },
    { "fixble", "column 1: there is no test \"fixble\"; did you mean \"fixable\"?", 0, 6 },
    { "severity >= hgh", "column 13: there is no level \"hgh\"; did you mean \"high\"?", 12, 3 },
    { "severity > high,low", "column 12: one word can be compared so, not several", 11, 8 },
    { "severity", "column 9: severity needs a value, as in `severity = medium`", 8, 0 },
    { "high & (new", "column 12: here should be a \")\", or an \"and\" or \"or\"", 11, 0 },
    { "high)", "column 5: there is no \"(\" to this", 4, 1 },
    { "high fixable", "column 6: here should be an \"and\" or \"or\"", 5, 7 },
    { "high &", "column 7: here should be a test, such as high", 6, 0 },
    { "& high", "column 1: here should be a test, such as high", 0, 1 },
    { "path:\"a", "column 6: the quote is not closed", 5, 2 },
    { "path:\"\"", "column 6: path takes a word, and this is none", 5, 2 },
    { "tool:a,,b", "column 6: tool takes a word, and this is none", 5, 4 },
    { "path > a", "column 6: path is compared with : or != only", 5, 1 },
    { "new = 1", "column 5: new is compared with nothing", 4, 1 },
    { "high = 1", "column 6: a level is compared with nothing; write severity in front of it", 5,
      1 },
    { "db-age > 7",
      "column 10: db-age takes a number of hours, days or weeks, such as 36h, 7d or "
      "2w",
      9, 1 },
    { "score > 7.55", "column 9: score takes a number from 0 to 10, such as 7.5", 8, 4 },
    { "practice:secret", "column 10: there is no practice \"secret\"; did you mean \"secrets\"?", 9,
      6 },
    { "rule:HM9999", NULL, 5, 6 },
    { "rule:runs-as-rot",
      "column 6: there is no rule \"runs-as-rot\"; did you mean "
      "\"runs-as-root\"?",
      5, 11 },
    { "high ; new", "column 6: this character means nothing here", 5, 1 },
    { "stage:\xc3\xa4 & hihg", "column 11: there is no test \"hihg\"; did you mean \"high\"?", 11,
      4 },
};

Test(gate_parse, says_where_it_is_wrong)
{
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_gate_expression expression;
        struct hm_gate_fault fault = { 0 };
        struct hm_err err = { 0 };
        cr_expect_eq(hm_gate_parse(&arena, hm_str_c(bad[i].text), &expression, &fault, &err),
                     HM_E_USAGE, "%s", bad[i].text);
        if (bad[i].error != NULL) {
            cr_expect_str_eq(err.text, bad[i].error);
        }
        cr_expect_eq(fault.offset, bad[i].offset, "%s: %zu", bad[i].text, fault.offset);
        cr_expect_eq(fault.n, bad[i].n, "%s: %zu", bad[i].text, fault.n);
    }
}

static enum hm_status
parse_repeated(const char *before, const char *piece, size_t n, const char *after)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_gate_expression expression;

    hm_buf_puts(&text, before);
    for (size_t i = 0; i < n; i++) {
        hm_buf_puts(&text, piece);
    }
    hm_buf_puts(&text, after);
    return hm_gate_parse(&arena, hm_buf_str(&text), &expression, NULL, NULL);
}

Test(gate_parse, is_bounded)
{
    cr_expect_eq(parse_repeated("", "!", HM_GATE_DEPTH, "new"), HM_OK);
    cr_expect_eq(parse_repeated("", "!", HM_GATE_DEPTH + 1, "new"), HM_E_USAGE);
    cr_expect_eq(parse_repeated("", "(", 2000, ""), HM_E_USAGE);
    cr_expect_eq(parse_repeated("new", "|new", HM_GATE_NODES / 2 - 1, ""), HM_OK);
    cr_expect_eq(parse_repeated("new", "|new", HM_GATE_NODES / 2, ""), HM_E_USAGE);
    cr_expect_eq(parse_repeated("stage:", "a", HM_GATE_WORD, ""), HM_OK);
    cr_expect_eq(parse_repeated("stage:", "a", HM_GATE_WORD + 1, ""), HM_E_USAGE);
    cr_expect_eq(parse_repeated("new", " ", HM_GATE_LENGTH - 3, ""), HM_OK);
    cr_expect_eq(parse_repeated("new", " ", HM_GATE_LENGTH - 2, ""), HM_E_USAGE);
}

Test(gate_parse, shows_the_place)
{
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_gate_fault fault = { .offset = 11, .n = 4 };

    hm_gate_show_fault(HM_S("critical | hihg & new"), &fault, &out);
    cr_expect_str_eq(out.p, "  critical | hihg & new\n             ^~~~\n");
}
