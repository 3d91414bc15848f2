/* SPDX-License-Identifier: Apache-2.0 */
/* hm_find and its kin (rule.h): what a rule says becomes a finding with place, excerpt and subject.
 */
#include "plugin/model/report.h"

#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "plugin/model/pipeline.h"
#include "plugin/model/redact.h"
#include "plugin/model/workload.h"

enum {
    MESSAGE_LIMIT = 1000,
    LINE_LIMIT = 1000,    /* bytes of an excerpt */
    LINE_MARGIN = 3000,   /* read besides, so that a token at the excerpt's end is seen whole */
    SUBJECT_LIMIT = 1000, /* longer ones end in a hash of the whole */
};

/* --- at most once per rule and span --- */

static uint64_t
key_of(const struct hm_rule *rule, struct hm_span span, bool is_finding)
{
    uint64_t parts[3] = { (uint64_t)(uintptr_t)rule, ((uint64_t)span.off << 32) | span.len,
                          is_finding };
    uint64_t key = hm_str_hash(hm_str_make((const char *)parts, sizeof parts));

    return key == 0 ? 1 : key;
}

static bool
insert(uint64_t *table, size_t cap, uint64_t key)
{
    size_t at = (size_t)key & (cap - 1);

    while (table[at] != 0 && table[at] != key) {
        at = (at + 1) & (cap - 1);
    }
    if (table[at] == key) {
        return false;
    }
    table[at] = key;
    return true;
}

/* Sources that share a sink have the same offsets, so a new source starts a new table. */
static bool
is_first(struct hm_sink *out, struct hm_span span, bool is_finding)
{
    if (2 * (out->n_seen + 1) > out->cap_seen) {
        size_t cap = out->cap_seen == 0 ? 64 : 2 * out->cap_seen;
        uint64_t *table = hm_arena_new(hm_sink_kept(out), uint64_t, cap);
        for (size_t i = 0; i < out->cap_seen; i++) {
            if (out->seen[i] != 0) {
                (void)insert(table, cap, out->seen[i]);
            }
        }
        out->seen = table;
        out->cap_seen = cap;
    }
    if (!insert(out->seen, out->cap_seen, key_of(out->rule, span, is_finding))) {
        return false;
    }
    out->n_seen++;
    return true;
}

static void
follow_source(struct hm_sink *out)
{
    bool is_of_same_manifest =
        out->kept_source != NULL && out->visit != NULL && out->visit->manifests != NULL;

    if (out->kept_source == out->source) {
        return;
    }
    out->kept_source = out->source;
    out->kept_path =
        out->source == NULL ? hm_str_c("") : hm_arena_str(hm_sink_kept(out), out->source->path);
    out->kept_line = 0;
    if (is_of_same_manifest) {
        return;
    }
    out->kept_for = NULL;
    out->kept_stage = NULL;
    out->counts.n = 0;
    out->n_seen = 0;
    if (out->cap_seen > 0) {
        memset(out->seen, 0, out->cap_seen * sizeof *out->seen);
    }
}

/* A manifest may be of several files: the span says which. */
static void
enter(struct hm_sink *out, struct hm_span span)
{
    if (out->visit != NULL && out->visit->manifests != NULL) {
        out->source = hm_manifests_source(out->visit->manifests, span);
    }
    follow_source(out);
}

static uint32_t
count(struct hm_sink *out)
{
    for (size_t i = 0; i < out->counts.n; i++) {
        if (out->counts.p[i].rule == out->rule) {
            return ++out->counts.p[i].n;
        }
    }
    hm_vec_add(hm_sink_kept(out), &out->counts,
               ((struct hm_rule_count){ .rule = out->rule, .n = 1 }));
    return 1;
}

/* Whether the rule may still speak in this file. Where it may not any more, that is listed. */
static bool
is_within_limit(struct hm_sink *out, struct hm_span span)
{
    uint32_t n = count(out);

    if (n == HM_FINDINGS_PER_RULE + 1) {
        hm_vec_add(hm_sink_kept(out), &out->not_evaluated,
                   ((struct hm_not_evaluated){
                       .rule = out->rule,
                       .path = out->kept_path,
                       .line = out->source == NULL ? 0 : hm_source_line_of(out->source, span.off),
                       .reason = hm_arena_printf(hm_sink_kept(out),
                                                 "This rule has more than %u findings in the file; "
                                                 "from here on they are left out.",
                                                 HM_FINDINGS_PER_RULE),
                   }));
    }
    return n <= HM_FINDINGS_PER_RULE;
}

