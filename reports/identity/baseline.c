/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/identity/baseline.h"

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/json.h"
#include "reports/json_out.h"

enum {
    IDENTITY_DIGITS = 32,
    RULE_SET_BYTES = 8,
    COUNT_MAX = 1000000,
};

/* --- reading --- */

static bool
is_identity(struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (!hm_is_digit(text.p[i]) && (text.p[i] < 'a' || text.p[i] > 'f')) {
            return false;
        }
    }
    return text.n == IDENTITY_DIGITS;
}

static enum hm_status
read_row(struct hm_arena *arena, const struct hm_json *at, struct hm_baseline_row *row,
         struct hm_err *reterr)
{
    struct hm_str id, level, tool, rule, path;
    uint64_t count = 0;

    HM_TRY(hm_json_need_str(at, "id", &id, reterr));
    HM_TRY(hm_json_need_str(at, "severity", &level, reterr));
    HM_TRY(hm_json_need_str(at, "tool", &tool, reterr));
    HM_TRY(hm_json_need_str(at, "rule", &rule, reterr));
    HM_TRY(hm_json_may_str(at, "path", &path, reterr));
    HM_TRY(hm_json_may_u64(at, "count", COUNT_MAX, &count, reterr));
    if (!is_identity(id)) {
        return hm_json_error(at, reterr, "\"id\" is no identity: %d hexadecimal digits",
                             IDENTITY_DIGITS);
    }
    if (hm_severity_parse(level) == HM_SEV_NONE) {
        return hm_json_error(at, reterr, "\"severity\" is no level");
    }
    *row = (struct hm_baseline_row){
        .about = { .identity = hm_arena_str(arena, id),
                   .tool = hm_arena_str(arena, tool),
                   .rule = hm_arena_str(arena, rule),
                   .path = hm_arena_str(arena, path),
                   .severity = hm_severity_parse(level) },
        .count = count == 0 ? 1 : (uint32_t)count,
    };
    return HM_OK;
}

static int
by_identity(const void *left, const void *right)
{
    const struct hm_baseline_row *a = left;
    const struct hm_baseline_row *b = right;

    return hm_str_compare(a->about.identity, b->about.identity);
}

static enum hm_status
read_rows(struct hm_arena *arena, const struct hm_json *root, struct hm_baseline *baseline,
          struct hm_err *reterr)
{
    struct hm_json list, item;

    HM_TRY(hm_json_need(root, "findings", JSON_ARRAY, &list, reterr));
    baseline->n = hm_json_count(&list);
    if (baseline->n > HM_BASELINE_ROWS) {
        return hm_err_set(reterr, HM_E_LIMIT, "it has more than %d findings", HM_BASELINE_ROWS);
    }
    baseline->rows = hm_arena_new(arena, struct hm_baseline_row, baseline->n);
    for (size_t i = 0; i < baseline->n; i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reterr));
        HM_TRY(read_row(arena, &item, &baseline->rows[i], reterr));
    }
    if (baseline->n > 1) {
        qsort(baseline->rows, baseline->n, sizeof *baseline->rows, by_identity);
    }
    for (size_t i = 1; i < baseline->n; i++) {
        if (by_identity(&baseline->rows[i - 1], &baseline->rows[i]) == 0) {
            return hm_json_error(&list, reterr, "the identity %.*s is there twice",
                                 HM_FMT(baseline->rows[i].about.identity));
        }
    }
    return HM_OK;
}

enum hm_status
hm_baseline_read(struct hm_arena *arena, struct hm_str text, struct hm_str name,
                 struct hm_baseline *ret, struct hm_err *reterr)
{
    hm_auto_json json_t *value = NULL;
    struct hm_baseline baseline = { .name = hm_arena_str(arena, name) };
    struct hm_str format, identity, version, rule_set;

