/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/lockfile.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/change/strict.h"

#define LOCK_NAME "hullmark.lock"

const char *
hm_lockfile_path(const struct hm_args *args)
{
    const char *named = hm_args_text(args, HM_OPT_LOCK);

    return named == NULL ? LOCK_NAME : named;
}

enum hm_status
hm_lockfile_read(const struct hm_args *args, bool may_be_missing, struct hm_lock **ret,
                 struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { 0 };
    const char *path = hm_lockfile_path(args);
    struct hm_err err = { 0 };

    *ret = NULL;
    enum hm_status status = hm_read_file(AT_FDCWD, path, HM_LOCK_LIMIT, &text, &err);
    if (status == HM_E_NOT_FOUND) {
        hm_strict_lock(args, path, ret);
        if (*ret != NULL || may_be_missing ||
            (!hm_args_has(args, HM_OPT_LOCK) && !hm_args_has(args, HM_OPT_LOCKED))) {
            return HM_OK;
        }
        return hm_err_set(reterr, HM_E_USAGE, "%s is not there; `hullmark tools lock` writes it",
                          path);
    }
    struct hm_lock *lock = hm_arena_new(args->arena, struct hm_lock, 1);
    if (status == HM_OK) {
        status = hm_lock_parse(args->arena, hm_buf_str(&text), lock, &err);
        (void)(status == HM_OK ? HM_OK : hm_err_prefix(&err, "%s", path));
    }
    if (status != HM_OK) {
        return hm_err_set(reterr, HM_E_USAGE, "%s", err.text);
    }
    hm_strict_lock(args, path, &lock);
    *ret = lock;
    return HM_OK;
}
