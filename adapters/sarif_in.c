/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/sarif_in.h"

#include "adapters/sarif_parts.h"
#include "plugin/base/auto.h"

enum {
    NOTES_MAX = 20, /* of a run: what the tool says of itself */
    NAME_LIMIT = 60,
};

/* Names under which tools write SARIF, where they are not the ones that we call them by. */
static const struct {
    const char *prefix;
    const char *name;
} known_names[] = {
    { "semgrep", "semgrep" }, { "opengrep", "semgrep" },   { "snyk", "snyk" },
    { "codeql", "codeql" },   { "bridgecrew", "checkov" },
};

/* "Checkov" is "checkov", "Semgrep OSS" "semgrep": the names that same_as has. */
static const char *
producer_of(struct hm_arena *arena, struct hm_str name)
{
    char *p = hm_arena_alloc(arena, NAME_LIMIT + 1);
    size_t n = 0;

    name = hm_str_trim(name);
    for (size_t i = 0; i < name.n && n < NAME_LIMIT; i++) {
        char c = hm_ascii_lower(name.p[i]);
        if (hm_is_alpha(c) || hm_is_digit(c) || c == '.' || c == '_') {
            p[n++] = c;
        } else if (n > 0 && p[n - 1] != '-') {
            p[n++] = '-';
        }
    }
    p[n] = '\0';
    for (size_t i = 0; i < sizeof known_names / sizeof known_names[0]; i++) {
        if (hm_str_starts(hm_str_c(p), known_names[i].prefix)) {
            return known_names[i].name;
        }
    }
    return p;
}

static enum hm_status
read_tool(struct hm_sarif_reader *reader)
{
    struct hm_str name, version;

    HM_TRY(hm_json_need(&reader->at, "tool", JSON_OBJECT, &reader->tool, reader->reterr));
    HM_TRY(hm_json_need(&reader->tool, "driver", JSON_OBJECT, &reader->driver, reader->reterr));
    HM_TRY(
        hm_json_may(&reader->tool, "extensions", JSON_ARRAY, &reader->extensions, reader->reterr));
    HM_TRY(hm_json_need_str(&reader->driver, "name", &name, reader->reterr));
    HM_TRY(hm_json_may_str(&reader->driver, "semanticVersion", &version, reader->reterr));
    if (version.n == 0) {
        HM_TRY(hm_json_may_str(&reader->driver, "version", &version, reader->reterr));
    }
    const char *producer = producer_of(reader->arena, name);
    if (producer[0] == '\0') {
        return hm_json_error(&reader->driver, reader->reterr, "the tool has no name");
    }
    reader->is_own = strcmp(producer, HM_SARIF_OWN) == 0;
    reader->run->found.producer = producer;
    reader->run->found.version = hm_collect_text(reader->arena, version, NAME_LIMIT);
    return HM_OK;
}

/* What a tool says went wrong becomes a note. */
static enum hm_status
read_notifications(struct hm_sarif_reader *reader, const char *key)
{
    struct hm_json list, item, message;
    struct hm_str level, text;

    HM_TRY(hm_json_may(&reader->invocation, key, JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(hm_json_may_str(&item, "level", &level, reader->reterr));
        HM_TRY(hm_json_need(&item, "message", JSON_OBJECT, &message, reader->reterr));
        HM_TRY(hm_json_may_str(&message, "text", &text, reader->reterr));
        if (!hm_str_eq(level, "error") || reader->run->found.notes.n > NOTES_MAX) {
            continue;
        }
        if (reader->run->found.notes.n == NOTES_MAX) {
            text = HM_S("and more errors");
        }
        text = hm_collect_text(reader->arena, text, HM_SARIF_TEXT_MAX);
        hm_collect_note(&reader->run->found, HM_NOTE_WARNING, "imported-error",
                        reader->options->name, "%s reported an error of its own: %.*s%s",
                        reader->run->found.producer, HM_FMT(text),
                        hm_str_ends(text, ".") ? "" : ".");
    }
    return HM_OK;
}

static enum hm_status
read_invocations(struct hm_sarif_reader *reader)
{
    struct hm_json list, why;
    struct hm_str text;

    HM_TRY(hm_json_may(&reader->at, "invocations", JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &reader->invocation, reader->reterr));
        const json_t *is_done = json_object_get(reader->invocation.value, "executionSuccessful");
        if (is_done != NULL && !json_is_boolean(is_done)) {
            return hm_json_error(&reader->invocation, reader->reterr,
                                 "executionSuccessful is no boolean");
        }
        HM_TRY(read_notifications(reader, "toolExecutionNotifications"));
        HM_TRY(read_notifications(reader, "toolConfigurationNotifications"));
        HM_TRY(hm_json_may(&reader->invocation, "exitCodeDescription", JSON_STRING, &why,
                           reader->reterr));
        text = hm_collect_text(reader->arena, hm_json_text(&why), HM_SARIF_TEXT_MAX);
        if (json_is_false(is_done)) {
            reader->run->failure =
                hm_arena_printf(reader->arena, "it says that it did not succeed%s%.*s",
                                text.n > 0 ? ": " : "", HM_FMT(text));
        }
    }
    if (hm_json_count(&list) == 1) {
        HM_TRY(hm_json_may(&reader->invocation, "ruleConfigurationOverrides", JSON_ARRAY,
                           &reader->overrides, reader->reterr));
    }
    return HM_OK;
}

