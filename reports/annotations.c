/* SPDX-License-Identifier: Apache-2.0 */
/* Annotations of a GitHub Actions run: workflow commands, ten of each level, worst first. */
#include "plugin/base/auto.h"
#include "reports/format.h"
#include "reports/inert.h"
#include "reports/pick.h"

enum {
    PER_LEVEL = 10,       /* of a step: GitHub shows no more */
    MESSAGE_LIMIT = 3000, /* GitHub cuts at 4,096 */
    NAME_LIMIT = 255,
};

enum level { ERROR, WARNING, NOTICE, LEVELS };

static const char *const words[LEVELS] = { "error", "warning", "notice" };

struct counts {
    size_t written[LEVELS];
    size_t all[LEVELS];
};

static enum level
level_of(enum hm_severity severity)
{
    return severity >= HM_SEV_HIGH ? ERROR : severity == HM_SEV_MEDIUM ? WARNING : NOTICE;
}

static bool
is_taken(struct counts *counts, enum level level)
{
    counts->all[level]++;
    counts->written[level] += counts->written[level] < PER_LEVEL;
    return counts->all[level] <= PER_LEVEL;
}

static void
hole(struct hm_buf *buf, struct counts *counts, const struct hm_ledger_row *row)
{
    hm_auto_buf struct hm_buf text = { 0 };

    if (!is_taken(counts, ERROR)) {
        return;
    }
    hm_row_text(&text, row);
    hm_buf_puts(buf, "::error title=hullmark is incomplete::");
    hm_inert_command(buf, hm_buf_str(&text), MESSAGE_LIMIT);
    hm_buf_putc(buf, '\n');
}

static void
annotation(struct hm_buf *buf, struct counts *counts, const struct hm_finding *finding)
{
    const struct hm_place *place = &finding->place;
    uint32_t end_line = place->end_line < place->line ? place->line : place->end_line;
    enum level level = level_of(finding->severity);
    hm_auto_buf struct hm_buf title = { 0 };

    if (!is_taken(counts, level)) {
        return;
    }
    hm_pick_id(&title, finding->rule);
    hm_buf_printf(&title, " (%s)", hm_severity_row(finding->severity)->word);
    hm_buf_printf(buf, "::%s file=", words[level]);
    hm_inert_command_property(buf, hm_pick_path(finding->path), MESSAGE_LIMIT);
    if (place->line > 0) {
        hm_buf_printf(buf, ",line=%u,endLine=%u", place->line, end_line);
    }
    if (place->line == end_line && place->column > 0 && place->end_column > place->column) {
        hm_buf_printf(buf, ",col=%u,endColumn=%u", place->column, place->end_column);
    }
    hm_buf_puts(buf, ",title=");
    hm_inert_command_property(buf, hm_buf_str(&title), NAME_LIMIT);
    hm_buf_puts(buf, "::");
    hm_inert_command(buf, hm_pick_message(finding), MESSAGE_LIMIT);
    hm_buf_putc(buf, '\n');
}

static void
state_cut(struct hm_buf *buf, const struct counts *counts)
{
    size_t n = 0;

    for (int i = 0; i < LEVELS; i++) {
        if (counts->all[i] > counts->written[i]) {
            hm_buf_printf(buf, "%s%zu of %zu %ss", n++ == 0 ? "" : ", ",
                          counts->all[i] - counts->written[i], counts->all[i], words[i]);
        }
    }
    if (n > 0) {
        hm_buf_printf(buf,
                      " are not annotated: GitHub shows %d of each level, these are the "
                      "worst.\n",
                      PER_LEVEL);
    }
}

void
hm_format_github(const struct hm_report *report, const struct hm_format_options *options,
                 struct hm_buf *buf)
{
    struct hm_arena arena = { 0 };
    struct hm_pick pick;
    struct counts counts = { 0 };
    hm_auto_buf struct hm_buf cut = { 0 };

    hm_pick_findings(&pick, &arena, report, NULL, 0);
    hm_pick_sort(&pick);
    for (size_t i = 0; i < report->ledger.n; i++) {
        if (hm_row_is_hole(&report->ledger.p[i])) {
            hole(buf, &counts, &report->ledger.p[i]);
        }
    }
    for (size_t i = 0; i < pick.n; i++) {
        annotation(buf, &counts, pick.p[i]);
    }
    state_cut(&cut, &counts);
    hm_buf_printf(buf, "hullmark: %s, %zu %s%s", hm_verdict_word(report->verdict), pick.n,
                  pick.n == 1 ? "finding" : "findings", cut.n > 0 ? "; " : ".\n");
    hm_buf_add(buf, hm_buf_str(&cut));
    if (options->said != NULL) {
        hm_buf_add(options->said, hm_buf_str(&cut));
    }
    hm_arena_done(&arena);
}
