/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/pipeline_read.h"

#include "plugin/model/suppression.h"
#include "tests/manifest/jobs.h"

static const struct hm_pipeline *
load(struct hm_arena *arena, const char *text, struct hm_manifests *ret)
{
    cr_assert(hm_pipeline_read(arena, NULL, HM_S("Jenkinsfile"), hm_str_c(text), ret));
    cr_assert_eq(ret->pipeline->kind, HM_PIPELINE_JENKINS);
    return ret->pipeline;
}

/* All steps of a job: "sh:docker build .;echo". */
static struct hm_str
steps_of(struct hm_arena *arena, const struct hm_job *job)
{
    hm_auto_buf struct hm_buf out = { 0 };

    for (uint32_t i = 0; i < job->n_steps; i++) {
        const struct hm_step *step = &job->steps[i];
        struct hm_str text = step->uses.is_set ? step->uses.text : step->run.text;
        hm_buf_printf(&out, "%s%s%.*s", i == 0 ? "" : ";",
                      step->uses.is_set ? "" : "sh:", HM_FMT(text));
    }
    return hm_arena_str(arena, hm_buf_str(&out));
}

static const char DECLARATIVE[] =
    "@Library('shared@v1') _\n"
    "pipeline {\n"
    "  agent { docker { image 'maven:3'; args '-v /x:/x' } }\n"
    "  environment {\n    REG = 'reg.example'\n    IMAGE = \"${REG}/app\"\n"
    "    TOKEN = credentials('the-token')\n  }\n"
    "  triggers { cron('H * * * *') }\n"
    "  stages {\n"
    "    stage('Build') {\n"
    "      steps {\n        sh \"docker build -t ${IMAGE}:${env.TAG} .\"\n"
    "        sh 'docker push $IMAGE'\n      }\n"
    "    }\n"
    "    stage(\"Both\") {\n"
    "      parallel {\n"
    "        stage('One') { agent { label 'arm' }\n          steps { echo 'x' } }\n"
    "        stage('Two') { agent any\n when { branch 'main' }\n steps { bat 'dir' } }\n"
    "      }\n"
    "    }\n"
    "  }\n"
    "  post {\n    always { cleanWs() }\n    success { sh 'notify' }\n  }\n"
    "}\n";

Test(pipeline_jenkins, stages_are_jobs)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline = load(&arena, DECLARATIVE, &manifest);
    const struct hm_job *build = job_of(pipeline, "Build");

    cr_expect_eq(manifest.n_problems, 0);
    cr_assert_eq(pipeline->n_jobs, 4);
    expect_str(steps_of(&arena, build),
               "sh:docker build -t reg.example/app:${TAG} .;sh:docker push $IMAGE");
    cr_assert_eq(build->n_images, 1);
    expect_str(build->images[0].image.text, "maven:3");
    expect_str(build->images[0].options.text, "-v /x:/x");
    cr_expect_eq(job_of(pipeline, "One")->n_images, 0);
    expect_str(job_of(pipeline, "One")->runs_on.list[0].text, "arm");
    expect_str(job_of(pipeline, "Two")->condition.text, "branch 'main'");
    cr_expect_eq(job_of(pipeline, "Two")->steps[0].script->dialect, HM_SHELL_CMD);
    expect_str(pipeline->includes.list[0].text, "shared@v1");
    expect_str(pipeline->triggers.list[0].text, "schedule");
    cr_expect_null(build->incomplete);
}

Test(pipeline_jenkins, what_is_done_afterwards_is_a_job)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_job *post =
        job_of(load(&arena, DECLARATIVE, &manifest), "Declarative: Post Actions");

    cr_assert_eq(post->n_steps, 2);
    cr_expect(post->steps[0].runs_always);
    expect_str(post->steps[0].condition.text, "always");
    cr_expect_not(post->steps[1].runs_always);
}

