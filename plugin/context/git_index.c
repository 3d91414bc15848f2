/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/git_index.h"

#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/base/vec.h"

enum {
    HEADER = 12,
    FIELDS = 40, /* times, device, mode, owner and size, in front of the object's id */
    MODE_AT = 24,
    IS_EXTENDED = 0x4000,
    IS_FOLDER = 0040000,
    GITFILE_LIMIT = 8192,
};

struct parser {
    struct hm_arena *arena;
    struct hm_str text;
    size_t at;
    size_t id; /* bytes of an object's id */
    uint32_t version;
    char path[HM_PATH_LIMIT];
    size_t path_n;
    const struct hm_git_index_wish *wish;
    HM_VEC(struct hm_str) paths;
    uint32_t n_entries; /* so far, with a name */
    uint32_t n_folders;
    HM_VEC(uint32_t) modes; /* of entries without a name, in place of those of the shared index */
    struct hm_str link;     /* what says how it is split: that extension */

    /* Of a shared index: what becomes of its entries. */
    const struct parser *over;
    const struct bits *gone;
    const struct bits *changed;
    uint32_t n_changed; /* so far */
};

/* One bit for each entry. */
struct bits {
    uint64_t *words;
    uint32_t n;
};

static uint32_t
number(struct hm_str text, size_t at, size_t n)
{
    uint32_t value = 0;

    for (size_t i = 0; i < n; i++) {
        value = value << 8 | (unsigned char)text.p[at + i];
    }
    return value;
}

/* Of version 4: how many bytes of the last path go; git's offset encoding. */
static bool
read_cut(struct parser *p, size_t *ret_cut)
{
    uint64_t value = 0;

    for (int i = 0; i < 5 && p->at < p->text.n; i++) {
        unsigned char byte = (unsigned char)p->text.p[p->at++];
        value = (i == 0 ? 0 : (value + 1) << 7) | (byte & 0x7f);
        if ((byte & 0x80) == 0) {
            *ret_cut = (size_t)value;
            return value <= p->path_n;
        }
    }
    return false;
}

static bool
read_name(struct parser *p, size_t start)
{
    size_t cut = p->path_n;

    if (p->version == 4 && !read_cut(p, &cut)) {
        return false;
    }
    struct hm_str rest = hm_str_from(p->text, p->at);
    size_t n = hm_str_find(rest, '\0');
    size_t kept = p->path_n - cut;
    if (n == rest.n || kept + n > sizeof p->path) {
        return false;
    }
    memcpy(p->path + kept, rest.p, n);
    p->path_n = kept + n;
    p->at += n + 1;
    if (p->version < 4) {
        p->at = start + ((p->at - start + 7) & ~(size_t)7);
    }
    return p->at <= p->text.n;
}

/* Only what lies below the folder, by a path that leads nowhere else. */
static void
keep(struct parser *p)
{
    struct hm_str path = hm_str_make(p->path, p->path_n);

    struct hm_str below = p->wish->below;

    if (below.n > 0) {
        if (path.n <= below.n || !hm_str_is(hm_str_sub(path, 0, below.n), below) ||
            path.p[below.n] != '/') {
            return;
        }
        path = hm_str_from(path, below.n + 1);
    }
    if (!hm_str_starts(path, "/") && !hm_str_has(path, "..") &&
        p->wish->wanted(p->wish->wanted_ctx, path)) {
        hm_vec_add(p->arena, &p->paths, hm_arena_str(p->arena, path));
    }
}

static bool
has_bit(const struct bits *bits, uint32_t at)
{
    return at < bits->n && (bits->words[at / 64] >> (at % 64) & 1) != 0;
}

