/* SPDX-License-Identifier: Apache-2.0 */
/* The findings by file and image, the form that filters them, and those that something accepts. */
#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "reports/html/html.h"
#include "reports/image_names.h"
#include "reports/merge/level.h"
#include "reports/pick.h"

/* --- the form --- */

static void
choose_levels(struct hm_html *page)
{
    hm_html_puts(page, "<fieldset><legend>Severity</legend>");
    for (int i = HM_SEV_COUNT - 1; i > HM_SEV_NONE; i--) {
        const char *word = hm_severity_row((enum hm_severity)i)->word;
        hm_html_printf(page,
                       "<label class='chip %s'><input type='checkbox' name='level' value='%s' "
                       "checked> %s <span class='n'>%zu</span></label>",
                       word, word, word, page->counts.of[i]);
    }
    hm_html_puts(page, "</fieldset>\n");
}

static void
choose_practice(struct hm_html *page)
{
    hm_html_puts(page, "<label>Practice <select name='practice'><option value=''>all</option>");
    for (int i = 1; i < HM_PRACTICE_COUNT; i++) {
        const struct hm_practice_row *row = hm_practice_row((enum hm_practice)i);
        if (row != NULL) {
            hm_html_printf(page, "<option value='%s'>%s</option>", row->slug, row->title);
        }
    }
    hm_html_puts(page, "</select></label>\n");
}

static void
choose_tool(struct hm_html *page)
{
    hm_html_puts(page, "<label>Tool <select name='tool'><option value=''>all</option>");
    for (size_t i = 0; i < page->tools.n; i++) {
        hm_html_printf(page, "<option value='%zu'>", i + 1);
        hm_html_text(page, hm_utf8_cut(page->tools.p[i], 60));
        hm_html_puts(page, "</option>");
    }
    hm_html_puts(page, "</select></label>\n");
}

static void
choose_stage(struct hm_html *page)
{
    if (page->stages.n == 0) {
        return;
    }
    hm_html_puts(page, "<label>Stage <select name='stage'><option value=''>all</option>");
    for (size_t i = 0; i < page->stages.n; i++) {
        const struct hm_html_stage *stage = &page->stages.p[i];
        hm_html_printf(page, "<option value='%zu'>", i + 1);
        hm_html_text(page, hm_utf8_cut(stage->path, 60));
        hm_html_puts(page, ": ");
        hm_html_text(page, hm_utf8_cut(stage->name, 60));
        hm_html_puts(page, "</option>");
    }
    hm_html_puts(page, "</select></label>\n");
}

/* Hidden until the script, without which it would do nothing, shows it. */
static void
form(struct hm_html *page)
{
    hm_html_puts(page, "<form id='filter' role='search' aria-label='Filter the findings' hidden>\n"
                       "<label class='search'>Search <input type='search' name='text' "
                       "autocomplete='off' spellcheck='false' aria-keyshortcuts='/'></label>\n");
    choose_levels(page);
    choose_practice(page);
    choose_tool(page);
    choose_stage(page);
    hm_html_puts(
        page, "<label class='check'><input type='checkbox' name='fix'> with a known fix</label>\n"
              "<p class='buttons'><button type='reset'>Reset</button>\n"
              "<button type='button' data-do='open'>Open all</button>\n"
              "<button type='button' data-do='close'>Close all</button></p>\n"
              "<p id='shown' role='status' aria-live='polite'></p>\n</form>\n");
}

/* --- one finding --- */

/* The line with its number; what the finding is about is marked where its columns hold in the text:
 * behind a mask they do not. */
static void
excerpt(struct hm_html *page, const struct hm_finding *finding)
{
    const struct hm_place *place = &finding->place;
    struct hm_str line = finding->line_text;
    struct hm_str rest = line;
    size_t mask = hm_str_has(line, "****") ? hm_str_find(line, '*') : line.n;
    size_t from = line.n;
    size_t to = line.n;
    uint32_t unit = 1;

    if (place->line == 0 || hm_str_trim(line).n == 0) {
        return;
    }
    while (rest.n > 0) {
        size_t at = line.n - rest.n;
        from = place->column > 0 && unit == place->column ? at : from;
        to = place->end_line == place->line && unit == place->end_column && to == line.n ? at : to;
        unit += hm_utf8_next(&rest, NULL) > 0xffff ? 2 : 1;
    }
    from = from > mask ? line.n : from;
    to = to > mask ? line.n : to;
    hm_html_printf(page, "<pre class='excerpt'><span class='ln'>%u</span> <code>",
                   (unsigned)place->line);
    hm_html_lines(page, hm_str_sub(line, 0, from));
    if (from < line.n && to > from) {
        hm_html_puts(page, "<mark>");
        hm_html_text(page, hm_str_sub(line, from, to - from));
        hm_html_puts(page, "</mark>");
        hm_html_text(page, hm_str_from(line, to));
    }
    hm_html_puts(page, "</code></pre>\n");
}

