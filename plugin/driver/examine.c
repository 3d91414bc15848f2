/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/examine.h"

#include "plugin/base/auto.h"
#include "plugin/base/pool.h"
#include "plugin/context/copied.h"
#include "plugin/dockerfile/scripts.h"
#include "plugin/dockerfile/template.h"
#include "plugin/driver/builds/judgements.h"
#include "plugin/driver/command_inputs.h"
#include "plugin/driver/input_listing.h"
#include "plugin/manifest/bake_inline.h"
#include "plugin/manifest/command_read.h"
#include "plugin/manifest/compose.h"
#include "plugin/manifest/kubernetes.h"
#include "plugin/manifest/pipeline_read.h"
#include "plugin/model/pipeline_chain.h"
#include "plugin/driver/reread.h"
#include "plugin/rules/registry.h"
#include "reports/identity/fingerprint.h"

enum {
    TEMPLATES_NAMED = 3, /* in the note about them */
};

/* What one worker owns. */
struct worker {
    struct hm_arena file; /* forgotten after each file */
    struct hm_arena kept; /* what the sink holds; the report's in the end */
    struct hm_buf text;   /* of the file that is judged */
    struct hm_sink sink;
    struct hm_texts texts;
};

/* What became of one file. */
struct outcome {
    struct hm_err err;    /* its status is HM_OK when the file was judged */
    uint32_t cut_line;    /* where commands were not read to their end; 0: nowhere */
    uint32_t n_left_out;  /* builds of it that were not judged */
    uint32_t unread_line; /* where a command's text cannot be read; 0: nowhere */
    bool is_other;        /* what might have been a manifest of Kubernetes, and is something else */
    bool is_template;     /* one once something has rendered it */
    uint32_t inline_line; /* of a bake file: a Dockerfile in it that cannot be known; 0: none */
    const struct hm_str *paths; /* of a project: the files that belong to it */
    uint32_t n_paths;
    uint32_t template_line; /* it is a template, by this line, and was not judged; 0: it is none */
    const char *template_advice;
};

struct shared {
    const struct hm_examination *examination;
    const struct hm_inputs *inputs;
    uint32_t today;
    struct worker *workers;
    struct outcome *outcomes;
};

uint32_t
hm_day_of(int64_t now)
{
    time_t seconds = (time_t)now;
    struct tm parts;

    return gmtime_r(&seconds, &parts) == NULL
               ? 0
               : (uint32_t)((parts.tm_year + 1900) * 10000 + (parts.tm_mon + 1) * 100 +
                            parts.tm_mday);
}

/* What the text itself is, whatever is built of it: false where it cannot be judged. */
static bool
can_judge(struct outcome *outcome, const struct hm_dockerfile *file)
{
    if (file->is_too_large) {
        (void)hm_dockerfile_refuse(&outcome->err);
        return false;
    }
    outcome->template_line = hm_template_line(file);
    if (outcome->template_line > 0) {
        outcome->template_advice = hm_template_advice(file, outcome->template_line);
        return false;
    }
    outcome->cut_line = hm_scripts_cut_line(file);
    outcome->unread_line = hm_scripts_unread_line(file);
    return true;
}

static void
judge_build(const struct shared *shared, struct worker *worker, const struct hm_input_file *input,
            const struct hm_dockerfile *file, const struct hm_context *context)
{
    struct hm_facts facts = {
        .have = HM_NEEDS_DOCKERFILE, .dockerfile = file, .context = context, .today = shared->today
    };

    facts.trusted = shared->examination->trusted->trees[input->tree].p;
    facts.n_trusted = (uint32_t)shared->examination->trusted->trees[input->tree].n;
    if (context != NULL) {
        facts.have |= HM_NEEDS_CONTEXT;
        facts.copies = hm_copies_make(&worker->file, context, file);
    }
    hm_engine_run(shared->examination->engine, &facts, &worker->sink);
}

/* Judges the file as each of its builds has it; @p file, which the options made, becomes the first
 * of them. */
static void
judge_builds(const struct shared *shared, struct worker *worker, const struct hm_input_file *input,
             struct outcome *outcome, struct hm_dockerfile *file)
{
    const struct hm_source *source = file->source;
    struct hm_judgements judgements;
    struct hm_shown shown;

