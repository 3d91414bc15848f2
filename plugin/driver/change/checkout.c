/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/change/checkout.h"

#include <errno.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/context/discover.h"

struct checkout {
    const struct hm_git *git;
    const struct hm_git_tree *tree;
    const char *const *also;
    int folder;
    struct hm_str made; /* the folder that was made last */
    struct hm_checkout_gaps gaps;
    HM_VEC(const struct hm_git_entry *) wanted; /* files and links whose content is read */
    struct hm_str *contents;
};

static bool
is_named(const struct checkout *checkout, struct hm_str path)
{
    for (const char *const *p = checkout->also; p != NULL && *p != NULL; p++) {
        if (hm_str_eq(path, *p)) {
            return true;
        }
    }
    return false;
}

static bool
is_read(const struct checkout *checkout, struct hm_str path)
{
    static const char *const ends[] = { ".yml",
                                        ".yaml",
                                        ".dockerignore",
                                        ".trivyignore",
                                        ".containerignore",
                                        "hullmark.lock",
                                        "baseline.json",
                                        ".pub",
                                        NULL };

    for (const char *const *p = ends; *p != NULL; p++) {
        if (hm_str_ends(path, *p)) {
            return true;
        }
    }
    return hm_name_kind(path) != HM_NAME_OTHER || is_named(checkout, path);
}

static void
pick(struct checkout *checkout)
{
    for (size_t i = 0; i < checkout->tree->entries.n; i++) {
        const struct hm_git_entry *entry = &checkout->tree->entries.p[i];
        if (entry->kind == HM_GIT_LINK && entry->size < HM_PATH_LIMIT) {
            hm_vec_add(checkout->git->arena, &checkout->wanted, entry);
        } else if (entry->kind == HM_GIT_FILE && is_read(checkout, entry->path)) {
            if (entry->size > HM_CHECKOUT_FILE) {
                checkout->gaps.n_large++;
            } else {
                hm_vec_add(checkout->git->arena, &checkout->wanted, entry);
            }
        }
    }
}

static enum hm_status
read_contents(struct checkout *checkout, struct hm_err *reterr)
{
    size_t n = checkout->wanted.n;
    struct hm_str *ids = hm_arena_new(checkout->git->arena, struct hm_str, n);
    uint64_t total = 0;

    checkout->contents = hm_arena_new(checkout->git->arena, struct hm_str, n);
    for (size_t i = 0; i < n; i++) {
        ids[i] = checkout->wanted.p[i]->id;
        total += checkout->wanted.p[i]->size;
    }
    if (total > HM_CHECKOUT_TOTAL) {
        return hm_err_set(reterr, HM_E_LIMIT, "the revision has more than %d MiB of files to read",
                          HM_CHECKOUT_TOTAL >> 20);
    }
    return hm_git_read_blobs(checkout->git, ids, n, (size_t)total, checkout->contents, reterr);
}

/* Entries come in the order of their paths: those of a folder mostly one after another. */
static enum hm_status
make_folders(struct checkout *checkout, const char *path, struct hm_err *reterr)
{
    struct hm_str folder = hm_str_dirname(hm_str_c(path));
    char at[HM_PATH_LIMIT];

    if (hm_str_is(folder, checkout->made)) {
        return HM_OK;
    }
    for (size_t i = 1; i <= folder.n; i++) {
        if (i < folder.n && folder.p[i] != '/') {
            continue;
        }
        memcpy(at, folder.p, i);
        at[i] = '\0';
        if (mkdirat(checkout->folder, at, 0700) != 0 && errno != EEXIST) {
            return hm_err_set(reterr, HM_E_IO, "a folder for the revision: %s", strerror(errno));
        }
    }
    checkout->made = folder;
    return HM_OK;
}

static enum hm_status
make_file(struct checkout *checkout, const struct hm_git_entry *entry, struct hm_str content,
          struct hm_err *reterr)
{
    const char *path = hm_arena_c(checkout->git->arena, entry->path);
    hm_auto_fd int fd = -1;

    HM_TRY(make_folders(checkout, path, reterr));
    if (entry->kind == HM_GIT_MODULE) {
        checkout->gaps.n_modules++;
        (void)mkdirat(checkout->folder, path, 0700);
        return HM_OK;
    }
    fd = openat(checkout->folder, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                entry->is_executable ? 0700 : 0600);
    if (fd < 0) {
        return hm_err_set(reterr, HM_E_IO, "a file of the revision: %s", strerror(errno));
    }
    if (content.n > 0) {
        return hm_write_fd(fd, content, "a file of the revision", reterr);
    }
    (void)!ftruncate(fd, entry->size > INT32_MAX ? INT32_MAX : (off_t)entry->size);
    return HM_OK;
}

static enum hm_status
make_link(struct checkout *checkout, const struct hm_git_entry *entry, struct hm_str target,
          struct hm_err *reterr)
{
    const char *path = hm_arena_c(checkout->git->arena, entry->path);

    HM_TRY(make_folders(checkout, path, reterr));
    if (target.n > 0 && memchr(target.p, '\0', target.n) == NULL &&
        symlinkat(hm_arena_c(checkout->git->arena, target), checkout->folder, path) != 0) {
        return hm_err_set(reterr, HM_E_IO, "a link of the revision: %s", strerror(errno));
    }
    return HM_OK;
}

/* Links, or all the rest. */
static enum hm_status
make_all(struct checkout *checkout, bool are_links, struct hm_err *reterr)
{
    size_t next = 0;

    for (size_t i = 0; i < checkout->tree->entries.n; i++) {
        const struct hm_git_entry *entry = &checkout->tree->entries.p[i];
        bool is_wanted = next < checkout->wanted.n && checkout->wanted.p[next] == entry;
        struct hm_str content = is_wanted ? checkout->contents[next] : HM_S("");
        next += is_wanted;
        if ((entry->kind == HM_GIT_LINK) != are_links) {
            continue;
        }
        if (is_wanted && content.p == NULL) {
            checkout->gaps.n_missing++;
        } else if (is_wanted && hm_git_is_lfs_pointer(content)) {
            checkout->gaps.n_lfs++;
        }
        HM_TRY(are_links ? make_link(checkout, entry, content, reterr)
                         : make_file(checkout, entry, content, reterr));
    }
    return HM_OK;
}

enum hm_status
hm_checkout_write(const struct hm_git *git, const struct hm_git_tree *tree, const char *const *also,
                  const char *folder, struct hm_checkout_gaps *ret_gaps, struct hm_err *reterr)
{
    hm_auto_fd int fd = open(folder, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    struct checkout checkout = { .git = git, .tree = tree, .also = also, .folder = fd };

    if (fd < 0) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", folder, strerror(errno));
    }
    pick(&checkout);
    HM_TRY(read_contents(&checkout, reterr));
    HM_TRY(make_all(&checkout, false, reterr));
    HM_TRY(make_all(&checkout, true, reterr));
    *ret_gaps = checkout.gaps;
    return HM_OK;
}
