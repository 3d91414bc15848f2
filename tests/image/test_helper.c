/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/helper.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "tests/maker.h"

static struct maker maker;
static struct hm_buf user;
static struct hm_buf secret;
static struct hm_err err;

static void
begin(void)
{
    maker_init(&maker);
}

static void
end(void)
{
    hm_buf_done(&user);
    hm_buf_done(&secret);
    maker_done(&maker);
}

static const char *
env_of(void *ctx, const char *name)
{
    (void)ctx;
    if (strcmp(name, "PATH") == 0) {
        return hm_arena_printf(&maker.arena, ".:%s:/usr/bin:/bin", maker.dir.p).p;
    }
    return strcmp(name, "GITHUB_TOKEN") == 0 ? "canary" : strcmp(name, "HOME") == 0 ? "/h" : NULL;
}

/* A helper of the name "x" that runs a line of shell. */
static enum hm_status
ask(const char *name, const char *line)
{
    const struct hm_env env = { .get = env_of };
    const struct hm_helper_question question = {
        .env = &env,
        .name = hm_str_c(name),
        .server = HM_STR("r.test:5000"),
    };
    const char *path = hm_arena_printf(&maker.arena, "%s/docker-credential-x", maker.dir.p).p;

    maker_write(&maker, "docker-credential-x",
                hm_arena_printf(&maker.arena, "#!/bin/sh\n%s\n", line));
    cr_assert_eq(chmod(path, 0755), 0);
    return hm_helper_ask(&question, &user, &secret, &err);
}

static struct hm_str
said(const char *file)
{
    static struct hm_buf text;

    hm_buf_clear(&text);
    const char *path = hm_arena_printf(&maker.arena, "%s/%s", maker.dir.p, file).p;
    cr_assert_eq(hm_read_file(AT_FDCWD, path, 65536, &text, NULL), HM_OK);
    struct hm_str copy = hm_arena_str(&maker.arena, hm_buf_str(&text));
    hm_buf_done(&text);
    return copy;
}

Test(helper, is_asked_for_the_server, .init = begin, .fini = end)
{
    const char *line = hm_arena_printf(&maker.arena,
                                       "echo \"$*\" >%s/argv; cat >%s/input; env >%s/env\n"
                                       "echo '{\"ServerURL\":\"r.test:5000\",\"Username\":\"u\","
                                       "\"Secret\":\"s\"}'",
                                       maker.dir.p, maker.dir.p, maker.dir.p)
                           .p;

    cr_assert_eq(ask("x", line), HM_OK, "%s", err.text);
    cr_assert(hm_str_eq(hm_buf_str(&user), "u"));
    cr_assert(hm_str_eq(hm_buf_str(&secret), "s"));
    cr_assert(hm_str_eq(said("argv"), "get\n"));
    cr_assert(hm_str_eq(said("input"), "r.test:5000"));
    cr_assert(hm_str_has(said("env"), "HOME=/h"));
    cr_assert_not(hm_str_has(said("env"), "canary"));
}

Test(helper, that_knows_none, .init = begin, .fini = end)
{
    cr_assert_eq(ask("x", "echo credentials not found in native keychain; exit 1"), HM_E_NOT_FOUND);
}

/* Answers that are none. Nothing they print is quoted. */
static const struct {
    const char *line;
    enum hm_status status;
} failures[] = {
    { "echo canary; exit 1", HM_E_TOOL },
    { "echo credentials not found in native keychain; exit 0", HM_E_SYNTAX },
    { "echo canary", HM_E_SYNTAX },
    { ":", HM_E_SYNTAX },
    { "echo '[\"canary\"]'", HM_E_SYNTAX },
    { "echo '{\"Username\":\"canary\"}'", HM_E_SYNTAX },
    { "echo '{\"Username\":7,\"Secret\":\"canary\"}'", HM_E_SYNTAX },
    { "echo '{\"Username\":\"\",\"Secret\":\"canary\"}'", HM_E_SYNTAX },
    { "echo '{\"Username\":\"canary\",\"Secret\":\"\"}'", HM_E_SYNTAX },
    { "kill -9 $$", HM_E_TOOL },
    { "while :; do echo canarycanarycanarycanarycanary; done", HM_E_LIMIT },
};

Test(helper, that_fails, .init = begin, .fini = end)
{
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        cr_assert_eq(ask("x", failures[i].line), failures[i].status, "%s: %s", failures[i].line,
                     err.text);
        cr_assert(hm_str_starts(hm_str_c(err.text), "docker-credential-x: "), "%s", err.text);
        cr_assert_null(strstr(err.text, "canary"), "%s", err.text);
    }
}

Test(helper, of_a_name_that_is_none, .init = begin, .fini = end)
{
    static const char *const names[] = {
        "",        "../x",
        "/bin/sh", "x y",
        ".x",      "x;y",
        "$(x)",    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        cr_assert_eq(ask(names[i], "exit 0"), HM_E_USAGE, "%s", names[i]);
    }
}

Test(helper, that_is_not_there, .init = begin, .fini = end)
{
    cr_assert_eq(ask("y", "exit 0"), HM_E_USAGE);
    cr_assert_str_eq(err.text, "docker-credential-y: it is not in PATH");
}
