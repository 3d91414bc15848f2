/* SPDX-License-Identifier: Apache-2.0 */
/* What hm_sink_product keeps of a build. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"
#include "plugin/model/report.h"

static const struct hm_product *
make(struct hm_arena *arena, const char *text)
{
    struct hm_sink sink = { .arena = arena };
    struct hm_source source;
    struct hm_dockerfile file;

    hm_source_init(&source, arena, HM_S("Dockerfile"), hm_str_c(text));
    hm_dockerfile_parse(arena, &source, NULL, &file);
    hm_sink_product(&sink, &file, NULL, 0);
    cr_assert_eq(sink.products.n, 1);
    return &sink.products.p[0];
}

Test(product, ports_of_the_stage_and_its_parents)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_product *product =
        make(&arena, "FROM alpine:3.22 AS a\nEXPOSE 80/tcp\nFROM a\nEXPOSE 81\n");

    cr_assert_eq(product->exposed.n, 2);
    cr_expect(product->exposed.are_all_known);
    cr_expect_eq(product->exposed.list[0], 81);
    cr_expect_not(make(&arena, "FROM a\nARG P\nEXPOSE $P\n")->exposed.are_all_known);
    cr_expect_not(make(&arena, "FROM a\nEXPOSE 80-90\n")->exposed.are_all_known);
    cr_expect_not(make(&arena, "FROM a\nEXPOSE 80/sctp\n")->exposed.are_all_known);
    product = make(&arena, "FROM a\nEXPOSE 80/UDP 80\n");
    cr_expect(product->exposed.are_udp[0] && !product->exposed.are_udp[1]);
}

Test(product, volumes_of_the_stage_and_its_parents)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_product *product =
        make(&arena,
             "FROM a AS b\nVOLUME /data/\nFROM b\nARG P\nVOLUME [\"/log\", \"/data\", \"$P\"]\n");

    cr_assert_eq(product->n_volumes, 2);
    cr_expect(hm_str_eq(product->volumes[0].path, "/log"));
    cr_expect_eq(product->volumes[0].place.line, 5);
    cr_expect(hm_str_eq(product->volumes[1].path, "/data"));
}

Test(product, users)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_product *product = make(&arena, "FROM alpine:3.22\n");

    cr_expect_eq(product->is_root, HM_YES);
    cr_expect(product->is_certain);
    product = make(&arena, "FROM acme/unknown\n");
    cr_expect_eq(product->is_root, HM_YES);
    cr_expect_not(product->is_certain);
    product = make(&arena, "FROM alpine:3.22\nUSER app:app\n");
    cr_expect_eq(product->is_root, HM_NO);
    cr_expect_not(product->is_user_number);
    cr_expect(hm_str_eq(product->user, "app"));
    cr_expect(make(&arena, "FROM alpine:3.22\nUSER 10001:0\n")->is_user_number);
}

Test(product, checks)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    cr_expect_eq(make(&arena, "FROM x\n")->has_healthcheck, HM_UNKNOWN);
    cr_expect_eq(make(&arena, "FROM scratch\n")->has_healthcheck, HM_NO);
    cr_expect_eq(make(&arena, "FROM x\nHEALTHCHECK NONE\n")->has_healthcheck, HM_NO);
    const struct hm_product *product = make(&arena, "FROM x\nHEALTHCHECK CMD true\n");
    cr_expect_eq(product->has_healthcheck, HM_YES);
    cr_expect_eq(product->check_place.line, 2);
}
