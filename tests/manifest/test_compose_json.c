/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/compose_json.h"

#include "plugin/base/json.h"
#include "tests/manifest/project.h"

static json_t *
printed(struct project_file *files)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_manifests manifests;
    struct hm_err err = { 0 };
    json_t *root = NULL;

    project_load(&arena, files, &manifests);
    hm_compose_json(&manifests, &buf);
    cr_assert_eq(hm_json_parse(hm_buf_str(&buf), &root, &err), HM_OK, "%s", err.text);
    return root;
}

static void
expect_json(const json_t *is, const char *should)
{
    json_t *wanted = json_loads(should, JSON_DECODE_ANY, NULL);

    cr_assert_not_null(wanted, "%s", should);
    char *text = json_dumps(is, JSON_ENCODE_ANY | JSON_COMPACT);
    cr_expect(json_equal(is, wanted), "%s is not %s", text, should);
    free(text);
    json_decref(wanted);
}

Test(compose_json, prints_services_with_all_files_laid_over_one_another)
{
    struct project_file files[] = {
        { "a/compose.yaml",
          "services:\n  w:\n    build: {context: ./app, args: [V=1]}\n    cap_drop: [ALL]\n"
          "    ports: ['127.0.0.1:80:8080']\n    volumes: ['./d:/d:ro']\n    environment: {A: b, "
          "C: }\n"
          "secrets: {key: {file: ./key}}\n" },
        { "a/compose.override.yaml", "services:\n  w:\n    user: '5'\n    image: 'w:${TAG}'\n" },
        { NULL, NULL },
    };
    json_t *root = printed(files);
    const json_t *w = json_array_get(json_object_get(root, "services"), 0);

    expect_json(json_object_get(root, "kind"), "\"compose\"");
    expect_json(json_object_get(root, "files"), "[\"a/compose.yaml\",\"a/compose.override.yaml\"]");
    expect_json(json_object_get(root, "ok"), "true");
    expect_json(json_object_get(w, "name"), "\"w\"");
    expect_json(json_object_get(w, "user"), "\"5\"");
    expect_json(json_object_get(w, "image"), "{\"text\":\"w:${TAG}\",\"known\":false}");
    expect_json(json_object_get(w, "cap_drop"), "[\"ALL\"]");
    expect_json(json_object_get(w, "environment"), "{\"A\":\"b\",\"C\":null}");
    expect_json(json_object_get(w, "ports"),
                "[{\"address\":\"127.0.0.1\",\"published\":\"80\",\"target\":\"8080\","
                "\"protocol\":\"tcp\",\"at\":\"a/compose.yaml:5:13\"}]");
    expect_json(json_object_get(w, "volumes"),
                "[{\"kind\":\"bind\",\"source\":\"./d\",\"path\":\"./a/d\",\"target\":\"/d\","
                "\"read_only\":\"yes\",\"options\":\"ro\",\"at\":\"a/compose.yaml:6:15\"}]");
    expect_json(json_object_get(w, "build"),
                "{\"context\":\"./app\",\"folder\":\"a/app\",\"path\":\"a/app/Dockerfile\","
                "\"args\":{\"V\":\"1\"},\"at\":\"a/compose.yaml:3:5\"}");
    expect_json(json_object_get(root, "secrets"), "[{\"name\":\"key\",\"file\":\"./key\"}]");
    json_decref(root);
}

Test(compose_json, says_what_is_refused_and_what_is_not_known)
{
    struct project_file files[] = {
        { "compose.yaml",
          "services:\n  w:\n    imagee: a\n    extends: {file: none, service: x}\n" },
        { NULL, NULL },
    };
    json_t *root = printed(files);
    const json_t *w = json_array_get(json_object_get(root, "services"), 0);

    expect_json(json_object_get(root, "ok"), "false");
    cr_expect(json_is_string(json_object_get(w, "incomplete")));
    cr_expect_eq(json_array_size(json_object_get(root, "problems")), 2u);
    json_decref(root);
}
