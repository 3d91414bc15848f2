/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/image_names.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static struct hm_str names[] = { { "acme/a:1", 8 }, { "acme/b:1", 8 }, { "acme/c:1", 8 } };

static void
build(struct hm_report *report, const struct hm_str *images, uint32_t n)
{
    struct hm_report_build *to = hm_vec_push(&report->arena, &report->builds);

    to->use.images = images;
    to->use.n_images = n;
}

Test(image_names, several_images_are_built)
{
    struct hm_report report = { 0 };

    cr_expect_not(hm_report_builds_several(&report));
    build(&report, names, 2);
    build(&report, names, 0);
    build(&report, names, 1);
    cr_expect_not(hm_report_builds_several(&report), "two names of one image");
    build(&report, names + 2, 1);
    cr_expect(hm_report_builds_several(&report));
    hm_report_done(&report);
}

Test(image_names, in_words)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_finding finding = { 0 };
    const struct hm_finding none = { 0 };

    hm_image_names_add(&buf, &finding, 2);
    cr_expect_eq(buf.n, 0);
    for (size_t i = 0; i < 3; i++) {
        hm_finding_add_image(&arena, &finding, names[i]);
    }
    hm_image_names_add(&buf, &finding, 3);
    cr_expect(hm_str_eq(hm_buf_str(&buf), "acme/a:1, acme/b:1, acme/c:1"));
    hm_buf_clear(&buf);
    hm_image_names_add(&buf, &finding, 1);
    cr_expect(hm_str_eq(hm_buf_str(&buf), "acme/a:1 and 2 others"));
    cr_expect(hm_images_are_same(&finding, &finding));
    cr_expect_not(hm_images_are_same(&finding, &none));
}
