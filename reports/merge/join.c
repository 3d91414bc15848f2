/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/join.h"

static void
add_agreement(struct hm_arena *arena, struct hm_finding *kept, struct hm_agreement added)
{
    if (strcmp(hm_rule_tool(kept->rule), added.tool) == 0 &&
        strcmp(kept->rule->id, added.id) == 0) {
        return;
    }
    for (size_t i = 0; i < kept->agreed_by.n; i++) {
        struct hm_agreement *known = &kept->agreed_by.p[i];
        if (strcmp(known->tool, added.tool) == 0 && strcmp(known->id, added.id) == 0) {
            known->severity = added.severity > known->severity ? added.severity : known->severity;
            return;
        }
    }
    hm_vec_add(arena, &kept->agreed_by, added);
}

static struct hm_agreement
made_by(const struct hm_finding *finding)
{
    return (struct hm_agreement){
        .tool = hm_rule_tool(finding->rule),
        .id = finding->rule->id,
        .severity = finding->claimed != HM_SEV_NONE ? finding->claimed : finding->severity,
    };
}

void
hm_finding_agree(struct hm_arena *arena, struct hm_finding *kept, const struct hm_finding *other)
{
    add_agreement(arena, kept, made_by(other));
    for (size_t i = 0; i < other->agreed_by.n; i++) {
        add_agreement(arena, kept, other->agreed_by.p[i]);
    }
}

static void
fill(struct hm_str *empty, struct hm_str from)
{
    if (empty->n == 0) {
        *empty = from;
    }
}

static bool
names_cve(struct hm_str id)
{
    return hm_str_starts(id, "CVE-");
}

/* The advisory is the CVE where one of them knows it, and the other ids are its aliases. */
static void
join_ids(struct hm_arena *arena, struct hm_finding *kept, const struct hm_finding *other)
{
    struct hm_finding joined = { .advisory = kept->advisory };

    if (kept->advisory.n == 0 || other->advisory.n == 0) {
        return;
    }
    if (names_cve(other->advisory) && !names_cve(kept->advisory)) {
        joined.advisory = other->advisory;
    }
    hm_finding_add_alias(arena, &joined, kept->advisory);
    hm_finding_add_alias(arena, &joined, other->advisory);
    for (size_t i = 0; i < kept->aliases.n; i++) {
        hm_finding_add_alias(arena, &joined, kept->aliases.p[i]);
    }
    for (size_t i = 0; i < other->aliases.n; i++) {
        hm_finding_add_alias(arena, &joined, other->aliases.p[i]);
    }
    kept->advisory = joined.advisory;
    memcpy(&kept->aliases, &joined.aliases, sizeof kept->aliases);
}

/* A tool that says no more than a level is a source of its own. */
static void
add_ratings(struct hm_ratings *to, const struct hm_finding *from)
{
    for (uint32_t i = 0; i < from->n_ratings; i++) {
        hm_ratings_add(to, from->ratings[i]);
    }
    if (from->n_ratings == 0) {
        hm_ratings_add(to, (struct hm_rating){ .source = hm_rule_tool(from->rule),
                                               .severity = from->severity });
    }
}

/* Findings of one tool rate alike, mostly: then nothing is copied. */
static void
join_ratings(struct hm_arena *arena, struct hm_finding *kept, const struct hm_finding *other)
{
    struct hm_ratings ratings = { 0 };

    add_ratings(&ratings, kept);
    add_ratings(&ratings, other);
    if (ratings.n != kept->n_ratings || other->n_ratings > 0) {
        hm_finding_rate(arena, kept, &ratings);
    }
}

static void
join_places(struct hm_finding *kept, const struct hm_finding *other)
{
    /* The better place: one at all, or one with a column. */
    if (kept->place.line == 0 ? other->place.line > 0
                              : kept->place.column == 0 && other->place.column > 0) {
        kept->place = other->place;
        kept->off = other->off;
        kept->line_text = other->line_text;
        kept->line_hash = other->line_hash;
        kept->is_hashed = other->is_hashed;
        kept->stage = other->stage;
    }
}

