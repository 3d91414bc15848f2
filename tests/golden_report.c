/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/golden_report.h"

#include <criterion/criterion.h>
#include <jansson.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "reports/merge/prepare.h"

static struct hm_str
text(struct hm_report *report, const json_t *from, const char *key)
{
    const json_t *value = json_object_get(from, key);

    if (!json_is_string(value)) {
        return hm_str_make(NULL, 0);
    }
    return hm_arena_str(&report->arena,
                        hm_str_make(json_string_value(value), json_string_length(value)));
}

static const char *
c_text(struct hm_report *report, const json_t *from, const char *key)
{
    return text(report, from, key).p;
}

static uint32_t
number(const json_t *from, const char *key)
{
    return (uint32_t)json_integer_value(json_object_get(from, key));
}

static bool
flag(const json_t *from, const char *key)
{
    return json_is_true(json_object_get(from, key));
}

/* The index of a word in a list; the test ends when it is not there. */
static unsigned
choice(const json_t *from, const char *key, const char *const *words, unsigned n)
{
    const char *word = json_string_value(json_object_get(from, key));

    for (unsigned i = 0; word != NULL && i < n; i++) {
        if (strcmp(words[i], word) == 0) {
            return i;
        }
    }
    cr_assert_null(word, "%s: unknown word %s", key, word);
    return 0;
}

