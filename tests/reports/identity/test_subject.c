/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/model/source.h"
#include "reports/identity/subject.h"

static const struct {
    const char *text;
    const char *subject;
} cases[] = {
    { "RUN apt-get update", "RUN apt-get update" },
    { "  run\tapt-get   update  ", "RUN apt-get update" },
    { "RUN a \\\n  # why\n    && b\\\n", "RUN a && b" },
    { "FROM node:20 AS x", "FROM node AS x" },
    { "FROM node:22@sha256:abcd AS x", "FROM node AS x" },
    { "FROM --platform=linux/amd64 ghcr.io:443/a/b:1",
      "FROM --platform=linux/amd64 ghcr.io:443/a/b" },
    { "FROM node:${V:-20}", "FROM node:${V:-20}" },
    { "ENV A_TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345", NULL },
    { "", "" },
};

Test(subject, reformatting_does_not_change_it)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_source source;
        hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_c(cases[i].text));
        struct hm_str subject =
            hm_subject_of_lines(&arena, &source, (struct hm_lines){ .line = 1, .end_line = 99 });
        cr_expect(cases[i].subject == NULL ? !hm_str_has(subject, "0123456789")
                                           : hm_str_eq(subject, cases[i].subject),
                  "%s: %.*s", cases[i].text, HM_FMT(subject));
    }
}

Test(subject, what_is_long_is_told_apart_by_a_hash)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str made[2];

    for (int i = 0; i < 2; i++) {
        hm_auto_buf struct hm_buf text = { 0 };
        struct hm_source source;
        hm_buf_puts(&text, "RUN ");
        for (int k = 0; k < 400; k++) {
            hm_buf_puts(&text, "a b ");
        }
        hm_buf_puts(&text, i == 0 ? "c" : "d");
        hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_buf_str(&text));
        made[i] =
            hm_subject_of_lines(&arena, &source, (struct hm_lines){ .line = 1, .end_line = 1 });
        cr_expect_leq(made[i].n, 317);
    }
    cr_expect_not(hm_str_is(made[0], made[1]));
}