static bool
take(struct parser *p, uint32_t mode)
{
    uint32_t at = p->n_entries++;

    if (p->over != NULL && has_bit(p->changed, at)) {
        if (p->n_changed == p->over->modes.n) {
            return false;
        }
        mode = p->over->modes.p[p->n_changed++];
    }
    if (p->over != NULL && has_bit(p->gone, at)) {
        return true;
    }
    p->n_folders += mode == IS_FOLDER;
    if (S_ISREG(mode) || (p->wish->with_others && mode != IS_FOLDER)) {
        keep(p);
    }
    return true;
}

/* They stand in front of all others, and only where an index is split. */
static bool
take_unnamed(struct parser *p, uint32_t mode)
{
    if (p->over != NULL || p->n_entries > 0) {
        return false;
    }
    hm_vec_add(p->arena, &p->modes, mode);
    return true;
}

static bool
read_entry(struct parser *p)
{
    size_t start = p->at;
    size_t flags_at = start + FIELDS + p->id;

    if (p->text.n < flags_at + 4) {
        return false;
    }
    uint32_t mode = number(p->text, start + MODE_AT, 4);
    bool is_extended = (number(p->text, flags_at, 2) & IS_EXTENDED) != 0;
    p->at = flags_at + (is_extended ? 4 : 2);
    if ((is_extended && p->version < 3) || !read_name(p, start)) {
        return false;
    }
    return p->path_n == 0 ? take_unnamed(p, mode) : take(p, mode);
}

static bool
read_entries(struct parser *p, uint32_t n)
{
    p->at = HEADER;
    p->path_n = 0;
    p->paths.n = 0;
    p->n_entries = 0;
    p->n_folders = 0;
    p->n_changed = 0;
    p->modes.n = 0;
    p->link = (struct hm_str){ 0 };
    for (uint32_t i = 0; i < n; i++) {
        if (!read_entry(p)) {
            return false;
        }
    }
    /* What follows are named extensions, and a hash over all. */
    struct hm_str rest = hm_str_from(p->text, p->at);
    while (rest.n >= p->id + 8) {
        uint32_t size = number(rest, 4, 4);
        if (!hm_is_alpha(rest.p[0]) || size > rest.n - p->id - 8) {
            return false;
        }
        if (hm_str_starts(rest, "link")) {
            p->link = hm_str_sub(rest, 8, size);
        }
        rest = hm_str_from(rest, 8 + (size_t)size);
    }
    return rest.n == p->id && (p->link.n == 0 || p->link.n >= p->id);
}

static enum hm_status
read_index(struct parser *p, struct hm_err *reterr)
{
    if (p->text.n < HEADER || !hm_str_starts(p->text, "DIRC")) {
        return hm_err_set(reterr, HM_E_SYNTAX, "this is no index of git");
    }
    p->version = number(p->text, 4, 4);
    if (p->version < 2 || p->version > 4) {
        return hm_err_set(reterr, HM_E_SYNTAX, "an index of version %u", (unsigned)p->version);
    }
    p->id = 20;
    bool is_read = read_entries(p, number(p->text, 8, 4));
    if (!is_read) {
        p->id = 32;
        is_read = read_entries(p, number(p->text, 8, 4));
    }
    return is_read ? HM_OK : hm_err_set(reterr, HM_E_SYNTAX, "an index of git that is broken");
}

static bool
is_split(const struct parser *p)
{
    for (size_t i = 0; p->link.n > 0 && i < p->id; i++) {
        if (p->link.p[i] != '\0') {
            return true;
        }
    }
    return false;
}

static uint64_t
word(struct hm_str words, size_t at)
{
    return (uint64_t)number(words, at * 8, 4) << 32 | number(words, at * 8 + 4, 4);
}

