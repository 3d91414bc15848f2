/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/texts.h"

#include "plugin/base/auto.h"
#include "plugin/base/json.h"

enum {
    TEXT_LIMIT = 2000,
    MAX_CODE = 1 << 28,
};

/* As its manual's "Return values" has them; 2 and above: a file or an option that it could not do.
 */
static const struct hm_exit_row exits[] = {
    { .code = 0, .meaning = HM_EXIT_CLEAN },
    { .code = 1, .meaning = HM_EXIT_FINDINGS },
};

/* It judges how shell text is written, not what it lets in: hence no level above medium. */
static const struct hm_severity_word severities[] = {
    { "error", HM_SEV_MEDIUM },
    { "warning", HM_SEV_LOW },
    { "info", HM_SEV_INFO },
    { "style", HM_SEV_INFO },
};

static enum hm_status
plan(const struct hm_tool_job *job, const struct hm_plan_context *context, struct hm_plan *ret,
     struct hm_err *reterr)
{
    /* Files that a script sources are not in this folder: 1090 and 1091 would only say so. */
    static const char *const options[] = { "--format=json1", "--norc", "--color=never",
                                           "--exclude=SC1090,SC1091" };

    if (job->task != HM_TASK_SHELL || job->kind != HM_AT_TEXTS) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "it reads shell text only");
    }
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        hm_vec_add(context->arena, &ret->argv, options[i]);
    }
    hm_texts_plan(job, context, ret);
    return HM_OK;
}

static enum hm_status
add_comment(const struct hm_tool_job *job, const struct hm_json *at, struct hm_collect *out,
            struct hm_err *reterr)
{
    struct hm_text_remark remark;
    uint64_t code;
    bool is_new;

    HM_TRY(hm_json_need_u64(at, "code", MAX_CODE, &code, reterr));
    HM_TRY(hm_texts_read(job, at, &remark, reterr));
    struct hm_str id = hm_arena_printf(out->arena, "SC%u", (unsigned)code);
    struct hm_rule *rule = hm_collect_rule(out, id, &is_new);
    if (is_new) {
        /* Messages speak of one place each; the rules have no names but their numbers. */
        rule->title = hm_arena_printf(out->arena, "ShellCheck's rule %s", id.p).p;
        rule->url = hm_arena_printf(out->arena, "https://www.shellcheck.net/wiki/%s", id.p).p;
        rule->severity = remark.severity;
    }
    struct hm_place place = hm_tool_text_place(remark.text, remark.line, remark.column,
                                               remark.end_line, remark.end_column);
    struct hm_finding *finding = hm_texts_finding(out, remark.text, rule, place);
    finding->severity = remark.severity;
    finding->message = hm_collect_text(out->arena, remark.message, TEXT_LIMIT);
    return HM_OK;
}

static enum hm_status
parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
      struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    struct hm_json comments;

    HM_TRY(hm_json_parse(run->out, &document, reterr));
    struct hm_json top = { .value = document };
    HM_TRY(hm_json_need(&top, "comments", JSON_ARRAY, &comments, reterr));
    for (size_t i = 0; i < hm_json_count(&comments); i++) {
        struct hm_json item;
        HM_TRY(hm_json_item(&comments, i, JSON_OBJECT, &item, reterr));
        HM_TRY(add_comment(job, &item, out, reterr));
    }
    return HM_OK;
}

const struct hm_adapter hm_adapter_shellcheck = {
    .name = "shellcheck",
    .summary = "mistakes in the shell text of RUN, CMD, ENTRYPOINT and HEALTHCHECK",
    .homepage = "https://www.shellcheck.net",
    .program = "shellcheck",
    .program_env = "HULLMARK_SHELLCHECK",
    .version_arg = "--version",
    .min_version = "0.7.0",
    .tasks = 1U << HM_TASK_SHELL,
    .timeout_s = 300,
    .out_limit = (size_t)64 << 20,
    .exits = exits,
    .n_exits = sizeof exits / sizeof exits[0],
    .severities = severities,
    .n_severities = sizeof severities / sizeof severities[0],
    .plan = plan,
    .parse = parse,
};
