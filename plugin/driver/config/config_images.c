/* SPDX-License-Identifier: Apache-2.0 */
/* `images:`: which Dockerfile makes which image, and how. */
#include "plugin/driver/config/config.h"

#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/model/image_ref.h"

enum {
    IMAGES_LIMIT = 1000,
    ARGS_LIMIT = 200, /* of one image */
};

static enum hm_status
read_name(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
          struct hm_err *reterr)
{
    struct hm_build_use *use = to;
    struct hm_image_ref ref;
    struct hm_err err = { 0 };

    HM_TRY(hm_config_text(value, &use->name, reterr));
    return hm_image_ref_parse(reader->arena, use->name, &ref, &err) == HM_OK
               ? HM_OK
               : hm_yaml_error(value, reterr, "this is no image's name: %s", err.text);
}

/* As reports name it: below the current folder where it lies there. */
static enum hm_status
read_path(struct hm_config_reader *reader, const struct hm_yaml *value, bool is_folder,
          struct hm_str *ret, struct hm_err *reterr)
{
    hm_auto_free char *cwd = realpath(".", NULL);
    struct hm_str path;

    HM_TRY(hm_config_path(reader, value, is_folder, &path, reterr));
    if (cwd != NULL && hm_str_eq(path, cwd)) {
        path = HM_S(".");
    } else if (cwd != NULL && hm_str_starts(path, cwd) && path.p[strlen(cwd)] == '/') {
        path = hm_str_from(path, strlen(cwd) + 1);
    }
    *ret = path;
    return HM_OK;
}

static enum hm_status
read_dockerfile(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                struct hm_err *reterr)
{
    return read_path(reader, value, false, &((struct hm_build_use *)to)->dockerfile, reterr);
}

static enum hm_status
read_context(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
             struct hm_err *reterr)
{
    return read_path(reader, value, true, &((struct hm_build_use *)to)->context, reterr);
}

static enum hm_status
read_target(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
            struct hm_err *reterr)
{
    (void)reader;
    return hm_config_text(value, &((struct hm_build_use *)to)->target, reterr);
}

static enum hm_status
read_args(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
          struct hm_err *reterr)
{
    struct hm_build_use *use = to;

    HM_TRY(hm_yaml_expect(value, HM_YAML_MAP, reterr));
    if (value->n > ARGS_LIMIT) {
        return hm_yaml_error(value, reterr, "there are more than %d arguments", ARGS_LIMIT);
    }
    struct hm_entry *list = hm_arena_new(reader->arena, struct hm_entry, value->n);
    for (uint32_t i = 0; i < value->n; i++) {
        const struct hm_yaml *one = value->pairs[i].value;
        if (one->kind == HM_YAML_LIST || one->kind == HM_YAML_MAP || one->kind == HM_YAML_NULL) {
            return hm_yaml_error(one, reterr, "text is expected here");
        }
        list[i].name = value->pairs[i].key->text;
        list[i].value = (struct hm_scalar){ .text = one->text, .is_set = true, .is_known = true };
    }
    use->args = (struct hm_entries){ .list = list, .n = value->n };
    return HM_OK;
}

const struct hm_config_key hm_config_image_keys[] = {
    { .name = "name",
      .read = read_name,
      .is_required = true,
      .about =
          "The image as deployments name it, ghcr.io/acme/web; without a tag all of its tags" },
    { .name = "dockerfile", .read = read_dockerfile, .is_required = true },
    { .name = "context", .read = read_context, .about = "The folder that a build of it sends" },
    { .name = "target", .read = read_target, .about = "The stage that is shipped" },
    { .name = "args",
      .read = read_args,
      .schema = "{\"type\":\"object\",\"additionalProperties\":{\"type\":[\"string\","
                "\"number\",\"boolean\"]}}",
      .about = "Build arguments" },
    { .name = NULL },
};

enum hm_status
hm_config_images(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                 struct hm_err *reterr)
{
    struct hm_config *config = to;

    HM_TRY(hm_yaml_expect(value, HM_YAML_LIST, reterr));
    if (value->n > IMAGES_LIMIT) {
        return hm_yaml_error(value, reterr, "there are more than %d images", IMAGES_LIMIT);
    }
    config->images.n = 0;
    for (uint32_t i = 0; i < value->n; i++) {
        struct hm_given_at at = hm_config_at(reader, value->items[i]);
        struct hm_build_use use = { .by = HM_BUILD_BY_CONFIG, .said_in = at.file, .line = at.line };
        HM_TRY(hm_config_map(reader, value->items[i], hm_config_image_keys,
                             sizeof hm_config_image_keys / sizeof hm_config_image_keys[0], &use,
                             reterr));
        hm_vec_add(reader->arena, &config->images, use);
    }
    config->images_at = hm_config_at(reader, value);
    return HM_OK;
}
