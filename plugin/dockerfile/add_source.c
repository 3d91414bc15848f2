/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/add_source.h"

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
    address.remote = hm_arena_concat(arena, address.scheme, hm_str_from(bare, n));
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

static struct hm_str
conflict(struct hm_arena *arena, struct hm_str a, struct hm_str b)
{
    return hm_arena_concat(arena, HM_S("ref conflicts: "), hm_go_quoted(arena, a), HM_S(" vs "),
                           hm_go_quoted(arena, b));
}

static struct hm_str
set_ref(struct hm_arena *arena, struct hm_add_source *source, const char *prefix,
        struct hm_str value)
{
    if (!hm_str_starts(value, prefix)) {
        value = hm_arena_concat(arena, hm_str_c(prefix), value);
    }
    if (source->ref.n > 0 && !hm_str_is(source->ref, value)) {
        return conflict(arena, source->ref, value);
    }
    source->ref = value;
    return HM_S("");
}

static struct hm_str
read_option(struct hm_arena *arena, struct hm_add_source *source, const struct option *option)
{
    static const char *const SWITCHES[] = { "submodules", "keep-git-dir", "fetch-by-commit" };
    struct hm_str key = option->key;
    struct hm_str value = option->value;
    bool is_yes;

    for (size_t i = 0; i < sizeof SWITCHES / sizeof *SWITCHES; i++) {
        if (hm_str_eq(key, SWITCHES[i])) {
            return value.n == 0 || hm_go_bool(value, &is_yes)
                       ? HM_S("")
                       : hm_arena_concat(arena, HM_S("invalid "), key, HM_S(" value: "),
                                         hm_go_quoted(arena, value));
        }
    }
    if (value.n == 0) {
        return hm_arena_concat(arena, HM_S("query "), hm_go_quoted(arena, key),
                               HM_S(" has no value"));
    }
    if (hm_str_eq(key, "ref")) {
        return set_ref(arena, source, "", value);
    }
    if (hm_str_eq(key, "tag")) {
        return set_ref(arena, source, "refs/tags/", value);
    }
    if (hm_str_eq(key, "branch")) {
        return set_ref(arena, source, "refs/heads/", value);
    }
    if (hm_str_eq(key, "subdir")) {
        source->subdir = value;
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

static struct hm_str
read_query(struct hm_arena *arena, struct hm_str query, struct hm_add_source *source)
{
    struct hm_str part;

    while (query.n > 0 && hm_str_split(&query, '&', &part)) {
        size_t equals = hm_str_find(part, '=');
        struct option option;
        bool is_good = part.n > 0 && hm_str_find(part, ';') == part.n &&
                       unescape(arena, hm_str_sub(part, 0, equals), true, &option.key) &&
                       unescape(arena, hm_str_from(part, equals + 1), true, &option.value);
        struct hm_str error = is_good ? read_option(arena, source, &option) : HM_S("");
        if (error.n > 0) {
            return error;
        }
    }
    return HM_S("");
}

static struct hm_str
read_git(struct hm_arena *arena, const struct address *address, struct hm_add_source *source)
{
    size_t colon = hm_str_find(address->fragment, ':');

    source->kind = HM_ADD_GIT;
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
    struct hm_str rest = path;

    while (hm_str_ends(rest, "/")) {
        rest.n--;
    }
    rest = hm_str_from(rest,
                       hm_str_find_last(rest, '/') == rest.n ? 0 : hm_str_find_last(rest, '/') + 1);
    return rest.n == 0 || hm_str_eq(rest, ".") ? HM_S("__unnamed__") : hm_arena_str(arena, rest);
}

struct hm_str
hm_add_source_read(struct hm_arena *arena, struct hm_str text, struct hm_add_source *ret_source)
{
    struct hm_add_source *source = ret_source;
    struct address address;

    *source = (struct hm_add_source){ .kind = HM_ADD_PATH };
    if (hm_str_starts(text, "./") || hm_str_starts(text, "../") ||
        hm_str_starts(text, "github.com/")) {
        return HM_S("");
    }
    bool is_http = hm_str_starts(text, "http://") || hm_str_starts(text, "https://");
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
    if (is_http) {
        source->kind = HM_ADD_HTTP;
        source->filename = is_address ? filename_of(arena, address.path) : HM_S("__unnamed__");
    }
    return HM_S("");
}