    hm_judgements_make(&worker->file, shared->examination->build, input, file, &judgements);
    outcome->n_left_out = judgements.n_left_out;
    hm_shown_init(&shown, &worker->file, &worker->sink);
    for (uint32_t i = 0; i < judgements.n; i++) {
        const struct hm_judgement *judgement = &judgements.list[i];
        struct hm_dockerfile *as_built = hm_arena_new(&worker->file, struct hm_dockerfile, 1);
        hm_dockerfile_parse(&worker->file, source, &judgement->build, as_built);
        judge_build(shared, worker, input, as_built, judgement->context);
        hm_sink_product(&worker->sink, as_built, judgement->uses.p, judgement->uses.n);
        hm_shown_add(&shown, i);
        if (i == 0) {
            *file = *as_built;
        }
    }
    hm_shown_finish(&shown, &judgements);
}

static void
examine_file(struct shared *shared, struct worker *worker, uint32_t item)
{
    const struct hm_input_file *input = &shared->inputs->files.p[item];
    struct outcome *outcome = &shared->outcomes[item];
    struct hm_sink *sink = &worker->sink;
    struct hm_source source;
    struct hm_dockerfile file;
    size_t n_before = sink->findings.n;

    hm_buf_clear(&worker->text);
    if (hm_inputs_read(shared->inputs, input->path, &worker->text, &outcome->err) != HM_OK) {
        return;
    }
    hm_arena_reset(&worker->file);
    hm_source_init(&source, &worker->file, input->path, hm_buf_str(&worker->text));
    hm_dockerfile_parse(&worker->file, &source, shared->examination->build, &file);
    if (!can_judge(outcome, &file)) {
        return;
    }
    if (input->n_builds == 0) {
        judge_build(shared, worker, input, &file, input->context);
    } else {
        judge_builds(shared, worker, input, outcome, &file);
    }
    hm_sink_outline(sink, &file);
    if (shared->examination->with_listings) {
        sink->outlines.p[sink->outlines.n - 1].text_hash = hm_str_hash(source.text);
    }
    hm_sink_suppressions(sink, file.suppressions);
    hm_findings_sort(sink->findings.p + n_before, sink->findings.n - n_before);
    hm_texts_add(&worker->texts, &worker->kept, &shared->examination->wanted, &file, input->tree);
    if (!shared->examination->is_unwritten) {
        hm_findings_hash_lines(sink->kept, &source, sink->findings.p + n_before,
                               sink->findings.n - n_before);
    }
}

static enum hm_status
read_path(void *ctx, struct hm_str path, struct hm_buf *buf, struct hm_err *reterr)
{
    const struct shared *shared = ctx;

    return hm_inputs_read(shared->inputs, path, buf, reterr);
}

static enum hm_status
list_paths(void *ctx, struct hm_arena *arena, struct hm_str folder, struct hm_path_list *ret_list,
           struct hm_err *reterr)
{
    const struct shared *shared = ctx;

    return hm_inputs_list(shared->inputs, arena, folder, ret_list, reterr);
}

/* A Dockerfile that stands in the project's own files. One that several services share is judged
 * once. */
static void
examine_embedded(const struct shared *shared, struct worker *worker,
                 const struct hm_manifests *manifests, struct hm_facts facts, uint32_t service)
{
    const struct hm_service_build *build = &manifests->services[service].build;

    for (uint32_t i = 0; i < service; i++) {
        if (manifests->services[i].build.file != NULL &&
            manifests->services[i].build.inline_text.value.off == build->inline_text.value.off) {
            return;
        }
    }
    facts.have = HM_NEEDS_DOCKERFILE;
    facts.manifests = NULL;
    facts.dockerfile = build->file;
    hm_engine_run(shared->examination->engine, &facts, &worker->sink);
    hm_sink_suppressions(&worker->sink, build->file->suppressions);
}

