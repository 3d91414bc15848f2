/* SPDX-License-Identifier: Apache-2.0 */
/* Workflows and actions of GitHub, Gitea and Forgejo. */
#include "plugin/manifest/github.h"

enum {
    MAX_SEARCHED = 32 << 20, /* bytes; past it everything counts as written */
    MAX_JOBS = 1000,         /* of a workflow whose order is checked */
    MAX_COMPARED = 100, /* variables that are looked for in what steps write; more are forgotten */
};

static struct hm_scalar
get(const struct hm_github *g, const struct hm_yaml *map, const char *key)
{
    return hm_github_get(g, map, key);
}

static const struct hm_yaml *
value_of(const struct hm_yaml *map, const char *key)
{
    return hm_github_member(map, key);
}

static struct hm_span
span_of(const struct hm_github *g, const struct hm_yaml *value)
{
    return hm_pipeline_span(g->at.source, value);
}

/* --- shells --- */

/* "bash -l {0}" by its words; "bash" alone has options of GitHub's. */
static struct hm_shell
shell_named(struct hm_str text)
{
    struct hm_str words[8];
    struct hm_str word;
    size_t n = 0;

    while (n < 8 && hm_str_split(&text, ' ', &word)) {
        if (word.n > 0) {
            words[n++] = word;
        }
    }
    struct hm_shell shell = hm_shell_of(words, n);
    if (n == 1 && hm_str_eq(words[0], "bash")) {
        shell.has_pipefail = true;
    }
    if (n == 1 && (shell.dialect == HM_SHELL_BASH || shell.dialect == HM_SHELL_SH)) {
        shell.has_errexit = true;
    }
    return shell;
}

static struct hm_shell
shell_of(const struct hm_github_frame *job, const struct hm_scalar *own)
{
    const struct hm_scalar *said = own->is_set ? own : &job->shell;

    if (said->is_set && said->is_known) {
        return shell_named(said->text);
    }
    if (job->is_windows) {
        return (struct hm_shell){ .dialect = HM_SHELL_POWERSHELL };
    }
    return (struct hm_shell){
        .dialect = job->is_in_container ? HM_SHELL_SH : HM_SHELL_BASH,
        .has_errexit = true,
    };
}

/* --- steps --- */

static bool
is_always(const struct hm_scalar *condition)
{
    return condition->is_set &&
           (hm_str_has(condition->text, "always()") || hm_str_has(condition->text, "!cancelled()"));
}

static void
check_step(const struct hm_github *g, const struct hm_step *step)
{
    if (step->uses.is_set && step->run.is_set) {
        hm_pipeline_problem(g->reader, step->span, true,
                            "This step has both `uses` and `run`, and the platform refuses that.");
    } else if (!step->uses.is_set && !step->run.is_set) {
        hm_pipeline_problem(
            g->reader, step->span, true,
            "This step has neither `uses` nor `run`, and the platform refuses that.");
    }
}

/* The commands of `run`, with what is known of the expressions in it. */
static void
read_script(const struct hm_github *g, const struct hm_yaml *map, const struct hm_github_frame *job,
            const struct hm_github_values *values, struct hm_step *step)
{
    struct hm_pipeline_reader *reader = g->reader;
    struct hm_scalar own = get(g, map, "shell");
    struct hm_shell shell = shell_of(job, &own);
    size_t first = reader->opaque.n;

    step->script = hm_pipeline_yaml_script(reader, g->at.source, value_of(map, "run"), &shell,
                                           &step->inserted);
    for (size_t i = first; i < reader->opaque.n; i++) {
        struct hm_opaque *opaque = &reader->opaque.p[i];
        struct hm_str said = hm_str_sub(opaque->text, 3, opaque->text.n - 5);
        struct hm_str value;
        bool is_known;
        if (hm_github_value(values, said, &value, &is_known) &&
            (is_known || hm_github_is_word(value))) {
            opaque->value = value;
        }
    }
}

