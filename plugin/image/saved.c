/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/saved.h"

#include "plugin/base/auto.h"

enum {
    SAVED_IMAGES = 1000,
    SAVED_NAMES = 1000, /* layers or tags of one image */
};

static enum hm_status
read_strings(struct hm_arena *arena, const struct hm_json *list, struct hm_saved_names *names,
             struct hm_err *reterr)
{
    enum hm_status status = HM_OK;

    if (hm_json_count(list) > SAVED_NAMES) {
        return hm_err_set(reterr, HM_E_LIMIT, "an image with more than %d layers or tags",
                          SAVED_NAMES);
    }
    for (size_t i = 0; status == HM_OK && i < hm_json_count(list); i++) {
        struct hm_json item = { 0 };
        status = hm_json_item(list, i, JSON_STRING, &item, reterr);
        if (status == HM_OK) {
            hm_vec_add(arena, names, hm_arena_str(arena, hm_json_text(&item)));
        }
    }
    return status;
}

static enum hm_status
read_saved(struct hm_arena *arena, const struct hm_json *at, struct hm_saved_image *image,
           struct hm_err *reterr)
{
    static const char *const names[] = { "Config", "RepoTags", "Layers", NULL };
    struct hm_json tags = { 0 };
    struct hm_json layers = { 0 };
    enum hm_status status = hm_manifest_check_names(at, names, reterr);

    if (status == HM_OK) {
        status = hm_json_need_str(at, "Config", &image->config, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_may(at, "RepoTags", JSON_ARRAY, &tags, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_need(at, "Layers", JSON_ARRAY, &layers, reterr);
    }
    image->config = hm_arena_str(arena, image->config);
    if (status == HM_OK) {
        status = read_strings(arena, &tags, &image->tags, reterr);
    }
    if (status == HM_OK) {
        status = read_strings(arena, &layers, &image->layers, reterr);
    }
    return status;
}

enum hm_status
hm_saved_parse(struct hm_arena *arena, struct hm_str json, struct hm_saved *saved,
               struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    enum hm_status status = hm_json_parse(json, &document, reterr);
    struct hm_json root = hm_json_root(document);

    if (status == HM_OK) {
        status = hm_json_expect(&root, JSON_ARRAY, reterr);
    }
    if (status == HM_OK && hm_json_count(&root) > SAVED_IMAGES) {
        status = hm_err_set(reterr, HM_E_LIMIT, "more than %d images", SAVED_IMAGES);
    }
    for (size_t i = 0; status == HM_OK && i < hm_json_count(&root); i++) {
        struct hm_json item = { 0 };
        status = hm_json_item(&root, i, JSON_OBJECT, &item, reterr);
        if (status == HM_OK) {
            status = read_saved(arena, &item, hm_vec_push(arena, &saved->images), reterr);
        }
    }
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "manifest.json");
    }
    return status;
}

bool
hm_saved_is_tagged(const struct hm_saved_image *image, struct hm_str tag)
{
    for (size_t i = 0; i < image->tags.n; i++) {
        struct hm_str name = image->tags.p[i];
        if (hm_str_is(name, tag) ||
            hm_str_is(hm_str_from(name, hm_str_find_last(name, ':') + 1), tag)) {
            return true;
        }
    }
    return false;
}

/* --- checking */

/* The digest that an entry's name holds. */
static bool
digest_in(struct hm_arena *arena, struct hm_str entry, struct hm_str *ret_digest, bool *ret_is_blob)
{
    struct hm_str hex = entry;
    unsigned char ignored[HM_SHA256_BYTES];

    *ret_is_blob = hm_str_starts(entry, "blobs/sha256/");
    if (*ret_is_blob) {
        hex = hm_str_from(entry, strlen("blobs/sha256/"));
    } else if (hm_str_starts(entry, "sha256:")) {
        hex = hm_str_from(entry, strlen("sha256:"));
    } else if (hm_str_ends(entry, ".json")) {
        hex = hm_str_sub(entry, 0, entry.n - strlen(".json"));
    } else if (hm_str_ends(entry, ".tar.gz")) { /* crane's layers; docker's are "<id>/layer.tar" */
        hex = hm_str_sub(entry, 0, entry.n - strlen(".tar.gz"));
    }
    if (!hm_unhex(hex, ignored, sizeof ignored)) {
        return false;
    }
    *ret_digest = hm_arena_printf(arena, "sha256:%.*s", HM_FMT(hex));
    return true;
}

