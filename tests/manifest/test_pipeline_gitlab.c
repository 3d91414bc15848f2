/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/pipeline_read.h"

#include "tests/manifest/jobs.h"

#define SCRIPT "  script: make\n"

static const struct hm_pipeline *
load_files(struct hm_arena *arena, struct project_file *files, struct hm_manifests *ret)
{
    const struct hm_path_reader reader = { .read = project_read,
                                           .list = project_list,
                                           .ctx = files };

    cr_assert(
        hm_pipeline_read(arena, &reader, hm_str_c(files[0].path), hm_str_c(files[0].text), ret));
    cr_assert_eq(ret->kind, HM_MANIFEST_PIPELINE);
    return ret->pipeline;
}

static const struct hm_pipeline *
load(struct hm_arena *arena, const char *text, struct hm_manifests *ret)
{
    struct project_file files[] = { { ".gitlab-ci.yml", text }, { NULL, NULL } };

    return load_files(arena, files, ret);
}

/* The places of a step's commands: "5:docker build;6:docker push". */
static struct hm_str
commands_of(struct hm_arena *arena, const struct hm_manifests *manifest, const struct hm_step *step)
{
    hm_auto_buf struct hm_buf out = { 0 };

    for (uint32_t i = 0; i < step->script->n_commands; i++) {
        const struct hm_command *cmd = &step->script->commands[i];
        const struct hm_source *source = hm_manifests_source(manifest, cmd->span);
        hm_buf_printf(&out, "%s%u:%.*s", i == 0 ? "" : ";", hm_source_place(source, cmd->span).line,
                      HM_FMT(hm_source_text(source, cmd->span)));
    }
    return hm_arena_str(arena, hm_buf_str(&out));
}

Test(pipeline_gitlab, keywords_and_templates_are_no_jobs)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "default: {image: a}\nstages: [b]\nvariables: {X: 1}\nworkflow: {name: n}\n"
             "include: []\ncache: {}\nbefore_script: [x]\n.hidden:\n" SCRIPT
             "pages:\n  stage: b\n" SCRIPT,
             &manifest);

    cr_expect_eq(manifest.n_problems, 0);
    cr_assert_eq(pipeline->n_jobs, 1);
    expect_str(pipeline->jobs[0].name, "pages");
    expect_str(pipeline->name.text, "n");
    cr_expect_eq(pipeline->stages.n, 1);
}

Test(pipeline_gitlab, before_script_and_script_are_one_step_of_one_shell)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline = load(&arena,
                                              "default:\n  before_script:\n    - T=1\n    - - a b\n"
                                              "a:\n  script:\n    - |\n      docker build .\n"
                                              "      docker push $T\n    - 'it''s'\n"
                                              "  after_script: clean up\n",
                                              &manifest);
    const struct hm_job *job = job_of(pipeline, "a");

    cr_assert_eq(job->n_steps, 2);
    const struct hm_step *step = &job->steps[0];
    expect_str(commands_of(&arena, &manifest, step),
               "3:T=1;4:a b;8:docker build .;9:docker push $T;10:it''s");
    cr_expect(step->script->has_errexit);
    cr_expect(step->script->is_complete == false, "the quote is not closed");
    cr_expect(step->run.is_known);
    cr_expect_not(step->runs_always);
    cr_expect(job->steps[1].runs_always);
    cr_expect_eq(hm_scalar_is_true(&job->steps[1].ignores_failure), HM_YES);
    expect_str(commands_of(&arena, &manifest, &job->steps[1]), "11:clean up");
}

