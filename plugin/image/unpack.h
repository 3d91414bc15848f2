/* SPDX-License-Identifier: Apache-2.0 */
/* The diff id of a layer: the digest of what its bytes unpack to, in constant memory and under a
 * ceiling. */
#ifndef HM_IMAGE_UNPACK_H
#define HM_IMAGE_UNPACK_H

#include "plugin/image/aside.h"

/** How a layer is packed, by its first bytes. */
enum hm_packing {
    HM_PACKING_UNKNOWN, /**< no byte seen yet */
    HM_PACKING_NONE,
    HM_PACKING_GZIP,
    HM_PACKING_ZSTD,
};

struct hm_unpack;

enum {
    HM_UNPACK_RATIO = 200, /**< unpacked bytes a packed one may stand for, beyond the free part */
};
#define HM_UNPACK_FREE ((uint64_t)4 << 30)   /**< unpacked bytes that no ratio is asked of */
#define HM_UNPACK_LIMIT ((uint64_t)64 << 30) /**< unpacked bytes at most */

/** @p hashes_plain: also bytes that are not packed; without it they are only looked at, for a
 * caller who has their digest anyway. @p aside, borrowed, hashes what comes out; NULL: the caller's
 * own thread does. */
struct hm_unpack *hm_unpack_new(bool hashes_plain, struct hm_aside *aside);

void hm_unpack_free(struct hm_unpack *unpack);

/** Forgets all it took. */
void hm_unpack_restart(struct hm_unpack *unpack);

/** Takes the packed bytes one after the other. Once something is wrong the rest is ignored:
 * hm_unpack_end tells. */
void hm_unpack_take(struct hm_unpack *unpack, struct hm_str piece);

/** How the bytes are packed, after hm_unpack_end. */
enum hm_packing hm_unpack_packing(const struct hm_unpack *unpack);

/**
 * The SHA-256 of what came out (of nothing, for plain bytes that are not hashed). HM_E_SYNTAX:
 * broken or cut gzip or zstd; HM_E_LIMIT: more comes out than is read, or a zstd frame asks for
 * more than 128 MiB of memory.
 */
enum hm_status hm_unpack_end(struct hm_unpack *unpack, struct hm_digest *ret_digest,
                             struct hm_err *reterr) HM_MUST_CHECK;

#endif
