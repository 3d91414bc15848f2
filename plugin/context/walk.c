/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/base/vec.h"

enum {
    NAMES_BYTES = 32 * 1024, /* of a folder's names that are asked for at once */
};

struct walker {
    struct hm_arena *arena;
    char *names;   /* NAMES_BYTES, for one folder at a time */
    uint32_t left; /* entries that may still be listed */
    uint32_t max_entries;
    uint32_t max_depth;
    const char *const *skip;
    const struct hm_walk_guide *guide;
    bool without_sizes;
    bool is_over;
    HM_VEC(struct hm_walk_entry) entries;
    HM_VEC(struct hm_walk_gap) gaps;
    HM_VEC(uint32_t) skipped;
    uint32_t n_more_gaps;
};

/* The entries of one folder. */
struct listing {
    struct hm_walk_entry *p; /* on the heap: it only lasts while the folder is walked */
    uint32_t n;
    uint32_t cap;
};

static void
listing_done(struct listing *list)
{
    free(list->p);
}

static void
add_gap(struct walker *w, struct hm_str path, const char *why)
{
    if (w->gaps.n < HM_WALK_GAPS) {
        hm_vec_add(w->arena, &w->gaps, ((struct hm_walk_gap){ .path = path, .why = why }));
    } else {
        w->n_more_gaps++;
    }
}

/* The reason as a string that lasts. */
static const char *
reason(struct walker *w, int e)
{
    return hm_arena_c(w->arena, hm_str_c(strerror(e)));
}

/* '/' stands for the end of a folder's path. */
static int
char_at(const struct hm_walk_entry *entry, size_t i)
{
    if (i < entry->path.n) {
        return (unsigned char)entry->path.p[i];
    }
    return i == entry->path.n && entry->kind == HM_WALK_FOLDER ? '/' : -1;
}

static int
compare_entries(const void *a, const void *b)
{
    const struct hm_walk_entry *x = a;
    const struct hm_walk_entry *y = b;
    size_t n = x->path.n < y->path.n ? x->path.n : y->path.n;
    int order = n == 0 ? 0 : memcmp(x->path.p, y->path.p, n);

    for (size_t i = n; order == 0; i++) {
        int c = char_at(x, i);
        int d = char_at(y, i);
        if (c < 0 && d < 0) {
            return 0;
        }
        order = c - d;
    }
    return order;
}

static enum hm_walk_kind
kind_of(mode_t mode)
{
    return S_ISREG(mode)   ? HM_WALK_FILE
           : S_ISDIR(mode) ? HM_WALK_FOLDER
           : S_ISLNK(mode) ? HM_WALK_LINK
                           : HM_WALK_OTHER;
}

/* What the folder's own listing says of an entry, so that it need not be asked for. */
static mode_t
listed_mode(unsigned char type)
{
    switch (type) {
    case DT_REG:
        return S_IFREG;
    case DT_DIR:
        return S_IFDIR;
    case DT_LNK:
        return S_IFLNK;
    default:
        return 0;
    }
}

static void
list_name(struct walker *w, int fd, struct hm_str folder, const struct dirent64 *entry,
          struct listing *list)
{
    const char *name = entry->d_name;
    struct stat st = { .st_mode = w->without_sizes ? listed_mode(entry->d_type) : 0 };
    struct hm_str path = folder.n == 0
                             ? hm_arena_str(w->arena, hm_str_c(name))
                             : hm_arena_concat(w->arena, folder, HM_S("/"), hm_str_c(name));

    if (path.n > HM_PATH_LIMIT) {
        add_gap(w, path, "a path of more than 4096 bytes");
        return;
    }
    if (st.st_mode == 0 && fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        add_gap(w, path, reason(w, errno));
        return;
    }
    if (list->n == list->cap) {
        list->cap = list->cap == 0 ? 32 : list->cap * 2;
        struct hm_walk_entry *more = realloc(list->p, list->cap * sizeof *list->p);
        if (more == NULL) {
            hm_out_of_memory();
        }
        list->p = more;
    }
    enum hm_walk_kind kind = kind_of(st.st_mode);
    bool has_size = kind == HM_WALK_FILE || kind == HM_WALK_LINK;
    list->p[list->n++] = (struct hm_walk_entry){ .path = path,
                                                 .size = has_size ? (uint64_t)st.st_size : 0,
                                                 .mode = st.st_mode & 07777,
                                                 .kind = kind };
}

