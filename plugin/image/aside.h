/* SPDX-License-Identifier: Apache-2.0 */
/* A SHA-256 computed in a thread of its own, beside the one that makes the bytes. */
#ifndef HM_IMAGE_ASIDE_H
#define HM_IMAGE_ASIDE_H

#include "plugin/image/digest.h"

enum { HM_ASIDE_SIZE = 128 * 1024 /**< bytes of a room */ };

struct hm_aside;

/** Starts the thread, with all signals blocked; NULL when the system gives none. */
struct hm_aside *hm_aside_new(void);

/** Ends the thread: what it was given last may stay unhashed. NULL is allowed. */
void hm_aside_free(struct hm_aside *aside);

/** HM_ASIDE_SIZE bytes to fill, until the next hm_aside_put. Waits while all rooms are full. */
unsigned char *hm_aside_room(struct hm_aside *aside);

/** Has the first @p n bytes of that room hashed. */
void hm_aside_put(struct hm_aside *aside, size_t n);

/** Waits for the hash of all that was put since the beginning or the last end; the next begins. */
void hm_aside_end(struct hm_aside *aside, unsigned char ret_bytes[HM_HASH_MAX_BYTES]);

#endif
