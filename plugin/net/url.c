/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/net/url.h"

#include "plugin/base/auto.h"

#include <arpa/inet.h>

static bool
is_host_char(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c) || c == '.' || c == '-' || c == '_';
}

/* A last label of digits (or 0x…) makes resolvers read the whole name as a number: 2130706433 and
 * 127.1 are loopback to them. Such hosts must be plain dotted quads. */
static bool
is_numeric_host(struct hm_str host)
{
    size_t dot = hm_str_find_last(host, '.');
    struct hm_str last = dot == host.n ? host : hm_str_from(host, dot + 1);

    if (hm_str_starts(last, "0x")) {
        return true;
    }
    for (size_t i = 0; i < last.n; i++) {
        if (!hm_is_digit(last.p[i])) {
            return false;
        }
    }
    return last.n > 0;
}

static bool
read_address(struct hm_str host, int family, unsigned char ret_address[16])
{
    char text[INET6_ADDRSTRLEN];

    if (host.n == 0 || host.n >= sizeof text) {
        return false;
    }
    memcpy(text, host.p, host.n);
    text[host.n] = '\0';
    return inet_pton(family, text, ret_address) == 1;
}

static enum hm_status
check_host(struct hm_url *url, struct hm_err *reterr)
{
    unsigned char address[16];

    if (url->is_ipv6) {
        return read_address(url->host, AF_INET6, address)
                   ? HM_OK
                   : hm_err_set(reterr, HM_E_SYNTAX, "a URL whose IPv6 address is not one");
    }
    if (url->host.n == 0 || url->host.n > 253 || hm_str_has(url->host, "..") ||
        url->host.p[0] == '.' || url->host.p[0] == '-') {
        return hm_err_set(reterr, HM_E_SYNTAX, "a URL without a proper host name");
    }
    for (size_t i = 0; i < url->host.n; i++) {
        if (!is_host_char(url->host.p[i])) {
            return hm_err_set(reterr, HM_E_SYNTAX,
                              "a URL whose host name has other characters than letters, digits, "
                              "'.', '-' and '_'");
        }
    }
    url->is_ipv4 = read_address(url->host, AF_INET, address);
    if (!url->is_ipv4 && is_numeric_host(url->host)) {
        return hm_err_set(reterr, HM_E_SYNTAX,
                          "a URL whose host is a number but not a plain IPv4 address");
    }
    return HM_OK;
}

/* host[:port] or [ipv6][:port]. */
static enum hm_status
read_authority(struct hm_arena *arena, struct hm_str authority, struct hm_url *url,
               struct hm_err *reterr)
{
    struct hm_str rest = { 0 };
    uint64_t port = url->is_https ? 443 : 80;

    if (hm_str_find(authority, '@') < authority.n) {
        return hm_err_set(reterr, HM_E_SYNTAX,
                          "a URL with a user name or password in it; give credentials by a header "
                          "file or the configuration instead");
    }
    if (authority.n > 0 && authority.p[0] == '[') {
        size_t end = hm_str_find(authority, ']');
        if (end == authority.n) {
            return hm_err_set(reterr, HM_E_SYNTAX, "a URL whose IPv6 address is not closed by ']'");
        }
        url->is_ipv6 = true;
        url->host = hm_str_sub(authority, 1, end - 1);
        rest = hm_str_from(authority, end + 1);
    } else {
        size_t colon = hm_str_find(authority, ':');
        url->host = hm_str_sub(authority, 0, colon);
        rest = hm_str_from(authority, colon);
    }
    if (rest.n > 0 &&
        (rest.p[0] != ':' || !hm_str_to_u64(hm_str_from(rest, 1), 65535, &port) || port == 0)) {
        return hm_err_set(reterr, HM_E_SYNTAX, "a URL whose port is not a number up to 65535");
    }
    url->port = (uint16_t)port;
    char *lower = hm_arena_alloc(arena, url->host.n + 1);
    for (size_t i = 0; i < url->host.n; i++) {
        lower[i] = hm_ascii_lower(url->host.p[i]);
    }
    url->host.p = lower;
    return check_host(url, reterr);
}