Test(pipeline_gitlab, extends_joins_maps_and_replaces_the_rest)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             ".a:\n  image: one\n  variables: {X: a, Y: a}\n  script: [first]\n  tags: [t]\n"
             ".b:\n  extends: .a\n  variables: {Y: b}\n"
             "c:\n  extends: [.b, .d]\n  variables: {Z: $Y-c}\n  tags: null\n  script: [second]\n"
             ".d:\n  image: two\n",
             &manifest);
    const struct hm_job *job = job_of(pipeline, "c");

    cr_expect_eq(manifest.n_problems, 0);
    cr_expect_null(job->incomplete);
    cr_assert_eq(job->n_images, 1);
    expect_str(job->images[0].image.text, "two");
    expect_str(commands_of(&arena, &manifest, &job->steps[0]), "13:second");
    cr_assert_eq(job->env.n, 3);
    expect_str(hm_entries_find(&job->env, "X")->value.text, "a");
    expect_str(hm_entries_find(&job->env, "Z")->value.text, "b-c");
    cr_expect_eq(job->runs_on.n, 0);
    cr_expect_eq(hm_source_line_of(manifest.sources[0], job->span.off), 9);
}

Test(pipeline_gitlab, merge_keys_count_in_their_order)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             ".x: &x {image: x, stage: build}\n.y: &y {image: y}\n"
             "a:\n  image: a\n  <<: *x\n  <<: *y\n  stage: deploy\n" SCRIPT
             "b:\n  <<: [*x, *y]\n" SCRIPT,
             &manifest);

    expect_str(job_of(pipeline, "a")->images[0].image.text, "y");
    expect_str(job_of(pipeline, "a")->stage.text, "deploy");
    expect_str(job_of(pipeline, "b")->images[0].image.text, "x");
}

Test(pipeline_gitlab, references_stand_for_what_they_name)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             ".a:\n  script:\n    - one\n    - !reference [.b, before_script]\n"
             ".b:\n  extends: .c\n  image: {name: img, entrypoint: ['']}\n"
             ".c:\n  before_script: [two]\n  rules: [{if: $X, allow_failure: true}]\n"
             "job:\n  image: !reference [.b, image]\n  script:\n    - !reference [.a, script]\n"
             "    - three\n  rules:\n    - !reference [.c, rules]\n"
             "  variables: {V: !reference [.b, image, name]}\n",
             &manifest);
    const struct hm_job *job = job_of(pipeline, "job");

    cr_expect_eq(manifest.n_problems, 0);
    cr_expect_null(job->incomplete);
    expect_str(job->images[0].image.text, "img");
    expect_str(commands_of(&arena, &manifest, &job->steps[0]), "3:one;9:two;15:three");
    cr_expect_eq(hm_scalar_is_true(&job->ignores_failure), HM_YES);
    expect_str(hm_entries_find(&job->env, "V")->value.text, "img");
    expect_str(job->condition.text, "$X");
}

Test(pipeline_gitlab, variables_with_a_value_are_replaced)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "variables:\n  REG: {value: reg.example, description: d}\n  NAME: $REG/app\n"
             "  RAW: {value: $REG, expand: false}\n  LOOP: a$LOOP\n  OPEN: 1\n"
             "a:\n  image: ${NAME}:$CI_COMMIT_SHA\n  services:\n    - name: $RAW\n      alias: db\n"
             "      variables: {P: $NAME}\n    - $REG/docker:dind\n    - $OPEN\n"
             "  variables: {REG: other}\n  rules: [{if: $X, variables: {OPEN: 2}}]\n" SCRIPT
             "b:\n  inherit: {variables: [REG]}\n  image: $REG/$NAME\n" SCRIPT
             "c:\n  parallel: {matrix: [{REG: [x, y]}]}\n  image: $NAME\n" SCRIPT,
             &manifest);
    const struct hm_job *a = job_of(pipeline, "a");

    cr_assert_eq(a->n_images, 4);
    expect_str(a->images[0].image.text, "other/app:$CI_COMMIT_SHA");
    cr_expect_not(a->images[0].image.is_known);
    expect_str(a->images[1].image.text, "$REG");
    expect_str(a->images[1].alias, "db");
    expect_str(a->images[1].env.list[0].value.text, "other/app");
    cr_expect(a->images[1].is_service);
    expect_str(a->images[2].image.text, "other/docker:dind");
    cr_expect(a->images[2].image.is_known && a->images[2].image.has_variable);
    expect_str(a->images[3].image.text, "$OPEN");
    expect_str(job_of(pipeline, "b")->images[0].image.text, "reg.example/$NAME");
    expect_str(job_of(pipeline, "c")->images[0].image.text, "$REG/app");
    expect_str(hm_entries_find(&pipeline->env, "NAME")->value.text, "reg.example/app");
    cr_expect_not(hm_entries_find(&pipeline->env, "LOOP")->value.is_known);
}

