/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/image_ref.h"

enum {
    PATH_LIMIT = 255, /* of distribution/reference, for the repository's path */
    TAG_LIMIT = 128,
    IDENTIFIER = 64,
};

static bool
is_lower_hex(struct hm_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!hm_is_digit(s.p[i]) && !(s.p[i] >= 'a' && s.p[i] <= 'f')) {
            return false;
        }
    }
    return true;
}

static bool
is_lower_alnum(char c)
{
    return hm_is_digit(c) || (c >= 'a' && c <= 'z');
}

static bool
has_upper(struct hm_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (hm_ascii_lower(s.p[i]) != s.p[i]) {
            return true;
        }
    }
    return false;
}

bool
hm_digest_is_canonical(struct hm_str digest)
{
    size_t colon = hm_str_find(digest, ':');
    struct hm_str algorithm = hm_str_sub(digest, 0, colon);
    struct hm_str hex = hm_str_from(digest, colon + 1);

    return ((hm_str_eq(algorithm, "sha256") && hex.n == 64) ||
            (hm_str_eq(algorithm, "sha512") && hex.n == 128)) &&
           is_lower_hex(hex);
}

/* Labels of letters, digits and inner dashes between dots; or an IPv6 address in brackets. */
static bool
is_host(struct hm_str host)
{
    if (host.n > 2 && *host.p == '[' && host.p[host.n - 1] == ']') {
        for (size_t i = 1; i + 1 < host.n; i++) {
            char lower = hm_ascii_lower(host.p[i]);
            if (!hm_is_digit(lower) && lower != ':' && !(lower >= 'a' && lower <= 'f')) {
                return false;
            }
        }
        return true;
    }
    for (size_t i = 0; i < host.n; i++) {
        bool is_edge = i == 0 || i + 1 == host.n || host.p[i - 1] == '.' || host.p[i + 1] == '.';
        bool is_alnum = hm_is_digit(host.p[i]) || hm_is_alpha(host.p[i]);
        bool is_inner = host.p[i] == '-' || host.p[i] == '.';
        if (!is_alnum && (is_edge || !is_inner)) {
            return false;
        }
    }
    return host.n > 0;
}

static bool
is_registry(struct hm_str registry)
{
    size_t colon = hm_str_find_last(registry, ':');
    struct hm_str port = hm_str_from(registry, colon + 1);

    /* In "[::1]" the last colon is none before a port. */
    if (colon == registry.n || hm_str_find(port, ']') < port.n) {
        return is_host(registry);
    }
    for (size_t i = 0; i < port.n; i++) {
        if (!hm_is_digit(port.p[i])) {
            return false;
        }
    }
    return port.n > 0 && is_host(hm_str_sub(registry, 0, colon));
}

/* Runs of letters and digits, parted by one dot, one or two underscores, or dashes. */
static bool
is_component(struct hm_str s)
{
    size_t i = 0;

    if (s.n == 0 || !is_lower_alnum(s.p[0]) || !is_lower_alnum(s.p[s.n - 1])) {
        return false;
    }
    while (i < s.n) {
        if (is_lower_alnum(s.p[i])) {
            i++;
            continue;
        }
        char separator = s.p[i];
        size_t run = 0;
        while (i < s.n && s.p[i] == separator) {
            i++;
            run++;
        }
        size_t most = separator == '-' ? SIZE_MAX : separator == '_' ? 2 : separator == '.' ? 1 : 0;
        if (run > most || !is_lower_alnum(s.p[i])) {
            return false;
        }
    }
    return true;
}

static bool
is_path(struct hm_str path)
{
    struct hm_str component;
    bool is_good = path.n > 0 && path.p[path.n - 1] != '/';

    while (is_good && hm_str_split(&path, '/', &component)) {
        is_good = is_component(component);
    }
    return is_good;
}

static bool
is_tag(struct hm_str tag)
{
    for (size_t i = 0; i < tag.n; i++) {
        char c = tag.p[i];
        bool is_word = hm_is_digit(c) || hm_is_alpha(c) || c == '_';
        if (!is_word && (i == 0 || (c != '.' && c != '-'))) {
            return false;
        }
    }
    return tag.n > 0 && tag.n <= TAG_LIMIT;
}

