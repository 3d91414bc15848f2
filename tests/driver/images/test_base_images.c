/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/base_images.h"

#include <criterion/criterion.h>

#include "tests/maker.h"

static struct maker maker;
static struct hm_arena arena;
static struct hm_report report;
static struct hm_base_images images;
static struct hm_build build;
static struct hm_err err;
static struct hm_args args;
static struct hm_str platforms;

static void
begin(void)
{
    maker_init(&maker);
    args.arena = &arena;
}

static void
end(void)
{
    hm_report_done(&report);
    maker_done(&maker);
    hm_arena_done(&arena);
}

static void
give(const char *text)
{
    hm_vec_add(&arena, &args.values[HM_OPT_BASE], text);
}

/* A layout of one image whose configuration is @p config, listed as "1"; returns the
 * configuration's digest. */
static struct hm_str
image_of(const char *config)
{
    struct hm_str text = hm_str_c(config);
    struct hm_str digest = maker_blob(&maker, text);
    struct hm_str manifest = hm_arena_printf(
        &arena, "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s},\"layers\":[]}",
        MAKER_MANIFEST, maker_descriptor(&maker, MAKER_CONFIG, digest, text.n).p);
    struct hm_str above = maker_blob(&maker, manifest);

    maker_list(&maker, maker_descriptor(&maker, MAKER_MANIFEST, above, manifest.n), "1");
    maker_save(&maker);
    return digest;
}

/* Reads what --base and --resolve ask for of a file's images. */
static void
read_bases(const char *dockerfile)
{
    struct hm_inputs inputs = { .stdin_text = hm_str_c(dockerfile) };
    const struct hm_image_options options = { .is_offline = true, .platform = platforms };

    hm_vec_add(&arena, &inputs.trees, ((struct hm_input_tree){ .folder = -1 }));
    hm_vec_add(&arena, &inputs.files, ((struct hm_input_file){ .path = HM_S("-") }));
    cr_assert_eq(hm_base_images_init(&images, &args, &err), HM_OK, "%s", err.text);
    hm_base_images_read(&images, &inputs, &options, NULL, &build, &report);
}

static const struct hm_base_config *
config_of(const char *text, const char *platform)
{
    struct hm_image_ref ref = { 0 };

    cr_assert_eq(hm_image_ref_parse(&arena, hm_str_c(text), &ref, &err), HM_OK, "%s", err.text);
    return hm_base_configs_find(build.configs, &ref, hm_str_c(platform));
}

#define APP                                                                                        \
    "{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{\"User\":\"app:app\","               \
    "\"Env\":[\"HOME=/srv\"]}}"

Test(base_images, are_read_once_each, .init = begin, .fini = end)
{
    struct hm_str digest = image_of(APP);

    give(hm_arena_printf(&arena, "example.com/app:2=%s:1", maker.dir.p).p);
    read_bases("FROM example.com/app:2 AS a\nFROM example.com/app:2\nFROM a\nFROM scratch\n");
    const struct hm_base_config *config = config_of("example.com/app:2", "");
    cr_assert_not_null(config);
    cr_expect(hm_str_eq(config->user, "app:app"));
    cr_expect(hm_str_is(config->digest, digest));
    cr_assert_eq(report.ledger.n, 1u);
    cr_expect_eq(report.ledger.p[0].state, HM_LEDGER_DONE);
    cr_expect(hm_str_eq(report.ledger.p[0].target, "example.com/app:2"));
    cr_expect(hm_str_has(report.ledger.p[0].reason, digest.p));
}