Test(pipeline_gitlab, defaults_hold_for_jobs_that_inherit_them)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline = load(
        &arena,
        "image: top\ndefault: {services: [s], tags: [d]}\n"
        "a:\n" SCRIPT "b:\n  inherit: {default: false}\n" SCRIPT
        "c:\n  inherit: {default: [image]}\n" SCRIPT "d:\n  image: own\n  services: []\n" SCRIPT,
        &manifest);

    cr_expect_eq(job_of(pipeline, "a")->n_images, 2);
    cr_expect_eq(job_of(pipeline, "a")->runs_on.n, 1);
    cr_expect_eq(job_of(pipeline, "b")->n_images, 0);
    cr_expect_eq(job_of(pipeline, "c")->n_images, 1);
    cr_expect_eq(job_of(pipeline, "c")->runs_on.n, 0);
    cr_assert_eq(job_of(pipeline, "d")->n_images, 1);
    expect_str(job_of(pipeline, "d")->images[0].image.text, "own");
}

struct failure {
    const char *text;
    enum hm_trit ignores;
};

static const struct failure FAILURES[] = {
    { "", HM_NO },
    { "  allow_failure: true\n", HM_YES },
    { "  allow_failure: yes\n", HM_YES },
    { "  allow_failure: false\n", HM_NO },
    { "  allow_failure: {exit_codes: [1, 137]}\n", HM_UNKNOWN },
    { "  rules: [{if: $A, allow_failure: true}, {if: $B}]\n", HM_UNKNOWN },
    { "  rules: [{if: $A, allow_failure: true}, {if: $B, when: never}]\n", HM_YES },
    { "  rules: [{when: manual}]\n  allow_failure: true\n", HM_YES },
};

Test(pipeline_gitlab, failures_that_are_allowed)
{
    for (size_t i = 0; i < sizeof FAILURES / sizeof FAILURES[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest;
        struct hm_str text = hm_arena_printf(&arena, "a:\n%s" SCRIPT, FAILURES[i].text);
        const struct hm_pipeline *pipeline = load(&arena, hm_arena_c(&arena, text), &manifest);
        cr_expect_eq(hm_scalar_is_true(&job_of(pipeline, "a")->ignores_failure),
                     FAILURES[i].ignores, "%s", FAILURES[i].text);
    }
}

Test(pipeline_gitlab, jobs_wait_for_and_call_others)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "a:\n  needs: [b, {job: c, artifacts: true}, {project: p, job: d, ref: r}]\n"
             "  environment: {name: prod}\n  when: manual\n" SCRIPT
             "b:\n  trigger: {include: [{local: sub/ci.yml}], strategy: depend}\n"
             "c:\n  trigger: {project: g/p, branch: main}\n  variables: {V: x}\n"
             "d:\n  trigger: g/q\n",
             &manifest);
    const struct hm_job *a = job_of(pipeline, "a");

    cr_assert_eq(a->needs.n, 2);
    expect_str(a->needs.list[1].text, "c");
    expect_str(a->environment.text, "prod");
    expect_str(a->condition.text, "manual");
    expect_str(job_of(pipeline, "b")->calls.text, "sub/ci.yml");
    cr_expect_eq(job_of(pipeline, "b")->n_steps, 0);
    expect_str(job_of(pipeline, "c")->calls.text, "g/p");
    expect_str(job_of(pipeline, "c")->with.list[0].name, "V");
    expect_str(job_of(pipeline, "d")->calls.text, "g/q");
}