Test(pipeline_jenkins, variables_that_groovy_puts_in_are_told)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "def NAME = 'app'\ndef twice = 'a'\ntwice = 'b'\n"
             "node {\n  withCredentials([string(credentialsId: 'id', variable: 'TOKEN')]) {\n"
             "    sh \"curl -H ${TOKEN} $NAME \\$HOME ${twice} ${f('a b')}\"\n"
             "    sh 'curl -H $TOKEN'\n  }\n}\n",
             &manifest);
    const struct hm_job *job = job_of(pipeline, "steps");

    expect_str(steps_of(&arena, job), "withCredentials;sh:curl -H ${TOKEN} app $HOME ${twice} "
                                      "${...};sh:curl -H $TOKEN");
    const struct hm_step *leak = &job->steps[1];
    cr_assert_eq(leak->inserted.n, 4);
    expect_str(leak->inserted.list[0].text, "TOKEN");
    cr_expect_not(leak->inserted.list[0].is_known);
    cr_expect(leak->inserted.list[1].is_known);
    cr_expect(leak->run.has_variable && !leak->run.is_known);
    expect_str(hm_source_text(manifest.sources[0], leak->inserted.list[0].span), "${TOKEN}");
    expect_str(hm_source_text(manifest.sources[0], leak->script->commands[0].args[0].span), "curl");
    cr_assert_eq(leak->env.n, 1);
    expect_str(leak->env.list[0].value.text, "credentials('id')");
    cr_expect_not(leak->env.list[0].value.is_known);
    cr_expect_eq(job->steps[2].inserted.n, 0);
    cr_expect(job->steps[2].run.is_known);
}

Test(pipeline_jenkins, credentials_of_an_environment_are_three_variables)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_job *job = job_of(load(&arena, DECLARATIVE, &manifest), "Build");

    expect_str(hm_entries_find(&job->env, "TOKEN")->value.text, "credentials('the-token')");
    cr_expect_not_null(hm_entries_find(&job->env, "TOKEN_PSW"));
    expect_str(hm_entries_find(&job->env, "IMAGE")->value.text, "reg.example/app");
}

struct shell {
    const char *step;
    const char *text;
    bool is_known;
    bool has_errexit;
    enum hm_trit ignores;
};

static const struct shell SHELLS[] = {
    { "sh 'a b'", "a b", true, true, HM_NO },
    { "sh(script: \"a\", returnStdout: true).trim()", "a", true, true, HM_NO },
    { "sh script: 'a', returnStatus: true", "a", true, true, HM_YES },
    { "def rc = sh(script: 'a', returnStatus: true)", "a", true, true, HM_UNKNOWN },
    { "if (sh(returnStatus: true, script: 'a') != 0) { }", "a", true, true, HM_UNKNOWN },
    { "sh '''#!/bin/bash\n  a\n'''", "#!/bin/bash\n  a\n", true, false, HM_NO },
    { "sh '''#!/bin/bash -e\na'''", "#!/bin/bash -e\na", true, true, HM_NO },
    { "sh \"\"\"a \\\n  b\"\"\"", "a   b", true, true, HM_NO },
    { "sh 'a' + \" b\" +\n 'c'", "a bc", true, true, HM_NO },
    { "sh cmd", "${cmd}", false, true, HM_NO },
    { "sh lib.make('x')", "${...}", false, true, HM_NO },
    { "sh(/a\\/b \\d/)", "a/b \\d", true, true, HM_NO },
    { "sh 'a\\tb\\u0041'", "a\tbA", true, true, HM_NO },
    { "catchError(buildResult: 'SUCCESS') { sh 'a' }", "a", true, true, HM_YES },
    { "catchError { sh 'a' }", "a", true, true, HM_UNKNOWN },
    { "warnError('x') { sh 'a' }", "a", true, true, HM_YES },
    { "try { sh 'a' } catch (e) { echo 'x' }", "a", true, true, HM_YES },
    { "try { sh 'a' } catch (e) { throw e }", "a", true, true, HM_NO },
    { "try { sh 'a' } catch (e) { currentBuild.result = 'FAILURE' }", "a", true, true, HM_UNKNOWN },
    { "try { sh 'a' } finally { echo 'x' }", "a", true, true, HM_NO },
    { "retry(3) { timeout(time: 1) { ws('x') { sh 'a' } } }", "a", true, true, HM_NO },
    { "parallel(one: { sh 'a' })", "a", true, true, HM_NO },
    { "['x', 'y'].each { n -> sh 'a' }", "a", true, true, HM_NO },
};

