/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/commands/cmd.h"

#include "plugin/driver/run.h"

#include "plugin/image/blob.h"

/* "/", "./" and "../" in front name a file or folder, anything else is a reference. */
static bool
is_path(const char *text)
{
    return text[0] == '/' || strncmp(text, "./", 2) == 0 || strncmp(text, "../", 3) == 0;
}

static enum hm_image_kind
kind_of(struct hm_arena *arena, const char *text)
{
    struct hm_blob_place place;

    if (!is_path(text)) {
        return HM_IMAGE_REGISTRY;
    }
    return hm_blob_find(arena, hm_str_c(text), &place) == HM_BLOB_PLACE_FILE ? HM_IMAGE_ARCHIVE
                                                                             : HM_IMAGE_LAYOUT;
}

/* Whoever means a file learns how to say so. */
static void
say_file(const char *text, struct hm_report *report)
{
    struct hm_blob_place place;

    if (!is_path(text) &&
        hm_blob_find(&report->arena, hm_str_c(text), &place) != HM_BLOB_PLACE_NONE) {
        hm_report_note(report, HM_NOTE_INFO, "file-not-meant", HM_S("hullmark"), hm_str_c(text),
                       "It was looked up in a registry; the file or folder of this name is given "
                       "as ./%.*s.",
                       HM_FMT(hm_str_c(text)));
    }
}

int
hm_cmd_verify(const struct hm_args *args)
{
    struct hm_run run;
    struct hm_err err = { 0 };

    if (args->operands.n != 1) {
        return hm_complain_usage(args, "name one image: a reference, ./layout or ./archive.tar");
    }
    const char *text = args->operands.p[0];
    enum hm_status status = hm_run_init(&run, args, &err);
    if (status == HM_OK) {
        status = hm_images_add(&run.images, args->arena, kind_of(args->arena, text), text, &err);
    }
    if (status == HM_OK) {
        say_file(text, &run.report);
    }
    if (status == HM_OK) {
        status = hm_run_images(&run, &err);
    }
    int exit_code = status == HM_OK ? hm_run_conclude(&run) : hm_complain(&err);
    hm_run_done(&run);
    return exit_code;
}
