/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays that grow inside an arena. */
#ifndef HM_BASE_VEC_H
#define HM_BASE_VEC_H

#include <stdlib.h>

#include "plugin/base/arena.h"

/** `HM_VEC(struct hm_note) notes;` Zero-initialised, it is empty. `p[0…n-1]` are the elements. */
#define HM_VEC(type)                                                                               \
    struct {                                                                                       \
        type *p;                                                                                   \
        size_t n;                                                                                  \
        size_t cap;                                                                                \
    }

/**
 * A vector grows in one arena all its life, which it was given by the first push.
 *
 * Makes room for one more element and evaluates to a pointer to it, zeroed. Growing copies, so
 * pointers to elements last only until the next push.
 */
#define hm_vec_push(arena, vec)                                                                    \
    (hm_vec_reserve((arena), &(vec)->p, &(vec)->n, &(vec)->cap, sizeof *(vec)->p),                 \
     memset(&(vec)->p[(vec)->n++], 0, sizeof *(vec)->p), &(vec)->p[(vec)->n - 1])

/** Appends a value. */
#define hm_vec_add(arena, vec, value) (*hm_vec_push((arena), (vec)) = (value))

/** Sorts by qsort's @p compare; an empty vector has no memory, which qsort must not be given. */
#define hm_vec_sort(vec, compare)                                                                  \
    do {                                                                                           \
        if ((vec)->n > 1) {                                                                        \
            qsort((vec)->p, (vec)->n, sizeof *(vec)->p, (compare));                                \
        }                                                                                          \
    } while (0)

/* @p p_at points to the vector's pointer, of whatever type that is: so it is copied, not read. */
static inline void
hm_vec_reserve(struct hm_arena *arena, void *p_at, const size_t *n, size_t *cap, size_t size)
{
    if (*n < *cap) {
        return;
    }
    size_t more = *cap == 0 ? 8 : *cap * 2;
    void *old = NULL;
    if (size != 0 && more > SIZE_MAX / size) {
        hm_out_of_memory();
    }
    memcpy(&old, p_at, sizeof old);
    void *bigger = hm_arena_grow(arena, old, *cap * size, more * size);
    memcpy(p_at, &bigger, sizeof bigger);
    *cap = more;
}

#endif
