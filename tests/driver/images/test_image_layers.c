/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/image_layers.h"

#include <criterion/criterion.h>

static const struct {
    const char *created_by;
    const char *keyword;
} entries[] = {
    { "COPY settings/ . # buildkit", "COPY" },
    { "RUN |1 MODE= /bin/sh -c npm ci # buildkit", "RUN" },
    { "/bin/sh -c #(nop) ADD file:0123 in / ", "ADD" },
    { "/bin/sh -c #(nop)  CMD [\"sh\"]", "CMD" },
    { "/bin/sh -c apk add curl", "RUN" },
    { "|1 TOKEN=x /bin/sh -c make", "RUN" },
    { "  workdir /app", "WORKDIR" },
    { "bazel build ...", "" },
    { "", "" },
};

Test(image_layers, keyword_of_each_builders_words)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        cr_expect_str_eq(hm_created_keyword(hm_str_c(entries[i].created_by)), entries[i].keyword,
                         "%s", entries[i].created_by);
    }
}

static const struct hm_image_step steps[] = {
    { HM_STR("ADD rootfs / # buildkit"), false },
    { HM_STR("ENV TOKEN=hunter2"), true },
    { HM_STR("RUN /bin/sh -c one # buildkit"), false },
};
static const struct hm_str ids[] = { HM_STR("sha256:b"), HM_STR("sha256:a") };

static void
tell(struct hm_report *report, size_t n_steps, size_t n_platforms)
{
    struct hm_images images = { 0 };
    struct hm_image_entry *entry = hm_vec_push(&report->arena, &images.entries);

    entry->name = HM_S("app:1");
    entry->is_checked = true;
    for (size_t i = 0; i < n_platforms; i++) {
        hm_vec_add(&report->arena, &entry->check.layers,
                   ((struct hm_image_layers){ .platform = HM_S("linux/arm64"),
                                              .diff_ids = ids,
                                              .n_diff_ids = 2,
                                              .steps = steps,
                                              .n_steps = n_steps }));
        hm_vec_add(&report->arena, &entry->check.images,
                   ((struct hm_image_part){ .platform = HM_S("linux/arm64") }));
    }
    hm_image_layers_tell(&images, report);
}

Test(image_layers, the_lowest_is_first_and_has_the_word_that_made_it)
{
    struct hm_report report = { 0 };

    tell(&report, 3, 1);
    cr_assert_eq(report.layers.n, 1);
    const struct hm_layers *layers = &report.layers.p[0];
    cr_expect(hm_str_eq(layers->target, "app:1"));
    cr_assert_eq(layers->n, 2);
    cr_expect(hm_str_eq(layers->list[0].diff_id, "sha256:b"));
    cr_expect_str_eq(layers->list[0].by, "ADD");
    cr_expect_str_eq(layers->list[1].by, "RUN");
    hm_report_done(&report);
}

Test(image_layers, a_history_that_does_not_fit_tells_nothing)
{
    struct hm_report report = { 0 };

    tell(&report, 2, 1);
    cr_expect_str_eq(report.layers.p[0].list[0].by, "");
    hm_report_done(&report);
}

Test(image_layers, each_platform_has_the_name_that_findings_give_it)
{
    struct hm_report report = { 0 };

    tell(&report, 3, 2);
    cr_assert_eq(report.layers.n, 2);
    cr_expect(hm_str_eq(report.layers.p[0].target, "app:1 (linux/arm64)"));
    hm_report_done(&report);
}
