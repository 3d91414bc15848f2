/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/command.h"

#include "adapters/sarif_in.h"

enum {
    TIMEOUT_S = 600,
};

/* The tool that an adapter is the first member of. */
static const struct hm_command_tool *
tool_of(const struct hm_tool_job *job)
{
    return (const struct hm_command_tool *)(const void *)job->adapter;
}

/* A word with what stands for the path replaced. */
static const char *
word_of(struct hm_arena *arena, const char *word, struct hm_str path)
{
    struct hm_str made = HM_S("");
    const char *hit;

    while ((hit = strstr(word, HM_COMMAND_PATH)) != NULL) {
        made = hm_arena_concat(arena, made, hm_str_make(word, (size_t)(hit - word)), path);
        word = hit + strlen(HM_COMMAND_PATH);
    }
    return hm_arena_c(arena, hm_arena_concat(arena, made, hm_str_c(word)));
}

static enum hm_status
add_files(const struct hm_tool_job *job, const struct hm_plan_context *context, struct hm_plan *ret,
          struct hm_err *reterr)
{
    if (job->n_texts > HM_COMMAND_FILES_LIMIT) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "there are more than %d files for it",
                          HM_COMMAND_FILES_LIMIT);
    }
    for (size_t i = 0; i < job->n_texts; i++) {
        hm_vec_add(context->arena, &ret->argv, hm_arena_c(context->arena, job->texts[i].path));
    }
    return HM_OK;
}

static enum hm_status
plan(const struct hm_tool_job *job, const struct hm_plan_context *context, struct hm_plan *ret,
     struct hm_err *reterr)
{
    const struct hm_command_tool *tool = tool_of(job);

    if (tool->needs_network && context->is_offline) {
        return hm_err_set(reterr, HM_E_REFUSED, "it needs the network");
    }
    for (size_t i = 1; tool->argv[i] != NULL; i++) {
        if (strcmp(tool->argv[i], HM_COMMAND_FILES) == 0) {
            HM_TRY(add_files(job, context, ret, reterr));
        } else {
            hm_vec_add(context->arena, &ret->argv,
                       word_of(context->arena, tool->argv[i], job->location));
        }
    }
    ret->output = tool->output;
    ret->needs_network = tool->needs_network;
    return HM_OK;
}

static enum hm_status
take_run(const struct hm_sarif_run *run, struct hm_collect *out, struct hm_err *reterr)
{
    if (run->failure.n > 0) {
        return hm_err_set(reterr, HM_E_TOOL, "%.*s", HM_FMT(run->failure));
    }
    for (size_t i = 0; i < run->found.findings.n; i++) {
        hm_vec_add(out->arena, &out->findings, run->found.findings.p[i]);
    }
    for (size_t i = 0; i < run->found.notes.n; i++) {
        hm_vec_add(out->arena, &out->notes, run->found.notes.p[i]);
    }
    if (run->n_undecided > 0) {
        hm_collect_note(out, HM_NOTE_WARNING, "imported-undecided", HM_S(""),
                        "%zu result%s of %s wait%s for somebody to judge them.", run->n_undecided,
                        run->n_undecided == 1 ? "" : "s", run->found.producer,
                        run->n_undecided == 1 ? "s" : "");
    }
    out->version = run->found.version;
    return HM_OK;
}

static enum hm_status
parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
      struct hm_err *reterr)
{
    struct hm_sarif_options options = { .root = tool_of(job)->root,
                                        .name = job->target,
                                        .is_mapped = run->is_out_mapped };
    struct hm_sarif_document document;

    HM_TRY(hm_sarif_read(run->out, &options, out->arena, out->rules, &document, reterr));
    enum hm_status status = HM_OK;
    for (size_t i = 0; status == HM_OK && i < document.runs.n; i++) {
        status = take_run(&document.runs.p[i], out, reterr);
    }
    hm_sarif_document_done(&document);
    return status;
}

void
hm_command_tool_init(struct hm_command_tool *tool)
{
    struct hm_adapter *adapter = &tool->adapter;

    adapter->summary = "a command of the configuration";
    adapter->homepage = "";
    adapter->min_version = "";
    adapter->tasks = 1U << HM_TASK_COMMAND;
    adapter->timeout_s = adapter->timeout_s == 0 ? TIMEOUT_S : adapter->timeout_s;
    adapter->out_limit = HM_SARIF_SIZE_LIMIT;
    adapter->plan = plan;
    adapter->parse = parse;
}
