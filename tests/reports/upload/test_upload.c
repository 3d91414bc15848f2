/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/upload/upload.h"

#include <criterion/criterion.h>
#include <zlib.h>

#include "plugin/base/crypto.h"
#include "plugin/base/io.h"
#include "plugin/base/json.h"
#include "tests/loopback.h"
#include "tests/rows.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define CANARY "canary-token-1"
#define SARIF                                                                                      \
    "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"hullmark\"}},"             \
    "\"results\":[]}]}"

static struct hm_arena arena;
static struct hm_upload_result result;
static struct hm_err err;
static struct loopback server;
static struct loopback other;
static const char *api;
static const char *token = CANARY;

static const char *
env_of(void *ctx, const char *name)
{
    static const char *const variables[][2] = {
        { "GITHUB_REPOSITORY", "acme/app" }, { "GITHUB_EVENT_NAME", "push" },
        { "GITHUB_REF", "refs/heads/main" }, { "GITHUB_SHA", A },
        { "GITHUB_WORKSPACE", "/no where" },
    };

    (void)ctx;
    if (strcmp(name, "GITHUB_API_URL") == 0) {
        return api;
    }
    if (strcmp(name, "GITHUB_TOKEN") == 0) {
        return token;
    }
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        if (strcmp(name, variables[i][0]) == 0) {
            return variables[i][1];
        }
    }
    return NULL;
}

static struct hm_upload_request
a_request(const char *to)
{
    return (struct hm_upload_request){
        .to = hm_str_c(to),
        .report = HM_STR(SARIF),
        .env = { .get = env_of },
        .poll_ms = 1,
        .deadline = hm_clock_ms() + 10000,
    };
}

static void
begin(void)
{
    cr_assert_eq(hm_crypto_init(NULL), HM_OK);
}

static void
end(void)
{
    /* Whatever happened, no message has the token. */
    cr_assert_null(strstr(err.text, "canary"));
    cr_assert_not(hm_str_has(result.text, "canary"));
    cr_assert_not(hm_str_has(hm_buf_str(&result.shown), "canary"));
    hm_upload_result_done(&result);
    hm_arena_done(&arena);
}

/* --- requests, without a network */

Test(upload, targets)
{
    size_t n = 0;

    (void)hm_uploads(&n);
    cr_assert_eq(n, 7u);
    cr_assert_str_eq(hm_upload_find(HM_S("github"))->name, "github");
    cr_assert_str_eq(hm_upload_find(HM_S("https://a.test/x"))->name, "put");
    cr_assert_str_eq(hm_upload_find(HM_S("put:https://a.test/x"))->name, "put");
    cr_assert_str_eq(hm_upload_find(HM_S("post:https://a.test/x"))->name, "post");
    cr_assert_null(hm_upload_find(HM_S("gitea")));
    cr_assert_null(hm_upload_find(HM_S("/etc/passwd")));
}

/* The member of the JSON body of a dry run. */
static struct hm_str
member(const char *name)
{
    hm_auto_json json_t *document = NULL;
    const char *body = strstr(result.shown.p, "\n\n") + 2;

    cr_assert_eq(hm_json_parse(hm_str_trim(hm_str_c(body)), &document, &err), HM_OK, "%s",
                 err.text);
    const char *text = json_string_value(json_object_get(document, name));
    return hm_arena_str(&arena, hm_str_c(text));
}

static void
dry_run(struct hm_upload_request request)
{
    request.is_dry_run = true;
    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_OK, "%s", err.text);
}

Test(upload, github_request, .init = begin, .fini = end)
{
    struct hm_upload_request request = a_request("github");

    request.started_at = HM_S("2026-01-02T03:04:05Z");
    dry_run(request);
    cr_assert(hm_str_starts(hm_buf_str(&result.shown),
                            "POST https://api.github.com/repos/acme/app/code-scanning/sarifs\n"
                            "Accept: application/vnd.github+json\nAuthorization: Bearer ****\n"
                            "X-GitHub-Api-Version: 2022-11-28\nContent-Type: application/json\n"));
    cr_assert_str_eq(member("commit_sha").p, A);
    cr_assert_str_eq(member("ref").p, "refs/heads/main");
    cr_assert_str_eq(member("checkout_uri").p, "file:///no%20where/");
    cr_assert_str_eq(member("started_at").p, "2026-01-02T03:04:05Z");
}

