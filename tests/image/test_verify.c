/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/verify.h"

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/clock.h"
#include "plugin/base/crypto.h"
#include "tests/maker.h"

static struct maker maker;
static struct hm_arena arena;
static struct hm_image_check check;
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
verify(const char *suffix, const char *platform)
{
    const struct hm_image_target target = {
        .kind = HM_IMAGE_LAYOUT,
        .text = hm_arena_printf(&arena, "%s%s", maker.dir.p, suffix),
    };
    const struct hm_image_options options = { .platform = hm_str_c(platform) };

    return hm_image_verify(&arena, &target, &options, &check, &err);
}

/* The only problem, which must be about `what`. */
static const struct hm_image_problem *
the_problem(const char *what)
{
    cr_assert_eq(check.problems.n, 1u, "%zu problems", check.problems.n);
    cr_assert(hm_str_eq(check.problems.p[0].what, what), "%.*s", HM_FMT(check.problems.p[0].what));
    return &check.problems.p[0];
}

static struct maker_image
one_image(void)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");

    maker_list(&maker, image.descriptor, "1.0");
    maker_save(&maker);
    return image;
}

Test(verify, a_right_layout, .init = begin, .fini = end)
{
    struct maker_image image = one_image();

    cr_assert_eq(verify("", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert(hm_str_is(check.digest, image.manifest));
    cr_assert(hm_str_is(check.config_digest, image.config));
    cr_assert(hm_str_eq(check.platform, "linux/amd64"));
    cr_assert_eq(check.blobs, 4u);
    cr_assert_eq(check.diff_ids, 2u);
    cr_assert_eq(check.index_digest.n, 0u);
}

Test(verify, counts_the_bytes, .init = begin, .fini = end)
{
    struct maker_image image = one_image();
    uint64_t bytes = maker_read(&maker, image.manifest).n + maker_read(&maker, image.config).n +
                     maker_read(&maker, image.layers[0]).n + maker_read(&maker, image.layers[1]).n;

    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.bytes, bytes);
}

Test(verify, a_layer_with_another_byte, .init = begin, .fini = end)
{
    struct maker_image image = one_image();
    struct hm_str layer = maker_read(&maker, image.layers[0]);

    ((char *)(uintptr_t)layer.p)[3] ^= 1;
    maker_overwrite(&maker, image.layers[0], layer);
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    const struct hm_image_problem *problem = the_problem("layer 1");
    cr_assert(problem->is_wrong);
    cr_assert(hm_str_is(problem->expected, image.layers[0]));
    cr_assert(hm_str_is(problem->computed, maker_digest(&maker, layer)));
    cr_assert_eq(problem->found_size, layer.n);
}

Test(verify, a_layer_cut_short, .init = begin, .fini = end)
{
    struct maker_image image = one_image();

    maker_overwrite(&maker, image.layers[1],
                    hm_str_sub(maker_read(&maker, image.layers[1]), 0, 10));
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert_eq(the_problem("layer 2")->found_size, 10u);
}

Test(verify, a_missing_layer, .init = begin, .fini = end)
{
    struct maker_image image = one_image();

    (void)unlink(maker_path(&maker, image.layers[1]));
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert(the_problem("layer 2")->is_wrong);
}

Test(verify, every_fault_is_named, .init = begin, .fini = end)
{
    struct maker_image image = one_image();

    (void)unlink(maker_path(&maker, image.layers[0]));
    maker_overwrite(&maker, image.layers[1], HM_S("other"));
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.problems.n, 2u);
}

Test(verify, a_config_with_another_byte, .init = begin, .fini = end)
{
    struct maker_image image = one_image();
    struct hm_str config = maker_read(&maker, image.config);

    memcpy((char *)(uintptr_t)strstr(config.p, "amd64"), "arm64", 5);
    maker_overwrite(&maker, image.config, config);
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert(the_problem("config")->is_wrong);
}

Test(verify, a_manifest_with_another_byte, .init = begin, .fini = end)
{
    struct maker_image image = one_image();
    struct hm_str manifest = maker_read(&maker, image.manifest);

    maker_overwrite(&maker, image.manifest, hm_arena_printf(&arena, "%.*s ", HM_FMT(manifest)));
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert(hm_str_is(the_problem("manifest")->expected, image.manifest));
}

