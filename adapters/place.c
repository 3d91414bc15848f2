/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/place.h"

#include <errno.h>
#include <sys/stat.h>

#include "plugin/base/io.h"

#define BASIC_PATH "/usr/local/bin:/usr/bin:/bin"

/* Handed on to tools that talk to anybody. */
static const char *const network_env[] = {
    "HTTP_PROXY",  "HTTPS_PROXY", "NO_PROXY",     "http_proxy",
    "https_proxy", "no_proxy",    "SSL_CERT_DIR", NULL,
};

static const char *const authorities_env[] = { "SSL_CERT_FILE", NULL };

static const char *const login_env[] = { "DOCKER_AUTH_CONFIG", NULL };

static void
add_env(struct hm_arena *arena, struct hm_plan *plan, const char *name, const char *value)
{
    hm_vec_add(arena, &plan->env, hm_arena_printf(arena, "%s=%s", name, value).p);
}

static void
pass_env(struct hm_arena *arena, const struct hm_env *env, struct hm_plan *plan,
         const char *const *names)
{
    for (; names != NULL && *names != NULL; names++) {
        struct hm_str value = hm_env_get(env, *names);
        if (value.n > 0) {
            add_env(arena, plan, *names, value.p);
        }
    }
}

static void
add_registry_env(struct hm_arena *arena, const struct hm_env *env, const struct hm_adapter *adapter,
                 struct hm_plan *plan)
{
    struct hm_str config = hm_env_get(env, "DOCKER_CONFIG");
    struct hm_str home = hm_env_get(env, "HOME");
    struct hm_str path = hm_env_get(env, "PATH");

    if (config.n == 0 && home.n > 0) {
        config = hm_arena_printf(arena, "%.*s/.docker", HM_FMT(home));
    }
    if (config.n > 0) {
        add_env(arena, plan, "DOCKER_CONFIG", config.p);
    }
    /* Credential helpers are programs of the user's. */
    add_env(arena, plan, "PATH", path.n == 0 ? BASIC_PATH : path.p);
    pass_env(arena, env, plan, login_env);
    pass_env(arena, env, plan, adapter->registry_env);
}

void
hm_place_env(struct hm_arena *arena, const struct hm_env *env, const struct hm_adapter *adapter,
             const char *dir, const char *ca_file, struct hm_plan *plan)
{
    if (plan->needs_registry) {
        add_registry_env(arena, env, adapter, plan);
    } else {
        add_env(arena, plan, "PATH", BASIC_PATH);
    }
    if (plan->needs_registry || plan->needs_server) {
        pass_env(arena, env, plan, network_env);
        if (ca_file != NULL) {
            add_env(arena, plan, authorities_env[0], ca_file);
        } else {
            pass_env(arena, env, plan, authorities_env);
        }
    }
    if (plan->needs_server) {
        pass_env(arena, env, plan, adapter->server_env);
    }
    add_env(arena, plan, "HOME", hm_arena_printf(arena, "%s/home", dir).p);
    add_env(arena, plan, "TMPDIR", hm_arena_printf(arena, "%s/tmp", dir).p);
    add_env(arena, plan, "LANG", "C.UTF-8");
    add_env(arena, plan, "TZ", "UTC");
    add_env(arena, plan, "NO_COLOR", "1");
    hm_vec_add(arena, &plan->env, NULL);
}

static enum hm_status
make_folder(const char *path, struct hm_err *reterr)
{
    if (mkdir(path, 0700) < 0 && errno != EEXIST) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", path, strerror(errno));
    }
    return HM_OK;
}

static enum hm_status
make_file(struct hm_arena *arena, const char *dir, const struct hm_plan_file *file,
          struct hm_err *reterr)
{
    const char *path = hm_arena_printf(arena, "%s/%s", dir, file->name).p;
    struct hm_str folder = hm_str_dirname(hm_str_c(file->name));

    if (folder.n > 0) {
        enum hm_status status =
            make_folder(hm_arena_printf(arena, "%s/%.*s", dir, HM_FMT(folder)).p, reterr);
        if (status != HM_OK) {
            return status;
        }
    }
    if (file->link_to == NULL) {
        return hm_write_file(path, file->content, reterr);
    }
    if (symlink(file->link_to, path) < 0) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", path, strerror(errno));
    }
    return HM_OK;
}

enum hm_status
hm_place_make(struct hm_arena *arena, const char *dir, const struct hm_plan *plan,
              struct hm_err *reterr)
{
    static const char *const names[] = { "", "/home", "/tmp", "/work" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        enum hm_status status =
            make_folder(hm_arena_printf(arena, "%s%s", dir, names[i]).p, reterr);
        if (status != HM_OK) {
            return status;
        }
    }
    for (size_t i = 0; i < plan->files.n; i++) {
        enum hm_status status = make_file(arena, dir, &plan->files.p[i], reterr);
        if (status != HM_OK) {
            return status;
        }
    }
    return HM_OK;
}