Test(upload, github_report_is_packed, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf packed = { 0 };
    unsigned char plain[sizeof SARIF + 1] = { 0 };
    z_stream stream = { 0 };

    dry_run(a_request("github"));
    cr_assert(hm_unbase64_add(&packed, member("sarif")));
    stream.next_in = (unsigned char *)packed.p;
    stream.avail_in = (uInt)packed.n;
    stream.next_out = plain;
    stream.avail_out = sizeof plain;
    cr_assert_eq(inflateInit2(&stream, 15 + 16), Z_OK);
    cr_assert_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
    (void)inflateEnd(&stream);
    cr_assert_str_eq((char *)plain, SARIF);
}

Test(upload, github_enterprise_server, .init = begin, .fini = end)
{
    api = "https://git.acme.test/api/v3/";
    dry_run(a_request("github"));
    cr_assert(
        hm_str_starts(hm_buf_str(&result.shown),
                      "POST https://git.acme.test/api/v3/repos/acme/app/code-scanning/sarifs\n"));
}

Test(upload, github_without_a_token, .init = begin, .fini = end)
{
    struct hm_upload_request request = a_request("github");

    token = NULL;
    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_E_AUTH);
    cr_assert_not_null(strstr(err.text, "security-events: write"));
}

Test(upload, github_takes_sarif_only, .init = begin, .fini = end)
{
    struct hm_upload_request request = a_request("github");

    request.report = HM_S("plain words");
    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_E_SYNTAX);
}

Test(upload, github_report_without_a_run, .init = begin, .fini = end)
{
    struct hm_upload_request request = a_request("github");

    request.report = HM_S("{\"version\":\"2.1.0\",\"runs\":[]}");
    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_E_SYNTAX);
    cr_expect_not_null(strstr(err.text, "it has no run"));
}

Test(upload, github_report_over_10_megabytes, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf sarif = { 0 };
    struct hm_upload_request request = a_request("github");
    unsigned char noise[12 * 1024];

    /* Random digits, so that nothing can pack them. */
    hm_buf_puts(&sarif, "{\"version\":\"2.1.0\",\"x\":\"");
    for (int i = 0; i < 1000; i++) {
        hm_random(noise, sizeof noise);
        hm_base64_add(&sarif, hm_str_make((char *)noise, sizeof noise));
    }
    hm_buf_puts(&sarif, "\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"x\"}},\"results\":[]}]}");
    request.report = hm_buf_str(&sarif);
    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_E_LIMIT, "%s", err.text);
}

static const char *
header_file(const char *content)
{
    hm_auto_buf struct hm_buf dir = { 0 };

    cr_assert_eq(hm_make_temp_dir(&dir, NULL), HM_OK);
    const char *path = hm_arena_printf(&arena, "%s/headers", dir.p).p;
    cr_assert_eq(hm_write_file(path, hm_str_c(content), NULL), HM_OK);
    return path;
}

Test(upload, header_files, .init = begin, .fini = end)
{
    struct hm_upload_request request = a_request("https://a.test/reports/1?sig=canary");
    struct hm_str path = hm_str_c(
        header_file("Authorization: Bearer canary\r\n\nX-Key:canary\ncontent-type: text/plain\n"));

    request.header_files = &path;
    request.n_header_files = 1;
    dry_run(request);
    cr_assert_str_eq(hm_arena_c(&arena, hm_buf_str(&result.shown)),
                     "PUT https://a.test/reports/1?****\nAuthorization: Bearer ****\n"
                     "X-Key: ****\ncontent-type: text/plain\nUser-Agent: hullmark/" HM_VERSION
                     "\nContent-Length: 81\n\n" SARIF "\n");
}

Test(upload, a_header_file_that_is_none, .init = begin, .fini = end)
{
    struct hm_upload_request request = a_request("https://a.test/");
    struct hm_str path = hm_str_c(header_file("X-A: b\ncanary without a colon\n"));

    request.header_files = &path;
    request.n_header_files = 1;
    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_E_USAGE);
    cr_assert_not_null(strstr(err.text, "line 2"));
}

Test(upload, a_header_file_that_is_not_there, .init = begin, .fini = end)
{
    struct hm_upload_request request = a_request("https://a.test/");
    struct hm_str path = HM_S("/nowhere/headers");

    request.header_files = &path;
    request.n_header_files = 1;
    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_E_USAGE);
}

Test(upload, credentials_in_the_url, .init = begin, .fini = end)
{
    struct hm_upload_request request = a_request("https://user:canary@a.test/");

    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_E_USAGE);
}

