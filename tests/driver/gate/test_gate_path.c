/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/driver/gate/gate.h"

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
    { "*", "", true },
    { "a", "", false },
    { "a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaac", false },
    { "a**c", "a/b/c", true },
    { "", "a", false },
};

Test(gate_path, fits)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect_eq(hm_gate_path_fits(hm_str_c(cases[i].pattern), hm_str_c(cases[i].path)),
                     cases[i].fits, "%s, %s", cases[i].pattern, cases[i].path);
    }
}

Test(gate_path, a_pattern_that_is_too_long_fits_nothing)
{
    char pattern[HM_GATE_WORD + 1];

    memset(pattern, '*', sizeof pattern);
    cr_expect_not(hm_gate_path_fits(hm_str_make(pattern, sizeof pattern), HM_S("a")));
    cr_expect(hm_gate_path_fits(hm_str_make(pattern, HM_GATE_WORD), HM_S("a")));
}
