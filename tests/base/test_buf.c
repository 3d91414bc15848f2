/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"

Test(buf, appends_of_every_kind)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    hm_buf_add(&buf, HM_S("a\0b"));
    hm_buf_puts(&buf, "cd");
    hm_buf_putc(&buf, 'e');
    hm_buf_printf(&buf, "%d%s", 42, "f");
    cr_expect(hm_str_is(hm_buf_str(&buf), HM_S("a\0bcde42f")));
    cr_expect_eq(buf.p[buf.n], '\0');
    cr_expect_not(buf.is_cut);
}

Test(buf, an_unused_buffer_is_the_empty_view)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    hm_buf_add(&buf, hm_str_make(NULL, 0));
    hm_buf_puts(&buf, "");
    hm_buf_clear(&buf);
    hm_buf_cut(&buf, 0);
    cr_expect_eq(hm_buf_str(&buf).n, 0);
}

Test(buf, it_grows_as_needed)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    for (int i = 0; i < 100000; i++) {
        hm_buf_putc(&buf, (char)('a' + i % 26));
    }
    cr_expect_eq(buf.n, 100000);
    cr_expect_eq(buf.p[99999], 'a' + 99999 % 26);
}

Test(buf, the_limit_is_a_limit)
{
    hm_auto_buf struct hm_buf buf = { .limit = 5 };

    hm_buf_puts(&buf, "abcde");
    cr_expect_not(buf.is_cut);
    hm_buf_putc(&buf, 'f');
    cr_expect(buf.is_cut);
    cr_expect(hm_str_eq(hm_buf_str(&buf), "abcde"));
}

Test(buf, what_still_fits_is_kept)
{
    hm_auto_buf struct hm_buf buf = { .limit = 5 };

    hm_buf_puts(&buf, "abc");
    hm_buf_puts(&buf, "defg");
    cr_expect(hm_str_eq(hm_buf_str(&buf), "abcde"));
    cr_expect(buf.is_cut);
}

Test(buf, printf_keeps_what_fits_too)
{
    hm_auto_buf struct hm_buf buf = { .limit = 5 };

    hm_buf_printf(&buf, "%s", "abcdefg");
    cr_expect(hm_str_eq(hm_buf_str(&buf), "abcde"));
    cr_expect(buf.is_cut);
    hm_buf_printf(&buf, "%s", "h");
    cr_expect(hm_str_eq(hm_buf_str(&buf), "abcde"));
}

Test(buf, cut_is_sticky_until_clear)
{
    hm_auto_buf struct hm_buf buf = { .limit = 1 };

    hm_buf_puts(&buf, "ab");
    hm_buf_cut(&buf, 0);
    hm_buf_puts(&buf, "c");
    cr_expect(buf.is_cut);
    hm_buf_clear(&buf);
    cr_expect_not(buf.is_cut);
    cr_expect_eq(buf.limit, 1);
}

Test(buf, room_is_what_was_asked_or_what_is_left)
{
    hm_auto_buf struct hm_buf buf = { .limit = 10 };
    size_t room = 0;

    cr_expect_not_null(hm_buf_room(&buf, 4, &room));
    cr_expect_eq(room, 4);
    hm_buf_puts(&buf, "1234567");
    char *p = hm_buf_room(&buf, 100, &room);
    cr_expect_eq(room, 3);
    memcpy(p, "890", 3);
    buf.n += 3;
    room = 77;
    cr_expect_null(hm_buf_room(&buf, 1, &room));
    cr_expect_eq(room, 77);
}

Test(buf, cut_forgets_the_end)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    hm_buf_puts(&buf, "abcdef");
    hm_buf_cut(&buf, 2);
    cr_expect_str_eq(buf.p, "ab");
    hm_buf_cut(&buf, 9);
    cr_expect_eq(buf.n, 2);
    hm_buf_puts(&buf, "x");
    cr_expect_str_eq(buf.p, "abx");
}

Test(buf, done_leaves_a_usable_buffer)
{
    struct hm_buf buf = { .limit = 3 };

    hm_buf_puts(&buf, "abcd");
    hm_buf_done(&buf);
    cr_expect_eq(buf.p, NULL);
    cr_expect_eq(buf.limit, 3);
    cr_expect_not(buf.is_cut);
    hm_buf_puts(&buf, "ab");
    cr_expect_str_eq(buf.p, "ab");
    hm_buf_done(&buf);
}

/* --- drains --- */

struct drained {
    struct hm_buf all;
    int n_calls;
    bool is_full;
};

static bool
keep(struct hm_str content, void *ctx)
{
    struct drained *drained = ctx;

    drained->n_calls++;
    hm_buf_add(&drained->all, content);
    return !drained->is_full;
}

Test(buf, a_drain_takes_what_is_enough)
{
    struct drained drained = { 0 };
    hm_auto_buf struct hm_buf buf = { .drain = keep, .drain_ctx = &drained };

    hm_buf_puts(&buf, "ab");
    hm_buf_drain(&buf, 3);
    cr_expect_eq(drained.n_calls, 0);
    hm_buf_puts(&buf, "c");
    hm_buf_drain(&buf, 3);
    hm_buf_drain(&buf, 0);
    cr_expect_eq(drained.n_calls, 1);
    cr_expect_eq(buf.n, 0);
    cr_expect_not(buf.is_cut);
    cr_expect(hm_str_eq(hm_buf_str(&drained.all), "abc"));
    hm_buf_done(&drained.all);
}

Test(buf, a_drain_that_failed_is_not_asked_again)
{
    struct drained drained = { .is_full = true };
    hm_auto_buf struct hm_buf buf = { .drain = keep, .drain_ctx = &drained };

    for (int i = 0; i < 3; i++) {
        hm_buf_puts(&buf, "ab");
        hm_buf_drain(&buf, 0);
    }
    cr_expect_eq(drained.n_calls, 1);
    cr_expect(buf.is_cut);
    hm_buf_done(&drained.all);
}

Test(buf, without_a_drain_the_content_stays)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    hm_buf_puts(&buf, "ab");
    hm_buf_drain(&buf, 0);
    cr_expect(hm_str_eq(hm_buf_str(&buf), "ab"));
}

/* One that becomes secret when it has memory already gives both kinds back as they came. */
Test(buf, secret_from_now_on)
{
    struct hm_buf buf = { 0 };

    hm_buf_puts(&buf, "open");
    buf.is_secret = true;
    for (int i = 0; i < 1000; i++) {
        hm_buf_puts(&buf, "secret");
    }
    cr_assert(buf.is_locked);
    cr_assert(hm_str_starts(hm_buf_str(&buf), "opensecretsecret"));
    cr_assert_eq(buf.n, 6004u);
    hm_buf_done(&buf);
    cr_assert_null(buf.p);
}
