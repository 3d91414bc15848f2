/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/ignore_file.h"

#include "plugin/base/yaml.h"
#include "plugin/model/image_pattern.h"

struct reader {
    struct hm_arena *arena;
    const struct hm_source *source;
    struct hm_str scope;
    struct hm_ignore_file *file;
};

static void remark(struct reader *reader, const char *fmt, ...) HM_PRINTF(2, 3);

static void
remark(struct reader *reader, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    hm_vec_add(reader->arena, &reader->file->remarks, hm_arena_vprintf(reader->arena, fmt, ap));
    va_end(ap);
}

/* NULL past the limit, which is said once. */
static struct hm_suppression *
add(struct reader *reader, enum hm_suppression_dialect dialect, struct hm_str id,
    struct hm_span span)
{
    if (reader->file->list.n >= HM_IGNORE_FILE_LIMIT) {
        if (reader->file->list.n == HM_IGNORE_FILE_LIMIT && reader->file->remarks.n == 0) {
            remark(reader, "Only the first %u entries count.", HM_IGNORE_FILE_LIMIT);
        }
        return NULL;
    }
    struct hm_suppression *added = hm_vec_push(reader->arena, &reader->file->list);
    *added = (struct hm_suppression){
        .dialect = dialect,
        .is_external = true,
        .id = id,
        .path = reader->source->path,
        .place = hm_source_place(reader->source, span),
        .off = span.off,
        .scope = reader->scope,
    };
    return added;
}

/* --- .trivyignore --- */

/* In its files, unlike in comments, Trivy's last day is the one before. */
static uint32_t
day_before(uint32_t day)
{
    uint32_t month = day / 100;
    uint32_t before = day - 1;
    char text[16];

    for (uint32_t last = 31; before / 100 != month || before % 100 == 0; last--) {
        uint32_t earlier = month % 100 == 1 ? month - 100 + 11 : month - 1;
        before = earlier * 100 + last;
        if (hm_day_parse(hm_str_c(hm_day_text(before, text)), &before)) {
            break;
        }
    }
    return before;
}

static struct hm_str
take_field(struct hm_str *rest)
{
    size_t n = 0;

    *rest = hm_str_trim(*rest);
    while (n < rest->n && !hm_is_space(rest->p[n])) {
        n++;
    }
    struct hm_str field = hm_str_sub(*rest, 0, n);
    *rest = hm_str_from(*rest, n);
    return field;
}

static void
read_trivy_line(struct reader *reader, struct hm_str line, uint32_t number)
{
    size_t hash = hm_str_find(line, '#');
    struct hm_str reason = hm_str_trim(hm_str_from(line, hash + 1));
    struct hm_str rest = hm_str_sub(line, 0, hash);
    struct hm_str id = take_field(&rest);
    uint32_t until = 0;

    for (struct hm_str field = take_field(&rest); field.n > 0; field = take_field(&rest)) {
        if (hm_str_starts(field, "exp:") && !hm_day_parse(hm_str_from(field, 4), &until)) {
            remark(reader, "Line %u has no effect: its exp: is no day of the form 2027-01-31.",
                   (unsigned)number);
            return;
        }
    }
    if (id.n == 0) {
        return;
    }
    if (hm_str_find(id, '*') < id.n) {
        remark(reader, "Line %u has no effect: Trivy takes no '*' in this file.", (unsigned)number);
        return;
    }
    struct hm_span span = { .off = (uint32_t)(id.p - reader->source->text.p),
                            .len = (uint32_t)id.n };
    struct hm_suppression *added = add(reader, HM_SUPPRESS_TRIVY, id, span);
    if (added != NULL) {
        added->until = until == 0 ? 0 : day_before(until);
        added->reason = reason;
    }
}

static void
read_trivy(struct reader *reader)
{
    for (uint32_t line = 1; line <= reader->source->n_lines; line++) {
        read_trivy_line(reader, hm_source_line(reader->source, line), line);
    }
}

/* --- YAML --- */

static struct hm_span
span_of(const struct hm_yaml *value)
{
    return (struct hm_span){ .off = value->off, .len = value->len };
}