/* All names or, when there are more than may still be listed, none. */
static bool
list_folder(struct walker *w, int fd, struct hm_str folder, struct listing *list)
{
    ssize_t got = 0;
    uint32_t n = 0;

    while ((got = getdents64(fd, w->names, NAMES_BYTES)) > 0) {
        const struct dirent64 *entry = NULL;
        for (ssize_t at = 0; at < got; at += entry->d_reclen) {
            entry = (const struct dirent64 *)(const void *)(w->names + at);
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
                continue;
            }
            if (++n > w->left) {
                add_gap(w, folder,
                        hm_arena_printf(w->arena, "more than %u entries", w->max_entries).p);
                w->is_over = true;
                list->n = 0;
                return false;
            }
            list_name(w, fd, folder, entry, list);
        }
    }
    if (got < 0) {
        add_gap(w, folder, reason(w, errno));
    }
    w->left -= n;
    if (list->n > 1) {
        qsort(list->p, list->n, sizeof *list->p, compare_entries);
    }
    return true;
}

static bool
is_skipped(const struct walker *w, struct hm_str path)
{
    struct hm_str name = hm_str_basename(path);

    for (const char *const *skip = w->skip; skip != NULL && *skip != NULL; skip++) {
        if (hm_str_eq(name, *skip)) {
            return true;
        }
    }
    return false;
}

static bool walk_folder(struct walker *w, int fd, struct hm_str path, uint32_t depth);

/* Whether the folder, which is the entry listed last, was looked into. */
static bool
enter(struct walker *w, int above, struct hm_str path, uint32_t depth)
{
    if (is_skipped(w, path) || (w->guide != NULL && w->entries.p[w->entries.n - 1].is_hidden)) {
        hm_vec_add(w->arena, &w->skipped, (uint32_t)w->entries.n - 1);
        return false;
    }
    if (w->is_over) {
        return false;
    }
    if (depth >= w->max_depth) {
        add_gap(w, path, hm_arena_printf(w->arena, "more than %u folders deep", w->max_depth).p);
        return false;
    }
    hm_auto_fd int fd = openat(above, hm_str_basename(path).p,
                               O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        add_gap(w, path, reason(w, errno));
        return false;
    }
    return walk_folder(w, fd, path, depth + 1);
}

static bool
walk_folder(struct walker *w, int fd, struct hm_str path, uint32_t depth)
{
    __attribute__((cleanup(listing_done))) struct listing list = { 0 };

    if (!list_folder(w, fd, path, &list)) {
        return false;
    }
    if (w->guide != NULL) {
        w->guide->enter(w->guide->ctx, fd, path, list.p, list.n);
    }
    for (uint32_t i = 0; i < list.n; i++) {
        size_t at = w->entries.n;
        if (w->guide != NULL &&
            !(list.p[i].kind == HM_WALK_FOLDER && is_skipped(w, list.p[i].path))) {
            list.p[i].is_hidden = w->guide->is_hidden(w->guide->ctx, &list.p[i]);
        }
        hm_vec_add(w->arena, &w->entries, list.p[i]);
        if (list.p[i].kind == HM_WALK_FOLDER && !enter(w, fd, list.p[i].path, depth)) {
            w->entries.p[at].is_closed = true;
        }
    }
    if (w->guide != NULL) {
        w->guide->leave(w->guide->ctx);
    }
    return true;
}

static struct walker
start(struct hm_arena *arena, const struct hm_walk_options *options)
{
    static const struct hm_walk_options everything = { 0 };
    const struct hm_walk_options *o = options == NULL ? &everything : options;
    struct walker w = { .arena = arena,
                        .names = malloc(NAMES_BYTES),
                        .skip = o->skip,
                        .guide = o->guide,
                        .without_sizes = o->without_sizes };

    if (w.names == NULL) {
        hm_out_of_memory();
    }
    w.max_entries = o->max_entries == 0 ? HM_WALK_ENTRIES : o->max_entries;
    w.max_depth = o->max_depth == 0 ? HM_WALK_DEPTH : o->max_depth;
    w.left = w.max_entries;
    return w;
}

static struct hm_walk
finish(struct walker *w, struct hm_str root)
{
    free(w->names);
    return (struct hm_walk){
        .root = root,
        .entries = w->entries.p,
        .n_entries = (uint32_t)w->entries.n,
        .gaps = w->gaps.p,
        .n_gaps = (uint32_t)w->gaps.n,
        .n_more_gaps = w->n_more_gaps,
        .skipped = w->skipped.p,
        .n_skipped = (uint32_t)w->skipped.n,
        .is_complete = w->gaps.n == 0,
    };
}

