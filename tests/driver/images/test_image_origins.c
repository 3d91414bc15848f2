/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/image_origins.h"

#include <criterion/criterion.h>

/* Files can only be given to hm_inputs_read as standard input or in a folder: here they are in one.
 */
#include <fcntl.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

static struct hm_report report;
static struct hm_inputs inputs;
static struct hm_images images;
static struct hm_buf folder;

static const struct hm_image_step steps[] = {
    { HM_STR("ADD rootfs / # buildkit"), false },
    { HM_STR("RUN /bin/sh -c one # buildkit"), false },
    { HM_STR("COPY . /app # buildkit"), false },
    { HM_STR("CMD [\"x\"]"), true },
};
static const struct hm_str ids[] = { HM_STR("sha256:c"), HM_STR("sha256:a"), HM_STR("sha256:b") };
static const struct hm_image_layers image = {
    .diff_ids = ids, .n_diff_ids = 3, .steps = steps, .n_steps = 4
};

#define FITS "FROM alpine:3.10 AS a\nRUN one\nFROM a\nCOPY . /app\nCMD [\"x\"]\n"

static void
begin(void)
{
    struct hm_input_tree tree = { 0 };

    cr_assert_eq(hm_make_temp_dir(&folder, NULL), HM_OK);
    tree.location = tree.root = folder.p;
    tree.folder = open(folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    hm_vec_add(&report.arena, &inputs.trees, tree);
    inputs.cwd = folder.p;
}

static void
end(void)
{
    hm_inputs_done(&inputs);
    hm_remove_tree(folder.p);
    hm_buf_done(&folder);
    hm_report_done(&report);
}

TestSuite(image_origins, .init = begin, .fini = end);

static void
add_file(const char *name, const char *text)
{
    struct hm_str path = hm_arena_printf(&report.arena, "%s/%s", folder.p, name);

    cr_assert_eq(hm_write_file(path.p, hm_str_c(text), NULL), HM_OK);
    hm_vec_add(&report.arena, &inputs.files, ((struct hm_input_file){ .path = hm_str_c(name) }));
}

static struct hm_image_entry *
add_image(const char *name)
{
    struct hm_image_entry *entry = hm_vec_push(&report.arena, &images.entries);

    entry->name = hm_str_c(name);
    entry->is_checked = true;
    hm_vec_add(&report.arena, &entry->check.layers, image);
    return entry;
}

static void
find(void)
{
    hm_image_origins_find(&images, &inputs, &(struct hm_build){ 0 }, &report);
}

static void
expect_layer(size_t i, enum hm_origin_kind kind, const char *path, uint32_t line, const char *what)
{
    const struct hm_image_origins *origins = &report.origins.p[0];

    cr_assert_lt(i, origins->n_layers);
    const struct hm_origin *origin = origins->layers[i].origin;
    cr_expect_eq(origin->kind, kind, "kind %d", (int)origin->kind);
    cr_expect(hm_str_eq(origin->path, path), "%.*s", HM_FMT(origin->path));
    cr_expect_eq(origin->place.line, line, "line %u", (unsigned)origin->place.line);
    cr_expect(hm_str_eq(origin->what, what), "%.*s", HM_FMT(origin->what));
}

Test(image_origins, layers_lie_on_what_made_them)
{
    add_file("Dockerfile", FITS);
    add_image("app:1");
    find();
    cr_assert_eq(report.origins.n, 1);
    cr_expect(hm_str_eq(report.origins.p[0].target, "app:1"));
    expect_layer(0, HM_ORIGIN_INSTRUCTION, "Dockerfile", 2, "RUN");
    expect_layer(1, HM_ORIGIN_INSTRUCTION, "Dockerfile", 4, "COPY");
    expect_layer(2, HM_ORIGIN_BASE, "Dockerfile", 1, "alpine:3.10");
    cr_expect(hm_str_eq(report.origins.p[0].layers[0].origin->stage, "a"));
    cr_expect(hm_str_eq(report.origins.p[0].layers[1].origin->stage, "1"));
    cr_expect(hm_str_eq(report.origins.p[0].layers[2].origin->name, "docker.io/library/alpine"));
    cr_expect_eq(report.origins.p[0].other->place.line, 3);
}

Test(image_origins, of_several_files_the_one_that_fits_built_it)
{
    add_file("Dockerfile", "FROM alpine\nRUN two\nCMD [\"x\"]\n");
    add_file("Dockerfile.app", FITS);
    add_file("Dockerfile.short", "FROM alpine\nCOPY . /app\nCMD [\"x\"]\n");
    add_image("app:1");
    find();
    expect_layer(1, HM_ORIGIN_INSTRUCTION, "Dockerfile.app", 4, "COPY");
}

Test(image_origins, of_two_that_fit_alike_none_did)
{
    add_file("a.Dockerfile", FITS);
    add_file("b.Dockerfile", FITS);
    add_image("app:1");
    find();
    expect_layer(1, HM_ORIGIN_UNKNOWN, "", 0, "2 Dockerfiles fit the image's history alike");
}

Test(image_origins, a_file_that_does_not_fit_is_said_not_to)
{
    add_file("Dockerfile", "FROM alpine\nRUN two\n");
    add_image("app:1");
    find();
    expect_layer(1, HM_ORIGIN_UNKNOWN, "", 0, "the image's history does not fit the Dockerfile");
}

Test(image_origins, each_platform_is_a_target_of_its_own)
{
    add_file("Dockerfile", FITS);
    struct hm_image_entry *entry = add_image("app:1");
    hm_vec_add(&report.arena, &entry->check.layers, image);
    hm_vec_add(&report.arena, &entry->check.images,
               ((struct hm_image_part){ .platform = HM_STR("linux/amd64") }));
    hm_vec_add(&report.arena, &entry->check.images,
               ((struct hm_image_part){ .platform = HM_STR("linux/arm64") }));
    find();
    cr_assert_eq(report.origins.n, 3);
    cr_expect_eq(report.origins.p[0].n_layers, 3, "the same layers count once");
    cr_expect(hm_str_eq(report.origins.p[1].target, "app:1 (linux/amd64)"));
    cr_expect(hm_str_eq(report.origins.p[2].target, "app:1 (linux/arm64)"));
}

Test(image_origins, an_image_that_could_not_be_read_has_none)
{
    add_file("Dockerfile", FITS);
    add_image("app:1")->is_checked = false;
    find();
    cr_expect_eq(report.origins.n, 0);
}

Test(image_origins, without_files_there_are_none)
{
    add_image("app:1");
    find();
    cr_expect_eq(report.origins.n, 0);
}
