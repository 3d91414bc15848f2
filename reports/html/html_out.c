/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/html/html.h"

#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "reports/escape.h"
#include "reports/inert.h"
#include "reports/pick.h"

#define ELLIPSIS "\xe2\x80\xa6"

enum {
    TEXT_LIMIT = 2000,  /* code points of one text */
    DIGEST_LENGTH = 12, /* hexadecimal digits that people compare */
    LINES_LIMIT = 200,  /* of an example */
};

void
hm_html_text(struct hm_html *page, struct hm_str text)
{
    struct hm_str kept = hm_utf8_cut(text, TEXT_LIMIT);

    hm_inert_xml(page->buf, kept);
    hm_html_puts(page, kept.n < text.n ? ELLIPSIS : "");
}

void
hm_html_c(struct hm_html *page, const char *text)
{
    hm_html_text(page, hm_str_c(text));
}

void
hm_html_in(struct hm_html *page, const char *element, struct hm_str text)
{
    if (text.n > 0) {
        hm_html_printf(page, "<%s>", element);
        hm_html_text(page, text);
        hm_html_printf(page, "</%s>", element);
    }
}

/* TABs as blanks, since a text is one line that has none. */
void
hm_html_lines(struct hm_html *page, struct hm_str text)
{
    struct hm_str line;

    for (int n = 0; n < LINES_LIMIT && hm_str_split(&text, '\n', &line); n++) {
        hm_html_puts(page, n > 0 ? "\n" : "");
        while (line.n > 0 && line.p[0] == '\t') {
            hm_html_puts(page, "    ");
            line = hm_str_from(line, 1);
        }
        hm_html_text(page, line.n > 0 && line.p[line.n - 1] == '\r'
                               ? hm_str_sub(line, 0, line.n - 1)
                               : line);
    }
}

void
hm_html_link(struct hm_html *page, struct hm_str uri, struct hm_str text)
{
    hm_auto_buf struct hm_buf address = { 0 };

    if (!hm_escape_web_uri(&address, uri)) {
        hm_html_text(page, text);
        return;
    }
    hm_html_puts(page, "<a rel='noopener noreferrer' href='");
    hm_inert_xml(page->buf, hm_buf_str(&address));
    hm_html_puts(page, "'>");
    hm_html_text(page, text);
    hm_html_puts(page, "</a>");
}

void
hm_html_number_of(struct hm_html *page, size_t n, const char *one, const char *many)
{
    char digits[32];
    size_t length = (size_t)snprintf(digits, sizeof digits, "%zu", n);

    for (size_t i = 0; i < length; i++) {
        hm_html_puts(page, i > 0 && (length - i) % 3 == 0 ? "," : "");
        hm_buf_putc(page->buf, digits[i]);
    }
    hm_html_printf(page, " %s", n == 1 ? one : many);
}

void
hm_html_severity(struct hm_html *page, enum hm_severity severity)
{
    const char *word = hm_severity_row(severity)->word;

    hm_html_printf(page, "<span class='level %s'>%s</span>", word, word);
}

void
hm_html_severities(struct hm_html *page, const struct hm_html_counts *counts)
{
    const char *between = "";

    for (int i = HM_SEV_COUNT - 1; i >= 0; i--) {
        if (counts->of[i] > 0) {
            const char *word = hm_severity_row((enum hm_severity)i)->word;
            hm_html_printf(page, "%s<span class='tally %s'><b>%zu</b> %s</span>", between, word,
                           counts->of[i], word);
            between = " ";
        }
    }
}

void
hm_html_digest(struct hm_html *page, struct hm_str digest)
{
    size_t colon = hm_str_find(digest, ':');
    size_t n = (colon < digest.n ? colon + 1 : 0) + DIGEST_LENGTH;

    if (digest.n <= n) {
        hm_html_in(page, "code", digest);
        return;
    }
    hm_html_puts(page, "<code class='digest'>");
    hm_html_text(page, hm_str_sub(digest, 0, n));
    hm_html_puts(page, "<span class='rest'>");
    hm_html_text(page, hm_str_from(digest, n));
    hm_html_puts(page, "</span></code>");
}

