/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/text/text_tables.h"

#include "plugin/base/auto.h"
#include "reports/escape.h"
#include "reports/strmap.h"
#include "reports/text/text_rules.h"

enum {
    HANG = 11, /* of what a row of the ledger has to say, below its tool */
};

static void
heading(struct hm_text *out, const char *text)
{
    hm_text_styled(out, hm_str_c(text), HM_STYLE_BOLD);
    hm_text_puts(out, "\n");
}

void
hm_text_severities(struct hm_text *out, const struct hm_finding *const *rows, size_t n)
{
    size_t counts[HM_SEV_COUNT] = { 0 };
    bool is_first = true;

    for (size_t i = 0; i < n; i++) {
        counts[rows[i]->severity]++;
    }
    for (int i = HM_SEV_COUNT - 1; i >= 0; i--) {
        const struct hm_severity_row *row = hm_severity_row((enum hm_severity)i);
        if (counts[i] == 0) {
            continue;
        }
        hm_auto_buf struct hm_buf text = { 0 };
        hm_buf_printf(&text, "%zu %s", counts[i], row->word);
        hm_text_puts(out, is_first ? "" : ", ");
        hm_text_styled(out, hm_buf_str(&text), row->colour);
        is_first = false;
    }
}

/* --- notes and what could not be decided --- */

void
hm_text_notes(struct hm_text *out, const struct hm_report *report, bool is_verbose)
{
    static const char *const styles[] = {
        [HM_NOTE_INFO] = HM_STYLE_FAINT,
        [HM_NOTE_WARNING] = HM_STYLE_WARN,
        [HM_NOTE_ERROR] = HM_STYLE_BAD,
    };
    size_t hidden = 0;

    for (size_t i = 0; i < report->notes.n; i++) {
        const struct hm_note *note = &report->notes.p[i];
        if (note->level == HM_NOTE_INFO && !is_verbose) {
            hidden++;
            continue;
        }
        struct hm_str word = hm_str_c(hm_note_word(note->level));
        hm_auto_buf struct hm_buf text = { 0 };
        if (note->tool.n > 0) {
            hm_buf_printf(&text, "%.*s: ", HM_FMT(note->tool));
        }
        if (note->path.n > 0) {
            hm_buf_printf(&text, "%.*s: ", HM_FMT(note->path));
        }
        hm_buf_add(&text, note->text);
        hm_text_styled(out, word, styles[note->level]);
        hm_text_puts(out, ": ");
        hm_text_wrap(out, hm_buf_str(&text), word.n + 2, 2);
    }
    if (hidden > 0) {
        hm_text_count(out, hidden, "note", "notes");
        hm_text_puts(out, " not shown; use --verbose\n");
    }
}

void
hm_text_not_evaluated(struct hm_text *out, const struct hm_report *report, bool is_verbose)
{
    size_t n = report->not_evaluated.n;

    if (n == 0) {
        return;
    }
    hm_text_styled(out, HM_S("Not evaluated: "), HM_STYLE_WARN);
    hm_text_count(out, n, "rule and place that could not be decided",
                  "rules and places that could not be decided");
    hm_text_puts(out, is_verbose ? "\n" : "; use --verbose to list them\n");
    for (size_t i = 0; is_verbose && i < n; i++) {
        const struct hm_not_evaluated *row = &report->not_evaluated.p[i];
        hm_auto_buf struct hm_buf place = { 0 };
        hm_buf_printf(&place, "%.*s", HM_FMT(row->path));
        if (row->line > 0) {
            hm_buf_printf(&place, ":%u", row->line);
        }
        hm_text_spaces(out, 2);
        hm_text_cell(out, hm_buf_str(&place), NULL, 26);
        hm_text_cell(out, hm_str_c(row->rule->id), NULL, 8);
        hm_text_wrap(out, row->reason, 36, 4);
    }
}

/* --- builds --- */

