/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/vec.h"

Test(vec, elements_keep_their_values_while_it_grows)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    HM_VEC(uint32_t) numbers = { 0 };

    for (uint32_t i = 0; i < 1000; i++) {
        hm_vec_add(&arena, &numbers, i * i);
    }
    cr_expect_eq(numbers.n, 1000);
    for (uint32_t i = 0; i < 1000; i++) {
        cr_assert_eq(numbers.p[i], i * i);
    }
}

Test(vec, push_gives_a_zeroed_element)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct pair {
        char c;
        void *p;
    };
    HM_VEC(struct pair) pairs = { 0 };

    for (int i = 0; i < 20; i++) {
        struct pair *pair = hm_vec_push(&arena, &pairs);
        cr_assert_eq(pair, &pairs.p[i]);
        cr_assert_eq(pair->c, 0);
        cr_assert_eq(pair->p, NULL);
        *pair = (struct pair){ .c = 'x', .p = pair };
    }
}

Test(vec, a_pushed_element_is_zeroed_where_one_was_before)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    HM_VEC(int) numbers = { 0 };

    hm_vec_add(&arena, &numbers, 7);
    numbers.n = 0;
    cr_expect_eq(*hm_vec_push(&arena, &numbers), 0);
}

Test(vec, pointers_of_any_type)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    HM_VEC(const char *) words = { 0 };

    for (int i = 0; i < 9; i++) {
        hm_vec_add(&arena, &words, i % 2 == 0 ? "even" : "odd");
    }
    cr_expect_str_eq(words.p[0], "even");
    cr_expect_str_eq(words.p[7], "odd");
}
