/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/running.h"

#include <unistd.h>

#include "adapters/database.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"

/* What the lock forbids is never let pass: --allow-incomplete is for tools that fail, not for
 * programs or data that somebody exchanged. */
static bool
is_forgiven(const struct hm_running *r)
{
    return r->job->is_allowed && !r->is_unverified && !r->is_misled;
}

static struct hm_ledger_row *
add_row(struct hm_report *report, const struct hm_running *r, struct hm_str version)
{
    struct hm_ledger_row *row = hm_report_ledger(report);

    row->tool = hm_str_c(r->job->adapter->name);
    row->version = hm_arena_str(&report->arena, version);
    row->task = hm_str_c(hm_task_name(r->job->task));
    row->target = hm_collect_name(&report->arena, r->job->target);
    row->is_required = r->job->is_required;
    row->is_allowed = is_forgiven(r);
    bool has_old_data = r->state == HM_JOB_REFUSED && r->tool->refusal.status == HM_OK;
    row->pin = r->is_unverified && !has_old_data ? "refused" : NULL;
    return row;
}

static void
take(struct hm_report *report, const struct hm_collect *out)
{
    for (size_t i = 0; i < out->findings.n; i++) {
        hm_vec_add(&report->arena, &report->findings, out->findings.p[i]);
    }
    for (size_t i = 0; i < out->notes.n; i++) {
        hm_vec_add(&report->arena, &report->notes, out->notes.p[i]);
    }
    if (out->document.n > 0) {
        hm_vec_add(&report->arena, &report->documents, out->document);
    }
    if (out->has_evidence) {
        hm_vec_add(&report->arena, &report->evidence, out->evidence);
    }
}

static enum hm_note_level
failure_level(const struct hm_running *r)
{
    return is_forgiven(r) ? HM_NOTE_WARNING : HM_NOTE_ERROR;
}

/* A job that could not even start. */
static void
report_unstarted(struct hm_report *report, const struct hm_running *r, struct hm_collect *out)
{
    const struct hm_tool_job *job = r->job;
    struct hm_ledger_row *row = add_row(report, r, r->tool->version_text);
    bool is_missing = r->state == HM_JOB_MISSING;
    bool is_pointless = !is_missing && r->why.status == HM_E_UNSUPPORTED;
    const char *why = is_missing ? r->tool->why : r->why.text;

    row->state = is_pointless && job->task != HM_TASK_SIGNATURE ? HM_LEDGER_NOT_APPLICABLE
                 : is_missing && !job->is_required              ? HM_LEDGER_SKIPPED
                                                                : HM_LEDGER_FAILED;
    row->reason = hm_collect_text(&report->arena, hm_str_c(why), 400);
    hm_report_note(report, row->state == HM_LEDGER_FAILED ? failure_level(r) : HM_NOTE_WARNING,
                   is_missing         ? "tool-missing"
                   : r->is_unverified ? "tool-unverified"
                                      : "tool-refused",
                   hm_str_c(job->adapter->name), is_missing ? hm_str_c("") : job->target,
                   "%s did not run: %s.", job->adapter->name, why);
    if (job->task == HM_TASK_SIGNATURE) {
        hm_judge_unverifiable(job, row->reason, out);
    }
}

static void
report_failure(struct hm_report *report, const struct hm_running *r,
               const struct hm_judgement *judgement)
{
    const struct hm_tool_job *job = r->job;

    hm_report_note(report, failure_level(r), judgement->note_id, hm_str_c(job->adapter->name),
                   job->target, "%s did not finish its \"%s\" run over %.*s: %.*s%s%s.",
                   job->adapter->name, hm_task_name(job->task), HM_FMT(job->target),
                   HM_FMT(judgement->reason), judgement->advice == NULL ? "" : "; ",
                   judgement->advice == NULL ? "" : judgement->advice);
}

/* Files that the tool passed over: each is a failure of its own, so that it never counts as clean.
 */
static void
report_unread(struct hm_report *report, const struct hm_running *r, const struct hm_collect *out,
              struct hm_str version)
{
    for (size_t i = 0; i < out->unread.n; i++) {
        const struct hm_unread_file *file = &out->unread.p[i];
        struct hm_ledger_row *row = add_row(report, r, version);
        row->target = file->path;
        row->state = HM_LEDGER_FAILED;
        row->reason = file->reason;
        hm_report_note(report, HM_NOTE_WARNING, "tool-file-failed", hm_str_c(r->job->adapter->name),
                       file->path, "%s could not read %.*s: %.*s.", r->job->adapter->name,
                       HM_FMT(file->path), HM_FMT(file->reason));
    }
}

