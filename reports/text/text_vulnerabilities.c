/* SPDX-License-Identifier: Apache-2.0 */
/* The table of a file's or an image's vulnerabilities. */
#include "reports/text/text_tables.h"

#include "plugin/base/auto.h"
#include "reports/merge/level.h"
#include "reports/pick.h"

enum {
    ROW_LIMIT = 20,
    SEVERITY_WIDTH = 8,
};

static void
also(struct hm_text *out, const struct hm_finding *finding)
{
    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        hm_text_puts(out, i == 0 ? "  also: " : ", ");
        (void)hm_text_put(out, hm_str_c(finding->agreed_by.p[i].tool));
    }
}

/* Why a disputed level is what it is, and which scanners do not know of it. */
static void
why(struct hm_text *out, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf text = { 0 };

    if (hm_level_is_disputed(finding)) {
        hm_level_reason(finding, &text);
    }
    for (uint32_t i = 0; i < finding->n_silent; i++) {
        hm_buf_puts(&text, i > 0 ? ", " : text.n > 0 ? "; silent: " : "silent: ");
        hm_buf_puts(&text, finding->silent[i]);
    }
    if (text.n > 0) {
        hm_text_spaces(out, SEVERITY_WIDTH + 4);
        hm_text_wrap(out, hm_buf_str(&text), SEVERITY_WIDTH + 4, SEVERITY_WIDTH + 4);
    }
}

/* Who mends what: a newer base, a line of the Dockerfile, or nobody can say. */
static void
origins(struct hm_text *out, const struct hm_finding *const *rows, size_t n)
{
    size_t counts[HM_ORIGIN_INSTRUCTION + 1] = { 0 };
    const struct hm_origin *base = NULL;
    hm_auto_buf struct hm_buf text = { 0 };

    for (size_t i = 0; i < n; i++) {
        if (rows[i]->origin != NULL) {
            counts[rows[i]->origin->kind]++;
            base = rows[i]->origin->kind == HM_ORIGIN_BASE ? rows[i]->origin : base;
        }
    }
    if (counts[HM_ORIGIN_BASE] > 0) {
        hm_buf_printf(&text, "%zu from the base image %.*s, which a newer base mends",
                      counts[HM_ORIGIN_BASE], HM_FMT(base->what));
    }
    if (counts[HM_ORIGIN_INSTRUCTION] > 0) {
        hm_buf_printf(&text, "%s%zu from lines of the Dockerfile, which mend them",
                      text.n > 0 ? "; " : "", counts[HM_ORIGIN_INSTRUCTION]);
    }
    if (text.n > 0 && counts[HM_ORIGIN_UNKNOWN] > 0) {
        hm_buf_printf(&text, "; of %zu it is not known", counts[HM_ORIGIN_UNKNOWN]);
    }
    if (text.n > 0) {
        hm_text_spaces(out, 2);
        hm_text_wrap(out, hm_buf_str(&text), 2, 2);
    }
}

static void
vulnerability_title(struct hm_text *out, const struct hm_finding *const *rows, size_t n)
{
    const struct hm_finding *first = rows[0];
    size_t fixable = 0;

    for (size_t i = 0; i < n; i++) {
        fixable += rows[i]->fixed_in.n > 0;
    }
    hm_text_styled(out, first->target.n > 0 ? first->target : first->path, HM_STYLE_BOLD);
    hm_text_puts(out, "  ");
    hm_text_count(out, n, "vulnerability: ", "vulnerabilities: ");
    hm_text_severities(out, rows, n);
    hm_buf_printf(out->buf, "; %zu with a fix\n", fixable);
    origins(out, rows, n);
}

void
hm_text_vulnerabilities(struct hm_text *out, const struct hm_finding *const *rows, size_t n,
                        bool is_verbose)
{
    size_t shown = is_verbose || n <= ROW_LIMIT ? n : ROW_LIMIT;
    size_t package = sizeof "package" - 1;
    size_t version = sizeof "installed" - 1;
    size_t fixed = sizeof "fixed in" - 1;
    size_t origin = 0;
    hm_auto_buf struct hm_buf from = { 0 };

    vulnerability_title(out, rows, n);
    for (size_t i = 0; i < shown; i++) {
        package = hm_text_wider(package, rows[i]->package);
        version = hm_text_wider(version, rows[i]->version);
        fixed = hm_text_wider(fixed, rows[i]->fixed_in);
        hm_buf_clear(&from);
        hm_pick_origin(rows[i], &from);
        origin = hm_text_wider(origin, hm_buf_str(&from));
    }
    hm_text_spaces(out, 2);
    hm_text_cell(out, HM_S("severity"), HM_STYLE_FAINT, SEVERITY_WIDTH + 2);
    hm_text_cell(out, HM_S("package"), HM_STYLE_FAINT, package + 2);
    hm_text_cell(out, HM_S("installed"), HM_STYLE_FAINT, version + 2);
    hm_text_cell(out, HM_S("fixed in"), HM_STYLE_FAINT, fixed + 2);
    origin = origin > 0 && origin < sizeof "from" - 1 ? sizeof "from" - 1 : origin;
    if (origin > 0) {
        hm_text_cell(out, HM_S("from"), HM_STYLE_FAINT, origin + 2);
    }
    hm_text_cell(out, HM_S("advisory"), HM_STYLE_FAINT, 0);
    hm_text_puts(out, "\n");
    for (size_t i = 0; i < shown; i++) {
        const struct hm_finding *row = rows[i];
        const struct hm_severity_row *severity = hm_severity_row(row->severity);
        hm_text_spaces(out, 2);
        hm_text_cell(out, hm_str_c(severity->word), severity->colour, SEVERITY_WIDTH + 2);
        hm_text_cell(out, row->package, NULL, package + 2);
        hm_text_cell(out, row->version, NULL, version + 2);
        hm_text_cell(out, row->fixed_in.n > 0 ? row->fixed_in : HM_S("-"), NULL, fixed + 2);
        if (origin > 0) {
            hm_buf_clear(&from);
            hm_pick_origin(row, &from);
            hm_text_cell(out, hm_buf_str(&from), NULL, origin + 2);
        }
        (void)hm_text_put(out, row->advisory);
        also(out, row);
        hm_text_puts(out, "\n");
        if (is_verbose) {
            why(out, row);
        }
    }
    if (shown < n) {
        hm_buf_printf(out->buf, "  and %zu more: see the SARIF report, or use --verbose\n",
                      n - shown);
    }
}