    HM_TRY(hm_json_parse(text, &value, reterr));
    struct hm_json root = hm_json_root(value);
    HM_TRY(hm_json_expect(&root, JSON_OBJECT, reterr));
    HM_TRY(hm_json_need_str(&root, "baselineVersion", &format, reterr));
    HM_TRY(hm_json_need_str(&root, "identity", &identity, reterr));
    HM_TRY(hm_json_need_str(&root, "version", &version, reterr));
    HM_TRY(hm_json_need_str(&root, "ruleSet", &rule_set, reterr));
    if (!hm_str_eq(format, "1") || !hm_str_eq(identity, "hullmark/v1")) {
        return hm_json_error(&root, reterr,
                             "only baselines of version 1 with hullmark/v1 identities are read");
    }
    baseline.version = hm_arena_str(arena, version);
    baseline.rule_set = hm_arena_str(arena, rule_set);
    HM_TRY(read_rows(arena, &root, &baseline, reterr));
    *ret = baseline;
    return HM_OK;
}

/* --- comparing --- */

void
hm_baseline_rule_set(const struct hm_report *report, char ret_name[static HM_RULE_SET_SIZE])
{
    hm_auto_buf struct hm_buf ids = { 0 };
    unsigned char digest[RULE_SET_BYTES];
    bool is_all = report->applied == NULL;
    size_t n = is_all ? report->n_catalogue : report->n_applied;

    if (report->rule_set.n == HM_RULE_SET_SIZE - 1) { /* of a report that was read back */
        memcpy(ret_name, report->rule_set.p, HM_RULE_SET_SIZE - 1);
        ret_name[HM_RULE_SET_SIZE - 1] = '\0';
        return;
    }
    for (size_t i = 0; i < n; i++) {
        hm_buf_printf(&ids, "%s\n", (is_all ? report->catalogue : report->applied)[i]->id);
    }
    hm_blake2b(hm_buf_str(&ids), digest, sizeof digest);
    hm_hex(digest, sizeof digest, ret_name);
}

static bool
is_acceptable(const struct hm_finding *finding)
{
    return finding->rule->final_because == NULL;
}

static struct hm_baseline_row *
find_row(struct hm_baseline *baseline, struct hm_str identity)
{
    struct hm_baseline_row key = { .about.identity = identity };

    return baseline->n == 0 ? NULL
                            : bsearch(&key, baseline->rows, baseline->n, sizeof key, by_identity);
}

static enum hm_baseline_state
state_of(struct hm_baseline *baseline, const struct hm_finding *finding)
{
    struct hm_baseline_row *row = find_row(baseline, finding->fingerprint);

    if (row == NULL || !is_acceptable(finding)) {
        return HM_BASELINE_NEW;
    }
    row->n_seen++;
    if (row->n_seen > row->count) {
        return HM_BASELINE_NEW;
    }
    return finding->severity > row->about.severity   ? HM_BASELINE_WORSE
           : finding->severity < row->about.severity ? HM_BASELINE_EASED
                                                     : HM_BASELINE_UNCHANGED;
}

static void
say_difference(const struct hm_baseline *baseline, struct hm_report *report)
{
    char rules[HM_RULE_SET_SIZE];
    bool is_other = !hm_str_eq(baseline->version, report->version);

    hm_baseline_rule_set(report, rules);
    if (!is_other && hm_str_eq(baseline->rule_set, rules)) {
        return;
    }
    hm_report_note(report, HM_NOTE_WARNING, "baseline-of-others", HM_S("hullmark"), baseline->name,
                   is_other ? "The baseline was written by hullmark %.*s, this is %s: rules may "
                              "find more, or less, than they did then."
                            : "The baseline was written with other rules than those that are "
                              "applied now (profile, configuration, version %.*s; this is %s).",
                   HM_FMT(baseline->version), report->version);
}

