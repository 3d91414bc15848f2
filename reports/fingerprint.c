/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/fingerprint.h"

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/utf8.h"
#include "plugin/model/redact.h"

/* --- GitHub's line hash: a rolling hash over the 100 UTF-16 units from a line's start --- */

enum {
    WINDOW = 100,
    END_UNIT = 65535,
};

static const uint64_t FACTOR = 37;

/* Counts of each hash value: open addressing, a power of two slots. */
struct counts {
    uint64_t *hashes;
    uint32_t *counts; /* 0: a free slot */
    size_t n;
    size_t cap;
};

struct rolling {
    struct hm_arena arena;
    uint64_t oldest; /* FACTOR to the power of WINDOW */
    uint64_t hash;
    uint16_t window[WINDOW];
    uint32_t line_at[WINDOW]; /* the line whose hash is due at this index; 0: none */
    uint32_t due;             /* lines in line_at */
    size_t index;
    uint32_t line;
    bool is_line_start;
    bool is_after_cr;
    struct counts counts;
    const uint32_t *lines;
    size_t n_lines;
    size_t n_done;
    struct hm_line_hash *results;
};

static size_t
slot_of(const struct counts *counts, uint64_t hash)
{
    size_t at = (size_t)((hash * 0x9e3779b97f4a7c15U) >> 32) & (counts->cap - 1);

    while (counts->counts[at] != 0 && counts->hashes[at] != hash) {
        at = (at + 1) & (counts->cap - 1);
    }
    return at;
}

static void
grow(struct counts *counts, struct hm_arena *arena)
{
    struct counts old = *counts;

    counts->cap = old.cap == 0 ? 256 : old.cap * 4;
    counts->hashes = hm_arena_new(arena, uint64_t, counts->cap);
    counts->counts = hm_arena_new(arena, uint32_t, counts->cap);
    for (size_t i = 0; i < old.cap; i++) {
        if (old.counts[i] != 0) {
            size_t at = slot_of(counts, old.hashes[i]);
            counts->hashes[at] = old.hashes[i];
            counts->counts[at] = old.counts[i];
        }
    }
}

static uint32_t
count(struct counts *counts, struct hm_arena *arena, uint64_t hash)
{
    if (2 * (counts->n + 1) > counts->cap) {
        grow(counts, arena);
    }
    size_t at = slot_of(counts, hash);
    counts->n += counts->counts[at] == 0;
    counts->hashes[at] = hash;
    return ++counts->counts[at];
}

static void
emit(struct rolling *state)
{
    uint32_t line = state->line_at[state->index];

    if (line == 0) {
        return;
    }
    state->line_at[state->index] = 0;
    state->due--;
    struct hm_line_hash hash = {
        .hash = state->hash,
        .count = count(&state->counts, &state->arena, state->hash),
    };
    while (state->n_done < state->n_lines && state->lines[state->n_done] <= line) {
        if (state->lines[state->n_done] == line) {
            state->results[state->n_done] = hash;
        }
        state->n_done++;
    }
}

static void
update(struct rolling *state, uint16_t unit)
{
    state->hash = FACTOR * state->hash + unit - state->oldest * state->window[state->index];
    state->window[state->index] = unit;
    state->index = state->index + 1 == WINDOW ? 0 : state->index + 1;
}

static void
process(struct rolling *state, uint16_t unit)
{
    if (unit == ' ' || unit == '\t' || (state->is_after_cr && unit == '\n')) {
        state->is_after_cr = false;
        return;
    }
    state->is_after_cr = unit == '\r';
    if (unit == '\r') {
        unit = '\n';
    }
    emit(state);
    if (state->is_line_start) {
        state->is_line_start = false;
        state->line++;
        state->line_at[state->index] = state->line;
        state->due++;
    }
    if (unit == '\n') {
        state->is_line_start = true;
    }
    update(state, unit);
}

/* Whether the hash of the last line that was asked for is known. */
static bool
is_done(const struct rolling *state)
{
    return state->n_done == state->n_lines;
}

void
hm_line_hashes(struct hm_str text, const uint32_t *lines, size_t n, struct hm_line_hash *ret_hashes)
{
    struct rolling state = {
        .oldest = 1,
        .is_line_start = true,
        .lines = lines,
        .n_lines = n,
        .results = ret_hashes,
    };

    memset(ret_hashes, 0, n * sizeof *ret_hashes);
    for (int i = 0; i < WINDOW; i++) {
        state.oldest *= FACTOR;
    }
    while (text.n > 0 && !is_done(&state)) {
        if ((unsigned char)text.p[0] < 0x80) {
            process(&state, (uint16_t)text.p[0]);
            text = hm_str_make(text.p + 1, text.n - 1);
            continue;
        }
        uint32_t code = hm_utf8_next(&text, NULL);
        if (code > 0xffff) {
            process(&state, (uint16_t)(0xd7c0 + (code >> 10)));
            process(&state, (uint16_t)(0xdc00 + (code & 0x3ff)));
        } else {
            process(&state, (uint16_t)code);
        }
    }
    if (!is_done(&state)) {
        process(&state, END_UNIT);
        for (int i = 0; i < WINDOW && state.due > 0; i++) {
            emit(&state);
            update(&state, 0);
        }
    }
    hm_arena_done(&state.arena);
}

