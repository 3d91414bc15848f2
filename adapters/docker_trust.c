/* SPDX-License-Identifier: Apache-2.0 */
/* Docker Content Trust by two clients: docker and notary. Docker retires it, so what it says of an
 * image is stated and never verified. Each run starts without metadata: the clients would take what
 * they remember for what the server says. */
#include "adapters/adapter.h"

#include "adapters/judge.h"
#include "plugin/base/auto.h"
#include "plugin/base/json.h"

#define RETIRED "Docker retires this kind of signature"

/* --- what is asked --- */

/* "registry/name" of "registry/name@sha256:…". */
static struct hm_str
repository_of(const struct hm_tool_job *job)
{
    return hm_str_sub(job->location, 0, hm_str_find(job->location, '@'));
}

/* What follows "sha256:". */
static struct hm_str
hex_of(const struct hm_tool_job *job)
{
    return hm_str_from(job->digest, hm_str_find(job->digest, ':') + 1);
}

static bool
is_hex(struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (!hm_is_digit(text.p[i]) && (text.p[i] < 'a' || text.p[i] > 'f')) {
            return false;
        }
    }
    return text.n == 64;
}

static enum hm_status
check_job(const struct hm_tool_job *job, const struct hm_plan_context *context,
          struct hm_err *reterr)
{
    const struct hm_trust *trust = job->trust;

    if (job->kind != HM_AT_REGISTRY) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED,
                          "the signature of an image outside a registry cannot be looked for");
    }
    if (context->is_offline) {
        return hm_err_set(reterr, HM_E_REFUSED, "a signature on a server needs the network");
    }
    if (trust == NULL || trust->kind != HM_TRUST_DOCKER || job->predicate.n > 0) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "docker trust knows signatures of tags only");
    }
    if (!hm_str_starts(job->digest, "sha256:") || !is_hex(hex_of(job)) ||
        !hm_str_is(hm_str_from(job->location, hm_str_find_last(job->location, '@') + 1),
                   job->digest)) {
        return hm_err_set(reterr, HM_E_USAGE, "a signature is verified of a digest");
    }
    if (!hm_str_starts(trust->server, "https://")) {
        return hm_err_set(reterr, HM_E_USAGE, "docker trust needs its server's https address");
    }
    if (trust->root.n > 0 && !is_hex(trust->root)) {
        return hm_err_set(reterr, HM_E_USAGE, "the root key's id is 64 hexadecimal digits");
    }
    return HM_OK;
}

/* --- what is concluded --- */

static void
conclude(const struct hm_tool_job *job, struct hm_collect *out, enum hm_proof proof,
         struct hm_str detail)
{
    hm_judge_unverifiable(job, hm_arena_printf(out->arena, "%.*s; " RETIRED, HM_FMT(detail)), out);
    out->evidence.proof = proof;
}

/* Of one signed tag: whether it is the one that was asked for, and says what was resolved. */
struct signed_tags {
    bool is_named; /* the tag is there */
    bool is_right; /* and stands for the digest; without a tag: some tag does */
    struct hm_str other;
};

static enum hm_status
add_tag(const struct hm_tool_job *job, struct hm_str tag, struct hm_str hex,
        struct signed_tags *tags, struct hm_err *reterr)
{
    if (!is_hex(hex)) {
        return hm_err_set(reterr, HM_E_SYNTAX, "what it names is no digest");
    }
    if (job->tag.n > 0 && !hm_str_is(tag, job->tag)) {
        return HM_OK;
    }
    if (tags->is_named && job->tag.n > 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "it names a tag twice");
    }
    tags->is_named = true;
    tags->is_right = tags->is_right || hm_str_is(hex, hex_of(job));
    tags->other = hex;
    return HM_OK;
}

static void
judge_tags(const struct hm_tool_job *job, const struct signed_tags *tags, struct hm_collect *out)
{
    struct hm_arena *arena = out->arena;

    if (tags->is_right) {
        conclude(job, out, HM_PROOF_STATED,
                 job->trust->root.n > 0
                     ? HM_S("stated by docker trust, under the root key that was named")
                     : HM_S("stated by docker trust, under a root key that nobody named"));
    } else if (tags->is_named && job->tag.n > 0) {
        conclude(job, out, HM_PROOF_WRONG,
                 hm_arena_printf(arena, "docker trust states another digest, sha256:%.*s",
                                 HM_FMT(hm_collect_text(arena, tags->other, 64))));
    } else {
        conclude(job, out, HM_PROOF_ABSENT,
                 job->tag.n > 0 ? HM_S("docker trust has no signature of this tag")
                                : HM_S("docker trust has no signature of this digest"));
    }
}

