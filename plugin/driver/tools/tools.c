/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/tools.h"

#include "adapters/command.h"
#include "adapters/keep.h"
#include "adapters/locate.h"
#include "plugin/base/auto.h"
#include "plugin/driver/commands/cmd.h"
#include "plugin/driver/config/config.h"
#include "plugin/driver/tools/lockfile.h"
#include "plugin/driver/tools/tool_jobs.h"
#include "plugin/driver/images/servers.h"
#include "plugin/net/authorities.h"

/* The one that runs when it is found, without being asked for. */
static const char *const always[] = { "trivy" };

/* The one that makes what --sbom asks for. */
#define SBOM_TOOL "syft"

/* Words that these options take besides the tools' names. */
static bool
is_extra_word(enum hm_option_id option, struct hm_str word)
{
    return (option == HM_OPT_WITHOUT && hm_str_eq(word, "all")) ||
           ((option == HM_OPT_REQUIRE || option == HM_OPT_ALLOW_INCOMPLETE) &&
            hm_str_eq(word, "upload")) ||
           (option == HM_OPT_ALLOW_INCOMPLETE && hm_str_eq(word, "import"));
}

static const struct hm_command_tool *
find_command(const struct hm_config *config, struct hm_str name)
{
    for (size_t i = 0; config != NULL && i < config->commands.n; i++) {
        if (hm_str_eq(name, config->commands.p[i]->adapter.name)) {
            return config->commands.p[i];
        }
    }
    return NULL;
}

bool
hm_tools_is_word(const struct hm_config *config, enum hm_option_id option, struct hm_str word)
{
    return hm_adapters_find(word) != NULL || is_extra_word(option, word) ||
           (option != HM_OPT_WITH && find_command(config, word) != NULL);
}

static enum hm_status
check_names(const struct hm_args *args, enum hm_option_id option, struct hm_err *reterr)
{
    for (size_t i = 0; i < args->values[option].n; i++) {
        struct hm_str rest = hm_str_c(args->values[option].p[i]);
        struct hm_str word;
        while (hm_str_split(&rest, ',', &word)) {
            word = hm_str_trim(word);
            if (!hm_tools_is_word(args->config, option, word)) {
                return hm_err_set(reterr, HM_E_USAGE,
                                  "%s: there is no tool \"%.*s\"; `hullmark adapters` lists them",
                                  hm_args_where(args, option), HM_FMT(word));
            }
        }
    }
    return HM_OK;
}

static size_t
n_commands(const struct hm_tools *tools)
{
    const struct hm_args *args = tools->args;

    return args->config == NULL || args->command != HM_COMMAND_SCAN ? 0 : args->config->commands.n;
}

static void
start_copy(struct hm_tools *tools, const struct hm_adapter *adapter)
{
    hm_auto_buf struct hm_buf path = { 0 };
    enum hm_locked pin = HM_LOCKED_NONE;

    if (hm_tool_locate(adapter, &tools->options.env, &path, NULL) == HM_OK &&
        hm_lock_judge(tools->options.lock, tools->options.is_locked, adapter->name, path.p, &pin,
                      NULL) == HM_OK &&
        pin == HM_LOCKED_HASH) {
        (void)hm_copies_get(&tools->copies, path.p);
    }
}

/* Before anything else: a large program is copied beside the work on files. */
static void
start_copies(struct hm_tools *tools)
{
    size_t n = 0;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);

    for (size_t i = 0; i < n; i++) {
        bool is_used =
            (tools->args->command == HM_COMMAND_SCAN && hm_tools_uses(tools, adapters[i]->name)) ||
            ((adapters[i]->tasks & 1U << HM_TASK_SIGNATURE) != 0 &&
             hm_args_has(tools->args, HM_OPT_VERIFY_KEY));
        if (is_used) {
            start_copy(tools, adapters[i]);
        }
    }
    for (size_t i = 0; i < n_commands(tools); i++) {
        const struct hm_adapter *adapter = &tools->args->config->commands.p[i]->adapter;
        if (hm_tools_uses(tools, adapter->name)) {
            start_copy(tools, adapter);
        }
    }
}

enum hm_status
hm_tools_authorities(const struct hm_args *args, struct hm_str *ret, struct hm_err *reterr)
{
    struct hm_str path = hm_str_c(hm_args_text(args, HM_OPT_CA_FILE));
    hm_auto_buf struct hm_buf all = { 0 };
    struct hm_err err = { 0 };

    if (path.n == 0) {
        return HM_OK;
    }
    if (hm_authorities_read(path, hm_str_c(getenv("SSL_CERT_FILE")), &all, &err) != HM_OK) {
        return hm_err_set(reterr, HM_E_USAGE, "%s: %s", hm_args_where(args, HM_OPT_CA_FILE),
                          err.text);
    }
    *ret = hm_arena_str(args->arena, hm_buf_str(&all));
    return HM_OK;
}

