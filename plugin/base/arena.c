/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/arena.h"

#include <stdalign.h>
#include <stdint.h>

struct hm_arena_block {
    struct hm_arena_block *next;
    size_t size; /* of data */
    alignas(max_align_t) char data[];
};

enum {
    FIRST_BLOCK = 16 * 1024,
    LARGEST_BLOCK = 1024 * 1024,
};

static void
add_block(struct hm_arena *arena, size_t need)
{
    size_t size = arena->head == NULL ? FIRST_BLOCK : arena->head->size * 2;

    if (size > LARGEST_BLOCK) {
        size = LARGEST_BLOCK;
    }
    if (size < need) {
        size = need;
    }
    if (size > SIZE_MAX - sizeof(struct hm_arena_block)) {
        hm_out_of_memory();
    }
    struct hm_arena_block *block = malloc(sizeof *block + size);
    if (block == NULL) {
        hm_out_of_memory();
    }
    block->next = arena->head;
    block->size = size;
    arena->head = block;
    arena->at = block->data;
    arena->end = block->data + size;
}

void
hm_arena_done(struct hm_arena *arena)
{
    struct hm_arena_block *block = arena->head;

    while (block != NULL) {
        struct hm_arena_block *next = block->next;
        free(block);
        block = next;
    }
    *arena = (struct hm_arena){ 0 };
}

void
hm_arena_reset(struct hm_arena *arena)
{
    struct hm_arena_block *keep = arena->head;

    if (keep == NULL) {
        return;
    }
    for (struct hm_arena_block *block = keep->next; block != NULL; block = block->next) {
        keep = block->size > keep->size ? block : keep;
    }
    for (struct hm_arena_block *block = arena->head; block != NULL;) {
        struct hm_arena_block *next = block->next;
        if (block != keep) {
            free(block);
        }
        block = next;
    }
    keep->next = NULL;
    arena->head = keep;
    arena->at = keep->data;
    arena->end = keep->data + keep->size;
    arena->taken = 0;
}

void
hm_arena_adopt(struct hm_arena *into, struct hm_arena *from)
{
    if (into->head == NULL) {
        *into = *from;
    } else if (from->head != NULL) {
        struct hm_arena_block *last = from->head;
        while (last->next != NULL) {
            last = last->next;
        }
        last->next = into->head->next;
        into->head->next = from->head;
        into->taken += from->taken;
    }
    *from = (struct hm_arena){ 0 };
}

void *
hm_arena_alloc(struct hm_arena *arena, size_t n)
{
    const size_t mask = alignof(max_align_t) - 1;

    if (n > SIZE_MAX / 2) {
        hm_out_of_memory();
    }
    size_t need = (n + mask) & ~mask;
    if (need == 0) {
        need = mask + 1;
    }
    if ((size_t)(arena->end - arena->at) < need) {
        add_block(arena, need);
    }
    void *p = arena->at;
    arena->at += need;
    arena->taken += need;
    memset(p, 0, n);
    return p;
}

void *
hm_arena_array(struct hm_arena *arena, size_t size, size_t n)
{
    if (size != 0 && n > SIZE_MAX / size) {
        hm_out_of_memory();
    }
    return hm_arena_alloc(arena, size * n);
}

struct hm_str
hm_arena_str(struct hm_arena *arena, struct hm_str s)
{
    char *p = hm_arena_alloc(arena, s.n + 1);

    if (s.n > 0) {
        memcpy(p, s.p, s.n);
    }
    return hm_str_make(p, s.n);
}

const char *
hm_arena_c(struct hm_arena *arena, struct hm_str s)
{
    return hm_arena_str(arena, s).p;
}

struct hm_str
hm_arena_vprintf(struct hm_arena *arena, const char *fmt, va_list ap)
{
    va_list again;

    va_copy(again, ap);
    int wanted = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    size_t n = wanted < 0 ? 0 : (size_t)wanted;
    char *p = hm_arena_alloc(arena, n + 1);
    (void)vsnprintf(p, n + 1, fmt, ap);
    return hm_str_make(p, n);
}

struct hm_str
hm_arena_printf(struct hm_arena *arena, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    struct hm_str s = hm_arena_vprintf(arena, fmt, ap);
    va_end(ap);
    return s;
}

struct hm_str
hm_arena_concat_of(struct hm_arena *arena, const struct hm_str *parts, size_t n)
{
    size_t total = 0;

    for (size_t i = 0; i < n; i++) {
        total += parts[i].n;
    }
    char *p = hm_arena_alloc(arena, total + 1);
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].n > 0) {
            memcpy(p + to, parts[i].p, parts[i].n);
        }
        to += parts[i].n;
    }
    return hm_str_make(p, total);
}
