/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/manifest_images.h"

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/images/image_places.h"
#include "tests/rows.h"

#define DIGEST "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* What is found in a folder with these files ("== path ==" before each): "path:line name", and
 * behind a name that is not known " (why)". */
static const struct {
    const char *files;
    const char *found;
} cases[] = {
    { "== compose.yml ==\nservices:\n  a:\n    image: a:${V:-1}\n  b:\n    image: b:${W}\n  c:\n"
      "    build: .\n    image: mine\n",
      "compose.yml:3 a:1; compose.yml:5 b:${W} (it depends on a variable without a value)" },
    { "== compose.yml ==\nservices:\n  a:\n    image: a:1\n== compose.override.yml ==\nservices:\n"
      "  a:\n    image: a:2\n",
      "compose.override.yml:3 a:2" },
    { "== compose.yml ==\nservices:\n  a:\n    extends: {file: gone.yml, service: b}\n",
      "compose.yml:2 the image of the service a (it extends a service of a file that could not be "
      "read)" },
    { "== compose.yml ==\nservices:\n  a:\n    build:\n      additional_contexts: {b: "
      "docker-image://b:1, c: ./c}\n      dockerfile_inline: |\n        FROM d:1\n        COPY "
      "--from=e:1 / /\n    volumes: [{type: image, source: f:1, target: /f}]\n",
      "compose.yml:4 b:1; compose.yml:6 d:1; compose.yml:7 e:1; compose.yml:8 f:1" },
    { "== k/a.yaml ==\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: a@" DIGEST
      "\n  - image: \"{{ x }}\"\n",
      "k/a.yaml:5 a@" DIGEST "; k/a.yaml:6 {{ x }} (it has a variable)" },
    { "== t.yaml ==\napiVersion: v1\nkind: Pod\nspec: {{ x }}\n  image: {{ y }}\n",
      "t.yaml:1 what t.yaml names (the file cannot be read as it is)" },
    { "== other.yaml ==\nimage: {{ y }}\n== values.yaml ==\nimage: a:1\n", "" },
    { "== .gitlab-ci.yml ==\nimage: a:1\njob: {services: [$B]}\n== .github/workflows/ci.yml ==\n"
      "jobs: {a: {container: c:1, steps: [{uses: docker://d:1}]}}\n",
      ".github/workflows/ci.yml:1 c:1; .github/workflows/ci.yml:1 d:1; .gitlab-ci.yml:1 a:1; "
      ".gitlab-ci.yml:2 $B (it has a variable)" },
    { "== Jenkinsfile ==\nnode { docker.image('a:1').inside { }\n docker.withRegistry('https://r') "
      "{ docker.image('b:1').inside { } } }\n== docker-bake.hcl ==\nx = \"docker-image://c:1\"\n",
      "Jenkinsfile:1 a:1; Jenkinsfile:2 b:1 (the registry that is set for it is put before it); "
      "docker-bake.hcl:1 c:1" },
    { "== compose.yml ==\nservices:\n  a:\n    build: {context: ., args: {BASE: 'a:1'}}\n  b:\n"
      "    build: {context: ., args: {BASE: 'b:1'}}\n== Dockerfile ==\nARG BASE\nFROM ${BASE}\n"
      "USER 1\nFROM c:1 AS c\n",
      "Dockerfile:2 a:1; Dockerfile:4 c:1; Dockerfile:2 b:1" },
    { "== docker-bake.hcl ==\ntarget \"a\" {\n  args = { BASE = \"a:1\" }\n}\n== Dockerfile ==\n"
      "ARG BASE\nFROM ${BASE}\n",
      "Dockerfile:2 a:1" },
    { "== k/a.yaml ==\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: a:1\n  - image: "
      "b:1\n== k/kustomization.yaml ==\nresources: [a.yaml]\nimages:\n- {name: a, newTag: '2'}\n",
      "k/a.yaml:6 b:1; k/kustomization.yaml:3 a:2" },
    { "== k/a.yaml ==\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: a:1\n  - image: "
      "b:1\n== k/kustomization.yaml ==\nresources: [a.yaml]\nimages:\n- {name: a, newName: c}\n- "
      "{name: "
      "x, newName: y}\n",
      "k/kustomization.yaml:3 c:1; k/a.yaml:6 b:1; k/kustomization.yaml:4 y (its tag is what the "
      "manifests say)" },
    { "== k/a.yaml ==\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: a:1\n  - image: "
      "b:1\n== k/kustomization.yaml ==\nresources: [a.yaml]\n== o/kustomization.yaml "
      "==\nresources: [../k]\n"
      "images:\n- name: a\n  newTag: '2'\n== p/kustomization.yaml ==\nresources: [../k]\n",
      "k/a.yaml:5 a:1; k/a.yaml:6 b:1; o/kustomization.yaml:4 a:2" },
    { "== run.sh ==\ni=b:1\ndocker run a:1\ndocker run $i\ndocker run $J\ndocker run \"$@\"\n"
      "== bin/x ==\n#!/bin/sh\npodman create c:1\n== bin/y ==\ndocker run no:1\n"
      "== u/a.container ==\n[Container]\nImage=d:1\n== Makefile ==\nx:\n\tdocker run e:1\n",
      "Makefile:2 e:1; bin/x:2 c:1; run.sh:2 a:1; run.sh:3 b:1; run.sh:4 $J (it depends on a "
      "variable without a value); run.sh:5 the image of `docker run` (some of its options stand in "
      "a variable); u/a.container:2 d:1" },
    { "== .github/workflows/ci.yml ==\njobs: {a: {steps: [{run: docker run a:1}]}}\n",
      ".github/workflows/ci.yml:1 a:1" },
    { "== compose.yml ==\nservices:\n  a:\n    build: .\n    image: acme/app:1\n"
      "== Dockerfile ==\nFROM scratch\n== run.sh ==\ndocker run acme/app:1\ndocker run "
      "acme/app:2\n",
      "run.sh:2 acme/app:2" },
};

