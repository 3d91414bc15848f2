/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/pipeline_read.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/buf.h"
#include "plugin/manifest/gitlab.h"
#include "plugin/manifest/groovy.h"
#include "plugin/manifest/jenkins.h"

Test(pipeline_read, names)
{
    static const struct {
        const char *path;
        enum hm_trit is_named;
        enum hm_pipeline_kind kind;
    } rows[] = {
        { ".github/workflows/build.yml", HM_YES, HM_PIPELINE_GITHUB },
        { "a/.gitea/workflows/build.yaml", HM_YES, HM_PIPELINE_GITHUB },
        { ".forgejo/workflows/x.yml", HM_YES, HM_PIPELINE_GITHUB },
        { "x.github/workflows/build.yml", HM_NO, 0 },
        { ".github/workflows/old/build.yml", HM_NO, 0 },
        { ".github/workflows/README.md", HM_NO, 0 },
        { ".github/dependabot.yml", HM_NO, 0 },
        { "action.yml", HM_UNKNOWN, HM_PIPELINE_GITHUB_ACTION },
        { "a/b/action.yaml", HM_UNKNOWN, HM_PIPELINE_GITHUB_ACTION },
        { ".gitlab-ci.yml", HM_YES, HM_PIPELINE_GITLAB },
        { "ci/deploy.gitlab-ci.yml", HM_YES, HM_PIPELINE_GITLAB },
        { ".gitlab/ci/test.yml", HM_UNKNOWN, HM_PIPELINE_GITLAB },
        { ".gitlab-ci/test.yml", HM_UNKNOWN, HM_PIPELINE_GITLAB },
        { "Jenkinsfile", HM_YES, HM_PIPELINE_JENKINS },
        { "ci/Jenkinsfile.release", HM_YES, HM_PIPELINE_JENKINS },
        { "Jenkinsfile-nightly", HM_YES, HM_PIPELINE_JENKINS },
        { "a.jenkinsfile", HM_YES, HM_PIPELINE_JENKINS },
        { "Jenkinsfile.md", HM_NO, 0 },
        { "Jenkinsfiles", HM_NO, 0 },
        { "compose.yaml", HM_NO, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum hm_pipeline_kind kind = 0;
        enum hm_trit is_named = hm_pipeline_is_named(hm_str_c(rows[i].path), &kind);
        cr_expect_eq(is_named, rows[i].is_named, "%s", rows[i].path);
        cr_expect(is_named == HM_NO || kind == rows[i].kind, "%s", rows[i].path);
    }
}

Test(pipeline_read, what_is_read_by_its_content)
{
    static const struct {
        const char *path;
        const char *text;
        bool is_read;
    } rows[] = {
        { "action.yml", "runs:\n  using: node24\n", true },
        { "action.yml", "todo:\n  - x\n", false },
        { "action.yml", "on: push\njobs:\n  a: {}\n", false },
        { "flow.yml", "on: push\njobs:\n  a: {}\n", true },
        { ".github/workflows/a.yml", "", true },
        { "notes.yml", "a: b\n", false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest;
        cr_expect_eq(hm_pipeline_read(&arena, NULL, hm_str_c(rows[i].path), hm_str_c(rows[i].text),
                                      &manifest),
                     rows[i].is_read, "row %zu", i);
    }
}

/* --- limits --- */

/* A file one past a limit: what stands in front, so many times a line (with its number, and the
 * next), and behind. */
struct limit {
    const char *name;
    enum hm_pipeline_kind kind;
    const char *front;
    const char *line;
    unsigned n;
    const char *behind;
    bool is_cut;        /* of the whole file no rule may say that something is missing */
    bool is_incomplete; /* the first job says that not all of it is known */
    bool is_problem;    /* the report says it */
};

static const struct limit LIMITS[] = {
    { "includes", HM_PIPELINE_GITLAB, "a: {script: x}\ninclude:\n",
      "  - template: t#.gitlab-ci.yml\n", HM_GITLAB_INCLUDES + 1, "", true, true, true },
    { "files that include themselves", HM_PIPELINE_GITLAB, "a: {script: x}\ninclude: a.yml\n", "",
      0, "", false, false, true },
    { "patterns", HM_PIPELINE_GITLAB, "a: {script: x}\ninclude:\n", "  - 'x#/*.yml'\n",
      HM_GITLAB_INCLUDES + 1, "", true, true, true },
    { "jobs that extend others", HM_PIPELINE_GITLAB, "a: {extends: .j0, script: x}\n",
      ".j#: {image: x, extends: .j@}\n", HM_GITLAB_EXTENDS + 2, "", false, true, true },
    { "references", HM_PIPELINE_GITLAB, "a: {script: [!reference [.j0, script]]}\n",
      ".j#: {script: !reference [.j@, script]}\n", HM_GITLAB_REFERENCES + 2, "", false, true,
      true },
    { "inputs", HM_PIPELINE_GITLAB, "spec:\n  inputs:\n", "    i#: {default: x}\n", 201,
      "---\na: {script: '$[[ inputs.i200 ]]'}\n", false, true, false },
    { "lists in lists", HM_PIPELINE_GITLAB, "a:\n  script: ", "[", 12, "x]]]]]]]]]]]]\n", false,
      true, false },
    { "values", HM_PIPELINE_GITLAB, "a: {script: x}\n", ".x#: [a, b, c, d]\n", 50000, "", true,
      true, true },
    { "acts", HM_PIPELINE_GITLAB, "a:\n  script:\n", "    - docker push a/b:#\n", HM_ACTS_LIMIT + 1,
      "", true, false, true },
    { "steps", HM_PIPELINE_JENKINS, "node {\n", "  sh 'x#'\n", HM_JENKINS_STEPS + 1, "}\n", true,
      true, true },
    { "stages", HM_PIPELINE_JENKINS, "node {\n", "  stage('x#') { }\n", HM_JENKINS_STEPS + 1, "}\n",
      true, false, true },
    { "variables", HM_PIPELINE_JENKINS, "pipeline { environment {\n", "  X# = 'a'\n",
      HM_JENKINS_VARIABLES + 1, "} stages { stage('a') { steps { sh 'x' } } } }\n", true, false,
      true },
    { "brackets", HM_PIPELINE_JENKINS, "node {\n", "{", HM_GROOVY_DEPTH + 1, "}\n", false, false,
      true },
    { "volumes of a pod", HM_PIPELINE_JENKINS,
      "podTemplate(yaml: '''\nspec:\n  containers: [{image: a}]\n  volumes:\n", "  - {name: v#}\n",
      65, "''') { node { sh 'x' } }\n", false, false, true },
};

static enum hm_status
read_itself(void *ctx, struct hm_str path, struct hm_buf *buf, struct hm_err *reterr)
{
    (void)ctx;
    (void)path;
    (void)reterr;
    hm_buf_puts(buf, "include: a.yml\n");
    return HM_OK;
}

static void
put_line(struct hm_buf *text, const char *line, unsigned i)
{
    for (const char *p = line; *p != '\0'; p++) {
        if (*p == '#' || *p == '@') {
            hm_buf_printf(text, "%u", i + (*p == '@'));
        } else {
            hm_buf_putc(text, *p);
        }
    }
}

static struct hm_str
text_of(struct hm_arena *arena, const struct limit *limit)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };

    hm_buf_puts(&text, limit->front);
    for (unsigned i = 0; i < limit->n; i++) {
        put_line(&text, limit->line, i);
    }
    hm_buf_puts(&text, limit->behind);
    return hm_arena_str(arena, hm_buf_str(&text));
}

Test(pipeline_read, what_reaches_a_limit_is_said)
{
    const struct hm_path_reader reader = { .read = read_itself };

    for (size_t i = 0; i < sizeof LIMITS / sizeof LIMITS[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        const struct limit *limit = &LIMITS[i];
        struct hm_manifests manifest;
        cr_assert(hm_pipeline_read_as(&arena, &reader, limit->kind, HM_S(".gitlab-ci.yml"),
                                      text_of(&arena, limit), &manifest));
        const struct hm_pipeline *pipeline = manifest.pipeline;
        bool is_incomplete = pipeline->n_jobs > 0 && pipeline->jobs[0].incomplete != NULL;
        cr_expect_eq(pipeline->is_cut, limit->is_cut, "%s: cut", limit->name);
        cr_expect_eq(manifest.n_problems > 0, limit->is_problem, "%s: %u problems", limit->name,
                     manifest.n_problems);
        cr_expect(is_incomplete || !limit->is_incomplete, "%s: incomplete", limit->name);
    }
}
