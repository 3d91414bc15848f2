/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/report_in_parts.h"

#include "adapters/collect.h"
#include "plugin/base/auto.h"

enum { NAME_MAX_BYTES = 200 };

/* --- words and texts --- */

enum hm_status
hm_report_in_text(struct hm_report_in *reader, const struct hm_json *at, const char *key,
                  struct hm_str *ret)
{
    struct hm_str text;

    HM_TRY(hm_json_may_str(at, key, &text, reader->reterr));
    *ret = hm_collect_name(reader->arena, text);
    return HM_OK;
}

enum hm_status
hm_report_in_word(struct hm_report_in *reader, const struct hm_json *at, const char *key, int n,
                  const char *(*word)(int i), int *ret)
{
    struct hm_str said;

    HM_TRY(hm_json_need_str(at, key, &said, reader->reterr));
    for (int i = 0; i < n; i++) {
        if (hm_str_eq(said, word(i))) {
            *ret = i;
            return HM_OK;
        }
    }
    return hm_json_error(at, reader->reterr, "\"%s\" is no word that is known", key);
}

enum hm_status
hm_report_in_list(struct hm_report_in *reader, const struct hm_json *at, const char *key,
                  size_t limit, struct hm_json *ret)
{
    HM_TRY(hm_json_need(at, key, JSON_ARRAY, ret, reader->reterr));
    if (hm_json_count(ret) > limit) {
        (void)hm_json_error(ret, reader->reterr, "more than %zu of them", limit);
        return reader->reterr == NULL ? HM_E_LIMIT : (reader->reterr->status = HM_E_LIMIT);
    }
    return HM_OK;
}

