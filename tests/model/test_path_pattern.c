/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/model/path_pattern.h"

static const struct {
    const char *pattern;
    const char *path;
    bool fits;
} cases[] = {
    { "Dockerfile", "Dockerfile", true },
    { "Dockerfile", "a/Dockerfile", false },
    { "**/Dockerfile", "Dockerfile", true },
    { "**/Dockerfile", "a/b/Dockerfile", true },
    { "**/Dockerfile", "a/xDockerfile", false },
    { "services/**", "services/a/Dockerfile", true },
    { "services/**", "services2/Dockerfile", false },
    { "services", "services/a/Dockerfile", true },
    { "services/", "services/a/Dockerfile", true },
    { "services", "services2/Dockerfile", false },
    { "services/*", "services/Dockerfile", true },
    { "services/*.yaml", "services/a/b.yaml", false },
    { "services/**/b.yaml", "services/b.yaml", true },
    { "services/**/b.yaml", "services/a/c/b.yaml", true },
    { "?/b", "a/b", true },
    { "a?b", "a/b", false },
    { "**", "a/b/c", true },
    { "*", "a", true },
    { "a", "", false },
    { "a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaac", false },
    { "a**c", "a/b/c", false },
    { "a**c", "abc", true },
    { "**", "", false },
    { "", "a", false },
    { "a", "a/b/c", true },
    { "a/", "a/b/c", true },
    { "a/*", "a/b/c", true },
    { "a/*.yaml", "a/b/c.yaml", false },
    { "a/**", "a/b", true },
    { "a/**", "ab/c", false },
    { "A", "a", false },
    { "**", "a/b", true },
    { "a?", "ab", true },
    { "*", "", false },
    { "/", "a", false },
    { "a//", "a/b", true },
    { "**/a/b", "a/a/c/a/b/d", true },
    { "**/a/*/d", "a/b/c/a/x/d/e", true },
    { "a/**/c", "a/c/d", true },
    { "a/**/c", "a/b/d", false },
};

Test(path_pattern, fits)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect_eq(hm_path_pattern_fits(hm_str_c(cases[i].pattern), hm_str_c(cases[i].path)),
                     cases[i].fits, "%s, %s", cases[i].pattern, cases[i].path);
    }
}

static const struct {
    const char *pattern;
    const char *path;
    bool fits;
} whole[] = {
    { "a", "a", true },        { "a", "a/b", false },      { "a/*", "a/b", true },
    { "a/**", "a", false },    { "a/**", "a/b/c", true },  { "a/**/c", "a/c", true },
    { "**/b", "a/b/b", true }, { "**/b", "a/b/c", false }, { "**", "", false },
};

Test(path_pattern, fits_whole)
{
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        cr_expect_eq(
            hm_path_pattern_fits_whole(hm_str_c(whole[i].pattern), hm_str_c(whole[i].path)),
            whole[i].fits, "%s, %s", whole[i].pattern, whole[i].path);
    }
}