static void
read_step(const struct hm_github *g, const struct hm_yaml *map, const struct hm_github_frame *job,
          struct hm_step *ret_step)
{
    struct hm_github_values values = job->values;
    struct hm_step step = {
        .name = get(g, map, "name"),
        .id = get(g, map, "id").text,
        .uses = get(g, map, "uses"),
        .with = hm_pipeline_entries(g->reader, g->at.source, map, "with"),
        .env = hm_pipeline_entries(g->reader, g->at.source, map, "env"),
        .run = get(g, map, "run"),
        .condition = get(g, map, "if"),
        .ignores_failure = get(g, map, "continue-on-error"),
        .folder = get(g, map, "working-directory"),
        .scope = job->scope,
        .body = span_of(g, map),
    };

    step.runs_always = is_always(&step.condition);
    step.span = step.name.is_set                         ? step.name.span
                : map->kind == HM_YAML_MAP && map->n > 0 ? span_of(g, map->pairs[0].key)
                                                         : step.body;
    if (job->caller != NULL) {
        values.envs[0] = &job->caller->env;
    }
    hm_github_resolve_entries(&values, &step.env);
    if (job->caller != NULL) {
        step.env = hm_github_shadow(g->reader->arena, &job->caller->env, &step.env);
    }
    values.envs[0] = &step.env;
    hm_github_resolve_entries(&values, &step.with);
    hm_github_resolve(&values, &step.ignores_failure);
    step.folder = step.folder.is_set || !step.run.is_set ? step.folder : job->folder;
    hm_github_resolve(&values, &step.folder);
    if (step.run.is_set) {
        read_script(g, map, job, &values, &step);
    }
    check_step(g, &step);
    *ret_step = step;
}

/* Whether what a called file is given keeps a step or job of it from running. */
static bool
is_never(const struct hm_github_values *values, const struct hm_scalar *condition)
{
    return values->inputs != NULL && condition->is_set &&
           hm_github_holds(values, condition->text) == HM_NO;
}

void
hm_github_read_steps(struct hm_github *g, const struct hm_yaml *list,
                     const struct hm_github_frame *frame, struct hm_github_steps *to)
{
    for (uint32_t i = 0; list != NULL && list->kind == HM_YAML_LIST && i < list->n; i++) {
        struct hm_step step;
        read_step(g, list->items[i], frame, &step);
        if (!is_never(&frame->values, &step.condition)) {
            hm_vec_add(g->reader->arena, &to->list, step);
            hm_github_follow_action(g, frame, to);
        }
    }
}

static void
read_steps(struct hm_github *g, const struct hm_yaml *list, const struct hm_github_frame *frame,
           struct hm_job *job)
{
    struct hm_github_steps steps = { 0 };

    hm_github_read_steps(g, list, frame, &steps);
    job->steps = steps.list.p;
    job->n_steps = (uint32_t)steps.list.n;
}

/* --- jobs --- */

/* `permissions: read-all` holds for all of them: its name is empty. */
static struct hm_entries
read_permissions(const struct hm_github *g, const struct hm_yaml *map)
{
    struct hm_scalar all = get(g, map, "permissions");
    const struct hm_yaml *value = value_of(map, "permissions");

    if (value == NULL || value->kind != HM_YAML_TEXT) {
        return hm_pipeline_entries(g->reader, g->at.source, map, "permissions");
    }
    struct hm_entry *entry = hm_arena_new(g->reader->arena, struct hm_entry, 1);
    *entry = (struct hm_entry){ .value = all, .span = all.span };
    return (struct hm_entries){ .list = entry, .n = 1, .span = all.span };
}

static struct hm_job_image
read_image(const struct hm_github *g, const struct hm_yaml_pair *pair, bool is_service)
{
    const struct hm_yaml *value = pair->value;
    struct hm_job_image image = {
        .is_service = is_service,
        .alias = is_service ? pair->key->text : HM_S(""),
        .span = span_of(g, pair->key),
    };

    if (value->kind == HM_YAML_MAP) {
        image.image = get(g, value, "image");
        image.options = get(g, value, "options");
        image.volumes = hm_pipeline_list(g->reader, g->at.source, value, "volumes");
        image.env = hm_pipeline_entries(g->reader, g->at.source, value, "env");
    } else {
        image.image = hm_pipeline_pair(g->reader, g->at.source, pair);
    }
    return image;
}

