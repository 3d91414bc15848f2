/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/runner.h"

#include "adapters/database.h"
#include "adapters/keep.h"
#include "adapters/place.h"
#include "adapters/running.h"
#include "plugin/base/auto.h"
#include "plugin/base/clock.h"
#include "plugin/base/io.h"

enum {
    MAX_RUNNING = 4,
    VERSION_TIMEOUT_MS = 10 * 1000,
    VERSION_LIMIT = 64 * 1024,
    WATCH_MS = 200,
};

#define AUTHORITIES "/authorities.pem"

static void
ask_version(struct hm_runner *runner, struct hm_running_tool *tool)
{
    struct hm_arena *arena = &runner->arena;
    const char *dir = hm_arena_printf(arena, "%s/%s", runner->root.p, tool->adapter->name).p;
    struct hm_plan plan = { 0 };

    if (tool->was_asked || tool->path == NULL || tool->refusal.status != HM_OK ||
        hm_place_make(arena, dir, &plan, NULL) != HM_OK) {
        return;
    }
    hm_place_env(arena, &runner->options->env, tool->adapter, dir, NULL, &plan);
    const char **argv = hm_arena_new(arena, const char *, 3);
    argv[0] = tool->adapter->program;
    argv[1] = tool->adapter->version_arg;
    struct hm_process_spec spec = {
        .path = tool->path,
        .program = tool->program,
        .sha256 = tool->sha256,
        .argv = argv,
        .env = plan.env.p,
        .cwd = hm_arena_printf(arena, "%s/work", dir).p,
        .timeout_ms = VERSION_TIMEOUT_MS,
        .out_limit = VERSION_LIMIT,
        .is_offline = true,
    };
    tool->version = hm_process_add(runner->set, &spec);
    tool->was_asked = true;
}

/* What the lock says of a tool that was found. */
static void
pin(const struct hm_runner *runner, struct hm_running_tool *tool)
{
    const struct hm_runner_options *options = runner->options;
    const char *name = tool->adapter->name;

    if (hm_lock_judge(options->lock, options->is_locked, name, tool->path, &tool->pin,
                      &tool->refusal) == HM_OK &&
        tool->pin == HM_LOCKED_HASH) {
        tool->sha256 = hm_lock_tool(options->lock, hm_str_c(name))->sha256;
        tool->program = hm_copies_get(options->copies, tool->path);
    }
}

static struct hm_running_tool *
tool_of(struct hm_runner *runner, const struct hm_adapter *adapter)
{
    hm_auto_buf struct hm_buf path = { 0 };
    struct hm_err err = { 0 };

    for (size_t i = 0; i < runner->tools.n; i++) {
        if (runner->tools.p[i]->adapter == adapter) {
            return runner->tools.p[i];
        }
    }
    struct hm_running_tool *tool = hm_arena_new(&runner->arena, struct hm_running_tool, 1);
    tool->adapter = adapter;
    if (hm_tool_locate(adapter, &runner->options->env, &path, &err) == HM_OK) {
        tool->path = hm_arena_c(&runner->arena, hm_buf_str(&path));
        pin(runner, tool);
    } else {
        tool->why = hm_arena_c(&runner->arena, hm_str_c(err.text));
    }
    if (adapter->data != NULL) {
        tool->data = hm_tool_data_find(adapter->data, &runner->options->env, &runner->arena);
    }
    if (adapter->data != NULL && adapter->data->also != NULL) {
        tool->also = hm_tool_data_find(adapter->data->also, &runner->options->env, &runner->arena);
    }
    hm_vec_add(&runner->arena, &runner->tools, tool);
    return tool;
}

/* The lock may ask for data from somewhere, that are no older than so many days. Their digest is
 * computed while the tool runs: what it said is dropped when it is another. */
static enum hm_status
check_data(const struct hm_runner *runner, const struct hm_adapter_data *data,
           const struct hm_tool_data *found, struct hm_sealed **hash, struct hm_err *reterr)
{
    const struct hm_runner_options *options = runner->options;
    const struct hm_lock_data *row = hm_lock_data(options->lock, hm_str_c(data->name));

    if (row == NULL) {
        return HM_OK;
    }
    HM_TRY(hm_database_judge(row, data, found, options->now, reterr));
    if (options->is_locked && row->digest.n > 0 && data->file != NULL) {
        *hash = hm_copies_hash(
            options->copies,
            hm_arena_printf(&options->copies->arena, "%s/%s", found->dir, data->file).p);
    }
    return HM_OK;
}

