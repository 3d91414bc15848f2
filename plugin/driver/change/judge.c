/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/change/judge.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/model/source.h"
#include "reports/identity/subject.h"

/* Something of the base revision, as often as it is there. */
struct hm_judge_accepted {
    uint32_t n;
    uint32_t until; /* the latest; UINT32_MAX: no end */
};

/* A file whose comments are looked at. */
struct hm_judge_text {
    struct hm_arena arena;
    struct hm_str path;
    struct hm_source source;
    bool is_there;
};

static void
take_text(struct hm_judge_text *text, const struct hm_inputs *inputs, struct hm_str path,
          struct hm_str real)
{
    hm_auto_buf struct hm_buf content = { 0 };
    struct hm_err err;

    if (text->path.p != NULL && hm_str_is(text->path, path)) {
        return;
    }
    hm_arena_reset(&text->arena);
    text->path = hm_arena_str(&text->arena, path);
    text->is_there = hm_inputs_read(inputs, real, &content, &err) == HM_OK;
    hm_source_init(&text->source, &text->arena, text->path,
                   hm_arena_str(&text->arena, hm_buf_str(&content)));
}

static void
add_field(struct hm_buf *key, struct hm_str field)
{
    hm_buf_printf(key, "%zu:", field.n);
    hm_buf_add(key, field);
}

/* What must be the same for two suppressions to be one. */
static void
make_key(struct hm_buf *key, struct hm_arena *scratch, const struct hm_suppression *from,
         const struct hm_judge_text *text)
{
    hm_buf_clear(key);
    hm_buf_printf(key, "%d%d%d", (int)from->dialect, from->is_external, from->is_all);
    add_field(key, from->path);
    add_field(key, from->scope);
    add_field(key, from->pattern);
    add_field(key, from->stage);
    add_field(key, from->image);
    add_field(key, from->package);
    hm_buf_printf(key, "%zu:", from->id.n);
    for (size_t i = 0; i < from->id.n; i++) {
        hm_buf_putc(key, hm_ascii_lower(from->id.p[i]));
    }
    if (text != NULL && text->is_there && from->line > 0) {
        struct hm_lines lines = { .line = from->line, .end_line = from->end_line };
        add_field(key, hm_subject_of_lines(scratch, &text->source, lines));
    }
}

static bool
is_about_lines(const struct hm_suppression *from)
{
    return !from->is_external && from->line > 0;
}

static int
by_path(const void *left, const void *right)
{
    const struct hm_suppression *const *a = left;
    const struct hm_suppression *const *b = right;

    return hm_str_compare((*a)->path, (*b)->path);
}

/* What a file of now was called at the base, as reports name it. */
static struct hm_str
old_path(const struct hm_known *known, const struct hm_change *change, struct hm_str path)
{
    for (size_t i = 0; i < known->inputs.files.n; i++) {
        if (hm_str_is(hm_change_new_path(change, known->inputs.files.p[i].path), path)) {
            return known->inputs.files.p[i].path;
        }
    }
    return path;
}

void
hm_judge_init(struct hm_judge *judge, const struct hm_change *change, const struct hm_known *known,
              const struct hm_inputs *inputs)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    hm_auto_buf struct hm_buf key = { 0 };
    struct hm_judge_text text = { 0 };
    size_t n = known->report.suppressions.n;
    const struct hm_suppression **list = hm_arena_new(&scratch, const struct hm_suppression *, n);

    *judge = (struct hm_judge){ .change = change, .inputs = inputs };
    hm_strmap_init(&judge->by_key, &judge->arena);
    judge->now = hm_arena_new(&judge->arena, struct hm_judge_text, 1);
    for (size_t i = 0; i < n; i++) {
        list[i] = &known->report.suppressions.p[i];
    }
    if (n > 1) {
        qsort(list, n, sizeof list[0], by_path);
    }
    for (size_t i = 0; i < n; i++) {
        if (is_about_lines(list[i])) {
            take_text(&text, &known->inputs, list[i]->path, old_path(known, change, list[i]->path));
        }
        make_key(&key, &scratch, list[i], is_about_lines(list[i]) ? &text : NULL);
        uint32_t *at = hm_strmap_at(&judge->by_key, hm_buf_str(&key));
        if (*at == 0) {
            (void)hm_vec_push(&judge->arena, &judge->accepted);
            *at = (uint32_t)judge->accepted.n;
        }
        struct hm_judge_accepted *accepted = &judge->accepted.p[*at - 1];
        uint32_t until = list[i]->until == 0 ? UINT32_MAX : list[i]->until;
        accepted->n++;
        accepted->until = until > accepted->until ? until : accepted->until;
    }
    hm_arena_done(&text.arena);
}

void
hm_judge_done(struct hm_judge *judge)
{
    if (judge->now != NULL) {
        hm_arena_done(&judge->now->arena);
    }
    hm_arena_done(&judge->arena);
}

/* Whether a file is byte for byte what it was. */
static bool
is_unchanged(const struct hm_change *change, struct hm_str path, struct hm_str inside)
{
    hm_auto_buf struct hm_buf now = { 0 };
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_str then;
    struct hm_err err;

    return hm_change_read(change, inside, HM_BUF_LIMIT, &then, &err) == HM_OK &&
           hm_read_file(AT_FDCWD, hm_arena_c(&scratch, path), HM_BUF_LIMIT, &now, &err) == HM_OK &&
           hm_str_is(hm_buf_str(&now), then);
}