enum hm_status
hm_walk(struct hm_arena *arena, const char *root, const struct hm_walk_options *options,
        struct hm_walk *ret_walk, struct hm_err *reterr)
{
    hm_auto_fd int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        enum hm_status status = errno == ENOENT || errno == ENOTDIR ? HM_E_NOT_FOUND : HM_E_IO;
        return hm_err_set(reterr, status, "%s: %s", root, strerror(errno));
    }
    struct walker w = start(arena, options);
    (void)walk_folder(&w, fd, (struct hm_str){ 0 }, 0);
    *ret_walk = finish(&w, hm_arena_str(arena, hm_str_c(root)));
    return HM_OK;
}

static uint32_t
depth_of(struct hm_str path)
{
    uint32_t n = 0;

    for (size_t i = 0; i < path.n; i++) {
        n += path.p[i] == '/';
    }
    return n;
}

struct hm_walk
hm_walk_skipped(struct hm_arena *arena, const struct hm_walk *walk,
                const struct hm_walk_options *options)
{
    uint32_t next = 0;

    if (walk->n_skipped == 0) {
        return *walk;
    }
    struct walker w = start(arena, options);
    w.left = w.max_entries > walk->n_entries ? w.max_entries - walk->n_entries : 0;
    w.n_more_gaps = walk->n_more_gaps;
    for (uint32_t i = 0; i < walk->n_gaps; i++) {
        hm_vec_add(arena, &w.gaps, walk->gaps[i]);
    }
    for (uint32_t i = 0; i < walk->n_entries; i++) {
        struct hm_walk_entry entry = walk->entries[i];
        size_t at = w.entries.n;
        hm_vec_add(arena, &w.entries, entry);
        if (next == walk->n_skipped || walk->skipped[next] != i) {
            continue;
        }
        next++;
        struct hm_str folder = hm_str_dirname(entry.path);
        hm_auto_fd int above =
            open(hm_path_join(arena, walk->root, folder.n == 0 ? HM_S(".") : folder).p,
                 O_PATH | O_DIRECTORY | O_CLOEXEC);
        w.entries.p[at].is_closed =
            above < 0 || !enter(&w, above, entry.path, depth_of(entry.path));
        if (above < 0) {
            add_gap(&w, entry.path, reason(&w, errno));
        }
    }
    return finish(&w, walk->root);
}

/* Files, links and others are in one order: a path is looked for as one of them, or as a folder. */
static const struct hm_walk_entry *
find(const struct hm_walk *walk, struct hm_str path, enum hm_walk_kind kind)
{
    struct hm_walk_entry key = { .path = path, .kind = kind };

    return walk->n_entries == 0
               ? NULL
               : bsearch(&key, walk->entries, walk->n_entries, sizeof key, compare_entries);
}

const struct hm_walk_entry *
hm_walk_find(const struct hm_walk *walk, struct hm_str path, enum hm_walk_kind kind)
{
    const struct hm_walk_entry *found = find(walk, path, kind);

    return found != NULL && found->kind == kind ? found : NULL;
}

enum hm_trit
hm_walk_has(const struct hm_walk *walk, struct hm_str path)
{
    struct hm_str folder = hm_str_dirname(path);
    const struct hm_walk_entry *entry =
        folder.n == 0 ? NULL : hm_walk_find(walk, folder, HM_WALK_FOLDER);

    if (find(walk, path, HM_WALK_FILE) != NULL || find(walk, path, HM_WALK_FOLDER) != NULL) {
        return HM_YES;
    }
    if (!walk->is_complete || walk->n_more_gaps > 0 ||
        (folder.n > 0 && (entry == NULL || entry->is_closed))) {
        return HM_UNKNOWN;
    }
    return HM_NO;
}

bool
hm_walk_is_inside(const char *root, const char *path)
{
    hm_auto_free char *real_root = realpath(root, NULL);
    hm_auto_free char *real_path = realpath(path, NULL);

    return real_root != NULL && real_path != NULL &&
           (strcmp(real_root, "/") == 0 ||
            hm_path_is_below(hm_str_c(real_path), hm_str_c(real_root), NULL));
}