static void
report_shortfall(struct hm_report *report, const struct hm_running *r, struct hm_ledger_row *row)
{
    const struct hm_adapter *adapter = r->job->adapter;

    row->state = HM_LEDGER_FAILED;
    row->reason = hm_collect_text(&report->arena, r->plan.shortfall, 400);
    hm_report_note(report, failure_level(r), "tool-data-missing", hm_str_c(adapter->name),
                   r->job->target, "%s left something out over %.*s: %.*s; %s.", adapter->name,
                   HM_FMT(r->job->target), HM_FMT(r->plan.shortfall),
                   adapter->data == NULL ? "see its documentation" : adapter->data->advice);
}

void
hm_outcome_report_age(struct hm_report *report, const struct hm_runner *runner,
                      const struct hm_running_tool *tool)
{
    int64_t made = hm_rfc3339_seconds(tool->data.date);

    if (!tool->uses_data || runner->options->now == 0 || made < 0) {
        return;
    }
    int64_t days = (runner->options->now - made) / 86400;
    const struct hm_adapter_data *data = tool->adapter->data;
    const char *advice = tool->is_served ? HM_SERVER_ADVICE : data->advice;
    if (days > (int64_t)data->stale_days) {
        hm_report_note(report, HM_NOTE_WARNING, "tool-data-old", hm_str_c(tool->adapter->name),
                       hm_str_c(""), "The data that %s judges by are %lld days old; %s.",
                       tool->adapter->name, (long long)days, advice);
    }
}

/* Where a server judged and does not say by what, nobody knows how old that is. */
static enum hm_status
judge_server(const struct hm_running *r, const struct hm_runner *runner, struct hm_collect *out,
             struct hm_err *reterr)
{
    const struct hm_runner_options *options = runner->options;
    const char *name = r->job->adapter->name;
    const struct hm_lock_data *row =
        hm_lock_data(options->lock, hm_str_c(r->job->adapter->data->name));

    if (row != NULL) {
        return hm_database_judge_server(row, out->data_date, options->is_locked, options->now,
                                        reterr);
    }
    if (out->data_date.n == 0) {
        hm_collect_note(out, HM_NOTE_WARNING, "tool-data-undated", r->job->target,
                        "%s does not say how old the data of its server are.", name);
    }
    return HM_OK;
}

static struct hm_judgement
overrule(const struct hm_running *r, struct hm_collect *out, const char *note_id,
         struct hm_str reason)
{
    out->findings.n = 0;
    out->notes.n = 0;
    out->document = HM_S("");
    out->unread.n = 0;
    if (r->job->task == HM_TASK_SIGNATURE) {
        hm_judge_unverifiable(r->job, reason, out);
    }
    return (struct hm_judgement){ .state = HM_LEDGER_FAILED, .note_id = note_id, .reason = reason };
}

/* The copy that was made has another hash than the lock says, or is none. */
static struct hm_judgement
judge_unverified(const struct hm_running *r, struct hm_collect *out)
{
    struct hm_sealed_result made = hm_sealed_wait(r->tool->program);
    struct hm_str reason =
        made.state == HM_SEALED_READY
            ? hm_arena_printf(out->arena,
                              "%s has the SHA-256 %s, and hullmark.lock says %.*s; it was not run",
                              r->tool->path, made.sha256, HM_FMT(r->tool->sha256))
            : hm_arena_printf(out->arena,
                              "%s is a script, and hullmark.lock pins a program; it was not run",
                              r->tool->path);
    struct hm_judgement judgement = overrule(r, out, "tool-unverified", reason);

    judgement.advice = "find out who changed it; after an update of your own, accept it with: "
                       "hullmark tools lock";
    return judgement;
}

/* Whether data have another digest than the lock says, or cannot be read. */
static bool
is_other(const struct hm_lock_data *row, struct hm_sealed *hash)
{
    if (row == NULL || hash == NULL) {
        return false;
    }
    struct hm_sealed_result made = hm_sealed_wait(hash);
    return made.state != HM_SEALED_READY || !hm_str_starts(row->digest, "sha256:") ||
           !hm_str_eq(hm_str_from(row->digest, strlen("sha256:")), made.sha256);
}