/* Takes a bitmap off the front: EWAH, runs of equal words and words as they are in turn. */
static bool
read_bits(struct hm_arena *arena, struct hm_str *text, uint32_t n_entries, struct bits *ret)
{
    if (text->n < 12) {
        return false;
    }
    uint32_t n = number(*text, 0, 4);
    size_t left = number(*text, 4, 4);
    size_t full = 0;
    if (n > n_entries || left > (text->n - 12) / 8) {
        return false;
    }
    struct hm_str words = hm_str_sub(*text, 8, left * 8);
    *text = hm_str_from(*text, 12 + left * 8);
    size_t n_words = ((size_t)n + 63) / 64;
    *ret = (struct bits){ .words = hm_arena_new(arena, uint64_t, n_words + 1), .n = n };
    for (size_t at = 0; at < left;) {
        uint64_t head = word(words, at++);
        size_t run = (size_t)(head >> 1 & UINT32_MAX);
        size_t literal = (size_t)(head >> 33);
        if (run > n_words - full || literal > left - at || literal > n_words - full - run) {
            return false;
        }
        for (size_t i = 0; i < run; i++) {
            ret->words[full++] = (head & 1) != 0 ? UINT64_MAX : 0;
        }
        for (size_t i = 0; i < literal; i++) {
            ret->words[full++] = word(words, at++);
        }
    }
    return true;
}

static int
compare_paths(const void *a, const void *b)
{
    return hm_str_compare(*(const struct hm_str *)a, *(const struct hm_str *)b);
}

/* Adds what an index shares with the one that it is split from. */
static enum hm_status
add_shared(struct parser *p, struct hm_err *reterr)
{
    char hex[2 * 32 + 1];
    struct bits gone = { 0 };
    struct bits changed = { 0 };
    struct hm_str maps = hm_str_from(p->link, p->id);
    struct parser base = {
        .arena = p->arena, .wish = p->wish, .over = p, .gone = &gone, .changed = &changed
    };

    hm_hex((const unsigned char *)p->link.p, p->id, hex);
    if (p->wish->shared(p->wish->ctx, hm_arena_printf(p->arena, "sharedindex.%s", hex), &base.text,
                        NULL) != HM_OK) {
        return hm_err_set(reterr, HM_E_SYNTAX, "an index of git without sharedindex.%s", hex);
    }
    uint32_t n = base.text.n < HEADER ? 0 : number(base.text, 8, 4);
    if (n > base.text.n / FIELDS || (maps.n > 0 && (!read_bits(p->arena, &maps, n, &gone) ||
                                                    !read_bits(p->arena, &maps, n, &changed)))) {
        return hm_err_set(reterr, HM_E_SYNTAX, "an index of git that does not fit its other half");
    }
    HM_TRY(read_index(&base, reterr));
    if (base.n_changed != p->modes.n || is_split(&base)) {
        return hm_err_set(reterr, HM_E_SYNTAX, "an index of git that does not fit its other half");
    }
    for (size_t i = 0; i < base.paths.n; i++) {
        hm_vec_add(p->arena, &p->paths, base.paths.p[i]);
    }
    p->n_folders += base.n_folders;
    if (p->paths.n > 0) {
        qsort(p->paths.p, p->paths.n, sizeof p->paths.p[0], compare_paths);
    }
    return HM_OK;
}

enum hm_status
hm_git_index_parse(struct hm_arena *arena, struct hm_str text, const struct hm_git_index_wish *wish,
                   struct hm_git_index *ret, struct hm_err *reterr)
{
    struct parser p = { .arena = arena, .text = text, .wish = wish };

    HM_TRY(read_index(&p, reterr));
    if (is_split(&p)) {
        HM_TRY(add_shared(&p, reterr));
    } else if (p.modes.n > 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "an index of git that is broken");
    }
    ret->paths = p.paths.p;
    ret->n_paths = (uint32_t)p.paths.n;
    ret->n_folders = p.n_folders;
    return HM_OK;
}