Test(base_images, stages_have_what_the_configuration_says, .init = begin, .fini = end)
{
    struct hm_source source;
    struct hm_dockerfile file;

    image_of(APP);
    give(hm_arena_printf(&arena, "alpine:3=%s", maker.dir.p).p);
    read_bases("FROM alpine:3\n");
    hm_source_init(&source, &arena, HM_S("Dockerfile"),
                   HM_S("FROM docker.io/library/alpine:3 AS a\nWORKDIR $HOME/x\nFROM a\nFROM "
                        "alpine\n"));
    hm_dockerfile_parse(&arena, &source, &build, &file);
    cr_assert_eq(file.n_stages, 3u);
    cr_expect(hm_str_eq(hm_stage_user(&file.stages[0]), "app"));
    cr_expect(hm_str_eq(hm_stage_user(&file.stages[1]), "app"), "a child inherits it");
    cr_expect(hm_str_eq(hm_stage_user(&file.stages[2]), "0"), "another tag is as the table says");
    cr_expect(hm_str_eq(file.stages[0].workdir.word.value, "/srv/x"));
}

#define FOR(ARCHITECTURE, USER)                                                                    \
    "{\"os\":\"linux\",\"architecture\":\"" ARCHITECTURE "\",\"config\":{\"User\":\"" USER         \
    "\",\"Env\":[\"JAVA_HOME=/jvm-" ARCHITECTURE "\"]}}"

/* An index of an image for linux/amd64 and one for linux/arm64, listed as "1". */
static void
index_of(const char *amd64, const char *arm64)
{
    const char *const configs[] = { amd64, arm64 };
    const char *const architectures[] = { "amd64", "arm64" };
    struct hm_str list = HM_S("{\"schemaVersion\":2,\"manifests\":[");

    for (size_t i = 0; i < 2; i++) {
        struct hm_str config = hm_str_c(configs[i]);
        struct hm_str manifest = hm_arena_printf(
            &arena, "{\"schemaVersion\":2,\"config\":%s},\"layers\":[]}",
            maker_descriptor(&maker, MAKER_CONFIG, maker_blob(&maker, config), config.n).p);
        list = hm_arena_printf(
            &arena, "%s%s%s,\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}", list.p,
            i > 0 ? "," : "",
            maker_descriptor(&maker, MAKER_MANIFEST, maker_blob(&maker, manifest), manifest.n).p,
            architectures[i]);
    }
    list = hm_arena_printf(&arena, "%s]}", list.p);
    maker_list(&maker, maker_descriptor(&maker, MAKER_INDEX, maker_blob(&maker, list), list.n),
               "1");
    maker_save(&maker);
    give(hm_arena_printf(&arena, "example.com/app:2=%s:1", maker.dir.p).p);
    platforms = HM_S("linux/amd64,linux/arm64");
}

Test(base_images, of_each_platform_are_read, .init = begin, .fini = end)
{
    index_of(FOR("amd64", "app"), FOR("arm64", "app"));
    read_bases("FROM example.com/app:2\n");
    cr_assert_eq(report.ledger.n, 2u);
    cr_expect_eq(report.ledger.p[0].state, HM_LEDGER_DONE);
    cr_expect_eq(report.ledger.p[1].state, HM_LEDGER_DONE, "%.*s",
                 HM_FMT(report.ledger.p[1].reason));
    cr_expect(hm_str_eq(report.ledger.p[1].target, "example.com/app:2 (linux/arm64)"));
    cr_expect(hm_str_eq(config_of("example.com/app:2", "")->architecture, "amd64"));
}

Test(base_images, that_differ_by_platform_are_no_pass, .init = begin, .fini = end)
{
    index_of(FOR("amd64", "app"), FOR("arm64", ""));
    read_bases("FROM example.com/app:2\n");
    cr_assert_eq(report.ledger.n, 2u);
    cr_expect_eq(report.ledger.p[1].state, HM_LEDGER_FAILED);
    cr_expect(hm_str_has(report.ledger.p[1].reason, "its USER differs"));
}

Test(base_images, without_one_of_the_asked_platforms_are_no_pass, .init = begin, .fini = end)
{
    index_of(FOR("amd64", "app"), FOR("arm64", "app"));
    platforms = HM_S("linux/amd64,linux/s390x");
    read_bases("FROM example.com/app:2\n");
    cr_assert_eq(report.ledger.n, 2u);
    cr_expect_eq(report.ledger.p[1].state, HM_LEDGER_FAILED);
}