Test(pipeline_jenkins, shells)
{
    for (size_t i = 0; i < sizeof SHELLS / sizeof SHELLS[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest;
        struct hm_str text = hm_arena_printf(&arena, "node('x') {\n  %s\n}\n", SHELLS[i].step);
        const struct hm_pipeline *pipeline = load(&arena, hm_arena_c(&arena, text), &manifest);
        const struct hm_step *step = NULL;
        cr_assert_eq(pipeline->n_jobs, 1, "%s", SHELLS[i].step);
        for (uint32_t k = 0; k < pipeline->jobs[0].n_steps; k++) {
            step = pipeline->jobs[0].steps[k].run.is_set ? &pipeline->jobs[0].steps[k] : step;
        }
        cr_assert_not_null(step, "%s", SHELLS[i].step);
        cr_expect(hm_str_eq(step->run.text, SHELLS[i].text), "%s: %.*s", SHELLS[i].step,
                  HM_FMT(step->run.text));
        cr_expect_eq(step->run.is_known, SHELLS[i].is_known, "%s", SHELLS[i].step);
        cr_expect_eq(step->script->has_errexit, SHELLS[i].has_errexit, "%s", SHELLS[i].step);
        cr_expect_eq(hm_scalar_is_true(&step->ignores_failure), SHELLS[i].ignores, "%s",
                     SHELLS[i].step);
        expect_str(pipeline->jobs[0].runs_on.list[0].text, "x");
    }
}

Test(pipeline_jenkins, what_the_docker_plugin_does)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "node {\n  def app\n  stage('b') {\n"
             "    app = docker.build(\"a/web:1\", '--build-arg K=v -f d/Dockerfile d')\n  }\n"
             "  stage('p') {\n    docker.withRegistry('https://r.example', 'cred') {\n"
             "      app.push()\n      app.push('latest')\n    }\n"
             "    docker.image('node:20').inside('-u root') { sh 'npm ci' }\n"
             "    docker.image('db:1').withRun('-e X=y') { c -> sh 'test' }\n  }\n}\n",
             &manifest);
    const struct hm_step *build = &job_of(pipeline, "b")->steps[0];
    const struct hm_job *push = job_of(pipeline, "p");

    expect_str(build->uses.text, "docker.build");
    expect_str(build->with.list[0].value.text, "a/web:1");
    expect_str(hm_entries_find(&build->with, "file")->value.text, "d/Dockerfile");
    expect_str(hm_entries_find(&build->with, "context")->value.text, "d");
    expect_str(steps_of(&arena, push), "docker.withRegistry;docker.push;docker.push;docker.inside;"
                                       "sh:npm ci;docker.run;sh:test");
    expect_str(hm_entries_find(&push->steps[0].with, "credentialsId")->value.text, "cred");
    expect_str(push->steps[1].with.list[0].value.text, "a/web:1");
    expect_str(push->steps[2].with.list[0].value.text, "a/web:latest");
    cr_assert_eq(push->n_images, 2);
    expect_str(push->images[0].options.text, "-u root");
    cr_expect(push->images[1].is_service);
}

Test(pipeline_jenkins, pods_give_their_containers)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "pipeline {\n  agent {\n    kubernetes {\n      yaml '''\nspec:\n  containers:\n"
             "  - name: dind\n    image: docker:dind\n    securityContext:\n"
             "      privileged: true\n  - {name: k, image: kaniko:1}\n'''\n    }\n  }\n"
             "  stages { stage('a') { steps { container('k') { sh 'x' } } } }\n}\n",
             &manifest);
    const struct hm_job *job = job_of(pipeline, "a");

    cr_expect_eq(manifest.n_problems, 0);
    cr_assert_eq(job->n_images, 2);
    expect_str(job->images[0].image.text, "docker:dind");
    expect_str(hm_source_text(manifest.sources[0], job->images[0].image.span), "docker:dind");
    cr_expect_eq(hm_scalar_is_true(&job->images[0].privileged), HM_YES);
    expect_str(job->images[1].alias, "k");
    expect_str(steps_of(&arena, job), "container;sh:x");
}

