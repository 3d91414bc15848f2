/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/pipeline.h"

#include <criterion/criterion.h>

Test(pipeline, texts_that_are_one)
{
    static const struct {
        const char *text;
        enum hm_pipeline_kind kind;
    } rows[] = {
        { "name: x\non: push\njobs:\n  a: {}\n", HM_PIPELINE_GITHUB },
        { "\xef\xbb\xbf'on':\n  push:\njobs:\n  a: {}\n", HM_PIPELINE_GITHUB },
        { "on: [push\njobs:\n  a: {}\n", HM_PIPELINE_GITHUB },
        { "on: push\njobs:\n  a:\n    steps:\n    - run: |\n        apply <<EOF\n"
          "        apiVersion: v1\n        EOF\n",
          HM_PIPELINE_GITHUB },
        { "name: x\nruns:\n  using: composite\n", HM_PIPELINE_GITHUB_ACTION },
        { "build image:\n  script:\n    - make\n", HM_PIPELINE_GITLAB },
        { "stages: [a]\n", HM_PIPELINE_GITLAB },
        { "#!groovy\n// x\npipeline {\n  agent any\n}\n", HM_PIPELINE_JENKINS },
        { "@Library('x') _\n", HM_PIPELINE_JENKINS },
        { "node('linux') {\n}\n", HM_PIPELINE_JENKINS },
        { "pipeline {\n  sh '''\nFROM x\n'''\n}\n", HM_PIPELINE_JENKINS },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum hm_pipeline_kind kind = HM_PIPELINE_GITLAB + 10;
        cr_expect(hm_pipeline_is_meant(hm_str_c(rows[i].text), &kind), "row %zu", i);
        cr_expect_eq(kind, rows[i].kind, "row %zu: %d", i, (int)kind);
    }
}

Test(pipeline, texts_that_are_none)
{
    static const char *const rows[] = {
        "",
        "services:\n  web:\n    image: nginx\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  script: x\n",
        "on: push\n",
        "on: push\na:\n  jobs:\n    b: c\n",
        "pipeline:\n  - x\n",
        "FROM alpine\nRUN <<EOF\nscript: x\nEOF\nCOPY <<EOF /Jenkinsfile\npipeline {\n}\nEOF\n",
        "a sentence\nscript: x\n",
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum hm_pipeline_kind kind;
        cr_expect_not(hm_pipeline_is_meant(hm_str_c(rows[i]), &kind), "row %zu", i);
    }
}
