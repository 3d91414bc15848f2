/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/upload/spool.h"

#include <dirent.h>
#include <errno.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/io.h"

enum {
    FILE_LIMIT = 512 * 1024 * 1024, /* bytes of a file that is read back */
    FILES_LIMIT = 10000,            /* that are looked at in one go */
    DRAFT_AGE_S = 3600,             /* then what was never finished is removed */
};

#define SUFFIX ".report"
#define DRAFT ".draft-"

static enum hm_status
fail(const struct hm_spool *spool, const char *name, struct hm_err *reterr)
{
    return hm_err_set(reterr, HM_E_IO, "%s/%s: %s", spool->path.p, name, strerror(errno));
}

/* --- the folder --- */

static struct hm_str
folder_of(struct hm_arena *arena, struct hm_str chosen, const struct hm_env *env)
{
    struct hm_str variable = hm_env_get(env, "HULLMARK_SPOOL_DIR");
    struct hm_str state = hm_env_get(env, "XDG_STATE_HOME");
    struct hm_str home = hm_env_get(env, "HOME");

    if (chosen.n > 0 || variable.n > 0) {
        return chosen.n > 0 ? chosen : variable;
    }
    if (hm_str_starts(state, "/")) {
        return hm_arena_printf(arena, "%.*s/hullmark/spool", HM_FMT(state));
    }
    if (hm_str_starts(home, "/")) {
        return hm_arena_printf(arena, "%.*s/.local/state/hullmark/spool", HM_FMT(home));
    }
    return (struct hm_str){ 0 };
}

static enum hm_status
check_owner(const struct hm_spool *spool, struct hm_err *reterr)
{
    struct stat about;

    if (fstat(spool->fd, &about) != 0 || about.st_uid != geteuid() || (about.st_mode & 022) != 0) {
        return hm_err_set(reterr, HM_E_REFUSED,
                          "%.*s: others may write into this folder; give --spool-dir one of your "
                          "own (0700)",
                          HM_FMT(spool->path));
    }
    return HM_OK;
}

enum hm_status
hm_spool_open(struct hm_arena *arena, struct hm_str chosen, const struct hm_env *env,
              struct hm_spool *ret, struct hm_err *reterr)
{
    struct hm_str path = folder_of(arena, chosen, env);

    *ret = (struct hm_spool){ .fd = -1 };
    if (path.n > 0 && !hm_str_starts(path, "/")) {
        hm_auto_free char *cwd = realpath(".", NULL);
        path = hm_arena_printf(arena, "%s/%.*s", cwd == NULL ? "" : cwd, HM_FMT(path));
    }
    if (path.n == 0) {
        return HM_OK;
    }
    ret->path = hm_arena_str(arena, path);
    ret->fd = open(ret->path.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return ret->fd < 0 ? HM_OK : check_owner(ret, reterr);
}

/* The folder and those above it that are not there yet. */
static enum hm_status
make_folder(struct hm_spool *spool, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    if (spool->path.n == 0) {
        return hm_err_set(reterr, HM_E_IO, "there is no home folder for a spool: give --spool-dir");
    }
    char *path = hm_arena_new(&arena, char, spool->path.n + 1);
    memcpy(path, spool->path.p, spool->path.n);
    for (char *at = path + 1;; at++) {
        char was = *at;
        if (was == '/' || was == '\0') {
            *at = '\0';
            if (mkdir(path, 0700) != 0 && errno != EEXIST) {
                return fail(spool, "", reterr);
            }
            *at = was;
        }
        if (was == '\0') {
            break;
        }
    }
    spool->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return spool->fd < 0 ? fail(spool, "", reterr) : check_owner(spool, reterr);
}

void
hm_spool_close(struct hm_spool *spool)
{
    if (spool->fd >= 0) {
        (void)close(spool->fd);
    }
    spool->fd = -1;
}

/* --- files --- */

/* Names sort by time, to the nanosecond, and no two are the same. */
static struct hm_str
new_name(struct hm_arena *arena)
{
    struct timespec now = { 0 };
    struct tm parts = { 0 };
    char time[32];
    unsigned char random[8];
    char hex[2 * sizeof random + 1];

    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &parts);
    (void)strftime(time, sizeof time, "%Y%m%dT%H%M%S", &parts);
    hm_random(random, sizeof random);
    hm_hex(random, sizeof random, hex);
    return hm_arena_printf(arena, "%s.%09ldZ-%s" SUFFIX, time, now.tv_nsec, hex);
}

