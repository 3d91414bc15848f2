/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/silence.h"

#include "plugin/model/redact.h"
#include "reports/merge/meanings.h"

enum {
    TOOLS_LIMIT = 16, /* that are named */
};

/* A tool that completed something. */
struct looker {
    const char *tool;
    const struct hm_ledger_row *row;
};

/* Those that looked at one place: findings of one follow each other. */
struct audience {
    struct hm_str path;
    struct hm_str target;
    bool is_known;  /* the rest is about that place */
    bool is_judged; /* by us */
    struct looker lookers[TOOLS_LIMIT];
    size_t n;
};

struct silence {
    struct hm_report *report;
    struct hm_arena arena;
    struct hm_meanings meanings;
    struct hm_strmap judged;    /* paths → 1 */
    struct hm_strmap undecided; /* "path\nrule" → 1 */
    struct hm_strmap applied;   /* ids → 1 */
    HM_VEC(struct looker) lookers;
    struct audience at;
    const char *last[TOOLS_LIMIT]; /* the finding before had this list */
    const char *const *kept;
    uint32_t n_kept;
    struct hm_buf key;
};

static bool
is_below(struct hm_str path, struct hm_str folder)
{
    while (hm_str_ends(folder, "/")) {
        folder.n--;
    }
    return folder.n == 0 || hm_str_eq(folder, ".") || hm_str_is(path, folder) ||
           (path.n > folder.n && path.p[folder.n] == '/' &&
            hm_str_is(hm_str_sub(path, 0, folder.n), folder));
}

/* A row of its own says that the tool could not read this file. */
static bool
has_failed(const struct hm_report *report, const struct hm_ledger_row *done, struct hm_str path)
{
    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        if (row->state != HM_LEDGER_DONE && hm_str_is(row->tool, done->tool) &&
            hm_str_is(row->task, done->task) && hm_str_is(row->target, path)) {
            return true;
        }
    }
    return false;
}

static bool
looked_at(const struct hm_report *report, const struct hm_ledger_row *row,
          const struct hm_finding *finding)
{
    if (finding->target.n > 0) {
        return hm_str_eq(row->task, "image") && hm_str_is(row->target, finding->target);
    }
    if (hm_str_eq(row->task, "from-sbom")) {
        return hm_str_is(row->target, finding->path);
    }
    return (hm_str_eq(row->task, "config") || hm_str_eq(row->task, "fs")) &&
           is_below(finding->path, row->target) && !has_failed(report, row, finding->path);
}

static void
gather(struct silence *silence, const struct hm_finding *finding)
{
    struct audience *at = &silence->at;

    if (at->is_known && hm_str_is(at->path, finding->path) &&
        hm_str_is(at->target, finding->target)) {
        return;
    }
    *at = (struct audience){ .path = finding->path, .target = finding->target, .is_known = true };
    at->is_judged = finding->target.n == 0 && hm_strmap_find(&silence->judged, finding->path) != 0;
    for (size_t i = 0; i < silence->lookers.n && at->n < TOOLS_LIMIT; i++) {
        if (looked_at(silence->report, silence->lookers.p[i].row, finding)) {
            at->lookers[at->n++] = silence->lookers.p[i];
        }
    }
}

static bool
says(const struct hm_finding *finding, const char *tool)
{
    if (strcmp(hm_rule_tool(finding->rule), tool) == 0) {
        return true;
    }
    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        if (strcmp(finding->agreed_by.p[i].tool, tool) == 0) {
            return true;
        }
    }
    return false;
}

static bool
has_rule_of(const struct hm_rule *rule, const char *tool)
{
    size_t n = strlen(tool);

    for (const char *const *id = rule->same_as; id != NULL && *id != NULL; id++) {
        if (strncmp(*id, tool, n) == 0 && (*id)[n] == ':') {
            return true;
        }
    }
    return false;
}

static bool
can_tell(const struct hm_finding *finding, const struct hm_meaning *meaning,
         const struct looker *looker)
{
    if (finding->advisory.n > 0) {
        return looker->row->data_date.n > 0;
    }
    if (finding->rule->producer == NULL) {
        return has_rule_of(finding->rule, looker->tool);
    }
    for (size_t i = 0; meaning != NULL && i < meaning->rules.n; i++) {
        if (has_rule_of(meaning->rules.p[i], looker->tool)) {
            return true;
        }
    }
    return false;
}

