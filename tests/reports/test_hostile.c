/* SPDX-License-Identifier: Apache-2.0 */
/* Every attack in every format: it is shown, and nothing else. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <jansson.h>

#include "plugin/base/auto.h"
#include "reports/format.h"
#include "tests/hostile.h"

static bool
is_at(struct hm_str text, size_t i, const char *what)
{
    return hm_str_starts(hm_str_from(text, i), what);
}

/* --- of every format --- */

static void
expect_no_controls(const char *name, const char *attack, struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        cr_assert((c >= 0x20 && c != 0x7f) || c == '\n', "%s: %s: control %02x", name, attack, c);
    }
    cr_expect_not(hm_str_has(text, "\xc2\x9b"), "%s: %s: a C1 control", name, attack);
    cr_expect_not(hm_str_has(text, "\xe2\x80\xae"), "%s: %s: text turns round", name, attack);
    cr_expect_not(hm_str_has(text, "##["), "%s: %s: a runner's command", name, attack);
    cr_expect_not(hm_str_has_nocase(text, "##vso["), "%s: %s: an agent's command", name, attack);
    cr_expect_not(hm_str_has(text, "hunter2secret"), "%s shows a password", name);
    cr_expect_not(hm_str_has(text, "AKIAABCDEFGH12345678"), "%s shows a key", name);
}

/* A workflow command that is not ours. */
static void
expect_no_commands(const char *name, const char *attack, struct hm_str text)
{
    bool is_github = strcmp(name, "github") == 0;
    struct hm_str line;

    while (hm_str_split(&text, '\n', &line)) {
        bool is_own = is_github && (hm_str_starts(line, "::error file=") ||
                                    hm_str_starts(line, "::error title=hullmark is incomplete::"));
        cr_expect(is_own || !hm_str_starts(hm_str_trim(line), "::"), "%s: %s: %.*s", name, attack,
                  HM_FMT(line));
        cr_expect(!is_github || is_own || line.n == 0 || hm_str_starts(line, "hullmark: "),
                  "%s: %.*s", attack, HM_FMT(line));
    }
}

/* --- of one medium --- */

static void
expect_json(const char *name, const char *attack, struct hm_str text)
{
    json_error_t error;
    hm_auto_json json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);

    cr_expect_not_null(root, "%s: %s: %s", name, attack, error.text);
}

/* GitLab shows these as Markdown. */
static void
expect_prose(const char *attack, const json_t *value, const char *key)
{
    static const char *const active[] = { "](",     "<script", "<img",     "<http", "://",
                                          "www.",   "#123",    "@octocat", "@org",  "!12",
                                          "~label", "&epic",   "<!" };
    static const char *const keys[] = { "name", "description", "solution", "value", NULL };
    const char *name = NULL;
    json_t *member = NULL;
    size_t i = 0;

    json_object_foreach ((json_t *)(uintptr_t)value, name, member) {
        if (strcmp(name, "identifiers") != 0) {
            expect_prose(attack, member, name);
        }
    }
    json_array_foreach (value, i, member) {
        expect_prose(attack, member, key);
    }
    for (i = 0; json_is_string(value) && i < sizeof active / sizeof active[0]; i++) {
        struct hm_str text = hm_str_c(json_string_value(value));
        cr_expect(!hm_str_in(hm_str_c(key), keys) || !hm_str_has(text, active[i]), "%s: %s: %s",
                  attack, key, json_string_value(value));
    }
}

static void
expect_gitlab(const char *name, const char *attack, struct hm_str text)
{
    json_error_t error;
    hm_auto_json json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);

    cr_assert_not_null(root, "%s: %s: %s", name, attack, error.text);
    json_t *list = json_object_get(root, "vulnerabilities");
    for (size_t i = 0; i < json_array_size(list); i++) {
        cr_expect_eq(json_object_del(json_array_get(list, i), "location"), 0);
        (void)json_object_del(json_array_get(list, i), "tracking");
        expect_prose(attack, json_array_get(list, i), "");
    }
    expect_prose(attack, json_object_get(json_object_get(root, "scan"), "messages"), "");
}

static void
expect_xml(const char *name, const char *attack, struct hm_str text)
{
    static const char *const known[] = { "?xml ",       "testsuites ", "/testsuites>", "testsuite ",
                                         "/testsuite>", "testcase ",   "/testcase>",   "failure ",
                                         "/failure>",   "error ",      "/error>",      "skipped ",
                                         "/skipped>" };

    for (size_t i = hm_str_find(text, '<'); i < text.n;) {
        bool is_known = false;
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
            is_known = is_known || is_at(text, i + 1, known[k]);
        }
        cr_expect(is_known, "%s: %s: %.*s", name, attack, HM_FMT(hm_str_sub(text, i, 20)));
        i += 1 + hm_str_find(hm_str_from(text, i + 1), '<');
    }
    cr_expect_not(hm_str_has(text, "onmouseover=\"alert"), "%s", attack);
    cr_expect_not(hm_str_has(text, "]]>"), "%s", attack);
}