/* The folder that holds the index of a work tree: .git, or what the file .git names. */
static bool
find_git(struct hm_arena *arena, struct hm_str top, struct hm_str *ret_folder)
{
    struct hm_str path = hm_path_join(arena, top, HM_S(".git"));
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_err err = { 0 };
    struct stat st;

    if (lstat(hm_arena_c(arena, path), &st) != 0) {
        return false;
    }
    if (S_ISREG(st.st_mode) &&
        hm_read_file(AT_FDCWD, hm_arena_c(arena, path), GITFILE_LIMIT, &text, &err) == HM_OK &&
        hm_str_starts(hm_buf_str(&text), "gitdir: ")) {
        struct hm_str to = hm_arena_str(arena, hm_str_trim(hm_str_from(hm_buf_str(&text), 8)));
        *ret_folder = hm_path_join(arena, top, to);
        return true;
    }
    *ret_folder = path;
    return S_ISDIR(st.st_mode);
}

/* The other half of a split index lies beside it. */
struct shared {
    struct hm_arena *arena;
    struct hm_str git; /* the folder */
    struct hm_buf *text;
};

static enum hm_status
read_shared(void *ctx, struct hm_str name, struct hm_str *ret_text, struct hm_err *reterr)
{
    struct shared *shared = ctx;
    struct hm_str path = hm_path_join(shared->arena, shared->git, name);

    HM_TRY(hm_read_file(AT_FDCWD, hm_arena_c(shared->arena, path), HM_GIT_INDEX_LIMIT, shared->text,
                        reterr));
    *ret_text = hm_buf_str(shared->text);
    return HM_OK;
}

bool
hm_git_find(struct hm_arena *arena, const char *folder, struct hm_str *ret_top,
            struct hm_str *ret_git)
{
    struct hm_str top = hm_str_c(folder);

    while (!find_git(arena, top, ret_git)) {
        if (top.n <= 1) {
            return false;
        }
        top = hm_str_dirname(top);
        top = top.n == 0 ? HM_S("/") : top;
    }
    *ret_top = top;
    return true;
}

static enum hm_status
read_in(struct hm_arena *arena, struct hm_str git, const struct hm_git_index_wish *wish,
        struct hm_git_index *index, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_GIT_INDEX_LIMIT };
    hm_auto_buf struct hm_buf other = { .limit = HM_GIT_INDEX_LIMIT };
    struct shared shared = { .arena = arena, .git = git, .text = &other };
    struct hm_git_index_wish full = *wish;

    HM_TRY(hm_read_file(AT_FDCWD, hm_arena_c(arena, hm_path_join(arena, git, HM_S("index"))),
                        HM_GIT_INDEX_LIMIT, &text, reterr));
    full.shared = read_shared;
    full.ctx = &shared;
    return hm_git_index_parse(arena, hm_buf_str(&text), &full, index, reterr);
}

enum hm_status
hm_git_index_read(struct hm_arena *arena, const char *folder, hm_path_wanted_fn *wanted, void *ctx,
                  struct hm_git_index *ret, struct hm_err *reterr)
{
    struct hm_git_index_wish wish = { .wanted = wanted, .wanted_ctx = ctx };
    struct hm_str whole = hm_str_c(folder);
    struct hm_str top = { 0 };
    struct hm_str git = { 0 };

    if (!hm_git_find(arena, folder, &top, &git)) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "%s: in no repository of git", folder);
    }
    struct hm_git_index index = { .top = top };
    index.below = hm_str_from(whole, whole.n == top.n ? top.n : top.n == 1 ? 1 : top.n + 1);
    wish.below = index.below;
    HM_TRY(read_in(arena, git, &wish, &index, reterr));
    *ret = index;
    return HM_OK;
}

static bool
is_wanted(void *ctx, struct hm_str path)
{
    (void)ctx;
    (void)path;
    return true;
}

enum hm_status
hm_git_index_all(struct hm_arena *arena, struct hm_str git, struct hm_git_index *ret,
                 struct hm_err *reterr)
{
    struct hm_git_index_wish wish = { .wanted = is_wanted, .with_others = true };
    struct hm_git_index index = { 0 };

    HM_TRY(read_in(arena, git, &wish, &index, reterr));
    *ret = index;
    return HM_OK;
}
