/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules that the page names are about. */
#include "plugin/base/auto.h"
#include "reports/html/html.h"
#include "reports/pick.h"

static void
example(struct hm_html *page, const char *title, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        struct hm_str lines = hm_str_c(text);
        hm_html_printf(page, "<figure><figcaption>%s</figcaption><pre><code>", title);
        hm_html_lines(page, hm_str_ends(lines, "\n") ? hm_str_sub(lines, 0, lines.n - 1) : lines);
        hm_html_puts(page, "</code></pre></figure>\n");
    }
}

static void
same_as(struct hm_html *page, const struct hm_rule *rule)
{
    if (rule->same_as == NULL || rule->same_as[0] == NULL) {
        return;
    }
    hm_html_puts(page, "<p class='quiet'>The same as ");
    for (size_t i = 0; rule->same_as[i] != NULL; i++) {
        hm_html_puts(page, i > 0 ? ", " : "");
        hm_html_c(page, rule->same_as[i]);
    }
    hm_html_puts(page, ".</p>\n");
}

static void
put_rule(struct hm_html *page, const struct hm_rule *rule, uint32_t number)
{
    hm_auto_buf struct hm_buf id = { 0 };
    hm_auto_buf struct hm_buf url = { 0 };

    hm_pick_id(&id, rule);
    hm_rule_url(rule, &url);
    hm_html_printf(page, "<details class='rule fold' id='r%u'><summary><h3><span class='id'>",
                   (unsigned)number);
    hm_html_text(page, hm_buf_str(&id));
    hm_html_puts(page, "</span> ");
    hm_html_c(page, hm_rule_title(rule));
    hm_html_puts(page, "</h3> ");
    hm_html_severity(page, rule->severity);
    hm_html_puts(page, "</summary>\n<div class='body'>\n");
    hm_html_markdown(page, hm_str_c(rule->why));
    if (rule->fix != NULL) {
        hm_html_puts(page, "<div class='fix'>");
        hm_html_markdown(page, hm_str_c(rule->fix));
        hm_html_puts(page, "</div>\n");
    }
    hm_html_puts(page, "<div class='examples'>");
    example(page, "Found", rule->bad);
    example(page, "Mended", rule->good);
    hm_html_puts(page, "</div>\n");
    same_as(page, rule);
    if (url.n > 0) {
        hm_html_puts(page, "<p>");
        hm_html_link(page, hm_buf_str(&url), hm_buf_str(&url));
        hm_html_puts(page, "</p>\n");
    }
    hm_html_puts(page, "</div></details>\n");
    hm_buf_drain(page->buf, HM_BUF_PIECE);
}

void
hm_html_rules(struct hm_html *page)
{
    bool is_first = true;

    for (uint32_t i = 0; i < page->rules.n; i++) {
        if (!page->is_explained[i]) {
            continue;
        }
        if (is_first) {
            hm_html_puts(page, "<section id='rules' aria-labelledby='h-rules'>\n"
                               "<h2 id='h-rules'>Rules</h2>\n");
            is_first = false;
        }
        put_rule(page, page->rules.rules[i], i + 1);
    }
    hm_html_puts(page, is_first ? "" : "</section>\n");
}
