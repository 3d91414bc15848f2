/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/credentials.h"

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/io.h"
#include "plugin/base/json.h"
#include "plugin/image/helper.h"

void
hm_credentials_done(struct hm_credentials *credentials)
{
    hm_buf_done(&credentials->user);
    hm_buf_done(&credentials->password);
    hm_buf_done(&credentials->identity_token);
    hm_buf_done(&credentials->registry_token);
}

/* Whose credentials are looked for. */
struct search {
    struct hm_arena *arena;
    const struct hm_env *env;
    struct hm_str registry;
    struct hm_str repository;
    const volatile sig_atomic_t *stop;
    struct hm_credentials *c;
};

/* jansson frees strings as they are. */
static void
wipe_json(json_t *value)
{
    const char *key = NULL;
    json_t *child = NULL;
    size_t i = 0;

    if (json_is_string(value)) {
        hm_wipe((char *)(uintptr_t)json_string_value(value), json_string_length(value));
    } else if (json_is_object(value)) {
        json_object_foreach (value, key, child) {
            wipe_json(child);
        }
    } else if (json_is_array(value)) {
        json_array_foreach (value, i, child) {
            wipe_json(child);
        }
    }
}

/* "https://index.docker.io/v1/" → "index.docker.io" and what is below it that counts. */
static struct hm_str
host_of_key(struct hm_str key, struct hm_str *ret_path)
{
    static const char *const versions[] = { "v1", "v1/", "v2", "v2/", "" };

    if (hm_str_starts(key, "https://")) {
        key = hm_str_from(key, 8);
    } else if (hm_str_starts(key, "http://")) {
        key = hm_str_from(key, 7);
    }
    size_t slash = hm_str_find(key, '/');
    *ret_path = hm_str_from(key, slash + 1);
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        if (hm_str_eq(*ret_path, versions[i])) {
            ret_path->n = 0;
        }
    }
    return hm_str_sub(key, 0, slash);
}

static bool
is_hub(struct hm_str host)
{
    return hm_str_eq(host, "docker.io") || hm_str_eq(host, "index.docker.io") ||
           hm_str_eq(host, "registry-1.docker.io");
}

/* How closely a key fits, 0 for not at all. Podman's keys may go down to a repository. */
static size_t
fit(struct hm_str key, struct hm_str registry, struct hm_str repository)
{
    struct hm_str path = { 0 };
    struct hm_str host = host_of_key(key, &path);
    bool is_host = hm_str_eq_nocase(host, registry) || (is_hub(host) && is_hub(registry));
    bool is_path = path.n == 0 || (hm_str_is(hm_str_sub(repository, 0, path.n), path) &&
                                   (repository.n == path.n || repository.p[path.n] == '/'));

    return is_host && is_path ? 1 + path.n : 0;
}

static void
set(struct hm_buf *buf, struct hm_str text)
{
    buf->is_secret = true;
    hm_buf_clear(buf);
    hm_buf_add(buf, text);
}

/* auth = base64(user:password) */
static enum hm_status
read_auth(const struct hm_json *at, struct hm_str auth, struct hm_credentials *c,
          struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf plain = { .is_secret = true };

    if (!hm_unbase64_add(&plain, auth)) {
        return hm_json_error(at, reterr, "`auth` is not base64");
    }
    struct hm_str text = hm_buf_str(&plain);
    size_t colon = hm_str_find(text, ':');
    if (colon == text.n) {
        return hm_json_error(at, reterr, "`auth` is not user:password");
    }
    while (text.p[text.n - 1] == '\0') {
        text.n--;
    }
    set(&c->user, hm_str_sub(text, 0, colon));
    set(&c->password, hm_str_from(text, colon + 1));
    return HM_OK;
}

/* The user "<token>" says that the password is an identity token. */
static void
move_token(struct hm_credentials *c)
{
    if (hm_str_eq(hm_buf_str(&c->user), "<token>")) {
        set(&c->identity_token, hm_buf_str(&c->password));
        set(&c->user, (struct hm_str){ 0 });
        set(&c->password, (struct hm_str){ 0 });
    }
}

