/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/manifest.h"

#include "plugin/base/auto.h"
#include "plugin/base/json.h"

const char hm_media_accept[] = "application/vnd.oci.image.index.v1+json, "
                               "application/vnd.oci.image.manifest.v1+json, "
                               "application/vnd.docker.distribution.manifest.list.v2+json, "
                               "application/vnd.docker.distribution.manifest.v2+json";

static const struct {
    const char *media_type;
    enum hm_media media;
} media_types[] = {
    { "application/vnd.oci.image.index.v1+json", HM_MEDIA_INDEX },
    { "application/vnd.docker.distribution.manifest.list.v2+json", HM_MEDIA_INDEX },
    { "application/vnd.oci.image.manifest.v1+json", HM_MEDIA_MANIFEST },
    { "application/vnd.docker.distribution.manifest.v2+json", HM_MEDIA_MANIFEST },
    { "application/vnd.docker.distribution.manifest.v1+json", HM_MEDIA_SCHEMA1 },
    { "application/vnd.docker.distribution.manifest.v1+prettyjws", HM_MEDIA_SCHEMA1 },
};

static struct hm_str
bare(struct hm_str media_type)
{
    return hm_str_trim(hm_str_sub(media_type, 0, hm_str_find(media_type, ';')));
}

enum hm_media
hm_media_of(struct hm_str media_type)
{
    for (size_t i = 0; i < sizeof media_types / sizeof media_types[0]; i++) {
        if (hm_str_eq_nocase(bare(media_type), hm_str_c(media_types[i].media_type))) {
            return media_types[i].media;
        }
    }
    return HM_MEDIA_BLOB;
}

bool
hm_media_is_image_config(struct hm_str media_type)
{
    return hm_str_eq(media_type, "application/vnd.oci.image.config.v1+json") ||
           hm_str_eq(media_type, "application/vnd.docker.container.image.v1+json");
}

bool
hm_media_is_layer(struct hm_str media_type)
{
    return hm_str_starts(media_type, "application/vnd.oci.image.layer.") ||
           hm_str_starts(media_type, "application/vnd.docker.image.rootfs.");
}

/* Lower case as Go's JSON reader folds names: it also takes U+017F for s and U+212A for k. */
static struct hm_str
folded(struct hm_arena *arena, struct hm_str key)
{
    char *out = hm_arena_alloc(arena, key.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < key.n; i++) {
        if (hm_str_starts(hm_str_from(key, i), "\xc5\xbf")) {
            out[n++] = 's';
            i += 1;
        } else if (hm_str_starts(hm_str_from(key, i), "\xe2\x84\xaa")) {
            out[n++] = 'k';
            i += 2;
        } else {
            out[n++] = hm_ascii_lower(key.p[i]);
        }
    }
    return hm_str_make(out, n);
}

enum hm_status
hm_manifest_check_names(const struct hm_json *at, const char *const *names, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    const char *key = NULL;
    json_t *value = NULL;

    json_object_foreach ((json_t *)(uintptr_t)at->value, key, value) {
        struct hm_str fold = folded(&scratch, hm_str_c(key));
        for (const char *const *name = names; *name != NULL; name++) {
            if (strcmp(key, *name) != 0 && hm_str_eq_nocase(fold, hm_str_c(*name))) {
                return hm_json_error(at, reterr,
                                     "has a member that some readers take for `%s` and others do "
                                     "not: it can be read as two different images",
                                     *name);
            }
        }
    }
    return HM_OK;
}

bool
hm_platform_fits(struct hm_str want, struct hm_str have)
{
    return hm_str_is(want, hm_str_sub(have, 0, want.n)) &&
           (have.n == want.n || have.p[want.n] == '/');
}

bool
hm_platform_is_unknown(struct hm_str platform)
{
    return hm_str_eq(platform, "unknown/unknown");
}

bool
hm_platform_is_listed(struct hm_str list, struct hm_str have)
{
    struct hm_str want;

    while (hm_str_split(&list, ',', &want)) {
        if (hm_platform_fits(hm_str_trim(want), have)) {
            return true;
        }
    }
    return false;
}