static void
hash_lines(struct worker *worker, const struct hm_manifests *manifests, size_t n_before)
{
    struct hm_sink *sink = &worker->sink;

    for (uint32_t i = 0; i < manifests->n_sources; i++) {
        const struct hm_source *source = manifests->sources[i];
        size_t from = n_before;
        while (from < sink->findings.n && !hm_str_is(sink->findings.p[from].path, source->path)) {
            from++;
        }
        size_t to = from;
        while (to < sink->findings.n && hm_str_is(sink->findings.p[to].path, source->path)) {
            to++;
        }
        hm_findings_hash_lines(sink->kept, source, sink->findings.p + from, to - from);
    }
}

/* Files that a workflow calls which somebody or something starts: with it they are known. */
static void
keep_called(struct worker *worker, const struct hm_manifests *manifests)
{
    const struct hm_pipeline *pipeline = manifests->pipeline;

    if (pipeline == NULL || pipeline->n_calls == 0 || hm_pipeline_is_called(pipeline)) {
        return;
    }
    for (uint32_t i = 1; i < manifests->n_sources; i++) {
        hm_vec_add(&worker->kept, &worker->sink.called,
                   hm_arena_str(&worker->kept, manifests->sources[i]->path));
    }
}

static void
keep_given_file(struct worker *worker, const struct hm_manifests *manifests, struct hm_str path,
                enum hm_given_role role, struct hm_span span)
{
    const struct hm_source *source = hm_manifests_source(manifests, span);
    struct hm_given_file given = { .path = hm_arena_str(&worker->kept, path),
                                   .role = role,
                                   .by = hm_arena_str(&worker->kept, source->path),
                                   .place = hm_source_place(source, span) };

    if (path.n > 0) {
        hm_vec_add(&worker->kept, &worker->sink.given_files, given);
    }
}

/* Whether git tracks them is looked up when all is read (tracked.c). */
static void
keep_given(struct worker *worker, const struct hm_manifests *manifests)
{
    for (uint32_t i = 0; i < manifests->n_given; i++) {
        const struct hm_given *given = &manifests->given[i];
        keep_given_file(worker, manifests, given->path,
                        given->is_secret ? HM_GIVEN_SECRET : HM_GIVEN_CONFIG, given->file.span);
    }
    for (uint32_t i = 0; manifests->kind == HM_MANIFEST_COMPOSE && i < manifests->n_services; i++) {
        const struct hm_service *service = &manifests->services[i];
        for (uint32_t k = 0; k < service->n_env_files; k++) {
            keep_given_file(worker, manifests, service->env_files[k].file, HM_GIVEN_VARIABLES,
                            service->env_files[k].path.span);
        }
    }
}

static void
keep_manifests(const struct shared *shared, struct worker *worker, struct outcome *outcome,
               const struct hm_manifests *manifests, size_t n_before)
{
    struct hm_sink *sink = &worker->sink;
    struct hm_str *paths = hm_arena_new(&worker->kept, struct hm_str, manifests->n_sources);

    hm_sink_outline_manifests(sink, manifests, shared->examination->with_listings);
    for (uint32_t i = 0; i < manifests->n_sources; i++) {
        paths[i] = hm_arena_str(&worker->kept, manifests->sources[i]->path);
    }
    outcome->paths = paths;
    outcome->n_paths = manifests->n_sources;
    hm_findings_sort(sink->findings.p + n_before, sink->findings.n - n_before);
    if (!shared->examination->is_unwritten) {
        hash_lines(worker, manifests, n_before);
    }
}

/* Runs the rules over manifests, and keeps what outlives them. */
static void
judge_manifests(const struct shared *shared, struct worker *worker, struct outcome *outcome,
                const struct hm_facts *facts)
{
    const struct hm_manifests *manifests = facts->manifests;
    struct hm_sink *sink = &worker->sink;
    size_t n_before = sink->findings.n;

    hm_engine_run(shared->examination->engine, facts, sink);
    for (uint32_t i = 0; i < manifests->n_services; i++) {
        if (manifests->services[i].build.file != NULL) {
            examine_embedded(shared, worker, manifests, *facts, i);
        }
    }
    hm_sink_deployments(sink, manifests);
    hm_sink_flow(sink, manifests);
    keep_called(worker, manifests);
    keep_given(worker, manifests);
    for (uint32_t i = 0; i < manifests->n_sources; i++) {
        hm_sink_suppressions(sink, manifests->suppressions[i]);
    }
    keep_manifests(shared, worker, outcome, manifests, n_before);
}