void
hm_baseline_compare(struct hm_baseline *baseline, struct hm_report *report)
{
    struct hm_baseline_summary *summary = &report->baseline;

    *summary = (struct hm_baseline_summary){ .name = baseline->name };
    say_difference(baseline, report);
    for (size_t i = 0; i < report->findings.n; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        finding->baseline = state_of(baseline, finding);
        if (!hm_finding_is_suppressed(finding)) {
            summary->n_new += finding->baseline == HM_BASELINE_NEW;
            summary->n_unchanged += finding->baseline == HM_BASELINE_UNCHANGED;
            summary->n_eased += finding->baseline == HM_BASELINE_EASED;
            summary->n_worse += finding->baseline == HM_BASELINE_WORSE;
        }
    }
    for (size_t i = 0; i < baseline->n; i++) {
        if (baseline->rows[i].n_seen < baseline->rows[i].count) {
            hm_vec_add(&report->arena, &summary->absent, baseline->rows[i].about);
        }
    }
}

/* --- writing --- */

static int
by_place(const void *left, const void *right)
{
    const struct hm_baseline_row *a = left;
    const struct hm_baseline_row *b = right;
    int order = hm_str_compare(a->about.path, b->about.path);

    order = order != 0 ? order : hm_str_compare(a->about.rule, b->about.rule);
    return order != 0 ? order : hm_str_compare(a->about.identity, b->about.identity);
}

/* A line for each, so that a change of one is a change of one line. */
static void
write_rows(const char *version, const char *rules, struct hm_baseline_row *rows, size_t n,
           struct hm_buf *buf)
{
    if (n > 1) {
        qsort(rows, n, sizeof *rows, by_place);
    }
    hm_buf_puts(buf, "{\n  \"baselineVersion\": \"1\",\n  \"identity\": \"hullmark/v1\",\n");
    hm_buf_printf(buf, "  \"version\": \"%s\",\n  \"ruleSet\": \"%s\",\n  \"findings\": [", version,
                  rules);
    for (size_t i = 0; i < n; i++) {
        struct hm_json_out json = { .buf = buf };
        const struct hm_baseline_absent *row = &rows[i].about;
        hm_buf_puts(buf, i == 0 ? "\n    " : ",\n    ");
        hm_json_out_object(&json, NULL);
        hm_json_out_str(&json, "id", row->identity);
        hm_json_out_str(&json, "tool", row->tool);
        hm_json_out_str(&json, "rule", row->rule);
        hm_json_out_c(&json, "severity", hm_severity_row(row->severity)->word);
        hm_json_out_some(&json, "path", row->path);
        if (rows[i].count > 1) {
            hm_json_out_uint(&json, "count", rows[i].count);
        }
        hm_json_out_end_object(&json);
    }
    hm_buf_puts(buf, n == 0 ? "]\n}\n" : "\n  ]\n}\n");
}

/* Those of one identity, which are sorted, become one row. */
static size_t
fold_rows(struct hm_baseline_row *rows, size_t n)
{
    size_t n_kept = 0;

    if (n > 1) {
        qsort(rows, n, sizeof *rows, by_identity);
    }
    for (size_t i = 0; i < n; i++) {
        if (n_kept > 0 && by_identity(&rows[n_kept - 1], &rows[i]) == 0) {
            rows[n_kept - 1].count++;
        } else {
            rows[n_kept++] = rows[i];
        }
    }
    return n_kept;
}

/* The rows of a report; @p with_suppressed: of all its findings. */
static struct hm_baseline_row *
rows_of(struct hm_arena *arena, const struct hm_report *report, bool with_suppressed, size_t *ret_n)
{
    struct hm_baseline_row *rows = hm_arena_new(arena, struct hm_baseline_row, report->findings.n);
    size_t n = 0;

    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        if ((hm_finding_is_suppressed(finding) && !with_suppressed) || !is_acceptable(finding)) {
            continue;
        }
        rows[n++] = (struct hm_baseline_row){
            .about = { .identity = finding->fingerprint,
                       .tool = hm_str_c(hm_rule_tool(finding->rule)),
                       .rule = hm_str_c(finding->rule->id),
                       .path = finding->path.n > 0 ? finding->path : finding->target,
                       .severity = finding->severity },
            .count = 1,
        };
    }
    *ret_n = fold_rows(rows, n);
    return rows;
}

