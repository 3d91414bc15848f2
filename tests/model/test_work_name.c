/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/work_name.h"

#include <criterion/criterion.h>

#include "tests/rows.h"

static const struct {
    const char *name;
    bool is_for_work;
} names[] = {
    { "compose.dev.yaml", true },
    { "docker-compose.override.yml", true },
    { "docker-compose-TEST.yml", true },
    { "tests/compose.yaml", true },
    { ".devcontainer/docker-compose.yml", true },
    { "k8s/overlays/dev/app.yaml", true },
    { "ci", true },
    { "compose.yaml", false },
    { "compose.prod.yaml", false },
    { "deploy/attestation/compose.yaml", false },
    { "device/compose.yaml", false },
    { "", false },
};

ROWS_OF(work_name, names, names)

ParameterizedTest(size_t *index, work_name, names)
{
    cr_expect_eq(hm_is_work_name(hm_str_c(names[*index].name)), names[*index].is_for_work, "%s",
                 names[*index].name);
}

Test(work_name, stages_have_such_words_anywhere)
{
    cr_expect(hm_is_work_stage(hm_str_c("devserver")));
    cr_expect(hm_is_work_stage(hm_str_c("Unit-Tests")));
    cr_expect_not(hm_is_work_stage(hm_str_c("production")));
}
