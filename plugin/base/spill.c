/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

enum {
    SHORT_FILE = 4 << 20,
};

static enum hm_status
open_file(struct hm_spill *spill, struct hm_err *reterr)
{
    spill->fd = open(spill->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (spill->fd < 0) {
        /* Not every file system has files without a name. */
        hm_auto_buf struct hm_buf path = { 0 };
        hm_buf_printf(&path, "%s/output-XXXXXX", spill->dir);
        spill->fd = mkostemp(path.p, O_CLOEXEC);
        if (spill->fd >= 0) {
            (void)unlink(path.p);
        }
    }
    return spill->fd >= 0 ? HM_OK
                          : hm_err_set(reterr, HM_E_IO, "%s: %s", spill->dir, strerror(errno));
}

static enum hm_status
write_out(struct hm_spill *spill, struct hm_buf *buf, struct hm_err *reterr)
{
    size_t done = 0;

    while (done < buf->n) {
        ssize_t n = write(spill->fd, buf->p + done, buf->n - done);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return hm_err_set(reterr, HM_E_IO, "%s: %s", spill->dir, strerror(errno));
        }
        done += (size_t)n;
    }
    spill->n += done;
    hm_buf_clear(buf);
    return HM_OK;
}

enum hm_status
hm_spill_take(struct hm_spill *spill, struct hm_buf *buf, size_t most, struct hm_err *reterr)
{
    /* A file gets pieces that are worth a call. */
    size_t piece = most < HM_BUF_PIECE ? most : HM_BUF_PIECE;

    if (spill->dir == NULL || buf->n <= (spill->fd < 0 ? most : piece)) {
        return HM_OK;
    }
    if (spill->fd < 0) {
        HM_TRY(open_file(spill, reterr));
    }
    return write_out(spill, buf, reterr);
}

enum hm_status
hm_spill_end(struct hm_spill *spill, struct hm_buf *buf, struct hm_err *reterr)
{
    if (spill->fd < 0) {
        return HM_OK;
    }
    HM_TRY(write_out(spill, buf, reterr));
    void *map = mmap(NULL, spill->n, PROT_READ, MAP_PRIVATE, spill->fd, 0);
    if (map == MAP_FAILED) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", spill->dir, strerror(errno));
    }
    (void)madvise(map, spill->n, MADV_SEQUENTIAL);
    spill->map = hm_str_make(map, spill->n);
    return HM_OK;
}

/* A copy of a file that is long, and nothing of any other. */
static enum hm_status
copy_file(struct hm_spill *spill, const char *path, size_t limit, struct hm_buf *buf,
          struct hm_err *reterr)
{
    hm_auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat st;
    size_t room = 0;

    if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size <= SHORT_FILE) {
        return HM_OK;
    }
    for (;;) {
        char *p = hm_buf_room(buf, HM_BUF_PIECE, &room);
        ssize_t got = p == NULL ? -1 : read(fd, p, room);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0 || spill->n + buf->n + (size_t)got > limit) {
            return hm_err_set(reterr, HM_E_IO, "%s: it cannot be copied", path);
        }
        buf->n += (size_t)got;
        if (got == 0) {
            return hm_spill_end(spill, buf, reterr);
        }
        HM_TRY(hm_spill_take(spill, buf, 0, reterr));
    }
}

enum hm_status
hm_spill_read_file(struct hm_spill *spill, const char *path, size_t limit, struct hm_buf *buf,
                   struct hm_str *ret, struct hm_err *reterr)
{
    struct hm_err err = { 0 };

    if (spill->dir == NULL || copy_file(spill, path, limit, buf, &err) != HM_OK) {
        hm_spill_done(spill);
        hm_buf_clear(buf);
    }
    if (spill->map.n == 0) {
        HM_TRY(hm_read_file(AT_FDCWD, path, limit, buf, reterr));
    }
    *ret = spill->map.n > 0 ? spill->map : hm_buf_str(buf);
    return HM_OK;
}

void
hm_spill_done(struct hm_spill *spill)
{
    if (spill->map.n > 0) {
        (void)munmap((void *)spill->map.p, spill->map.n);
    }
    if (spill->fd >= 0) {
        (void)close(spill->fd);
    }
    *spill = (struct hm_spill){ .dir = spill->dir, .fd = -1 };
}