Test(pipeline_gitlab, local_files_are_read_and_others_named)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    struct project_file files[] = {
        { "sub/.gitlab-ci.yml", "include:\n  - local: /ci/jobs.yml\n    inputs: {tool: trivy}\n"
                                "  - template: Jobs/SAST.gitlab-ci.yml\n"
                                "  - {project: g/p, ref: v1, file: [/a.yml, b.yml]}\n"
                                "  - component: host/c@1\n  - https://example.org/x.yml\n"
                                "  - gone.yml\n"
                                "scan trivy:\n  stage: test\n  image: over\n"
                                "mine:\n  extends: .unknown\n  script: x\n"
                                "half:\n  script:\n    - !reference [.else, script]\n    - y\n" },
        { "sub/ci/jobs.yml", "spec:\n  inputs:\n    tool:\n    level: {default: HIGH}\n    none:\n"
                             "---\n\"scan $[[ inputs.tool ]]\":\n  image: under\n"
                             "  script: $[[ inputs.tool ]] image --severity $[[inputs.level]] x\n"
                             "other:\n  script: [\"$[[ inputs.none | truncate(0,3) ]] a\"]\n" },
        { NULL, NULL },
    };
    const struct hm_pipeline *pipeline = load_files(&arena, files, &manifest);
    const struct hm_job *scan = job_of(pipeline, "scan trivy");

    cr_assert_eq(manifest.n_sources, 2);
    cr_assert_eq(pipeline->includes.n, 6);
    expect_str(pipeline->includes.list[0].text, "template:Jobs/SAST.gitlab-ci.yml");
    expect_str(pipeline->includes.list[1].text, "project:g/p@v1:/a.yml");
    expect_str(pipeline->includes.list[3].text, "component:host/c@1");
    expect_str(pipeline->includes.list[5].text, "gone.yml");
    expect_str(scan->images[0].image.text, "over");
    cr_expect_null(scan->incomplete);
    expect_str(scan->steps[0].run.text, "trivy image --severity HIGH x");
    cr_assert_eq(scan->steps[0].inserted.n, 2);
    expect_str(scan->steps[0].inserted.list[1].text, "inputs.level");
    const struct hm_command *cmd = &scan->steps[0].script->commands[0];
    cr_expect(hm_manifests_source(&manifest, cmd->span) == manifest.sources[1]);
    expect_str(hm_source_text(manifest.sources[1], cmd->args[4].span), "x");
    cr_expect_str_eq(job_of(pipeline, "mine")->incomplete, "what it extends is not known");
    cr_expect_not_null(job_of(pipeline, "half")->incomplete);
    cr_expect_not(job_of(pipeline, "half")->steps[0].script->is_complete);
    cr_expect_not_null(job_of(pipeline, "other")->incomplete);
    cr_expect_eq(manifest.n_problems, 1, "the file that is gone");
}

