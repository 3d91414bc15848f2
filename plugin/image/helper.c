/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/helper.h"

#include "plugin/base/arena.h"
#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/json.h"
#include "plugin/base/process.h"
#include "plugin/base/program.h"

enum {
    NAME_MAX_BYTES = 64,
};

/* What helpers find their own secrets by; nothing else of our environment is theirs. */
static const char *const handed_on[] = {
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "LANG",
    "DOCKER_CONFIG",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "GNUPGHOME",
    "GPG_TTY",
    "PASSWORD_STORE_DIR",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_SDK_LOAD_CONFIG",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_CA_BUNDLE",
    "AWS_ECR_CACHE_DIR",
    "AWS_ECR_DISABLE_CACHE",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "CLOUDSDK_CONFIG",
    "AZURE_CONFIG_DIR",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_TENANT_ID",
    "AZURE_FEDERATED_TOKEN_FILE",
    "AZURE_AUTHORITY_HOST",
    "IDENTITY_ENDPOINT",
    "IDENTITY_HEADER",
};

/* A plain name, so that nothing else than a helper of PATH can be meant. */
static bool
is_name(struct hm_str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!hm_is_alpha(c) && !hm_is_digit(c) && c != '-' && c != '_' && c != '.') {
            return false;
        }
    }
    return name.n > 0 && name.n <= NAME_MAX_BYTES && name.p[0] != '.';
}

/* The environment, as execve(2) takes it; its values may be secret. */
static const char *const *
make_env(const struct hm_env *env, struct hm_arena *arena)
{
    const char **list =
        hm_arena_new(arena, const char *, sizeof handed_on / sizeof handed_on[0] + 1);
    size_t n = 0;

    for (size_t i = 0; i < sizeof handed_on / sizeof handed_on[0]; i++) {
        struct hm_str value = hm_env_get(env, handed_on[i]);
        if (value.n > 0) {
            list[n++] = hm_arena_printf(arena, "%s=%.*s", handed_on[i], HM_FMT(value)).p;
        }
    }
    return list;
}

static void
wipe_env(const char *const *list)
{
    for (size_t i = 0; list[i] != NULL; i++) {
        hm_wipe((char *)(uintptr_t)list[i], strlen(list[i]));
    }
}

static enum hm_status
take(const json_t *document, const char *member, struct hm_buf *ret, struct hm_err *reterr)
{
    struct hm_json root = hm_json_root(document);
    struct hm_str text = { 0 };
    enum hm_status status = hm_json_need_str(&root, member, &text, reterr);

    if (status == HM_OK) {
        ret->is_secret = true;
        hm_buf_clear(ret);
        hm_buf_add(ret, text);
        hm_wipe((char *)(uintptr_t)text.p, text.n);
    }
    return status;
}

enum hm_status
hm_helper_read(struct hm_str answer, struct hm_buf *ret_user, struct hm_buf *ret_secret,
               struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    enum hm_status status = hm_json_parse(answer, &document, reterr);

    if (status == HM_OK) {
        status = take(document, "Secret", ret_secret, reterr);
    }
    if (status == HM_OK) {
        status = take(document, "Username", ret_user, reterr);
    }
    if (status == HM_OK && (ret_user->n == 0 || ret_secret->n == 0)) {
        status = hm_err_set(reterr, HM_E_SYNTAX, "the name or the secret is empty");
    }
    return status;
}

/* All helpers say this, on standard output, and exit 1. */
static bool
says_none(struct hm_str answer)
{
    answer = hm_str_trim(answer);
    return hm_str_eq(answer, "credentials not found in native keychain") ||
           hm_str_starts(answer, "credentials not found");
}

static enum hm_status
judge(const struct hm_process_result *result, struct hm_buf *ret_user, struct hm_buf *ret_secret,
      struct hm_err *reterr)
{
    switch (result->end) {
    case HM_PROCESS_EXITED:
        break;
    case HM_PROCESS_TIMED_OUT:
        return hm_err_set(reterr, HM_E_TIMEOUT, "no answer within %d s", HM_HELPER_MS / 1000);
    case HM_PROCESS_FLOODED:
        return hm_err_set(reterr, HM_E_LIMIT, "it answers more than %d KiB",
                          HM_HELPER_LIMIT / 1024);
    case HM_PROCESS_CANCELLED:
        return hm_err_set(reterr, HM_E_REFUSED, "stopped before its answer");
    case HM_PROCESS_NOT_STARTED:
        return hm_err_set(reterr, HM_E_TOOL, "it cannot be started: %s", strerror(result->code));
    default:
        return hm_err_set(reterr, HM_E_TOOL, "it ended without an answer");
    }
    if (result->code == 0) {
        enum hm_status status =
            hm_helper_read(hm_buf_str(&result->out), ret_user, ret_secret, reterr);
        return status == HM_OK ? HM_OK : hm_err_prefix(reterr, "its answer");
    }
    if (says_none(hm_buf_str(&result->out))) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "it knows no credentials for this registry");
    }
    return hm_err_set(reterr, HM_E_TOOL, "it exits with %d; run `docker login` again?",
                      result->code);
}

static enum hm_status
run(const struct hm_helper_question *question, const char *path, const char *program,
    struct hm_buf *ret_user, struct hm_buf *ret_secret, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const char *const argv[] = { program, "get", NULL };
    const char *const *env = make_env(question->env, &arena);
    struct hm_process_set *set = hm_process_set_new(1, question->stop);

    (void)hm_process_add(set, &(struct hm_process_spec){
                                  .path = path,
                                  .argv = argv,
                                  .env = env,
                                  .cwd = "/",
                                  .input = question->server,
                                  .timeout_ms = HM_HELPER_MS,
                                  .out_limit = HM_HELPER_LIMIT,
                                  .has_secret_output = true,
                              });
    hm_process_run(set);
    enum hm_status status = judge(hm_process_result(set, 0), ret_user, ret_secret, reterr);
    hm_process_set_free(set);
    wipe_env(env);
    return status;
}

enum hm_status
hm_helper_ask(const struct hm_helper_question *question, struct hm_buf *ret_user,
              struct hm_buf *ret_secret, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf path = { 0 };
    hm_auto_buf struct hm_buf program = { 0 };

    if (!is_name(question->name)) {
        return hm_err_set(reterr, HM_E_USAGE, "\"%.*s\" is no name of a credential helper",
                          HM_FMT(hm_str_sub(question->name, 0, NAME_MAX_BYTES)));
    }
    hm_buf_printf(&program, "docker-credential-%.*s", HM_FMT(question->name));
    if (!hm_program_find(hm_env_get(question->env, "PATH"), program.p, &path)) {
        return hm_err_set(reterr, HM_E_USAGE, "%s: it is not in PATH", program.p);
    }
    enum hm_status status = run(question, path.p, program.p, ret_user, ret_secret, reterr);
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "%s", program.p);
    }
    return status;
}
