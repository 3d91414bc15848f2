/* SPDX-License-Identifier: Apache-2.0 */
/* Jenkinsfiles: declarative pipelines, and of scripted ones what their blocks say. */
#include "plugin/manifest/jenkins.h"

/* --- the whole --- */

/* What nobody calls here is called by others, or not at all. */
static void
walk_functions(struct hm_jenkins *j)
{
    for (size_t i = 0; i < j->functions.n; i++) {
        struct hm_jenkins_place place = { .loose = hm_jenkins_loose_job(j) };
        struct hm_jenkins_function *function = &j->functions.p[i];
        if (function->is_called) {
            continue;
        }
        struct hm_jenkins_job *job =
            hm_jenkins_add_job(j, &place, function->name, hm_jenkins_span(j, function->token),
                               hm_jenkins_range_span(j, function->body));
        job->job.incomplete = "it is a function, and nothing tells when it is called";
        place.job = job;
        place.n_calls = 1;
        hm_jenkins_walk(j, function->body, &place);
        job->has_children = job->steps.n == 0;
    }
}

static void
finish(struct hm_jenkins *j, struct hm_pipeline *pipeline)
{
    struct hm_job *jobs = hm_arena_new(j->arena, struct hm_job, j->jobs.n);

    for (size_t i = 0; i < j->jobs.n; i++) {
        struct hm_jenkins_job *job = j->jobs.p[i];
        if (job->has_children && job->steps.n == 0) {
            continue;
        }
        job->job.steps = job->steps.p;
        job->job.n_steps = (uint32_t)job->steps.n;
        job->job.images = job->images.p;
        job->job.n_images = (uint32_t)job->images.n;
        if (j->reader->is_full) {
            job->job.incomplete = "the pipeline is too large to be read to its end";
        }
        jobs[pipeline->n_jobs++] = job->job;
    }
    pipeline->jobs = jobs;
    pipeline->includes = (struct hm_scalars){ .list = j->includes.p,
                                              .n = (uint32_t)j->includes.n,
                                              .is_set = j->includes.n > 0 };
    pipeline->triggers = (struct hm_scalars){ .list = j->triggers.p,
                                              .n = (uint32_t)j->triggers.n,
                                              .is_set = j->triggers.n > 0 };
}

static void
refuse(struct hm_pipeline_reader *reader, const struct hm_err *err)
{
    const struct hm_source *source = reader->sources.p[0];
    struct hm_str text = hm_str_c(err->text);
    uint64_t line = 1;

    if (hm_str_starts(text, "line ")) {
        struct hm_str number = hm_str_from(text, 5);
        (void)hm_str_to_u64(hm_str_sub(number, 0, hm_str_find(number, ':')), UINT32_MAX, &line);
    }
    struct hm_str there = hm_source_line(source, (uint32_t)line);
    struct hm_span span = { .off = there.p == NULL ? 0 : (uint32_t)(there.p - source->text.p),
                            .len = (uint32_t)there.n };
    hm_pipeline_problem(reader, span, true,
                        "This is no Groovy that can be read, and nothing in the file was judged: "
                        "%s.",
                        err->text);
}

/* --- ignore comments --- */

static uint32_t
last_line(const struct hm_jenkins *j, size_t at)
{
    const struct hm_groovy_token *token = &j->tokens[at];

    return hm_source_line_of(j->source, j->source->base + token->off + token->len - 1);
}

/* One that stands alone covers the statement below it with its block, another its line. */
static void
read_comments(struct hm_jenkins *j, const struct hm_groovy *groovy)
{
    struct hm_suppressions *asked = hm_arena_new(j->arena, struct hm_suppressions, 1);
    struct hm_comment_line *lines =
        hm_arena_new(j->arena, struct hm_comment_line, groovy->n_comments);
    size_t n = 0;

    for (size_t i = 0; i < groovy->n_comments; i++) {
        const struct hm_groovy_comment *comment = &groovy->comments[i];
        struct hm_comment_line *line = &lines[n];
        if (!hm_str_has_nocase(comment->text, "hullmark")) {
            continue;
        }
        n++;
        *line = (struct hm_comment_line){
            .text = comment->text, .line = comment->line, .from = comment->line, .to = comment->line
        };
        if (comment->is_alone && comment->next < j->n) {
            size_t end = hm_jenkins_statement_end(j, comment->next, j->n);
            end = end < j->n && hm_groovy_is_mark(&j->tokens[end], '{') ? j->match[end] + 1 : end;
            line->from = j->tokens[comment->next].line;
            line->to = end > comment->next ? last_line(j, end - 1) : line->from;
        } else if (comment->is_alone) {
            line->from = line->to = 0;
        }
    }
    hm_suppressions_read_lines(j->arena, j->source, lines, n, asked);
    hm_pipeline_suppress(j->reader, j->source, asked);
}

void
hm_pipeline_jenkins(struct hm_pipeline_reader *reader, struct hm_pipeline *ret_pipeline)
{
    struct hm_jenkins j = { .arena = reader->arena,
                            .reader = reader,
                            .source = reader->sources.p[0] };
    struct hm_jenkins_place place = { .loose = hm_jenkins_loose_job(&j) };
    struct hm_groovy groovy = { 0 };
    struct hm_err err = { 0 };

    if (hm_groovy_read(reader->arena, j.source->text, &groovy, &err) != HM_OK) {
        refuse(reader, &err);
        return;
    }
    j.tokens = groovy.tokens;
    j.n = groovy.n;
    hm_jenkins_scan(&j);
    read_comments(&j, &groovy);
    hm_jenkins_walk(&j, (struct hm_jenkins_range){ 0, j.n }, &place);
    walk_functions(&j);
    finish(&j, ret_pipeline);
}
