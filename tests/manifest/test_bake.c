/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/manifest/project.h"

#include "plugin/manifest/bake.h"

static void
load(struct hm_arena *arena, struct project_file *files, struct hm_bake *ret)
{
    const struct hm_path_reader reader = { .read = project_read, .ctx = files };
    struct hm_str paths[4];
    size_t n = 0;
    struct hm_err err = { 0 };

    for (; files[n].path != NULL; n++) {
        paths[n] = hm_str_c(files[n].path);
    }
    cr_assert_eq(hm_bake_load(arena, &reader, paths, n, ret, &err), HM_OK, "%s", err.text);
}

static void
load_one(struct hm_arena *arena, const char *text, struct hm_bake *ret)
{
    struct project_file files[] = { { "docker-bake.hcl", text }, { NULL, NULL } };

    load(arena, files, ret);
}

Test(bake, a_target_says_how_a_dockerfile_is_built)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_bake bake;

    load_one(&arena,
             "variable \"TAG\" {\n  default = \"1.2\"\n}\n\n"
             "target \"web\" {\n  context = \"web\"\n  dockerfile = \"Dockerfile.prod\"\n"
             "  target = \"final\"\n  args = {\n    VERSION = TAG\n    SHA = sha()\n  }\n"
             "  contexts = { base = \"docker-image://alpine:3.22\" }\n"
             "  tags = [\"ghcr.io/acme/web:${TAG}\", \"x:${NO}\"]\n}\n",
             &bake);
    cr_assert_eq(bake.n_targets, 1);
    const struct hm_bake_target *web = &bake.targets[0];
    expect_str(web->name, "web");
    cr_expect_eq(web->line, 5);
    expect_str(web->context.text, "web");
    expect_str(web->dockerfile.text, "Dockerfile.prod");
    expect_str(web->target.text, "final");
    cr_assert_eq(web->args.n, 2);
    expect_str(web->args.list[0].value.text, "1.2");
    cr_expect(web->args.list[1].value.is_set && !web->args.list[1].value.is_known);
    expect_str(web->contexts.list[0].value.text, "docker-image://alpine:3.22");
    expect_str(web->tags.list[0].text, "ghcr.io/acme/web:1.2");
    cr_expect_not(web->tags.list[1].is_known);
}

Test(bake, what_is_inherited_gives_way)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_bake bake;

    load_one(&arena,
             "target \"_common\" {\n  args = { A = \"1\", B = \"1\" }\n  target = \"x\"\n}\n"
             "target \"app\" {\n  inherits = [\"_common\"]\n  context = \"app\"\n"
             "  args = { B = \"2\" }\n}\n",
             &bake);
    cr_assert_eq(bake.n_targets, 1, "what is only inherited is no build");
    expect_str(bake.targets[0].name, "app");
    expect_str(bake.targets[0].target.text, "x");
    cr_assert_eq(bake.targets[0].args.n, 2);
    expect_str(bake.targets[0].args.list[0].value.text, "1");
    expect_str(bake.targets[0].args.list[1].value.text, "2");
}

Test(bake, one_that_a_group_names_is_built_though_it_is_inherited)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_bake bake;

    load_one(&arena,
             "group \"default\" { targets = [\"a\", \"b\"] }\ntarget \"a\" {}\n"
             "target \"b\" { inherits = [\"a\"] }\n",
             &bake);
    cr_expect_eq(bake.n_targets, 2);
}

Test(bake, a_matrix_is_many_targets)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_bake bake;

    load_one(&arena,
             "target \"app\" {\n  name = \"app-${tgt}-${v}\"\n"
             "  matrix = { tgt = [\"web\", \"api\"], v = [\"1\", \"2\"] }\n"
             "  target = tgt\n  args = { V = v }\n}\n",
             &bake);
    cr_assert_eq(bake.n_targets, 4);
    expect_str(bake.targets[2].name, "app-api-1");
    expect_str(bake.targets[2].target.text, "api");
    expect_str(bake.targets[3].args.list[0].value.text, "2");
}

Test(bake, files_are_laid_over_each_other)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_bake bake;
    struct project_file files[] = {
        { "docker-bake.json",
          "{\"target\": {\"app\": {\"context\": \"a\", \"args\": {\"X\": \"1\"}}}}" },
        { "docker-bake.override.hcl", "target \"app\" {\n  args = { Y = \"2\" }\n}\n" },
        { NULL, NULL },
    };

    load(&arena, files, &bake);
    cr_assert_eq(bake.n_targets, 1);
    expect_str(bake.targets[0].context.text, "a");
    cr_expect_eq(bake.targets[0].args.n, 2);
    expect_str(bake.targets[0].path, "docker-bake.override.hcl");
}

Test(bake, circles_end)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_bake bake;

    load_one(&arena,
             "variable \"A\" { default = B }\nvariable \"B\" { default = A }\n"
             "group \"default\" { targets = [\"a\"] }\n"
             "target \"a\" {\n  inherits = [\"b\", \"b\"]\n  target = A\n}\n"
             "target \"b\" {\n  inherits = [\"a\", \"a\"]\n}\n",
             &bake);
    cr_assert_eq(bake.n_targets, 1);
    cr_expect(bake.targets[0].target.is_set && !bake.targets[0].target.is_known);
}

static const struct {
    const char *text;
    const char *err;
} refused[] = {
    { "target \"a\" {\n  x\n}\n", "docker-bake.hcl: line 2: " },
    { "group \"a\" {}\ntarget {\n}\n", "docker-bake.hcl: line 2: the target has no name" },
};

Test(bake, what_cannot_be_read_is_an_error_with_its_place)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct project_file files[] = { { "docker-bake.hcl", refused[i].text }, { NULL, NULL } };
        const struct hm_path_reader reader = { .read = project_read, .ctx = files };
        struct hm_str path = HM_S("docker-bake.hcl");
        struct hm_bake bake;
        struct hm_err err = { 0 };

        cr_expect_eq(hm_bake_load(&arena, &reader, &path, 1, &bake, &err), HM_E_SYNTAX);
        cr_expect(hm_str_starts(hm_str_c(err.text), refused[i].err), "%s", err.text);
    }
}

Test(bake, names)
{
    cr_expect(hm_bake_is_named(HM_S("a/docker-bake.hcl")));
    cr_expect(hm_bake_is_named(HM_S("docker-bake.override.json")));
    cr_expect(hm_bake_is_named(HM_S("docker-bake-ci.hcl")));
    cr_expect_not(hm_bake_is_named(HM_S("docker-baked.hcl")));
    cr_expect_not(hm_bake_is_named(HM_S("docker-bake.yml")));
    cr_expect(hm_bake_is_default(HM_S("a/docker-bake.hcl")));
    cr_expect_not(hm_bake_is_default(HM_S("docker-bake.ci.hcl")));
}
