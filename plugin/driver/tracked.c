/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tracked.h"

#include <stdlib.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/context/git_index.h"
#include "plugin/context/sensitive_files.h"

struct search {
    const struct hm_rule *rule;
    const struct hm_ignore *excluded;
    const struct hm_input_tree *tree;
    struct hm_report *report; /* its given_files are sorted */
    struct hm_arena scratch;  /* for one file at a time */
    struct hm_buf text;
    HM_VEC(struct hm_given_file) reported; /* of variables: what they give is in the report */
    int folder;
};

static const struct hm_rule *
applied_rule(const struct hm_report *report)
{
    for (size_t i = 0; i < report->n_applied; i++) {
        if (strcmp(report->applied[i]->id, "HM4050") == 0) {
            return report->applied[i];
        }
    }
    return NULL;
}

/* --- what Compose projects name --- */

static int
compare_places(const void *left, const void *right)
{
    const struct hm_given_file *a = left;
    const struct hm_given_file *b = right;
    int order = hm_str_compare(a->by, b->by);

    if (order == 0) {
        order = (a->place.line > b->place.line) - (a->place.line < b->place.line);
    }
    return order != 0 ? order
                      : (a->place.column > b->place.column) - (a->place.column < b->place.column);
}

static int
compare_given(const void *left, const void *right)
{
    const struct hm_given_file *a = left;
    const struct hm_given_file *b = right;
    int order = hm_str_compare(a->path, b->path);

    if (order == 0) {
        order = (a->role > b->role) - (a->role < b->role);
    }
    return order != 0 ? order : compare_places(a, b);
}

/* The first of those with this path, which is the end of the name @p prefix + @p path; or NULL. */
static const struct hm_given_file *
find_given(const struct search *s, struct hm_str path)
{
    struct hm_str prefix = s->tree->prefix;
    size_t low = 0;
    size_t high = s->report->given_files.n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        struct hm_str name = s->report->given_files.p[mid].path;
        int order = hm_str_compare(hm_str_sub(name, 0, prefix.n), prefix);
        if (order == 0) {
            order = hm_str_compare(hm_str_from(name, prefix.n), path);
        }
        if (order < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    const struct hm_given_file *given = s->report->given_files.p + low;
    return low < s->report->given_files.n &&
                   hm_str_is(hm_str_sub(given->path, 0, prefix.n), prefix) &&
                   hm_str_is(hm_str_from(given->path, prefix.n), path)
               ? given
               : NULL;
}

/* The place says so too; a value of the file that was reported there is the same fault. */
static void
relate_given(struct search *s, const struct hm_given_file *given, struct hm_finding *finding)
{
    struct hm_related related = { .path = given->by,
                                  .place = given->place,
                                  .message = HM_S("The Compose project gives it to services.") };

    hm_finding_relate(&s->report->arena, finding, &related);
    if (given->role == HM_GIVEN_VARIABLES) {
        hm_vec_add(&s->report->arena, &s->reported, *given);
    }
}

static void
drop_reported(struct search *s)
{
    struct hm_report *report = s->report;
    size_t n = 0;

    if (s->reported.n == 0) {
        return;
    }
    qsort(s->reported.p, s->reported.n, sizeof s->reported.p[0], compare_places);
    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *f = &report->findings.p[i];
        struct hm_given_file at = { .by = f->path, .place = f->place };
        if (strcmp(f->rule->id, "HM6034") != 0 ||
            bsearch(&at, s->reported.p, s->reported.n, sizeof at, compare_places) == NULL) {
            report->findings.p[n++] = *f;
        }
    }
    report->findings.n = n;
}

/* --- files --- */

/* What lies in .git or .ssh needs no look; a history is in no index. */
static bool
is_wanted(void *ctx, struct hm_str path)
{
    enum hm_sensitive kind = hm_sensitive_path(path, NULL);

    if (find_given(ctx, path) != NULL) {
        return true;
    }
    return !hm_is_of_package(path) &&
           (kind == HM_FILE_CREDENTIAL || kind == HM_FILE_STATE || hm_content_may_tell(path));
}

/* Keys that tests need open nothing. */
static bool
is_of_tests(struct hm_str path)
{
    static const char *const folders[] = { "test",      "tests",   "testdata", "fixtures",
                                           "fixture",   "example", "examples", "spec",
                                           "__tests__", "e2e",     "mocks",    "samples",
                                           NULL };
    struct hm_str piece;

    while (hm_str_split(&path, '/', &piece)) {
        if (hm_str_in_nocase(piece, folders)) {
            return true;
        }
    }
    return false;
}

/* The value, so that nothing of it gets into the excerpt. */
static struct hm_span
span_of(const struct hm_source *source, uint32_t line)
{
    struct hm_str text = hm_source_line(source, line == 0 ? 1 : line);
    size_t equals = hm_str_find(text, '=');
    size_t from = equals < text.n ? equals + 1 : 0;

    if (line == 0 || text.p == NULL) {
        return (struct hm_span){ 0 };
    }
    return (struct hm_span){ .off = (uint32_t)((size_t)(text.p - source->text.p) + from),
                             .len = (uint32_t)(text.n - from) };
}

