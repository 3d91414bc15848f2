/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/adapter.h"

#include "adapters/judge.h"
#include "plugin/base/auto.h"
#include "plugin/base/json.h"

/* Cosign 2 and 3 say with 10 that there is no signature and with 12 that there are only wrong ones;
 * of bundles they say the latter with 1, which is also what every other failure gives. A transfer
 * that breaks off looks like the one or the other. */
static const struct hm_exit_row exits[] = {
    { .code = 0, .meaning = HM_EXIT_REPORT },
    { .code = 1, .meaning = HM_EXIT_REPORT, .is_doubted = true },
    { .code = 10, .meaning = HM_EXIT_REPORT, .is_doubted = true },
    { .code = 11, .meaning = HM_EXIT_FAILED },
    { .code = 12, .meaning = HM_EXIT_REPORT, .is_doubted = true },
};

static const struct hm_adapter_hint hints[] = {
    { "UNAUTHORIZED", "log in to the registry with: docker login" },
    { "loading public key", "--verify-key takes a public key in PEM format" },
    { "unknown flag", "this cosign is too old or too new" },
    { "dial tcp", "the registry cannot be reached" },
    { "x509:", "name the registry's certificate authority in SSL_CERT_FILE" },
};

/* Without roots of trust of its own, cosign neither asks Sigstore's servers for them nor refuses to
 * read bundles; a public key needs none. */
#define NO_ROOTS "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}"

static enum hm_status
plan(const struct hm_tool_job *job, const struct hm_plan_context *context, struct hm_plan *ret,
     struct hm_err *reterr)
{
    struct hm_arena *arena = context->arena;

    if (job->kind != HM_AT_REGISTRY) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED,
                          "the signature of an image outside a registry cannot be looked for");
    }
    if (context->is_offline) {
        return hm_err_set(reterr, HM_E_REFUSED, "a signature in a registry needs the network");
    }
    if (!hm_str_starts(job->key, "/") || job->digest.n == 0 ||
        !hm_str_is(hm_str_from(job->location, hm_str_find_last(job->location, '@') + 1),
                   job->digest)) {
        return hm_err_set(reterr, HM_E_USAGE, "a signature is verified by key and digest");
    }
    /* A link, since cosign takes some names for key services, variables or addresses. */
    hm_vec_add(
        arena, &ret->files,
        ((struct hm_plan_file){ .name = "key.pub", .link_to = hm_arena_c(arena, job->key) }));
    hm_vec_add(arena, &ret->files,
               ((struct hm_plan_file){ .name = "roots.json", .content = HM_STR(NO_ROOTS) }));
    const char *const argv[] = {
        "verify",
        "--key",
        "../key.pub",
        "--trusted-root",
        "../roots.json",
        "--insecure-ignore-tlog",
        "--output",
        "json",
        "--timeout",
        hm_arena_printf(arena, "%us", context->timeout_s + 60).p,
        "--",
        hm_arena_c(arena, job->location),
    };
    for (size_t i = 0; i < sizeof argv / sizeof argv[0]; i++) {
        hm_vec_add(arena, &ret->argv, argv[i]);
    }
    ret->needs_registry = true;
    return HM_OK;
}

/* --- what it said */

static void
conclude(const struct hm_tool_job *job, struct hm_collect *out, enum hm_proof proof,
         struct hm_str detail)
{
    hm_judge_unverifiable(job, detail, out);
    out->evidence.proof = proof;
}

/* One signature that cosign accepted. */
struct claim {
    struct hm_str type;
    struct hm_str digest;
    struct hm_str reference;
};