Test(pipeline_gitlab, patterns_name_local_files)
{
    static const struct {
        const char *pattern;
        const char *jobs; /* in the order in which they are read */
        uint32_t n_problems;
    } rows[] = {
        { "ci/*.yml", "a b", 0 },
        { "/ci/*.yml", "a b", 0 },
        { "ci/**.yml", "a b deep", 0 },
        { "ci/**/*.yml", "deep", 0 },
        { "**/b.yml", "b", 0 },
        { "c*/a.*", "a", 0 },
        { "*.yml", "", 1 },
        { "ci/*/*.yaml", "", 1 },
        { "ci/$CI_PROJECT_NAME/*.yml", "", 1 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf jobs = { 0 };
        struct hm_manifests manifest;
        struct project_file files[] = {
            { "sub/.gitlab-ci.yml",
              hm_arena_printf(&arena, "include:\n  - local: '%s'\n", rows[i].pattern).p },
            { "sub/ci/a.yml", "a: {script: x}\n" },
            { "sub/ci/b.yml", "b: {script: x}\n" },
            { "sub/ci/x/y.yml", "deep: {script: x}\n" },
            { "sub/ci/x/z.txt", "no: {script: x}\n" },
            { NULL, NULL },
        };
        const struct hm_pipeline *pipeline = load_files(&arena, files, &manifest);
        for (uint32_t k = 0; k < pipeline->n_jobs; k++) {
            hm_buf_printf(&jobs, "%s%.*s", k == 0 ? "" : " ", HM_FMT(pipeline->jobs[k].name));
        }
        hm_buf_puts(&jobs, "");
        cr_expect(hm_str_eq(hm_buf_str(&jobs), rows[i].jobs), "%s: %.*s", rows[i].pattern,
                  HM_FMT(hm_buf_str(&jobs)));
        cr_expect_eq(manifest.n_problems, rows[i].n_problems, "%s", rows[i].pattern);
    }
}

/* The kinds and images of the acts of jobs, "scan a/b:1". */
static struct hm_str
scans_of(struct hm_arena *arena, const struct hm_pipeline *pipeline)
{
    hm_auto_buf struct hm_buf out = { 0 };

    hm_buf_puts(&out, "");
    for (uint32_t i = 0; i < pipeline->n_acts; i++) {
        const struct hm_act *act = &pipeline->acts[i];
        if (act->kind == HM_ACT_SCAN || act->kind == HM_ACT_SCAN_ALL) {
            hm_buf_printf(&out, "%s%s%s%.*s", out.n == 0 ? "" : ";", act->tool,
                          act->image.is_set ? " " : "", HM_FMT(act->image.text));
        }
    }
    return hm_arena_str(arena, hm_buf_str(&out));
}

Test(pipeline_gitlab, templates_of_its_own_are_jobs)
{
    static const char own[] = "${CI_REGISTRY_IMAGE}/${CI_COMMIT_REF_SLUG}:${CI_COMMIT_SHA}";
    static const struct {
        const char *text;
        const char *image; /* NULL: none is scanned */
        bool is_known;     /* nothing that was not read may hide something */
    } rows[] = {
        { "include: {template: Security/Container-Scanning.gitlab-ci.yml}\n", own, true },
        { "include: [{template: Jobs/Container-Scanning.latest.gitlab-ci.yml}]\n", own, true },
        { "include: {template: Container-Scanning.gitlab-ci.yml}\n"
          "container_scanning:\n  variables: {CS_IMAGE: a/b:1}\n",
          "a/b:1", true },
        { "include: {template: Jobs/Container-Scanning.gitlab-ci.yml}\n"
          "variables: {CS_IMAGE: $X/b:1, X: a}\n",
          "a/b:1", true },
        { "include: {component: $CI_SERVER_FQDN/components/container-scanning/"
          "container-scanning@2, inputs: {cs_image: 'a/b:1'}}\n",
          "a/b:1", true },
        { "include: {template: Jobs/Container-Scanning.gitlab-ci.yml}\n"
          "variables: {CONTAINER_SCANNING_DISABLED: 'true'}\n",
          NULL, true },
        { "include: {component: example.org/acme/container-scanning@1}\n", "", false },
        { "include: {template: Auto-DevOps.gitlab-ci.yml}\n", NULL, false },
        { "include: {template: Jobs/Build.gitlab-ci.yml}\n", NULL, false },
        { "include: {template: Security/SAST-IaC.gitlab-ci.yml}\n", NULL, true },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest;
        const char *text = hm_arena_printf(&arena, "%sa: {script: make}\n", rows[i].text).p;
        const struct hm_pipeline *pipeline = load(&arena, text, &manifest);
        struct hm_str scans = scans_of(&arena, pipeline);
        const char *expected =
            rows[i].image == NULL
                ? ""
                : hm_arena_printf(&arena, "GitLab container scanning%s%s",
                                  rows[i].image[0] == '\0' ? "" : " ", rows[i].image)
                      .p;
        cr_expect(hm_str_eq(scans, expected), "%s: %.*s", rows[i].text, HM_FMT(scans));
        cr_expect_eq(pipeline->includes_are_known, rows[i].is_known, "%s", rows[i].text);
        cr_expect_eq(manifest.n_problems, 0, "%s", rows[i].text);
    }
}

Test(pipeline_gitlab, jobs_extend_those_of_templates)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "include:\n  - template: Jobs/Container-Scanning.gitlab-ci.yml\n"
             "  - template: Jobs/Secret-Detection.gitlab-ci.yml\n"
             "container_scanning:\n  stage: build\n  variables: {CS_IMAGE: acme/web:1}\n"
             "scan api:\n  extends: container_scanning\n  variables: {CS_IMAGE: acme/api:1}\n",
             &manifest);

    expect_str(scans_of(&arena, pipeline),
               "GitLab container scanning acme/web:1;GitLab secret detection;"
               "GitLab container scanning acme/api:1");
    expect_str(job_of(pipeline, "container_scanning")->stage.text, "build");
    expect_str(job_of(pipeline, "secret_detection")->stage.text, "test");
    cr_expect_null(job_of(pipeline, "scan api")->incomplete);
    cr_expect_eq(manifest.n_problems, 0);
}

