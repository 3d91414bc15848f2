/* SPDX-License-Identifier: Apache-2.0 */
/* What the gate's tests ask of a whole report, found once. */
#include "adapters/adapter.h"
#include "adapters/locate.h"
#include "plugin/driver/gate/gate.h"

enum {
    HOUR = 3600,
    DAY = 24 * HOUR,
};

/* --- the age of data --- */

static bool
judges_by_data(const struct hm_ledger_row *row)
{
    const struct hm_adapter *adapter = hm_adapters_find(row->tool);
    bool is_asked = hm_str_eq(row->task, "fs") || hm_str_eq(row->task, "image") ||
                    hm_str_eq(row->task, "from-sbom");

    return row->state == HM_LEDGER_DONE &&
           (row->data_date.n > 0 || (is_asked && adapter != NULL && adapter->data != NULL));
}

static struct hm_str
age_text(struct hm_arena *arena, int64_t age)
{
    bool is_days = age >= 2 * DAY;
    long long n = (long long)(age / (is_days ? DAY : HOUR));

    return hm_arena_printf(arena, "%lld %s%s", n, is_days ? "day" : "hour", n == 1 ? "" : "s");
}

static void
find_age(struct hm_report *report, struct hm_gate_facts *facts)
{
    bool is_any = false;

    facts->age_reason = HM_S("no tool that judges by a vulnerability database was run");
    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        if (!judges_by_data(row)) {
            continue;
        }
        int64_t date = row->data_date.n == 0 ? -1 : hm_rfc3339_seconds(row->data_date);
        if (date < 0 || facts->started < 0) {
            facts->has_age = HM_UNKNOWN;
            facts->age_reason =
                hm_arena_printf(&report->arena,
                                date < 0 ? "%.*s did not say how old its database is"
                                         : "the report does not say when %.*s was run",
                                HM_FMT(row->tool));
            return;
        }
        int64_t age = facts->started - date;
        if (!is_any || age > facts->age) {
            facts->has_age = HM_YES;
            facts->age = age;
            facts->age_reason = hm_arena_printf(
                &report->arena, "the database of %.*s was %.*s old", HM_FMT(row->tool),
                HM_FMT(age_text(&report->arena, age < 0 ? 0 : age)));
        }
        is_any = true;
    }
}

/* --- images --- */

/* "app:1 (linux/arm64)" is the image app:1. */
static struct hm_str
image_of(const struct hm_ledger_row *row)
{
    bool is_image = hm_str_eq(row->task, "image") || hm_str_eq(row->task, "digest");
    struct hm_str name = row->target;

    if (!is_image || row->state == HM_LEDGER_NOT_APPLICABLE || hm_str_eq(name, "images")) {
        return hm_str_make(NULL, 0);
    }
    if (hm_str_ends(name, ")") && hm_str_has(name, " (")) {
        name.n = hm_str_find_last(name, '(') - 1;
    }
    return name;
}

static bool
is_about(const struct hm_evidence *row, struct hm_str image)
{
    return hm_str_is(row->subject, image) ||
           (hm_str_is(hm_str_sub(row->subject, 0, image.n), image) &&
            hm_str_starts(hm_str_from(row->subject, image.n), " ("));
}

static bool
is_proven(const struct hm_evidence *row)
{
    return row->proof == HM_PROOF_VERIFIED || row->proof == HM_PROOF_ACCEPTED;
}

/* Whether some evidence of a kind is no proof, or an image has none. */
static enum hm_trit
lacks_proof(struct hm_report *report, const char *kind, struct hm_str *ret_reason)
{
    for (size_t i = 0; i < report->evidence.n; i++) {
        const struct hm_evidence *row = &report->evidence.p[i];
        if (hm_str_eq(hm_str_c(kind), row->kind) && !is_proven(row)) {
            *ret_reason = hm_arena_printf(&report->arena, "the %s of %.*s is %s", kind,
                                          HM_FMT(row->subject), hm_proof_word(row->proof));
            return HM_YES;
        }
    }
    for (size_t i = 0; i < report->ledger.n; i++) {
        struct hm_str image = image_of(&report->ledger.p[i]);
        bool is_known = image.n == 0;
        for (size_t k = 0; k < report->evidence.n && !is_known; k++) {
            is_known = hm_str_eq(hm_str_c(kind), report->evidence.p[k].kind) &&
                       is_about(&report->evidence.p[k], image);
        }
        if (!is_known) {
            *ret_reason = hm_arena_printf(&report->arena, "nobody looked at the %s of %.*s", kind,
                                          HM_FMT(image));
            return HM_UNKNOWN;
        }
    }
    return HM_NO;
}

