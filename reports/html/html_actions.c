/* SPDX-License-Identifier: Apache-2.0 */
/* What to do first: findings that one change mends are one entry. */
#include "plugin/base/auto.h"
#include "reports/html/html.h"
#include "reports/pick.h"

enum {
    SHOWN = 8,
    PLACES = 3,
    VERSIONS = 3,
};

struct action {
    const struct hm_finding *first; /* of the worst level */
    struct hm_html_counts counts;
    const struct hm_finding *places[PLACES];
    size_t n_places;
    struct hm_str fixed_in[VERSIONS];
    size_t n_fixed_in; /* more than are kept: one of them stands for others */
};

struct actions {
    HM_VEC(struct action) list;
    struct hm_strmap ids;
    struct hm_buf key;
    size_t n_unfixed; /* vulnerabilities that nothing mends yet */
};

static void
add_part(struct hm_buf *key, struct hm_str part)
{
    hm_buf_printf(key, "%zu:", part.n);
    hm_buf_add(key, part);
}

/* A newer base mends it, and what is said of the base as a whole. */
static bool
is_of_base(const struct hm_finding *finding)
{
    return finding->origin != NULL && finding->origin->kind == HM_ORIGIN_BASE;
}

static struct hm_str
key_of(struct actions *actions, const struct hm_finding *finding)
{
    struct hm_buf *key = &actions->key;

    hm_buf_clear(key);
    if (is_of_base(finding)) {
        hm_buf_putc(key, 'b');
        add_part(key, finding->target);
        add_part(key, finding->origin->what);
        add_part(key, finding->path);
    } else if (finding->advisory.n > 0) {
        hm_buf_putc(key, 'p');
        add_part(key, finding->target.n > 0 ? finding->target : finding->path);
        add_part(key, finding->package);
        add_part(key, finding->version);
    } else {
        hm_buf_putc(key, 'r');
        add_part(key, hm_str_c(hm_rule_tool(finding->rule)));
        add_part(key, hm_str_c(finding->rule->id));
    }
    return hm_buf_str(key);
}

static bool
is_same_place(const struct hm_finding *a, const struct hm_finding *b)
{
    return hm_str_is(a->path, b->path) && hm_str_is(a->target, b->target) &&
           a->place.line == b->place.line;
}

static void
note_place(struct action *action, const struct hm_finding *finding)
{
    for (size_t i = 0; i < action->n_places && i < PLACES; i++) {
        if (is_same_place(action->places[i], finding)) {
            return;
        }
    }
    if (action->n_places < PLACES) {
        action->places[action->n_places] = finding;
    }
    action->n_places++;
}

static void
note_version(struct action *action, struct hm_str fixed_in)
{
    for (size_t i = 0; i < action->n_fixed_in && i < VERSIONS; i++) {
        if (hm_str_is(action->fixed_in[i], fixed_in)) {
            return;
        }
    }
    if (action->n_fixed_in < VERSIONS) {
        action->fixed_in[action->n_fixed_in] = fixed_in;
    }
    action->n_fixed_in++;
}

static void
add(struct hm_html *page, struct actions *actions, const struct hm_finding *finding)
{
    if (finding->advisory.n > 0 && finding->fixed_in.n == 0) {
        actions->n_unfixed++;
        return;
    }
    uint32_t *id = hm_strmap_at(&actions->ids, key_of(actions, finding));
    if (*id == 0) {
        (void)hm_vec_push(&page->arena, &actions->list);
        *id = (uint32_t)actions->list.n;
    }
    struct action *action = &actions->list.p[*id - 1];
    if (action->first == NULL || finding->severity > action->first->severity) {
        action->first = finding;
    }
    hm_html_count(&action->counts, finding);
    note_place(action, finding);
    if (finding->fixed_in.n > 0) {
        note_version(action, finding->fixed_in);
    }
}

static bool
is_critical(const struct hm_finding *finding)
{
    const struct hm_practice_row *row = hm_practice_row(finding->rule->practice);

    return row != NULL && row->is_critical;
}

static int
by_weight(const void *left, const void *right)
{
    const struct action *a = left;
    const struct action *b = right;
    int order = (int)b->counts.worst - (int)a->counts.worst;

    order = order != 0 ? order : (int)is_critical(b->first) - (int)is_critical(a->first);
    if (order == 0 && a->counts.of[a->counts.worst] != b->counts.of[b->counts.worst]) {
        order = a->counts.of[a->counts.worst] < b->counts.of[b->counts.worst] ? 1 : -1;
    }
    return order != 0 ? order : (a->first > b->first) - (a->first < b->first);
}

