/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/level.h"

#include "plugin/base/auto.h"
#include "plugin/model/redact.h"
#include "reports/merge/meanings.h"

/* --- vulnerabilities --- */

enum weight {
    SAYS_NOTHING,
    SAYS_LEVEL,
    SAYS_SCORE,
    IS_VENDOR,
};

static enum weight
weight_of(const struct hm_rating *rating)
{
    return rating->is_vendors && rating->severity != HM_SEV_NONE ? IS_VENDOR
           : rating->tenths > 0                                  ? SAYS_SCORE
           : rating->severity != HM_SEV_NONE                     ? SAYS_LEVEL
                                                                 : SAYS_NOTHING;
}

static enum hm_severity
level_by(const struct hm_rating *rating)
{
    return weight_of(rating) == SAYS_SCORE ? hm_severity_of_score(rating->tenths / 10.0)
                                           : rating->severity;
}

static bool
outweighs(const struct hm_rating *a, const struct hm_rating *b)
{
    enum weight weight = weight_of(a);

    if (weight != weight_of(b)) {
        return weight > weight_of(b);
    }
    if (weight == SAYS_SCORE && a->tenths != b->tenths) {
        return a->tenths > b->tenths;
    }
    return a->severity != b->severity ? a->severity > b->severity
                                      : strcmp(a->source, b->source) < 0;
}

/* The rating that decides, or NULL. */
static const struct hm_rating *
deciding(const struct hm_finding *finding)
{
    const struct hm_rating *best = NULL;

    for (uint32_t i = 0; i < finding->n_ratings; i++) {
        const struct hm_rating *rating = &finding->ratings[i];
        if (weight_of(rating) != SAYS_NOTHING && (best == NULL || outweighs(rating, best))) {
            best = rating;
        }
    }
    return best;
}

/* The highest score within the level's band; 0 without one. */
static unsigned
score_within(const struct hm_finding *finding, enum hm_severity level)
{
    unsigned tenths = 0;

    for (uint32_t i = 0; i < finding->n_ratings; i++) {
        unsigned has = finding->ratings[i].tenths;
        if (has > tenths && hm_severity_of_score(has / 10.0) == level) {
            tenths = has;
        }
    }
    return tenths;
}

static void
decide_by_ratings(struct hm_arena *arena, struct hm_finding *finding)
{
    const struct hm_rating *by = deciding(finding);
    enum hm_severity level = by == NULL ? finding->severity : level_by(by);

    if (hm_finding_is_exploited(finding) && level < HM_SEV_HIGH) {
        level = HM_SEV_HIGH;
    }
    unsigned tenths = score_within(finding, level);
    if (level == finding->severity && (tenths == 0 || finding->score.n > 0) &&
        (by == NULL || weight_of(by) != SAYS_SCORE)) {
        return;
    }
    finding->claimed = level == finding->severity ? HM_SEV_NONE : finding->severity;
    finding->severity = level;
    finding->score =
        tenths == 0 ? HM_S("") : hm_arena_printf(arena, "%u.%u", tenths / 10, tenths % 10);
}

/* --- what only other tools say --- */

struct levels {
    struct hm_report *report;
    struct hm_arena arena;
    struct hm_meanings meanings;
    struct hm_strmap applied; /* id → index + 1 in report->applied */
    struct hm_strmap worst;   /* id of a foreign rule → index + 1 in `found` */
    HM_VEC(const struct hm_finding *) found;
    struct hm_strmap remade; /* tool and id → index + 1 in `rules` */
    HM_VEC(const struct hm_rule *) rules;
};

/* The rule as this run applies it (a profile may have changed its level), or NULL. */
static const struct hm_rule *
applied(const struct levels *levels, const struct hm_rule *rule)
{
    if (levels->report->applied == NULL) {
        return rule;
    }
    uint32_t index = hm_strmap_find(&levels->applied, hm_str_c(rule->id));
    return index == 0 ? NULL : levels->report->applied[index - 1];
}

