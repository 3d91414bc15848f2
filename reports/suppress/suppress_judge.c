/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a suppression is a finding of its own. */
#include "reports/suppress/suppress_match.h"

#include "plugin/base/auto.h"
#include "plugin/model/path_pattern.h"

struct judge {
    struct hm_report *report;
    const struct hm_rule *unknown;
    const struct hm_rule *expired;
    const struct hm_rule *unused;
    const struct hm_rule *unreasoned;
    const struct hm_rule *overruled;
    const struct hm_rule *broad;
    const struct hm_rule *refused;
    unsigned n_told; /* statements that VEX makes of what counts all the same */
};

enum {
    STATEMENTS_TOLD = 20,
};

static bool
is_applied(const struct hm_report *report, const struct hm_rule *rule)
{
    if (report->applied == NULL) {
        return true;
    }
    for (size_t i = 0; i < report->n_applied; i++) {
        if (report->applied[i] == rule) {
            return true;
        }
    }
    return false;
}

/* The rule of this id where the run applies it, else NULL. */
static const struct hm_rule *
rule_of(const struct hm_report *report, const char *id)
{
    for (size_t i = 0; i < report->n_catalogue; i++) {
        if (strcmp(report->catalogue[i]->id, id) == 0) {
            return is_applied(report, report->catalogue[i]) ? report->catalogue[i] : NULL;
        }
    }
    return NULL;
}

static void say(struct judge *judge, const struct hm_rule *rule, enum hm_severity severity,
                const struct hm_waiver *waiver, const char *fmt, ...) HM_PRINTF(5, 6);

static void
say(struct judge *judge, const struct hm_rule *rule, enum hm_severity severity,
    const struct hm_waiver *waiver, const char *fmt, ...)
{
    struct hm_arena *arena = &judge->report->arena;
    const struct hm_suppression *from = waiver->from;
    va_list ap;

    if (rule == NULL) {
        return;
    }
    va_start(ap, fmt);
    struct hm_finding finding = {
        .rule = rule,
        .target_kind = HM_TARGET_FILE,
        .path = from->path,
        .place = from->place,
        .off = from->off,
        .stage = from->is_external ? HM_S("") : from->stage,
        .severity = severity,
        .subject =
            hm_arena_printf(arena, "%s %.*s", hm_suppression_word(from->dialect), HM_FMT(from->id)),
        .message = hm_arena_vprintf(arena, fmt, ap),
    };
    va_end(ap);
    hm_vec_add(arena, &judge->report->findings, finding);
}

/* --- unknown --- */

/* Ids of these forms belong to a tool that may well know them. */
static bool
is_of_known_form(struct hm_str id)
{
    static const char *const forms[] = { "SC",    "CVE-",    "GHSA-", "DS-",  "DS0",  "AVD-",
                                         "KSV",   "CKV_",    "CKV2_", "DLA-", "DSA-", "RUSTSEC-",
                                         "TEMP-", "CIS-DI-", "ALAS",  "USN-" };

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        size_t n = strlen(forms[i]);
        if (id.n > n && hm_str_eq_nocase(hm_str_sub(id, 0, n), hm_str_c(forms[i]))) {
            return true;
        }
    }
    return false;
}

static const char *
right_case(const struct judge *judge, const struct hm_waiver *waiver)
{
    const char *tool = hm_suppression_tools(waiver->from->dialect)[0];

    for (size_t i = 0; i < judge->report->n_catalogue; i++) {
        const struct hm_rule *rule = judge->report->catalogue[i];
        for (const char *const *p = rule->same_as; p != NULL && *p != NULL; p++) {
            struct hm_str entry = hm_str_c(*p);
            size_t colon = hm_str_find(entry, ':');
            if (hm_str_eq(hm_str_sub(entry, 0, colon), tool) &&
                hm_str_eq_nocase(hm_str_from(entry, colon + 1), waiver->id)) {
                return *p + colon + 1;
            }
        }
    }
    return NULL;
}

static bool
judge_unknown(struct judge *judge, const struct hm_waiver *waiver)
{
    const struct hm_suppression *from = waiver->from;
    bool is_guess = from->dialect == HM_SUPPRESS_TRIVY || waiver->tool != NULL;

    if (from->is_all || waiver->is_glob || waiver->n_rules > 0 || waiver->n_used > 0 || is_guess ||
        is_of_known_form(waiver->id)) {
        return false;
    }
    const char *right = right_case(judge, waiver);
    say(judge, judge->unknown, HM_SEV_INFO, waiver,
        "%.*s is no id that hullmark knows for %s, so nothing is suppressed by it here%s%s%s.",
        HM_FMT(from->id), hm_suppression_word(from->dialect), right == NULL ? "" : "; is it \"",
        right == NULL ? "" : right, right == NULL ? "" : "\"?");
    return true;
}

/* --- unused --- */