Test(base_images, of_the_platform_that_FROM_names_are_read_once, .init = begin, .fini = end)
{
    index_of(FOR("amd64", "app"), FOR("arm64", "app"));
    read_bases("FROM --platform=linux/arm64 example.com/app:2\n");
    cr_assert_eq(report.ledger.n, 1u);
    cr_expect(hm_str_eq(config_of("example.com/app:2", "linux/arm64")->architecture, "arm64"));
}

Test(base_images, that_nobody_asked_for_stay_unread, .init = begin, .fini = end)
{
    image_of(APP);
    give(hm_arena_printf(&arena, "alpine:3=%s", maker.dir.p).p);
    read_bases("FROM example.com/other:1\n");
    cr_expect_eq(report.ledger.n, 0u);
    cr_expect_null(config_of("example.com/other:1", ""));
}

Test(base_images, without_options_nothing_changes, .init = begin, .fini = end)
{
    read_bases("FROM alpine:3\n");
    cr_expect_eq(report.ledger.n, 0u);
    cr_expect_null(build.configs);
}

Test(base_images, that_cannot_be_read_are_said_to_be_so, .init = begin, .fini = end)
{
    hm_vec_add(&arena, &args.values[HM_OPT_RESOLVE], "");
    read_bases("FROM --platform=linux/arm64 127.0.0.1:9/acme/app:1\n");
    cr_assert_eq(report.ledger.n, 1u);
    cr_expect_eq(report.ledger.p[0].state, HM_LEDGER_FAILED);
    cr_expect_not(report.ledger.p[0].is_allowed);
    cr_expect(hm_str_eq(report.ledger.p[0].target, "127.0.0.1:9/acme/app:1 (linux/arm64)"));
    cr_expect_eq(report.notes.n, 1u);
    cr_expect_null(config_of("127.0.0.1:9/acme/app:1", "linux/arm64"));
}

Test(base_images, that_are_not_what_their_digests_say_are_not_believed, .init = begin, .fini = end)
{
    struct hm_str digest = image_of(APP);

    maker_overwrite(&maker, digest, HM_S("{\"os\":\"linux\",\"config\":{\"User\":\"1000\"}}"));
    give(hm_arena_printf(&arena, "alpine:3=%s", maker.dir.p).p);
    read_bases("FROM alpine:3\n");
    cr_expect_eq(report.ledger.p[0].state, HM_LEDGER_FAILED);
    cr_expect_null(config_of("alpine:3", ""));
}

Test(base_images, whose_configuration_is_of_another_shape, .init = begin, .fini = end)
{
    image_of("{\"os\":\"linux\",\"config\":{\"User\":1000}}");
    give(hm_arena_printf(&arena, "alpine:3=%s", maker.dir.p).p);
    read_bases("FROM alpine:3\n");
    cr_expect_eq(report.ledger.p[0].state, HM_LEDGER_FAILED);
    cr_expect_null(config_of("alpine:3", ""));
}

Test(base_images, beyond_the_limit_are_said_to_be_left_out, .init = begin, .fini = end)
{
    struct hm_buf text = { 0 };

    for (int i = 0; i <= HM_BASE_IMAGES_LIMIT; i++) {
        hm_buf_printf(&text, "FROM 127.0.0.1:9/acme/app:%d\n", i);
    }
    hm_vec_add(&arena, &args.values[HM_OPT_RESOLVE], "");
    read_bases(hm_arena_c(&arena, hm_buf_str(&text)));
    hm_buf_done(&text);
    cr_assert_eq(report.ledger.n, HM_BASE_IMAGES_LIMIT + 1u);
    cr_expect(hm_str_has(report.ledger.p[0].reason, "the rest was not read"));
}

Test(base_images, are_named_by_a_reference_and_a_path, .init = begin, .fini = end)
{
    static const char *const wrong[] = { "alpine", "=x", "alpine=", "Alpine=x", "a b=x" };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        args.values[HM_OPT_BASE].n = 0;
        give(wrong[i]);
        cr_expect_eq(hm_base_images_init(&images, &args, &err), HM_E_USAGE, "%s", wrong[i]);
    }
}
