/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/references.h"

#include <criterion/criterion.h>

#define DIGEST "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct hm_arena arena;
static struct hm_references references;

static void
end(void)
{
    hm_arena_done(&arena);
}

TestSuite(references, .fini = end);

static struct hm_image_ref
ref_of(const char *text)
{
    struct hm_image_ref ref = { 0 };

    cr_assert_eq(hm_image_ref_parse(&arena, hm_str_c(text), &ref, NULL), HM_OK);
    return ref;
}

static void
add(const char *text)
{
    const struct hm_image_ref ref = ref_of(text);

    hm_references_add(&references, &arena, &ref);
}

static const struct hm_reference *
find(const char *text)
{
    const struct hm_image_ref ref = ref_of(text);

    return hm_references_find(&references, &ref);
}

Test(references, are_one_for_each_image)
{
    add("nginx:1");
    add("alpine");
    add("docker.io/library/alpine:latest");
    add("alpine@" DIGEST);
    add("nginx:1");
    cr_expect_eq(references.list.n, 3);
    cr_expect_not_null(find("alpine:latest"));
    cr_expect_eq(find("index.docker.io/library/alpine"), find("alpine"));
    cr_expect_neq(find("alpine@" DIGEST), find("alpine"));
    cr_expect_null(find("alpine:3"));
    cr_expect_null(find("ghcr.io/library/alpine"));
}

Test(references, are_pinned_by_name_and_digest)
{
    add("ghcr.io/acme/app:1");
    cr_expect(hm_str_eq(hm_reference_pinned(&arena, find("ghcr.io/acme/app:1"), HM_S(DIGEST)),
                        "ghcr.io/acme/app@" DIGEST));
}

Test(references, are_not_resolved_offline)
{
    const struct hm_image_options options = { .is_offline = true };

    add("alpine");
    hm_references_resolve(&references, &arena, &options);
    cr_expect(find("alpine")->was_asked);
    cr_expect_eq(find("alpine")->err.status, HM_E_REFUSED);
    cr_expect_eq(find("alpine")->digest.n, 0);
}

Test(references, of_which_the_digest_is_known_are_asked_for_by_it)
{
    const struct hm_image_ref ref = ref_of("alpine");

    hm_references_add_known(&references, &arena, &ref, HM_S(DIGEST));
    cr_expect(hm_str_eq(find("alpine")->pin, DIGEST));
    cr_expect_not(find("alpine")->was_asked);
}
