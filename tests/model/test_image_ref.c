/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/image_ref.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

#define SHA256 "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct row {
    const char *text;
    const char *registry; /* NULL: no reference */
    const char *repository;
    const char *tag;
    const char *digest;
};

static const struct row ROWS[] = {
    { "alpine", "docker.io", "library/alpine", "", "" },
    { "alpine:3.20", "docker.io", "library/alpine", "3.20", "" },
    { "docker.io/alpine", "docker.io", "library/alpine", "", "" },
    { "index.docker.io/library/alpine", "docker.io", "library/alpine", "", "" },
    { "acme/app", "docker.io", "acme/app", "", "" },
    { "ghcr.io/acme/app:v1@" SHA256, "ghcr.io", "acme/app", "v1", SHA256 },
    { "app@" SHA256, "docker.io", "library/app", "", SHA256 },
    { "localhost/app", "localhost", "app", "", "" },
    { "localhost:5000/app:1", "localhost:5000", "app", "1", "" },
    { "Acme/app", "Acme", "app", "", "" },
    { "[::1]:5000/app", "[::1]:5000", "app", "", "" },
    { "a__b/c.d---e", "docker.io", "a__b/c.d---e", "", "" },
    { "scratch", "docker.io", "library/scratch", "", "" },
    { "", NULL, NULL, NULL, NULL },
    { "Alpine", NULL, NULL, NULL, NULL },
    { "alpine:", NULL, NULL, NULL, NULL },
    { "alpine:-x", NULL, NULL, NULL, NULL },
    { "a..b", NULL, NULL, NULL, NULL },
    { "a___b", NULL, NULL, NULL, NULL },
    { "a/", NULL, NULL, NULL, NULL },
    { "a//b", NULL, NULL, NULL, NULL },
    { "-a", NULL, NULL, NULL, NULL },
    { "a b", NULL, NULL, NULL, NULL },
    { "$image", NULL, NULL, NULL, NULL },
    { "host.io:port/a", NULL, NULL, NULL, NULL },
    { "a@sha256:abc", NULL, NULL, NULL, NULL },
    { "a@" SHA256 "0", NULL, NULL, NULL, NULL },
    { "a@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", NULL, NULL, NULL,
      NULL },
    { "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", NULL, NULL, NULL, NULL },
};

Test(image_ref, parts)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        const struct row *row = &ROWS[i];
        struct hm_image_ref ref = { 0 };
        struct hm_err err = { 0 };
        enum hm_status status = hm_image_ref_parse(&arena, hm_str_c(row->text), &ref, &err);
        if (row->registry == NULL) {
            cr_expect_eq(status, HM_E_SYNTAX, "%s is taken", row->text);
            cr_expect_neq(err.text[0], '\0');
            continue;
        }
        cr_expect_eq(status, HM_OK, "%s: %s", row->text, err.text);
        cr_expect(hm_str_eq(ref.registry, row->registry), "%s", row->text);
        cr_expect(hm_str_eq(ref.repository, row->repository), "%s", row->text);
        cr_expect(hm_str_eq(ref.tag, row->tag), "%s", row->text);
        cr_expect(hm_str_eq(ref.digest, row->digest), "%s", row->text);
        cr_expect_eq(ref.is_official, strncmp(row->repository, "library/", 8) == 0, "%s",
                     row->text);
    }
}

Test(image_ref, name_has_registry_and_repository)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_image_ref ref;

    cr_assert_eq(hm_image_ref_parse(&arena, HM_S("alpine:3"), &ref, NULL), HM_OK);
    cr_expect(hm_str_eq(hm_image_ref_name(&arena, &ref), "docker.io/library/alpine"));
}

static const struct {
    const char *text;
    const char *key;
} keys[] = {
    { "alpine", "docker.io/library/alpine:latest" },
    { "docker.io/library/alpine:3", "docker.io/library/alpine:3" },
    { "r.test/a@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "r.test/a@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
};

Test(image_ref, keys_are_the_same_for_what_means_the_same)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_image_ref ref;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        cr_assert_eq(hm_image_ref_parse(&arena, hm_str_c(keys[i].text), &ref, NULL), HM_OK);
        struct hm_str key = hm_image_ref_key(&arena, &ref);
        cr_expect(hm_str_eq(key, keys[i].key), "%.*s", HM_FMT(key));
    }
}

Test(image_ref, canonical_digests)
{
    cr_expect(hm_digest_is_canonical(HM_S(SHA256)));
    cr_expect_not(hm_digest_is_canonical(HM_S("sha256:")));
    cr_expect_not(hm_digest_is_canonical(HM_S("md5:0123456789abcdef0123456789abcdef")));
    cr_expect_not(hm_digest_is_canonical(HM_S("")));
}
