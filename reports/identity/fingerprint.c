/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/identity/fingerprint.h"

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/pool.h"
#include "plugin/base/utf8.h"
#include "plugin/model/redact.h"
#include "reports/identity/line_hash.h"
#include "reports/merge/meanings.h"
#include "reports/identity/subject.h"
#include "reports/identity/tally.h"

/* --- filling a report --- */

enum {
    LINE_LIMIT = 1000,   /* bytes of an excerpt */
    SECRET_LIMIT = 4096, /* bytes of a secret that begins within a hash's window */
};

static bool
wants_hash(const struct hm_finding *finding)
{
    return finding->path.n > 0 && finding->place.line > 0 && !finding->is_inferred &&
           !finding->is_hashed;
}

/* What a tool that knows lines only left open: from the line's first column to its last. */
static void
complete_place(const struct hm_source *source, struct hm_place *place)
{
    if (place->end_line < place->line) {
        place->end_line = place->line;
        place->end_column = 0;
    }
    if (place->column == 0) {
        place->column = 1;
    }
    if (place->end_column == 0) {
        struct hm_str last = hm_source_line(source, place->end_line);
        place->end_column = (uint32_t)hm_utf16_length(last) + 1;
    }
}

/* GitHub's hash is over the characters that follow the line's start. Where a secret is among them
 * the hash would be derived from it, and could be tried out: another identity serves then.
 * @p clear is the offset up to which nothing is masked, for lines that ascend; 0 at first. */
static bool
covers_secret(struct hm_arena *scratch, const struct hm_source *source, uint32_t line,
              size_t *clear)
{
    size_t from = source->line_starts[line - 1];
    size_t n_seen = 0;
    size_t to = from;

    if (source->is_plain) {
        return false;
    }
    while (to < source->text.n && n_seen < HM_LINE_HASH_WINDOW) {
        n_seen += hm_is_space(source->text.p[to++]) ? 0 : 1;
    }
    if (*clear < to) {
        *clear = from + hm_redact_begins(hm_str_from(source->text, from));
    }
    if (*clear >= to) {
        return false;
    }
    /* A secret that only begins there is seen whole in what follows. */
    struct hm_str covered = hm_str_sub(source->text, from, to - from);
    struct hm_str text = hm_str_sub(source->text, from, to - from + SECRET_LIMIT);
    struct hm_str masked = hm_redact(scratch, text);
    return !hm_str_is(hm_str_sub(masked, 0, covered.n), covered);
}

/* A finding's line, to be sorted by. */
struct wanted {
    uint32_t line;
    uint32_t finding;
};

static int
compare_wanted(const void *left, const void *right)
{
    const struct wanted *a = left;
    const struct wanted *b = right;

    return a->line != b->line ? (a->line > b->line) - (a->line < b->line)
                              : (a->finding > b->finding) - (a->finding < b->finding);
}

static void
complete(struct hm_arena *arena, const struct hm_source *source, struct hm_finding *finding)
{
    complete_place(source, &finding->place);
    finding->is_hashed = true;
    if (finding->line_text.n == 0 && finding->rule->practice != HM_PRACTICE_SECRETS) {
        struct hm_str line = hm_source_line(source, finding->place.line);
        finding->line_text = hm_arena_str(arena, hm_str_sub(line, 0, LINE_LIMIT));
        finding->is_masked = false;
    }
}