/* --- docker trust inspect --- */

/* Every failure is 1, and what is said of it does not tell whether the server answered. */
static const struct hm_exit_row docker_exits[] = { { .code = 0, .meaning = HM_EXIT_REPORT } };

static const struct hm_adapter_hint docker_hints[] = {
    { "unknown command: docker trust",
      "this docker has no docker trust any more: install the program notary" },
    { "no signatures or cannot access",
      "docker does not tell which of the two it is: install the program notary, which does" },
    { "x509:", "name the server's certificate authority with --ca-file or in SSL_CERT_FILE" },
};

static enum hm_status
plan_docker(const struct hm_tool_job *job, const struct hm_plan_context *context,
            struct hm_plan *ret, struct hm_err *reterr)
{
    struct hm_arena *arena = context->arena;

    HM_TRY(check_job(job, context, reterr));
    struct hm_str repository = repository_of(job);
    hm_vec_add(arena, &ret->files,
               ((struct hm_plan_file){ .name = "docker/config.json", .content = HM_S("{}\n") }));
    hm_vec_add(arena, &ret->env, hm_arena_printf(arena, "DOCKER_CONFIG=%s/docker", context->dir).p);
    hm_vec_add(
        arena, &ret->env,
        hm_arena_printf(arena, "DOCKER_CONTENT_TRUST_SERVER=%.*s", HM_FMT(job->trust->server)).p);
    hm_vec_add(arena, &ret->argv, "trust");
    hm_vec_add(arena, &ret->argv, "inspect");
    hm_vec_add(arena, &ret->argv, "--");
    hm_vec_add(arena, &ret->argv,
               job->tag.n > 0
                   ? hm_arena_printf(arena, "%.*s:%.*s", HM_FMT(repository), HM_FMT(job->tag)).p
                   : hm_arena_c(arena, repository));
    ret->needs_registry = true;
    return HM_OK;
}

/* Whether the repository's root key is the one that was named; any will do when none was. */
static enum hm_status
match_root(const struct hm_tool_job *job, const struct hm_json *image, bool *ret,
           struct hm_err *reterr)
{
    struct hm_json roles, role, keys, key;
    struct hm_str text;

    *ret = job->trust->root.n == 0;
    HM_TRY(hm_json_need(image, "AdministrativeKeys", JSON_ARRAY, &roles, reterr));
    for (size_t i = 0; i < hm_json_count(&roles); i++) {
        HM_TRY(hm_json_item(&roles, i, JSON_OBJECT, &role, reterr));
        HM_TRY(hm_json_need_str(&role, "Name", &text, reterr));
        HM_TRY(hm_json_need(&role, "Keys", JSON_ARRAY, &keys, reterr));
        for (size_t k = 0; hm_str_eq(text, "Root") && k < hm_json_count(&keys); k++) {
            struct hm_str id;
            HM_TRY(hm_json_item(&keys, k, JSON_OBJECT, &key, reterr));
            HM_TRY(hm_json_need_str(&key, "ID", &id, reterr));
            *ret = *ret || hm_str_is(id, job->trust->root);
        }
    }
    return HM_OK;
}

static enum hm_status
parse_docker(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
             struct hm_err *reterr)
{
    hm_auto_json json_t *value = NULL;
    struct hm_json image, list, item;
    struct signed_tags tags = { 0 };
    struct hm_str tag, digest;
    bool is_root;

    HM_TRY(hm_json_parse(run->out, &value, reterr));
    struct hm_json root = hm_json_root(value);
    if (!json_is_array(value) || hm_json_count(&root) != 1) {
        return hm_err_set(reterr, HM_E_SYNTAX, "it is not about one image");
    }
    HM_TRY(hm_json_item(&root, 0, JSON_OBJECT, &image, reterr));
    HM_TRY(hm_json_need(&image, "SignedTags", JSON_ARRAY, &list, reterr));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reterr));
        HM_TRY(hm_json_need_str(&item, "SignedTag", &tag, reterr));
        HM_TRY(hm_json_need_str(&item, "Digest", &digest, reterr));
        HM_TRY(add_tag(job, tag, digest, &tags, reterr));
    }
    HM_TRY(match_root(job, &image, &is_root, reterr));
    if (!is_root) {
        conclude(job, out, HM_PROOF_WRONG, HM_S("docker trust states it under another root key"));
        return HM_OK;
    }
    judge_tags(job, &tags, out);
    return HM_OK;
}

