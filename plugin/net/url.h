/* SPDX-License-Identifier: Apache-2.0 */
/* http and https URLs, read so strictly that no other parser can see another host in them. */
#ifndef HM_NET_URL_H
#define HM_NET_URL_H

#include "plugin/base/arena.h"
#include "plugin/base/err.h"
#include "plugin/base/str.h"

/** All views are into the arena that was given to hm_url_parse. */
struct hm_url {
    bool is_https;
    struct hm_str host;   /**< lower case; an IPv6 address without its brackets */
    bool is_ipv6;         /**< host is an IPv6 address */
    bool is_ipv4;         /**< host is an IPv4 address */
    uint16_t port;        /**< 443 or 80 where none was named */
    struct hm_str origin; /**< "https://host[:port]", without the scheme's own port */
    struct hm_str path;   /**< starts with '/' */
    struct hm_str query;  /**< with its '?', or empty; may hold secrets (pre-signed URLs) */
    struct hm_str text;   /**< origin, path and query; a fragment is dropped */
};

enum {
    HM_URL_MAX = 8192, /**< bytes of a URL */
};

/**
 * Takes an absolute URL apart. HM_E_SYNTAX for what is no URL, for user:password@ (they belong
 * into a header), for blanks, control characters, backslashes and bytes over 0x7e, and for numeric
 * hosts that are not plain addresses; HM_E_UNSUPPORTED for other schemes than http and https. The
 * message never quotes the URL: it may hold a secret.
 */
enum hm_status hm_url_parse(struct hm_arena *arena, struct hm_str text, struct hm_url *ret_url,
                            struct hm_err *reterr) HM_MUST_CHECK;

/** What a Location header, absolute or relative, means at @p base. Errors as hm_url_parse. */
enum hm_status hm_url_resolve(struct hm_arena *arena, const struct hm_url *base,
                              struct hm_str location, struct hm_url *ret_url,
                              struct hm_err *reterr) HM_MUST_CHECK;

/** Same scheme, host and port: what a credential may not leave. */
bool hm_url_is_same_origin(const struct hm_url *a, const struct hm_url *b);

/** localhost, 127.0.0.0/8 or ::1, by its text: no name is looked up. */
bool hm_url_is_loopback(const struct hm_url *url);

/** An address literal that is loopback, private, link-local, unspecified or multicast; and
 * localhost. */
bool hm_url_is_private(const struct hm_url *url);

/** Hosts that may be spoken to by plain http: "registry.lan:5000", as hm_url_host gives them. */
struct hm_http_hosts {
    const struct hm_str *p;
    size_t n;
};

/** Whether a URL is https, or on this machine, or of one of these hosts. */
bool hm_url_may_be_asked(const struct hm_http_hosts *hosts, const struct hm_url *url);

/** "host:port" (brackets around IPv6), without the scheme's own port: for messages. */
struct hm_str hm_url_host(struct hm_arena *arena, const struct hm_url *url);

/** Percent-encodes everything but unreserved characters (and '/' when @p keeps_slash). */
struct hm_str hm_url_encode(struct hm_arena *arena, struct hm_str s, bool keeps_slash);

#endif