Test(pipeline_gitlab, files_of_other_hosts_may_be_held_to_their_content)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "include:\n  - remote: https://example.org/a.yml\n    integrity: sha256-AA=\n"
             "a: {script: x}\n",
             &manifest);

    expect_str(pipeline->includes.list[0].text, "https://example.org/a.yml#sha256-AA=");
    cr_expect_not(pipeline->includes_are_known);
}

Test(pipeline_gitlab, a_file_that_others_include_may_lack_what_they_keep)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    struct project_file files[] = {
        { "ci/build.gitlab-ci.yml", "a:\n  stage: own\n  extends: .b\n" SCRIPT "c:\n  image: d\n" },
        { NULL, NULL },
    };
    const struct hm_pipeline *pipeline = load_files(&arena, files, &manifest);

    cr_expect_eq(manifest.n_problems, 0);
    cr_assert_eq(pipeline->n_jobs, 2);
    cr_expect_not_null(pipeline->jobs[0].incomplete);
    cr_expect_not_null(pipeline->jobs[1].incomplete);
}

Test(pipeline_gitlab, windows_has_another_shell)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline = load(&arena,
                                              "a:\n  tags: [saas-windows-medium-amd64]\n" SCRIPT
                                              "b:\n  script: echo $Env:PATH\nc:\n" SCRIPT,
                                              &manifest);

    cr_expect_eq(job_of(pipeline, "a")->steps[0].script->dialect, HM_SHELL_POWERSHELL);
    cr_expect_eq(job_of(pipeline, "b")->steps[0].script->dialect, HM_SHELL_POWERSHELL);
    cr_expect_eq(job_of(pipeline, "c")->steps[0].script->dialect, HM_SHELL_BASH);
}

Test(pipeline_gitlab, other_kinds_of_steps)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "a:\n  run:\n    - {name: s, script: docker push x, env: {A: b}}\n"
             "    - {name: t, step: gitlab.com/c/echo@1, inputs: {m: n}}\n"
             "  release: {tag_name: v1}\n  hooks: {pre_get_sources_script: [first]}\n",
             &manifest);
    const struct hm_job *job = job_of(pipeline, "a");

    cr_assert_eq(job->n_steps, 4);
    expect_str(job->steps[0].run.text, "first");
    expect_str(job->steps[1].run.text, "docker push x");
    expect_str(job->steps[1].env.list[0].name, "A");
    expect_str(job->steps[2].uses.text, "gitlab.com/c/echo@1");
    expect_str(job->steps[2].with.list[0].value.text, "n");
    expect_str(job->steps[3].uses.text, "release");
}

