/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/merge.h"

#include "plugin/base/auto.h"
#include "reports/merge/accounts.h"
#include "reports/merge/aliases.h"
#include "reports/merge/join.h"
#include "reports/merge/meanings.h"
#include "reports/merge/purl.h"
#include "reports/merge/secret_kind.h"

enum {
    LOOK_BACK = 64, /* findings before a line that may still reach it */
    KEYS_LIMIT = 8, /* rules of ours that one foreign id may stand for */
};

/* The findings that stayed, of one concept, target and file; each list in the order of its lines.
 */
struct bucket {
    HM_VEC(uint32_t) own;
    HM_VEC(uint32_t) foreign;
    bool is_by_stage; /* its rule speaks of a stage as a whole */
    bool is_vulnerability;
    bool is_by_purl; /* of vulnerabilities: else by the package's name */
    bool is_secret;
};

struct merge {
    struct hm_report *report;
    struct hm_arena arena;
    struct hm_meanings meanings;
    struct hm_strmap buckets; /* concept, target, path → index + 1 in `bucket` */
    HM_VEC(struct bucket) bucket;
    struct hm_aliases aliases;
    struct hm_lines *extents; /* of each finding's instruction, or its own lines */
    bool *is_gone;
    struct hm_buf key;
};

static bool
is_foreign(const struct hm_finding *finding)
{
    return finding->rule->producer != NULL;
}

/* --- buckets --- */

static void
add_key(struct hm_buf *key, struct hm_str part)
{
    hm_buf_printf(key, "%zu:", part.n);
    hm_buf_add(key, part);
}

/* The key's part that says where: findings of different targets or files never join. */
static void
add_where(struct merge *merge, const struct hm_finding *finding)
{
    hm_buf_printf(&merge->key, "|%d|", (int)finding->target_kind);
    add_key(&merge->key, finding->target);
    add_key(&merge->key, finding->is_inferred ? HM_S("") : finding->path);
}

static uint32_t
bucket_at(struct merge *merge, struct bucket kind)
{
    uint32_t *index = hm_strmap_at(&merge->buckets, hm_buf_str(&merge->key));

    if (*index == 0) {
        hm_vec_add(&merge->arena, &merge->bucket, kind);
        *index = (uint32_t)merge->bucket.n;
    }
    return *index - 1;
}

static uint32_t
rule_bucket(struct merge *merge, const struct hm_finding *finding, const struct hm_rule *rule)
{
    hm_buf_clear(&merge->key);
    hm_buf_puts(&merge->key, rule->producer == NULL ? "own:" : "foreign:");
    if (rule->producer == NULL) {
        hm_buf_puts(&merge->key, rule->id);
    } else {
        hm_rule_key(hm_str_c(rule->producer), hm_str_c(rule->id), &merge->key);
    }
    add_where(merge, finding);
    return bucket_at(merge, (struct bucket){ .is_by_stage = rule->producer == NULL &&
                                                            hm_rule_is_by_stage(rule) });
}

/* The bucket of what our rule found in the file that an image was built from. */
static uint32_t
file_bucket(struct merge *merge, const struct hm_rule *rule, struct hm_str path)
{
    const struct hm_finding of_file = { .path = path };

    hm_buf_clear(&merge->key);
    hm_buf_printf(&merge->key, "own:%s", rule->id);
    add_where(merge, &of_file);
    return bucket_at(merge, (struct bucket){ .is_by_stage = hm_rule_is_by_stage(rule) });
}

static uint32_t
vulnerability_bucket(struct merge *merge, const struct hm_finding *finding, bool is_by_purl)
{
    hm_buf_clear(&merge->key);
    hm_buf_puts(&merge->key, is_by_purl ? "vulnerability purl:" : "vulnerability:");
    hm_buf_printf(&merge->key, "%u:", hm_aliases_group(&merge->aliases, finding->advisory));
    if (is_by_purl) {
        hm_purl_key(&merge->key, finding->purl);
    } else {
        add_key(&merge->key, finding->package);
    }
    add_key(&merge->key, hm_purl_version(is_by_purl ? finding->purl : HM_S(""), finding->version));
    add_where(merge, finding);
    return bucket_at(merge, (struct bucket){ .is_vulnerability = true, .is_by_purl = is_by_purl });
}

