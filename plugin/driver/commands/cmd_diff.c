/* SPDX-License-Identifier: Apache-2.0 */
/* What is new, gone or of another level in one report against another. */
#include "plugin/driver/commands/cmd.h"

#include "plugin/base/auto.h"
#include "plugin/driver/gate/report_file.h"
#include "reports/identity/baseline.h"
#include "reports/escape.h"
#include "reports/json_out.h"

enum change {
    CHANGE_NEW,
    CHANGE_GONE,
    CHANGE_WORSE,
    CHANGE_EASED,
    CHANGE_COUNT,
};

static const char *const words[CHANGE_COUNT] = { "new", "gone", "worse", "eased" };

struct change_row {
    enum change kind;
    const struct hm_finding *finding;
    enum hm_severity was; /* of WORSE and EASED */
};

struct changes {
    struct hm_arena arena;
    HM_VEC(struct change_row) rows;
    size_t n[CHANGE_COUNT];
};

static int
by_identity(const void *left, const void *right)
{
    const struct hm_finding *const *a = left;
    const struct hm_finding *const *b = right;

    return hm_str_compare((*a)->fingerprint, (*b)->fingerprint);
}

/* Those that count, by identity. */
static const struct hm_finding **
sorted(struct hm_arena *arena, const struct hm_report *report, size_t *ret_n)
{
    const struct hm_finding **list =
        hm_arena_new(arena, const struct hm_finding *, report->findings.n);
    size_t n = 0;

    for (size_t i = 0; i < report->findings.n; i++) {
        if (!hm_finding_is_suppressed(&report->findings.p[i])) {
            list[n++] = &report->findings.p[i];
        }
    }
    if (n > 1) {
        qsort(list, n, sizeof *list, by_identity);
    }
    *ret_n = n;
    return list;
}

static void
add(struct changes *changes, enum change kind, const struct hm_finding *finding,
    enum hm_severity was)
{
    hm_vec_add(&changes->arena, &changes->rows,
               ((struct change_row){ .kind = kind, .finding = finding, .was = was }));
    changes->n[kind]++;
}

static void
compare(const struct hm_report *before, const struct hm_report *after, struct changes *changes)
{
    size_t n_old, n_new;
    const struct hm_finding **old = sorted(&changes->arena, before, &n_old);
    const struct hm_finding **new = sorted(&changes->arena, after, &n_new);
    size_t i = 0;
    size_t k = 0;

    while (i < n_old || k < n_new) {
        int order = i == n_old   ? 1
                    : k == n_new ? -1
                                 : hm_str_compare(old[i]->fingerprint, new[k]->fingerprint);
        if (order < 0) {
            add(changes, CHANGE_GONE, old[i++], HM_SEV_NONE);
        } else if (order > 0) {
            add(changes, CHANGE_NEW, new[k++], HM_SEV_NONE);
        } else {
            if (new[k]->severity != old[i]->severity) {
                add(changes, new[k]->severity > old[i]->severity ? CHANGE_WORSE : CHANGE_EASED,
                    new[k], old[i]->severity);
            }
            i++;
            k++;
        }
    }
}

static int
by_kind(const void *left, const void *right)
{
    const struct change_row *a = left;
    const struct change_row *b = right;
    int order = (int)a->kind - (int)b->kind;

    order = order != 0 ? order : (int)b->finding->severity - (int)a->finding->severity;
    order = order != 0 ? order : hm_str_compare(a->finding->path, b->finding->path);
    return order != 0 ? order : hm_str_compare(a->finding->fingerprint, b->finding->fingerprint);
}