Test(pipeline_jenkins, pods_say_what_they_have_of_the_host)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "podTemplate(yaml: \"\"\"\nspec:\n  containers:\n  - name: a\n    image: a:1\n"
             "    env: [{name: DOCKER_TLS_CERTDIR, value: ''}, {name: X, valueFrom: {}}]\n"
             "    volumeMounts: [{name: s, mountPath: /s}, {name: e, mountPath: /e}]\n"
             "  volumes:\n  - {name: e, emptyDir: {}}\n  - name: s\n    hostPath:\n"
             "      path: /var/run/docker.sock\n\"\"\") { node(POD_LABEL) { sh 'x' } }\n"
             "podTemplate(containers: [containerTemplate(name: 'b', image: 'b:1')],\n"
             "  volumes: [hostPathVolume(hostPath: '/h', mountPath: '/t')]) {\n"
             "  node(POD_LABEL) { stage('two') { sh 'y' } }\n}\n",
             &manifest);
    const struct hm_job_image *image = &pipeline->jobs[0].images[0];

    cr_expect_eq(manifest.n_problems, 0);
    cr_assert_eq(image->volumes.n, 1);
    expect_str(image->volumes.list[0].text, "/var/run/docker.sock:/s");
    expect_str(hm_source_text(manifest.sources[0], image->volumes.list[0].span),
               "/var/run/docker.sock");
    cr_assert_eq(image->env.n, 2);
    cr_expect(image->env.list[0].value.is_set);
    cr_expect_not(image->env.list[1].value.is_set);
    image = &job_of(pipeline, "two")->images[0];
    cr_assert_eq(image->volumes.n, 1);
    expect_str(image->volumes.list[0].text, "/h:/t");
}

Test(pipeline_jenkins, functions_that_stand_deep_are_read_too)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_manifests manifest;
    uint32_t n_runs = 0;

    for (unsigned i = 0; i < 8; i++) {
        hm_buf_printf(&text, "def f%u() { f%u() }\n", i, i + 1);
    }
    hm_buf_puts(&text, "def f8() { sh 'docker push acme/web:1' }\n"
                       "pipeline { stages { stage('a') { steps { f0() } } } }\n");
    const struct hm_pipeline *pipeline =
        load(&arena, hm_arena_c(&arena, hm_buf_str(&text)), &manifest);
    for (uint32_t i = 0; i < pipeline->n_jobs; i++) {
        for (uint32_t k = 0; k < pipeline->jobs[i].n_steps; k++) {
            n_runs += pipeline->jobs[i].steps[k].run.is_set;
        }
    }
    cr_expect_geq(n_runs, 1);
}

Test(pipeline_jenkins, an_agent_may_be_built)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "pipeline {\n  agent { dockerfile { filename 'D.build'\n dir 'ci' } }\n"
             "  stages { stage('a') { steps { sh 'x' } } }\n}\n",
             &manifest);
    const struct hm_step *step = &job_of(pipeline, "Declarative: Agent Setup")->steps[0];

    expect_str(step->uses.text, "dockerfile");
    expect_str(hm_entries_find(&step->with, "file")->value.text, "D.build");
    expect_str(hm_entries_find(&step->with, "context")->value.text, "ci");
    cr_expect_eq(job_of(pipeline, "a")->n_images, 0);
}

Test(pipeline_jenkins, functions_are_followed)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "def push(String what) { sh 'docker push x' }\nvoid alone() { sh 'y' }\n"
             "def round() { round() }\n"
             "pipeline { agent any\n stages { stage('a') { steps { script {\n push('x')\n"
             " round()\n } } } } }\n",
             &manifest);

    expect_str(steps_of(&arena, job_of(pipeline, "a")), "sh:docker push x");
    expect_str(steps_of(&arena, job_of(pipeline, "alone")), "sh:y");
    cr_expect_not_null(job_of(pipeline, "alone")->incomplete);
}

Test(pipeline_jenkins, what_libraries_do_is_not_known)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline =
        load(&arena,
             "library 'a@b'\nbuildPlugin(useContainerAgent: true)\n"
             "infra.publish('x')\n",
             &manifest);
    const struct hm_job *job = job_of(pipeline, "steps");

    expect_str(steps_of(&arena, job), "buildPlugin;infra.publish");
    expect_str(job->steps[0].with.list[0].name, "useContainerAgent");
    cr_expect_str_eq(job->incomplete, "it calls buildPlugin, which is kept elsewhere");
    expect_str(pipeline->includes.list[0].text, "a@b");
}

Test(pipeline_jenkins, what_is_no_groovy_is_a_problem)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    const struct hm_pipeline *pipeline = load(&arena, "pipeline {\n  sh 'no end\n}\n", &manifest);

    cr_expect_eq(pipeline->n_jobs, 0);
    cr_assert_eq(manifest.n_problems, 1);
    cr_expect(manifest.problems[0].is_fatal);
    cr_expect_eq(hm_source_line_of(manifest.sources[0], manifest.problems[0].span.off), 2);
}

