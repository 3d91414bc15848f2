/* SPDX-License-Identifier: Apache-2.0 */
/* The words of the gate's language, a row each, and what they ask. */
#include "plugin/driver/gate/gate.h"

#include "adapters/advisory.h"
#include "plugin/driver/options.h"
#include "plugin/model/path_pattern.h"
#include "plugin/rules/registry.h"

enum {
    PATH_LIMIT = 4096, /* bytes of a path that is compared: longer ones are not known to fit */
};

static enum hm_trit
trit(bool is_so)
{
    return is_so ? HM_YES : HM_NO;
}

static bool
compare(const struct hm_gate_node *node, double left, double right)
{
    switch (node->comparison) {
    case HM_GATE_IS:
        return left == right;
    case HM_GATE_IS_NOT:
        return left != right;
    case HM_GATE_BELOW:
        return left < right;
    case HM_GATE_AT_MOST:
        return left <= right;
    case HM_GATE_AT_LEAST:
        return left >= right;
    case HM_GATE_ABOVE:
        return left > right;
    }
    return true;
}

/* What a test over words is: that one fits, or with != that none does. */
static enum hm_trit
answer(const struct hm_gate_node *node, bool is_fit)
{
    return trit(is_fit == (node->comparison != HM_GATE_IS_NOT));
}

/* --- what a finding is --- */

/* A tool that names no package still says by its rule's id that it is about an advisory. */
static bool
is_vulnerability(const struct hm_finding *finding)
{
    struct hm_str id = hm_str_c(finding->rule->id);

    return finding->advisory.n > 0 ||
           (finding->rule->producer != NULL && id.n > 0 && hm_advisory_length(id) == id.n);
}

static enum hm_trit
test_severity(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
              const struct hm_finding *finding)
{
    bool is_fit = false;

    (void)facts;
    if (node->comparison != HM_GATE_IS && node->comparison != HM_GATE_IS_NOT) {
        return trit(compare(node, finding->severity, hm_severity_parse(node->words[0])));
    }
    for (size_t i = 0; i < node->n_words; i++) {
        is_fit = is_fit || finding->severity == hm_severity_parse(node->words[i]);
    }
    return answer(node, is_fit);
}

/* "9.8", without the locale. */
static bool
read_score(struct hm_str text, double *ret)
{
    size_t dot = hm_str_find(text, '.');
    struct hm_str decimals = hm_str_from(text, dot + 1);
    uint64_t whole = 0;
    uint64_t tenths = 0;

    if (!hm_str_to_u64(hm_str_sub(text, 0, dot), 10, &whole) || decimals.n > 1 ||
        (decimals.n == 1 && !hm_str_to_u64(decimals, 9, &tenths))) {
        return false;
    }
    *ret = (double)(10 * whole + tenths) / 10;
    return true;
}

static enum hm_trit
test_score(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
           const struct hm_finding *finding)
{
    struct hm_str text = finding->score.n > 0 ? finding->score : hm_str_c(finding->rule->score);
    double score = 0;

    (void)facts;
    if (!is_vulnerability(finding)) {
        return HM_NO;
    }
    return read_score(text, &score) ? trit(compare(node, score, node->number)) : HM_UNKNOWN;
}

static enum hm_trit
test_fixable(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
             const struct hm_finding *finding)
{
    (void)node;
    if (!is_vulnerability(finding) || finding->fixed_in.n > 0) {
        return HM_YES;
    }
    return hm_str_in(hm_str_c(hm_rule_tool(finding->rule)), facts->foreign) ? HM_UNKNOWN : HM_NO;
}

static enum hm_trit
test_new(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
         const struct hm_finding *finding)
{
    (void)node;
    (void)facts;
    return trit(finding->baseline != HM_BASELINE_UNCHANGED &&
                finding->baseline != HM_BASELINE_EASED);
}

static enum hm_trit
test_vulnerability(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
                   const struct hm_finding *finding)
{
    (void)node;
    (void)facts;
    return trit(is_vulnerability(finding));
}

static enum hm_trit
test_secret(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
            const struct hm_finding *finding)
{
    (void)node;
    (void)facts;
    return trit(finding->rule->practice == HM_PRACTICE_SECRETS);
}

static enum hm_trit
test_base(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
          const struct hm_finding *finding)
{
    (void)node;
    (void)facts;
    if (finding->target_kind != HM_TARGET_IMAGE && finding->target.n == 0) {
        return HM_NO;
    }
    return finding->origin == NULL || finding->origin->kind == HM_ORIGIN_UNKNOWN
               ? HM_UNKNOWN
               : trit(finding->origin->kind == HM_ORIGIN_BASE);
}

static enum hm_trit
test_own(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
         const struct hm_finding *finding)
{
    enum hm_trit of_base = test_base(node, facts, finding);

    return of_base == HM_UNKNOWN ? HM_UNKNOWN : trit(of_base == HM_NO);
}