static struct hm_facts
facts_of(const struct shared *shared, const struct hm_input_file *input, uint32_t have,
         const struct hm_manifests *manifests)
{
    return (struct hm_facts){
        .have = have,
        .manifests = manifests,
        .today = shared->today,
        .trusted = shared->examination->trusted->trees[input->tree].p,
        .n_trusted = (uint32_t)shared->examination->trusted->trees[input->tree].n,
    };
}

static void
examine_project(struct shared *shared, struct worker *worker, const struct hm_input_file *input,
                struct outcome *outcome)
{
    const struct hm_path_reader reader = { .read = read_path, .ctx = shared };
    struct hm_manifests manifests;

    hm_arena_reset(&worker->file);
    size_t n = 1 + (size_t)input->n_overlays;
    struct hm_str *paths = hm_arena_new(&worker->file, struct hm_str, n);
    paths[0] = input->path;
    for (size_t i = 1; i < n; i++) {
        paths[i] = input->overlays[i - 1];
    }
    if (hm_compose_load(&worker->file, &reader, paths, n, &manifests, &outcome->err) == HM_OK) {
        struct hm_facts facts =
            facts_of(shared, input, HM_NEEDS_COMPOSE | HM_NEEDS_SERVICES, &manifests);
        judge_manifests(shared, worker, outcome, &facts);
    }
}

/* Whatever is called like a manifest is read; what is none is passed over in silence. */
static void
examine_kube(const struct shared *shared, struct worker *worker, const struct hm_input_file *input,
             struct outcome *outcome)
{
    struct hm_manifests manifests;

    hm_buf_clear(&worker->text);
    if (hm_inputs_read(shared->inputs, input->path, &worker->text, &outcome->err) != HM_OK) {
        /* Data that are larger than any manifest, links that lead out of the tree. */
        outcome->is_other = !hm_str_ends(input->path, "ml") || outcome->err.status != HM_E_LIMIT;
        return;
    }
    hm_arena_reset(&worker->file);
    struct hm_str text = hm_buf_str(&worker->text);
    if (!hm_kubernetes_read(&worker->file, input->path, text, &manifests)) {
        outcome->is_other = true;
    } else if (manifests.n_problems > 0 && manifests.problems[0].is_fatal &&
               hm_str_has(text, "{{")) {
        outcome->is_template = true;
    } else {
        struct hm_facts facts = facts_of(shared, input, HM_NEEDS_KUBERNETES, &manifests);
        judge_manifests(shared, worker, outcome, &facts);
    }
}

/* A file whose name leaves it open, and that is something else, is passed over in silence too. */
static void
examine_pipeline(struct shared *shared, struct worker *worker, const struct hm_input_file *input,
                 struct outcome *outcome)
{
    const struct hm_path_reader reader = { .read = read_path, .list = list_paths, .ctx = shared };
    struct hm_manifests manifests;

    hm_buf_clear(&worker->text);
    if (hm_inputs_read(shared->inputs, input->path, &worker->text, &outcome->err) != HM_OK) {
        outcome->is_other = !input->is_named;
        return;
    }
    hm_arena_reset(&worker->file);
    struct hm_str text = hm_buf_str(&worker->text);
    if (input->is_named ? hm_pipeline_read_as(&worker->file, &reader, input->pipeline_kind,
                                              input->path, text, &manifests)
                        : hm_pipeline_read(&worker->file, &reader, input->path, text, &manifests)) {
        struct hm_facts facts =
            facts_of(shared, input, HM_NEEDS_PIPELINE | HM_NEEDS_SERVICES, &manifests);
        judge_manifests(shared, worker, outcome, &facts);
    } else {
        outcome->is_other = true;
    }
}

