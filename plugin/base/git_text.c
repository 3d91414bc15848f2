/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/git_text.h"

#include "plugin/base/path.h"

enum {
    LFS_LIMIT = 1024, /* bytes that a pointer to LFS has at most */
    URL_LIMIT = 2048,
    SIZE_DIGITS = 20,
};

static bool
is_hex(struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (!hm_is_digit(text.p[i]) && (text.p[i] < 'a' || text.p[i] > 'f')) {
            return false;
        }
    }
    return true;
}

bool
hm_git_is_id(struct hm_str text)
{
    return (text.n == 40 || text.n == HM_GIT_ID_MAX) && is_hex(text);
}

bool
hm_git_is_path(struct hm_str path)
{
    struct hm_str part;

    if (path.n == 0 || path.n >= HM_PATH_LIMIT || path.p[path.n - 1] == '/' ||
        memchr(path.p, '\0', path.n) != NULL) {
        return false;
    }
    while (hm_str_split(&path, '/', &part)) {
        if (part.n == 0 || part.n > 255 || hm_str_eq(part, ".") || hm_str_eq(part, "..") ||
            hm_str_eq_nocase(part, HM_S(".git"))) {
            return false;
        }
    }
    return true;
}

/* --- trees --- */

static bool
read_mode(struct hm_str mode, enum hm_git_kind *ret_kind, bool *ret_is_executable)
{
    static const struct {
        const char *mode;
        enum hm_git_kind kind;
        bool is_executable;
    } modes[] = {
        { "100644", HM_GIT_FILE, false },   { "100755", HM_GIT_FILE, true },
        { "100664", HM_GIT_FILE, false },   { "120000", HM_GIT_LINK, false },
        { "160000", HM_GIT_MODULE, false }, { "000000", HM_GIT_NONE, false },
    };

    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        if (hm_str_eq(mode, modes[i].mode)) {
            *ret_kind = modes[i].kind;
            *ret_is_executable = modes[i].is_executable;
            return true;
        }
    }
    return false;
}

static bool
take_word(struct hm_str *rest, char sep, struct hm_str *ret)
{
    size_t n = hm_str_find(*rest, sep);

    if (n == rest->n) {
        return false;
    }
    *ret = hm_str_sub(*rest, 0, n);
    *rest = hm_str_from(*rest, n + 1);
    return true;
}

/* "100644 blob <id>     123<TAB>path" */
static bool
read_entry(struct hm_str record, struct hm_git_entry *ret)
{
    struct hm_str mode, type, size;
    struct hm_git_entry entry = { 0 };

    if (!take_word(&record, ' ', &mode) || !take_word(&record, ' ', &type) ||
        !take_word(&record, ' ', &entry.id) || !take_word(&record, '\t', &size) ||
        !read_mode(mode, &entry.kind, &entry.is_executable) || entry.kind == HM_GIT_NONE ||
        !hm_git_is_id(entry.id) || !hm_git_is_path(record)) {
        return false;
    }
    entry.path = record;
    size = hm_str_trim(size);
    if (entry.kind == HM_GIT_MODULE) {
        *ret = entry;
        return hm_str_eq(type, "commit") && hm_str_eq(size, "-");
    }
    *ret = entry;
    return hm_str_eq(type, "blob") && size.n <= SIZE_DIGITS &&
           hm_str_to_u64(size, INT64_MAX, &ret->size);
}

static int
by_path(const void *left, const void *right)
{
    const struct hm_git_entry *a = left;
    const struct hm_git_entry *b = right;

    return hm_str_compare(a->path, b->path);
}

const struct hm_git_entry *
hm_git_tree_find(const struct hm_git_tree *tree, struct hm_str path)
{
    struct hm_git_entry key = { .path = path };

    return tree->entries.n == 0
               ? NULL
               : bsearch(&key, tree->entries.p, tree->entries.n, sizeof key, by_path);
}

/* A file and a folder of one name, which git itself never makes, would let a link lead what is
 * written below it elsewhere. */
static bool
lies_below_file(const struct hm_git_tree *tree, struct hm_str path)
{
    for (struct hm_str above = hm_str_dirname(path); above.n > 0; above = hm_str_dirname(above)) {
        if (hm_git_tree_find(tree, above) != NULL) {
            return true;
        }
    }
    return false;
}

enum hm_status
hm_git_tree_parse(struct hm_arena *arena, struct hm_str text, struct hm_git_tree *ret,
                  struct hm_err *reterr)
{
    struct hm_git_tree tree = { 0 };
    struct hm_str record;

    while (text.n > 0) {
        if (tree.entries.n == HM_GIT_ENTRIES) {
            return hm_err_set(reterr, HM_E_LIMIT, "the revision has more than %d files",
                              HM_GIT_ENTRIES);
        }
        struct hm_git_entry *entry = hm_vec_push(arena, &tree.entries);
        if (!take_word(&text, '\0', &record) || !read_entry(record, entry)) {
            return hm_err_set(reterr, HM_E_SYNTAX,
                              "git lists a file that no repository should have");
        }
    }
    hm_vec_sort(&tree.entries, by_path);
    for (size_t i = 0; i < tree.entries.n; i++) {
        struct hm_str path = tree.entries.p[i].path;
        if ((i > 0 && hm_str_is(tree.entries.p[i - 1].path, path)) ||
            lies_below_file(&tree, path)) {
            return hm_err_set(reterr, HM_E_SYNTAX, "the revision has a path twice");
        }
    }
    *ret = tree;
    return HM_OK;
}

