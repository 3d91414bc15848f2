/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/run.h"

#include <criterion/criterion.h>

enum {
    DAY = 86400,
    NOVEMBER_22 = 1795320000, /* 2026 */
};

Test(run, an_exception_is_held_against_the_later_of_two_days)
{
    static const struct {
        int64_t now;   /* SOURCE_DATE_EPOCH */
        int64_t clock; /* the machine's */
        uint32_t day;
    } rows[] = {
        { NOVEMBER_22, NOVEMBER_22, 20261122 },
        { NOVEMBER_22 - 400 * DAY, NOVEMBER_22, 20261122 }, /* an old commit, built again */
        { NOVEMBER_22 + DAY, NOVEMBER_22, 20261123 },
        { NOVEMBER_22, 0, 20261122 }, /* a machine without a clock */
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_eq(hm_run_day(rows[i].now, rows[i].clock), rows[i].day, "%zu", i);
    }
}