/* --- over the wire */

static const struct answer {
    const char *name;
    int status;
    const char *body;
    enum hm_status want;
    const char *advice; /* in the message */
} answers[] = {
    { "bad credentials", 401, "{\"message\":\"Bad credentials\"}", HM_E_AUTH, "fresh" },
    { "a fork's token", 403, "{\"message\":\"Resource not accessible by integration\"}", HM_E_AUTH,
      "fork" },
    { "a personal token", 403, "{\"message\":\"Resource not accessible by personal access token\"}",
      HM_E_AUTH, "security_events" },
    { "archived", 403, "{\"message\":\"Repository was archived so is read-only.\"}", HM_E_REFUSED,
      "archived" },
    { "switched off", 403,
      "{\"message\":\"Advanced Security must be enabled for this repository to use code "
      "scanning.\"}",
      HM_E_REFUSED, "turn on" },
    { "default setup", 403,
      "{\"message\":\"CodeQL analyses from advanced configurations cannot be processed when the "
      "default setup is enabled\"}",
      HM_E_REFUSED, "default setup" },
    { "any 403", 403, "{\"message\":\"No\"}", HM_E_AUTH, "security-events" },
    { "no repository", 404, "{\"message\":\"Not Found\"}", HM_E_NOT_FOUND, "GITHUB_REPOSITORY" },
    { "no commit", 422, "{\"message\":\"commit not found\"}", HM_E_NOT_FOUND, "push it first" },
    { "no ref", 422, "{\"message\":\"ref refs/heads/x not found in this repository\"}",
      HM_E_NOT_FOUND, "push it first" },
    { "too large", 413, "{\"message\":\"SARIF ZIP upload is too large\"}", HM_E_LIMIT,
      "too large" },
    { "invalid", 400, "{\"message\":\"Invalid SARIF. JSON syntax error\"}", HM_E_SYNTAX,
      "does not take" },
    { "a proxy's page", 200, "<html>login</html>", HM_E_REFUSED, "API" },
    { "a token in the answer", 400, "{\"message\":\"bad token: canary-token-1\"}", HM_E_SYNTAX,
      "" },
    { "no id", 202, "{}", HM_E_NETWORK, "proxy" },
    { "an odd id", 202, "{\"id\":\"../../user\"}", HM_E_NETWORK, "proxy" },
};

ROWS_OF(upload, answer, answers)

static void
say_it(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    const struct answer *a = ctx;

    (void)n;
    (void)request;
    loopback_say(out, a->status, "", hm_str_c(a->body));
}

static void
serve(loopback_answer *answer, void *ctx)
{
    begin();
    loopback_start(&server, answer, ctx);
    api = hm_arena_printf(&arena, "http://127.0.0.1:%u/api", server.port).p;
}

static void
stop(void)
{
    loopback_stop(&server);
    end();
    loopback_done(&server);
}

ParameterizedTest(size_t *i, upload, answer)
{
    const struct answer *a = &answers[*i];

    serve(say_it, (void *)(uintptr_t)a);
    struct hm_upload_request request = a_request("github");
    enum hm_status status = hm_upload_send(&request, &result, &err);
    cr_assert_eq(status, a->want, "%s: %s", a->name, err.text);
    cr_assert_not_null(strstr(err.text, a->advice), "%s: %s", a->name, err.text);
    cr_assert_eq(server.n, 1u, "%s: sent %zu times", a->name, server.n);
    stop();
}

#define ASKED (HM_UPLOAD_POLLS + 1) /* the upload, and every question */

static const struct {
    const char *polls[3];
    enum hm_status want;
    bool is_pending;
    size_t requests;
} stories[] = {
    { { "{\"processing_status\":\"complete\",\"analyses_url\":\"https://x/1\"}" },
      HM_OK,
      false,
      2 },
    { { "404", "{\"processing_status\":\"pending\"}", "{\"processing_status\":\"complete\"}" },
      HM_OK,
      false,
      4 },
    { { "{\"processing_status\":\"pending\"}" }, HM_OK, true, ASKED },
    { { "403" }, HM_OK, true, ASKED },
    { { "<html>" }, HM_OK, true, ASKED },
    { { "{\"processing_status\":\"failed\",\"errors\":[\"rejecting SARIF, as there are more runs "
        "than allowed (21 > 20)\"]}" },
      HM_E_LIMIT,
      false,
      2 },
    { { "{\"processing_status\":\"failed\",\"errors\":null}" }, HM_E_REFUSED, false, 2 },
};

