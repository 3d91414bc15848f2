/* SPDX-License-Identifier: Apache-2.0 */
/* A table, a row per finding, that a spreadsheet may open. */
#include "plugin/base/auto.h"
#include "reports/format.h"
#include "reports/inert.h"
#include "reports/pick.h"

#define HEAD                                                                                       \
    "state,severity,score,tool,rule,title,path,line,column,end_line,stage,target,package,"         \
    "installed,fixed_in,advisory,aliases,message,agreed_by,url,fingerprint,images\n"

static void
field(struct hm_buf *buf, struct hm_str value)
{
    hm_inert_csv(buf, value);
    hm_buf_putc(buf, ',');
}

static void
number(struct hm_buf *buf, uint32_t value)
{
    if (value > 0) {
        hm_buf_printf(buf, "%u", value);
    }
    hm_buf_putc(buf, ',');
}

static void
aliases(struct hm_buf *buf, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf list = { 0 };

    for (size_t i = 0; i < finding->aliases.n; i++) {
        hm_buf_puts(&list, i == 0 ? "" : " ");
        hm_buf_add(&list, finding->aliases.p[i]);
    }
    field(buf, hm_buf_str(&list));
}

static void
agreed_by(struct hm_buf *buf, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf list = { 0 };

    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        hm_buf_printf(&list, "%s%s:%s", i == 0 ? "" : " ", finding->agreed_by.p[i].tool,
                      finding->agreed_by.p[i].id);
    }
    field(buf, hm_buf_str(&list));
}

static void
images(struct hm_buf *buf, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf list = { 0 };

    for (size_t i = 0; i < finding->images.n; i++) {
        hm_buf_puts(&list, i == 0 ? "" : " ");
        hm_buf_add(&list, finding->images.p[i]);
    }
    hm_inert_csv(buf, hm_buf_str(&list));
}

static void
row(struct hm_buf *buf, const struct hm_finding *finding)
{
    const struct hm_rule *rule = finding->rule;

    field(buf, hm_finding_is_suppressed(finding) ? HM_S("suppressed") : HM_S("open"));
    field(buf, hm_str_c(hm_severity_row(finding->severity)->word));
    field(buf, finding->score);
    field(buf, hm_str_c(hm_rule_tool(rule)));
    field(buf, hm_str_c(rule->id));
    field(buf, hm_str_c(hm_rule_title(rule)));
    field(buf, finding->path);
    number(buf, finding->place.line);
    number(buf, finding->place.column);
    number(buf, finding->place.end_line);
    field(buf, finding->stage);
    field(buf, finding->target);
    field(buf, finding->package);
    field(buf, finding->version);
    field(buf, finding->fixed_in);
    field(buf, finding->advisory);
    aliases(buf, finding);
    field(buf, finding->message);
    agreed_by(buf, finding);
    field(buf, finding->url);
    field(buf, finding->fingerprint);
    images(buf, finding);
    hm_buf_putc(buf, '\n');
}

static void
hole(struct hm_buf *buf, const struct hm_ledger_row *row)
{
    hm_auto_buf struct hm_buf text = { 0 };

    hm_row_text(&text, row);
    hm_buf_puts(buf, "\"incomplete\",,,");
    field(buf, row->tool);
    hm_buf_puts(buf, "\"" HM_HOLE_ID "\",,,,,,,");
    field(buf, row->target);
    hm_buf_puts(buf, ",,,,,");
    field(buf, hm_buf_str(&text));
    hm_buf_puts(buf, ",,,\n");
}

void
hm_format_csv(const struct hm_report *report, const struct hm_format_options *options,
              struct hm_buf *buf)
{
    (void)options;
    hm_buf_puts(buf, HEAD);
    for (size_t i = 0; i < report->ledger.n; i++) {
        if (hm_row_is_hole(&report->ledger.p[i])) {
            hole(buf, &report->ledger.p[i]);
        }
    }
    for (size_t i = 0; i < report->findings.n; i++) {
        row(buf, &report->findings.p[i]);
        hm_buf_drain(buf, HM_BUF_PIECE);
    }
}
