/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/net/authorities.h"

#include <criterion/criterion.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

#define PEM(body) "-----BEGIN CERTIFICATE-----\n" body "\n-----END CERTIFICATE-----\n"

static struct hm_buf folder;

static void
set_up(void)
{
    cr_assert_eq(hm_make_temp_dir(&folder, NULL), HM_OK);
}

static void
tear_down(void)
{
    hm_remove_tree(folder.p);
    hm_buf_done(&folder);
}

TestSuite(authorities, .init = set_up, .fini = tear_down);

/* A file of that name with that content. */
static void
put(struct hm_buf *path, const char *name, const char *content)
{
    hm_buf_printf(path, "%s/%s", folder.p, name);
    cr_assert_eq(hm_write_file(path->p, hm_str_c(content), NULL), HM_OK);
}

Test(authorities, are_those_of_the_file_and_those_that_count)
{
    hm_auto_buf struct hm_buf mine = { 0 };
    hm_auto_buf struct hm_buf present = { 0 };
    hm_auto_buf struct hm_buf got = { 0 };

    put(&mine, "mine", PEM("AAAA"));
    put(&present, "present", PEM("BBBB") PEM("CCCC"));
    cr_assert_eq(hm_authorities_read(hm_buf_str(&mine), hm_buf_str(&present), &got, NULL), HM_OK);
    cr_assert_str_eq(got.p, PEM("AAAA") PEM("BBBB") PEM("CCCC"));
}

Test(authorities, are_the_systems_too_without_others)
{
    hm_auto_buf struct hm_buf mine = { 0 };
    hm_auto_buf struct hm_buf got = { 0 };

    put(&mine, "mine", PEM("AAAA"));
    cr_assert_eq(hm_authorities_read(hm_buf_str(&mine), HM_S(""), &got, NULL), HM_OK);
    cr_assert(hm_str_starts(hm_buf_str(&got), PEM("AAAA")));
    if (access("/etc/ssl/certs/ca-certificates.crt", R_OK) == 0) {
        cr_assert_gt(got.n, 100 * strlen(PEM("AAAA")));
    }
}

Test(authorities, leave_a_private_key_where_it_lies)
{
    hm_auto_buf struct hm_buf mine = { 0 };
    hm_auto_buf struct hm_buf got = { 0 };

    put(&mine, "mine",
        "-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----\nsubject=x\r\n" PEM(
            "AAAA"));
    cr_assert_eq(hm_authorities_read(hm_buf_str(&mine), hm_buf_str(&mine), &got, NULL), HM_OK);
    cr_assert_str_eq(got.p, PEM("AAAA") PEM("AAAA"));
}

Test(authorities, need_a_certificate_in_the_file)
{
    hm_auto_buf struct hm_buf mine = { 0 };
    hm_auto_buf struct hm_buf got = { 0 };
    struct hm_err err = { 0 };

    put(&mine, "mine", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    hm_buf_add(&got, HM_S("before"));
    cr_assert_eq(hm_authorities_read(hm_buf_str(&mine), HM_S(""), &got, &err), HM_E_SYNTAX);
    cr_assert(hm_str_has(hm_str_c(err.text), "no PEM certificate"), "%s", err.text);
    cr_assert_str_eq(got.p, "before");
}

Test(authorities, need_the_file)
{
    hm_auto_buf struct hm_buf got = { 0 };

    cr_assert_neq(hm_authorities_read(HM_S("/nonexistent/ca.pem"), HM_S(""), &got, NULL), HM_OK);
    cr_assert_eq(got.n, 0);
}
