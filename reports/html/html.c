/* SPDX-License-Identifier: Apache-2.0 */
/* A page for people: one file that loads nothing, whole without its script. */
#include "reports/html/html.h"

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "reports/html/html_assets.h"
#include "reports/pick.h"

/* 'sha256-…' of what stands between the tags, as a content security policy names it. */
static void
put_hash(struct hm_html *page, const char *text)
{
    struct hm_hash hash;
    unsigned char digest[HM_HASH_MAX_BYTES];

    hm_hash_init(&hash, HM_HASH_SHA256);
    hm_hash_update(&hash, text, strlen(text));
    size_t n = hm_hash_final(&hash, digest);
    hm_html_puts(page, "'sha256-");
    hm_base64_add(page->buf, hm_str_make((const char *)digest, n));
    hm_html_puts(page, "'");
}

static void
head(struct hm_html *page)
{
    hm_html_puts(page, "<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
                       "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; "
                       "style-src ");
    put_hash(page, hm_html_style);
    hm_html_puts(page, "; script-src ");
    put_hash(page, hm_html_script);
    hm_html_puts(page, "; img-src data:; base-uri 'none'; form-action 'none'; "
                       "require-trusted-types-for 'script'\">\n"
                       "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
                       "<meta name='referrer' content='no-referrer'>\n"
                       "<meta name='color-scheme' content='light dark'>\n"
                       "<meta name='generator' content='hullmark ");
    hm_html_c(page, page->report->version);
    hm_html_printf(page,
                   "'>\n<link rel='icon' href='data:,'>\n<title>%s \xc2\xb7 hullmark</title>\n",
                   hm_verdict_word(page->report->verdict));
    hm_html_puts(page, "<style>");
    hm_html_puts(page, hm_html_style);
    hm_html_puts(page, "</style>\n</head>\n");
}

static void
nav_item(struct hm_html *page, bool is_there, const char *id, const char *name)
{
    if (is_there) {
        hm_html_printf(page, "<li><a href='#%s'>%s</a></li>", id, name);
    }
}

static bool
has_rules(const struct hm_html *page)
{
    for (uint32_t i = 0; i < page->rules.n; i++) {
        if (page->is_explained[i]) {
            return true;
        }
    }
    return false;
}

static bool
has_images(const struct hm_html *page)
{
    for (size_t i = 0; i < page->groups.n; i++) {
        if (page->groups.p[i].is_image) {
            return true;
        }
    }
    return page->report->evidence.n + page->report->layers.n > 0;
}

static void
banner(struct hm_html *page)
{
    const struct hm_report *report = page->report;

    hm_html_puts(page, "<body>\n<a class='skip' href='#main'>Skip to the report</a>\n"
                       "<header class='top'><div class='wide'>\n<h1>hullmark "
                       "<span class='quiet'>container report</span></h1>\n"
                       "<nav aria-label='Parts of the report'><ul>");
    nav_item(page, report->gate.n_clauses > 0 || report->baseline.name.n > 0, "gate", "Gate");
    nav_item(page, page->counts.n > 0, "first", "First");
    nav_item(page, true, "practices", "Practices");
    nav_item(page, true, "findings", "Findings");
    nav_item(page, report->listings.n + report->n_unlisted > 0, "source", "Dockerfiles");
    nav_item(page, has_images(page), "images", "Images");
    nav_item(page, true, "checked", "Checked");
    nav_item(page, has_rules(page), "rules", "Rules");
    hm_html_puts(page, "</ul></nav>\n<button type='button' id='theme' hidden></button>\n"
                       "</div></header>\n<main id='main' class='wide' tabindex='-1'>\n");
}

static void
footer(struct hm_html *page)
{
    const struct hm_report *report = page->report;

    hm_html_puts(page, "</main>\n<footer class='wide'><p>Made by <a rel='noopener noreferrer' "
                       "href='" HM_HOME_URL "'>hullmark</a> ");
    hm_html_c(page, report->version);
    if (report->started_at.n > 0) {
        hm_html_puts(page, " at <time datetime='");
        hm_html_text(page, report->started_at);
        hm_html_puts(page, "'>");
        hm_html_text(page, report->started_at);
        hm_html_puts(page, "</time>");
    }
    hm_html_puts(page, ". This file loads nothing from anywhere; secrets are masked in it.</p>\n");
    if (report->command.n > 0) {
        hm_html_puts(page, "<p><code>");
        hm_html_text(page, report->command);
        hm_html_puts(page, "</code></p>\n");
    }
    hm_html_puts(page, "</footer>\n<script>");
    hm_html_puts(page, hm_html_script);
    hm_html_puts(page, "</script>\n</body>\n</html>\n");
}

/* For the console: the page itself says it where it is missing. */
static void
say_cut(const struct hm_html *page, const struct hm_format_options *options)
{
    if (options->said != NULL && page->counts.n > page->n_rows) {
        hm_buf_printf(options->said, "%zu of %zu findings are left out, the worst are kept\n",
                      page->counts.n - page->n_rows, page->counts.n);
    }
}

void
hm_format_html(const struct hm_report *report, const struct hm_format_options *options,
               struct hm_buf *buf)
{
    struct hm_html page;

    hm_html_sort(&page, report, buf);
    head(&page);
    banner(&page);
    hm_html_verdict(&page);
    hm_html_gate(&page);
    hm_html_actions(&page);
    hm_html_practices(&page);
    hm_html_findings(&page);
    hm_html_listings(&page);
    hm_html_images(&page);
    hm_html_checked(&page);
    hm_html_rules(&page);
    footer(&page);
    say_cut(&page, options);
    hm_html_done(&page);
}