void
hm_findings_hash_lines(struct hm_arena *arena, const struct hm_source *source,
                       struct hm_finding *findings, size_t n)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct wanted *wanted = hm_arena_new(&scratch, struct wanted, n);
    uint32_t *lines = hm_arena_new(&scratch, uint32_t, n);
    struct hm_line_hash *hashes = hm_arena_new(&scratch, struct hm_line_hash, n);
    size_t n_wanted = 0;
    bool is_secret = false;
    size_t clear = 0;

    for (size_t i = 0; i < n; i++) {
        if (wants_hash(&findings[i])) {
            wanted[n_wanted++] =
                (struct wanted){ .line = findings[i].place.line, .finding = (uint32_t)i };
        }
    }
    if (n_wanted == 0) {
        return;
    }
    qsort(wanted, n_wanted, sizeof *wanted, compare_wanted);
    for (size_t i = 0; i < n_wanted; i++) {
        lines[i] = wanted[i].line;
    }
    hm_line_hashes(source->text, lines, n_wanted, hashes);
    for (size_t i = 0; i < n_wanted; i++) {
        struct hm_finding *finding = &findings[wanted[i].finding];
        if (lines[i] <= source->n_lines && (i == 0 || lines[i] != lines[i - 1])) {
            is_secret = covers_secret(&scratch, source, lines[i], &clear);
        }
        if (lines[i] <= source->n_lines && !is_secret &&
            finding->rule->practice != HM_PRACTICE_SECRETS) {
            finding->line_hash = hm_line_hash_text(arena, hashes[i]);
        }
        complete(arena, source, finding);
    }
}

/* Ours say what instruction they are about; of other tools' findings the line tells. */
static void
fill_subjects(struct hm_report *report, const struct hm_source *source, size_t from, size_t to)
{
    const struct hm_outline *outline = hm_report_outline(report, source->path);

    for (size_t i = from; outline != NULL && i < to; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        if (finding->rule->producer == NULL || finding->subject.n > 0 || finding->is_inferred ||
            finding->place.line == 0 || finding->rule->practice == HM_PRACTICE_SECRETS) {
            continue;
        }
        const struct hm_lines *inst =
            hm_lines_find(outline->instructions, outline->n_instructions, finding->place.line);
        if (inst != NULL) {
            finding->subject = hm_subject_of_lines(&report->arena, source, *inst);
        }
    }
}

void
hm_report_hash_lines(struct hm_report *report, hm_read_path *read, void *ctx)
{
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_finding *findings = report->findings.p;

    for (size_t i = 0; i < report->findings.n;) {
        size_t end = i;
        bool is_wanted = false;
        while (end < report->findings.n && hm_str_is(findings[end].path, findings[i].path)) {
            is_wanted |= wants_hash(&findings[end]);
            end++;
        }
        hm_buf_clear(&text);
        if (is_wanted && read(ctx, findings[i].path, &text) && text.n <= UINT32_MAX) {
            struct hm_source source;
            hm_arena_reset(&scratch);
            hm_source_init(&source, &scratch, findings[i].path, hm_buf_str(&text));
            hm_findings_hash_lines(&report->arena, &source, findings + i, end - i);
            fill_subjects(report, &source, i, end);
        }
        i = end;
    }
}

/* --- hullmark/v1 --- */

enum {
    IDENTITY_BYTES = 16,
    PARTS = 7, /* of what an identity is made from */
};

struct hm_str
hm_target_repository(struct hm_str target)
{
    if (hm_str_starts(target, "/") || hm_str_starts(target, "./") || hm_str_starts(target, "../")) {
        return hm_str_make(NULL, 0);
    }
    target = hm_str_sub(target, 0, hm_str_find(target, '@'));
    size_t slash = hm_str_find_last(target, '/');
    size_t from = slash == target.n ? 0 : slash + 1;
    return hm_str_sub(target, 0, from + hm_str_find(hm_str_from(target, from), ':'));
}

/* Puts together what an identity is made from: the lengths of all parts, then the parts. @p concept
 * is ours that a foreign rule stands for, or NULL. */
static void
put_parts(struct hm_buf *buf, const struct hm_finding *finding, const char *concept)
{
    const struct hm_rule *rule = finding->rule;
    bool is_advisory = finding->advisory.n > 0;
    bool has_concept = rule->producer == NULL || concept != NULL;
    const struct hm_str parts[PARTS] = {
        hm_str_c(is_advisory || has_concept ? NULL : rule->producer),
        is_advisory       ? (finding->record.n > 0 ? finding->record : finding->advisory)
        : concept != NULL ? hm_str_c(concept)
        : has_concept     ? hm_str_c(rule->concept)
                          : hm_str_c(rule->id),
        finding->package,
        hm_target_repository(finding->target),
        finding->is_inferred ? HM_S("") : finding->path,
        finding->is_inferred ? HM_S("") : finding->stage,
        is_advisory ? HM_S("") : finding->subject,
    };
    char sizes[PARTS * 4];

    for (size_t i = 0; i < sizeof sizes; i++) {
        sizes[i] = (char)(parts[i / 4].n >> (8 * (i % 4)));
    }
    hm_buf_clear(buf);
    hm_buf_add(buf, HM_S("hullmark/v1"));
    hm_buf_add(buf, hm_str_make(sizes, sizeof sizes));
    for (size_t i = 0; i < PARTS; i++) {
        hm_buf_add(buf, parts[i]);
    }
}

