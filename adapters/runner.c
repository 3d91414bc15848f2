/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/runner.h"

#include <errno.h>
#include <sys/stat.h>

#include "adapters/judge.h"
#include "adapters/locate.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/process.h"

enum {
    MAX_RUNNING = 4,
    VERSION_TIMEOUT_MS = 10 * 1000,
    VERSION_LIMIT = 64 * 1024,
};

/* A program that some job needs. */
struct tool {
    const struct hm_adapter *adapter;
    const char *path; /* NULL: not found, and `why` says so */
    const char *why;
    struct hm_tool_data data;
    bool uses_data;
    size_t version; /* index of the process that prints it */
    struct hm_str version_text;
};

enum job_state {
    JOB_RUNS,
    JOB_MISSING, /* no program */
    JOB_REFUSED, /* plan said no */
};

struct running {
    const struct hm_tool_job *job;
    struct tool *tool;
    enum job_state state;
    struct hm_err why; /* JOB_REFUSED */
    struct hm_plan plan;
    const char *dir;
    size_t process;
};

struct hm_runner {
    struct hm_arena arena;
    const struct hm_runner_options *options;
    struct hm_process_set *set;
    struct hm_buf root; /* the private folder */
    HM_VEC(struct tool *) tools;
    struct running *jobs;
    size_t n_jobs;
};

/* --- what a tool finds around it */

/* Handed on to tools that talk to a registry. */
static const char *const network_env[] = {
    "HTTP_PROXY", "HTTPS_PROXY",   "NO_PROXY",     "http_proxy",         "https_proxy",
    "no_proxy",   "SSL_CERT_FILE", "SSL_CERT_DIR", "DOCKER_AUTH_CONFIG", NULL,
};

static void
add_env(struct hm_runner *runner, struct hm_plan *plan, const char *name, const char *value)
{
    hm_vec_add(&runner->arena, &plan->env, hm_arena_printf(&runner->arena, "%s=%s", name, value).p);
}

static void
pass_env(struct hm_runner *runner, struct hm_plan *plan, const char *const *names)
{
    for (; names != NULL && *names != NULL; names++) {
        const char *value = hm_env_get(runner->options->env, *names);
        if (value != NULL) {
            add_env(runner, plan, *names, value);
        }
    }
}

static void
add_registry_env(struct hm_runner *runner, const struct hm_adapter *adapter, struct hm_plan *plan)
{
    const char *const *env = runner->options->env;
    const char *config = hm_env_get(env, "DOCKER_CONFIG");
    const char *home = hm_env_get(env, "HOME");
    const char *path = hm_env_get(env, "PATH");

    if (config == NULL && home != NULL) {
        config = hm_arena_printf(&runner->arena, "%s/.docker", home).p;
    }
    if (config != NULL) {
        add_env(runner, plan, "DOCKER_CONFIG", config);
    }
    /* Credential helpers are programs of the user's. */
    add_env(runner, plan, "PATH", path == NULL ? "/usr/local/bin:/usr/bin:/bin" : path);
    pass_env(runner, plan, network_env);
    pass_env(runner, plan, adapter->registry_env);
}

/* Completes the plan's environment: nothing of ours gets there but what is named here. */
static void
complete_env(struct hm_runner *runner, const struct hm_adapter *adapter, struct hm_plan *plan,
             const char *dir)
{
    struct hm_arena *arena = &runner->arena;

    if (plan->needs_registry) {
        add_registry_env(runner, adapter, plan);
    } else {
        add_env(runner, plan, "PATH", "/usr/local/bin:/usr/bin:/bin");
    }
    add_env(runner, plan, "HOME", hm_arena_printf(arena, "%s/home", dir).p);
    add_env(runner, plan, "TMPDIR", hm_arena_printf(arena, "%s/tmp", dir).p);
    add_env(runner, plan, "LANG", "C.UTF-8");
    add_env(runner, plan, "TZ", "UTC");
    add_env(runner, plan, "NO_COLOR", "1");
    hm_vec_add(arena, &plan->env, NULL);
}

static enum hm_status
make_folder(const char *path, struct hm_err *reterr)
{
    if (mkdir(path, 0700) < 0 && errno != EEXIST) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", path, strerror(errno));
    }
    return HM_OK;
}

/* A private folder with home, tmp and work in it. */
static enum hm_status
make_place(struct hm_runner *runner, const char *dir, struct hm_err *reterr)
{
    static const char *const names[] = { "", "/home", "/tmp", "/work" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *path = hm_arena_printf(&runner->arena, "%s%s", dir, names[i]).p;
        enum hm_status status = make_folder(path, reterr);
        if (status != HM_OK) {
            return status;
        }
    }
    return HM_OK;
}

