/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/adapter.h"

#include "adapters/judge.h"
#include "plugin/base/auto.h"
#include "plugin/base/json.h"

/* Every failure is 1, and standard error says which. A transfer that breaks off looks like an image
 * without signatures. */
static const struct hm_exit_row exits[] = {
    { .code = 0, .meaning = HM_EXIT_REPORT },
    { .code = 1, .meaning = HM_EXIT_REPORT, .is_doubted = true },
};

static const struct hm_adapter_hint hints[] = {
    { "basic credential not found", "log in to the registry with: docker login" },
    { "no applicable trust policy", "the trust policy has no statement for this repository" },
    { "x509:", "name the registry's certificate authority with --ca-file or in SSL_CERT_FILE" },
    { "connection refused", "the registry cannot be reached" },
    { "unknown flag", "this notation is too old or too new" },
};

static const char *const registry_env[] = { "NOTATION_USERNAME", "NOTATION_PASSWORD", NULL };

/* --- what the trust policy demands --- */

/* "registry/name" of "registry/name@sha256:…". */
static struct hm_str
repository_of(const struct hm_tool_job *job)
{
    return hm_str_sub(job->location, 0, hm_str_find(job->location, '@'));
}

/* How a statement's scopes fit a repository: 0 not at all, 1 as "*", 2 by name. */
static enum hm_status
match_scopes(const struct hm_json *statement, struct hm_str repository, int *ret,
             struct hm_err *reterr)
{
    struct hm_json scopes, scope;

    *ret = 0;
    HM_TRY(hm_json_need(statement, "registryScopes", JSON_ARRAY, &scopes, reterr));
    for (size_t i = 0; i < hm_json_count(&scopes); i++) {
        HM_TRY(hm_json_item(&scopes, i, JSON_STRING, &scope, reterr));
        int fit = hm_str_is(hm_json_text(&scope), repository) ? 2
                  : hm_str_eq(hm_json_text(&scope), "*")      ? 1
                                                              : 0;
        *ret = fit > *ret ? fit : *ret;
    }
    return HM_OK;
}

/* The levels that let a signature by anybody pass are no verification. */
static enum hm_status
judge_statement(const struct hm_json *statement, struct hm_str *ret_level, bool *ret_is_enforced,
                struct hm_err *reterr)
{
    struct hm_json verification, override;
    struct hm_str authenticity;

    HM_TRY(hm_json_need(statement, "signatureVerification", JSON_OBJECT, &verification, reterr));
    HM_TRY(hm_json_need_str(&verification, "level", ret_level, reterr));
    HM_TRY(hm_json_may(&verification, "override", JSON_OBJECT, &override, reterr));
    *ret_is_enforced = hm_str_eq(*ret_level, "strict") || hm_str_eq(*ret_level, "permissive");
    if (override.value != NULL) {
        HM_TRY(hm_json_may_str(&override, "authenticity", &authenticity, reterr));
        if (authenticity.n > 0) {
            *ret_is_enforced = hm_str_eq(authenticity, "enforce") && !hm_str_eq(*ret_level, "skip");
        }
    }
    return HM_OK;
}

/* What the policy's statement for this repository demands; an empty level when there is none. */
static enum hm_status
read_policy(const struct hm_tool_job *job, struct hm_arena *arena, struct hm_str *ret_level,
            bool *ret_is_enforced, struct hm_err *reterr)
{
    hm_auto_json json_t *value = NULL;
    struct hm_json list, statement;
    int best = 0;

    *ret_level = HM_S("");
    *ret_is_enforced = false;
    HM_TRY(hm_json_parse(job->policy_text, &value, reterr));
    struct hm_json root = hm_json_root(value);
    HM_TRY(hm_json_need(&root, "trustPolicies", JSON_ARRAY, &list, reterr));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        int fit;
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &statement, reterr));
        HM_TRY(match_scopes(&statement, repository_of(job), &fit, reterr));
        if (fit > best) {
            best = fit;
            HM_TRY(judge_statement(&statement, ret_level, ret_is_enforced, reterr));
        }
    }
    *ret_level = hm_collect_text(arena, *ret_level, 40);
    return HM_OK;
}

