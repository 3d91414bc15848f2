/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/merge/purl.h"

static const struct {
    const char *purl;
    const char *key;
} keys[] = {
    { "pkg:npm/lodash@4.17.4", "npm/lodash|" },
    { "pkg:npm/%40babel/core@7", "npm/@babel/core|" },
    { "pkg:npm/@babel/core@7", "npm/@babel/core|" },
    { "pkg:npm/@babel/core", "npm/@babel/core|" },
    { "PKG://NPM/Lodash@1", "npm/lodash|" },
    { "pkg:deb/debian/libstdc%2B%2B6@12?arch=amd64&distro=debian-12", "deb/libstdc++6|" },
    { "pkg:deb/libstdc++6@12", "deb/libstdc++6|" },
    { "pkg:rpm/amzn/bash@5?epoch=1&upstream=bash-5.src.rpm", "rpm/bash|" },
    { "pkg:rpm/amazon/bash@5?distro=amazon-2", "rpm/bash|" },
    { "pkg:pypi/Typing_Extensions@4", "pypi/typing-extensions|" },
    { "pkg:pypi/zope.interface@4", "pypi/zope-interface|" },
    { "pkg:golang/github.com/a/b@v1#sub/dir", "golang/github.com/a/b|" },
    { "pkg:golang/github.com/a/b@v1?x=%40", "golang/github.com/a/b|" },
    { "pkg:maven/org.a/b@1", "maven/org.a/b|" },
    { "pkg:npm/a%4", "npm/a%4|" },
    { "nothing", "/|" },
};

Test(purl, what_it_names)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        hm_auto_buf struct hm_buf key = { 0 };
        hm_purl_key(&key, hm_str_c(keys[i].purl));
        cr_expect(hm_str_eq(hm_buf_str(&key), keys[i].key), "%s: %.*s", keys[i].purl,
                  HM_FMT(hm_buf_str(&key)));
    }
}

static const struct {
    const char *purl;
    const char *version;
    const char *bare;
} versions[] = {
    { "pkg:deb/debian/zlib1g@1", "1:1.2.13.dfsg-1", "1.2.13.dfsg-1" },
    { "pkg:rpm/redhat/openssl@3?epoch=1", "1:3.0.7-6.el9", "3.0.7-6.el9" },
    { "pkg:rpm/redhat/openssl@3?epoch=1", "3.0.7-6.el9", "3.0.7-6.el9" },
    { "pkg:apk/alpine/musl@1", "1.2.4-r2", "1.2.4-r2" },
    { "", "2:1.0", "1.0" },
    { "pkg:npm/a@1", "1:2", "1:2" },
    { "pkg:golang/a@v1", "v1.2.3", "1.2.3" },
    { "pkg:npm/a@1", "v1.2.3", "v1.2.3" },
    { "", "v1.2.3", "1.2.3" },
    { "", "v", "v" },
    { "", "vendor", "vendor" },
    { "", "1:", "1:" },
    { "", "", "" },
};

Test(purl, what_only_some_tools_write_of_a_version)
{
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        struct hm_str bare =
            hm_purl_version(hm_str_c(versions[i].purl), hm_str_c(versions[i].version));
        cr_expect(hm_str_eq(bare, versions[i].bare), "%s %s: %.*s", versions[i].purl,
                  versions[i].version, HM_FMT(bare));
    }
}