static enum hm_status
make_file(struct hm_runner *runner, const char *dir, const struct hm_plan_file *file,
          struct hm_err *reterr)
{
    const char *path = hm_arena_printf(&runner->arena, "%s/%s", dir, file->name).p;
    struct hm_str folder = hm_str_dirname(hm_str_c(file->name));

    if (folder.n > 0) {
        enum hm_status status =
            make_folder(hm_arena_printf(&runner->arena, "%s/%.*s", dir, HM_FMT(folder)).p, reterr);
        if (status != HM_OK) {
            return status;
        }
    }
    if (file->link_to == NULL) {
        return hm_write_file(path, file->content, reterr);
    }
    if (symlink(file->link_to, path) < 0) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", path, strerror(errno));
    }
    return HM_OK;
}

/* --- starting */

static void
ask_version(struct hm_runner *runner, struct tool *tool)
{
    struct hm_arena *arena = &runner->arena;
    const char *dir = hm_arena_printf(arena, "%s/%s", runner->root.p, tool->adapter->name).p;
    struct hm_plan plan = { 0 };
    struct hm_err ignored;

    (void)make_place(runner, dir, &ignored);
    complete_env(runner, tool->adapter, &plan, dir);
    const char **argv = hm_arena_new(arena, const char *, 3);
    argv[0] = tool->adapter->program;
    argv[1] = tool->adapter->version_arg;
    struct hm_process_spec spec = {
        .path = tool->path,
        .argv = argv,
        .env = plan.env.p,
        .cwd = hm_arena_printf(arena, "%s/work", dir).p,
        .timeout_ms = VERSION_TIMEOUT_MS,
        .out_limit = VERSION_LIMIT,
    };
    tool->version = hm_process_add(runner->set, &spec);
}

static struct tool *
tool_of(struct hm_runner *runner, const struct hm_adapter *adapter)
{
    hm_auto_buf struct hm_buf path = { 0 };
    struct hm_err err = { 0 };

    for (size_t i = 0; i < runner->tools.n; i++) {
        if (runner->tools.p[i]->adapter == adapter) {
            return runner->tools.p[i];
        }
    }
    struct tool *tool = hm_arena_new(&runner->arena, struct tool, 1);
    tool->adapter = adapter;
    if (hm_tool_locate(adapter, runner->options->env, &path, &err) == HM_OK) {
        tool->path = hm_arena_c(&runner->arena, hm_buf_str(&path));
    } else {
        tool->why = hm_arena_c(&runner->arena, hm_str_c(err.text));
    }
    if (adapter->data != NULL) {
        tool->data = hm_tool_data_find(adapter->data, runner->options->env, &runner->arena);
    }
    hm_vec_add(&runner->arena, &runner->tools, tool);
    return tool;
}

