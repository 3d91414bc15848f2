/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

#define D "@sha256:ee" /* in the table; a whole one in the files */

static const char digest[] =
    "sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

static struct hm_arena arena;
static struct hm_source source;
static struct hm_dockerfile file;
static struct hm_pins pins;

static void
end(void)
{
    hm_arena_done(&arena);
}

static void
find(const char *text, const struct hm_build *build)
{
    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_c(text));
    hm_dockerfile_parse(&arena, &source, build, &file);
    hm_pins_find(&arena, &file, &pins);
}

/* What becomes of a file; "" when it is left alone. The digest is cut to what D has. */
static const char *
pinned(const char *text, const struct hm_build *build)
{
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_str after = { 0 };
    struct hm_err err = { 0 };

    find(text, build);
    for (size_t i = 0; i < pins.all.n; i++) {
        pins.all.p[i].digest = pins.all.p[i].is_editable ? hm_str_c(digest) : (struct hm_str){ 0 };
    }
    cr_assert_eq(hm_pins_apply(&arena, &file, build, &pins, &after, &err), HM_OK, "%s", err.text);
    if (hm_str_eq(after, text)) {
        return "";
    }
    for (size_t i = 0; i < after.n; i++) {
        hm_buf_putc(&out, after.p[i]);
        if (hm_str_starts(hm_str_from(after, i + 1), digest)) {
            hm_buf_puts(&out, "sha256:ee");
            i += sizeof digest - 1;
        }
    }
    return hm_arena_c(&arena, hm_buf_str(&out));
}

static const struct {
    const char *before;
    const char *after; /* "": left alone */
} cases[] = {
    { "FROM alpine:3.22\n", "FROM alpine:3.22" D "\n" },
    { "FROM alpine:3.22", "FROM alpine:3.22" D },
    { "FROM alpine\n", "FROM alpine:latest" D "\n" },
    { "FROM --platform=linux/amd64 r.test:5000/a/b:1 AS x\r\n",
      "FROM --platform=linux/amd64 r.test:5000/a/b:1" D " AS x\r\n" },
    { "FROM alpine:3.22 as a\nFROM a\nFROM scratch\n",
      "FROM alpine:3.22" D " as a\nFROM a\nFROM scratch\n" },
    { "FROM a:1"
      "@sha256:1111111111111111111111111111111111111111111111111111111111111111\n",
      "" },
    { "FROM scratch\nCOPY --from=nginx:1.27 /a /b\n",
      "FROM scratch\nCOPY --from=nginx:1.27" D " /a /b\n" },
    { "FROM scratch AS a\nFROM scratch\nCOPY --from=a /a /b\nCOPY --from=0 /a /b\n", "" },
    { "FROM scratch\nRUN --mount=type=bind,from=golang:1.24,target=/go --mount=from=b:2 go\n",
      "FROM scratch\nRUN --mount=type=bind,from=golang:1.24" D ",target=/go --mount=from=b:2" D
      " go\n" },
    { "# syntax=docker/dockerfile:1\nFROM scratch\n",
      "# syntax=docker/dockerfile:1" D "\nFROM scratch\n" },
    { "# syntax = docker/dockerfile:1 \nFROM scratch\n",
      "# syntax = docker/dockerfile:1" D " \nFROM scratch\n" },
    { "FROM \\\n  alpine:3.22 \\\n  AS x\n", "FROM \\\n  alpine:3.22" D " \\\n  AS x\n" },
    { "FROM alp\\\nine:3.22\n", "" },
    { "ARG V=3.22\nFROM alpine:$V\n", "ARG V=3.22" D "\nFROM alpine:$V\n" },
    { "ARG V=3.22\nFROM alpine:${V} AS x\n", "ARG V=3.22" D "\nFROM alpine:${V} AS x\n" },
    { "ARG BASE=alpine:3.22\nFROM $BASE\n", "ARG BASE=alpine:3.22" D "\nFROM $BASE\n" },
    { "ARG BASE=alpine\nFROM $BASE\n", "ARG BASE=alpine:latest" D "\nFROM $BASE\n" },
    { "ARG R=r.test\nARG V=1\nFROM $R/a:$V\n", "ARG R=r.test\nARG V=1" D "\nFROM $R/a:$V\n" },
    /* Written there, the digest would be in other places too. */
    { "ARG V=3.22\nFROM alpine:$V\nFROM node:$V\n", "" },
    { "ARG V=3.22\nFROM alpine:$V\nARG V\nRUN echo $V\n", "" },
    { "ARG V=3\nFROM alpine:$V-slim\n", "" },
    { "ARG V=\"3.22\"\nFROM alpine:$V\n", "" },
    { "ARG A=3\nARG V=$A\nFROM alpine:$V\n", "" },
    { "ARG V\nFROM alpine:$V\n", "" },
    { "ARG V\nFROM alpine:${V:-3.22}\n", "" },
    { "FROM scratch\nONBUILD COPY --from=builder /a /b\n", "" },
    { "FROM Alpine:3.22\n", "" },
};

Test(pin, writes_digests_where_they_belong, .fini = end)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect_str_eq(pinned(cases[i].before, NULL), cases[i].after, "%s", cases[i].before);
    }
}

Test(pin, leaves_what_the_command_line_gives, .fini = end)
{
    const struct hm_build_arg arg = { HM_STR("V"), HM_STR("3.21") };
    const struct hm_build build = { .args = &arg, .n_args = 1 };

    cr_assert_str_eq(pinned("ARG V=3.22\nFROM alpine:$V\n", &build), "");
    cr_assert(hm_str_eq(pins.all.p[0].why, "its variable comes from --build-arg"));
    cr_assert(hm_str_eq(pins.all.p[0].text, "alpine:3.21"));
}

Test(pin, says_what_it_cannot_pin_and_where, .fini = end)
{
    find("ARG V\nFROM scratch\nCOPY --from=alpine:$V /a /b\n", NULL);
    cr_assert_eq(pins.all.n, 1u);
    cr_assert_eq(pins.all.p[0].line, 3u);
    cr_assert_not(pins.all.p[0].is_editable);
    cr_assert(pins.all.p[0].why.n > 0);
}

Test(pin, writes_nothing_that_reads_otherwise, .fini = end)
{
    struct hm_str after = { 0 };
    struct hm_err err = { 0 };

    find("FROM alpine:3.22\nRUN true\n", NULL);
    pins.all.p[0].digest = HM_S("sha256:not a digest");
    cr_assert_eq(hm_pins_apply(&arena, &file, NULL, &pins, &after, &err), HM_E_SYNTAX);
    cr_assert_eq(after.n, 0u);
}

Test(pin, is_linear_for_many_variables, .fini = end)
{
    hm_auto_buf struct hm_buf text = { 0 };

    for (int i = 0; i < 3000; i++) {
        hm_buf_printf(&text, "ARG V%d=1\n", i);
    }
    for (int i = 0; i < 3000; i++) {
        hm_buf_printf(&text, "FROM a:$V%d\n", i);
    }
    find(text.p, NULL);
    cr_assert_eq(pins.all.n, 3000u);
    cr_assert(pins.all.p[0].is_editable);
    cr_assert_not(pins.all.p[2999].is_editable);
}
