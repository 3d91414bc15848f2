/* SPDX-License-Identifier: Apache-2.0 */
/* Configurations of base images: reading them, and finding an image's own. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/model/base_config.h"
#include "tests/rows.h"

#define FULL                                                                                       \
    "{\"alpine:3.22\": {\"os\": \"linux\", \"architecture\": \"amd64\", \"config\": {"             \
    "\"User\": \"app\", \"WorkingDir\": \"/srv\", \"Env\": [\"PATH=/bin\", \"A=1\"],"              \
    "\"ExposedPorts\": {\"90/udp\": {}, \"80/tcp\": {}}, \"Volumes\": {\"/data\": {}},"            \
    "\"Entrypoint\": [\"run\", \"it\"], \"Cmd\": null, \"Shell\": [\"/bin/bash\", \"-c\"],"        \
    "\"OnBuild\": [\"RUN one\", \"COPY . /\"], \"Labels\": {\"b\": \"2\", \"a\": \"1\"},"          \
    "\"StopSignal\": \"SIGINT\", \"Healthcheck\": {\"Test\": [\"NONE\"], \"Interval\": 5}}}}"

static const struct hm_base_config *
find(struct hm_arena *arena, const struct hm_base_configs *configs, const char *text)
{
    struct hm_image_ref ref;

    cr_assert_eq(hm_image_ref_parse(arena, hm_str_c(text), &ref, NULL), HM_OK);
    return hm_base_configs_find(configs, &ref, HM_S(""));
}

Test(base_config, reads_every_member)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_base_configs configs = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_base_configs_parse(&arena, HM_S(FULL), &configs, &err), HM_OK, "%s", err.text);
    const struct hm_base_config *config = find(&arena, &configs, "alpine:3.22");
    cr_assert_not_null(config);
    cr_assert(hm_str_eq(config->os, "linux") && hm_str_eq(config->architecture, "amd64"));
    cr_assert(hm_str_eq(config->user, "app") && hm_str_eq(config->workdir, "/srv"));
    cr_assert(config->env.n == 2 && hm_str_eq(config->env.p[1], "A=1"));
    cr_assert(config->ports.n == 2 && hm_str_eq(config->ports.p[0], "80/tcp"));
    cr_assert(config->volumes.n == 1 && hm_str_eq(config->volumes.p[0], "/data"));
    cr_assert(config->entrypoint.n == 2 && config->cmd.p == NULL && config->shell.n == 2);
    cr_assert(config->onbuild.n == 2 && hm_str_eq(config->onbuild.p[1], "COPY . /"));
    cr_assert(config->labels.n == 2 && hm_str_eq(config->labels.p[0], "a=1"));
    cr_assert(hm_str_eq(config->stopsignal, "SIGINT"));
    cr_assert(config->health != NULL && config->health->interval == 5 &&
              config->health->test.n == 1);
}

struct name {
    const char *text;
    bool is_there;
};

static const struct name names[] = {
    { "alpine:3.22", true },
    { "docker.io/library/alpine:3.22", true },
    { "index.docker.io/library/alpine:3.22", true },
    { "alpine", false },
    { "alpine:3.21", false },
    { "ghcr.io/library/alpine:3.22", false },
};

ROWS_OF(base_config, finds_an_image_however_it_is_written, names)

ParameterizedTest(size_t *index, base_config, finds_an_image_however_it_is_written)
{
    const struct name *name = &names[*index];
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_base_configs configs = { 0 };

    cr_assert_eq(hm_base_configs_parse(&arena, HM_S(FULL), &configs, NULL), HM_OK);
    cr_assert_eq(find(&arena, &configs, name->text) != NULL, name->is_there, "%s", name->text);
}

Test(base_config, takes_a_missing_tag_for_latest)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_base_configs configs = { 0 };

    cr_assert_eq(hm_base_configs_parse(&arena, HM_S("{\"a\": {}}"), &configs, NULL), HM_OK);
    cr_assert_not_null(find(&arena, &configs, "a:latest"));
}

Test(base_config, knows_nothing_without_a_source)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_base_configs nothing = { 0 };

    cr_assert_null(find(&arena, &nothing, "alpine"));
    cr_assert_null(find(&arena, NULL, "alpine"));
}

Test(base_config, the_layers_of_a_base)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_base_configs configs = { 0 };

    cr_assert_eq(hm_base_configs_parse(
                     &arena,
                     HM_S("{\"a\": {\"rootfs\": {\"diff_ids\": [\"x\", \"y\"]}}, \"b\": {}}"),
                     &configs, NULL),
                 HM_OK);
    cr_assert_eq(find(&arena, &configs, "a")->diff_ids.n, 2);
    cr_expect(hm_str_eq(find(&arena, &configs, "a")->diff_ids.p[1], "y"));
    cr_expect_eq(find(&arena, &configs, "b")->diff_ids.n, 0);
}

static const char *const refused[] = {
    "[]",
    "{\"UPPER\": {}}",
    "{\"a\": []}",
    "{\"a\": {}, \"a:latest\": {}}",
    "{\"a\": {\"config\": {\"user\": \"x\"}}}",
    "{\"a\": {\"config\": {\"User\": 1}}}",
    "{\"a\": {\"config\": {\"Env\": \"A=1\"}}}",
    "{\"a\": {\"config\": {\"Env\": [1]}}}",
    "{\"a\": {\"config\": {\"Labels\": {\"a\": 1}}}}",
    "{\"a\": {\"config\": {\"Volumes\": []}}}",
    "{\"a\": {\"rootfs\": {\"diff_ids\": [1]}}}",
    "{\"a\": {\"rootfs\": {\"Diff_IDs\": []}}}",
    "{\"a\": {\"config\": {\"Healthcheck\": {\"Retries\": \"3\"}}}}",
};

ROWS_OF(base_config, refuses, refused)

ParameterizedTest(size_t *index, base_config, refuses)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_base_configs configs = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_base_configs_parse(&arena, hm_str_c(refused[*index]), &configs, &err),
                 HM_E_SYNTAX, "%s", refused[*index]);
    cr_assert_null(configs.find);
}
