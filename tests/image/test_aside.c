/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/aside.h"

#include <criterion/criterion.h>

/* Puts pieces of so many bytes each, and holds the hash against that of all of them. */
static void
put_and_compare(struct hm_aside *aside, size_t n_pieces, size_t size)
{
    unsigned char found[HM_HASH_MAX_BYTES];
    unsigned char want[HM_HASH_MAX_BYTES];
    struct hm_hash hash;

    hm_hash_init(&hash, HM_HASH_SHA256);
    for (size_t i = 0; i < n_pieces; i++) {
        unsigned char *room = hm_aside_room(aside);
        memset(room, (int)(i * 7 + size), size);
        hm_hash_update(&hash, room, size);
        hm_aside_put(aside, size);
    }
    (void)hm_hash_final(&hash, want);
    hm_aside_end(aside, found);
    cr_assert_arr_eq(found, want, HM_SHA256_BYTES);
}

Test(aside, hashes_what_it_is_given_in_order)
{
    static const size_t sizes[] = { 1, 1000, HM_ASIDE_SIZE };
    struct hm_aside *aside = hm_aside_new();

    cr_assert_not_null(aside);
    put_and_compare(aside, 0, 0);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        put_and_compare(aside, 40, sizes[i]);
    }
    hm_aside_free(aside);
}

Test(aside, may_be_ended_with_work_left)
{
    struct hm_aside *aside = hm_aside_new();

    cr_assert_not_null(aside);
    for (int i = 0; i < 6; i++) {
        memset(hm_aside_room(aside), i, HM_ASIDE_SIZE);
        hm_aside_put(aside, HM_ASIDE_SIZE);
    }
    hm_aside_free(aside);
}

Test(aside, is_nothing_to_free_without_a_thread)
{
    hm_aside_free(NULL);
}
