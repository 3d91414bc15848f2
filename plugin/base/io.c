/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/io.h"

#include <errno.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "plugin/base/auto.h"

enum {
    READ_PIECE = 64 * 1024,
};

static enum hm_status
status_of_errno(int e)
{
    return e == ENOENT || e == ENOTDIR ? HM_E_NOT_FOUND : HM_E_IO;
}

/* Undoes what was appended: a part of a file is none. */
static enum hm_status
too_large(struct hm_buf *buf, size_t start, const char *name, size_t limit, struct hm_err *reterr)
{
    hm_buf_cut(buf, start);
    return hm_err_set(reterr, HM_E_LIMIT, "%s: more than the %zu bytes that are read", name, limit);
}

static enum hm_status
read_all(int fd, const char *name, size_t limit, size_t expect, struct hm_buf *buf,
         struct hm_err *reterr)
{
    size_t start = buf->n;

    for (;;) {
        char beyond = 0;
        size_t room = sizeof beyond;
        size_t want = expect > buf->n - start ? expect - (buf->n - start) + 1 : READ_PIECE;
        char *p = hm_buf_room(buf, want, &room);
        ssize_t got = read(fd, p == NULL ? &beyond : p, room);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            int e = errno;
            hm_buf_cut(buf, start);
            return hm_err_set(reterr, HM_E_IO, "%s: %s", name, strerror(e));
        }
        if (got == 0) {
            return HM_OK;
        }
        if (p == NULL) {
            return too_large(buf, start, name, buf->n - start, reterr);
        }
        buf->n += (size_t)got;
        buf->p[buf->n] = '\0';
        if (buf->n - start > limit) {
            return too_large(buf, start, name, limit, reterr);
        }
        /* A file of the size that it said it has; what has none (/proc) is read until it ends. */
        if (expect > 0 && buf->n - start == expect) {
            return HM_OK;
        }
    }
}

static enum hm_status
read_regular(int fd, const char *path, size_t limit, struct hm_buf *buf, struct hm_err *reterr)
{
    struct stat st;

    if (fstat(fd, &st) < 0) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", path, strerror(errno));
    }
    if (!S_ISREG(st.st_mode)) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "%s: not a regular file", path);
    }
    if ((uintmax_t)st.st_size > limit) {
        return hm_err_set(reterr, HM_E_LIMIT, "%s: %jd bytes, more than the %zu that are read",
                          path, (intmax_t)st.st_size, limit);
    }
    return read_all(fd, path, limit, (size_t)st.st_size, buf, reterr);
}

enum hm_status
hm_read_file(int dirfd, const char *path, size_t limit, struct hm_buf *buf, struct hm_err *reterr)
{
    hm_auto_fd int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    if (fd < 0) {
        int e = errno;
        return hm_err_set(reterr, status_of_errno(e), "%s: %s", path, strerror(e));
    }
    return read_regular(fd, path, limit, buf, reterr);
}

enum hm_status
hm_read_file_below(int dirfd, const char *path, size_t limit, struct hm_buf *buf,
                   struct hm_err *reterr)
{
    struct open_how how = { .flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
                            .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
    hm_auto_fd int fd = (int)syscall(SYS_openat2, dirfd, path, &how, sizeof how);

    if (fd < 0) {
        int e = errno;
        return hm_err_set(reterr, e == ENOENT || e == ENOTDIR ? HM_E_NOT_FOUND : HM_E_REFUSED,
                          "%s: %s", path, strerror(e));
    }
    return read_regular(fd, path, limit, buf, reterr);
}

enum hm_status
hm_read_fd(int fd, const char *name, size_t limit, struct hm_buf *buf, struct hm_err *reterr)
{
    return read_all(fd, name, limit, 0, buf, reterr);
}

enum hm_status
hm_write_fd(int fd, struct hm_str s, const char *name, struct hm_err *reterr)
{
    while (s.n > 0) {
        ssize_t done = write(fd, s.p, s.n);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0 && errno == EAGAIN) {
            /* Another process made the shared pipe non-blocking: CI runners do. */
            struct pollfd ready = { .fd = fd, .events = POLLOUT };
            (void)poll(&ready, 1, -1);
            continue;
        }
        if (done < 0) {
            return hm_err_set(reterr, HM_E_IO, "%s: %s", name, strerror(errno));
        }
        s = hm_str_from(s, (size_t)done);
    }
    return HM_OK;
}

struct hm_draft
hm_draft_of_fd(int fd, const char *name)
{
    return (struct hm_draft){ .fd = fd, .path = name, .is_lent = true };
}

