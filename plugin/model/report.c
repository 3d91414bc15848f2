/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/report.h"

#include "plugin/model/pipeline.h"
#include "plugin/model/redact.h"
#include "plugin/model/workload.h"

/* Compares member by member until one differs. */
#define ORDER(expression)                                                                          \
    do {                                                                                           \
        int order_ = (expression);                                                                 \
        if (order_ != 0) {                                                                         \
            return order_;                                                                         \
        }                                                                                          \
    } while (0)
#define ORDER_STR(member) ORDER(hm_str_compare(a->member, b->member))
#define ORDER_NUM(member) ORDER((a->member > b->member) - (a->member < b->member))

static int
compare_c(const char *a, const char *b)
{
    return hm_str_compare(hm_str_c(a), hm_str_c(b));
}

static int
compare_rules(const struct hm_rule *a, const struct hm_rule *b)
{
    if (a == b) {
        return 0;
    }
    ORDER(compare_c(a->id, b->id));
    return compare_c(a->producer, b->producer);
}

static int
compare_findings(const void *left, const void *right)
{
    const struct hm_finding *a = left;
    const struct hm_finding *b = right;

    ORDER_STR(path);
    ORDER_NUM(place.line);
    ORDER_NUM(place.column);
    ORDER(compare_rules(a->rule, b->rule));
    ORDER_STR(message);
    ORDER_NUM(target_kind);
    ORDER_STR(target);
    ORDER_STR(package);
    ORDER_STR(version);
    ORDER_STR(advisory);
    ORDER_STR(purl);
    ORDER_STR(stage);
    ORDER_STR(subject);
    ORDER_NUM(place.end_line);
    ORDER_NUM(place.end_column);
    ORDER_NUM(severity);
    ORDER_STR(score);
    ORDER_STR(fixed_in);
    ORDER_STR(url);
    ORDER_NUM(aliases.n);
    for (size_t i = 0; i < a->aliases.n; i++) {
        ORDER_STR(aliases.p[i]);
    }
    return 0;
}

void
hm_ratings_add(struct hm_ratings *to, struct hm_rating rating)
{
    for (uint32_t i = 0; i < to->n; i++) {
        struct hm_rating *known = &to->list[i];
        if (strcmp(known->source, rating.source) == 0) {
            known->severity = rating.severity > known->severity ? rating.severity : known->severity;
            known->tenths = rating.tenths > known->tenths ? rating.tenths : known->tenths;
            known->is_vendors |= rating.is_vendors;
            known->is_exploited |= rating.is_exploited;
            return;
        }
    }
    if (to->n < HM_RATINGS_LIMIT) {
        to->list[to->n++] = rating;
    }
}

void
hm_finding_rate(struct hm_arena *arena, struct hm_finding *finding,
                const struct hm_ratings *ratings)
{
    struct hm_rating *list = hm_arena_new(arena, struct hm_rating, ratings->n);

    for (uint32_t i = 0; i < ratings->n; i++) {
        list[i] = ratings->list[i];
    }
    finding->ratings = list;
    finding->n_ratings = ratings->n;
}

bool
hm_finding_is_exploited(const struct hm_finding *finding)
{
    for (uint32_t i = 0; i < finding->n_ratings; i++) {
        if (finding->ratings[i].is_exploited) {
            return true;
        }
    }
    return false;
}

void
hm_finding_relate(struct hm_arena *arena, struct hm_finding *finding,
                  const struct hm_related *related)
{
    for (size_t i = 0; i < finding->related.n; i++) {
        const struct hm_related *known = &finding->related.p[i];
        if (known->place.line == related->place.line &&
            known->place.column == related->place.column && hm_str_is(known->path, related->path) &&
            hm_str_is(known->message, related->message)) {
            return;
        }
    }
    if (finding->related.n < HM_RELATED_LIMIT) {
        hm_vec_add(arena, &finding->related, *related);
    }
}

void
hm_finding_add_alias(struct hm_arena *arena, struct hm_finding *finding, struct hm_str id)
{
    size_t at = 0;

    while (at < finding->aliases.n && hm_str_compare(finding->aliases.p[at], id) < 0) {
        at++;
    }
    if (hm_str_is(id, finding->advisory) || finding->aliases.n == HM_ALIASES_LIMIT ||
        (at < finding->aliases.n && hm_str_is(finding->aliases.p[at], id))) {
        return;
    }
    (void)hm_vec_push(arena, &finding->aliases);
    for (size_t i = finding->aliases.n - 1; i > at; i--) {
        finding->aliases.p[i] = finding->aliases.p[i - 1];
    }
    finding->aliases.p[at] = id;
}

