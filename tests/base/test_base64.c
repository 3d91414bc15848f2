/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/crypto.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static void
round_trip(size_t n)
{
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_buf struct hm_buf back = { 0 };
    hm_auto_buf struct hm_buf bytes = { 0 };

    for (size_t i = 0; i < n; i++) {
        hm_buf_putc(&bytes, (char)(i * 7));
    }
    hm_base64_add(&text, hm_buf_str(&bytes));
    cr_assert_eq(text.n, (n + 2) / 3 * 4);
    cr_assert(hm_unbase64_add(&back, hm_buf_str(&text)));
    cr_assert(hm_str_is(hm_buf_str(&back), hm_buf_str(&bytes)));
}

Test(base64, there_and_back)
{
    for (size_t n = 0; n < 10; n++) {
        round_trip(n);
    }
    round_trip(3 * 1024 - 1);
    round_trip(3 * 1024 + 1);
    round_trip(100000);
}

Test(base64, known)
{
    hm_auto_buf struct hm_buf text = { 0 };

    hm_base64_add(&text, HM_S("ci:secret-ci"));
    cr_assert_str_eq(text.p, "Y2k6c2VjcmV0LWNp");
}

Test(base64, takes_nothing_else)
{
    hm_auto_buf struct hm_buf back = { 0 };

    cr_assert_not(hm_unbase64_add(&back, HM_S("aGk\n")));
    cr_assert_not(hm_unbase64_add(&back, HM_S("a-_k")));
    cr_assert_not(hm_unbase64_add(&back, HM_S("a")));
    cr_assert_not(hm_unbase64_add(&back, HM_S("aGk=aGk=")));
    cr_assert_eq(back.n, 0u);
}
