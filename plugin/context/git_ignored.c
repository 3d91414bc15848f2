/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/git_ignored.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/base/vec.h"
#include "plugin/context/git_index.h"
#include "plugin/context/git_pattern.h"

/* Paths are taken from the top of the outermost work tree on, so that those of the folders above
 * the walk have one, too. */
struct repository {
    size_t top; /* bytes of its top's path, '/' included */
    const struct hm_str *tracked;
    uint32_t n_tracked;
    struct hm_git_patterns exclude; /* .git/info/exclude */
};

/* A folder that is walked, or one above. */
struct level {
    size_t base; /* bytes of its path, '/' included */
    struct hm_git_patterns patterns;
    const struct repository *repository; /* NULL: nothing is known of it, and nothing is ignored */
    bool is_top;                         /* of its repository */
    bool is_open;                        /* what could not be read might keep what is below */
    bool is_ignored;                     /* only what is tracked counts in it */
};

struct hm_git_ignored {
    struct hm_arena *arena;
    struct hm_walk_guide guide;
    struct hm_str root; /* absolute */
    struct hm_buf path; /* of the entry, from the outermost top on */
    size_t root_at;     /* bytes of the walked folder's path, '/' included */
    HM_VEC(struct level) levels;
    uint32_t n_repositories;
    uint64_t spent;
    bool is_next_ignored; /* the folder that may be entered next */
    struct hm_str fault;
};

static void
set_fault(struct hm_git_ignored *g, struct hm_str path, const char *why)
{
    if (g->fault.n == 0) {
        g->fault = hm_arena_printf(g->arena, "%.*s: %s", HM_FMT(path), why);
    }
}

/* False where it is there and cannot be read. */
static bool
read_patterns(struct hm_git_ignored *g, int fd, struct hm_str path, struct hm_git_patterns *ret)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_GIT_IGNORE_LIMIT };
    struct hm_err err = { 0 };
    const char *name = fd == AT_FDCWD ? hm_arena_c(g->arena, path) : ".gitignore";
    enum hm_status status = hm_read_file(fd, name, HM_GIT_IGNORE_LIMIT, &text, &err);

    if (status == HM_E_NOT_FOUND) {
        return true;
    }
    if (status == HM_OK) {
        status =
            hm_git_patterns_parse(g->arena, hm_arena_str(g->arena, hm_buf_str(&text)), ret, &err);
    }
    if (status != HM_OK) {
        set_fault(g, path, err.text);
    }
    return status == HM_OK;
}

/* Several work trees of one repository share what it excludes. */
static struct hm_str
common_folder(struct hm_git_ignored *g, struct hm_str git)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_PATH_LIMIT };
    struct hm_err err = { 0 };
    const char *path = hm_arena_c(g->arena, hm_path_join(g->arena, git, HM_S("commondir")));

    if (hm_read_file(AT_FDCWD, path, HM_PATH_LIMIT, &text, &err) != HM_OK) {
        return git;
    }
    return hm_path_join(g->arena, git, hm_arena_str(g->arena, hm_str_trim(hm_buf_str(&text))));
}

/* NULL where it is none, or cannot be read. */
static const struct repository *
open_repository(struct hm_git_ignored *g, struct hm_str git, size_t top)
{
    struct repository *repository = hm_arena_new(g->arena, struct repository, 1);
    struct hm_git_index index = { 0 };
    struct hm_err err = { 0 };
    struct stat st;

    if (stat(hm_arena_c(g->arena, hm_path_join(g->arena, git, HM_S("HEAD"))), &st) != 0) {
        return NULL;
    }
    if (++g->n_repositories > HM_GIT_REPOSITORIES) {
        set_fault(g, git, "more repositories than are read");
        return NULL;
    }
    enum hm_status status = hm_git_index_all(g->arena, git, &index, &err);
    if ((status != HM_OK && status != HM_E_NOT_FOUND) || index.n_folders > 0) {
        set_fault(g, git, status == HM_OK ? "a sparse index" : err.text);
        return NULL;
    }
    *repository =
        (struct repository){ .top = top, .tracked = index.paths, .n_tracked = index.n_paths };
    struct hm_str exclude = hm_path_join(g->arena, common_folder(g, git), HM_S("info/exclude"));
    return read_patterns(g, AT_FDCWD, exclude, &repository->exclude) ? repository : NULL;
}