bool
hm_judge_may_hold(void *ctx, const struct hm_suppression *from)
{
    struct hm_judge *judge = ctx;
    hm_auto_arena struct hm_arena scratch = { 0 };
    hm_auto_buf struct hm_buf key = { 0 };
    struct hm_str inside;

    if (from->dialect == HM_SUPPRESS_SARIF ||
        !hm_change_locate(judge->change, from->path, &inside)) {
        return true;
    }
    if (from->dialect == HM_SUPPRESS_VEX) {
        return !hm_vex_accepts(from->vex) || is_unchanged(judge->change, from->path, inside);
    }
    if (is_about_lines(from)) {
        take_text(judge->now, judge->inputs, from->path, from->path);
    }
    make_key(&key, &scratch, from, is_about_lines(from) ? judge->now : NULL);
    uint32_t at = hm_strmap_find(&judge->by_key, hm_buf_str(&key));
    if (at == 0) {
        return false;
    }
    struct hm_judge_accepted *accepted = &judge->accepted.p[at - 1];
    uint32_t until = from->until == 0 ? UINT32_MAX : from->until;
    if (accepted->n == 0 || until > accepted->until) {
        return false;
    }
    accepted->n -= is_about_lines(from); /* the second of two is not the first */
    return true;
}

/* --- findings about it --- */

static const struct hm_rule *
rule_of(const struct hm_report *report, const char *id)
{
    for (size_t i = 0; i < report->n_catalogue; i++) {
        if (strcmp(report->catalogue[i]->id, id) == 0) {
            return report->catalogue[i];
        }
    }
    return NULL;
}

void
hm_judge_find(struct hm_report *report, const char *id, struct hm_str path, uint32_t line,
              struct hm_str subject, const char *fmt, ...)
{
    const struct hm_rule *rule = rule_of(report, id);
    va_list ap;

    if (rule == NULL) {
        return;
    }
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);
    va_start(ap, fmt);
    *finding = (struct hm_finding){
        .rule = rule,
        .target_kind = HM_TARGET_FILE,
        .path = hm_arena_str(&report->arena, path),
        .place = { .line = line == 0 ? 1 : line,
                   .column = 1,
                   .end_line = line == 0 ? 1 : line,
                   .end_column = 2 },
        .severity = rule->severity,
        .subject = hm_arena_str(&report->arena, subject),
        .message = hm_arena_vprintf(&report->arena, fmt, ap),
    };
    va_end(ap);
}

void
hm_judge_baseline(const struct hm_change *change, const char *path, struct hm_baseline *baseline,
                  struct hm_report *report)
{
    struct hm_baseline base = { 0 };
    struct hm_str inside, text;
    struct hm_err err = { 0 };

    if (!hm_change_locate(change, hm_str_c(path), &inside) ||
        is_unchanged(change, hm_str_c(path), inside)) {
        return;
    }
    if (hm_change_read(change, inside, HM_BASELINE_LIMIT, &text, &err) != HM_OK ||
        hm_baseline_read(&report->arena, text, hm_str_c(path), &base, &err) != HM_OK) {
        base = (struct hm_baseline){ 0 };
    }
    size_t n = hm_baseline_limit(baseline, &base);
    if (n > 0) {
        hm_judge_find(report, "HM9022", hm_str_c(path), 1, HM_S("baseline"),
                      "This change adds %zu finding%s to the baseline, or makes them worse there; "
                      "here %s as new.",
                      n, n == 1 ? "" : "s", n == 1 ? "it counts" : "they count");
    }
}

/* What a tree trusted at the base; an empty list where it was not there. */
static struct hm_trust_list
trusted_then(const struct hm_known *known, struct hm_str prefix)
{
    for (size_t t = 0; known->has_inputs && t < known->inputs.trees.n; t++) {
        if (hm_str_is(known->inputs.trees.p[t].prefix, prefix)) {
            return known->trusted.trees[t];
        }
    }
    return (struct hm_trust_list){ 0 };
}

static bool
has_pattern(const struct hm_trust_list *list, struct hm_str pattern)
{
    for (size_t i = 0; i < list->n; i++) {
        if (hm_str_is(list->p[i], pattern)) {
            return true;
        }
    }
    return false;
}

void
hm_judge_trusted(const struct hm_known *known, const struct hm_inputs *inputs,
                 struct hm_trusted *trusted, struct hm_report *report)
{
    for (size_t t = 0; t < inputs->trees.n; t++) {
        struct hm_str prefix = inputs->trees.p[t].prefix;
        struct hm_trust_list then = trusted_then(known, prefix);
        struct hm_trust_list *now = &trusted->trees[t];
        size_t n = trusted->given.n; /* the user's own come first */
        for (size_t i = n; i < now->n; i++) {
            if (has_pattern(&then, now->p[i])) {
                now->p[n++] = now->p[i];
                continue;
            }
            hm_judge_find(
                report, "HM9021", hm_arena_concat(&report->arena, prefix, HM_S(".hadolint.yaml")),
                1, now->p[i], "This change trusts the images %.*s, which has no effect here.",
                HM_FMT(now->p[i]));
        }
        now->n = n;
    }
}