void
hm_baseline_write(const struct hm_report *report, struct hm_buf *buf)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    char rules[HM_RULE_SET_SIZE];
    size_t n = 0;
    struct hm_baseline_row *rows = rows_of(&scratch, report, false, &n);

    hm_baseline_rule_set(report, rules);
    write_rows(report->version, rules, rows, n, buf);
}

void
hm_baseline_of(struct hm_arena *arena, const struct hm_report *report, struct hm_str name,
               struct hm_baseline *ret)
{
    char rules[HM_RULE_SET_SIZE];
    struct hm_baseline baseline = { .name = hm_arena_str(arena, name),
                                    .version = hm_arena_str(arena, hm_str_c(report->version)) };

    hm_baseline_rule_set(report, rules);
    baseline.rule_set = hm_arena_str(arena, hm_str_c(rules));
    baseline.rows = rows_of(arena, report, true, &baseline.n);
    for (size_t i = 0; i < baseline.n; i++) { /* the report may go before */
        struct hm_baseline_absent *about = &baseline.rows[i].about;
        about->identity = hm_arena_str(arena, about->identity);
        about->path = hm_arena_str(arena, about->path);
    }
    *ret = baseline;
}

void
hm_baseline_join(struct hm_arena *arena, struct hm_baseline *baseline,
                 const struct hm_baseline *other)
{
    struct hm_baseline_row *rows =
        hm_arena_new(arena, struct hm_baseline_row, baseline->n + other->n);
    size_t n = baseline->n;

    if (n > 0) {
        memcpy(rows, baseline->rows, n * sizeof *rows);
    }
    for (size_t i = 0; i < other->n; i++) {
        struct hm_baseline_row *same = find_row(baseline, other->rows[i].about.identity);
        if (same == NULL) {
            rows[n++] = other->rows[i];
            continue;
        }
        struct hm_baseline_row *row = &rows[same - baseline->rows];
        row->count = other->rows[i].count > row->count ? other->rows[i].count : row->count;
        if (other->rows[i].about.severity > row->about.severity) {
            row->about.severity = other->rows[i].about.severity;
        }
    }
    if (n > 1) {
        qsort(rows, n, sizeof *rows, by_identity);
    }
    baseline->rows = rows;
    baseline->n = n;
}

size_t
hm_baseline_limit(struct hm_baseline *baseline, const struct hm_baseline *limit)
{
    struct hm_baseline other = *limit;
    size_t n_changed = 0;
    size_t n = 0;

    for (size_t i = 0; i < baseline->n; i++) {
        struct hm_baseline_row row = baseline->rows[i];
        const struct hm_baseline_row *most = find_row(&other, row.about.identity);
        if (most == NULL) {
            n_changed++;
            continue;
        }
        bool is_more = row.count > most->count || row.about.severity > most->about.severity;
        n_changed += is_more;
        row.count = row.count > most->count ? most->count : row.count;
        row.about.severity =
            row.about.severity > most->about.severity ? most->about.severity : row.about.severity;
        baseline->rows[n++] = row;
    }
    baseline->n = n;
    return n_changed;
}

size_t
hm_baseline_shrink(const struct hm_baseline *baseline, const struct hm_report *report,
                   struct hm_buf *buf)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_baseline_row *rows = hm_arena_new(&scratch, struct hm_baseline_row, baseline->n);
    struct hm_baseline known = *baseline;
    char rules[HM_RULE_SET_SIZE];
    size_t n_changed = 0;
    size_t n = 0;

    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        struct hm_baseline_row *row = find_row(&known, finding->fingerprint);
        if (row != NULL && finding->baseline == HM_BASELINE_EASED) {
            row->about.severity = finding->severity;
            n_changed++;
        }
    }
    for (size_t i = 0; i < baseline->n; i++) {
        struct hm_baseline_row row = baseline->rows[i];
        n_changed += row.n_seen < row.count;
        row.count = row.n_seen < row.count ? row.n_seen : row.count;
        if (row.count > 0) {
            rows[n++] = row;
        }
    }
    hm_baseline_rule_set(report, rules);
    write_rows(report->version, rules, rows, n, buf);
    return n_changed;
}