enum hm_status
hm_tools_init(struct hm_tools *tools, const struct hm_args *args, int64_t now,
              struct hm_err *reterr)
{
    static const enum hm_option_id lists[] = { HM_OPT_WITH, HM_OPT_WITHOUT, HM_OPT_REQUIRE,
                                               HM_OPT_ALLOW_INCOMPLETE };

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        enum hm_status status = check_names(args, lists[i], reterr);
        if (status != HM_OK) {
            return status;
        }
    }
    *tools = (struct hm_tools){
        .args = args,
        .arena = args->arena,
        .options = {
            .now = now,
            .is_offline = hm_args_has(args, HM_OPT_OFFLINE),
            .cancel = &hm_stop_signal,
        },
    };
    struct hm_lock *lock = NULL;
    HM_TRY(hm_args_number(args, HM_OPT_TIMEOUT, 1, 86400, 0, &tools->timeout_s, reterr));
    HM_TRY(hm_lockfile_read(args, args->command == HM_COMMAND_LOCK, &lock, reterr));
    tools->options.lock = lock;
    tools->options.is_locked = hm_args_has(args, HM_OPT_LOCKED);
    tools->options.copies = &tools->copies;
    HM_TRY(hm_tools_authorities(args, &tools->options.authorities, reterr));
    HM_TRY(hm_servers_trivy(args, &tools->trivy_server, reterr));
    hm_progress_init(&tools->progress, args);
    tools->options.watch = hm_progress_watch;
    tools->options.watch_ctx = &tools->progress;
    tools->options.keep_dir = hm_args_text(args, HM_OPT_KEEP_RAW);
    if (tools->options.keep_dir != NULL) {
        HM_TRY(hm_keep_prepare(tools->options.keep_dir, reterr));
    }
    start_copies(tools);
    return HM_OK;
}

/* Whether it would take part if --without did not keep it out. */
static bool
is_wanted(const struct hm_tools *tools, const char *name)
{
    if (strcmp(name, SBOM_TOOL) == 0 && hm_args_has(tools->args, HM_OPT_SBOM)) {
        return true;
    }
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
        if (strcmp(name, always[i]) == 0) {
            return true;
        }
    }
    return hm_args_lists(tools->args, HM_OPT_WITH, name) ||
           find_command(tools->args->config, hm_str_c(name)) != NULL;
}

bool
hm_tools_uses(const struct hm_tools *tools, const char *name)
{
    const struct hm_args *args = tools->args;

    if (hm_args_lists(args, HM_OPT_REQUIRE, name)) {
        return true;
    }
    return !hm_args_lists(args, HM_OPT_WITHOUT, name) &&
           !hm_args_lists(args, HM_OPT_WITHOUT, "all") && is_wanted(tools, name);
}

bool
hm_tools_is_off(const struct hm_tools *tools, const char *name)
{
    const struct hm_args *args = tools->args;

    return !hm_tools_uses(tools, name) &&
           (hm_args_lists(args, HM_OPT_WITHOUT, name) ||
            (hm_args_lists(args, HM_OPT_WITHOUT, "all") && is_wanted(tools, name)));
}

struct hm_tool_job
hm_tools_job(const struct hm_tools *tools, const struct hm_adapter *adapter, enum hm_task task)
{
    return (struct hm_tool_job){
        .adapter = adapter,
        .task = task,
        .is_required =
            hm_args_lists(tools->args, HM_OPT_REQUIRE, adapter->name) || task == HM_TASK_SBOM,
        .is_allowed = hm_args_lists(tools->args, HM_OPT_ALLOW_INCOMPLETE, adapter->name),
        .timeout_s = tools->timeout_s,
        .server = tools->trivy_server,
        .wants_licences = hm_args_has(tools->args, HM_OPT_LICENSES),
    };
}

