/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/configuration.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/clock.h"
#include "tests/loopback.h"
#include "tests/maker.h"

static struct maker maker;
static struct hm_arena arena;
static struct hm_image_configuration found;
static struct hm_err err;

static void
begin(void)
{
    maker_init(&maker);
}

static void
end(void)
{
    maker_done(&maker);
    hm_arena_done(&arena);
}

static enum hm_status
read_it(enum hm_image_kind kind, const char *suffix, const char *platform)
{
    const struct hm_image_target target = {
        .kind = kind,
        .text = hm_arena_printf(&arena, "%s%s", maker.dir.p, suffix),
    };
    const struct hm_image_options options = { .platform = hm_str_c(platform) };

    return hm_image_read_configuration(&arena, &target, &options, &found, &err);
}

static void
expect(const struct maker_image *image)
{
    cr_expect(hm_str_is(found.digest, image->config), "%.*s", HM_FMT(found.digest));
    cr_expect(hm_str_is(found.manifest, image->manifest), "%.*s", HM_FMT(found.manifest));
    cr_expect(hm_str_is(found.bytes, maker_read(&maker, image->config)));
}

Test(configuration, of_the_only_image, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "arm64", "");

    maker_list(&maker, image.descriptor, "1");
    maker_save(&maker);
    cr_assert_eq(read_it(HM_IMAGE_LAYOUT, "", ""), HM_OK, "%s", err.text);
    expect(&image);
}

Test(configuration, by_tag, .init = begin, .fini = end)
{
    struct maker_image one = maker_image(&maker, "linux", "amd64", "one");
    struct maker_image two = maker_image(&maker, "linux", "amd64", "two");

    maker_list(&maker, one.descriptor, "1");
    maker_list(&maker, two.descriptor, "2");
    maker_save(&maker);
    cr_assert_eq(read_it(HM_IMAGE_LAYOUT, ":2", ""), HM_OK, "%s", err.text);
    expect(&two);
    cr_assert_eq(read_it(HM_IMAGE_LAYOUT, ":3", ""), HM_E_NOT_FOUND);
}

/* An index of images for two platforms, listed as "1". */
static void
list_two(struct maker_image *ret_amd64, struct maker_image *ret_other, const char *other)
{
    *ret_amd64 = maker_image(&maker, "linux", "amd64", "");
    *ret_other = maker_image(&maker, "linux", other, "");
    struct hm_str index = hm_arena_printf(
        &arena,
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":["
        "%.*s,\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}},"
        "%.*s,\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}}]}",
        MAKER_INDEX, HM_FMT(ret_other->descriptor), other, HM_FMT(ret_amd64->descriptor));
    struct hm_str digest = maker_blob(&maker, index);

    maker_list(&maker, maker_descriptor(&maker, MAKER_INDEX, digest, index.n), "1");
    maker_save(&maker);
}

Test(configuration, without_a_platform_is_that_of_linux_amd64, .init = begin, .fini = end)
{
    struct maker_image amd64;
    struct maker_image arm64;

    list_two(&amd64, &arm64, "arm64");
    cr_assert_eq(read_it(HM_IMAGE_LAYOUT, "", ""), HM_OK, "%s", err.text);
    expect(&amd64);
}

Test(configuration, for_a_platform, .init = begin, .fini = end)
{
    struct maker_image amd64;
    struct maker_image arm64;

    list_two(&amd64, &arm64, "arm64");
    cr_assert_eq(read_it(HM_IMAGE_LAYOUT, ":1", "linux/arm64"), HM_OK, "%s", err.text);
    expect(&arm64);
}

Test(configuration, in_an_index_below_another, .init = begin, .fini = end)
{
    static const char *const architectures[] = { "s390x", "arm64" };
    hm_auto_buf struct hm_buf top = { 0 };
    struct maker_image image = { 0 };

    hm_buf_puts(&top, "{\"schemaVersion\":2,\"manifests\":[");
    for (size_t i = 0; i < 2; i++) {
        image = maker_image(&maker, "linux", architectures[i], "");
        struct hm_str index =
            hm_arena_printf(&arena,
                            "{\"schemaVersion\":2,\"manifests\":[%s,"
                            "\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}]}",
                            image.descriptor.p, architectures[i]);
        struct hm_str digest = maker_blob(&maker, index);
        hm_buf_printf(&top, "%s%s}", i > 0 ? "," : "",
                      maker_descriptor(&maker, MAKER_INDEX, digest, index.n).p);
    }
    hm_buf_puts(&top, "]}");
    struct hm_str digest = maker_blob(&maker, hm_buf_str(&top));
    maker_list(&maker, maker_descriptor(&maker, MAKER_INDEX, digest, top.n), NULL);
    maker_save(&maker);
    cr_assert_eq(read_it(HM_IMAGE_LAYOUT, "", "linux/arm64"), HM_OK, "%s", err.text);
    cr_assert(hm_str_is(found.manifest, image.manifest));
    cr_assert_eq(read_it(HM_IMAGE_LAYOUT, "", "linux/amd64"), HM_E_NOT_FOUND);
}

Test(configuration, for_a_platform_that_is_not_there, .init = begin, .fini = end)
{
    struct maker_image amd64;
    struct maker_image arm64;

    list_two(&amd64, &arm64, "arm64");
    cr_assert_eq(read_it(HM_IMAGE_LAYOUT, "", "linux/s390x"), HM_E_NOT_FOUND);
    cr_expect(hm_str_has(hm_str_c(err.text), "linux/s390x"), "%s", err.text);
}

