/* SPDX-License-Identifier: Apache-2.0 */
/* A pipeline: the first byte says of which kind, and behind each NUL stands another file, with its
 * path in a comment as its first line. What is asked for by another path gets the first of them.
 * Whatever is read lies in the files, and its rules can be run. */
#include "plugin/base/auto.h"
#include "plugin/manifest/pipeline_read.h"
#include "plugin/rules/engine.h"
#include "plugin/rules/registry.h"
#include "tests/fuzz/fuzz.h"

static enum hm_status
read_other(void *ctx, struct hm_str path, struct hm_buf *buf, struct hm_err *reterr)
{
    const struct hm_str *others = ctx;
    struct hm_str rest = *others;
    struct hm_str first = { 0 };
    struct hm_str one;

    if (others->n == 0 || path.n == 0) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "no such file");
    }
    while (hm_str_split(&rest, '\0', &one)) {
        struct hm_str line = hm_str_sub(one, 0, hm_str_find(one, '\n'));
        first = first.p == NULL ? one : first;
        if (hm_str_starts(line, "# ") && hm_str_is(hm_str_from(line, 2), path)) {
            hm_buf_add(buf, one);
            return HM_OK;
        }
    }
    hm_buf_add(buf, first);
    return HM_OK;
}

static void
check_span(const struct hm_manifests *manifest, struct hm_span span)
{
    const struct hm_source *last = manifest->sources[manifest->n_sources - 1];

    require(span.off <= last->base + last->text.n);
    require(span.len <= last->base + last->text.n - span.off);
}

static void
check_script(const struct hm_manifests *manifest, const struct hm_script *script)
{
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        uint32_t n;
        const struct hm_arg *fields = hm_command_fields(cmd, &n);
        check_span(manifest, cmd->span);
        for (uint32_t k = 0; k < cmd->n_args; k++) {
            check_span(manifest, cmd->args[k].span);
        }
        for (uint32_t k = 0; k < n; k++) {
            require(fields[k].text.n == 0 || fields[k].text.p != NULL);
        }
    }
}

static void
check_pipeline(const struct hm_manifests *manifest)
{
    const struct hm_pipeline *pipeline = manifest->pipeline;

    for (uint32_t i = 0; i < pipeline->n_jobs; i++) {
        const struct hm_job *job = &pipeline->jobs[i];
        check_span(manifest, job->span);
        check_span(manifest, job->body);
        for (uint32_t k = 0; k < job->n_steps; k++) {
            const struct hm_step *step = &job->steps[k];
            check_span(manifest, step->span);
            check_span(manifest, step->body);
            for (uint32_t m = 0; m < step->inserted.n; m++) {
                check_span(manifest, step->inserted.list[m].span);
            }
            if (step->script != NULL) {
                check_script(manifest, step->script);
            }
        }
    }
    for (uint32_t i = 0; i < pipeline->n_acts; i++) {
        check_span(manifest, pipeline->acts[i].span);
    }
    for (uint32_t i = 0; i < manifest->n_problems; i++) {
        require(manifest->problems[i].text.n > 0);
        check_span(manifest, manifest->problems[i].span);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum hm_pipeline_kind kinds[] = { HM_PIPELINE_GITHUB, HM_PIPELINE_GITHUB_ACTION,
                                                   HM_PIPELINE_GITLAB, HM_PIPELINE_JENKINS };
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str all = hm_str_make((const char *)data, size);
    struct hm_str text = hm_str_from(all, 1);
    size_t nul = hm_str_find(text, '\0');
    struct hm_str others = hm_str_from(text, nul + 1);
    const struct hm_path_reader reader = { .read = read_other, .ctx = &others };
    struct hm_manifests manifest;
    struct hm_sink sink = { .arena = &arena };
    struct hm_engine engine;
    size_t n;

    if (size == 0 || size > HM_SOURCE_LIMIT ||
        !hm_pipeline_read_as(&arena, &reader, kinds[data[0] % 4], HM_S("a.yml"),
                             hm_str_sub(text, 0, nul), &manifest)) {
        return 0;
    }
    check_pipeline(&manifest);
    const struct hm_rule *const *rules = hm_rules_all(&n);
    struct hm_facts facts = { .have = HM_NEEDS_PIPELINE, .manifests = &manifest };
    hm_engine_init(&engine, &arena, rules, n);
    hm_engine_run(&engine, &facts, &sink);
    hm_sink_outline_manifests(&sink, &manifest, true);
    for (size_t i = 0; i < sink.findings.n; i++) {
        require(sink.findings.p[i].place.line >= 1);
    }
    return 0;
}
