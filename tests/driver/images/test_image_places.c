/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/image_places.h"

#include <criterion/criterion.h>

static struct hm_arena arena;
static struct hm_image_places places;

static void
end(void)
{
    hm_arena_done(&arena);
}

TestSuite(image_places, .fini = end);

static void
find(const char *dockerfile, const struct hm_build *build)
{
    struct hm_inputs inputs = { .stdin_text = hm_str_c(dockerfile) };

    hm_vec_add(&arena, &inputs.trees, ((struct hm_input_tree){ .folder = -1 }));
    hm_vec_add(&arena, &inputs.files, ((struct hm_input_file){ .path = HM_STR("-") }));
    hm_image_places_find(&inputs, build, &arena, &places);
}

static void
expect_place(size_t i, const char *text, uint32_t line, uint32_t column)
{
    cr_assert_lt(i, places.list.n, "%s is not there", text);
    const struct hm_image_place *place = &places.list.p[i];
    cr_expect(hm_str_eq(place->text, text), "%.*s, not %s", HM_FMT(place->text), text);
    cr_expect_eq(place->at.place.line, line, "%s in line %u", text, (unsigned)place->at.place.line);
    cr_expect_eq(place->at.place.column, column, "%s in column %u", text,
                 (unsigned)place->at.place.column);
    cr_expect_eq(place->why.n, 0, "%.*s", HM_FMT(place->why));
}

Test(image_places, are_found_in_every_instruction)
{
    const struct hm_build build = { 0 };

    find("# syntax=docker/dockerfile:1\n"
         "FROM alpine:3 AS a\n"
         "FROM a\n"
         "COPY --from=nginx:1 /x /x\n"
         "COPY --from=a /x /x\n"
         "RUN --mount=from=busybox:1,target=/b --mount=from=a,target=/c true\n"
         "ONBUILD COPY --from=redis:7 /x /x\n",
         &build);
    cr_assert_eq(places.list.n, 5);
    expect_place(0, "docker/dockerfile:1", 1, 1);
    expect_place(1, "alpine:3", 2, 6);
    expect_place(2, "nginx:1", 4, 13);
    expect_place(3, "busybox:1", 6, 18);
    expect_place(4, "redis:7", 7, 21);
}

Test(image_places, are_none_for_stages_numbers_and_scratch)
{
    const struct hm_build build = { 0 };

    find("FROM scratch AS a\nFROM a\nCOPY --from=0 /x /x\nCOPY --from=a /x /x\n", &build);
    cr_expect_eq(places.list.n, 0);
}

Test(image_places, have_their_arguments_replaced)
{
    const struct hm_build build = { 0 };

    find("ARG TAG=3\nFROM alpine:$TAG\n", &build);
    cr_assert_eq(places.list.n, 1);
    expect_place(0, "alpine:3", 2, 6);
}

Test(image_places, name_the_argument_that_is_not_known)
{
    const struct hm_build build = { 0 };

    find("ARG REGISTRY\nARG TAG\nFROM ${REGISTRY}/alpine:$TAG\n", &build);
    cr_assert_eq(places.list.n, 1);
    const struct hm_image_place *place = &places.list.p[0];
    cr_expect(hm_str_eq(place->text, "${REGISTRY}/alpine:$TAG"), "%.*s", HM_FMT(place->text));
    cr_expect(hm_str_has(place->why, "REGISTRY, TAG have no known value"), "%.*s",
              HM_FMT(place->why));
    cr_expect(hm_str_has(place->why, "--build-arg"));
}

static void
find_with_syntax(const char *dockerfile, const char *value)
{
    const struct hm_build_arg arg = { .name = HM_STR("BUILDKIT_SYNTAX"), .value = hm_str_c(value) };
    const struct hm_build build = { .args = &arg, .n_args = 1 };

    find(dockerfile, &build);
}

Test(image_places, have_the_syntax_of_the_build_argument_in_place_of_the_directive)
{
    find_with_syntax("# check=skip=all\n# syntax=docker/dockerfile:1\nFROM alpine:3\n",
                     " example.com/frontend:2 and=more ");
    cr_assert_eq(places.list.n, 2);
    expect_place(0, "example.com/frontend:2", 2, 1);
    expect_place(1, "alpine:3", 3, 6);
}

Test(image_places, have_the_syntax_of_the_build_argument_without_a_directive)
{
    find_with_syntax("FROM alpine:3\n", "example.com/frontend:2");
    cr_assert_eq(places.list.n, 2);
    expect_place(0, "example.com/frontend:2", 1, 1);
}

Test(image_places, say_that_an_empty_syntax_is_no_reference)
{
    find_with_syntax("# syntax=docker/dockerfile:1\nFROM alpine:3\n", "");
    cr_assert_eq(places.list.n, 2);
    cr_expect(hm_str_eq(places.list.p[0].text, "BUILDKIT_SYNTAX"));
    cr_expect_gt(places.list.p[0].why.n, 0);
}

Test(image_places, of_triggers_with_arguments_are_for_another_build_to_know)
{
    const struct hm_build build = { 0 };

    find("FROM alpine:3\nARG TAG=1\nONBUILD COPY --from=nginx:$TAG /x /x\n", &build);
    cr_assert_eq(places.list.n, 2);
    cr_expect_gt(places.list.p[1].why.n, 0);
}

Test(image_places, that_are_no_reference_say_why)
{
    const struct hm_build build = { 0 };

    find("FROM Alpine:3\n", &build);
    cr_assert_eq(places.list.n, 1);
    cr_expect(hm_str_has(places.list.p[0].why, "lowercase"), "%.*s", HM_FMT(places.list.p[0].why));
}

Test(image_places, know_the_platform_of_from)
{
    const struct hm_build build = { 0 };

    find("FROM --platform=linux/arm64 alpine:3\n", &build);
    cr_assert_eq(places.list.n, 1);
    cr_expect(hm_str_eq(places.list.p[0].platform, "linux/arm64"));
}

Test(image_places, say_when_the_target_does_not_need_them)
{
    const struct hm_build build = { 0 };

    find("FROM alpine:3 AS unused\nFROM nginx:1\n", &build);
    cr_assert_eq(places.list.n, 2);
    cr_expect(places.list.p[0].is_unused);
    cr_expect_not(places.list.p[1].is_unused);
}

Test(image_places, are_limited)
{
    const struct hm_build build = { 0 };
    struct hm_buf text = { 0 };

    hm_buf_puts(&text, "FROM scratch\n");
    for (int i = 0; i < HM_IMAGE_PLACES_LIMIT + 10; i++) {
        hm_buf_printf(&text, "COPY --from=a/b:%d /x /x\n", i);
    }
    find(text.p, &build);
    cr_expect_eq(places.list.n, HM_IMAGE_PLACES_LIMIT);
    cr_expect(places.is_cut);
    hm_buf_done(&text);
}
