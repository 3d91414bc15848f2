/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/keep.h"

#include <errno.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/model/redact.h"

enum {
    MOST_FILES = 10000,
};

enum hm_status
hm_keep_prepare(const char *dir, struct hm_err *reterr)
{
    struct stat st;
    const struct dirent *entry = NULL;

    if (mkdir(dir, 0700) == 0) {
        return HM_OK;
    }
    if (errno != EEXIST || lstat(dir, &st) < 0) {
        return hm_err_set(reterr, HM_E_USAGE, "--keep-raw %s: %s", dir, strerror(errno));
    }
    if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077) != 0) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "--keep-raw %s: it must be a folder of your own with access for nobody "
                          "else (mode 0700)",
                          dir);
    }
    hm_auto_dir DIR *listing = opendir(dir);
    while (listing != NULL && (entry = readdir(listing)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            return hm_err_set(reterr, HM_E_USAGE, "--keep-raw %s: the folder is not empty", dir);
        }
    }
    return listing != NULL
               ? HM_OK
               : hm_err_set(reterr, HM_E_USAGE, "--keep-raw %s: %s", dir, strerror(errno));
}

enum hm_status
hm_keep_write(const char *dir, const char *tool, const char *task, const char *suffix,
              struct hm_str text, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_fd int folder = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    hm_auto_fd int file = -1;
    const char *name = "";

    if (folder < 0) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", dir, strerror(errno));
    }
    for (unsigned i = 1; file < 0 && i < MOST_FILES; i++) {
        name = hm_arena_printf(&arena, "%s-%s-%u.%s", tool, task, i, suffix).p;
        file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (file < 0 && errno != EEXIST) {
            break;
        }
    }
    if (file < 0) {
        return hm_err_set(reterr, HM_E_IO, "%s/%s: %s", dir, name, strerror(errno));
    }
    return hm_write_fd(file, hm_redact(&arena, text), name, reterr);
}
