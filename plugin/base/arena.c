/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/arena.h"

#include <stdalign.h>
#include <stdint.h>

struct hm_arena_block {
    struct hm_arena_block *next;
    struct hm_arena_block *previous; /* of large pieces only */
    size_t size;                     /* of data */
    alignas(max_align_t) char data[];
};

enum {
    FIRST_BLOCK = 16 * 1024,
    LARGEST_BLOCK = 1024 * 1024,
};

_Static_assert(HM_ARENA_LARGE <= FIRST_BLOCK * 4, "a block must hold what is no large piece");

/* What is handed out for @p n bytes. */
static size_t
round_up(size_t n)
{
    const size_t mask = alignof(max_align_t) - 1;

    if (n > SIZE_MAX / 2) {
        hm_out_of_memory();
    }
    return n == 0 ? mask + 1 : (n + mask) & ~mask;
}

static struct hm_arena_block *
resize_block(struct hm_arena_block *block, size_t size)
{
    struct hm_arena_block *resized = realloc(block, sizeof *block + size);

    if (resized == NULL) {
        hm_out_of_memory();
    }
    resized->size = size;
    return resized;
}

static void
add_block(struct hm_arena *arena, size_t need)
{
    size_t size = arena->head == NULL ? FIRST_BLOCK : arena->head->size * 2;

    if (size > LARGEST_BLOCK) {
        size = LARGEST_BLOCK;
    }
    struct hm_arena_block *block = resize_block(NULL, size < need ? need : size);
    block->next = arena->head;
    block->previous = NULL;
    arena->head = block;
    arena->at = block->data;
    arena->end = block->data + block->size;
}

/* Makes the list begin with the block, or makes its neighbours point to where it is now. */
static void
link_large(struct hm_arena *arena, struct hm_arena_block *block)
{
    if (block->next != NULL) {
        block->next->previous = block;
    }
    if (block->previous != NULL) {
        block->previous->next = block;
    } else {
        arena->large = block;
    }
}

static struct hm_arena_block *
block_of(void *piece)
{
    return (struct hm_arena_block *)(void *)((char *)piece - offsetof(struct hm_arena_block, data));
}

static void
free_blocks(struct hm_arena_block *block)
{
    while (block != NULL) {
        struct hm_arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void
hm_arena_done(struct hm_arena *arena)
{
    free_blocks(arena->head);
    free_blocks(arena->large);
    *arena = (struct hm_arena){ 0 };
}

void
hm_arena_reset(struct hm_arena *arena)
{
    struct hm_arena_block *keep = arena->head;

    free_blocks(arena->large);
    arena->large = NULL;
    arena->taken = 0;
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
}

/* The list of one arena's blocks with another's behind its first. */
static struct hm_arena_block *
join_lists(struct hm_arena_block *into, struct hm_arena_block *from)
{
    if (into == NULL || from == NULL) {
        return into == NULL ? from : into;
    }
    struct hm_arena_block *last = from;
    while (last->next != NULL) {
        last = last->next;
    }
    last->next = into->next;
    if (last->next != NULL) {
        last->next->previous = last;
    }
    into->next = from;
    from->previous = into;
    return into;
}

void
hm_arena_adopt(struct hm_arena *into, struct hm_arena *from)
{
    if (into->head == NULL) {
        into->at = from->at;
        into->end = from->end;
    }
    into->head = join_lists(into->head, from->head);
    into->large = join_lists(into->large, from->large);
    into->taken += from->taken;
    *from = (struct hm_arena){ 0 };
}

static void *
alloc_raw(struct hm_arena *arena, size_t need)
{
    arena->taken += need;
    if (need >= HM_ARENA_LARGE) {
        struct hm_arena_block *block = resize_block(NULL, need);
        block->next = arena->large;
        block->previous = NULL;
        link_large(arena, block);
        return block->data;
    }
    if ((size_t)(arena->end - arena->at) < need) {
        add_block(arena, need);
    }
    void *p = arena->at;
    arena->at += need;
    return p;
}

void *
hm_arena_alloc(struct hm_arena *arena, size_t n)
{
    void *p = alloc_raw(arena, round_up(n));

    memset(p, 0, n);
    return p;
}

void *
hm_arena_grow(struct hm_arena *arena, void *piece, size_t old, size_t n)
{
    size_t had = piece == NULL ? 0 : round_up(old);
    size_t need = round_up(n);

    if (had >= HM_ARENA_LARGE) {
        struct hm_arena_block *block = resize_block(block_of(piece), need);
        arena->taken += need - had;
        link_large(arena, block);
        return block->data;
    }
    if (had > 0 && (char *)piece + had == arena->at && need < HM_ARENA_LARGE &&
        (size_t)(arena->end - arena->at) >= need - had) {
        arena->at += need - had;
        arena->taken += need - had;
        return piece;
    }
    void *grown = alloc_raw(arena, need);
    if (had > 0) {
        memcpy(grown, piece, old);
    }
    return grown;
}

void
hm_arena_drop(struct hm_arena *arena, void *piece, size_t n)
{
    if (piece == NULL || round_up(n) < HM_ARENA_LARGE) {
        return;
    }
    struct hm_arena_block *block = block_of(piece);
    arena->taken -= block->size;
    if (block->next != NULL) {
        block->next->previous = block->previous;
    }
    if (block->previous != NULL) {
        block->previous->next = block->next;
    } else {
        arena->large = block->next;
    }
    free(block);
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
    char first[256]; /* most texts are short, and need not be made twice */
    va_list again;

    va_copy(again, ap);
    int wanted = vsnprintf(first, sizeof first, fmt, again);
    va_end(again);
    size_t n = wanted < 0 ? 0 : (size_t)wanted;
    if (n < sizeof first) {
        return hm_arena_str(arena, hm_str_make(first, n));
    }
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
