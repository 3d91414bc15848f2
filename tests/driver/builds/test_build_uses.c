/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/builds/build_uses.h"

#include "tests/manifest/project.h"

Test(build_uses, a_service_that_is_built)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests project;
    struct hm_build_uses uses = { 0 };
    struct project_file files[] = {
        { "deploy/compose.yaml",
          "services:\n  web:\n    image: acme/web:1\n    build:\n      context: ..\n"
          "      dockerfile: web/Web.build\n      target: prod\n      args:\n        A: \"1\"\n"
          "        B:\n      additional_contexts:\n        base: docker-image://alpine:3.22\n"
          "        other: ${NOBODY}\n      tags: [acme/web:2, acme/web:1]\n"
          "  db:\n    image: postgres:17\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &project);
    hm_build_uses_of_services(&arena, &project, &uses);
    cr_assert_eq(uses.list.n, 1);
    const struct hm_build_use *use = &uses.list.p[0];
    cr_expect_eq(use->by, HM_BUILD_BY_COMPOSE);
    expect_str(use->said_in, "deploy/compose.yaml");
    cr_expect_eq(use->line, 4);
    expect_str(use->name, "web");
    expect_str(use->dockerfile, "web/Web.build");
    expect_str(use->context, ".");
    expect_str(use->target, "prod");
    cr_assert_eq(use->args.n, 1, "B is given from outside");
    expect_str(use->args.list[0].name, "A");
    cr_assert_eq(use->contexts.n, 2);
    expect_str(use->contexts.list[0].value.text, "docker-image://alpine:3.22");
    cr_expect_not(use->contexts.list[1].value.is_known);
    cr_assert_eq(use->n_images, 2);
    expect_str(use->images[0], "acme/web:1");
    expect_str(use->images[1], "acme/web:2");
    expect_str(hm_build_use_title(&arena, use), "service web");
}

Test(build_uses, what_cannot_be_known_is_no_build)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests project;
    struct hm_build_uses uses = { 0 };
    struct project_file files[] = {
        { "compose.yaml", "services:\n  a:\n    build: https://example.com/x.git\n"
                          "  b:\n    build:\n      target: ${NOBODY}\n"
                          "  c:\n    build:\n      dockerfile_inline: FROM x\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &project);
    hm_build_uses_of_services(&arena, &project, &uses);
    cr_expect_eq(uses.list.n, 0);
}

Test(build_uses, targets_of_bake)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_build_uses uses = { 0 };
    struct hm_bake bake;
    struct project_file files[] = {
        { "docker-bake.hcl", "target \"a\" {\n  context = \"web\"\n}\n"
                             "target \"b\" {\n  context = \"https://example.com/x.git\"\n}\n"
                             "target \"c\" {\n  dockerfile = f()\n}\n" },
        { NULL, NULL },
    };
    const struct hm_path_reader reader = { .read = project_read, .ctx = files };
    struct hm_str path = hm_str_c(files[0].path);
    struct hm_err err = { 0 };

    cr_assert_eq(hm_bake_load(&arena, &reader, &path, 1, &bake, &err), HM_OK, "%s", err.text);
    hm_build_uses_of_targets(&arena, &bake, HM_S("ci"), &uses);
    cr_assert_eq(uses.list.n, 1);
    expect_str(uses.list.p[0].dockerfile, "ci/web/Dockerfile");
    expect_str(uses.list.p[0].context, "ci/web");
    expect_str(hm_build_use_title(&arena, &uses.list.p[0]), "target a");
}

static struct hm_scalar
known(const char *text)
{
    return (struct hm_scalar){ .text = hm_str_c(text), .is_set = true, .is_known = true };
}

Test(build_uses, acts_of_a_pipeline)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_build_uses uses = { 0 };
    struct hm_source source;
    const struct hm_source *sources[] = { &source };
    const struct hm_job job = { .name = HM_S("release") };
    const struct hm_scalar names[] = { known("ghcr.io/acme/web:1") };
    const struct hm_act acts[] = {
        { .kind = HM_ACT_BUILD,
          .dockerfile = known("web/Web.build"),
          .context = known("web"),
          .target = known("prod"),
          .names = { .list = names, .n = 1 } },
        { .kind = HM_ACT_BUILD, .context = known("api") },
        { .kind = HM_ACT_BUILD, .context = known("https://example.com/x.git") },
        { .kind = HM_ACT_PUSH },
    };
    const struct hm_pipeline pipeline = { .jobs = &job, .n_jobs = 1, .acts = acts, .n_acts = 4 };
    const struct hm_manifests manifests = {
        .kind = HM_MANIFEST_PIPELINE, .sources = sources, .n_sources = 1, .pipeline = &pipeline
    };

    hm_source_init(&source, &arena, HM_S(".github/workflows/a.yml"), HM_S("on: push\n"));
    hm_build_uses_of_pipeline(&arena, &manifests, HM_S("."), &uses);
    cr_assert_eq(uses.list.n, 2);
    expect_str(uses.list.p[0].dockerfile, "web/Web.build");
    expect_str(uses.list.p[0].context, "web");
    expect_str(uses.list.p[0].images[0], "ghcr.io/acme/web:1");
    expect_str(uses.list.p[0].name, "release");
    expect_str(uses.list.p[1].dockerfile, "api/Dockerfile");
}

static bool
is_root_alone(const void *ctx, struct hm_str path)
{
    (void)ctx;
    return hm_str_eq(path, "Dockerfile") || hm_str_eq(path, "both/Dockerfile") ||
           hm_str_eq(path, "ops/both/Dockerfile");
}

static void
commands_uses(struct hm_arena *arena, const char *context, bool is_makefile,
              struct hm_build_uses *uses)
{
    const struct hm_build_probe probe = { .is_there = is_root_alone };
    struct hm_source source;
    const struct hm_source *sources[] = { &source };
    const struct hm_act act = { .kind = HM_ACT_BUILD, .context = known(context) };
    const struct hm_manifests commands = { .kind = HM_MANIFEST_COMMANDS,
                                           .sources = sources,
                                           .n_sources = 1,
                                           .builds = &act,
                                           .n_builds = 1 };

    hm_source_init(&source, arena, HM_S("ops/build.sh"), HM_S("docker build .\n"));
    hm_build_uses_of_commands(arena, &commands, HM_S("."), is_makefile, &probe, uses);
}

Test(build_uses, a_script_runs_where_the_dockerfile_lies)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_build_uses uses = { 0 };

    commands_uses(&arena, ".", false, &uses);
    cr_assert_eq(uses.list.n, 1);
    expect_str(uses.list.p[0].dockerfile, "Dockerfile");
    expect_str(hm_build_use_title(&arena, &uses.list.p[0]), "script build.sh");
}

Test(build_uses, a_script_that_fits_two_folders_is_left_out)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_build_uses uses = { 0 };

    commands_uses(&arena, "both", false, &uses);
    cr_expect_eq(uses.list.n, 0);
}

Test(build_uses, a_makefile_runs_in_its_own_folder)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_build_uses uses = { 0 };

    commands_uses(&arena, ".", true, &uses);
    cr_assert_eq(uses.list.n, 1);
    expect_str(uses.list.p[0].dockerfile, "ops/Dockerfile");
}
