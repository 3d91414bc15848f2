/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/page.h"

#include "plugin/base/auto.h"
#include "plugin/rules/registry.h"

static const char *const profiles[] = { "default", "strict", "all", "hygiene" };
static const char *const statuses[] = { "stable", "preview", "deprecated", "removed" };

static void
put_header(const struct hm_rule *rule, struct hm_buf *buf)
{
    const struct hm_practice_row *practice = hm_practice_row(rule->practice);

    hm_buf_printf(buf, "# %s: %s\n\n", rule->id, rule->title);
    hm_buf_printf(buf, "| | |\n|---|---|\n| concept | `%s` |\n| severity | %s |\n", rule->concept,
                  hm_severity_row(rule->severity)->word);
    if (practice != NULL) {
        hm_buf_printf(buf, "| practice | %d. %s |\n", (int)rule->practice, practice->title);
    }
    hm_buf_printf(buf, "| profile | %s |\n", profiles[rule->profile]);
    for (size_t i = 0; i < sizeof rule->cwe / sizeof rule->cwe[0] && rule->cwe[i] != 0; i++) {
        hm_buf_printf(buf, "%s[CWE-%u](https://cwe.mitre.org/data/definitions/%u.html)",
                      i == 0 ? "| weakness | " : ", ", rule->cwe[i], rule->cwe[i]);
    }
    hm_buf_puts(buf, rule->cwe[0] != 0 ? " |\n" : "");
    if (rule->cis != NULL) {
        hm_buf_printf(buf, "| CIS Docker benchmark | %s |\n", rule->cis);
    }
    if (rule->status != HM_RULE_STABLE) {
        hm_buf_printf(buf, "| status | %s |\n", statuses[rule->status]);
    }
    hm_buf_printf(buf, "| since | %s |\n\n%s\n", rule->since, rule->why);
    if ((rule->needs & HM_NEEDS_SERVICES) != 0 && (rule->on & HM_ON_SERVICE) != 0) {
        hm_buf_puts(buf, "\nIt holds for Compose files, and for containers that commands and "
                         "Quadlets run. One that does one task and ends (`docker run --rm`, or in "
                         "the foreground of a script) is not asked for what only lasting ones "
                         "need; its other faults are one level lower, and in a pipeline medium at "
                         "most. A secret keeps its level.\n");
    }
}

static void
put_block(const char *language, struct hm_str text, struct hm_buf *buf)
{
    hm_buf_printf(buf, "```%s\n%.*s%s```\n", language, HM_FMT(text),
                  text.n > 0 && text.p[text.n - 1] != '\n' ? "\n" : "");
}

/* "-- path --" lines part the files of an example; the first is of the kind that the rule is
 * about. */
static void
put_example(const struct hm_rule *rule, const char *example, struct hm_buf *buf)
{
    struct hm_str rest = hm_str_c(example);
    struct hm_str file = hm_str_sub(rest, 0, 0);
    struct hm_str line;
    bool is_first = true;

    while (hm_str_split(&rest, '\n', &line)) {
        if (hm_str_starts(line, "-- ") && hm_str_ends(line, " --") && line.n > 6) {
            put_block(is_first ? hm_rule_language(rule, file) : "text", file, buf);
            hm_buf_printf(buf, "\nwith the file `%.*s`:\n\n",
                          HM_FMT(hm_str_sub(line, 3, line.n - 6)));
            is_first = false;
            file = hm_str_sub(rest, 0, 0);
        } else if (line.n > 0 || rest.n > 0) {
            file.n = (size_t)(line.p - file.p) + line.n + (rest.n > 0 ? 1 : 0);
        }
    }
    put_block(is_first ? hm_rule_language(rule, file) : "text", file, buf);
}

static void
put_same_as(const struct hm_rule *rule, struct hm_buf *buf)
{
    struct hm_str last = { 0 };

    if (rule->same_as == NULL || rule->same_as[0] == NULL) {
        return;
    }
    hm_buf_puts(buf, "\n## In other tools\n\n");
    for (const char *const *p = rule->same_as; *p != NULL; p++) {
        struct hm_str entry = hm_str_c(*p);
        size_t colon = hm_str_find(entry, ':');
        struct hm_str tool = hm_str_sub(entry, 0, colon);
        if (!hm_str_is(tool, last)) {
            hm_buf_printf(buf, "%s- %.*s: ", last.n > 0 ? "\n" : "", HM_FMT(tool));
        } else {
            hm_buf_puts(buf, ", ");
        }
        hm_buf_printf(buf, "`%.*s`", HM_FMT(hm_str_from(entry, colon + 1)));
        last = tool;
    }
    hm_buf_puts(buf, "\n\nTheir names are understood too wherever a rule can be named.\n");
}

