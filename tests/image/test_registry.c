/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/registry.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "tests/loopback.h"
#include "tests/maker.h"

/* A registry that serves a maker's blobs as acme/app:1, in the way a test asks for. */
static struct fake {
    struct hm_str tagged;      /* digest of what the tag is */
    const char *media_type;    /* of the tagged manifest */
    const char *digest_header; /* a line, or "" */
    bool wants_basic;
    bool wants_token;
    bool token_runs_out; /* after the manifest */
    bool redirects_blobs;
    const char *storage_host; /* NULL: 127.0.0.1 */
    bool limits;              /* 429 */
    struct hm_str named_512;  /* the tagged image is known by this digest too */
    const char *realm;        /* another realm than its own */
    size_t tokens;
} fake;

static struct maker maker;
static struct hm_arena arena;
static struct hm_image_check check;
static struct hm_err err;
static struct loopback server;
static struct loopback storage;
static const char *auth_config;

static const char *
env_of(void *ctx, const char *name)
{
    (void)ctx;
    return strcmp(name, "DOCKER_AUTH_CONFIG") == 0 ? auth_config : NULL;
}

static void
say_401(struct hm_buf *out)
{
    char line[256];

    if (fake.wants_basic) {
        (void)snprintf(line, sizeof line, "WWW-Authenticate: Basic realm=\"x\"\r\n");
    } else if (fake.realm != NULL) {
        (void)snprintf(line, sizeof line, "WWW-Authenticate: Bearer realm=\"%s\"\r\n", fake.realm);
    } else {
        (void)snprintf(line, sizeof line,
                       "WWW-Authenticate: Bearer realm=\"http://127.0.0.1:%u/token\",service=\"s\","
                       "scope=\"repository:other/app:pull,push,delete\"\r\n",
                       server.port);
    }
    loopback_say(out, 401, line, HM_S("{}"));
}

static bool
is_let_in(const struct loopback_request *request)
{
    struct hm_str authorization = loopback_header(request, "authorization");
    char token[32];

    (void)snprintf(token, sizeof token, "Bearer token-%zu", fake.tokens);
    return (!fake.wants_basic || hm_str_eq(authorization, "Basic Y2k6c2VjcmV0")) &&
           (!fake.wants_token || (fake.tokens > 0 && hm_str_eq(authorization, token)));
}

static void
say_blob(struct hm_str path, struct hm_buf *out)
{
    struct hm_str digest = hm_str_from(path, hm_str_find_last(path, '/') + 1);
    char line[200];

    if (access(maker_path(&maker, digest), R_OK) != 0) {
        loopback_say(out, 404, "", HM_S("{\"errors\":[{\"code\":\"BLOB_UNKNOWN\"}]}"));
    } else if (fake.redirects_blobs) {
        (void)snprintf(line, sizeof line, "Location: http://%s:%u/%.*s?sig=presigned\r\n",
                       fake.storage_host == NULL ? "127.0.0.1" : fake.storage_host, storage.port,
                       HM_FMT(digest));
        loopback_say(out, 307, line, HM_S(""));
    } else {
        loopback_say(out, 200, "", maker_read(&maker, digest));
    }
}

static void
say_manifest(struct hm_str path, struct hm_buf *out)
{
    struct hm_str last = hm_str_from(path, hm_str_find_last(path, '/') + 1);
    struct hm_str digest = hm_str_eq(last, "1") ? fake.tagged : last;
    char lines[400];

    if (fake.named_512.n > 0 && hm_str_is(last, fake.named_512)) {
        digest = fake.tagged;
    }
    if (digest.n == 0 || !hm_str_starts(digest, "sha256:")) {
        loopback_say(out, 404, "", HM_S("{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}"));
        return;
    }
    (void)snprintf(lines, sizeof lines, "Content-Type: %s\r\n%s",
                   hm_str_is(digest, fake.tagged) ? fake.media_type : MAKER_MANIFEST,
                   fake.digest_header);
    loopback_say(out, 200, lines, maker_read(&maker, digest));
}

