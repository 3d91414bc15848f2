/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/copied.h"

#include "plugin/base/path.h"
#include "plugin/base/vec.h"
#include "plugin/context/context.h"
#include "plugin/context/filepath_match.h"
#include "plugin/context/ignore.h"

enum {
    LINKS_FOLLOWED = 255, /* as containerd's RootPath has it */
};

/* Patterns, and a row of bytes for the folder above and one for what is in it. */
struct filter {
    struct hm_ignore patterns;
    unsigned char *rows;
};

/* One source. */
struct taker {
    struct hm_str base;         /* without links; empty: the context itself */
    struct hm_str pattern;      /* what of it is meant, or empty: all */
    const struct filter *wants; /* --parents: only what fits of that; else NULL */
};

struct copied {
    struct hm_copied head;
    const struct hm_context *context;
    HM_VEC(struct taker) takers;
    const struct filter *excludes; /* or NULL */
    uint64_t spent;
};

/* The link that is sent under this name, or NULL. */
static const struct hm_context_file *
find_link(const struct hm_context *context, struct hm_str path)
{
    const struct hm_context_file *file =
        context->n_links == 0 ? NULL : hm_context_find(context, path);

    return file != NULL && file->is_link && !file->is_ignored ? file : NULL;
}

/* A path from the context's root on: clean, and never above it. */
static struct hm_str
rooted(struct hm_arena *arena, struct hm_str path)
{
    struct hm_str clean = hm_path_clean(arena, hm_arena_concat(arena, HM_S("/"), path));

    return hm_str_from(clean, 1);
}

/* Where a rooted path leads once all links on the way are followed, within the context as a root;
 * false for a circle. */
static bool
resolve(struct hm_arena *arena, const struct hm_context *context, struct hm_str path,
        struct hm_str *ret_path)
{
    uint32_t followed = 0;
    size_t at = 0;

    while (at < path.n) {
        size_t end = at + hm_str_find(hm_str_from(path, at), '/');
        const struct hm_context_file *link = find_link(context, hm_str_sub(path, 0, end));
        if (link == NULL) {
            at = end + 1;
            continue;
        }
        if (++followed > LINKS_FOLLOWED) {
            return false;
        }
        struct hm_str rest = hm_str_from(path, end);
        struct hm_str target =
            hm_str_starts(link->link, "/")
                ? link->link
                : hm_arena_concat(arena, hm_str_dirname(link->path), HM_S("/"), link->link);
        path = rooted(arena, hm_arena_concat(arena, target, rest));
        at = 0;
    }
    *ret_path = path;
    return true;
}

/* The part of @p path in the folder @p base: empty for itself. */
static bool
is_below(struct hm_str path, struct hm_str base, struct hm_str *ret_rest)
{
    if (base.n == 0) {
        *ret_rest = path;
        return true;
    }
    if (path.n < base.n || !hm_str_is(hm_str_sub(path, 0, base.n), base) ||
        (path.n > base.n && path.p[base.n] != '/')) {
        return false;
    }
    *ret_rest = hm_str_from(path, base.n + 1);
    return true;
}

/* How much of @p rest the pattern fits: BuildKit looks no deeper once it fits. */
static size_t
matched_length(struct hm_str pattern, struct hm_str rest)
{
    for (size_t n = 1; n <= rest.n; n++) {
        if ((n == rest.n || rest.p[n] == '/') &&
            hm_filepath_match(pattern, hm_str_sub(rest, 0, n)) == HM_FIT_YES) {
            return n;
        }
    }
    return 0;
}

static bool
passes(struct copied *copied, const struct filter *filter, struct hm_str rest)
{
    uint32_t n = filter->patterns.n_patterns;
    unsigned char *above = NULL;
    unsigned char *row = filter->rows;
    enum hm_trit answer = HM_NO;

    for (size_t end = 1; end <= rest.n; end++) {
        if (end < rest.n && rest.p[end] != '/') {
            continue;
        }
        answer = hm_ignore_matches_in(&filter->patterns, hm_str_sub(rest, 0, end), above, row, NULL,
                                      &copied->spent);
        if (answer == HM_UNKNOWN) {
            copied->head.is_certain = false;
            return false;
        }
        above = row;
        row = row == filter->rows ? filter->rows + n : filter->rows;
    }
    return answer == HM_YES;
}

