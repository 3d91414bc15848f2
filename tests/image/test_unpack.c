/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/unpack.h"

#include <criterion/criterion.h>

#include "tests/maker.h"

static struct maker maker;

static void
begin(void)
{
    maker_init(&maker);
}

static void
end(void)
{
    maker_done(&maker);
}

/* The status, after giving the bytes in pieces of every small size. */
static enum hm_status
unpack_by(struct hm_aside *aside, struct hm_str packed, struct hm_str want)
{
    enum hm_status status = HM_OK;
    char text[HM_DIGEST_TEXT];
    struct hm_unpack *u = hm_unpack_new(true, aside);

    for (size_t size = 1; size < 8; size++) {
        struct hm_digest digest;
        hm_unpack_restart(u);
        for (size_t off = 0; off < packed.n; off += size) {
            hm_unpack_take(u, hm_str_sub(packed, off, size));
        }
        status = hm_unpack_end(u, &digest, NULL);
        if (status == HM_OK) {
            hm_digest_format(&digest, text);
            cr_assert_str_eq(text, maker_digest(&maker, want).p);
        }
    }
    hm_unpack_free(u);
    return status;
}

/* In one thread and in two it comes to the same. */
static enum hm_status
unpack(struct hm_str packed, struct hm_str want)
{
    struct hm_aside *aside = hm_aside_new();
    enum hm_status status = unpack_by(aside, packed, want);

    cr_assert_eq(unpack_by(NULL, packed, want), status);
    hm_aside_free(aside);
    return status;
}

static struct hm_str
joined(struct hm_str a, struct hm_str b)
{
    char *p = hm_arena_alloc(&maker.arena, a.n + b.n + 1);

    memcpy(p, a.p, a.n);
    memcpy(p + a.n, b.p, b.n);
    return hm_str_make(p, a.n + b.n);
}

Test(unpack, plain, .init = begin, .fini = end)
{
    cr_assert_eq(unpack(HM_S("plain bytes"), HM_S("plain bytes")), HM_OK);
    cr_assert_eq(unpack(HM_S("ab"), HM_S("ab")), HM_OK);
    cr_assert_eq(unpack(HM_S(""), HM_S("")), HM_OK);
}

Test(unpack, gzip, .init = begin, .fini = end)
{
    cr_assert_eq(unpack(maker_gzip(&maker, HM_S("packed bytes")), HM_S("packed bytes")), HM_OK);
    cr_assert_eq(unpack(maker_gzip(&maker, HM_S("")), HM_S("")), HM_OK);
}

Test(unpack, gzip_in_members, .init = begin, .fini = end)
{
    struct hm_str packed =
        joined(maker_gzip(&maker, HM_S("one ")), maker_gzip(&maker, HM_S("two")));

    cr_assert_eq(unpack(packed, HM_S("one two")), HM_OK);
}

Test(unpack, gzip_that_ends_too_early, .init = begin, .fini = end)
{
    struct hm_str packed = maker_gzip(&maker, HM_S("packed bytes"));

    for (size_t n = 4; n < packed.n; n++) {
        cr_assert_eq(unpack(hm_str_sub(packed, 0, n), HM_S("")), HM_E_SYNTAX, "%zu", n);
    }
}

Test(unpack, gzip_with_something_behind_it, .init = begin, .fini = end)
{
    struct hm_str packed = joined(maker_gzip(&maker, HM_S("packed")), HM_S("something"));

    cr_assert_eq(unpack(packed, HM_S("")), HM_E_SYNTAX);
}

Test(unpack, gzip_whose_checksum_is_wrong, .init = begin, .fini = end)
{
    struct hm_str packed = maker_gzip(&maker, HM_S("packed bytes"));

    ((char *)(uintptr_t)packed.p)[packed.n - 6] ^= 1;
    cr_assert_eq(unpack(packed, HM_S("")), HM_E_SYNTAX);
}

