/* SPDX-License-Identifier: Apache-2.0 */
/* Which findings the page shows, and in which groups. */
#include "plugin/base/auto.h"
#include "reports/html/html.h"
#include "reports/pick.h"

void
hm_html_count(struct hm_html_counts *counts, const struct hm_finding *finding)
{
    counts->of[finding->severity]++;
    counts->n++;
    counts->worst = finding->severity > counts->worst ? finding->severity : counts->worst;
}

bool
hm_html_is_unplaced(const struct hm_finding *finding)
{
    return finding->is_inferred &&
           (finding->origin == NULL || finding->origin->kind == HM_ORIGIN_UNKNOWN);
}

size_t
hm_html_number(const struct hm_html *page, const struct hm_finding *finding)
{
    return (size_t)(finding - page->report->findings.p) + 1;
}

/* --- what filters choose from --- */

uint32_t
hm_html_tool(const struct hm_html *page, const char *tool)
{
    return hm_strmap_find(&page->tool_ids, hm_str_c(tool));
}

static void
add_tool(struct hm_html *page, const char *tool)
{
    if (page->tools.n < HM_HTML_CHOICES_LIMIT) {
        uint32_t *id = hm_strmap_at(&page->tool_ids, hm_str_c(tool));
        if (*id == 0) {
            hm_vec_add(&page->arena, &page->tools, hm_str_c(tool));
            *id = (uint32_t)page->tools.n;
        }
    }
}

/* No path holds a line end. */
static struct hm_str
stage_key(struct hm_buf *buf, const struct hm_finding *finding)
{
    hm_buf_clear(buf);
    hm_buf_add(buf, finding->path);
    hm_buf_putc(buf, '\n');
    hm_buf_add(buf, finding->stage);
    return hm_buf_str(buf);
}

uint32_t
hm_html_stage(const struct hm_html *page, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf key = { 0 };

    return finding->stage.n == 0 ? 0 : hm_strmap_find(&page->stage_ids, stage_key(&key, finding));
}

static void
add_stage(struct hm_html *page, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf key = { 0 };

    if (finding->stage.n > 0 && page->stages.n < HM_HTML_CHOICES_LIMIT) {
        uint32_t *id = hm_strmap_at(&page->stage_ids, stage_key(&key, finding));
        if (*id == 0) {
            hm_vec_add(&page->arena, &page->stages,
                       ((struct hm_html_stage){ finding->path, finding->stage }));
            *id = (uint32_t)page->stages.n;
        }
    }
}

/* What a row needs besides itself. */
static void
note_row(struct hm_html *page, const struct hm_finding *finding)
{
    page->is_shown[hm_html_number(page, finding) - 1] = true;
    page->n_rows++;
    add_tool(page, hm_rule_tool(finding->rule));
    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        add_tool(page, finding->agreed_by.p[i].tool);
    }
    add_stage(page, finding);
    if (finding->advisory.n == 0) {
        page->is_explained[hm_rule_table_index(&page->rules, finding->rule)] = true;
    }
}

/* --- groups --- */

static struct hm_str
group_key(struct hm_buf *buf, const struct hm_finding *finding)
{
    hm_buf_clear(buf);
    hm_buf_putc(buf, finding->target.n > 0 ? 'i' : 'f');
    hm_buf_add(buf, finding->target.n > 0 ? finding->target : finding->path);
    return hm_buf_str(buf);
}

static struct hm_html_group *
group_of(struct hm_html *page, struct hm_strmap *ids, struct hm_buf *key,
         const struct hm_finding *finding)
{
    uint32_t *id = hm_strmap_at(ids, group_key(key, finding));

    if (*id == 0) {
        struct hm_html_group *group = hm_vec_push(&page->arena, &page->groups);
        group->is_image = finding->target.n > 0;
        group->name = group->is_image ? finding->target : finding->path;
        *id = (uint32_t)page->groups.n;
    }
    return &page->groups.p[*id - 1];
}

static int
by_severity(const void *left, const void *right)
{
    const struct hm_html_group *a = left;
    const struct hm_html_group *b = right;
    int order = (int)b->counts.worst - (int)a->counts.worst;

    order = order != 0 ? order : (int)a->is_image - (int)b->is_image;
    order = order != 0 ? order : hm_str_compare(a->name, b->name);
    return order;
}