/* The data that this job was judged by and that are not the ones that the lock names; or NULL. */
static const struct hm_adapter_data *
wrong_data(const struct hm_running *r, const struct hm_runner *runner, struct hm_sealed **ret_hash)
{
    const struct hm_adapter_data *data = r->job->adapter->data;
    const struct hm_adapter_data *also = data == NULL ? NULL : data->also;
    const struct hm_lock *lock = runner->options->lock;

    if (r->state != HM_JOB_RUNS) {
        return NULL;
    }
    if (data != NULL && r->plan.uses_data && !r->plan.needs_server &&
        is_other(hm_lock_data(lock, hm_str_c(data->name)), r->tool->data_hash)) {
        *ret_hash = r->tool->data_hash;
        return data;
    }
    if (also != NULL && r->plan.uses_also &&
        is_other(hm_lock_data(lock, hm_str_c(also->name)), r->tool->also_hash)) {
        *ret_hash = r->tool->also_hash;
        return also;
    }
    return NULL;
}

/* What the tool judged by is not what the lock names: what it said is worth nothing. */
static struct hm_judgement
judge_misled(const struct hm_running *r, const struct hm_runner *runner, struct hm_collect *out)
{
    struct hm_sealed *hash = NULL;
    const struct hm_adapter_data *data = wrong_data(r, runner, &hash);
    const struct hm_lock_data *row = hm_lock_data(runner->options->lock, hm_str_c(data->name));
    struct hm_sealed_result made = hm_sealed_wait(hash);
    struct hm_judgement judgement =
        overrule(r, out, "tool-data-unverified",
                 made.state == HM_SEALED_READY
                     ? hm_arena_printf(out->arena,
                                       "its database %s is sha256:%s, and hullmark.lock says %.*s",
                                       data->file, made.sha256, HM_FMT(row->digest))
                     : hm_arena_printf(out->arena, "its database %s could not be hashed: %s",
                                       data->file, strerror(made.error)));

    judgement.advice = "accept the new one with: hullmark tools lock, or let it be renewed without "
                       "a word with: hullmark tools lock --renewable-db";
    return judgement;
}

/* What a tool wrote to a file of its own is judged as if it had printed it. */
static struct hm_judgement
judge_file(const struct hm_running *r, const struct hm_process_result *result,
           struct hm_collect *out)
{
    hm_auto_buf struct hm_buf text = { .limit = r->job->adapter->out_limit };
    const char *folder = hm_arena_printf(out->arena, "%s/work", r->dir).p;
    int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    struct hm_process_result made = *result;
    struct hm_err err = { 0 };

    if (result->end == HM_PROCESS_EXITED &&
        hm_adapter_exit(r->job->adapter, result->code) != HM_EXIT_FAILED &&
        (fd < 0 || hm_read_file_below(fd, r->plan.output, text.limit, &text, &err) != HM_OK)) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return (struct hm_judgement){
            .state = HM_LEDGER_FAILED,
            .note_id = "tool-failed",
            .reason = hm_arena_printf(out->arena, "it did not write %s", r->plan.output),
        };
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    made.out = text;
    made.spilled = HM_S("");
    return hm_judge(r->job, &made, r->dir, out);
}

/* hm_judge, and what it cannot see from one run. */
static struct hm_judgement
judge_run(struct hm_running *r, const struct hm_runner *runner,
          const struct hm_process_result *result, struct hm_collect *out)
{
    const struct hm_adapter *adapter = r->job->adapter;

    if (result->end == HM_PROCESS_UNVERIFIED) {
        return judge_unverified(r, out);
    }
    if (r->is_misled) {
        return judge_misled(r, runner, out);
    }
    struct hm_judgement judgement =
        r->plan.output == NULL ? hm_judge(r->job, result, r->dir, out) : judge_file(r, result, out);
    struct hm_str version = out->version.n > 0 ? out->version : r->tool->version_text;

    if (judgement.state != HM_LEDGER_DONE) {
        return judgement;
    }
    if (version.n > 0 && hm_version_is_older(version, hm_str_c(adapter->min_version))) {
        return overrule(r, out, "tool-old",
                        hm_arena_printf(out->arena, "its version %.*s is older than %s",
                                        HM_FMT(version), adapter->min_version));
    }
    if (r->plan.needs_server) {
        struct hm_err err = { 0 };
        if (judge_server(r, runner, out, &err) != HM_OK) {
            r->is_misled = true;
            return overrule(r, out, "tool-data-unverified",
                            hm_arena_str(out->arena, hm_str_c(err.text)));
        }
    } else if (r->plan.uses_data && r->tool->data.date.n == 0 && out->data_date.n > 0) {
        struct hm_tool_data found = { .date = out->data_date };
        struct hm_err err = { 0 };
        const struct hm_lock_data *row =
            hm_lock_data(runner->options->lock, hm_str_c(adapter->data->name));
        if (row != NULL &&
            hm_database_judge(row, adapter->data, &found, runner->options->now, &err) != HM_OK) {
            r->is_misled = true;
            return overrule(r, out, "tool-data-unverified",
                            hm_arena_str(out->arena, hm_str_c(err.text)));
        }
    }
    if (r->was_asked_twice && hm_adapter_doubts(adapter, result->code) &&
        result->code != r->first_code) {
        return overrule(r, out, "tool-failed",
                        hm_arena_printf(out->arena,
                                        "asked twice it answered differently, with exit code %d "
                                        "and then %d",
                                        r->first_code, result->code));
    }
    return judgement;
}

