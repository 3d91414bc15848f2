/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/kustomize.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/rows.h"

#define DIGEST "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* What rows make of an image; empty: none of them is for it. */
static const struct {
    const char *rows;
    const char *image;
    const char *made;
} cases[] = {
    { "- {name: nginx, newTag: \"2\"}", "nginx:1", "nginx:2" },
    { "- {name: nginx, newTag: \"2\"}", "nginx:1@" DIGEST, "nginx:2" },
    { "- {name: nginx, newName: r.test:5000/n}", "nginx:1@" DIGEST, "r.test:5000/n:1@" DIGEST },
    { "- {name: r.test:5000/n, newTag: v2}", "r.test:5000/n", "r.test:5000/n:v2" },
    { "- {name: nginx, digest: '" DIGEST "'}", "nginx:1", "nginx@" DIGEST },
    { "- {name: nginx, newTag: v2, digest: '" DIGEST "'}", "nginx", "nginx:v2@" DIGEST },
    { "- {name: a, newName: b}\n- {name: b, newTag: '3'}", "a:1", "b:3" },
    { "- {name: nginx, newTag: \"2\"}", "nginxx:1", "" },
    { "- {name: nginx, newTag: \"2\"}", "library/nginx:1", "" },
    { "- {name: nginx}\n- nginx\n- {newTag: a}", "nginx:1", "" },
};

ROWS_OF(kustomize, rows_are_applied, cases)

ParameterizedTest(size_t *i, kustomize, rows_are_applied)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_kustomization read;
    const struct hm_kustomize_image *row;
    struct hm_err err = { 0 };
    struct hm_str text = hm_arena_printf(&arena, "images:\n%s\n", cases[*i].rows);

    cr_assert_eq(hm_kustomize_read(&arena, HM_S("kustomization.yaml"), text, &read, &err), HM_OK,
                 "%s", err.text);
    struct hm_str made = hm_kustomize_apply(&arena, &read, hm_str_c(cases[*i].image), &row);
    cr_expect_eq(row != NULL, cases[*i].made[0] != '\0');
    cr_expect(hm_str_eq(made, row == NULL ? cases[*i].image : cases[*i].made), "%.*s",
              HM_FMT(made));
}

Test(kustomize, resources_are_named_from_the_root)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_kustomization read;
    struct hm_err err = { 0 };
    struct hm_str text = HM_S("resources: [../base, a.yaml, /abs, https://x.test/y]\n"
                              "bases: [./../c/]\ncomponents:\n- d\n- {e: f}\n");

    cr_assert_eq(hm_kustomize_read(&arena, HM_S("k/over/kustomization.yml"), text, &read, &err),
                 HM_OK, "%s", err.text);
    const char *const expected[] = { "k/base", "k/over/a.yaml", "k/c", "k/over/d" };
    cr_assert_eq(read.n_resources, 4);
    for (size_t i = 0; i < 4; i++) {
        cr_expect(hm_str_eq(read.resources[i], expected[i]), "%.*s", HM_FMT(read.resources[i]));
    }
}

Test(kustomize, what_is_no_yaml_is_refused)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_kustomization read;
    struct hm_err err = { 0 };

    cr_expect_eq(
        hm_kustomize_read(&arena, HM_S("Kustomization"), HM_S("images: {{ x }}\n  y"), &read, &err),
        HM_E_SYNTAX);
    cr_expect(hm_kustomize_is_named(HM_S("a/Kustomization")));
    cr_expect_not(hm_kustomize_is_named(HM_S("a/kustomize.yaml")));
}
