/* SPDX-License-Identifier: Apache-2.0 */
/* Copies of programs that nobody can change any more, hashed while they were made. */
#ifndef HM_BASE_SEALED_H
#define HM_BASE_SEALED_H

#include "plugin/base/crypto.h"

/* A file that is hashed and then executed by its name can be another one in between. So its bytes
 * are copied into memory, hashed on the way and sealed, and the copy is what runs. */

enum hm_sealed_state {
    HM_SEALED_WORKING = 0,
    HM_SEALED_READY,
    HM_SEALED_NOT_PINNABLE, /**< a script: what runs it, and what it loads, would stay unknown */
    HM_SEALED_FAILED,       /**< `error` is the errno that says why */
};

/** What came of it; all but `state` only when that is not HM_SEALED_WORKING. */
struct hm_sealed_result {
    enum hm_sealed_state state;
    int error;
    int fd; /**< HM_SEALED_READY: the copy, never one of 0 to 2; -1 when only the hash was asked */
    char sha256[2 * HM_SHA256_BYTES + 1]; /**< HM_SEALED_READY: lower-case hexadecimal */
    bool is_dynamic; /**< it loads libraries of the system, which are not part of it */
};

struct hm_sealed;

/** A program of more bytes than this is not copied (EFBIG). */
#define HM_SEALED_LIMIT (UINT64_C(1) << 30)

/** Starts to copy a program, in a thread of its own. Never NULL. */
struct hm_sealed *hm_sealed_start(const char *path);

/** A file of more bytes than this is not hashed (EFBIG). */
#define HM_SEALED_HASH_LIMIT (UINT64_C(16) << 30)

/** Starts to hash a file of any kind of bytes where it lies, in a thread of its own: nothing is
 * copied, so it says what the file was while it was read. Never NULL. */
struct hm_sealed *hm_sealed_start_hash(const char *path);

/** What came of it so far. Does not wait. */
struct hm_sealed_result hm_sealed_look(struct hm_sealed *sealed);

/** Waits until it is done. */
struct hm_sealed_result hm_sealed_wait(struct hm_sealed *sealed);

/** Gives up what is not done yet, and frees. NULL is allowed. */
void hm_sealed_free(struct hm_sealed *sealed);

/** Whether a file starts like a program that can be pinned, an ELF file. */
bool hm_sealed_can(const char *path);

#endif
