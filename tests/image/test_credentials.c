/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/credentials.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "tests/maker.h"

static struct maker maker;
static struct hm_arena arena;
static struct hm_credentials found;
static struct hm_err err;
static const char *inlined;
static bool has_docker_config;

static void
begin(void)
{
    maker_init(&maker);
}

static void
end(void)
{
    hm_credentials_done(&found);
    maker_done(&maker);
    hm_arena_done(&arena);
}

static const char *
env_of(void *ctx, const char *name)
{
    (void)ctx;
    if (strcmp(name, "PATH") == 0) {
        return hm_arena_printf(&arena, "%s:/usr/bin:/bin", maker.dir.p).p;
    }
    if (strcmp(name, "HOME") == 0) {
        return maker.dir.p;
    }
    if (strcmp(name, "DOCKER_CONFIG") == 0) {
        return has_docker_config ? maker.dir.p : NULL;
    }
    return strcmp(name, "DOCKER_AUTH_CONFIG") == 0 ? inlined : NULL;
}

static enum hm_status
look_up(const char *registry, const char *repository)
{
    const struct hm_env env = { .get = env_of };

    return hm_credentials_find(&arena, &env, hm_str_c(registry), hm_str_c(repository), NULL, &found,
                               &err);
}

static void
is_user(const char *user, const char *password)
{
    cr_assert(hm_str_eq(hm_buf_str(&found.user), user), "%.*s", HM_FMT(hm_buf_str(&found.user)));
    cr_assert(hm_str_eq(hm_buf_str(&found.password), password));
}

Test(credentials, none, .init = begin, .fini = end)
{
    cr_assert_eq(look_up("ghcr.io", "acme/app"), HM_OK, "%s", err.text);
    cr_assert_not(hm_credentials_are_there(&found));
}

Test(credentials, of_docker_config, .init = begin, .fini = end)
{
    has_docker_config = true;
    maker_write(&maker, "config.json", HM_S("{\"auths\":{\"ghcr.io\":{\"auth\":\"dTpwOnc=\"}}}"));
    cr_assert_eq(look_up("ghcr.io", "acme/app"), HM_OK, "%s", err.text);
    is_user("u", "p:w");
}

Test(credentials, of_the_home_folder, .init = begin, .fini = end)
{
    (void)mkdir(hm_arena_printf(&arena, "%s/.docker", maker.dir.p).p, 0700);
    maker_write(
        &maker, ".docker/config.json",
        HM_S("{\"auths\":{\"https://ghcr.io/v2/\":{\"username\":\"u\",\"password\":\"p\"}}}"));
    cr_assert_eq(look_up("ghcr.io", "acme/app"), HM_OK, "%s", err.text);
    is_user("u", "p");
}

Test(credentials, of_the_environment_first, .init = begin, .fini = end)
{
    has_docker_config = true;
    maker_write(&maker, "config.json", HM_S("{\"auths\":{\"ghcr.io\":{\"auth\":\"dTpw\"}}}"));
    inlined = "{\"auths\":{\"ghcr.io\":{\"auth\":\"ZTpw\"}}}";
    cr_assert_eq(look_up("ghcr.io", "acme/app"), HM_OK, "%s", err.text);
    is_user("e", "p");
}

Test(credentials, of_docker_hub, .init = begin, .fini = end)
{
    inlined = "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"dTpw\"}}}";
    cr_assert_eq(look_up("docker.io", "library/alpine"), HM_OK, "%s", err.text);
    is_user("u", "p");
}

Test(credentials, of_another_port_or_host, .init = begin, .fini = end)
{
    inlined =
        "{\"auths\":{\"r.test:5000\":{\"auth\":\"dTpw\"},\"evil-r.test\":{\"auth\":\"dTpw\"}}}";
    cr_assert_eq(look_up("r.test", "app"), HM_OK);
    cr_assert_not(hm_credentials_are_there(&found));
    cr_assert_eq(look_up("r.test:5001", "app"), HM_OK);
    cr_assert_not(hm_credentials_are_there(&found));
}

Test(credentials, of_the_closest_path, .init = begin, .fini = end)
{
    inlined = "{\"auths\":{\"r.test\":{\"auth\":\"YTpw\"},\"r.test/acme\":{\"auth\":\"Yjpw\"},"
              "\"r.test/acm\":{\"auth\":\"Yzpw\"}}}";
    cr_assert_eq(look_up("r.test", "acme/app"), HM_OK);
    is_user("b", "p");
}

Test(credentials, tokens, .init = begin, .fini = end)
{
    inlined = "{\"auths\":{\"r.test\":{\"identitytoken\":\"id\"},\"s.test\":{\"registrytoken\":"
              "\"reg\"},\"t.test\":{\"auth\":\"PHRva2VuPjppZDI=\"}}}";
    cr_assert_eq(look_up("r.test", "app"), HM_OK);
    cr_assert(hm_str_eq(hm_buf_str(&found.identity_token), "id"));
    hm_credentials_done(&found);
    cr_assert_eq(look_up("s.test", "app"), HM_OK);
    cr_assert(hm_str_eq(hm_buf_str(&found.registry_token), "reg"));
    hm_credentials_done(&found);
    cr_assert_eq(look_up("t.test", "app"), HM_OK);
    cr_assert(hm_str_eq(hm_buf_str(&found.identity_token), "id2"));
    cr_assert_eq(found.user.n, 0u);
}