/* Takes "http://" or "https://" off the front. */
static bool
read_scheme(struct hm_str *rest, bool *ret_is_https)
{
    static const struct hm_str plain = HM_STR("http://");
    static const struct hm_str tls = HM_STR("https://");

    if (hm_str_eq_nocase(hm_str_sub(*rest, 0, tls.n), tls)) {
        *ret_is_https = true;
        *rest = hm_str_from(*rest, tls.n);
        return true;
    }
    if (hm_str_eq_nocase(hm_str_sub(*rest, 0, plain.n), plain)) {
        *ret_is_https = false;
        *rest = hm_str_from(*rest, plain.n);
        return true;
    }
    return false;
}

static size_t
find_any(struct hm_str s, const char *set)
{
    size_t i = 0;

    while (i < s.n && strchr(set, s.p[i]) == NULL) {
        i++;
    }
    return i;
}

enum hm_status
hm_url_parse(struct hm_arena *arena, struct hm_str text, struct hm_url *ret_url,
             struct hm_err *reterr)
{
    struct hm_url url = { 0 };
    struct hm_str rest = text;

    if (text.n > HM_URL_MAX) {
        return hm_err_set(reterr, HM_E_LIMIT, "a URL of more than %d bytes", HM_URL_MAX);
    }
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] <= ' ' || text.p[i] > '~' || text.p[i] == '\\') {
            return hm_err_set(reterr, HM_E_SYNTAX,
                              "a URL with a blank, a backslash or another character that must be "
                              "percent-encoded");
        }
    }
    if (!read_scheme(&rest, &url.is_https)) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED,
                          "a URL that starts neither with https:// nor with http://");
    }
    size_t end = find_any(rest, "/?#");
    enum hm_status status = read_authority(arena, hm_str_sub(rest, 0, end), &url, reterr);
    if (status != HM_OK) {
        return status;
    }
    rest = hm_str_from(rest, end);
    rest = hm_str_sub(rest, 0, hm_str_find(rest, '#'));
    size_t query = hm_str_find(rest, '?');
    struct hm_str host = hm_url_host(arena, &url);
    url.text = hm_arena_printf(arena, "%s://%.*s%s%.*s", url.is_https ? "https" : "http",
                               HM_FMT(host), query == 0 ? "/" : "", HM_FMT(rest));
    url.origin = hm_str_sub(url.text, 0, (url.is_https ? 8u : 7u) + host.n);
    url.path = hm_str_from(url.text, url.origin.n);
    query = hm_str_find(url.path, '?');
    url.query = hm_str_from(url.path, query);
    url.path = hm_str_sub(url.path, 0, query);
    *ret_url = url;
    return HM_OK;
}

static bool
has_scheme(struct hm_str s)
{
    size_t i = 0;

    while (i < s.n && (hm_is_alpha(s.p[i]) || hm_is_digit(s.p[i]) || strchr("+-.", s.p[i]))) {
        i++;
    }
    return i > 0 && i < s.n && s.p[i] == ':' && hm_is_alpha(s.p[0]);
}

enum hm_status
hm_url_resolve(struct hm_arena *arena, const struct hm_url *base, struct hm_str location,
               struct hm_url *ret_url, struct hm_err *reterr)
{
    struct hm_str front = { 0 };
    const char *between = "";

    location = hm_str_sub(location, 0, hm_str_find(location, '#'));
    if (location.n > HM_URL_MAX) {
        return hm_err_set(reterr, HM_E_LIMIT, "a URL of more than %d bytes", HM_URL_MAX);
    }
    if (has_scheme(location)) {
        front = (struct hm_str){ 0 };
    } else if (hm_str_starts(location, "//")) {
        front = base->is_https ? HM_S("https:") : HM_S("http:");
    } else if (hm_str_starts(location, "/")) {
        front = base->origin;
    } else if (location.n == 0) {
        front = base->text;
    } else if (location.p[0] == '?') {
        front = hm_str_sub(base->text, 0, base->origin.n + base->path.n);
    } else {
        front = hm_str_sub(base->text, 0, base->origin.n + hm_str_find_last(base->path, '/'));
        between = "/";
    }
    struct hm_str text =
        hm_arena_printf(arena, "%.*s%s%.*s", HM_FMT(front), between, HM_FMT(location));
    return hm_url_parse(arena, text, ret_url, reterr);
}

