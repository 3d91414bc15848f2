/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin_yaml.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/rows.h"

#define DIGEST "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* What becomes of a file when each of its references has the digest DIGEST, "+" in these texts. */
static const struct {
    const char *path;
    const char *before;
    const char *after;
    const char *left; /* references that are not pinned, with spaces between them */
} cases[] = {
    { "compose.yml", "services:\n  a: {image: nginx:1}\n  b:\n    image: \"r.test/b\"  # c\n",
      "services:\n  a: {image: nginx:1+}\n  b:\n    image: \"r.test/b:latest+\"  # c\n", "" },
    { "docker-compose.prod.yaml", "services:\n  a:\n    build: .\n    image: mine:1\n",
      "services:\n  a:\n    build: .\n    image: mine:1\n", "" },
    { "compose.yaml", "services: {a: {image: 'app:${TAG}'}}\n",
      "services: {a: {image: 'app:${TAG}'}}\n", "app:${TAG}" },
    { "compose.yaml", "x-a: &a\n  image: a:1\nservices:\n  b: *a\n  c: *a\n  d:\n    <<: *a\n",
      "x-a: &a\n  image: a:1+\nservices:\n  b: *a\n  c: *a\n  d:\n    <<: *a\n", "" },
    { "compose.yaml", "services: {a: {image: &i a:1}, b: {image: *i}}\n",
      "services: {a: {image: &i a:1+}, b: {image: *i}}\n", "" },
    { "compose.yaml", "services: {a: {image: \"a\\x3a1\"}, b: {image: UPPER:1}}\n",
      "services: {a: {image: \"a\\x3a1\"}, b: {image: UPPER:1}}\n", "a:1 UPPER:1" },
    { "k/a.yaml",
      "apiVersion: v1\nkind: Pod\nspec:\n  initContainers: [{image: a:1}]\n  containers:\n"
      "  - name: b\n    image: b:2\n---\napiVersion: apps/v1\nkind: Deployment\nspec: {template: "
      "{spec: {containers: [{image: c}], volumes: [{image: {reference: d:4}}]}}}\n",
      "apiVersion: v1\nkind: Pod\nspec:\n  initContainers: [{image: a:1+}]\n  containers:\n"
      "  - name: b\n    image: b:2+\n---\napiVersion: apps/v1\nkind: Deployment\nspec: {template: "
      "{spec: {containers: [{image: c:latest+}], volumes: [{image: {reference: d:4+}}]}}}\n",
      "" },
    { "values.yaml", "image: a:1\nservices: {a: {image: b:1}}\n",
      "image: a:1\nservices: {a: {image: b:1}}\n", "" },
    { ".github/workflows/ci.yml",
      "jobs:\n  a:\n    container: node:20\n    services: {db: {image: postgres:16}}\n    steps:\n"
      "    - uses: docker://alpine:3\n    - uses: actions/checkout@v4\n  b: {container: {image: "
      "\"${{ matrix.image }}\"}}\n",
      "jobs:\n  a:\n    container: node:20+\n    services: {db: {image: postgres:16+}}\n    "
      "steps:\n    - uses: docker://alpine:3+\n    - uses: actions/checkout@v4\n  b: {container: "
      "{image: \"${{ matrix.image }}\"}}\n",
      "${{ matrix.image }}" },
    { "action.yml", "runs: {using: docker, image: 'docker://a:1'}\n",
      "runs: {using: docker, image: 'docker://a:1+'}\n", "" },
    { "action.yml", "runs: {using: docker, image: Dockerfile}\n",
      "runs: {using: docker, image: Dockerfile}\n", "" },
    { ".gitlab-ci.yml",
      "image: a:1\ndefault: {image: {name: b:1}}\nvariables: {image: no:1}\njob:\n  image: c:1\n"
      "  services: [d:1, {name: e:1}]\nother: {image: !reference [job, image]}\n",
      "image: a:1+\ndefault: {image: {name: b:1+}}\nvariables: {image: no:1}\njob:\n  image: "
      "c:1+\n  services: [d:1+, {name: e:1+}]\nother: {image: !reference [job, image]}\n",
      "an image" },
    { "ci/docker-bake.json",
      "{\n\t\"target\": {\"a\": {\"contexts\": {\"b\": \"docker-image://b:1\", \"c\": \"../c\"},\n"
      "\"dockerfile-inline\": \"FROM d\"}, \"e\": {\"contexts\": {\"f\": "
      "\"docker-image://${F}\"}}}}\n",
      "{\n\t\"target\": {\"a\": {\"contexts\": {\"b\": \"docker-image://b:1+\", \"c\": \"../c\"},\n"
      "\"dockerfile-inline\": \"FROM d\"}, \"e\": {\"contexts\": {\"f\": "
      "\"docker-image://${F}\"}}}}\n",
      "d ${F}" },
    { "web.compose.yaml",
      "services:\n  a:\n    build:\n      additional_contexts:\n        b: docker-image://b:1\n"
      "      dockerfile_inline: |\n        ARG V=1\n        FROM a:1 AS x\n        FROM c:$$V\n"
      "        COPY --from=d:1 / /\n",
      "services:\n  a:\n    build:\n      additional_contexts:\n        b: docker-image://b:1+\n"
      "      dockerfile_inline: |\n        ARG V=1\n        FROM a:1+ AS x\n        FROM c:$$V\n"
      "        COPY --from=d:1+ / /\n",
      "c:$$V" },
    { "compose.yaml",
      "services:\n  a:\n    build:\n      dockerfile_inline: \"FROM a:1\\nUSER 1\"\n"
      "      additional_contexts: ['b=docker-image://b:1', 'c=../c']\n",
      "services:\n  a:\n    build:\n      dockerfile_inline: \"FROM a:1\\nUSER 1\"\n"
      "      additional_contexts: ['b=docker-image://b:1+', 'c=../c']\n",
      "a:1" },
    { "compose.yaml",
      "services:\n  a:\n    image: a:1\n    build:\n    volumes:\n    - {type: image, source: "
      "b:1}\n"
      "    - {type: bind, source: c:1}\n    - d:/e\n",
      "services:\n  a:\n    image: a:1+\n    build:\n    volumes:\n    - {type: image, source: "
      "b:1+}\n"
      "    - {type: bind, source: c:1}\n    - d:/e\n",
      "" },
    { "k/list.yaml",
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: batch/v1\n  kind: CronJob\n  spec: "
      "{jobTemplate: {spec: {template: {spec: {containers: [{image: a:1}]}}}}}\n- {kind: Pod, "
      "spec: {ephemeralContainers: [{image: b:1}]}}\n",
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: batch/v1\n  kind: CronJob\n  spec: "
      "{jobTemplate: {spec: {template: {spec: {containers: [{image: a:1+}]}}}}}\n- {kind: Pod, "
      "spec: {ephemeralContainers: [{image: b:1+}]}}\n",
      "" },
    { "k/kustomization.yaml",
      "resources: [a.yaml]\nimages:\n  - name: nginx\n    newTag: \"1.27\" # kept\n  - newTag: "
      "v2\n    name: r.test/b\n  - {name: c, newTag: '3'}\n  - name: d\n    newName: e\n  - name: "
      "f\n    digest: " DIGEST "\n",
      "resources: [a.yaml]\nimages:\n  - name: nginx\n    newTag: \"1.27\" # kept\n    digest: "
      "-\n  - newTag: v2\n    digest: -\n    name: r.test/b\n  - {name: c, newTag: '3', digest: "
      "-}\n  - name: d\n    newName: e\n  - name: f\n    digest: " DIGEST "\n",
      "e" },
    { "compose.yml", "services: {a: {image: 'a:1@" DIGEST "'}}\n",
      "services: {a: {image: 'a:1@" DIGEST "'}}\n", "" },
};