static void
add_tree_jobs(struct hm_tools *tools, const struct hm_adapter *adapter,
              const struct hm_inputs *inputs, size_t tree)
{
    static const enum hm_task tasks[] = { HM_TASK_CONFIG, HM_TASK_FS, HM_TASK_COMPOSE,
                                          HM_TASK_SBOM };
    const struct hm_input_tree *at = &inputs->trees.p[tree];

    for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        HM_VEC(struct hm_tool_text) files = { 0 };
        bool is_image_job = tasks[i] == HM_TASK_SBOM && tools->n_images > 0;
        for (size_t k = 0; tasks[i] == HM_TASK_COMPOSE && k < inputs->composes.n; k++) {
            if (inputs->composes.p[k].tree == tree) {
                hm_vec_add(tools->arena, &files,
                           ((struct hm_tool_text){ .path = inputs->composes.p[k].path }));
            }
        }
        if ((adapter->tasks & 1U << tasks[i]) == 0 || is_image_job ||
            (tasks[i] == HM_TASK_COMPOSE && files.n == 0)) {
            continue;
        }
        struct hm_tool_job *job = hm_vec_push(tools->arena, &tools->tree_jobs);
        *job = hm_tools_job(tools, adapter, tasks[i]);
        job->kind = HM_AT_PATH;
        job->target = at->target;
        job->location = hm_str_c(at->location);
        job->prefix = at->prefix;
        job->texts = files.p;
        job->n_texts = files.n;
    }
}

static void
add_command_job(struct hm_tools *tools, const struct hm_command_tool *command,
                const struct hm_inputs *inputs, size_t tree)
{
    const struct hm_input_tree *at = &inputs->trees.p[tree];
    HM_VEC(struct hm_tool_text) files = { 0 };

    for (size_t i = 0; i < inputs->files.n; i++) {
        const struct hm_input_file *file = &inputs->files.p[i];
        if (file->tree == tree) {
            struct hm_str name = hm_str_from(file->path, at->prefix.n);
            hm_vec_add(tools->arena, &files,
                       ((struct hm_tool_text){
                           .path = hm_arena_printf(tools->arena, "%s/%.*s",
                                                   strcmp(at->root, "/") == 0 ? "" : at->root,
                                                   HM_FMT(name)) }));
        }
    }
    if (command->wants_files && files.n == 0) {
        return;
    }
    struct hm_tool_job *job = hm_vec_push(tools->arena, &tools->tree_jobs);
    *job = hm_tools_job(tools, &command->adapter, HM_TASK_COMMAND);
    job->timeout_s = command->adapter.timeout_s;
    job->is_required = true; /* whoever wrote it down wants it */
    job->kind = HM_AT_PATH;
    job->target = at->target;
    job->location = hm_str_c(at->location);
    job->texts = files.p;
    job->n_texts = files.n;
}

/* One file holds the materials of one thing. */
static enum hm_status
check_sbom(const struct hm_tools *tools, const struct hm_inputs *inputs, struct hm_err *reterr)
{
    size_t n = tools->n_images > 0 ? tools->n_images : inputs->trees.n;

    if (!hm_args_has(tools->args, HM_OPT_SBOM) || n == 1) {
        return HM_OK;
    }
    return hm_err_set(reterr, HM_E_USAGE, "--sbom: name one image, or no image and one folder");
}

enum hm_status
hm_tools_start_trees(struct hm_tools *tools, const struct hm_inputs *inputs, struct hm_err *reterr)
{
    size_t n = 0;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);

    HM_TRY(check_sbom(tools, inputs, reterr));
    for (size_t i = 0; i < n; i++) {
        for (size_t t = 0; t < inputs->trees.n; t++) {
            if (inputs->trees.p[t].location != NULL && hm_tools_uses(tools, adapters[i]->name)) {
                add_tree_jobs(tools, adapters[i], inputs, t);
            }
        }
    }
    for (size_t i = 0; i < n_commands(tools); i++) {
        const struct hm_command_tool *command = tools->args->config->commands.p[i];
        for (size_t t = 0; t < inputs->trees.n; t++) {
            if (inputs->trees.p[t].location != NULL &&
                hm_tools_uses(tools, command->adapter.name)) {
                add_command_job(tools, command, inputs, t);
            }
        }
    }
    if (tools->tree_jobs.n == 0) {
        return HM_OK;
    }
    return hm_runner_start(&tools->options, tools->tree_jobs.p, tools->tree_jobs.n,
                           &tools->tree_runner, reterr);
}

/* Tools that judge texts get them so many at a time: each is a file and an argument. */
enum { TEXTS_PER_JOB = 1000 };

bool
hm_tools_wants(const struct hm_tools *tools, const struct hm_adapter *adapter, enum hm_task task)
{
    return (adapter->tasks & 1U << task) != 0 && hm_tools_uses(tools, adapter->name);
}