static uint32_t
secret_bucket(struct merge *merge, const struct hm_finding *finding)
{
    hm_buf_clear(&merge->key);
    hm_buf_puts(&merge->key, "secret");
    add_where(merge, finding);
    return bucket_at(merge, (struct bucket){ .is_secret = true });
}

/* The buckets that a finding belongs to; returns how many. */
static size_t
buckets_of(struct merge *merge, const struct hm_finding *finding, uint32_t ret_at[KEYS_LIMIT + 1])
{
    const struct hm_rule *rule = finding->rule;
    size_t n = 0;

    if (finding->advisory.n > 0) {
        if (finding->purl.n > 0) {
            ret_at[n++] = vulnerability_bucket(merge, finding, true);
        }
        ret_at[n++] = vulnerability_bucket(merge, finding, false);
        return n;
    }
    const struct hm_meaning *meaning = hm_meanings_find(&merge->meanings, rule);
    for (size_t i = 0; meaning != NULL && i < meaning->rules.n && n < KEYS_LIMIT; i++) {
        ret_at[n++] = rule_bucket(merge, finding, meaning->rules.p[i]);
    }
    if (n == 0) {
        ret_at[n++] = rule_bucket(merge, finding, rule);
    }
    if (rule->practice == HM_PRACTICE_SECRETS) {
        ret_at[n++] = secret_bucket(merge, finding);
    }
    return n;
}

/* --- which of them is the same fault --- */

static bool
is_same_rule(const struct hm_rule *a, const struct hm_rule *b)
{
    return strcmp(hm_rule_tool(a), hm_rule_tool(b)) == 0 && strcmp(a->id, b->id) == 0;
}

static bool
overlaps(struct hm_lines a, struct hm_lines b)
{
    return a.line <= b.end_line && b.line <= a.end_line;
}

static struct hm_lines
lines_of(const struct hm_finding *finding)
{
    const struct hm_place *place = &finding->place;

    return (struct hm_lines){
        .line = place->line,
        .end_line = place->end_line < place->line ? place->line : place->end_line,
    };
}

/* Trivy's SARIF points to the first character where it knows no line: USER is not there. */
static bool
knows_line(const struct bucket *bucket, const struct hm_finding *finding)
{
    const struct hm_place *place = &finding->place;

    return place->line > 1 ||
           (place->line == 1 &&
            (!bucket->is_by_stage || place->column > 1 || place->end_column > 1 ||
             place->end_line > 1 || strcmp(hm_rule_tool(finding->rule), "trivy") != 0));
}

static bool
is_same_fault(const struct merge *merge, const struct bucket *bucket, uint32_t kept, uint32_t other)
{
    const struct hm_finding *a = &merge->report->findings.p[kept];
    const struct hm_finding *b = &merge->report->findings.p[other];
    bool is_one_tool = strcmp(hm_rule_tool(a->rule), hm_rule_tool(b->rule)) == 0;

    if (bucket->is_vulnerability) {
        /* By the name only where one of them does not say more. */
        return bucket->is_by_purl || a->purl.n == 0 || b->purl.n == 0;
    }
    if (bucket->is_secret) {
        return !is_one_tool && a->place.line > 0 && overlaps(lines_of(a), lines_of(b)) &&
               hm_secret_kinds_agree(a, b);
    }
    if (is_one_tool) {
        return is_same_rule(a->rule, b->rule) && hm_str_is(a->message, b->message) &&
               memcmp(&a->place, &b->place, sizeof a->place) == 0;
    }
    return !knows_line(bucket, a) || !knows_line(bucket, b) ||
           overlaps(merge->extents[kept], merge->extents[other]) ||
           (bucket->is_by_stage && a->stage.n > 0 && hm_str_is(a->stage, b->stage));
}

