/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/add_source.h"

#include "plugin/base/vec.h"
#include "plugin/dockerfile/build_path.h"
#include "plugin/dockerfile/gotext.h"

static bool
is_made_of(struct hm_str s, const char *others)
{
    for (size_t i = 0; i < s.n; i++) {
        bool is_one = hm_is_alpha(s.p[i]) || hm_is_digit(s.p[i]);
        if (!is_one && (s.p[i] == '\0' || strchr(others, s.p[i]) == NULL)) {
            return false;
        }
    }
    return s.n > 0;
}

/* The length of "scheme" in "scheme://…", or 0. */
static size_t
scheme_length(struct hm_str text)
{
    size_t colon = hm_str_find(text, ':');
    bool is_scheme = hm_str_starts(hm_str_from(text, colon), "://") &&
                     is_made_of(hm_str_sub(text, 0, colon), "");

    return is_scheme ? colon : 0;
}

static int
hex_value(char c)
{
    char lower = hm_ascii_lower(c);

    return hm_is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* %41 and, in queries, '+'; false for a percent sign that means nothing. */
static bool
unescape(struct hm_arena *arena, struct hm_str text, bool is_query, struct hm_str *ret_text)
{
    char *p = hm_arena_alloc(arena, text.n);
    size_t to = 0;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '%') {
            int high = i + 2 < text.n ? hex_value(text.p[i + 1]) : -1;
            int low = i + 2 < text.n ? hex_value(text.p[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && is_query) {
            c = ' ';
        }
        p[to++] = c;
    }
    *ret_text = hm_str_make(p, to);
    return true;
}

/* An address taken apart as Go does. */
struct address {
    struct hm_str scheme;
    struct hm_str path;   /* decoded */
    struct hm_str remote; /* without query and fragment */
    struct hm_str query;
    struct hm_str fragment; /* decoded */
};

static bool
has_control(struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f) {
            return true;
        }
    }
    return false;
}