/* Every cell that a reader finds with any separator is no formula. */
static void
expect_cells(const char *name, const char *attack, struct hm_str text)
{
    bool is_quoted = false;

    for (size_t i = 0; i < text.n; i++) {
        bool is_start = i == 0 || strchr("\n,;", text.p[i - 1]) != NULL ||
                        (text.p[i - 1] == '"' && (i < 2 || text.p[i - 2] != '\''));
        is_quoted ^= text.p[i] == '"';
        cr_expect_not(text.p[i] == '\n' && is_quoted, "%s: %s: a cell of two lines", name, attack);
        cr_expect_not(is_start && strchr("=+@\t\r", text.p[i]) != NULL && text.p[i] != '\0',
                      "%s: %s: %.*s", name, attack, HM_FMT(hm_str_sub(text, i - 1, 20)));
    }
}

/* The text outside of code spans and of our own comment. */
static void
outside_of_code(struct hm_buf *buf, struct hm_str text)
{
    for (size_t i = 0; i < text.n;) {
        size_t run = 0;
        size_t end = 0;
        while (i + run < text.n && text.p[i + run] == '`') {
            run++;
        }
        if (run == 0 || (i > 0 && text.p[i - 1] == '\\')) {
            hm_buf_putc(buf, text.p[i++]);
            continue;
        }
        for (size_t k = i + run; k < text.n && end == 0 && text.p[k] != '\n' && text.p[k] != '|';) {
            size_t n = 0;
            while (k + n < text.n && text.p[k + n] == '`') {
                n++;
            }
            end = n == run ? k + n : 0;
            k += n == 0 ? 1 : n;
        }
        cr_assert_gt(end, 0, "an open code span: %.*s", HM_FMT(hm_str_sub(text, i, 40)));
        i = end;
    }
}

static void
expect_markdown(const char *name, const char *attack, struct hm_str text)
{
    static const char *const active[] = { "](",     "<script",    "<img",  "<http", "://",
                                          "www.",   "#123",       "-123",  "#1 ",   "!12",
                                          "~label", "%milestone", "\n#  ", "&epic", "[x]" };
    hm_auto_buf struct hm_buf buf = { 0 };

    outside_of_code(&buf, text);
    struct hm_str outside = hm_buf_str(&buf);
    for (size_t i = 0; i < sizeof active / sizeof active[0]; i++) {
        cr_expect_not(hm_str_has(outside, active[i]), "%s: %s: %s is active", name, attack,
                      active[i]);
    }
    for (size_t i = hm_str_find(outside, '@'); i < outside.n;) {
        cr_expect(is_at(outside, i + 1, "&#8203;"), "%s: %s: a mention", name, attack);
        i += 1 + hm_str_find(hm_str_from(outside, i + 1), '@');
    }
    while (hm_str_split(&text, '\n', &outside)) {
        cr_expect(outside.n == 0 || strchr("|#<\\&pbcsd0123456789", outside.p[0]) != NULL ||
                      hm_is_alpha(outside.p[0]),
                  "%s: %s: %.*s", name, attack, HM_FMT(outside));
    }
}

/* --- HTML: read as a browser reads it, as far as a page of ours goes --- */

static struct hm_str
name_at(struct hm_str text, size_t at)
{
    size_t n = 0;

    while (at + n < text.n && strchr(" \n='\">", text.p[at + n]) == NULL) {
        n++;
    }
    return hm_str_sub(text, at, n);
}

static bool
is_safe_address(struct hm_str uri)
{
    return hm_str_starts(uri, "#") || hm_str_starts(uri, "https://") ||
           hm_str_starts(uri, "http://") || hm_str_eq(uri, "data:,");
}

