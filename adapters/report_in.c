/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/report_in.h"

#include "adapters/collect.h"
#include "adapters/report_in_parts.h"
#include "adapters/sarif_in.h"
#include "adapters/sarif_parts.h"
#include "plugin/base/auto.h"

/* "trivy: image: it failed." without the tool and the image, which the note has besides. */
static struct hm_str
without(struct hm_str text, struct hm_str front)
{
    bool is_there = front.n > 0 && hm_str_starts(text, front.p) &&
                    hm_str_starts(hm_str_from(text, front.n), ": ");

    return is_there ? hm_str_from(text, front.n + 2) : text;
}

static enum hm_status
read_note(struct hm_report_in *reader, const struct hm_json *at)
{
    static const char *const of_ledger[] = { "tool-skipped", "tool-not-applicable", NULL };
    struct hm_json about, bag, message;
    struct hm_str id, level;
    struct hm_str text = { 0 };

    HM_TRY(hm_json_may(at, "descriptor", JSON_OBJECT, &about, reader->reterr));
    HM_TRY(hm_json_may(at, "properties", JSON_OBJECT, &bag, reader->reterr));
    HM_TRY(hm_json_may(at, "message", JSON_OBJECT, &message, reader->reterr));
    HM_TRY(hm_json_may_str(at, "level", &level, reader->reterr));
    if (about.value == NULL) {
        return HM_OK;
    }
    HM_TRY(hm_report_in_text(reader, &about, "id", &id));
    if (hm_str_in(id, of_ledger)) {
        return HM_OK; /* its row says the same */
    }
    struct hm_note made = {
        .id = hm_arena_c(reader->arena, id),
        .level = hm_str_eq(level, "error")     ? HM_NOTE_ERROR
                 : hm_str_eq(level, "warning") ? HM_NOTE_WARNING
                                               : HM_NOTE_INFO,
    };
    if (bag.value != NULL) {
        HM_TRY(hm_report_in_text(reader, &bag, "tool", &made.tool));
        HM_TRY(hm_report_in_text(reader, &bag, "about", &made.path));
    }
    if (message.value != NULL) {
        HM_TRY(hm_json_may_str(&message, "text", &text, reader->reterr));
    }
    text = without(without(text, made.tool), made.path);
    made.text = hm_collect_text(reader->arena, text, HM_SARIF_TEXT_MAX);
    hm_vec_add(reader->arena, &reader->report->notes, made);
    return HM_OK;
}

static enum hm_status
read_invocation(struct hm_report_in *reader, const struct hm_json *run)
{
    struct hm_json list, item, notes, note;
    struct hm_str started;

    HM_TRY(hm_json_may(run, "invocations", JSON_ARRAY, &list, reader->reterr));
    if (hm_json_count(&list) == 0) {
        return HM_OK;
    }
    HM_TRY(hm_json_item(&list, 0, JSON_OBJECT, &item, reader->reterr));
    HM_TRY(hm_report_in_text(reader, &item, "startTimeUtc", &started));
    /* Of several the oldest: data are judged by it, and so is the report. */
    if (reader->report->started_at.n == 0 ||
        hm_str_compare(started, reader->report->started_at) < 0) {
        reader->report->started_at = started;
    }
    HM_TRY(hm_report_in_exit_code(reader, &item));
    HM_TRY(hm_json_may(&item, "toolExecutionNotifications", JSON_ARRAY, &notes, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&notes) && i < HM_REPORT_IN_ROWS_MAX; i++) {
        HM_TRY(hm_json_item(&notes, i, JSON_OBJECT, &note, reader->reterr));
        HM_TRY(read_note(reader, &note));
    }
    return HM_OK;
}

/* A run of our own that lost its properties on the way does not say what was done. */
static enum hm_status
read_own_run(struct hm_report_in *reader, const struct hm_json *run)
{
    struct hm_json bag, tool, driver;
    struct hm_str version;

    HM_TRY(hm_json_need(run, "tool", JSON_OBJECT, &tool, reader->reterr));
    HM_TRY(hm_json_need(&tool, "driver", JSON_OBJECT, &driver, reader->reterr));
    HM_TRY(hm_report_in_text(reader, &driver, "semanticVersion", &version));
    reader->report->version = hm_arena_c(reader->arena, version);
    HM_TRY(read_invocation(reader, run));
    HM_TRY(hm_json_need(run, "properties", JSON_OBJECT, &bag, reader->reterr));
    return hm_report_in_parts(reader, &bag);
}

static enum hm_status
take_runs(struct hm_report_in *reader, const struct hm_sarif_document *document, struct hm_str name)
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
read_sarif(struct hm_report_in *reader, struct hm_str text, bool is_mapped, struct hm_str name)
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
    struct hm_report_in reader = {
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
    return hm_report_in_json(&reader, &document);
}
