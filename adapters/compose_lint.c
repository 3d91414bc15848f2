/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/adapter.h"

#include "plugin/base/auto.h"
#include "plugin/base/json.h"

enum {
    TEXT_LIMIT = 600,
    HELP_LIMIT = 4000,
    MAX_LINE = 1 << 30,
};

/* 1 is a finding of at least --fail-on; 2 a file that it could not judge, which is in the document
 * unless it printed none. */
static const struct hm_exit_row exits[] = {
    { .code = 0, .meaning = HM_EXIT_CLEAN },
    { .code = 1, .meaning = HM_EXIT_FINDINGS },
    { .code = 2, .meaning = HM_EXIT_REPORT },
};

static const struct hm_severity_word severities[] = {
    { "critical", HM_SEV_CRITICAL },
    { "high", HM_SEV_HIGH },
    { "medium", HM_SEV_MEDIUM },
    { "low", HM_SEV_LOW },
};

/* It reads what Compose would read beside a file (.env, an override, what is included), so it gets
 * the files where they lie, but a configuration of ours. */
static enum hm_status
plan(const struct hm_tool_job *job, const struct hm_plan_context *context, struct hm_plan *ret,
     struct hm_err *reterr)
{
    static const char *const options[] = { "check", "--format", "json",        "--fail-on",
                                           "low",   "--config", "../lint.yml", "--" };
    static const struct hm_plan_file config = {
        .name = "lint.yml",
        .content = { .p = "rules: {}\n", .n = sizeof "rules: {}\n" - 1 },
    };

    if (job->task != HM_TASK_COMPOSE || job->n_texts == 0) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "it reads Compose files only");
    }
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        hm_vec_add(context->arena, &ret->argv, options[i]);
    }
    for (size_t i = 0; i < job->n_texts; i++) {
        hm_vec_add(context->arena, &ret->argv,
                   hm_arena_printf(context->arena, "%.*s/%.*s", HM_FMT(job->location),
                                   HM_FMT(job->texts[i].path))
                       .p);
    }
    hm_vec_add(context->arena, &ret->files, config);
    return HM_OK;
}

/* The report's name of a file that it names by its absolute path. */
static enum hm_status
find_path(const struct hm_tool_job *job, const struct hm_json *at, struct hm_arena *arena,
          struct hm_str *ret, struct hm_err *reterr)
{
    struct hm_str file;

    HM_TRY(hm_json_need_str(at, "file", &file, reterr));
    if (file.n <= job->location.n + 1 || file.p[job->location.n] != '/' ||
        !hm_str_is(hm_str_sub(file, 0, job->location.n), job->location)) {
        return hm_json_error(at, reterr, "file is none of those that it was given");
    }
    *ret = hm_collect_name(arena, hm_arena_printf(arena, "%.*s%.*s", HM_FMT(job->prefix),
                                                  HM_FMT(hm_str_from(file, job->location.n + 1))));
    return HM_OK;
}

static enum hm_status
read_reference(const struct hm_json *at, struct hm_str *ret, struct hm_err *reterr)
{
    struct hm_json list, item;

    *ret = HM_S("");
    HM_TRY(hm_json_may(at, "references", JSON_ARRAY, &list, reterr));
    for (size_t i = 0; i < hm_json_count(&list) && ret->n == 0; i++) {
        HM_TRY(hm_json_item(&list, i, JSON_STRING, &item, reterr));
        *ret = hm_str_starts(hm_json_text(&item), "https://") ? hm_json_text(&item) : HM_S("");
    }
    return HM_OK;
}

static enum hm_status
add_row(const struct hm_tool_job *job, const struct hm_json *at, struct hm_collect *out,
        struct hm_err *reterr)
{
    struct hm_str path, id, word, message, fix, url, service;
    uint64_t line;
    bool is_new, is_suppressed;

