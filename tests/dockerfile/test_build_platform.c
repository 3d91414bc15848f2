/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/build_values.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

Test(build_platform, parts_that_are_left_out_are_filled_in)
{
    static const struct {
        const char *text;
        const char *format;
    } rows[] = {
        { "linux", "linux/amd64" },
        { "Linux", "linux/amd64" },
        { "macos", "darwin/amd64" },
        { "arm64", "linux/arm64" },
        { "ARM64", "linux/arm64" },
        { "aarch64", "linux/arm64" },
        { "x86_64", "linux/amd64" },
        { "i386", "linux/386" },
        { "armhf", "linux/arm" },
        { "armel", "linux/arm/v6" },
        { "linux/arm", "linux/arm" },
        { "linux/arm/7", "linux/arm/v7" },
        { "linux/arm/v6", "linux/arm/v6" },
        { "linux/arm64/v8", "linux/arm64/v8" },
        { "linux/arm64/9", "linux/arm64/v9" },
        { "linux/amd64/v1", "linux/amd64" },
        { "linux/amd64/v3", "linux/amd64/v3" },
        { "plan10/z80", "plan10/z80" },
        { "windows(10.0.17763)/amd64", "windows(10.0.17763)/amd64" },
        { "windows(10.0+a+b)/amd64", "windows(10.0)/amd64" },
        { "windows()/amd64", "windows/amd64" },
    };
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_platform platform = { 0 };
        struct hm_str error = hm_platform_parse(&arena, hm_str_c(rows[i].text), &platform);
        cr_assert_eq(error.n, 0, "%s: %.*s", rows[i].text, HM_FMT(error));
        struct hm_str format = hm_platform_format(&arena, &platform);
        cr_expect(hm_str_eq(format, rows[i].format), "%s gives %.*s, not %s", rows[i].text,
                  HM_FMT(format), rows[i].format);
    }
}

Test(build_platform, what_is_no_platform_is_refused_by_its_first_bad_part)
{
    static const struct {
        const char *text;
        const char *beginning;
    } rows[] = {
        { "", "\"\" is an invalid OS component of \"\": OSAndVersion specifier" },
        { "linux*", "\"linux*\": wildcards not yet supported" },
        { "nonsense", "\"nonsense\": unknown operating system or architecture" },
        { "a/b/c/d", "\"a/b/c/d\": cannot parse platform specifier" },
        { "a/b/c/d/e", "\"d/e\" is an invalid component of \"a/b/c/d/e\": platform specifier" },
        { "linux//v8", "\"\" is an invalid component of" },
        { "linux/arm64/", "\"\" is an invalid component of" },
        { "linux/ar m", "\"ar m\" is an invalid component of" },
        { "linux /arm", "\"linux \" is an invalid OS component of" },
        { "windows(/amd64", "\"windows(\" is an invalid OS component of" },
        { "windows(1+)/amd64", "\"windows(1+)\" is an invalid OS component of" },
        { "windows(1++2)/amd64", "\"windows(1++2)\" is an invalid OS component of" },
        { "windows)/amd64", "\"windows)\" is an invalid OS component of" },
        { "(1)/amd64", "\"(1)\" is an invalid OS component of" },
    };
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_platform platform = { .os = HM_STR("untouched") };
        struct hm_str error = hm_platform_parse(&arena, hm_str_c(rows[i].text), &platform);
        cr_expect(hm_str_starts(error, rows[i].beginning), "%s: %.*s", rows[i].text, HM_FMT(error));
        cr_expect(hm_str_eq(platform.os, "untouched"), "%s", rows[i].text);
    }
}

Test(build_platform, an_images_own_words_get_their_usual_form)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_platform odd = { .architecture = HM_STR("AArch64"), .variant = HM_STR("V8") };
    struct hm_platform normal = hm_platform_normal(&arena, &odd);

    cr_expect(hm_str_eq(hm_platform_format(&arena, &normal), "linux/arm64"));
}

Test(build_platform, without_a_system_it_is_unknown)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_platform none = { .architecture = HM_STR("amd64") };

    cr_expect(hm_str_eq(hm_platform_format(&arena, &none), "unknown"));
}
