/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/change/ci.h"

#include "plugin/base/git.h"

enum {
    BRANCH_LIMIT = 255,
};

/* What git takes for the name of a branch, and less. */
static bool
is_branch(struct hm_str name)
{
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] <= ' ' || name.p[i] == 0x7f || strchr("~^:?*[\\", name.p[i]) != NULL) {
            return false;
        }
    }
    return name.n > 0 && name.n <= BRANCH_LIMIT && name.p[0] != '-' && name.p[0] != '/' &&
           !hm_str_has(name, "..") && !hm_str_has(name, "@{") && !hm_str_ends(name, ".lock");
}

static struct hm_str
branch_of(const struct hm_env *env, const char *variable)
{
    struct hm_str name = hm_env_get(env, variable);

    return is_branch(name) ? name : HM_S("");
}

static struct hm_str
id_of(const struct hm_env *env, const char *variable)
{
    struct hm_str id = hm_env_get(env, variable);

    return hm_git_is_id(id) ? id : HM_S("");
}

/* What says it is a page of the web is one. */
static struct hm_str
web_url(struct hm_arena *arena, struct hm_str url)
{
    struct hm_str clean = { 0 };

    return (hm_str_starts(url, "https://") || hm_str_starts(url, "http://")) &&
                   hm_git_clean_url(arena, url, &clean)
               ? clean
               : HM_S("");
}

static void
take_target(struct hm_ci *ci, struct hm_str target, const char *variable)
{
    if (ci->target.n == 0 && target.n > 0) {
        ci->target = target;
        ci->target_from = variable;
    }
}

/* Pull requests are checked out without the branch that they are to go into, but with its remote
 * one. */
static void
take_target_branch(struct hm_arena *arena, const struct hm_env *env, struct hm_ci *ci,
                   const char *variable)
{
    struct hm_str name = branch_of(env, variable);

    if (name.n > 0) {
        take_target(ci, hm_arena_printf(arena, "refs/remotes/origin/%.*s", HM_FMT(name)), variable);
    }
}

static void
read_github(struct hm_arena *arena, const struct hm_env *env, struct hm_ci *ci)
{
    struct hm_str server = hm_env_get(env, "GITHUB_SERVER_URL");
    struct hm_str name = hm_env_get(env, "GITHUB_REPOSITORY");
    struct hm_str ref = hm_env_get(env, "GITHUB_REF");

    ci->revision = id_of(env, "GITHUB_SHA");
    ci->repository = web_url(arena, hm_arena_concat(arena, server, HM_S("/"), name));
    ci->branch = branch_of(env, "GITHUB_HEAD_REF");
    if (ci->branch.n == 0 && hm_str_starts(ref, "refs/heads/") && is_branch(hm_str_from(ref, 11))) {
        ci->branch = hm_str_from(ref, 11);
    }
    take_target_branch(arena, env, ci, "GITHUB_BASE_REF");
}

static void
read_gitlab(struct hm_arena *arena, const struct hm_env *env, struct hm_ci *ci)
{
    static const char *const bases[] = { "CI_MERGE_REQUEST_DIFF_BASE_SHA",
                                         "CI_MERGE_REQUEST_TARGET_BRANCH_SHA" };

    ci->revision = id_of(env, "CI_COMMIT_SHA");
    ci->repository = web_url(arena, hm_env_get(env, "CI_PROJECT_URL"));
    ci->branch = branch_of(env, "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME");
    if (ci->branch.n == 0) {
        ci->branch = branch_of(env, "CI_COMMIT_BRANCH");
    }
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        take_target(ci, id_of(env, bases[i]), bases[i]);
    }
    take_target_branch(arena, env, ci, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
}

static void
read_jenkins(struct hm_arena *arena, const struct hm_env *env, struct hm_ci *ci)
{
    ci->revision = id_of(env, "GIT_COMMIT");
    (void)hm_git_clean_url(arena, hm_env_get(env, "GIT_URL"), &ci->repository);
    ci->branch = branch_of(env, "CHANGE_BRANCH");
    if (ci->branch.n == 0) {
        ci->branch = branch_of(env, "BRANCH_NAME");
    }
    take_target_branch(arena, env, ci, "CHANGE_TARGET");
}

void
hm_ci_read(struct hm_arena *arena, const struct hm_env *env, struct hm_ci *ret)
{
    *ret = (struct hm_ci){ 0 };
    if (hm_env_get(env, "GITHUB_ACTIONS").n > 0) {
        read_github(arena, env, ret);
    } else if (hm_env_get(env, "GITLAB_CI").n > 0) {
        read_gitlab(arena, env, ret);
    } else if (hm_env_get(env, "JENKINS_URL").n > 0) {
        read_jenkins(arena, env, ret);
    }
}

void
hm_ci_ask_git(struct hm_arena *arena, const struct hm_env *env, struct hm_ci *ci)
{
    struct hm_git git;

    if (ci->revision.n > 0 || hm_env_get(env, "CI").n > 0 ||
        hm_git_open(&git, arena, env, ".", NULL, NULL) != HM_OK) {
        return;
    }
    (void)!hm_git_resolve(&git, HM_S("HEAD"), &ci->revision, NULL);
    ci->repository = hm_git_origin(&git);
}