/* --- where in the file's structure --- */

static const struct hm_instruction *
instruction_at(const struct hm_dockerfile *file, uint32_t off)
{
    uint32_t low = 0;
    uint32_t high = file == NULL ? 0 : file->n_instructions;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (file->instructions[mid].span.off <= off) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    if (low == 0) {
        return NULL;
    }
    const struct hm_instruction *inst = &file->instructions[low - 1];
    return off - inst->span.off < inst->span.len ? inst : NULL;
}

static struct hm_str
stage_name(struct hm_sink *out, const struct hm_instruction *inst)
{
    const struct hm_visit *at = out->visit;
    const struct hm_stage *stage = at->stage;

    if (inst != NULL && inst->stage < at->file->n_stages) {
        stage = &at->file->stages[inst->stage];
    }
    if (stage == NULL) {
        return hm_str_c("");
    }
    if (out->kept_stage != stage) {
        out->kept_stage = stage;
        out->kept_stage_name =
            stage->name.n > 0
                ? hm_redact(hm_sink_kept(out), hm_arena_str(hm_sink_kept(out), stage->name))
                : hm_arena_printf(hm_sink_kept(out), "%u", stage->index);
    }
    return out->kept_stage_name;
}

/* The job that is looked at, or that the span lies in. */
static const struct hm_job *
job_of(const struct hm_visit *at, struct hm_span span)
{
    for (uint32_t i = 0; at->job == NULL && at->pipeline != NULL && i < at->pipeline->n_jobs; i++) {
        const struct hm_job *job = &at->pipeline->jobs[i];
        struct hm_span whole = hm_span_join(job->span, job->body);
        if (span.off >= whole.off && span.off - whole.off < whole.len) {
            return job;
        }
    }
    return at->job;
}

/* The service, workload or job that is looked at. */
static struct hm_str
part_name(struct hm_sink *out, struct hm_span span)
{
    const struct hm_visit *at = out->visit;
    struct hm_arena *kept = hm_sink_kept(out);

    if (at->service != NULL) {
        return hm_redact(kept, hm_arena_str(kept, at->service->name));
    }
    if (at->workload != NULL) {
        return hm_redact(kept, hm_arena_printf(kept, "%.*s/%.*s", HM_FMT(at->workload->kind),
                                               HM_FMT(at->workload->name.text)));
    }
    const struct hm_job *job = job_of(at, span);
    return job == NULL ? hm_str_c("") : hm_redact(kept, hm_arena_str(kept, job->name));
}

/* --- subjects --- */

static struct hm_str
upper(struct hm_arena *arena, struct hm_str word)
{
    char *p = hm_arena_alloc(arena, word.n + 1);

    for (size_t i = 0; i < word.n; i++) {
        p[i] = word.p[i] >= 'a' && word.p[i] <= 'z' ? (char)(word.p[i] - ('a' - 'A')) : word.p[i];
    }
    return hm_str_make(p, word.n);
}

/* The keyword in capitals, then the text with its white space folded to one blank, and masked; what
 * is longer than the limit ends in a hash of the whole. */
static struct hm_str
fold(struct hm_sink *out, struct hm_str keyword, struct hm_str text)
{
    hm_auto_buf struct hm_buf whole = { 0 };
    size_t room = 0;

    hm_buf_add(&whole, upper(out->arena, keyword));
    char *p = hm_buf_room(&whole, 1 + text.n, &room) - whole.n;
    size_t n = whole.n;
    bool is_blank = n > 0;
    for (size_t i = 0; i < text.n; i++) {
        if (hm_is_space(text.p[i])) {
            is_blank = n > 0;
            continue;
        }
        if (is_blank) {
            p[n++] = ' ';
            is_blank = false;
        }
        p[n++] = text.p[i];
    }
    struct hm_str folded = hm_redact(out->arena, hm_str_make(p, n));
    if (folded.n <= SUBJECT_LIMIT) {
        return hm_arena_str(hm_sink_kept(out), folded);
    }
    return hm_arena_concat(
        hm_sink_kept(out), hm_str_sub(folded, 0, SUBJECT_LIMIT),
        hm_arena_printf(out->arena, "#%016llx", (unsigned long long)hm_str_hash(folded)));
}

