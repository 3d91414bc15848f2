/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/challenge.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/rows.h"

static const struct {
    const char *header;
    size_t n;
    const char *scheme; /* of the last */
    const char *realm;
    const char *service;
    const char *scope;
} cases[] = {
    { "Bearer realm=\"https://a/token\",service=\"a\",scope=\"repository:x:pull,push\"", 1,
      "Bearer", "https://a/token", "a", "repository:x:pull,push" },
    { "bearer Realm = https , scope=\"a b\"", 1, "bearer", "https", "", "a b" },
    { "Basic realm=\"r\", Bearer realm=\"t\",service=\"s\"", 2, "Bearer", "t", "s", "" },
    { "Basic realm=\"a \\\"quoted\\\" word\"", 1, "Basic", "a \"quoted\" word", "", "" },
    { "Negotiate", 1, "Negotiate", "", "", "" },
    { "Negotiate, Basic realm=\"x\"", 2, "Basic", "x", "", "" },
    { "Bearer realm=\"never closed", 1, "Bearer", "", "", "" },
    { "realm=\"x\"", 0, "", "", "", "" },
    { "", 0, "", "", "", "" },
    { "\"", 0, "", "", "", "" },
    { "a,b,c,d,e,f,g,h,i,j,k", HM_CHALLENGES, "h", "", "", "" },
};

ROWS_OF(challenge, parse, cases)

ParameterizedTest(size_t *i, challenge, parse)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_challenge found[HM_CHALLENGES] = { 0 };
    size_t n = hm_challenge_parse(&arena, hm_str_c(cases[*i].header), found);

    cr_assert_eq(n, cases[*i].n, "%s: %zu", cases[*i].header, n);
    if (n > 0) {
        cr_assert(hm_str_eq(found[n - 1].scheme, cases[*i].scheme));
        cr_assert(hm_str_eq(found[n - 1].realm, cases[*i].realm));
        cr_assert(hm_str_eq(found[n - 1].service, cases[*i].service));
        cr_assert(hm_str_eq(found[n - 1].scope, cases[*i].scope));
    }
}

static const struct {
    const char *registry;
    const char *realm;
    enum hm_status want;
} realms[] = {
    { "https://registry-1.docker.io/", "https://auth.docker.io/token", HM_OK },
    { "https://r.test/", "http://r.test/token", HM_E_REFUSED },
    { "https://r.test/", "http://auth.test/token", HM_E_REFUSED },
    { "https://r.test/", "https://169.254.169.254/token", HM_E_REFUSED },
    { "https://r.test/", "https://localhost/token", HM_E_REFUSED },
    { "https://r.test/", "https://[fd00::1]/token", HM_E_REFUSED },
    { "https://10.0.0.5:5000/", "https://10.0.0.5:5000/token", HM_OK },
    { "https://10.0.0.5:5000/", "https://10.0.0.5:22/token", HM_E_REFUSED },
    { "https://10.0.0.5:5000/", "https://10.0.0.6:5000/token", HM_E_REFUSED },
    { "http://127.0.0.1:5000/", "http://localhost:5001/token", HM_OK },
    { "http://127.0.0.1:5000/", "http://auth.test/token", HM_E_REFUSED },
    { "http://r.test:5000/", "http://r.test:5001/token", HM_OK },
    { "http://r.test:5000/", "http://127.0.0.1/token", HM_E_REFUSED },
};

ROWS_OF(challenge, realm, realms)

ParameterizedTest(size_t *i, challenge, realm)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_url registry = { 0 };
    struct hm_url realm = { 0 };

    cr_assert_eq(hm_url_parse(&arena, hm_str_c(realms[*i].registry), &registry, NULL), HM_OK);
    cr_assert_eq(hm_url_parse(&arena, hm_str_c(realms[*i].realm), &realm, NULL), HM_OK);
    cr_assert_eq(hm_challenge_check_realm(&registry, &realm, NULL), realms[*i].want, "%s → %s",
                 realms[*i].registry, realms[*i].realm);
}
