/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/clock.h"

#include <criterion/criterion.h>
#include <time.h>

#include "plugin/base/keeper.h"

Test(clock, moves_on_by_milliseconds)
{
    int64_t start = hm_clock_ms();

    (void)nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
    cr_expect_geq(hm_clock_ms() - start, 19);
}

Test(clock, is_never_none)
{
    cr_expect_gt(hm_clock_ms(), 0, "0 is no deadline");
}

Test(clock, is_the_one_that_processes_are_measured_by)
{
    int64_t before = hm_monotonic_ns() / 1000000;
    int64_t now = hm_clock_ms();
    int64_t after = hm_monotonic_ns() / 1000000;

    cr_expect(before <= now && now <= after);
}