static enum hm_status
prepare(struct hm_runner *runner, struct running *r, struct hm_err *reterr)
{
    const struct hm_adapter *adapter = r->job->adapter;
    struct hm_plan_context context = {
        .arena = &runner->arena,
        .dir = r->dir,
        .data_dir = r->tool->data.dir,
        .is_offline = runner->options->is_offline,
        .timeout_s = r->job->timeout_s != 0 ? r->job->timeout_s : adapter->timeout_s,
    };

    if ((adapter->tasks & (1U << r->job->task)) == 0) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "%s has no task \"%s\"", adapter->name,
                          hm_task_name(r->job->task));
    }
    hm_vec_add(&runner->arena, &r->plan.argv, adapter->program);
    enum hm_status status = adapter->plan(r->job, &context, &r->plan, reterr);
    if (status == HM_OK) {
        status = make_place(runner, r->dir, reterr);
    }
    for (size_t i = 0; status == HM_OK && i < r->plan.files.n; i++) {
        status = make_file(runner, r->dir, &r->plan.files.p[i], reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    r->tool->uses_data |= r->plan.uses_data;
    hm_vec_add(&runner->arena, &r->plan.argv, NULL);
    complete_env(runner, adapter, &r->plan, r->dir);
    r->process =
        hm_process_add(runner->set, &(struct hm_process_spec){
                                        .path = r->tool->path,
                                        .argv = r->plan.argv.p,
                                        .env = r->plan.env.p,
                                        .cwd = hm_arena_printf(&runner->arena, "%s/work", r->dir).p,
                                        .input = r->plan.input,
                                        .timeout_ms = context.timeout_s * 1000,
                                        .out_limit = adapter->out_limit,
                                    });
    return HM_OK;
}

enum hm_status
hm_runner_start(const struct hm_runner_options *options, const struct hm_tool_job *jobs,
                size_t n_jobs, struct hm_runner **ret, struct hm_err *reterr)
{
    struct hm_buf root = { 0 };
    enum hm_status status = hm_make_temp_dir(&root, reterr);

    if (status != HM_OK) {
        hm_buf_done(&root);
        return status;
    }
    struct hm_runner *runner = calloc(1, sizeof *runner);
    if (runner == NULL) {
        hm_out_of_memory();
    }
    runner->options = options;
    runner->root = root;
    runner->set = hm_process_set_new(options->max_running == 0 ? MAX_RUNNING : options->max_running,
                                     options->cancel);
    runner->jobs = hm_arena_new(&runner->arena, struct running, n_jobs);
    runner->n_jobs = n_jobs;
    for (size_t i = 0; i < n_jobs; i++) {
        struct running *r = &runner->jobs[i];
        r->job = &jobs[i];
        r->tool = tool_of(runner, jobs[i].adapter);
        r->dir = hm_arena_printf(&runner->arena, "%s/%zu", root.p, i).p;
        if (r->tool->path == NULL) {
            r->state = JOB_MISSING;
        } else if (prepare(runner, r, &r->why) != HM_OK) {
            r->state = JOB_REFUSED;
        }
    }
    /* Last in the queue: the jobs are what takes time. */
    for (size_t i = 0; i < runner->tools.n; i++) {
        if (runner->tools.p[i]->path != NULL) {
            ask_version(runner, runner->tools.p[i]);
        }
    }
    (void)hm_process_pump(runner->set, 0);
    *ret = runner;
    return HM_OK;
}

void
hm_runner_pump(struct hm_runner *runner)
{
    (void)hm_process_pump(runner->set, 0);
}

/* --- what came of it */

static void
read_version(struct hm_runner *runner, struct tool *tool)
{
    if (tool->path != NULL) {
        const struct hm_process_result *r = hm_process_result(runner->set, tool->version);
        if (r->end == HM_PROCESS_EXITED && r->code == 0) {
            tool->version_text = hm_version_find(hm_buf_str(&r->out));
        }
    }
}

static struct hm_ledger_row *
add_row(struct hm_report *report, const struct running *r, struct hm_str version)
{
    struct hm_ledger_row *row = hm_report_ledger(report);

    row->tool = hm_str_c(r->job->adapter->name);
    row->version = hm_arena_str(&report->arena, version);
    row->task = hm_str_c(hm_task_name(r->job->task));
    row->target = hm_collect_name(&report->arena, r->job->target);
    row->is_required = r->job->is_required;
    row->is_allowed = r->job->is_allowed;
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
    if (out->has_evidence) {
        hm_vec_add(&report->arena, &report->evidence, out->evidence);
    }
}

static enum hm_note_level
failure_level(const struct hm_tool_job *job)
{
    return job->is_allowed ? HM_NOTE_WARNING : HM_NOTE_ERROR;
}

/* A job that could not even start. */
static void
report_unstarted(struct hm_report *report, const struct running *r, struct hm_collect *out)
{
    const struct hm_tool_job *job = r->job;
    struct hm_ledger_row *row = add_row(report, r, r->tool->version_text);
    bool is_missing = r->state == JOB_MISSING;
    bool is_pointless = !is_missing && r->why.status == HM_E_UNSUPPORTED;
    const char *why = is_missing ? r->tool->why : r->why.text;

    row->state = is_pointless && job->task != HM_TASK_SIGNATURE ? HM_LEDGER_NOT_APPLICABLE
                 : is_missing && !job->is_required              ? HM_LEDGER_SKIPPED
                                                                : HM_LEDGER_FAILED;
    row->reason = hm_collect_text(&report->arena, hm_str_c(why), 400);
    hm_report_note(report, row->state == HM_LEDGER_FAILED ? failure_level(job) : HM_NOTE_WARNING,
                   is_missing ? "tool-missing" : "tool-refused", hm_str_c(job->adapter->name),
                   is_missing ? hm_str_c("") : job->target, "%s did not run: %s.",
                   job->adapter->name, why);
    if (job->task == HM_TASK_SIGNATURE) {
        hm_judge_unverifiable(job, row->reason, out);
    }
}

static void
report_failure(struct hm_report *report, const struct running *r,
               const struct hm_judgement *judgement)
{
    const struct hm_tool_job *job = r->job;

    hm_report_note(report, failure_level(job), judgement->note_id, hm_str_c(job->adapter->name),
                   job->target, "%s did not finish its \"%s\" run over %.*s: %.*s%s%s.",
                   job->adapter->name, hm_task_name(job->task), HM_FMT(job->target),
                   HM_FMT(judgement->reason), judgement->advice == NULL ? "" : "; ",
                   judgement->advice == NULL ? "" : judgement->advice);
}

/* Files that the tool passed over: each is a failure of its own, so that it never counts as clean.
 */
static void
report_unread(struct hm_report *report, const struct running *r, const struct hm_collect *out,
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
report_shortfall(struct hm_report *report, const struct running *r, struct hm_ledger_row *row)
{
    const struct hm_adapter *adapter = r->job->adapter;

    row->state = HM_LEDGER_FAILED;
    row->reason = hm_collect_text(&report->arena, r->plan.shortfall, 400);
    hm_report_note(report, failure_level(r->job), "tool-data-missing", hm_str_c(adapter->name),
                   r->job->target, "%s left something out over %.*s: %.*s; %s.", adapter->name,
                   HM_FMT(r->job->target), HM_FMT(r->plan.shortfall),
                   adapter->data == NULL ? "see its documentation" : adapter->data->advice);
}

static void
report_age(struct hm_report *report, const struct hm_runner *runner, const struct tool *tool)
{
    int64_t made = hm_rfc3339_seconds(tool->data.date);

    if (!tool->uses_data || runner->options->now == 0 || made < 0) {
        return;
    }
    int64_t days = (runner->options->now - made) / 86400;
    const struct hm_adapter_data *data = tool->adapter->data;
    if (days > (int64_t)data->stale_days) {
        hm_report_note(report, HM_NOTE_WARNING, "tool-data-old", hm_str_c(tool->adapter->name),
                       hm_str_c(""), "The data that %s judges by are %lld days old; %s.",
                       tool->adapter->name, (long long)days, data->advice);
    }
}

static void
report_run(struct hm_report *report, struct hm_runner *runner, const struct running *r,
           struct hm_collect *out)
{
    const struct hm_adapter *adapter = r->job->adapter;
    const struct hm_process_result *result = hm_process_result(runner->set, r->process);
    struct hm_judgement judgement = hm_judge(r->job, result, r->dir, out);
    struct hm_str version = out->version.n > 0 ? out->version : r->tool->version_text;

    if (judgement.state == HM_LEDGER_DONE && version.n > 0 &&
        hm_version_is_older(version, hm_str_c(adapter->min_version))) {
        judgement.state = HM_LEDGER_FAILED;
        judgement.note_id = "tool-old";
        judgement.reason = hm_arena_printf(&report->arena, "its version %.*s is older than %s",
                                           HM_FMT(version), adapter->min_version);
        out->findings.n = 0;
        out->unread.n = 0;
    }
    struct hm_ledger_row *row = add_row(report, r, version);
    row->state = judgement.state;
    row->has_exit_code = result->end == HM_PROCESS_EXITED;
    row->exit_code = result->code;
    row->reason = judgement.reason;
    row->seconds = result->seconds;
    if (r->plan.uses_data) {
        row->data_date = hm_arena_str(&report->arena, r->tool->data.date);
    }
    if (judgement.state == HM_LEDGER_FAILED) {
        report_failure(report, r, &judgement);
    } else if (r->plan.shortfall.n > 0) {
        report_shortfall(report, r, row);
    }
    if (result->has_escapees) {
        hm_report_note(report, HM_NOTE_WARNING, "tool-escaped", hm_str_c(adapter->name),
                       r->job->target, "%s left processes that could not be killed.",
                       adapter->name);
    }
    report_unread(report, r, out, version);
}

void
hm_runner_finish(struct hm_runner *runner, struct hm_report *report)
{
    struct hm_rule_table rules = { 0 };

    if (runner == NULL) {
        return;
    }
    hm_process_run(runner->set);
    for (size_t i = 0; i < runner->tools.n; i++) {
        read_version(runner, runner->tools.p[i]);
        report_age(report, runner, runner->tools.p[i]);
    }
    for (size_t i = 0; i < runner->n_jobs; i++) {
        const struct running *r = &runner->jobs[i];
        struct hm_collect out = { .arena = &report->arena,
                                  .rules = &rules,
                                  .producer = r->job->adapter->name };
        if (r->state == JOB_RUNS) {
            report_run(report, runner, r, &out);
        } else {
            report_unstarted(report, r, &out);
        }
        take(report, &out);
    }
    hm_process_set_free(runner->set);
    hm_remove_tree(runner->root.p);
    hm_buf_done(&runner->root);
    hm_arena_done(&runner->arena);
    free(runner);
}

enum hm_status
hm_runner_run(const struct hm_runner_options *options, const struct hm_tool_job *jobs,
              size_t n_jobs, struct hm_report *report, struct hm_err *reterr)
{
    struct hm_runner *runner = NULL;
    enum hm_status status = hm_runner_start(options, jobs, n_jobs, &runner, reterr);

    if (status == HM_OK) {
        hm_runner_finish(runner, report);
    }
    return status;
}