    HM_TRY(find_path(job, at, out->arena, &path, reterr));
    HM_TRY(hm_json_need_str(at, "rule_id", &id, reterr));
    HM_TRY(hm_json_need_str(at, "severity", &word, reterr));
    HM_TRY(hm_json_need_str(at, "message", &message, reterr));
    HM_TRY(hm_json_may_str(at, "fix", &fix, reterr));
    HM_TRY(hm_json_may_str(at, "service", &service, reterr));
    HM_TRY(hm_json_may_u64(at, "line", MAX_LINE, &line, reterr));
    HM_TRY(hm_json_may_bool(at, "suppressed", &is_suppressed, reterr));
    HM_TRY(read_reference(at, &url, reterr));
    enum hm_severity severity = hm_adapter_severity(job->adapter, word);
    if (severity == HM_SEV_NONE) {
        return hm_json_error(at, reterr, "severity is none that is known");
    }
    if (is_suppressed) {
        return hm_json_error(at, reterr, "it is suppressed, and nothing told it to");
    }
    struct hm_rule *rule = hm_collect_rule(out, id, &is_new);
    if (is_new) {
        struct hm_str first = hm_str_sub(message, 0, hm_str_find(message, '.'));
        rule->title = hm_collect_c(out->arena, first, 72);
        rule->fix = hm_collect_c(out->arena, fix, HELP_LIMIT);
        rule->url = hm_collect_c(out->arena, hm_collect_url(out->arena, url), HELP_LIMIT);
    }
    rule->severity = severity > rule->severity ? severity : rule->severity;
    struct hm_finding *finding = hm_vec_push(out->arena, &out->findings);
    finding->rule = rule;
    finding->severity = severity;
    finding->target_kind = HM_TARGET_FILE;
    finding->path = path;
    finding->place = (struct hm_place){ .line = (uint32_t)line, .end_line = (uint32_t)line };
    finding->subject = hm_collect_name(out->arena, service);
    finding->message = hm_collect_text(out->arena, message, TEXT_LIMIT);
    return HM_OK;
}

/* A file that it could not judge, or only in part. */
static enum hm_status
add_error(const struct hm_tool_job *job, const struct hm_json *at, struct hm_collect *out,
          struct hm_err *reterr)
{
    struct hm_unread_file file;
    struct hm_str why;

    HM_TRY(find_path(job, at, out->arena, &file.path, reterr));
    HM_TRY(hm_json_need_str(at, "message", &why, reterr));
    file.reason = hm_collect_text(out->arena, why, 300);
    hm_vec_add(out->arena, &out->unread, file);
    return HM_OK;
}

static enum hm_status
parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
      struct hm_err *reterr)
{
    hm_auto_json json_t *value = NULL;
    struct hm_json tool, findings, errors, item;
    struct hm_str version;

    HM_TRY(hm_json_parse(run->out, &value, reterr));
    struct hm_json root = hm_json_root(value);
    HM_TRY(hm_json_expect(&root, JSON_OBJECT, reterr));
    HM_TRY(hm_json_need_str(&root, "version", &version, reterr));
    if (!hm_str_eq(version, "2")) {
        return hm_json_error(&root, reterr, "version is not 2, the only one that is read");
    }
    HM_TRY(hm_json_need(&root, "tool", JSON_OBJECT, &tool, reterr));
    HM_TRY(hm_json_may_str(&tool, "version", &out->version, reterr));
    out->version = hm_collect_name(out->arena, out->version);
    HM_TRY(hm_json_need(&root, "findings", JSON_ARRAY, &findings, reterr));
    HM_TRY(hm_json_need(&root, "errors", JSON_ARRAY, &errors, reterr));
    for (size_t i = 0; i < hm_json_count(&findings); i++) {
        HM_TRY(hm_json_item(&findings, i, JSON_OBJECT, &item, reterr));
        HM_TRY(add_row(job, &item, out, reterr));
    }
    for (size_t i = 0; i < hm_json_count(&errors); i++) {
        HM_TRY(hm_json_item(&errors, i, JSON_OBJECT, &item, reterr));
        HM_TRY(add_error(job, &item, out, reterr));
    }
    if (run->exit_code == 2 && hm_json_count(&errors) == 0) {
        return hm_err_set(reterr, HM_E_TOOL, "exit code 2 without a file that it could not read");
    }
    return HM_OK;
}

const struct hm_adapter hm_adapter_compose_lint = {
    .name = "compose-lint",
    .summary = "Compose files: what gives a container the host, and what is left open",
    .homepage = "https://github.com/tmatens/compose-lint",
    .program = "compose-lint",
    .program_env = "HULLMARK_COMPOSE_LINT",
    .version_arg = "--version",
    .min_version = "0.30.0",
    .tasks = 1U << HM_TASK_COMPOSE,
    .timeout_s = 120,
    .out_limit = (size_t)64 << 20,
    .exits = exits,
    .n_exits = sizeof exits / sizeof exits[0],
    .severities = severities,
    .n_severities = sizeof severities / sizeof severities[0],
    .plan = plan,
    .parse = parse,
};