static bool
is_host(struct hm_str host)
{
    size_t at = hm_str_find_last(host, '@');
    struct hm_str name = at < host.n ? hm_str_from(host, at + 1) : host;
    size_t colon = hm_str_find_last(name, ':');
    bool has_port = colon < name.n && hm_str_find_last(name, ']') == name.n;
    struct hm_str port = has_port ? hm_str_from(name, colon + 1) : HM_S("");

    for (size_t i = 0; i < port.n; i++) {
        if (!hm_is_digit(port.p[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < name.n; i++) {
        if (strchr(" <>\"{}|\\^`%", name.p[i]) != NULL) {
            return false;
        }
    }
    return true;
}

static bool
parse_address(struct hm_arena *arena, struct hm_str text, struct address *ret_address)
{
    size_t n = scheme_length(text);
    size_t hash = hm_str_find(text, '#');
    struct hm_str whole = hm_str_sub(text, 0, hash);
    size_t question = hm_str_find(whole, '?');
    struct hm_str bare = hm_str_sub(whole, 0, question);
    struct hm_str rest = hm_str_from(bare, n + 3);
    size_t slash = hm_str_find(rest, '/');
    struct address address = { .scheme = hm_go_lower(arena, hm_str_sub(text, 0, n)),
                               .query = hm_str_from(whole, question + 1) };

    if (has_control(text) || !hm_is_alpha(text.p[0]) || !is_host(hm_str_sub(rest, 0, slash)) ||
        !unescape(arena, hm_str_from(rest, slash), false, &address.path) ||
        !unescape(arena, hm_str_from(text, hash + 1), false, &address.fragment)) {
        return false;
    }
    /* Go keeps a question mark that nothing follows. */
    bool asks_nothing = question < whole.n && address.query.n == 0;
    address.remote = hm_arena_concat(arena, address.scheme, hm_str_from(bare, n),
                                     hm_str_c(asks_nothing ? "?" : ""));
    *ret_address = address;
    return true;
}

/* "user@host:path?query#ref:folder". */
static bool
parse_scp(struct hm_str text, struct address *ret_address)
{
    size_t at = hm_str_find(text, '@');
    struct hm_str rest = hm_str_from(text, at + 1);
    size_t colon = hm_str_find(rest, ':');

    if (at == text.n || colon == rest.n || !is_made_of(hm_str_sub(text, 0, at), "-_") ||
        !is_made_of(hm_str_sub(rest, 0, colon), "-.") || hm_str_find(text, '\n') < text.n) {
        return false;
    }
    size_t hash = hm_str_find(text, '#');
    struct hm_str whole = hm_str_sub(text, 0, hash);
    size_t question = hm_str_find(whole, '?');
    *ret_address = (struct address){ .scheme = HM_S("ssh"),
                                     .remote = hm_str_sub(whole, 0, question),
                                     .query = hm_str_from(whole, question + 1),
                                     .fragment = hm_str_from(text, hash + 1) };
    return true;
}

struct option {
    struct hm_str key;
    struct hm_str value;
};

/* The options of a Git address: each may be given once. */
struct options {
    struct hm_arena *arena;
    struct hm_add_source *source;
    HM_VEC(struct option) list;
    struct hm_str tag;
    struct hm_str branch;
};

/* Sets what the fragment may have set already. */
static struct hm_str
set_once(struct hm_arena *arena, struct hm_str *to, const char *what, struct hm_str value)
{
    if (to->n > 0 && !hm_str_is(*to, value)) {
        return hm_arena_concat(arena, hm_str_c(what), HM_S(" conflicts: "),
                               hm_go_quoted(arena, *to), HM_S(" vs "), hm_go_quoted(arena, value));
    }
    *to = value;
    return HM_S("");
}

static struct hm_str
set_ref(struct options *options, const char *prefix, struct hm_str value)
{
    if (value.n == 0) {
        return HM_S("");
    }
    if (!hm_str_starts(value, prefix)) {
        value = hm_arena_concat(options->arena, hm_str_c(prefix), value);
    }
    return set_once(options->arena, &options->source->ref, "ref", value);
}

/* An option that is given without a value, or with yes or no. */
static enum hm_add_choice *
switch_of(struct hm_add_source *source, struct hm_str key)
{
    return hm_str_eq(key, "keep-git-dir")      ? &source->keeps_git_dir
           : hm_str_eq(key, "submodules")      ? &source->submodules
           : hm_str_eq(key, "fetch-by-commit") ? &source->fetches_by_commit
                                               : NULL;
}

static struct hm_str
read_switch(struct hm_arena *arena, enum hm_add_choice *to, const struct option *option)
{
    bool is_yes = true;

    if (option->value.n > 0 && !hm_go_bool(option->value, &is_yes)) {
        return hm_arena_concat(arena, HM_S("invalid "), option->key, HM_S(" value: "),
                               hm_go_quoted(arena, option->value));
    }
    *to = is_yes ? HM_ADD_YES : HM_ADD_NO;
    return HM_S("");
}

static struct hm_str
read_option(struct options *options, const struct option *option)
{
    struct hm_arena *arena = options->arena;
    struct hm_add_source *source = options->source;
    struct hm_str key = option->key;
    struct hm_str value = option->value;
    enum hm_add_choice *choice = switch_of(source, key);

    if (choice != NULL) {
        return read_switch(arena, choice, option);
    }
    if (value.n == 0) {
        return hm_arena_concat(arena, HM_S("query "), hm_go_quoted(arena, key),
                               HM_S(" has no value"));
    }
    if (hm_str_eq(key, "ref")) {
        return set_once(arena, &source->ref, "ref", value);
    }
    if (hm_str_eq(key, "subdir")) {
        return set_once(arena, &source->subdir, "subdir", value);
    }
    if (hm_str_eq(key, "tag")) {
        options->tag = value;
    } else if (hm_str_eq(key, "branch")) {
        options->branch = value;
    } else if (hm_str_eq(key, "checksum") || hm_str_eq(key, "commit")) {
        source->checksum = value;
    } else if (hm_str_eq(key, "mtime")) {
        bool is_good = hm_str_eq(value, "checkout") || hm_str_eq(value, "commit");
        return is_good ? HM_S("")
                       : hm_arena_concat(arena, HM_S("invalid mtime value: "),
                                         hm_go_quoted(arena, value),
                                         HM_S(" (must be \"checkout\" or \"commit\")"));
    } else {
        return hm_arena_concat(arena, HM_S("unexpected query "), hm_go_quoted(arena, key));
    }
    return HM_S("");
}

/* The parts of a query; what Go cannot read is left out. */
static void
split_query(struct options *options, struct hm_str query)
{
    struct hm_str part;

    while (query.n > 0 && hm_str_split(&query, '&', &part)) {
        size_t equals = hm_str_find(part, '=');
        struct option option;
        if (part.n > 0 && hm_str_find(part, ';') == part.n &&
            unescape(options->arena, hm_str_sub(part, 0, equals), true, &option.key) &&
            unescape(options->arena, hm_str_from(part, equals + 1), true, &option.value)) {
            hm_vec_add(options->arena, &options->list, option);
        }
    }
}

static int
compare_keys(const void *a, const void *b)
{
    return hm_str_compare(((const struct option *)a)->key, ((const struct option *)b)->key);
}

static struct hm_str
read_query(struct hm_arena *arena, struct hm_str query, struct hm_add_source *source)
{
    struct options options = { .arena = arena, .source = source };
    struct hm_str error = HM_S("");

    split_query(&options, query);
    hm_vec_sort(&options.list, compare_keys);
    for (size_t i = 0; i < options.list.n && error.n == 0; i++) {
        const struct option *option = &options.list.p[i];
        if (i + 1 < options.list.n && hm_str_is(option[0].key, option[1].key)) {
            return hm_arena_concat(arena, HM_S("query "), hm_go_quoted(arena, option->key),
                                   HM_S(" has multiple values"));
        }
        error = read_option(&options, option);
    }
    if (error.n == 0) {
        error = set_ref(&options, "refs/tags/", options.tag);
    }
    if (error.n == 0 && options.tag.n > 0 && options.branch.n > 0) {
        return HM_S("branch conflicts with tag");
    }
    return error.n > 0 ? error : set_ref(&options, "refs/heads/", options.branch);
}

static struct hm_str
read_git(struct hm_arena *arena, const struct address *address, struct hm_add_source *source)
{
    size_t colon = hm_str_find(address->fragment, ':');

    source->kind = HM_ADD_GIT;
    source->is_repository = true;
    source->remote = address->remote;
    source->ref = hm_str_sub(address->fragment, 0, colon);
    if (address->fragment.n > 0) {
        struct hm_str folder = hm_str_from(address->fragment, colon + 1);
        source->subdir = hm_str_from(hm_path_rooted(arena, folder), 1);
    }
    return read_query(arena, address->query, source);
}

static struct hm_str
filename_of(struct hm_arena *arena, struct hm_str path)
{
    struct hm_str name = hm_path_base(path);

    return hm_str_eq(name, ".") || hm_str_eq(name, "/") ? HM_S("__unnamed__")
                                                        : hm_arena_str(arena, name);
}

/* A path for its looks alone: its options are read all the same. */
static struct hm_str
read_github(struct hm_arena *arena, struct hm_str text, struct hm_add_source *source)
{
    struct hm_str whole = hm_arena_concat(arena, HM_S("https://"), text);
    struct address address;
    struct hm_str error = HM_S("");

    if (parse_address(arena, whole, &address)) {
        error = read_git(arena, &address, source);
        source->kind = HM_ADD_PATH;
    }
    return error;
}

static bool
is_http(struct hm_str text)
{
    return hm_str_starts(text, "http://") || hm_str_starts(text, "https://");
}

static struct hm_str
read_source(struct hm_arena *arena, struct hm_str text, struct hm_add_source *source)
{
    struct address address;

    if (hm_str_starts(text, "./") || hm_str_starts(text, "../")) {
        return HM_S("");
    }
    if (hm_str_starts(text, "github.com/")) {
        return read_github(arena, text, source);
    }
    if (scheme_length(text) == 0) {
        return parse_scp(text, &address) ? read_git(arena, &address, source) : HM_S("");
    }
    bool is_address = parse_address(arena, text, &address);
    if (is_address) {
        bool is_web = hm_str_eq(address.scheme, "http") || hm_str_eq(address.scheme, "https");
        bool is_git = hm_str_eq(address.scheme, "git") || hm_str_eq(address.scheme, "ssh");
        if (is_git || (is_web && hm_str_ends(address.path, ".git"))) {
            return read_git(arena, &address, source);
        }
    }
    if (is_http(text)) {
        source->kind = HM_ADD_HTTP;
        source->filename = is_address ? filename_of(arena, address.path) : HM_S("__unnamed__");
    }
    return HM_S("");
}

struct hm_str
hm_add_source_read(struct hm_arena *arena, struct hm_str text, struct hm_add_source *ret_source)
{
    *ret_source = (struct hm_add_source){ .kind = HM_ADD_PATH };
    struct hm_str error = read_source(arena, text, ret_source);
    if (error.n > 0) {
        ret_source->kind = is_http(text) ? HM_ADD_HTTP : HM_ADD_PATH;
        ret_source->is_repository = false;
    }
    return error;
}