void
hm_text_builds(struct hm_text *out, const struct hm_report *report)
{
    if (report->builds.n == 0) {
        return;
    }
    hm_text_styled(out, HM_S("Builds"), HM_STYLE_BOLD);
    hm_text_puts(out, "\n");
    for (size_t i = 0; i < report->builds.n; i++) {
        const struct hm_report_build *row = &report->builds.p[i];
        hm_auto_buf struct hm_buf text = { 0 };
        hm_buf_printf(&text, "context %.*s, ",
                      HM_FMT(row->root.n > 0 ? row->root : HM_S("not read")));
        if (row->root_by == HM_BUILD_BY_NOBODY) {
            hm_buf_puts(&text, "its own folder");
        } else {
            hm_buf_printf(&text, "by %s", hm_build_by_word(row->root_by));
        }
        if (row->use.said_in.n > 0) {
            hm_buf_printf(&text, "; %.*s:%u, %.*s", HM_FMT(row->use.said_in),
                          (unsigned)row->use.line, HM_FMT(row->use.name));
        }
        if (row->use.target.n > 0) {
            hm_buf_printf(&text, "; stage %.*s", HM_FMT(row->use.target));
        }
        for (uint32_t k = 0; k < row->use.n_images; k++) {
            hm_buf_printf(&text, "%s%.*s", k == 0 ? "; makes " : ", ", HM_FMT(row->use.images[k]));
        }
        hm_text_spaces(out, 2);
        hm_text_cell(out, row->use.dockerfile, NULL, 26);
        hm_text_wrap(out, hm_buf_str(&text), 28, 4);
    }
}

/* --- what was checked --- */

static const char *
state_style(const struct hm_ledger_row *row)
{
    switch (row->state) {
    case HM_LEDGER_DONE:
        return HM_STYLE_GOOD;
    case HM_LEDGER_FAILED:
        return row->is_allowed ? HM_STYLE_WARN : HM_STYLE_BAD;
    case HM_LEDGER_SKIPPED:
        return row->is_required ? HM_STYLE_BAD : HM_STYLE_WARN;
    case HM_LEDGER_NOT_APPLICABLE:
        break;
    }
    return HM_STYLE_FAINT;
}

static struct hm_str
tool_text(struct hm_buf *buf, const struct hm_ledger_row *row)
{
    hm_buf_clear(buf);
    hm_buf_printf(buf, "%.*s%s%.*s", HM_FMT(row->tool), row->version.n > 0 ? " " : "",
                  HM_FMT(row->version));
    return hm_buf_str(buf);
}

static void
add_detail(struct hm_buf *details, const char *separator)
{
    hm_buf_puts(details, details->n > 0 ? separator : "");
}

/* What there is to say besides the state: "exit code 1, required: the database is too old". */
static struct hm_str
ledger_details(struct hm_buf *details, const struct hm_ledger_row *row, bool with_timings)
{
    bool is_bad = row->state == HM_LEDGER_FAILED || row->state == HM_LEDGER_SKIPPED;

    hm_buf_clear(details);
    if (row->data_date.n > 0) {
        hm_buf_printf(details, "data of %.*s", HM_FMT(hm_str_sub(row->data_date, 0, 10)));
    }
    if (with_timings) {
        uint64_t ms = row->seconds > 0 ? (uint64_t)(row->seconds * 1000 + 0.5) : 0;
        add_detail(details, ", ");
        hm_buf_printf(details, "%llu.%03u s", (unsigned long long)(ms / 1000),
                      (unsigned)(ms % 1000));
    }
    if (row->state == HM_LEDGER_FAILED && hm_ledger_lacks_code(row)) {
        add_detail(details, ", ");
        hm_buf_printf(details, "exit code %d", row->exit_code);
    }
    if (is_bad && (row->is_required || row->is_allowed)) {
        add_detail(details, ", ");
        hm_buf_puts(details, row->is_required ? "required" : "allowed");
    }
    if (row->reason.n > 0) {
        add_detail(details, ": ");
        hm_buf_add(details, hm_str_trim(row->reason));
    }
    return hm_buf_str(details);
}