static enum hm_status
add_texts(struct reader *reader, enum hm_suppression_dialect dialect, const struct hm_yaml *list,
          struct hm_err *reterr)
{
    for (uint32_t i = 0; list != NULL && i < list->n; i++) {
        enum hm_status status = hm_yaml_expect(list->items[i], HM_YAML_TEXT, reterr);
        if (status != HM_OK) {
            return status;
        }
        (void)add(reader, dialect, list->items[i]->text, span_of(list->items[i]));
    }
    return HM_OK;
}

/* A registry, "*.gcr.io" and "*" included, as hadolint has it: nothing of a path in it counts. */
static enum hm_status
add_trusted(struct reader *reader, const struct hm_yaml *list, struct hm_err *reterr)
{
    struct hm_err why = { 0 };

    for (uint32_t i = 0; list != NULL && i < list->n; i++) {
        enum hm_status status = hm_yaml_expect(list->items[i], HM_YAML_TEXT, reterr);
        if (status != HM_OK) {
            return status;
        }
        struct hm_str registry = list->items[i]->text;
        struct hm_str pattern = hm_arena_printf(reader->arena, "%.*s/**", HM_FMT(registry));
        if (reader->file->trusted.n >= HM_IGNORE_FILE_LIMIT ||
            hm_str_find(registry, '/') < registry.n ||
            hm_image_pattern_check(pattern, &why) != HM_OK) {
            remark(reader,
                   "The entry in line %u of trustedRegistries has no effect: it is no "
                   "registry.",
                   (unsigned)list->items[i]->line);
        } else {
            hm_vec_add(reader->arena, &reader->file->trusted, pattern);
        }
    }
    return HM_OK;
}

static enum hm_status
read_hadolint(struct reader *reader, const struct hm_yaml *top, struct hm_err *reterr)
{
    static const char *const left[] = { "override", "failure-threshold", "label-schema",
                                        "strict-labels", "no-fail" };
    const struct hm_yaml *trusted = NULL;
    const struct hm_yaml *ignored = NULL;
    const struct hm_yaml *pragma = NULL;
    enum hm_status status = hm_yaml_may(top, "ignored", HM_YAML_LIST, &ignored, reterr);

    if (status == HM_OK) {
        status = hm_yaml_may(top, "disable-ignore-pragma", HM_YAML_BOOL, &pragma, reterr);
    }
    if (status == HM_OK) {
        status = hm_yaml_may(top, "trustedRegistries", HM_YAML_LIST, &trusted, reterr);
    }
    if (status == HM_OK) {
        status = add_texts(reader, HM_SUPPRESS_HADOLINT, ignored, reterr);
    }
    if (status == HM_OK) {
        status = add_trusted(reader, trusted, reterr);
    }
    reader->file->are_comments_off = pragma != NULL && pragma->is_true;
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        if (hm_yaml_get(top, left[i]) != NULL) {
            remark(reader, "%s steers hadolint and has no effect on hullmark.", left[i]);
        }
    }
    return status;
}

/* skip-check: a list, or one text with commas. */
static enum hm_status
read_checkov(struct reader *reader, const struct hm_yaml *top, struct hm_err *reterr)
{
    const struct hm_yaml *skipped = hm_yaml_get(top, "skip-check");
    struct hm_str id;

    if (skipped == NULL || skipped->kind == HM_YAML_NULL) {
        return HM_OK;
    }
    if (skipped->kind == HM_YAML_TEXT) {
        struct hm_str rest = skipped->text;
        while (hm_str_split(&rest, ',', &id)) {
            id = hm_str_trim(id);
            if (id.n > 0) {
                (void)add(reader, HM_SUPPRESS_CHECKOV, id, span_of(skipped));
            }
        }
        return HM_OK;
    }
    enum hm_status status = hm_yaml_expect(skipped, HM_YAML_LIST, reterr);
    return status == HM_OK ? add_texts(reader, HM_SUPPRESS_CHECKOV, skipped, reterr) : status;
}