/* Trivy names the image; Dockle judges nothing else and does not say which. */
static enum hm_status
read_image(struct hm_sarif_reader *reader)
{
    struct hm_json bag;
    const json_t *name;

    HM_TRY(hm_json_may(&reader->at, "properties", JSON_OBJECT, &bag, reader->reterr));
    name = json_object_get(bag.value, "imageName");
    if (json_is_string(name) && json_string_length(name) > 0) {
        reader->image =
            hm_collect_text(reader->arena, hm_str_c(json_string_value(name)), HM_SARIF_TEXT_MAX);
    } else if (strcmp(reader->run->found.producer, "dockle") == 0) {
        reader->image = reader->options->name;
    }
    return HM_OK;
}

static enum hm_status
read_run(struct hm_sarif_reader *reader)
{
    static const char *const elsewhere[] = { "externalPropertyFileReferences" };
    struct hm_json at;

    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) {
        HM_TRY(hm_json_may(&reader->at, elsewhere[i], JSON_OBJECT, &at, reader->reterr));
        if (at.value != NULL && json_object_size(at.value) > 0) {
            return hm_json_error(&at, reader->reterr, "parts of it lie in other files");
        }
    }
    HM_TRY(read_tool(reader));
    HM_TRY(hm_json_may(&reader->at, "artifacts", JSON_ARRAY, &reader->artifacts, reader->reterr));
    HM_TRY(hm_json_may(&reader->at, "originalUriBaseIds", JSON_OBJECT, &reader->bases,
                       reader->reterr));
    HM_TRY(read_invocations(reader));
    HM_TRY(read_image(reader));
    HM_TRY(hm_sarif_index(reader));
    struct hm_str failure = reader->run->failure;
    const char *producer = reader->run->found.producer;
    HM_TRY(hm_sarif_read_results(reader));
    reader->run->found.producer = producer;
    reader->run->failure = failure.n > 0 ? failure : reader->run->failure;
    return HM_OK;
}

/* A document that is being read. */
struct document {
    const struct hm_sarif_options *options;
    struct hm_arena *arena;
    struct hm_rule_table *rules;
    struct hm_json_pull pull;
    struct hm_sarif_document made;
    bool has_version;
    bool has_runs;
    struct hm_err *reterr;
};

static enum hm_status
read_next_run(struct document *p, const struct hm_json *at)
{
    hm_auto_json json_t *by_id = json_object();
    struct hm_sarif_run *run = hm_vec_push(p->arena, &p->made.runs);
    struct hm_sarif_reader reader = {
        .options = p->options, .arena = p->arena, .run = run, .by_id = by_id, .reterr = p->reterr
    };

    *run = (struct hm_sarif_run){ .found = { .arena = p->arena, .rules = p->rules } };
    HM_TRY(hm_sarif_take_head(&p->pull, &run->head, &reader.results, p->reterr));
    reader.at = *at;
    reader.at.value = run->head;
    return read_run(&reader);
}

static enum hm_status
read_runs(struct document *p)
{
    struct hm_json root = { 0 };
    struct hm_json runs = { .up = &root, .key = "runs" };
    bool has = false;

    HM_TRY(hm_json_pull_enter(&p->pull, JSON_ARRAY, p->reterr));
    for (size_t i = 0;; i++) {
        struct hm_json at = { .up = &runs, .index = i };
        HM_TRY(hm_json_pull_next(&p->pull, &has, p->reterr));
        if (!has) {
            return i > 0 ? HM_OK : hm_json_error(&runs, p->reterr, "there is no run in it");
        }
        if (i == HM_SARIF_RUNS_LIMIT) {
            (void)hm_json_error(&runs, p->reterr, "more than %u runs", HM_SARIF_RUNS_LIMIT);
            return p->reterr == NULL ? HM_E_LIMIT : (p->reterr->status = HM_E_LIMIT);
        }
        HM_TRY(read_next_run(p, &at));
    }
}

static enum hm_status
read_version(struct document *p)
{
    hm_auto_json json_t *owner = NULL;
    struct hm_json root = { 0 };
    struct hm_json at;

    HM_TRY(hm_json_pull_take(&p->pull, &owner, &at, p->reterr));
    HM_TRY(hm_json_expect(&at, JSON_STRING, p->reterr));
    return hm_str_eq(hm_json_text(&at), "2.1.0")
               ? HM_OK
               : hm_json_error(&root, p->reterr,
                               "its version is not 2.1.0, the only one that is read");
}