static enum hm_status
read_entry(const struct hm_json *at, struct hm_credentials *c, struct hm_err *reterr)
{
    struct hm_str auth = { 0 };
    struct hm_str user = { 0 };
    struct hm_str password = { 0 };
    struct hm_str identity = { 0 };
    struct hm_str token = { 0 };
    enum hm_status status = hm_json_may_str(at, "auth", &auth, reterr);

    if (status == HM_OK) {
        status = hm_json_may_str(at, "username", &user, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_may_str(at, "password", &password, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_may_str(at, "identitytoken", &identity, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_may_str(at, "registrytoken", &token, reterr);
    }
    if (status == HM_OK && auth.n > 0) {
        status = read_auth(at, auth, c, reterr);
    } else if (status == HM_OK) {
        set(&c->user, user);
        set(&c->password, password);
    }
    if (status == HM_OK) {
        set(&c->identity_token, identity);
        set(&c->registry_token, token);
    }
    if (status == HM_OK) {
        move_token(c);
    }
    return status;
}

static enum hm_status
read_auths(const struct search *search, const struct hm_json *root, struct hm_err *reterr)
{
    struct hm_json auths = { 0 };
    struct hm_json best = { 0 };
    size_t best_fit = 0;
    const char *key = NULL;
    json_t *value = NULL;
    enum hm_status status = hm_json_may(root, "auths", JSON_OBJECT, &auths, reterr);

    if (status != HM_OK || auths.value == NULL) {
        return status;
    }
    json_object_foreach ((json_t *)(uintptr_t)auths.value, key, value) {
        size_t how = fit(hm_str_c(key), search->registry, search->repository);
        if (how > best_fit) {
            best_fit = how;
            best = (struct hm_json){ .value = value, .up = &auths, .key = key };
        }
    }
    return best_fit == 0 ? HM_OK : read_entry(&best, search->c, reterr);
}

/* Asks the helper that the configuration names for the registry. It is asked by the key that the
 * configuration uses, for that is what `docker login` told it. */
static void
ask_helper(const struct search *search, struct hm_str name, struct hm_str key)
{
    struct hm_credentials *c = search->c;
    struct hm_err err = { 0 };
    const struct hm_helper_question question = {
        .env = search->env,
        .name = name,
        .server = key.n > 0                  ? key
                  : is_hub(search->registry) ? HM_S("https://index.docker.io/v1/")
                                             : search->registry,
        .stop = search->stop,
    };
    enum hm_status status = hm_helper_ask(&question, &c->user, &c->password, &err);

    if (status == HM_OK) {
        move_token(c);
        return;
    }
    set(&c->user, (struct hm_str){ 0 });
    set(&c->password, (struct hm_str){ 0 });
    if (status != HM_E_NOT_FOUND && c->failure.n == 0) {
        c->failure = hm_arena_str(search->arena, hm_str_c(err.text));
    }
}

static enum hm_status
read_helper(const struct search *search, const struct hm_json *root, struct hm_err *reterr)
{
    struct hm_json helpers = { 0 };
    struct hm_str name = { 0 };
    struct hm_str asked_as = { 0 };
    const char *key = NULL;
    json_t *value = NULL;
    enum hm_status status = hm_json_may(root, "credHelpers", JSON_OBJECT, &helpers, reterr);

    if (status == HM_OK) {
        status = hm_json_may_str(root, "credsStore", &name, reterr);
    }
    if (status == HM_OK && helpers.value != NULL) {
        json_object_foreach ((json_t *)(uintptr_t)helpers.value, key, value) {
            if (fit(hm_str_c(key), search->registry, (struct hm_str){ 0 }) == 0) {
                continue;
            }
            struct hm_json entry = { .value = value, .up = &helpers, .key = key };
            HM_TRY(hm_json_expect(&entry, JSON_STRING, reterr));
            name = hm_json_text(&entry); /* "": this one has no helper */
            asked_as = is_hub(search->registry) ? asked_as : hm_str_c(key);
        }
    }
    if (status == HM_OK && name.n > 0) {
        ask_helper(search, name, asked_as);
    }
    return status;
}

static enum hm_status
read_config(const struct search *search, struct hm_str text, struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    enum hm_status status = hm_json_parse(text, &document, reterr);
    struct hm_json root = hm_json_root(document);

    if (status == HM_OK) {
        status = read_helper(search, &root, reterr);
    }
    if (status == HM_OK && !hm_credentials_are_there(search->c)) {
        status = read_auths(search, &root, reterr);
    }
    wipe_json(document);
    return status;
}

static enum hm_status
read_file(const struct search *search, struct hm_str path, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { .is_secret = true };
    enum hm_status status = hm_read_file(AT_FDCWD, path.p, HM_CREDENTIALS_LIMIT, &text, reterr);

    if (status == HM_E_NOT_FOUND) {
        return HM_OK;
    }
    if (status == HM_OK) {
        status = read_config(search, hm_buf_str(&text), reterr);
        if (status != HM_OK) {
            (void)hm_err_prefix(reterr, "%s", path.p);
        }
    }
    return status;
}

/* The file of a variable's folder; empty when the variable is not set. */
static struct hm_str
below(struct hm_arena *arena, const struct hm_env *env, const char *variable, const char *file)
{
    struct hm_str dir = hm_env_get(env, variable);

    return dir.n == 0 ? dir : hm_arena_printf(arena, "%.*s%s", HM_FMT(dir), file);
}

enum hm_status
hm_credentials_find(struct hm_arena *arena, const struct hm_env *env, struct hm_str registry,
                    struct hm_str repository, const volatile sig_atomic_t *stop,
                    struct hm_credentials *ret_credentials, struct hm_err *reterr)
{
    struct hm_credentials c = { 0 };
    const struct search search = {
        .arena = arena,
        .env = env,
        .registry = registry,
        .repository = repository,
        .stop = stop,
        .c = &c,
    };
    struct hm_str inlined = hm_env_get(env, "DOCKER_AUTH_CONFIG");
    enum hm_status status = HM_OK;
    struct hm_str files[] = {
        below(arena, env, "REGISTRY_AUTH_FILE", ""),
        hm_env_get(env, "DOCKER_CONFIG").n > 0 ? below(arena, env, "DOCKER_CONFIG", "/config.json")
                                               : below(arena, env, "HOME", "/.docker/config.json"),
        below(arena, env, "XDG_RUNTIME_DIR", "/containers/auth.json"),
        below(arena, env, "HOME", "/.config/containers/auth.json"),
    };

    if (inlined.n > 0) {
        status = read_config(&search, inlined, reterr);
        if (status != HM_OK) {
            (void)hm_err_prefix(reterr, "DOCKER_AUTH_CONFIG");
        }
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0] && status == HM_OK; i++) {
        if (files[i].n > 0 && !hm_credentials_are_there(&c)) {
            status = read_file(&search, files[i], reterr);
        }
    }
    if (status != HM_OK) {
        hm_credentials_done(&c);
        return status;
    }
    *ret_credentials = c;
    return HM_OK;
}