struct identity {
    unsigned char bytes[IDENTITY_BYTES];
};

struct identities {
    const struct hm_finding *findings;
    struct identity *list; /* of each finding */
    const char **concepts; /* of each finding: ours that its foreign rule stands for, or NULL */
};

/* Where a foreign rule stands for one of ours, it is that concept, whoever says it. */
static void
find_concepts(struct identities *all, const struct hm_report *report, struct hm_arena *scratch)
{
    struct hm_meanings meanings;

    all->concepts = hm_arena_new(scratch, const char *, report->findings.n);
    hm_meanings_init(&meanings, scratch, report);
    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        const struct hm_meaning *meaning =
            finding->advisory.n > 0 ? NULL : hm_meanings_find(&meanings, finding->rule);
        all->concepts[i] =
            meaning != NULL && meaning->rules.n == 1 ? meaning->rules.p[0]->concept : NULL;
    }
    hm_meanings_done(&meanings);
}

static void
identify_range(uint32_t worker, size_t from, size_t to, void *ctx)
{
    const struct identities *all = ctx;
    hm_auto_buf struct hm_buf parts = { 0 };

    (void)worker;
    for (size_t i = from; i < to; i++) {
        put_parts(&parts, &all->findings[i], all->concepts[i]);
        hm_blake2b(hm_buf_str(&parts), all->list[i].bytes, IDENTITY_BYTES);
    }
}

/* The second finding that has an identity, and those that follow, have one made from it. */
static void
tell_apart(struct identity *identity, struct hm_tally *seen)
{
    unsigned char numbered[IDENTITY_BYTES + 4];
    uint64_t hash;

    memcpy(&hash, identity->bytes, sizeof hash);
    uint32_t ordinal = hm_tally_count(seen, hash);
    if (ordinal > 1) {
        memcpy(numbered, identity->bytes, IDENTITY_BYTES);
        for (size_t i = 0; i < 4; i++) {
            numbered[IDENTITY_BYTES + i] = (unsigned char)(ordinal >> (8 * i));
        }
        hm_blake2b(hm_str_make((const char *)numbered, sizeof numbered), identity->bytes,
                   IDENTITY_BYTES);
    }
}

void
hm_report_fingerprint(struct hm_report *report, unsigned jobs)
{
    enum {
        HEX_SIZE = 2 * IDENTITY_BYTES + 1,
    };
    hm_auto_arena struct hm_arena scratch = { 0 };
    size_t n = report->findings.n;
    struct identities all = {
        .findings = report->findings.p,
        .list = hm_arena_new(&scratch, struct identity, n),
    };
    struct hm_tally seen = { .arena = &scratch };
    char *hex = hm_arena_alloc(&report->arena, n * HEX_SIZE);

    find_concepts(&all, report, &scratch);
    hm_pool_ranges(jobs, n, identify_range, &all);
    for (size_t i = 0; i < n; i++, hex += HEX_SIZE) {
        struct hm_finding *finding = &report->findings.p[i];
        if (finding->fingerprint.n > 0) {
            continue; /* a report of ours, read back, says it */
        }
        tell_apart(&all.list[i], &seen);
        hm_hex(all.list[i].bytes, IDENTITY_BYTES, hex);
        finding->fingerprint = hm_str_make(hex, HEX_SIZE - 1);
        if (finding->line_hash.n == 0 || finding->is_inferred) {
            finding->line_hash = hm_arena_concat(
                &report->arena, hm_str_sub(finding->fingerprint, 0, 16), HM_S(":1"));
        }
    }
}
