/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/pipeline_image.h"

#include <criterion/criterion.h>

struct same_case {
    const char *a;
    const char *b;
    enum hm_trit same;
};

static const struct same_case SAME[] = {
    { "web", "web", HM_YES },
    { "web:1", "web:2", HM_YES },
    { "ghcr.io/acme/web:1", "ghcr.io/acme/web@sha256:0", HM_YES },
    { "localhost:5000/web", "localhost:5000/web:1", HM_YES },
    { "acme/web", "docker.io/acme/web:1", HM_YES },
    { "alpine", "docker.io/library/alpine", HM_YES },
    { "${A}:${B}", "${A}:${C}", HM_YES },
    { "${A:-x}", "${A:-x}:1", HM_YES },
    { "ghcr.io/${O}/web:1", "ghcr.io/${O}/web:2", HM_YES },
    { "web:1", "ghcr.io/acme/web:1", HM_UNKNOWN },
    { "${IMAGE}", "ghcr.io/acme/web", HM_UNKNOWN },
    { "ghcr.io/${O}/web", "ghcr.io/acme/other", HM_UNKNOWN },
    { "ghcr.io/${O}/web", "quay.io/acme/other", HM_NO },
    { "acme/web", "acme/worker", HM_NO },
    { "${R}/web:1", "${R}/worker:1", HM_NO },
    { "${R}/web", "${R}", HM_NO },
    { "${R}/${N}", "${R}/web", HM_UNKNOWN },
    { "${R}/${N}/web", "${R}/acme/api", HM_UNKNOWN },
    { "${RA}/web", "${RB}/api", HM_UNKNOWN },
    { "$A/web", "$AB/api", HM_UNKNOWN },
    { "acme/web", "acme/web-base", HM_NO },
};

Test(pipeline_image, names_of_one_image)
{
    for (size_t i = 0; i < sizeof SAME / sizeof SAME[0]; i++) {
        struct hm_str a = hm_str_c(SAME[i].a);
        struct hm_str b = hm_str_c(SAME[i].b);
        cr_expect_eq(hm_pipeline_same_image(a, b), SAME[i].same, "%s %s", SAME[i].a, SAME[i].b);
        cr_expect_eq(hm_pipeline_same_image(b, a), SAME[i].same, "%s %s", SAME[i].b, SAME[i].a);
    }
}

struct part_case {
    const char *name;
    const char *repository;
    const char *tag;
};

static const struct part_case PARTS[] = {
    { "web", "web", "" },
    { "docker.io/library/alpine:3.22", "alpine", "3.22" },
    { "localhost:5000/web", "localhost:5000/web", "" },
    { "ghcr.io/acme/web:1@sha256:0", "ghcr.io/acme/web", "1" },
    { "ghcr.io/acme/web@sha256:0", "ghcr.io/acme/web", "" },
    { "ghcr.io/${A:-x}/web:${B:-y}", "ghcr.io/${A:-x}/web", "${B:-y}" },
    { "", "", "" },
};

Test(pipeline_image, parts_of_a_name)
{
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        struct hm_str name = hm_str_c(PARTS[i].name);
        cr_expect(hm_str_eq(hm_pipeline_repository(name), PARTS[i].repository), "%s",
                  PARTS[i].name);
        cr_expect(hm_str_eq(hm_pipeline_tag(name), PARTS[i].tag), "%s", PARTS[i].name);
    }
}