void
hm_finding_add_image(struct hm_arena *arena, struct hm_finding *finding, struct hm_str image)
{
    size_t at = 0;

    while (at < finding->images.n && hm_str_compare(finding->images.p[at], image) < 0) {
        at++;
    }
    if (image.n == 0 || finding->images.n == HM_IMAGES_LIMIT ||
        (at < finding->images.n && hm_str_is(finding->images.p[at], image))) {
        return;
    }
    (void)hm_vec_push(arena, &finding->images);
    for (size_t i = finding->images.n - 1; i > at; i--) {
        finding->images.p[i] = finding->images.p[i - 1];
    }
    finding->images.p[at] = hm_redact(arena, hm_arena_str(arena, image));
}

static int
compare_notes(const void *left, const void *right)
{
    const struct hm_note *a = left;
    const struct hm_note *b = right;

    ORDER((a->level < b->level) - (a->level > b->level));
    ORDER_STR(tool);
    ORDER_STR(path);
    ORDER(compare_c(a->id, b->id));
    return hm_str_compare(a->text, b->text);
}

static int
compare_ledger(const void *left, const void *right)
{
    const struct hm_ledger_row *a = left;
    const struct hm_ledger_row *b = right;
    bool a_is_own = hm_str_eq(a->tool, "hullmark");
    bool b_is_own = hm_str_eq(b->tool, "hullmark");

    ORDER(b_is_own - a_is_own);
    ORDER_STR(tool);
    ORDER_STR(task);
    ORDER_STR(target);
    ORDER_NUM(state);
    ORDER_STR(version);
    ORDER_NUM(exit_code);
    return hm_str_compare(a->reason, b->reason);
}

static int
compare_evidence(const void *left, const void *right)
{
    const struct hm_evidence *a = left;
    const struct hm_evidence *b = right;

    ORDER_STR(subject);
    ORDER(compare_c(a->kind, b->kind));
    ORDER_STR(digest);
    ORDER_NUM(proof);
    return hm_str_compare(a->detail, b->detail);
}

static int
compare_not_evaluated(const void *left, const void *right)
{
    const struct hm_not_evaluated *a = left;
    const struct hm_not_evaluated *b = right;

    ORDER_STR(path);
    ORDER_NUM(line);
    ORDER(compare_rules(a->rule, b->rule));
    return hm_str_compare(a->reason, b->reason);
}

static int
compare_paths(const void *left, const void *right)
{
    const struct hm_str *a = left;
    const struct hm_str *b = right;

    return hm_str_compare(*a, *b);
}

static int
compare_outlines(const void *left, const void *right)
{
    const struct hm_outline *a = left;
    const struct hm_outline *b = right;

    return hm_str_compare(a->path, b->path);
}

typedef int compare_fn(const void *left, const void *right);

/* Most lists are in order already: workers hand in files, and the report is sorted more than once.
 */
static void
sort(void *p, size_t n, size_t size, compare_fn *compare)
{
    const char *at = p;

    for (size_t i = 1; i < n; i++, at += size) {
        if (compare(at, at + size) > 0) {
            qsort(p, n, size, compare);
            return;
        }
    }
}

#define SORT(vec, compare) sort((vec).p, (vec).n, sizeof *(vec).p, (compare))

static void
drop_repeated_notes(struct hm_report *report)
{
    size_t n = 0;

    for (size_t i = 0; i < report->notes.n; i++) {
        if (n == 0 || compare_notes(&report->notes.p[n - 1], &report->notes.p[i]) != 0) {
            report->notes.p[n++] = report->notes.p[i];
        }
    }
    report->notes.n = n;
}

void
hm_findings_sort(struct hm_finding *findings, size_t n)
{
    sort(findings, n, sizeof *findings, compare_findings);
}

void
hm_report_sort(struct hm_report *report)
{
    SORT(report->findings, compare_findings);
    SORT(report->notes, compare_notes);
    SORT(report->ledger, compare_ledger);
    SORT(report->evidence, compare_evidence);
    SORT(report->not_evaluated, compare_not_evaluated);
    SORT(report->paths, compare_paths);
    SORT(report->outlines, compare_outlines);
    drop_repeated_notes(report);
}

void
hm_report_note(struct hm_report *report, enum hm_note_level level, const char *id,
               struct hm_str tool, struct hm_str path, const char *fmt, ...)
{
    struct hm_arena *arena = &report->arena;
    va_list ap;

    va_start(ap, fmt);
    struct hm_str text = hm_arena_vprintf(arena, fmt, ap);
    va_end(ap);
    struct hm_note note = {
        .level = level,
        .id = hm_arena_c(arena, hm_str_c(id)),
        .tool = hm_arena_str(arena, tool),
        .path = hm_arena_str(arena, path),
        .text = hm_redact(arena, text),
    };
    hm_vec_add(arena, &report->notes, note);
}

struct hm_ledger_row *
hm_report_ledger(struct hm_report *report)
{
    return hm_vec_push(&report->arena, &report->ledger);
}

