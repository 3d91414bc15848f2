/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/image_pattern.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

#define SHA256 "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct fit {
    const char *pattern;
    const char *reference;
    bool is_fit;
};

static const struct fit FITS[] = {
    { "docker.io/library/alpine", "alpine", true },
    { "docker.io/library/alpine", "alpine:3.20", true },
    { "docker.io/library/alpine", "alpine@" SHA256, true },
    { "docker.io/library/alpine", "docker.io/acme/alpine", false },
    { "docker.io/library/alpine", "ghcr.io/library/alpine", false },
    { "docker.io/library/*", "alpine", true },
    { "docker.io/library/a*e", "alpine", true },
    { "docker.io/library/a*p*e", "alpine", true },
    { "docker.io/library/a*x*e", "alpine", false },
    { "docker.io/library/alpin?", "alpine", true },
    { "docker.io/library/alpine?", "alpine", false },
    { "docker.io/*", "alpine", false },
    { "docker.io/**", "alpine", true },
    { "**", "alpine", true },
    { "**", "localhost:5000/a/b/c:1", true },
    { "**/alpine", "alpine", true },
    { "**/app", "ghcr.io/app", true },
    { "**/app", "ghcr.io/a/b/app", true },
    { "**/app", "ghcr.io/a/b/app/c", false },
    { "*/app", "ghcr.io/app", true },
    { "*/app", "ghcr.io/a/app", false },
    { "ghcr.io/acme/**", "ghcr.io/acme/app", true },
    { "ghcr.io/acme/**", "ghcr.io/acme/team/app", true },
    { "ghcr.io/acme/**", "ghcr.io/acme", false },
    { "ghcr.io/acme/**", "ghcr.io/acmeevil/app", false },
    { "ghcr.io/acme/*", "ghcr.io/acme/team/app", false },
    { "ghcr.io/**/app", "ghcr.io/app", true },
    { "ghcr.io/**/app", "ghcr.io/a/b/app", true },
    { "ghcr.io/a/**/b/**/c", "ghcr.io/a/b/x/b/y/c", true },
    { "ghcr.io/a/**/b/**/c", "ghcr.io/a/x/y/c", false },
    { "ghcr.io/acme/app", "GHCR.io/acme/app", true },
    { "ghcr.io/acme/app", "ghcr.io.evil.test/acme/app", false },
    { "*.acme.test/app", "eu.acme.test/app", true },
    { "localhost:5000/app", "localhost:5000/app:1", true },
    { "localhost:*/app:1", "localhost:5000/app:1", true },
    { "localhost:5000/app", "localhost:5001/app", false },
    { "ghcr.io/acme/app:1.*", "ghcr.io/acme/app:1.2", true },
    { "ghcr.io/acme/app:1.*", "ghcr.io/acme/app:2.1", false },
    { "ghcr.io/acme/app:1.*", "ghcr.io/acme/app:1.2@" SHA256, true },
    { "ghcr.io/acme/app:1.*", "ghcr.io/acme/app@" SHA256, false },
    { "ghcr.io/acme/app:latest", "ghcr.io/acme/app", true },
    { "ghcr.io/acme/app:latest", "ghcr.io/acme/app@" SHA256, false },
    { "ghcr.io/acme/app:*", "ghcr.io/acme/app@" SHA256, false },
    { "ghcr.io/acme/**:v*", "ghcr.io/acme/a/b:v1", true },
    { "ghcr.io/acme/app:V1", "ghcr.io/acme/app:v1", false },
    { "[::1]:5000/app", "[::1]:5000/app:1", true },
};

Test(image_pattern, fits)
{
    for (size_t i = 0; i < sizeof FITS / sizeof FITS[0]; i++) {
        const struct fit *row = &FITS[i];
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_image_ref ref;
        struct hm_err err = { 0 };
        cr_assert_eq(hm_image_pattern_check(hm_str_c(row->pattern), &err), HM_OK, "%s", err.text);
        cr_assert_eq(hm_image_ref_parse(&arena, hm_str_c(row->reference), &ref, &err), HM_OK, "%s",
                     err.text);
        cr_expect_eq(hm_image_pattern_fits(hm_str_c(row->pattern), &ref), row->is_fit, "%s over %s",
                     row->pattern, row->reference);
    }
}

static const struct {
    const char *pattern;
    const char *says;
} REFUSED[] = {
    { "", "from 1 to 512" },
    { "alpine", "did you mean \"docker.io/library/alpine\"?" },
    { "acme/app", "did you mean \"docker.io/acme/app\"?" },
    { "acme/**", "did you mean \"docker.io/acme/**\"?" },
    { "ghcr.io", "begins with no registry" },
    { "ghcr.io/Acme/app", "lower case" },
    { "ghcr.io//app", "a part of it is empty" },
    { "ghcr.io/app/", "a part of it is empty" },
    { "ghcr.io/app:", "no tag after the colon" },
    { "ghcr.io/a**/b", "whole parts" },
    { "ghcr.io/app@" SHA256, "a pattern has no digest" },
    { "ghcr.io/$app", "no reference has '$'" },
    { "index.docker.io/library/alpine", "is called docker.io" },
};

Test(image_pattern, refuses_what_fits_nothing)
{
    for (size_t i = 0; i < sizeof REFUSED / sizeof REFUSED[0]; i++) {
        struct hm_err err = { 0 };
        cr_expect_eq(hm_image_pattern_check(hm_str_c(REFUSED[i].pattern), &err), HM_E_SYNTAX, "%s",
                     REFUSED[i].pattern);
        cr_expect(hm_str_has(hm_str_c(err.text), REFUSED[i].says), "%s: %s", REFUSED[i].pattern,
                  err.text);
    }
}

Test(image_pattern, refuses_what_is_too_long)
{
    char pattern[HM_IMAGE_PATTERN_LIMIT + 2];

    memset(pattern, 'a', sizeof pattern);
    cr_expect_eq(hm_image_pattern_check(hm_str_make(pattern, HM_IMAGE_PATTERN_LIMIT + 1), NULL),
                 HM_E_SYNTAX);
}