static void
decide_by_meaning(struct levels *levels, struct hm_finding *finding)
{
    const struct hm_meaning *meaning = hm_meanings_find(&levels->meanings, finding->rule);
    const struct hm_rule *most = NULL;
    enum hm_severity level = finding->severity;
    bool is_applied = false;

    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        enum hm_severity theirs = finding->agreed_by.p[i].severity;
        level = theirs > level ? theirs : level;
    }
    for (size_t i = 0; meaning != NULL && i < meaning->rules.n; i++) {
        const struct hm_rule *rule = meaning->rules.p[i];
        const struct hm_rule *as_applied = applied(levels, rule);
        is_applied |= as_applied != NULL;
        rule = as_applied == NULL ? rule : as_applied;
        most = most == NULL || rule->severity > most->severity ? rule : most;
    }
    if (most != NULL && (!is_applied || most->severity < level)) {
        level = most->severity;
        finding->level_of = most;
    }
    if (level != finding->severity) {
        finding->claimed = finding->severity;
        finding->severity = level;
        finding->score = HM_S("");
    }
}

/* --- the rules that are shown --- */

static void
note_worst(struct levels *levels, const struct hm_finding *finding)
{
    uint32_t *index = hm_strmap_at(&levels->worst, hm_str_c(finding->rule->id));

    if (*index == 0) {
        hm_vec_add(&levels->arena, &levels->found, finding);
        *index = (uint32_t)levels->found.n;
    } else if (finding->severity > levels->found.p[*index - 1]->severity) {
        levels->found.p[*index - 1] = finding;
    }
}

/* A rule is const and shared: one that has another level is another rule. */
static void
level_rule(struct levels *levels, struct hm_finding *finding, struct hm_buf *key)
{
    const struct hm_finding *worst =
        levels->found.p[hm_strmap_find(&levels->worst, hm_str_c(finding->rule->id)) - 1];

    if (finding->rule->severity == worst->severity) {
        return;
    }
    hm_buf_clear(key);
    hm_buf_printf(key, "%s:%s", finding->rule->producer, finding->rule->id);
    uint32_t *index = hm_strmap_at(&levels->remade, hm_buf_str(key));
    if (*index == 0) {
        struct hm_arena *arena = &levels->report->arena;
        struct hm_rule *rule = hm_arena_new(arena, struct hm_rule, 1);
        *rule = *finding->rule;
        rule->severity = worst->severity;
        rule->score = worst->score.n > 0 ? hm_arena_c(arena, hm_redact(arena, worst->score)) : NULL;
        hm_vec_add(&levels->arena, &levels->rules, rule);
        *index = (uint32_t)levels->rules.n;
    }
    finding->rule = levels->rules.p[*index - 1];
}

void
hm_report_decide_levels(struct hm_report *report)
{
    struct levels levels = { .report = report };
    hm_auto_buf struct hm_buf key = { 0 };

    hm_strmap_init(&levels.applied, &levels.arena);
    hm_strmap_init(&levels.worst, &levels.arena);
    hm_strmap_init(&levels.remade, &levels.arena);
    hm_meanings_init(&levels.meanings, &levels.arena, report);
    for (size_t i = 0; report->applied != NULL && i < report->n_applied; i++) {
        *hm_strmap_at(&levels.applied, hm_str_c(report->applied[i]->id)) = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < report->findings.n; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        if (finding->advisory.n > 0) {
            decide_by_ratings(&report->arena, finding);
        } else if (finding->rule->producer != NULL) {
            decide_by_meaning(&levels, finding);
        }
        if (finding->rule->producer != NULL) {
            note_worst(&levels, finding);
        }
    }
    for (size_t i = 0; i < report->findings.n; i++) {
        if (report->findings.p[i].rule->producer != NULL) {
            level_rule(&levels, &report->findings.p[i], &key);
        }
    }
    hm_meanings_done(&levels.meanings);
    hm_arena_done(&levels.arena);
}

/* --- why --- */