static void
read_images(const struct hm_github *g, const struct hm_yaml *map,
            const struct hm_github_values *values, struct hm_job *job)
{
    const struct hm_yaml_pair *container = hm_pipeline_find(map, "container");
    const struct hm_yaml *services = value_of(map, "services");
    uint32_t n = services != NULL && services->kind == HM_YAML_MAP ? services->n : 0;
    struct hm_job_image *images = hm_arena_new(g->reader->arena, struct hm_job_image, n + 1);
    uint32_t at = 0;

    if (container != NULL && container->value->kind != HM_YAML_NULL) {
        images[at++] = read_image(g, container, false);
    }
    for (uint32_t i = 0; i < n; i++) {
        images[at++] = read_image(g, &services->pairs[i], true);
    }
    for (uint32_t i = 0; i < at; i++) {
        hm_github_resolve(values, &images[i].image);
        hm_github_resolve(values, &images[i].options);
        hm_github_resolve_entries(values, &images[i].env);
    }
    job->images = images;
    job->n_images = at;
}

/* Labels; of a group its name too. */
static struct hm_scalars
read_runs_on(const struct hm_github *g, const struct hm_yaml *map)
{
    const struct hm_yaml *value = value_of(map, "runs-on");

    return value != NULL && value->kind == HM_YAML_MAP
               ? hm_pipeline_list(g->reader, g->at.source, value,
                                  hm_pipeline_find(value, "labels") != NULL ? "labels" : "group")
               : hm_pipeline_list(g->reader, g->at.source, map, "runs-on");
}

static struct hm_github_frame
frame_of(const struct hm_github *g, const struct hm_yaml *map, const struct hm_job *job)
{
    const struct hm_yaml *defaults = value_of(value_of(map, "defaults"), "run");
    struct hm_github_frame frame = {
        .shell = get(g, defaults, "shell"),
        .folder = get(g, defaults, "working-directory"),
        .job = job->name,
        .is_in_container = job->n_images > 0 && !job->images[0].is_service,
        .values = { .arena = g->reader->arena,
                    .envs = { NULL, &job->env, &g->at.env },
                    .inputs = g->at.inputs,
                    .are_typed = g->at.are_typed,
                    .matrix = value_of(value_of(map, "strategy"), "matrix") },
    };

    frame.shell = frame.shell.is_set ? frame.shell : g->at.shell;
    frame.folder = frame.folder.is_set ? frame.folder : g->at.folder;
    for (uint32_t i = 0; i < job->runs_on.n; i++) {
        struct hm_str label = hm_str_sub(job->runs_on.list[i].text, 0, 7);
        frame.is_windows = frame.is_windows || hm_str_eq_nocase(label, HM_S("windows"));
    }
    return frame;
}

/* --- variables that steps set --- */

/* Whether a text gives a variable a value: "NAME=" or "NAME<<EOF". */
static bool
gives_value(struct hm_str text, struct hm_str name)
{
    while (text.n >= name.n) {
        const char *hit = memmem(text.p, text.n, name.p, name.n);
        if (hit == NULL) {
            return false;
        }
        text = hm_str_from(text, (size_t)(hit - text.p) + name.n);
        if (hm_str_starts(text, "=") || hm_str_starts(text, "<<")) {
            return true;
        }
    }
    return false;
}

/* Whether a step of the job may write the variable, or, where the name is empty, any, to the file
 * that later steps get theirs from. */
static bool
is_written(struct hm_github *g, const struct hm_yaml *steps, struct hm_str name)
{
    for (uint32_t i = 0; steps != NULL && steps->kind == HM_YAML_LIST && i < steps->n; i++) {
        const struct hm_yaml *run = value_of(steps->items[i], "run");
        if (run == NULL) {
            continue;
        }
        if (run->text.n > MAX_SEARCHED - g->n_searched) {
            return true;
        }
        g->n_searched += run->text.n;
        if (hm_str_has(run->text, "GITHUB_ENV") && (name.n == 0 || gives_value(run->text, name))) {
            return true;
        }
    }
    return false;
}