static bool
is_judged(const struct hm_report *report, struct hm_str path)
{
    size_t low = 0;
    size_t high = report->paths.n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = hm_str_compare(report->paths.p[mid], path);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return false;
}

/* Whether the rule was decided everywhere in the file. */
static bool
was_decided(const struct hm_report *report, const struct hm_rule *rule, struct hm_str path)
{
    size_t low = 0;
    size_t high = report->not_evaluated.n;

    if (rule->check == NULL || !is_applied(report, rule)) {
        return false;
    }
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (hm_str_compare(report->not_evaluated.p[mid].path, path) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    for (; low < report->not_evaluated.n && hm_str_is(report->not_evaluated.p[low].path, path);
         low++) {
        if (report->not_evaluated.p[low].rule == rule) {
            return false;
        }
    }
    return true;
}

/* Whether files that it is about were judged, and its rules decided in all of them. */
static bool
were_files_judged(const struct hm_report *report, const struct hm_waiver *waiver)
{
    struct hm_str pattern = waiver->from->pattern;
    bool is_any = false;

    for (size_t p = 0; p < report->paths.n; p++) {
        struct hm_str path = report->paths.p[p];
        if (pattern.n > 0 && !hm_path_pattern_fits(pattern, path)) {
            continue;
        }
        for (size_t i = 0; i < waiver->n_rules; i++) {
            if (!was_decided(report, waiver->rules[i], path)) {
                return false;
            }
        }
        is_any = true;
    }
    return is_any && waiver->n_rules > 0 && waiver->from->image.n == 0 &&
           waiver->from->package.n == 0;
}

/* Whether packages were looked at wherever the advisory of this waiver would be found: in an image
 * that it names, or in the folders and images alike. */
static bool
were_packages_judged(const struct hm_report *report, const struct hm_waiver *waiver)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_waived_image image = { 0 };
    bool has_tree = false;
    bool has_image = false;

    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        bool is_tree = hm_str_eq(row->task, "fs");
        bool is_image = hm_str_eq(row->task, "image");
        if (is_image && waiver->from->image.n > 0) {
            hm_waived_image_take(&image, &scratch, report, row->target);
            is_image = hm_waived_image_fits(&image, waiver->from->image);
        }
        if (!is_tree && !is_image) {
            continue;
        }
        if (row->state == HM_LEDGER_FAILED) {
            return false;
        }
        has_tree = has_tree || (is_tree && row->state == HM_LEDGER_DONE);
        has_image = has_image || (is_image && row->state == HM_LEDGER_DONE);
    }
    return waiver->from->image.n > 0 ? has_image
                                     : has_image && has_tree && waiver->from->pattern.n == 0;
}

/* A file of waivers is for a whole repository, and a scan may be of a part of it. */
static void
judge_unused_waiver(struct judge *judge, const struct hm_waiver *waiver)
{
    bool is_rule = waiver->n_rules > 0;

    if (waiver->n_used > 0 || (is_rule ? !were_files_judged(judge->report, waiver)
                                       : !were_packages_judged(judge->report, waiver))) {
        return;
    }
    say(judge, judge->unused, HM_SEV_LOW, waiver,
        "%.*s was not found where this waiver looks: it can go.", HM_FMT(waiver->from->id));
}

/* Only where all that it stands for was looked at: that nobody looked proves nothing. */
static void
judge_unused(struct judge *judge, const struct hm_waiver *waiver)
{
    const struct hm_suppression *from = waiver->from;
    const struct hm_report *report = judge->report;
    bool is_own = from->dialect == HM_SUPPRESS_HULLMARK;

    if (from->dialect == HM_SUPPRESS_WAIVER) {
        judge_unused_waiver(judge, waiver);
        return;
    }
    if (waiver->n_used > 0 || waiver->n_rules == 0 || from->is_external ||
        !is_judged(report, from->path)) {
        return;
    }
    for (size_t i = 0; i < waiver->n_rules; i++) {
        if (!was_decided(report, waiver->rules[i], from->path)) {
            return;
        }
    }
    const char *rule = hm_str_eq(from->id, waiver->rules[0]->id) ? "" : waiver->rules[0]->id;
    say(judge, judge->unused, is_own ? HM_SEV_LOW : HM_SEV_INFO, waiver,
        "%.*s%s%s%s finds nothing here: %sthe suppression can go.", HM_FMT(from->id),
        rule[0] == '\0' ? "" : " (", rule, rule[0] == '\0' ? "" : ")",
        is_own ? "" : "unless the tool that it is written for does, ");
}

/* --- too broad --- */