static void
put_text(const struct changes *changes, struct hm_buf *out)
{
    for (size_t i = 0; i < changes->rows.n; i++) {
        const struct change_row *row = &changes->rows.p[i];
        const struct hm_finding *finding = row->finding;
        hm_buf_printf(out, "%-6s %-9s ", words[row->kind],
                      hm_severity_row(finding->severity)->word);
        if (row->was != HM_SEV_NONE) {
            hm_buf_printf(out, "(was %s) ", hm_severity_row(row->was)->word);
        }
        hm_escape_terminal(out, finding->target.n > 0 ? finding->target : finding->path);
        if (finding->target.n == 0 && finding->place.line > 0) {
            hm_buf_printf(out, ":%u", finding->place.line);
        }
        hm_buf_putc(out, ' ');
        hm_escape_terminal(out, hm_str_c(finding->rule->id));
        hm_buf_putc(out, ' ');
        hm_escape_terminal(out, finding->message);
        hm_buf_putc(out, '\n');
    }
    hm_buf_printf(out, "%zu new, %zu gone, %zu worse, %zu eased\n", changes->n[CHANGE_NEW],
                  changes->n[CHANGE_GONE], changes->n[CHANGE_WORSE], changes->n[CHANGE_EASED]);
}

static void
put_json(const struct changes *changes, struct hm_buf *out)
{
    struct hm_json_out json = { .buf = out, .is_indented = true };

    hm_json_out_object(&json, NULL);
    for (int i = 0; i < CHANGE_COUNT; i++) {
        hm_json_out_array(&json, words[i]);
        for (size_t k = 0; k < changes->rows.n; k++) {
            const struct change_row *row = &changes->rows.p[k];
            if ((int)row->kind != i) {
                continue;
            }
            hm_json_out_object(&json, NULL);
            hm_json_out_str(&json, "fingerprint", row->finding->fingerprint);
            hm_json_out_c(&json, "tool", hm_rule_tool(row->finding->rule));
            hm_json_out_c(&json, "ruleId", row->finding->rule->id);
            hm_json_out_c(&json, "severity", hm_severity_row(row->finding->severity)->word);
            if (row->was != HM_SEV_NONE) {
                hm_json_out_c(&json, "was", hm_severity_row(row->was)->word);
            }
            hm_json_out_some(&json, "path", row->finding->path);
            if (row->finding->place.line > 0) {
                hm_json_out_uint(&json, "line", row->finding->place.line);
            }
            hm_json_out_some(&json, "target", row->finding->target);
            hm_json_out_str(&json, "message", row->finding->message);
            hm_json_out_end_object(&json);
        }
        hm_json_out_end_array(&json);
    }
    hm_json_out_end_object(&json);
    hm_buf_putc(out, '\n');
}

/* A report of an incomplete run proves nothing gone, and nothing to be all that is new. */
static bool
is_whole(const struct hm_report *report, const char *path)
{
    struct hm_str gap = hm_report_file_gap(report);
    struct hm_err err = { 0 };

    if (gap.n > 0) {
        (void)hm_complain((hm_err_set(&err, HM_E_TOOL, "%s: %.*s", path, HM_FMT(gap)), &err));
    }
    return gap.n == 0;
}

int
hm_cmd_diff(const struct hm_args *args)
{
    struct hm_report reports[2] = { 0 };
    struct changes changes = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = HM_OK;
    int exit_code;

    if (args->operands.n != 2) {
        return hm_complain_usage(args, "name two reports: the older and the newer");
    }
    for (size_t i = 0; i < 2 && status == HM_OK; i++) {
        status = hm_report_file_read(args->operands.p[i], &reports[i], &err);
    }
    if (status != HM_OK) {
        exit_code = hm_complain(&err);
    } else {
        compare(&reports[0], &reports[1], &changes);
        hm_vec_sort(&changes.rows, by_kind);
        if (hm_args_has(args, HM_OPT_JSON)) {
            put_json(&changes, &out);
        } else {
            put_text(&changes, &out);
        }
        exit_code = hm_print(&out);
        bool is_first = is_whole(&reports[0], args->operands.p[0]);
        bool are_both = is_whole(&reports[1], args->operands.p[1]) && is_first;
        if (changes.n[CHANGE_NEW] + changes.n[CHANGE_WORSE] > 0) {
            exit_code = HM_EXIT_FAIL;
        } else if (!are_both) {
            exit_code = HM_EXIT_INCOMPLETE;
        }
    }
    hm_arena_done(&changes.arena);
    hm_report_done(&reports[0]);
    hm_report_done(&reports[1]);
    return exit_code;
}