/* Where tag or digest begin in an image word; ':' inside ${…} and of a registry's port is not it.
 */
static size_t
image_name_length(struct hm_str image)
{
    size_t end = image.n;
    int depth = 0;

    for (size_t i = 0; i < image.n; i++) {
        char c = image.p[i];
        if (c == '{') {
            depth++;
        } else if (c == '}' && depth > 0) {
            depth--;
        } else if (depth > 0) {
            continue;
        } else if (c == '/') {
            end = image.n;
        } else if (c == '@') {
            return end < i ? end : i;
        } else if (c == ':' && end == image.n) {
            end = i;
        }
    }
    return end;
}

static struct hm_str
from_subject(struct hm_sink *out, const struct hm_instruction *inst)
{
    hm_auto_buf struct hm_buf text = { 0 };

    for (uint32_t i = 0; i < inst->n_flags; i++) {
        hm_buf_printf(&text, "--%.*s=%.*s ", HM_FMT(inst->flags[i].name),
                      HM_FMT(inst->flags[i].value.text));
    }
    for (uint32_t i = 0; i < inst->n_words; i++) {
        struct hm_str word = inst->words[i].text;
        hm_buf_add(&text, i == 0 ? hm_str_sub(word, 0, image_name_length(word)) : word);
        hm_buf_putc(&text, ' ');
    }
    return fold(out, inst->keyword, hm_buf_str(&text));
}

static struct hm_str
instruction_subject(struct hm_sink *out, const struct hm_instruction *inst)
{
    struct hm_str text = hm_str_trim(inst->logical);

    if (inst->kind == HM_FROM) {
        return from_subject(out, inst);
    }
    if (hm_str_is(hm_str_sub(text, 0, inst->keyword.n), inst->keyword)) {
        text = hm_str_from(text, inst->keyword.n);
    }
    return fold(out, inst->keyword, text);
}

static struct hm_str
subject_of(struct hm_sink *out, const struct hm_instruction *inst)
{
    const struct hm_visit *at = out->visit;
    const void *about = at->cmd != NULL ? (const void *)at->cmd : (const void *)inst;

    if (about == NULL) {
        return hm_str_c("");
    }
    if (out->kept_for != about) {
        out->kept_for = about;
        out->kept_subject =
            at->cmd != NULL ? fold(out, inst->keyword, hm_source_text(out->source, at->cmd->span))
                            : instruction_subject(out, inst);
    }
    return out->kept_subject;
}

/* Of a manifest: what the span holds in its first line. */
static struct hm_str
first_line(struct hm_sink *out, struct hm_span span)
{
    struct hm_str text = hm_source_text(out->source, span);

    return fold(out, HM_S(""), hm_str_sub(text, 0, hm_str_find(text, '\n')));
}

/* --- findings --- */

/* Whose lines a reader sees. */
static const struct hm_source *
shown(const struct hm_source *source)
{
    return source->within != NULL ? source->within : source;
}

static struct hm_str
excerpt(struct hm_sink *out, uint32_t line)
{
    /* One line often has several findings, and a RUN of megabytes has all of its own. */
    if (out->kept_line != line) {
        const struct hm_source *source = shown(out->source);
        struct hm_str text = hm_source_line(source, line);
        text = hm_str_sub(text, 0, LINE_LIMIT + LINE_MARGIN);
        text =
            source->is_plain && out->source->is_plain ? text : hm_redact(hm_sink_kept(out), text);
        out->kept_excerpt = hm_arena_str(hm_sink_kept(out), hm_str_sub(text, 0, LINE_LIMIT));
        out->kept_line = line;
    }
    return out->kept_excerpt;
}

/* What stands in front of a column. */
static struct hm_str
before_column(struct hm_str line, uint32_t column)
{
    struct hm_str rest = line;
    uint32_t unit = 1;

    while (rest.n > 0 && unit < column) {
        unit += hm_utf8_next(&rest, NULL) > 0xffff ? 2 : 1;
    }
    return hm_str_sub(line, 0, line.n - rest.n);
}