void
hm_text_ledger(struct hm_text *out, const struct hm_report *report, bool with_timings)
{
    hm_auto_buf struct hm_buf tool = { 0 };
    hm_auto_buf struct hm_buf details = { 0 };
    size_t state = 0;
    size_t tools = 0;
    size_t task = 0;
    size_t target = 0;

    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        state = hm_text_wider(state, hm_str_c(hm_ledger_word(row->state)));
        tools = hm_text_wider(tools, tool_text(&tool, row));
        task = hm_text_wider(task, row->task);
        target = hm_text_wider(target, row->target);
    }
    if (report->ledger.n > 0) {
        heading(out, "Checked");
    }
    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        struct hm_str word = hm_str_c(hm_ledger_word(row->state));
        hm_text_spaces(out, 2);
        hm_text_cell(out, word, state_style(row), state + 2);
        hm_text_cell(out, tool_text(&tool, row), NULL, tools + 2);
        hm_text_cell(out, row->task, NULL, task + 2);
        struct hm_str more = ledger_details(&details, row, with_timings);
        hm_text_cell(out, row->target, NULL, more.n > 0 ? target + 2 : 0);
        size_t wide = hm_terminal_width(row->target);
        wide = more.n > 0 && wide < target ? target : wide;
        hm_text_wrap(out, more, state + tools + task + wide + 10, HANG);
    }
}

static bool
ends_in(struct hm_str s, struct hm_str end)
{
    return s.n >= end.n && hm_str_is(hm_str_from(s, s.n - end.n), end);
}

void
hm_text_evidence(struct hm_text *out, const struct hm_report *report)
{
    static const char *const styles[] = {
        [HM_PROOF_VERIFIED] = HM_STYLE_GOOD,  [HM_PROOF_WRONG] = HM_STYLE_BAD,
        [HM_PROOF_ABSENT] = HM_STYLE_WARN,    [HM_PROOF_UNVERIFIABLE] = HM_STYLE_WARN,
        [HM_PROOF_ACCEPTED] = HM_STYLE_WARN,  [HM_PROOF_STATED] = HM_STYLE_WARN,
        [HM_PROOF_UNCOVERED] = HM_STYLE_WARN,
    };

    if (report->evidence.n > 0) {
        heading(out, "Evidence");
    }
    for (size_t i = 0; i < report->evidence.n; i++) {
        const struct hm_evidence *row = &report->evidence.p[i];
        hm_text_spaces(out, 2);
        hm_text_cell(out, hm_str_c(hm_proof_word(row->proof)), styles[row->proof], 14);
        hm_text_cell(out, hm_str_c(row->kind), NULL, 11);
        (void)hm_text_put(out, row->subject);
        if (row->digest.n > 0 && !ends_in(row->subject, row->digest)) {
            hm_text_puts(out, "  ");
            (void)hm_text_put(out, row->digest);
        }
        hm_text_puts(out, "\n");
        if (row->blobs > 0 || row->detail.n > 0) {
            hm_text_spaces(out, 16);
        }
        if (row->blobs > 0) {
            hm_text_count(out, row->blobs, "blob, ", "blobs, ");
            hm_text_bytes(out, row->bytes);
            hm_text_puts(out, row->detail.n > 0 ? " hashed; " : " hashed\n");
        }
        if (row->detail.n > 0) {
            hm_text_wrap(out, row->detail, 16, 16);
        }
    }
}

/* --- summary --- */

struct tally {
    size_t by_severity[HM_SEV_COUNT];
    size_t total;
};

static void
put_tally(struct hm_text *out, const struct tally *tally)
{
    bool is_first = true;

    for (int i = HM_SEV_COUNT - 1; i >= 0; i--) {
        const struct hm_severity_row *row = hm_severity_row((enum hm_severity)i);
        hm_auto_buf struct hm_buf text = { 0 };
        if (tally->by_severity[i] == 0) {
            continue;
        }
        hm_buf_printf(&text, "%zu %s", tally->by_severity[i], row->word);
        hm_text_puts(out, is_first ? "" : ", ");
        hm_text_styled(out, hm_buf_str(&text), row->colour);
        is_first = false;
    }
}