const struct hm_adapter hm_adapter_docker_trust = {
    .name = "docker-trust",
    .summary = "what docker trust, which Docker retires, states of images in registries",
    .homepage = "https://docs.docker.com/engine/security/trust",
    .program = "docker",
    .program_env = "HULLMARK_DOCKER",
    .version_arg = "--version",
    .min_version = "20.10.0",
    .tasks = 1U << HM_TASK_SIGNATURE,
    .trusts = 1U << HM_TRUST_DOCKER,
    .timeout_s = 60,
    .out_limit = (size_t)4 << 20,
    .exits = docker_exits,
    .n_exits = sizeof docker_exits / sizeof docker_exits[0],
    .hints = docker_hints,
    .n_hints = sizeof docker_hints / sizeof docker_hints[0],
    .plan = plan_docker,
    .parse = parse_docker,
};

/* --- notary --- */

/* Every failure is 1; which one it is stands on standard output. */
static const struct hm_exit_row notary_exits[] = {
    { .code = 0, .meaning = HM_EXIT_REPORT },
    { .code = 1, .meaning = HM_EXIT_REPORT, .is_doubted = true },
};

static const struct hm_adapter_hint notary_hints[] = {
    { "x509:", "name the server's certificate authority with --ca-file or in SSL_CERT_FILE" },
    { "could not reach", "the server of docker trust cannot be reached" },
};

static const char *const notary_env[] = { "NOTARY_AUTH", NULL };

/* A key that was named is the only one; else the first one seen is believed. */
static struct hm_str
configuration(const struct hm_tool_job *job, struct hm_arena *arena)
{
    struct hm_str repository = repository_of(job);
    struct hm_str root = job->trust->root;

    return root.n == 0 ? HM_S("{}\n")
                       : hm_arena_printf(arena,
                                         "{\"trust_pinning\":{\"disable_tofu\":true,\"certs\":"
                                         "{\"%.*s\":[\"%.*s\"]}}}\n",
                                         HM_FMT(repository), HM_FMT(root));
}

static enum hm_status
plan_notary(const struct hm_tool_job *job, const struct hm_plan_context *context,
            struct hm_plan *ret, struct hm_err *reterr)
{
    struct hm_arena *arena = context->arena;

    HM_TRY(check_job(job, context, reterr));
    struct hm_str repository = repository_of(job);
    if (hm_str_has(repository, "\"") || hm_str_has(repository, "\\")) {
        return hm_err_set(reterr, HM_E_USAGE, "this is no name of a repository");
    }
    hm_vec_add(
        arena, &ret->files,
        ((struct hm_plan_file){ .name = "notary.json", .content = configuration(job, arena) }));
    hm_vec_add(arena, &ret->argv, "--configFile");
    hm_vec_add(arena, &ret->argv, hm_arena_printf(arena, "%s/notary.json", context->dir).p);
    hm_vec_add(arena, &ret->argv, "--trustDir");
    hm_vec_add(arena, &ret->argv, hm_arena_printf(arena, "%s/home/trust", context->dir).p);
    hm_vec_add(arena, &ret->argv, "--server");
    hm_vec_add(arena, &ret->argv, hm_arena_c(arena, job->trust->server));
    hm_vec_add(arena, &ret->argv, job->tag.n > 0 ? "lookup" : "list");
    hm_vec_add(arena, &ret->argv, "--");
    hm_vec_add(arena, &ret->argv, hm_arena_c(arena, repository));
    if (job->tag.n > 0) {
        hm_vec_add(arena, &ret->argv, hm_arena_c(arena, job->tag));
    }
    ret->needs_registry = true;
    return HM_OK;
}

/* The next word of a line, which blanks part. */
static struct hm_str
next_word(struct hm_str *line)
{
    *line = hm_str_trim(*line);
    struct hm_str word = hm_str_sub(*line, 0, hm_str_find(*line, ' '));
    *line = hm_str_from(*line, word.n);
    return word;
}