struct hm_texts_wanted
hm_tools_wanted_texts(const struct hm_tools *tools)
{
    struct hm_texts_wanted wanted = { 0 };
    size_t n = 0;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);

    for (size_t i = 0; i < n; i++) {
        if (hm_tools_wants(tools, adapters[i], HM_TASK_DOCKERFILE)) {
            wanted.only = wanted.dockerfiles ? NULL : adapters[i]->wants_text;
            wanted.dockerfiles = true;
        }
        wanted.scripts |= hm_tools_wants(tools, adapters[i], HM_TASK_SHELL);
    }
    return wanted;
}

/* Jobs over those of the texts, which are sorted by tree, that lie in one tree. */
static void
add_text_jobs(struct hm_tools *tools, const struct hm_adapter *adapter, enum hm_task task,
              const struct hm_inputs *inputs, const struct hm_tool_text *texts, size_t n_texts)
{
    for (size_t from = 0, to; from < n_texts; from = to) {
        for (to = from;
             to < n_texts && to - from < TEXTS_PER_JOB && texts[to].tree == texts[from].tree;
             to++) {
        }
        struct hm_tool_job *job = hm_vec_push(tools->arena, &tools->text_jobs);
        *job = hm_tools_job(tools, adapter, task);
        job->kind = HM_AT_TEXTS;
        job->target = inputs->trees.p[texts[from].tree].target;
        job->texts = texts + from;
        job->n_texts = to - from;
    }
}

/* The Dockerfiles that the adapter asks for: all, or some of those that it also sees by PATH. */
static void
add_dockerfile_jobs(struct hm_tools *tools, const struct hm_adapter *adapter,
                    const struct hm_inputs *inputs, const struct hm_texts *texts)
{
    HM_VEC(struct hm_tool_text) some = { 0 };

    if (adapter->wants_text == NULL) {
        add_text_jobs(tools, adapter, HM_TASK_DOCKERFILE, inputs, texts->dockerfiles.p,
                      texts->dockerfiles.n);
        return;
    }
    for (size_t i = 0; i < texts->dockerfiles.n; i++) {
        const struct hm_tool_text *text = &texts->dockerfiles.p[i];
        if (inputs->trees.p[text->tree].location != NULL && adapter->wants_text(text->text)) {
            hm_vec_add(tools->arena, &some, *text);
        }
    }
    add_text_jobs(tools, adapter, HM_TASK_DOCKERFILE, inputs, some.p, some.n);
}

enum hm_status
hm_tools_start_texts(struct hm_tools *tools, const struct hm_inputs *inputs,
                     const struct hm_texts *texts, struct hm_report *report, struct hm_err *reterr)
{
    size_t n = 0;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);

    for (size_t i = 0; i < n; i++) {
        if (hm_tools_wants(tools, adapters[i], HM_TASK_DOCKERFILE)) {
            add_dockerfile_jobs(tools, adapters[i], inputs, texts);
        }
        if (hm_tools_wants(tools, adapters[i], HM_TASK_SHELL)) {
            add_text_jobs(tools, adapters[i], HM_TASK_SHELL, inputs, texts->scripts.p,
                          texts->scripts.n);
        }
    }
    for (size_t i = 0; i < texts->too_large.n; i++) {
        hm_report_note(report, HM_NOTE_WARNING, "script-too-large", HM_S("hullmark"),
                       texts->too_large.p[i],
                       "A script of more than %zu KiB was not given to the tools that judge shell "
                       "text.",
                       HM_TEXTS_SCRIPT_LIMIT >> 10);
    }
    if (tools->text_jobs.n == 0) {
        return HM_OK;
    }
    return hm_runner_start(&tools->options, tools->text_jobs.p, tools->text_jobs.n,
                           &tools->text_runner, reterr);
}

void
hm_tools_wait(struct hm_tools *tools, struct hm_runner *other)
{
    struct hm_runner *const all[] = { tools->tree_runner, tools->text_runner, tools->image_runner,
                                      other };
    struct hm_runner *runners[4];
    size_t n = 0;

    for (size_t i = 0; i < 4; i++) {
        if (all[i] != NULL) {
            runners[n++] = all[i];
        }
    }
    hm_runner_wait(runners, n);
}

void
hm_tools_finish(struct hm_tools *tools, struct hm_report *report)
{
    hm_runner_finish(tools->tree_runner, report);
    hm_runner_finish(tools->text_runner, report);
    hm_runner_finish(tools->image_runner, report);
    tools->tree_runner = NULL;
    tools->text_runner = NULL;
    tools->image_runner = NULL;
}

void
hm_tools_done(struct hm_tools *tools)
{
    hm_copies_done(&tools->copies);
}
