/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/manifest/project.h"

#include "plugin/manifest/ynode.h"

static struct hm_place
place_of(const struct hm_manifests *manifests, struct hm_span span, struct hm_str *ret_path)
{
    const struct hm_source *source = hm_manifests_source(manifests, span);

    *ret_path = source->path;
    return hm_source_place(source, span);
}

Test(compose, names)
{
    static const char *const named[] = { "compose.yaml",       "a/docker-compose.yml",
                                         "compose.prod.yml",   "docker-compose-dev.yaml",
                                         "web.compose.yaml",   "compose.override.yml",
                                         "podman-compose.yml", "test-compose.yml" };
    static const char *const others[] = { "compose.json", "composer.yaml", "compose", "values.yaml",
                                          "decompose.txt" };

    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        cr_expect(hm_compose_is_named(hm_str_c(named[i])), "%s", named[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        cr_expect_not(hm_compose_is_named(hm_str_c(others[i])), "%s", others[i]);
    }
    cr_expect(hm_compose_is_override(HM_S("docker-compose.override.yml")));
    cr_expect_not(hm_compose_is_override(HM_S("docker-compose.yml")));
}

Test(compose, texts_that_are_meant)
{
    static const char *const meant[] = { "services:\n  a: {}\n",
                                         "# ours\n\n---\nname: x\nservices:\n",
                                         "x-a: &a {}\nservices: {}\n", "\"name\": a\nservices:\n" };
    static const char *const others[] = { "", "name: x\n",
                                          "FROM a\nCOPY <<EOF /b\nservices:\nEOF\n",
                                          "#!/bin/sh\ncat <<EOF\nservices:\nEOF\n" };

    for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++) {
        cr_expect(hm_compose_is_meant(hm_str_c(meant[i])), "%s", meant[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        cr_expect_not(hm_compose_is_meant(hm_str_c(others[i])), "%s", others[i]);
    }
}

Test(compose, the_override_beside_it_counts_and_says_where)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct hm_str path;
    struct project_file files[] = {
        { "a/compose.yaml", "services:\n  w:\n    image: a:1\n    cap_add: [A]\n"
                            "    command: [x]\n    environment: [A=1, B=2]\n"
                            "    volumes: ['./a:/x', './b:/y']\n" },
        { "a/compose.override.yaml", "services:\n  w:\n    privileged: true\n    cap_add: [B]\n"
                                     "    command: [y, z]\n    environment:\n      B: 3\n"
                                     "    volumes: ['./c:/x']\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &manifests);
    const struct hm_service *w = project_service(&manifests, "w");
    cr_expect_eq(manifests.n_sources, 2);
    cr_expect_eq(hm_scalar_is_true(&w->privileged), HM_YES);
    struct hm_place place = place_of(&manifests, w->privileged.span, &path);
    expect_str(path, "a/compose.override.yaml");
    cr_expect_eq(place.line, 3);
    cr_expect_eq(place.column, 5);
    cr_expect_eq(w->cap_add.n, 2);
    cr_expect_eq(w->command.n, 2);
    expect_str(w->command.list[0].text, "y");
    cr_expect_eq(w->environment.n, 2);
    expect_str(hm_entries_find(&w->environment, "B")->value.text, "3");
    cr_assert_eq(w->n_volumes, 2);
    expect_str(w->volumes[0].path, "./a/c");
    (void)place_of(&manifests, w->image.span, &path);
    expect_str(path, "a/compose.yaml");
}

Test(compose, reset_and_override_tags)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct project_file files[] = {
        { "compose.yaml", "services:\n  w:\n    image: a:1\n    privileged: true\n"
                          "    ports: ['1:1', '2:2']\n    cap_add: [A]\n" },
        { "compose.override.yml", "services:\n  w:\n    privileged: !reset null\n"
                                  "    ports: !override ['3:3']\n    cap_add: !reset []\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &manifests);
    const struct hm_service *w = project_service(&manifests, "w");
    cr_expect_not(w->privileged.is_set);
    cr_expect_eq(w->cap_add.n, 0);
    cr_assert_eq(w->n_ports, 1);
    expect_str(w->ports[0].published.text, "3");
}

Test(compose, a_service_that_is_named_as_a_key_is_merged_as_a_service)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct project_file files[] = {
        { "compose.yaml", "services:\n  command:\n    image: a:1\n" },
        { "compose.override.yaml", "services:\n  command:\n    user: '5'\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &manifests);
    expect_str(project_service(&manifests, "command")->image.text, "a:1");
    expect_str(project_service(&manifests, "command")->user.text, "5");
}

Test(compose, extends_takes_over_what_is_not_set)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct hm_str path;
    struct project_file files[] = {
        { "compose.yaml", "services:\n  a:\n    extends: {file: common/base.yml, service: b}\n"
                          "    read_only: false\n  c:\n    extends: a\n    image: c:1\n" },
        { "common/base.yml", "services:\n  root:\n    cap_drop: [ALL]\n    volumes: ['./d:/d']\n"
                             "  b:\n    extends: root\n    image: b:1\n    read_only: true\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &manifests);
    const struct hm_service *a = project_service(&manifests, "a");
    const struct hm_service *c = project_service(&manifests, "c");
    cr_expect_null(a->incomplete);
    cr_expect_eq(hm_scalar_is_true(&a->read_only), HM_NO);
    expect_str(a->image.text, "b:1");
    (void)place_of(&manifests, a->image.span, &path);
    expect_str(path, "common/base.yml");
    expect_str(a->volumes[0].path, "./common/d");
    expect_str(c->image.text, "c:1");
    cr_expect_eq(c->cap_drop.n, 1);
    cr_expect_eq(manifests.n_services, 2, "services of other files are not this project's");
}

Test(compose, what_cannot_be_extended_is_said)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct project_file files[] = {
        { "compose.yaml", "services:\n  a:\n    image: a:1\n    extends: {file: none.yml, service: "
                          "b}\n  v:\n    image: a:1\n    extends: {file: '${F}', service: b}\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &manifests);
    cr_expect_not_null(project_service(&manifests, "a")->incomplete);
    cr_expect_not_null(project_service(&manifests, "v")->incomplete);
    cr_assert_eq(manifests.n_problems, 1);
    cr_expect_not(manifests.problems[0].is_fatal);
}

Test(compose, a_file_with_nothing_in_it_is_said_and_hides_nothing)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct project_file files[] = { { "compose.extras.yaml", "# put services here\n" },
                                    { NULL, NULL } };
    struct hm_manifests manifests = { 0 };

    project_load(&arena, files, &manifests);
    cr_assert_eq(manifests.n_problems, 1u);
    cr_expect_not(manifests.problems[0].is_fatal);
    files[0].text = "[]\n";
    project_load(&arena, files, &manifests);
    cr_assert_eq(manifests.n_problems, 1u);
    cr_expect(manifests.problems[0].is_fatal);
}

Test(compose, included_files_have_their_own_folder_and_variables)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct project_file files[] = {
        { "compose.yaml", "include:\n  - sub/compose.yaml\n  - path: other.yml\n    env_file: "
                          "other.env\nservices:\n  a:\n    image: a:${TAG:-1}\n" },
        { "sub/compose.yaml",
          "services:\n  b:\n    image: b:${TAG:-1}\n    volumes: ['./x:/x']\n" },
        { "sub/.env", "TAG=2\n" },
        { "other.yml", "services:\n  c:\n    image: c:${TAG}\n" },
        { "other.env", "TAG=3\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &manifests);
    expect_str(project_service(&manifests, "a")->image.text, "a:1");
    expect_str(project_service(&manifests, "b")->image.text, "b:2");
    expect_str(project_service(&manifests, "b")->volumes[0].path, "./sub/x");
    expect_str(project_service(&manifests, "c")->image.text, "c:3");
}

Test(compose, anchors_and_merge_keys)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct hm_str path;
    struct project_file files[] = {
        { "compose.yaml", "x-a: &a\n  privileged: true\n  user: '1'\nx-b: &b\n  user: '2'\n"
                          "  read_only: true\nservices:\n  w:\n    <<: [*a, *b]\n    image: w:1\n"
                          "    read_only: false\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &manifests);
    const struct hm_service *w = project_service(&manifests, "w");
    expect_str(w->user.text, "1");
    cr_expect_eq(hm_scalar_is_true(&w->read_only), HM_NO);
    cr_expect_eq(hm_scalar_is_true(&w->privileged), HM_YES);
    cr_expect_eq(place_of(&manifests, w->privileged.span, &path).line, 2);
}

Test(compose, build_is_linked_to_its_dockerfile)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct project_file files[] = {
        { "a/compose.yaml",
          "services:\n  s:\n    build: ./src\n  l:\n    build:\n      context: ..\n"
          "      dockerfile: docker/Prod.Dockerfile\n      target: prod\n      args: [A=1, B]\n"
          "  r:\n    build: https://example.com/x.git\n  v:\n    build: ${DIR}\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &manifests);
    expect_str(project_service(&manifests, "s")->build.path, "a/src/Dockerfile");
    const struct hm_service_build *l = &project_service(&manifests, "l")->build;
    expect_str(l->path, "docker/Prod.Dockerfile");
    expect_str(l->folder, ".");
    expect_str(l->target.text, "prod");
    cr_assert_eq(l->args.n, 2);
    cr_expect(l->args.list[0].value.is_set && !l->args.list[1].value.is_set);
    expect_str(project_service(&manifests, "r")->build.path, "");
    expect_str(project_service(&manifests, "v")->build.path, "");
}

Test(compose, limits_of_either_place)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct project_file files[] = {
        { "compose.yaml", "services:\n  a:\n    image: a:1\n    mem_limit: 1g\n    pids_limit: 5\n"
                          "  b:\n    image: a:1\n    deploy: {resources: {limits: {memory: 2g, "
                          "cpus: '0.5', pids: 6}}}\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &manifests);
    expect_str(project_service(&manifests, "a")->memory.text, "1g");
    expect_str(project_service(&manifests, "a")->pids.text, "5");
    expect_str(project_service(&manifests, "b")->memory.text, "2g");
    expect_str(project_service(&manifests, "b")->cpus.text, "0.5");
    expect_str(project_service(&manifests, "b")->pids.text, "6");
}

Test(compose, a_project_that_grows_without_bound_is_incomplete)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_manifests manifests;

    hm_buf_puts(&text, "x-a: &a [");
    for (int i = 0; i < 1000; i++) {
        hm_buf_puts(&text, "x,");
    }
    hm_buf_puts(&text, "]\nservices:\n");
    for (int i = 0; i < 300; i++) {
        hm_buf_printf(&text, "  s%d: {image: 'a:1', cap_add: *a}\n", i);
    }
    struct project_file files[] = { { "compose.yaml", text.p }, { NULL, NULL } };
    project_load(&arena, files, &manifests);
    cr_assert_gt(manifests.n_services, 0);
    cr_expect_not_null(manifests.services[0].incomplete);
    cr_expect_gt(manifests.n_problems, 0);
}

Test(compose, a_missing_file_is_an_error)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct project_file files[] = { { NULL, NULL } };
    const struct hm_path_reader reader = { .read = project_read, .ctx = files };
    struct hm_str path = HM_S("compose.yaml");
    struct hm_manifests manifests;
    struct hm_err err;

    cr_expect_eq(hm_compose_load(&arena, &reader, &path, 1, &manifests, &err), HM_E_NOT_FOUND);
}

Test(compose, several_files_are_laid_over_one_another_in_their_order)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct project_file files[] = {
        { "compose.yaml", "services:\n  a:\n    image: a:1\n" },
        { "compose.override.yaml", "services:\n  a:\n    user: '1'\n" },
        { "prod/compose.prod.yaml", "services:\n  a:\n    image: a:2\n    volumes: ['./x:/x']\n" },
        { NULL, NULL },
    };
    const struct hm_path_reader reader = { .read = project_read, .ctx = files };
    const struct hm_str paths[] = { HM_S("compose.yaml"), HM_S("prod/compose.prod.yaml") };
    struct hm_manifests manifests;
    struct hm_err err;

    cr_assert_eq(hm_compose_load(&arena, &reader, paths, 2, &manifests, &err), HM_OK);
    const struct hm_service *a = project_service(&manifests, "a");
    expect_str(a->image.text, "a:2");
    cr_expect_not(a->user.is_set, "with -f the override is not added by itself");
    expect_str(a->volumes[0].path, "./x");
}

Test(compose, a_file_extends_its_services_before_another_is_laid_over_it)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct project_file files[] = {
        { "compose.yaml", "services:\n  a:\n    image: a:1\n    privileged: true\n    user: '5'\n"
                          "  b:\n    extends: a\n  c:\n    extends: {file: none.yml, service: x}\n"
                          "    image: c:1\n" },
        { "compose.override.yaml", "services:\n  a:\n    user: '6'\n  b:\n"
                                   "    privileged: !reset null\n  c:\n    user: '7'\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &manifests);
    expect_str(project_service(&manifests, "a")->user.text, "6");
    expect_str(project_service(&manifests, "b")->user.text, "5");
    expect_str(project_service(&manifests, "b")->name, "b");
    cr_expect_not(project_service(&manifests, "b")->privileged.is_set);
    cr_expect_not_null(project_service(&manifests, "c")->incomplete);
}

Test(compose, variables_of_the_project_count_before_those_of_what_it_includes)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct project_file files[] = {
        { "compose.yaml", "include:\n  - part/compose.yaml\n"
                          "  - {path: other/compose.yaml, env_file: other/own.env}\n" },
        { ".env", "A=project\n" },
        { "part/compose.yaml", "services:\n  p:\n    image: '${A}:${B}'\n" },
        { "part/.env", "A=part\nB=b$A\n" },
        { "other/compose.yaml", "services:\n  o:\n    image: '${B}:${C-default}'\n" },
        { "other/own.env", "B=own\n" },
        { "other/.env", "C=unread\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &manifests);
    expect_str(project_service(&manifests, "p")->image.text, "project:bproject");
    expect_str(project_service(&manifests, "o")->image.text, "own:default");
}

Test(compose, ports_and_files_of_variables_that_mean_the_same_are_one)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct project_file files[] = {
        { "compose.yaml",
          "services:\n  a:\n    image: a:1\n    extends: {file: b/base.yml, service: "
          "x}\n    ports: ['8080:80', {target: 80, published: '8080'}, '8080:80/udp']\n"
          "    env_file: [one.env]\n" },
        { "compose.override.yaml", "services:\n  a:\n    ports: ['8080:80/tcp', '81:81']\n"
                                   "    env_file: ./one.env\n" },
        { "b/base.yml", "services:\n  x:\n    env_file: one.env\n" },
        { NULL, NULL },
    };

    project_load(&arena, files, &manifests);
    const struct hm_service *a = project_service(&manifests, "a");
    cr_assert_eq(a->n_ports, 3);
    expect_str(a->ports[1].protocol, "udp");
    expect_str(a->ports[2].published.text, "81");
    cr_assert_eq(a->n_env_files, 2);
    expect_str(a->env_files[0].file, "b/one.env");
    expect_str(a->env_files[1].file, "one.env");
}

Test(compose, a_colon_without_a_blank_is_said_to_be_unread)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifests;
    struct project_file files[] = {
        { "compose.yaml", "services:\n  a:\n    image: a:1\n    environment: {A: 1, B:}\n" },
        { NULL, NULL }
    };

    project_load(&arena, files, &manifests);
    cr_assert_eq(manifests.n_problems, 1);
    cr_expect(manifests.problems[0].is_fatal);
    cr_expect(hm_str_has(manifests.problems[0].text, "nothing of the file was judged"));
    cr_expect(hm_str_has(manifests.problems[0].text, "write the blank"));
}