Test(configuration, that_is_not_what_its_digest_says, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");

    maker_list(&maker, image.descriptor, "1");
    maker_save(&maker);
    maker_overwrite(&maker, image.config, HM_S("{\"os\":\"linux\",\"config\":{\"User\":\"1\"}}"));
    cr_assert_eq(read_it(HM_IMAGE_LAYOUT, "", ""), HM_E_MISMATCH);
    cr_expect_null(found.bytes.p);
}

Test(configuration, below_a_manifest_that_is_not_what_its_digest_says, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "one");
    struct maker_image other = maker_image(&maker, "linux", "amd64", "two");

    maker_list(&maker, image.descriptor, "1");
    maker_save(&maker);
    maker_overwrite(&maker, image.manifest, maker_read(&maker, other.manifest));
    cr_assert_eq(read_it(HM_IMAGE_LAYOUT, "", ""), HM_E_MISMATCH);
}

Test(configuration, of_an_artifact, .init = begin, .fini = end)
{
    struct hm_str config = maker_blob(&maker, HM_S("{}"));
    struct hm_str manifest = hm_arena_printf(
        &arena, "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s},\"layers\":[]}",
        MAKER_MANIFEST,
        maker_descriptor(&maker, "application/vnd.example.thing+json", config, 2).p);
    struct hm_str digest = maker_blob(&maker, manifest);

    maker_list(&maker, maker_descriptor(&maker, MAKER_MANIFEST, digest, manifest.n), "1");
    maker_save(&maker);
    cr_assert_eq(read_it(HM_IMAGE_LAYOUT, "", ""), HM_E_UNSUPPORTED);
}

Test(configuration, of_docker_save, .init = begin, .fini = end)
{
    struct hm_buf tar = { 0 };
    struct hm_str config = HM_S("{\"os\":\"linux\",\"config\":{\"User\":\"app\"}}");
    struct hm_str digest = maker_digest(&maker, config);

    maker_tar_add(&tar, hm_arena_printf(&arena, "%s.json", digest.p + 7).p, '0', "", config);
    maker_tar_add(&tar, "manifest.json", '0', "",
                  hm_arena_printf(&arena,
                                  "[{\"Config\":\"%s.json\",\"RepoTags\":[\"app:1\"],"
                                  "\"Layers\":[]}]",
                                  digest.p + 7));
    maker_tar_end(&tar);
    maker_write(&maker, "x.tar", hm_buf_str(&tar));
    hm_buf_done(&tar);
    cr_assert_eq(read_it(HM_IMAGE_ARCHIVE, "/x.tar", ""), HM_OK, "%s", err.text);
    cr_expect(hm_str_is(found.bytes, config));
    cr_expect(hm_str_is(found.digest, digest));
    cr_assert_eq(read_it(HM_IMAGE_ARCHIVE, "/x.tar:other:1", ""), HM_E_NOT_FOUND);
}

Test(configuration, of_nothing, .init = begin, .fini = end)
{
    cr_assert_eq(read_it(HM_IMAGE_LAYOUT, "/none", ""), HM_E_NOT_FOUND);
}

Test(configuration, in_a_registry_is_refused_offline)
{
    const struct hm_image_target target = { HM_IMAGE_REGISTRY, HM_STR("127.0.0.1:9/acme/app:1") };
    const struct hm_image_options options = { .is_offline = true };

    cr_assert_eq(hm_image_read_configuration(&arena, &target, &options, &found, &err),
                 HM_E_REFUSED);
    hm_arena_done(&arena);
}

/* --- a registry */

static struct maker_image served;
static size_t layers_asked;

static void
answer(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    struct hm_str path = request->target;
    struct hm_str last = hm_str_from(path, hm_str_find_last(path, '/') + 1);
    struct hm_str digest = hm_str_eq(last, "1") ? served.manifest : last;

    (void)ctx;
    (void)n;
    layers_asked += hm_str_is(digest, served.layers[0]) || hm_str_is(digest, served.layers[1]);
    if (hm_str_has(path, "/manifests/") || hm_str_has(path, "/blobs/")) {
        loopback_say(out, 200,
                     hm_str_has(path, "/manifests/") ? "Content-Type: " MAKER_MANIFEST "\r\n" : "",
                     maker_read(&maker, digest));
    } else {
        loopback_say(out, 200, "", HM_S("{}"));
    }
}

Test(configuration, in_a_registry_is_read_without_layers, .init = begin, .fini = end)
{
    struct loopback server;

    served = maker_image(&maker, "linux", "amd64", "");
    loopback_start(&server, answer, NULL);
    const struct hm_image_target target = {
        .kind = HM_IMAGE_REGISTRY,
        .text = hm_arena_printf(&arena, "127.0.0.1:%u/acme/app:1", server.port),
    };
    const struct hm_image_options options = { .deadline = hm_clock_ms() + 10000 };
    enum hm_status status = hm_image_read_configuration(&arena, &target, &options, &found, &err);
    loopback_stop(&server);
    loopback_done(&server);
    cr_assert_eq(status, HM_OK, "%s", err.text);
    expect(&served);
    cr_expect_eq(layers_asked, 0u);
}