static enum hm_status
read_document(struct document *p)
{
    struct hm_json root = { 0 };
    struct hm_str passed;
    bool has = false;

    HM_TRY(hm_json_pull_enter(&p->pull, JSON_OBJECT, p->reterr));
    for (;;) {
        HM_TRY(hm_json_pull_next(&p->pull, &has, p->reterr));
        if (!has) {
            break;
        }
        if (hm_str_eq(p->pull.key, "version")) {
            HM_TRY(read_version(p));
            p->has_version = true;
        } else if (hm_str_eq(p->pull.key, "runs")) {
            HM_TRY(read_runs(p));
            p->has_runs = true;
        } else {
            HM_TRY(hm_json_pull_pass(&p->pull, &passed, p->reterr));
        }
    }
    HM_TRY(hm_json_pull_end(&p->pull, p->reterr));
    struct hm_json version = { .up = &root, .key = "version" };
    struct hm_json runs = { .up = &root, .key = "runs" };
    HM_TRY(p->has_version ? HM_OK : hm_json_error(&version, p->reterr, "missing"));
    return p->has_runs ? HM_OK : hm_json_error(&runs, p->reterr, "missing");
}

enum hm_status
hm_sarif_read(struct hm_str text, const struct hm_sarif_options *options, struct hm_arena *arena,
              struct hm_rule_table *rules, struct hm_sarif_document *ret, struct hm_err *reterr)
{
    struct document p = { .options = options, .arena = arena, .rules = rules, .reterr = reterr };

    if (text.n > HM_SARIF_SIZE_LIMIT) {
        return hm_err_set(reterr, HM_E_LIMIT, "it is larger than %zu MiB",
                          HM_SARIF_SIZE_LIMIT >> 20);
    }
    if (hm_str_starts(text, "\xef\xbb\xbf")) {
        text = hm_str_from(text, 3);
    }
    hm_json_pull_begin(&p.pull, text, options->is_mapped);
    enum hm_status status = read_document(&p);
    hm_json_pull_done(&p.pull);
    if (status != HM_OK) {
        hm_sarif_document_done(&p.made);
        return status;
    }
    *ret = p.made;
    return HM_OK;
}

void
hm_sarif_document_done(struct hm_sarif_document *document)
{
    for (size_t i = 0; i < document->runs.n; i++) {
        json_decref(document->runs.p[i].head);
        document->runs.p[i].head = NULL;
    }
}

/* --- into the report --- */

static void
add_row(struct hm_report *report, const char *tool, struct hm_str version, struct hm_str name,
        struct hm_str failure, bool is_allowed)
{
    struct hm_ledger_row *row = hm_report_ledger(report);

    row->tool = hm_str_c(tool);
    row->version = version;
    row->task = HM_S("import");
    row->target = name;
    row->state = failure.n == 0 ? HM_LEDGER_DONE : HM_LEDGER_FAILED;
    row->reason = failure;
    row->is_required = true;
    row->is_allowed = is_allowed;
    if (failure.n > 0) {
        hm_report_note(report, is_allowed ? HM_NOTE_WARNING : HM_NOTE_ERROR, "import-failed",
                       hm_str_c(tool), name, "The import is not a whole one: %.*s.",
                       HM_FMT(failure));
    }
}

void
hm_sarif_take_run(struct hm_report *report, const struct hm_sarif_run *run, struct hm_str name,
                  bool is_allowed)
{
    const struct hm_collect *found = &run->found;

    for (size_t i = 0; i < found->findings.n; i++) {
        hm_vec_add(&report->arena, &report->findings, found->findings.p[i]);
    }
    for (size_t i = 0; i < found->notes.n; i++) {
        hm_vec_add(&report->arena, &report->notes, found->notes.p[i]);
    }
    if (run->n_undecided > 0) {
        hm_report_note(report, HM_NOTE_WARNING, "imported-undecided", hm_str_c(found->producer),
                       name, "%zu result%s of %s wait%s for somebody to judge them.",
                       run->n_undecided, run->n_undecided == 1 ? "" : "s", found->producer,
                       run->n_undecided == 1 ? "s" : "");
    }
    add_row(report, found->producer, found->version, name, run->failure, is_allowed);
}

void
hm_sarif_import_failed(struct hm_str name, struct hm_str why, bool is_allowed,
                       struct hm_report *report)
{
    name = hm_collect_name(&report->arena, name);
    add_row(report, "sarif", HM_S(""), name,
            hm_collect_text(&report->arena, why, HM_SARIF_TEXT_MAX), is_allowed);
}

void
hm_sarif_import(struct hm_str text, const struct hm_sarif_options *options, bool is_allowed,
                struct hm_rule_table *rules, struct hm_report *report)
{
    struct hm_sarif_options named = *options;
    struct hm_sarif_document document;
    struct hm_err err = { 0 };

    named.name = hm_collect_name(&report->arena, options->name);
    named.catalogue = report->catalogue;
    named.n_catalogue = report->n_catalogue;
    if (hm_sarif_read(text, &named, &report->arena, rules, &document, &err) != HM_OK) {
        hm_sarif_import_failed(options->name, hm_str_c(err.text), is_allowed, report);
        return;
    }
    for (size_t i = 0; i < document.runs.n; i++) {
        hm_sarif_take_run(report, &document.runs.p[i], named.name, is_allowed);
    }
    hm_sarif_document_done(&document);
}
