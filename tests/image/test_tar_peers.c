/* SPDX-License-Identifier: Apache-2.0 */
/* Our index of a tar file beside libarchive's reading of it, over what libarchive writes. */
#include <archive.h>
#include <archive_entry.h>
#include <criterion/criterion.h>
#include <locale.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/image/tar.h"
#include "tests/maker.h"

enum {
    ROOM = 1 << 20,
};

#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const struct {
    const char *name;
    int format;
    bool has_long_names;
} formats[] = {
    { "v7", ARCHIVE_FORMAT_TAR, false },
    { "ustar", ARCHIVE_FORMAT_TAR_USTAR, false },
    { "pax, where it needs it", ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, true },
    { "pax", ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, true },
    { "GNU", ARCHIVE_FORMAT_TAR_GNUTAR, true },
};

static const struct {
    const char *name;
    const char *content;
    const char *link;
    bool is_long;
} files[] = {
    { .name = "manifest.json", .content = "[{\"Config\":\"config.json\"}]" },
    { .name = "./empty", .content = "" },
    { .name = "blobs/sha256/" TEN, .content = HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED },
    { .name = "link", .link = "manifest.json" },
    { .name = "blobs/link", .link = "../manifest.json" },
    { .name = "d\xc3\xa9p\xc3\xb4t/x", .content = "not ASCII", .is_long = true },
    { .name = HUNDRED "/" HUNDRED "/" HUNDRED, .content = "a long name", .is_long = true },
    { .name = "long", .link = HUNDRED "/" HUNDRED "/" HUNDRED, .is_long = true },
    { .name = "last", .content = "x" },
};

static struct maker maker;
static char bytes[ROOM];

static void
begin(void)
{
    cr_assert(setlocale(LC_ALL, "C.UTF-8") != NULL);
    maker_init(&maker);
}

static void
end(void)
{
    maker_done(&maker);
}

TestSuite(tar_peers, .init = begin, .fini = end);

static size_t
write_by_libarchive(size_t format)
{
    struct archive *out = archive_write_new();
    size_t used = 0;

    cr_assert_eq(archive_write_set_format(out, formats[format].format), ARCHIVE_OK);
    cr_assert_eq(archive_write_open_memory(out, bytes, sizeof bytes, &used), ARCHIVE_OK);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (files[i].is_long && !formats[format].has_long_names) {
            continue;
        }
        struct archive_entry *entry = archive_entry_new();
        size_t n = files[i].content == NULL ? 0 : strlen(files[i].content);
        archive_entry_set_pathname(entry, files[i].name);
        archive_entry_set_filetype(entry, files[i].link == NULL ? AE_IFREG : AE_IFLNK);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, (int64_t)n);
        archive_entry_set_mtime(entry, 1700000000, 123456789);
        archive_entry_set_symlink(entry, files[i].link);
        cr_assert_eq(archive_write_header(out, entry), ARCHIVE_OK, "%s: %s: %s",
                     formats[format].name, files[i].name, archive_error_string(out));
        if (n > 0) {
            cr_assert_eq(archive_write_data(out, files[i].content, n), (ssize_t)n);
        }
        archive_entry_free(entry);
    }
    cr_assert_eq(archive_write_close(out), ARCHIVE_OK);
    archive_write_free(out);
    return used;
}

/* Each entry that libarchive reads is one of ours, with the same bytes. Returns how many. */
static size_t
compare(const struct hm_tar *tar, size_t size, const char *what)
{
    struct archive *in = archive_read_new();
    struct archive_entry *theirs = NULL;
    static char content[ROOM];
    size_t n = 0;

    cr_assert_eq(archive_read_support_format_tar(in), ARCHIVE_OK);
    cr_assert_eq(archive_read_open_memory(in, bytes, size), ARCHIVE_OK);
    for (; archive_read_next_header(in, &theirs) == ARCHIVE_OK; n++) {
        struct hm_err err = { 0 };
        const struct hm_tar_entry *ours = NULL;
        const char *name = archive_entry_pathname(theirs);
        name += strncmp(name, "./", 2) == 0 ? 2 : 0;
        ssize_t got = archive_read_data(in, content, sizeof content);
        cr_assert_geq(got, 0, "%s: %s", what, name);
        cr_assert_eq(hm_tar_find(tar, hm_str_c(name), &ours, &err), HM_OK, "%s: %s: %s", what, name,
                     err.text);
        if (archive_entry_filetype(theirs) == AE_IFREG) {
            cr_assert_eq(ours->size, (uint64_t)got, "%s: %s", what, name);
            cr_assert_eq(memcmp(bytes + ours->off, content, (size_t)got), 0, "%s: %s", what, name);
        } else {
            cr_assert_null(archive_entry_hardlink(theirs));
            cr_assert_gt(ours->size, 0u, "%s: the link %s leads to a file", what, name);
        }
    }
    archive_read_free(in);
    return n;
}

Test(tar_peers, reads_what_libarchive_writes_as_libarchive_does)
{
    const struct hm_blob_limits limits = { 0 };

    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct hm_tar tar = { 0 };
        struct hm_err err = { 0 };
        size_t size = write_by_libarchive(i);

        maker_write(&maker, "x.tar", (struct hm_str){ bytes, size });
        int fd = open(hm_arena_printf(&maker.arena, "%s/x.tar", maker.dir.p).p, O_RDONLY);
        cr_assert_eq(hm_tar_read(&maker.arena, fd, &limits, &tar, &err), HM_OK, "%s: %s",
                     formats[i].name, err.text);
        size_t n = compare(&tar, size, formats[i].name);
        cr_expect_eq(n, tar.entries.n, "%s", formats[i].name);
        cr_expect_gt(n, formats[i].has_long_names ? 8u : 4u, "%s", formats[i].name);
        (void)close(fd);
    }
}