void
hm_report_fail(struct hm_report *report, const char *task, struct hm_str target, const char *fmt,
               ...)
{
    struct hm_ledger_row *row = hm_report_ledger(report);
    va_list ap;

    va_start(ap, fmt);
    row->tool = HM_S("hullmark");
    row->version = HM_S(HM_VERSION);
    row->task = hm_str_c(task);
    row->target = target;
    row->state = HM_LEDGER_FAILED;
    row->reason = hm_arena_vprintf(&report->arena, fmt, ap);
    va_end(ap);
}

/* The first sink's list becomes the report's; those of the others are copied, then dropped. */
#define TAKE(report, sink, list)                                                                   \
    do {                                                                                           \
        if ((report)->list.n == 0) {                                                               \
            memcpy(&(report)->list, &(sink)->list, sizeof(report)->list);                          \
        } else {                                                                                   \
            for (size_t i_ = 0; i_ < (sink)->list.n; i_++) {                                       \
                hm_vec_add(&(report)->arena, &(report)->list, (sink)->list.p[i_]);                 \
            }                                                                                      \
            hm_arena_drop(&(report)->arena, (sink)->list.p,                                        \
                          (sink)->list.cap * sizeof *(sink)->list.p);                              \
        }                                                                                          \
        memset(&(sink)->list, 0, sizeof(sink)->list);                                              \
    } while (0)

void
hm_report_take(struct hm_report *report, struct hm_sink *sink)
{
    if (hm_sink_kept(sink) != &report->arena) {
        hm_arena_adopt(&report->arena, hm_sink_kept(sink));
        sink->kept = &report->arena;
    }
    TAKE(report, sink, findings);
    TAKE(report, sink, not_evaluated);
    TAKE(report, sink, outlines);
    TAKE(report, sink, suppressions);
    TAKE(report, sink, products);
    TAKE(report, sink, deployments);
    TAKE(report, sink, pods);
    TAKE(report, sink, kube_accounts);
    TAKE(report, sink, flows);
    TAKE(report, sink, called);
    TAKE(report, sink, given_files);
}

static const struct hm_lines *
copy_stages(struct hm_arena *arena, const struct hm_dockerfile *file)
{
    struct hm_lines *lines = hm_arena_new(arena, struct hm_lines, file->n_stages);

    for (uint32_t i = 0; i < file->n_stages; i++) {
        const struct hm_stage *stage = &file->stages[i];
        const struct hm_instruction *last =
            stage->end > stage->first ? &file->instructions[stage->end - 1] : stage->from;
        lines[i] = (struct hm_lines){
            .name = stage->name.n > 0 ? hm_redact(arena, hm_arena_str(arena, stage->name))
                                      : hm_arena_printf(arena, "%u", (unsigned)stage->index),
            .line = stage->from->line,
            .end_line = last->end_line,
        };
    }
    return lines;
}

void
hm_sink_outline(struct hm_sink *sink, const struct hm_dockerfile *file)
{
    struct hm_arena *arena = hm_sink_kept(sink);
    struct hm_lines *lines = hm_arena_new(arena, struct hm_lines, file->n_instructions);

    for (uint32_t i = 0; i < file->n_instructions; i++) {
        lines[i].line = file->instructions[i].line;
        lines[i].end_line = file->instructions[i].end_line;
    }
    struct hm_outline outline = {
        .path = hm_arena_str(arena, file->source->path),
        .stages = copy_stages(arena, file),
        .n_stages = file->n_stages,
        .instructions = lines,
        .n_instructions = file->n_instructions,
        .target = file->target,
    };
    hm_vec_add(arena, &sink->outlines, outline);
}

static int
compare_lines(const void *left, const void *right)
{
    const struct hm_lines *a = left;
    const struct hm_lines *b = right;

    return (a->line > b->line) - (a->line < b->line);
}

static struct hm_lines
job_lines(struct hm_arena *arena, const struct hm_source *source, const struct hm_job *job)
{
    struct hm_place place = hm_source_place(source, hm_span_join(job->span, job->body));

    return (struct hm_lines){ .name = hm_redact(arena, hm_arena_str(arena, job->name)),
                              .line = place.line,
                              .end_line = place.end_line };
}