static void
put_package(struct hm_html *page, const struct action *action)
{
    const struct hm_finding *finding = action->first;

    hm_html_puts(page, "<p class='what'>Update <code>");
    hm_html_text(page, finding->package);
    hm_html_puts(page, "</code> ");
    hm_html_text(page, finding->version);
    hm_html_puts(page, "</p><div class='fix'><p>Fixed in ");
    for (size_t i = 0; i < action->n_fixed_in && i < VERSIONS; i++) {
        hm_html_puts(page, i > 0 ? ", " : "");
        hm_html_in(page, "code", action->fixed_in[i]);
    }
    hm_html_puts(page, action->n_fixed_in > VERSIONS ? " and other versions" : "");
    hm_html_puts(page, ".</p></div>");
}

static void
put_base(struct hm_html *page, const struct action *action)
{
    const struct hm_origin *origin = action->first->origin;

    hm_html_puts(page, "<p class='what'>Take a newer base image than <code>");
    hm_html_text(page, origin->what);
    hm_html_puts(page, "</code></p><div class='fix'><p>");
    hm_html_puts(page, origin->is_base_renewed
                           ? "The image was built on an older one than that name stands for now: "
                             "build it again first."
                           : "What it brings is mended there, not in your lines.");
    hm_html_puts(page, "</p></div>");
}

static void
put_rule(struct hm_html *page, const struct action *action)
{
    const struct hm_rule *rule = action->first->rule;

    hm_html_puts(page, "<p class='what'>");
    hm_html_c(page, hm_rule_title(rule));
    hm_html_puts(page, " ");
    hm_html_rule_id(page, rule);
    hm_html_puts(page, "</p><div class='fix'>");
    if (rule->fix != NULL) {
        hm_html_markdown(page, hm_str_c(rule->fix));
    } else {
        hm_html_in(page, "p", hm_pick_message(action->first));
    }
    hm_html_puts(page, "</div>");
}

static void
put_places(struct hm_html *page, const struct action *action)
{
    for (size_t i = 0; i < action->n_places && i < PLACES; i++) {
        const struct hm_finding *at = action->places[i];
        hm_html_puts(page, i > 0 ? ", " : "");
        if (page->is_shown[hm_html_number(page, at) - 1]) {
            hm_html_printf(page, "<a href='#f%zu'>", hm_html_number(page, at));
        } else {
            hm_html_puts(page, "<span>");
        }
        hm_html_text(page, at->target.n > 0 ? at->target : at->path);
        if (at->target.n == 0 && at->place.line > 0) {
            hm_html_printf(page, ":%u", (unsigned)at->place.line);
        }
        hm_html_puts(page, page->is_shown[hm_html_number(page, at) - 1] ? "</a>" : "</span>");
    }
    if (action->n_places > PLACES) {
        hm_html_printf(page, " and %zu more", action->n_places - PLACES);
    }
}

static void
put_action(struct hm_html *page, const struct action *action)
{
    hm_html_printf(page, "<li class='%s'>", hm_severity_row(action->counts.worst)->word);
    if (is_of_base(action->first)) {
        put_base(page, action);
    } else if (action->first->advisory.n > 0) {
        put_package(page, action);
    } else {
        put_rule(page, action);
    }
    hm_html_puts(page, "<p class='gain'>Mends ");
    hm_html_severities(page, &action->counts);
    hm_html_puts(page, " <span class='quiet'>in</span> ");
    put_places(page, action);
    hm_html_puts(page, "</p></li>\n");
}

void
hm_html_actions(struct hm_html *page)
{
    struct actions actions = { 0 };

    hm_strmap_init(&actions.ids, &page->arena);
    for (size_t i = 0; i < page->report->findings.n; i++) {
        if (!hm_finding_is_suppressed(&page->report->findings.p[i])) {
            add(page, &actions, &page->report->findings.p[i]);
        }
    }
    hm_vec_sort(&actions.list, by_weight);
    if (page->counts.n > 0) {
        hm_html_puts(page, "<section id='first' aria-labelledby='h-first'>\n"
                           "<h2 id='h-first'>What to do first</h2>\n<ol class='actions'>\n");
        for (size_t i = 0; i < actions.list.n && i < SHOWN; i++) {
            put_action(page, &actions.list.p[i]);
        }
        hm_html_puts(page, "</ol>\n");
        if (actions.list.n > SHOWN) {
            hm_html_printf(page, "<p class='quiet'>%zu more changes mend the other findings.</p>\n",
                           actions.list.n - SHOWN);
        }
        if (actions.n_unfixed > 0) {
            hm_html_puts(page, "<p class='quiet'>");
            hm_html_number_of(page, actions.n_unfixed, "vulnerability has no fix yet.</p>\n",
                              "vulnerabilities have no fix yet.</p>\n");
        }
        hm_html_puts(page, "</section>\n");
    }
    hm_buf_done(&actions.key);
}