/* The number of members whose lines begin at or before a line. */
static size_t
count_until(const struct merge *merge, const uint32_t *members, size_t n, uint32_t line)
{
    size_t low = 0;

    while (low < n) {
        size_t mid = low + (n - low) / 2;
        if (merge->extents[members[mid]].line <= line) {
            low = mid + 1;
        } else {
            n = mid;
        }
    }
    return low;
}

/* The nearest of a list that is the same fault, or HM_NONE. */
static uint32_t
search(const struct merge *merge, const struct bucket *bucket, const uint32_t *members, size_t n,
       uint32_t finding)
{
    size_t from = count_until(merge, members, n, merge->extents[finding].end_line);

    for (size_t i = from; i > 0 && from - i < LOOK_BACK; i--) {
        if (is_same_fault(merge, bucket, members[i - 1], finding)) {
            return members[i - 1];
        }
    }
    for (size_t i = from; i < n && i - from < LOOK_BACK; i++) {
        if (is_same_fault(merge, bucket, members[i], finding)) {
            return members[i];
        }
    }
    return HM_NONE;
}

/* --- joining --- */

static void
join(struct merge *merge, uint32_t into, uint32_t from)
{
    struct hm_report *report = merge->report;
    const struct hm_rule *displaced =
        hm_finding_join(&report->arena, &report->findings.p[into], &report->findings.p[from]);

    merge->is_gone[from] = true;
    report->n_merged++;
    hm_account_of(report, displaced)->n_merged++;
}

static void
settle(struct merge *merge, uint32_t finding, bool may_join)
{
    uint32_t at[KEYS_LIMIT + 1];
    size_t n = buckets_of(merge, &merge->report->findings.p[finding], at);
    bool is_own = !is_foreign(&merge->report->findings.p[finding]);

    for (size_t i = 0; may_join && i < n; i++) {
        if (merge->is_gone[finding] && merge->bucket.p[at[i]].is_vulnerability) {
            break;
        }
        const struct bucket *bucket = &merge->bucket.p[at[i]];
        uint32_t into = search(merge, bucket, bucket->own.p, bucket->own.n, finding);
        if (into == HM_NONE) {
            into = search(merge, bucket, bucket->foreign.p, bucket->foreign.n, finding);
        }
        if (into == HM_NONE) {
            continue;
        }
        if (!merge->is_gone[finding]) {
            bool has_purl = merge->report->findings.p[into].purl.n > 0;
            join(merge, into, finding);
            if (bucket->is_vulnerability && !has_purl &&
                merge->report->findings.p[into].purl.n > 0) {
                /* It has got one, by which the next is to find it. */
                hm_vec_add(&merge->arena, &merge->bucket.p[at[0]].foreign, into);
            }
        } else {
            /* It stands for several of our rules, and they all fired. */
            const struct hm_finding *gone = &merge->report->findings.p[finding];
            hm_finding_agree(&merge->report->arena, &merge->report->findings.p[into], gone);
        }
    }
    if (merge->is_gone[finding]) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct bucket *bucket = &merge->bucket.p[at[i]];
        if (is_own) {
            hm_vec_add(&merge->arena, &bucket->own, finding);
        } else {
            hm_vec_add(&merge->arena, &bucket->foreign, finding);
        }
    }
}

/* --- images and the files that they were built from --- */

/* The target stage that an image was built from, or NULL where that is not known. */
static const struct hm_origin *
built_from(const struct hm_report *report, struct hm_str image)
{
    for (size_t i = 0; i < report->origins.n; i++) {
        const struct hm_image_origins *origins = &report->origins.p[i];
        if (hm_str_is(origins->target, image)) {
            return origins->other->path.n == 0 ? NULL : origins->other;
        }
    }
    return NULL;
}