Test(unpack, zstd, .init = begin, .fini = end)
{
    cr_assert_eq(unpack(maker_zstd(&maker, HM_S("packed bytes")), HM_S("packed bytes")), HM_OK);
    cr_assert_eq(unpack(maker_zstd(&maker, HM_S("")), HM_S("")), HM_OK);
}

Test(unpack, zstd_in_frames_and_skipped_ones, .init = begin, .fini = end)
{
    struct hm_str skipped = hm_str_make("\x5e\x2a\x4d\x18\x03\0\0\0toc", 11);
    struct hm_str frames =
        joined(maker_zstd(&maker, HM_S("one ")), maker_zstd(&maker, HM_S("two")));

    cr_assert_eq(unpack(frames, HM_S("one two")), HM_OK);
    cr_assert_eq(unpack(joined(frames, skipped), HM_S("one two")), HM_OK);
    cr_assert_eq(unpack(joined(skipped, frames), HM_S("one two")), HM_OK);
}

Test(unpack, zstd_that_ends_too_early, .init = begin, .fini = end)
{
    struct hm_str packed = maker_zstd(&maker, HM_S("packed bytes"));

    for (size_t n = 4; n < packed.n; n++) {
        cr_assert_eq(unpack(hm_str_sub(packed, 0, n), HM_S("")), HM_E_SYNTAX, "%zu", n);
    }
}

Test(unpack, zstd_that_is_none, .init = begin, .fini = end)
{
    struct hm_str behind = joined(maker_zstd(&maker, HM_S("packed")), HM_S("something"));
    struct hm_str changed = maker_zstd(&maker, HM_S("packed bytes"));

    ((char *)(uintptr_t)changed.p)[changed.n - 1] ^= 1; /* of its checksum */
    cr_assert_eq(unpack(behind, HM_S("")), HM_E_SYNTAX);
    cr_assert_eq(unpack(changed, HM_S("")), HM_E_SYNTAX);
    cr_assert_eq(unpack(HM_S("\x28\xb5\x2f\xfd rest"), HM_S("")), HM_E_SYNTAX);
}

Test(unpack, zstd_that_wants_too_much_memory, .init = begin, .fini = end)
{
    /* A frame header without a content size whose window descriptor asks for 2 GiB. */
    struct hm_str frame = hm_str_make("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9);

    cr_assert_eq(unpack(frame, HM_S("")), HM_E_LIMIT);
}

Test(unpack, zstd_of_more_than_a_buffer, .init = begin, .fini = end)
{
    size_t n = 3000017;
    char *p = hm_arena_alloc(&maker.arena, n);
    struct hm_digest digest;
    struct hm_unpack *u = hm_unpack_new(false, NULL);
    char text[HM_DIGEST_TEXT];

    memset(p, 'z', n);
    hm_unpack_take(u, maker_zstd(&maker, hm_str_make(p, n)));
    cr_assert_eq(hm_unpack_end(u, &digest, NULL), HM_OK);
    hm_digest_format(&digest, text);
    cr_assert_str_eq(text, maker_digest(&maker, hm_str_make(p, n)).p);
    hm_unpack_free(u);
}

Test(unpack, more_than_a_buffer, .init = begin, .fini = end)
{
    size_t n = 1000003;
    char *p = hm_arena_alloc(&maker.arena, n);
    struct hm_digest digest;
    struct hm_unpack *u = hm_unpack_new(true, NULL);
    char text[HM_DIGEST_TEXT];

    for (size_t i = 0; i < n; i++) {
        p[i] = (char)(i * i >> 7);
    }
    hm_unpack_take(u, maker_gzip(&maker, hm_str_make(p, n)));
    cr_assert_eq(hm_unpack_end(u, &digest, NULL), HM_OK);
    hm_digest_format(&digest, text);
    cr_assert_str_eq(text, maker_digest(&maker, hm_str_make(p, n)).p);
    hm_unpack_free(u);
}