bool
hm_url_is_same_origin(const struct hm_url *a, const struct hm_url *b)
{
    return a->is_https == b->is_https && a->port == b->port && hm_str_is(a->host, b->host);
}

static bool
is_loopback_v4(const unsigned char *a)
{
    return a[0] == 127;
}

static bool
is_private_v4(const unsigned char *a)
{
    return is_loopback_v4(a) || a[0] == 0 || a[0] == 10 || (a[0] == 172 && (a[1] & 0xf0) == 16) ||
           (a[0] == 192 && a[1] == 168) || (a[0] == 169 && a[1] == 254) ||
           (a[0] == 100 && (a[1] & 0xc0) == 64) || a[0] >= 224;
}

static bool
is_loopback_v6(const unsigned char *a)
{
    static const unsigned char loopback[16] = { [15] = 1 };

    return memcmp(a, loopback, sizeof loopback) == 0;
}

/* The IPv4 address inside ::ffff:a.b.c.d and ::a.b.c.d, or NULL. */
static const unsigned char *
mapped_v4(const unsigned char *a)
{
    static const unsigned char zeros[10] = { 0 };

    if (memcmp(a, zeros, sizeof zeros) != 0) {
        return NULL;
    }
    return (a[10] == 0xff && a[11] == 0xff) || (a[10] == 0 && a[11] == 0) ? a + 12 : NULL;
}

static bool
is_private_v6(const unsigned char *a)
{
    const unsigned char *v4 = mapped_v4(a);

    return (v4 != NULL && is_private_v4(v4)) || is_loopback_v6(a) || (a[0] & 0xfe) == 0xfc ||
           (a[0] == 0xfe && (a[1] & 0x80) == 0x80) || a[0] == 0xff;
}

bool
hm_url_is_loopback(const struct hm_url *url)
{
    unsigned char address[16];

    if (url->is_ipv6) {
        return read_address(url->host, AF_INET6, address) && is_loopback_v6(address);
    }
    if (url->is_ipv4) {
        return read_address(url->host, AF_INET, address) && is_loopback_v4(address);
    }
    return hm_str_eq(url->host, "localhost");
}

bool
hm_url_is_private(const struct hm_url *url)
{
    unsigned char address[16];

    if (url->is_ipv6) {
        return read_address(url->host, AF_INET6, address) && is_private_v6(address);
    }
    if (url->is_ipv4) {
        return read_address(url->host, AF_INET, address) && is_private_v4(address);
    }
    return hm_str_eq(url->host, "localhost") || hm_str_ends(url->host, ".localhost");
}

struct hm_str
hm_url_host(struct hm_arena *arena, const struct hm_url *url)
{
    const char *open = url->is_ipv6 ? "[" : "";
    const char *close = url->is_ipv6 ? "]" : "";

    if (url->port == (url->is_https ? 443 : 80)) {
        return hm_arena_printf(arena, "%s%.*s%s", open, HM_FMT(url->host), close);
    }
    return hm_arena_printf(arena, "%s%.*s%s:%u", open, HM_FMT(url->host), close,
                           (unsigned)url->port);
}

struct hm_str
hm_url_encode(struct hm_arena *arena, struct hm_str s, bool keeps_slash)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = hm_arena_alloc(arena, 3 * s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (hm_is_alpha(c) || hm_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~' ||
            (c == '/' && keeps_slash)) {
            out[n++] = c;
        } else {
            out[n++] = '%';
            out[n++] = digits[(unsigned char)c >> 4];
            out[n++] = digits[(unsigned char)c & 15];
        }
    }
    return hm_str_make(out, n);
}

bool
hm_url_may_be_asked(const struct hm_http_hosts *hosts, const struct hm_url *url)
{
    if (url->is_https || hm_url_is_loopback(url)) {
        return true;
    }
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str host = hosts->n == 0 ? HM_S("") : hm_url_host(&arena, url);
    for (size_t i = 0; i < hosts->n; i++) {
        if (hm_str_is(hosts->p[i], host)) {
            return true;
        }
    }
    return false;
}
