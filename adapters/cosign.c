/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/cosign.h"

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
    { "loading public key", "the key must be a public one in PEM format" },
    { "unknown flag", "this cosign is too old or too new" },
    { "x509:", "name the registry's certificate authority with --ca-file or in SSL_CERT_FILE" },
    { "HTTP request to an HTTPS server",
      "name the registry's certificate authority with --ca-file or in SSL_CERT_FILE" },
    { "dial tcp", "the registry cannot be reached" },
    { "trusted root path currently only supported",
      "cosign 2 verifies attestations by identity in bundles only; cosign 3 verifies the others, "
      "too" },
};

/* Without roots of trust of its own, cosign neither asks Sigstore's servers for them nor refuses to
 * read bundles; a public key needs none. */
#define NO_ROOTS "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}"

/* What signatures are held against. Values stand behind a '=': none of them can be an option. */
static void
plan_trust(const struct hm_trust *trust, struct hm_arena *arena, struct hm_plan *ret)
{
    static const char *const names[] = { "certificate-identity", "certificate-identity-regexp",
                                         "certificate-oidc-issuer",
                                         "certificate-oidc-issuer-regexp" };
    const struct hm_str values[] = { trust->identity, trust->identity_regexp, trust->issuer,
                                     trust->issuer_regexp };

    if (trust->kind == HM_TRUST_KEY) {
        /* A link, since cosign takes some names for key services, variables or addresses. */
        hm_vec_add(
            arena, &ret->files,
            ((struct hm_plan_file){ .name = "key.pub", .link_to = hm_arena_c(arena, trust->key) }));
        hm_vec_add(arena, &ret->files,
                   ((struct hm_plan_file){ .name = "roots.json", .content = HM_STR(NO_ROOTS) }));
        hm_vec_add(arena, &ret->argv, "--key");
        hm_vec_add(arena, &ret->argv, "../key.pub");
    }
    for (size_t i = 0; trust->kind == HM_TRUST_IDENTITY && i < 4; i++) {
        bool is_regexp = i % 2 == 1; /* cosign is content when it fits a part of the text */
        if (values[i].n > 0) {
            hm_vec_add(arena, &ret->argv,
                       hm_arena_printf(arena, is_regexp ? "--%s=^(?:%.*s)$" : "--%s=%.*s", names[i],
                                       HM_FMT(values[i]))
                           .p);
        }
    }
    if (trust->kind == HM_TRUST_IDENTITY && trust->trusted_root.n > 0) {
        hm_vec_add(arena, &ret->files,
                   ((struct hm_plan_file){ .name = "roots.json",
                                           .link_to = hm_arena_c(arena, trust->trusted_root) }));
        /* Else the public log is asked for a signature that brings no word of a log. */
        hm_vec_add(arena, &ret->argv, "--offline");
    }
    if (ret->files.n > 0) {
        hm_vec_add(arena, &ret->argv, "--trusted-root");
        hm_vec_add(arena, &ret->argv, "../roots.json");
    }
    if (trust->kind == HM_TRUST_KEY) {
        hm_vec_add(arena, &ret->argv, "--insecure-ignore-tlog");
    }
}

/* HM_E_UNSUPPORTED for what cosign holds no signature against. */
static enum hm_status
check_trust(const struct hm_trust *trust, struct hm_err *reterr)
{
    if (trust == NULL || (trust->kind != HM_TRUST_KEY && trust->kind != HM_TRUST_IDENTITY)) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "cosign verifies by key or by identity");
    }
    if (trust->kind == HM_TRUST_KEY ? !hm_str_starts(trust->key, "/")
                                    : (trust->identity.n == 0) == (trust->identity_regexp.n == 0) ||
                                          (trust->issuer.n == 0) == (trust->issuer_regexp.n == 0)) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "a signature is verified by a key, or by one identity and one issuer");
    }
    return HM_OK;
}

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
    enum hm_status status = check_trust(job->trust, reterr);
    if (status != HM_OK) {
        return status;
    }
    if (job->digest.n == 0 ||
        !hm_str_is(hm_str_from(job->location, hm_str_find_last(job->location, '@') + 1),
                   job->digest)) {
        return hm_err_set(reterr, HM_E_USAGE, "a signature is verified of a digest");
    }
    hm_vec_add(arena, &ret->argv, job->predicate.n > 0 ? "verify-attestation" : "verify");
    plan_trust(job->trust, arena, ret);
    if (job->is_old_form) {
        hm_vec_add(arena, &ret->argv, "--new-bundle-format=false");
    }
    if (job->predicate.n > 0) {
        hm_vec_add(arena, &ret->argv,
                   hm_arena_printf(arena, "--type=%.*s", HM_FMT(job->predicate)).p);
    }
    if (job->is_plain_http) {
        hm_vec_add(arena, &ret->argv, "--allow-http-registry");
    }
    const char *const argv[] = {
        "--output",  "json",
        "--timeout", hm_arena_printf(arena, "%us", context->timeout_s + 60).p,
        "--",        hm_arena_c(arena, job->location),
    };
    for (size_t i = 0; i < sizeof argv / sizeof argv[0]; i++) {
        hm_vec_add(arena, &ret->argv, argv[i]);
    }
    ret->needs_registry = true;
    return HM_OK;
}

