/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/fetch_db.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

Test(fetch_db, tells_failures_apart)
{
    static const struct {
        const char *err;
        enum hm_status status;
        const char *advice;
    } cases[] = {
        { "FATAL ... TOOMANYREQUESTS: retry-after: 1s, allowed: 44000/minute", HM_E_LIMIT,
          "mirror" },
        { "unexpected status code 429 Too Many Requests", HM_E_LIMIT, "docker login" },
        { "UNAUTHORIZED: authentication required", HM_E_AUTH, "docker login" },
        { "MANIFEST_UNKNOWN: manifest unknown", HM_E_NOT_FOUND, "tag" },
        { "write /x: no space left on device", HM_E_IO, "GB" },
        { "x509: certificate signed by unknown authority", HM_E_NETWORK, "SSL_CERT_FILE" },
        { "dial tcp: lookup ghcr.io: no such host", HM_E_NETWORK, "network" },
        { "", HM_E_NETWORK, "network" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum hm_status status = HM_OK;
        const char *advice = hm_fetch_advice(hm_str_c(cases[i].err), &status);
        cr_expect_eq(status, cases[i].status, "%s", cases[i].err);
        cr_expect_not_null(strstr(advice, cases[i].advice), "%s: %s", cases[i].err, advice);
    }
}

Test(fetch_db, digests_files)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str digest = hm_str_c("");
    struct hm_err err = { 0 };

    cr_assert_eq(hm_fetch_digest(&arena, "/dev/null", &digest, &err), HM_OK);
    cr_assert(hm_str_eq(digest,
                        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    cr_assert_eq(hm_fetch_digest(&arena, "/nowhere/file", &digest, &err), HM_E_IO);
}
