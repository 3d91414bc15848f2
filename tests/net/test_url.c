/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/net/url.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/rows.h"

static const struct {
    const char *text;
    const char *want; /* canonical, or NULL for a refusal */
} parses[] = {
    { "https://Example.COM", "https://example.com/" },
    { "HTTPS://example.com:443/a?b=c#d", "https://example.com/a?b=c" },
    { "http://example.com:80/", "http://example.com/" },
    { "http://example.com:8080/x", "http://example.com:8080/x" },
    { "https://example.com?x=1", "https://example.com/?x=1" },
    { "https://[::1]:5000/v2/", "https://[::1]:5000/v2/" },
    { "http://127.0.0.1:5000/", "http://127.0.0.1:5000/" },
    { "https://a_b-c.d/", "https://a_b-c.d/" },
    { "https://user:secret@example.com/", NULL },
    { "https://example.com\\@evil.test/", NULL },
    { "https://example.com /", NULL },
    { "https://example.com/\r\nX: y", NULL },
    { "https://ex\xc3\xa4mple.com/", NULL },
    { "https://example.com:0/", NULL },
    { "https://example.com:65536/", NULL },
    { "https://example.com:80x/", NULL },
    { "https://", NULL },
    { "https:///path", NULL },
    { "https://[::1", NULL },
    { "https://[::1]x/", NULL },
    { "https://[1.2.3.4]/", NULL },
    { "https://2130706433/", NULL },
    { "https://127.1/", NULL },
    { "https://0x7f.0.0.1/", NULL },
    { "https://a..b/", NULL },
    { "https://.a/", NULL },
    { "https://a%2eb/", NULL },
    { "ftp://example.com/", NULL },
    { "file:///etc/passwd", NULL },
    { "//example.com/", NULL },
    { "example.com", NULL },
    { "", NULL },
};

ROWS_OF(url, parse, parses)

ParameterizedTest(size_t *i, url, parse)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_url url = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = hm_url_parse(&arena, hm_str_c(parses[*i].text), &url, &err);

    if (parses[*i].want == NULL) {
        cr_assert_neq(status, HM_OK, "%s was taken", parses[*i].text);
        cr_assert_gt(strlen(err.text), 10u);
    } else {
        cr_assert_eq(status, HM_OK, "%s: %s", parses[*i].text, err.text);
        cr_assert_str_eq(url.text.p, parses[*i].want);
    }
}

Test(url, message_does_not_quote_the_credentials)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_url url = { 0 };
    struct hm_err err = { 0 };

    cr_assert_neq(hm_url_parse(&arena, HM_S("https://u:hunter2@h/"), &url, &err), HM_OK);
    cr_assert_null(strstr(err.text, "hunter2"));
}

Test(url, parts)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_url url = { 0 };

    cr_assert_eq(hm_url_parse(&arena, HM_S("http://[fe80::1]:99/a/b?c=d"), &url, NULL), HM_OK);
    cr_assert(hm_str_eq(url.host, "fe80::1"));
    cr_assert_eq(url.port, 99);
    cr_assert(hm_str_eq(url.path, "/a/b"));
    cr_assert(hm_str_eq(url.query, "?c=d"));
    cr_assert(hm_str_eq(url.origin, "http://[fe80::1]:99"));
    cr_assert(hm_str_eq(hm_url_host(&arena, &url), "[fe80::1]:99"));
}

static const struct {
    const char *location;
    const char *want;
} resolves[] = {
    { "https://b.test/x", "https://b.test/x" },
    { "//b.test/x", "https://b.test/x" },
    { "/x?y", "https://a.test:8443/x?y" },
    { "x", "https://a.test:8443/d/x" },
    { "?q", "https://a.test:8443/d/e?q" },
    { "", "https://a.test:8443/d/e?f" },
    { "#frag", "https://a.test:8443/d/e?f" },
    { "javascript:alert(1)", NULL },
    { "https://u:p@b.test/", NULL },
};

ROWS_OF(url, resolve, resolves)

ParameterizedTest(size_t *i, url, resolve)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_url base = { 0 };
    struct hm_url url = { 0 };

    cr_assert_eq(hm_url_parse(&arena, HM_S("https://a.test:8443/d/e?f"), &base, NULL), HM_OK);
    enum hm_status status =
        hm_url_resolve(&arena, &base, hm_str_c(resolves[*i].location), &url, NULL);
    if (resolves[*i].want == NULL) {
        cr_assert_neq(status, HM_OK);
    } else {
        cr_assert_eq(status, HM_OK);
        cr_assert_str_eq(url.text.p, resolves[*i].want);
    }
}

static const struct {
    const char *text;
    bool is_loopback;
    bool is_private;
} places[] = {
    { "http://localhost/", true, true },
    { "http://127.8.9.1/", true, true },
    { "http://[::1]/", true, true },
    { "http://10.1.2.3/", false, true },
    { "http://172.31.0.1/", false, true },
    { "http://172.32.0.1/", false, false },
    { "http://192.168.1.1/", false, true },
    { "http://169.254.169.254/", false, true },
    { "http://100.64.0.1/", false, true },
    { "http://0.0.0.0/", false, true },
    { "http://[fd00::1]/", false, true },
    { "http://[fe80::1]/", false, true },
    { "http://[::ffff:10.0.0.1]/", false, true },
    { "http://[2001:db8::1]/", false, false },
    { "http://8.8.8.8/", false, false },
    { "http://localhost.example.com/", false, false },
    { "http://x.localhost/", false, true },
};

ROWS_OF(url, place, places)

ParameterizedTest(size_t *i, url, place)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_url url = { 0 };

    cr_assert_eq(hm_url_parse(&arena, hm_str_c(places[*i].text), &url, NULL), HM_OK);
    cr_assert_eq(hm_url_is_loopback(&url), places[*i].is_loopback, "%s", places[*i].text);
    cr_assert_eq(hm_url_is_private(&url), places[*i].is_private, "%s", places[*i].text);
}

Test(url, encode)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    cr_assert_str_eq(hm_url_encode(&arena, HM_S("a/b c:\xc3\xa4~"), false).p,
                     "a%2Fb%20c%3A%C3%A4~");
    cr_assert_str_eq(hm_url_encode(&arena, HM_S("a/b?"), true).p, "a/b%3F");
}
