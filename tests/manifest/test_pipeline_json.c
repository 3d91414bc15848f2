/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/pipeline_json.h"

#include "plugin/base/json.h"
#include "plugin/manifest/pipeline_read.h"
#include "tests/manifest/project.h"

/* What is printed of a file with what it includes, which must be JSON. */
static struct hm_str
print(struct hm_arena *arena, struct project_file *files)
{
    const struct hm_path_reader reader = { .read = project_read, .ctx = files };
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_manifests manifest;
    json_t *root = NULL;
    struct hm_err err = { 0 };

    cr_assert(hm_pipeline_read(arena, &reader, hm_str_c(files[0].path), hm_str_c(files[0].text),
                               &manifest));
    hm_pipeline_json(&manifest, &buf);
    cr_assert_eq(hm_json_parse(hm_buf_str(&buf), &root, &err), HM_OK, "%s", err.text);
    json_decref(root);
    return hm_arena_str(arena, hm_buf_str(&buf));
}

static const struct {
    const char *path;
    const char *text;
    const char *json;
} PIPELINES[] = {
    { ".github/workflows/a.yml",
      "on: push\npermissions: read-all\njobs:\n  a:\n    runs-on: ubuntu-24.04\n"
      "    continue-on-error: ${{ inputs.x }}\n    steps:\n"
      "      - uses: docker/build-push-action@v6\n        with: {push: true, tags: acme/web:1}\n"
      "      - run: trivy image acme/web:1\n        shell: python\n",
      "{\"file\":\".github/workflows/a.yml\",\"kind\":\"github\",\"files\":[\".github/workflows/"
      "a.yml\"],\"ok\":true,\"problems\":[],\"triggers\":[\"push\"],\"permissions\":{\"\":"
      "\"read-all\"},\"jobs\":[{\"name\":\"a\",\"runs_on\":[\"ubuntu-24.04\"],"
      "\"ignores_failure\":{\"text\":\"${{ inputs.x }}\",\"known\":false},\"images\":[],"
      "\"steps\":[{\"uses\":\"docker/build-push-action@v6\",\"with\":{\"push\":\"true\",\"tags\":"
      "\"acme/web:1\"},\"at\":\".github/workflows/a.yml:8:9\"},{\"run\":\"trivy image acme/web:1\","
      "\"dialect\":\"other\",\"unread\":true,\"incomplete\":true,\"commands\":[],\"at\":\".github/"
      "workflows/a.yml:10:9\"}],\"at\":\".github/workflows/a.yml:4:3\"}],\"acts\":[{\"kind\":"
      "\"build\",\"tool\":\"docker/build-push-action\",\"job\":0,\"step\":0,\"image\":"
      "\"acme/web:1\",\"names\":[\"acme/web:1\"],\"ignores_failure\":\"unknown\",\"ignored_by\":"
      "\"continue-on-error\",\"at\":\".github/workflows/a.yml:8:9\"},{\"kind\":\"push\",\"tool\":"
      "\"docker/build-push-action\",\"job\":0,\"step\":0,\"image\":\"acme/web:1\",\"names\":["
      "\"acme/web:1\"],\"ignores_failure\":\"unknown\",\"ignored_by\":\"continue-on-error\",\"at\":"
      "\".github/workflows/a.yml:8:9\"}]}" },
    { "Jenkinsfile",
      "pipeline {\n    agent { docker { image \"node:${V}\" } }\n    stages { stage('A') {\n"
      "        steps { acme(); sh \"echo ${env.T}\" } } }\n}\n",
      "{\"file\":\"Jenkinsfile\",\"kind\":\"jenkins\",\"files\":[\"Jenkinsfile\"],\"ok\":true,"
      "\"problems\":[],\"jobs\":[{\"name\":\"A\",\"incomplete\":\"it calls acme, which is kept "
      "elsewhere\",\"images\":[{\"image\":{\"text\":\"node:${V}\",\"known\":false},\"at\":"
      "\"Jenkinsfile:2:22\"}],\"steps\":[{\"uses\":\"acme\",\"at\":\"Jenkinsfile:4:17\"},{\"run\":{"
      "\"text\":\"echo ${T}\",\"known\":false},\"inserted\":[{\"text\":\"env.T\",\"known\":false}],"
      "\"dialect\":\"sh\",\"commands\":[{\"words\":[\"echo\",\"${T}\"],\"at\":\"Jenkinsfile:4:29\"}"
      "],\"at\":\"Jenkinsfile:4:25\"}],\"at\":\"Jenkinsfile:3:20\"}],\"acts\":[]}" },
    { ".gitlab-ci.yml",
      "include: [{local: b.yml}, {remote: 'https://example.com/c.yml'}]\na:\n  extends: .b\n  "
      "services: [docker:27-dind]\n",
      "{\"file\":\".gitlab-ci.yml\",\"kind\":\"gitlab\",\"files\":[\".gitlab-ci.yml\",\"b.yml\"],"
      "\"ok\":true,\"problems\":[],\"includes\":[\"https://example.com/"
      "c.yml\"],\"jobs\":[{\"name\":\"a\",\"images\":[{\"image\":\"docker:27-dind\",\"service\":"
      "true,\"at\":\".gitlab-ci.yml:4:14\"}],\"steps\":[{\"run\":\"make\",\"dialect\":\"bash\","
      "\"commands\":[{\"words\":[\"make\"],\"at\":\"b.yml:1:14\"}],\"at\":\"b.yml:1:6\"}],\"at\":"
      "\".gitlab-ci.yml:2:1\"}],\"acts\":[]}" },
};

