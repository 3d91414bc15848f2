/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/report_in_parts.h"

#include "adapters/collect.h"
#include "adapters/sarif_parts.h"
#include "plugin/base/auto.h"

static const char *
note_word(int i)
{
    return hm_note_word((enum hm_note_level)i);
}

static enum hm_status
severity_of(struct hm_report_in *reader, const struct hm_json *at, enum hm_severity *ret)
{
    struct hm_str word;

    HM_TRY(hm_json_need_str(at, "severity", &word, reader->reterr));
    *ret = hm_severity_parse(word);
    return *ret == HM_SEV_NONE && !hm_str_eq(word, "none")
               ? hm_json_error(at, reader->reterr, "its severity is no level")
               : HM_OK;
}

static enum hm_status
index_rules(struct hm_report_in *reader, const struct hm_json *root, json_t *index)
{
    struct hm_json list, item;
    struct hm_str tool, id;

    HM_TRY(hm_report_in_list(reader, root, "rules", HM_REPORT_IN_FINDINGS_MAX, &list));
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

static enum hm_status
read_place(struct hm_report_in *reader, const struct hm_json *at, struct hm_place *ret_place)
{
    static const char *const keys[] = { "line", "column", "endLine", "endColumn" };
    uint32_t *const to[] = { &ret_place->line, &ret_place->column, &ret_place->end_line,
                             &ret_place->end_column };
    struct hm_json place;
    uint64_t number;

    HM_TRY(hm_json_may(at, "place", JSON_OBJECT, &place, reader->reterr));
    for (size_t i = 0; place.value != NULL && i < 4; i++) {
        HM_TRY(hm_json_need_u64(&place, keys[i], HM_REPORT_IN_NUMBER_MAX, &number, reader->reterr));
        *to[i] = (uint32_t)number;
    }
    return HM_OK;
}

static enum hm_status
read_related(struct hm_report_in *reader, const struct hm_json *at, struct hm_finding *finding)
{
    struct hm_json list, item;

    HM_TRY(hm_json_may(at, "related", JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list) && i < HM_RELATED_LIMIT; i++) {
        struct hm_related related = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(hm_report_in_text(reader, &item, "path", &related.path));
        HM_TRY(hm_report_in_text(reader, &item, "message", &related.message));
        HM_TRY(read_place(reader, &item, &related.place));
        hm_vec_add(reader->arena, &finding->related, related);
    }
    return HM_OK;
}

static enum hm_status
read_agreements(struct hm_report_in *reader, const struct hm_json *at, struct hm_finding *finding)
{
    struct hm_json list, item;
    struct hm_str tool, id;

    HM_TRY(hm_json_may(at, "agreedBy", JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list) && i < HM_REPORT_IN_ROWS_MAX; i++) {
        struct hm_agreement agreement = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(hm_report_in_text(reader, &item, "tool", &tool));
        HM_TRY(hm_report_in_text(reader, &item, "id", &id));
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
read_suppressions(struct hm_report_in *reader, const struct hm_json *at, struct hm_finding *finding)
{
    struct hm_json list, item;
    uint64_t line;

    HM_TRY(hm_json_may(at, "suppressedBy", JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list) && i < HM_REPORT_IN_ROWS_MAX; i++) {
        struct hm_suppression *made = hm_arena_new(reader->arena, struct hm_suppression, 1);
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        made->dialect = HM_SUPPRESS_SARIF;
        HM_TRY(hm_report_in_text(reader, &item, "id", &made->id));
        HM_TRY(hm_report_in_text(reader, &item, "path", &made->path));
        HM_TRY(hm_report_in_text(reader, &item, "reason", &made->reason));
        HM_TRY(hm_json_may_u64(&item, "line", HM_REPORT_IN_NUMBER_MAX, &line, reader->reterr));
        made->place.line = (uint32_t)line;
        hm_vec_add(reader->arena, &finding->suppressed_by, made);
    }
    return HM_OK;
}

static enum hm_status
read_target(struct hm_report_in *reader, const struct hm_json *at, struct hm_finding *finding)
{
    struct hm_str kind;

    HM_TRY(hm_json_need_str(at, "targetKind", &kind, reader->reterr));
    finding->target_kind = hm_str_eq(kind, "image")  ? HM_TARGET_IMAGE
                           : hm_str_eq(kind, "file") ? HM_TARGET_FILE
                                                     : HM_TARGET_REPOSITORY;
    return hm_json_may_bool(at, "inferredLocation", &finding->is_inferred, reader->reterr);
}

static enum hm_status
read_finding(struct hm_report_in *reader, const struct hm_json *at)
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
        HM_TRY(hm_report_in_text(reader, at, texts[i].key, texts[i].to));
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
    finding.rule = hm_report_in_rule(reader, tool, id);
    finding.is_hashed = true;
    hm_vec_add(reader->arena, &reader->report->findings, finding);
    return HM_OK;
}

static enum hm_status
read_notes(struct hm_report_in *reader, const struct hm_json *root)
{
    struct hm_json list, item;
    struct hm_str id;
    int level;

    HM_TRY(hm_report_in_list(reader, root, "notes", HM_REPORT_IN_ROWS_MAX, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        struct hm_note note = { 0 };
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(hm_report_in_text(reader, &item, "id", &id));
        HM_TRY(hm_report_in_text(reader, &item, "tool", &note.tool));
        HM_TRY(hm_report_in_text(reader, &item, "path", &note.path));
        HM_TRY(hm_report_in_text(reader, &item, "text", &note.text));
        HM_TRY(hm_report_in_word(reader, &item, "level", HM_NOTE_ERROR + 1, note_word, &level));
        note.level = (enum hm_note_level)level;
        note.id = hm_arena_c(reader->arena, id);
        hm_vec_add(reader->arena, &reader->report->notes, note);
    }
    return HM_OK;
}

enum hm_status
hm_report_in_json(struct hm_report_in *reader, const struct hm_json *root)
{
    hm_auto_json json_t *index = json_object();
    struct hm_json list, item;
    struct hm_str version;

    HM_TRY(hm_json_need_str(root, "formatVersion", &version, reader->reterr));
    if (!hm_str_eq(version, "1")) {
        return hm_json_error(root, reader->reterr,
                             "its formatVersion is not 1, the only one that is read");
    }
    HM_TRY(hm_report_in_text(reader, root, "startedAt", &reader->report->started_at));
    HM_TRY(hm_report_in_text(reader, root, "version", &version));
    reader->report->version = hm_arena_c(reader->arena, version);
    HM_TRY(hm_report_in_exit_code(reader, root));
    HM_TRY(index_rules(reader, root, index));
    HM_TRY(hm_report_in_parts(reader, root));
    HM_TRY(read_notes(reader, root));
    HM_TRY(hm_report_in_list(reader, root, "findings", HM_REPORT_IN_FINDINGS_MAX, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(read_finding(reader, &item));
    }
    return HM_OK;
}
