/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/purl.h"

/* "deb" of "pkg:deb/debian/zlib1g@1", and of "PKG://deb/…", which means the same. */
static struct hm_str
kind_of(struct hm_str purl, struct hm_str *ret_rest)
{
    if (!hm_str_eq_nocase(hm_str_sub(purl, 0, 4), HM_S("pkg:"))) {
        return HM_S("");
    }
    purl = hm_str_from(purl, 4);
    while (hm_str_starts(purl, "/")) {
        purl = hm_str_from(purl, 1);
    }
    size_t slash = hm_str_find(purl, '/');
    *ret_rest = hm_str_from(purl, slash == purl.n ? slash : slash + 1);
    return hm_str_sub(purl, 0, slash);
}

static bool
is_kind(struct hm_str kind, const char *const *kinds)
{
    for (; *kinds != NULL; kinds++) {
        if (hm_str_eq_nocase(kind, hm_str_c(*kinds))) {
            return true;
        }
    }
    return false;
}

static const char *const distributions[] = { "deb", "rpm", "apk", "alpm", NULL };

static int
hex_of(char c)
{
    c = hm_ascii_lower(c);
    return hm_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Type and name of a purl are compared without regard to case: where the specification minds it
 * (Maven, Go), no two packages differ in nothing else. */
static void
add_normal(struct hm_buf *key, struct hm_str name, bool is_pypi)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (c == '%' && i + 2 < name.n && hex_of(name.p[i + 1]) >= 0 &&
            hex_of(name.p[i + 2]) >= 0) {
            c = (char)(hex_of(name.p[i + 1]) * 16 + hex_of(name.p[i + 2]));
            i += 2;
        }
        hm_buf_putc(key, is_pypi && (c == '_' || c == '.') ? '-' : hm_ascii_lower(c));
    }
}

void
hm_purl_key(struct hm_buf *key, struct hm_str purl)
{
    struct hm_str name = HM_S("");
    struct hm_str kind = kind_of(purl, &name);

    name = hm_str_sub(name, 0, hm_str_find(name, '#'));
    name = hm_str_sub(name, 0, hm_str_find(name, '?'));
    size_t slash = hm_str_find_last(name, '/');
    size_t at = hm_str_find_last(name, '@');
    if (at < name.n && at > 0 && (slash == name.n || at > slash + 1)) {
        name = hm_str_sub(name, 0, at);
    }
    if (is_kind(kind, distributions)) {
        name = hm_str_basename(name);
    }
    add_normal(key, kind, false);
    hm_buf_putc(key, '/');
    add_normal(key, name, hm_str_eq_nocase(kind, HM_S("pypi")));
    hm_buf_putc(key, '|');
}

struct hm_str
hm_purl_version(struct hm_str purl, struct hm_str version)
{
    struct hm_str rest;
    struct hm_str kind = kind_of(purl, &rest);
    size_t n = 0;

    if (kind.n == 0 || is_kind(kind, distributions)) {
        while (n < version.n && hm_is_digit(version.p[n])) {
            n++;
        }
        if (n > 0 && n + 1 < version.n && version.p[n] == ':') {
            version = hm_str_from(version, n + 1);
        }
    }
    if ((kind.n == 0 || hm_str_eq_nocase(kind, HM_S("golang"))) && version.n > 1 &&
        version.p[0] == 'v' && hm_is_digit(version.p[1])) {
        version = hm_str_from(version, 1);
    }
    return version;
}