#define CHOICE(from, key, ...)                                                                     \
    choice((from), (key), (const char *const[]){ __VA_ARGS__ },                                    \
           sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static enum hm_severity
severity(const json_t *from)
{
    return hm_severity_parse(hm_str_c(json_string_value(json_object_get(from, "severity"))));
}

static enum hm_practice
practice(const json_t *from)
{
    const char *slug = json_string_value(json_object_get(from, "practice"));

    for (int i = 1; slug != NULL && i < HM_PRACTICE_COUNT; i++) {
        const struct hm_practice_row *row = hm_practice_row((enum hm_practice)i);
        if (row != NULL && strcmp(row->slug, slug) == 0) {
            return (enum hm_practice)i;
        }
    }
    cr_assert_null(slug, "unknown practice %s", slug);
    return HM_PRACTICE_NONE;
}

static const char *const *
texts(struct hm_report *report, const json_t *array)
{
    size_t n = json_array_size(array);
    const char **list = hm_arena_new(&report->arena, const char *, n + 1);

    for (size_t i = 0; i < n; i++) {
        list[i] = hm_arena_c(&report->arena, hm_str_c(json_string_value(json_array_get(array, i))));
    }
    return n == 0 ? NULL : list;
}

static const struct hm_rule *
make_rule(struct hm_report *report, const json_t *from)
{
    struct hm_rule *rule = hm_arena_new(&report->arena, struct hm_rule, 1);
    const json_t *cwe = json_object_get(from, "cwe");

    *rule = (struct hm_rule){
        .id = c_text(report, from, "id"),
        .concept = c_text(report, from, "concept"),
        .title = c_text(report, from, "title"),
        .severity = severity(from),
        .practice = practice(from),
        .profile = flag(from, "hygiene") ? HM_PROFILE_HYGIENE : HM_PROFILE_DEFAULT,
        .same_as = texts(report, json_object_get(from, "sameAs")),
        .on = flag(from, "onStage") ? HM_ON_STAGE : HM_ON_RUN,
        .why = c_text(report, from, "why"),
        .fix = c_text(report, from, "fix"),
        .bad = c_text(report, from, "bad"),
        .good = c_text(report, from, "good"),
        .producer = c_text(report, from, "producer"),
        .url = c_text(report, from, "url"),
        .score = c_text(report, from, "score"),
    };
    for (size_t i = 0; i < json_array_size(cwe) && i < 4; i++) {
        rule->cwe[i] = (unsigned)json_integer_value(json_array_get(cwe, i));
    }
    cr_assert_not_null(rule->id, "a rule needs an id");
    return rule;
}

struct rules {
    const struct hm_rule **p;
    size_t n;
};

static struct rules
make_rules(struct hm_report *report, const json_t *array)
{
    struct rules rules = { .n = json_array_size(array) };

    rules.p = hm_arena_new(&report->arena, const struct hm_rule *, rules.n);
    for (size_t i = 0; i < rules.n; i++) {
        rules.p[i] = make_rule(report, json_array_get(array, i));
    }
    return rules;
}

static const struct hm_rule *
find_rule(const json_t *from, struct rules own, struct rules foreign)
{
    const char *id = json_string_value(json_object_get(from, "rule"));

    cr_assert_not_null(id, "a finding needs a rule");
    for (size_t i = 0; i < own.n; i++) {
        if (strcmp(own.p[i]->id, id) == 0) {
            return own.p[i];
        }
    }
    for (size_t i = 0; i < foreign.n; i++) {
        size_t tool = strlen(foreign.p[i]->producer);
        if (strncmp(foreign.p[i]->producer, id, tool) == 0 && id[tool] == ':' &&
            strcmp(foreign.p[i]->id, id + tool + 1) == 0) {
            return foreign.p[i];
        }
    }
    cr_assert_fail("no rule %s", id);
    return NULL;
}

static void
add_finding(struct hm_report *report, const json_t *from, const struct hm_rule *rule)
{
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    *finding = (struct hm_finding){
        .rule = rule,
        .target_kind =
            (enum hm_target_kind)CHOICE(from, "targetKind", "file", "image", "repository"),
        .target = text(report, from, "target"),
        .path = text(report, from, "path"),
        .place = { number(from, "line"), number(from, "column"), number(from, "endLine"),
                   number(from, "endColumn") },
        .line_text = text(report, from, "lineText"),
        .stage = text(report, from, "stage"),
        .subject = text(report, from, "subject"),
        .message = text(report, from, "message"),
        .severity = severity(from) == HM_SEV_NONE ? rule->severity : severity(from),
        .score = text(report, from, "score"),
        .advisory = text(report, from, "advisory"),
        .package = text(report, from, "package"),
        .version = text(report, from, "version"),
        .fixed_in = text(report, from, "fixedIn"),
        .purl = text(report, from, "purl"),
        .url = text(report, from, "url"),
    };
}

static void
add_ledger(struct hm_report *report, const json_t *from)
{
    struct hm_ledger_row *row = hm_report_ledger(report);
    const json_t *code = json_object_get(from, "exitCode");

    *row = (struct hm_ledger_row){
        .tool = text(report, from, "tool"),
        .version = text(report, from, "version"),
        .task = text(report, from, "task"),
        .target = text(report, from, "target"),
        .state = (enum hm_ledger_state)CHOICE(from, "state", "done", "failed", "skipped",
                                              "not-applicable"),
        .has_exit_code = code != NULL,
        .exit_code = (int)json_integer_value(code),
        .is_required = flag(from, "required"),
        .is_allowed = flag(from, "allowed"),
        .reason = text(report, from, "reason"),
        .data_date = text(report, from, "dataDate"),
        .seconds = json_number_value(json_object_get(from, "seconds")),
    };
}

static void
add_evidence(struct hm_report *report, const json_t *from)
{
    struct hm_evidence row = {
        .kind = c_text(report, from, "kind"),
        .subject = text(report, from, "subject"),
        .digest = text(report, from, "digest"),
        .proof =
            (enum hm_proof)CHOICE(from, "proof", "verified", "wrong", "absent", "unverifiable"),
        .detail = text(report, from, "detail"),
        .bytes = (uint64_t)json_integer_value(json_object_get(from, "bytes")),
        .blobs = number(from, "blobs"),
    };

    hm_vec_add(&report->arena, &report->evidence, row);
}

static const struct hm_lines *
make_lines(struct hm_report *report, const json_t *array, uint32_t *ret_n)
{
    size_t n = json_array_size(array);
    struct hm_lines *lines = hm_arena_new(&report->arena, struct hm_lines, n);

    for (size_t i = 0; i < n; i++) {
        const json_t *row = json_array_get(array, i);
        lines[i].name = text(report, row, "name");
        lines[i].line = number(row, "line");
        lines[i].end_line = number(row, "endLine");
    }
    *ret_n = (uint32_t)n;
    return lines;
}

static void
add_outline(struct hm_report *report, const json_t *from)
{
    struct hm_outline outline = { .path = text(report, from, "path"),
                                  .target = number(from, "target") };

    outline.stages = make_lines(report, json_object_get(from, "stages"), &outline.n_stages);
    outline.instructions =
        make_lines(report, json_object_get(from, "instructions"), &outline.n_instructions);
    hm_vec_add(&report->arena, &report->outlines, outline);
}

static void
add_suppression(struct hm_report *report, const json_t *from)
{
    struct hm_suppression *added = hm_vec_push(&report->arena, &report->suppressions);

    *added = (struct hm_suppression){
        .dialect =
            (enum hm_suppression_dialect)CHOICE(from, "dialect", "hullmark", "hadolint", "tally",
                                                "buildkit", "trivy", "checkov", "kics", "semgrep"),
        .is_external = flag(from, "external"),
        .is_all = flag(from, "all"),
        .wants_reason = flag(from, "wantsReason"),
        .id = text(report, from, "id"),
        .path = text(report, from, "path"),
        .place = { number(from, "at"), 1, number(from, "at"), 9 },
        .off = number(from, "at"),
        .scope = text(report, from, "scope"),
        .pattern = text(report, from, "pattern"),
        .line = number(from, "line"),
        .end_line = number(from, "endLine"),
        .stage = text(report, from, "stage"),
        .until = number(from, "until"),
        .reason = text(report, from, "reason"),
    };
}

static void
add_build(struct hm_report *report, const json_t *from)
{
    struct hm_report_build *build = hm_vec_push(&report->arena, &report->builds);
    const json_t *names = json_object_get(from, "images");
    size_t n = json_array_size(names);
    struct hm_str *images = hm_arena_new(&report->arena, struct hm_str, n);

    for (size_t i = 0; i < n; i++) {
        images[i] =
            hm_arena_str(&report->arena, hm_str_c(json_string_value(json_array_get(names, i))));
    }
    build->use = (struct hm_build_use){
        .by = HM_BUILD_BY_COMPOSE,
        .said_in = text(report, from, "saidIn"),
        .line = number(from, "line"),
        .name = text(report, from, "name"),
        .dockerfile = text(report, from, "dockerfile"),
        .images = images,
        .n_images = (uint32_t)n,
    };
}

static void
fill_lists(struct hm_report *report, const json_t *root)
{
    struct rules own = make_rules(report, json_object_get(root, "catalogue"));
    struct rules foreign = make_rules(report, json_object_get(root, "foreignRules"));
    const json_t *row = NULL;
    size_t i = 0;

    report->catalogue = own.p;
    report->n_catalogue = own.n;
    json_array_foreach (json_object_get(root, "findings"), i, row) {
        add_finding(report, row, find_rule(row, own, foreign));
    }
    json_array_foreach (json_object_get(root, "notes"), i, row) {
        hm_report_note(report, (enum hm_note_level)CHOICE(row, "level", "note", "warning", "error"),
                       json_string_value(json_object_get(row, "id")), text(report, row, "tool"),
                       text(report, row, "path"), "%s",
                       json_string_value(json_object_get(row, "text")));
    }
    json_array_foreach (json_object_get(root, "ledger"), i, row) {
        add_ledger(report, row);
    }
    json_array_foreach (json_object_get(root, "evidence"), i, row) {
        add_evidence(report, row);
    }
    json_array_foreach (json_object_get(root, "outlines"), i, row) {
        add_outline(report, row);
    }
    json_array_foreach (json_object_get(root, "builds"), i, row) {
        add_build(report, row);
    }
    json_array_foreach (json_object_get(root, "paths"), i, row) {
        hm_vec_add(&report->arena, &report->paths,
                   hm_arena_str(&report->arena, hm_str_c(json_string_value(row))));
    }
    json_array_foreach (json_object_get(root, "suppressions"), i, row) {
        add_suppression(report, row);
    }
    json_array_foreach (json_object_get(root, "notEvaluated"), i, row) {
        struct hm_not_evaluated item = { .rule = find_rule(row, own, foreign),
                                         .path = text(report, row, "path"),
                                         .line = number(row, "line"),
                                         .reason = text(report, row, "reason") };
        hm_vec_add(&report->arena, &report->not_evaluated, item);
    }
}

static bool
read_file(void *ctx, struct hm_str path, struct hm_buf *buf)
{
    const struct golden_case *golden = ctx;
    hm_auto_buf struct hm_buf name = { 0 };

    hm_buf_printf(&name, "%s/files/%.*s", golden->folder, HM_FMT(path));
    return hm_read_file(AT_FDCWD, name.p, (size_t)1 << 20, buf, NULL) == HM_OK;
}

void
golden_load(struct golden_case *ret_case, const char *folder)
{
    hm_auto_buf struct hm_buf name = { 0 };
    json_error_t error;

    *ret_case = (struct golden_case){ .folder = folder };
    hm_buf_printf(&name, "%s/input.json", folder);
    hm_auto_json json_t *root = json_load_file(name.p, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(root, "%s:%d: %s", name.p, error.line, error.text);
    struct hm_report *report = &ret_case->report;
    report->version = c_text(report, root, "version");
    report->started_at = text(report, root, "startedAt");
    report->command = text(report, root, "command");
    report->verdict = (enum hm_verdict)CHOICE(root, "verdict", "pass", "fail", "incomplete");
    report->verdict_reason = text(report, root, "verdictReason");
    report->exit_code = (int)json_integer_value(json_object_get(root, "exitCode"));
    ret_case->is_unmerged = flag(root, "noMerge");
    fill_lists(report, root);
    struct hm_prepare_options options = { .is_unmerged = ret_case->is_unmerged,
                                          .read = read_file,
                                          .ctx = ret_case,
                                          .with_listings = true,
                                          .suppress = { .today = 20261122 } };
    hm_report_prepare(report, &options);
}

void
golden_multiply(struct golden_case *golden, size_t n)
{
    struct hm_report *report = &golden->report;
    struct hm_finding first = report->findings.p[0];

    for (size_t i = 0; i < n; i++) {
        first.place.line = first.place.end_line = (uint32_t)i + 100;
        first.severity =
            i + 1 == n ? HM_SEV_CRITICAL : (enum hm_severity)(HM_SEV_INFO + i % (HM_SEV_COUNT - 1));
        first.message = hm_arena_printf(&report->arena, "Copy %zu of %zu.", i, n);
        first.fingerprint = hm_arena_printf(&report->arena, "%032zx", i + 1);
        first.line_hash = hm_arena_printf(&report->arena, "%zx:1", i + 1);
        hm_vec_add(&report->arena, &report->findings, first);
    }
}

void
golden_done(struct golden_case *golden)
{
    hm_report_done(&golden->report);
}
