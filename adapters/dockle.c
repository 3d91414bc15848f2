/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/adapter.h"

#include "adapters/image_source.h"
#include "adapters/judge.h"
#include "plugin/base/auto.h"
#include "plugin/base/json.h"

enum {
    TEXT_LIMIT = 600,
};

/* --exit-code is never given. Its errors stand on standard output, so parse reads them. */
static const struct hm_exit_row exits[] = {
    { .code = 0, .meaning = HM_EXIT_REPORT },
    { .code = 1, .meaning = HM_EXIT_REPORT },
};

static const struct hm_severity_word severities[] = {
    { "FATAL", HM_SEV_HIGH },
    { "WARN", HM_SEV_MEDIUM },
    { "INFO", HM_SEV_LOW },
};

static enum hm_status
plan(const struct hm_tool_job *job, const struct hm_plan_context *context, struct hm_plan *ret,
     struct hm_err *reterr)
{
    static const char *const argv[] = { "--input", "../image.tar", "--format", "json",
                                        "--no-color" };

    if (job->kind != HM_AT_ARCHIVE) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED,
                          "it reads archives (docker save) only; give it one with --archive");
    }
    hm_image_source_archive(job, context->arena, ret);
    for (size_t i = 0; i < sizeof argv / sizeof argv[0]; i++) {
        hm_vec_add(context->arena, &ret->argv, argv[i]);
    }
    return HM_OK;
}

/* Text without what colours it: ESC [ … letter. */
static struct hm_str
without_colour(struct hm_arena *arena, struct hm_str text)
{
    char *p = hm_arena_alloc(arena, text.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\033' && i + 1 < text.n && text.p[i + 1] == '[') {
            for (i += 2; i < text.n && !hm_is_alpha(text.p[i]); i++) {
            }
        } else {
            p[n++] = text.p[i];
        }
    }
    return hm_str_make(p, n);
}

static void
add_finding(const struct hm_tool_job *job, struct hm_collect *out, const struct hm_rule *rule,
            struct hm_str title, struct hm_str alert)
{
    struct hm_arena *arena = out->arena;
    struct hm_finding *finding = hm_vec_push(arena, &out->findings);

    title = hm_collect_text(arena, title, TEXT_LIMIT);
    alert = hm_collect_text(arena, alert, TEXT_LIMIT);
    finding->rule = rule;
    finding->severity = rule->severity;
    finding->target_kind = HM_TARGET_IMAGE;
    finding->target = hm_collect_name(arena, job->target);
    finding->subject = alert;
    finding->message = alert.n == 0
                           ? hm_arena_printf(arena, "%.*s.", HM_FMT(title))
                           : hm_arena_printf(arena, "%.*s: %.*s%s", HM_FMT(title), HM_FMT(alert),
                                             hm_str_ends(alert, ".") ? "" : ".");
}

static enum hm_status
read_detail(const struct hm_tool_job *job, const struct hm_json *at, struct hm_collect *out,
            struct hm_err *reterr)
{
    struct hm_str code, title, level;
    struct hm_json alerts, alert;
    bool is_new;

    HM_TRY(hm_json_need_str(at, "code", &code, reterr));
    HM_TRY(hm_json_need_str(at, "title", &title, reterr));
    HM_TRY(hm_json_need_str(at, "level", &level, reterr));
    HM_TRY(hm_json_may(at, "alerts", JSON_ARRAY, &alerts, reterr));
    enum hm_severity severity = hm_adapter_severity(job->adapter, level);
    if (hm_str_eq(level, "PASS")) {
        return HM_OK;
    }
    if (hm_str_eq(level, "SKIP")) {
        struct hm_str id = hm_collect_text(out->arena, code, 40);
        hm_collect_note(out, HM_NOTE_INFO, "check-skipped", job->target,
                        "Dockle could not decide %.*s of this image.", HM_FMT(id));
        return HM_OK;
    }
    if (severity == HM_SEV_NONE) {
        return hm_json_error(at, reterr, "level is none that is known");
    }
    struct hm_rule *rule = hm_collect_rule(out, code, &is_new);
    if (is_new) {
        rule->title = hm_collect_c(out->arena, title, 72);
        rule->severity = severity;
        rule->url = hm_arena_printf(out->arena,
                                    "https://github.com/goodwithtech/dockle/blob/master/"
                                    "CHECKPOINT.md#%s",
                                    rule->id)
                        .p;
        if (strcmp(rule->id, "CIS-DI-0010") == 0) {
            rule->practice = HM_PRACTICE_SECRETS;
        }
    }
    for (size_t i = 0; i < hm_json_count(&alerts); i++) {
        HM_TRY(hm_json_item(&alerts, i, JSON_STRING, &alert, reterr));
        add_finding(job, out, rule, title, hm_json_text(&alert));
    }
    if (hm_json_count(&alerts) == 0) {
        add_finding(job, out, rule, title, HM_S(""));
    }
    return HM_OK;
}

static enum hm_status
parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
      struct hm_err *reterr)
{
    hm_auto_json json_t *value = NULL;
    struct hm_json summary, details, item;

    if (run->exit_code != 0) {
        struct hm_str why = hm_judge_tail(out->arena, without_colour(out->arena, run->out), NULL);
        return hm_err_set(reterr, HM_E_TOOL, "exit code %d: %.*s", run->exit_code, HM_FMT(why));
    }
    HM_TRY(hm_json_parse(run->out, &value, reterr));
    struct hm_json root = hm_json_root(value);
    HM_TRY(hm_json_expect(&root, JSON_OBJECT, reterr));
    HM_TRY(hm_json_need(&root, "summary", JSON_OBJECT, &summary, reterr));
    HM_TRY(hm_json_need(&root, "details", JSON_ARRAY, &details, reterr));
    for (size_t i = 0; i < hm_json_count(&details); i++) {
        HM_TRY(hm_json_item(&details, i, JSON_OBJECT, &item, reterr));
        HM_TRY(read_detail(job, &item, out, reterr));
    }
    return HM_OK;
}

const struct hm_adapter hm_adapter_dockle = {
    .name = "dockle",
    .summary = "the CIS benchmark's checks of an image, on archives",
    .homepage = "https://github.com/goodwithtech/dockle",
    .program = "dockle",
    .program_env = "HULLMARK_DOCKLE",
    .version_arg = "--version",
    .min_version = "0.4.0",
    .tasks = 1U << HM_TASK_IMAGE,
    .timeout_s = 120,
    .out_limit = (size_t)16 << 20,
    .exits = exits,
    .n_exits = sizeof exits / sizeof exits[0],
    .severities = severities,
    .n_severities = sizeof severities / sizeof severities[0],
    .plan = plan,
    .parse = parse,
};
