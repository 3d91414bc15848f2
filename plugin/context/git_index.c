/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/git_index.h"

#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/base/vec.h"

enum {
    HEADER = 12,
    FIELDS = 40, /* times, device, mode, owner and size, in front of the object's id */
    MODE_AT = 24,
    IS_EXTENDED = 0x4000,
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
    struct hm_str below;
    hm_path_wanted_fn *wanted;
    HM_VEC(struct hm_str) paths;
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
    if (n == rest.n || kept + n > sizeof p->path || kept + n == 0) {
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

    if (p->below.n > 0) {
        if (path.n <= p->below.n || !hm_str_is(hm_str_sub(path, 0, p->below.n), p->below) ||
            path.p[p->below.n] != '/') {
            return;
        }
        path = hm_str_from(path, p->below.n + 1);
    }
    if (!hm_str_starts(path, "/") && !hm_str_has(path, "..") && p->wanted(path)) {
        hm_vec_add(p->arena, &p->paths, hm_arena_str(p->arena, path));
    }
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
    if (S_ISREG(mode)) {
        keep(p);
    }
    return true;
}

static bool
read_entries(struct parser *p, uint32_t n)
{
    p->at = HEADER;
    p->path_n = 0;
    p->paths.n = 0;
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
        rest = hm_str_from(rest, 8 + (size_t)size);
    }
    return rest.n == p->id;
}

static bool
is_split(const struct parser *p)
{
    return hm_str_starts(hm_str_from(p->text, p->at), "link");
}

enum hm_status
hm_git_index_parse(struct hm_arena *arena, struct hm_str text, struct hm_str below,
                   hm_path_wanted_fn *wanted, struct hm_git_index *ret, struct hm_err *reterr)
{
    struct parser p = { .arena = arena, .text = text, .below = below, .wanted = wanted };

    if (text.n < HEADER || !hm_str_starts(text, "DIRC")) {
        return hm_err_set(reterr, HM_E_SYNTAX, "this is no index of git");
    }
    p.version = number(text, 4, 4);
    if (p.version < 2 || p.version > 4) {
        return hm_err_set(reterr, HM_E_SYNTAX, "an index of version %u", (unsigned)p.version);
    }
    p.id = 20;
    bool is_read = read_entries(&p, number(text, 8, 4));
    if (!is_read) {
        p.id = 32;
        is_read = read_entries(&p, number(text, 8, 4));
    }
    if (!is_read) {
        return hm_err_set(reterr, HM_E_SYNTAX, "an index of git that is broken");
    }
    if (is_split(&p)) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "an index of git that is split in two");
    }
    ret->paths = p.paths.p;
    ret->n_paths = (uint32_t)p.paths.n;
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

enum hm_status
hm_git_index_read(struct hm_arena *arena, const char *folder, hm_path_wanted_fn *wanted,
                  struct hm_git_index *ret, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_GIT_INDEX_LIMIT };
    struct hm_str top = hm_str_c(folder);
    struct hm_str git = { 0 };

    while (!find_git(arena, top, &git)) {
        if (top.n <= 1) {
            return hm_err_set(reterr, HM_E_NOT_FOUND, "%s: in no repository of git", folder);
        }
        top = hm_str_dirname(top);
        top = top.n == 0 ? HM_S("/") : top;
    }
    HM_TRY(hm_read_file(AT_FDCWD, hm_arena_c(arena, hm_path_join(arena, git, HM_S("index"))),
                        HM_GIT_INDEX_LIMIT, &text, reterr));
    struct hm_git_index index = { .top = top };
    struct hm_str whole = hm_str_c(folder);
    index.below = hm_str_from(whole, whole.n == top.n ? top.n : top.n == 1 ? 1 : top.n + 1);
    HM_TRY(hm_git_index_parse(arena, hm_buf_str(&text), index.below, wanted, &index, reterr));
    *ret = index;
    return HM_OK;
}