struct hm_str
hm_line_hash_text(struct hm_arena *arena, struct hm_line_hash hash)
{
    if (hash.count == 0) {
        return hm_str_make(NULL, 0);
    }
    return hm_arena_printf(arena, "%llx:%u", (unsigned long long)hash.hash, (unsigned)hash.count);
}

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
    while (to < source->text.n && n_seen < WINDOW) {
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
        }
        i = end;
    }
}

/* --- hullmark/v1 --- */

enum {
    IDENTITY_BYTES = 16,
};

static void
add_part(struct hm_buf *buf, struct hm_str part)
{
    char size[8];

    for (size_t i = 0; i < sizeof size; i++) {
        size[i] = (char)((uint64_t)part.n >> (8 * i));
    }
    hm_buf_add(buf, hm_str_make(size, sizeof size));
    hm_buf_add(buf, part);
}

/* The image's name without tag and digest. A layout or an archive is a path on some machine: it
 * says nothing of what the image is. */
static struct hm_str
repository_of(struct hm_str target)
{
    if (hm_str_starts(target, "/") || hm_str_starts(target, "./") || hm_str_starts(target, "../")) {
        return hm_str_make(NULL, 0);
    }
    target = hm_str_sub(target, 0, hm_str_find(target, '@'));
    size_t slash = hm_str_find_last(target, '/');
    size_t from = slash == target.n ? 0 : slash + 1;
    return hm_str_sub(target, 0, from + hm_str_find(hm_str_from(target, from), ':'));
}

static struct hm_str
concept_of(struct hm_arena *arena, const struct hm_finding *finding)
{
    const struct hm_rule *rule = finding->rule;

    if (finding->advisory.n > 0) {
        return finding->advisory;
    }
    if (rule->producer != NULL) {
        return hm_arena_printf(arena, "%s:%s", rule->producer, rule->id);
    }
    return hm_str_c(rule->concept);
}

/* What an identity is made from, and how often each was met. */
struct identities {
    unsigned char secret[HM_KEY_BYTES];
    struct counts seen;
    struct hm_arena scratch;
    struct hm_buf parts; /* of the finding at hand */
};

static void
add_identity(struct identities *all, const struct hm_finding *finding)
{
    struct hm_buf *parts = &all->parts;

    hm_buf_clear(parts);
    add_part(parts, HM_S("hullmark/v1"));
    add_part(parts, concept_of(&all->scratch, finding));
    add_part(parts, finding->package);
    add_part(parts, repository_of(finding->target));
    add_part(parts, finding->is_inferred ? HM_S("") : finding->path);
    add_part(parts, finding->is_inferred ? HM_S("") : finding->stage);
    add_part(parts, finding->subject);
}

static void
identify(struct hm_report *report, struct hm_finding *finding, struct identities *all)
{
    struct hm_hash hash;
    unsigned char digest[HM_HASH_MAX_BYTES];
    char hex[HM_HASH_MAX_HEX];

    add_identity(all, finding);
    uint32_t ordinal =
        count(&all->seen, &all->scratch, hm_hash_keyed(all->secret, hm_buf_str(&all->parts)));
    add_part(&all->parts,
             ordinal > 1 ? hm_arena_printf(&all->scratch, "%u", (unsigned)ordinal) : HM_S(""));
    hm_hash_init(&hash, HM_HASH_SHA256);
    hm_hash_update(&hash, all->parts.p, all->parts.n);
    (void)hm_hash_final(&hash, digest);
    hm_hex(digest, IDENTITY_BYTES, hex);
    finding->fingerprint = hm_arena_str(&report->arena, hm_str_c(hex));
    if (finding->line_hash.n == 0 || finding->is_inferred) {
        finding->line_hash = hm_arena_printf(&report->arena, "%.16s:1", hex);
    }
}

void
hm_report_fingerprint(struct hm_report *report)
{
    struct identities all = { 0 };

    hm_random(all.secret, sizeof all.secret);
    for (size_t i = 0; i < report->findings.n; i++) {
        identify(report, &report->findings.p[i], &all);
    }
    hm_buf_done(&all.parts);
    hm_arena_done(&all.scratch);
}