ROWS_OF(manifest_images, are_found, cases)

static void
write_files(struct hm_arena *arena, struct hm_str folder, struct hm_str files)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_str path = { 0 };
    struct hm_str line;
    bool is_more = true;

    while (is_more) {
        is_more = hm_str_split(&files, '\n', &line);
        if (is_more && !hm_str_starts(line, "== ")) {
            hm_buf_printf(&text, "%.*s\n", HM_FMT(line));
            continue;
        }
        if (path.n > 0) {
            size_t slash = hm_str_find_last(hm_str_from(path, folder.n + 1), '/');
            if (slash < path.n - folder.n - 1) {
                (void)mkdir(hm_arena_printf(arena, "%.*s/.github", HM_FMT(folder)).p, 0700);
                (void)mkdir(hm_arena_c(arena, hm_str_sub(path, 0, folder.n + 1 + slash)), 0700);
            }
            cr_assert_eq(hm_write_file(path.p, hm_buf_str(&text), NULL), HM_OK);
        }
        hm_buf_clear(&text);
        if (is_more) {
            path = hm_arena_printf(arena, "%.*s/%.*s", HM_FMT(folder),
                                   HM_FMT(hm_str_sub(line, 3, line.n - 6)));
        }
    }
}

ParameterizedTest(size_t *i, manifest_images, are_found)
{
    hm_auto_buf struct hm_buf folder = { 0 };
    hm_auto_buf struct hm_buf found = { 0 };
    struct hm_report report = { 0 };
    struct hm_args args = { .arena = &report.arena };
    struct hm_inputs inputs = { 0 };
    struct hm_image_places places = { 0 };
    const struct hm_build build = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_make_temp_dir(&folder, &err), HM_OK);
    write_files(&report.arena, hm_buf_str(&folder), hm_str_c(cases[*i].files));
    cr_assert_eq(chdir(hm_arena_c(&report.arena, hm_buf_str(&folder))), 0);
    cr_assert_eq(hm_inputs_find(&args, false, &report, &inputs, &err), HM_OK, "%s", err.text);
    hm_image_places_find(&inputs, &build, &report.arena, &places);
    for (size_t k = 0; k < places.list.n; k++) {
        const struct hm_image_place *place = &places.list.p[k];
        bool is_unread = hm_str_starts(place->text, "what ");
        struct hm_str why =
            hm_str_sub(place->why, 0, is_unread ? hm_str_find(place->why, ':') : place->why.n);
        hm_buf_printf(&found, "%s%.*s:%u %.*s%s%.*s%s", k > 0 ? "; " : "", HM_FMT(place->at.path),
                      (unsigned)place->at.place.line, HM_FMT(place->text), why.n > 0 ? " (" : "",
                      HM_FMT(why), why.n > 0 ? ")" : "");
    }
    cr_expect(hm_str_eq(hm_buf_str(&found), cases[*i].found), "%.*s", HM_FMT(hm_buf_str(&found)));
    hm_inputs_done(&inputs);
    hm_remove_tree(hm_arena_c(&report.arena, hm_buf_str(&folder)));
    hm_report_done(&report);
}