static void
put_source(struct hm_buf *buf, const char *source)
{
    static const struct {
        const char *source;
        const char *name;
    } names[] = {
        { "nvd", "NVD" },       { "ghsa", "GitHub" },        { "debian", "Debian" },
        { "ubuntu", "Ubuntu" }, { "alpine", "Alpine" },      { "redhat", "Red Hat" },
        { "rhel", "Red Hat" },  { "amazon", "Amazon" },      { "alma", "AlmaLinux" },
        { "rocky", "Rocky" },   { "oracle-oval", "Oracle" }, { "suse-cvrf", "SUSE" },
        { "wolfi", "Wolfi" },   { "photon", "Photon OS" },   { "chainguard", "Chainguard" },
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].source, source) == 0) {
            source = names[i].name;
        }
    }
    hm_buf_puts(buf, source);
}

static void
put_says(struct hm_buf *buf, const char *source, enum hm_severity level, unsigned tenths)
{
    hm_buf_puts(buf, "; ");
    put_source(buf, source);
    hm_buf_printf(buf, " says %s", hm_severity_row(level)->word);
    if (tenths > 0) {
        hm_buf_printf(buf, " (%u.%u)", tenths / 10, tenths % 10);
    }
}

static void
reason_by_ratings(const struct hm_finding *finding, struct hm_buf *buf)
{
    const struct hm_rating *by = deciding(finding);
    enum hm_severity level = by == NULL ? HM_SEV_NONE : level_by(by);

    hm_buf_printf(buf, "%s: ", hm_severity_row(finding->severity)->word);
    if (level != finding->severity) {
        hm_buf_puts(buf, hm_finding_is_exploited(finding) ? "known to be exploited"
                                                          : "as it was reported");
        by = NULL;
    } else {
        put_source(buf, by->source);
        if (weight_of(by) == SAYS_SCORE) {
            hm_buf_printf(buf, " %u.%u", by->tenths / 10, by->tenths % 10);
        }
    }
    for (uint32_t i = 0; i < finding->n_ratings; i++) {
        const struct hm_rating *rating = &finding->ratings[i];
        if (rating != by && weight_of(rating) != SAYS_NOTHING &&
            level_by(rating) != finding->severity) {
            put_says(buf, rating->source, level_by(rating), rating->tenths);
        }
    }
}

bool
hm_level_is_disputed(const struct hm_finding *finding)
{
    bool is_disputed = finding->claimed != HM_SEV_NONE;

    for (uint32_t i = 0; i < finding->n_ratings; i++) {
        const struct hm_rating *rating = &finding->ratings[i];
        is_disputed |= weight_of(rating) != SAYS_NOTHING && level_by(rating) != finding->severity;
    }
    for (size_t i = 0; finding->n_ratings == 0 && i < finding->agreed_by.n; i++) {
        enum hm_severity theirs = finding->agreed_by.p[i].severity;
        is_disputed |= theirs != HM_SEV_NONE && theirs != finding->severity;
    }
    return is_disputed;
}

void
hm_level_reason(const struct hm_finding *finding, struct hm_buf *buf)
{
    if (finding->n_ratings > 0) {
        reason_by_ratings(finding, buf);
        return;
    }
    if (!hm_level_is_disputed(finding)) {
        return;
    }
    hm_buf_printf(buf, "%s: ", hm_severity_row(finding->severity)->word);
    if (finding->level_of != NULL) {
        hm_buf_printf(buf, "%s has it so", finding->level_of->id);
    } else if (finding->claimed == HM_SEV_NONE) {
        hm_buf_puts(buf, hm_rule_tool(finding->rule));
    } else {
        hm_buf_puts(buf, "the highest of its tools");
    }
    if (finding->claimed != HM_SEV_NONE) {
        put_says(buf, hm_rule_tool(finding->rule), finding->claimed, 0);
    }
    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        const struct hm_agreement *other = &finding->agreed_by.p[i];
        if (other->severity != HM_SEV_NONE && other->severity != finding->severity) {
            put_says(buf, other->tool, other->severity, 0);
        }
    }
}
