/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/spill.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

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

static struct hm_str
read_back(const char *dir, size_t n, size_t limit, struct hm_spill *spill, struct hm_buf *buf,
          enum hm_status *ret)
{
    char path[] = "/tmp/hullmark-spill-XXXXXX";
    hm_auto_buf struct hm_buf content = { 0 };
    struct hm_str text = { 0 };
    hm_auto_fd int fd = mkstemp(path);

    puts_n(&content, 'x', n);
    cr_assert_eq(hm_write_fd(fd, hm_buf_str(&content), path, NULL), HM_OK);
    *spill = (struct hm_spill){ .dir = dir, .fd = -1 };
    *ret = hm_spill_read_file(spill, path, limit, buf, &text, NULL);
    cr_assert_eq(unlink(path), 0);
    return text;
}

/* A short file stays in memory, a long one does not, and where there is no place for a copy it is
 * read all the same. */
Test(spill, reads_files_of_any_length)
{
    static const struct {
        const char *dir;
        size_t n;
        bool is_mapped;
    } rows[] = {
        { "/tmp", 0, false },
        { "/tmp", 100, false },
        { "/tmp", 5 << 20, true },
        { "/nowhere/at/all", 5 << 20, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        struct hm_spill spill;
        enum hm_status status;
        struct hm_str text = read_back(rows[i].dir, rows[i].n, 5 << 20, &spill, &buf, &status);
        cr_assert_eq(status, HM_OK, "row %zu", i);
        cr_expect_eq(text.n, rows[i].n, "row %zu", i);
        cr_expect_eq(spill.map.n > 0, rows[i].is_mapped, "row %zu", i);
        cr_expect(text.n == 0 || (text.p[0] == 'x' && text.p[text.n - 1] == 'x'), "row %zu", i);
        hm_spill_done(&spill);
    }
}

Test(spill, refuses_a_file_that_is_too_long)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_spill spill;
    enum hm_status status;

    (void)read_back("/tmp", 5 << 20, (5 << 20) - 1, &spill, &buf, &status);
    cr_expect_eq(status, HM_E_LIMIT);
    cr_expect_eq(spill.fd, -1);
    hm_spill_done(&spill);
}