/* Whether something of the path, or that begins with it where it ends with '/', is tracked. */
static bool
is_tracked(const struct repository *repository, struct hm_str path)
{
    uint32_t low = 0;
    uint32_t high = repository->n_tracked;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (hm_str_compare(repository->tracked[middle], path) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == repository->n_tracked) {
        return false;
    }
    struct hm_str found = repository->tracked[low];
    return hm_str_is(found, path) ||
           (hm_str_ends(path, "/") && hm_str_is(hm_str_sub(found, 0, path.n), path));
}

/* What the patterns say of the path that is set, from its own folder up to the repository's top. */
static bool
is_matched(struct hm_git_ignored *g, size_t n_levels, struct hm_str path, bool is_folder)
{
    for (size_t i = n_levels; i > 0; i--) {
        const struct level *level = &g->levels.p[i - 1];
        enum hm_trit says = hm_git_patterns_say(&level->patterns, hm_str_from(path, level->base),
                                                is_folder, &g->spent);
        if (says == HM_UNKNOWN && level->is_top) {
            says = hm_git_patterns_say(&level->repository->exclude, hm_str_from(path, level->base),
                                       is_folder, &g->spent);
        }
        if (says != HM_UNKNOWN || level->is_top) {
            return says == HM_YES;
        }
    }
    return false;
}

static void
set_path(struct hm_git_ignored *g, struct hm_str path)
{
    g->path.n = g->root_at;
    hm_buf_add(&g->path, path);
}

static bool
is_hidden(void *ctx, const struct hm_walk_entry *entry)
{
    struct hm_git_ignored *g = ctx;
    const struct level *level = &g->levels.p[g->levels.n - 1];
    bool is_folder = entry->kind == HM_WALK_FOLDER;

    g->is_next_ignored = false;
    if (level->repository == NULL || level->is_open) {
        return false;
    }
    if (g->spent > HM_GIT_IGNORE_STEPS) {
        set_fault(g, entry->path, "comparing it with all patterns takes too long");
        return false;
    }
    set_path(g, entry->path);
    if (!level->is_ignored && !is_matched(g, g->levels.n, hm_buf_str(&g->path), is_folder)) {
        return false;
    }
    g->is_next_ignored = is_folder;
    struct hm_str path = hm_str_from(hm_buf_str(&g->path), level->repository->top);
    bool is_kept = is_tracked(level->repository, path);
    if (is_folder && !is_kept) {
        hm_buf_putc(&g->path, '/');
        is_kept = is_tracked(level->repository,
                             hm_str_from(hm_buf_str(&g->path), level->repository->top));
    }
    return !is_kept;
}

static bool
has_name(const struct hm_walk_entry *entries, uint32_t n, const char *name, bool is_file)
{
    for (uint32_t i = 0; i < n; i++) {
        if (hm_str_eq(hm_str_basename(entries[i].path), name) &&
            (!is_file || entries[i].kind == HM_WALK_FILE)) {
            return true;
        }
    }
    return false;
}