static bool
is_within(const struct hm_place *inner, const struct hm_place *outer)
{
    uint32_t end = outer->end_line < outer->line ? outer->line : outer->end_line;

    return inner->line >= outer->line && inner->line <= end;
}

static void
add_related(struct hm_arena *arena, struct hm_finding *kept, struct hm_related added)
{
    for (size_t i = 0; i < kept->related.n; i++) {
        const struct hm_related *known = &kept->related.p[i];
        if (hm_str_is(known->path, added.path) && known->place.line == added.place.line) {
            return;
        }
    }
    if (kept->related.n < HM_RELATED_LIMIT) {
        hm_vec_add(arena, &kept->related, added);
    }
}

/* Where another tool sees the same fault, when that is not where the report puts it. Of a package
 * there is no place in a file, and a place that holds the other says nothing besides. */
static void
join_related(struct hm_arena *arena, struct hm_finding *kept, const struct hm_finding *other,
             const struct hm_place *before)
{
    bool is_taken = kept->place.line != before->line;
    const struct hm_place *lost = is_taken ? before : &other->place;
    const char *tool = hm_rule_tool(is_taken ? kept->rule : other->rule);

    for (size_t i = 0; i < other->related.n; i++) {
        add_related(arena, kept, other->related.p[i]);
    }
    if (kept->advisory.n > 0 || lost->line == 0 || kept->path.n == 0 ||
        !hm_str_is(kept->path, other->path) || is_within(lost, &kept->place) ||
        is_within(&kept->place, lost)) {
        return;
    }
    add_related(arena, kept,
                (struct hm_related){
                    .path = kept->path,
                    .place = *lost,
                    .message = hm_arena_printf(arena, "This is where %s sees it.", tool) });
}

/* Which rule is shown of a vulnerability: one that is named by the CVE, one that has a title, that
 * of the tool that thinks worse of it. */
static bool
is_fitter(const struct hm_finding *a, const struct hm_finding *b)
{
    const struct hm_rule *rules[] = { a->rule, b->rule };
    bool has_cve[2];
    bool has_title[2];

    for (size_t i = 0; i < 2; i++) {
        has_cve[i] = names_cve(hm_str_c(rules[i]->id));
        has_title[i] = strcmp(hm_rule_title(rules[i]), rules[i]->id) != 0;
    }
    return has_cve[0] != has_cve[1]       ? has_cve[0]
           : has_title[0] != has_title[1] ? has_title[0]
                                          : a->severity > b->severity;
}

const struct hm_rule *
hm_finding_join(struct hm_arena *arena, struct hm_finding *kept, const struct hm_finding *other)
{
    const struct hm_rule *displaced = other->rule;

    if (kept->advisory.n > 0) {
        join_ratings(arena, kept, other);
    }
    if (kept->advisory.n > 0 && is_fitter(other, kept)) {
        struct hm_agreement before = made_by(kept);
        displaced = kept->rule;
        kept->rule = other->rule;
        kept->message = other->message;
        kept->is_masked = other->is_masked;
        kept->severity = other->severity;
        kept->score = other->score;
        add_agreement(arena, kept, before);
    } else {
        add_agreement(arena, kept, made_by(other));
    }
    for (size_t i = 0; i < other->agreed_by.n; i++) {
        add_agreement(arena, kept, other->agreed_by.p[i]);
    }
    struct hm_place before = kept->place;
    join_places(kept, other);
    join_related(arena, kept, other, &before);
    if (other->suppressed_by.n == 0) {
        /* Two say it, and one of them was told to accept it. */
        kept->suppressed_by.n = 0;
    }
    kept->is_masked = kept->is_masked && other->is_masked;
    join_ids(arena, kept, other);
    fill(&kept->fixed_in, other->fixed_in);
    fill(&kept->layer, other->layer);
    fill(&kept->purl, other->purl);
    fill(&kept->url, other->url);
    if (kept->record.n == 0 ||
        (other->record.n > 0 && hm_str_compare(other->record, kept->record) < 0)) {
        kept->record = other->record;
    }
    return displaced;
}