/* What the system did not let us do to the tool. */
static void
report_freedom(struct hm_report *report, const struct hm_running *r,
               const struct hm_process_result *result)
{
    const char *name = r->job->adapter->name;

    if (result->has_escapees) {
        hm_report_note(report, HM_NOTE_WARNING, "tool-escaped", hm_str_c(name), r->job->target,
                       "%s left processes that could not be killed.", name);
    }
    if (result->is_online) {
        hm_report_note(report, HM_NOTE_INFO, "tool-online", hm_str_c(""), hm_str_c(""),
                       "This system does not let hullmark take the network from tools that need "
                       "none.");
    }
    if (result->is_exposed) {
        hm_report_note(report, HM_NOTE_INFO, "tool-exposed", hm_str_c(""), hm_str_c(""),
                       "This system does not let hullmark keep tools from looking into other "
                       "programs of the same user: their environment may hold tokens.");
    }
}

static void
report_run(struct hm_report *report, struct hm_runner *runner, struct hm_running *r,
           struct hm_collect *out)
{
    const struct hm_process_result *result = hm_process_result(runner->set, r->process);
    struct hm_judgement judgement = judge_run(r, runner, result, out);
    struct hm_str version = out->version.n > 0 ? out->version : r->tool->version_text;
    struct hm_ledger_row *row = add_row(report, r, version);

    row->state = judgement.state;
    row->has_exit_code = result->end == HM_PROCESS_EXITED;
    row->exit_code = result->code;
    row->reason = judgement.reason;
    row->seconds = result->seconds;
    if (!r->is_unverified && result->end != HM_PROCESS_NOT_STARTED) {
        row->pin = hm_locked_word(r->tool->pin);
        row->sha256 = hm_arena_str(&report->arena, r->tool->sha256);
    }
    row->is_online = result->is_online;
    row->is_exposed = result->is_exposed;
    if (r->plan.uses_data) {
        bool is_news = r->tool->data.date.n == 0 && out->data_date.n > 0;
        row->data_date =
            is_news ? out->data_date : hm_arena_str(&report->arena, r->tool->data.date);
        if (is_news) {
            r->tool->data.date = out->data_date;
            hm_outcome_report_age(report, runner, r->tool);
        }
    }
    if (judgement.state == HM_LEDGER_FAILED) {
        report_failure(report, r, &judgement);
    } else if (r->plan.shortfall.n > 0) {
        report_shortfall(report, r, row);
    }
    report_freedom(report, r, result);
    report_unread(report, r, out, version);
}

void
hm_outcome_report(struct hm_report *report, struct hm_runner *runner, struct hm_running *running,
                  struct hm_rule_table *rules)
{
    struct hm_collect out = { .arena = &report->arena,
                              .rules = rules,
                              .producer = running->job->adapter->name };

    running->is_unverified =
        running->state == HM_JOB_RUNS
            ? hm_process_result(runner->set, running->process)->end == HM_PROCESS_UNVERIFIED
            : running->why.status == HM_E_MISMATCH;
    running->is_misled = wrong_data(running, runner, &(struct hm_sealed *){ NULL }) != NULL;
    if (running->state == HM_JOB_RUNS) {
        report_run(report, runner, running, &out);
    } else {
        report_unstarted(report, running, &out);
    }
    take(report, &out);
}