/* --- what to run --- */

static enum hm_status
check_job(const struct hm_tool_job *job, const struct hm_plan_context *context,
          struct hm_err *reterr)
{
    if (job->kind != HM_AT_REGISTRY) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED,
                          "the signature of an image outside a registry cannot be looked for");
    }
    if (context->is_offline) {
        return hm_err_set(reterr, HM_E_REFUSED, "a signature in a registry needs the network");
    }
    if (job->trust == NULL || job->trust->kind != HM_TRUST_NOTATION) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "notation verifies by a trust policy");
    }
    if (job->predicate.n > 0) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "notation verifies no attestations");
    }
    if (job->digest.n == 0 ||
        !hm_str_is(hm_str_from(job->location, hm_str_find_last(job->location, '@') + 1),
                   job->digest)) {
        return hm_err_set(reterr, HM_E_USAGE, "a signature is verified of a digest");
    }
    if (!hm_str_starts(job->trust->store, "/")) {
        return hm_err_set(reterr, HM_E_USAGE, "notation needs a trust store");
    }
    if (job->policy_text.n == 0) {
        return hm_err_set(reterr, HM_E_USAGE, "the trust policy %.*s cannot be read",
                          HM_FMT(job->trust->policy));
    }
    return HM_OK;
}

static enum hm_status
plan(const struct hm_tool_job *job, const struct hm_plan_context *context, struct hm_plan *ret,
     struct hm_err *reterr)
{
    struct hm_arena *arena = context->arena;
    struct hm_str level;
    bool is_enforced;

    HM_TRY(check_job(job, context, reterr));
    if (read_policy(job, arena, &level, &is_enforced, reterr) != HM_OK) {
        (void)hm_err_prefix(reterr, "the trust policy %.*s", HM_FMT(job->trust->policy));
        return reterr->status = HM_E_USAGE;
    }
    /* The very bytes that were judged, in a configuration of its own. */
    hm_vec_add(arena, &ret->files,
               ((struct hm_plan_file){ .name = "notation/trustpolicy.json",
                                       .content = job->policy_text }));
    hm_vec_add(arena, &ret->files,
               ((struct hm_plan_file){ .name = "notation/truststore",
                                       .link_to = hm_arena_c(arena, job->trust->store) }));
    hm_vec_add(arena, &ret->env, hm_arena_printf(arena, "XDG_CONFIG_HOME=%s", context->dir).p);
    hm_vec_add(arena, &ret->argv, "verify");
    hm_vec_add(arena, &ret->argv, "--verbose");
    if (job->is_plain_http) {
        hm_vec_add(arena, &ret->argv, "--insecure-registry");
    }
    hm_vec_add(arena, &ret->argv, "--");
    hm_vec_add(arena, &ret->argv, hm_arena_c(arena, job->location));
    ret->needs_registry = true;
    return HM_OK;
}

/* --- what it said --- */

static void
conclude(const struct hm_tool_job *job, struct hm_collect *out, enum hm_proof proof,
         struct hm_str detail)
{
    hm_judge_unverifiable(job, detail, out);
    out->evidence.proof = proof;
}

/* The first line with this beginning and this in it; empty without. */
static struct hm_str
line_with(struct hm_str text, const char *beginning, const char *part)
{
    struct hm_str line;

    while (hm_str_split(&text, '\n', &line)) {
        if (hm_str_starts(line, beginning) && hm_str_has(line, part)) {
            return line;
        }
    }
    return HM_S("");
}

/* Why, as the log has it. */
static struct hm_str
reason_of(struct hm_arena *arena, struct hm_str err)
{
    static const char mark[] = "Failure reason: ";
    struct hm_str line = line_with(err, "level=", mark);
    const char *hit = line.n == 0 ? NULL : memmem(line.p, line.n, mark, sizeof mark - 1);

    return hit == NULL
               ? HM_S("")
               : hm_collect_text(arena, hm_str_from(line, (size_t)(hit - line.p) + sizeof mark - 1),
                                 300);
}

