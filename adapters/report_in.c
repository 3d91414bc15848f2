/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/report_in.h"

#include "adapters/sarif_in.h"
#include "adapters/sarif_parts.h"
#include "plugin/base/auto.h"

enum {
    FINDINGS_MAX = 200000,
    ROWS_MAX = 20000, /* of the ledger, of evidence, of notes … */
    NAME_MAX_BYTES = 200,
    NUMBER_MAX = 1 << 30,
};

struct reader {
    struct hm_arena *arena;
    struct hm_report *report;
    bool has_own; /* a run of ours was read */
    struct hm_rule_table rules;
    struct hm_str root;
    const json_t *foreign; /* what the document says of rules: "tool:id" to an object */
    struct hm_err *reterr;
};

/* --- words and texts --- */

static enum hm_status
text_of(struct reader *reader, const struct hm_json *at, const char *key, struct hm_str *ret)
{
    struct hm_str text;

    HM_TRY(hm_json_may_str(at, key, &text, reader->reterr));
    *ret = hm_collect_name(reader->arena, text);
    return HM_OK;
}

/* A word is one of those that a function gives for 0 to n - 1. */
#define word_of(reader, at, key, n, word, ret)                                                     \
    do {                                                                                           \
        struct hm_str said_;                                                                       \
        int found_ = -1;                                                                           \
        HM_TRY(hm_json_need_str((at), (key), &said_, (reader)->reterr));                           \
        for (int i_ = 0; i_ < (n); i_++) {                                                         \
            found_ = hm_str_eq(said_, word(i_)) ? i_ : found_;                                     \
        }                                                                                          \
        if (found_ < 0) {                                                                          \
            return hm_json_error((at), (reader)->reterr, "\"%s\" is no word that is known", key);  \
        }                                                                                          \
        *(ret) = found_;                                                                           \
    } while (0)

static enum hm_status
list_of(struct reader *reader, const struct hm_json *at, const char *key, size_t limit,
        struct hm_json *ret)
{
    HM_TRY(hm_json_need(at, key, JSON_ARRAY, ret, reader->reterr));
    if (hm_json_count(ret) > limit) {
        (void)hm_json_error(ret, reader->reterr, "more than %zu of them", limit);
        return reader->reterr == NULL ? HM_E_LIMIT : (reader->reterr->status = HM_E_LIMIT);
    }
    return HM_OK;
}

static enum hm_status
severity_of(struct reader *reader, const struct hm_json *at, enum hm_severity *ret)
{
    struct hm_str word;

    HM_TRY(hm_json_need_str(at, "severity", &word, reader->reterr));
    *ret = hm_severity_parse(word);
    return *ret == HM_SEV_NONE && !hm_str_eq(word, "none")
               ? hm_json_error(at, reader->reterr, "its severity is no level")
               : HM_OK;
}

/* --- rules --- */

static enum hm_practice
practice_of(struct hm_str slug)
{
    for (int i = HM_PRACTICE_NONE + 1; i < HM_PRACTICE_COUNT; i++) {
        if (hm_str_eq(slug, hm_practice_row((enum hm_practice)i)->slug)) {
            return (enum hm_practice)i;
        }
    }
    return HM_PRACTICE_NONE;
}

static const struct hm_rule *
own_rule(const struct reader *reader, struct hm_str id)
{
    for (size_t i = 0; i < reader->report->n_catalogue; i++) {
        if (hm_str_eq(id, reader->report->catalogue[i]->id)) {
            return reader->report->catalogue[i];
        }
    }
    return NULL;
}