/* The worst of our own findings, as an example of where to read on. */
static void
put_advice(struct hm_text *out, const struct hm_report *report)
{
    const struct hm_finding *worst = NULL;

    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        if (finding->rule->producer == NULL && !hm_finding_is_suppressed(finding) &&
            (worst == NULL || finding->severity > worst->severity)) {
            worst = finding;
        }
    }
    if (worst != NULL) {
        hm_buf_printf(out->buf, "  hullmark explain %s says why, and what to do about it\n",
                      worst->rule->id);
    }
}

static void
put_suppressed(struct hm_text *out, const struct hm_report *report, bool are_shown)
{
    static const char *const words[] = { "comments", "ignore files", "waivers", "VEX",
                                         "what runs the images" };
    bool is_by[5] = { false };
    const char *link = " by ";
    size_t n = 0;

    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        if (hm_finding_is_suppressed(finding)) {
            const struct hm_suppression *by = finding->suppressed_by.p[0];
            n++;
            is_by[by->dialect == HM_SUPPRESS_DEPLOYMENT ? 4
                  : by->dialect == HM_SUPPRESS_VEX      ? 3
                  : by->dialect == HM_SUPPRESS_WAIVER   ? 2
                                                        : by->is_external] = true;
        }
    }
    if (n == 0) {
        return;
    }
    hm_text_spaces(out, 2);
    hm_text_count(out, n, "more finding is", "more findings are");
    hm_text_puts(out, " suppressed");
    for (size_t i = 0; i < 5; i++) {
        if (is_by[i]) {
            hm_text_puts(out, link);
            hm_text_puts(out, words[i]);
            link = " and ";
        }
    }
    hm_text_puts(out, are_shown ? "\n" : "; --show-suppressed lists them\n");
}

static size_t
practice_width(const struct tally *practices)
{
    size_t width = 0;

    for (int i = 1; i < HM_PRACTICE_COUNT; i++) {
        const struct hm_practice_row *row = hm_practice_row((enum hm_practice)i);
        size_t title = row == NULL || practices[i].total == 0 ? 0 : strlen(row->title);
        width = title > width ? title : width;
    }
    return width + 2;
}

static void
put_practices(struct hm_text *out, const struct tally *practices, bool is_critical)
{
    for (int i = 1; i < HM_PRACTICE_COUNT; i++) {
        const struct hm_practice_row *row = hm_practice_row((enum hm_practice)i);
        if (row == NULL || row->is_critical != is_critical || practices[i].total == 0) {
            continue;
        }
        hm_text_spaces(out, 2);
        hm_text_cell(out, hm_str_c(row->title), is_critical ? HM_STYLE_BOLD : NULL,
                     practice_width(practices));
        put_tally(out, &practices[i]);
        hm_text_puts(out, "\n");
    }
}

static void
note_name(struct hm_strmap *names, struct hm_str name)
{
    if (name.n > 0) {
        (void)hm_strmap_at(names, name);
    }
}

static size_t
count_images(const struct hm_report *report)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_strmap images;

    hm_strmap_init(&images, &arena);
    for (size_t i = 0; i < report->evidence.n; i++) {
        note_name(&images, report->evidence.p[i].subject);
    }
    for (size_t i = 0; i < report->findings.n; i++) {
        note_name(&images, report->findings.p[i].target);
    }
    return images.n;
}

/* Judged files; where nobody judged any (other tools did), those that findings name. */
static size_t
count_files(const struct hm_report *report)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_strmap paths;

    if (report->paths.n > 0) {
        return report->paths.n;
    }
    hm_strmap_init(&paths, &arena);
    for (size_t i = 0; i < report->findings.n; i++) {
        if (report->findings.p[i].target.n == 0) {
            note_name(&paths, report->findings.p[i].path);
        }
    }
    return paths.n;
}