/* Most scripts run no container, and are passed over in silence. */
static void
examine_commands(const struct shared *shared, struct worker *worker,
                 const struct hm_input_file *input, struct outcome *outcome)
{
    struct hm_manifests manifests;

    hm_buf_clear(&worker->text);
    if (hm_inputs_read(shared->inputs, input->path, &worker->text, &outcome->err) != HM_OK) {
        outcome->is_other = !hm_command_is_missed(input->path, &outcome->err);
        return;
    }
    hm_arena_reset(&worker->file);
    if (!hm_command_read(&worker->file, input->path, hm_buf_str(&worker->text), &manifests)) {
        outcome->is_other = true;
    } else {
        struct hm_facts facts = facts_of(shared, input, HM_NEEDS_SERVICES, &manifests);
        judge_manifests(shared, worker, outcome, &facts);
    }
}

/* The Dockerfiles in it. That it cannot be read was said when the builds were looked for. */
static void
examine_bake(const struct shared *shared, struct worker *worker, const struct hm_input_file *input,
             struct outcome *outcome)
{
    struct hm_bake_inlines inlines;
    const struct hm_source *const sources[] = { &inlines.source };
    const struct hm_manifests manifests = { .sources = sources, .n_sources = 1 };
    struct hm_facts facts = facts_of(shared, input, HM_NEEDS_DOCKERFILE, NULL);
    size_t n_before = worker->sink.findings.n;
    struct hm_err err;

    outcome->is_other = true;
    hm_buf_clear(&worker->text);
    hm_arena_reset(&worker->file);
    if (hm_inputs_read(shared->inputs, input->path, &worker->text, &err) != HM_OK ||
        hm_bake_inline_read(&worker->file, input->path, hm_buf_str(&worker->text), &inlines,
                            &err) != HM_OK) {
        return;
    }
    for (size_t i = 0; i < inlines.list.n; i++) {
        facts.dockerfile = inlines.list.p[i].file;
        if (facts.dockerfile != NULL) {
            outcome->is_other = false;
            hm_engine_run(shared->examination->engine, &facts, &worker->sink);
            hm_sink_suppressions(&worker->sink, facts.dockerfile->suppressions);
        } else if (outcome->inline_line == 0) {
            outcome->inline_line = inlines.list.p[i].line;
        }
    }
    if (!outcome->is_other) {
        keep_manifests(shared, worker, outcome, &manifests, n_before);
    }
}

enum item_kind {
    ITEM_DOCKERFILE,
    ITEM_PROJECT,
    ITEM_KUBE,
    ITEM_PIPELINE,
    ITEM_COMMANDS,
    ITEM_BAKE,
};

/* Which file an item is. */
static const struct hm_input_file *
find_item(const struct hm_inputs *inputs, size_t item, enum item_kind *ret_kind)
{
    const struct {
        const struct hm_input_file *p;
        size_t n;
    } lists[] = {
        [ITEM_DOCKERFILE] = { inputs->files.p, inputs->files.n },
        [ITEM_PROJECT] = { inputs->projects.p, inputs->projects.n },
        [ITEM_KUBE] = { inputs->kubes.p, inputs->kubes.n },
        [ITEM_PIPELINE] = { inputs->pipelines.p, inputs->pipelines.n },
        [ITEM_COMMANDS] = { inputs->commands.p, inputs->commands.n },
        [ITEM_BAKE] = { inputs->bakes.p, inputs->bakes.n },
    };
    size_t kind = 0;

    while (kind < ITEM_BAKE && item >= lists[kind].n) {
        item -= lists[kind++].n;
    }
    *ret_kind = (enum item_kind)kind;
    return &lists[kind].p[item];
}

static const struct hm_input_file *
input_of(const struct hm_inputs *inputs, size_t item)
{
    enum item_kind kind;

    return find_item(inputs, item, &kind);
}

static size_t
count_items(const struct hm_inputs *inputs)
{
    return inputs->files.n + inputs->projects.n + inputs->kubes.n + inputs->pipelines.n +
           inputs->commands.n + inputs->bakes.n;
}