Test(credentials, trailing_nuls_are_cut, .init = begin, .fini = end)
{
    inlined = "{\"auths\":{\"r.test\":{\"auth\":\"dTpwAAA=\"}}}";
    cr_assert_eq(look_up("r.test", "app"), HM_OK, "%s", err.text);
    is_user("u", "p");
}

/* Helpers that answer with their own name, or as a line of shell says, where there is a server's
 * name on their standard input. */
static void
write_helper(const char *name, const char *line)
{
    const char *file = hm_arena_printf(&arena, "docker-credential-%s", name).p;

    maker_write(&maker, file, hm_arena_printf(&arena, "#!/bin/sh\nread -r server\n%s\n", line));
    cr_assert_eq(chmod(hm_arena_printf(&arena, "%s/%s", maker.dir.p, file).p, 0755), 0);
}

static void
write_helpers(void)
{
    write_helper("name", "echo \"{\\\"Username\\\":\\\"name\\\",\\\"Secret\\\":\\\"$server\\\"}\"");
    write_helper("token", "echo \"{\\\"Username\\\":\\\"<token>\\\",\\\"Secret\\\":\\\"id\\\"}\"");
    write_helper("none", "echo credentials not found in native keychain; exit 1");
    write_helper("broken", "echo canary; exit 2");
}

Test(credentials, kept_by_a_helper, .init = begin, .fini = end)
{
    write_helpers();
    inlined = "{\"auths\":{\"r.test\":{}},\"credsStore\":\"none\",\"credHelpers\":{"
              "\"r.test\":\"name\"}}";
    cr_assert_eq(look_up("r.test", "app"), HM_OK, "%s", err.text);
    is_user("name", "r.test");
    hm_credentials_done(&found);
    cr_assert_eq(look_up("s.test", "app"), HM_OK, "%s", err.text);
    cr_assert_not(hm_credentials_are_there(&found));
    cr_assert_eq(found.failure.n, 0u);
}

Test(credentials, kept_by_the_store_for_all, .init = begin, .fini = end)
{
    write_helpers();
    inlined = "{\"auths\":{\"https://index.docker.io/v1/\":{}},\"credsStore\":\"name\","
              "\"credHelpers\":{\"t.test\":\"token\",\"u.test\":\"\"}}";
    cr_assert_eq(look_up("r.test:5000", "app"), HM_OK, "%s", err.text);
    is_user("name", "r.test:5000");
    hm_credentials_done(&found);
    cr_assert_eq(look_up("docker.io", "library/alpine"), HM_OK, "%s", err.text);
    is_user("name", "https://index.docker.io/v1/");
    hm_credentials_done(&found);
    cr_assert_eq(look_up("t.test", "app"), HM_OK, "%s", err.text);
    cr_assert(hm_str_eq(hm_buf_str(&found.identity_token), "id"));
    cr_assert_eq(found.user.n, 0u);
    hm_credentials_done(&found);
    cr_assert_eq(look_up("u.test", "app"), HM_OK, "%s", err.text);
    cr_assert_not(hm_credentials_are_there(&found));
}

Test(credentials, of_the_file_where_the_helper_knows_none, .init = begin, .fini = end)
{
    write_helpers();
    inlined = "{\"auths\":{\"r.test\":{\"auth\":\"dTpw\"}},\"credsStore\":\"none\"}";
    cr_assert_eq(look_up("r.test", "app"), HM_OK, "%s", err.text);
    is_user("u", "p");
}

Test(credentials, that_a_broken_helper_keeps, .init = begin, .fini = end)
{
    write_helpers();
    inlined = "{\"credsStore\":\"broken\"}";
    cr_assert_eq(look_up("r.test", "app"), HM_OK, "%s", err.text);
    cr_assert_not(hm_credentials_are_there(&found));
    cr_assert(hm_str_starts(found.failure, "docker-credential-broken: "));
    cr_assert_not(hm_str_has(found.failure, "canary"));
    inlined = "{\"credHelpers\":{\"r.test\":7}}";
    cr_assert_eq(look_up("r.test", "app"), HM_E_SYNTAX);
}

Test(credentials, broken_files_are_no_absent_ones, .init = begin, .fini = end)
{
    has_docker_config = true;
    maker_write(&maker, "config.json", HM_S("{\"auths\":{\"r.test\":{\"auth\":\"canary!\"}}}"));
    cr_assert_eq(look_up("r.test", "app"), HM_E_SYNTAX);
    cr_assert_null(strstr(err.text, "canary"));
    maker_write(&maker, "config.json", HM_S("{\"auths\":"));
    cr_assert_eq(look_up("r.test", "app"), HM_E_SYNTAX);
    maker_write(&maker, "config.json", HM_S("{\"auths\":{\"r.test\":{\"auth\":7}}}"));
    cr_assert_eq(look_up("r.test", "app"), HM_E_SYNTAX);
}
