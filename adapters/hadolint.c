/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/texts.h"

#include "plugin/base/auto.h"
#include "plugin/base/json.h"

enum {
    TEXT_LIMIT = 2000,
};

/* 1 is also its error: then it prints no document. */
static const struct hm_exit_row exits[] = {
    { .code = 0, .meaning = HM_EXIT_CLEAN },
    { .code = 1, .meaning = HM_EXIT_REPORT },
};

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
    /* A configuration of ours, or it would look for one around it. Comments that silence it are
     * read by hullmark, which says so in the report. */
    static const char *const options[] = { "--format",
                                           "json",
                                           "--config",
                                           "../config.yaml",
                                           "--disable-ignore-pragma",
                                           "--failure-threshold",
                                           "style",
                                           "--" };
    static const struct hm_plan_file config = {
        .name = "config.yaml",
        .content = { .p = "ignored: []\n", .n = sizeof "ignored: []\n" - 1 },
    };

    if (job->task != HM_TASK_DOCKERFILE || job->kind != HM_AT_TEXTS) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "it reads Dockerfiles only");
    }
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        hm_vec_add(context->arena, &ret->argv, options[i]);
    }
    hm_vec_add(context->arena, &ret->files, config);
    hm_texts_plan(job, context, ret);
    return HM_OK;
}

/* What it could not parse it did not judge. */
static void
add_unread(const struct hm_text_remark *remark, struct hm_collect *out)
{
    struct hm_unread_file file = {
        .path = remark->text->path,
        .reason = hm_collect_text(out->arena,
                                  hm_arena_printf(out->arena, "line %u: %.*s",
                                                  (unsigned)remark->line, HM_FMT(remark->message)),
                                  300),
    };
    hm_vec_add(out->arena, &out->unread, file);
}

static enum hm_status
add_row(const struct hm_tool_job *job, const struct hm_json *at, struct hm_collect *out,
        struct hm_err *reterr)
{
    struct hm_text_remark remark;
    struct hm_str code;
    bool is_new;

    HM_TRY(hm_json_need_str(at, "code", &code, reterr));
    HM_TRY(hm_texts_read(job, at, &remark, reterr));
    if (hm_str_eq(code, "DL1000")) {
        add_unread(&remark, out);
        return HM_OK;
    }
    struct hm_rule *rule = hm_collect_rule(out, code, &is_new);
    if (is_new) {
        struct hm_str url = hm_arena_printf(out->arena,
                                            hm_str_starts(code, "SC")
                                                ? "https://www.shellcheck.net/wiki/%.*s"
                                                : "https://github.com/hadolint/hadolint/wiki/%.*s",
                                            HM_FMT(code));
        rule->url = hm_collect_c(out->arena, hm_collect_url(out->arena, url), TEXT_LIMIT);
        rule->title = hm_arena_printf(out->arena, "%s's rule %s",
                                      hm_str_starts(code, "SC") ? "ShellCheck" : "hadolint",
                                      hm_collect_name(out->arena, code).p)
                          .p;
        rule->severity = remark.severity;
    }
    /* Column 1, which it always gives, says nothing. */
    struct hm_finding *finding = hm_texts_finding(
        out, remark.text, rule, hm_tool_text_place(remark.text, remark.line, 0, remark.line, 0));
    finding->severity = remark.severity;
    finding->message = hm_collect_text(out->arena, remark.message, TEXT_LIMIT);
    return HM_OK;
}

static enum hm_status
parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
      struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;

    HM_TRY(hm_json_parse(run->out, &document, reterr));
    struct hm_json top = { .value = document };
    if (!json_is_array(document)) {
        return hm_json_error(&top, reterr, "the document is no array");
    }
    if (run->exit_code != 0 && hm_json_count(&top) == 0) {
        return hm_err_set(reterr, HM_E_TOOL, "exit code 1 without a finding");
    }
    for (size_t i = 0; i < hm_json_count(&top); i++) {
        struct hm_json item;
        HM_TRY(hm_json_item(&top, i, JSON_OBJECT, &item, reterr));
        HM_TRY(add_row(job, &item, out, reterr));
    }
    return HM_OK;
}

const struct hm_adapter hm_adapter_hadolint = {
    .name = "hadolint",
    .summary = "a second opinion on Dockerfiles, ShellCheck's rules included",
    .homepage = "https://github.com/hadolint/hadolint",
    .program = "hadolint",
    .program_env = "HULLMARK_HADOLINT",
    .version_arg = "--version",
    .min_version = "2.10.0",
    .tasks = 1U << HM_TASK_DOCKERFILE,
    .timeout_s = 300,
    .out_limit = (size_t)64 << 20,
    .exits = exits,
    .n_exits = sizeof exits / sizeof exits[0],
    .severities = severities,
    .n_severities = sizeof severities / sizeof severities[0],
    .plan = plan,
    .parse = parse,
};
