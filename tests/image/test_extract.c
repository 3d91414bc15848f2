/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/extract.h"

#include <criterion/criterion.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "tests/maker.h"

static struct maker maker;
static struct hm_buf tar;
static struct hm_buf dir;
static struct hm_err err;

static void
begin(void)
{
    maker_init(&maker);
    cr_assert_eq(hm_make_temp_dir(&dir, NULL), HM_OK);
    maker_tar_add(&tar, "oci-layout", '0', "", HM_S("{\"imageLayoutVersion\":\"1.0.0\"}"));
    maker_tar_add(&tar, "index.json", '0', "", HM_S("{\"schemaVersion\":2,\"manifests\":[]}"));
}

static void
end(void)
{
    hm_remove_tree(dir.p);
    hm_buf_done(&dir);
    hm_buf_done(&tar);
    maker_done(&maker);
}

static enum hm_status
extract(void)
{
    const struct hm_image_options options = { 0 };

    maker_tar_end(&tar);
    maker_write(&maker, "image.tar", hm_buf_str(&tar));
    return hm_archive_extract(hm_arena_printf(&maker.arena, "%s/image.tar", maker.dir.p), &options,
                              dir.p, &err);
}

static const char *
blob_name(struct hm_str digest)
{
    return hm_arena_printf(&maker.arena, "blobs/sha256/%.*s", HM_FMT(hm_str_from(digest, 7))).p;
}

static bool
is_there(const char *name)
{
    return access(hm_arena_printf(&maker.arena, "%s/%s", dir.p, name).p, F_OK) == 0;
}

Test(extract, writes_blobs_by_their_digests, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };
    const char *name = blob_name(maker_digest(&maker, HM_S("a layer")));

    maker_tar_add(&tar, name, '0', "", HM_S("a layer"));
    cr_assert_eq(extract(), HM_OK, "%s", err.text);
    cr_assert_eq(hm_read_file(AT_FDCWD, hm_arena_printf(&maker.arena, "%s/%s", dir.p, name).p, 100,
                              &got, NULL),
                 HM_OK);
    cr_assert(hm_str_eq(hm_buf_str(&got), "a layer"));
    cr_assert(is_there("index.json"));
    cr_assert(is_there("oci-layout"));
}

Test(extract, leaves_other_bytes_out, .init = begin, .fini = end)
{
    const char *name = blob_name(maker_digest(&maker, HM_S("a layer")));

    maker_tar_add(&tar, name, '0', "", HM_S("a lawyer"));
    cr_assert_eq(extract(), HM_OK, "%s", err.text);
    cr_assert_not(is_there(name));
}

Test(extract, takes_no_name_from_the_archive, .init = begin, .fini = end)
{
    const char *name = blob_name(maker_digest(&maker, HM_S("a layer")));
    const char *twice = blob_name(maker_digest(&maker, HM_S("twice")));

    maker_tar_add(&tar, "../outside", '0', "", HM_S("x"));
    maker_tar_add(&tar, "blobs/sha256/../../../outside", '0', "", HM_S("x"));
    maker_tar_add(&tar, "blobs/sha256/ABCDEF", '0', "", HM_S("x"));
    maker_tar_add(&tar, "blobs/sha256/link", '2', "/etc/passwd", HM_S(""));
    maker_tar_add(&tar, name, '2', "/etc/passwd", HM_S(""));
    maker_tar_add(&tar, twice, '0', "", HM_S("twice"));
    maker_tar_add(&tar, twice, '0', "", HM_S("other"));
    cr_assert_eq(extract(), HM_OK, "%s", err.text);
    cr_assert_not(is_there("../outside"));
    cr_assert_not(is_there(name));
    cr_assert_not(is_there(twice));
    cr_assert_not(is_there("blobs/sha256/link"));
}

Test(extract, refuses_what_is_no_layout, .init = begin, .fini = end)
{
    hm_buf_clear(&tar);
    maker_tar_add(&tar, "manifest.json", '0', "",
                  HM_S("[{\"Config\":\"c.json\",\"RepoTags\":[],\"Layers\":[]}]"));
    cr_assert_eq(extract(), HM_E_UNSUPPORTED);
}