/* @p pick has the worst first; in each group they keep that order. */
static void
fill_groups(struct hm_html *page, const struct hm_pick *pick)
{
    struct hm_strmap ids;
    hm_auto_buf struct hm_buf key = { 0 };
    uint32_t *group_ids = hm_arena_new(&page->arena, uint32_t, pick->n);

    hm_strmap_init(&ids, &page->arena);
    for (size_t i = 0; i < pick->n; i++) {
        struct hm_html_group *group = group_of(page, &ids, &key, pick->p[i]);
        group_ids[i] = (uint32_t)(group - page->groups.p);
        hm_html_count(&group->counts, pick->p[i]);
        hm_html_count(&page->counts, pick->p[i]);
    }
    for (size_t i = 0; i < page->groups.n; i++) {
        struct hm_html_group *group = &page->groups.p[i];
        size_t room = group->counts.n < HM_HTML_GROUP_LIMIT ? group->counts.n : HM_HTML_GROUP_LIMIT;
        group->rows = hm_arena_new(&page->arena, const struct hm_finding *, room);
        group->all = group->is_image
                         ? hm_arena_new(&page->arena, const struct hm_finding *, group->counts.n)
                         : NULL;
    }
    for (size_t i = 0; i < pick->n; i++) {
        struct hm_html_group *group = &page->groups.p[group_ids[i]];
        if (group->is_image) {
            group->all[group->n_all++] = pick->p[i];
        }
    }
    for (size_t i = 0; i < pick->n && page->n_rows < HM_HTML_ROWS_LIMIT; i++) {
        struct hm_html_group *group = &page->groups.p[group_ids[i]];
        if (group->n_rows < HM_HTML_GROUP_LIMIT) {
            group->rows[group->n_rows++] = pick->p[i];
            note_row(page, pick->p[i]);
        }
    }
    hm_vec_sort(&page->groups, by_severity);
}

/* What has no advisory goes to the front, each part in its order. */
static void
part_group(struct hm_html *page, struct hm_html_group *group)
{
    const struct hm_finding **rows =
        hm_arena_new(&page->arena, const struct hm_finding *, group->n_rows);
    size_t n = 0;

    for (size_t i = 0; i < group->n_rows; i++) {
        if (group->rows[i]->advisory.n == 0) {
            rows[n++] = group->rows[i];
        }
    }
    group->n_plain = n;
    for (size_t i = 0; i < group->n_rows; i++) {
        if (group->rows[i]->advisory.n > 0) {
            rows[n++] = group->rows[i];
        }
    }
    group->rows = rows;
}

static void
add_suppressed(struct hm_html *page)
{
    const struct hm_report *report = page->report;

    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        if (!hm_finding_is_suppressed(finding)) {
            continue;
        }
        page->n_suppressed++;
        if (page->suppressed.n < HM_HTML_TABLE_LIMIT) {
            hm_vec_add(&page->arena, &page->suppressed, finding);
            page->is_explained[hm_rule_table_index(&page->rules, finding->rule)] |=
                finding->advisory.n == 0;
        }
    }
}

void
hm_html_sort(struct hm_html *page, const struct hm_report *report, struct hm_buf *buf)
{
    struct hm_pick pick;

    *page = (struct hm_html){ .buf = buf, .report = report };
    hm_rule_table_init(&page->rules, &page->arena, report);
    page->is_explained = hm_arena_new(&page->arena, bool, page->rules.n);
    page->is_shown = hm_arena_new(&page->arena, bool, report->findings.n);
    hm_strmap_init(&page->tool_ids, &page->arena);
    hm_strmap_init(&page->stage_ids, &page->arena);
    hm_pick_findings(&pick, &page->arena, report, NULL, 0);
    hm_pick_sort(&pick);
    fill_groups(page, &pick);
    for (size_t i = 0; i < page->groups.n; i++) {
        part_group(page, &page->groups.p[i]);
    }
    add_suppressed(page);
    for (size_t i = 0; i < report->not_evaluated.n && i < HM_HTML_TABLE_LIMIT; i++) {
        page->is_explained[hm_rule_table_index(&page->rules, report->not_evaluated.p[i].rule)] =
            true;
    }
}

void
hm_html_done(struct hm_html *page)
{
    hm_arena_done(&page->arena);
}
