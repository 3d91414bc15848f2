/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/builds/image_map.h"

#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/driver/config/config.h"
#include "plugin/model/image_ref.h"

/* An image's name has no '='; a path may. */
static struct hm_str
name_of(const char *value)
{
    return hm_str_sub(hm_str_c(value), 0, hm_str_find(hm_str_c(value), '='));
}

enum hm_status
hm_image_map_check(const struct hm_args *args, struct hm_err *reterr)
{
    const struct hm_values *values = &args->values[HM_OPT_IMAGE_MAP];
    struct hm_image_ref ref;

    for (size_t i = 0; i < values->n; i++) {
        struct hm_str text = hm_str_c(values->p[i]);
        struct hm_str name = name_of(values->p[i]);
        struct hm_err err = { 0 };
        if (name.n + 1 >= text.n) {
            return hm_err_set(reterr, HM_E_USAGE, "--image-map: write NAME=DOCKERFILE, not \"%s\"",
                              values->p[i]);
        }
        if (hm_image_ref_parse(args->arena, name, &ref, &err) != HM_OK) {
            return hm_err_set(reterr, HM_E_USAGE, "--image-map %s: %s", values->p[i], err.text);
        }
    }
    return HM_OK;
}

static void
add(struct hm_arena *arena, struct hm_build_uses *uses, struct hm_build_use use)
{
    struct hm_str *image = hm_arena_new(arena, struct hm_str, 1);

    *image = use.name;
    use.images = image;
    use.n_images = 1;
    if (uses->list.n < HM_BUILD_USES_LIMIT) {
        hm_vec_add(arena, &uses->list, use);
    }
}

static bool
is_given(const struct hm_values *values, struct hm_str name)
{
    for (size_t i = 0; i < values->n; i++) {
        if (hm_str_is(name_of(values->p[i]), name)) {
            return true;
        }
    }
    return false;
}

void
hm_image_map_uses(const struct hm_args *args, struct hm_arena *arena, struct hm_build_uses *uses)
{
    const struct hm_values *values = &args->values[HM_OPT_IMAGE_MAP];
    const struct hm_config *config = args->config;

    for (size_t i = 0; i < values->n; i++) {
        struct hm_str name = name_of(values->p[i]);
        add(arena, uses,
            (struct hm_build_use){
                .by = HM_BUILD_BY_CONFIG,
                .name = hm_arena_str(arena, name),
                .dockerfile = hm_path_clean(arena, hm_str_from(hm_str_c(values->p[i]), name.n + 1)),
            });
    }
    for (size_t i = 0; config != NULL && i < config->images.n; i++) {
        if (!is_given(values, config->images.p[i].name)) {
            add(arena, uses, config->images.p[i]);
        }
    }
}