/* What steps set anew is known no more: it joins the job's environment without a value. */
static void
forget_written(struct hm_github *g, const struct hm_yaml *steps, struct hm_entries *env)
{
    const struct hm_entries *both[] = { env, &g->at.env };
    HM_VEC(struct hm_entry) list = { 0 };

    if (!is_written(g, steps, HM_S(""))) {
        return;
    }
    for (uint32_t i = 0; i < env->n; i++) {
        hm_vec_add(g->reader->arena, &list, env->list[i]);
    }
    for (size_t k = 0; k < 2; k++) {
        for (uint32_t i = 0; i < both[k]->n; i++) {
            const struct hm_entry *entry = &both[k]->list[i];
            if (entry->name.n > 0 && (i >= MAX_COMPARED || is_written(g, steps, entry->name))) {
                hm_vec_add(g->reader->arena, &list,
                           ((struct hm_entry){ .name = entry->name, .span = entry->span }));
            }
        }
    }
    env->list = list.p;
    env->n = (uint32_t)list.n;
}

/* --- jobs as a whole --- */

static void
check_job(const struct hm_github *g, const struct hm_yaml *map, const struct hm_job *job)
{
    if (map->kind != HM_YAML_MAP) {
        hm_pipeline_problem(g->reader, job->span, true,
                            "The job \"%.*s\" is no map, and the platform refuses it.",
                            HM_FMT(job->name));
    } else if (!job->calls.is_set && hm_pipeline_find(map, "runs-on") == NULL) {
        hm_pipeline_problem(g->reader, job->span, true,
                            "The job \"%.*s\" says neither where it runs (`runs-on`) nor which "
                            "workflow it calls (`uses`), and the platform refuses it.",
                            HM_FMT(job->name));
    } else if (!job->calls.is_set && job->n_steps == 0) {
        hm_pipeline_problem(g->reader, job->span, true,
                            "The job \"%.*s\" has no steps, and the platform refuses it.",
                            HM_FMT(job->name));
    }
}

/* A job that waits for one that is not there. */
static void
check_needs(const struct hm_github *g, size_t first)
{
    for (size_t i = first; i < g->jobs.n; i++) {
        const struct hm_job *job = &g->jobs.p[i];
        for (uint32_t k = 0; k < job->needs.n && k < MAX_COMPARED; k++) {
            const struct hm_scalar *name = &job->needs.list[k];
            size_t at = first;
            while (at < g->jobs.n && (g->jobs.p[at].called_by != job->called_by ||
                                      !hm_str_eq_nocase(g->jobs.p[at].name, name->text))) {
                at++;
            }
            if (at == g->jobs.n && job->called_by == g->at.called_by) {
                hm_pipeline_problem(g->reader, name->value, true,
                                    "The job \"%.*s\" needs \"%.*s\", which is no job of this "
                                    "workflow, and the platform refuses it.",
                                    HM_FMT(job->name), HM_FMT(name->text));
            }
        }
    }
}

static const char *
why_incomplete(const struct hm_job *job)
{
    if (job->calls.is_set) {
        return hm_str_starts(job->calls.text, "./")
                   ? "it calls another workflow of the repository, which could not be read"
                   : "it calls a workflow of another repository";
    }
    for (uint32_t i = 0; i < job->n_steps; i++) {
        if (hm_str_starts(job->steps[i].uses.text, "./") && job->steps[i].call == 0) {
            return "it runs an action of the repository that is a program, or could not be read";
        }
    }
    return NULL;
}

/* What a called workflow says of all its jobs: nobody else finds it there. */
static void
take_over(const struct hm_github *g, struct hm_job *job)
{
    if (g->at.called_by == 0) {
        return;
    }
    job->env = hm_github_shadow(g->reader->arena, &g->at.env, &job->env);
    if (job->permissions.n == 0 && job->permissions.span.len == 0) {
        job->permissions = g->at.permissions;
    }
}