static enum hm_status
read_platform(struct hm_arena *arena, const struct hm_json *at, struct hm_str *ret_platform,
              struct hm_err *reterr)
{
    struct hm_str os = { 0 };
    struct hm_str architecture = { 0 };
    struct hm_str variant = { 0 };
    enum hm_status status = hm_json_may_str(at, "os", &os, reterr);

    if (status == HM_OK) {
        status = hm_json_may_str(at, "architecture", &architecture, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_may_str(at, "variant", &variant, reterr);
    }
    if (status == HM_OK && (os.n > 0 || architecture.n > 0)) {
        *ret_platform = hm_arena_printf(arena, "%.*s/%.*s%s%.*s", HM_FMT(os), HM_FMT(architecture),
                                        variant.n > 0 ? "/" : "", HM_FMT(variant));
    }
    return status;
}

static enum hm_status
read_annotations(struct hm_arena *arena, const struct hm_json *at, struct hm_descriptor *d,
                 struct hm_err *reterr)
{
    struct hm_json annotations = { 0 };
    struct hm_str value = { 0 };
    enum hm_status status = hm_json_may(at, "annotations", JSON_OBJECT, &annotations, reterr);

    if (status != HM_OK || annotations.value == NULL) {
        return status;
    }
    status = hm_json_may_str(&annotations, "org.opencontainers.image.ref.name", &value, reterr);
    d->ref_name = hm_arena_str(arena, value);
    if (status == HM_OK) {
        status = hm_json_may_str(&annotations, "vnd.docker.reference.type", &value, reterr);
        d->is_attestation = hm_str_eq(value, "attestation-manifest");
    }
    if (status == HM_OK) {
        status = hm_json_may_str(&annotations, "vnd.docker.reference.digest", &value, reterr);
        d->attests = hm_arena_str(arena, value);
    }
    return status;
}

static enum hm_status
read_descriptor(struct hm_arena *arena, const struct hm_json *at, struct hm_descriptor *ret,
                struct hm_err *reterr)
{
    static const char *const names[] = { "mediaType", "digest",      "size",         "data", "urls",
                                         "platform",  "annotations", "artifactType", NULL };
    struct hm_descriptor d = { 0 };
    struct hm_json platform = { 0 };
    struct hm_json data = { 0 };
    struct hm_json urls = { 0 };
    enum hm_status status = hm_manifest_check_names(at, names, reterr);