/* Whether we judged the file by one of these rules, and it was decided. */
static bool
are_we_silent(struct silence *silence, const struct hm_finding *finding,
              const struct hm_meaning *meaning)
{
    for (size_t i = 0; meaning != NULL && silence->at.is_judged && i < meaning->rules.n; i++) {
        const char *id = meaning->rules.p[i]->id;
        hm_buf_clear(&silence->key);
        hm_buf_printf(&silence->key, "%.*s\n%s", HM_FMT(finding->path), id);
        if (meaning->rules.p[i]->check != NULL &&
            (silence->report->applied == NULL ||
             hm_strmap_find(&silence->applied, hm_str_c(id)) != 0) &&
            hm_strmap_find(&silence->undecided, hm_buf_str(&silence->key)) == 0) {
            return true;
        }
    }
    return false;
}

static void
keep(struct silence *silence, struct hm_finding *finding, const char *const *list, uint32_t n)
{
    if (n != silence->n_kept || (n > 0 && memcmp(list, silence->last, n * sizeof *list) != 0)) {
        const char **copy = hm_arena_new(&silence->report->arena, const char *, n);
        for (uint32_t i = 0; i < n; i++) {
            copy[i] = silence->last[i] = list[i];
        }
        silence->kept = copy;
        silence->n_kept = n;
    }
    finding->silent = n == 0 ? NULL : silence->kept;
    finding->n_silent = n;
}

static void
listen(struct silence *silence, struct hm_finding *finding)
{
    const struct hm_meaning *meaning =
        finding->advisory.n > 0 ? NULL : hm_meanings_find(&silence->meanings, finding->rule);
    const char *list[TOOLS_LIMIT];
    uint32_t n = 0;

    gather(silence, finding);
    for (size_t i = 0; i < silence->at.n && n < TOOLS_LIMIT - 1; i++) {
        const struct looker *looker = &silence->at.lookers[i];
        /* Rows are sorted by tool: one that did two tasks is named once. */
        if (!says(finding, looker->tool) && can_tell(finding, meaning, looker) &&
            (n == 0 || list[n - 1] != looker->tool)) {
            list[n++] = looker->tool;
        }
    }
    if (are_we_silent(silence, finding, meaning)) {
        list[n++] = "hullmark";
    }
    keep(silence, finding, list, n);
}

static void
learn(struct silence *silence)
{
    const struct hm_report *report = silence->report;
    struct hm_arena *kept = &silence->report->arena;

    for (size_t i = 0; i < report->paths.n; i++) {
        *hm_strmap_at(&silence->judged, report->paths.p[i]) = 1;
    }
    for (size_t i = 0; report->applied != NULL && i < report->n_applied; i++) {
        *hm_strmap_at(&silence->applied, hm_str_c(report->applied[i]->id)) = 1;
    }
    for (size_t i = 0; i < report->not_evaluated.n; i++) {
        const struct hm_not_evaluated *row = &report->not_evaluated.p[i];
        hm_buf_clear(&silence->key);
        hm_buf_printf(&silence->key, "%.*s\n%s", HM_FMT(row->path), row->rule->id);
        *hm_strmap_at(&silence->undecided, hm_buf_str(&silence->key)) = 1;
    }
    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        const struct looker *before =
            silence->lookers.n > 0 ? &silence->lookers.p[silence->lookers.n - 1] : NULL;
        if (row->state == HM_LEDGER_DONE && !hm_str_eq(row->tool, "hullmark")) {
            struct looker looker = { .row = row };
            looker.tool = before != NULL && hm_str_is(before->row->tool, row->tool)
                              ? before->tool
                              : hm_arena_c(kept, hm_redact(kept, row->tool));
            hm_vec_add(&silence->arena, &silence->lookers, looker);
        }
    }
}

void
hm_report_note_silence(struct hm_report *report)
{
    struct silence silence = { .report = report };

    hm_strmap_init(&silence.judged, &silence.arena);
    hm_strmap_init(&silence.undecided, &silence.arena);
    hm_strmap_init(&silence.applied, &silence.arena);
    hm_meanings_init(&silence.meanings, &silence.arena, report);
    learn(&silence);
    for (size_t i = 0; i < report->findings.n; i++) {
        listen(&silence, &report->findings.p[i]);
    }
    hm_meanings_done(&silence.meanings);
    hm_buf_done(&silence.key);
    hm_arena_done(&silence.arena);
}