static bool
takes(const struct hm_copied *head, struct hm_str path)
{
    /* Only what was spent, and whether that was too much, changes. */
    struct copied *copied = (struct copied *)(uintptr_t)head;

    for (size_t i = 0; i < copied->takers.n; i++) {
        const struct taker *taker = &copied->takers.p[i];
        struct hm_str rest;
        if (copied->spent > HM_CONTEXT_STEPS) {
            copied->head.is_certain = false;
            return false;
        }
        copied->spent++;
        if (!is_below(path, taker->base, &rest)) {
            continue;
        }
        if (taker->pattern.n > 0) {
            size_t n = matched_length(taker->pattern, rest);
            copied->spent += path.n;
            if (n == 0 || (n == rest.n && find_link(copied->context, path) != NULL)) {
                continue;
            }
            rest = hm_str_from(rest, n + 1);
        }
        /* What a source names is taken whatever is to be left out of what it holds. */
        if (rest.n == 0 ||
            ((taker->wants == NULL || passes(copied, taker->wants, rest)) &&
             (copied->excludes == NULL || !passes(copied, copied->excludes, rest)))) {
            return true;
        }
    }
    return false;
}

static const struct filter *
make_filter(struct hm_arena *arena, struct copied *copied, const struct hm_str *patterns, size_t n)
{
    struct filter *filter = hm_arena_new(arena, struct filter, 1);
    struct hm_err err = { 0 };

    if (hm_ignore_make(arena, patterns, n, &filter->patterns, &err) != HM_OK) {
        copied->head.is_certain = false;
    }
    filter->rows = hm_arena_alloc(arena, 2 * (size_t)filter->patterns.n_patterns + 1);
    return filter;
}

static void
add_taker(struct hm_arena *arena, struct copied *copied, struct hm_str base, struct hm_str pattern,
          const struct filter *wants)
{
    struct taker taker = { .pattern = pattern, .wants = wants };

    if (resolve(arena, copied->context, base, &taker.base)) {
        hm_vec_add(arena, &copied->takers, taker);
    } else {
        copied->head.is_certain = false;
    }
}

/* What a link that fits a pattern leads to is taken in its place. */
static void
add_links(struct hm_arena *arena, struct copied *copied, const struct taker *of)
{
    const struct hm_context *context = copied->context;

    for (uint32_t i = 0; i < context->n_links; i++) {
        const struct hm_context_file *file = &context->files[context->links[i]];
        struct hm_str rest;
        if (is_below(file->path, of->base, &rest) && rest.n > 0 &&
            matched_length(of->pattern, rest) == rest.n) {
            add_taker(arena, copied, file->path, HM_S(""), of->wants);
        }
    }
}

static void
add_source(struct hm_arena *arena, struct copied *copied, struct hm_str source, bool has_parents)
{
    const struct filter *wants = NULL;

    if (has_parents) {
        size_t pivot = 0;
        while (pivot < source.n && !hm_str_starts(hm_str_from(source, pivot), "/./")) {
            pivot++;
        }
        struct hm_str inner =
            rooted(arena, pivot < source.n ? hm_str_from(source, pivot + 3) : source);
        source = pivot < source.n ? hm_str_sub(source, 0, pivot) : HM_S("");
        wants = make_filter(arena, copied, &inner, 1);
    }
    source = rooted(arena, source);
    size_t at = 0;
    while (at < source.n) {
        size_t n = hm_str_find(hm_str_from(source, at), '/');
        if (hm_filepath_has_wildcard(hm_str_sub(source, at, n))) {
            break;
        }
        at += n + 1;
    }
    struct hm_str base = hm_str_sub(source, 0, at == 0 ? 0 : at - 1);
    struct hm_str pattern = hm_str_from(source, at);
    add_taker(arena, copied, base, pattern, wants);
    if (pattern.n > 0 && copied->takers.n > 0) {
        struct taker of = copied->takers.p[copied->takers.n - 1];
        add_links(arena, copied, &of);
    }
}