static enum hm_status
open_in_place(struct hm_draft *draft, struct hm_err *reterr)
{
    draft->fd = open(draft->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return draft->fd >= 0 ? HM_OK
                          : hm_err_set(reterr, HM_E_IO, "%s: %s", draft->path, strerror(errno));
}

static enum hm_status
open_beside(struct hm_draft *draft, struct hm_err *reterr)
{
    struct hm_str path = hm_str_c(draft->target == NULL ? draft->path : draft->target);
    size_t folder = hm_str_dirname(path).n;

    hm_buf_add(&draft->temp, hm_str_sub(path, 0, folder + (path.p[folder] == '/')));
    hm_buf_puts(&draft->temp, ".hullmark.XXXXXX");
    draft->fd = mkostemp(draft->temp.p, O_CLOEXEC);
    if (draft->fd < 0) {
        int e = errno;
        hm_buf_done(&draft->temp);
        return hm_err_set(reterr, status_of_errno(e), "%s: %s", path.p, strerror(e));
    }
    return HM_OK;
}

/* The descriptor that a path like /dev/stdout or /proc/self/fd/3 names, or -1. Such a path is a
 * link to whatever the descriptor was opened on, a regular file too: it must be neither replaced
 * nor opened again at its start. */
static int
descriptor_of(const char *path)
{
    static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
    uint64_t fd = 0;

    if (strcmp(path, "/dev/stdout") == 0) {
        return STDOUT_FILENO;
    }
    if (strcmp(path, "/dev/stderr") == 0) {
        return STDERR_FILENO;
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (hm_str_starts(hm_str_c(path), folders[i]) &&
            hm_str_to_u64(hm_str_c(path + strlen(folders[i])), 1 << 20, &fd)) {
            return (int)fd;
        }
    }
    return -1;
}

enum hm_status
hm_draft_open(const char *path, struct hm_draft *draft, struct hm_err *reterr)
{
    int fd = descriptor_of(path);
    struct stat st;

    *draft = hm_draft_of_fd(fd, path);
    if (fd >= 0) {
        return HM_OK;
    }
    draft->is_lent = false;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
        return open_in_place(draft, reterr);
    }
    if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode)) {
        draft->target = realpath(path, NULL);
        if (draft->target == NULL) {
            return hm_err_set(reterr, HM_E_NOT_FOUND, "%s: %s", path, strerror(errno));
        }
    }
    return open_beside(draft, reterr);
}

enum hm_status
hm_draft_write(struct hm_draft *draft, struct hm_str s, struct hm_err *reterr)
{
    return hm_write_fd(draft->fd, s, draft->path, reterr);
}

enum hm_status
hm_draft_commit(struct hm_draft *draft, struct hm_err *reterr)
{
    const char *path = draft->target == NULL ? draft->path : draft->target;
    mode_t mask = 0;

    if (draft->temp.n == 0) {
        return HM_OK;
    }
    mask = umask(0);
    (void)umask(mask);
    if (fchmod(draft->fd, 0644 & ~mask) < 0 || (fsync(draft->fd) < 0 && errno != EINVAL) ||
        rename(draft->temp.p, path) < 0) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", path, strerror(errno));
    }
    hm_buf_done(&draft->temp);
    return HM_OK;
}

void
hm_draft_done(struct hm_draft *draft)
{
    if (draft->temp.n > 0) {
        (void)unlink(draft->temp.p);
    }
    if (draft->fd >= 0 && !draft->is_lent) {
        (void)close(draft->fd);
    }
    hm_buf_done(&draft->temp);
    free(draft->target);
}

enum hm_status
hm_write_file(const char *path, struct hm_str content, struct hm_err *reterr)
{
    struct hm_draft draft;
    enum hm_status status = hm_draft_open(path, &draft, reterr);

    if (status == HM_OK) {
        status = hm_draft_write(&draft, content, reterr);
    }
    if (status == HM_OK) {
        status = hm_draft_commit(&draft, reterr);
    }
    hm_draft_done(&draft);
    return status;
}

const char *
hm_temp_folder(void)
{
    const char *folder = getenv("TMPDIR");

    return folder == NULL || folder[0] != '/' ? "/tmp" : folder;
}

enum hm_status
hm_make_temp_dir(struct hm_buf *buf, struct hm_err *reterr)
{
    hm_buf_clear(buf);
    hm_buf_printf(buf, "%s/hullmark.XXXXXX", hm_temp_folder());
    if (mkdtemp(buf->p) == NULL) {
        return hm_err_set(reterr, HM_E_IO, "cannot make a private directory %s: %s", buf->p,
                          strerror(errno));
    }
    return HM_OK;
}

static void
remove_below(int dirfd, const char *name, int depth)
{
    if (unlinkat(dirfd, name, 0) == 0 || (errno != EISDIR && errno != EPERM) || depth > 64) {
        return;
    }
    int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    /* Tools leave folders without write permission (Go's module cache). */
    (void)fchmod(fd, 0700);
    hm_auto_dir DIR *dir = fdopendir(fd);
    if (dir == NULL) {
        (void)close(fd);
        return;
    }
    struct dirent *entry = NULL;
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            remove_below(fd, entry->d_name, depth + 1);
        }
    }
    (void)unlinkat(dirfd, name, AT_REMOVEDIR);
}

void
hm_remove_tree(const char *path)
{
    remove_below(AT_FDCWD, path, 0);
}
