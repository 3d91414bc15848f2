/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/spill.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "plugin/base/auto.h"

static void
puts_n(struct hm_buf *buf, char c, size_t n)
{
    while (n-- > 0) {
        hm_buf_putc(buf, c);
    }
}

Test(spill, few_bytes_stay_in_memory)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_spill spill = { .dir = "/nowhere", .fd = -1 };

    puts_n(&buf, 'a', 100);
    cr_expect_eq(hm_spill_take(&spill, &buf, 100, NULL), HM_OK);
    cr_expect_eq(hm_spill_end(&spill, &buf, NULL), HM_OK);
    cr_expect_eq(buf.n, 100);
    cr_expect_eq(spill.map.n, 0);
    hm_spill_done(&spill);
}

Test(spill, many_bytes_go_to_a_file_that_nobody_sees)
{
    char dir[] = "/tmp/hullmark-spill-XXXXXX";
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_spill spill = { .dir = mkdtemp(dir), .fd = -1 };

    for (int i = 0; i < 26; i++) {
        puts_n(&buf, (char)('a' + i), 1000);
        cr_assert_eq(hm_spill_take(&spill, &buf, 1500, NULL), HM_OK);
    }
    cr_assert_eq(hm_spill_end(&spill, &buf, NULL), HM_OK);
    cr_assert_eq(spill.map.n, 26000);
    for (size_t i = 0; i < 26000; i++) {
        cr_assert_eq(spill.map.p[i], (char)('a' + i / 1000), "byte %zu", i);
    }
    cr_expect_eq(buf.n, 0);
    cr_expect_eq(rmdir(dir), 0, "nothing lies in it");
    hm_spill_done(&spill);
    cr_expect_eq(spill.fd, -1);
}

Test(spill, says_why_it_cannot)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_spill spill = { .dir = "/nowhere/at/all", .fd = -1 };
    struct hm_err err = { 0 };

    puts_n(&buf, 'a', 101);
    cr_expect_eq(hm_spill_take(&spill, &buf, 100, &err), HM_E_IO);
    cr_expect(hm_str_has(hm_str_c(err.text), "/nowhere/at/all: "), "%s", err.text);
    cr_expect_eq(buf.n, 101);
    hm_spill_done(&spill);
}
