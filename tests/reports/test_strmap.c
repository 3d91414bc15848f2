/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/strmap.h"

Test(strmap, values_are_found_again)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_strmap map;
    char key[16];

    hm_strmap_init(&map, &arena);
    for (uint32_t i = 1; i <= 10000; i++) {
        (void)snprintf(key, sizeof key, "key %u", i);
        cr_assert_eq(*hm_strmap_at(&map, hm_str_c(key)), 0);
        *hm_strmap_at(&map, hm_str_c(key)) = i;
    }
    cr_expect_eq(map.n, 10000);
    for (uint32_t i = 1; i <= 10000; i++) {
        (void)snprintf(key, sizeof key, "key %u", i);
        cr_assert_eq(hm_strmap_find(&map, hm_str_c(key)), i);
    }
    cr_expect_eq(hm_strmap_find(&map, HM_S("key 0")), 0);
}

Test(strmap, the_empty_key_is_a_key)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_strmap map;

    hm_strmap_init(&map, &arena);
    cr_expect_eq(hm_strmap_find(&map, hm_str_make(NULL, 0)), 0);
    *hm_strmap_at(&map, hm_str_make(NULL, 0)) = 7;
    cr_expect_eq(hm_strmap_find(&map, HM_S("")), 7);
    cr_expect_eq(map.n, 1);
}

Test(strmap, keys_are_copied_and_may_hold_any_byte)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_strmap map;
    char key[] = "a\0b";

    hm_strmap_init(&map, &arena);
    *hm_strmap_at(&map, hm_str_make(key, 3)) = 1;
    key[2] = 'c';
    cr_expect_eq(hm_strmap_find(&map, HM_S("a\0b")), 1);
    cr_expect_eq(hm_strmap_find(&map, HM_S("a\0c")), 0);
    cr_expect_eq(hm_strmap_find(&map, HM_S("a")), 0);
}
