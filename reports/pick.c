/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/pick.h"

#include <stdlib.h>

/* Within a level "9.8" comes before "9.1". */
static struct hm_str
score_of(const struct hm_finding *finding)
{
    return finding->score.n > 0 ? finding->score
                                : hm_str_c(hm_severity_row(finding->severity)->score);
}

static int
compare_scores(struct hm_str a, struct hm_str b)
{
    size_t dot_a = hm_str_find(a, '.');
    size_t dot_b = hm_str_find(b, '.');

    if (dot_a != dot_b) {
        return dot_a < dot_b ? 1 : -1;
    }
    return hm_str_compare(b, a);
}

static int
by_position(const void *left, const void *right)
{
    const struct hm_finding *a = *(const struct hm_finding *const *)left;
    const struct hm_finding *b = *(const struct hm_finding *const *)right;

    return (a > b) - (a < b);
}

static int
by_severity(const void *left, const void *right)
{
    const struct hm_finding *a = *(const struct hm_finding *const *)left;
    const struct hm_finding *b = *(const struct hm_finding *const *)right;
    int order = (int)b->severity - (int)a->severity;

    order = order != 0 ? order : compare_scores(score_of(a), score_of(b));
    return order != 0 ? order : by_position(left, right);
}

void
hm_pick_sort(struct hm_pick *pick)
{
    qsort(pick->p, pick->n, sizeof *pick->p, by_severity);
}

void
hm_pick_cut(struct hm_pick *pick, size_t most)
{
    if (pick->n > most) {
        hm_pick_sort(pick);
        pick->n_cut += pick->n - most;
        pick->n = most;
        qsort(pick->p, pick->n, sizeof *pick->p, by_position);
    }
}

void
hm_pick_findings(struct hm_pick *ret_pick, struct hm_arena *arena, const struct hm_report *report,
                 hm_pick_fn *takes, size_t most)
{
    struct hm_pick pick = { .p = hm_arena_new(arena, const struct hm_finding *,
                                              report->findings.n) };

    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        if (takes != NULL && !takes(finding)) {
            continue;
        }
        if (hm_finding_is_suppressed(finding)) {
            pick.n_suppressed++;
        } else {
            pick.p[pick.n++] = finding;
        }
    }
    if (most > 0) {
        hm_pick_cut(&pick, most);
    }
    *ret_pick = pick;
}

struct hm_str
hm_pick_path(struct hm_str path)
{
    while (hm_str_starts(path, "/") || hm_str_starts(path, "./")) {
        path = hm_str_from(path, 1);
    }
    return path.n > 0 ? path : HM_S("Dockerfile");
}

void
hm_pick_id(struct hm_buf *buf, const struct hm_rule *rule)
{
    if (rule->producer != NULL) {
        hm_buf_printf(buf, "%s:", rule->producer);
    }
    hm_buf_puts(buf, rule->id);
}

struct hm_str
hm_pick_message(const struct hm_finding *finding)
{
    return finding->message.n > 0 ? finding->message : hm_str_c(hm_rule_title(finding->rule));
}

enum hm_part
hm_finding_part(const struct hm_finding *finding)
{
    bool is_foreign_secret =
        finding->rule->producer != NULL && finding->rule->practice == HM_PRACTICE_SECRETS;

    if (finding->target_kind == HM_TARGET_IMAGE) {
        bool is_proof =
            finding->rule->producer == NULL && finding->rule->practice == HM_PRACTICE_SIGNED;
        return is_proof ? HM_PART_PROOF : HM_PART_IMAGE;
    }
    return finding->advisory.n > 0 || is_foreign_secret ? HM_PART_DEPS : HM_PART_STATIC;
}

enum hm_part
hm_row_part(const struct hm_ledger_row *row)
{
    if (hm_str_eq(row->task, "signature") || hm_str_eq(row->task, "digest")) {
        return HM_PART_PROOF;
    }
    if (hm_str_eq(row->task, "image")) {
        return HM_PART_IMAGE;
    }
    return hm_str_eq(row->task, "fs") || hm_str_eq(row->task, "from-sbom") ? HM_PART_DEPS
                                                                           : HM_PART_STATIC;
}

bool
hm_row_is_hole(const struct hm_ledger_row *row)
{
    return !row->is_allowed && (row->state == HM_LEDGER_FAILED ||
                                (row->state == HM_LEDGER_SKIPPED && row->is_required));
}

size_t
hm_report_holes(const struct hm_report *report)
{
    size_t n = 0;

    for (size_t i = 0; i < report->ledger.n; i++) {
        n += hm_row_is_hole(&report->ledger.p[i]);
    }
    return n;
}

void
hm_row_text(struct hm_buf *buf, const struct hm_ledger_row *row)
{
    hm_buf_printf(buf, "%.*s: %.*s", HM_FMT(row->tool), HM_FMT(row->task));
    if (row->target.n > 0) {
        hm_buf_printf(buf, " of %.*s", HM_FMT(row->target));
    }
    hm_buf_puts(buf, " was not done");
    if (hm_ledger_lacks_code(row)) {
        hm_buf_printf(buf, " (exit code %d)", row->exit_code);
    }
    if (row->reason.n > 0) {
        hm_buf_printf(buf, ": %.*s", HM_FMT(row->reason));
    }
    if (!hm_str_ends(hm_buf_str(buf), ".")) {
        hm_buf_putc(buf, '.');
    }
}

void
hm_pick_bytes(uint64_t bytes, struct hm_buf *out)
{
    static const char *const units[] = { "kB", "MB", "GB", "TB", "PB", "EB" };
    uint64_t unit = 1000;
    size_t i = 0;

    if (bytes < 1000) {
        hm_buf_printf(out, "%llu byte%s", (unsigned long long)bytes, bytes == 1 ? "" : "s");
        return;
    }
    while (i + 1 < sizeof units / sizeof units[0] && bytes / unit >= 1000) {
        unit *= 1000;
        i++;
    }
    hm_buf_printf(out, "%llu.%llu %s", (unsigned long long)(bytes / unit),
                  (unsigned long long)(bytes % unit / (unit / 10)), units[i]);
}

void
hm_pick_origin(const struct hm_finding *finding, struct hm_buf *out)
{
    const struct hm_origin *origin = finding->origin;

    if (origin == NULL) {
        return;
    }
    if (origin->kind == HM_ORIGIN_BASE) {
        hm_buf_puts(out, "base");
    } else if (origin->kind == HM_ORIGIN_INSTRUCTION && finding->place.line > 0) {
        hm_buf_printf(out, "line %u", (unsigned)finding->place.line);
    } else {
        hm_buf_puts(out, "?");
    }
}