static void
read_job(struct hm_github *g, const struct hm_yaml_pair *pair)
{
    const struct hm_yaml *map = pair->value;
    const struct hm_yaml *environment = value_of(map, "environment");
    struct hm_job job = {
        .name = pair->key->text,
        .span = span_of(g, pair->key),
        .body = span_of(g, map),
        .calls = get(g, map, "uses"),
        .with = hm_pipeline_entries(g->reader, g->at.source, map, "with"),
        .secrets = get(g, map, "secrets"),
        .needs = hm_pipeline_list(g->reader, g->at.source, map, "needs"),
        .runs_on = read_runs_on(g, map),
        .condition = get(g, map, "if"),
        .environment = environment != NULL && environment->kind == HM_YAML_MAP
                           ? get(g, environment, "name")
                           : get(g, map, "environment"),
        .ignores_failure = get(g, map, "continue-on-error"),
        .permissions = read_permissions(g, map),
        .env = hm_pipeline_entries(g->reader, g->at.source, map, "env"),
        .outputs = hm_pipeline_entries(g->reader, g->at.source, map, "outputs"),
        .called_by = g->at.called_by,
    };

    struct hm_github_values of_matrix = {
        .arena = g->reader->arena,
        .inputs = g->at.inputs,
        .are_typed = g->at.are_typed,
        .matrix = value_of(value_of(map, "strategy"), "matrix"),
    };
    if (is_never(&of_matrix, &job.condition)) {
        return;
    }
    hm_github_resolve_entries(&of_matrix, &job.env);
    take_over(g, &job);
    forget_written(g, value_of(map, "steps"), &job.env);
    hm_github_resolve_entries(&of_matrix, &job.with);
    hm_github_resolve_list(&of_matrix, &job.runs_on);
    hm_github_resolve(&of_matrix, &job.environment);
    hm_github_resolve(&of_matrix, &job.ignores_failure);
    read_images(g, map, &of_matrix, &job);
    struct hm_github_frame frame = frame_of(g, map, &job);
    read_steps(g, value_of(map, "steps"), &frame, &job);
    job.incomplete = why_incomplete(&job);
    check_job(g, map, &job);
    hm_vec_add(g->reader->arena, &g->jobs, job);
    hm_github_follow_workflow(g, g->jobs.n - 1);
}

/* --- files --- */

void
hm_github_enter(struct hm_github *g, const struct hm_yaml *root)
{
    const struct hm_yaml *defaults = value_of(value_of(root, "defaults"), "run");
    struct hm_github_values given = { .arena = g->reader->arena,
                                      .inputs = g->at.inputs,
                                      .are_typed = g->at.are_typed };

    g->at.permissions = read_permissions(g, root);
    g->at.env = hm_pipeline_entries(g->reader, g->at.source, root, "env");
    hm_github_resolve_entries(&given, &g->at.env);
    g->at.shell = get(g, defaults, "shell");
    g->at.folder = get(g, defaults, "working-directory");
}

void
hm_github_read_jobs(struct hm_github *g, const struct hm_yaml *root)
{
    const struct hm_yaml *jobs = value_of(root, "jobs");
    size_t first = g->jobs.n;

    for (uint32_t i = 0; jobs != NULL && jobs->kind == HM_YAML_MAP && i < jobs->n; i++) {
        read_job(g, &jobs->pairs[i]);
    }
    if (g->at.called_by == 0 && g->jobs.n <= MAX_JOBS) {
        check_needs(g, first);
    }
}

/* The workflows on whose end it runs. One that runs when they are asked for runs beside them. */
static struct hm_scalars
read_follows(const struct hm_github *g, const struct hm_yaml *root)
{
    const struct hm_yaml *run = value_of(value_of(root, "on"), "workflow_run");
    struct hm_scalars types = hm_pipeline_list(g->reader, g->at.source, run, "types");
    bool is_behind = types.n == 0;

    for (uint32_t i = 0; i < types.n; i++) {
        is_behind = is_behind || hm_str_eq(types.list[i].text, "completed");
    }
    return is_behind ? hm_pipeline_list(g->reader, g->at.source, run, "workflows")
                     : (struct hm_scalars){ 0 };
}

