/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/repository.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/process.h"
#include "plugin/base/program.h"

enum {
    ARGUMENTS = 32,
};

static struct hm_str
run(struct repository *repository, const char *const *argv)
{
    static const char *const env[] = {
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "HOME=/nonexistent",
        "LC_ALL=C",
        "GIT_CONFIG_GLOBAL=/dev/null",
        "GIT_CONFIG_NOSYSTEM=1",
        "GIT_AUTHOR_NAME=A",
        "GIT_AUTHOR_EMAIL=a@example.org",
        "GIT_COMMITTER_NAME=A",
        "GIT_COMMITTER_EMAIL=a@example.org",
        "GIT_AUTHOR_DATE=2026-01-02T03:04:05Z",
        "GIT_COMMITTER_DATE=2026-01-02T03:04:05Z",
        NULL,
    };
    hm_auto_buf struct hm_buf program = { 0 };

    if (!hm_program_find(HM_S("/usr/local/bin:/usr/bin:/bin"), "git", &program)) {
        cr_skip_test("git is not installed");
    }
    struct hm_process_set *set = hm_process_set_new(1, NULL);
    (void)hm_process_add(
        set, &(struct hm_process_spec){
                 .path = program.p, .argv = argv, .env = env, .cwd = repository->dir.p });
    hm_process_run(set);
    const struct hm_process_result *result = hm_process_result(set, 0);
    cr_assert(result->end == HM_PROCESS_EXITED && result->code == 0, "git %s: %.*s", argv[1],
              HM_FMT(hm_buf_str(&result->err)));
    struct hm_str out = hm_arena_str(&repository->arena, hm_buf_str(&result->out));
    hm_process_set_free(set);
    if (hm_str_ends(out, "\n")) {
        out.n--;
    }
    return hm_str_make(hm_arena_c(&repository->arena, out), out.n);
}

struct hm_str
repository_git(struct repository *repository, ...)
{
    const char *argv[ARGUMENTS] = { "git" };
    size_t n = 1;
    va_list ap;

    va_start(ap, repository);
    for (const char *word = va_arg(ap, const char *); word != NULL && n + 1 < ARGUMENTS;
         word = va_arg(ap, const char *)) {
        argv[n++] = word;
    }
    va_end(ap);
    return run(repository, argv);
}

void
repository_init(struct repository *repository)
{
    *repository = (struct repository){ 0 };
    cr_assert_eq(hm_make_temp_dir(&repository->dir, NULL), HM_OK);
    (void)repository_git(repository, "init", "-q", "-b", "main", NULL);
}

void
repository_done(struct repository *repository)
{
    hm_remove_tree(repository->dir.p);
    hm_buf_done(&repository->dir);
    hm_arena_done(&repository->arena);
}

void
repository_write(struct repository *repository, const char *path, struct hm_str content)
{
    const char *full = hm_arena_printf(&repository->arena, "%s/%s", repository->dir.p, path).p;
    char *at = (char *)full + repository->dir.n + 1;
    struct hm_err err;

    for (at = strchr(at, '/'); at != NULL; at = strchr(at + 1, '/')) {
        *at = '\0';
        (void)mkdir(full, 0755);
        *at = '/';
    }
    cr_assert_eq(hm_write_file(full, content, &err), HM_OK, "%s", err.text);
}

struct hm_str
repository_commit(struct repository *repository, const char *message)
{
    (void)repository_git(repository, "add", "-A", NULL);
    (void)repository_git(repository, "commit", "-q", "--allow-empty", "-m", message, NULL);
    return repository_git(repository, "rev-parse", "HEAD", NULL);
}