/* What stands in front of a secret in the line that a reader sees: of a text that stands in a file
 * no more than is the same in both, as values that were put in for variables are longer. */
static struct hm_str
before_secret(const struct hm_source *source, struct hm_span span, const struct hm_place *place)
{
    struct hm_str line = hm_source_line(shown(source), place->line);
    struct hm_str own = hm_source_line(source, place->line);
    size_t start = own.p == NULL ? SIZE_MAX : (size_t)(own.p - source->text.p);
    size_t secret = span.off - source->base;
    size_t n = 0;

    if (source->seat != NULL) {
        return before_column(line, place->column);
    }
    own = hm_str_sub(own, 0, secret > start ? secret - start : 0);
    struct hm_str inner = hm_str_from(line, source->indent);
    while (n < own.n && n < inner.n && own.p[n] == inner.p[n]) {
        n++;
    }
    return hm_str_sub(line, 0, source->indent + n);
}

static struct hm_str
excerpt_before(struct hm_sink *out, struct hm_span span, const struct hm_place *place)
{
    struct hm_str text = before_secret(out->source, span, place);

    text = hm_redact(hm_sink_kept(out), hm_str_sub(text, 0, LINE_LIMIT + LINE_MARGIN));
    return hm_arena_printf(hm_sink_kept(out), "%.*s****", HM_FMT(hm_str_sub(text, 0, LINE_LIMIT)));
}

static struct hm_str sentence(struct hm_arena *arena, const char *fmt, va_list ap) HM_PRINTF(2, 0);

/* What a file says may be as long as the file: a message is not. */
static struct hm_str
sentence(struct hm_arena *arena, const char *fmt, va_list ap)
{
    struct hm_str text = hm_redact(arena, hm_arena_vprintf(arena, fmt, ap));

    if (text.n <= MESSAGE_LIMIT) {
        return text;
    }
    size_t n = MESSAGE_LIMIT;
    while (n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80) {
        n--; /* not within a character */
    }
    return hm_arena_printf(arena, "%.*s\xe2\x80\xa6.", HM_FMT(hm_str_sub(text, 0, n)));
}

static void
add_image(struct hm_sink *out, struct hm_finding *finding, const struct hm_scalar *image)
{
    if (image->is_set && image->is_known) {
        hm_finding_add_image(hm_sink_kept(out), finding, image->text);
    }
}

/* What the service or the workload runs. */
static void
add_images(struct hm_sink *out, struct hm_finding *finding)
{
    const struct hm_visit *at = out->visit;

    if (at == NULL || at->manifests == NULL) {
        return;
    }
    if (at->service != NULL) {
        add_image(out, finding, &at->service->image);
    } else if (at->container != NULL) {
        add_image(out, finding, &at->container->image);
    } else if (at->workload != NULL) {
        for (uint32_t i = 0; i < at->workload->n_containers; i++) {
            add_image(out, finding, &at->workload->containers[i].image);
        }
    }
}

/* Who calls the file that a finding is in. */
static void
add_callers(struct hm_sink *out, struct hm_finding *finding, struct hm_span span)
{
    const struct hm_visit *at = out->visit;
    struct hm_arena *kept = hm_sink_kept(out);

    if (at == NULL || at->pipeline == NULL) {
        return;
    }
    for (uint32_t i = 0; i < at->pipeline->n_calls; i++) {
        const struct hm_pipeline_call *call = &at->pipeline->calls[i];
        bool is_there = span.off - call->file.off < call->file.len && span.off >= call->file.off;
        if (is_there && finding->related.n < HM_RELATED_LIMIT) {
            const struct hm_source *source = hm_manifests_source(at->manifests, call->at);
            struct hm_related related = {
                .path = hm_arena_str(kept, source->path),
                .place = hm_source_place(source, call->at),
                .message = hm_redact(
                    kept, hm_arena_printf(kept, "The job %.*s calls it.", HM_FMT(call->by))),
            };
            hm_finding_relate(kept, finding, &related);
        }
    }
}

/* Whoever starts a container for one task has the engine anyway, and nobody can wait for it to be
   reached: its faults are one level lower, and in a pipeline, whose machine goes with its job, they
   are what a job's own are (HM8009, HM8015). A secret is as well known by it as by any other. */
