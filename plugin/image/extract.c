/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/extract.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/image/archive.h"
#include "plugin/image/digest.h"

/* A blob on its way to a file. */
struct copy {
    int fd;
    struct hm_digest_check check;
};

static void
restart(void *ctx)
{
    struct copy *copy = ctx;

    (void)!ftruncate(copy->fd, 0);
    (void)lseek(copy->fd, 0, SEEK_SET);
    hm_digest_check_begin(&copy->check, &copy->check.want, HM_SIZE_UNKNOWN);
}

static enum hm_status
take(void *ctx, struct hm_str piece, struct hm_err *reterr)
{
    struct copy *copy = ctx;

    (void)!hm_digest_check_take(&copy->check, piece); /* of a size that is not known */
    return hm_write_fd(copy->fd, piece, "the image's copy", reterr);
}

static enum hm_status
make_folder(const char *path, struct hm_err *reterr)
{
    if (mkdir(path, 0700) < 0 && errno != EEXIST) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", path, strerror(errno));
    }
    return HM_OK;
}

static enum hm_status
write_entry(const struct hm_archive *archive, const struct hm_tar_entry *entry,
            const struct hm_digest *want, const char *path, struct hm_err *reterr)
{
    hm_auto_fd int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    struct copy copy = { .fd = fd };
    const struct hm_blob_sink sink = { .ctx = &copy, .restart = restart, .take = take };

    if (fd < 0) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", path, strerror(errno));
    }
    if (want != NULL) {
        copy.check.want = *want;
    }
    hm_digest_check_begin(&copy.check, &copy.check.want, HM_SIZE_UNKNOWN);
    enum hm_status status =
        hm_blob_read_file(archive->fd, entry->off, entry->size, &archive->limits, &sink, reterr);
    if (status == HM_OK && want != NULL && !hm_digest_check_end(&copy.check)) {
        (void)unlink(path);
    }
    return status;
}

/* The digest that "blobs/sha256/<digits>" names; false for every other name. */
static bool
read_blob_name(struct hm_str name, struct hm_digest *ret_digest, char ret_text[HM_DIGEST_TEXT])
{
    char text[HM_DIGEST_TEXT];

    if (!hm_str_starts(name, "blobs/") || name.n - 6 >= sizeof text) {
        return false;
    }
    struct hm_str rest = hm_str_from(name, 6);
    size_t slash = hm_str_find(rest, '/');
    if (slash == rest.n) {
        return false;
    }
    memcpy(text, rest.p, rest.n);
    text[slash] = ':';
    if (hm_digest_parse(hm_str_make(text, rest.n), ret_digest, NULL) != HM_OK) {
        return false;
    }
    hm_digest_format(ret_digest, ret_text);
    ret_text[6] = '/'; /* "sha256:" becomes a folder */
    return true;
}

static enum hm_status
write_blobs(struct hm_arena *arena, const struct hm_archive *archive, const char *dir,
            struct hm_err *reterr)
{
    uint64_t bytes = 0;
    enum hm_status status = HM_OK;

    for (size_t i = 0; status == HM_OK && i < archive->tar.entries.n; i++) {
        const struct hm_tar_entry *entry = NULL;
        struct hm_digest digest;
        char text[HM_DIGEST_TEXT];
        if (!read_blob_name(archive->tar.entries.p[i].name, &digest, text) ||
            hm_tar_find(&archive->tar, archive->tar.entries.p[i].name, &entry, NULL) != HM_OK) {
            continue;
        }
        bytes += entry->size;
        if (bytes > HM_EXTRACT_LIMIT) {
            return hm_err_set(reterr, HM_E_LIMIT, "the archive holds more than 64 GiB");
        }
        const char *path = hm_arena_printf(arena, "%s/blobs/%s", dir, text).p;
        status = write_entry(archive, entry, &digest, path, reterr);
    }
    return status;
}

static enum hm_status
write_layout(struct hm_arena *arena, const struct hm_archive *archive, const char *dir,
             struct hm_err *reterr)
{
    static const char *const folders[] = { "blobs", "blobs/sha256", "blobs/sha512" };
    static const char *const documents[] = { "oci-layout", "index.json" };
    enum hm_status status = HM_OK;

    for (size_t i = 0; status == HM_OK && i < sizeof folders / sizeof folders[0]; i++) {
        status = make_folder(hm_arena_printf(arena, "%s/%s", dir, folders[i]).p, reterr);
    }
    for (size_t i = 0; status == HM_OK && i < sizeof documents / sizeof documents[0]; i++) {
        const struct hm_tar_entry *entry = NULL;
        status = hm_tar_find(&archive->tar, hm_str_c(documents[i]), &entry, reterr);
        if (status == HM_OK) {
            status = write_entry(archive, entry, NULL,
                                 hm_arena_printf(arena, "%s/%s", dir, documents[i]).p, reterr);
        }
    }
    return status == HM_OK ? write_blobs(arena, archive, dir, reterr) : status;
}

enum hm_status
hm_archive_extract(struct hm_str path, const struct hm_image_options *options, const char *dir,
                   struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_archive archive;
    const struct hm_blob_limits limits = { .deadline = options->deadline, .stop = options->stop };
    enum hm_status status = hm_archive_open(&arena, path, &limits, &archive, reterr);

    if (status != HM_OK) {
        return status;
    }
    status = archive.has_layout
                 ? write_layout(&arena, &archive, dir, reterr)
                 : hm_err_set(reterr, HM_E_UNSUPPORTED, "%.*s is no OCI layout", HM_FMT(path));
    hm_archive_close(&archive);
    return status;
}
