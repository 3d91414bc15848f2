/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/html/html.h"

static void
put_cell(struct hm_html *page, struct hm_str text)
{
    hm_html_puts(page, "<td>");
    hm_html_text(page, text);
    hm_html_puts(page, "</td>");
}

/* The place of what nobody knows the line of is the report's choice: it would be read as a fact. */
static void
put_origin(struct hm_html *page, const struct hm_finding *finding)
{
    if (hm_html_is_unplaced(finding)) {
        hm_html_puts(page, "<span class='quiet'>not known</span>");
        return;
    }
    if (finding->origin != NULL && finding->origin->kind == HM_ORIGIN_BASE) {
        hm_html_puts(page, "base image ");
    }
    hm_html_place(page, finding);
}

static void
put_row(struct hm_html *page, const struct hm_finding *finding)
{
    const char *title = hm_rule_title(finding->rule);
    struct hm_str url = finding->url.n > 0 ? finding->url : hm_str_c(finding->rule->url);

    hm_html_row(page, "tr", finding, "");
    hm_html_puts(page, "<td>");
    hm_html_severity(page, finding->severity);
    hm_html_puts(page, " ");
    hm_html_marks(page, finding);
    hm_html_puts(page, "</td><td class='num'>");
    hm_html_text(page, finding->score);
    hm_html_puts(page, "</td><th scope='row'>");
    hm_html_link(page, url, finding->advisory);
    if (!hm_str_eq(finding->advisory, title)) {
        hm_html_in(page, "small", hm_str_c(title));
    }
    hm_html_ratings(page, finding);
    hm_html_puts(page, "</th><td><code>");
    hm_html_text(page, finding->package);
    hm_html_puts(page, "</code></td>");
    put_cell(page, finding->version);
    if (finding->fixed_in.n > 0) {
        put_cell(page, finding->fixed_in);
    } else {
        hm_html_puts(page, "<td class='quiet'>no fix known</td>");
    }
    hm_html_puts(page, "<td>");
    put_origin(page, finding);
    hm_html_puts(page, "</td><td>");
    hm_html_tools(page, finding);
    hm_html_silent(page, finding);
    hm_html_puts(page, "</td></tr>\n");
    hm_buf_drain(page->buf, HM_BUF_PIECE);
}

void
hm_html_vulnerabilities(struct hm_html *page, const struct hm_html_group *group)
{
    hm_html_puts(page, "<div class='scroll' role='region' tabindex='0' "
                       "aria-label='Vulnerabilities of ");
    hm_html_text(page, group->name);
    hm_html_puts(page, "'><table class='sortable'><caption>Vulnerabilities</caption>\n<thead><tr>"
                       "<th scope='col'>Severity</th><th scope='col'>Score</th>"
                       "<th scope='col'>Advisory</th><th scope='col'>Package</th>"
                       "<th scope='col'>Installed</th><th scope='col'>Fixed in</th>"
                       "<th scope='col'>Brought by</th><th scope='col'>Found by</th></tr></thead>\n"
                       "<tbody>\n");
    for (size_t i = group->n_plain; i < group->n_rows; i++) {
        put_row(page, group->rows[i]);
    }
    hm_html_puts(page, "</tbody></table></div>\n");
}