static void
put_fact(struct hm_html *page, const char *name, struct hm_str value)
{
    if (value.n > 0) {
        hm_html_printf(page, "<dt>%s</dt><dd>", name);
        hm_html_text(page, value);
        hm_html_puts(page, "</dd>");
    }
}

static void
facts(struct hm_html *page, const struct hm_finding *finding)
{
    const struct hm_practice_row *practice = hm_practice_row(finding->rule->practice);
    hm_auto_buf struct hm_buf names = { 0 };

    hm_html_puts(page, "<dl><dt>Rule</dt><dd>");
    hm_html_rule_id(page, finding->rule);
    hm_html_puts(page, " ");
    hm_html_c(page, hm_rule_title(finding->rule));
    hm_html_puts(page, "</dd><dt>Place</dt><dd>");
    hm_html_place(page, finding);
    hm_html_puts(page,
                 finding->is_inferred ? " (put there: nobody saw the fault in the file)" : "");
    hm_html_puts(page, "</dd>");
    for (size_t i = 0; i < finding->related.n; i++) {
        const struct hm_related *related = &finding->related.p[i];
        hm_html_puts(page, "<dt>See</dt><dd>");
        hm_html_text(page, related->path);
        if (related->place.line > 0) {
            hm_html_printf(page, ":%u", (unsigned)related->place.line);
        }
        hm_html_puts(page, ": ");
        hm_html_text(page, related->message);
        hm_html_puts(page, "</dd>");
    }
    put_fact(page, "Image", finding->target);
    hm_image_names_add(&names, finding, HM_IMAGES_LIMIT);
    put_fact(page, finding->images.n == 1 ? "Image" : "Images", hm_buf_str(&names));
    put_fact(page, "Stage", finding->stage);
    put_fact(page, "Practice", hm_str_c(practice == NULL ? NULL : practice->title));
    put_fact(page, "Package", finding->package);
    hm_html_puts(page, "<dt>Found by</dt><dd>");
    hm_html_tools(page, finding);
    hm_html_silent(page, finding);
    hm_html_puts(page, "</dd>");
    if (finding->n_ratings > 0 || hm_level_is_disputed(finding)) {
        hm_html_puts(page, "<dt>Severity</dt><dd>");
        hm_html_ratings(page, finding);
        hm_html_puts(page, "</dd>");
    }
    put_fact(page, "Gate", finding->is_failing ? HM_S("fails by this") : HM_S(""));
    if (finding->url.n > 0) {
        hm_html_puts(page, "<dt>More</dt><dd>");
        hm_html_link(page, finding->url, finding->url);
        hm_html_puts(page, "</dd>");
    }
    if (finding->fingerprint.n > 0) {
        hm_html_puts(page, "<dt>Identity</dt><dd><code>");
        hm_html_text(page, finding->fingerprint);
        hm_html_puts(page, "</code></dd>");
    }
    hm_html_puts(page, "</dl>\n");
}

static void
acceptance(struct hm_html *page, const struct hm_finding *finding)
{
    for (size_t i = 0; i < finding->suppressed_by.n; i++) {
        const struct hm_suppression *by = finding->suppressed_by.p[i];
        char day[16];
        hm_html_printf(page, "<p class='accepted'>Accepted by %s ",
                       hm_suppression_word(by->dialect));
        hm_html_in(page, "code", by->id);
        hm_html_puts(page, " in ");
        hm_html_text(page, by->path);
        hm_html_printf(page, ":%u", (unsigned)by->place.line);
        if (by->until != 0) {
            hm_html_printf(page, ", until %s", hm_day_text(by->until, day));
        }
        hm_html_puts(page, by->reason.n > 0 ? ": " : "; no reason is given");
        hm_html_text(page, by->reason);
        hm_html_puts(page, "</p>\n");
    }
}