void
hm_rule_page(const struct hm_rule *rule, struct hm_buf *buf)
{
    put_header(rule, buf);
    hm_buf_printf(buf, "\n## What to do\n\n%s\n", rule->fix);
    if (rule->bad != NULL && rule->good != NULL) {
        hm_buf_puts(buf, "\n## Reported\n\n");
        put_example(rule, rule->bad, buf);
        hm_buf_puts(buf, "\n## Not reported\n\n");
        put_example(rule, rule->good, buf);
    } else {
        hm_buf_printf(buf, "\nNo file shows this: it comes from `hullmark %s`.\n",
                      hm_str_eq(hm_str_c(rule->raised_by), "verify") ? "verify` and `hullmark scan"
                                                                     : "scan");
    }
    put_same_as(rule, buf);
}

static json_t *
json_of(const struct hm_rule *rule)
{
    const struct hm_practice_row *practice = hm_practice_row(rule->practice);
    json_t *same_as = json_array();
    json_t *cwe = json_array();

    for (const char *const *p = rule->same_as; p != NULL && *p != NULL; p++) {
        json_array_append_new(same_as, json_string(*p));
    }
    for (size_t i = 0; i < sizeof rule->cwe / sizeof rule->cwe[0] && rule->cwe[i] != 0; i++) {
        json_array_append_new(cwe, json_sprintf("CWE-%u", rule->cwe[i]));
    }
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:s, s:s}", "id", rule->id, "concept",
        rule->concept, "title", rule->title, "severity", hm_severity_row(rule->severity)->word,
        "practice", practice == NULL ? "" : practice->slug, "sameAs", same_as, "cwe", cwe, "status",
        statuses[rule->status], "since", rule->since, "profile", profiles[rule->profile]);
}

void
hm_rules_json(struct hm_buf *buf)
{
    size_t n;
    const struct hm_rule *const *rules = hm_rules_all(&n);
    hm_auto_json json_t *all = json_array();

    for (size_t i = 0; i < n; i++) {
        json_array_append_new(all, json_of(rules[i]));
    }
    hm_auto_free char *text = json_dumps(all, JSON_INDENT(2));
    if (text == NULL) {
        hm_out_of_memory();
    }
    hm_buf_puts(buf, text);
    hm_buf_putc(buf, '\n');
}

/* "hadolint DL3006; kics Image Version Not Explicit", a '|' escaped as Markdown's tables ask. */
static void
put_twins(const struct hm_rule *rule, struct hm_buf *buf)
{
    struct hm_str last = { 0 };

    for (const char *const *p = rule->same_as; p != NULL && *p != NULL; p++) {
        struct hm_str entry = hm_str_c(*p);
        size_t colon = hm_str_find(entry, ':');
        struct hm_str tool = hm_str_sub(entry, 0, colon);
        hm_buf_puts(buf, last.n == 0 ? "" : hm_str_is(tool, last) ? ", " : "; ");
        if (!hm_str_is(tool, last)) {
            hm_buf_printf(buf, "%.*s ", HM_FMT(tool));
        }
        for (size_t i = colon + 1; i < entry.n; i++) {
            if (entry.p[i] == '|') {
                hm_buf_putc(buf, '\\');
            }
            hm_buf_putc(buf, entry.p[i]);
        }
        last = tool;
    }
}

void
hm_rules_parity(struct hm_buf *buf)
{
    size_t n;
    const struct hm_rule *const *rules = hm_rules_all(&n);

    hm_buf_puts(buf, "| concept | rule | level | in other tools |\n|---|---|---|---|\n");
    for (size_t i = 0; i < n; i++) {
        hm_buf_printf(buf, "| %s | %s | %s | ", rules[i]->concept, rules[i]->id,
                      hm_severity_row(rules[i]->severity)->word);
        put_twins(rules[i], buf);
        hm_buf_puts(buf,
                    rules[i]->same_as == NULL || rules[i]->same_as[0] == NULL ? "- |\n" : " |\n");
    }
}
