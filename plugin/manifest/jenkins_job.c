/* SPDX-License-Identifier: Apache-2.0 */
/* Stages and other parts of a Jenkinsfile that are jobs, and what holds for all their steps. */
#include "plugin/manifest/jenkins.h"

/* --- jobs --- */

struct hm_jenkins_job *
hm_jenkins_add_job(struct hm_jenkins *j, const struct hm_jenkins_place *place, struct hm_str name,
                   struct hm_span span, struct hm_span body)
{
    struct hm_jenkins_job *job = hm_arena_new(j->arena, struct hm_jenkins_job, 1);

    job->job.name = name;
    job->job.span = span;
    job->job.body = body;
    job->job.condition = place->condition;
    if (place->runs_on != NULL) {
        job->job.runs_on = *place->runs_on;
    }
    for (uint32_t i = 0; i < place->n_images; i++) {
        hm_vec_add(j->arena, &job->images, place->images[i]);
    }
    job->job.env = hm_jenkins_entries(j, place->env, NULL);
    if (j->jobs.n >= HM_JENKINS_STEPS) {
        j->reader->is_full = true;
    } else {
        hm_vec_add(j->arena, &j->jobs, job);
    }
    return job;
}

/* Steps that stand in no stage are a job of their own. */
void
hm_jenkins_need_job(struct hm_jenkins *j, struct hm_jenkins_place *place, size_t at,
                    struct hm_str name)
{
    struct hm_span span = hm_jenkins_span(j, &j->tokens[at]);

    if (place->job != NULL) {
        return;
    }
    if (*place->loose == NULL) {
        *place->loose = hm_jenkins_add_job(j, place, name, span, span);
    }
    place->job = *place->loose;
    place->job->job.body = hm_span_join(place->job->job.body, span);
}

struct hm_jenkins_job **
hm_jenkins_loose_job(struct hm_jenkins *j)
{
    return hm_arena_new(j->arena, struct hm_jenkins_job *, 1);
}

/* --- sections of pipeline and stage --- */

bool
hm_jenkins_is_section(const struct hm_jenkins *j, size_t i, const char *name)
{
    return hm_groovy_is_word(&j->tokens[i], name) &&
           (i == 0 || j->tokens[i].begins_line || hm_groovy_is_mark(&j->tokens[i - 1], '{') ||
            hm_groovy_is_mark(&j->tokens[i - 1], ';') || hm_groovy_is_mark(&j->tokens[i - 1], '}'));
}

static void
read_axes(struct hm_jenkins *j, struct hm_jenkins_range body, struct hm_jenkins_scope *scope)
{
    for (size_t i = body.from; i + 1 < body.to; i++) {
        const struct hm_groovy_token *value = &j->tokens[i + 1];
        if (hm_groovy_is_word(&j->tokens[i], "name") && value->kind == HM_GROOVY_STRING) {
            hm_jenkins_define(j, scope, value->text, (struct hm_scalar){ 0 },
                              hm_jenkins_span(j, value));
        }
    }
}

static void
read_parameters(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                struct hm_jenkins_range body, struct hm_jenkins_scope *scope)
{
    for (size_t i = body.from; i + 1 < body.to;) {
        struct hm_jenkins_call call;
        if (j->tokens[i].kind != HM_GROOVY_WORD) {
            i++;
            continue;
        }
        hm_jenkins_call(j, i + 1, body.to, &call);
        struct hm_scalar name = hm_jenkins_given(j, place, hm_jenkins_arg(&call, "name"));
        struct hm_scalar value = hm_jenkins_given(j, place, hm_jenkins_arg(&call, "defaultValue"));
        value.is_known = false; /* whoever starts the pipeline may give another */
        if (name.is_set) {
            hm_jenkins_define(j, scope, name.text, value, name.span);
        }
        i = call.end > i ? call.end : i + 1;
    }
}

static void
add_trigger(struct hm_jenkins *j, size_t at, const char *what)
{
    struct hm_span span = hm_jenkins_span(j, &j->tokens[at]);
    struct hm_scalar trigger = {
        .text = hm_str_c(what), .span = span, .value = span, .is_set = true, .is_known = true
    };

    hm_vec_add(j->arena, &j->triggers, trigger);
}

static void
read_triggers(struct hm_jenkins *j, struct hm_jenkins_range body)
{
    static const char *const words[][2] = {
        { "cron", "schedule" },         { "parameterizedCron", "schedule" },
        { "pollSCM", "push" },          { "githubPush", "push" },
        { "gitlab", "push" },           { "bitbucketPush", "push" },
        { "upstream", "workflow_run" }, { "GenericTrigger", "repository_dispatch" },
    };

    for (size_t i = body.from; i < body.to; i++) {
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
            if (hm_groovy_is_word(&j->tokens[i], words[k][0])) {
                add_trigger(j, i, words[k][1]);
            }
        }
    }
}

/* Reads what a pipeline or a stage says of all its steps, wherever it stands among them. */
static void
read_sections(struct hm_jenkins *j, struct hm_jenkins_range body, struct hm_jenkins_place *place,
              struct hm_jenkins_scope *scope)
{
    size_t agent = body.to;