Test(pipeline_gitlab, what_starts_it)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "workflow:\n  rules:\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n"
             "    - if: $CI_PIPELINE_SOURCE == \"schedule\"\n      when: never\n"
             "    - if: $CI_COMMIT_BRANCH\n      variables: {V: 1}\na:\n" SCRIPT,
             &manifest);

    cr_assert_eq(pipeline->triggers.n, 2);
    expect_str(pipeline->triggers.list[0].text, "pull_request");
    expect_str(pipeline->triggers.list[1].text, "push");
}

struct refusal {
    const char *text;
    const char *says;
    uint32_t line;
};

static const struct refusal REFUSALS[] = {
    { "a: [b\n", "no YAML", 2 },
    { "- a\n", "no keys", 1 },
    { "a:\n  extends: .b\n" SCRIPT, "no \".b\" that could be extended", 2 },
    { "a:\n  extends: .b\n" SCRIPT ".b: {extends: .c}\n.c: {extends: .b}\n", "in a circle", 5 },
    { "a:\n  image: b\n", "needs a script", 1 },
    { "a: text\n", "a job is a map", 1 },
    { "a:\n  stage: none\n" SCRIPT, "none of the pipeline's stages", 2 },
    { "a:\n  script:\n    - !reference [.b, script]\n", "what is referred to", 3 },
    { "a:\n  script: !reference [b, script]\nb:\n  script: !reference [a, script]\n",
      "refers to itself", 2 },
};

Test(pipeline_gitlab, what_gitlab_refuses_is_a_problem)
{
    for (size_t i = 0; i < sizeof REFUSALS / sizeof REFUSALS[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest;
        load(&arena, REFUSALS[i].text, &manifest);
        cr_assert_gt(manifest.n_problems, 0, "%s", REFUSALS[i].text);
        const struct hm_manifest_problem *problem = &manifest.problems[0];
        cr_expect(hm_str_has(problem->text, REFUSALS[i].says), "%s: %.*s", REFUSALS[i].text,
                  HM_FMT(problem->text));
        cr_expect(problem->is_fatal);
        cr_expect_eq(hm_source_line_of(manifest.sources[0], problem->span.off), REFUSALS[i].line,
                     "%s: line %u", REFUSALS[i].text,
                     hm_source_line_of(manifest.sources[0], problem->span.off));
    }
}

Test(pipeline_gitlab, jobs_extend_each_other_only_so_deep)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_manifests manifest;

    hm_buf_puts(&text, "job: {extends: .j0, script: x}\n");
    for (unsigned i = 0; i < 1000; i++) {
        hm_buf_printf(&text, ".j%u: {extends: .j%u}\n", i, i + 1);
    }
    hm_buf_puts(&text, ".j1000: {image: a}\n");
    const struct hm_pipeline *pipeline =
        load(&arena, hm_arena_c(&arena, hm_buf_str(&text)), &manifest);
    cr_assert_eq(pipeline->n_jobs, 1);
    cr_expect_not_null(pipeline->jobs[0].incomplete);
    cr_expect_eq(manifest.n_problems, 1);
}

Test(pipeline_gitlab, what_jobs_share_is_not_written_out_without_end)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_manifests manifest;

    hm_buf_puts(&text, ".a:\n  script:\n    - ");
    for (unsigned i = 0; i < 20000; i++) {
        hm_buf_puts(&text, "echo a long line; ");
    }
    hm_buf_puts(&text, "\n");
    for (unsigned i = 0; i < 1000; i++) {
        hm_buf_printf(&text, "j%u: {extends: .a}\n", i);
    }
    const struct hm_pipeline *pipeline =
        load(&arena, hm_arena_c(&arena, hm_buf_str(&text)), &manifest);
    cr_assert_eq(pipeline->n_jobs, 1000);
    cr_expect_str_eq(pipeline->jobs[999].incomplete,
                     "the pipeline is too large to be read to its end");
    cr_expect_eq(manifest.n_problems, 1);
}