static void
card(struct hm_html *page, const struct hm_finding *finding)
{
    hm_html_row(page, "details", finding, "");
    hm_html_puts(page, "<summary>");
    hm_html_severity(page, finding->severity);
    hm_html_puts(page, " <span class='what'>");
    hm_html_marks(page, finding);
    hm_html_text(page, hm_pick_message(finding));
    hm_html_puts(page, "</span> <span class='where'>");
    if (finding->place.line > 0 && !finding->is_inferred) {
        hm_html_printf(page, "line %u ", (unsigned)finding->place.line);
    }
    hm_html_puts(page, finding->rule->producer != NULL ? finding->rule->producer : "");
    hm_html_puts(page, "</span></summary>\n<div class='body'>\n");
    acceptance(page, finding);
    excerpt(page, finding);
    if (finding->rule->fix != NULL) {
        hm_html_puts(page, "<div class='fix'>");
        hm_html_markdown(page, hm_str_c(finding->rule->fix));
        hm_html_puts(page, "</div>\n");
    }
    facts(page, finding);
    hm_html_puts(page, "</div></details>\n");
    hm_buf_drain(page->buf, HM_BUF_PIECE);
}

/* --- groups --- */

static void
put_cut(struct hm_html *page, size_t n_all, size_t n_shown)
{
    if (n_all > n_shown) {
        hm_html_puts(page, "<p class='cut'><strong>");
        hm_html_number_of(page, n_all - n_shown, "finding is", "findings are");
        hm_html_puts(page, " left out here</strong>; the worst are shown. The JSON and SARIF "
                           "reports hold all.</p>\n");
    }
}

static void
put_group(struct hm_html *page, const struct hm_html_group *group, size_t number)
{
    hm_html_printf(page,
                   "<section class='group' id='g%zu' aria-labelledby='h-g%zu'>\n<h3 id='h-g%zu'>",
                   number, number, number);
    hm_html_printf(page, "<span class='kind'>%s</span> ", group->is_image ? "image" : "file");
    hm_html_text(page, group->name);
    hm_html_puts(page, " <span class='tallies'>");
    hm_html_severities(page, &group->counts);
    hm_html_puts(page, "</span></h3>\n");
    for (size_t i = 0; i < group->n_plain; i++) {
        card(page, group->rows[i]);
    }
    if (group->n_rows > group->n_plain) {
        hm_html_vulnerabilities(page, group);
    }
    put_cut(page, group->counts.n, group->n_rows);
    hm_html_puts(page, "</section>\n");
}

static void
suppressed(struct hm_html *page)
{
    if (page->n_suppressed == 0) {
        return;
    }
    hm_html_puts(page, "<details id='suppressed' class='fold'><summary><h3>Accepted</h3> "
                       "<span class='quiet'>");
    hm_html_number_of(page, page->n_suppressed, "finding does", "findings do");
    hm_html_puts(page, " not gate, and count nowhere above</span></summary>\n");
    for (size_t i = 0; i < page->suppressed.n; i++) {
        card(page, page->suppressed.p[i]);
    }
    put_cut(page, page->n_suppressed, page->suppressed.n);
    hm_html_puts(page, "</details>\n");
}

void
hm_html_findings(struct hm_html *page)
{
    size_t n_hidden = 0;

    hm_html_puts(page, "<section id='findings' aria-labelledby='h-findings'>\n"
                       "<h2 id='h-findings'>Findings</h2>\n");
    if (page->counts.n > 0) {
        form(page);
    } else {
        hm_html_puts(page,
                     "<p>None in what was checked: <a href='#checked'>what was that?</a></p>\n");
    }
    if (page->report->n_merged > 0) {
        hm_html_puts(page, "<p class='quiet'>");
        hm_html_number_of(page, page->report->n_merged, "result of another tool says",
                          "results of other tools say");
        hm_html_puts(page, " the same as one of these and joined it.</p>\n");
    }
    for (size_t i = 0; i < page->groups.n; i++) {
        if (page->groups.p[i].n_rows > 0) {
            put_group(page, &page->groups.p[i], i + 1);
        } else {
            n_hidden++;
        }
    }
    if (n_hidden > 0) {
        hm_html_printf(page, "<p class='cut'><strong>%zu files and images more have findings",
                       n_hidden);
        hm_html_printf(page, "</strong>: the page holds the %zu worst of %zu.</p>\n", page->n_rows,
                       page->counts.n);
    }
    suppressed(page);
    hm_html_puts(page, "</section>\n");
}