static enum hm_trit
test_any(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
         const struct hm_finding *finding)
{
    (void)node;
    (void)facts;
    (void)finding;
    return HM_YES;
}

static enum hm_trit
test_none(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
          const struct hm_finding *finding)
{
    (void)node;
    (void)facts;
    (void)finding;
    return HM_NO;
}

/* --- what it is called, and where it is --- */

static enum hm_trit
fits_any(const struct hm_gate_node *node, struct hm_str text)
{
    bool is_fit = false;

    for (size_t i = 0; i < node->n_words && !is_fit; i++) {
        is_fit = hm_wildcard_match(node->words[i], text);
    }
    return answer(node, is_fit);
}

static enum hm_trit
test_practice(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
              const struct hm_finding *finding)
{
    const struct hm_practice_row *row = hm_practice_row(finding->rule->practice);

    (void)facts;
    return fits_any(node, hm_str_c(row == NULL ? "none" : row->slug));
}

static enum hm_trit
test_tool(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
          const struct hm_finding *finding)
{
    bool is_fit = false;

    (void)facts;
    for (size_t i = 0; i < node->n_words && !is_fit; i++) {
        struct hm_str word = node->words[i];
        is_fit = hm_str_eq_nocase(word, hm_str_c(hm_rule_tool(finding->rule)));
        for (size_t k = 0; k < finding->agreed_by.n; k++) {
            is_fit = is_fit || hm_str_eq_nocase(word, hm_str_c(finding->agreed_by.p[k].tool));
        }
    }
    return answer(node, is_fit);
}

/* "DL3002" as well as "hadolint:DL3002". */
static bool
is_id(struct hm_str word, const char *tool, const char *id)
{
    size_t colon = hm_str_find(word, ':');

    return hm_str_eq_nocase(word, hm_str_c(id)) ||
           (colon < word.n && hm_str_eq_nocase(hm_str_sub(word, 0, colon), hm_str_c(tool)) &&
            hm_str_eq_nocase(hm_str_from(word, colon + 1), hm_str_c(id)));
}

static bool
is_same_as(struct hm_str word, const char *const *same)
{
    for (; same != NULL && *same != NULL; same++) {
        struct hm_str id = hm_str_c(*same);
        struct hm_str bare = hm_str_from(id, hm_str_find(id, ':') + 1);
        if (hm_str_eq_nocase(word, id) || hm_str_eq_nocase(word, bare)) {
            return true;
        }
    }
    return false;
}

static bool
names_rule(struct hm_str word, const struct hm_finding *finding)
{
    const struct hm_rule *rule = finding->rule;

    if (is_id(word, hm_rule_tool(rule), rule->id) ||
        (rule->concept != NULL && hm_str_eq_nocase(word, hm_str_c(rule->concept))) ||
        is_same_as(word, rule->same_as)) {
        return true;
    }
    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        if (is_id(word, finding->agreed_by.p[i].tool, finding->agreed_by.p[i].id)) {
            return true;
        }
    }
    return false;
}

static enum hm_trit
test_rule(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
          const struct hm_finding *finding)
{
    bool is_fit = false;

    (void)facts;
    for (size_t i = 0; i < node->n_words && !is_fit; i++) {
        is_fit = names_rule(node->words[i], finding);
    }
    return answer(node, is_fit);
}

static enum hm_trit
test_advisory(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
              const struct hm_finding *finding)
{
    bool is_fit = false;

    (void)facts;
    for (size_t i = 0; i < node->n_words && !is_fit; i++) {
        is_fit = finding->advisory.n > 0 && hm_wildcard_match(node->words[i], finding->advisory);
        for (size_t k = 0; k < finding->aliases.n && !is_fit; k++) {
            is_fit = hm_wildcard_match(node->words[i], finding->aliases.p[k]);
        }
    }
    return answer(node, is_fit);
}

static enum hm_trit
test_package(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
             const struct hm_finding *finding)
{
    (void)facts;
    return fits_any(node, finding->package);
}

static enum hm_trit
test_image(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
           const struct hm_finding *finding)
{
    (void)facts;
    return fits_any(node, finding->target);
}

static enum hm_trit
test_stage(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
           const struct hm_finding *finding)
{
    (void)facts;
    return fits_any(node, finding->stage);
}

static enum hm_trit
test_path(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
          const struct hm_finding *finding)
{
    bool is_fit = false;

    (void)facts;
    if (finding->path.n > PATH_LIMIT) {
        return HM_UNKNOWN;
    }
    for (size_t i = 0; i < node->n_words && !is_fit; i++) {
        is_fit = hm_path_pattern_fits(node->words[i], finding->path);
    }
    return answer(node, is_fit);
}