static enum hm_status
prepare(struct hm_runner *runner, struct hm_running *r, struct hm_err *reterr)
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
    if (status == HM_OK && r->plan.needs_server) {
        r->tool->data.date = HM_S("");
        r->tool->data.is_recorded = false;
        r->tool->is_served = true;
    } else if (status == HM_OK && r->plan.uses_data) {
        status = check_data(runner, adapter->data, &r->tool->data, &r->tool->data_hash, reterr);
    }
    if (status == HM_OK && r->plan.uses_also && r->tool->also.dir != NULL) {
        status =
            check_data(runner, adapter->data->also, &r->tool->also, &r->tool->also_hash, reterr);
    }
    if (status == HM_OK) {
        status = hm_place_make(&runner->arena, r->dir, &r->plan, reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    r->tool->uses_data |= r->plan.uses_data;
    hm_vec_add(&runner->arena, &r->plan.argv, NULL);
    hm_place_env(&runner->arena, &runner->options->env, adapter, r->dir, runner->ca_file, &r->plan);
    r->spec = (struct hm_process_spec){
        .path = r->tool->path,
        .program = r->tool->program,
        .sha256 = r->tool->sha256,
        .argv = r->plan.argv.p,
        .env = r->plan.env.p,
        .cwd = hm_arena_printf(&runner->arena, "%s/work", r->dir).p,
        .input = r->plan.input,
        .timeout_ms = context.timeout_s * 1000,
        .out_limit = adapter->out_limit,
        .spill_dir = r->dir,
        .is_offline = !r->plan.needs_registry && !r->plan.needs_server && !r->plan.needs_network,
    };
    r->process = hm_process_add(runner->set, &r->spec);
    return HM_OK;
}

static void
tell(const struct hm_runner *runner, const struct hm_runner_event *event)
{
    if (runner->options->watch != NULL) {
        runner->options->watch(runner->options->watch_ctx, event);
    }
}

static void
keep_raw(const struct hm_runner *runner, const struct hm_running *r, struct hm_report *report)
{
    const struct hm_process_result *result = hm_process_result(runner->set, r->process);
    const char *name = r->job->adapter->name;
    const char *task = hm_task_name(r->job->task);
    const char *dir = runner->options->keep_dir;
    struct hm_err err = { 0 };

    if (hm_keep_write(dir, name, task, "stdout", hm_process_out(result), &err) != HM_OK ||
        hm_keep_write(dir, name, task, "stderr", hm_buf_str(&result->err), &err) != HM_OK) {
        hm_report_note(report, HM_NOTE_WARNING, "raw-not-kept", hm_str_c(name), r->job->target,
                       "What %s wrote could not be kept: %s.", name, err.text);
    }
}

/* The private folder, with what all tools share in it. */
static enum hm_status
make_root(const struct hm_runner_options *options, struct hm_buf *root, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf path = { 0 };
    enum hm_status status = hm_make_temp_dir(root, reterr);

    if (status == HM_OK && options->authorities.n > 0) {
        hm_buf_printf(&path, "%s" AUTHORITIES, root->p);
        status = hm_write_file(path.p, options->authorities, reterr);
        if (status != HM_OK) {
            hm_remove_tree(root->p);
        }
    }
    if (status != HM_OK) {
        hm_buf_done(root);
    }
    return status;
}

enum hm_status
hm_runner_start(const struct hm_runner_options *options, const struct hm_tool_job *jobs,
                size_t n_jobs, struct hm_runner **ret, struct hm_err *reterr)
{
    struct hm_buf root = { 0 };
    enum hm_status status = make_root(options, &root, reterr);

    if (status != HM_OK) {
        return status;
    }
    struct hm_runner *runner = calloc(1, sizeof *runner);
    if (runner == NULL) {
        hm_out_of_memory();
    }
    runner->options = options;
    runner->root = root;
    if (options->authorities.n > 0) {
        runner->ca_file = hm_arena_printf(&runner->arena, "%s" AUTHORITIES, root.p).p;
    }
    runner->set = hm_process_set_new(options->max_running == 0 ? MAX_RUNNING : options->max_running,
                                     options->cancel);
    runner->jobs = hm_arena_new(&runner->arena, struct hm_running, n_jobs);
    runner->n_jobs = n_jobs;
    for (size_t i = 0; i < n_jobs; i++) {
        struct hm_running *r = &runner->jobs[i];
        r->job = hm_tool_job_complete(&jobs[i], &runner->arena);
        r->tool = tool_of(runner, jobs[i].adapter);
        r->dir = hm_arena_printf(&runner->arena, "%s/%zu", root.p, i).p;
        if (r->tool->path == NULL) {
            r->state = HM_JOB_MISSING;
        } else if (r->tool->refusal.status != HM_OK) {
            r->state = HM_JOB_REFUSED;
            r->why = r->tool->refusal;
        } else if (prepare(runner, r, &r->why) != HM_OK) {
            r->state = HM_JOB_REFUSED;
        }
    }
    /* Last in the queue: the jobs are what takes time. */
    for (size_t i = 0; i < runner->tools.n; i++) {
        const struct hm_adapter *adapter = runner->tools.p[i]->adapter;
        if (adapter->says_version == NULL && adapter->version_arg != NULL) {
            ask_version(runner, runner->tools.p[i]);
        }
    }
    (void)hm_process_pump(runner->set, 0);
    runner->started_ms = hm_clock_ms();
    for (size_t i = 0; i < n_jobs; i++) {
        if (runner->jobs[i].state == HM_JOB_RUNS) {
            tell(runner, &(struct hm_runner_event){ .kind = HM_JOB_BEGAN, .job = &jobs[i] });
        }
    }
    *ret = runner;
    return HM_OK;
}

static void
read_version(struct hm_runner *runner, struct hm_running_tool *tool)
{
    if (tool->was_asked) {
        const struct hm_process_result *r = hm_process_result(runner->set, tool->version);
        if (r->end == HM_PROCESS_EXITED && r->code == 0) {
            tool->version_text = hm_version_find(hm_buf_str(&r->out));
        }
    }
}

/* Puts the jobs that are not done into @p ret, and returns how many there are. */
static size_t
list_running(const struct hm_runner *runner, const struct hm_tool_job **ret)
{
    size_t n = 0;

    for (size_t i = 0; i < runner->n_jobs; i++) {
        const struct hm_running *r = &runner->jobs[i];
        if (r->state == HM_JOB_RUNS &&
            hm_process_result(runner->set, r->process)->end == HM_PROCESS_RUNNING) {
            ret[n++] = r->job;
        }
    }
    return n;
}

/* A transfer that was cut can look like an image without signatures, or with a broken one. Returns
 * whether any job is asked a second time. */
static bool
ask_again(struct hm_runner *runner)
{
    bool is_any = false;

    runner->was_asked_again = true;
    for (size_t i = 0; i < runner->n_jobs; i++) {
        struct hm_running *r = &runner->jobs[i];
        if (r->state != HM_JOB_RUNS) {
            continue;
        }
        const struct hm_process_result *first = hm_process_result(runner->set, r->process);
        if (first->end == HM_PROCESS_EXITED && hm_adapter_doubts(r->job->adapter, first->code)) {
            r->was_asked_twice = true;
            r->first_code = first->code;
            r->process = hm_process_add(runner->set, &r->spec);
            is_any = true;
        }
    }
    return is_any;
}

/* Asks the tools for their versions whose answers do not say them. Returns whether any is asked. */
static bool
ask_versions(struct hm_runner *runner)
{
    bool is_any = false;

    for (size_t i = 0; i < runner->n_jobs; i++) {
        const struct hm_running *r = &runner->jobs[i];
        bool (*says_version)(struct hm_str) = r->job->adapter->says_version;
        bool is_said = r->state == HM_JOB_RUNS && says_version != NULL &&
                       says_version(hm_buf_str(&hm_process_result(runner->set, r->process)->out));
        if (says_version != NULL && !is_said && !r->tool->was_asked) {
            ask_version(runner, r->tool);
            is_any |= r->tool->was_asked;
        }
    }
    return is_any;
}

void
hm_runner_wait(struct hm_runner *const *runners, size_t n)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_process_set **sets = hm_arena_new(&arena, struct hm_process_set *, n + 1);
    size_t n_jobs = 0;
    bool is_any = true;

    for (size_t i = 0; i < n; i++) {
        sets[i] = runners[i]->set;
        n_jobs += runners[i]->n_jobs;
    }
    const struct hm_tool_job **running =
        hm_arena_new(&arena, const struct hm_tool_job *, n_jobs + 1);
    while (n > 0 && is_any) {
        struct hm_runner_event event = { .kind = HM_JOBS_RUN, .running = running };
        int64_t started_ms = runners[0]->started_ms;
        is_any = hm_process_pump_all(sets, n, WATCH_MS);
        for (size_t i = 0; i < n; i++) {
            size_t mine = list_running(runners[i], running + event.n_running);
            if (mine == 0 && !runners[i]->was_asked_again) {
                is_any |= ask_again(runners[i]);
                is_any |= ask_versions(runners[i]);
            }
            event.n_running += mine;
            started_ms = runners[i]->started_ms < started_ms ? runners[i]->started_ms : started_ms;
        }
        event.seconds = (double)(hm_clock_ms() - started_ms) / 1000;
        tell(runners[0], &event);
    }
}

void
hm_runner_finish(struct hm_runner *runner, struct hm_report *report)
{
    struct hm_rule_table rules = { 0 };

    if (runner == NULL) {
        return;
    }
    hm_runner_wait(&runner, 1);
    for (size_t i = 0; i < runner->tools.n; i++) {
        read_version(runner, runner->tools.p[i]);
        hm_outcome_report_age(report, runner, runner->tools.p[i]);
    }
    for (size_t i = 0; i < runner->n_jobs; i++) {
        struct hm_running *r = &runner->jobs[i];
        hm_outcome_report(report, runner, r, &rules);
        if (r->state == HM_JOB_RUNS) {
            double seconds = hm_process_result(runner->set, r->process)->seconds;
            tell(runner, &(struct hm_runner_event){
                             .kind = HM_JOB_ENDED, .job = r->job, .seconds = seconds });
        }
        if (r->state == HM_JOB_RUNS && runner->options->keep_dir != NULL) {
            keep_raw(runner, r, report);
        }
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