/* --- end of life --- */

static bool
is_applied(const struct hm_report *report, const char *concept)
{
    for (size_t i = 0; i < report->n_applied; i++) {
        const struct hm_rule *rule = report->applied[i];
        if (rule->concept != NULL && strcmp(rule->concept, concept) == 0) {
            return true;
        }
    }
    return report->applied == NULL;
}

static void
find_past_life(struct hm_report *report, struct hm_gate_facts *facts)
{
    static const char concept[] = "base-past-end-of-life";
    struct hm_arena *arena = &report->arena;

    facts->is_past_life = HM_NO;
    if (!is_applied(report, concept)) {
        facts->is_past_life = HM_UNKNOWN;
        facts->past_life_reason = HM_S("the rule base-past-end-of-life was not applied");
    }
    for (size_t i = 0; i < report->not_evaluated.n; i++) {
        const struct hm_not_evaluated *row = &report->not_evaluated.p[i];
        if (row->rule->concept != NULL && strcmp(row->rule->concept, concept) == 0) {
            facts->is_past_life = HM_UNKNOWN;
            facts->past_life_reason =
                hm_arena_printf(arena, "it is not known of the base image of %.*s: %.*s",
                                HM_FMT(row->path), HM_FMT(row->reason));
        }
    }
    for (size_t i = 0; i < report->notes.n; i++) {
        const struct hm_note *note = &report->notes.p[i];
        if (strcmp(note->id, "os-end-of-life") == 0) {
            facts->is_past_life = HM_YES;
            facts->past_life_reason = hm_arena_printf(
                arena, "the system of %.*s is past its end of life", HM_FMT(note->path));
        }
    }
    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        if (finding->rule->concept != NULL && strcmp(finding->rule->concept, concept) == 0 &&
            !hm_finding_is_suppressed(finding)) {
            facts->is_past_life = HM_YES;
            facts->past_life_reason =
                hm_arena_printf(arena, "the base image in %.*s:%u is past its end of life",
                                HM_FMT(finding->path), finding->place.line);
            return;
        }
    }
}

/* --- tools --- */

/* A tool that was also run is no foreign one: what it leaves open was looked at. */
static bool
is_foreign(const struct hm_report *report, const struct hm_ledger_row *row)
{
    if (!hm_str_eq(row->task, "import") || hm_str_eq(row->tool, "hullmark")) {
        return false;
    }
    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *other = &report->ledger.p[i];
        if (hm_str_is(other->tool, row->tool) && !hm_str_eq(other->task, "import") &&
            other->state == HM_LEDGER_DONE) {
            return false;
        }
    }
    return true;
}

static const char *const *
foreign_tools(struct hm_report *report)
{
    const char **list = hm_arena_new(&report->arena, const char *, report->ledger.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        if (is_foreign(report, row) && !hm_str_in(row->tool, list)) {
            list[n++] = hm_arena_c(&report->arena, row->tool);
        }
    }
    return list;
}

void
hm_gate_facts_read(struct hm_report *report, int64_t now, struct hm_gate_facts *ret)
{
    *ret = (struct hm_gate_facts){
        .report = report,
        .now = now,
        .started = report->started_at.n == 0 ? -1 : hm_rfc3339_seconds(report->started_at),
        .foreign = foreign_tools(report),
    };
    find_age(report, ret);
    ret->is_unsigned = lacks_proof(report, "signature", &ret->unsigned_reason);
    ret->is_unverified = lacks_proof(report, "digest", &ret->unverified_reason);
    find_past_life(report, ret);
}