/* What a tool says of a built image as a whole is what we said of the stage that it was built from.
 * Where it stands for several of our rules, all that fired there name it. */
static void
settle_in_file(struct merge *merge, uint32_t finding)
{
    struct hm_report *report = merge->report;
    const struct hm_finding *found = &report->findings.p[finding];
    const struct hm_meaning *meaning = hm_meanings_find(&merge->meanings, found->rule);
    const struct hm_origin *stage = meaning == NULL || found->target_kind != HM_TARGET_IMAGE ||
                                            !found->is_inferred ||
                                            found->rule->practice == HM_PRACTICE_SECRETS
                                        ? NULL
                                        : built_from(report, found->target);

    for (size_t i = 0; stage != NULL && i < meaning->rules.n && i < KEYS_LIMIT; i++) {
        const struct bucket *bucket =
            &merge->bucket.p[file_bucket(merge, meaning->rules.p[i], stage->path)];
        for (size_t k = 0; k < bucket->own.n && k < LOOK_BACK; k++) {
            uint32_t into = bucket->own.p[k];
            if (!hm_str_is(report->findings.p[into].stage, stage->stage)) {
                continue;
            }
            if (merge->is_gone[finding]) {
                hm_finding_agree(&report->arena, &report->findings.p[into], found);
            } else {
                join(merge, into, finding);
            }
            break;
        }
    }
}

static void
measure(struct merge *merge)
{
    const struct hm_report *report = merge->report;

    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        const struct hm_outline *outline =
            finding->place.line == 0 ? NULL : hm_report_outline(report, finding->path);
        const struct hm_lines *inst =
            outline == NULL ? NULL
                            : hm_lines_find(outline->instructions, outline->n_instructions,
                                            finding->place.line);
        merge->extents[i] = inst == NULL ? lines_of(finding) : *inst;
    }
}

static void
learn_aliases(struct merge *merge)
{
    const struct hm_report *report = merge->report;

    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        for (size_t k = 0; k < finding->aliases.n; k++) {
            hm_aliases_join(&merge->aliases, finding->advisory, finding->aliases.p[k]);
        }
    }
}

static void
drop_gone(struct merge *merge)
{
    struct hm_report *report = merge->report;
    size_t n = 0;

    for (size_t i = 0; i < report->findings.n; i++) {
        if (!merge->is_gone[i]) {
            report->findings.p[n++] = report->findings.p[i];
        }
    }
    report->findings.n = n;
}

/* Our own findings never join each other. */
static bool
has_foreign(const struct hm_report *report)
{
    for (size_t i = 0; i < report->findings.n; i++) {
        if (is_foreign(&report->findings.p[i])) {
            return true;
        }
    }
    return false;
}

void
hm_report_merge(struct hm_report *report)
{
    struct merge merge = { .report = report };
    size_t n = report->findings.n;

    if (!has_foreign(report)) {
        return;
    }
    hm_meanings_init(&merge.meanings, &merge.arena, report);
    hm_strmap_init(&merge.buckets, &merge.arena);
    hm_aliases_init(&merge.aliases, &merge.arena);
    merge.extents = hm_arena_new(&merge.arena, struct hm_lines, n);
    merge.is_gone = hm_arena_new(&merge.arena, bool, n);
    measure(&merge);
    learn_aliases(&merge);
    for (size_t i = 0; i < n; i++) {
        if (!is_foreign(&report->findings.p[i])) {
            settle(&merge, (uint32_t)i, false);
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (is_foreign(&report->findings.p[i])) {
            settle_in_file(&merge, (uint32_t)i);
            if (!merge.is_gone[i]) {
                settle(&merge, (uint32_t)i, true);
            }
        }
    }
    drop_gone(&merge);
    hm_meanings_done(&merge.meanings);
    hm_buf_done(&merge.key);
    hm_arena_done(&merge.arena);
}