static void
put_scope(struct hm_text *out, const struct hm_report *report)
{
    size_t images = count_images(report);
    size_t files = count_files(report);

    hm_text_puts(out, " in ");
    if (files > 0 || images == 0) {
        hm_text_count(out, files, "file", "files");
        hm_text_puts(out, images > 0 ? " and " : "");
    }
    if (images > 0) {
        hm_text_count(out, images, "image", "images");
    }
}

/* What went in, where some of it is not among the findings any more. */
static void
put_accounts(struct hm_text *out, const struct hm_report *report)
{
    hm_auto_buf struct hm_buf text = { 0 };
    size_t n_found = 0;

    if (report->n_merged == 0) {
        return;
    }
    for (size_t i = 0; i < report->accounts.n; i++) {
        const struct hm_account *account = &report->accounts.p[i];
        n_found += account->n_found;
        hm_buf_printf(&text, "%s%s %zu", i == 0 ? "" : ", ", account->tool, account->n_found);
    }
    hm_text_spaces(out, 2);
    hm_text_count(out, n_found, "result", "results");
    hm_text_puts(out, " went in (");
    (void)hm_text_put(out, hm_buf_str(&text));
    hm_buf_printf(out->buf, "), %zu joined others; --no-merge shows them apart\n",
                  report->n_merged);
}

void
hm_text_summary(struct hm_text *out, const struct hm_report *report,
                const struct hm_format_options *options)
{
    struct tally practices[HM_PRACTICE_COUNT] = { 0 };
    struct tally all = { 0 };

    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        if (hm_finding_is_suppressed(finding)) {
            continue;
        }
        practices[finding->rule->practice].by_severity[finding->severity]++;
        practices[finding->rule->practice].total++;
        all.by_severity[finding->severity]++;
        all.total++;
    }
    hm_text_styled(out, HM_S("Summary"), HM_STYLE_BOLD);
    hm_text_puts(out, "  ");
    hm_text_count(out, all.total, "finding", "findings");
    put_scope(out, report);
    hm_text_puts(out, all.total > 0 ? ": " : "");
    put_tally(out, &all);
    hm_text_puts(out, "\n");
    put_practices(out, practices, true);
    put_practices(out, practices, false);
    hm_text_rules(out, report, options->is_verbose);
    put_suppressed(out, report, options->with_suppressed);
    put_advice(out, report);
    put_accounts(out, report);
}

static const char *
exit_meaning(const struct hm_report *report)
{
    switch (report->exit_code) {
    case 0:
        return report->verdict == HM_VERDICT_PASS ? "the gate passed"
                                                  : "--exit-zero, whatever the verdict";
    case 1:
        return "the gate failed";
    case 2:
        return "wrong usage or configuration";
    case 3:
        return "something that was asked for could not be done";
    default:
        return report->exit_code > 128 ? "ended by a signal" : "the program failed";
    }
}

void
hm_text_verdict(struct hm_text *out, const struct hm_report *report)
{
    static const struct {
        const char *word;
        const char *style;
    } words[] = {
        [HM_VERDICT_PASS] = { "PASS", "1;32" },
        [HM_VERDICT_FAIL] = { "FAIL", "1;31" },
        [HM_VERDICT_INCOMPLETE] = { "INCOMPLETE", "1;33" },
    };
    struct hm_str word = hm_str_c(words[report->verdict].word);
    hm_auto_buf struct hm_buf text = { 0 };

    hm_escape_sentence(&text, report->verdict_reason, 1000);
    hm_buf_printf(&text, "%s(exit code %d: %s)", text.n > 0 ? " " : "", report->exit_code,
                  exit_meaning(report));
    hm_text_styled(out, word, words[report->verdict].style);
    hm_text_puts(out, "  ");
    hm_text_wrap(out, hm_buf_str(&text), word.n + 2, word.n + 2);
}