static void
read_workflow(struct hm_github *g, const struct hm_yaml *root)
{
    struct hm_pipeline *pipeline = g->pipeline;

    hm_github_enter(g, root);
    pipeline->name = get(g, root, "name");
    pipeline->triggers = hm_pipeline_list(g->reader, g->at.source, root, "on");
    pipeline->follows = read_follows(g, root);
    pipeline->permissions = g->at.permissions;
    pipeline->env = g->at.env;
    hm_github_read_jobs(g, root);
    if (!pipeline->triggers.is_set) {
        hm_pipeline_problem(g->reader, span_of(g, root), true,
                            "It does not say what starts it (`on`), and the platform refuses it.");
    }
    if (g->jobs.n == 0) {
        hm_pipeline_problem(g->reader, span_of(g, root), true,
                            "It has no jobs, and the platform refuses it.");
    }
}

/* An action's steps are one job. One that is a container runs its image. */
static void
read_action(struct hm_github *g, const struct hm_yaml *root)
{
    const struct hm_yaml_pair *runs = hm_pipeline_find(root, "runs");

    g->pipeline->name = get(g, root, "name");
    if (runs == NULL || runs->value->kind != HM_YAML_MAP) {
        hm_pipeline_problem(g->reader, span_of(g, root), true,
                            "It does not say what it runs (`runs`), and the platform refuses it.");
        return;
    }
    const struct hm_yaml_pair *image = hm_pipeline_find(runs->value, "image");
    struct hm_job job = {
        .name = runs->key->text,
        .span = span_of(g, runs->key),
        .body = span_of(g, runs->value),
        .env = hm_pipeline_entries(g->reader, g->at.source, runs->value, "env"),
    };
    struct hm_github_frame frame = { .values = { .arena = g->reader->arena }, .job = job.name };
    if (image != NULL) {
        struct hm_job_image *images = hm_arena_new(g->reader->arena, struct hm_job_image, 1);
        *images = read_image(g, image, false);
        job.images = images;
        job.n_images = 1;
    }
    read_steps(g, value_of(runs->value, "steps"), &frame, &job);
    job.incomplete = why_incomplete(&job);
    hm_vec_add(g->reader->arena, &g->jobs, job);
}

/* The folder that ".github" or the like lies in; of what lies in none, that of the scan. */
static struct hm_str
folder_of(struct hm_str path)
{
    static const char *const names[] = { ".github/", ".gitea/", ".forgejo/" };

    for (size_t at = 0; at < path.n; at += hm_str_find(hm_str_from(path, at), '/') + 1) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            if (hm_str_starts(hm_str_from(path, at), names[i])) {
                return hm_str_sub(path, 0, at);
            }
        }
    }
    return HM_S("");
}

void
hm_pipeline_github(struct hm_pipeline_reader *reader, struct hm_pipeline *ret_pipeline)
{
    const struct hm_source *source = reader->sources.p[0];
    struct hm_github g = {
        .reader = reader,
        .pipeline = ret_pipeline,
        .folder = folder_of(source->path),
        .at = { .source = source, .above = { source->path } },
    };
    size_t n_before = reader->problems.n;
    const struct hm_yaml *root = hm_pipeline_yaml(reader, source);

    if (root == NULL || root->kind != HM_YAML_MAP) {
        if (reader->problems.n == n_before) {
            hm_pipeline_problem(reader, (struct hm_span){ 0 }, root != NULL,
                                root == NULL ? "There is nothing in this file."
                                             : "It is no map, and the platform refuses it.");
        }
        return;
    }
    if (reader->kind == HM_PIPELINE_GITHUB) {
        read_workflow(&g, root);
    } else {
        read_action(&g, root);
    }
    ret_pipeline->jobs = g.jobs.p;
    ret_pipeline->n_jobs = (uint32_t)g.jobs.n;
    ret_pipeline->calls = g.calls.p;
    ret_pipeline->n_calls = (uint32_t)g.calls.n;
}