/* Cuts a registry off the front of @p rest; "docker.io" when the first part is none. */
static struct hm_str
take_registry(struct hm_str *rest)
{
    struct hm_str text = *rest;
    struct hm_str first = hm_str_sub(text, 0, hm_str_find(text, '/'));
    bool is_registry_name = hm_str_find(first, '.') < first.n ||
                            hm_str_find(first, ':') < first.n || hm_str_eq(first, "localhost") ||
                            has_upper(first);

    if (first.n == text.n || !is_registry_name) {
        return HM_S("docker.io");
    }
    *rest = hm_str_from(text, first.n + 1);
    return hm_str_eq(first, "index.docker.io") ? HM_S("docker.io") : first;
}

enum hm_status
hm_image_ref_parse(struct hm_arena *arena, struct hm_str text, struct hm_image_ref *ret_ref,
                   struct hm_err *reterr)
{
    struct hm_image_ref ref = { .text = text };
    struct hm_str rest = text;

    if (text.n == 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "an image reference cannot be empty");
    }
    if (text.n == IDENTIFIER && is_lower_hex(text)) {
        return hm_err_set(reterr, HM_E_SYNTAX,
                          "%.*s is an identifier: 64 hexadecimal digits are no repository",
                          HM_FMT(text));
    }
    ref.registry = take_registry(&rest);
    size_t at = hm_str_find(rest, '@');
    if (at < rest.n) {
        ref.digest = hm_str_from(rest, at + 1);
        if (!hm_digest_is_canonical(ref.digest)) {
            return hm_err_set(reterr, HM_E_SYNTAX, "%.*s is no sha256 or sha512 digest",
                              HM_FMT(ref.digest));
        }
        rest = hm_str_sub(rest, 0, at);
    }
    size_t colon = hm_str_find(rest, ':');
    if (colon < rest.n) {
        ref.tag = hm_str_from(rest, colon + 1);
        if (!is_tag(ref.tag)) {
            return hm_err_set(reterr, HM_E_SYNTAX, "%.*s is no tag", HM_FMT(ref.tag));
        }
        rest = hm_str_sub(rest, 0, colon);
    }
    if (has_upper(rest)) {
        return hm_err_set(reterr, HM_E_SYNTAX, "repository name %.*s must be lowercase",
                          HM_FMT(rest));
    }
    if (!is_registry(ref.registry) || !is_path(rest)) {
        return hm_err_set(reterr, HM_E_SYNTAX, "%.*s is no image reference", HM_FMT(text));
    }
    bool is_hub = hm_str_eq(ref.registry, "docker.io");
    ref.repository = rest;
    if (is_hub && hm_str_find(rest, '/') == rest.n) {
        ref.repository = hm_arena_printf(arena, "library/%.*s", HM_FMT(rest));
    }
    if (ref.repository.n > PATH_LIMIT) {
        return hm_err_set(reterr, HM_E_SYNTAX, "the repository's name is longer than %d characters",
                          PATH_LIMIT);
    }
    ref.is_official = is_hub && hm_str_starts(ref.repository, "library/");
    *ret_ref = ref;
    return HM_OK;
}

struct hm_str
hm_image_ref_name(struct hm_arena *arena, const struct hm_image_ref *ref)
{
    return hm_arena_printf(arena, "%.*s/%.*s", HM_FMT(ref->registry), HM_FMT(ref->repository));
}

struct hm_str
hm_image_ref_key(struct hm_arena *arena, const struct hm_image_ref *ref)
{
    bool is_bare = ref->tag.n == 0 && ref->digest.n == 0;
    struct hm_str tag = is_bare ? HM_S("latest") : ref->tag;

    return hm_arena_printf(arena, "%.*s%s%.*s%s%.*s", HM_FMT(hm_image_ref_name(arena, ref)),
                           tag.n > 0 ? ":" : "", HM_FMT(tag), ref->digest.n > 0 ? "@" : "",
                           HM_FMT(ref->digest));
}
