/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/net/authorities.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

enum { FILE_LIMIT = 8 * 1024 * 1024 };

/* Where distributions keep all authorities in one file; the first that is there counts. */
static const char *const system_bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
};

static size_t
add_certificates(struct hm_str text, struct hm_buf *ret)
{
    struct hm_str line;
    bool is_inside = false;
    size_t n = 0;

    while (hm_str_split(&text, '\n', &line)) {
        line = hm_str_trim(line);
        is_inside = is_inside || hm_str_eq(line, "-----BEGIN CERTIFICATE-----");
        if (is_inside) {
            hm_buf_add(ret, line);
            hm_buf_add(ret, HM_S("\n"));
        }
        if (is_inside && hm_str_eq(line, "-----END CERTIFICATE-----")) {
            is_inside = false;
            n++;
        }
    }
    return n;
}

static enum hm_status
add_file(struct hm_str path, struct hm_buf *ret, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf name = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };

    hm_buf_add(&name, path);
    HM_TRY(hm_read_file(AT_FDCWD, name.p, FILE_LIMIT, &text, reterr));
    if (add_certificates(hm_buf_str(&text), ret) == 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "%s: no PEM certificate is in it", name.p);
    }
    return HM_OK;
}

enum hm_status
hm_authorities_read(struct hm_str path, struct hm_str present, struct hm_buf *ret,
                    struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf all = { 0 };

    HM_TRY(add_file(path, &all, reterr));
    if (present.n > 0) {
        HM_TRY(add_file(present, &all, reterr));
    } else {
        size_t n = sizeof system_bundles / sizeof system_bundles[0];
        for (size_t i = 0; i < n && add_file(hm_str_c(system_bundles[i]), &all, NULL) != HM_OK;) {
            i++;
        }
    }
    hm_buf_add(ret, hm_buf_str(&all));
    return HM_OK;
}