/* A rule of another tool, or of a version of ours that has it. */
static const struct hm_rule *
rule_of(struct reader *reader, struct hm_str tool, struct hm_str id)
{
    struct hm_collect collect = { .arena = reader->arena, .rules = &reader->rules };
    hm_auto_buf struct hm_buf key = { 0 };
    bool is_new;

    const struct hm_rule *own = hm_str_eq(tool, "hullmark") ? own_rule(reader, id) : NULL;
    if (own != NULL) {
        return own;
    }
    collect.producer = hm_arena_c(reader->arena, hm_collect_text(reader->arena, tool, 60));
    struct hm_rule *rule =
        hm_collect_rule(&collect, hm_collect_text(reader->arena, id, 200), &is_new);
    if (is_new) {
        hm_buf_printf(&key, "%.*s:%.*s", HM_FMT(tool), HM_FMT(id));
        const json_t *about = json_object_get(reader->foreign, key.p);
        const char *title = json_string_value(json_object_get(about, "title"));
        const char *concept = json_string_value(json_object_get(about, "concept"));
        const char *practice = json_string_value(json_object_get(about, "practice"));
        const char *level = json_string_value(json_object_get(about, "severity"));
        rule->title = hm_collect_c(reader->arena, hm_str_c(title), NAME_MAX_BYTES);
        rule->concept = hm_collect_c(reader->arena, hm_str_c(concept), NAME_MAX_BYTES);
        rule->practice = practice_of(hm_str_c(practice));
        rule->severity = hm_severity_parse(hm_str_c(level));
    }
    return rule;
}