Test(verify, a_missing_manifest, .init = begin, .fini = end)
{
    struct maker_image image = one_image();

    (void)unlink(maker_path(&maker, image.manifest));
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
}

Test(verify, a_diff_id_of_another_layer, .init = begin, .fini = end)
{
    struct hm_str layer = maker_gzip(&maker, HM_S("what is in it"));
    struct hm_str digest = maker_blob(&maker, layer);
    struct hm_str config = hm_arena_printf(&arena, "{\"rootfs\":{\"diff_ids\":[\"%s\"]}}",
                                           maker_digest(&maker, HM_S("what another scan saw")).p);
    struct hm_str manifest = hm_arena_printf(
        &arena, "{\"schemaVersion\":2,\"config\":%s},\"layers\":[%s}]}",
        maker_descriptor(&maker, MAKER_CONFIG, maker_blob(&maker, config), config.n).p,
        maker_descriptor(&maker, MAKER_LAYER_GZIP, digest, layer.n).p);
    struct hm_str top = maker_blob(&maker, manifest);

    maker_list(&maker, maker_descriptor(&maker, MAKER_MANIFEST, top, manifest.n), NULL);
    maker_save(&maker);
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert_not_null(strstr(the_problem("layer 1")->text.p, "unpacks to"));
}

/* --- which image of a layout */