static enum hm_status
write_whole(const struct hm_spool *spool, const char *draft, const char *name, int fd,
            struct hm_str content, struct hm_err *reterr)
{
    /* Locked under its first name, so that nobody ever sees it without. */
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        return fail(spool, draft, reterr);
    }
    HM_TRY(hm_write_fd(fd, content, draft, reterr));
    if (fsync(fd) != 0 || renameat(spool->fd, draft, spool->fd, name) != 0 ||
        fsync(spool->fd) != 0) {
        return fail(spool, name, reterr);
    }
    return HM_OK;
}

enum hm_status
hm_spool_keep(struct hm_arena *arena, struct hm_spool *spool, struct hm_str content,
              struct hm_spool_file *ret, struct hm_err *reterr)
{
    *ret = (struct hm_spool_file){ .name = new_name(arena), .fd = -1 };
    if (spool->fd < 0) {
        HM_TRY(make_folder(spool, reterr));
    }
    struct hm_str draft = hm_arena_printf(arena, DRAFT "%.*s", HM_FMT(ret->name));
    int fd = openat(spool->fd, draft.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return fail(spool, draft.p, reterr);
    }
    enum hm_status status = write_whole(spool, draft.p, ret->name.p, fd, content, reterr);
    if (status != HM_OK) {
        (void)unlinkat(spool->fd, draft.p, 0);
        (void)close(fd);
        return status;
    }
    ret->fd = fd;
    return HM_OK;
}

/* Removes what a process that was killed left half written, long ago. */
static void
sweep(const struct hm_spool *spool, const char *name)
{
    struct stat about;

    if (fstatat(spool->fd, name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
        time(NULL) - about.st_mtime > DRAFT_AGE_S) {
        (void)unlinkat(spool->fd, name, 0);
    }
}

static int
by_name(const void *a, const void *b)
{
    return hm_str_compare(*(const struct hm_str *)a, *(const struct hm_str *)b);
}

enum hm_status
hm_spool_list(struct hm_arena *arena, const struct hm_spool *spool, struct hm_str **ret,
              size_t *ret_n, struct hm_err *reterr)
{
    HM_VEC(struct hm_str) names = { 0 };

    *ret = NULL;
    *ret_n = 0;
    if (spool->fd < 0) {
        return HM_OK;
    }
    int fd = openat(spool->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (dir == NULL) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return fail(spool, "", reterr);
    }
    for (struct dirent *item = readdir(dir); item != NULL && names.n < FILES_LIMIT;
         item = readdir(dir)) {
        struct hm_str name = hm_str_c(item->d_name);
        if (hm_str_starts(name, DRAFT)) {
            sweep(spool, item->d_name);
        } else if (hm_str_ends(name, SUFFIX)) {
            hm_vec_add(arena, &names, hm_arena_str(arena, name));
        }
    }
    (void)closedir(dir);
    if (names.n > 0) {
        qsort(names.p, names.n, sizeof names.p[0], by_name);
    }
    *ret = names.p;
    *ret_n = names.n;
    return HM_OK;
}

enum hm_status
hm_spool_take(const struct hm_spool *spool, struct hm_str name, struct hm_spool_file *ret,
              struct hm_buf *content, struct hm_err *reterr)
{
    struct stat about;

    *ret = (struct hm_spool_file){ .name = name, .fd = -1 };
    int fd = openat(spool->fd, name.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return errno == ENOENT ? hm_err_set(reterr, HM_E_NOT_FOUND, "it is gone")
                               : fail(spool, name.p, reterr);
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        (void)close(fd);
        return hm_err_set(reterr, HM_E_REFUSED, "another process sends it just now");
    }
    enum hm_status status = HM_OK;
    if (fstat(fd, &about) != 0 || about.st_nlink == 0) {
        status = hm_err_set(reterr, HM_E_NOT_FOUND, "it is gone");
    } else if (!S_ISREG(about.st_mode)) {
        status = hm_err_set(reterr, HM_E_SYNTAX, "it is no file");
    } else {
        status = hm_read_fd(fd, name.p, FILE_LIMIT, content, reterr);
    }
    if (status != HM_OK) {
        (void)close(fd);
        return status;
    }
    ret->fd = fd;
    return HM_OK;
}

void
hm_spool_drop(const struct hm_spool *spool, struct hm_spool_file *file)
{
    if (file->fd >= 0) {
        (void)unlinkat(spool->fd, file->name.p, 0);
        (void)fsync(spool->fd);
    }
    hm_spool_release(file);
}

void
hm_spool_release(struct hm_spool_file *file)
{
    if (file->fd >= 0) {
        (void)close(file->fd);
    }
    file->fd = -1;
}