static void
examine_one(uint32_t worker_index, uint32_t item, void *ctx)
{
    struct shared *shared = ctx;
    struct worker *worker = &shared->workers[worker_index];
    struct outcome *outcome = &shared->outcomes[item];
    enum item_kind kind;
    const struct hm_input_file *input = find_item(shared->inputs, item, &kind);

    switch (kind) {
    case ITEM_DOCKERFILE:
        examine_file(shared, worker, item);
        break;
    case ITEM_PROJECT:
        examine_project(shared, worker, input, outcome);
        break;
    case ITEM_KUBE:
        examine_kube(shared, worker, input, outcome);
        break;
    case ITEM_PIPELINE:
        examine_pipeline(shared, worker, input, outcome);
        break;
    case ITEM_COMMANDS:
        examine_commands(shared, worker, input, outcome);
        break;
    case ITEM_BAKE:
        examine_bake(shared, worker, input, outcome);
        break;
    }
}

/* One row for each PATH: how many files it had, and whether all of them were judged. */
static void
account(const struct shared *shared, struct hm_report *report)
{
    const struct hm_inputs *inputs = shared->inputs;

    for (size_t t = 0; t < inputs->trees.n; t++) {
        const struct hm_input_tree *tree = &inputs->trees.p[t];
        struct hm_ledger_row *row = hm_report_ledger(report);
        size_t n_files = 0;
        size_t n_failed = 0;
        size_t n_templates = 0;
        for (size_t i = 0; i < count_items(inputs); i++) {
            const struct outcome *outcome = &shared->outcomes[i];
            if (input_of(inputs, i)->tree == t && !outcome->is_other) {
                n_files++;
                n_failed += outcome->err.status != HM_OK;
                n_templates += outcome->template_line > 0 || outcome->is_template;
            }
        }
        row->tool = HM_S("hullmark");
        row->version = hm_str_c(HM_VERSION);
        row->task = HM_S("rules");
        row->target = tree->target;
        row->state = n_failed > 0 || tree->is_cut ? HM_LEDGER_FAILED
                     : n_files == n_templates     ? HM_LEDGER_NOT_APPLICABLE
                                                  : HM_LEDGER_DONE;
        row->reason =
            n_failed > 0   ? hm_arena_printf(&report->arena, "%zu of %zu files could not be read",
                                             n_failed, n_files)
            : tree->is_cut ? HM_S("the folder was not read to its end")
            : n_files == 0
                ? HM_S("no Dockerfile, no Compose file, no manifest of Kubernetes, no pipeline and "
                       "no command that runs a container")
            : n_templates > 0
                ? hm_arena_printf(&report->arena, "%zu file%s; not judged: %zu template%s",
                                  n_files - n_templates, n_files - n_templates == 1 ? "" : "s",
                                  n_templates, n_templates == 1 ? "" : "s")
                : hm_arena_printf(&report->arena, "%zu file%s", n_files, n_files == 1 ? "" : "s");
    }
}

/* Neither a pass nor a fault: nobody knows what comes of them. One note, however many there are;
 * each is listed among what was not evaluated. */
static void
note_templates(const struct shared *shared, struct hm_report *report)
{
    const struct hm_inputs *inputs = shared->inputs;
    const struct hm_rule *const *rules = NULL;
    hm_auto_buf struct hm_buf names = { 0 };
    const char *advice = "";
    size_t n_rules = 0;
    size_t n = 0;

    rules = hm_rules_all(&n_rules);
    for (size_t i = 0; i < inputs->files.n; i++) {
        const struct outcome *outcome = &shared->outcomes[i];
        struct hm_str path = inputs->files.p[i].path;
        if (outcome->template_line == 0) {
            continue;
        }
        advice = n == 0 ? outcome->template_advice : advice;
        if (n++ < TEMPLATES_NAMED) {
            hm_buf_printf(&names, "%s%.*s (line %u)", n == 1 ? "" : ", ", HM_FMT(path),
                          outcome->template_line);
        }
        for (size_t k = 0; k < n_rules; k++) {
            if (strcmp(rules[k]->id, "HM9001") == 0) {
                hm_vec_add(&report->arena, &report->not_evaluated,
                           ((struct hm_not_evaluated){
                               .rule = rules[k],
                               .path = path,
                               .line = outcome->template_line,
                               .reason = HM_S("the file is a template, and was not judged"),
                           }));
            }
        }
    }
    if (n > 0) {
        hm_report_note(report, HM_NOTE_WARNING, "template", HM_S("hullmark"), HM_S(""),
                       "%zu file%s, and %s not judged: %.*s%s. Fill %s in, and scan what comes of "
                       "it: %s.",
                       n, n == 1 ? " is a template" : "s are templates", n == 1 ? "was" : "were",
                       HM_FMT(hm_buf_str(&names)), n > TEMPLATES_NAMED ? ", ..." : "",
                       n == 1 ? "it" : "them", advice);
    }
}