/* --- what is said of the run --- */

static enum hm_trit
test_db_age(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
            const struct hm_finding *finding)
{
    (void)finding;
    return facts->has_age == HM_YES ? trit(compare(node, (double)facts->age, node->number))
                                    : HM_UNKNOWN;
}

static enum hm_trit
test_report_age(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
                const struct hm_finding *finding)
{
    (void)finding;
    return facts->started < 0
               ? HM_UNKNOWN
               : trit(compare(node, (double)(facts->now - facts->started), node->number));
}

static enum hm_trit
test_eol_base(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
              const struct hm_finding *finding)
{
    (void)node;
    (void)finding;
    return facts->is_past_life;
}

static enum hm_trit
test_unsigned(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
              const struct hm_finding *finding)
{
    (void)node;
    (void)finding;
    return facts->is_unsigned;
}

static enum hm_trit
test_unverified(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
                const struct hm_finding *finding)
{
    (void)node;
    (void)finding;
    return facts->is_unverified;
}

static const struct hm_ledger_row *
failed_tool(const struct hm_gate_node *node, const struct hm_report *report)
{
    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        bool is_meant = node->n_words == 0;
        for (size_t k = 0; k < node->n_words; k++) {
            is_meant = is_meant || hm_str_eq_nocase(node->words[k], row->tool);
        }
        if (is_meant && row->state == HM_LEDGER_FAILED) {
            return row;
        }
    }
    return NULL;
}

static enum hm_trit
test_tool_failed(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
                 const struct hm_finding *finding)
{
    (void)finding;
    return trit(failed_tool(node, facts->report) != NULL);
}

static enum hm_trit
test_not_evaluated(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
                   const struct hm_finding *finding)
{
    (void)node;
    (void)finding;
    return trit(facts->report->not_evaluated.n > 0);
}

static void
say_age(const struct hm_gate_facts *facts, struct hm_buf *out)
{
    if (facts->started < 0) {
        hm_buf_puts(out, "the report does not say when it was made");
    } else {
        hm_buf_printf(out, "the report was made at %.*s", HM_FMT(facts->report->started_at));
    }
}

void
hm_gate_reason(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
               struct hm_buf *out)
{
    const struct hm_ledger_row *row;

    if (node->test->test == test_db_age) {
        hm_buf_add(out, facts->age_reason);
    } else if (node->test->test == test_report_age) {
        say_age(facts, out);
    } else if (node->test->test == test_eol_base) {
        hm_buf_add(out, facts->past_life_reason);
    } else if (node->test->test == test_unsigned) {
        hm_buf_add(out, facts->unsigned_reason);
    } else if (node->test->test == test_unverified) {
        hm_buf_add(out, facts->unverified_reason);
    } else if (node->test->test == test_not_evaluated) {
        size_t n = facts->report->not_evaluated.n;
        hm_buf_printf(out, "%zu rule%s could not be evaluated", n, n == 1 ? "" : "s");
    } else if (node->test->test == test_tool_failed) {
        row = failed_tool(node, facts->report);
        if (row != NULL) {
            hm_buf_printf(out, "%.*s (%.*s) failed for %.*s", HM_FMT(row->tool), HM_FMT(row->task),
                          HM_FMT(row->target));
        }
    }
}

/* --- words that can be judged at once --- */

static bool
knows_practice(struct hm_str word, const char **ret_near)
{
    const char *slugs[HM_PRACTICE_COUNT] = { "none" };
    size_t n = 1;

    for (int i = HM_PRACTICE_NONE + 1; i < HM_PRACTICE_COUNT; i++) {
        const struct hm_practice_row *row = hm_practice_row((enum hm_practice)i);
        slugs[n++] = row->slug;
    }
    for (size_t i = 0; i < n; i++) {
        if (hm_wildcard_match(word, hm_str_c(slugs[i]))) {
            return true;
        }
    }
    char text[32] = "";
    memcpy(text, word.p, word.n < sizeof text ? word.n : sizeof text - 1);
    *ret_near = hm_nearest(text, slugs, n);
    return false;
}

/* An id that begins like ours is one of ours; another word may be a concept, or what another tool
 * calls it: where it is nearly a concept it is taken for a slip. */
static bool
knows_rule(struct hm_str word, const char **ret_near)
{
    size_t n = 0;
    const struct hm_rule *const *all = hm_rules_all(&n);
    size_t dash = hm_str_find(word, '-');
    bool is_ours = word.n > 2 && hm_str_eq_nocase(hm_str_sub(word, 0, 2), HM_S("HM")) &&
                   hm_is_digit(word.p[2]);
    char text[32] = "";
    const char *names[1];

    if (hm_rules_find(word) != NULL) {
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        if (is_same_as(word, all[i]->same_as)) {
            return true;
        }
    }
    memcpy(text, word.p, word.n < sizeof text ? word.n : sizeof text - 1);
    for (size_t i = 0; i < n && (is_ours || dash < word.n) && *ret_near == NULL; i++) {
        names[0] = is_ours ? all[i]->id : all[i]->concept;
        const char *near = word.n < sizeof text ? hm_nearest(text, names, 1) : NULL;
        *ret_near = is_ours && near != NULL && word.n != strlen(near) ? NULL : near;
    }
    return !is_ours && *ret_near == NULL;
}