enum hm_status
hm_report_in_exit_code(struct hm_report_in *reader, const struct hm_json *at)
{
    uint64_t code;

    HM_TRY(hm_json_may_u64(at, "exitCode", 255, &code, reader->reterr));
    if ((int)code > reader->report->exit_code) {
        reader->report->exit_code = (int)code;
    }
    return HM_OK;
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
own_rule(const struct hm_report_in *reader, struct hm_str id)
{
    for (size_t i = 0; i < reader->report->n_catalogue; i++) {
        if (hm_str_eq(id, reader->report->catalogue[i]->id)) {
            return reader->report->catalogue[i];
        }
    }
    return NULL;
}

/* A rule of another tool, or of a version of ours that has it. */
const struct hm_rule *
hm_report_in_rule(struct hm_report_in *reader, struct hm_str tool, struct hm_str id)
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

/* --- parts --- */

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

static enum hm_status
read_ledger(struct hm_report_in *reader, const struct hm_json *bag)
{
    struct hm_json list, item, code;
    int state;

    HM_TRY(hm_report_in_list(reader, bag, "ledger", HM_REPORT_IN_ROWS_MAX, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        struct hm_ledger_row row = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(hm_report_in_text(reader, &item, "tool", &row.tool));
        HM_TRY(hm_report_in_text(reader, &item, "version", &row.version));
        HM_TRY(hm_report_in_text(reader, &item, "task", &row.task));
        HM_TRY(hm_report_in_text(reader, &item, "target", &row.target));
        HM_TRY(hm_report_in_text(reader, &item, "reason", &row.reason));
        HM_TRY(hm_report_in_text(reader, &item, "dataDate", &row.data_date));
        HM_TRY(hm_json_may_bool(&item, "required", &row.is_required, reader->reterr));
        HM_TRY(hm_json_may_bool(&item, "allowed", &row.is_allowed, reader->reterr));
        HM_TRY(hm_json_may(&item, "exitCode", JSON_INTEGER, &code, reader->reterr));
        HM_TRY(hm_report_in_word(reader, &item, "state", HM_LEDGER_NOT_APPLICABLE + 1, ledger_word,
                                 &state));
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
read_evidence(struct hm_report_in *reader, const struct hm_json *bag)
{
    struct hm_json list, item;
    struct hm_str kind;
    int proof;

    HM_TRY(hm_report_in_list(reader, bag, "evidence", HM_REPORT_IN_ROWS_MAX, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        struct hm_evidence row = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(hm_json_need_str(&item, "kind", &kind, reader->reterr));
        HM_TRY(hm_report_in_text(reader, &item, "subject", &row.subject));
        HM_TRY(hm_report_in_text(reader, &item, "digest", &row.digest));
        HM_TRY(hm_report_in_text(reader, &item, "detail", &row.detail));
        HM_TRY(
            hm_report_in_word(reader, &item, "proof", HM_PROOF_UNCOVERED + 1, proof_word, &proof));
        row.kind = hm_arena_c(reader->arena, hm_collect_name(reader->arena, kind));
        row.proof = (enum hm_proof)proof;
        hm_vec_add(reader->arena, &reader->report->evidence, row);
    }
    return HM_OK;
}

static enum hm_status
read_not_evaluated(struct hm_report_in *reader, const struct hm_json *bag)
{
    struct hm_json list, item;
    struct hm_str id;
    uint64_t line;

    HM_TRY(hm_report_in_list(reader, bag, "notEvaluated", HM_REPORT_IN_FINDINGS_MAX, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        struct hm_not_evaluated row = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(hm_json_need_str(&item, "ruleId", &id, reader->reterr));
        HM_TRY(hm_report_in_text(reader, &item, "path", &row.path));
        HM_TRY(hm_report_in_text(reader, &item, "reason", &row.reason));
        HM_TRY(hm_json_may_u64(&item, "line", HM_REPORT_IN_NUMBER_MAX, &line, reader->reterr));
        row.line = (uint32_t)line;
        row.rule = hm_report_in_rule(reader, HM_S("hullmark"), id);
        hm_vec_add(reader->arena, &reader->report->not_evaluated, row);
    }
    return HM_OK;
}

static const char *
build_word(int i)
{
    return hm_build_by_word((enum hm_build_by)i);
}

static enum hm_status
read_build(struct hm_report_in *reader, const struct hm_json *at)
{
    struct hm_report_build row = { 0 };
    struct hm_json images, image;
    uint64_t line;
    int by;
    int root_by;

    HM_TRY(hm_report_in_text(reader, at, "dockerfile", &row.use.dockerfile));
    HM_TRY(hm_report_in_text(reader, at, "name", &row.use.name));
    HM_TRY(hm_report_in_text(reader, at, "file", &row.use.said_in));
    HM_TRY(hm_report_in_text(reader, at, "context", &row.root));
    HM_TRY(hm_report_in_text(reader, at, "target", &row.use.target));
    HM_TRY(hm_json_may_u64(at, "line", HM_REPORT_IN_NUMBER_MAX, &line, reader->reterr));
    HM_TRY(hm_report_in_word(reader, at, "by", HM_BUILD_BY_NOBODY + 1, build_word, &by));
    HM_TRY(
        hm_report_in_word(reader, at, "contextBy", HM_BUILD_BY_NOBODY + 1, build_word, &root_by));
    HM_TRY(hm_json_may(at, "images", JSON_ARRAY, &images, reader->reterr));
    size_t n = hm_json_count(&images);
    if (n > HM_REPORT_IN_ROWS_MAX) {
        return hm_json_error(&images, reader->reterr, "more than %d of them",
                             HM_REPORT_IN_ROWS_MAX);
    }
    struct hm_str *names = hm_arena_new(reader->arena, struct hm_str, n);
    for (size_t i = 0; i < n; i++) {
        HM_TRY(hm_json_item(&images, i, JSON_STRING, &image, reader->reterr));
        names[i] = hm_collect_name(reader->arena, hm_json_text(&image));
    }
    row.use.by = (enum hm_build_by)by;
    row.use.line = (uint32_t)line;
    row.use.images = names;
    row.use.n_images = (uint32_t)n;
    row.root_by = (enum hm_build_by)root_by;
    hm_vec_add(reader->arena, &reader->report->builds, row);
    return HM_OK;
}

static enum hm_status
read_builds(struct hm_report_in *reader, const struct hm_json *bag)
{
    struct hm_json list, item;

    HM_TRY(hm_json_may(bag, "builds", JSON_ARRAY, &list, reader->reterr));
    if (hm_json_count(&list) > HM_REPORT_IN_ROWS_MAX) {
        return hm_json_error(&list, reader->reterr, "more than %d of them", HM_REPORT_IN_ROWS_MAX);
    }
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(read_build(reader, &item));
    }
    return HM_OK;
}

/* A failure of any run is one of the whole. */
static enum hm_status
read_verdict(struct hm_report_in *reader, const struct hm_json *at)
{
    struct hm_str reason;
    int verdict;

    HM_TRY(hm_report_in_word(reader, at, "verdict", HM_VERDICT_INCOMPLETE + 1, verdict_word,
                             &verdict));
    HM_TRY(hm_report_in_text(reader, at, "verdictReason", &reason));
    if (verdict != HM_VERDICT_PASS) {
        reader->report->verdict = (enum hm_verdict)verdict;
        reader->report->verdict_reason = reason;
    }
    return HM_OK;
}

/* What a report does not say was applied says nothing by its silence; of several runs each takes
 * away what it left out. */
static enum hm_status
read_applied(struct hm_report_in *reader, const struct hm_json *bag)
{
    struct hm_report *report = reader->report;
    const struct hm_rule *const *from = reader->has_own ? report->applied : report->catalogue;
    size_t n_from = reader->has_own ? report->n_applied : report->n_catalogue;
    const struct hm_rule **kept = hm_arena_new(reader->arena, const struct hm_rule *, n_from + 1);
    struct hm_json list, item;
    size_t n = 0;

    HM_TRY(hm_json_may(bag, "rulesNotApplied", JSON_ARRAY, &list, reader->reterr));
    if (hm_json_count(&list) > HM_REPORT_IN_ROWS_MAX) {
        return hm_json_error(&list, reader->reterr, "more than %d of them", HM_REPORT_IN_ROWS_MAX);
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

enum hm_status
hm_report_in_parts(struct hm_report_in *reader, const struct hm_json *bag)
{
    struct hm_json gate;

    HM_TRY(read_verdict(reader, bag));
    HM_TRY(hm_json_may(bag, "gate", JSON_OBJECT, &gate, reader->reterr));
    if (gate.value != NULL) {
        HM_TRY(hm_report_in_text(reader, &gate, "ruleSet", &reader->report->rule_set));
    }
    HM_TRY(read_applied(reader, bag));
    HM_TRY(read_ledger(reader, bag));
    HM_TRY(read_evidence(reader, bag));
    HM_TRY(read_builds(reader, bag));
    return read_not_evaluated(reader, bag);
}