static void
answer(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    char body[64];

    (void)ctx;
    (void)n;
    if (hm_str_starts(request->target, "/token")) {
        fake.tokens++;
        (void)snprintf(body, sizeof body, "{\"token\":\"token-%zu\"}", fake.tokens);
        loopback_say(out, 200, "", hm_str_c(body));
    } else if (fake.limits && !hm_str_eq(request->target, "/v2/")) {
        loopback_say(out, 429, "Retry-After: 3600\r\n",
                     HM_S("{\"errors\":[{\"code\":\"TOOMANYREQUESTS\"}]}"));
    } else if (!is_let_in(request)) {
        say_401(out);
    } else if (hm_str_has(request->target, "/manifests/")) {
        say_manifest(request->target, out);
        fake.tokens += fake.token_runs_out ? 1 : 0;
        fake.token_runs_out = false;
    } else if (hm_str_has(request->target, "/blobs/")) {
        say_blob(request->target, out);
    } else {
        loopback_say(out, 200, "", HM_S("{}"));
    }
}

static void
answer_storage(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    struct hm_str digest = hm_str_from(request->target, 1);

    (void)ctx;
    (void)n;
    digest = hm_str_sub(digest, 0, hm_str_find(digest, '?'));
    loopback_say(out, 200, "", maker_read(&maker, digest));
}

static struct maker_image image;

static void
begin(void)
{
    maker_init(&maker);
    image = maker_image(&maker, "linux", "amd64", "");
    fake = (struct fake){
        .tagged = image.manifest,
        .media_type = MAKER_MANIFEST,
        .digest_header = "",
    };
    auth_config = NULL;
    loopback_start(&server, answer, NULL);
    loopback_start(&storage, answer_storage, NULL);
}

static void
end(void)
{
    loopback_stop(&server);
    loopback_stop(&storage);
    loopback_done(&server);
    loopback_done(&storage);
    maker_done(&maker);
    hm_arena_done(&arena);
}

static enum hm_status
verify(const char *what, const char *platform)
{
    const struct hm_image_target target = {
        .kind = HM_IMAGE_REGISTRY,
        .text = hm_arena_printf(&arena, "127.0.0.1:%u/acme/app%s", server.port, what),
    };
    const struct hm_image_options options = {
        .platform = hm_str_c(platform),
        .env = { .get = env_of },
        .deadline = hm_clock_ms() + 10000,
        .workers = 1, /* the fake answers one at a time */
    };

    return hm_image_verify(&arena, &target, &options, &check, &err);
}

/* --- a mirror, which has the repository as hub/acme/app */

static struct loopback mirror;
static enum { MIRROR_HONEST, MIRROR_EMPTY, MIRROR_LIES, MIRROR_HAS_NO_BLOBS, MIRROR_ASKS } mode;

static void
answer_mirror(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    bool is_blob = hm_str_has(request->target, "/blobs/");

    (void)ctx;
    (void)n;
    if (mode == MIRROR_ASKS) {
        loopback_say(out, 401, "WWW-Authenticate: Basic realm=\"x\"\r\n", HM_S("{}"));
    } else if (mode == MIRROR_EMPTY || !hm_str_starts(request->target, "/v2/hub/acme/app/") ||
               (mode == MIRROR_HAS_NO_BLOBS && is_blob)) {
        loopback_say(out, 404, "", HM_S("{}"));
    } else if (is_blob && mode == MIRROR_LIES) {
        loopback_say(out, 200, "", HM_S("other bytes"));
    } else if (is_blob) {
        say_blob(request->target, out);
    } else {
        say_manifest(request->target, out);
    }
}

static bool is_second; /* behind one that nobody answers for */