void
hm_examine_files(const struct hm_examination *examination, const struct hm_inputs *inputs,
                 struct hm_report *report, struct hm_texts *texts)
{
    uint32_t n_files = (uint32_t)count_items(inputs);
    uint32_t n_workers = hm_pool_workers(examination->jobs, n_files);
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct shared shared = {
        .examination = examination,
        .inputs = inputs,
        .today = hm_day_of(examination->now),
        .workers = hm_arena_new(&scratch, struct worker, n_workers),
        .outcomes = hm_arena_new(&scratch, struct outcome, n_files),
    };
    for (uint32_t i = 0; i < n_workers; i++) {
        shared.workers[i].sink.arena = &shared.workers[i].file;
        shared.workers[i].sink.kept = &shared.workers[i].kept;
    }
    hm_pool_run(n_workers, n_files, examine_one, &shared);
    for (uint32_t i = 0; i < n_workers; i++) {
        hm_report_take(report, &shared.workers[i].sink);
        hm_texts_take(texts, &report->arena, &shared.workers[i].texts);
        hm_arena_done(&shared.workers[i].file);
        hm_buf_done(&shared.workers[i].text);
    }
    hm_texts_sort(texts);
    for (size_t i = 0; i < n_files; i++) {
        const struct hm_err *err = &shared.outcomes[i].err;
        struct hm_str path = input_of(inputs, i)->path;
        if (shared.outcomes[i].cut_line > 0) {
            hm_report_note(report, HM_NOTE_WARNING, "commands-cut", HM_S("hullmark"), path,
                           "The commands of line %u are nested too deeply to be read to their end; "
                           "what follows in them was not judged.",
                           shared.outcomes[i].cut_line);
        }
        if (shared.outcomes[i].unread_line > 0) {
            hm_report_note(report, HM_NOTE_WARNING, "command-unread", HM_S("hullmark"), path,
                           "What -EncodedCommand runs in line %u is no Base64 that can be read "
                           "here; it was not judged.",
                           shared.outcomes[i].unread_line);
        }
        if (shared.outcomes[i].n_left_out > 0) {
            hm_report_note(report, HM_NOTE_WARNING, "builds-cut", HM_S("hullmark"), path,
                           "%u more builds of it, each with a stage or arguments of its own, were "
                           "not judged.",
                           shared.outcomes[i].n_left_out);
        }
        if (shared.outcomes[i].inline_line > 0) {
            hm_report_note(report, HM_NOTE_WARNING, "inline-unknown", HM_S("hullmark"), path,
                           "The Dockerfile of line %u was not judged: its text is put together of "
                           "variables, or too large.",
                           shared.outcomes[i].inline_line);
        }
        if (shared.outcomes[i].is_other) {
            continue;
        }
        if (shared.outcomes[i].is_template) {
            hm_report_note(report, HM_NOTE_WARNING, "unrendered", HM_S("hullmark"), path,
                           "This is a template of a manifest, and it was not judged: render it "
                           "(`helm template . | hullmark scan -`).");
            continue;
        }
        for (uint32_t k = 0; k < shared.outcomes[i].n_paths; k++) {
            hm_vec_add(&report->arena, &report->paths, shared.outcomes[i].paths[k]);
        }
        if (err->status == HM_OK && i < inputs->files.n && shared.outcomes[i].template_line == 0) {
            hm_vec_add(&report->arena, &report->paths, path);
        } else if (err->status != HM_OK) {
            hm_report_note(report, HM_NOTE_ERROR, "file-unreadable", HM_S("hullmark"), path,
                           "This file was not judged: %s.", err->text);
        }
    }
    hm_reread_join(report);
    note_templates(&shared, report);
    account(&shared, report);
}
