/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/cmd.h"

#include "plugin/driver/run.h"

#include <sys/stat.h>

/* "/", "./" and "../" in front name a file or folder, anything else is a reference. */
static enum hm_image_kind
kind_of(const char *text)
{
    struct stat st;

    if (text[0] != '/' && strncmp(text, "./", 2) != 0 && strncmp(text, "../", 3) != 0) {
        return HM_IMAGE_REGISTRY;
    }
    return stat(text, &st) == 0 && S_ISREG(st.st_mode) ? HM_IMAGE_ARCHIVE : HM_IMAGE_LAYOUT;
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
        status = hm_images_add(&run.images, args->arena, kind_of(text), text, &err);
    }
    if (status == HM_OK) {
        status = hm_run_images(&run, &err);
    }
    int exit_code = status == HM_OK ? hm_run_conclude(&run) : hm_complain(&err);
    hm_run_done(&run);
    return exit_code;
}