void
hm_html_rule_id(struct hm_html *page, const struct hm_rule *rule)
{
    hm_auto_buf struct hm_buf id = { 0 };
    uint32_t index = hm_rule_table_index(&page->rules, rule);

    hm_pick_id(&id, rule);
    if (page->is_explained[index]) {
        hm_html_printf(page, "<a class='id' href='#r%u'>", (unsigned)index + 1);
    } else {
        hm_html_puts(page, "<span class='id'>");
    }
    hm_html_text(page, hm_buf_str(&id));
    hm_html_puts(page, page->is_explained[index] ? "</a>" : "</span>");
}

/* The number of the file's listing that shows the line, or 0. */
static size_t
listing_of(const struct hm_html *page, struct hm_str path, uint32_t line)
{
    for (size_t i = 0; i < page->report->listings.n; i++) {
        const struct hm_listing *listing = &page->report->listings.p[i];
        if (hm_str_is(listing->path, path)) {
            return line > 0 && line <= listing->n_lines ? i + 1 : 0;
        }
    }
    return 0;
}

void
hm_html_line_of(struct hm_html *page, struct hm_str path, uint32_t line)
{
    size_t listing = listing_of(page, path, line);

    if (listing > 0) {
        hm_html_printf(page, "<a class='place' href='#s%zu-%u'>", listing, (unsigned)line);
    } else {
        hm_html_puts(page, "<span class='place'>");
    }
    hm_html_text(page, path);
    if (line > 0) {
        hm_html_printf(page, ":%u", (unsigned)line);
    }
    hm_html_puts(page, listing > 0 ? "</a>" : "</span>");
}

void
hm_html_place(struct hm_html *page, const struct hm_finding *finding)
{
    hm_html_line_of(page, finding->path, finding->place.line);
}

static void
tool_number(struct hm_html *page, const char *tool, const char **between)
{
    uint32_t number = hm_html_tool(page, tool);

    if (number > 0) {
        hm_html_printf(page, "%s%u", *between, (unsigned)number);
        *between = " ";
    }
}

void
hm_html_row(struct hm_html *page, const char *element, const struct hm_finding *finding,
            const char *more)
{
    const struct hm_practice_row *practice = hm_practice_row(finding->rule->practice);
    const char *between = "";

    hm_html_printf(page, "<%s id='f%zu' class='finding %s' data-level='%s' data-practice='%s'",
                   element, hm_html_number(page, finding), hm_severity_row(finding->severity)->word,
                   hm_severity_row(finding->severity)->word,
                   practice == NULL ? "" : practice->slug);
    hm_html_puts(page, " data-tools='");
    tool_number(page, hm_rule_tool(finding->rule), &between);
    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        tool_number(page, finding->agreed_by.p[i].tool, &between);
    }
    hm_html_printf(page, "' data-stage='%u'%s%s>", (unsigned)hm_html_stage(page, finding),
                   finding->fixed_in.n > 0 || finding->rule->producer == NULL ? " data-fix" : "",
                   more);
}

void
hm_html_tools(struct hm_html *page, const struct hm_finding *finding)
{
    hm_html_c(page, hm_rule_tool(finding->rule));
    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        const struct hm_agreement *agreed = &finding->agreed_by.p[i];
        hm_html_puts(page, ", ");
        hm_html_c(page, agreed->tool);
        if (agreed->id != NULL && strcmp(agreed->id, finding->rule->id) != 0) {
            hm_html_puts(page, " ");
            hm_html_in(page, "code", hm_str_c(agreed->id));
        }
    }
}

void
hm_html_bytes(struct hm_html *page, uint64_t bytes)
{
    hm_pick_bytes(bytes, page->buf);
}
