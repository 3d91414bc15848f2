/* SPDX-License-Identifier: Apache-2.0 */
/* Reading files within a bound and writing them whole or not at all. */
#ifndef HM_BASE_IO_H
#define HM_BASE_IO_H

#include <fcntl.h>

#include "plugin/base/buf.h"
#include "plugin/base/err.h"

/**
 * Appends the whole of @p path, opened relative to @p dirfd (AT_FDCWD for none), to @p buf.
 * Refuses anything but a regular file (HM_E_UNSUPPORTED), and files over @p limit bytes
 * (HM_E_LIMIT); @p buf is then as it was before.
 */
enum hm_status hm_read_file(int dirfd, const char *path, size_t limit, struct hm_buf *buf,
                            struct hm_err *reterr) HM_MUST_CHECK;

/**
 * The same, quickly, where no link is on the way: HM_E_REFUSED when there is one, when @p path
 * leads out of @p dirfd, or when the system has no means to tell.
 */
enum hm_status hm_read_file_below(int dirfd, const char *path, size_t limit, struct hm_buf *buf,
                                  struct hm_err *reterr) HM_MUST_CHECK;

/** Appends all that can be read from @p fd (a pipe, standard input) to @p buf; @p name is for
 * messages. */
enum hm_status hm_read_fd(int fd, const char *name, size_t limit, struct hm_buf *buf,
                          struct hm_err *reterr) HM_MUST_CHECK;

/** Writes all of @p s, whatever write(2) takes at a time. */
enum hm_status hm_write_fd(int fd, struct hm_str s, const char *name,
                           struct hm_err *reterr) HM_MUST_CHECK;

/** A file in the making: what is written bit by bit and seen whole or not at all. */
struct hm_draft {
    int fd;
    const char *path;   /**< borrowed; messages name it */
    char *target;       /**< what a link leads to, else NULL */
    struct hm_buf temp; /**< path of the temporary file; empty: written in place */
    bool is_lent;       /**< fd stays open */
};

/**
 * Begins @p path as a temporary file beside it, so that a reader sees the old content or the new
 * and never a part. A link stays, and what it points to is replaced. What is no regular file
 * (/dev/null, a pipe) and /dev/stdout, /dev/stderr, /dev/fd/N are written in place, as it comes.
 * hm_draft_done is due in any case.
 */
enum hm_status hm_draft_open(const char *path, struct hm_draft *draft,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** One that is written in place to @p fd, which stays open. */
struct hm_draft hm_draft_of_fd(int fd, const char *name);

enum hm_status hm_draft_write(struct hm_draft *draft, struct hm_str s,
                              struct hm_err *reterr) HM_MUST_CHECK;

/** Puts the file, synced and with permissions 0644 less the umask, into its place by a rename. Not
 * while other threads make files. */
enum hm_status hm_draft_commit(struct hm_draft *draft, struct hm_err *reterr) HM_MUST_CHECK;

/** Removes what was not committed. */
void hm_draft_done(struct hm_draft *draft);

/** The same with the whole content at hand: a draft opened, written and committed. */
enum hm_status hm_write_file(const char *path, struct hm_str content,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** The folder for what is temporary: $TMPDIR where that is absolute, else /tmp. */
const char *hm_temp_folder(void);

/** Makes a private (0700) directory in hm_temp_folder and returns its path in @p buf. */
enum hm_status hm_make_temp_dir(struct hm_buf *buf, struct hm_err *reterr) HM_MUST_CHECK;

/** Removes a directory and all in it, without following links. Errors are ignored: it is only
 * called on our own. */
void hm_remove_tree(const char *path);

#endif