static enum hm_status
judge_success(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
              struct hm_err *reterr)
{
    struct hm_arena *arena = out->arena;
    struct hm_str level, line;
    bool is_enforced;

    HM_TRY(read_policy(job, arena, &level, &is_enforced, reterr));
    struct hm_str why = reason_of(arena, run->err);
    if (!is_enforced) {
        conclude(job, out, HM_PROOF_UNVERIFIABLE,
                 hm_arena_printf(arena,
                                 "the trust policy's level %.*s lets any signature pass%s%.*s",
                                 HM_FMT(level), why.n > 0 ? ": " : "", HM_FMT(why)));
        return HM_OK;
    }
    struct hm_str right =
        hm_arena_printf(arena, "Successfully verified signature for %.*s", HM_FMT(job->location));
    struct hm_str rest = hm_str_trim(run->out);
    if (!hm_str_split(&rest, '\n', &line) || !hm_str_is(hm_str_trim(line), right) || rest.n > 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "it does not say that it verified this digest");
    }
    /* What is only logged at this level (an expired certificate, a revoked one) lowers it. */
    if (line_with(run->err, "Warning: ", "failed with error").n > 0) {
        conclude(job, out, HM_PROOF_UNVERIFIABLE,
                 hm_arena_printf(arena,
                                 "the trust policy's level %.*s only logs what is wrong: %.*s",
                                 HM_FMT(level), HM_FMT(why)));
        return HM_OK;
    }
    conclude(job, out, HM_PROOF_VERIFIED,
             hm_arena_printf(arena, "verified by the trust policy, level %.*s", HM_FMT(level)));
    return HM_OK;
}

static enum hm_status
parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
      struct hm_err *reterr)
{
    struct hm_arena *arena = out->arena;
    struct hm_str tail = hm_judge_tail(arena, run->err, NULL);

    if (run->exit_code == 0) {
        return judge_success(job, run, out, reterr);
    }
    if (hm_str_trim(run->out).n > 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "exit code %d, and yet it says something",
                          run->exit_code);
    }
    if (line_with(run->err, "Error: signature verification failed: no signature is associated with",
                  "")
            .n > 0) {
        conclude(job, out, HM_PROOF_ABSENT, HM_S("no signature was found"));
        return HM_OK;
    }
    /* Whether a certificate was revoked is asked over the network. */
    if (line_with(run->err, "level=error", "revocation validation failed").n == 0 &&
        line_with(run->err,
                  "Error: signature verification failed for all the signatures associated with ",
                  "")
                .n > 0) {
        struct hm_str why = reason_of(arena, run->err);
        conclude(job, out, HM_PROOF_WRONG,
                 hm_arena_printf(arena, "no signature is right%s%.*s", why.n > 0 ? ": " : "",
                                 HM_FMT(why)));
        return HM_OK;
    }
    return hm_err_set(reterr, HM_E_TOOL, "exit code %d: %.*s", run->exit_code, HM_FMT(tail));
}

const struct hm_adapter hm_adapter_notation = {
    .name = "notation",
    .summary = "signatures of images in registries, by a trust policy and a trust store",
    .homepage = "https://notaryproject.dev",
    .program = "notation",
    .program_env = "HULLMARK_NOTATION",
    .version_arg = "version",
    .min_version = "1.2.0",
    .tasks = 1U << HM_TASK_SIGNATURE,
    .trusts = 1U << HM_TRUST_NOTATION,
    .timeout_s = 60,
    .out_limit = (size_t)1 << 20,
    .exits = exits,
    .n_exits = sizeof exits / sizeof exits[0],
    .hints = hints,
    .n_hints = sizeof hints / sizeof hints[0],
    .registry_env = registry_env,
    .plan = plan,
    .parse = parse,
};