/* Checks the attributes of a tag from `at` on and returns the offset of what follows it. */
static size_t
expect_attributes(const char *attack, struct hm_str text, size_t at)
{
    static const char *const known[] = {
        "aria-hidden",
        "aria-keyshortcuts",
        "aria-label",
        "aria-labelledby",
        "aria-live",
        "autocomplete",
        "charset",
        "checked",
        "class",
        "colspan",
        "content",
        "cx",
        "cy",
        "d",
        "data-do",
        "data-fix",
        "data-level",
        "data-practice",
        "data-stage",
        "data-tools",
        "datetime",
        "height",
        "hidden",
        "href",
        "html",
        "http-equiv",
        "id",
        "lang",
        "name",
        "open",
        "preserveAspectRatio",
        "r",
        "rel",
        "role",
        "scope",
        "spellcheck",
        "stroke-dasharray",
        "tabindex",
        "type",
        "value",
        "viewBox",
        "width",
        "x",
        NULL,
    };

    while (at < text.n && text.p[at] != '>') {
        struct hm_str name = name_at(text, at);
        at += name.n;
        if (name.n == 0) {
            at++;
            continue;
        }
        cr_expect(hm_str_in(name, known) || hm_str_eq(name, "/"), "%s: attribute %.*s", attack,
                  HM_FMT(name));
        if (at + 1 < text.n && text.p[at] == '=') {
            char quote = text.p[at + 1];
            cr_assert(quote == '\'' || quote == '"', "%s: %.*s is not quoted", attack,
                      HM_FMT(name));
            struct hm_str rest = hm_str_from(text, at + 2);
            struct hm_str value = hm_str_sub(rest, 0, hm_str_find(rest, quote));
            cr_expect(!hm_str_eq(name, "href") || is_safe_address(value), "%s: %.*s", attack,
                      HM_FMT(value));
            cr_expect(hm_str_find(value, '<') == value.n, "%s: %.*s", attack, HM_FMT(value));
            at += 2 + value.n + 1;
        }
    }
    return at + 1;
}

static void
expect_html(const char *name, const char *attack, struct hm_str text)
{
    static const char *const known[] = {
        "!DOCTYPE",   "a",        "b",      "body",    "button", "caption", "circle",  "code",
        "col",        "colgroup", "dd",     "details", "div",    "dl",      "dt",      "fieldset",
        "figcaption", "figure",   "footer", "form",    "h1",     "h2",      "h3",      "head",
        "header",     "html",     "input",  "label",   "legend", "li",      "link",    "main",
        "mark",       "meta",     "nav",    "ol",      "option", "p",       "path",    "pre",
        "rect",       "section",  "select", "small",   "span",   "strong",  "summary", "svg",
        "table",      "tbody",    "td",     "th",      "thead",  "time",    "title",   "tr",
        "ul",         NULL,
    };
    size_t n_scripts = 0;

    for (size_t at = hm_str_find(text, '<'); at < text.n;) {
        bool is_end = at + 1 < text.n && text.p[at + 1] == '/';
        struct hm_str tag = name_at(text, at + 1 + is_end);
        bool is_raw = hm_str_eq(tag, "script") || hm_str_eq(tag, "style");
        n_scripts += hm_str_eq(tag, "script") && !is_end;
        cr_assert(is_raw || hm_str_in(tag, known), "%s: %s: tag %.*s", name, attack, HM_FMT(tag));
        at = expect_attributes(attack, text, at + 1 + is_end + tag.n);
        if (is_raw && !is_end) {
            const char *end = memmem(text.p + at, text.n - at, "</s", 3);
            cr_assert_not_null(end);
            at = (size_t)(end - text.p);
        }
        at += hm_str_find(hm_str_from(text, at), '<');
    }
    cr_expect_eq(n_scripts, 1, "%s: %s", name, attack);
}

static const struct {
    const char *format;
    void (*expect)(const char *name, const char *attack, struct hm_str text);
} media[] = {
    { "sarif", expect_json },
    { "json", expect_json },
    { "codequality", expect_json },
    { "sonar", expect_json },
    { "vsa", expect_json },
    { "junit", expect_xml },
    { "csv", expect_cells },
    { "html", expect_html },
    { "markdown", expect_markdown },
    { "gitlab-sast", expect_gitlab },
    { "gitlab-secret-detection", expect_gitlab },
    { "gitlab-container-scanning", expect_gitlab },
};

ParameterizedTestParameters(hostile, is_inert_in_every_format)
{
    static size_t indexes[64];
    size_t n = 0;

    (void)hostile_attacks(&n);
    for (size_t i = 0; i < n; i++) {
        indexes[i] = i;
    }
    return cr_make_param_array(size_t, indexes, n);
}

ParameterizedTest(size_t *index, hostile, is_inert_in_every_format)
{
    size_t n = 0;
    const char *attack = hostile_attacks(&n)[*index];
    const struct hm_format *formats = hm_formats(&n);
    struct hm_report report;

    hostile_report(&report, attack);
    for (size_t i = 0; i < n; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        struct hm_format_options options = { .is_verbose = true, .with_suppressed = true };
        formats[i].write(&report, &options, &buf);
        expect_no_controls(formats[i].name, attack, hm_buf_str(&buf));
        expect_no_commands(formats[i].name, attack, hm_buf_str(&buf));
        for (size_t k = 0; k < sizeof media / sizeof media[0]; k++) {
            if (strcmp(media[k].format, formats[i].name) == 0) {
                media[k].expect(formats[i].name, attack, hm_buf_str(&buf));
            }
        }
    }
    hm_report_done(&report);
}