/* lookup: "1 sha256:<hex> 458"; list: a table whose rows are "1  <hex>  458  targets". */
static enum hm_status
read_tags(const struct hm_tool_job *job, struct hm_str text, struct signed_tags *tags,
          struct hm_err *reterr)
{
    struct hm_str line;
    size_t n = 0;

    text = hm_str_trim(text);
    if (job->tag.n == 0 && hm_str_starts(text, "No targets present")) {
        return HM_OK;
    }
    for (; hm_str_split(&text, '\n', &line); n++) {
        struct hm_str tag = next_word(&line);
        struct hm_str digest = next_word(&line);
        if (job->tag.n == 0 && n < 2) {
            if (!hm_str_eq(digest, n == 0 ? "DIGEST" : "------")) {
                return hm_err_set(reterr, HM_E_SYNTAX, "this is not the table that it should be");
            }
            continue;
        }
        if (job->tag.n > 0) {
            if (n > 0 || !hm_str_is(tag, job->tag) || !hm_str_starts(digest, "sha256:")) {
                return hm_err_set(reterr, HM_E_SYNTAX, "it does not speak of this tag");
            }
            digest = hm_str_from(digest, strlen("sha256:"));
        }
        HM_TRY(add_tag(job, tag, digest, tags, reterr));
    }
    return n == 0 ? hm_err_set(reterr, HM_E_SYNTAX, "it says nothing") : HM_OK;
}

/* What a line of its log says: `time="…" level=error msg="…"`. */
static struct hm_str
without_time(struct hm_str line)
{
    static const char mark[] = " msg=";
    const char *hit =
        hm_str_starts(line, "time=") ? memmem(line.p, line.n, mark, sizeof mark - 1) : NULL;

    return hit == NULL ? line : hm_str_from(line, (size_t)(hit - line.p) + sizeof mark - 1);
}

static enum hm_status
parse_notary(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
             struct hm_err *reterr)
{
    static const char fatal[] = "* fatal: ";
    struct hm_str text = hm_str_trim(run->out);
    struct signed_tags tags = { 0 };

    if (run->exit_code == 0) {
        HM_TRY(read_tags(job, text, &tags, reterr));
        judge_tags(job, &tags, out);
        return HM_OK;
    }
    struct hm_str why = hm_str_starts(text, fatal) ? hm_str_from(text, sizeof fatal - 1) : HM_S("");
    struct hm_arena *arena = out->arena;
    struct hm_str repository = repository_of(job);
    bool is_repository_absent = hm_str_ends(
        why, hm_arena_printf(arena, " does not have trust data for %.*s", HM_FMT(repository)).p);
    bool is_tag_absent =
        job->tag.n > 0 &&
        hm_str_eq(why, hm_arena_printf(arena, "No valid trust data for %.*s", HM_FMT(job->tag)).p);
    if (is_repository_absent || is_tag_absent) {
        judge_tags(job, &tags, out);
        return HM_OK;
    }
    if (job->trust->root.n > 0 &&
        hm_str_has(why, "unable to match any certificates to trust_pinning config")) {
        conclude(job, out, HM_PROOF_WRONG, HM_S("docker trust states it under another root key"));
        return HM_OK;
    }
    struct hm_str said = hm_collect_text(arena, why, 300);
    struct hm_str tail = without_time(hm_judge_tail(arena, run->err, NULL));
    return hm_err_set(reterr, HM_E_TOOL, "exit code %d%s%.*s%s%.*s", run->exit_code,
                      said.n > 0 ? ": " : "", HM_FMT(said), tail.n > 0 ? ": " : "", HM_FMT(tail));
}

/* Debian's says no version. */
const struct hm_adapter hm_adapter_notary = {
    .name = "notary",
    .summary = "docker trust's own client, which tells unsigned from unreachable",
    .homepage = "https://github.com/notaryproject/notary",
    .program = "notary",
    .program_env = "HULLMARK_NOTARY",
    .version_arg = "version",
    .min_version = "0.6.0",
    .tasks = 1U << HM_TASK_SIGNATURE,
    .trusts = 1U << HM_TRUST_DOCKER,
    .timeout_s = 60,
    .out_limit = (size_t)4 << 20,
    .exits = notary_exits,
    .n_exits = sizeof notary_exits / sizeof notary_exits[0],
    .hints = notary_hints,
    .n_hints = sizeof notary_hints / sizeof notary_hints[0],
    .registry_env = notary_env,
    .plan = plan_notary,
    .parse = parse_notary,
};
