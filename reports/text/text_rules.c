/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/text/text_rules.h"

#include "plugin/base/auto.h"
#include "reports/escape.h"
#include "reports/strmap.h"

enum {
    ROWS_LIMIT = 12,
    HANG = 4,
    ID_WIDTH = 24, /* of another tool's id, which is as long as it likes */
};

struct row {
    const struct hm_finding *first;
    enum hm_severity worst;
    size_t n;
    size_t n_units; /* services, jobs, files that have one or more */
};

struct rows {
    struct row *list;
    size_t n;
};

static void
add_rule(struct hm_buf *key, const struct hm_rule *rule)
{
    if (rule->producer != NULL) {
        hm_buf_printf(key, "%s:", rule->producer);
    }
    hm_buf_puts(key, rule->id);
}

/* Rows in the order in which the rules appear. */
static void
gather(const struct hm_report *report, struct hm_arena *arena, struct rows *rows)
{
    struct hm_strmap of_rule; /* one more than the row */
    struct hm_strmap of_unit;
    hm_auto_buf struct hm_buf key = { 0 };

    hm_strmap_init(&of_rule, arena);
    hm_strmap_init(&of_unit, arena);
    rows->list = hm_arena_new(arena, struct row, report->findings.n);
    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        if (hm_finding_is_suppressed(finding) || finding->advisory.n > 0) {
            continue;
        }
        hm_buf_clear(&key);
        add_rule(&key, finding->rule);
        uint32_t *at = hm_strmap_at(&of_rule, hm_buf_str(&key));
        if (*at == 0) {
            rows->list[rows->n++] = (struct row){ .first = finding };
            *at = (uint32_t)rows->n;
        }
        struct row *row = &rows->list[*at - 1];
        row->n++;
        if (finding->severity > row->worst) {
            row->worst = finding->severity;
            row->first = finding;
        }
        bool is_whole = (finding->rule->needs & HM_NEEDS_DOCKERFILE) != 0;
        hm_buf_putc(&key, '\0');
        hm_buf_add(&key, finding->target.n > 0 ? finding->target : finding->path);
        hm_buf_putc(&key, '\0');
        hm_buf_add(&key, is_whole ? hm_str_make(NULL, 0) : finding->stage);
        uint32_t *is_known = hm_strmap_at(&of_unit, hm_buf_str(&key));
        row->n_units += *is_known == 0;
        *is_known = 1;
    }
}

static int
by_urgency(const void *left, const void *right)
{
    const struct row *a = left;
    const struct row *b = right;

    if (a->worst != b->worst) {
        return (int)b->worst - (int)a->worst;
    }
    return a->n != b->n ? (a->n < b->n) - (a->n > b->n)
                        : (a->first > b->first) - (a->first < b->first);
}

/* What a rule's findings are counted in. */
static const char *
unit_of(const struct row *row)
{
    uint32_t kinds = row->first->rule->needs & HM_NEEDS_KINDS;
    bool is_one = row->n_units == 1;

    if (row->first->target.n > 0) {
        return is_one ? "image" : "images";
    }
    if (row->first->stage.n == 0 || (kinds & HM_NEEDS_DOCKERFILE) != 0) {
        return is_one ? "file" : "files";
    }
    switch (kinds) {
    case HM_NEEDS_COMPOSE:
    case HM_NEEDS_SERVICES:
        return is_one ? "service" : "services";
    case HM_NEEDS_KUBERNETES:
        return is_one ? "workload" : "workloads";
    case HM_NEEDS_PIPELINE:
        return is_one ? "job" : "jobs";
    default:
        return is_one ? "place" : "places";
    }
}

static struct hm_str
count_of(struct hm_buf *buf, const struct row *row)
{
    hm_buf_clear(buf);
    if (row->n != row->n_units) {
        hm_buf_printf(buf, "%zu ", row->n);
    }
    hm_buf_printf(buf, "in %zu %s", row->n_units, unit_of(row));
    return hm_buf_str(buf);
}

static struct hm_str
what_of(struct hm_buf *buf, const struct row *row)
{
    const struct hm_finding *first = row->first;

    hm_buf_clear(buf);
    hm_buf_puts(buf, hm_rule_title(first->rule));
    hm_buf_printf(buf, " (%s%.*s", row->n > 1 ? "first " : "",
                  HM_FMT(first->target.n > 0 ? first->target : first->path));
    if (first->target.n == 0 && first->place.line > 0 && !first->is_inferred) {
        hm_buf_printf(buf, ":%u", first->place.line);
    }
    hm_buf_puts(buf, ")");
    return hm_buf_str(buf);
}

static void
put_rows(struct hm_text *out, const struct rows *rows, size_t n)
{
    hm_auto_buf struct hm_buf text = { 0 };
    size_t ids = 0;
    size_t counts = 0;

    for (size_t i = 0; i < n; i++) {
        hm_buf_clear(&text);
        add_rule(&text, rows->list[i].first->rule);
        size_t width = hm_terminal_width(hm_buf_str(&text));
        ids = width > ids && width <= ID_WIDTH ? width : ids;
        counts = hm_text_wider(counts, count_of(&text, &rows->list[i]));
    }
    for (size_t i = 0; i < n; i++) {
        const struct row *row = &rows->list[i];
        const struct hm_severity_row *severity = hm_severity_row(row->worst);
        hm_text_spaces(out, 2);
        hm_text_cell(out, hm_str_c(severity->word), severity->colour, 10);
        hm_buf_clear(&text);
        add_rule(&text, row->first->rule);
        hm_text_cell(out, hm_buf_str(&text), NULL, ids + 2);
        hm_text_cell(out, count_of(&text, row), NULL, counts + 2);
        hm_text_wrap(out, what_of(&text, row), 2 + 10 + ids + 2 + counts + 2, HANG);
    }
}

void
hm_text_rules(struct hm_text *out, const struct hm_report *report, bool is_verbose)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct rows rows = { 0 };
    size_t n_found = 0;

    gather(report, &arena, &rows);
    for (size_t i = 0; i < rows.n; i++) {
        n_found += rows.list[i].n;
    }
    if (n_found < HM_TEXT_RULES_FROM || rows.n < 2) {
        return;
    }
    qsort(rows.list, rows.n, sizeof *rows.list, by_urgency);
    hm_text_styled(out, HM_S("By rule, what to mend first on top"), HM_STYLE_BOLD);
    hm_text_puts(out, "\n");
    size_t shown = is_verbose || rows.n <= ROWS_LIMIT + 1 ? rows.n : ROWS_LIMIT;
    put_rows(out, &rows, shown);
    if (shown < rows.n) {
        hm_text_spaces(out, 2);
        hm_text_count(out, rows.n - shown, "more rule; --verbose lists it\n",
                      "more rules; --verbose lists them\n");
    }
}
