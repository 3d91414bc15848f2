/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/token.h"

#include "plugin/base/crypto.h"
#include "plugin/base/json.h"
#include "plugin/model/redact.h"

enum {
    TOKEN_LIMIT = 256 * 1024, /* bytes of a token server's answer */
    REASON_LIMIT = 160,
};

void
hm_token_add_reason(struct hm_buf *buf, struct hm_str body)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_json json_t *document = NULL;
    const char *code = NULL;
    const char *message = NULL;

    if (hm_json_parse(body, &document, NULL) != HM_OK) {
        return;
    }
    const json_t *error = json_array_get(json_object_get(document, "errors"), 0);
    code = json_string_value(json_object_get(error, "code"));
    message = json_string_value(json_object_get(error, "message"));
    if (message == NULL) {
        message = json_string_value(json_object_get(document, "details"));
    }
    struct hm_str text = hm_arena_printf(&arena, "%s%s%s", code == NULL ? "" : code,
                                         code == NULL || message == NULL ? "" : ": ",
                                         message == NULL ? "" : message);
    text = hm_str_sub(hm_redact(&arena, text), 0, REASON_LIMIT);
    if (text.n > 0) {
        hm_buf_printf(buf, " (%.*s)", HM_FMT(text));
    }
}

static void
set_basic(const struct hm_credentials *c, struct hm_buf *out)
{
    hm_auto_buf struct hm_buf plain = { .is_secret = true };

    hm_buf_add(&plain, hm_buf_str(&c->user));
    hm_buf_putc(&plain, ':');
    hm_buf_add(&plain, hm_buf_str(&c->password));
    hm_buf_clear(out);
    hm_buf_puts(out, "Basic ");
    hm_base64_add(out, hm_buf_str(&plain));
}

/* What the registry asks for, if that is no more than to pull; some serve a repository under
 * another name than the one in the URL. */
static struct hm_str
scope_of(struct hm_arena *arena, const struct hm_challenge *challenge, struct hm_str repository)
{
    struct hm_str scope = challenge->scope;

    if (hm_str_starts(scope, "repository:") && hm_str_ends(scope, ":pull") &&
        hm_str_find(scope, ' ') == scope.n) {
        return scope;
    }
    return hm_arena_printf(arena, "repository:%.*s:pull", HM_FMT(repository));
}

static enum hm_status
read_token(const struct hm_http_response *response, struct hm_buf *out, struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    enum hm_status status = hm_json_parse(hm_buf_str(&response->body), &document, reterr);
    const json_t *token = NULL;

    if (status == HM_OK) {
        token = json_object_get(document, "token");
        token = json_string_length(token) > 0 ? token : json_object_get(document, "access_token");
        if (json_string_length(token) == 0) {
            status = hm_err_set(reterr, HM_E_AUTH, "there is no token in it");
        }
    }
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "%.*s: the token server's answer", HM_FMT(response->origin));
        return HM_E_AUTH;
    }
    hm_buf_clear(out);
    hm_buf_puts(out, "Bearer ");
    hm_buf_add(out, hm_str_make(json_string_value(token), json_string_length(token)));
    hm_wipe((char *)(uintptr_t)json_string_value(token), json_string_length(token));
    return HM_OK;
}

static enum hm_status
judge(const struct hm_http_response *response, const struct hm_credentials *c, struct hm_buf *out,
      struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf reason = { 0 };

    if (response->status == 200) {
        return read_token(response, out, reterr);
    }
    hm_token_add_reason(&reason, hm_buf_str(&response->body));
    if (c->failure.n > 0) {
        hm_buf_printf(&reason, "; there are no credentials: %.*s", HM_FMT(c->failure));
    }
    if (response->status == 401 || response->status == 403) {
        return hm_err_set(reterr, HM_E_AUTH, "%.*s: the token server refuses%s (%ld)%s",
                          HM_FMT(response->origin),
                          hm_credentials_are_there(c) ? " the credentials" : "", response->status,
                          reason.n > 0 ? reason.p : "");
    }
    return hm_err_set(reterr, HM_E_NETWORK, "%.*s: the token server answers %ld%s",
                      HM_FMT(response->origin), response->status, reason.n > 0 ? reason.p : "");
}

/* An identity token is exchanged by POST. */
static enum hm_status
exchange(struct hm_http *http, struct hm_arena *arena, struct hm_str realm, struct hm_str service,
         struct hm_str scope, const struct hm_credentials *c, struct hm_http_response *response,
         struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf form = { .is_secret = true };
    const struct hm_http_header type = { HM_STR("Content-Type"),
                                         HM_STR("application/x-www-form-urlencoded") };
    struct hm_str service_text = hm_url_encode(arena, service, false);
    struct hm_str scope_text = hm_url_encode(arena, scope, false);
    struct hm_str token = hm_url_encode(arena, hm_buf_str(&c->identity_token), false);

    hm_buf_printf(&form,
                  "grant_type=refresh_token&client_id=hullmark&service=%.*s&scope=%.*s"
                  "&refresh_token=",
                  HM_FMT(service_text), HM_FMT(scope_text));
    hm_buf_add(&form, token);
    hm_wipe((char *)(uintptr_t)token.p, token.n);
    const struct hm_http_request request = {
        .method = "POST",
        .url = realm,
        .headers = &type,
        .n_headers = 1,
        .body = hm_buf_str(&form),
        .limit = TOKEN_LIMIT,
        .is_repeatable = true,
        .has_secret_reply = true,
    };
    return hm_http_send(http, &request, response, reterr);
}