static struct hm_descriptor
describe(struct hm_arena *arena, struct hm_str entry)
{
    struct hm_descriptor d = { .size = HM_SIZE_UNKNOWN, .entry = entry };
    bool is_blob = false;

    if (digest_in(arena, entry, &d.digest, &is_blob) && is_blob) {
        d.entry = (struct hm_str){ 0 }; /* the blob of an OCI layout, which it is checked as */
    }
    return d;
}

struct hm_descriptor
hm_saved_config(struct hm_arena *arena, const struct hm_saved_image *image)
{
    return describe(arena, image->config);
}

/* The config, held against its name. False when nothing can be told about the layers. */
static bool
check_config(struct hm_check *check, const struct hm_saved_image *image, struct hm_str what,
             struct hm_image_config *ret_config, struct hm_str *ret_digest)
{
    struct hm_descriptor d = hm_saved_config(check->arena, image);
    hm_auto_buf struct hm_buf bytes = { .limit = HM_MANIFEST_LIMIT };
    struct hm_err err = { 0 };

    if (d.digest.n == 0) {
        hm_check_problem(check, false, what,
                         "%.*s: its name, %.*s, holds no digest that it could be held against",
                         HM_FMT(what), HM_FMT(hm_str_sub(image->config, 0, 120)));
        return false;
    }
    if (hm_check_document(check, what, &d, false, &bytes, ret_digest) != HM_DOCUMENT_RIGHT) {
        return false;
    }
    if (hm_image_config_parse(check->arena, hm_buf_str(&bytes), ret_config, &err) != HM_OK) {
        hm_check_problem(check, true, what, "%.*s: %s", HM_FMT(what), err.text);
        return false;
    }
    if (ret_config->diff_ids.n != image->layers.n) {
        hm_check_problem(check, true, what,
                         "%.*s lists %zu diff ids, but manifest.json has %zu layers", HM_FMT(what),
                         ret_config->diff_ids.n, image->layers.n);
        return false;
    }
    return true;
}

void
hm_saved_check(struct hm_check *check, const struct hm_saved_image *image, bool is_alone,
               struct hm_str platform)
{
    struct hm_arena *arena = check->arena;
    struct hm_str name = image->tags.n > 0 ? image->tags.p[0] : image->config;
    struct hm_str prefix =
        is_alone ? (struct hm_str){ 0 } : hm_arena_printf(arena, "%.*s: ", HM_FMT(name));
    struct hm_str what = hm_arena_printf(arena, "%.*sconfig", HM_FMT(prefix));
    struct hm_image_config config = { 0 };
    struct hm_str digest = { 0 };

    if (!check_config(check, image, what, &config, &digest)) {
        return;
    }
    hm_vec_add(arena, &check->result->layers, hm_image_config_layers(&config));
    if (check->result->config_digest.n == 0) {
        check->result->config_digest = digest;
        check->result->platform = config.platform;
    }
    if (platform.n > 0 && !hm_str_eq(platform, "all") &&
        !hm_platform_is_listed(platform, config.platform)) {
        hm_check_problem(check, false, what, "the image is made for %.*s, not for %.*s",
                         HM_FMT(config.platform), HM_FMT(platform));
    } else if (config.platform.n > 0) {
        hm_vec_add(arena, &check->result->platforms, config.platform);
    }
    for (size_t i = 0; i < image->layers.n; i++) {
        struct hm_descriptor d = describe(arena, image->layers.p[i]);
        hm_check_claim(check, hm_arena_printf(arena, "%.*slayer %zu", HM_FMT(prefix), i + 1), &d,
                       config.diff_ids.p[i]);
    }
}
