/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of base images, by reference. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "plugin/model/bases.h"

struct base_case {
    const char *registry;
    const char *repository;
    const char *tag;
    const char *digest;
    const char *user; /**< NULL: not known */
    enum hm_trit has_build_tools;
    enum hm_trit is_minimal;
    enum hm_trit is_trusted;
};

static const struct base_case cases[] = {
    { "docker.io", "library/golang", "1.25", "", "0", HM_YES, HM_NO, HM_YES },
    { "docker.io", "library/golang", "1.25-alpine3.22", "", "0", HM_YES, HM_NO, HM_YES },
    { "docker.io", "library/python", "3.13", "", "0", HM_YES, HM_NO, HM_YES },
    { "docker.io", "library/python", "3.13-slim", "", "0", HM_NO, HM_YES, HM_YES },
    { "docker.io", "library/node", "", "", "0", HM_YES, HM_NO, HM_YES },
    { "docker.io", "library/alpine", "", "sha256:00", "0", HM_NO, HM_YES, HM_YES },
    { "gcr.io", "distroless/static-debian12", "nonroot", "", "65532", HM_NO, HM_YES, HM_YES },
    { "gcr.io", "distroless/static", "", "", "0", HM_NO, HM_YES, HM_YES },
    { "mcr.microsoft.com", "dotnet/sdk", "9.0", "", "0", HM_YES, HM_NO, HM_YES },
    { "mcr.microsoft.com", "dotnet/aspnet", "9.0-noble-chiseled", "", "1654", HM_NO, HM_YES,
      HM_YES },
    { "docker.io", "nvidia/cuda", "12.8.0-devel-ubuntu24.04", "", "0", HM_YES, HM_NO, HM_YES },
    { "docker.io", "nvidia/cuda", "12.8.0-runtime-ubuntu24.04", "", "0", HM_NO, HM_UNKNOWN,
      HM_YES },
    { "public.ecr.aws", "docker/library/python", "3.13-slim", "", "0", HM_NO, HM_YES, HM_YES },
    { "registry.access.redhat.com", "ubi9/nodejs-20", "1", "", "1001", HM_YES, HM_NO, HM_YES },
    { "registry.access.redhat.com", "ubi9", "9.5", "", "0", HM_NO, HM_NO, HM_YES },
    { "docker.io", "library/hello-world", "linux", "", NULL, HM_UNKNOWN, HM_UNKNOWN, HM_YES },
    { "docker.io", "library/eclipse-temurin", "21-jre-alpine", "", "0", HM_NO, HM_YES, HM_YES },
    { "docker.io", "library/eclipse-temurin", "21", "", "0", HM_YES, HM_NO, HM_YES },
};

static struct hm_image_ref
ref_of(const char *registry, const char *repository, const char *tag, const char *digest)
{
    return (struct hm_image_ref){ .registry = hm_str_c(registry),
                                  .repository = hm_str_c(repository),
                                  .tag = hm_str_c(tag),
                                  .digest = hm_str_c(digest) };
}

ParameterizedTestParameters(bases, known)
{
    static size_t indexes[sizeof cases / sizeof cases[0]];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        indexes[i] = i;
    }
    return cr_make_param_array(size_t, indexes, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(size_t *index, bases, known)
{
    const struct base_case *c = &cases[*index];
    struct hm_image_ref ref = ref_of(c->registry, c->repository, c->tag, c->digest);
    const struct hm_base *base = hm_bases_find(&ref);

    cr_assert_not_null(base, "%s:%s", c->repository, c->tag);
    cr_expect_eq(base->has_build_tools, c->has_build_tools, "%s:%s", c->repository, c->tag);
    cr_expect_eq(base->is_minimal, c->is_minimal, "%s:%s", c->repository, c->tag);
    cr_expect_eq(base->is_trusted, c->is_trusted, "%s:%s", c->repository, c->tag);
    cr_expect(hm_str_is(hm_str_c(base->user), hm_str_c(c->user)), "%s:%s runs as %s", c->repository,
              c->tag, base->user);
}

Test(bases, strangers_are_not_known)
{
    struct hm_image_ref ref = ref_of("ghcr.io", "acme/library/alpine", "3", "");
    struct hm_image_ref port = ref_of("docker.io:5000", "library/alpine", "3", "");

    cr_expect_null(hm_bases_find(&ref));
    cr_expect_null(hm_bases_find(&port));
}

Test(bases, a_name_longer_than_any_known_is_not_known)
{
    static char name[2000];
    struct hm_image_ref ref;

    memset(name, 'a', sizeof name - 1);
    ref = ref_of("docker.io", name, "1", "");
    cr_expect_null(hm_bases_find(&ref));
}

Test(bases, a_digest_without_tag_fits_no_row_with_a_tag)
{
    struct hm_image_ref ref = ref_of("docker.io", "library/python", "", "sha256:00");

    cr_expect_null(hm_bases_find(&ref)->tag);
}

struct end_case {
    const char *repository;
    const char *tag;
    uint32_t date; /**< 0: not listed */
};

static const struct end_case end_cases[] = {
    { "library/debian", "buster-slim", 20240630 },
    { "library/debian", "10.13", 20240630 },
    { "library/debian", "100", 0 },
    { "library/python", "3.7-slim", 20230627 },
    { "library/python", "3.13-slim-buster", 20240630 },
    { "library/python", "3.13-slim-bookworm", 20280630 },
    { "library/python", "3.1", 0 },
    { "library/node", "24-alpine3.16", 20240523 },
    { "library/node", "18.20.1-alpine", 20250430 },
    { "library/centos", "", 20211231 },
    { "library/golang", "1.26", 0 },
    { "acme/debian", "buster", 0 },
};

ParameterizedTestParameters(bases, end)
{
    static size_t indexes[sizeof end_cases / sizeof end_cases[0]];

    for (size_t i = 0; i < sizeof end_cases / sizeof end_cases[0]; i++) {
        indexes[i] = i;
    }
    return cr_make_param_array(size_t, indexes, sizeof end_cases / sizeof end_cases[0]);
}

ParameterizedTest(size_t *index, bases, end)
{
    const struct end_case *c = &end_cases[*index];
    struct hm_image_ref ref = ref_of("docker.io", c->repository, c->tag, "");
    const struct hm_base_end *end = hm_bases_end(&ref);

    cr_expect_eq(end == NULL ? 0 : end->date, c->date, "%s:%s", c->repository, c->tag);
}
