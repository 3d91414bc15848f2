/* SPDX-License-Identifier: Apache-2.0 */
/* What the git program prints, taken apart. Pure: it may be anybody's bytes. */
#ifndef HM_BASE_GIT_TEXT_H
#define HM_BASE_GIT_TEXT_H

#include "plugin/base/arena.h"
#include "plugin/base/vec.h"

enum {
    HM_GIT_ENTRIES = 200000, /**< files of a revision, or of a difference, that are taken */
    HM_GIT_HUNKS = 20000,    /**< changed places of a file */
    HM_GIT_ID_MAX = 64,      /**< digits of an object's name: 40 for SHA-1, 64 for SHA-256 */
};

enum hm_git_kind {
    HM_GIT_NONE,   /**< the side of a difference on which there is nothing */
    HM_GIT_FILE,   /**< a regular file, executable or not */
    HM_GIT_LINK,   /**< a symbolic link: its content is where it leads */
    HM_GIT_MODULE, /**< a submodule: its files are in another repository */
};

/** A file as a revision has it. */
struct hm_git_entry {
    struct hm_str path; /**< from the root of the repository; any bytes, but a path that stays in it
                             and never one into a ".git" */
    struct hm_str id;   /**< of the blob (of a submodule the commit), in hexadecimal digits */
    enum hm_git_kind kind;
    bool is_executable;
    uint64_t size; /**< bytes; 0 for a submodule */
};

struct hm_git_tree {
    HM_VEC(struct hm_git_entry) entries; /**< by path, in byte order, none twice */
};

enum hm_git_change {
    HM_GIT_ADDED,
    HM_GIT_DELETED,
    HM_GIT_MODIFIED, /**< its content, its permissions, or what it is (a link in place of a file) */
    HM_GIT_RENAMED,  /**< and perhaps modified: the ids tell */
    HM_GIT_COPIED,
};

/** What two revisions have different. */
struct hm_git_difference {
    enum hm_git_change change;
    struct hm_str path;     /**< in the newer one; of a deleted file its only one */
    struct hm_str old_path; /**< in the older one; the same but for RENAMED and COPIED */
    enum hm_git_kind kind, old_kind;
    struct hm_str id, old_id; /**< empty on the side where there is nothing */
    bool is_executable, was_executable;
    unsigned similarity; /**< percent: RENAMED and COPIED */
};

struct hm_git_differences {
    HM_VEC(struct hm_git_difference) list; /**< in the order of git: by path */
};

/** Lines that were replaced: `n_old` of them from `old_line` on by `n` from `line` on. Lines count
 * from 1; where a side has none, its line is the one after which the others would stand. */
struct hm_git_hunk {
    uint32_t old_line, n_old;
    uint32_t line, n;
};

struct hm_git_hunks {
    HM_VEC(struct hm_git_hunk) list; /**< ascending, none meeting another */
};

/** Whether this is the whole name of an object: 40 or 64 hexadecimal digits in lower case. */
bool hm_git_is_id(struct hm_str text);

/**
 * Whether a path of a repository stays in it, wherever it is written: relative, no part that is
 * empty, ".", ".." or ".git" in any case, no NUL, no longer than a path can be.
 */
bool hm_git_is_path(struct hm_str path);

/** Reads `ls-tree -r -z -l --full-tree`. HM_E_SYNTAX for anything else, also for a path that leads
 * out, for one that lies below a file, and for one that is there twice. Views point into @p text.
 */
enum hm_status hm_git_tree_parse(struct hm_arena *arena, struct hm_str text,
                                 struct hm_git_tree *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** The entry of a path, or NULL. */
const struct hm_git_entry *hm_git_tree_find(const struct hm_git_tree *tree, struct hm_str path);

/** Reads `diff-tree -r -z --raw --no-abbrev`. */
enum hm_status hm_git_differences_parse(struct hm_arena *arena, struct hm_str text,
                                        struct hm_git_differences *ret,
                                        struct hm_err *reterr) HM_MUST_CHECK;

/** Reads the places out of `diff -U0` of two blobs; a difference between files that are no text has
 * none, and *ret_is_binary says so. */
enum hm_status hm_git_hunks_parse(struct hm_arena *arena, struct hm_str text,
                                  struct hm_git_hunks *ret, bool *ret_is_binary,
                                  struct hm_err *reterr) HM_MUST_CHECK;

/**
 * Takes the next object off `cat-file --batch`: false at the end. *ret_content is the blob's bytes,
 * and `p` of it NULL where git has no such object. HM_E_SYNTAX in @p ret_status for what is no such
 * output: the id must be @p id.
 */
bool hm_git_next_blob(struct hm_str *rest, struct hm_str id, struct hm_str *ret_content,
                      enum hm_status *ret_status, struct hm_err *reterr);

/** Whether a file is only a pointer to what Git LFS keeps elsewhere. */
bool hm_git_is_lfs_pointer(struct hm_str content);

/**
 * A remote's URL as a report may show it: without user, password, query and fragment, of http,
 * https, ssh or git; "git@host:path" becomes "ssh://host/path". False for everything else: a
 * folder, a URL with characters that none has, one of more than 2,048 bytes.
 */
bool hm_git_clean_url(struct hm_arena *arena, struct hm_str url, struct hm_str *ret_url);

#endif