/* --- what it said */

void
hm_cosign_conclude(const struct hm_tool_job *job, struct hm_collect *out, enum hm_proof proof,
                   struct hm_str detail)
{
    hm_judge_unverifiable(job, detail, out);
    out->evidence.proof = proof;
}

struct hm_str
hm_cosign_by(const struct hm_tool_job *job, struct hm_arena *arena)
{
    const struct hm_trust *trust = job->trust;
    bool is_exact = trust->identity.n > 0;

    if (trust->kind == HM_TRUST_KEY) {
        return HM_S("by key");
    }
    struct hm_str who = is_exact ? trust->identity : trust->identity_regexp;
    struct hm_str issuer = trust->issuer.n > 0 ? trust->issuer : trust->issuer_regexp;
    return hm_collect_text(arena,
                           hm_arena_printf(arena, "by the identity %s%.*s of %.*s",
                                           is_exact ? "" : "like ", HM_FMT(who), HM_FMT(issuer)),
                           400);
}

bool
hm_cosign_says(struct hm_str err, const char *beginning, struct hm_str *ret_rest)
{
    struct hm_str line;

    while (hm_str_split(&err, '\n', &line)) {
        if (hm_str_starts(line, beginning)) {
            if (ret_rest != NULL) {
                *ret_rest = hm_str_from(line, strlen(beginning));
            }
            return true;
        }
    }
    return false;
}

bool
hm_cosign_refuses(struct hm_str why)
{
    static const char *const beginnings[] = {
        "failed to verify ", /* a bundle: its log, its certificate, … */
        "expected key signature, not certificate",
        "accepted signatures do not match threshold",
        "no matching subject digest found",
        "none of the expected identities matched",
        "no certificate found on signature",
        "checking expiry on certificate",
        "cert verification failed",
        "certificate does not include required embedded SCT",
        "offline verification failed", /* no word of a log */
    };

    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        if (hm_str_starts(why, beginnings[i])) {
            return true;
        }
    }
    return false;
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

/* What the claims amount to that cosign accepted. */
struct claims {
    bool has_signature;
    bool has_digest;    /* of the image that was asked for */
    bool has_name;      /* a signature holds one, though not an allowed one */
    struct claim right; /* the first that is right; its type is empty where none is */
    struct hm_str name; /* one that is not allowed */
};

/* A bundle holds no name: cosign prints the one that it was asked for. */
static bool
holds_name(const struct claim *claim)
{
    return hm_str_eq(claim->type, "cosign container image signature");
}

static void
weigh(const struct hm_tool_job *job, const struct claim *claim, struct hm_arena *arena,
      struct claims *to)
{
    if (!is_signature(claim->type)) {
        return;
    }
    to->has_signature = true;
    if (!hm_str_is(claim->digest, job->digest)) {
        return;
    }
    to->has_digest = true;
    bool is_named = holds_name(claim);
    if (job->trust->signed_as.n == 0 ||
        (is_named && hm_trust_allows_name(job->trust, arena, claim->reference, job->location))) {
        to->right = to->right.type.n == 0 ? *claim : to->right;
    } else if (is_named) {
        to->has_name = true;
        to->name = claim->reference;
    }
}