ROWS_OF(upload, story, stories)

static void
tell(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    const char *const *polls = ctx;
    uint64_t status = 200;

    (void)request;
    if (n == 0) {
        loopback_say(out, 202, "", HM_S("{\"id\":\"47177e22-5596\"}"));
        return;
    }
    size_t i = n - 1;
    while (i > 0 && (i > 2 || polls[i] == NULL)) {
        i--;
    }
    (void)hm_str_to_u64(hm_str_c(polls[i]), 999, &status);
    loopback_say(out, (int)status, "", hm_str_c(polls[i]));
}

ParameterizedTest(size_t *i, upload, story)
{
    serve(tell, (void *)(uintptr_t)stories[*i].polls);
    struct hm_upload_request request = a_request("github");
    enum hm_status status = hm_upload_send(&request, &result, &err);
    cr_assert_eq(status, stories[*i].want, "%zu: %s", *i, err.text);
    cr_assert_eq(result.is_pending, stories[*i].is_pending);
    cr_assert_eq(server.n, stories[*i].requests, "%zu", server.n);
    cr_assert(hm_str_eq(server.requests[1].target,
                        "/api/repos/acme/app/code-scanning/sarifs/47177e22-5596"));
    cr_assert(hm_str_eq(loopback_header(&server.requests[1], "authorization"), "Bearer " CANARY));
    stop();
}

/* What happens to the first requests, and then it is taken. */
static void
fail_twice(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    (void)ctx;
    (void)request;
    if (n == 0) {
        loopback_say(out, 503, "Retry-After: 0\r\n", HM_S("{}"));
    } else if (n > 1) {
        loopback_say(out, 201, "", HM_S("thanks"));
    }
}

Test(upload, put_is_repeated)
{
    serve(fail_twice, NULL);
    struct hm_upload_request request =
        a_request(hm_arena_printf(&arena, "http://127.0.0.1:%u/r", server.port).p);
    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_OK, "%s", err.text);
    cr_assert_eq(server.n, 3u);
    cr_assert(hm_str_eq(server.requests[2].method, "PUT"));
    cr_assert(hm_str_eq(server.requests[2].body, SARIF));
    cr_assert(
        hm_str_eq(loopback_header(&server.requests[2], "content-type"), "application/sarif+json"));
    stop();
}

Test(upload, post_is_not_repeated_when_it_may_have_arrived)
{
    serve(fail_twice, NULL);
    struct hm_upload_request request =
        a_request(hm_arena_printf(&arena, "post:http://127.0.0.1:%u/r", server.port).p);
    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_E_NETWORK);
    cr_assert_eq(server.n, 2u); /* a 503 that says when is no arrival; the cut one may be */
    cr_assert_not_null(strstr(err.text, "may or may not have arrived"));
    cr_assert_eq(loopback_header(&server.requests[1], "idempotency-key").n, 32u);
    stop();
}

static void
say_page(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    (void)ctx;
    (void)n;
    (void)request;
    loopback_say(out, 200, "Content-Type: text/html\r\n", HM_S("<form>log in</form>"));
}

Test(upload, a_page_may_be_a_login)
{
    serve(say_page, NULL);
    struct hm_upload_request request =
        a_request(hm_arena_printf(&arena, "http://127.0.0.1:%u/r", server.port).p);
    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_OK);
    cr_assert_eq(result.notes.n, 1u);
    stop();
}

static void
lead_away(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    char line[100];

    (void)ctx;
    (void)n;
    (void)request;
    (void)snprintf(line, sizeof line, "Location: http://127.0.0.1:%u/x\r\n", other.port);
    loopback_say(out, 307, line, HM_S(""));
}

Test(upload, github_report_and_token_do_not_go_to_another_host)
{
    loopback_start(&other, say_it, NULL);
    serve(lead_away, NULL);
    struct hm_upload_request request = a_request("github");
    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_E_REFUSED);
    loopback_stop(&other);
    cr_assert_eq(other.n, 0u);
    stop();
}

Test(upload, nothing_is_sent_offline)
{
    serve(fail_twice, NULL);
    struct hm_upload_request request = a_request("github");
    request.is_offline = true;
    cr_assert_eq(hm_upload_send(&request, &result, &err), HM_E_REFUSED);
    cr_assert_eq(server.n, 0u);
    stop();
}
