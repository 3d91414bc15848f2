/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/pipeline_read.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

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
