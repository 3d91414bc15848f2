/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/tar.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "tests/maker.h"

static struct maker maker;
static struct hm_buf bytes;
static struct hm_tar tar;
static struct hm_err err;

static void
begin(void)
{
    maker_init(&maker);
}

static void
end(void)
{
    if (tar.fd > 0) {
        (void)close(tar.fd);
    }
    hm_buf_done(&bytes);
    maker_done(&maker);
}

static void
add(const char *name, char type, const char *link, const char *content)
{
    maker_tar_add(&bytes, name, type, link, hm_str_c(content));
}

static enum hm_status
read_tar(void)
{
    const struct hm_blob_limits limits = { 0 };

    maker_write(&maker, "x.tar", hm_buf_str(&bytes));
    int fd = open(hm_arena_printf(&maker.arena, "%s/x.tar", maker.dir.p).p, O_RDONLY);
    enum hm_status status = hm_tar_read(&maker.arena, fd, &limits, &tar, &err);
    if (status != HM_OK) {
        (void)close(fd);
    }
    return status;
}

static const char *
content_of(const char *name)
{
    const struct hm_tar_entry *entry = NULL;

    if (hm_tar_find(&tar, hm_str_c(name), &entry, &err) != HM_OK) {
        return NULL;
    }
    return hm_arena_c(&maker.arena, hm_str_sub(hm_buf_str(&bytes), entry->off, entry->size));
}

Test(tar, files, .init = begin, .fini = end)
{
    add("a", '0', "", "first");
    add("d/", '5', "", "");
    add("./d/b", '\0', "", "");
    add("d/c", '0', "", "third");
    maker_tar_end(&bytes);
    cr_assert_eq(read_tar(), HM_OK, "%s", err.text);
    cr_assert_eq(tar.entries.n, 3u);
    cr_assert_str_eq(content_of("a"), "first");
    cr_assert_str_eq(content_of("d/b"), "");
    cr_assert_str_eq(content_of("d/c"), "third");
    cr_assert_null(content_of("d"));
}

Test(tar, no_end_mark, .init = begin, .fini = end)
{
    add("a", '0', "", "first");
    cr_assert_eq(read_tar(), HM_OK);
    cr_assert_str_eq(content_of("a"), "first");
}

Test(tar, links_within_the_archive, .init = begin, .fini = end)
{
    add("x/layer.tar", '0', "", "bytes");
    add("y/layer.tar", '2', "../x/layer.tar", "");
    add("z/layer.tar", '2', "../y/layer.tar", "");
    add("hard", '1', "x/layer.tar", "");
    maker_tar_end(&bytes);
    cr_assert_eq(read_tar(), HM_OK);
    cr_assert_str_eq(content_of("z/layer.tar"), "bytes");
    cr_assert_str_eq(content_of("hard"), "bytes");
}

Test(tar, links_that_lead_nowhere, .init = begin, .fini = end)
{
    add("out", '2', "../../etc/passwd", "");
    add("root", '2', "/etc/passwd", "");
    add("a", '2', "b", "");
    add("b", '2', "a", "");
    add("self", '1', "self", "");
    maker_tar_end(&bytes);
    cr_assert_eq(read_tar(), HM_OK);
    cr_assert_null(content_of("out"));
    cr_assert_null(content_of("root"));
    cr_assert_null(content_of("a"));
    cr_assert_null(content_of("self"));
}

Test(tar, two_entries_with_one_name, .init = begin, .fini = end)
{
    const struct hm_tar_entry *entry = NULL;

    add("a", '0', "", "first");
    add("./a", '0', "", "second");
    maker_tar_end(&bytes);
    cr_assert_eq(read_tar(), HM_OK);
    cr_assert(hm_tar_has(&tar, HM_S("a")));
    cr_assert_eq(hm_tar_find(&tar, HM_S("a"), &entry, &err), HM_E_UNSUPPORTED);
}

Test(tar, pax_name, .init = begin, .fini = end)
{
    add("PaxHeaders/g", 'g', "", "17 path=not/this\n");
    add("PaxHeaders/p", 'x', "", "17 path=pax/name\n");
    add("short", '0', "", "one");
    add("next", '0', "", "two");
    maker_tar_end(&bytes);
    cr_assert_eq(read_tar(), HM_OK, "%s", err.text);
    cr_assert_str_eq(content_of("pax/name"), "one");
    cr_assert_str_eq(content_of("next"), "two");
    cr_assert_null(content_of("short"));
}

Test(tar, gnu_name, .init = begin, .fini = end)
{
    char name[300];

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    add("././@LongLink", 'L', "", name);
    add("short", '0', "", "one");
    maker_tar_end(&bytes);
    cr_assert_eq(read_tar(), HM_OK, "%s", err.text);
    cr_assert_str_eq(content_of(name), "one");
}

Test(tar, cut_anywhere, .init = begin, .fini = end)
{
    add("a", '0', "", "first");
    add("b", '0', "", "second");
    size_t whole = bytes.n;
    for (size_t n = 1; n < whole; n += 31) {
        bytes.n = n;
        enum hm_status status = read_tar();
        /* At an entry's end, or in its padding, nothing is missing that we can know of. */
        cr_assert(status == HM_E_SYNTAX || (n >= 517 && n <= 1024) || n >= 1542, "%zu", n);
        if (status == HM_OK) {
            (void)close(tar.fd);
            tar.fd = 0;
        }
    }
}

Test(tar, a_size_over_the_file, .init = begin, .fini = end)
{
    add("PaxHeaders/p", 'x', "", "24 size=9000000000000000\n");
    bytes.p[512 + 0] = '2';
    bytes.p[512 + 1] = '5';
    add("a", '0', "", "first");
    maker_tar_end(&bytes);
    cr_assert_eq(read_tar(), HM_E_SYNTAX);
    cr_assert_not_null(strstr(err.text, "cut off"));
}

Test(tar, a_wrong_checksum, .init = begin, .fini = end)
{
    add("a", '0', "", "first");
    bytes.p[0] = 'b';
    cr_assert_eq(read_tar(), HM_E_SYNTAX);
}

Test(tar, something_behind_the_end_mark, .init = begin, .fini = end)
{
    add("a", '0', "", "first");
    maker_tar_end(&bytes);
    bytes.n -= 512;
    add("b", '0', "", "hidden");
    cr_assert_eq(read_tar(), HM_E_SYNTAX);
}

Test(tar, sparse_files, .init = begin, .fini = end)
{
    add("a", 'S', "", "first");
    cr_assert_eq(read_tar(), HM_E_UNSUPPORTED);
}

Test(tar, devices_are_no_entries, .init = begin, .fini = end)
{
    add("dev", '3', "", "");
    add("pipe", '6', "", "");
    maker_tar_end(&bytes);
    cr_assert_eq(read_tar(), HM_OK);
    cr_assert_eq(tar.entries.n, 0u);
}

Test(tar, compressed, .init = begin, .fini = end)
{
    add("a", '0', "", "first");
    bytes.p[0] = '\x1f';
    bytes.p[1] = '\x8b';
    cr_assert_eq(read_tar(), HM_E_UNSUPPORTED);
}

Test(tar, something_else, .init = begin, .fini = end)
{
    hm_buf_puts(&bytes, "this is no archive");
    cr_assert_eq(read_tar(), HM_E_SYNTAX);
    for (int i = 0; i < 100; i++) {
        hm_buf_puts(&bytes, "this is no archive\n");
    }
    cr_assert_eq(read_tar(), HM_E_SYNTAX);
}