Test(pipeline_json, prints_what_is_known_and_what_is_not_with_its_places)
{
    for (size_t i = 0; i < sizeof PIPELINES / sizeof PIPELINES[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct project_file files[] = { { PIPELINES[i].path, PIPELINES[i].text },
                                        { "b.yml", ".b: {script: make}\n" },
                                        { NULL, NULL } };
        expect_str(print(&arena, files), PIPELINES[i].json);
    }
}

Test(pipeline_json, says_what_the_platform_refuses)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct project_file files[] = { { ".gitlab-ci.yml", "a:\n  image: b\n" }, { NULL, NULL } };

    expect_str(print(&arena, files),
               "{\"file\":\".gitlab-ci.yml\",\"kind\":\"gitlab\",\"files\":[\".gitlab-ci.yml\"],"
               "\"ok\":false,\"problems\":[{\"text\":\"GitLab refuses this: a job needs a script, "
               "or a trigger.\",\"fatal\":true,\"at\":\".gitlab-ci.yml:1:1\"}],\"jobs\":[{\"name\":"
               "\"a\",\"images\":[{\"image\":\"b\",\"at\":\".gitlab-ci.yml:2:3\"}],\"steps\":[],"
               "\"at\":\".gitlab-ci.yml:1:1\"}],\"acts\":[]}");
}

Test(pipeline_json, of_several_variables_of_one_name_the_last_counts)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct project_file files[] = {
        { ".gitlab-ci.yml", "a:\n  variables: {X: 1, X: 2}\n  script: make\n" }, { NULL, NULL }
    };
    struct hm_str json = print(&arena, files);

    cr_expect(hm_str_has(json, "\"env\":{\"X\":\"2\"}"), "%.*s", HM_FMT(json));
}

Test(pipeline_json, acts_that_were_left_out_are_said_to_be)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };

    hm_buf_puts(&text, "a:\n  script:\n");
    for (uint32_t i = 0; i <= HM_ACTS_LIMIT; i++) {
        hm_buf_puts(&text, "    - docker push acme/web:1\n");
    }
    struct project_file files[] = { { ".gitlab-ci.yml", text.p }, { NULL, NULL } };
    cr_expect(hm_str_has(print(&arena, files), "\"cut\":true}"));
}