static void
judge_broad(struct judge *judge, const struct hm_waiver *waiver)
{
    const struct hm_suppression *from = waiver->from;
    bool is_narrow = from->pattern.n > 0 || from->image.n > 0 || from->package.n > 0;

    if (from->dialect != HM_SUPPRESS_WAIVER) {
        return;
    }
    if (hm_str_eq(from->pattern, "**") || hm_str_eq(from->image, "**")) {
        say(judge, judge->broad, HM_SEV_LOW, waiver,
            "** covers everything: name the %s that %.*s is accepted in.",
            hm_str_eq(from->image, "**") ? "images" : "files", HM_FMT(from->id));
    } else if (!is_narrow && waiver->n_rules > 0 && judge->report->paths.n > 1) {
        say(judge, judge->broad, HM_SEV_LOW, waiver,
            "%.*s is accepted in all %zu files: name those that are meant by path, image or "
            "package.",
            HM_FMT(from->id), judge->report->paths.n);
    }
}

/* --- VEX --- */

/* What counts all the same although VEX speaks of it is told, so that nobody has to ask. */
static void
tell_statement(struct judge *judge, const struct hm_waiver *waiver)
{
    const struct hm_vex *vex = waiver->from->vex;

    if (!waiver->is_last || hm_vex_accepts(vex) || judge->n_told == STATEMENTS_TOLD) {
        return;
    }
    judge->n_told++;
    hm_report_note(judge->report, HM_NOTE_WARNING, "vex-stated", HM_S("hullmark"),
                   waiver->from->path, "%.*s is %s, says %.*s%s%.*s.", HM_FMT(waiver->from->id),
                   hm_vex_word(vex->status), HM_FMT(vex->author), vex->action.n > 0 ? ": " : "",
                   HM_FMT(vex->action));
}

/* A document that fits nothing may be of another image, or name this one in another way. */
static void
judge_statements(struct judge *judge, const struct hm_waiver *waivers, size_t n)
{
    for (size_t i = 0; i < n;) {
        struct hm_str document = waivers[i].from->path;
        size_t first = i;
        uint32_t n_used = 0;
        if (waivers[i].from->dialect != HM_SUPPRESS_VEX) {
            i++;
            continue;
        }
        for (; i < n && waivers[i].from->dialect == HM_SUPPRESS_VEX &&
               hm_str_is(waivers[i].from->path, document);
             i++) {
            n_used += waivers[i].n_used;
            tell_statement(judge, &waivers[i]);
        }
        if (n_used == 0) {
            hm_report_note(judge->report, HM_NOTE_WARNING, "vex-unmatched", HM_S("hullmark"),
                           document,
                           "None of its %zu statements is about a vulnerability that was found in "
                           "a product that was scanned.",
                           i - first);
        }
    }
}

/* --- the rest --- */

static void
judge_refused(struct judge *judge, const struct hm_waiver *waiver)
{
    const struct hm_suppression *from = waiver->from;

    if (judge->refused == NULL) {
        hm_report_note(judge->report, HM_NOTE_WARNING, "suppression-refused", HM_S("hullmark"),
                       from->path, "The suppression of %.*s in line %u does not count here.",
                       HM_FMT(from->id), (unsigned)from->place.line);
        return;
    }
    say(judge, judge->refused, judge->refused->severity, waiver,
        "This change brings the suppression of %.*s, or makes it wider or longer: it does not "
        "count here.",
        HM_FMT(from->id));
}

static void
judge_one(struct judge *judge, const struct hm_waiver *waiver)
{
    const struct hm_suppression *from = waiver->from;

    if (waiver->state == HM_WAIVER_REFUSED) {
        judge_refused(judge, waiver);
        return;
    }
    if (from->dialect == HM_SUPPRESS_VEX) {
        return;
    }
    if (waiver->state == HM_WAIVER_EXPIRED) {
        char day[16];
        if (judge->expired != NULL) {
            say(judge, judge->expired, judge->expired->severity, waiver,
                "The suppression of %.*s ended on %s: what it covered counts again.",
                HM_FMT(from->id), hm_day_text(from->until, day));
        }
        return;
    }
    if (waiver->is_overruled && judge->overruled != NULL) {
        say(judge, judge->overruled, judge->overruled->severity, waiver,
            "%.*s cannot be suppressed: %s.", HM_FMT(from->id), waiver->rules[0]->final_because);
        return;
    }
    if (from->wants_reason && from->reason.n == 0) {
        say(judge, judge->unreasoned, HM_SEV_INFO, waiver, "%.*s is suppressed without a reason.",
            HM_FMT(from->id));
    }
    if (!judge_unknown(judge, waiver)) {
        judge_unused(judge, waiver);
        judge_broad(judge, waiver);
    }
}

void
hm_waivers_judge(struct hm_report *report, const struct hm_waiver *waivers, size_t n)
{
    struct judge judge = {
        .report = report,
        .unknown = rule_of(report, "HM9012"),
        .expired = rule_of(report, "HM9013"),
        .unused = rule_of(report, "HM9014"),
        .unreasoned = rule_of(report, "HM9015"),
        .overruled = rule_of(report, "HM9016"),
        .broad = rule_of(report, "HM9017"),
        .refused = rule_of(report, "HM9020"),
    };

    for (size_t i = 0; i < n; i++) {
        judge_one(&judge, &waivers[i]);
    }
    judge_statements(&judge, waivers, n);
}