/* One entry for each of its paths. */
static enum hm_status
read_trivy_entry(struct reader *reader, const struct hm_yaml *entry, struct hm_err *reterr)
{
    const struct hm_yaml *paths = NULL;
    struct hm_str end = { 0 };
    struct hm_str statement = { 0 };
    uint32_t until = 0;
    enum hm_status status = hm_yaml_may(entry, "paths", HM_YAML_LIST, &paths, reterr);

    if (status == HM_OK) {
        status = hm_yaml_may_text(entry, "expired_at", &end, reterr);
    }
    if (status == HM_OK) {
        status = hm_yaml_may_text(entry, "statement", &statement, reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    const struct hm_yaml *id = hm_yaml_get(entry, "id");
    if (id == NULL || id->kind != HM_YAML_TEXT || id->text.n == 0) {
        return hm_yaml_error(entry, reterr, "the entry has no id");
    }
    if (end.n > 0 && !hm_day_parse(end, &until)) {
        return hm_yaml_error(entry, reterr, "expired_at is no day of the form 2027-01-31");
    }
    if (hm_yaml_get(entry, "purls") != NULL || hm_str_find(id->text, '*') < id->text.n) {
        remark(reader,
               "The entry in line %u has no effect: hullmark reads no purls and no '*' here.",
               (unsigned)entry->line);
        return HM_OK;
    }
    for (uint32_t i = 0; i < (paths == NULL ? 1 : paths->n); i++) {
        if (paths != NULL) {
            status = hm_yaml_expect(paths->items[i], HM_YAML_TEXT, reterr);
        }
        struct hm_suppression *added =
            status == HM_OK ? add(reader, HM_SUPPRESS_TRIVY, id->text, span_of(id)) : NULL;
        if (added == NULL) {
            return status;
        }
        added->pattern = paths == NULL ? hm_str_make(NULL, 0) : paths->items[i]->text;
        added->until = until == 0 ? 0 : day_before(until);
        added->reason = statement;
        added->wants_reason = true;
    }
    return HM_OK;
}

static enum hm_status
read_trivy_yaml(struct reader *reader, const struct hm_yaml *top, struct hm_err *reterr)
{
    static const char *const kinds[] = { "vulnerabilities", "misconfigurations", "secrets" };

    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        const struct hm_yaml *list = NULL;
        enum hm_status status = hm_yaml_may(top, kinds[k], HM_YAML_LIST, &list, reterr);
        for (uint32_t i = 0; status == HM_OK && list != NULL && i < list->n; i++) {
            status = read_trivy_entry(reader, list->items[i], reterr);
        }
        if (status != HM_OK) {
            return status;
        }
    }
    return HM_OK;
}

enum hm_status
hm_ignore_file_read(struct hm_arena *arena, enum hm_ignore_file_kind kind,
                    const struct hm_source *source, struct hm_str scope,
                    struct hm_ignore_file *ret_file, struct hm_err *reterr)
{
    struct hm_ignore_file file = { 0 };
    struct reader reader = { .arena = arena, .source = source, .scope = scope, .file = &file };
    struct hm_yaml_stream stream = { 0 };
    enum hm_status status = HM_OK;

    if (kind == HM_IGNORE_FILE_TRIVY) {
        read_trivy(&reader);
        *ret_file = file;
        return HM_OK;
    }
    status = hm_yaml_parse(arena, source->text, &stream, NULL, reterr);
    if (status == HM_OK && stream.n > 0 && stream.documents[0]->kind != HM_YAML_NULL) {
        const struct hm_yaml *top = stream.documents[0];
        status = hm_yaml_expect(top, HM_YAML_MAP, reterr);
        if (status == HM_OK) {
            status = kind == HM_IGNORE_FILE_HADOLINT  ? read_hadolint(&reader, top, reterr)
                     : kind == HM_IGNORE_FILE_CHECKOV ? read_checkov(&reader, top, reterr)
                                                      : read_trivy_yaml(&reader, top, reterr);
        }
    }
    if (status == HM_OK) {
        *ret_file = file;
    }
    return status;
}