/* Verifies by the mirror; returns how many manifests and blobs the registry was asked for. */
static size_t
verify_by_mirror(void)
{
    size_t n = 0;

    loopback_start(&mirror, answer_mirror, NULL);
    const struct hm_mirror of = {
        .registry = hm_arena_printf(&arena, "127.0.0.1:%u", server.port),
        .url = hm_arena_printf(&arena, "http://127.0.0.1:%u/hub/", mirror.port),
    };
    const struct hm_mirror gone = { .registry = of.registry, .url = HM_S("http://127.0.0.1:9/") };
    const struct hm_mirror all[] = { is_second ? gone : of, is_second ? of : gone };
    const struct hm_image_target target = {
        .kind = HM_IMAGE_REGISTRY,
        .text = hm_arena_printf(&arena, "127.0.0.1:%u/acme/app:1", server.port),
    };
    const struct hm_image_options options = {
        .env = { .get = env_of },
        .deadline = hm_clock_ms() + 10000,
        .workers = 1,
        .mirrors = all,
        .n_mirrors = 2,
    };
    cr_assert_eq(hm_image_verify(&arena, &target, &options, &check, &err), HM_OK, "%s", err.text);
    loopback_stop(&mirror);
    for (size_t i = 0; i < server.n; i++) {
        n += hm_str_has(server.requests[i].target, "/acme/app/") ? 1 : 0;
    }
    for (size_t i = 0; i < mirror.n; i++) {
        cr_expect_not(hm_str_has_nocase(mirror.requests[i].headers, "authorization"),
                      "no credential of the registry's");
    }
    loopback_done(&mirror);
    return n;
}

Test(image_registry, mirror_that_has_all, .init = begin, .fini = end)
{
    mode = MIRROR_HONEST;
    cr_assert_eq(verify_by_mirror(), 0u);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert(hm_str_starts(check.server, "127.0.0.1:"));
}