static enum hm_status
index_rules(struct reader *reader, const struct hm_json *root, json_t *index)
{
    struct hm_json list, item;
    struct hm_str tool, id;

    HM_TRY(list_of(reader, root, "rules", FINDINGS_MAX, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        hm_auto_buf struct hm_buf key = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(hm_json_need_str(&item, "tool", &tool, reader->reterr));
        HM_TRY(hm_json_need_str(&item, "id", &id, reader->reterr));
        hm_buf_printf(&key, "%.*s:%.*s", HM_FMT(tool), HM_FMT(id));
        (void)json_object_set_nocheck(index, key.p, (json_t *)(uintptr_t)item.value);
    }
    reader->foreign = index;
    return HM_OK;
}

/* --- what both formats write alike --- */

static const char *
ledger_word(int i)
{
    return hm_ledger_word((enum hm_ledger_state)i);
}

static const char *
proof_word(int i)
{
    return hm_proof_word((enum hm_proof)i);
}

static const char *
verdict_word(int i)
{
    return hm_verdict_word((enum hm_verdict)i);
}

static const char *
note_word(int i)
{
    return hm_note_word((enum hm_note_level)i);
}

static enum hm_status
read_ledger(struct reader *reader, const struct hm_json *bag)
{
    struct hm_json list, item, code;
    int state;

    HM_TRY(list_of(reader, bag, "ledger", ROWS_MAX, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        struct hm_ledger_row row = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(text_of(reader, &item, "tool", &row.tool));
        HM_TRY(text_of(reader, &item, "version", &row.version));
        HM_TRY(text_of(reader, &item, "task", &row.task));
        HM_TRY(text_of(reader, &item, "target", &row.target));
        HM_TRY(text_of(reader, &item, "reason", &row.reason));
        HM_TRY(text_of(reader, &item, "dataDate", &row.data_date));
        HM_TRY(hm_json_may_bool(&item, "required", &row.is_required, reader->reterr));
        HM_TRY(hm_json_may_bool(&item, "allowed", &row.is_allowed, reader->reterr));
        HM_TRY(hm_json_may(&item, "exitCode", JSON_INTEGER, &code, reader->reterr));
        word_of(reader, &item, "state", HM_LEDGER_NOT_APPLICABLE + 1, ledger_word, &state);
        row.state = (enum hm_ledger_state)state;
        row.has_exit_code = code.value != NULL;
        row.exit_code = (int)json_integer_value(code.value);
        if (row.tool.n == 0 || row.task.n == 0) {
            return hm_json_error(&item, reader->reterr, "a row without tool or task");
        }
        *hm_report_ledger(reader->report) = row;
    }
    return HM_OK;
}

static enum hm_status
read_evidence(struct reader *reader, const struct hm_json *bag)
{
    struct hm_json list, item;
    struct hm_str kind;
    int proof;

    HM_TRY(list_of(reader, bag, "evidence", ROWS_MAX, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        struct hm_evidence row = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(hm_json_need_str(&item, "kind", &kind, reader->reterr));
        HM_TRY(text_of(reader, &item, "subject", &row.subject));
        HM_TRY(text_of(reader, &item, "digest", &row.digest));
        HM_TRY(text_of(reader, &item, "detail", &row.detail));
        word_of(reader, &item, "proof", HM_PROOF_UNCOVERED + 1, proof_word, &proof);
        row.kind = hm_arena_c(reader->arena, hm_collect_name(reader->arena, kind));
        row.proof = (enum hm_proof)proof;
        hm_vec_add(reader->arena, &reader->report->evidence, row);
    }
    return HM_OK;
}

static enum hm_status
read_not_evaluated(struct reader *reader, const struct hm_json *bag)
{
    struct hm_json list, item;
    struct hm_str id;
    uint64_t line;

    HM_TRY(list_of(reader, bag, "notEvaluated", FINDINGS_MAX, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        struct hm_not_evaluated row = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(hm_json_need_str(&item, "ruleId", &id, reader->reterr));
        HM_TRY(text_of(reader, &item, "path", &row.path));
        HM_TRY(text_of(reader, &item, "reason", &row.reason));
        HM_TRY(hm_json_may_u64(&item, "line", NUMBER_MAX, &line, reader->reterr));
        row.line = (uint32_t)line;
        row.rule = rule_of(reader, HM_S("hullmark"), id);
        hm_vec_add(reader->arena, &reader->report->not_evaluated, row);
    }
    return HM_OK;
}

/* A failure of any run is one of the whole. */
static enum hm_status
read_verdict(struct reader *reader, const struct hm_json *at)
{
    struct hm_str reason;
    int verdict;

    word_of(reader, at, "verdict", HM_VERDICT_INCOMPLETE + 1, verdict_word, &verdict);
    HM_TRY(text_of(reader, at, "verdictReason", &reason));
    if (verdict != HM_VERDICT_PASS) {
        reader->report->verdict = (enum hm_verdict)verdict;
        reader->report->verdict_reason = reason;
    }
    return HM_OK;
}

/* What a report does not say was applied says nothing by its silence; of several runs each takes
 * away what it left out. */
static enum hm_status
read_applied(struct reader *reader, const struct hm_json *bag)
{
    struct hm_report *report = reader->report;
    const struct hm_rule *const *from = reader->has_own ? report->applied : report->catalogue;
    size_t n_from = reader->has_own ? report->n_applied : report->n_catalogue;
    const struct hm_rule **kept = hm_arena_new(reader->arena, const struct hm_rule *, n_from + 1);
    struct hm_json list, item;
    size_t n = 0;

    HM_TRY(hm_json_may(bag, "rulesNotApplied", JSON_ARRAY, &list, reader->reterr));
    if (hm_json_count(&list) > ROWS_MAX) {
        return hm_json_error(&list, reader->reterr, "more than %d of them", ROWS_MAX);
    }
    const char **left_out = hm_arena_new(reader->arena, const char *, hm_json_count(&list) + 1);
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_STRING, &item, reader->reterr));
        left_out[i] = json_string_value(item.value);
    }
    for (size_t i = 0; list.value != NULL && i < n_from; i++) {
        if (!hm_str_in(hm_str_c(from[i]->id), left_out)) {
            kept[n++] = from[i];
        }
    }
    reader->has_own = true;
    report->applied = kept;
    report->n_applied = n;
    return HM_OK;
}

static enum hm_status
read_parts(struct reader *reader, const struct hm_json *bag)
{
    struct hm_json gate;

    HM_TRY(read_verdict(reader, bag));
    HM_TRY(hm_json_may(bag, "gate", JSON_OBJECT, &gate, reader->reterr));
    if (gate.value != NULL) {
        HM_TRY(text_of(reader, &gate, "ruleSet", &reader->report->rule_set));
    }
    HM_TRY(read_applied(reader, bag));
    HM_TRY(read_ledger(reader, bag));
    HM_TRY(read_evidence(reader, bag));
    return read_not_evaluated(reader, bag);
}

/* --- our JSON --- */

static enum hm_status
read_place(struct reader *reader, const struct hm_json *at, struct hm_place *ret_place)
{
    static const char *const keys[] = { "line", "column", "endLine", "endColumn" };
    uint32_t *const to[] = { &ret_place->line, &ret_place->column, &ret_place->end_line,
                             &ret_place->end_column };
    struct hm_json place;
    uint64_t number;

    HM_TRY(hm_json_may(at, "place", JSON_OBJECT, &place, reader->reterr));
    for (size_t i = 0; place.value != NULL && i < 4; i++) {
        HM_TRY(hm_json_need_u64(&place, keys[i], NUMBER_MAX, &number, reader->reterr));
        *to[i] = (uint32_t)number;
    }
    return HM_OK;
}

static enum hm_status
read_related(struct reader *reader, const struct hm_json *at, struct hm_finding *finding)
{
    struct hm_json list, item;

    HM_TRY(hm_json_may(at, "related", JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list) && i < HM_RELATED_LIMIT; i++) {
        struct hm_related related = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(text_of(reader, &item, "path", &related.path));
        HM_TRY(text_of(reader, &item, "message", &related.message));
        HM_TRY(read_place(reader, &item, &related.place));
        hm_vec_add(reader->arena, &finding->related, related);
    }
    return HM_OK;
}

static enum hm_status
read_agreements(struct reader *reader, const struct hm_json *at, struct hm_finding *finding)
{
    struct hm_json list, item;
    struct hm_str tool, id;

    HM_TRY(hm_json_may(at, "agreedBy", JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list) && i < ROWS_MAX; i++) {
        struct hm_agreement agreement = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(text_of(reader, &item, "tool", &tool));
        HM_TRY(text_of(reader, &item, "id", &id));
        agreement.tool = hm_arena_c(reader->arena, tool);
        agreement.id = hm_arena_c(reader->arena, id);
        hm_vec_add(reader->arena, &finding->agreed_by, agreement);
    }
    HM_TRY(hm_json_may(at, "aliases", JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list) && i < HM_ALIASES_LIMIT; i++) {
        HM_TRY(hm_json_item(&list, i, JSON_STRING, &item, reader->reterr));
        hm_finding_add_alias(reader->arena, finding,
                             hm_collect_name(reader->arena, hm_json_text(&item)));
    }
    return HM_OK;
}

static enum hm_status
read_suppressions(struct reader *reader, const struct hm_json *at, struct hm_finding *finding)
{
    struct hm_json list, item;
    uint64_t line;

    HM_TRY(hm_json_may(at, "suppressedBy", JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list) && i < ROWS_MAX; i++) {
        struct hm_suppression *made = hm_arena_new(reader->arena, struct hm_suppression, 1);
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        made->dialect = HM_SUPPRESS_SARIF;
        HM_TRY(text_of(reader, &item, "id", &made->id));
        HM_TRY(text_of(reader, &item, "path", &made->path));
        HM_TRY(text_of(reader, &item, "reason", &made->reason));
        HM_TRY(hm_json_may_u64(&item, "line", NUMBER_MAX, &line, reader->reterr));
        made->place.line = (uint32_t)line;
        hm_vec_add(reader->arena, &finding->suppressed_by, made);
    }
    return HM_OK;
}

static enum hm_status
read_target(struct reader *reader, const struct hm_json *at, struct hm_finding *finding)
{
    struct hm_str kind;

    HM_TRY(hm_json_need_str(at, "targetKind", &kind, reader->reterr));
    finding->target_kind = hm_str_eq(kind, "image")  ? HM_TARGET_IMAGE
                           : hm_str_eq(kind, "file") ? HM_TARGET_FILE
                                                     : HM_TARGET_REPOSITORY;
    return hm_json_may_bool(at, "inferredLocation", &finding->is_inferred, reader->reterr);
}

static enum hm_status
read_finding(struct reader *reader, const struct hm_json *at)
{
    struct hm_finding finding = { 0 };
    struct {
        const char *key;
        struct hm_str *to;
    } const texts[] = {
        { "score", &finding.score },           { "message", &finding.message },
        { "target", &finding.target },         { "path", &finding.path },
        { "stage", &finding.stage },           { "advisory", &finding.advisory },
        { "package", &finding.package },       { "installedVersion", &finding.version },
        { "fixedVersion", &finding.fixed_in }, { "purl", &finding.purl },
        { "lineHash", &finding.line_hash },    { "fingerprint", &finding.fingerprint },
        { "layer", &finding.layer },
    };
    struct hm_str tool, id;

    HM_TRY(hm_json_need_str(at, "ruleId", &id, reader->reterr));
    HM_TRY(hm_json_need_str(at, "tool", &tool, reader->reterr));
    HM_TRY(severity_of(reader, at, &finding.severity));
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        HM_TRY(text_of(reader, at, texts[i].key, texts[i].to));
    }
    if (finding.fingerprint.n == 0) {
        return hm_json_error(at, reader->reterr, "a finding without fingerprint");
    }
    HM_TRY(read_target(reader, at, &finding));
    HM_TRY(read_place(reader, at, &finding.place));
    HM_TRY(read_related(reader, at, &finding));
    HM_TRY(read_agreements(reader, at, &finding));
    HM_TRY(read_suppressions(reader, at, &finding));
    hm_sarif_own_states(reader->arena, at->value, at->value, &finding);
    finding.rule = rule_of(reader, tool, id);
    finding.is_hashed = true;
    hm_vec_add(reader->arena, &reader->report->findings, finding);
    return HM_OK;
}