Test(pipeline_jenkins, variables_of_variables_come_to_an_end)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_manifests manifest;

    hm_buf_puts(&text, "def a = \"$a\"\ndef v0 = 'x'\n");
    for (unsigned i = 0; i < 40; i++) {
        hm_buf_printf(&text, "def v%u = \"$v%u$v%u\"\n", i + 1, i, i);
    }
    hm_buf_puts(&text, "node { sh \"$a $v40\" }\n");
    const struct hm_pipeline *pipeline =
        load(&arena, hm_arena_c(&arena, hm_buf_str(&text)), &manifest);
    cr_expect_not(job_of(pipeline, "steps")->steps[0].run.is_known);
}

Test(pipeline_jenkins, ignore_comments_cover_the_statement_below)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    (void)load(&arena,
               "pipeline {\n  // hullmark ignore=HM8001\n  agent {\n    docker 'a'\n  }\n"
               "  /* hullmark ignore=HM8002 */\n  stages {\n    sh 'a' // hullmark ignore=HM8003\n"
               "    sh '// hullmark ignore=HM8004'\n  }\n}\n// hullmark ignore=HM8005\n",
               &manifest);
    const struct hm_suppressions *asked = manifest.suppressions[0];
    cr_assert_eq(asked->n, 3);
    expect_str(asked->list[0].id, "HM8001");
    cr_expect_eq(asked->list[0].line, 3);
    cr_expect_eq(asked->list[0].end_line, 5);
    cr_expect_eq(asked->list[1].line, 7);
    cr_expect_eq(asked->list[1].end_line, 10);
    cr_expect_eq(asked->list[2].line, 8);
    cr_expect_eq(asked->list[2].end_line, 8);
    cr_expect_eq(asked->n_faults, 1);
}

Test(pipeline_jenkins, a_stage_directly_under_pipeline_is_refused)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;

    (void)load(&arena,
               "pipeline {\n  agent any\n  stage('a') { steps { sh 'x' } }\n"
               "  stages {\n    stage('b') { steps { sh 'y' } }\n  }\n}\n",
               &manifest);
    cr_assert_eq(manifest.n_problems, 1);
    cr_expect(manifest.problems[0].is_fatal);
    cr_expect_eq(hm_source_line_of(manifest.sources[0], manifest.problems[0].span.off), 3);
}

struct folder_case {
    const char *text;
    const char *context; /* NULL: it is not known; "": nobody says */
    const char *file;
};

static const struct folder_case FOLDERS[] = {
    { "docker.build('a')", "", "" },
    { "dir('web') { docker.build('a') }", "web", "" },
    { "dir('web') { docker.build('a', '-f ci/D ..') }", ".", "web/ci/D" },
    { "dir('a') { dir('b') { docker.build('a', '.') } }", "a/b", "" },
    { "dir('web') { docker.build('a', 'https://example.org/x.git') }", "https://example.org/x.git",
      "" },
    { "dir(where) { docker.build('a', '.') }", NULL, "" },
    { "dir(where) { dir('b') { docker.build('a') } }", NULL, "" },
    { "dir('/srv') { docker.build('a') }", NULL, "" },
};

Test(pipeline_jenkins, docker_build_runs_in_the_folder_of_its_dir)
{
    for (size_t i = 0; i < sizeof FOLDERS / sizeof FOLDERS[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest;
        const struct hm_pipeline *pipeline =
            load(&arena,
                 hm_arena_c(&arena, hm_arena_printf(&arena, "node {\n  %s\n}\n", FOLDERS[i].text)),
                 &manifest);
        cr_assert_eq(pipeline->n_acts, 1, "%zu", i);
        const struct hm_act *act = &pipeline->acts[0];
        if (FOLDERS[i].context == NULL) {
            cr_expect(act->context.is_set && !act->context.is_known, "%zu", i);
        } else {
            cr_expect(hm_str_eq(act->context.text, FOLDERS[i].context), "%zu", i);
        }
        cr_expect(hm_str_eq(act->dockerfile.text, FOLDERS[i].file), "%zu", i);
    }
}
