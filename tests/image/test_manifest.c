/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/manifest.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/rows.h"

#define OCI_MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define OCI_INDEX "application/vnd.oci.image.index.v1+json"
#define D(type) "{\"mediaType\":\"" type "\",\"digest\":\"sha256:00\",\"size\":2}"
#define MANIFEST "{\"schemaVersion\":2,\"config\":" D("c") ",\"layers\":[" D("l") "]"
#define INDEX "{\"schemaVersion\":2,\"manifests\":[" D("m") "]"

static const struct {
    const char *json;
    const char *media_type;
    enum hm_status want;
    enum hm_media media;
} cases[] = {
    { MANIFEST "}", OCI_MANIFEST, HM_OK, HM_MEDIA_MANIFEST },
    { MANIFEST "}", OCI_MANIFEST "; charset=utf-8", HM_OK, HM_MEDIA_MANIFEST },
    { MANIFEST ",\"mediaType\":\"" OCI_MANIFEST "\"}", "", HM_OK, HM_MEDIA_MANIFEST },
    { MANIFEST "}", "", HM_OK, HM_MEDIA_MANIFEST },
    { INDEX "}", OCI_INDEX, HM_OK, HM_MEDIA_INDEX },
    { INDEX "}", "application/vnd.docker.distribution.manifest.list.v2+json", HM_OK,
      HM_MEDIA_INDEX },
    { INDEX "}", "", HM_OK, HM_MEDIA_INDEX },
    { INDEX ",\"unknown\":[1]}", OCI_INDEX, HM_OK, HM_MEDIA_INDEX },
    /* said in two ways */
    { MANIFEST ",\"mediaType\":\"" OCI_INDEX "\"}", OCI_MANIFEST, HM_E_SYNTAX, 0 },
    { MANIFEST ",\"manifests\":[]}", OCI_MANIFEST, HM_E_SYNTAX, 0 },
    { INDEX ",\"layers\":[]}", OCI_INDEX, HM_E_SYNTAX, 0 },
    { INDEX ",\"config\":{}}", OCI_INDEX, HM_E_SYNTAX, 0 },
    { MANIFEST ",\"Layers\":[]}", OCI_MANIFEST, HM_E_SYNTAX, 0 },
    { MANIFEST ",\"layer\xc5\xbf\":[]}", OCI_MANIFEST, HM_E_SYNTAX, 0 },
    { MANIFEST ",\"layers\":[]}", OCI_MANIFEST, HM_E_SYNTAX, 0 },
    { "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"m\",\"digest\":\"d\",\"Digest\":\"e\","
      "\"size\":2}]}",
      OCI_INDEX, HM_E_SYNTAX, 0 },
    /* not what is read */
    { MANIFEST "}", "text/html", HM_E_UNSUPPORTED, 0 },
    { MANIFEST "}", "application/json", HM_E_UNSUPPORTED, 0 },
    { MANIFEST ",\"mediaType\":\"application/vnd.acme\"}", "", HM_E_UNSUPPORTED, 0 },
    { "{\"schemaVersion\":1}", "", HM_E_UNSUPPORTED, 0 },
    { MANIFEST "}", "application/vnd.docker.distribution.manifest.v1+prettyjws", HM_E_UNSUPPORTED,
      0 },
    /* broken */
    { "{\"schemaVersion\":3,\"manifests\":[]}", "", HM_E_SYNTAX, 0 },
    { "{\"manifests\":[]}", "", HM_E_SYNTAX, 0 },
    { "{\"schemaVersion\":2}", OCI_INDEX, HM_E_SYNTAX, 0 },
    { "{\"schemaVersion\":2,\"layers\":[]}", OCI_MANIFEST, HM_E_SYNTAX, 0 },
    { "{\"schemaVersion\":2,\"config\":" D("c") "}", OCI_MANIFEST, HM_E_SYNTAX, 0 },
    { "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"m\",\"digest\":\"d\",\"size\":-1}]}",
      OCI_INDEX, HM_E_SYNTAX, 0 },
    { "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"m\",\"digest\":\"d\",\"size\":2.5}]}",
      OCI_INDEX, HM_E_SYNTAX, 0 },
    { "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"m\",\"digest\":\"d\"}]}", OCI_INDEX,
      HM_E_SYNTAX, 0 },
    { "{\"schemaVersion\":2,\"manifests\":{}}", OCI_INDEX, HM_E_SYNTAX, 0 },
    { "[]", OCI_INDEX, HM_E_SYNTAX, 0 },
    { "", OCI_INDEX, HM_E_SYNTAX, 0 },
    { "<html>", OCI_INDEX, HM_E_SYNTAX, 0 },
};

ROWS_OF(manifest, parse, cases)

ParameterizedTest(size_t *i, manifest, parse)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifest manifest = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = hm_manifest_parse(&arena, hm_str_c(cases[*i].json),
                                              hm_str_c(cases[*i].media_type), &manifest, &err);

    cr_assert_eq(status, cases[*i].want, "%s: %s", cases[*i].json, err.text);
    if (status == HM_OK) {
        cr_assert_eq(manifest.media, cases[*i].media);
        cr_assert_eq(manifest.children.n, 1u);
    }
}