static enum hm_status
read_notes(struct reader *reader, const struct hm_json *root)
{
    struct hm_json list, item;
    struct hm_str id;
    int level;

    HM_TRY(list_of(reader, root, "notes", ROWS_MAX, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        struct hm_note note = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(text_of(reader, &item, "id", &id));
        HM_TRY(text_of(reader, &item, "tool", &note.tool));
        HM_TRY(text_of(reader, &item, "path", &note.path));
        HM_TRY(text_of(reader, &item, "text", &note.text));
        word_of(reader, &item, "level", HM_NOTE_ERROR + 1, note_word, &level);
        note.level = (enum hm_note_level)level;
        note.id = hm_arena_c(reader->arena, id);
        hm_vec_add(reader->arena, &reader->report->notes, note);
    }
    return HM_OK;
}

static enum hm_status
read_json(struct reader *reader, const struct hm_json *root)
{
    hm_auto_json json_t *index = json_object();
    struct hm_json list, item;
    struct hm_str version;

    HM_TRY(hm_json_need_str(root, "formatVersion", &version, reader->reterr));
    if (!hm_str_eq(version, "1")) {
        return hm_json_error(root, reader->reterr,
                             "its formatVersion is not 1, the only one that is read");
    }
    HM_TRY(text_of(reader, root, "startedAt", &reader->report->started_at));
    HM_TRY(text_of(reader, root, "version", &version));
    reader->report->version = hm_arena_c(reader->arena, version);
    HM_TRY(index_rules(reader, root, index));
    HM_TRY(read_parts(reader, root));
    HM_TRY(read_notes(reader, root));
    HM_TRY(list_of(reader, root, "findings", FINDINGS_MAX, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(read_finding(reader, &item));
    }
    return HM_OK;
}

/* --- SARIF --- */

static enum hm_status
read_invocation(struct reader *reader, const struct hm_json *run)
{
    struct hm_json list, item, notes, note, about;
    struct hm_str started, id;

    HM_TRY(hm_json_may(run, "invocations", JSON_ARRAY, &list, reader->reterr));
    if (hm_json_count(&list) == 0) {
        return HM_OK;
    }
    HM_TRY(hm_json_item(&list, 0, JSON_OBJECT, &item, reader->reterr));
    HM_TRY(text_of(reader, &item, "startTimeUtc", &started));
    /* Of several the oldest: data are judged by it, and so is the report. */
    if (reader->report->started_at.n == 0 ||
        hm_str_compare(started, reader->report->started_at) < 0) {
        reader->report->started_at = started;
    }
    HM_TRY(hm_json_may(&item, "toolExecutionNotifications", JSON_ARRAY, &notes, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&notes) && i < ROWS_MAX; i++) {
        HM_TRY(hm_json_item(&notes, i, JSON_OBJECT, &note, reader->reterr));
        HM_TRY(hm_json_may(&note, "descriptor", JSON_OBJECT, &about, reader->reterr));
        if (about.value == NULL) {
            continue;
        }
        HM_TRY(text_of(reader, &about, "id", &id));
        struct hm_note made = { .id = hm_arena_c(reader->arena, id) };
        HM_TRY(hm_json_may(&note, "properties", JSON_OBJECT, &about, reader->reterr));
        if (about.value != NULL) {
            HM_TRY(text_of(reader, &about, "tool", &made.tool));
            HM_TRY(text_of(reader, &about, "about", &made.path));
        }
        hm_vec_add(reader->arena, &reader->report->notes, made);
    }
    return HM_OK;
}

/* A run of our own that lost its properties on the way does not say what was done. */
static enum hm_status
read_own_run(struct reader *reader, const struct hm_json *run)
{
    struct hm_json bag, tool, driver;
    struct hm_str version;

    HM_TRY(hm_json_need(run, "tool", JSON_OBJECT, &tool, reader->reterr));
    HM_TRY(hm_json_need(&tool, "driver", JSON_OBJECT, &driver, reader->reterr));
    HM_TRY(text_of(reader, &driver, "semanticVersion", &version));
    reader->report->version = hm_arena_c(reader->arena, version);
    HM_TRY(read_invocation(reader, run));
    HM_TRY(hm_json_need(run, "properties", JSON_OBJECT, &bag, reader->reterr));
    return read_parts(reader, &bag);
}

static enum hm_status
take_runs(struct reader *reader, const struct hm_sarif_document *document, struct hm_str name)
{
    struct hm_json root = { 0 };
    struct hm_json runs = { .up = &root, .key = "runs" };

    for (size_t i = 0; i < document->runs.n; i++) {
        const struct hm_sarif_run *from = &document->runs.p[i];
        struct hm_json run = { .value = from->head, .up = &runs, .index = i };
        if (strcmp(from->found.producer, HM_SARIF_OWN) != 0) {
            hm_sarif_take_run(reader->report, from, name, false);
            continue;
        }
        for (size_t k = 0; k < from->found.findings.n; k++) {
            hm_vec_add(reader->arena, &reader->report->findings, from->found.findings.p[k]);
        }
        HM_TRY(read_own_run(reader, &run));
    }
    return HM_OK;
}

static enum hm_status
read_sarif(struct reader *reader, struct hm_str text, bool is_mapped, struct hm_str name)
{
    struct hm_sarif_options options = { .root = reader->root,
                                        .name = name,
                                        .catalogue = reader->report->catalogue,
                                        .n_catalogue = reader->report->n_catalogue,
                                        .is_mapped = is_mapped };
    struct hm_sarif_document document;

    HM_TRY(hm_sarif_read(text, &options, reader->arena, &reader->rules, &document, reader->reterr));
    enum hm_status status = take_runs(reader, &document, name);
    hm_sarif_document_done(&document);
    return status;
}

/* Which of the two a document is: the first member says it that only one of them has. */
static enum hm_status
find_kind(struct hm_str text, bool is_mapped, bool *ret_is_sarif, struct hm_err *reterr)
{
    struct hm_json_pull pull;
    struct hm_str passed;
    bool is_known = false;
    bool has = true;

    hm_json_pull_begin(&pull, text, is_mapped);
    enum hm_status status = hm_json_pull_enter(&pull, JSON_OBJECT, reterr);
    while (status == HM_OK && !is_known) {
        status = hm_json_pull_next(&pull, &has, reterr);
        if (status != HM_OK || !has) {
            break;
        }
        *ret_is_sarif = hm_str_eq(pull.key, "runs");
        is_known = *ret_is_sarif || hm_str_eq(pull.key, "formatVersion");
        status = is_known ? HM_OK : hm_json_pull_pass(&pull, &passed, reterr);
    }
    hm_json_pull_done(&pull);
    if (status == HM_OK && !is_known) {
        return hm_err_set(reterr, HM_E_SYNTAX, "it is neither a report of hullmark's nor SARIF");
    }
    return status;
}

enum hm_status
hm_report_read(struct hm_str text, bool is_mapped, struct hm_str name, struct hm_str root,
               struct hm_report *report, struct hm_err *reterr)
{
    hm_auto_json json_t *value = NULL;
    static const struct hm_rule *const none[] = { NULL };
    struct reader reader = {
        .arena = &report->arena, .report = report, .root = root, .reterr = reterr
    };
    bool is_sarif = false;

    if (text.n > HM_REPORT_IN_LIMIT) {
        return hm_err_set(reterr, HM_E_LIMIT, "it is larger than %zu MiB",
                          HM_REPORT_IN_LIMIT >> 20);
    }
    text = hm_str_starts(text, "\xef\xbb\xbf") ? hm_str_from(text, 3) : text;
    HM_TRY(find_kind(text, is_mapped, &is_sarif, reterr));
    report->applied = none;
    report->n_applied = 0;
    if (is_sarif) {
        return read_sarif(&reader, text, is_mapped, hm_collect_name(&report->arena, name));
    }
    HM_TRY(hm_json_parse(text, &value, reterr));
    struct hm_json document = hm_json_root(value);
    HM_TRY(hm_json_expect(&document, JSON_OBJECT, reterr));
    return read_json(&reader, &document);
}
