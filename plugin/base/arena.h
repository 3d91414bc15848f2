/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that is taken piece by piece and given back all at once. */
#ifndef HM_BASE_ARENA_H
#define HM_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "plugin/base/err.h"
#include "plugin/base/str.h"

struct hm_arena_block;

/** Zero-initialised, it is ready for use. Not for sharing between threads. */
struct hm_arena {
    struct hm_arena_block *head;
    struct hm_arena_block *large; /**< pieces of HM_ARENA_LARGE bytes and more, each in a block */
    char *at;
    char *end;
    size_t taken; /**< bytes given since the last reset, each piece rounded up */
};

/** Gives everything back to the system; the arena can be used again. */
void hm_arena_done(struct hm_arena *arena);

/** Forgets everything but keeps the largest block for the next use. */
void hm_arena_reset(struct hm_arena *arena);

/** Moves what @p from holds into @p into, where it stays at its addresses; @p from is empty then.
 */
void hm_arena_adopt(struct hm_arena *into, struct hm_arena *from);

/** Pieces of so many bytes have memory of their own, which can grow, and can be given back. */
#ifndef HM_ARENA_LARGE
#define HM_ARENA_LARGE ((size_t)64 * 1024)
#endif

/**
 * Makes a piece of @p old bytes (0 for none: NULL) @p n bytes long, at another address if need be;
 * what is behind the old bytes is not zeroed. The old piece must not be used any more.
 */
void *hm_arena_grow(struct hm_arena *arena, void *piece, size_t old, size_t n)
    __attribute__((returns_nonnull));

/** Gives a piece of @p n bytes back before the rest, if it is a large one; else does nothing. */
void hm_arena_drop(struct hm_arena *arena, void *piece, size_t n);

/** @p n zeroed bytes, aligned for any type. Never NULL (hm_out_of_memory). */
void *hm_arena_alloc(struct hm_arena *arena, size_t n) __attribute__((malloc, returns_nonnull));

/** The same for @p n objects of @p size bytes; hm_out_of_memory where the product is no size. */
void *hm_arena_array(struct hm_arena *arena, size_t size, size_t n)
    __attribute__((malloc, returns_nonnull));

/** Zeroed room for @p n objects of a type. */
#define hm_arena_new(arena, type, n) ((type *)hm_arena_array((arena), sizeof(type), (size_t)(n)))

/** A copy with a NUL after its last byte. */
struct hm_str hm_arena_str(struct hm_arena *arena, struct hm_str s);

/** A copy as a C string; bytes after an embedded NUL are there, but C does not see them. */
const char *hm_arena_c(struct hm_arena *arena, struct hm_str s);

struct hm_str hm_arena_printf(struct hm_arena *arena, const char *fmt, ...) HM_PRINTF(2, 3);

struct hm_str hm_arena_vprintf(struct hm_arena *arena, const char *fmt, va_list ap) HM_PRINTF(2, 0);

/** A copy of all parts, one behind the other; unlike a format it keeps NULs. */
struct hm_str hm_arena_concat_of(struct hm_arena *arena, const struct hm_str *parts, size_t n);

/** `hm_arena_concat(arena, HM_S("a "), b)` */
#define hm_arena_concat(arena, ...)                                                                \
    hm_arena_concat_of((arena), (const struct hm_str[]){ __VA_ARGS__ },                            \
                       sizeof((const struct hm_str[]){ __VA_ARGS__ }) / sizeof(struct hm_str))

#endif