static enum hm_status
get(struct hm_http *http, struct hm_arena *arena, struct hm_str realm, struct hm_str service,
    struct hm_str scope, const struct hm_credentials *c, struct hm_http_response *response,
    struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf basic = { .is_secret = true };
    struct hm_str service_text = hm_url_encode(arena, service, false);
    struct hm_str scope_text = hm_url_encode(arena, scope, false);

    if (c->user.n > 0) {
        set_basic(c, &basic);
    }
    const struct hm_http_header authorization = { HM_STR("Authorization"), hm_buf_str(&basic) };
    const struct hm_http_request request = {
        .method = "GET",
        .url = hm_arena_printf(arena, "%.*s%cservice=%.*s&scope=%.*s", HM_FMT(realm),
                               hm_str_find(realm, '?') < realm.n ? '&' : '?', HM_FMT(service_text),
                               HM_FMT(scope_text)),
        .headers = &authorization,
        .n_headers = basic.n > 0 ? 1 : 0,
        .limit = TOKEN_LIMIT,
        .has_secret_reply = true,
    };
    return hm_http_send(http, &request, response, reterr);
}

static enum hm_status
fetch_token(struct hm_http *http, const struct hm_token_request *request,
            const struct hm_challenge *challenge, struct hm_buf *out, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_response struct hm_http_response response = { 0 };
    const struct hm_credentials *c = request->credentials;
    struct hm_str scope = scope_of(&arena, challenge, request->repository);
    struct hm_url realm = { 0 };
    enum hm_status status = hm_url_parse(&arena, challenge->realm, &realm, reterr);

    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "%.*s names as its token server",
                            HM_FMT(request->registry->host));
        return HM_E_AUTH;
    }
    status = hm_challenge_check_realm(request->registry, &realm, reterr);
    if (status == HM_OK && c->identity_token.n > 0) {
        status =
            exchange(http, &arena, realm.text, challenge->service, scope, c, &response, reterr);
        if (status == HM_OK && response.status != 404 && response.status != 405) {
            return judge(&response, c, out, reterr);
        }
    }
    if (status == HM_OK) {
        status = get(http, &arena, realm.text, challenge->service, scope, c, &response, reterr);
    }
    return status == HM_OK ? judge(&response, c, out, reterr) : status;
}

/* The challenge of a scheme among all WWW-Authenticate headers. */
static bool
find_challenge(struct hm_arena *arena, const struct hm_http_response *response, const char *scheme,
               struct hm_challenge *ret)
{
    for (size_t i = 0; i < response->headers.n; i++) {
        struct hm_challenge found[HM_CHALLENGES];
        if (!hm_str_eq_nocase(response->headers.p[i].name, HM_S("www-authenticate"))) {
            continue;
        }
        size_t n = hm_challenge_parse(arena, response->headers.p[i].value, found);
        for (size_t k = 0; k < n; k++) {
            if (hm_str_eq_nocase(found[k].scheme, hm_str_c(scheme))) {
                *ret = found[k];
                return true;
            }
        }
    }
    return false;
}

static enum hm_status
say_login(struct hm_arena *arena, const struct hm_token_request *request, struct hm_err *reterr)
{
    struct hm_str failure = request->credentials->failure;
    struct hm_str host = hm_url_host(arena, request->registry);

    if (failure.n > 0) {
        return hm_err_set(reterr, HM_E_AUTH,
                          "%.*s asks for credentials, which the configuration leaves to a helper "
                          "that gives none: %.*s",
                          HM_FMT(host), HM_FMT(failure));
    }
    return hm_err_set(reterr, HM_E_AUTH,
                      "%.*s asks for credentials; log in with `docker login` or `podman login`, or "
                      "give them in $DOCKER_AUTH_CONFIG",
                      HM_FMT(host));
}

enum hm_status
hm_token_answer(struct hm_http *http, const struct hm_token_request *request,
                const struct hm_http_response *response, struct hm_buf *ret_authorization,
                struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_credentials *c = request->credentials;
    struct hm_challenge challenge = { 0 };

    ret_authorization->is_secret = true;
    if (find_challenge(&arena, response, "Bearer", &challenge)) {
        if (c->registry_token.n > 0) {
            hm_buf_clear(ret_authorization);
            hm_buf_puts(ret_authorization, "Bearer ");
            hm_buf_add(ret_authorization, hm_buf_str(&c->registry_token));
            return HM_OK;
        }
        return fetch_token(http, request, &challenge, ret_authorization, reterr);
    }
    if (!find_challenge(&arena, response, "Basic", &challenge)) {
        return hm_err_set(reterr, HM_E_AUTH,
                          "%.*s answers 401 but names no way to log in that is known here (Basic, "
                          "Bearer)",
                          HM_FMT(request->registry->host));
    }
    if (c->user.n == 0) {
        return say_login(&arena, request, reterr);
    }
    set_basic(c, ret_authorization);
    return HM_OK;
}
