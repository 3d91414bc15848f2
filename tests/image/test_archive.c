/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/archive.h"

#include <criterion/criterion.h>
#include <dirent.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "tests/maker.h"

static struct maker maker;
static struct hm_buf tar;
static struct hm_arena arena;
static struct hm_image_check check;
static struct hm_err err;

/* The parts of a `docker save` image. */
static struct hm_str layers[2];
static struct hm_str config;
static struct hm_str config_digest;

static void
begin(void)
{
    maker_init(&maker);
    layers[0] = HM_S("the first layer, as a tar would be");
    layers[1] = HM_S("the second layer");
    config = hm_arena_printf(&arena,
                             "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{"
                             "\"diff_ids\":[\"%s\",\"%s\"]}}",
                             maker_digest(&maker, layers[0]).p, maker_digest(&maker, layers[1]).p);
    config_digest = maker_digest(&maker, config);
}

static void
end(void)
{
    hm_buf_done(&tar);
    maker_done(&maker);
    hm_arena_done(&arena);
}

static void
add(const char *name, struct hm_str bytes)
{
    maker_tar_add(&tar, name, '0', "", bytes);
}

static void
add_manifest(const char *config_name, const char *tag, const char *first, const char *second)
{
    add("manifest.json",
        hm_arena_printf(&arena,
                        "[{\"Config\":\"%s\",\"RepoTags\":[\"%s\"],\"Layers\":[\"%s\",\"%s\"]}]",
                        config_name, tag, first, second));
}

static enum hm_status
verify(const char *suffix, const char *platform)
{
    const struct hm_image_target target = {
        .kind = HM_IMAGE_ARCHIVE,
        .text = hm_arena_printf(&arena, "%s/x.tar%s", maker.dir.p, suffix),
    };
    const struct hm_image_options options = { .platform = hm_str_c(platform) };

    maker_tar_end(&tar);
    maker_write(&maker, "x.tar", hm_buf_str(&tar));
    return hm_image_verify(&arena, &target, &options, &check, &err);
}

static const char *
hex(struct hm_str digest)
{
    return digest.p + 7;
}

static void
docker_save(struct hm_str second)
{
    const char *name = hm_arena_printf(&arena, "%s.json", hex(config_digest)).p;

    add("1/layer.tar", layers[0]);
    add("2/layer.tar", second);
    add(name, config);
    add_manifest(name, "acme/app:1.0", "1/layer.tar", "2/layer.tar");
}