ROWS_OF(pin_yaml, apply, cases)

static struct hm_str
with_digests(struct hm_arena *arena, const char *text)
{
    hm_auto_buf struct hm_buf out = { 0 };

    for (; *text != '\0'; text++) {
        if (*text == '+') {
            hm_buf_puts(&out, "@" DIGEST);
        } else if (*text == '-' && text[-1] == ' ' && strchr("\n}", text[1]) != NULL) {
            hm_buf_puts(&out, DIGEST);
        } else {
            hm_buf_putc(&out, *text);
        }
    }
    return hm_arena_str(arena, hm_buf_str(&out));
}

ParameterizedTest(size_t *i, pin_yaml, apply)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf left = { 0 };
    struct hm_pins pins = { 0 };
    struct hm_err err = { 0 };
    struct hm_str path = hm_str_c(cases[*i].path);
    struct hm_str before = hm_str_c(cases[*i].before);
    struct hm_str after = { 0 };

    cr_assert_eq(hm_pin_yaml_find(&arena, path, before, &pins, &err), HM_OK, "%s", err.text);
    for (size_t k = 0; k < pins.all.n; k++) {
        struct hm_pin *pin = &pins.all.p[k];
        if (pin->is_editable) {
            pin->digest = HM_S(DIGEST);
        } else if (!pin->is_pinned) {
            hm_buf_printf(&left, "%s%.*s", left.n > 0 ? " " : "", HM_FMT(pin->text));
        }
    }
    cr_assert_eq(hm_pins_apply_to(hm_pin_yaml_find, &arena, path, before, &pins, &after, &err),
                 HM_OK, "%s", err.text);
    cr_expect(hm_str_is(after, with_digests(&arena, cases[*i].after)), "%.*s", HM_FMT(after));
    cr_expect(hm_str_eq(hm_buf_str(&left), cases[*i].left), "%.*s", HM_FMT(hm_buf_str(&left)));
}

Test(pin_yaml, that_is_no_yaml)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_pins pins = { 0 };
    struct hm_err err = { 0 };

    cr_expect_eq(
        hm_pin_yaml_find(&arena, HM_S("a.yaml"), HM_S("image: {{ .Values.image }}\n"), &pins, &err),
        HM_E_SYNTAX);
}

Test(pin_yaml, one_that_would_be_read_as_something_else)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_pins pins = { 0 };
    struct hm_str text = HM_S("services: {a: {image: a:1}}\n");
    struct hm_str after = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_pin_yaml_find(&arena, HM_S("compose.yml"), text, &pins, &err), HM_OK);
    pins.all.p[0].digest = HM_S("sha256:} ");
    cr_expect_eq(
        hm_pins_apply_to(hm_pin_yaml_find, &arena, HM_S("compose.yml"), text, &pins, &after, &err),
        HM_E_SYNTAX);
}