Test(manifest, descriptor)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifest m = { 0 };
    struct hm_str json =
        HM_S("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"t\",\"digest\":\"d\",\"size\":7,"
             "\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\"},"
             "\"data\":\"aGk=\",\"urls\":[\"https://a.test\"],\"annotations\":{"
             "\"org.opencontainers.image.ref.name\":\"1.0\","
             "\"vnd.docker.reference.type\":\"attestation-manifest\","
             "\"vnd.docker.reference.digest\":\"sha256:11\"}}]}");

    cr_assert_eq(hm_manifest_parse(&arena, json, HM_S(OCI_INDEX), &m, NULL), HM_OK);
    const struct hm_descriptor *d = &m.children.p[0];
    cr_assert(hm_str_eq(d->media_type, "t"));
    cr_assert(hm_str_eq(d->digest, "d"));
    cr_assert_eq(d->size, 7u);
    cr_assert(hm_str_eq(d->platform, "linux/arm/v7"));
    cr_assert(d->has_data && hm_str_eq(d->data, "aGk="));
    cr_assert(d->has_urls);
    cr_assert(hm_str_eq(d->ref_name, "1.0"));
    cr_assert(hm_str_eq(d->attests, "sha256:11"));
    cr_assert_not(d->is_attestation, "what a runtime would start is an image");
}

Test(manifest, attestation)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifest m = { 0 };
    struct hm_str json =
        HM_S("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"t\",\"digest\":\"d\",\"size\":7,"
             "\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"},"
             "\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"}}]}");

    cr_assert_eq(hm_manifest_parse(&arena, json, HM_S(OCI_INDEX), &m, NULL), HM_OK);
    cr_assert(m.children.p[0].is_attestation);
}

Test(manifest, too_many_entries)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf json = { 0 };
    struct hm_manifest m = { 0 };

    hm_buf_puts(&json, "{\"schemaVersion\":2,\"manifests\":[" D("m"));
    for (int i = 0; i < HM_MANIFEST_CHILDREN; i++) {
        hm_buf_puts(&json, "," D("m"));
    }
    hm_buf_puts(&json, "]}");
    cr_assert_eq(hm_manifest_parse(&arena, hm_buf_str(&json), HM_S(OCI_INDEX), &m, NULL),
                 HM_E_LIMIT);
}

Test(manifest, config)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_image_config config = { 0 };

    cr_assert_eq(hm_image_config_parse(&arena,
                                       HM_S("{\"os\":\"linux\",\"architecture\":\"amd64\","
                                            "\"rootfs\":{\"diff_ids\":[\"a\",\"b\"]}}"),
                                       &config, NULL),
                 HM_OK);
    cr_assert(hm_str_eq(config.platform, "linux/amd64"));
    cr_assert_eq(config.diff_ids.n, 2u);
}

Test(manifest, config_that_is_none)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_image_config config = { 0 };

    cr_assert_eq(hm_image_config_parse(&arena, HM_S("{}"), &config, NULL), HM_E_SYNTAX);
    cr_assert_eq(
        hm_image_config_parse(&arena, HM_S("{\"rootfs\":{\"diff_ids\":[1]}}"), &config, NULL),
        HM_E_SYNTAX);
    cr_assert_eq(
        hm_image_config_parse(&arena, HM_S("{\"rootfs\":{},\"RootFS\":{}}"), &config, NULL),
        HM_E_SYNTAX);
}

Test(manifest, history_of_a_config)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_image_config config = { 0 };

    cr_assert_eq(
        hm_image_config_parse(&arena,
                              HM_S("{\"rootfs\":{\"diff_ids\":[\"a\"]},\"history\":["
                                   "{\"created_by\":\"ADD x /\"},{\"empty_layer\":true}]}"),
                              &config, NULL),
        HM_OK);
    const struct hm_image_layers layers = hm_image_config_layers(&config);
    cr_assert_eq(layers.n_diff_ids, 1);
    cr_assert_eq(layers.n_steps, 2);
    cr_expect(hm_str_eq(layers.steps[0].created_by, "ADD x /"));
    cr_expect_not(layers.steps[0].is_empty);
    cr_expect(layers.steps[1].is_empty);
    cr_expect_eq(layers.steps[1].created_by.n, 0);
}

Test(manifest, a_history_that_is_none_spoils_no_image)
{
    static const char *const none[] = {
        "{}",
        "null",
        "[1]",
        "[{\"created_by\":\"a\"},{\"created_by\":1}]",
        "[{\"empty_layer\":\"true\"}]",
    };

    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_image_config config = { 0 };
        struct hm_str text =
            hm_arena_printf(&arena, "{\"rootfs\":{\"diff_ids\":[\"a\"]},\"history\":%s}", none[i]);
        cr_expect_eq(hm_image_config_parse(&arena, text, &config, NULL), HM_OK, "%s", none[i]);
        cr_expect_eq(config.history.n, 0, "%s", none[i]);
        cr_expect_eq(config.diff_ids.n, 1, "%s", none[i]);
    }
}
