/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/deployment.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "plugin/base/auto.h"

/* What is run, what is made, by whose word, and whether that is certainly the same. */
static const struct {
    const char *runs;
    const char *makes;
    enum hm_build_by by;
    bool is_same;
} rows[] = {
    { "acme/web:1", "docker.io/acme/web:1", HM_BUILD_BY_BAKE, true },
    { "web", "docker.io/library/web:latest", HM_BUILD_BY_BAKE, true },
    { "acme/web:1", "acme/web:2", HM_BUILD_BY_BAKE, false },
    { "acme/web:1", "acme/web", HM_BUILD_BY_BAKE, false },
    { "acme/web:1", "acme/web", HM_BUILD_BY_CONFIG, true },
    { "acme/web:1", "acme/web:2", HM_BUILD_BY_CONFIG, false },
    { "acme/web:1", "ghcr.io/acme/web:1", HM_BUILD_BY_CONFIG, false },
    { "acme/web:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "acme/web:1", HM_BUILD_BY_PIPELINE, true },
    { "acme/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "acme/web", HM_BUILD_BY_PIPELINE, false },
    { "", "acme/web", HM_BUILD_BY_PIPELINE, false },
};

ParameterizedTestParameters(deployment, runs)
{
    static size_t indexes[sizeof rows / sizeof rows[0]];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        indexes[i] = i;
    }
    return cr_make_param_array(size_t, indexes, sizeof rows / sizeof rows[0], NULL);
}

ParameterizedTest(size_t *row, deployment, runs)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str image = hm_str_c(rows[*row].makes);
    const struct hm_build_use use = { .by = rows[*row].by, .images = &image, .n_images = 1 };
    const struct hm_build_use *uses[] = { &use };
    const struct hm_product product = { .path = HM_S("Dockerfile"), .uses = uses, .n_uses = 1 };
    const struct hm_deployment deployment = { .is_kubernetes = true,
                                              .image = hm_str_c(rows[*row].runs) };

    cr_expect_eq(hm_deployment_runs(&arena, &deployment, &product), rows[*row].is_same);
}

Test(deployment, a_service_runs_what_it_builds)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_build_use use = { .by = HM_BUILD_BY_COMPOSE,
                                      .name = HM_S("web"),
                                      .dockerfile = HM_S("web/Dockerfile") };
    const struct hm_build_use *uses[] = { &use };
    const struct hm_product product = { .path = HM_S("web/Dockerfile"), .uses = uses, .n_uses = 1 };
    struct hm_deployment deployment = { .name = HM_S("web"), .dockerfile = HM_S("web/Dockerfile") };

    cr_expect(hm_deployment_runs(&arena, &deployment, &product));
    deployment.name = HM_S("other");
    cr_expect_not(hm_deployment_runs(&arena, &deployment, &product));
}
