/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/vex_out.h"

#include <criterion/criterion.h>

#include "adapters/vex_in.h"
#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"

static const struct hm_vex not_reached = { .status = HM_VEX_NOT_AFFECTED,
                                           .justification =
                                               HM_STR("vulnerable_code_not_in_execute_path") };
static const struct hm_vex_options OPTIONS = { .author = HM_STR("acme"),
                                               .timestamp = HM_STR("2026-11-22T04:00:00Z"),
                                               .today = 20261122 };

static bool
make(struct hm_buf *buf, const struct hm_suppression *waivers, size_t n, size_t *ret_left)
{
    struct hm_err err;

    cr_assert_eq(hm_crypto_init(&err), HM_OK);
    return hm_vex_write(buf, waivers, n, &OPTIONS, ret_left);
}

static const struct hm_suppression reached[] = {
    { .dialect = HM_SUPPRESS_WAIVER,
      .id = HM_STR("CVE-2024-1"),
      .image = HM_STR("registry.example:5000/acme/app:1.2"),
      .package = HM_STR("pkg:npm/left-pad"),
      .reason = HM_STR("never reached"),
      .until = 20270131,
      .vex = &not_reached },
    { .id = HM_STR("CVE-2024-2"), .reason = HM_STR("says nothing"), .until = 20270131 },
};

Test(vex_out, what_is_written_is_read_again)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };
    hm_auto_buf struct hm_buf again = { 0 };
    struct hm_vex_document document = { 0 };
    struct hm_err err = { 0 };
    size_t n_left = 9;

    cr_assert(make(&buf, reached, 2, &n_left));
    cr_assert(make(&again, reached, 2, &n_left));
    cr_expect(hm_str_is(hm_buf_str(&buf), hm_buf_str(&again)));
    cr_expect_eq(n_left, 0);
    cr_assert_eq(hm_vex_read(&arena, HM_S("v"), hm_buf_str(&buf), 0, &document, &err), HM_OK, "%s",
                 err.text);
    cr_assert_eq(document.list.n, 1);
    const struct hm_vex *vex = document.list.p[0].vex;
    cr_expect_eq(vex->status, HM_VEX_NOT_AFFECTED);
    cr_expect(hm_str_eq(vex->author, "acme"));
    cr_assert_eq(vex->n_products, 2);
    cr_expect(hm_str_eq(vex->products[0].ids[0],
                        "pkg:oci/app?repository_url=registry.example%3A5000/acme/app&tag=1.2"));
    cr_assert_eq(vex->products[0].n_parts, 1);
    cr_expect(hm_str_eq(vex->products[0].parts[0], "pkg:npm/left-pad"));
}

Test(vex_out, the_id_is_of_the_content)
{
    hm_auto_buf struct hm_buf one = { 0 };
    hm_auto_buf struct hm_buf two = { 0 };
    struct hm_suppression other = reached[0];
    size_t n_left = 0;

    other.reason = HM_S("never called");
    cr_assert(make(&one, reached, 1, &n_left) && make(&two, &other, 1, &n_left));
    struct hm_str a = hm_str_sub(hm_buf_str(&one), 0, 170);
    cr_expect(hm_str_has(a, "vex-"));
    cr_expect_not(hm_str_is(a, hm_str_sub(hm_buf_str(&two), 0, 170)));
}

Test(vex_out, what_is_over_or_names_no_product_is_left_out)
{
    static const struct {
        const char *image, *package;
        uint32_t until;
        bool is_written;
    } rows[] = {
        { "docker.io/library/nginx", NULL, 20270131, true },
        { NULL, "pkg:npm/left-pad", 20270131, true },
        { "docker.io/library/*", "pkg:npm/left-pad", 20270131, false },
        { NULL, "left-pad", 20270131, false },
        { NULL, NULL, 20270131, false },
        { "docker.io/library/nginx", NULL, 20261121, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        struct hm_suppression waiver = reached[0];
        size_t n_left = 0;
        waiver.image = hm_str_c(rows[i].image);
        waiver.package = hm_str_c(rows[i].package);
        waiver.until = rows[i].until;
        cr_expect_eq(make(&buf, &waiver, 1, &n_left), rows[i].is_written, "%zu", i);
        cr_expect_eq(n_left, rows[i].is_written ? 0 : 1, "%zu", i);
        cr_expect_eq(buf.n > 0, rows[i].is_written);
    }
}
