/* SPDX-License-Identifier: Apache-2.0 */
/* A tar file as an index of names: nothing is extracted, so nothing can be written anywhere. Blobs
 * are then hashed side by side where they lie, which a reader that streams (libarchive) cannot do;
 * that one also brings an XML library and ICU along, a third of the time that a start takes. It is
 * the yardstick of the tests instead. */
#ifndef HM_IMAGE_TAR_H
#define HM_IMAGE_TAR_H

#include "plugin/base/arena.h"
#include "plugin/base/vec.h"
#include "plugin/image/blob.h"

/** A regular file or a link to one; folders and devices are not kept. */
struct hm_tar_entry {
    struct hm_str name; /**< without a leading "./" */
    struct hm_str link; /**< the name it stands for; empty for a file */
    uint64_t off;       /**< of its bytes */
    uint64_t size;
    bool is_double; /**< another entry has the same name: readers disagree which one counts */
};

struct hm_tar {
    int fd; /**< borrowed */
    HM_VEC(struct hm_tar_entry) entries;
    uint32_t *table; /**< of entry indexes + 1, by name */
    size_t table_size;
};

enum {
    HM_TAR_ENTRIES = 200000,
    HM_TAR_META = 64 * 1024,         /**< bytes of a long name or of pax records */
    HM_TAR_NAMES = 64 * 1024 * 1024, /**< bytes of all names */
};

/**
 * Reads all headers: ustar, pax, GNU and old tar. HM_E_SYNTAX for what is no tar file, or one that
 * was cut; HM_E_UNSUPPORTED for compressed and for sparse ones; HM_E_LIMIT, HM_E_IO, and the
 * limits' errors.
 */
enum hm_status hm_tar_read(struct hm_arena *arena, int fd, const struct hm_blob_limits *limits,
                           struct hm_tar *ret_tar, struct hm_err *reterr) HM_MUST_CHECK;

/**
 * The file of that name, through links within the archive. HM_E_NOT_FOUND, or HM_E_UNSUPPORTED
 * where the name is in it twice.
 */
enum hm_status hm_tar_find(const struct hm_tar *tar, struct hm_str name,
                           const struct hm_tar_entry **ret_entry,
                           struct hm_err *reterr) HM_MUST_CHECK;

/** Whether an entry has that name, however often. */
bool hm_tar_has(const struct hm_tar *tar, struct hm_str name);

#endif