static enum hm_status
read_claim(const struct hm_json *at, struct claim *ret, struct hm_err *reterr)
{
    struct hm_json critical, identity, image;
    enum hm_status status = hm_json_need(at, "critical", JSON_OBJECT, &critical, reterr);

    if (status == HM_OK) {
        status = hm_json_need(&critical, "identity", JSON_OBJECT, &identity, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_need(&critical, "image", JSON_OBJECT, &image, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_need_str(&critical, "type", &ret->type, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_need_str(&identity, "docker-reference", &ret->reference, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_need_str(&image, "docker-manifest-digest", &ret->digest, reterr);
    }
    return status;
}

/* Cosign 3 accepts an attestation by the same key as if it were a signature. */
static bool
is_signature(struct hm_str type)
{
    return hm_str_eq(type, "cosign container image signature") ||
           hm_str_eq(type, "https://sigstore.dev/cosign/sign/v1");
}

/* The part of a reference before its digest and tag. */
static struct hm_str
repository_of(struct hm_str reference)
{
    struct hm_str s = hm_str_sub(reference, 0, hm_str_find(reference, '@'));
    size_t slash = hm_str_find_last(s, '/');
    size_t from = slash == s.n ? 0 : slash + 1;

    return hm_str_sub(s, 0, from + hm_str_find(hm_str_from(s, from), ':'));
}

static void
accept(const struct hm_tool_job *job, const struct claim *claim, struct hm_collect *out)
{
    struct hm_str type = hm_collect_text(out->arena, claim->type, 100);
    struct hm_str name = hm_collect_text(out->arena, claim->reference, 300);

    conclude(job, out, HM_PROOF_VERIFIED,
             hm_arena_printf(out->arena, "verified by key: %.*s", HM_FMT(type)));
    /* Whoever copies an image may copy its signature too; cosign does not compare the names. */
    if (!hm_str_is(repository_of(claim->reference), repository_of(job->location))) {
        hm_collect_note(out, HM_NOTE_INFO, "signature-elsewhere", job->target,
                        "The image was signed as %.*s and copied here with its signature.",
                        HM_FMT(name));
    }
}

static enum hm_status
read_accepted(const struct hm_tool_job *job, struct hm_str text, struct hm_collect *out,
              struct hm_err *reterr)
{
    hm_auto_json json_t *value = NULL;
    enum hm_status status = hm_json_parse(text, &value, reterr);
    struct hm_json root = hm_json_root(value);
    bool has_signature = false;

    if (status != HM_OK || (status = hm_json_expect(&root, JSON_ARRAY, reterr)) != HM_OK) {
        return status;
    }
    if (hm_json_count(&root) == 0) {
        return hm_json_error(&root, reterr, "no signature, although it reports success");
    }
    for (size_t i = 0; i < hm_json_count(&root); i++) {
        struct hm_json item;
        struct claim claim;
        if ((status = hm_json_item(&root, i, JSON_OBJECT, &item, reterr)) != HM_OK ||
            (status = read_claim(&item, &claim, reterr)) != HM_OK) {
            return status;
        }
        has_signature |= is_signature(claim.type);
        if (is_signature(claim.type) && hm_str_is(claim.digest, job->digest) &&
            (!out->has_evidence || out->evidence.proof != HM_PROOF_VERIFIED)) {
            accept(job, &claim, out);
        }
    }
    if (!out->has_evidence && has_signature) {
        conclude(job, out, HM_PROOF_WRONG, HM_S("what is signed is another digest"));
    } else if (!out->has_evidence) {
        conclude(job, out, HM_PROOF_ABSENT,
                 HM_S("the key signed an attestation, but not the image"));
    }
    return HM_OK;
}

/* Whether a line of standard error begins so. Prose may lower a verdict and never raise it. */
static bool
says(struct hm_str err, const char *beginning)
{
    struct hm_str line;

    while (hm_str_split(&err, '\n', &line)) {
        if (hm_str_starts(line, beginning)) {
            return true;
        }
    }
    return false;
}

static enum hm_status
parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
      struct hm_err *reterr)
{
    struct hm_str tail = hm_judge_tail(out->arena, run->err, NULL);

    if (run->exit_code == 0) {
        return read_accepted(job, run->out, out, reterr);
    }
    if (hm_str_trim(run->out).n > 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "exit code %d, and yet it lists signatures",
                          run->exit_code);
    }
    if (run->exit_code == 10) {
        conclude(job, out, HM_PROOF_ABSENT, HM_S("no signature was found"));
        return HM_OK;
    }
    if (run->exit_code == 12 ||
        says(run->err, "Error: no matching attestations: failed to verify signature")) {
        conclude(job, out, HM_PROOF_WRONG,
                 hm_arena_printf(out->arena, "no signature is right: %.*s", HM_FMT(tail)));
        return HM_OK;
    }
    return hm_err_set(reterr, HM_E_TOOL, "exit code %d: %.*s", run->exit_code, HM_FMT(tail));
}

const struct hm_adapter hm_adapter_cosign = {
    .name = "cosign",
    .summary = "signatures of images in registries, by public key",
    .homepage = "https://docs.sigstore.dev/cosign",
    .program = "cosign",
    .program_env = "HULLMARK_COSIGN",
    .version_arg = "version",
    .min_version = "2.6.0",
    .tasks = 1U << HM_TASK_SIGNATURE,
    .timeout_s = 60,
    .out_limit = (size_t)16 << 20,
    .exits = exits,
    .n_exits = sizeof exits / sizeof exits[0],
    .hints = hints,
    .n_hints = sizeof hints / sizeof hints[0],
    .plan = plan,
    .parse = parse,
};