/* --- differences --- */

static bool
read_status(struct hm_str status, struct hm_git_difference *ret)
{
    static const char letters[] = "ADMTRC";
    static const enum hm_git_change changes[] = { HM_GIT_ADDED,    HM_GIT_DELETED, HM_GIT_MODIFIED,
                                                  HM_GIT_MODIFIED, HM_GIT_RENAMED, HM_GIT_COPIED };
    const char *at = status.n == 0 || status.p[0] == '\0' ? NULL : strchr(letters, status.p[0]);
    uint64_t percent = 0;

    if (at == NULL || (status.n > 1 && !hm_str_to_u64(hm_str_from(status, 1), 100, &percent))) {
        return false;
    }
    ret->change = changes[at - letters];
    ret->similarity = (unsigned)percent;
    return true;
}

static bool
is_null_id(struct hm_str id)
{
    for (size_t i = 0; i < id.n; i++) {
        if (id.p[i] != '0') {
            return false;
        }
    }
    return true;
}

/* ":100644 100644 <id> <id> M<NUL>path<NUL>", with a second path for renames and copies. */
static bool
read_difference(struct hm_str *text, struct hm_git_difference *ret)
{
    struct hm_str old_mode, mode, status;
    struct hm_git_difference d = { 0 };

    if (text->p[0] != ':') {
        return false;
    }
    *text = hm_str_from(*text, 1);
    if (!take_word(text, ' ', &old_mode) || !take_word(text, ' ', &mode) ||
        !take_word(text, ' ', &d.old_id) || !take_word(text, ' ', &d.id) ||
        !take_word(text, '\0', &status) || !take_word(text, '\0', &d.path) ||
        !read_mode(old_mode, &d.old_kind, &d.was_executable) ||
        !read_mode(mode, &d.kind, &d.is_executable) || !hm_git_is_id(d.old_id) ||
        !hm_git_is_id(d.id) || !read_status(status, &d)) {
        return false;
    }
    d.old_path = d.path;
    if ((d.change == HM_GIT_RENAMED || d.change == HM_GIT_COPIED) &&
        !take_word(text, '\0', &d.path)) {
        return false;
    }
    d.old_id = is_null_id(d.old_id) ? HM_S("") : d.old_id;
    d.id = is_null_id(d.id) ? HM_S("") : d.id;
    *ret = d;
    return hm_git_is_path(d.path) && hm_git_is_path(d.old_path) &&
           (d.kind == HM_GIT_NONE) == (d.change == HM_GIT_DELETED) &&
           (d.old_kind == HM_GIT_NONE) == (d.change == HM_GIT_ADDED);
}

enum hm_status
hm_git_differences_parse(struct hm_arena *arena, struct hm_str text, struct hm_git_differences *ret,
                         struct hm_err *reterr)
{
    struct hm_git_differences differences = { 0 };

    while (text.n > 0) {
        if (differences.list.n == HM_GIT_ENTRIES) {
            return hm_err_set(reterr, HM_E_LIMIT, "more than %d files differ", HM_GIT_ENTRIES);
        }
        if (!read_difference(&text, hm_vec_push(arena, &differences.list))) {
            return hm_err_set(reterr, HM_E_SYNTAX, "git prints a difference that cannot be read");
        }
    }
    *ret = differences;
    return HM_OK;
}

/* --- places --- */

/* "12,3" or "12", which is one line. */
static bool
read_range(struct hm_str text, uint32_t *ret_line, uint32_t *ret_n)
{
    size_t comma = hm_str_find(text, ',');
    uint64_t line = 0;
    uint64_t n = 1;

    if (!hm_str_to_u64(hm_str_sub(text, 0, comma), INT32_MAX, &line) ||
        (comma < text.n && !hm_str_to_u64(hm_str_from(text, comma + 1), INT32_MAX, &n)) ||
        line + n > INT32_MAX || (line == 0 && n > 0)) {
        return false;
    }
    *ret_line = (uint32_t)line;
    *ret_n = (uint32_t)n;
    return true;
}

/* "@@ -1,2 +3 @@ whatever" */
static bool
read_hunk(struct hm_str line, struct hm_git_hunk *ret)
{
    struct hm_str old_range, range;

    line = hm_str_from(line, 4);
    return take_word(&line, ' ', &old_range) && hm_str_starts(line, "+") &&
           take_word(&line, ' ', &range) && hm_str_starts(line, "@@") &&
           read_range(old_range, &ret->old_line, &ret->n_old) &&
           read_range(hm_str_from(range, 1), &ret->line, &ret->n);
}