static bool
is_remote(struct hm_str source)
{
    return hm_str_starts(source, "http://") || hm_str_starts(source, "https://") ||
           hm_str_starts(source, "git://") || hm_str_starts(source, "ssh://") ||
           hm_str_starts(source, "git@");
}

/* What the mounts of a RUN show of the context. */
static const struct hm_copied *
make_mounted(struct hm_arena *arena, const struct hm_context *context,
             const struct hm_instruction *inst)
{
    struct copied *copied = NULL;

    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        const struct hm_mount *mount = &inst->mounts[i];
        if (!hm_str_eq(mount->type, "bind") || mount->from.text.n > 0) {
            continue;
        }
        if (copied == NULL) {
            copied = hm_arena_new(arena, struct copied, 1);
            *copied = (struct copied){ .head = { .takes = takes, .is_certain = true },
                                       .context = context };
        }
        if (mount->source.text.n > 0 && !mount->source.is_known) {
            copied->head.is_certain = false;
        } else {
            add_taker(arena, copied, rooted(arena, mount->source.value), HM_S(""), NULL);
        }
    }
    return copied == NULL ? NULL : &copied->head;
}

const struct hm_copied *
hm_copied_make(struct hm_arena *arena, const struct hm_context *context,
               const struct hm_instruction *inst)
{
    HM_VEC(struct hm_str) excludes = { 0 };
    bool has_parents = false;

    if (inst->kind == HM_RUN) {
        return make_mounted(arena, context, inst);
    }
    if (inst->kind != HM_COPY && inst->kind != HM_ADD) {
        return NULL;
    }
    struct copied *copied = hm_arena_new(arena, struct copied, 1);
    *copied = (struct copied){ .head = { .takes = takes, .is_certain = true }, .context = context };
    for (uint32_t i = 0; i < inst->n_flags; i++) {
        const struct hm_flag *flag = &inst->flags[i];
        if (hm_str_eq(flag->name, "from")) {
            return NULL;
        }
        if (hm_str_eq(flag->name, "exclude")) {
            hm_vec_add(arena, &excludes, flag->value.value);
            copied->head.is_certain = copied->head.is_certain && flag->value.is_known;
        }
        has_parents = has_parents ||
                      (hm_str_eq(flag->name, "parents") && !hm_str_eq(flag->value.value, "false"));
    }
    if (excludes.n > 0) {
        copied->excludes = make_filter(arena, copied, excludes.p, excludes.n);
    }
    for (uint32_t i = 0; inst->n_words >= 2 && i < inst->n_words - 1; i++) {
        const struct hm_word *word = &inst->words[i];
        if (!word->is_known) {
            copied->head.is_certain = false;
        } else if (!(inst->kind == HM_ADD && is_remote(word->value)) &&
                   !(inst->n_heredocs > 0 && hm_str_starts(word->value, "<<"))) {
            add_source(arena, copied, word->value, has_parents);
        }
    }
    return &copied->head;
}

const struct hm_copied *const *
hm_copies_make(struct hm_arena *arena, const struct hm_context *context,
               const struct hm_dockerfile *file)
{
    const struct hm_copied **copies =
        hm_arena_new(arena, const struct hm_copied *, file->n_instructions);
    uint32_t n = 0;

    for (uint32_t i = 0; i < file->n_instructions; i++) {
        if (n < HM_COPIES) {
            copies[i] = hm_copied_make(arena, context, &file->instructions[i]);
            n += copies[i] != NULL;
        }
    }
    return copies;
}