static enum hm_severity
level_of(const struct hm_sink *out, enum hm_severity severity, bool is_secret)
{
    const struct hm_service *service = out->visit == NULL ? NULL : out->visit->service;

    if (service == NULL || !service->is_passing || is_secret || severity <= HM_SEV_INFO) {
        return severity;
    }
    bool is_of_job = out->visit->manifests->pipeline != NULL;
    return is_of_job && severity > HM_SEV_MEDIUM ? HM_SEV_MEDIUM : severity - 1;
}

static void find(struct hm_sink *out, enum hm_severity severity, struct hm_span span,
                 bool is_secret, const char *fmt, va_list ap) HM_PRINTF(5, 0);

static void
find(struct hm_sink *out, enum hm_severity severity, struct hm_span span, bool is_secret,
     const char *fmt, va_list ap)
{
    enter(out, span);
    out->has_found = is_first(out, span, true) && is_within_limit(out, span);
    if (!out->has_found) {
        return;
    }
    struct hm_finding finding = {
        .rule = out->rule,
        .target_kind = HM_TARGET_FILE,
        .path = out->kept_path,
        .off = span.off,
        .severity = level_of(out, severity, is_secret),
        .message = sentence(hm_sink_kept(out), fmt, ap),
        .is_masked = true,
    };
    const struct hm_instruction *inst = NULL;
    if (out->visit != NULL && out->visit->manifests != NULL) {
        finding.stage = part_name(out, span);
        finding.subject = is_secret ? hm_str_c("") : first_line(out, span);
    } else if (out->visit != NULL) {
        inst = out->visit->inst != NULL ? out->visit->inst
                                        : instruction_at(out->visit->file, span.off);
        finding.stage = stage_name(out, inst);
        finding.subject =
            is_secret ? (inst == NULL ? hm_str_c("") : upper(hm_sink_kept(out), inst->keyword))
                      : subject_of(out, inst);
    }
    if (out->source != NULL) {
        finding.place = hm_source_place(out->source, span);
        finding.line_text = is_secret ? excerpt_before(out, span, &finding.place)
                                      : excerpt(out, finding.place.line);
    }
    add_images(out, &finding);
    add_callers(out, &finding, span);
    hm_vec_add(hm_sink_kept(out), &out->findings, finding);
}

void
hm_find(struct hm_sink *out, struct hm_span span, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    find(out, out->rule->severity, span, false, fmt, ap);
    va_end(ap);
}

void
hm_find_at(struct hm_sink *out, enum hm_severity severity, struct hm_span span, const char *fmt,
           ...)
{
    va_list ap;

    va_start(ap, fmt);
    find(out, severity, span, false, fmt, ap);
    va_end(ap);
}

void
hm_find_secret(struct hm_sink *out, enum hm_severity severity, struct hm_span span, const char *fmt,
               ...)
{
    va_list ap;

    va_start(ap, fmt);
    find(out, severity, span, true, fmt, ap);
    va_end(ap);
}

void
hm_find_related(struct hm_sink *out, struct hm_str path, const struct hm_source *source,
                struct hm_span span, const char *fmt, ...)
{
    struct hm_arena *arena = hm_sink_kept(out);
    struct hm_related related = { .path = hm_arena_str(arena, path) };
    va_list ap;

    if (!out->has_found || out->findings.p[out->findings.n - 1].related.n >= HM_RELATED_LIMIT) {
        return;
    }
    if (source != NULL) {
        related.place = hm_source_place(source, span);
    }
    va_start(ap, fmt);
    related.message = sentence(arena, fmt, ap);
    va_end(ap);
    hm_vec_add(arena, &out->findings.p[out->findings.n - 1].related, related);
}

void
hm_cannot_tell(struct hm_sink *out, struct hm_span span, const char *fmt, ...)
{
    va_list ap;

    enter(out, span);
    if (!is_first(out, span, false) || !is_within_limit(out, span)) {
        return;
    }
    va_start(ap, fmt);
    hm_vec_add(hm_sink_kept(out), &out->not_evaluated,
               ((struct hm_not_evaluated){
                   .rule = out->rule,
                   .path = out->kept_path,
                   .line = out->source == NULL ? 0 : hm_source_line_of(out->source, span.off),
                   .reason = sentence(hm_sink_kept(out), fmt, ap),
               }));
    va_end(ap);
}