static void
enter(void *ctx, int fd, struct hm_str folder, const struct hm_walk_entry *entries, uint32_t n)
{
    struct hm_git_ignored *g = ctx;
    struct level level = { .is_ignored = g->is_next_ignored };
    struct hm_str git = { 0 };
    struct hm_str top = { 0 };

    if (folder.n == 0) {
        return;
    }
    level.repository = g->levels.p[g->levels.n - 1].repository;
    level.is_open = g->levels.p[g->levels.n - 1].is_open;
    set_path(g, folder);
    level.base = g->path.n + 1;
    if (has_name(entries, n, ".git", false)) {
        struct hm_str whole = hm_path_join(g->arena, g->root, folder);
        level.is_top =
            hm_git_find(g->arena, hm_arena_c(g->arena, whole), &top, &git) && hm_str_is(top, whole);
        if (level.is_top) {
            level.repository = open_repository(g, git, level.base);
            level.is_open = level.is_ignored = false;
        }
    }
    if (level.repository != NULL && !level.is_open && !level.is_ignored &&
        has_name(entries, n, ".gitignore", true) &&
        !read_patterns(g, fd, hm_path_join(g->arena, folder, HM_S(".gitignore")),
                       &level.patterns)) {
        level.is_open = true;
    }
    hm_vec_add(g->arena, &g->levels, level);
}

static void
leave(void *ctx)
{
    struct hm_git_ignored *g = ctx;

    g->levels.n--;
}

/* The folders from the top of the work tree to the one that is walked. False where git ignores one
 * of them. */
static bool
add_levels_above(struct hm_git_ignored *g, const struct repository *repository, struct hm_str top)
{
    struct hm_str whole = hm_buf_str(&g->path);

    for (size_t base = 0;;) {
        struct level level = { .base = base, .repository = repository, .is_top = base == 0 };
        struct hm_str folder = hm_path_join(g->arena, top, hm_str_sub(whole, 0, base));
        struct hm_str file = hm_path_join(g->arena, folder, HM_S(".gitignore"));
        struct stat st;
        if (base > 0 && is_matched(g, g->levels.n, hm_str_sub(whole, 0, base - 1), true)) {
            return false;
        }
        if (lstat(hm_arena_c(g->arena, file), &st) == 0 && S_ISREG(st.st_mode) &&
            !read_patterns(g, AT_FDCWD, file, &level.patterns)) {
            level.is_open = true;
        }
        level.is_open = level.is_open || (base > 0 && g->levels.p[g->levels.n - 1].is_open);
        hm_vec_add(g->arena, &g->levels, level);
        if (base == whole.n) {
            return true;
        }
        base += hm_str_find(hm_str_from(whole, base), '/') + 1;
    }
}

struct hm_git_ignored *
hm_git_ignored_new(struct hm_arena *arena, const char *root)
{
    hm_auto_free char *real = realpath(root, NULL);
    struct hm_git_ignored *g = hm_arena_new(arena, struct hm_git_ignored, 1);
    struct hm_str top = { 0 };
    struct hm_str git = { 0 };

    if (real == NULL) {
        return NULL;
    }
    g->arena = arena;
    g->root = hm_arena_str(arena, hm_str_c(real));
    if (!hm_git_find(arena, g->root.p, &top, &git)) {
        return NULL;
    }
    g->guide =
        (struct hm_walk_guide){ .enter = enter, .is_hidden = is_hidden, .leave = leave, .ctx = g };
    struct hm_str below = hm_str_from(g->root, top.n == 1 ? 1 : top.n + 1);
    hm_buf_add(&g->path, below);
    if (below.n > 0) {
        hm_buf_putc(&g->path, '/');
    }
    g->root_at = g->path.n;
    const struct repository *repository = open_repository(g, git, 0);
    if (repository == NULL && g->fault.n == 0) {
        hm_git_ignored_done(g);
        return NULL;
    }
    if (repository == NULL) {
        hm_vec_add(arena, &g->levels, (struct level){ 0 });
    } else if (!add_levels_above(g, repository, top)) {
        hm_git_ignored_done(g);
        return NULL;
    }
    return g;
}

const struct hm_walk_guide *
hm_git_ignored_guide(struct hm_git_ignored *ignored)
{
    return &ignored->guide;
}

struct hm_str
hm_git_ignored_fault(const struct hm_git_ignored *ignored)
{
    return ignored->fault;
}

void
hm_git_ignored_done(struct hm_git_ignored *ignored)
{
    hm_buf_done(&ignored->path);
}
