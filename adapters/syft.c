/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/adapter.h"

#include "adapters/image_source.h"
#include "plugin/base/auto.h"
#include "plugin/base/json.h"

static const struct hm_exit_row exits[] = {
    { .code = 0, .meaning = HM_EXIT_CLEAN },
    { .code = 1, .meaning = HM_EXIT_FAILED },
};

static const struct hm_adapter_hint hints[] = {
    { "UNAUTHORIZED", "log in to the registry with: docker login" },
    { "TOOMANYREQUESTS", "the registry limits requests; log in, or try again later" },
    { "x509:", "name the registry's certificate authority with --ca-file or in SSL_CERT_FILE" },
    { "connection refused", "the registry cannot be reached" },
    { "unknown flag", "this Syft is too old or too new" },
};

static enum hm_status
plan(const struct hm_tool_job *job, const struct hm_plan_context *context, struct hm_plan *ret,
     struct hm_err *reterr)
{
    struct hm_arena *arena = context->arena;
    const char *source = NULL;

    HM_TRY(hm_image_source_named(job, context, ret, &source, reterr));
    const char *const argv[] = {
        "scan",
        "--output",
        "cyclonedx-json",
        hm_arena_printf(arena, "--source-name=%.*s", HM_FMT(job->target)).p,
    };
    for (size_t i = 0; i < sizeof argv / sizeof argv[0]; i++) {
        hm_vec_add(arena, &ret->argv, argv[i]);
    }
    if (job->kind == HM_AT_REGISTRY && job->platform.n > 0) {
        hm_vec_add(arena, &ret->argv, "--platform");
        hm_vec_add(arena, &ret->argv, hm_arena_c(arena, job->platform));
    }
    hm_vec_add(arena, &ret->argv, "--");
    hm_vec_add(arena, &ret->argv, source);
    hm_vec_add(arena, &ret->env, "SYFT_CHECK_FOR_APP_UPDATE=false");
    if (job->is_plain_http) {
        hm_vec_add(arena, &ret->env, "SYFT_REGISTRY_INSECURE_USE_HTTP=true");
    }
    return HM_OK;
}

/* Whether it looked at the manifest that was asked for. Of an archive it makes one up. */
static enum hm_status
check_subject(const struct hm_tool_job *job, const struct hm_json *metadata, struct hm_err *reterr)
{
    struct hm_json component;
    struct hm_str type, version;
    bool is_image = job->kind != HM_AT_PATH;

    HM_TRY(hm_json_need(metadata, "component", JSON_OBJECT, &component, reterr));
    HM_TRY(hm_json_need_str(&component, "type", &type, reterr));
    HM_TRY(hm_json_may_str(&component, "version", &version, reterr));
    if (hm_str_eq(type, "container") != is_image) {
        return hm_json_error(&component, reterr, "type is not what was asked for");
    }
    if (is_image && job->kind != HM_AT_ARCHIVE && job->digest.n > 0 &&
        !hm_str_is(version, job->digest)) {
        return hm_err_set(reterr, HM_E_TOOL, "it looked at %.*s instead of %.*s", HM_FMT(version),
                          HM_FMT(job->digest));
    }
    return HM_OK;
}

static enum hm_status
parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
      struct hm_err *reterr)
{
    hm_auto_json json_t *value = NULL;
    struct hm_json metadata, components;
    struct hm_str format, version;

    HM_TRY(hm_json_parse(run->out, &value, reterr));
    struct hm_json root = hm_json_root(value);
    HM_TRY(hm_json_expect(&root, JSON_OBJECT, reterr));
    HM_TRY(hm_json_need_str(&root, "bomFormat", &format, reterr));
    HM_TRY(hm_json_need_str(&root, "specVersion", &version, reterr));
    if (!hm_str_eq(format, "CycloneDX") || !hm_str_starts(version, "1.")) {
        return hm_json_error(&root, reterr, "it is no CycloneDX 1");
    }
    HM_TRY(hm_json_need(&root, "metadata", JSON_OBJECT, &metadata, reterr));
    HM_TRY(check_subject(job, &metadata, reterr));
    HM_TRY(hm_json_may(&root, "components", JSON_ARRAY, &components, reterr));
    out->document = hm_arena_str(out->arena, run->out);
    hm_collect_note(out, HM_NOTE_INFO, "sbom-made", job->target,
                    "The bill of materials lists %zu components.", hm_json_count(&components));
    return HM_OK;
}

const struct hm_adapter hm_adapter_syft = {
    .name = "syft",
    .summary = "a bill of materials (SBOM, CycloneDX) of an image or a folder: --sbom FILE",
    .homepage = "https://github.com/anchore/syft",
    .program = "syft",
    .program_env = "HULLMARK_SYFT",
    .version_arg = "version",
    .min_version = "1.0.0",
    .tasks = 1U << HM_TASK_SBOM,
    .timeout_s = 300,
    .out_limit = (size_t)128 << 20,
    .exits = exits,
    .n_exits = sizeof exits / sizeof exits[0],
    .hints = hints,
    .n_hints = sizeof hints / sizeof hints[0],
    .plan = plan,
    .parse = parse,
};