    scope->outer = place->env;
    for (size_t i = body.from; i + 1 < body.to;) {
        bool is_block = hm_groovy_is_mark(&j->tokens[i + 1], '{');
        size_t end = is_block ? j->match[i + 1] : i + 1;
        struct hm_jenkins_range inner = { i + 2, end };
        if (is_block && hm_jenkins_is_section(j, i, "environment")) {
            hm_jenkins_environment(j, place, inner, scope);
        } else if (is_block && hm_jenkins_is_section(j, i, "parameters")) {
            read_parameters(j, place, inner, scope);
        } else if (is_block && hm_jenkins_is_section(j, i, "triggers")) {
            read_triggers(j, inner);
        } else if (is_block && hm_jenkins_is_section(j, i, "axes")) {
            read_axes(j, inner, scope);
        } else if (is_block && hm_jenkins_is_section(j, i, "when") && inner.to > inner.from) {
            struct hm_span span = hm_jenkins_range_span(j, inner);
            place->condition = (struct hm_scalar){
                .text = hm_source_text(j->source, span), .span = span, .value = span, .is_set = true
            };
        } else if (hm_jenkins_is_section(j, i, "agent")) {
            agent = i;
        } else if (is_block && hm_jenkins_is_section(j, i, "matrix")) {
            /* Its sections are the stage's. */
            i += 2;
            continue;
        }
        i = j->match[i] > i ? j->match[i] + 1 : is_block ? end + 1 : i + 1;
    }
    place->env = scope;
    if (agent < body.to) {
        hm_jenkins_agent(j, agent + 1, body.to, place);
    }
}

/* A stage belongs into `stages`, `parallel` or `matrix`. */
static void
check_sections(struct hm_jenkins *j, struct hm_jenkins_range body)
{
    for (size_t i = body.from; i<body.to; i = j->match[i]> i ? j->match[i] + 1 : i + 1) {
        if (hm_groovy_is_word(&j->tokens[i], "stage") && j->tokens[i].begins_line) {
            hm_pipeline_problem(
                j->reader, hm_jenkins_span(j, &j->tokens[i]), true,
                "Jenkins refuses this: a stage stands in `stages`, and not directly "
                "in `pipeline`.");
        }
    }
}

size_t
hm_jenkins_walk_pipeline(struct hm_jenkins *j, size_t at, const struct hm_jenkins_place *place)
{
    struct hm_jenkins_scope *scope = hm_arena_new(j->arena, struct hm_jenkins_scope, 1);
    struct hm_jenkins_range body = { at + 2, j->match[at + 1] };
    struct hm_jenkins_place own = *place;
    struct hm_jenkins_job *setup = hm_arena_new(j->arena, struct hm_jenkins_job, 1);

    check_sections(j, body);
    /* An agent of the repository's own Dockerfile is built before all stages. */
    own.job = setup;
    read_sections(j, body, &own, scope);
    if (setup->steps.n > 0) {
        setup->job.name = HM_S("Declarative: Agent Setup");
        setup->job.span = setup->steps.p[0].span;
        setup->job.body = setup->steps.p[0].body;
        hm_vec_add(j->arena, &j->jobs, setup);
    }
    own.job = NULL;
    own.loose = hm_jenkins_loose_job(j);
    hm_jenkins_walk(j, body, &own);
    return body.to + 1;
}

/* `stage('name') { … }`, and the old `stage 'name'`, below which everything belongs to it. */
size_t
hm_jenkins_walk_stage(struct hm_jenkins *j, size_t at, size_t to,
                      const struct hm_jenkins_place *place)
{
    struct hm_jenkins_call call;
    struct hm_jenkins_place own = *place;
    struct hm_jenkins_scope *scope = hm_arena_new(j->arena, struct hm_jenkins_scope, 1);

    hm_jenkins_call(j, at + 1, to, &call);
    const struct hm_jenkins_arg *named = hm_jenkins_first(&call, "name");
    if (!call.has_block) {
        return call.end > at ? call.end : at + 1;
    }
    struct hm_scalar name = hm_jenkins_given(j, place, named);
    struct hm_span span = name.is_set ? name.span : hm_jenkins_span(j, &j->tokens[at]);
    if (place->job != NULL) {
        place->job->has_children = true;
    }
    struct hm_jenkins_job *job =
        hm_jenkins_add_job(j, &own, name.text, span,
                           hm_jenkins_range_span(j, (struct hm_jenkins_range){ at, call.end }));
    own.job = job;
    read_sections(j, call.block, &own, scope);
    job->job.condition = own.condition;
    own.condition = place->condition;
    job->job.env = hm_jenkins_entries(j, own.env, NULL);
    if (own.runs_on != NULL) {
        job->job.runs_on = *own.runs_on;
    }
    job->images.n = 0;
    for (uint32_t i = 0; i < own.n_images; i++) {
        hm_vec_add(j->arena, &job->images, own.images[i]);
    }
    hm_jenkins_walk(j, call.block, &own);
    return call.end;
}