void
hm_sink_outline_manifests(struct hm_sink *sink, const struct hm_manifests *manifests,
                          bool with_hash)
{
    struct hm_arena *arena = hm_sink_kept(sink);

    for (uint32_t i = 0; i < manifests->n_sources; i++) {
        const struct hm_source *source = manifests->sources[i];
        uint32_t n_jobs = manifests->pipeline == NULL ? 0 : manifests->pipeline->n_jobs;
        struct hm_lines *lines = hm_arena_new(
            arena, struct hm_lines, manifests->n_services + manifests->n_workloads + n_jobs);
        uint32_t n = 0;
        for (uint32_t k = 0; k < manifests->n_services; k++) {
            const struct hm_service *service = &manifests->services[k];
            if (hm_manifests_source(manifests, service->span) != source) {
                continue;
            }
            struct hm_place place =
                hm_source_place(source, hm_span_join(service->span, service->body));
            lines[n++] =
                (struct hm_lines){ .name = hm_redact(arena, hm_arena_str(arena, service->name)),
                                   .line = place.line,
                                   .end_line = place.end_line };
        }
        for (uint32_t k = 0; k < manifests->n_workloads; k++) {
            const struct hm_workload *workload = &manifests->workloads[k];
            struct hm_place place = hm_source_place(source, workload->body);
            struct hm_str name = hm_arena_printf(arena, "%.*s/%.*s", HM_FMT(workload->kind),
                                                 HM_FMT(workload->name.text));
            lines[n++] = (struct hm_lines){ .name = hm_redact(arena, name),
                                            .line = place.line,
                                            .end_line = place.end_line };
        }
        for (uint32_t k = 0; k < n_jobs; k++) {
            const struct hm_job *job = &manifests->pipeline->jobs[k];
            if (hm_manifests_source(manifests, job->span) == source) {
                lines[n++] = job_lines(arena, source, job);
            }
        }
        if (n > 1) {
            qsort(lines, n, sizeof *lines, compare_lines);
        }
        struct hm_outline outline = { .path = hm_arena_str(arena, source->path),
                                      .stages = lines,
                                      .n_stages = n,
                                      .target = HM_NONE,
                                      .text_hash = with_hash ? hm_str_hash(source->text) : 0 };
        hm_vec_add(arena, &sink->outlines, outline);
    }
}

void
hm_sink_suppressions(struct hm_sink *sink, const struct hm_suppressions *asked)
{
    struct hm_arena *kept = hm_sink_kept(sink);

    for (uint32_t i = 0; asked != NULL && i < asked->n; i++) {
        hm_vec_add(kept, &sink->suppressions, hm_suppression_copy(kept, &asked->list[i]));
    }
}

const struct hm_outline *
hm_report_outline(const struct hm_report *report, struct hm_str path)
{
    size_t low = 0;
    size_t high = report->outlines.n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = hm_str_compare(report->outlines.p[mid].path, path);
        if (order == 0) {
            return &report->outlines.p[mid];
        }
        if (order < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return NULL;
}

const struct hm_lines *
hm_lines_find(const struct hm_lines *lines, uint32_t n, uint32_t line)
{
    uint32_t low = 0;
    uint32_t high = n;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (lines[mid].end_line < line) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < n && lines[low].line <= line ? &lines[low] : NULL;
}

static const char *
word_of(const char *const *words, size_t n, size_t index)
{
    return index < n ? words[index] : "unknown";
}

#define WORD(value, ...)                                                                           \
    do {                                                                                           \
        static const char *const words_[] = { __VA_ARGS__ };                                       \
        return word_of(words_, sizeof words_ / sizeof words_[0], (size_t)(value));                 \
    } while (0)

const char *
hm_note_word(enum hm_note_level level)
{
    WORD(level, [HM_NOTE_INFO] = "note", [HM_NOTE_WARNING] = "warning", [HM_NOTE_ERROR] = "error");
}

const char *
hm_ledger_word(enum hm_ledger_state state)
{
    WORD(state, [HM_LEDGER_DONE] = "done", [HM_LEDGER_FAILED] = "failed",
         [HM_LEDGER_SKIPPED] = "skipped", [HM_LEDGER_NOT_APPLICABLE] = "not-applicable");
}

bool
hm_ledger_lacks_code(const struct hm_ledger_row *row)
{
    return row->has_exit_code && row->exit_code != 0 && !hm_str_starts(row->reason, "exit code ");
}

const char *
hm_proof_word(enum hm_proof proof)
{
    WORD(proof, [HM_PROOF_VERIFIED] = "verified", [HM_PROOF_WRONG] = "wrong",
         [HM_PROOF_ABSENT] = "absent", [HM_PROOF_UNVERIFIABLE] = "unverifiable",
         [HM_PROOF_ACCEPTED] = "accepted", [HM_PROOF_STATED] = "stated",
         [HM_PROOF_UNCOVERED] = "no-rule");
}

const char *
hm_verdict_word(enum hm_verdict verdict)
{
    WORD(verdict, [HM_VERDICT_PASS] = "pass", [HM_VERDICT_FAIL] = "fail",
         [HM_VERDICT_INCOMPLETE] = "incomplete");
}

void
hm_report_done(struct hm_report *report)
{
    hm_arena_done(&report->arena);
    *report = (struct hm_report){ 0 };
}