Test(image_registry, mirror_behind_one_that_is_gone, .init = begin, .fini = end)
{
    mode = MIRROR_HONEST;
    is_second = true;
    cr_assert_eq(verify_by_mirror(), 0u);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

Test(image_registry, mirror_that_has_nothing, .init = begin, .fini = end)
{
    mode = MIRROR_EMPTY;
    cr_assert_eq(verify_by_mirror(), 4u);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

Test(image_registry, mirror_without_the_blobs, .init = begin, .fini = end)
{
    mode = MIRROR_HAS_NO_BLOBS;
    cr_assert_eq(verify_by_mirror(), 3u);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

Test(image_registry, mirror_that_lies, .init = begin, .fini = end)
{
    mode = MIRROR_LIES;
    cr_assert_eq(verify_by_mirror(), 0u);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
}

Test(image_registry, mirror_gets_no_credential_of_the_registry, .init = begin, .fini = end)
{
    mode = MIRROR_ASKS;
    fake.wants_basic = true;
    auth_config =
        hm_arena_printf(&arena, "{\"auths\":{\"127.0.0.1:%u\":{\"auth\":\"Y2k6c2VjcmV0\"}}}",
                        server.port)
            .p;
    cr_assert_gt(verify_by_mirror(), 3u);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

/* --- a registry without TLS whose name is not this machine's */

static enum hm_status
verify_by_name(bool is_named)
{
    const struct hm_str host = hm_arena_printf(&arena, "registry.localhost:%u", server.port);
    const struct hm_image_target target = {
        .kind = HM_IMAGE_REGISTRY,
        .text = hm_arena_printf(&arena, "%.*s/acme/app:1", HM_FMT(host)),
    };
    const struct hm_image_options options = {
        .env = { .get = env_of },
        .deadline = hm_clock_ms() + 4000,
        .workers = 1,
        .http_hosts = { &host, is_named ? 1 : 0 },
    };

    fake.wants_basic = true;
    auth_config =
        hm_arena_printf(&arena, "{\"auths\":{\"%.*s\":{\"auth\":\"Y2k6c2VjcmV0\"}}}", HM_FMT(host))
            .p;
    return hm_image_verify(&arena, &target, &options, &check, &err);
}

Test(image_registry, plain_http_where_it_is_named, .init = begin, .fini = end)
{
    cr_assert_eq(verify_by_name(true), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

Test(image_registry, plain_http_where_it_is_not_named, .init = begin, .fini = end)
{
    cr_assert_neq(verify_by_name(false), HM_OK);
    loopback_stop(&server);
    for (size_t i = 0; i < server.n; i++) {
        cr_expect_not(hm_str_starts(hm_buf_str(&server.requests[i].raw), "GET "),
                      "nothing goes there in the clear");
    }
    loopback_done(&server);
    loopback_start(&server, answer, NULL);
}

Test(image_registry, plain_http_of_another_host, .init = begin, .fini = end)
{
    fake.redirects_blobs = true;
    fake.storage_host = "storage.localhost";
    cr_assert_eq(verify_by_name(true), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
    cr_assert_eq(storage.n, 0u, "only the host that was named");
}

Test(image_registry, rate_limit_is_told, .init = begin, .fini = end)
{
    fake.digest_header = "ratelimit-limit: 100;w=21600\r\nratelimit-remaining: 76;w=21600\r\n";
    cr_assert_eq(verify(":1", ""), HM_OK, "%s", err.text);
    cr_assert(check.has_rate);
    cr_assert_eq(check.rate_left, 76u);
    cr_assert_eq(check.rate_limit, 100u);
}

Test(image_registry, rate_limit_that_is_none, .init = begin, .fini = end)
{
    fake.digest_header = "ratelimit-remaining: many\r\n";
    cr_assert_eq(verify(":1", ""), HM_OK, "%s", err.text);
    cr_assert_not(check.has_rate);
}

static void
log_in(const char *entry)
{
    auth_config =
        hm_arena_printf(&arena, "{\"auths\":{\"127.0.0.1:%u\":%s}}", server.port, entry).p;
}

Test(image_registry, by_tag, .init = begin, .fini = end)
{
    cr_assert_eq(verify(":1", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert(hm_str_is(check.digest, image.manifest));
    cr_assert_eq(check.blobs, 4u);
}

Test(image_registry, by_digest, .init = begin, .fini = end)
{
    cr_assert_eq(verify(hm_arena_printf(&arena, "@%s", image.manifest.p).p, ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

/* A reference to the tagged image by the SHA-512 of its manifest, or of other bytes. */
static const char *
by_sha512(struct hm_str bytes)
{
    struct hm_hash hash;
    unsigned char digest[HM_HASH_MAX_BYTES];
    char hex[HM_HASH_MAX_HEX];

    hm_hash_init(&hash, HM_HASH_SHA512);
    hm_hash_update(&hash, bytes.p, bytes.n);
    hm_hex(digest, hm_hash_final(&hash, digest), hex);
    fake.named_512 = hm_arena_printf(&arena, "sha512:%s", hex);
    return hm_arena_printf(&arena, "@%s", fake.named_512.p).p;
}

Test(image_registry, by_a_digest_of_sha512, .init = begin, .fini = end)
{
    cr_assert_eq(verify(by_sha512(maker_read(&maker, image.manifest)), ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

Test(image_registry, other_bytes_than_the_digest_of_sha512, .init = begin, .fini = end)
{
    cr_assert_eq(verify(by_sha512(HM_S("{}")), ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
}

Test(image_registry, other_bytes_than_the_digest, .init = begin, .fini = end)
{
    maker_overwrite(&maker, image.manifest,
                    hm_arena_printf(&arena, "%s ", maker_read(&maker, image.manifest).p));
    cr_assert_eq(verify(hm_arena_printf(&arena, "@%s", image.manifest.p).p, ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert_eq(check.problems.n, 1u);
}

Test(image_registry, a_header_that_lies, .init = begin, .fini = end)
{
    fake.digest_header = "Docker-Content-Digest: sha256:"
                         "00000000000000000000000000000000000000000000000000000000000000ff\r\n";
    cr_assert_eq(verify(":1", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
}

Test(image_registry, a_header_of_another_algorithm, .init = begin, .fini = end)
{
    fake.digest_header = "Docker-Content-Digest: blake3:00ff\r\n";
    cr_assert_eq(verify(":1", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

Test(image_registry, a_layer_with_another_byte, .init = begin, .fini = end)
{
    struct hm_str layer = maker_read(&maker, image.layers[1]);

    ((char *)(uintptr_t)layer.p)[layer.n - 1] ^= 1;
    maker_overwrite(&maker, image.layers[1], layer);
    cr_assert_eq(verify(":1", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
}

Test(image_registry, a_layer_that_does_not_end, .init = begin, .fini = end)
{
    struct hm_str layer = maker_read(&maker, image.layers[0]);

    maker_overwrite(&maker, image.layers[0],
                    hm_arena_printf(&arena, "%.*s and more", HM_FMT(layer)));
    cr_assert_eq(verify(":1", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert_not_null(strstr(check.problems.p[0].text.p, "more bytes"));
}

Test(image_registry, a_missing_layer, .init = begin, .fini = end)
{
    (void)unlink(maker_path(&maker, image.layers[0]));
    cr_assert_eq(verify(":1", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
}

Test(image_registry, a_page_instead_of_a_manifest, .init = begin, .fini = end)
{
    fake.media_type = "text/html; charset=utf-8";
    cr_assert_eq(verify(":1", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
}

Test(image_registry, schema_1, .init = begin, .fini = end)
{
    fake.media_type = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    cr_assert_eq(verify(":1", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
    cr_assert_not_null(strstr(check.text.p, "schema 1"));
}

Test(image_registry, no_such_tag, .init = begin, .fini = end)
{
    cr_assert_eq(verify(":2", ""), HM_E_NOT_FOUND);
    cr_assert_not_null(strstr(err.text, "MANIFEST_UNKNOWN"));
}

Test(image_registry, no_reference, .init = begin, .fini = end)
{
    cr_assert_eq(verify(":1/../../x", ""), HM_E_SYNTAX);
}

Test(image_registry, offline, .init = begin, .fini = end)
{
    const struct hm_image_target target = {
        .kind = HM_IMAGE_REGISTRY,
        .text = hm_arena_printf(&arena, "127.0.0.1:%u/acme/app:1", server.port),
    };
    const struct hm_image_options options = { .is_offline = true };

    cr_assert_eq(hm_image_verify(&arena, &target, &options, &check, &err), HM_E_REFUSED);
    cr_assert_eq(server.n, 0u);
}

/* --- being let in */

Test(image_registry, basic, .init = begin, .fini = end)
{
    fake.wants_basic = true;
    log_in("{\"auth\":\"Y2k6c2VjcmV0\"}");
    cr_assert_eq(verify(":1", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

Test(image_registry, basic_without_credentials, .init = begin, .fini = end)
{
    fake.wants_basic = true;
    cr_assert_eq(verify(":1", ""), HM_E_AUTH);
    cr_assert_not_null(strstr(err.text, "docker login"));
}

Test(image_registry, basic_with_a_wrong_password, .init = begin, .fini = end)
{
    fake.wants_basic = true;
    log_in("{\"username\":\"ci\",\"password\":\"canary\"}");
    cr_assert_eq(verify(":1", ""), HM_E_AUTH);
    cr_assert_null(strstr(err.text, "canary"));
}

Test(image_registry, an_anonymous_token, .init = begin, .fini = end)
{
    fake.wants_token = true;
    cr_assert_eq(verify(":1", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert_eq(fake.tokens, 1u);
}

/* The first request of a kind, or NULL. */
static const struct loopback_request *
request_to(const char *prefix)
{
    for (size_t i = 0; i < server.n; i++) {
        if (hm_str_starts(server.requests[i].target, prefix)) {
            return &server.requests[i];
        }
    }
    return NULL;
}

Test(image_registry, a_token_for_no_more_than_pulling, .init = begin, .fini = end)
{
    fake.wants_token = true;
    cr_assert_eq(verify(":1", ""), HM_OK);
    const struct loopback_request *request = request_to("/token");
    cr_assert_not_null(request);
    cr_assert(hm_str_has(request->target, "scope=repository%3Aacme%2Fapp%3Apull"));
    cr_assert_not(hm_str_has(request->target, "delete"));
    cr_assert_eq(loopback_header(request, "authorization").n, 0u);
}

Test(image_registry, a_token_for_credentials, .init = begin, .fini = end)
{
    fake.wants_token = true;
    log_in("{\"auth\":\"Y2k6c2VjcmV0\"}");
    cr_assert_eq(verify(":1", ""), HM_OK, "%s", err.text);
    cr_assert(
        hm_str_eq(loopback_header(request_to("/token"), "authorization"), "Basic Y2k6c2VjcmV0"));
}

Test(image_registry, a_token_for_an_identity_token, .init = begin, .fini = end)
{
    fake.wants_token = true;
    log_in("{\"identitytoken\":\"a+b\"}");
    cr_assert_eq(verify(":1", ""), HM_OK, "%s", err.text);
    const struct loopback_request *request = request_to("/token");
    cr_assert(hm_str_eq(request->method, "POST"));
    cr_assert(hm_str_has(request->body, "refresh_token=a%2Bb"));
}

Test(image_registry, a_token_that_runs_out, .init = begin, .fini = end)
{
    fake.wants_token = true;
    fake.token_runs_out = true;
    cr_assert_eq(verify(":1", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

Test(image_registry, a_token_server_on_an_inner_address, .init = begin, .fini = end)
{
    fake.wants_token = true;
    fake.realm = "https://169.254.169.254/latest";
    log_in("{\"auth\":\"Y2k6c2VjcmV0\"}");
    cr_assert_eq(verify(":1", ""), HM_E_REFUSED);
}

Test(image_registry, credentials_stay_behind_when_blobs_are_elsewhere, .init = begin, .fini = end)
{
    fake.wants_basic = true;
    fake.redirects_blobs = true;
    log_in("{\"auth\":\"Y2k6c2VjcmV0\"}");
    cr_assert_eq(verify(":1", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert_eq(storage.n, 3u);
    for (size_t i = 0; i < storage.n; i++) {
        cr_assert_not(hm_str_has_nocase(hm_buf_str(&storage.requests[i].raw), "authorization"));
        cr_assert_not(hm_str_has(hm_buf_str(&storage.requests[i].raw), "Y2k6c2VjcmV0"));
    }
}

Test(image_registry, limits, .init = begin, .fini = end)
{
    fake.limits = true;
    cr_assert_eq(verify(":1", ""), HM_E_NETWORK);
    cr_assert_not_null(strstr(err.text, "in 3600 s"), "%s", err.text);
}

/* --- platforms */

static void
tag_an_index(const char *first, const char *second)
{
    struct maker_image other = maker_image(&maker, "linux", "arm64", "");
    struct hm_str index =
        hm_arena_printf(&arena,
                        "{\"schemaVersion\":2,\"manifests\":[%s,\"platform\":{\"os\":\"linux\","
                        "\"architecture\":\"%s\"}}%s%s%s%s%s]}",
                        other.descriptor.p, first, second == NULL ? "" : ",",
                        second == NULL ? "" : image.descriptor.p,
                        second == NULL ? "" : ",\"platform\":{\"os\":\"linux\",\"architecture\":\"",
                        second == NULL ? "" : second, second == NULL ? "" : "\"}}");

    fake.tagged = maker_blob(&maker, index);
    fake.media_type = MAKER_INDEX;
}

Test(image_registry, linux_amd64_unless_asked, .init = begin, .fini = end)
{
    tag_an_index("arm64", "amd64");
    cr_assert_eq(verify(":1", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert(hm_str_eq(check.platform, "linux/amd64"));
    cr_assert_eq(check.platforms.n, 1u);
    cr_assert(hm_str_is(check.index_digest, fake.tagged));
}

Test(image_registry, the_only_platform_there_is, .init = begin, .fini = end)
{
    tag_an_index("arm64", NULL);
    cr_assert_eq(verify(":1", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert(hm_str_eq(check.platform, "linux/arm64"));
}

Test(image_registry, not_the_only_platform_when_another_is_asked, .init = begin, .fini = end)
{
    tag_an_index("arm64", NULL);
    cr_assert_eq(verify(":1", "linux/amd64"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
}

Test(image_registry, all_platforms, .init = begin, .fini = end)
{
    tag_an_index("arm64", "amd64");
    cr_assert_eq(verify(":1", "all"), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert_eq(check.platforms.n, 2u);
}