static bool
follows(const struct hm_git_hunks *hunks)
{
    size_t n = hunks->list.n;
    const struct hm_git_hunk *hunk = &hunks->list.p[n - 1];
    const struct hm_git_hunk *last = n > 1 ? hunk - 1 : NULL;

    return last == NULL ||
           (hunk->old_line >= last->old_line + last->n_old && hunk->line >= last->line + last->n);
}

enum hm_status
hm_git_hunks_parse(struct hm_arena *arena, struct hm_str text, struct hm_git_hunks *ret,
                   bool *ret_is_binary, struct hm_err *reterr)
{
    struct hm_git_hunks hunks = { 0 };
    struct hm_str line;

    *ret_is_binary = false;
    while (hm_str_split(&text, '\n', &line)) {
        if (hunks.list.n == 0 && hm_str_starts(line, "Binary files ")) {
            *ret_is_binary = true;
        }
        if (!hm_str_starts(line, "@@ -")) {
            continue; /* lines of the files begin with '+' and '-' */
        }
        if (hunks.list.n == HM_GIT_HUNKS) {
            return hm_err_set(reterr, HM_E_LIMIT, "more than %d places differ", HM_GIT_HUNKS);
        }
        if (!read_hunk(line, hm_vec_push(arena, &hunks.list)) || !follows(&hunks)) {
            return hm_err_set(reterr, HM_E_SYNTAX, "git prints a place that cannot be read");
        }
    }
    *ret = hunks;
    return HM_OK;
}

/* --- contents --- */

bool
hm_git_next_blob(struct hm_str *rest, struct hm_str id, struct hm_str *ret_content,
                 enum hm_status *ret_status, struct hm_err *reterr)
{
    struct hm_str line, word;
    uint64_t size = 0;

    *ret_status = HM_OK;
    if (rest->n == 0) {
        return false;
    }
    *ret_status = hm_err_set(reterr, HM_E_SYNTAX, "git prints an object that cannot be read");
    if (!take_word(rest, '\n', &line) || !take_word(&line, ' ', &word) || !hm_str_is(word, id)) {
        return false;
    }
    if (hm_str_eq(line, "missing")) {
        *ret_content = hm_str_make(NULL, 0);
        *ret_status = HM_OK;
        return true;
    }
    if (!take_word(&line, ' ', &word) || !hm_str_eq(word, "blob") ||
        !hm_str_to_u64(line, SIZE_MAX / 2, &size) || size >= rest->n || rest->p[size] != '\n') {
        return false;
    }
    *ret_content = hm_str_make(rest->p, (size_t)size);
    *rest = hm_str_from(*rest, (size_t)size + 1);
    *ret_status = HM_OK;
    return true;
}

bool
hm_git_is_lfs_pointer(struct hm_str content)
{
    return content.n <= LFS_LIMIT &&
           hm_str_starts(content, "version https://git-lfs.github.com/spec/");
}

/* --- remotes --- */

/* A host, with a port perhaps: "[::1]:8080". */
static bool
is_host(struct hm_str host)
{
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        if (!hm_is_alpha(c) && !hm_is_digit(c) && strchr(".-_:[]", c) == NULL) {
            return false;
        }
    }
    return host.n > 0 && host.p[0] != '-';
}

static bool
is_url_text(struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] <= ' ' || text.p[i] > '~' || strchr("\"<>\\^`{|}", text.p[i]) != NULL) {
            return false;
        }
    }
    return true;
}

bool
hm_git_clean_url(struct hm_arena *arena, struct hm_str url, struct hm_str *ret_url)
{
    static const char *const schemes[] = { "https", "http", "ssh", "git", NULL };
    size_t colon = hm_str_find(url, ':');
    struct hm_str scheme = hm_str_sub(url, 0, colon);
    struct hm_str rest = hm_str_from(url, colon + 1);
    bool is_short = !hm_str_starts(rest, "//"); /* "git@host:path" */

    if (url.n > URL_LIMIT || colon == url.n || !is_url_text(url) ||
        (is_short ? hm_str_find(scheme, '/') < scheme.n : !hm_str_in_nocase(scheme, schemes))) {
        return false;
    }
    rest = is_short ? url : hm_str_from(rest, 2);
    rest = hm_str_sub(rest, 0, hm_str_find(rest, '?'));
    rest = hm_str_sub(rest, 0, hm_str_find(rest, '#'));
    size_t slash = is_short ? colon : hm_str_find(rest, '/');
    struct hm_str host = hm_str_sub(rest, 0, slash);
    size_t at = hm_str_find_last(host, '@');
    host = at < host.n ? hm_str_from(host, at + 1) : host;
    struct hm_str path = hm_str_from(rest, slash + 1);
    if (!is_host(host) || path.n == 0 || hm_str_find(path, '@') < path.n) {
        return false;
    }
    while (path.n > 0 && path.p[0] == '/') {
        path = hm_str_from(path, 1);
    }
    *ret_url =
        hm_arena_concat(arena, is_short ? HM_S("ssh") : scheme, HM_S("://"), host, HM_S("/"), path);
    return true;
}
