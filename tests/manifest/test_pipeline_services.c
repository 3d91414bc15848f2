/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/manifest/pipeline_read.h"

static struct hm_manifests
read_workflow(struct hm_arena *arena, const char *steps)
{
    struct hm_manifests manifest;
    struct hm_str text = hm_arena_printf(
        arena, "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n%s", steps);

    cr_assert(hm_pipeline_read_as(arena, NULL, HM_PIPELINE_GITHUB, HM_S("a.yml"), text, &manifest));
    return manifest;
}

Test(pipeline_services, containers_of_steps)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest =
        read_workflow(&arena, "      - run: docker run --rm --privileged a/b:1 --pid host\n"
                              "      - uses: a/c@v1\n"
                              "      - run: podman run -d --pid host a/d:2\n");

    cr_assert_eq(manifest.n_services, 2);
    cr_expect(hm_str_eq(manifest.services[0].image.text, "a/b:1"));
    cr_expect_eq(hm_scalar_is_true(&manifest.services[0].privileged), HM_YES);
    cr_expect_not(manifest.services[0].pid.is_set);
    cr_expect(hm_str_eq(manifest.services[1].pid.text, "host"));
    cr_expect(manifest.services[1].is_passing);
}

Test(pipeline_services, they_lie_where_they_are_written)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest = read_workflow(
        &arena,
        "      - run: |\n          true\n          docker run --rm a/b:1 ${{ inputs.a }}\n");

    cr_assert_eq(manifest.n_services, 1);
    struct hm_span span = manifest.services[0].image.value;
    cr_expect(hm_str_eq(hm_str_sub(manifest.sources[0]->text, span.off, span.len), "a/b:1"));
}

Test(pipeline_services, an_image_that_an_earlier_step_makes)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest = read_workflow(
        &arena, "      - run: docker build -t a/b:1 .\n      - run: docker run a/b:1\n");

    cr_assert_eq(manifest.n_services, 1);
    cr_expect(manifest.services[0].is_image_made);
}

Test(pipeline_services, options_in_an_expression_prove_nothing)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest =
        read_workflow(&arena, "      - run: docker run ${{ inputs.options }} a/b:1\n");

    cr_assert_eq(manifest.n_services, 1);
    cr_expect_not_null(manifest.services[0].incomplete);
}

Test(pipeline_services, no_more_than_a_limit)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf steps = { 0 };

    hm_buf_puts(&steps, "      - run: |\n");
    for (int i = 0; i < 2001; i++) {
        hm_buf_puts(&steps, "          docker run a/b:1\n");
    }
    struct hm_manifests manifest = read_workflow(&arena, steps.p);
    cr_expect_eq(manifest.n_services, 2000);
    cr_assert_eq(manifest.n_problems, 1);
    cr_expect(hm_str_has(manifest.problems[0].text, "Only the first 2000"));
}
