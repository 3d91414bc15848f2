/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <stdint.h>

#include "plugin/base/auto.h"

Test(arena, pieces_are_aligned_zeroed_and_apart)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    unsigned char *last = NULL;

    for (size_t n = 0; n < 300; n++) {
        unsigned char *p = hm_arena_alloc(&arena, n);
        cr_assert_eq((uintptr_t)p % _Alignof(max_align_t), 0);
        cr_assert_neq(p, last);
        for (size_t i = 0; i < n; i++) {
            cr_assert_eq(p[i], 0);
        }
        memset(p, 0xff, n);
        last = p;
    }
}

Test(arena, pieces_larger_than_any_block)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    size_t n = (size_t)5 << 20;
    char *p = hm_arena_alloc(&arena, n);

    p[0] = p[n - 1] = 1;
    char *q = hm_arena_alloc(&arena, 1);
    cr_expect(q < p || q >= p + n);
}

Test(arena, memory_is_zeroed_again_after_a_reset)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    memset(hm_arena_alloc(&arena, 1000), 0xff, 1000);
    hm_arena_reset(&arena);
    cr_expect_eq(arena.taken, 0);
    const unsigned char *p = hm_arena_alloc(&arena, 1000);
    for (size_t i = 0; i < 1000; i++) {
        cr_assert_eq(p[i], 0);
    }
}

Test(arena, reset_keeps_the_largest_block)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    (void)hm_arena_alloc(&arena, 100);
    (void)hm_arena_alloc(&arena, (size_t)60 << 10);
    const char *larger = hm_arena_alloc(&arena, (size_t)60 << 10);
    hm_arena_reset(&arena);
    cr_expect_eq((const char *)hm_arena_alloc(&arena, (size_t)60 << 10), larger);
}

Test(arena, reset_and_done_of_an_unused_arena)
{
    struct hm_arena arena = { 0 };

    hm_arena_reset(&arena);
    hm_arena_done(&arena);
    hm_arena_done(&arena);
    cr_expect_eq(arena.head, NULL);
}

Test(arena, taken_counts_what_was_given)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    (void)hm_arena_alloc(&arena, 1);
    (void)hm_arena_alloc(&arena, 100);
    cr_expect_geq(arena.taken, 101);
    cr_expect_lt(arena.taken, 200);
}

Test(arena, an_impossible_size_ends_the_program, .exit_code = 70)
{
    struct hm_arena arena = { 0 };

    (void)hm_arena_alloc(&arena, SIZE_MAX);
}

Test(arena, a_product_that_is_no_size_ends_the_program, .exit_code = 70)
{
    struct hm_arena arena = { 0 };

    (void)hm_arena_new(&arena, uint64_t, SIZE_MAX / 8 + 2);
}

Test(arena, strings_are_copied_and_terminated)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    char text[] = "ab\0cd";
    struct hm_str copy = hm_arena_str(&arena, hm_str_make(text, 5));

    memset(text, 'x', 5);
    cr_expect(hm_str_is(copy, HM_S("ab\0cd")));
    cr_expect_eq(copy.p[5], '\0');
    cr_expect_str_eq(hm_arena_c(&arena, HM_S("abc")), "abc");
}

Test(arena, the_copy_of_nothing_is_an_empty_string)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str copy = hm_arena_str(&arena, hm_str_make(NULL, 0));

    cr_assert_not_null(copy.p);
    cr_expect_str_eq(copy.p, "");
}

Test(arena, printf_takes_any_length)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str text = hm_arena_printf(&arena, "%0*d", 40000, 7);

    cr_expect_eq(text.n, 40000);
    cr_expect_eq(text.p[39999], '7');
    cr_expect_eq(text.p[40000], '\0');
    cr_expect(hm_str_eq(hm_arena_printf(&arena, "%s", ""), ""));
}
Test(arena, adopt_keeps_what_the_other_held)
{
    struct hm_arena into = { 0 };
    struct hm_arena from = { 0 };
    struct hm_str a = hm_arena_str(&into, HM_S("first"));
    struct hm_str b = hm_arena_str(&from, HM_S("second"));

    hm_arena_adopt(&into, &from);
    cr_expect_null(from.head);
    cr_expect(hm_str_eq(hm_arena_str(&into, a), "first"));
    cr_expect(hm_str_eq(b, "second"));
    hm_arena_done(&into);
}

Test(arena, adopt_into_an_empty_one)
{
    struct hm_arena into = { 0 };
    struct hm_arena from = { 0 };
    struct hm_str text = hm_arena_str(&from, HM_S("text"));

    hm_arena_adopt(&into, &from);
    hm_arena_adopt(&into, &(struct hm_arena){ 0 });
    cr_expect(hm_str_eq(text, "text"));
    hm_arena_done(&into);
}

/* From nothing over small and large pieces, with others in between. */
Test(arena, a_piece_grows_and_keeps_what_it_holds)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    unsigned char *p = NULL;
    size_t had = 0;

    for (size_t n = 1; n < 4 * HM_ARENA_LARGE; n = 2 * n + 1) {
        p = hm_arena_grow(&arena, p, had, n);
        memset(p + had, (int)(n & 0xff), n - had);
        had = n;
        for (size_t i = 0; i < n; i++) {
            size_t step = 1;
            while (step <= i) {
                step = 2 * step + 1;
            }
            cr_assert_eq(p[i], step & 0xff, "%zu of %zu", i, n);
        }
        memset(hm_arena_alloc(&arena, n % 3 == 0 ? n : 1), 0xee, n % 3 == 0 ? n : 1);
    }
}

Test(arena, the_last_piece_grows_where_it_is)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    char *p = hm_arena_alloc(&arena, 100);

    cr_expect_eq((char *)hm_arena_grow(&arena, p, 100, 1000), p);
    cr_expect_neq((char *)hm_arena_alloc(&arena, 1), p + 100);
}

Test(arena, large_pieces_grow_and_go_in_any_order)
{
    struct hm_arena arena = { 0 };
    struct hm_arena other = { 0 };
    char *pieces[5];
    const size_t n = HM_ARENA_LARGE;

    for (size_t i = 0; i < 5; i++) {
        pieces[i] = hm_arena_alloc(i < 3 ? &arena : &other, n);
        pieces[i][n - 1] = (char)i;
    }
    hm_arena_adopt(&arena, &other);
    hm_arena_drop(&arena, pieces[1], n);
    pieces[4] = hm_arena_grow(&arena, pieces[4], n, 100 * n);
    hm_arena_drop(&arena, pieces[0], n);
    pieces[2] = hm_arena_grow(&arena, pieces[2], n, 50 * n);
    for (size_t i = 2; i < 5; i++) {
        cr_expect_eq(pieces[i][n - 1], (char)i);
    }
    cr_expect_eq(arena.taken, 151 * n);
    hm_arena_drop(&arena, pieces[3], n);
    hm_arena_drop(&arena, pieces[4], 100 * n);
    hm_arena_drop(&arena, pieces[2], 50 * n);
    cr_expect_null(arena.large);
    hm_arena_done(&arena);
}

Test(arena, small_pieces_are_not_given_back)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    char *p = hm_arena_alloc(&arena, 10);

    hm_arena_drop(&arena, p, 10);
    hm_arena_drop(&arena, NULL, 0);
    cr_expect_eq(arena.taken, 16);
}