Test(archive, of_docker_save, .init = begin, .fini = end)
{
    docker_save(layers[1]);
    cr_assert_eq(verify("", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert(hm_str_is(check.config_digest, config_digest));
    cr_assert_eq(check.digest.n, 0u);
    cr_assert_eq(check.blobs, 3u);
    cr_assert_eq(check.diff_ids, 2u);
}

Test(archive, of_crane_with_packed_layers, .init = begin, .fini = end)
{
    const char *name = hm_arena_printf(&arena, "sha256:%s", hex(config_digest)).p;

    add("a.tar.gz", maker_gzip(&maker, layers[0]));
    add("b.tar.gz", maker_gzip(&maker, layers[1]));
    add(name, config);
    add_manifest(name, "acme/app:1.0", "a.tar.gz", "b.tar.gz");
    cr_assert_eq(verify("", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

Test(archive, with_a_layer_that_is_a_link, .init = begin, .fini = end)
{
    const char *name = hm_arena_printf(&arena, "%s.json", hex(config_digest)).p;

    add("1/layer.tar", layers[0]);
    add("3/layer.tar", layers[1]);
    maker_tar_add(&tar, "2/layer.tar", '2', "../3/layer.tar", HM_S(""));
    add(name, config);
    add_manifest(name, "acme/app:1.0", "1/layer.tar", "2/layer.tar");
    cr_assert_eq(verify("", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
}

Test(archive, with_another_layer, .init = begin, .fini = end)
{
    docker_save(HM_S("the second lawyer"));
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert_eq(check.problems.n, 1u);
    cr_assert(hm_str_eq(check.problems.p[0].what, "layer 2"));
}

Test(archive, with_another_config, .init = begin, .fini = end)
{
    struct hm_str right = config_digest;

    config = hm_arena_printf(&arena, "%s ", config.p);
    docker_save(layers[1]);
    cr_assert(hm_str_is(config_digest, right));
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
    cr_assert(hm_str_eq(check.problems.p[0].what, "config"));
}

Test(archive, without_a_layer, .init = begin, .fini = end)
{
    const char *name = hm_arena_printf(&arena, "%s.json", hex(config_digest)).p;

    add("1/layer.tar", layers[0]);
    add(name, config);
    add_manifest(name, "acme/app:1.0", "1/layer.tar", "2/layer.tar");
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
}

Test(archive, with_a_layer_twice, .init = begin, .fini = end)
{
    docker_save(layers[1]);
    add("2/layer.tar", HM_S("evil"));
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
}

Test(archive, with_fewer_layers_than_the_config, .init = begin, .fini = end)
{
    const char *name = hm_arena_printf(&arena, "%s.json", hex(config_digest)).p;

    add("1/layer.tar", layers[0]);
    add(name, config);
    add("manifest.json",
        hm_arena_printf(&arena, "[{\"Config\":\"%s\",\"Layers\":[\"1/layer.tar\"]}]", name));
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
}

Test(archive, whose_config_has_no_digest_for_a_name, .init = begin, .fini = end)
{
    add("1/layer.tar", layers[0]);
    add("2/layer.tar", layers[1]);
    add("config.json", config);
    add_manifest("config.json", "acme/app:1.0", "1/layer.tar", "2/layer.tar");
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
}

Test(archive, with_a_zstd_layer, .init = begin, .fini = end)
{
    docker_save(maker_zstd(&maker, layers[1]));
    cr_assert_eq(verify("", ""), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED);
    cr_assert_eq(check.diff_ids, 2);
}

Test(archive, by_tag, .init = begin, .fini = end)
{
    docker_save(layers[1]);
    cr_assert_eq(verify(":1.0", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED);
    cr_assert_eq(verify(":2.0", ""), HM_E_NOT_FOUND);
}

Test(archive, for_another_platform, .init = begin, .fini = end)
{
    docker_save(layers[1]);
    cr_assert_eq(verify("", "linux/arm64"), HM_OK);
    cr_assert_eq(check.proof, HM_PROOF_UNVERIFIABLE);
}

/* --- OCI layouts in a tar file */

/* Every blob of the maker's folder. */
static void
add_layout(void)
{
    const char *dir = hm_arena_printf(&arena, "%s/blobs/sha256", maker.dir.p).p;
    hm_auto_dir DIR *blobs = opendir(dir);
    struct dirent *entry = NULL;

    while ((entry = readdir(blobs)) != NULL) {
        if (entry->d_name[0] != '.') {
            struct hm_str digest = hm_arena_printf(&arena, "sha256:%s", entry->d_name);
            add(hm_arena_printf(&arena, "blobs/sha256/%s", entry->d_name).p,
                maker_read(&maker, digest));
        }
    }
    add("oci-layout", HM_S("{\"imageLayoutVersion\":\"1.0.0\"}"));
    add("index.json", hm_arena_printf(&arena, "{\"schemaVersion\":2,\"manifests\":[%.*s]}",
                                      HM_FMT(hm_buf_str(&maker.index))));
}

Test(archive, of_a_layout, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");

    maker_list(&maker, image.descriptor, "1.0");
    add_layout();
    cr_assert_eq(verify(":1.0", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert(hm_str_is(check.digest, image.manifest));
    cr_assert_eq(check.blobs, 4u);
}

Test(archive, of_a_layout_with_another_byte, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");

    maker_overwrite(&maker, image.layers[0], HM_S("other bytes"));
    maker_list(&maker, image.descriptor, "1.0");
    add_layout();
    cr_assert_eq(verify("", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
}

/* Docker 25 and later write both. */
static void
add_both(struct maker_image *image, struct hm_str first)
{
    const char *layer[2];
    const char *name = hm_arena_printf(&arena, "blobs/sha256/%s", hex(image->config)).p;

    for (size_t i = 0; i < 2; i++) {
        layer[i] =
            hm_arena_printf(&arena, "blobs/sha256/%s", hex(i == 0 ? first : image->layers[i])).p;
    }
    maker_list(&maker, image->descriptor, "1.0");
    add_layout();
    add_manifest(name, "acme/app:1.0", layer[0], layer[1]);
}

Test(archive, of_docker_25, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");

    add_both(&image, image.layers[0]);
    cr_assert_eq(verify("", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_VERIFIED, "%.*s", HM_FMT(check.text));
    cr_assert_eq(check.blobs, 4u);
}

Test(archive, whose_manifest_json_names_other_layers_than_its_index, .init = begin, .fini = end)
{
    struct maker_image image = maker_image(&maker, "linux", "amd64", "");

    add_both(&image, maker_blob(&maker, HM_S("another layer")));
    cr_assert_eq(verify("", ""), HM_OK, "%s", err.text);
    cr_assert_eq(check.proof, HM_PROOF_WRONG);
}

Test(archive, without_an_image, .init = begin, .fini = end)
{
    add("readme", HM_S("nothing"));
    cr_assert_eq(verify("", ""), HM_E_SYNTAX);
}