Test(verify, by_tag, .init = begin, .fini = end)
{
    struct maker_image other = maker_image(&maker, "linux", "amd64", "other");

    maker_list(&maker, other.descriptor, "2.0");
    struct maker_image image = one_image();
    (void)unlink(maker_path(&maker, other.layers[0]));
    cr_assert_eq(verify(":1.0", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED);
    cr_assert(hm_str_is(check.digest, image.manifest));
}

Test(verify, all_of_them_without_a_tag, .init = begin, .fini = end)
{
    struct maker_image other = maker_image(&maker, "linux", "amd64", "other");

    maker_list(&maker, other.descriptor, "2.0");
    (void)one_image();
    (void)unlink(maker_path(&maker, other.layers[0]));
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert_not_null(strstr(the_problem("2.0: layer 1")->text.p, "missing"));
}

Test(verify, an_unknown_tag, .init = begin, .fini = end)
{
    (void)one_image();
    cr_assert_eq(verify(":9", ""), HM_E_NOT_FOUND);
}

Test(verify, by_digest, .init = begin, .fini = end)
{
    struct maker_image image = one_image();

    cr_assert_eq(verify(hm_arena_printf(&arena, "@%s", image.manifest.p).p, ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED);
}

Test(verify, a_digest_that_is_not_canonical, .init = begin, .fini = end)
{
    (void)one_image();
    cr_assert_eq(verify("@sha256:ABC", ""), HM_E_SYNTAX);
}

Test(verify, a_digest_that_is_not_there, .init = begin, .fini = end)
{
    (void)one_image();
    cr_assert_eq(verify(hm_arena_printf(&arena, "@%s", maker_digest(&maker, HM_S("x")).p).p, ""),
                 HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
}

Test(verify, a_folder_with_a_colon_in_its_name, .init = begin, .fini = end)
{
    hm_buf_puts(&maker.dir, "/a:b");
    (void)mkdir(maker.dir.p, 0700);
    (void)mkdir(hm_arena_printf(&arena, "%s/blobs", maker.dir.p).p, 0700);
    (void)mkdir(hm_arena_printf(&arena, "%s/blobs/sha256", maker.dir.p).p, 0700);
    (void)one_image();
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED);
    cr_assert_eq(verify(":1.0", ""), HM_OK);
    maker.dir.n -= 4;
    maker.dir.p[maker.dir.n] = '\0';
}

/* --- indexes */

struct pair {
    struct maker_image amd64;
    struct maker_image arm64;
    struct hm_str index;
};

static struct pair
an_index(const char *extra)
{
    struct pair pair = {
        .arm64 = maker_image(&maker, "linux", "arm64", ""),
        .amd64 = maker_image(&maker, "linux", "amd64", ""),
    };
    struct hm_str index = hm_arena_printf(
        &arena,
        "{\"schemaVersion\":2,\"mediaType\":\"" MAKER_INDEX "\",\"manifests\":["
        "%s,\"platform\":{\"os\":\"linux\",\"architecture\":\"arm64\",\"variant\":\"v8\"}},"
        "%s,\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}}%s]}",
        pair.arm64.descriptor.p, pair.amd64.descriptor.p, extra);

    pair.index = maker_blob(&maker, index);
    maker_list(&maker, maker_descriptor(&maker, MAKER_INDEX, pair.index, index.n), "2.0");
    maker_save(&maker);
    return pair;
}

Test(verify, all_platforms_of_an_index, .init = begin, .fini = end)
{
    struct pair pair = an_index("");

    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert_eq(check.platforms.n, 2u);
    cr_assert(hm_str_is(check.index_digest, pair.index));
    cr_assert(hm_str_is(check.digest, pair.amd64.manifest));
    cr_assert_eq(check.blobs, 9u);
}

Test(verify, the_asked_platform, .init = begin, .fini = end)
{
    struct pair pair = an_index("");

    (void)unlink(maker_path(&maker, pair.amd64.layers[0]));
    cr_assert_eq(verify("", "linux/arm64"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert(hm_str_is(check.digest, pair.arm64.manifest));
    cr_assert(hm_str_eq(check.platform, "linux/arm64/v8"));
}

Test(verify, two_asked_platforms, .init = begin, .fini = end)
{
    (void)an_index("");
    cr_assert_eq(verify("", "linux/amd64, linux/arm64"), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert_eq(check.images.n, 2u);
    cr_assert_eq(check.n_offered, 2u);
    cr_assert(hm_str_eq(check.images.p[0].platform, "linux/arm64/v8"));
    cr_assert(hm_str_eq(check.images.p[1].platform, "linux/amd64"));
    cr_assert(hm_str_is(check.digest, check.images.p[0].digest));
    cr_assert_not(hm_str_is(check.images.p[0].config_digest, check.images.p[1].config_digest));
}

Test(verify, one_of_the_asked_platforms_is_not_there, .init = begin, .fini = end)
{
    (void)an_index("");
    cr_assert_eq(verify("", "linux/arm64,linux/s390x"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
}

Test(verify, a_platform_that_is_not_there, .init = begin, .fini = end)
{
    (void)an_index("");
    cr_assert_eq(verify("", "linux/s390x"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
    cr_assert_not_null(strstr(check.text.p, "linux/amd64"));
}

Test(verify, a_platform_is_no_prefix_of_a_longer_word, .init = begin, .fini = end)
{
    (void)an_index("");
    cr_assert_eq(verify("", "linux/arm"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
}

Test(verify, a_platform_nobody_asked_for_may_be_missing_but_is_no_pass, .init = begin, .fini = end)
{
    struct pair pair = an_index("");

    (void)unlink(maker_path(&maker, pair.arm64.manifest));
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
    cr_assert_eq(verify("", "linux/amd64"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED);
}

Test(verify, the_asked_platform_must_be_there, .init = begin, .fini = end)
{
    struct pair pair = an_index("");

    (void)unlink(maker_path(&maker, pair.arm64.manifest));
    cr_assert_eq(verify("", "linux/arm64"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
}

static struct hm_str
an_attestation(struct hm_str of)
{
    struct hm_str statement = HM_S("{\"_type\":\"statement\"}");
    struct hm_str layer = maker_blob(&maker, statement);
    struct hm_str config = HM_S("{\"architecture\":\"unknown\",\"os\":\"unknown\",\"rootfs\":{}}");
    struct hm_str manifest = hm_arena_printf(
        &arena, "{\"schemaVersion\":2,\"config\":%s},\"layers\":[%s}]}",
        maker_descriptor(&maker, MAKER_CONFIG, maker_blob(&maker, config), config.n).p,
        maker_descriptor(&maker, "application/vnd.in-toto+json", layer, statement.n).p);
    struct hm_str digest = maker_blob(&maker, manifest);

    return hm_arena_printf(&arena,
                           ",%s,\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"},"
                           "\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\""
                           ",\"vnd.docker.reference.digest\":\"%s\"}}",
                           maker_descriptor(&maker, MAKER_MANIFEST, digest, manifest.n).p, of.p);
}

Test(verify, attestations_are_hashed_but_are_no_platform, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");

    (void)an_index(an_attestation(image.manifest).p);
    cr_assert_eq(verify("", "linux/amd64"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert_eq(check.platforms.n, 1u);
    cr_assert_eq(check.blobs, 8u);
}

Test(verify, an_attestation_with_another_byte, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");

    (void)an_index(an_attestation(image.manifest).p);
    maker_overwrite(&maker, maker_digest(&maker, HM_S("{\"_type\":\"statement\"}")),
                    HM_S("{\"_type\":\"STATEMENT\"}"));
    cr_assert_eq(verify("", "linux/amd64"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert(the_problem("attestation 3: layer 1")->is_wrong);
}

static struct hm_str
nested(struct hm_str descriptor, int depth)
{
    for (int i = 0; i < depth; i++) {
        struct hm_str index =
            hm_arena_printf(&arena, "{\"schemaVersion\":2,\"manifests\":[%s}]}", descriptor.p);
        descriptor = maker_descriptor(&maker, MAKER_INDEX, maker_blob(&maker, index), index.n);
    }
    return descriptor;
}

Test(verify, indexes_in_indexes, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");

    maker_list(&maker, nested(image.descriptor, 4), NULL);
    maker_save(&maker);
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

/* An index of indexes of one image each: as a list of `made for` and image. */
static struct maker_image
nested_images(const char *const *architectures, size_t n, const char *extra)
{
    hm_auto_buf struct hm_buf top = { 0 };
    struct maker_image last = { 0 };

    hm_buf_puts(&top, "{\"schemaVersion\":2,\"manifests\":[");
    for (size_t i = 0; i < n; i++) {
        last = maker_image(&maker, "linux", architectures[i], "");
        struct hm_str index =
            hm_arena_printf(&arena,
                            "{\"schemaVersion\":2,\"manifests\":[%s,"
                            "\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}%s]}",
                            last.descriptor.p, architectures[i], i + 1 == n ? extra : "");
        struct hm_str digest = maker_blob(&maker, index);
        hm_buf_printf(&top, "%s%s}", i > 0 ? "," : "",
                      maker_descriptor(&maker, MAKER_INDEX, digest, index.n).p);
    }
    hm_buf_puts(&top, "]}");
    struct hm_str digest = maker_blob(&maker, hm_buf_str(&top));
    maker_list(&maker, maker_descriptor(&maker, MAKER_INDEX, digest, top.n), NULL);
    maker_save(&maker);
    return last;
}

static const char *const two[] = { "amd64", "arm64" };

Test(verify, all_platforms_of_indexes_in_an_index, .init = begin, .fini = end)
{
    (void)nested_images(two, 2, "");
    cr_assert_eq(verify("", "all"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert_eq(check.images.n, 2u);
    cr_assert_eq(check.n_offered, 2u);
}

Test(verify, the_asked_platform_in_an_index_below_another, .init = begin, .fini = end)
{
    struct maker_image arm64 = nested_images(two, 2, "");

    cr_assert_eq(verify("", "linux/arm64"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert(hm_str_is(check.digest, arm64.manifest));
    cr_assert_eq(check.images.n, 1u);
    cr_assert_eq(check.n_offered, 2u, "the other one is seen, and not looked at");
}

Test(verify, a_platform_that_is_in_no_index_below, .init = begin, .fini = end)
{
    (void)nested_images(two, 2, "");
    cr_assert_eq(verify("", "linux/s390x"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
    cr_assert_not_null(strstr(the_problem("index")->text.p, "linux/amd64, linux/arm64"));
}

Test(verify, an_image_below_an_index_with_another_byte, .init = begin, .fini = end)
{
    struct maker_image arm64 = nested_images(two, 2, "");

    maker_overwrite(&maker, arm64.layers[0], HM_S("other"));
    cr_assert_eq(verify("", "linux/arm64"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert(the_problem("entry 2: linux/arm64: layer 1")->is_wrong);
}

Test(verify, attestations_in_an_index_below_another, .init = begin, .fini = end)
{
    struct maker_image same = maker_image(&maker, "linux", "arm64", "");

    (void)nested_images(two, 2, an_attestation(same.manifest).p);
    cr_assert_eq(verify("", "linux/arm64"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert_eq(check.images.n, 1u);
    cr_assert_eq(check.blobs, 10u,
                 "three indexes, the image's four blobs, the attestation's three");
}

Test(verify, a_missing_index_below_another_is_no_pass, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");
    struct hm_str index = HM_S("{\"schemaVersion\":2,\"manifests\":[]}");
    struct hm_str below =
        maker_descriptor(&maker, MAKER_INDEX, maker_digest(&maker, index), index.n);
    struct hm_str top =
        hm_arena_printf(&arena,
                        "{\"schemaVersion\":2,\"manifests\":[%s},%s,"
                        "\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}}]}",
                        below.p, image.descriptor.p);

    maker_list(&maker, maker_descriptor(&maker, MAKER_INDEX, maker_blob(&maker, top), top.n), NULL);
    maker_save(&maker);
    cr_assert_eq(verify("", "linux/amd64"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
    cr_assert(hm_str_is(check.digest, image.manifest));
    cr_assert_not(the_problem("entry 1: manifest")->is_wrong);
}

Test(verify, an_image_said_to_be_an_attestation_is_an_image, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");
    struct hm_str top = hm_arena_printf(
        &arena,
        "{\"schemaVersion\":2,\"manifests\":[%s,\"annotations\":{\"vnd.docker.reference.type\":"
        "\"attestation-manifest\"},"
        "\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}}]}",
        image.descriptor.p);

    maker_list(&maker, maker_descriptor(&maker, MAKER_INDEX, maker_blob(&maker, top), top.n), NULL);
    maker_save(&maker);
    cr_assert_eq(verify("", "linux/amd64"), HM_OK);
    cr_assert_eq(check.images.n, 1u);
    cr_assert(hm_str_is(check.digest, image.manifest));
}

Test(verify, an_image_that_an_attestation_before_it_points_at, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");
    struct hm_str top = hm_arena_printf(
        &arena,
        "{\"schemaVersion\":2,\"manifests\":["
        "%s,\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"},"
        "\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"}},"
        "%s,\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}}]}",
        image.descriptor.p, image.descriptor.p);

    maker_list(&maker, maker_descriptor(&maker, MAKER_INDEX, maker_blob(&maker, top), top.n), NULL);
    maker_save(&maker);
    cr_assert_eq(verify("", "all"), HM_OK);
    cr_assert_eq(check.images.n, 1u);
}

Test(verify, an_image_for_another_platform, .init = begin, .fini = end)
{
    (void)one_image();
    cr_assert_eq(verify("", "linux/arm64"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
    cr_assert_not_null(strstr(the_problem("config")->text.p, "made for linux/amd64"));
}

Test(verify, indexes_nested_too_deep, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");

    maker_list(&maker, nested(image.descriptor, 5), NULL);
    maker_save(&maker);
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
}

Test(verify, an_index_of_the_same_index_over_and_over, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");
    struct hm_str descriptor = image.descriptor;
    int64_t start = hm_clock_ms();

    for (int depth = 0; depth < 4; depth++) {
        hm_auto_buf struct hm_buf index = { 0 };
        hm_buf_puts(&index, "{\"schemaVersion\":2,\"manifests\":[");
        for (int i = 0; i < 500; i++) {
            hm_buf_printf(&index, "%s%s}", i > 0 ? "," : "", descriptor.p);
        }
        hm_buf_puts(&index, "]}");
        descriptor =
            maker_descriptor(&maker, MAKER_INDEX, maker_blob(&maker, hm_buf_str(&index)), index.n);
    }
    maker_list(&maker, descriptor, NULL);
    maker_save(&maker);
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert_eq(check.blobs, 8u);
    cr_assert_lt(hm_clock_ms() - start, 3000);
}

/* --- digests of other kinds */

/* An image whose one layer is named by its SHA-512, of these bytes or of others. */
static void
sha512_image(const char *bytes, const char *hashed)
{
    struct hm_hash hash;
    unsigned char digest[HM_HASH_MAX_BYTES];
    char hex[HM_HASH_MAX_HEX];

    hm_hash_init(&hash, HM_HASH_SHA512);
    hm_hash_update(&hash, hashed, strlen(hashed));
    hm_hex(digest, hm_hash_final(&hash, digest), hex);
    (void)mkdir(hm_arena_printf(&arena, "%s/blobs/sha512", maker.dir.p).p, 0700);
    maker_write(&maker, hm_arena_printf(&arena, "blobs/sha512/%s", hex).p, hm_str_c(bytes));
    struct hm_str config = hm_arena_printf(
        &arena,
        "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\","
        "\"diff_ids\":[\"%s\"]}}",
        maker_digest(&maker, hm_str_c(bytes)).p);
    struct hm_str manifest = hm_arena_printf(
        &arena, "{\"schemaVersion\":2,\"config\":%s},\"layers\":[%s}]}",
        maker_descriptor(&maker, MAKER_CONFIG, maker_blob(&maker, config), config.n).p,
        maker_descriptor(&maker, MAKER_LAYER, hm_arena_printf(&arena, "sha512:%s", hex),
                         strlen(bytes))
            .p);
    maker_list(&maker,
               maker_descriptor(&maker, MAKER_MANIFEST, maker_blob(&maker, manifest), manifest.n),
               NULL);
    maker_save(&maker);
}

Test(verify, sha512, .init = begin, .fini = end)
{
    sha512_image("layer", "layer");
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert_eq(check.diff_ids, 1u, "a diff id is hashed besides");
}

Test(verify, sha512_of_other_bytes, .init = begin, .fini = end)
{
    sha512_image("LAYER", "layer");
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert(the_problem("layer 1")->is_wrong);
}

Test(verify, digests_that_are_not_canonical, .init = begin, .fini = end)
{
    static const char *const digests[] = {
        "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "sha256:e3b0c4",
        "sha256:../../../../../../../../../../../../../../../../../../../etc/passwd",
    };

    for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++) {
        hm_buf_clear(&maker.index);
        maker_list(&maker, maker_descriptor(&maker, MAKER_MANIFEST, hm_str_c(digests[i]), 2), NULL);
        maker_save(&maker);
        cr_assert_eq(verify("", ""), HM_OK);
        cr_expect_eq(check.proof, HM_PROOF_WRONG, "%s: %.*s", digests[i], HM_FMT(check.text));
        cr_expect_eq(check.blobs, 0u);
    }
}

/* --- what cannot be verified */

Test(verify, an_unknown_algorithm, .init = begin, .fini = end)
{
    maker_list(&maker, maker_descriptor(&maker, MAKER_MANIFEST, HM_S("blake3:00ff"), 2), NULL);
    maker_save(&maker);
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
    cr_assert_not(the_problem("manifest")->is_wrong);
}

Test(verify, an_empty_layout, .init = begin, .fini = end)
{
    maker_save(&maker);
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
}

Test(verify, a_blob_that_is_a_link, .init = begin, .fini = end)
{
    struct maker_image image = one_image();
    const char *path = maker_path(&maker, image.layers[0]);
    const char *aside = hm_arena_printf(&arena, "%s/aside", maker.dir.p).p;

    cr_assert_eq(rename(path, aside), 0);
    cr_assert_eq(symlink(aside, path), 0);
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
    cr_assert_not_null(strstr(the_problem("layer 1")->text.p, "link"));
}

Test(verify, a_blob_that_is_a_pipe, .init = begin, .fini = end)
{
    struct maker_image image = one_image();
    const char *path = maker_path(&maker, image.layers[0]);

    (void)unlink(path);
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
}

Test(verify, a_folder_that_is_no_layout, .init = begin, .fini = end)
{
    cr_assert_eq(verify("", ""), HM_E_SYNTAX);
    cr_assert_eq(verify("/nowhere", ""), HM_E_NOT_FOUND);
}

Test(verify, a_deadline_that_passed, .init = begin, .fini = end)
{
    (void)one_image();
    const struct hm_image_target target = {
        .kind = HM_IMAGE_LAYOUT,
        .text = hm_str_make(maker.dir.p, maker.dir.n),
    };
    const struct hm_image_options options = { .deadline = 1 };
    cr_assert_eq(hm_image_verify(&arena, &target, &options, &check, &err), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
}
