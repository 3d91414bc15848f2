/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/names.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

Test(names, are_numbered_as_they_come)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_names names = { .arena = &arena };

    cr_expect_eq(hm_names_add(&names, HM_S("a")), 0);
    cr_expect_eq(hm_names_add(&names, HM_S("b")), 1);
    cr_expect_eq(hm_names_add(&names, HM_S("a")), 0);
    cr_expect_eq(hm_names_add(&names, HM_S("")), 2);
    cr_expect_eq(names.list.n, 3);
    cr_expect_eq(hm_names_find(&names, HM_S("b")), 1);
    cr_expect_eq(hm_names_find(&names, HM_S("A")), UINT32_MAX, "case counts");
}

Test(names, an_empty_set_has_none)
{
    const struct hm_names names = { 0 };

    cr_expect_eq(hm_names_find(&names, HM_S("a")), UINT32_MAX);
}

Test(names, many_are_found_again)
{
    enum { NAMES = 10000 };
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_names names = { .arena = &arena };

    for (uint32_t i = 0; i < NAMES; i++) {
        cr_assert_eq(hm_names_add(&names, hm_arena_printf(&arena, "name%u", (unsigned)i)), i);
    }
    for (uint32_t i = 0; i < NAMES; i++) {
        cr_assert_eq(hm_names_find(&names, hm_arena_printf(&arena, "name%u", (unsigned)i)), i);
    }
    cr_expect_geq(names.n_slots, 2 * NAMES, "half of the slots stay free");
}