    if (status == HM_OK) {
        status = hm_json_need_str(at, "mediaType", &d.media_type, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_need_str(at, "digest", &d.digest, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_need_u64(at, "size", INT64_MAX, &d.size, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_may(at, "data", JSON_STRING, &data, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_may(at, "urls", JSON_ARRAY, &urls, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_may(at, "platform", JSON_OBJECT, &platform, reterr);
    }
    if (status == HM_OK && platform.value != NULL) {
        status = read_platform(arena, &platform, &d.platform, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_may_str(at, "artifactType", &d.artifact_type, reterr);
    }
    if (status == HM_OK) {
        status = read_annotations(arena, at, &d, reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    /* What a runtime would start is an image, whatever its annotations say. */
    d.is_attestation = d.is_attestation && hm_platform_is_unknown(d.platform);
    d.media_type = hm_arena_str(arena, d.media_type);
    d.digest = hm_arena_str(arena, d.digest);
    d.artifact_type = hm_arena_str(arena, d.artifact_type);
    d.has_data = data.value != NULL;
    d.data = hm_arena_str(arena, hm_json_text(&data));
    d.has_urls = hm_json_count(&urls) > 0;
    *ret = d;
    return HM_OK;
}

static enum hm_status
read_children(struct hm_arena *arena, const struct hm_json *root, const char *key,
              struct hm_manifest *m, struct hm_err *reterr)
{
    struct hm_json list = { 0 };
    enum hm_status status = hm_json_need(root, key, JSON_ARRAY, &list, reterr);

    if (status == HM_OK && hm_json_count(&list) > HM_MANIFEST_CHILDREN) {
        return hm_err_set(reterr, HM_E_LIMIT, "%s: more than %d entries", key,
                          HM_MANIFEST_CHILDREN);
    }
    for (size_t i = 0; status == HM_OK && i < hm_json_count(&list); i++) {
        struct hm_json item = { 0 };
        status = hm_json_item(&list, i, JSON_OBJECT, &item, reterr);
        if (status == HM_OK) {
            status = read_descriptor(arena, &item, hm_vec_push(arena, &m->children), reterr);
        }
    }
    return status;
}

static enum hm_status
read_one(struct hm_arena *arena, const struct hm_json *root, const char *key,
         struct hm_descriptor *ret, struct hm_err *reterr)
{
    struct hm_json item = { 0 };
    enum hm_status status = hm_json_need(root, key, JSON_OBJECT, &item, reterr);

    return status == HM_OK ? read_descriptor(arena, &item, ret, reterr) : status;
}

/* Which kind a document is: by what it came as, by what it says, and by what it holds. All that
 * speak must agree, or two readers would see two images. */
static enum hm_status
decide_media(const struct hm_json *root, struct hm_str outer, struct hm_manifest *m,
             struct hm_err *reterr)
{
    struct hm_str inner = { 0 };
    uint64_t schema = 0;
    bool has_manifests = json_object_get(root->value, "manifests") != NULL;
    bool has_layers = json_object_get(root->value, "layers") != NULL ||
                      json_object_get(root->value, "config") != NULL;
    enum hm_status status = hm_json_need_u64(root, "schemaVersion", INT32_MAX, &schema, reterr);

    if (status == HM_OK) {
        status = hm_json_may_str(root, "mediaType", &inner, reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    outer = bare(outer);
    if (schema == 1 || hm_media_of(outer) == HM_MEDIA_SCHEMA1 ||
        hm_media_of(inner) == HM_MEDIA_SCHEMA1) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED,
                          "a manifest of Docker's schema 1, whose digests do not cover its layers; "
                          "push the image again with a current tool");
    }
    if (schema != 2) {
        return hm_json_error(root, reterr, "schemaVersion is not 2");
    }
    if (has_manifests && has_layers) {
        return hm_json_error(root, reterr,
                             "has both `manifests` and `layers` or `config`: it can be read as two "
                             "different images");
    }
    if (outer.n > 0 && inner.n > 0 && !hm_str_eq_nocase(outer, inner)) {
        return hm_json_error(root, reterr, "calls itself %.*s, but came as %.*s", HM_FMT(inner),
                             HM_FMT(outer));
    }
    m->media_type = outer.n > 0 ? outer : inner;
    m->media = hm_media_of(m->media_type);
    if (m->media_type.n == 0 && (has_manifests || has_layers)) {
        m->media = has_manifests ? HM_MEDIA_INDEX : HM_MEDIA_MANIFEST;
    } else if (m->media == HM_MEDIA_BLOB) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED,
                          "\"%.*s\" is neither an image index nor a "
                          "manifest",
                          HM_FMT(hm_str_sub(m->media_type, 0, 120)));
    }
    return HM_OK;
}

static enum hm_status
read_manifest(struct hm_arena *arena, const struct hm_json *root, struct hm_str media_type,
              struct hm_manifest *m, struct hm_err *reterr)
{
    static const char *const names[] = { "schemaVersion", "mediaType", "config", "layers",
                                         "manifests",     "subject",   NULL };
    enum hm_status status = hm_json_expect(root, JSON_OBJECT, reterr);

    if (status == HM_OK) {
        status = hm_manifest_check_names(root, names, reterr);
    }
    if (status == HM_OK) {
        status = decide_media(root, media_type, m, reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    m->media_type = hm_arena_str(arena, m->media_type);
    m->has_subject = json_is_object(json_object_get(root->value, "subject"));
    if (m->has_subject) {
        status = read_one(arena, root, "subject", &m->subject, reterr);
    }
    if (status == HM_OK && m->media == HM_MEDIA_INDEX) {
        return read_children(arena, root, "manifests", m, reterr);
    }
    if (status == HM_OK) {
        status = read_one(arena, root, "config", &m->config, reterr);
    }
    return status == HM_OK ? read_children(arena, root, "layers", m, reterr) : status;
}

enum hm_status
hm_manifest_parse(struct hm_arena *arena, struct hm_str bytes, struct hm_str media_type,
                  struct hm_manifest *ret_manifest, struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    struct hm_manifest m = { 0 };

    if (media_type.n > 0 && hm_media_of(media_type) == HM_MEDIA_BLOB) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED,
                          "\"%.*s\" is neither an image index nor a manifest",
                          HM_FMT(hm_str_sub(media_type, 0, 120)));
    }
    if (bytes.n > HM_MANIFEST_LIMIT) {
        return hm_err_set(reterr, HM_E_LIMIT, "a manifest of more than 8 MiB");
    }
    enum hm_status status = hm_json_parse(bytes, &document, reterr);
    if (status == HM_OK) {
        struct hm_json root = hm_json_root(document);
        status = read_manifest(arena, &root, media_type, &m, reterr);
    }
    if (status == HM_OK) {
        *ret_manifest = m;
    }
    return status;
}

/* One that cannot be read is no history: the image is right all the same. */
static void
read_history(struct hm_arena *arena, const struct hm_json *root, struct hm_image_config *config)
{
    struct hm_json list = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = hm_json_may(root, "history", JSON_ARRAY, &list, &err);

    for (size_t i = 0; status == HM_OK && i < hm_json_count(&list); i++) {
        struct hm_image_step *step = hm_vec_push(arena, &config->history);
        struct hm_json item = { 0 };
        struct hm_str text = { 0 };
        status = hm_json_item(&list, i, JSON_OBJECT, &item, &err);
        if (status == HM_OK) {
            status = hm_json_may_str(&item, "created_by", &text, &err);
        }
        if (status == HM_OK) {
            status = hm_json_may_bool(&item, "empty_layer", &step->is_empty, &err);
        }
        step->created_by = hm_arena_str(arena, text);
    }
    if (status != HM_OK) {
        config->history.n = 0;
    }
}

static enum hm_status
read_config(struct hm_arena *arena, const struct hm_json *root, struct hm_image_config *config,
            struct hm_err *reterr)
{
    struct hm_json rootfs = { 0 };
    struct hm_json ids = { 0 };
    static const char *const names[] = { "rootfs", "os", "architecture", "variant", NULL };
    static const char *const rootfs_names[] = { "diff_ids", NULL };
    enum hm_status status = hm_json_expect(root, JSON_OBJECT, reterr);

    if (status == HM_OK) {
        status = hm_manifest_check_names(root, names, reterr);
    }
    if (status == HM_OK) {
        status = read_platform(arena, root, &config->platform, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_need(root, "rootfs", JSON_OBJECT, &rootfs, reterr);
    }
    if (status == HM_OK) {
        status = hm_manifest_check_names(&rootfs, rootfs_names, reterr);
    }
    if (status == HM_OK) {
        status = hm_json_may(&rootfs, "diff_ids", JSON_ARRAY, &ids, reterr);
    }
    for (size_t i = 0; status == HM_OK && i < hm_json_count(&ids); i++) {
        struct hm_json item = { 0 };
        status = hm_json_item(&ids, i, JSON_STRING, &item, reterr);
        if (status == HM_OK) {
            hm_vec_add(arena, &config->diff_ids, hm_arena_str(arena, hm_json_text(&item)));
        }
    }
    if (status == HM_OK) {
        read_history(arena, root, config);
    }
    return status;
}

enum hm_status
hm_image_config_parse(struct hm_arena *arena, struct hm_str bytes,
                      struct hm_image_config *ret_config, struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    struct hm_image_config config = { 0 };
    enum hm_status status = hm_json_parse(bytes, &document, reterr);

    if (status == HM_OK) {
        struct hm_json root = hm_json_root(document);
        status = read_config(arena, &root, &config, reterr);
    }
    if (status == HM_OK) {
        *ret_config = config;
    }
    return status;
}