static void
accept(const struct hm_tool_job *job, const struct claim *claim, struct hm_collect *out)
{
    struct hm_str type = hm_collect_text(out->arena, claim->type, 100);
    struct hm_str name = hm_collect_text(out->arena, claim->reference, 300);
    struct hm_str by = hm_cosign_by(job, out->arena);

    hm_cosign_conclude(
        job, out, HM_PROOF_VERIFIED,
        hm_arena_printf(out->arena, "verified %.*s: %.*s", HM_FMT(by), HM_FMT(type)));
    /* Whoever copies an image may copy its signature too; cosign does not compare the names. */
    if (holds_name(claim) &&
        !hm_str_is(repository_of(claim->reference), repository_of(job->location))) {
        hm_collect_note(out, HM_NOTE_INFO, "signature-elsewhere", job->target,
                        "The image was signed as %.*s and copied here with its signature.",
                        HM_FMT(name));
    }
}

static void
conclude_claims(const struct hm_tool_job *job, const struct claims *claims, struct hm_collect *out)
{
    struct hm_str name = hm_collect_text(out->arena, claims->name, 300);

    if (claims->right.type.n > 0) {
        accept(job, &claims->right, out);
    } else if (claims->has_name) {
        hm_cosign_conclude(job, out, HM_PROOF_WRONG,
                           hm_arena_printf(out->arena,
                                           "it was signed as %.*s, a name that is not allowed",
                                           HM_FMT(name)));
    } else if (claims->has_digest) {
        hm_cosign_conclude(job, out, HM_PROOF_UNVERIFIABLE,
                           HM_S("a name is asked for, and the signature holds none"));
    } else if (claims->has_signature) {
        hm_cosign_conclude(job, out, HM_PROOF_WRONG, HM_S("what is signed is another digest"));
    } else {
        hm_cosign_conclude(
            job, out, HM_PROOF_ABSENT,
            hm_arena_printf(out->arena, "%s signed an attestation, but not the image",
                            job->trust->kind == HM_TRUST_KEY ? "the key" : "the identity"));
    }
}

static enum hm_status
read_accepted(const struct hm_tool_job *job, struct hm_str text, struct hm_collect *out,
              struct hm_err *reterr)
{
    hm_auto_json json_t *value = NULL;
    enum hm_status status = hm_json_parse(text, &value, reterr);
    struct hm_json root = hm_json_root(value);
    struct claims claims = { 0 };

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
        weigh(job, &claim, out->arena, &claims);
    }
    conclude_claims(job, &claims, out);
    return HM_OK;
}

static enum hm_status
parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
      struct hm_err *reterr)
{
    struct hm_str tail = hm_judge_tail(out->arena, run->err, NULL);
    struct hm_str rest = { 0 };

    if (job->predicate.n > 0) {
        return hm_cosign_parse_attestation(job, run, out, reterr);
    }
    if (run->exit_code == 0) {
        return read_accepted(job, run->out, out, reterr);
    }
    if (hm_str_trim(run->out).n > 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "exit code %d, and yet it lists signatures",
                          run->exit_code);
    }
    if (run->exit_code == 10) {
        hm_cosign_conclude(job, out, HM_PROOF_ABSENT, HM_S("no signature was found"));
        return HM_OK;
    }
    if (run->exit_code == 12 ||
        (hm_cosign_says(run->err, "Error: no matching attestations: ", &rest) &&
         hm_cosign_refuses(rest))) {
        hm_cosign_conclude(
            job, out, HM_PROOF_WRONG,
            hm_arena_printf(out->arena, "no signature is right: %.*s", HM_FMT(tail)));
        return HM_OK;
    }
    return hm_err_set(reterr, HM_E_TOOL, "exit code %d: %.*s", run->exit_code, HM_FMT(tail));
}

const struct hm_adapter hm_adapter_cosign = {
    .name = "cosign",
    .summary = "signatures and attestations of images in registries, by key or identity",
    .homepage = "https://docs.sigstore.dev/cosign",
    .program = "cosign",
    .program_env = "HULLMARK_COSIGN",
    .version_arg = "version",
    .min_version = "2.6.0",
    .tasks = 1U << HM_TASK_SIGNATURE,
    .trusts = 1U << HM_TRUST_KEY | 1U << HM_TRUST_IDENTITY,
    .timeout_s = 60,
    .out_limit = (size_t)64 << 20,
    .exits = exits,
    .n_exits = sizeof exits / sizeof exits[0],
    .hints = hints,
    .n_hints = sizeof hints / sizeof hints[0],
    .plan = plan,
    .parse = parse,
};
