/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/identity/tally.h"

Test(tally, counts_each_hash_for_itself)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_tally tally = { .arena = &arena };

    cr_expect_eq(hm_tally_count(&tally, 0), 1);
    cr_expect_eq(hm_tally_count(&tally, UINT64_MAX), 1);
    cr_expect_eq(hm_tally_count(&tally, 0), 2);
    cr_expect_eq(hm_tally_count(&tally, 0), 3);
    cr_expect_eq(hm_tally_count(&tally, UINT64_MAX), 2);
}

Test(tally, keeps_its_counts_when_it_grows)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_tally tally = { .arena = &arena };

    for (uint32_t round = 1; round <= 3; round++) {
        for (uint64_t i = 0; i < 5000; i++) {
            cr_assert_eq(hm_tally_count(&tally, i << 40), round);
        }
    }
    cr_expect_eq(tally.n, 5000);
}
