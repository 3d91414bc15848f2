/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/build_options.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"

enum {
    CONFIGS_LIMIT = 64 * 1024 * 1024, /* bytes of --image-config's file */
};

static enum hm_status
read_args(const struct hm_args *args, struct hm_build *build, struct hm_err *reterr)
{
    uint32_t n = (uint32_t)args->values[HM_OPT_BUILD_ARG].n;
    struct hm_build_arg *list = hm_arena_new(args->arena, struct hm_build_arg, n);

    for (uint32_t i = 0; i < n; i++) {
        struct hm_str text = hm_str_c(args->values[HM_OPT_BUILD_ARG].p[i]);
        size_t equals = hm_str_find(text, '=');
        if (equals == 0 || equals == text.n) {
            return hm_err_set(reterr, HM_E_USAGE, "%s: write NAME=VALUE, not \"%.*s\"",
                              hm_args_where(args, HM_OPT_BUILD_ARG), HM_FMT(text));
        }
        list[i] = (struct hm_build_arg){ .name = hm_str_sub(text, 0, equals),
                                         .value = hm_str_from(text, equals + 1) };
    }
    build->args = list;
    build->n_args = n;
    return HM_OK;
}

static enum hm_status
read_configs(const struct hm_args *args, struct hm_build *build, struct hm_err *reterr)
{
    const char *path = hm_args_text(args, HM_OPT_IMAGE_CONFIG);
    struct hm_base_configs *configs = hm_arena_new(args->arena, struct hm_base_configs, 1);
    hm_auto_buf struct hm_buf text = { 0 };
    enum hm_status status;

    if (path == NULL) {
        return HM_OK;
    }
    status = hm_read_file(AT_FDCWD, path, CONFIGS_LIMIT, &text, reterr);
    if (status == HM_OK) {
        status = hm_base_configs_parse(args->arena, hm_buf_str(&text), configs, reterr);
        if (status != HM_OK) {
            (void)hm_err_prefix(reterr, "%s", path);
        }
    }
    if (status == HM_OK) {
        build->configs = configs;
    }
    return status;
}

enum hm_status
hm_build_read(const struct hm_args *args, struct hm_build *ret_build, struct hm_err *reterr)
{
    struct hm_build build = { .target = hm_str_c(hm_args_text(args, HM_OPT_TARGET)) };
    enum hm_status status = read_args(args, &build, reterr);

    if (status == HM_OK) {
        status = read_configs(args, &build, reterr);
    }
    if (status == HM_OK) {
        *ret_build = build;
    }
    return status;
}