static const struct hm_gate_test tests[] = {
    { "severity", HM_GATE_LEVEL, false,
      "The level of a finding: critical, high, medium, low, info. "
      "A level alone, `high`, is `severity >= high`",
      "severity = medium", test_severity, NULL },
    { "score", HM_GATE_SCORE, false, "The CVSS score of a vulnerability; it is no other finding's",
      "score >= 7.5", test_score, NULL },
    { "fixable", HM_GATE_FLAG, false,
      "There is a version that mends it. A finding that is no "
      "vulnerability is mended by editing the file",
      "high & fixable", test_fixable, NULL },
    { "new", HM_GATE_FLAG, false,
      "It is not in the baseline, or is worse there than before. Without "
      "a baseline every finding is new",
      "high & new", test_new, NULL },
    { "vulnerability", HM_GATE_FLAG, false, "It is about a package with an advisory",
      "vulnerability & critical", test_vulnerability, NULL },
    { "secret", HM_GATE_FLAG, false, "It is about a secret", "secret", test_secret, NULL },
    { "base", HM_GATE_FLAG, false,
      "The base image brought it: a newer base mends it. Not known where nobody could tell",
      "base & critical", test_base, NULL },
    { "own", HM_GATE_FLAG, false,
      "A line of the Dockerfile brought it, or it is about a file: not of the base image",
      "own & high", test_own, NULL },
    { "any", HM_GATE_FLAG, false, "Every finding", "any & new", test_any, NULL },
    { "none", HM_GATE_FLAG, false, "No finding", "none", test_none, NULL },
    { "practice", HM_GATE_TEXT, false, "The practice that its rule belongs to",
      "practice:secrets,non-root", test_practice, knows_practice },
    { "rule", HM_GATE_TEXT, false, "Its rule: an id, a concept, or what another tool calls it",
      "rule:HM3001,DL3008", test_rule, knows_rule },
    { "tool", HM_GATE_TEXT, false, "A tool that says it, alone or with others", "tool:trivy",
      test_tool, NULL },
    { "path", HM_GATE_TEXT, false,
      "The file it lies in, or a folder above it: `*` and `?` stay "
      "within a part, `**` does not",
      "path:\"services/**\"", test_path, NULL },
    { "stage", HM_GATE_TEXT, false,
      "The stage of the Dockerfile, by name or number; `*` is any run "
      "of characters",
      "stage:runtime", test_stage, NULL },
    { "image", HM_GATE_TEXT, false,
      "The image it was found in, as it was named; `*` is any run of "
      "characters",
      "image:ghcr.io/acme/*", test_image, NULL },
    { "package", HM_GATE_TEXT, false,
      "The package of a vulnerability; `*` is any run of characters", "package:openssl*",
      test_package, NULL },
    { "advisory", HM_GATE_TEXT, false, "Its advisory, by any of its ids", "advisory:CVE-2024-3094",
      test_advisory, NULL },
    { "db-age", HM_GATE_AGE, true,
      "How old the vulnerability database of a tool was when it ran, the "
      "oldest one's. Not known without such a tool",
      "db-age > 7d", test_db_age, NULL },
    { "report-age", HM_GATE_AGE, true, "How long ago the report was made, for `hullmark gate`",
      "report-age > 1d", test_report_age, NULL },
    { "eol-base", HM_GATE_FLAG, true,
      "A base image, or the system in an image, is past its end of "
      "life",
      "eol-base", test_eol_base, NULL },
    { "unsigned", HM_GATE_FLAG, true,
      "An image's signature is not verified and not accepted. Not "
      "known where nobody looked",
      "unsigned", test_unsigned, NULL },
    { "unverified", HM_GATE_FLAG, true,
      "An image's digest is not verified. Not known where nobody "
      "looked",
      "unverified", test_unverified, NULL },
    { "tool-failed", HM_GATE_OPTIONAL, true,
      "A tool failed, also one that --allow-incomplete names", "tool-failed:grype",
      test_tool_failed, NULL },
    { "not-evaluated", HM_GATE_FLAG, true, "A rule could not be decided somewhere", "not-evaluated",
      test_not_evaluated, NULL },
};

const struct hm_gate_test *
hm_gate_tests(size_t *ret_n)
{
    *ret_n = sizeof tests / sizeof tests[0];
    return tests;
}