static bool
is_same_file(const struct search *s, const struct hm_given_file *next,
             const struct hm_given_file *given)
{
    return given != NULL && next < s->report->given_files.p + s->report->given_files.n &&
           hm_str_is(next->path, given->path);
}

static void
report_file(struct search *s, struct hm_str name, enum hm_content content,
            const struct hm_content_found *found, const struct hm_given_file *given)
{
    struct hm_sink sink = { .arena = &s->report->arena, .rule = s->rule };
    struct hm_source source;
    bool is_mild = content == HM_CONTENT_VALUES || is_of_tests(name);

    hm_source_init(&source, &s->scratch, name, hm_buf_str(&s->text));
    sink.source = &source;
    hm_find_secret(&sink, is_mild ? HM_SEV_LOW : s->rule->severity, span_of(&source, found->line),
                   "Git tracks %.*s, %s%s.", HM_FMT(name), found->what,
                   content == HM_CONTENT_VALUES ? " with values, none of which looks like a secret"
                                                : " that holds what nobody else should have");
    for (size_t i = 0; i < sink.findings.n; i++) {
        sink.findings.p[i].is_hashed = true;
        if (found->line == 0) {
            sink.findings.p[i].line_text = HM_S("");
        }
        for (const struct hm_given_file *g = given; is_same_file(s, g, given); g++) {
            relate_given(s, g, &sink.findings.p[i]);
        }
        hm_vec_add(&s->report->arena, &s->report->findings, sink.findings.p[i]);
    }
}

/* What a project does with a file says what it is, whatever its name. */
static enum hm_content
judge(struct hm_str path, struct hm_str text, const struct hm_given_file *given,
      struct hm_content_found *ret_found)
{
    bool is_env = given != NULL && given->role == HM_GIVEN_VARIABLES;
    enum hm_content content = hm_content_judge(is_env ? HM_S(".env") : path, text, ret_found);

    if (given == NULL || given->role != HM_GIVEN_SECRET || content == HM_CONTENT_SECRET) {
        return content;
    }
    if (content == HM_CONTENT_HARMLESS || !hm_content_is_value(text)) {
        return HM_CONTENT_HARMLESS;
    }
    *ret_found = (struct hm_content_found){ .what = "a secret of a Compose project" };
    return HM_CONTENT_SECRET;
}

static void
look_at(struct search *s, struct hm_str path)
{
    struct hm_content_found found = { 0 };
    struct hm_str name = hm_arena_concat(&s->scratch, s->tree->prefix, path);

    if (s->excluded != NULL && hm_ignore_matches(s->excluded, name) == HM_YES) {
        return;
    }
    hm_buf_clear(&s->text);
    if (!hm_read_head(s->folder, hm_arena_c(&s->scratch, path), HM_CONTENT_LIMIT, &s->text)) {
        return;
    }
    const struct hm_given_file *given = find_given(s, path);
    enum hm_content content = judge(path, hm_buf_str(&s->text), given, &found);
    if (content == HM_CONTENT_VALUES || content == HM_CONTENT_SECRET) {
        report_file(s, name, content, &found, given);
    }
}

static void
say_unread(struct search *s, const char *why)
{
    struct hm_not_evaluated *row = hm_vec_push(&s->report->arena, &s->report->not_evaluated);

    *row = (struct hm_not_evaluated){ .rule = s->rule,
                                      .path = s->tree->target,
                                      .reason = hm_arena_printf(&s->report->arena, "%s.", why) };
}

static void
look_below(struct search *s)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_git_index index = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = hm_git_index_read(&arena, s->tree->root, is_wanted, s, &index, &err);

    if (status == HM_E_NOT_FOUND) {
        return;
    }
    if (status != HM_OK) {
        say_unread(s, hm_arena_printf(&arena, "What git tracks could not be read: %s", err.text).p);
        return;
    }
    if (index.n_folders > 0) {
        say_unread(s, "A sparse checkout leaves out folders that git tracks");
    }
    for (int is_named = 1; is_named >= 0; is_named--) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < index.n_paths; i++) {
            if ((hm_sensitive_path(index.paths[i], NULL) != HM_FILE_PLAIN ||
                 find_given(s, index.paths[i]) != NULL) != is_named) {
                continue;
            }
            if (++n > HM_TRACKED_LOOKS) {
                say_unread(s, "Git tracks more files that may hold credentials than are read");
                break;
            }
            look_at(s, index.paths[i]);
            hm_arena_reset(&s->scratch);
        }
    }
}

void
hm_tracked_find(const struct hm_inputs *inputs, const struct hm_ignore *excluded,
                struct hm_report *report)
{
    struct search s = { .rule = applied_rule(report), .excluded = excluded, .report = report };

    if (report->given_files.n > 1) {
        qsort(report->given_files.p, report->given_files.n, sizeof report->given_files.p[0],
              compare_given);
    }
    for (size_t i = 0; s.rule != NULL && i < inputs->trees.n; i++) {
        s.tree = &inputs->trees.p[i];
        s.folder = s.tree->folder;
        if (!s.tree->is_file && s.folder >= 0) {
            look_below(&s);
        }
    }
    drop_reported(&s);
    hm_arena_done(&s.scratch);
    hm_buf_done(&s.text);
}
