/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/job_order.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

#define NAMED(word)                                                                                \
    {                                                                                              \
        .text = HM_S(word), .is_set = true                                                         \
    }

Test(job_order, needs_of_needs)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_scalar needs[] = { NAMED("a"), NAMED("b"), NAMED("nobody") };
    const struct hm_job jobs[] = {
        { .name = HM_S("c"), .needs = { .list = &needs[1], .n = 2, .is_set = true } },
        { .name = HM_S("b"), .needs = { .list = &needs[0], .n = 1, .is_set = true } },
        { .name = HM_S("a") },
    };
    const struct hm_pipeline pipeline = { .jobs = jobs, .n_jobs = 3 };
    struct hm_job_order order;

    hm_job_order_make(&order, &arena, &pipeline);
    cr_expect(hm_job_follows(&order, 2, 0));
    cr_expect(hm_job_follows(&order, 2, 1));
    cr_expect(hm_job_follows(&order, 1, 0));
    cr_expect_not(hm_job_follows(&order, 0, 2));
    cr_expect_not(hm_job_follows(&order, 0, 0));
    cr_expect_not(hm_job_follows(&order, 0, HM_NONE));
}

Test(job_order, jobs_that_need_each_other_end)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_scalar needs[] = { NAMED("a"), NAMED("b") };
    const struct hm_job jobs[] = {
        { .name = HM_S("a"), .needs = { .list = &needs[1], .n = 1, .is_set = true } },
        { .name = HM_S("b"), .needs = { .list = &needs[0], .n = 1, .is_set = true } },
    };
    const struct hm_pipeline pipeline = { .jobs = jobs, .n_jobs = 2 };
    struct hm_job_order order;

    hm_job_order_make(&order, &arena, &pipeline);
    cr_expect(hm_job_follows(&order, 0, 1));
}

Test(job_order, stages_of_jenkins_are_in_the_order_of_the_file)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_job jobs[] = { { .name = HM_S("a") }, { .name = HM_S("b") } };
    const struct hm_pipeline pipeline = { .kind = HM_PIPELINE_JENKINS, .jobs = jobs, .n_jobs = 2 };
    struct hm_job_order order;

    hm_job_order_make(&order, &arena, &pipeline);
    cr_expect(hm_job_follows(&order, 0, 1));
    cr_expect_not(hm_job_follows(&order, 1, 0));
}

Test(job_order, stages_of_gitlab_are_those_that_it_lists)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_scalar stages[] = { NAMED("ship"), NAMED("check") };
    const struct hm_job jobs[] = { { .name = HM_S("a"), .stage = NAMED("check") },
                                   { .name = HM_S("b"), .stage = NAMED("ship") },
                                   { .name = HM_S("c"), .stage = NAMED("ship") } };
    const struct hm_pipeline pipeline = { .kind = HM_PIPELINE_GITLAB,
                                          .stages = { .list = stages, .n = 2, .is_set = true },
                                          .jobs = jobs,
                                          .n_jobs = 3 };
    struct hm_job_order order;

    hm_job_order_make(&order, &arena, &pipeline);
    cr_expect(hm_job_follows(&order, 1, 0));
    cr_expect_not(hm_job_follows(&order, 1, 2));
}
