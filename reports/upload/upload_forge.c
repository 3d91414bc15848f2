/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/upload/upload_forge.h"

enum {
    API_LIMIT = 512, /* bytes of an API's URL */
};

/* The parts of an API from a variable's @p base and the @p path of a project. */
static enum hm_status
join(struct hm_arena *arena, struct hm_str base, struct hm_str path, const char *variable,
     struct hm_upload_api *ret, struct hm_err *reterr)
{
    struct hm_url url = { 0 };

    base = hm_str_sub(base, 0, API_LIMIT);
    while (hm_str_ends(base, "/")) {
        base.n--;
    }
    struct hm_str text = hm_arena_printf(arena, "%.*s%.*s", HM_FMT(base), HM_FMT(path));
    if (hm_url_parse(arena, text, &url, reterr) != HM_OK || url.query.n > 0) {
        (void)hm_err_prefix(reterr, "%s", variable);
        return HM_E_USAGE;
    }
    ret->project = url.text;
    ret->base = hm_str_sub(url.text, 0, url.text.n - path.n);
    return HM_OK;
}

/* OWNER/NAME of the characters that GitHub has in them. */
static bool
is_repository(struct hm_str s)
{
    size_t slash = hm_str_find(s, '/');

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool is_name = hm_is_alpha(c) || hm_is_digit(c) || c == '.' || c == '_' || c == '-';
        if (!is_name && i != slash) {
            return false;
        }
    }
    struct hm_str name = hm_str_from(s, slash + 1);
    return slash > 0 && name.n > 0 && s.n < 200 && !hm_str_eq(name, ".") && !hm_str_eq(name, "..");
}

const char *const hm_upload_github_variables[] = { "GITHUB_API_URL", "GITHUB_REPOSITORY",
                                                   "GITHUB_WORKSPACE", NULL };

enum hm_status
hm_upload_github_api(struct hm_arena *arena, const struct hm_env *env, struct hm_upload_api *ret,
                     struct hm_err *reterr)
{
    struct hm_str api = hm_env_get(env, "GITHUB_API_URL");
    struct hm_str repository = hm_env_get(env, "GITHUB_REPOSITORY");

    if (repository.n == 0) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "the repository is not known: outside GitHub Actions set "
                          "GITHUB_REPOSITORY to OWNER/NAME");
    }
    if (!is_repository(repository)) {
        return hm_err_set(reterr, HM_E_USAGE, "GITHUB_REPOSITORY is not OWNER/NAME");
    }
    return join(arena, api.n > 0 ? api : HM_S("https://api.github.com"),
                hm_arena_printf(arena, "/repos/%.*s", HM_FMT(repository)), "GITHUB_API_URL", ret,
                reterr);
}

enum hm_status
hm_upload_github_headers(const struct hm_upload_request *request, const char *permission,
                         struct hm_upload_plan *plan, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf bearer = { .is_secret = true };
    struct hm_str token = hm_env_get(&request->env, "GITHUB_TOKEN");

    if (token.n == 0 && !request->is_dry_run) {
        return hm_err_set(reterr, HM_E_AUTH,
                          "there is no token: hand GITHUB_TOKEN to the step (env: GITHUB_TOKEN: "
                          "${{ github.token }}) and give the job the permission %s",
                          permission);
    }
    hm_buf_puts(&bearer, "Bearer ");
    hm_buf_add(&bearer, hm_str_trim(token));
    (void)hm_upload_add_header(plan, "Accept", HM_S("application/vnd.github+json"), false);
    (void)hm_upload_add_header(plan, "Authorization", hm_buf_str(&bearer), true);
    (void)hm_upload_add_header(plan, "X-GitHub-Api-Version", HM_S("2022-11-28"), false);
    (void)hm_upload_add_header(plan, "Content-Type", HM_S("application/json"), false);
    return HM_OK;
}

/* --- GitLab --- */

/* A number, or group/sub/name, which GitLab takes with its slashes as %2F. */
static bool
add_project(struct hm_buf *buf, struct hm_str id)
{
    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];
        if (c == '/') {
            hm_buf_puts(buf, "%2F");
        } else if (hm_is_alpha(c) || hm_is_digit(c) || c == '.' || c == '_' || c == '-') {
            hm_buf_putc(buf, c);
        } else {
            return false;
        }
    }
    return id.n > 0 && id.n < 256 && !hm_str_eq(id, ".") && !hm_str_eq(id, "..");
}

enum hm_status
hm_upload_gitlab_api(struct hm_arena *arena, const struct hm_env *env, const char *variable,
                     struct hm_upload_api *ret, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf path = { 0 };
    struct hm_str api = hm_env_get(env, "CI_API_V4_URL");

    if (api.n == 0) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "GitLab's address is not known: outside a GitLab job set CI_API_V4_URL "
                          "(https://gitlab.com/api/v4) and %s",
                          variable);
    }
    hm_buf_puts(&path, "/projects/");
    if (!add_project(&path, hm_env_get(env, variable))) {
        return hm_err_set(reterr, HM_E_USAGE, "%s is not a project's number or path", variable);
    }
    return join(arena, api, hm_buf_str(&path), "CI_API_V4_URL", ret, reterr);
}

enum hm_status
hm_upload_gitlab_headers(const struct hm_upload_request *request, struct hm_upload_plan *plan,
                         struct hm_err *reterr)
{
    struct hm_str token = hm_str_trim(hm_env_get(&request->env, "GITLAB_TOKEN"));

    if (token.n == 0 && !request->is_dry_run) {
        return hm_err_set(reterr, HM_E_AUTH,
                          "there is no token: make a project access token with the scope api, and "
                          "hand it to the job as the masked variable GITLAB_TOKEN (CI_JOB_TOKEN "
                          "may write neither notes nor statuses)");
    }
    (void)hm_upload_add_header(plan, "PRIVATE-TOKEN", token, true);
    (void)hm_upload_add_header(plan, "Content-Type", HM_S("application/json"), false);
    return HM_OK;
}

const struct hm_upload_advice hm_upload_gitlab_advices[] = {
    { 401, NULL, HM_E_AUTH,
      "the token is not valid (expired, revoked, or of another server): make a project access "
      "token with the scope api and hand it to the job as GITLAB_TOKEN" },
    { 403, "insufficient_scope", HM_E_AUTH, "the token needs the scope api" },
    { 403, "higher privileges", HM_E_AUTH, "the token needs the scope api" },
    { 403, NULL, HM_E_AUTH,
      "the token may not write here: it needs the scope api and at least the role Developer (a "
      "note: Reporter), and the project must not be archived" },
    { 404, NULL, HM_E_NOT_FOUND,
      "there is no such project, merge request or commit for this token: protected variables are "
      "not handed to pipelines of unprotected branches, and a token of a fork sees the fork only" },
    { 413, NULL, HM_E_LIMIT, "the report is too large" },
    { 429, NULL, HM_E_NETWORK, "the server limits requests: try again later" },
};

const size_t hm_upload_gitlab_advice_count =
    sizeof hm_upload_gitlab_advices / sizeof hm_upload_gitlab_advices[0];
