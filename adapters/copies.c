/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/copies.h"

const char *
hm_locked_word(enum hm_locked pin)
{
    static const char *const words[] = { [HM_LOCKED_NONE] = NULL,
                                         [HM_LOCKED_UNLISTED] = "unlisted",
                                         [HM_LOCKED_SCRIPT] = "not-pinnable",
                                         [HM_LOCKED_HASH] = "verified" };

    return words[pin];
}

enum hm_status
hm_lock_judge(const struct hm_lock *lock, bool is_locked, const char *name, const char *path,
              enum hm_locked *ret, struct hm_err *reterr)
{
    const struct hm_lock_tool *row = hm_lock_tool(lock, hm_str_c(name));

    if (row == NULL && is_locked) {
        return hm_err_set(reterr, HM_E_MISMATCH,
                          "hullmark.lock does not name it; `hullmark tools lock %s` adds it", name);
    }
    if (row == NULL) {
        *ret = lock == NULL ? HM_LOCKED_NONE : HM_LOCKED_UNLISTED;
        return HM_OK;
    }
    if (row->sha256.n > 0) {
        *ret = HM_LOCKED_HASH;
        return HM_OK;
    }
    if (hm_sealed_can(path)) {
        return hm_err_set(reterr, HM_E_MISMATCH,
                          "hullmark.lock says that it is a script, and it is a program; `hullmark "
                          "tools lock %s` pins it",
                          name);
    }
    if (is_locked) {
        return hm_err_set(reterr, HM_E_MISMATCH,
                          "it is a script, which cannot be pinned, and --locked asks for that");
    }
    *ret = HM_LOCKED_SCRIPT;
    return HM_OK;
}

static struct hm_sealed *
get(struct hm_copies *copies, const char *path, bool is_hash)
{
    for (size_t i = 0; i < copies->all.n; i++) {
        if (copies->all.p[i].is_hash == is_hash && strcmp(copies->all.p[i].path, path) == 0) {
            return copies->all.p[i].sealed;
        }
    }
    struct hm_copy *copy = hm_vec_push(&copies->arena, &copies->all);
    copy->path = hm_arena_c(&copies->arena, hm_str_c(path));
    copy->is_hash = is_hash;
    copy->sealed = is_hash ? hm_sealed_start_hash(path) : hm_sealed_start(path);
    return copy->sealed;
}

struct hm_sealed *
hm_copies_get(struct hm_copies *copies, const char *path)
{
    return get(copies, path, false);
}

struct hm_sealed *
hm_copies_hash(struct hm_copies *copies, const char *path)
{
    return get(copies, path, true);
}

void
hm_copies_done(struct hm_copies *copies)
{
    for (size_t i = 0; i < copies->all.n; i++) {
        hm_sealed_free(copies->all.p[i].sealed);
    }
    hm_arena_done(&copies->arena);
    *copies = (struct hm_copies){ 0 };
}
